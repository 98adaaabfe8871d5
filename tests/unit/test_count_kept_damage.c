/* layer: measure */
/* Kept counts that are cut off, have a bit turned, are of other rows, or cannot be written: what
 * they are of is counted, and nothing else changes. */
#include "tests/unit/test_count_kept.h"

/* The first file with counts of that number, of the surveys or the repairs. */
static void find_counts(const struct cache_fixture *cache, const char *part, char path[PATH_BYTES])
{
    path[0] = '\0';
    DIR *opened = opendir(cache->folder);
    assert_non_null(opened);
    const struct dirent *entry;
    while ((entry = readdir(opened)) != NULL)
        if (strstr(entry->d_name, part))
            (void)snprintf(path, PATH_BYTES, "%.100s/%.120s", cache->folder, entry->d_name);
    (void)closedir(opened);
    assert_true(*path);
}

static char *read_all(const char *path, size_t *byte_count)
{
    struct stat status;
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fstat(fileno(file), &status), 0);
    char *bytes = malloc((size_t)status.st_size + 1);
    assert_non_null(bytes);
    *byte_count = (size_t)status.st_size;
    assert_int_equal(fread(bytes, 1, *byte_count, file), *byte_count);
    assert_int_equal(fclose(file), 0);
    return bytes;
}

static void write_all(const char *path, const char *bytes, size_t byte_count)
{
    const int file = open(path, O_WRONLY | O_TRUNC);
    assert_true(file >= 0);
    assert_int_equal(write(file, bytes, byte_count), byte_count);
    assert_int_equal(close(file), 0);
}

/* Counting again says that the file is not used, gives the same, and mends it. */
static void check_refused(struct trial *trial, const char *path, const char *whole,
                          size_t byte_count)
{
    kept_counts_release(&trial->kept);
    trial_count(trial, true, &trial->cache->with);
    check_equal(&trial->cache->with, &trial->cache->without);
    assert_non_null(strstr(trial->kept.notes.bytes, "are counted instead"));
    assert_int_equal(trial->kept.portions_added, 1);
    size_t mended_bytes;
    char *mended = read_all(path, &mended_bytes);
    assert_int_equal(mended_bytes, byte_count);
    assert_memory_equal(mended, whole, byte_count);
    free(mended);
}

static void damaged_counts_are_not_used(void **state)
{
    struct trial trial;
    char path[PATH_BYTES];
    size_t byte_count;
    uint64_t drawn = 5;
    trial_init(&trial, *state);
    trial.portion_rows = 5000;
    write_months(trial.cache, 1);
    trial.report_month = FIRST_MONTH;
    check_trial(&trial);
    kept_counts_release(&trial.kept);
    trial_read(&trial, trial.cache->folder);
    trial_count(&trial, false, &trial.cache->without);
    find_counts(trial.cache, "-0.counts", path);
    char *whole = read_all(path, &byte_count);
    char *changed = malloc(byte_count);
    assert_non_null(changed);
    for (int i = 0; i < 60; i++) {
        const bool is_in_head = i < 20;
        const size_t at = (size_t)draw(&drawn, is_in_head ? 200 : byte_count);
        memcpy(changed, whole, byte_count);
        changed[at] = (char)(changed[at] ^ 1 << draw(&drawn, 8));
        write_all(path, changed, byte_count);
        check_refused(&trial, path, whole, byte_count);
        write_all(path, whole, at);
        check_refused(&trial, path, whole, byte_count);
    }
    write_all(path, whole, byte_count - 1);
    check_refused(&trial, path, whole, byte_count);
    free(whole);
    free(changed);
    trial_release(&trial);
}

static void counts_of_other_rows_are_not_used(void **state)
{
    struct trial trial;
    char first[PATH_BYTES], second[PATH_BYTES];
    size_t first_bytes, second_bytes;
    trial_init(&trial, *state);
    write_months(trial.cache, 1);
    check_trial(&trial);
    kept_counts_release(&trial.kept);
    trial_read(&trial, trial.cache->folder);
    trial_count(&trial, false, &trial.cache->without);
    find_counts(trial.cache, "-0.counts", first);
    memcpy(second, first, sizeof second);
    *strstr(second, "-0.counts") = '\0';
    (void)snprintf(second + strlen(second), 16, "-1.counts");
    char *of_first = read_all(first, &first_bytes), *of_second = read_all(second, &second_bytes);
    write_all(second, of_first, first_bytes);
    check_refused(&trial, second, of_second, second_bytes);
    free(of_first);
    free(of_second);
    trial_release(&trial);
}

static void a_folder_that_cannot_be_written_is_said_once(void **state)
{
    struct trial trial;
    trial_init(&trial, *state);
    write_months(trial.cache, 1);
    check_trial(&trial);
    kept_counts_release(&trial.kept);
    trial_read(&trial, trial.cache->folder);
    trial_count(&trial, false, &trial.cache->without);
    for (size_t i = 0; i < trial.cache->files->ingested.file_count; i++)
        trial.cache->files->ingested.files[i].cache_path = "/nowhere/at/all.cache";
    kept_counts_release(&trial.kept);
    trial_count(&trial, true, &trial.cache->with);
    check_equal(&trial.cache->with, &trial.cache->without);
    const char *notes = trial.kept.notes.bytes;
    assert_non_null(strstr(notes, "does not keep counts"));
    assert_ptr_equal(strchr(notes, '\n') + 1, notes + trial.kept.notes.byte_count);
    trial_release(&trial);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(damaged_counts_are_not_used),
        CASE(counts_of_other_rows_are_not_used),
        CASE(a_folder_that_cannot_be_written_is_said_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
