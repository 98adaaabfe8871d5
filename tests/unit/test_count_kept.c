/* layer: measure */
/* Counts kept in the month cache against counting everything: cold, warm, a new month with new
 * names, a month put right, other options, other months; portions of any size, any number of
 * threads; every kept file cut off or with a bit turned; files of other rows. And of every family:
 * what it says of the horizon and of codes in its tallies. */
#include "base/hash.h"
#include "measure/count_kept.h"
#include "tests/unit/test_cache.h"

#include <omp.h>

enum { FAMILY_ROOM = 32, TEXT_ROOM = 4096, ROWS_A_FILE = 700, FIRST_MONTH = 660, MONTH_COUNT = 4 };

/* One run: from files to the cells of all families. */
struct trial {
    struct cache_fixture *cache;
    struct linked linked;
    struct measure_options options;
    struct kept_counts kept;
    struct bound_family bound[FAMILY_ROOM];
    struct arena arena;
    struct measure_context context;
    uint32_t portion_rows;
    int thread_count;
    int32_t report_month;
};

static uint64_t draw(uint64_t *drawn, uint64_t limit)
{
    return (hash_u64((*drawn)++) >> 11) % limit;
}

static void put_time(struct text *text, int32_t minute)
{
    const struct civil civil = day_to_civil(day_of_minute(minute));
    const int32_t of_day = minute - day_of_minute(minute) * MINUTES_A_DAY;
    text_format(text, "%04d-%02d-%02d %02d:%02d,", civil.year, civil.month, civil.day, of_day / 60,
                of_day % 60);
}

static int32_t minute_in(int32_t month, uint64_t *drawn)
{
    const int32_t first = month_first_day(month), days = month_first_day(month + 1) - first;
    return (first + (int32_t)draw(drawn, (uint64_t)days)) * MINUTES_A_DAY +
           (int32_t)draw(drawn, MINUTES_A_DAY);
}

/* Names that are new in a later month come first in order. */
static void put_name(struct text *text, const char *kind, uint64_t limit, int32_t month,
                     uint64_t *drawn)
{
    const uint64_t number = draw(drawn, limit);
    if (draw(drawn, 9) == 0)
        text_put(text, ",");
    else if (draw(drawn, 12) == 0)
        text_format(text, "%s%c%d,", kind, 'A' + (MONTH_COUNT - (month - FIRST_MONTH)), 1);
    else
        text_format(text, "%sM%d,", kind, (int)number);
}

static void put_repair(struct text *text, int32_t month, uint64_t row, uint64_t *drawn)
{
    const int32_t reported = minute_in(month, drawn);
    text_format(text, "R%d-%d,U%d,", month, (int)row, (int)draw(drawn, 900));
    put_name(text, "D", 5, month, drawn);
    put_name(text, "T", 9, month, drawn);
    put_name(text, "P", 6, month, drawn);
    put_time(text, reported);
    if (draw(drawn, 5) == 0)
        text_put(text, ",");
    else
        put_time(text, reported + (int32_t)draw(drawn, 9000));
    put_name(text, "F/", 7, month, drawn);
    put_name(text, "C/", 7, month, drawn);
    put_name(text, "A/", 4, month, drawn);
    text_format(text, "%d\n", (int)draw(drawn, 2));
}

static void put_survey(struct text *text, int32_t month, uint64_t row, uint64_t *drawn)
{
    text_format(text, "S%d-%d,", month, (int)row);
    put_time(text, minute_in(month, drawn));
    put_name(text, "D", 5, month, drawn);
    put_name(text, "P", 6, month, drawn);
    text_format(text, "%d,%d,%d,%d,", (int)draw(drawn, 7) + 1, (int)draw(drawn, 7) + 1,
                (int)draw(drawn, 2), (int)draw(drawn, 2));
    put_name(text, "o", 3, month, drawn);
    text_format(text, "%d\n", (int)draw(drawn, 20));
}

static void write_month(struct cache_fixture *cache, int32_t month, uint64_t seed)
{
    char name[64];
    struct text repairs, surveys;
    uint64_t drawn = seed << 32 | (uint64_t)month << 16;
    text_init(&repairs, 0);
    text_init(&surveys, 0);
    text_put(&repairs, "repair_id,unit_id,dealer_id,technician_id,product,reported_at,closed_at,"
                       "fault,cause,action,solved\n");
    text_put(&surveys, "survey_id,surveyed_at,dealer_id,product,rel1,overall,had_problem,"
                       "complained,outcome,told_people\n");
    for (uint64_t row = 0; row < ROWS_A_FILE; row++) {
        put_repair(&repairs, month, row, &drawn);
        put_survey(&surveys, month, row, &drawn);
    }
    (void)snprintf(name, sizeof name, "repairs_%d.csv", month);
    fixture_write(cache->files, name, repairs.bytes);
    (void)snprintf(name, sizeof name, "surveys_%d.csv", month);
    fixture_write(cache->files, name, surveys.bytes);
    text_release(&repairs);
    text_release(&surveys);
}

static void trial_init(struct trial *trial, struct cache_fixture *cache)
{
    memset(trial, 0, sizeof *trial);
    trial->cache = cache;
    trial->portion_rows = 300;
    trial->thread_count = 2;
    trial->report_month = FIRST_MONTH + MONTH_COUNT - 2;
    measure_options_init(&trial->options);
}

/* Ingest, link and derive; `folder` NULL: without a cache. */
static void trial_read(struct trial *trial, const char *folder)
{
    struct err err = ERR_INIT;
    struct fixture *files = trial->cache->files;
    files->options.cache = folder;
    fixture_run(files);
    assert_int_equal(
        link_run(&trial->linked, &files->ingested, &files->schema, trial->thread_count, NULL, &err),
        RC_OK);
    omp_set_num_threads(trial->thread_count);
    trial->context =
        (struct measure_context){.options = &trial->options,
                                 .report_month = trial->report_month,
                                 .horizon_minute = trial->linked.horizon_minute,
                                 .horizon_day = day_of_minute(trial->linked.horizon_minute)};
    assert_int_equal(measure_derive(&trial->linked, &trial->context, &err), RC_OK);
}

/* All cells as one text. */
static void trial_count(struct trial *trial, bool is_kept, struct text *out)
{
    struct err err = ERR_INIT;
    arena_init(&trial->arena);
    text_clear(out);
    kept_counts_init(&trial->kept, &trial->cache->files->ingested);
    trial->kept.portion_rows = trial->portion_rows;
    trial->kept.least_rows = 2;
    trial->kept.cell_bytes_a_row = 1 << 20;
    trial->options.kept = is_kept ? &trial->kept : NULL;
    assert_true(family_count <= FAMILY_ROOM);
    memset(trial->bound, 0, sizeof trial->bound);
    for (size_t i = 0; i < family_count; i++) {
        trial->bound[i].family = families[i];
        assert_int_equal(measure_bind(&trial->bound[i], &trial->linked, &trial->arena, &err),
                         RC_OK);
    }
    const enum rc rc = measure_count(trial->bound, family_count, &trial->context, &err);
    if (rc != RC_OK) fail_msg("%s", err.message);
    for (size_t i = 0; i < family_count; i++) {
        assert_int_equal(state_save(&trial->bound[i].state, out, &err), RC_OK);
        state_release(&trial->bound[i].state);
    }
    arena_release(&trial->arena);
}

static void trial_release(struct trial *trial)
{
    linked_release(&trial->linked);
    kept_counts_release(&trial->kept);
}

static void check_equal(const struct text *a, const struct text *b)
{
    assert_int_equal(a->byte_count, b->byte_count);
    assert_memory_equal(a->bytes, b->bytes, a->byte_count);
}

/* Files as they are: with kept counts everything is as without. Notes are in trial->kept until
 * the next one. */
static void check_trial(struct trial *trial)
{
    struct cache_fixture *cache = trial->cache;
    kept_counts_release(&trial->kept);
    trial_read(trial, NULL);
    trial_count(trial, false, &cache->without);
    trial_release(trial);
    trial_read(trial, cache->folder);
    trial_count(trial, true, &cache->with);
    check_equal(&cache->with, &cache->without);
    assert_true(cache->with.byte_count > 1000);
    linked_release(&trial->linked);
}

static void check_counts(const struct trial *trial, uint64_t taken, uint64_t added)
{
    if (*trial->kept.notes.bytes) fail_msg("%s", trial->kept.notes.bytes);
    assert_int_equal(trial->kept.portions_taken, taken);
    assert_int_equal(trial->kept.portions_added, added);
}

/* Portions of the files of so many months. */
static uint64_t portions(const struct trial *trial, int month_count)
{
    return 2 * (uint64_t)month_count *
           ((ROWS_A_FILE + trial->portion_rows - 1) / trial->portion_rows);
}

static void write_months(struct cache_fixture *cache, int count)
{
    for (int m = 0; m < count; m++) write_month(cache, FIRST_MONTH + m, 1);
}

static void what_is_kept_is_taken(void **state)
{
    static const uint32_t sizes[] = {100, 256, 699, 700, 5000};
    struct trial trial;
    trial_init(&trial, *state);
    write_months(trial.cache, 3);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        cache_clear(trial.cache);
        trial.portion_rows = sizes[i];
        for (int run = 0; run < 4; run++) {
            trial.thread_count = 1 + (int)(i + (size_t)run) % 3;
            trial.cache->files->options.thread_count = trial.thread_count;
            trial.cache->files->options.chunk_bytes = run == 0 ? 3000 : 1 << 20;
            check_trial(&trial);
            check_counts(&trial, run == 0 ? 0 : portions(&trial, 3),
                         run == 0 ? portions(&trial, 3) : 0);
        }
    }
    kept_counts_release(&trial.kept);
}

/* New names come before the old ones, so that every code is another. */
static void a_new_month_leaves_old_counts_useful(void **state)
{
    struct trial trial;
    trial_init(&trial, *state);
    write_months(trial.cache, 3);
    check_trial(&trial);
    write_month(trial.cache, FIRST_MONTH + 3, 1);
    trial.report_month++;
    check_trial(&trial);
    /* of the oldest month all, of the next two the surveys: of repairs the horizon decides later */
    assert_true(trial.kept.portions_taken >= portions(&trial, 2));
    assert_true(trial.kept.portions_added >= portions(&trial, 1));
    assert_int_equal(trial.kept.portions_taken + trial.kept.portions_added, portions(&trial, 4));
    check_trial(&trial);
    check_counts(&trial, portions(&trial, 4), 0);
    kept_counts_release(&trial.kept);
}

static void a_month_put_right_is_counted_anew(void **state)
{
    struct trial trial;
    trial_init(&trial, *state);
    write_months(trial.cache, 3);
    check_trial(&trial);
    write_month(trial.cache, FIRST_MONTH + 1, 2);
    check_trial(&trial);
    assert_true(trial.kept.portions_added >= portions(&trial, 1));
    assert_true(trial.kept.portions_taken > 0);
    /* the same month once more, with other rows: then some are superseded */
    write_month(trial.cache, FIRST_MONTH + 2, 3);
    check_trial(&trial);
    assert_int_equal(rename(fixture_path(trial.cache->files, "surveys_661.csv"),
                            fixture_path(trial.cache->files, "surveys_661_again.csv")),
                     0);
    write_month(trial.cache, FIRST_MONTH + 1, 1);
    check_trial(&trial);
    check_trial(&trial);
    kept_counts_release(&trial.kept);
}

static void report_months_come_and_go(void **state)
{
    static const int32_t months[] = {2, 3, 1, 0, 2, 12, 16, 13, 14, 30, 2};
    struct trial trial;
    trial_init(&trial, *state);
    write_months(trial.cache, 3);
    for (size_t i = 0; i < sizeof months / sizeof months[0]; i++) {
        trial.report_month = FIRST_MONTH + months[i];
        check_trial(&trial);
        check_trial(&trial);
        assert_int_equal(trial.kept.portions_added, 0);
    }
    kept_counts_release(&trial.kept);
}

/* Segments dropped from within a file are told by the number of its rows. */
static void files_with_superseded_rows_keep_nothing(void **state)
{
    struct trial trial;
    trial_init(&trial, *state);
    write_months(trial.cache, 2);
    struct text twice;
    text_init(&twice, 0);
    text_put(&twice, "survey_id,surveyed_at,dealer_id,overall\n"
                     "S660-3,2025-01-03,DM1,4\nS660-500,2025-01-03,DM1,4\nX,2025-01-04,DM1,3\n");
    fixture_write(trial.cache->files, "surveys_zzz.csv", twice.bytes);
    text_release(&twice);
    check_trial(&trial);
    /* not the surveys of the first month: some of them are superseded */
    assert_true(trial.kept.portions_added >= portions(&trial, 2) - portions(&trial, 1) / 2);
    assert_true(trial.kept.portions_added <= portions(&trial, 2) - portions(&trial, 1) / 2 + 1);
    assert_int_equal(trial.cache->files->ingested.files[2].rows_superseded, 2);
    check_trial(&trial);
    kept_counts_release(&trial.kept);
}

/* What an option changes, and whether counting asks it. */
#define OPTION(member)                                                                             \
    {                                                                                              \
#member, offsetof(struct measure_options, member)                                          \
    }
static const struct {
    const char *name;
    size_t offset;
} counted_options[] = {OPTION(scale_minimum),
                       OPTION(scale_maximum),
                       OPTION(points[0]),
                       OPTION(points[4]),
                       OPTION(reply_limit_minutes),
                       OPTION(close_limit_minutes),
                       OPTION(close_special_limit_minutes)};

/* All members of the options that counting does not ask: a new one belongs here or into
 * put_options(). */
struct options_known {
    int32_t scale_minimum, scale_maximum;
    uint32_t minimum_base;
    int32_t points[DIMENSION_COUNT];
    int32_t reply_limit_minutes, close_limit_minutes, close_special_limit_minutes;
    const void *benchmarks;
    size_t benchmark_count;
    const void *targets;
    size_t target_count;
    int thread_count;
    enum isa isa;
    const void *profile, *kept;
};
_Static_assert(sizeof(struct options_known) == sizeof(struct measure_options),
               "is the new option one that counting asks? (count_kept_ground.c)");

static void options_are_told_apart(void **state)
{
    struct trial trial;
    trial_init(&trial, *state);
    write_months(trial.cache, 2);
    trial.portion_rows = 5000;
    check_trial(&trial);
    for (size_t i = 0; i < sizeof counted_options / sizeof counted_options[0]; i++) {
        int32_t *option = (int32_t *)(void *)((char *)&trial.options + counted_options[i].offset);
        *option += 1;
        check_trial(&trial);
        if (trial.kept.portions_taken > 0) fail_msg("%s: old counts", counted_options[i].name);
        check_counts(&trial, 0, 4);
        *option -= 1;
        check_trial(&trial);
        check_counts(&trial, 0, 4);
    }
    trial.options.minimum_base++;
    trial.options.isa = ISA_PORTABLE;
    check_trial(&trial);
    check_counts(&trial, 4, 0);
    kept_counts_release(&trial.kept);
}

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
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, byte_count, file), byte_count);
    assert_int_equal(fclose(file), 0);
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

#define CASE(test) cmocka_unit_test_setup_teardown(test, cache_fixture_make, cache_fixture_release)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(what_is_kept_is_taken),
        CASE(a_new_month_leaves_old_counts_useful),
        CASE(a_month_put_right_is_counted_anew),
        CASE(report_months_come_and_go),
        CASE(files_with_superseded_rows_keep_nothing),
        CASE(options_are_told_apart),
        CASE(damaged_counts_are_not_used),
        CASE(counts_of_other_rows_are_not_used),
        CASE(a_folder_that_cannot_be_written_is_said_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
