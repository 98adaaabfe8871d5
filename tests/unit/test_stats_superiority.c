/* layer: measure */
#include "measure/stats/superiority.h"

#include "test_stats_close.h"

enum { CATEGORIES = 5 };

/* Brunner and Munzel 2000: pain scores 1 to 5 of 14 patients treated and 11 not. */
static const uint64_t TREATED[CATEGORIES] = {11, 2, 0, 1, 0},
                      UNTREATED[CATEGORIES] = {3, 1, 4, 2, 1};

static const uint64_t FIRST[CATEGORIES] = {3, 8, 20, 51, 40},
                      SECOND[CATEGORIES] = {10, 11, 25, 40, 19};

/* Statistic 3.1375, df 17.683, p 0.005786, value 0.788961 (R lawstat); the rest from
 * tests/reference/R_share.R. */
static void test_pain_scores(void **state)
{
    (void)state;
    struct superiority s;
    assert_int_equal(stats_superiority(UNTREATED, TREATED, CATEGORIES, &s, NULL), RC_OK);
    assert_close(s.interval.value, 0.78896103896103897, 1e-15);
    assert_close(s.error, 0.092100090468168638, 1e-14);
    assert_close(s.unequal.statistic, 3.13746748230295, 1e-13);
    assert_close(s.unequal.df, 17.682841979481548, 1e-13);
    assert_close(s.unequal.p, 0.0057862086661514675, 1e-12);
    assert_close(s.interval.lower, 0.53868654754329603, 1e-12);
    assert_close(s.interval.upper, 0.92289107918357394, 1e-12);
    assert_close(s.ranks.statistic, 2.6934351820117857, 1e-13);
    assert_close(s.ranks.p, 0.0070719894822221449, 1e-12);
    struct superiority turned;
    assert_int_equal(stats_superiority(TREATED, UNTREATED, CATEGORIES, &turned, NULL), RC_OK);
    assert_close(turned.interval.value, 1.0 - s.interval.value, 1e-14);
    assert_close(turned.interval.lower, 1.0 - s.interval.upper, 1e-12);
    assert_close(turned.ranks.statistic, -s.ranks.statistic, 1e-14);
}

static void test_scales(void **state)
{
    (void)state;
    struct superiority s;
    assert_int_equal(stats_superiority(FIRST, SECOND, CATEGORIES, &s, NULL), RC_OK);
    assert_close(s.interval.value, 0.6241217798594848, 1e-15);
    assert_close(s.unequal.statistic, 3.5077594874279483, 1e-13);
    assert_close(s.unequal.df, 214.82195693701124, 1e-13);
    assert_close(s.interval.lower, 0.55225215228511015, 1e-12);
    assert_close(s.interval.upper, 0.69091192707589633, 1e-12);
    assert_close(s.ranks.statistic, 3.3794911808937194, 1e-13);
}

/* Every pair of answers compared. */
static double slow_value(const uint64_t *a, const uint64_t *b, size_t category_count)
{
    double above = 0.0, pairs = 0.0;
    for (size_t i = 0; i < category_count; i++)
        for (size_t j = 0; j < category_count; j++) {
            const double count = (double)(a[i] * b[j]);
            above += count * (i > j ? 1.0 : i == j ? 0.5 : 0.0);
            pairs += count;
        }
    return above / pairs;
}

static void test_random_counts(void **state)
{
    (void)state;
    uint64_t seed = 20250701;
    for (int round = 0; round < 3000; round++) {
        uint64_t a[7], b[7];
        for (size_t c = 0; c < 7; c++) {
            seed = seed * 6364136223846793005U + 1442695040888963407U;
            a[c] = (seed >> 33) % 6;
            b[c] = (seed >> 45) % 6;
        }
        a[0]++;
        b[3]++;
        struct superiority s;
        assert_int_equal(stats_superiority(a, b, 7, &s, NULL), RC_OK);
        assert_close(s.interval.value, slow_value(a, b, 7), 1e-14);
        assert_true(s.interval.lower >= 0.0 && s.interval.lower <= s.interval.value);
        assert_true(s.interval.upper <= 1.0 && s.interval.upper >= s.interval.value);
        /* Two groups: Kruskal and Wallis is the square of Mann and Whitney. */
        uint64_t both[14];
        struct test h;
        for (size_t c = 0; c < 7; c++) {
            both[c] = a[c];
            both[7 + c] = b[c];
        }
        assert_int_equal(stats_kruskal_wallis(both, 2, 7, &h, NULL), RC_OK);
        assert_true(fabs(h.statistic - s.ranks.statistic * s.ranks.statistic) <
                    1e-12 * (1.0 + h.statistic));
        assert_true(fabs(h.p - s.ranks.p) < 1e-11);
    }
}

/* No overlap, single answers, one category, nobody. */
static void test_ends(void **state)
{
    (void)state;
    struct superiority s;
    const uint64_t low[2] = {20, 0}, high[2] = {0, 30}, one[2] = {0, 1}, nobody[2] = {0, 0};
    assert_int_equal(stats_superiority(high, low, 2, &s, NULL), RC_OK);
    assert_close(s.interval.value, 1.0, 0.0);
    assert_close(s.interval.upper, 1.0, 0.0);
    /* The bound solves 1 - x = z sqrt(V(x)). */
    const double x = s.interval.lower, spare = 24.0;
    const double variance = x * (1 - x) * (1 + spare * ((1 - x) / (2 - x) + x / (1 + x))) / 600.0;
    assert_close(1.0 - x, STATS_Z * sqrt(variance), 1e-12);
    assert_true(x > 0.8 && x < 0.95);
    assert_false(s.unequal.defined);
    assert_true(s.ranks.defined);
    assert_int_equal(stats_superiority(one, low, 2, &s, NULL), RC_OK);
    assert_true(s.interval.bounded && s.interval.lower < 0.9);
    assert_true(isnan(s.error));
    assert_int_equal(stats_superiority(low, low, 2, &s, NULL), RC_OK);
    assert_close(s.interval.value, 0.5, 0.0);
    assert_false(s.ranks.defined);
    assert_int_equal(stats_superiority(low, nobody, 2, &s, NULL), RC_OK);
    assert_false(s.interval.defined);
    struct test h;
    assert_int_equal(stats_kruskal_wallis(low, 1, 2, &h, NULL), RC_OK);
    assert_false(h.defined);
    assert_int_equal(stats_kruskal_wallis(low, 2, 1, &h, NULL), RC_OK);
    assert_false(h.defined);
}

/* Counts near 2^40 keep every digit: multiplying all counts leaves the value and scales z. */
static void test_huge(void **state)
{
    (void)state;
    uint64_t a[CATEGORIES], b[CATEGORIES];
    const uint64_t times = UINT64_C(1) << 32;
    for (size_t c = 0; c < CATEGORIES; c++) {
        a[c] = FIRST[c] * times;
        b[c] = SECOND[c] * times;
    }
    struct superiority small, large;
    assert_int_equal(stats_superiority(FIRST, SECOND, CATEGORIES, &small, NULL), RC_OK);
    assert_int_equal(stats_superiority(a, b, CATEGORIES, &large, NULL), RC_OK);
    assert_close(large.interval.value, small.interval.value, 1e-15);
    const double n = 122.0 + 105.0;
    assert_close(large.ranks.statistic,
                 small.ranks.statistic *
                     sqrt((n - 1.0 / (double)times) / (n - 1.0) * (double)times) * 1.0,
                 1e-12);
}

static void test_kruskal_wallis(void **state)
{
    (void)state;
    /* R kruskal.test's first example (Hollander and Wolfe 1973): 14 different values. */
    static const double values[14] = {2.9, 3.0, 2.5, 2.6, 3.2, 3.8, 2.7,
                                      4.0, 2.4, 2.8, 3.4, 3.7, 2.2, 2.0};
    static const size_t group_of[14] = {0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 2};
    uint64_t counts[3 * 14] = {0};
    for (size_t i = 0; i < 14; i++) {
        size_t rank = 0;
        for (size_t j = 0; j < 14; j++) rank += values[j] < values[i];
        counts[group_of[i] * 14 + rank]++;
    }
    struct test h;
    assert_int_equal(stats_kruskal_wallis(counts, 3, 14, &h, NULL), RC_OK);
    assert_close(h.statistic, 0.77142857142857224, 1e-14);
    assert_close(h.df, 2.0, 0.0);
    assert_close(h.p, 0.67996477357889362, 1e-13);
    static const uint64_t scales[4 * CATEGORIES] = {3, 8, 20, 51, 40, 10, 11, 25, 40, 19,
                                                    1, 1, 5,  2,  0,  0,  0,  0,  0,  0};
    assert_int_equal(stats_kruskal_wallis(scales, 4, CATEGORIES, &h, NULL), RC_OK);
    assert_close(h.statistic, 17.563410299980411, 1e-13);
    assert_close(h.df, 2.0, 0.0);
    assert_close(h.p, 0.00015351609392897297, 1e-12);
}

static void test_van_elteren(void **state)
{
    (void)state;
    static const uint64_t a[3 * CATEGORIES] = {3, 8, 20, 51, 40, 0, 2, 1, 5, 9, 1, 0, 1, 0, 0};
    static const uint64_t b[3 * CATEGORIES] = {10, 11, 25, 40, 19, 2, 2, 4, 3, 1, 0, 0, 1, 0, 0};
    struct stratified_superiority s;
    assert_int_equal(stats_van_elteren(a, b, 3, CATEGORIES, &s, NULL), RC_OK);
    assert_close(s.ranks.statistic, 4.0469095640200781, 1e-13);
    assert_close(s.ranks.p, 5.1898280374948197e-05, 1e-12);
    assert_close(s.interval.value, 0.63990908086000109, 1e-14);
    assert_close(s.interval.lower, 0.57586979648965697, 1e-13);
    assert_close(s.interval.upper, 0.70394836523034521, 1e-13);
    /* One stratum: Mann and Whitney's z. */
    struct superiority plain;
    assert_int_equal(stats_van_elteren(FIRST, SECOND, 1, CATEGORIES, &s, NULL), RC_OK);
    assert_int_equal(stats_superiority(FIRST, SECOND, CATEGORIES, &plain, NULL), RC_OK);
    assert_close(s.ranks.statistic, plain.ranks.statistic, 1e-14);
    const uint64_t nobody[CATEGORIES] = {0};
    assert_int_equal(stats_van_elteren(FIRST, nobody, 1, CATEGORIES, &s, NULL), RC_OK);
    assert_false(s.interval.defined);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pain_scores),   cmocka_unit_test(test_scales),
        cmocka_unit_test(test_random_counts), cmocka_unit_test(test_ends),
        cmocka_unit_test(test_huge),          cmocka_unit_test(test_kruskal_wallis),
        cmocka_unit_test(test_van_elteren),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
