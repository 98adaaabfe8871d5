/* layer: measure */
/* Counts kept in the month cache against counting everything: cold, warm, a new month with new
 * names, a month put right, other options, other months; portions of any size, any number of
 * threads. */
#include "tests/unit/test_count_kept.h"

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

/* The same rows under one horizon after the other. */
static void the_horizon_moves(void **state)
{
    struct trial trial;
    uint64_t taken = 0;
    trial_init(&trial, *state);
    write_months(trial.cache, 2);
    trial_read(&trial, trial.cache->folder);
    const int32_t last = trial.context.horizon_minute;
    for (int32_t shift = -45; shift < 70; shift += 5) {
        trial.context.horizon_minute = last + shift * MINUTES_A_DAY;
        trial.context.horizon_day = day_of_minute(trial.context.horizon_minute);
        trial_count(&trial, false, &trial.cache->without);
        kept_counts_release(&trial.kept);
        trial_count(&trial, true, &trial.cache->with);
        check_equal(&trial.cache->with, &trial.cache->without);
        taken = trial.kept.portions_taken;
        kept_counts_release(&trial.kept);
    }
    assert_int_equal(taken, portions(&trial, 2)); /* all is settled in the end */
    linked_release(&trial.linked);
}

/* What is made of a row without a column may be another thing once some file has the column. */
static void a_column_appears(void **state)
{
    struct trial trial;
    struct text old, new;
    trial_init(&trial, *state);
    trial.report_month = FIRST_MONTH;
    text_init(&old, 0);
    text_init(&new, 0);
    text_put(&old, "repair_id,dealer_id,reported_at,fault,cause,action\n");
    text_put(&new, "repair_id,dealer_id,reported_at,fault,cause,action,closed_at\n");
    for (int row = 0; row < 400; row++) {
        text_format(&old, "A%d,D%d,2025-01-%02d 10:00,F,C,A\n", row, row % 3, 1 + row % 28);
        text_format(&new, "B%d,D%d,2025-01-%02d 10:00,F,C,A,2025-01-30\n", row, row % 3,
                    1 + row % 28);
    }
    fixture_write(trial.cache->files, "repairs_a.csv", old.bytes);
    check_trial(&trial);
    fixture_write(trial.cache->files, "repairs_b.csv", new.bytes);
    check_trial(&trial);
    text_release(&old);
    text_release(&new);
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

#define OPTION(member) offsetof(struct measure_options, member)
static const size_t counted_options[] = {OPTION(scale_minimum),
                                         OPTION(scale_maximum),
                                         OPTION(points[0]),
                                         OPTION(points[4]),
                                         OPTION(reply_limit_minutes),
                                         OPTION(close_limit_minutes),
                                         OPTION(close_special_limit_minutes),
                                         OPTION(calendar.weekdays)};

/* All members of the options that counting does not ask: a new one belongs here or into
 * put_options(). */
struct options_known {
    int32_t scale_minimum, scale_maximum;
    uint32_t minimum_base, private_below, judged_base;
    int32_t points[DIMENSION_COUNT];
    int32_t reply_limit_minutes, close_limit_minutes, close_special_limit_minutes;
    const void *benchmarks;
    size_t benchmark_count;
    const void *targets;
    size_t target_count;
    double margin_share, discount_share;
    int32_t horizon_years;
    struct calendar_options calendar;
    int32_t repurchase_days;
    struct tier_rules tiers;
    int32_t material_days, return_day;
    const void *front_line; /* told apart after counting */
    size_t front_line_count;
    const void *lexicon; /* marks are asked, which are of the way a file is read */
    uint64_t skipped_families;
    int thread_count;
    uint32_t team_rows;
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
        int32_t *option = (int32_t *)(void *)((char *)&trial.options + counted_options[i]);
        *option += 1;
        check_trial(&trial);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(what_is_kept_is_taken),
        CASE(a_new_month_leaves_old_counts_useful),
        CASE(a_month_put_right_is_counted_anew),
        CASE(report_months_come_and_go),
        CASE(the_horizon_moves),
        CASE(a_column_appears),
        CASE(files_with_superseded_rows_keep_nothing),
        CASE(options_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
