/* layer: output
 * Folders of files within an output folder: replaced whole, never somebody else's file, and either
 * old or new when the program dies. */
#include "test_publish.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

enum { OLD_COUNT = 5, NEW_COUNT = 3, NAME_BYTES = 32 };

/* The system's calls that change the disk, so that a run can be ended before any of them. */
static unsigned calls_left; /* 0: none ends it */
static unsigned synchronised_count, renamed_count, synchronised_before;

static void count_call(void)
{
    if (calls_left > 0 && --calls_left == 0) (void)raise(SIGKILL);
}

int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags);
int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags)
{
    count_call();
    if (renamed_count++ == 0) synchronised_before = synchronised_count;
    return (int)syscall(SYS_renameat2, from_folder, from, to_folder, to, flags);
}

int rename(const char *from, const char *to)
{
    return renameat2(AT_FDCWD, from, AT_FDCWD, to, 0);
}

int unlink(const char *path)
{
    count_call();
    return (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}

int rmdir(const char *path)
{
    count_call();
    return (int)syscall(SYS_unlinkat, AT_FDCWD, path, AT_REMOVEDIR);
}

int mkdir(const char *path, mode_t mode)
{
    count_call();
    return (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
}

/* Counted only: what a killed program wrote is there without it, and a busy disk takes its time. */
int fsync(int file)
{
    count_call();
    synchronised_count++;
    return file >= 0 ? 0 : -1;
}

static const char *const outdated[] = {"page.html", "new.html", "tables/", "dealers/", NULL};

static void write_own(struct scratch *scratch, const char *name, const char *bytes)
{
    struct err err = ERR_INIT;
    assert_int_equal(publish_file(below(scratch, name), bytes, strlen(bytes), &err), RC_OK);
}

static bool exists(struct scratch *scratch, const char *name)
{
    return access(below(scratch, name), F_OK) == 0;
}

/* Nothing of the making is left in `folder`. */
static void assert_tidy(const char *folder)
{
    DIR *listing = opendir(folder);
    assert_non_null(listing);
    for (struct dirent *entry; (entry = readdir(listing)) != NULL;)
        assert_null(strstr(entry->d_name, ".tmp-"));
    (void)closedir(listing);
}

static void run(struct scratch *scratch, const struct file *files, size_t file_count)
{
    struct err err = ERR_INIT;
    assert_int_equal(publish(scratch->out, files, file_count, outdated, &err), RC_OK);
    assert_tidy(scratch->out);
    assert_tidy(scratch->folder);
}

static const struct file old_files[] = {{"page.html", "old", 3},
                                        {"tables/a.csv", "old a", 5},
                                        {"tables/b.csv", "old b", 5},
                                        {"result.json", "old", 3}};
static const struct file new_files[] = {
    {"tables/a.csv", "new a", 5}, {"tables/c.csv", "new c", 5}, {"result.json", "new", 3}};

static void replaced_whole(void **state)
{
    struct scratch *scratch = *state;
    run(scratch, old_files, 4);
    assert_content(below(scratch, "out/tables/b.csv"), "old b");
    assert_content(below(scratch, "out/tables/" LIST_FILE), "a.csv\nb.csv\n");
    run(scratch, new_files, 3);
    assert_content(below(scratch, "out/tables/a.csv"), "new a");
    assert_content(below(scratch, "out/tables/c.csv"), "new c");
    assert_false(exists(scratch, "out/tables/b.csv"));
    assert_false(exists(scratch, "out/page.html"));
    assert_content(below(scratch, "out/tables/" LIST_FILE), "a.csv\nc.csv\n");
}

/* Bytes are known afterwards, of a folder those of all its files. */
static void bytes_counted(void **state)
{
    struct scratch *scratch = *state;
    struct publication publication;
    struct err err = ERR_INIT;
    assert_int_equal(publication_init(&publication, scratch->out, &err), RC_OK);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(
            publication_add(&publication, old_files[i].name, slice_of(old_files[i].bytes), &err),
            RC_OK);
    assert_int_equal(publication_finish(&publication, NULL, &err), RC_OK);
    assert_int_equal(publication.entry_count, 3);
    assert_string_equal(publication.entries[1].name, "tables");
    assert_true(publication.entries[1].is_folder);
    assert_int_equal(publication.entries[1].file_count, 2);
    assert_int_equal(publication.entries[1].byte_count, 10);
    assert_int_equal(publication.entries[2].byte_count, 3);
    publication_release(&publication);
}

static void others_stay(void **state)
{
    struct scratch *scratch = *state;
    run(scratch, old_files, 4);
    write_own(scratch, "out/tables/mine.xlsx", "mine");
    run(scratch, new_files, 3);
    assert_content(below(scratch, "out/tables/mine.xlsx"), "mine");
    assert_content(below(scratch, "out/tables/a.csv"), "new a");
    assert_content(below(scratch, "out/tables/c.csv"), "new c");
    assert_false(exists(scratch, "out/tables/b.csv"));
    assert_content(below(scratch, "out/tables/" LIST_FILE), "a.csv\nc.csv\n");
    assert_int_equal(entry_count(below(scratch, "out/tables")), 3);
}

/* A folder that was there before any publication is all somebody else's. */
static void folder_without_list(void **state)
{
    struct scratch *scratch = *state;
    assert_int_equal(mkdir(scratch->out, 0777), 0);
    assert_int_equal(mkdir(below(scratch, "out/tables"), 0777), 0);
    assert_int_equal(mkdir(below(scratch, "out/dealers"), 0777), 0);
    write_own(scratch, "out/tables/z.csv", "mine");
    run(scratch, new_files, 3);
    assert_content(below(scratch, "out/tables/z.csv"), "mine");
    assert_content(below(scratch, "out/tables/a.csv"), "new a");
    assert_true(exists(scratch, "out/dealers"));
}

/* A file of mine, or a folder, where a new file is to stand: nothing is replaced, nothing is lost.
 */
static void mine_in_the_way(void **state)
{
    struct scratch *scratch = *state;
    for (int is_folder = 0; is_folder < 2; is_folder++) {
        struct err err = ERR_INIT;
        run(scratch, old_files, 4);
        if (is_folder)
            assert_int_equal(mkdir(below(scratch, "out/tables/c.csv"), 0777), 0);
        else
            write_own(scratch, "out/tables/c.csv", "mine");
        assert_int_equal(publish(scratch->out, new_files, 3, outdated, &err), RC_OUTPUT);
        assert_non_null(strstr(err.message, "tables/c.csv"));
        assert_content(below(scratch, "out/tables/a.csv"), "old a");
        assert_content(below(scratch, "out/page.html"), "old");
        assert_content(below(scratch, "out/result.json"), "old");
        if (!is_folder) assert_content(below(scratch, "out/tables/c.csv"), "mine");
        assert_tidy(scratch->out);
        assert_int_equal(
            unlinkat(AT_FDCWD, below(scratch, "out/tables/c.csv"), is_folder ? AT_REMOVEDIR : 0),
            0);
    }
}

/* A folder of mine that has the name of one of our outdated files. */
static void folder_of_outdated_name(void **state)
{
    struct scratch *scratch = *state;
    run(scratch, old_files, 4);
    assert_int_equal(remove(below(scratch, "out/tables/b.csv")), 0);
    assert_int_equal(mkdir(below(scratch, "out/tables/b.csv"), 0777), 0);
    write_own(scratch, "out/tables/b.csv/mine", "mine");
    run(scratch, new_files, 3);
    assert_content(below(scratch, "out/tables/b.csv/mine"), "mine");
    run(scratch, &new_files[2], 1);
    assert_content(below(scratch, "out/tables/b.csv/mine"), "mine");
}

static void empty_folder(void **state)
{
    struct scratch *scratch = *state;
    assert_int_equal(mkdir(scratch->out, 0777), 0);
    assert_int_equal(mkdir(below(scratch, "out/tables"), 0777), 0);
    run(scratch, new_files, 3);
    assert_content(below(scratch, "out/tables/a.csv"), "new a");
}

static void outdated_goes(void **state)
{
    struct scratch *scratch = *state;
    const struct file dealers[] = {{"dealers/D1.html", "D1", 2}, {"tables/a.csv", "a", 1}};
    run(scratch, dealers, 2);
    write_own(scratch, "out/dealers/note", "mine");
    run(scratch, &new_files[2], 1);
    assert_false(exists(scratch, "out/tables"));
    assert_false(exists(scratch, "out/dealers/D1.html"));
    assert_false(exists(scratch, "out/dealers/" LIST_FILE));
    assert_content(below(scratch, "out/dealers/note"), "mine");
}

/* A list that was tampered with leads nowhere. */
static void list_leads_out(void **state)
{
    struct scratch *scratch = *state;
    struct err err = ERR_INIT;
    run(scratch, old_files, 4);
    write_own(scratch, "mine", "mine");
    assert_int_equal(mkdir(below(scratch, "out/tables/sub"), 0777), 0);
    const char lines[] = "../result.json\nsub/../../../mine\n..\n.\n\na.csv\nb.csv";
    assert_int_equal(
        publish_file(below(scratch, "out/tables/" LIST_FILE), lines, sizeof lines - 1, &err),
        RC_OK);
    run(scratch, old_files, 1);
    assert_content(below(scratch, "out/result.json"), "old");
    assert_content(below(scratch, "mine"), "mine");
    assert_int_equal(entry_count(below(scratch, "out/tables")), 1);
}

static void link_in_the_way(void **state)
{
    struct scratch *scratch = *state;
    struct err err = ERR_INIT;
    assert_int_equal(mkdir(scratch->out, 0777), 0);
    assert_int_equal(mkdir(below(scratch, "elsewhere"), 0777), 0);
    assert_int_equal(symlink("../elsewhere", below(scratch, "out/tables")), 0);
    assert_int_equal(publish(scratch->out, new_files, 3, outdated, &err), RC_OUTPUT);
    assert_int_equal(entry_count(below(scratch, "elsewhere")), 0);
    assert_false(exists(scratch, "out/result.json"));
    assert_tidy(scratch->out);
}

/* A file-size limit stands in for a full disk. */
static void disk_refuses(void **state)
{
    struct scratch *scratch = *state;
    struct err err = ERR_INIT;
    static char large[1 << 16];
    const struct file files[] = {{"tables/a.csv", "new", 3}, {"tables/c.csv", large, sizeof large}};
    run(scratch, old_files, 4);
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    const struct rlimit small = {1 << 12, limit.rlim_max};
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    const enum rc rc = publish(scratch->out, files, 2, outdated, &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    assert_int_equal(rc, RC_OUTPUT);
    assert_non_null(strstr(err.message, "tables/c.csv"));
    assert_content(below(scratch, "out/tables/a.csv"), "old a");
    assert_content(below(scratch, "out/tables/b.csv"), "old b");
    assert_content(below(scratch, "out/page.html"), "old");
    assert_tidy(scratch->out);
}

/* The last dealer of the new version is not one of the old ones. */
static void dealer_name(char version, unsigned dealer, const char *folder, char name[NAME_BYTES])
{
    const bool is_other = version == 'n' && dealer == NEW_COUNT - 1;
    (void)snprintf(name, NAME_BYTES, "%s/%c%u", folder, is_other ? 'E' : 'D', dealer);
}

static void publish_version(const char *out, char version)
{
    const size_t count = version == 'n' ? NEW_COUNT : OLD_COUNT;
    char names[OLD_COUNT][NAME_BYTES];
    struct file files[OLD_COUNT + 2] = {{version == 'n' ? "new.html" : "page.html", &version, 1}};
    for (unsigned i = 0; i < count; i++) {
        dealer_name(version, i, "dealers", names[i]);
        files[i + 1] = (struct file){names[i], &version, 1};
    }
    files[count + 1] = (struct file){"result.json", &version, 1};
    (void)publish(out, files, count + 2, outdated, NULL);
}

/* '\0' when there is no such file. */
static char version_of(struct scratch *scratch, const char *name)
{
    char bytes[2] = "";
    FILE *file = fopen(below(scratch, name), "rb");
    if (!file) return '\0';
    assert_int_equal(fread(bytes, 1, sizeof bytes, file), 1);
    (void)fclose(file);
    return bytes[0];
}

static char version_of_dealer(struct scratch *scratch, char version, unsigned dealer)
{
    char name[NAME_BYTES];
    dealer_name(version, dealer, "out/dealers", name);
    return version_of(scratch, name);
}

/* All files of the folder are of one version, and none is missing or too many. */
static void assert_one_version(struct scratch *scratch)
{
    const char version = version_of(scratch, "out/dealers/D0");
    const unsigned count = version == 'n' ? NEW_COUNT : OLD_COUNT;
    assert_true(version == 'n' || version == 'o');
    assert_int_equal(entry_count(below(scratch, "out/dealers")), count);
    for (unsigned i = 0; i < count; i++)
        assert_int_equal(version_of_dealer(scratch, version, i), version);
}

/* The files of both versions stand there, old or new, and that of somebody else as it was. */
static void assert_each_version(struct scratch *scratch)
{
    for (unsigned i = 0; i + 1 < NEW_COUNT; i++) {
        const char version = version_of_dealer(scratch, 'n', i);
        assert_true(version == 'n' || version == 'o');
    }
    assert_content(below(scratch, "out/dealers/mine"), "mine");
}

/* One run in a process of its own, which ends before its call of that number. Returns whether it
 * was killed. */
static bool run_until(struct scratch *scratch, char version, unsigned call)
{
    const pid_t child = fork();
    assert_int_not_equal(child, -1);
    if (child == 0) {
        calls_left = call;
        publish_version(scratch->out, version);
        _exit(0);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status);
}

static void assert_all_new(struct scratch *scratch)
{
    assert_int_equal(version_of(scratch, "out/new.html"), 'n');
    for (unsigned i = 0; i < NEW_COUNT; i++)
        assert_int_equal(version_of_dealer(scratch, 'n', i), 'n');
}

/* At every single change of the disk. result.json is the last to change: when it is new, all is. */
static void killed(void **state)
{
    struct scratch *scratch = *state;
    for (unsigned has_mine = 0; has_mine < 2; has_mine++) {
        unsigned call = 1, new_count = 0;
        for (bool is_killed = true; is_killed; call++) {
            publish_version(scratch->out, 'o');
            if (has_mine) write_own(scratch, "out/dealers/mine", "mine");
            is_killed = run_until(scratch, 'n', call);
            (has_mine ? assert_each_version : assert_one_version)(scratch);
            if (version_of(scratch, "out/result.json") == 'n') {
                new_count++;
                assert_all_new(scratch);
            }
            /* What it let appear is ours still and does not outlive the next run; its place of
             * making does, as publish.h says. */
            publish_version(scratch->out, 'o');
            assert_int_equal(entry_count(scratch->out), 3);
            assert_int_equal(entry_count(below(scratch, "out/dealers")), OLD_COUNT + has_mine);
        }
        assert_in_range(new_count, 2, call - 10);
    }
}

/* Nothing is renamed before all of it is on the disk: files, lists and folders. */
static void synchronised_first(void **state)
{
    struct scratch *scratch = *state;
    publish_version(scratch->out, 'o');
    synchronised_count = renamed_count = synchronised_before = 0;
    publish_version(scratch->out, 'n');
    assert_int_equal(renamed_count, 3 + 2);
    assert_int_equal(synchronised_before, NEW_COUNT + 1 + 1 + 2 + 1 + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(replaced_whole, setup, teardown),
        cmocka_unit_test_setup_teardown(bytes_counted, setup, teardown),
        cmocka_unit_test_setup_teardown(others_stay, setup, teardown),
        cmocka_unit_test_setup_teardown(folder_without_list, setup, teardown),
        cmocka_unit_test_setup_teardown(mine_in_the_way, setup, teardown),
        cmocka_unit_test_setup_teardown(folder_of_outdated_name, setup, teardown),
        cmocka_unit_test_setup_teardown(empty_folder, setup, teardown),
        cmocka_unit_test_setup_teardown(outdated_goes, setup, teardown),
        cmocka_unit_test_setup_teardown(list_leads_out, setup, teardown),
        cmocka_unit_test_setup_teardown(link_in_the_way, setup, teardown),
        cmocka_unit_test_setup_teardown(disk_refuses, setup, teardown),
        cmocka_unit_test_setup_teardown(killed, setup, teardown),
        cmocka_unit_test_setup_teardown(synchronised_first, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
