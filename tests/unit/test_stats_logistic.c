/* layer: measure */
#include "measure/stats/logistic.h"

#include "test_stats_published.h"

#include <string.h>

extern const struct verify_topic verify_logistic;

static void test_published(void **state)
{
    (void)state;
    assert_published(&verify_logistic);
}

enum { PATTERN_MAX = 40, COLUMN_MAX = 4 };

struct patterns {
    size_t count, column_count;
    double columns[PATTERN_MAX * COLUMN_MAX];
    uint64_t n[PATTERN_MAX], events[PATTERN_MAX];
};

static struct logistic fit(const struct patterns *p, struct arena *arena)
{
    const struct logistic_model model = {
        p->count, p->column_count, p->columns, p->n, p->events, NULL, 0};
    struct logistic out;
    assert_int_equal(stats_logistic(&model, arena, &out, NULL), RC_OK);
    return out;
}

/* Two groups: log odds, log odds ratio and Woolf's error, all by hand. */
static void test_two_groups(void **state)
{
    (void)state;
    const struct patterns p = {2, 1, {0, 1}, {100, 80}, {30, 52}};
    struct arena arena = ARENA_INIT;
    const struct logistic out = fit(&p, &arena);
    assert_int_equal(out.state, LOGISTIC_FITTED);
    assert_close(out.terms[0].value, log(30.0 / 70), 1e-14);
    assert_close(out.terms[0].error, sqrt(1.0 / 30 + 1.0 / 70), 1e-14);
    const double ratio = log(52.0 * 70 / (28.0 * 30));
    const double error = sqrt(1.0 / 30 + 1.0 / 70 + 1.0 / 52 + 1.0 / 28);
    assert_close(out.terms[1].value, ratio, 1e-14);
    assert_close(out.terms[1].error, error, 1e-14);
    assert_close(out.terms[1].model_error, error, 1e-14);
    assert_close(out.terms[1].p, stats_normal_two_sided_p(ratio / error), 1e-12);
    assert_close(out.terms[1].lower, ratio - 1.959963984540054 * error, 1e-13);
    assert_true(out.deviance < 1e-12 && out.deviance_df == 0.0);
    static const double second = 1.0;
    assert_close(stats_logistic_share(&out, &second), 0.65, 1e-14);
    assert_true(out.n == 180 && out.events == 82);
    arena_release(&arena);
}

/* At the maximum the score is 0: sum over patterns of (events - n share) x = 0, term by term. */
static void test_score_is_zero(void **state)
{
    (void)state;
    uint64_t seed = 23;
    for (int round = 0; round < 200; round++) {
        struct patterns p = {.count = 12 + next_below(&seed, 28),
                             .column_count = 1 + next_below(&seed, 4)};
        for (size_t i = 0; i < p.count; i++) {
            for (size_t j = 0; j < p.column_count; j++)
                p.columns[i * p.column_count + j] = (double)next_below(&seed, 7) / 2.0;
            p.n[i] = 5 + next_below(&seed, 20);
            p.events[i] = 1 + next_below(&seed, (uint32_t)p.n[i] - 1);
        }
        struct arena arena = ARENA_INIT;
        const struct logistic out = fit(&p, &arena);
        assert_int_equal(out.state, LOGISTIC_FITTED);
        for (size_t j = 0; j <= p.column_count; j++) {
            double score = 0.0, scale = 0.0;
            for (size_t i = 0; i < p.count; i++) {
                const double x = j == 0 ? 1.0 : p.columns[i * p.column_count + j - 1];
                const double share = stats_logistic_share(&out, p.columns + i * p.column_count);
                score += ((double)p.events[i] - (double)p.n[i] * share) * x;
                scale += (double)p.n[i] * x;
            }
            assert_true(fabs(score) <= 1e-13 * scale);
        }
        arena_release(&arena);
    }
}

/* Splitting patterns into single rows changes the deviance, and nothing else. */
static void test_rows_or_patterns(void **state)
{
    (void)state;
    const struct patterns p = {3, 1, {1, 2, 4}, {6, 5, 4}, {1, 3, 3}};
    struct patterns rows = {.column_count = 1};
    for (size_t i = 0; i < p.count; i++)
        for (uint64_t r = 0; r < p.n[i]; r++) {
            rows.columns[rows.count] = p.columns[i];
            rows.events[rows.count] = r < p.events[i];
            rows.n[rows.count++] = 1;
        }
    rows.n[rows.count] = 0; /* a pattern without rows says nothing */
    rows.columns[rows.count++] = 1e9;
    struct arena arena = ARENA_INIT;
    const struct logistic a = fit(&p, &arena), b = fit(&rows, &arena);
    for (size_t j = 0; j < 2; j++) {
        assert_close(b.terms[j].value, a.terms[j].value, 1e-13);
        assert_close(b.terms[j].error, a.terms[j].error, 1e-13);
    }
    assert_close(b.log_likelihood, a.log_likelihood, 1e-14);
    assert_close(b.deviance, -2.0 * a.log_likelihood, 1e-14);
    assert_close(b.deviance_df, 13, 0);
    assert_close(b.likelihood_ratio.statistic, a.likelihood_ratio.statistic, 1e-12);
    arena_release(&arena);
}

/* Every row its own cluster: the sandwich with HC1-like G/(G-1), against the plain sums. */
static void test_robust_by_hand(void **state)
{
    (void)state;
    /* One share, no column: score of a row y - p, information n p q, so the robust variance is
     * G/(G-1) sum (y-p)^2 / (n p q)^2 = G/(G-1) / (n p q). */
    static const uint64_t n[] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1},
                          met[] = {1, 1, 1, 0, 0, 0, 0, 0, 0, 0};
    static const uint32_t own[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
                          pairs[] = {0, 0, 1, 1, 2, 2, 3, 3, 4, 4};
    struct arena arena = ARENA_INIT;
    struct logistic out;
    struct logistic_model model = {10, 0, NULL, n, met, own, 10};
    assert_int_equal(stats_logistic(&model, &arena, &out, NULL), RC_OK);
    assert_close(out.terms[0].value, log(3.0 / 7), 1e-14);
    assert_close(out.terms[0].error, sqrt(10.0 / 9 / 2.1), 1e-14);
    assert_close(out.terms[0].model_error, sqrt(1 / 2.1), 1e-14);
    assert_false(out.likelihood_ratio.defined);
    /* In pairs: scores 1.4, .4, -.6, -.6, -.6; sum of squares 3.2. */
    model.clusters = pairs;
    model.cluster_count = 7; /* two without rows */
    assert_int_equal(stats_logistic(&model, &arena, &out, NULL), RC_OK);
    const double error = sqrt(5.0 / 4 * 3.2) / 2.1;
    assert_close(out.terms[0].error, error, 1e-14);
    /* t(0.975; 4) = 2.7764451051977987 (R). */
    assert_close(out.terms[0].upper, log(3.0 / 7) + 2.7764451051977987 * error, 1e-13);
    arena_release(&arena);
}

static void assert_separated(const struct patterns *p, size_t column)
{
    struct arena arena = ARENA_INIT;
    const struct logistic out = fit(p, &arena);
    assert_int_equal(out.state, LOGISTIC_SEPARATED);
    assert_int_equal(out.column, column);
    assert_null(out.terms);
    arena_release(&arena);
}

static void test_separation(void **state)
{
    (void)state;
    /* Complete: everything from 3 on is met. */
    assert_separated(&(struct patterns){5, 1, {1, 2, 3, 4, 5}, {1, 1, 1, 1, 1}, {0, 0, 1, 1, 1}},
                     0);
    /* Quasi-complete: at 3 both happen. */
    assert_separated(&(struct patterns){5, 1, {1, 2, 3, 4, 5}, {9, 9, 9, 9, 9}, {0, 0, 4, 9, 9}},
                     0);
    /* A group in which nobody is met, beside an ordinary column. */
    const struct patterns group = {
        6, 2, {1, 0, 2, 0, 3, 0, 1, 1, 2, 1, 3, 1}, {20, 20, 20, 5, 5, 5}, {5, 9, 14, 0, 0, 0}};
    assert_separated(&group, 1);
    /* The same with the columns exchanged. */
    const struct patterns exchanged = {
        6, 2, {0, 1, 0, 2, 0, 3, 1, 1, 1, 2, 1, 3}, {20, 20, 20, 5, 5, 5}, {5, 9, 14, 0, 0, 0}};
    assert_separated(&exchanged, 0);
    /* Far from 0, where the column hardly differs from the intercept. */
    const struct patterns far = {
        5, 1, {100001, 100002, 100003, 100004, 100005}, {1, 1, 1, 1, 1}, {0, 0, 1, 1, 1}};
    assert_separated(&far, 0);
    /* One row of a million in an otherwise empty group. */
    const struct patterns lone = {3, 2, {0, 0, 1, 0, 0, 1}, {500000, 499999, 1}, {1000, 1500, 1}};
    assert_separated(&lone, 1);
    /* Only a mix of two columns separates: x1 + x2 > 0. */
    const struct patterns mix = {
        6, 2, {-2, 1, 1, -2, -1, 0, 2, -1, -1, 2, 1, 0}, {3, 3, 3, 3, 3, 3}, {0, 0, 0, 3, 3, 3}};
    struct arena arena = ARENA_INIT;
    assert_int_equal(fit(&mix, &arena).state, LOGISTIC_SEPARATED);
    arena_release(&arena);
}

/* Far from separated in truth, however extreme the shares: one row on the wrong side is enough. */
static void test_nearly_separated_is_fitted(void **state)
{
    (void)state;
    struct arena arena = ARENA_INIT;
    /* By hand: group 1 has log odds log(1/999999) and group 2 log(999999/1). */
    const struct patterns p = {2, 1, {0, 1}, {1000000, 1000000}, {1, 999999}};
    const struct logistic out = fit(&p, &arena);
    assert_int_equal(out.state, LOGISTIC_FITTED);
    assert_close(out.terms[0].value, -log(999999.0), 1e-13);
    assert_close(out.terms[1].value, 2 * log(999999.0), 1e-13);
    /* Two million rows that any slope explains, and twenty that decide it: for dozens of steps all
     * looks as if separated but for these. */
    const struct patterns few_decide = {
        4, 1, {-1000, -1, 1, 1000}, {1000000, 10, 10, 1000000}, {0, 3, 7, 1000000}};
    const struct logistic decided = fit(&few_decide, &arena);
    assert_int_equal(decided.state, LOGISTIC_FITTED);
    assert_close(decided.terms[1].value, log(7.0 / 3), 1e-14);
    assert_close(decided.terms[1].error, sqrt(1 / (20 * .21)), 1e-14);
    assert_true(fabs(decided.terms[0].value) < 1e-14 && decided.iterations > 10);
    /* Ordered but for two rows, steep slope. */
    const struct patterns steep = {
        8, 1, {1, 2, 3, 4, 5, 6, 7, 8}, {1, 1, 1, 1, 1, 1, 1, 1}, {0, 0, 0, 1, 0, 1, 1, 1}};
    const struct logistic found = fit(&steep, &arena);
    assert_int_equal(found.state, LOGISTIC_FITTED);
    assert_true(found.terms[1].value > 0.5 && found.terms[1].value < 5.0);
    arena_release(&arena);
}

/* Random small tables against the plain condition for one column of 0 and 1: separated just when
 * a group is all met or not met at all. */
static void test_separation_at_random(void **state)
{
    (void)state;
    uint64_t seed = 31;
    size_t separated_count = 0;
    for (int round = 0; round < 2000; round++) {
        struct patterns p = {.count = 2, .column_count = 1, .columns = {0, 1}};
        bool is_pure = false;
        for (size_t i = 0; i < 2; i++) {
            p.n[i] = 2 + next_below(&seed, 4);
            p.events[i] = next_below(&seed, (uint32_t)p.n[i] + 1);
            is_pure = is_pure || p.events[i] == 0 || p.events[i] == p.n[i];
        }
        const uint64_t events = p.events[0] + p.events[1], n = p.n[0] + p.n[1];
        const enum logistic_state expected = events == 0 || events == n ? LOGISTIC_CONSTANT
                                             : is_pure                  ? LOGISTIC_SEPARATED
                                                                        : LOGISTIC_FITTED;
        struct arena arena = ARENA_INIT;
        assert_int_equal(fit(&p, &arena).state, expected);
        separated_count += expected == LOGISTIC_SEPARATED;
        arena_release(&arena);
    }
    assert_true(separated_count > 300);
}

static void test_refusals(void **state)
{
    (void)state;
    struct arena arena = ARENA_INIT;
    struct err err = ERR_INIT;
    struct logistic out = fit(&(struct patterns){3, 1, {1, 2, 3}, {4, 4, 4}, {0, 0, 0}}, &arena);
    assert_int_equal(out.state, LOGISTIC_CONSTANT);
    out = fit(&(struct patterns){0}, &arena);
    assert_int_equal(out.state, LOGISTIC_CONSTANT);
    out = fit(&(struct patterns){2, 1, {1, 2}, {1, 1}, {0, 1}}, &arena);
    assert_int_equal(out.state, LOGISTIC_FEW_ROWS);
    /* The second column is twice the first. */
    const struct patterns twice = {3, 2, {1, 2, 2, 4, 3, 6}, {9, 9, 9}, {2, 5, 6}};
    out = fit(&twice, &arena);
    assert_int_equal(out.state, LOGISTIC_DEPENDENT);
    assert_int_equal(out.column, 1);
    static const uint32_t two_clusters[] = {0, 1, 1};
    const struct patterns p = {3, 1, {1, 2, 3}, {9, 9, 9}, {2, 5, 6}};
    struct logistic_model model = {3, 1, p.columns, p.n, p.events, two_clusters, 2};
    assert_int_equal(stats_logistic(&model, &arena, &out, NULL), RC_OK);
    assert_int_equal(out.state, LOGISTIC_FEW_ROWS);
    static const uint64_t too_many[] = {2, 10, 6};
    model = (struct logistic_model){3, 1, p.columns, p.n, too_many, NULL, 0};
    assert_int_equal(stats_logistic(&model, &arena, &out, &err), RC_NUMERIC);
    assert_string_equal(err.message, "pattern 1 has 10 events of 9 rows");
    arena_release(&arena);
}

static void test_compare(void **state)
{
    (void)state;
    struct arena arena = ARENA_INIT;
    const struct patterns both = {
        4, 2, {0, 0, 0, 1, 1, 0, 1, 1}, {40, 50, 60, 70}, {10, 20, 30, 50}};
    struct patterns one = {.count = 4, .column_count = 1, .columns = {0, 0, 1, 1}};
    memcpy(one.n, both.n, sizeof one.n);
    memcpy(one.events, both.events, sizeof one.events);
    const struct logistic larger = fit(&both, &arena), smaller = fit(&one, &arena);
    struct test found;
    assert_int_equal(stats_logistic_compare(&smaller, &larger, &found, NULL), RC_OK);
    assert_true(found.defined && found.df == 1.0);
    assert_close(found.statistic, smaller.deviance - larger.deviance, 1e-12);
    assert_int_equal(stats_logistic_compare(&larger, &smaller, &found, NULL), RC_OK);
    assert_false(found.defined);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published),
        cmocka_unit_test(test_two_groups),
        cmocka_unit_test(test_score_is_zero),
        cmocka_unit_test(test_rows_or_patterns),
        cmocka_unit_test(test_robust_by_hand),
        cmocka_unit_test(test_separation),
        cmocka_unit_test(test_nearly_separated_is_fitted),
        cmocka_unit_test(test_separation_at_random),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_compare),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
