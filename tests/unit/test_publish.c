/* layer: output
 * Outputs appear whole or not at all: in a new folder, over an older report, and when the disk
 * refuses. */
#include "base/text.h"
#include "output/publish.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

struct scratch {
    char folder[64]; /* removed afterwards */
    char path[128], out[128];
};

static const char *below(struct scratch *scratch, const char *name)
{
    (void)snprintf(scratch->path, sizeof scratch->path, "%s/%s", scratch->folder, name);
    return scratch->path;
}

static int setup(void **state)
{
    struct scratch *scratch = calloc(1, sizeof *scratch);
    if (!scratch) return -1;
    (void)snprintf(scratch->folder, sizeof scratch->folder, "%s", "/tmp/rater-publish-XXXXXX");
    if (!mkdtemp(scratch->folder)) return -1;
    (void)snprintf(scratch->out, sizeof scratch->out, "%s/out", scratch->folder);
    *state = scratch;
    return 0;
}

static void remove_all(const char *folder)
{
    DIR *listing = opendir(folder);
    if (!listing) return;
    for (struct dirent *entry; (entry = readdir(listing)) != NULL;) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        char path[512];
        (void)snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (unlink(path) != 0) remove_all(path);
    }
    (void)closedir(listing);
    (void)rmdir(folder);
}

static int teardown(void **state)
{
    struct scratch *scratch = *state;
    remove_all(scratch->folder);
    free(scratch);
    return 0;
}

static unsigned entry_count(const char *folder)
{
    unsigned count = 0;
    DIR *listing = opendir(folder);
    assert_non_null(listing);
    for (struct dirent *entry; (entry = readdir(listing)) != NULL;)
        count += entry->d_name[0] != '.';
    (void)closedir(listing);
    return count;
}

static void assert_content(const char *path, const char *expected)
{
    char bytes[64] = "";
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    const size_t got = fread(bytes, 1, sizeof bytes - 1, file);
    (void)fclose(file);
    bytes[got] = '\0';
    assert_string_equal(bytes, expected);
}

static const char *const outdated[] = {"page.html", "page.zh.html", NULL};

static void into_new_folder(void **state)
{
    struct scratch *scratch = *state;
    struct err err = ERR_INIT;
    const struct output_file files[] = {{"page.html", "page", 4}, {"result.json", "{}", 2}};
    const char *deep = below(scratch, "a/b/c/");
    assert_int_equal(publish(deep, files, 2, outdated, &err), RC_OK);
    assert_content(below(scratch, "a/b/c/page.html"), "page");
    assert_content(below(scratch, "a/b/c/result.json"), "{}");
    assert_int_equal(entry_count(below(scratch, "a/b")), 1);
    assert_int_equal(err.rc, RC_OK);
}

static void over_older_report(void **state)
{
    struct scratch *scratch = *state;
    struct err err = ERR_INIT;
    const struct output_file old[] = {{"page.zh.html", "zh", 2}, {"result.json", "old", 3}};
    const struct output_file new[] = {{"page.html", "page", 4}, {"result.json", "new", 3}};
    assert_int_equal(publish(scratch->out, old, 2, outdated, &err), RC_OK);
    FILE *mine = fopen(below(scratch, "out/mine"), "w");
    assert_non_null(mine);
    assert_int_equal(fclose(mine), 0);
    assert_int_equal(publish(scratch->out, new, 2, outdated, &err), RC_OK);
    assert_content(below(scratch, "out/result.json"), "new");
    assert_content(below(scratch, "out/page.html"), "page");
    assert_int_not_equal(access(below(scratch, "out/page.zh.html"), F_OK), 0);
    assert_int_equal(access(below(scratch, "out/mine"), F_OK), 0);
    assert_int_equal(entry_count(scratch->folder), 1);
}

/* A file-size limit stands in for a full disk: write(2) fails half-way in the same manner. */
static void disk_refuses(void **state)
{
    struct scratch *scratch = *state;
    struct err err = ERR_INIT;
    static char large[1 << 16];
    const struct output_file old[] = {{"result.json", "old", 3}};
    const struct output_file new[] = {{"page.html", "page", 4},
                                      {"result.json", large, sizeof large}};
    assert_int_equal(publish(scratch->out, old, 1, outdated, &err), RC_OK);
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    const struct rlimit small = {1 << 12, limit.rlim_max};
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    const enum rc rc = publish(scratch->out, new, 2, outdated, &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    assert_int_equal(rc, RC_OUTPUT);
    assert_non_null(strstr(err.message, "result.json"));
    assert_content(below(scratch, "out/result.json"), "old");
    assert_int_not_equal(access(below(scratch, "out/page.html"), F_OK), 0);
    assert_int_equal(entry_count(scratch->folder), 1);
}

/* The folder beside may be on another disk, or closed: nothing is made there. */
static void within_existing_folder(void **state)
{
    struct scratch *scratch = *state;
    struct err err = ERR_INIT;
    const struct output_file files[] = {{"result.json", "{}", 2}};
    char beside[160], within[160];
    (void)snprintf(beside, sizeof beside, "%s.tmp-%ld", scratch->out, (long)getpid());
    (void)snprintf(within, sizeof within, "%s/.tmp-%ld", scratch->out, (long)getpid());
    assert_int_equal(mkdir(scratch->out, 0777), 0);
    assert_int_equal(mkdir(beside, 0777), 0);
    assert_int_equal(publish(scratch->out, files, 1, outdated, &err), RC_OK);
    assert_content(below(scratch, "out/result.json"), "{}");
    assert_int_not_equal(access(within, F_OK), 0);
}

/* A folder where the last file is to stand: found before the first is replaced. */
static void folder_in_the_way(void **state)
{
    struct scratch *scratch = *state;
    struct err err = ERR_INIT;
    const struct output_file old[] = {{"page.html", "old", 3}};
    const struct output_file new[] = {{"page.html", "new", 3}, {"result.json", "{}", 2}};
    assert_int_equal(publish(scratch->out, old, 1, outdated, &err), RC_OK);
    assert_int_equal(mkdir(below(scratch, "out/result.json"), 0777), 0);
    assert_int_equal(publish(scratch->out, new, 2, outdated, &err), RC_OUTPUT);
    assert_content(below(scratch, "out/page.html"), "old");
}

static void checking_makes_nothing(void **state)
{
    struct scratch *scratch = *state;
    struct err err = ERR_INIT;
    assert_int_equal(publish_check(below(scratch, "a/b/c"), &err), RC_OK);
    assert_int_equal(entry_count(scratch->folder), 0);
}

static void not_a_folder(void **state)
{
    struct scratch *scratch = *state;
    struct err err = ERR_INIT;
    FILE *file = fopen(scratch->out, "w");
    assert_non_null(file);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(publish_check(scratch->out, &err), RC_USAGE);
    assert_non_null(strstr(err.message, scratch->out));
    err = (struct err)ERR_INIT;
    char beneath[160];
    (void)snprintf(beneath, sizeof beneath, "%s/x/y", scratch->out);
    assert_int_equal(publish_check(beneath, &err), RC_OUTPUT);
}

static void one_file(void **state)
{
    struct scratch *scratch = *state;
    struct err err = ERR_INIT;
    assert_int_equal(publish_file(scratch->out, "first", 5, &err), RC_OK);
    assert_int_equal(publish_file(scratch->out, "second", 6, &err), RC_OK);
    assert_content(scratch->out, "second");
    assert_int_equal(publish_file(below(scratch, "none/x"), "x", 1, &err), RC_OUTPUT);
    assert_int_equal(entry_count(scratch->folder), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(into_new_folder, setup, teardown),
        cmocka_unit_test_setup_teardown(over_older_report, setup, teardown),
        cmocka_unit_test_setup_teardown(disk_refuses, setup, teardown),
        cmocka_unit_test_setup_teardown(within_existing_folder, setup, teardown),
        cmocka_unit_test_setup_teardown(folder_in_the_way, setup, teardown),
        cmocka_unit_test_setup_teardown(checking_makes_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(not_a_folder, setup, teardown),
        cmocka_unit_test_setup_teardown(one_file, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
