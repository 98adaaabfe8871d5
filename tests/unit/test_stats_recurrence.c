/* layer: measure */
#include "measure/stats/recurrence.h"

#include "test_stats_close.h"

#include <gsl/gsl_errno.h>

#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

static struct arena arena;

static int make_arena(void **state)
{
    (void)state;
    arena_init(&arena);
    return 0;
}

static int release_arena(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

/* ReliaWiki's five units, also in the documents of Python's `reliability`. */
static const uint32_t first[] = {5, 10, 15}, second[] = {6, 13, 17}, third[] = {12, 20, 25},
                      fourth[] = {13, 15}, fifth[] = {16, 22, 25};
static const struct recurrence_history five[] = {
    {1, 0, 17, 3, first, NULL},  {1, 0, 19, 3, second, NULL}, {1, 0, 26, 3, third, NULL},
    {1, 0, 24, 2, fourth, NULL}, {1, 0, 28, 3, fifth, NULL},
};

/* Means as published; variances by hand as fractions, the same as R survfit(id = unit). */
static void test_five_units(void **state)
{
    (void)state;
    static const struct {
        uint32_t day;
        double mean, variance;
    } expected[] = {{5, 0.2, 0.032},
                    {6, 0.4, 0.048},
                    {10, 0.6, 0.128},
                    {12, 0.8, 0.112},
                    {13, 1.2, 0.112},
                    {15, 1.6, 0.208},
                    {16, 1.8, 0.112},
                    {17, 2.0, 0.16},
                    {20, 7.0 / 3.0, 25.6 / 135.0},
                    {22, 8.0 / 3.0, 19.6 / 135.0},
                    {25, 11.0 / 3.0, 19.6 / 135.0}};
    struct recurrence_curve curve;
    assert_int_equal(stats_recurrence(five, 5, &arena, &curve, NULL), RC_OK);
    assert_true(curve.units == 5 && curve.events == 14 && curve.last_day == 28);
    assert_int_equal(curve.row_count, COUNT(expected));
    for (size_t i = 0; i < curve.row_count; i++) {
        const struct recurrence_row *row = &curve.rows[i];
        assert_int_equal(row->day, expected[i].day);
        assert_close(row->mean, expected[i].mean, 1e-15);
        assert_close(row->standard_error, sqrt(expected[i].variance), 1e-13);
        const double stretch = exp(STATS_Z * row->standard_error / row->mean);
        assert_close(row->lower * stretch, row->mean, 1e-14);
        assert_close(row->upper / stretch, row->mean, 1e-14);
    }
    assert_close(stats_recurrence_at(&curve, 14).value, 1.2, 1e-15);
    assert_true(stats_recurrence_at(&curve, 4).value == 0.0);
    assert_false(stats_recurrence_at(&curve, 4).bounded || stats_recurrence_at(&curve, 29).defined);
}

enum { UNITS = 25, DAYS = 60, EVENTS_MAX = 6 };

struct field {
    struct recurrence_history units[UNITS];
    uint32_t days[UNITS][EVENTS_MAX];
    int64_t amounts[UNITS][EVENTS_MAX];
};

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525U + 1013904223U;
    return *state >> 8;
}

static void make_field(struct field *f, uint32_t seed)
{
    uint32_t state = seed * 31U + 7U;
    for (size_t i = 0; i < UNITS; i++) {
        struct recurrence_history *h = &f->units[i];
        const uint32_t start = seed % 2 == 0 ? 0 : next_random(&state) % (DAYS / 2);
        const uint32_t end = start + next_random(&state) % (DAYS - start);
        const size_t event_count = next_random(&state) % (EVENTS_MAX + 1);
        *h = (struct recurrence_history){1, start, end, event_count, f->days[i], NULL};
        for (size_t e = 0; e < event_count; e++) { /* sorted as they are put in */
            const uint32_t day = start + next_random(&state) % (end - start + 1);
            size_t at = e;
            for (; at > 0 && f->days[i][at - 1] > day; at--) f->days[i][at] = f->days[i][at - 1];
            f->days[i][at] = day;
        }
        for (size_t e = 0; e < event_count; e++)
            f->amounts[i][e] = (int64_t)(next_random(&state) % 2000) - 300;
        if (seed % 3 == 0) h->amounts = f->amounts[i];
    }
}

static long double amount_on(const struct recurrence_history *h, uint32_t day)
{
    long double amount = 0.0L;
    for (size_t e = 0; e < h->event_count; e++)
        if (h->event_days[e] == day) amount += h->amounts == NULL ? 1 : (long double)h->amounts[e];
    return amount;
}

/* Mean and variance on a day, summed over days and units as the header writes them. */
static void slow(const struct field *f, uint32_t until, long double *mean, long double *variance)
{
    long double parts[UNITS] = {0.0L};
    *mean = *variance = 0.0L;
    for (uint32_t day = 0; day <= until; day++) {
        long double at_risk = 0.0L, all = 0.0L;
        for (size_t i = 0; i < UNITS; i++) {
            at_risk += f->units[i].start_day <= day && day <= f->units[i].end_day;
            all += amount_on(&f->units[i], day);
        }
        if (at_risk == 0.0L) continue;
        *mean += all / at_risk;
        for (size_t i = 0; i < UNITS; i++)
            if (f->units[i].start_day <= day && day <= f->units[i].end_day)
                parts[i] += (amount_on(&f->units[i], day) - all / at_risk) / at_risk;
    }
    for (size_t i = 0; i < UNITS; i++) *variance += parts[i] * parts[i];
}

static void test_random_units(void **state)
{
    (void)state;
    for (uint32_t seed = 0; seed < 400; seed++) {
        static struct field field;
        struct recurrence_curve curve;
        make_field(&field, seed);
        assert_int_equal(stats_recurrence(field.units, UNITS, &arena, &curve, NULL), RC_OK);
        assert_true(curve.row_count > 5);
        for (size_t i = 0; i < curve.row_count; i++) {
            long double mean, variance;
            slow(&field, curve.rows[i].day, &mean, &variance);
            assert_true(fabsl(curve.rows[i].mean - mean) <= 1e-12L * (1.0L + fabsl(mean)));
            assert_close(curve.rows[i].standard_error, (double)sqrtl(variance), 1e-11);
        }
    }
}

/* Units that share a history are counted once with their number. */
static void test_units_alike(void **state)
{
    (void)state;
    struct recurrence_history copies[15], counted[5];
    for (size_t i = 0; i < 5; i++) {
        counted[i] = five[i];
        counted[i].unit_count = 3;
        for (size_t k = 0; k < 3; k++) copies[3 * i + k] = five[i];
    }
    struct recurrence_curve a, b;
    assert_int_equal(stats_recurrence(copies, 15, &arena, &a, NULL), RC_OK);
    assert_int_equal(stats_recurrence(counted, 5, &arena, &b, NULL), RC_OK);
    assert_int_equal(a.row_count, b.row_count);
    for (size_t i = 0; i < a.row_count; i++) {
        assert_true(a.rows[i].at_risk == b.rows[i].at_risk && a.rows[i].events == b.rows[i].events);
        assert_close(a.rows[i].mean, b.rows[i].mean, 1e-15);
        assert_close(a.rows[i].standard_error, b.rows[i].standard_error, 1e-13);
    }
}

/* 10^12 units watched for ten years, all but a few without an event. */
static void test_huge_counts(void **state)
{
    (void)state;
    static const uint32_t once[] = {1000};
    const struct recurrence_history units[] = {{999999000000, 0, 3650, 0, NULL, NULL},
                                               {1000000, 0, 3650, 1, once, NULL}};
    struct recurrence_curve curve;
    assert_int_equal(stats_recurrence(units, 2, &arena, &curve, NULL), RC_OK);
    const double share = 1e-6; /* a share, with its binomial error */
    assert_close(curve.rows[0].mean, share, 1e-15);
    assert_close(curve.rows[0].standard_error, sqrt(share * (1.0 - share) / 1e12), 1e-12);
}

/* Python's `reliability`, tests of ROCOF; military p: tests/reference/life.py. */
static void test_trend_of_gaps(void **state)
{
    (void)state;
    static const uint32_t gaps[] = {104, 131, 1597, 59,  4,   503, 157, 6,   118, 173,
                                    114, 62,  101,  216, 106, 140, 1,   102, 3,   393,
                                    96,  232, 89,   61,  37,  293, 7,   165, 87,  99};
    uint32_t days[COUNT(gaps)], day = 0;
    for (size_t i = 0; i < COUNT(gaps); i++) days[i] = day += gaps[i];
    const struct recurrence_history unit = {1, 0, day, COUNT(gaps), days, NULL};
    struct recurrence_trend trend;
    assert_int_equal(stats_recurrence_trend(&unit, 1, true, &trend, NULL), RC_OK);
    assert_int_equal(trend.events, 29);
    assert_close(trend.laplace.statistic, 2.4094382960447107, 1e-14);
    assert_close(trend.growth, 1.5880533880966823904, 1e-13);
    assert_close(trend.scale, 0.000037027288489845175783, 1e-12);
    assert_close(trend.military.statistic, 37.78210509151165626, 1e-13);
    assert_close(trend.military.df, 58.0, 0.0);
    assert_close(trend.military.p, 0.036581380760519558968, 1e-12);
}

/* tests/reference/life.py: five units with five ends. */
static void test_trend_of_units(void **state)
{
    (void)state;
    struct recurrence_trend trend, later;
    struct recurrence_history moved[5];
    static uint32_t days[5][3];
    assert_int_equal(stats_recurrence_trend(five, 5, false, &trend, NULL), RC_OK);
    assert_int_equal(trend.events, 14);
    assert_close(trend.laplace.statistic, 2.2026447615240016052, 1e-14);
    assert_close(trend.growth, 1.8606813183368727119, 1e-12);
    assert_close(trend.scale, 0.0081093506375624744401, 1e-12);
    assert_close(trend.military.statistic, 13.189902180875036263, 1e-13);
    assert_close(trend.military.p, 0.015977773270709878866, 1e-12);
    /* Ages count from the start of each unit. */
    for (size_t i = 0; i < 5; i++) {
        moved[i] = five[i];
        moved[i].start_day += 100;
        moved[i].end_day += 100;
        for (size_t e = 0; e < five[i].event_count; e++) days[i][e] = five[i].event_days[e] + 100;
        moved[i].event_days = days[i];
    }
    assert_int_equal(stats_recurrence_trend(moved, 5, false, &later, NULL), RC_OK);
    assert_true(later.laplace.statistic == trend.laplace.statistic && later.growth == trend.growth);
}

static void test_edges(void **state)
{
    (void)state;
    static const uint32_t on_start[] = {0, 3}, falling[] = {5, 4}, beyond[] = {9};
    struct recurrence_curve curve;
    struct recurrence_trend trend;
    assert_int_equal(stats_recurrence(NULL, 0, &arena, &curve, NULL), RC_OK);
    assert_true(curve.row_count == 0 && !stats_recurrence_at(&curve, 0).defined);
    assert_int_equal(stats_recurrence_trend(NULL, 0, false, &trend, NULL), RC_OK);
    assert_true(!trend.laplace.defined && !trend.military.defined && isnan(trend.growth));
    struct recurrence_history unit = {1, 0, 8, 2, on_start, NULL};
    assert_int_equal(stats_recurrence_trend(&unit, 1, false, &trend, NULL), RC_OK);
    assert_true(trend.laplace.defined && !trend.military.defined && isnan(trend.growth));
    assert_int_equal(stats_recurrence(&unit, 1, &arena, &curve, NULL), RC_OK);
    assert_true(curve.row_count == 2 && curve.rows[1].mean == 2.0);
    assert_true(curve.rows[1].standard_error == 0.0); /* of one unit */
    unit.event_days = falling;
    assert_int_equal(stats_recurrence(&unit, 1, &arena, &curve, NULL), RC_NUMERIC);
    assert_int_equal(stats_recurrence_trend(&unit, 1, false, &trend, NULL), RC_NUMERIC);
    unit = (struct recurrence_history){1, 0, 8, 1, beyond, NULL};
    assert_int_equal(stats_recurrence(&unit, 1, &arena, &curve, NULL), RC_NUMERIC);
    assert_int_equal(stats_recurrence_trend(&unit, 1, false, &trend, NULL), RC_NUMERIC);
    unit = (struct recurrence_history){1, 9, 8, 0, NULL, NULL};
    assert_int_equal(stats_recurrence(&unit, 1, &arena, &curve, NULL), RC_NUMERIC);
    unit = (struct recurrence_history){1, 0, 1 << 20, 0, NULL, NULL};
    assert_int_equal(stats_recurrence(&unit, 1, &arena, &curve, NULL), RC_NUMERIC);
}

int main(void)
{
    gsl_set_error_handler_off();
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_arena, release_arena)
    const struct CMUnitTest tests[] = {
        TEST(test_five_units),  TEST(test_random_units),  TEST(test_units_alike),
        TEST(test_huge_counts), TEST(test_trend_of_gaps), TEST(test_trend_of_units),
        TEST(test_edges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
