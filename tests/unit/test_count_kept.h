/* Months of files, and runs from them to the cells of all families, with kept counts and without.
 */
#ifndef TESTS_UNIT_TEST_COUNT_KEPT_H
#define TESTS_UNIT_TEST_COUNT_KEPT_H
#include "base/hash.h"
#include "measure/count_kept.h"
#include "tests/unit/test_cache.h"

#include <omp.h>

enum { FAMILY_ROOM = 64, TEXT_ROOM = 4096, ROWS_A_FILE = 700, FIRST_MONTH = 660, MONTH_COUNT = 4 };

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

static inline uint64_t draw(uint64_t *drawn, uint64_t limit)
{
    return (hash_u64((*drawn)++) >> 11) % limit;
}

static inline void put_time(struct text *text, int32_t minute)
{
    const struct civil civil = day_to_civil(day_of_minute(minute));
    const int32_t of_day = minute - day_of_minute(minute) * MINUTES_A_DAY;
    text_format(text, "%04d-%02d-%02d %02d:%02d,", civil.year, civil.month, civil.day, of_day / 60,
                of_day % 60);
}

static inline int32_t minute_in(int32_t month, uint64_t *drawn)
{
    const int32_t first = month_first_day(month), days = month_first_day(month + 1) - first;
    return (first + (int32_t)draw(drawn, (uint64_t)days)) * MINUTES_A_DAY +
           (int32_t)draw(drawn, MINUTES_A_DAY);
}

/* Names that are new in a later month come first in order. */
static inline void put_name(struct text *text, const char *kind, uint64_t limit, int32_t month,
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

static inline void put_repair(struct text *text, int32_t month, uint64_t row, uint64_t *drawn)
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

static inline void put_survey(struct text *text, int32_t month, uint64_t row, uint64_t *drawn)
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

static inline void write_month(struct cache_fixture *cache, int32_t month, uint64_t seed)
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

static inline void trial_init(struct trial *trial, struct cache_fixture *cache)
{
    memset(trial, 0, sizeof *trial);
    trial->cache = cache;
    trial->portion_rows = 300;
    trial->thread_count = 2;
    trial->report_month = FIRST_MONTH + MONTH_COUNT - 2;
    measure_options_init(&trial->options);
    trial->options.team_rows = 0; /* few rows are to do for a team */
}

/* Ingest, link and derive; `folder` NULL: without a cache. */
static inline void trial_read(struct trial *trial, const char *folder)
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
static inline void trial_count(struct trial *trial, bool is_kept, struct text *out)
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

static inline void trial_release(struct trial *trial)
{
    linked_release(&trial->linked);
    kept_counts_release(&trial->kept);
}

static inline void check_equal(const struct text *a, const struct text *b)
{
    assert_int_equal(a->byte_count, b->byte_count);
    assert_memory_equal(a->bytes, b->bytes, a->byte_count);
}

/* Files as they are: with kept counts everything is as without. Notes are in trial->kept until
 * the next one. */
static inline void check_trial(struct trial *trial)
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

static inline void check_counts(const struct trial *trial, uint64_t taken, uint64_t added)
{
    if (*trial->kept.notes.bytes) fail_msg("%s", trial->kept.notes.bytes);
    assert_int_equal(trial->kept.portions_taken, taken);
    assert_int_equal(trial->kept.portions_added, added);
}

/* Portions of the files of so many months. */
static inline uint64_t portions(const struct trial *trial, int month_count)
{
    return 2 * (uint64_t)month_count *
           ((ROWS_A_FILE + trial->portion_rows - 1) / trial->portion_rows);
}

static inline void write_months(struct cache_fixture *cache, int count)
{
    for (int m = 0; m < count; m++) write_month(cache, FIRST_MONTH + m, 1);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, cache_fixture_make, cache_fixture_release)

#endif
