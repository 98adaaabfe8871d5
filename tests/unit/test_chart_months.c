/* layer: measure */
/* Months as a control chart: limits against the same worked out slowly from the rows; frozen
 * limits; what is refused; and how often a stable process signals, as the pages say it. */
#include "measure/chart_months.h"
#include "measure/measure.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { MONTHS = MONTH_WINDOW_COUNT, LAST = MONTHS - 1 };

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
    if (!(fabs(found - expected) <= 1e-11 * fmax(1.0, fabs(expected))))
        fail_msg("%.17g is not %.17g", found, expected);
}

static struct statistic share(uint64_t met, uint64_t n)
{
    return (struct statistic){.kind = STATISTIC_SHARE, .scale = 1, .share = {met, n}};
}

static struct chart_months made(const struct statistic *months)
{
    struct chart_months chart;
    assert_int_equal(chart_months_make(months, MONTHS, &options, &chart, &err), RC_OK);
    return chart;
}

/* n and met of months that differ by more than chance. */
static const uint64_t met_of[MONTHS] = {712, 820, 655, 790, 500, 910, 702,
                                        860, 640, 777, 805, 690, 990};
static const uint64_t n_of[MONTHS] = {1000, 1100, 950,  1020, 800, 1200, 990,
                                      1210, 900,  1005, 1100, 970, 1300};

static void shares_have_laneys_limits(void **state)
{
    (void)state;
    struct statistic months[MONTHS];
    double met = 0, n = 0, steps = 0, before = NAN;
    for (int i = 0; i < MONTHS; i++) months[i] = share(met_of[i], n_of[i]);
    for (int i = 0; i < LAST; i++) {
        met += (double)met_of[i];
        n += (double)n_of[i];
    }
    const double centre = met / n;
    for (int i = 0; i < LAST; i++) {
        const double z = ((double)met_of[i] / (double)n_of[i] - centre) /
                         sqrt(centre * (1 - centre) / (double)n_of[i]);
        if (i > 0) steps += fabs(z - before);
        before = z;
    }
    const double sigma_z = steps / (LAST - 1) / 1.128;
    const struct chart_months chart = made(months);
    assert_null(chart.refusal);
    assert_true(sigma_z > 1);
    close_to(chart.centre, centre);
    close_to(chart.spread, sigma_z);
    for (int i = 0; i < MONTHS; i++) {
        const double reach = 3 * sigma_z * sqrt(centre * (1 - centre) / (double)n_of[i]);
        close_to(chart.points[i].lower, centre - reach);
        close_to(chart.points[i].upper, fmin(1, centre + reach));
    }
    assert_true(chart.dispersion_p < 1e-6);
}

/* Less than the rows' own chance is not believed. */
static void calm_months_keep_the_chance_of_their_rows(void **state)
{
    (void)state;
    struct statistic months[MONTHS];
    for (int i = 0; i < MONTHS; i++) months[i] = share(i % 2 ? 701 : 699, 1000);
    struct chart_months chart = made(months);
    close_to(chart.spread, 1);
    close_to(chart.points[LAST].upper, 0.7 + 3 * sqrt(0.7 * 0.3 / 1000));
    for (int i = 0; i < MONTHS; i++) assert_int_equal(chart.found[i], 0);
    assert_false(chart.runs.is_signal);
    assert_true(chart.p > 0.5);
    months[LAST] = share(760, 1000);
    const struct chart_months shifted = made(months);
    assert_int_equal(shifted.found[LAST], RULE_BEYOND_3);
    assert_true(shifted.p < 0.01);
    /* frozen: the report month has no part in its limits */
    close_to(shifted.centre, chart.centre);
    close_to(shifted.points[LAST].upper, chart.points[LAST].upper);
}

/* Rows of a month as whole numbers. */
enum { ROWS = 60 };
static int64_t row_of(int month, int row)
{
    return (month * 37 + row * row * 11 + row * 5) % 7 + 1 + (month % 3 == 0) * (row % 2);
}

static struct statistic mean_of(int month)
{
    struct statistic of_month = {.kind = STATISTIC_MEAN, .scale = 2};
    for (int row = 0; row < ROWS - month; row++) {
        const int64_t x = row_of(month, row);
        of_month.sums.n++;
        of_month.sums.sum += x;
        of_month.sums.square_sum += x * x;
    }
    return of_month;
}

static double c4(double n)
{
    return sqrt(2 / (n - 1)) * exp(lgamma(n / 2) - lgamma((n - 1) / 2));
}

static void means_are_widened_by_what_months_differ(void **state)
{
    (void)state;
    struct statistic months[MONTHS];
    double means[MONTHS], sum = 0, n = 0, weight = 0, sigma = 0, steps = 0;
    for (int i = 0; i < MONTHS; i++) {
        months[i] = mean_of(i);
        const double size = ROWS - i;
        double squares = 0;
        means[i] = (double)months[i].sums.sum / 2 / size;
        for (int row = 0; row < ROWS - i; row++)
            squares += pow((double)row_of(i, row) / 2 - means[i], 2);
        if (i == LAST) continue;
        const double c = c4(size), w = c * c / (1 - c * c);
        sum += means[i] * size;
        n += size;
        weight += w;
        sigma += w * sqrt(squares / (size - 1)) / c;
    }
    sigma /= weight;
    for (int i = 1; i < LAST; i++)
        steps += fabs((means[i] - sum / n) * sqrt(ROWS - i) -
                      (means[i - 1] - sum / n) * sqrt(ROWS - i + 1)) /
                 sigma;
    const double sigma_z = fmax(1, steps / (LAST - 1) / 1.128);
    const struct chart_months chart = made(months);
    close_to(chart.centre, sum / n);
    close_to(chart.spread, sigma_z);
    for (int i = 0; i < MONTHS; i++)
        if (!(fabs(chart.points[i].upper - sum / n - 3 * sigma_z * sigma / sqrt(ROWS - i)) < 1e-9))
            fail_msg("month %d: %g", i, chart.points[i].upper);
}

/* Months whose means are the same but for one row. */
static void calm_means_keep_the_chance_of_their_rows(void **state)
{
    (void)state;
    struct statistic months[MONTHS];
    for (int i = 0; i < MONTHS; i++) {
        months[i] = mean_of(1);
        months[i].sums.sum += i % 2;
    }
    close_to(made(months).spread, 1);
}

static void the_nps_is_a_mean_of_three_values(void **state)
{
    (void)state;
    struct statistic scores[MONTHS], means[MONTHS];
    for (int i = 0; i < MONTHS; i++) {
        const uint64_t p = 40 + (uint64_t)(i * 7 % 11), d = 20 + (uint64_t)(i * 5 % 9), n = 100;
        scores[i] = (struct statistic){.kind = STATISTIC_NPS, .nps = {p, d, n}};
        means[i] = (struct statistic){.kind = STATISTIC_MEAN, .scale = 1};
        means[i].sums = (struct sums){n, 100 * ((int64_t)p - (int64_t)d), 10000 * (i128)(p + d)};
    }
    const struct chart_months a = made(scores), b = made(means);
    for (int i = 0; i < MONTHS; i++) {
        close_to(a.points[i].value,
                 100 * ((double)scores[i].nps.promoters - (double)scores[i].nps.detractors) / 100);
        close_to(a.points[i].upper, b.points[i].upper);
    }
}

static void quantiles_are_individuals(void **state)
{
    (void)state;
    static const int64_t medians[MONTHS] = {50, 53, 49, 55, 51, 50, 54, 52, 48, 53, 51, 52, 80};
    struct tally tallies[MONTHS];
    struct statistic months[MONTHS];
    double sum = 0, steps = 0;
    memset(tallies, 0, sizeof tallies);
    for (int i = 0; i < MONTHS; i++) {
        tally_add(&tallies[i], medians[i], 30);
        tally_settle(&tallies[i]);
        months[i] =
            (struct statistic){.kind = STATISTIC_QUANTILE, .tally = &tallies[i], .permille = 500};
        if (i < LAST) sum += (double)medians[i];
        if (i > 0 && i < LAST) steps += fabs((double)(medians[i] - medians[i - 1]));
    }
    const struct chart_months chart = made(months);
    close_to(chart.centre, sum / LAST);
    close_to(chart.points[3].upper, sum / LAST + 3 * steps / (LAST - 1) / 1.128);
    assert_int_equal(chart.found[LAST], RULE_BEYOND_3);
    for (int i = 0; i < MONTHS; i++) tally_release(&tallies[i]);
}

/* An alpha of scores that do not vary: the month has rows, but no value and so no limits. */
static void a_month_without_a_value_does_not_stand(void **state)
{
    (void)state;
    struct statistic months[MONTHS];
    for (int i = 0; i < MONTHS; i++) {
        struct alpha_sums *sums = &months[i].alpha;
        months[i] = (struct statistic){.kind = STATISTIC_ALPHA, .alpha = {.item_count = 2}};
        for (int row = 0; row < 20; row++) {
            const int64_t x = i == 4 ? 3 : row % 5 + 1;
            const int64_t y = i == 4 ? 3 : (row + row % (2 + i % 3)) % 5 + 1;
            sums->n++;
            sums->item_sum[0] += x;
            sums->item_sum[1] += y;
            sums->item_square_sum[0] += x * x;
            sums->item_square_sum[1] += y * y;
            sums->total_square_sum += (x + y) * (x + y);
        }
    }
    const struct chart_months chart = made(months);
    assert_null(chart.refusal);
    assert_int_equal(chart.base_count, LAST - 1);
    assert_int_equal(chart.n[4], 0);
    assert_true(isnan(chart.points[4].upper));
}

/* 5 values beyond it, or it is nearly the largest. */
static void a_high_quantile_needs_many_rows(void **state)
{
    (void)state;
    struct tally tallies[2][MONTHS];
    struct statistic months[2][MONTHS];
    memset(tallies, 0, sizeof tallies);
    for (int k = 0; k < 2; k++)
        for (int i = 0; i < MONTHS; i++) {
            for (int value = 0; value < 99 + k; value++)
                tally_add(&tallies[k][i], value * 3 + i * 5 % 7, 1);
            tally_settle(&tallies[k][i]);
            months[k][i] = (struct statistic){
                .kind = STATISTIC_QUANTILE, .tally = &tallies[k][i], .permille = 950};
        }
    assert_memory_equal(made(months[0]).refusal, "short_history:", 14);
    assert_null(made(months[1]).refusal);
    for (int k = 0; k < 2; k++)
        for (int i = 0; i < MONTHS; i++) tally_release(&tallies[k][i]);
}

static void refusals_say_what_is_missing(void **state)
{
    (void)state;
    struct statistic months[MONTHS];
    for (int i = 0; i < MONTHS; i++)
        months[i] = share(i < 5 ? 3 : 70 + (uint64_t)i, i < 5 ? 9 : 100);
    assert_memory_equal(made(months).refusal, "short_history:", 14); /* seven stand */
    months[4] = share(71, 100);
    assert_null(made(months).refusal);
    for (int i = 0; i < MONTHS; i++) months[i] = share(50, 50);
    assert_memory_equal(made(months).refusal, "no_variation:", 13);
    for (int i = 0; i < MONTHS; i++) months[i] = share(1000 - (uint64_t)i % 3, 1000);
    assert_memory_equal(made(months).refusal, "rare:", 5);
    assert_true(isnan(made(months).centre));
}

/* A lasting shift that stays within the limits. */
static void runs_find_what_limits_do_not(void **state)
{
    (void)state;
    struct statistic months[MONTHS];
    for (int i = 0; i < MONTHS; i++)
        months[i] = share((i < 6 ? 480 : 500) + (uint64_t)(i * 7 % 5), 1000);
    const struct chart_months chart = made(months);
    for (int i = 0; i < MONTHS; i++) assert_int_equal(chart.found[i], 0);
    assert_true(chart.runs.is_signal && chart.runs.longest_last < LAST); /* of the base alone */
    assert_memory_equal(chart.unstable, "unstable_base:", 14);
    assert_true(isnan(chart.p));
}

/* A fleet that ages: months out of their own limits, and the report month no further on its way. */
static void months_that_drift_judge_no_report_month(void **state)
{
    (void)state;
    struct statistic months[MONTHS];
    for (int i = 0; i < MONTHS; i++) months[i] = share(5500 - 120 * (uint64_t)i, 10000);
    const struct chart_months chart = made(months);
    assert_null(chart.refusal);
    assert_int_equal(chart.found[0], RULE_BEYOND_3);
    assert_memory_equal(chart.unstable, "unstable_base:", 14);
    assert_int_equal(chart.found[LAST], 0);
    assert_true(isnan(chart.p));
    /* a report month that stands out makes no base unstable */
    for (int i = 0; i < MONTHS; i++) months[i] = share(5000 + (uint64_t)(i * 7 % 5), 10000);
    months[LAST] = share(5600, 10000);
    assert_null(made(months).unstable);
    assert_int_equal(made(months).found[LAST], RULE_BEYOND_3);
}

static uint64_t seed;
static double uniform(void)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return ((double)(seed >> 11) + 0.5) / 9007199254740992.0;
}

static double normal(void)
{
    return sqrt(-2 * log(uniform())) * cos(6.283185307179586 * uniform());
}

/* Shares of a stable process as counts of a normal value; how often each rule speaks. */
struct rates {
    double beyond, runs, small_p, base_beyond;
};

static struct rates simulate(uint32_t month_count, int count)
{
    struct rates rates = {0};
    for (int k = 0; k < count; k++) {
        struct statistic months[MONTHS];
        struct chart_months chart;
        for (uint32_t i = 0; i < month_count; i++) /* months differ by more than their rows */
            months[i] = share((uint64_t)(50000 + 1000 * normal()), 100000);
        assert_int_equal(chart_months_make(months, month_count, &options, &chart, &err), RC_OK);
        bool is_base_beyond = false;
        for (uint32_t i = 0; i + 1 < month_count; i++) is_base_beyond |= chart.found[i] != 0;
        rates.beyond += chart.found[month_count - 1] != 0;
        rates.base_beyond += is_base_beyond;
        rates.runs += chart.runs.is_signal;
        rates.small_p += chart.p < 0.05;
    }
    rates.beyond /= count;
    rates.base_beyond /= count;
    rates.runs /= count;
    rates.small_p /= count;
    return rates;
}

static void false_alarms_are_as_told(void **state)
{
    (void)state;
    seed = 20250630;
    const struct rates year = simulate(MONTHS, 20000), least = simulate(9, 20000);
    /* The numbers of measure/topics.c: of known limits it would be 0.0027. */
    assert_true(fabs(year.beyond - 0.016) < 0.003 && fabs(least.beyond - 0.028) < 0.004);
    assert_true(fabs(year.runs - 0.014) < 0.003 && fabs(year.base_beyond - 0.026) < 0.005);
    assert_true(year.small_p > 0.03 && year.small_p < 0.052);
    assert_true(least.small_p > 0.03 && least.small_p < 0.052);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_have_laneys_limits),
        cmocka_unit_test(calm_months_keep_the_chance_of_their_rows),
        cmocka_unit_test(means_are_widened_by_what_months_differ),
        cmocka_unit_test(calm_means_keep_the_chance_of_their_rows),
        cmocka_unit_test(the_nps_is_a_mean_of_three_values),
        cmocka_unit_test(quantiles_are_individuals),
        cmocka_unit_test(a_month_without_a_value_does_not_stand),
        cmocka_unit_test(a_high_quantile_needs_many_rows),
        cmocka_unit_test(refusals_say_what_is_missing),
        cmocka_unit_test(runs_find_what_limits_do_not),
        cmocka_unit_test(months_that_drift_judge_no_report_month),
        cmocka_unit_test(false_alarms_are_as_told),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
