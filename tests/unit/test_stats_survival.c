/* layer: measure */
#include "measure/stats/log_rank.h"
#include "measure/stats/survival.h"

#include "test_stats_close.h"

#include <gsl/gsl_errno.h>

#include <string.h>

enum { DAYS = 200 };

/* Counts per day from observed times; a negative time is a censoring at its absolute value. */
struct sample {
    uint64_t events[DAYS], censored[DAYS];
    struct day_counts counts;
};

static void sample_fill(struct sample *sample, const int *times, size_t count)
{
    memset(sample, 0, sizeof *sample);
    for (size_t i = 0; i < count; i++)
        (times[i] < 0 ? sample->censored : sample->events)[times[i] < 0 ? -times[i] : times[i]]++;
    sample->counts = (struct day_counts){sample->events, sample->censored, DAYS};
}
#define SAMPLE(name, ...)                                                                          \
    struct sample name;                                                                            \
    sample_fill(&name, (const int[]){__VA_ARGS__}, sizeof(int[]){__VA_ARGS__} / sizeof(int))

/* R survival::aml (Miller 1997) and Gehan 1965 (6-MP against placebo). */
#define MAINTAINED     9, 13, -13, 18, 23, -28, 31, 34, -45, 48, -161
#define NOT_MAINTAINED 5, 5, 8, 8, 12, -16, 23, 27, 30, 33, 43, 45
#define SIX_MP                                                                                     \
    6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35
#define PLACEBO 1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23

static void assert_rows(const struct day_counts *counts, const struct survival_row *expected,
                        size_t row_count)
{
    struct arena arena;
    struct survival_curve curve;
    arena_init(&arena);
    assert_int_equal(stats_kaplan_meier(counts, &arena, &curve, NULL), RC_OK);
    assert_int_equal(curve.row_count, row_count);
    for (size_t i = 0; i < row_count; i++) {
        const struct survival_row *row = &curve.rows[i], *e = &expected[i];
        assert_int_equal(row->day, e->day);
        assert_int_equal(row->bounded, e->bounded);
        assert_int_equal(row->at_risk, e->at_risk);
        assert_int_equal(row->events, e->events);
        assert_close(row->survival, e->survival, 1e-14);
        assert_close(row->standard_error, e->standard_error, 1e-14);
        assert_close(row->lower, e->lower, 1e-13);
        assert_close(row->upper, e->upper, 1e-13);
        assert_close(row->hazard, e->hazard, 1e-14);
        assert_close(row->hazard_standard_error, e->hazard_standard_error, 1e-14);
    }
    arena_release(&arena);
}

/* R: f <- survfit(Surv(time, status) ~ 1, conf.type = "log-log"); summary(f); f$cumhaz; f$std.chaz
 */
static void test_aml_maintained(void **state)
{
    (void)state;
    SAMPLE(sample, MAINTAINED);
    static const struct survival_row expected[] = {
        {9, true, 11, 1, 0.909090909090909061, 0.086678417204144750, 0.508080205769929738,
         0.986673822667823108, 0.090909090909090912, 0.090909090909090912},
        {13, true, 10, 1, 0.81818181818181812, 0.11629129983033294, 0.44742861468218142,
         0.95116222858249166, 0.19090909090909092, 0.13514607952107732},
        {18, true, 8, 1, 0.71590909090909083, 0.13966497055722782, 0.35019038590793838,
         0.89902397419105340, 0.31590909090909092, 0.18409090909090911},
        {23, true, 7, 1, 0.61363636363636354, 0.15263233102731200, 0.26575204000128611,
         0.83529924325022142, 0.45876623376623377, 0.23301851015578887},
        {31, true, 5, 1, 0.49090909090909085, 0.16419326722113581, 0.16733090977685081,
         0.75339979037081128, 0.65876623376623378, 0.30707918535000622},
        {34, true, 4, 1, 0.368181818181818166, 0.162668885827094795, 0.092829574936985182,
         0.657040832398163799, 0.908766233766233777, 0.395976799920429057},
        {48, true, 2, 1, 0.184090909090909083, 0.153492745786293683, 0.011738480123189602,
         0.525014842726641451, 1.408766233766233889, 0.637806887760882901},
    };
    assert_rows(&sample.counts, expected, sizeof expected / sizeof expected[0]);
}

/* Six that fail one by one: the curve falls to 0, where R has no bounds. */
static void test_curve_to_zero(void **state)
{
    (void)state;
    SAMPLE(sample, 1, 2, 3, 4, 5, 6);
    static const struct survival_row expected[] = {
        {1, true, 6, 1, 5.0 / 6.0, 0.15214515486254615, 0.27312284992835600, 0.97471242669089353,
         0.16666666666666666, 0.16666666666666666},
        {2, true, 5, 1, 4.0 / 6.0, 0.19245008972987529, 0.19461663680623487, 0.90443416432251644,
         0.36666666666666670, 0.26034165586355512},
        {3, true, 4, 1, 3.0 / 6.0, 0.20412414523193151, 0.11094826035143802, 0.80370923685005669,
         0.61666666666666670, 0.36094013046179524},
        {4, true, 3, 1, 2.0 / 6.0, 0.19245008972987526, 0.046082243412045087, 0.675564357969300811,
         0.949999999999999956, 0.491313432432789132},
        {5, true, 2, 1, 1.0 / 6.0, 0.15214515486254615, 0.0077231040401721449,
         0.5168017818449096579, 1.45, 0.7009913614937697268},
        {6, false, 1, 1, 0.0, 0.0, 0.0, 0.0, 2.45, 1.2212243401148246},
    };
    assert_rows(&sample.counts, expected, sizeof expected / sizeof expected[0]);
}

/* Therneau's test data 1, by hand: hazard steps 1/6, 2/4, 1; survival 5/6, 5/12, 0. */
static void test_by_hand(void **state)
{
    (void)state;
    SAMPLE(sample, 1, -1, 6, 6, -8, 9);
    struct arena arena;
    struct survival_curve curve;
    arena_init(&arena);
    assert_int_equal(stats_kaplan_meier(&sample.counts, &arena, &curve, NULL), RC_OK);
    assert_true(curve.n == 6 && curve.events == 4 && curve.last_day == 9 && curve.row_count == 3);
    assert_close(curve.rows[0].survival, 5.0 / 6.0, 1e-15);
    assert_close(curve.rows[1].survival, 5.0 / 12.0, 1e-15);
    assert_close(curve.rows[2].survival, 0.0, 0.0);
    assert_close(curve.rows[2].hazard, 1.0 / 6.0 + 0.5 + 1.0, 1e-15);
    assert_close(stats_survival_at(&curve, 5).value, 5.0 / 6.0, 1e-15);
    assert_true(stats_survival_at(&curve, 0).value == 1.0 && !stats_survival_at(&curve, 0).bounded);
    assert_true(stats_survival_at(&curve, 150).value == 0.0);
    arena_release(&arena);
}

struct summary {
    double median, median_lower, median_upper; /* NaN: R's NA */
    uint32_t horizon_days;
    double mean, mean_error;
};

static void assert_summary(const struct day_counts *counts, const struct summary *expected)
{
    struct arena arena;
    struct survival_curve curve;
    arena_init(&arena);
    assert_int_equal(stats_kaplan_meier(counts, &arena, &curve, NULL), RC_OK);
    const struct interval median = stats_survival_median(&curve);
    assert_int_equal(median.defined, !isnan(expected->median));
    assert_int_equal(median.bounded,
                     !isnan(expected->median_lower) && !isnan(expected->median_upper));
    assert_close(median.value, expected->median, 0.0);
    assert_close(median.lower, expected->median_lower, 0.0);
    assert_close(median.upper, expected->median_upper, 0.0);
    const struct interval mean = stats_restricted_mean(&curve, expected->horizon_days);
    assert_true(mean.defined && mean.bounded);
    assert_close(mean.value, expected->mean, 1e-14);
    assert_close(mean.lower, expected->mean - STATS_Z * expected->mean_error, 1e-13);
    assert_close(mean.upper,
                 fmin(expected->mean + STATS_Z * expected->mean_error, expected->horizon_days),
                 1e-13);
    arena_release(&arena);
}

static void test_summaries(void **state)
{
    (void)state;
    SAMPLE(maintained, MAINTAINED);
    SAMPLE(not_maintained, NOT_MAINTAINED);
    SAMPLE(six_mp, SIX_MP);
    SAMPLE(placebo, PLACEBO);
    SAMPLE(six, 1, 2, 3, 4, 5, 6);
    /* R summary(f, rmean = horizon)$table: median, 0.95LCL, 0.95UCL, rmean, se(rmean) */
    assert_summary(&maintained.counts,
                   &(struct summary){31, 13, NAN, 48, 31.8431818181818151, 4.5278847117504908});
    assert_summary(&not_maintained.counts,
                   &(struct summary){23, 5, 33, 30, 19.6944444444444464, 3.0541979307176548});
    assert_summary(&six_mp.counts,
                   &(struct summary){23, 13, NAN, 35, 23.2873949579831923, 2.8274676233714389});
    assert_summary(&placebo.counts,
                   &(struct summary){8, 4, 11, 23, 8.6666666666666661, 1.3773900412645483});
    /* Survival is exactly 1/2 on day 3 and falls on day 4. */
    assert_summary(&six.counts,
                   &(struct summary){3.5, 1, NAN, 5, 3.3333333333333335, 0.6085806194501846});
}

/* R survival tests/quantile: the median of 9 1 1 6+ 6 8 10+ lies where survival is 1/2 only after a
 * censoring. */
static void test_median_edges(void **state)
{
    (void)state;
    SAMPLE(stays_high, 3, -4, -5, -6);
    SAMPLE(half_forever, 3, 3, -5, -6);
    SAMPLE(past_half, 9, 1, -1, 6, 6, -8, -10);
    struct arena arena;
    struct survival_curve curve;
    arena_init(&arena);
    assert_int_equal(stats_kaplan_meier(&stays_high.counts, &arena, &curve, NULL), RC_OK);
    assert_false(stats_survival_median(&curve).defined);
    assert_int_equal(stats_kaplan_meier(&half_forever.counts, &arena, &curve, NULL), RC_OK);
    assert_close(stats_survival_median(&curve).value, 3.0, 0.0);
    assert_int_equal(stats_kaplan_meier(&past_half.counts, &arena, &curve, NULL), RC_OK);
    assert_close(stats_survival_median(&curve).value, 9.0, 0.0);
    assert_int_equal(stats_kaplan_meier(&half_forever.counts, &arena, &curve, NULL), RC_OK);
    assert_true(stats_restricted_mean(&curve, 6).defined);
    assert_false(stats_restricted_mean(&curve, 7).defined);
    assert_false(stats_survival_at(&curve, 7).defined);
    arena_release(&arena);
}

static void test_empty_curves(void **state)
{
    (void)state;
    SAMPLE(censored, -4, -9);
    SAMPLE(at_once, 0, 0, 0);
    struct arena arena;
    struct survival_curve curve;
    arena_init(&arena);
    assert_int_equal(stats_kaplan_meier(&(struct day_counts){NULL, NULL, 0}, &arena, &curve, NULL),
                     RC_OK);
    assert_true(curve.n == 0 && curve.row_count == 0);
    assert_false(stats_survival_median(&curve).defined ||
                 stats_restricted_mean(&curve, 0).defined || stats_survival_at(&curve, 0).defined);
    assert_int_equal(stats_kaplan_meier(&censored.counts, &arena, &curve, NULL), RC_OK);
    assert_true(curve.n == 2 && curve.row_count == 0 && curve.last_day == 9);
    assert_true(stats_restricted_mean(&curve, 9).value == 9.0 &&
                stats_restricted_mean(&curve, 9).lower == 9.0);
    assert_int_equal(stats_kaplan_meier(&at_once.counts, &arena, &curve, NULL), RC_OK);
    assert_true(curve.row_count == 1 && curve.rows[0].day == 0 && curve.rows[0].survival == 0.0);
    assert_close(stats_survival_median(&curve).value, 0.0, 0.0);
    assert_close(stats_restricted_mean(&curve, 365).value, 0.0, 0.0);
    arena_release(&arena);
}

/* Ten years of daily events and censorings among 10^7: against the product in extended precision.
 */
static void test_long_curve(void **state)
{
    (void)state;
    enum { LONG_DAYS = 3650 };
    static uint64_t events[LONG_DAYS], censored[LONG_DAYS];
    uint64_t at_risk = 0;
    for (size_t day = 0; day < LONG_DAYS; day++) {
        events[day] = 900 + day % 37;
        censored[day] = 1700 + day % 101;
        at_risk += events[day] + censored[day];
    }
    struct arena arena;
    struct survival_curve curve;
    arena_init(&arena);
    assert_int_equal(
        stats_kaplan_meier(&(struct day_counts){events, censored, LONG_DAYS}, &arena, &curve, NULL),
        RC_OK);
    long double survival = 1.0L;
    for (size_t day = 0; day < LONG_DAYS; day++) {
        survival *= (long double)(at_risk - events[day]) / (long double)at_risk;
        assert_close(curve.rows[day].survival, (double)survival, 1e-13);
        at_risk -= events[day] + censored[day];
    }
    arena_release(&arena);
}

static void test_log_rank_two_groups(void **state)
{
    (void)state;
    SAMPLE(maintained, MAINTAINED);
    SAMPLE(not_maintained, NOT_MAINTAINED);
    SAMPLE(six_mp, SIX_MP);
    SAMPLE(placebo, PLACEBO);
    struct log_rank result;
    /* R survdiff(Surv(time, status) ~ x, aml) */
    struct day_counts groups[] = {maintained.counts, not_maintained.counts};
    assert_int_equal(stats_log_rank(groups, 2, &result, NULL), RC_OK);
    assert_true(result.test.defined && result.test.df == 1.0);
    assert_true(result.n[0] == 11 && result.observed[0] == 7 && result.observed[1] == 11);
    assert_close(result.test.statistic, 3.3963886989776011, 1e-13);
    assert_close(result.expected[0], 10.6893359923007250, 1e-14);
    assert_close(result.expected[1], 7.3106640076992759, 1e-14);
    /* R survdiff on Gehan's data; Kleinbaum and Klein print 16.8 */
    groups[0] = six_mp.counts;
    groups[1] = placebo.counts;
    assert_int_equal(stats_log_rank(groups, 2, &result, NULL), RC_OK);
    assert_close(result.test.statistic, 16.792940989216540, 1e-13);
    assert_close(result.test.p, 4.1688091093345308e-05, 1e-12);
    assert_close(result.expected[0], 19.250500948031128, 1e-14);
}

/* lifelines' two small cases, six digits. */
static void test_log_rank_small(void **state)
{
    (void)state;
    SAMPLE(a, 10, 20, 30);
    SAMPLE(b, 10, 20, 50);
    SAMPLE(c, 10, -20, 30);
    SAMPLE(d, 10, -20, 50);
    struct log_rank result;
    assert_int_equal(stats_log_rank((struct day_counts[]){a.counts, b.counts}, 2, &result, NULL),
                     RC_OK);
    assert_close(result.test.statistic, 0.254237, 2e-6);
    assert_close(result.test.p, 0.614107, 2e-6);
    assert_int_equal(stats_log_rank((struct day_counts[]){c.counts, d.counts}, 2, &result, NULL),
                     RC_OK);
    assert_close(result.test.statistic, 0.384615, 2e-6);
    assert_close(result.test.p, 0.535143, 2e-6);
}

/* Gehan's 42 patients dealt out to three groups in turn; R survdiff(Surv(time, status) ~ rep(1:3,
 * 14)). */
static void test_log_rank_three_groups(void **state)
{
    (void)state;
    static const int times[] = {SIX_MP, PLACEBO};
    static int dealt[3][14];
    struct sample samples[3];
    struct day_counts groups[5] = {{0}};
    static const uint64_t nothing[DAYS];
    for (size_t i = 0; i < 42; i++) dealt[i % 3][i / 3] = times[i];
    for (size_t i = 0; i < 3; i++) {
        sample_fill(&samples[i], dealt[i], 14);
        groups[i] = samples[i].counts;
    }
    struct log_rank three, with_empty;
    assert_int_equal(stats_log_rank(groups, 3, &three, NULL), RC_OK);
    assert_close(three.test.statistic, 0.71638058916918379, 1e-13);
    assert_close(three.test.df, 2.0, 0.0);
    assert_close(three.test.p, 0.69894005784274227, 1e-13);
    assert_close(three.expected[2], 10.90977543633781366, 1e-14);
    /* A group without anybody changes nothing, wherever it stands. */
    groups[3] = groups[0];
    groups[0] = (struct day_counts){nothing, nothing, DAYS};
    assert_int_equal(stats_log_rank(groups, 5, &with_empty, NULL), RC_OK);
    assert_close(with_empty.test.df, 2.0, 0.0);
    assert_close(with_empty.test.statistic, three.test.statistic, 1e-13);
}

static void test_log_rank_undefined(void **state)
{
    (void)state;
    SAMPLE(a, 10, 20, 30);
    SAMPLE(censored, -10, -20);
    SAMPLE(same_day, 7, 7, 7);
    struct log_rank result;
    assert_int_equal(stats_log_rank(&a.counts, 1, &result, NULL), RC_OK);
    assert_false(result.test.defined);
    assert_true(isnan(result.test.p));
    assert_int_equal(stats_log_rank(NULL, 0, &result, NULL), RC_OK);
    assert_false(result.test.defined);
    assert_int_equal(
        stats_log_rank((struct day_counts[]){censored.counts, censored.counts}, 2, &result, NULL),
        RC_OK);
    assert_false(result.test.defined);
    /* Everybody on one day: no variance. */
    assert_int_equal(
        stats_log_rank((struct day_counts[]){same_day.counts, same_day.counts}, 2, &result, NULL),
        RC_OK);
    assert_false(result.test.defined);
    struct day_counts many[STATS_GROUP_MAX + 1] = {{0}};
    struct err err = ERR_INIT;
    assert_int_equal(stats_log_rank(many, STATS_GROUP_MAX + 1, &result, &err), RC_NUMERIC);
    assert_int_equal(err.rc, RC_NUMERIC);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_aml_maintained),
        cmocka_unit_test(test_curve_to_zero),
        cmocka_unit_test(test_by_hand),
        cmocka_unit_test(test_summaries),
        cmocka_unit_test(test_median_edges),
        cmocka_unit_test(test_empty_curves),
        cmocka_unit_test(test_long_curve),
        cmocka_unit_test(test_log_rank_two_groups),
        cmocka_unit_test(test_log_rank_small),
        cmocka_unit_test(test_log_rank_three_groups),
        cmocka_unit_test(test_log_rank_undefined),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
