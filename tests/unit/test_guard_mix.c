/* layer: measure */
/* A change with the mix of segments held fast: a planted reversal; against sums over single rows;
 * the parts of a change add up; what is refused. */
#include "measure/guard_mix.h"
#include "measure/measure.h"
#include "measure/stats/share.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static struct measure_options options;
static struct err err;

static int set_up(void **state)
{
    (void)state;
    measure_options_init(&options);
    return 0;
}

static void close_to(double found, double expected)
{
    if (!(fabs(found - expected) <= 1e-12 * fmax(1.0, fabs(expected))))
        fail_msg("%.17g is not %.17g", found, expected);
}

static struct statistic share(uint64_t met, uint64_t n)
{
    return (struct statistic){.kind = STATISTIC_SHARE, .scale = 1, .share = {met, n}};
}

static struct mix_change made(const struct mix_stratum *strata, size_t count)
{
    struct mix_stratum network = {{.kind = strata[0].now.kind}, {.kind = strata[0].now.kind}};
    struct mix_change change;
    for (size_t i = 0; i < count; i++) {
        statistic_add(&network.before, &strata[i].before);
        statistic_add(&network.now, &strata[i].now);
    }
    assert_int_equal(mix_change_make(strata, count, &network, &options, &change, &err), RC_OK);
    return change;
}

/* Every part falls by 5 points, the good part grows: the whole rises by 13. */
static const struct mix_stratum reversed[] = {
    {{.kind = STATISTIC_SHARE, .scale = 1, .share = {2400, 4000}},
     {.kind = STATISTIC_SHARE, .scale = 1, .share = {1100, 2000}}},
    {{.kind = STATISTIC_SHARE, .scale = 1, .share = {1800, 2000}},
     {.kind = STATISTIC_SHARE, .scale = 1, .share = {5100, 6000}}}};

static void a_planted_reversal_is_found(void **state)
{
    (void)state;
    const struct mix_change change = made(reversed, 2);
    close_to(change.crude, 6200.0 / 8000 - 4200.0 / 6000);
    close_to(change.same.interval.value, -0.05);
    close_to(change.mix, change.crude + 0.05);
    assert_true(change.same.interval.upper < 0 && change.same.p < 1e-6);
    close_to(change.covered, 1);
    assert_true(mix_is_reversed(&change));
    /* Mantel and Haenszel's of equal differences is that difference */
    close_to(change.mantel_haenszel, -0.05);
}

static void without_a_change_of_mix_nothing_is_reversed(void **state)
{
    (void)state;
    const struct mix_stratum strata[] = {{share(600, 1000), share(1100, 2000)},
                                         {share(900, 1000), share(1700, 2000)}};
    const struct mix_change change = made(strata, 2);
    close_to(change.mix, 0);
    assert_false(mix_is_reversed(&change));
}

/* A reversal within chance is none. */
static void chance_is_no_reversal(void **state)
{
    (void)state;
    const struct mix_stratum strata[] = {{share(24, 40), share(11, 20)},
                                         {share(18, 20), share(51, 60)}};
    const struct mix_change change = made(strata, 2);
    assert_true(change.crude > 0 && change.same.interval.value < 0);
    assert_true(change.same.interval.upper > 0 && change.same.p > 0.05);
    assert_false(mix_is_reversed(&change));
}

static void one_segment_is_newcombes_difference(void **state)
{
    (void)state;
    const struct mix_stratum strata[] = {{share(24, 40), share(15, 20)}};
    const struct mix_change change = made(strata, 1);
    const struct interval newcombe = stats_newcombe_difference(15, 20, 24, 40);
    close_to(change.same.interval.lower, newcombe.lower);
    close_to(change.same.interval.upper, newcombe.upper);
}

/* Rows of a segment and month. */
static int64_t row_of(size_t segment, int month, uint64_t row)
{
    return (int64_t)((segment * 13 + (uint64_t)month * 5 + row * row * 7 + row * 3) % 7) + 1;
}

static struct statistic mean_of(size_t segment, int month, uint64_t n)
{
    struct statistic mean = {.kind = STATISTIC_MEAN, .scale = 1};
    for (uint64_t row = 0; row < n; row++) {
        const int64_t x = row_of(segment, month, row);
        mean.sums.n++;
        mean.sums.sum += x;
        mean.sums.square_sum += x * x;
    }
    return mean;
}

/* Means by weighting every single row: w_i / n_i of the month. */
static void means_are_those_of_weighted_rows(void **state)
{
    (void)state;
    static const uint64_t n[3][2] = {{30, 50}, {80, 20}, {40, 45}};
    struct mix_stratum strata[3];
    double all = 0, values[2] = {0, 0}, variance = 0, satterthwaite = 0;
    for (size_t i = 0; i < 3; i++) {
        strata[i] = (struct mix_stratum){mean_of(i, 0, n[i][0]), mean_of(i, 1, n[i][1])};
        all += (double)n[i][0];
    }
    for (size_t i = 0; i < 3; i++)
        for (int month = 0; month < 2; month++) {
            const double size = (double)n[i][month], weight = (double)n[i][0] / all;
            double mean = 0, squares = 0;
            for (uint64_t row = 0; row < n[i][month]; row++)
                mean += (double)row_of(i, month, row) / size;
            for (uint64_t row = 0; row < n[i][month]; row++)
                squares += pow((double)row_of(i, month, row) - mean, 2);
            values[month] += weight * mean;
            const double part = weight * weight * squares / (size - 1) / size;
            variance += part;
            satterthwaite += part * part / (size - 1);
        }
    const struct mix_change change = made(strata, 3);
    close_to(change.same.interval.value, values[1] - values[0]);
    close_to(change.same.statistic, (values[1] - values[0]) / sqrt(variance));
    assert_true(isnan(change.mantel_haenszel));
    close_to(change.same.df, variance * variance / satterthwaite);
}

/* 0.05 is where the interval leaves out 0, of many comparisons of a few rows. */
static void p_and_interval_agree(void **state)
{
    (void)state;
    uint64_t seed = 11;
    int outside = 0;
    for (int k = 0; k < 2000; k++) {
        struct mix_stratum strata[3];
        for (int i = 0; i < 3; i++) {
            uint64_t drawn[4];
            for (int d = 0; d < 4; d++) {
                seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
                drawn[d] = (seed >> 33) % 30;
            }
            strata[i].before = share(drawn[0] % (drawn[1] + 6), drawn[1] + 5);
            strata[i].now = share(drawn[2] % (drawn[3] + 6), drawn[3] + 5);
        }
        const struct mix_change change = made(strata, 3);
        const struct interval *same = &change.same.interval;
        const bool is_outside = same->lower > 0 || same->upper < 0;
        assert_int_equal(is_outside, change.same.p < 0.05);
        outside += is_outside;
    }
    assert_in_range(outside, 200, 1800);
}

static void refusals_say_why(void **state)
{
    (void)state;
    const struct mix_stratum few[] = {{share(2, 4), share(10, 20)}};
    assert_memory_equal(made(few, 1).refusal, "below_base:", 11);
    /* the second is new: a fifth of the month's rows have nothing to be compared with */
    const struct mix_stratum apart[] = {{share(50, 100), share(50, 80)},
                                        {share(0, 0), share(10, 20)}};
    const struct mix_change change = made(apart, 2);
    assert_memory_equal(change.refusal, "no_overlap:", 11);
    close_to(change.covered, 0.8);
    close_to(change.crude, 0.1);
    assert_false(mix_is_reversed(&change));
    struct mix_stratum singles[] = {{{.kind = STATISTIC_MEAN, .scale = 1, .sums = {1, 3, 9}},
                                     {.kind = STATISTIC_MEAN, .scale = 1, .sums = {1, 5, 25}}}};
    options.minimum_base = 1;
    assert_memory_equal(made(singles, 1).refusal, "no_interval:", 12);
    options.minimum_base = 10;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_planted_reversal_is_found),
        cmocka_unit_test(without_a_change_of_mix_nothing_is_reversed),
        cmocka_unit_test(chance_is_no_reversal),
        cmocka_unit_test(one_segment_is_newcombes_difference),
        cmocka_unit_test(means_are_those_of_weighted_rows),
        cmocka_unit_test(p_and_interval_agree),
        cmocka_unit_test(refusals_say_why),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
