/* layer: output
 * Outputs appear whole or not at all: in a new folder, over an older report, and when the disk
 * refuses. Folders of files: test_publish_folders.c. */
#include "test_publish.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static const char *const outdated[] = {"page.html", "page.zh.html", NULL};

static void into_new_folder(void **state)
{
    struct scratch *scratch = *state;
    struct err err = ERR_INIT;
    const struct file files[] = {{"page.html", "page", 4}, {"result.json", "{}", 2}};
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
    const struct file old[] = {{"page.zh.html", "zh", 2}, {"result.json", "old", 3}};
    const struct file new[] = {{"page.html", "page", 4}, {"result.json", "new", 3}};
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

static void write_mine(struct scratch *scratch, const char *name)
{
    struct err err = ERR_INIT;
    assert_int_equal(publish_file(below(scratch, name), "mine", 4, &err), RC_OK);
}

/* A file of an outdated name goes only when a publication put it there: not before any did, and not
 * after ours was removed. */
static void mine_stays(void **state)
{
    struct scratch *scratch = *state;
    struct err err = ERR_INIT;
    const struct file ours[] = {{"page.html", "page", 4}, {"result.json", "old", 3}};
    const struct file next = {"result.json", "new", 3};
    assert_int_equal(mkdir(scratch->out, 0777), 0);
    write_mine(scratch, "out/page.html");
    assert_int_equal(publish(scratch->out, &next, 1, outdated, &err), RC_OK);
    assert_content(below(scratch, "out/page.html"), "mine");
    assert_int_equal(publish(scratch->out, ours, 2, outdated, &err), RC_OK);
    assert_content(below(scratch, "out/" LIST_FILE), "page.html\nresult.json\n");
    assert_int_equal(publish(scratch->out, &next, 1, outdated, &err), RC_OK);
    assert_int_not_equal(access(below(scratch, "out/page.html"), F_OK), 0);
    assert_content(below(scratch, "out/" LIST_FILE), "result.json\n");
    write_mine(scratch, "out/page.html");
    assert_int_equal(publish(scratch->out, &next, 1, outdated, &err), RC_OK);
    assert_content(below(scratch, "out/page.html"), "mine");
}

/* What is not outdated stays listed, though it is not made again. */
static void listed_on(void **state)
{
    struct scratch *scratch = *state;
    struct err err = ERR_INIT;
    const struct file first[] = {{"book", "book", 4}, {"page.html", "page", 4}};
    const struct file next = {"page.html", "next", 4};
    const char *const book[] = {"book", NULL};
    assert_int_equal(publish(scratch->out, first, 2, NULL, &err), RC_OK);
    assert_int_equal(publish(scratch->out, &next, 1, NULL, &err), RC_OK);
    assert_content(below(scratch, "out/book"), "book");
    assert_int_equal(publish(scratch->out, &next, 1, book, &err), RC_OK);
    assert_int_not_equal(access(below(scratch, "out/book"), F_OK), 0);
}

/* A file-size limit stands in for a full disk: write(2) fails half-way in the same manner. */
static void disk_refuses(void **state)
{
    struct scratch *scratch = *state;
    struct err err = ERR_INIT;
    static char large[1 << 16];
    const struct file old[] = {{"result.json", "old", 3}};
    const struct file new[] = {{"page.html", "page", 4}, {"result.json", large, sizeof large}};
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
    const struct file files[] = {{"result.json", "{}", 2}};
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
    const struct file old[] = {{"page.html", "old", 3}};
    const struct file new[] = {{"page.html", "new", 3}, {"result.json", "{}", 2}};
    assert_int_equal(publish(scratch->out, old, 1, outdated, &err), RC_OK);
    assert_int_equal(mkdir(below(scratch, "out/result.json"), 0777), 0);
    assert_int_equal(publish(scratch->out, new, 2, outdated, &err), RC_OUTPUT);
    assert_content(below(scratch, "out/page.html"), "old");
}

/* Left by a run that was killed and had the same process id. */
static void place_taken(void **state)
{
    struct scratch *scratch = *state;
    struct err err = ERR_INIT;
    const struct file files[] = {{"result.json", "{}", 2}};
    char within[160];
    (void)snprintf(within, sizeof within, "%s/.tmp-%ld", scratch->out, (long)getpid());
    assert_int_equal(mkdir(scratch->out, 0777), 0);
    assert_int_equal(mkdir(within, 0777), 0);
    assert_int_equal(publish(scratch->out, files, 1, outdated, &err), RC_OK);
    assert_content(below(scratch, "out/result.json"), "{}");
    assert_int_equal(access(within, F_OK), 0);
}

/* A library writes the file itself, and leaves another one when it is broken off. */
static void written_by_library(void **state)
{
    struct scratch *scratch = *state;
    struct err err = ERR_INIT;
    struct publication publication;
    struct text path;
    text_init(&path, 0);
    for (int is_finished = 0; is_finished < 2; is_finished++) {
        assert_int_equal(publication_init(&publication, scratch->out, &err), RC_OK);
        assert_int_equal(publication_path(&publication, "book.xlsx", &path, &err), RC_OK);
        assert_int_equal(publish_file(path.bytes, "book", 4, &err), RC_OK);
        text_put(&path, "-journal");
        assert_int_equal(publish_file(path.bytes, "half", 4, &err), RC_OK);
        if (is_finished) {
            assert_int_equal(unlink(path.bytes), 0);
            assert_int_equal(publication_finish(&publication, NULL, &err), RC_OK);
        }
        publication_release(&publication);
        assert_int_equal(entry_count(scratch->folder), is_finished);
    }
    assert_content(below(scratch, "out/book.xlsx"), "book");
    text_release(&path);
}

static void names_refused(void **state)
{
    struct scratch *scratch = *state;
    static const char *const names[] = {"",     ".hidden", "..",   "a/b/c",  "/a",    "a/",
                                        "a/..", "x\ny",    "file", "file/x", "folder"};
    struct publication publication;
    struct err err = ERR_INIT;
    assert_int_equal(publication_init(&publication, scratch->out, &err), RC_OK);
    assert_int_equal(publication_add(&publication, "file", slice_of("x"), &err), RC_OK);
    assert_int_equal(publication_add(&publication, "folder/x", slice_of("x"), &err), RC_OK);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_int_equal(publication_add(&publication, names[i], slice_of("x"), NULL), RC_BUG);
    assert_int_equal(publication_add(&publication, "folder/x", slice_of("x"), NULL), RC_OUTPUT);
    publication_release(&publication);
    assert_int_equal(entry_count(scratch->folder), 0);
}

static void checking_makes_nothing(void **state)
{
    struct scratch *scratch = *state;
    struct err err = ERR_INIT;
    assert_int_equal(publication_check(below(scratch, "a/b/c"), &err), RC_OK);
    assert_int_equal(publication_check("", NULL), RC_USAGE);
    assert_int_equal(entry_count(scratch->folder), 0);
}

static void not_a_folder(void **state)
{
    struct scratch *scratch = *state;
    struct err err = ERR_INIT;
    FILE *file = fopen(scratch->out, "w");
    assert_non_null(file);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(publication_check(scratch->out, &err), RC_USAGE);
    assert_non_null(strstr(err.message, scratch->out));
    err = (struct err)ERR_INIT;
    char beneath[160];
    (void)snprintf(beneath, sizeof beneath, "%s/x/y", scratch->out);
    assert_int_equal(publication_check(beneath, &err), RC_OUTPUT);
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
        cmocka_unit_test_setup_teardown(mine_stays, setup, teardown),
        cmocka_unit_test_setup_teardown(listed_on, setup, teardown),
        cmocka_unit_test_setup_teardown(disk_refuses, setup, teardown),
        cmocka_unit_test_setup_teardown(within_existing_folder, setup, teardown),
        cmocka_unit_test_setup_teardown(folder_in_the_way, setup, teardown),
        cmocka_unit_test_setup_teardown(place_taken, setup, teardown),
        cmocka_unit_test_setup_teardown(written_by_library, setup, teardown),
        cmocka_unit_test_setup_teardown(names_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(checking_makes_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(not_a_folder, setup, teardown),
        cmocka_unit_test_setup_teardown(one_file, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
