/* layer: measure */
#include "measure/stats/log_rank.h"

#include "test_stats_close.h"

#include <gsl/gsl_errno.h>

#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

enum { DAYS = 1000, CELLS = 4, ARMS = 2 };

/* Events and censorings per day of several groups. */
struct groups {
    uint64_t days[CELLS * ARMS][2][DAYS];
    struct day_counts counts[CELLS * ARMS];
};

static void groups_clear(struct groups *g)
{
    memset(g, 0, sizeof *g);
    for (size_t i = 0; i < COUNT(g->counts); i++)
        g->counts[i] = (struct day_counts){g->days[i][1], g->days[i][0], DAYS};
}

/* Gehan 1965: 6-MP against placebo; a negative time is a censoring. */
static const int gehan[2][21] = {
    {6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35},
    {1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23}};

static void fill_gehan(struct groups *g, uint64_t times)
{
    groups_clear(g);
    for (size_t i = 0; i < 2; i++)
        for (size_t k = 0; k < COUNT(gehan[i]); k++) {
            const int time = gehan[i][k];
            g->days[i][time > 0][time > 0 ? time : -time] += times;
        }
}

/* Kleinbaum and Klein; full digits from tests/reference/survival_curves.R. */
static void test_weights(void **state)
{
    (void)state;
    static struct groups g;
    static const double expected[LOG_RANK_WEIGHT_COUNT] = {
        [LOG_RANK_EQUAL] = 16.792940989216532,
        [LOG_RANK_GEHAN] = 13.457852049631065,
        [LOG_RANK_TARONE_WARE] = 15.123575301872689,
        [LOG_RANK_PETO] = 14.457150818717125,
        [LOG_RANK_PETO_PRENTICE] = 14.084139866856555};
    fill_gehan(&g, 1);
    for (enum log_rank_weight w = LOG_RANK_EQUAL; w < LOG_RANK_WEIGHT_COUNT; w++) {
        struct log_rank out;
        assert_int_equal(stats_log_rank_weighted(g.counts, 2, 1, w, &out, NULL), RC_OK);
        assert_close(out.test.statistic, expected[w], 1e-13);
        assert_true(out.observed[0] == 9 && out.observed[1] == 21 && out.n[0] == 21);
    }
}

/* Prentice 1973, R's veteran: days, death, cell type, arm. */
// clang-format off
static const int veterans[] = {
    72,1,0,0, 411,1,0,0, 228,1,0,0, 126,1,0,0, 118,1,0,0, 10,1,0,0, 82,1,0,0, 110,1,0,0,
    314,1,0,0, 100,0,0,0, 42,1,0,0, 8,1,0,0, 144,1,0,0, 25,0,0,0, 11,1,0,0, 30,1,1,0, 384,1,1,0,
    4,1,1,0, 54,1,1,0, 13,1,1,0, 123,0,1,0, 97,0,1,0, 153,1,1,0, 59,1,1,0, 117,1,1,0, 16,1,1,0,
    151,1,1,0, 22,1,1,0, 56,1,1,0, 21,1,1,0, 18,1,1,0, 139,1,1,0, 20,1,1,0, 31,1,1,0, 52,1,1,0,
    287,1,1,0, 18,1,1,0, 51,1,1,0, 122,1,1,0, 27,1,1,0, 54,1,1,0, 7,1,1,0, 63,1,1,0, 392,1,1,0,
    10,1,1,0, 8,1,2,0, 92,1,2,0, 35,1,2,0, 117,1,2,0, 132,1,2,0, 12,1,2,0, 162,1,2,0, 3,1,2,0,
    95,1,2,0, 177,1,3,0, 162,1,3,0, 216,1,3,0, 553,1,3,0, 278,1,3,0, 12,1,3,0, 260,1,3,0,
    200,1,3,0, 156,1,3,0, 182,0,3,0, 143,1,3,0, 105,1,3,0, 103,1,3,0, 250,1,3,0, 100,1,3,0,
    999,1,0,1, 112,1,0,1, 87,0,0,1, 231,0,0,1, 242,1,0,1, 991,1,0,1, 111,1,0,1, 1,1,0,1,
    587,1,0,1, 389,1,0,1, 33,1,0,1, 25,1,0,1, 357,1,0,1, 467,1,0,1, 201,1,0,1, 1,1,0,1, 30,1,0,1,
    44,1,0,1, 283,1,0,1, 15,1,0,1, 25,1,1,1, 103,0,1,1, 21,1,1,1, 13,1,1,1, 87,1,1,1, 2,1,1,1,
    20,1,1,1, 7,1,1,1, 24,1,1,1, 99,1,1,1, 8,1,1,1, 99,1,1,1, 61,1,1,1, 25,1,1,1, 95,1,1,1,
    80,1,1,1, 51,1,1,1, 29,1,1,1, 24,1,2,1, 18,1,2,1, 83,0,2,1, 31,1,2,1, 51,1,2,1, 90,1,2,1,
    52,1,2,1, 73,1,2,1, 8,1,2,1, 36,1,2,1, 48,1,2,1, 7,1,2,1, 140,1,2,1, 186,1,2,1, 84,1,2,1,
    19,1,2,1, 45,1,2,1, 80,1,2,1, 52,1,3,1, 164,1,3,1, 19,1,3,1, 53,1,3,1, 15,1,3,1, 43,1,3,1,
    340,1,3,1, 133,1,3,1, 111,1,3,1, 231,1,3,1, 378,1,3,1, 49,1,3,1,
};
// clang-format on

/* R survdiff(Surv(time, status) ~ celltype + strata(trt), veteran, rho = 0 and 1). */
static void test_strata(void **state)
{
    (void)state;
    static struct groups g;
    struct log_rank equal, peto, crude;
    groups_clear(&g);
    for (size_t i = 0; i < COUNT(veterans); i += 4) {
        const int *v = veterans + i;
        g.days[v[3] * CELLS + v[2]][v[1]][v[0]]++;
    }
    assert_int_equal(stats_log_rank_weighted(g.counts, CELLS, ARMS, LOG_RANK_EQUAL, &equal, NULL),
                     RC_OK);
    assert_int_equal(stats_log_rank_weighted(g.counts, CELLS, ARMS, LOG_RANK_PETO, &peto, NULL),
                     RC_OK);
    assert_close(equal.test.statistic, 22.782119935337768, 1e-12);
    assert_close(peto.test.statistic, 18.905128497722522, 1e-12);
    assert_close(equal.test.df, 3.0, 0.0);
    assert_true(equal.n[0] + equal.n[1] + equal.n[2] + equal.n[3] == 137);
    /* One stratum is the test without strata. */
    assert_int_equal(stats_log_rank_weighted(g.counts, CELLS, 1, LOG_RANK_EQUAL, &equal, NULL),
                     RC_OK);
    assert_int_equal(stats_log_rank(g.counts, CELLS, &crude, NULL), RC_OK);
    assert_true(equal.test.statistic == crude.test.statistic);
}

/* A stratum twice doubles U and V, and so the statistic. */
static void test_same_stratum_twice(void **state)
{
    (void)state;
    static struct groups g;
    struct day_counts twice[4];
    fill_gehan(&g, 1);
    memcpy(twice, g.counts, 2 * sizeof twice[0]);
    memcpy(twice + 2, g.counts, 2 * sizeof twice[0]);
    for (enum log_rank_weight w = LOG_RANK_EQUAL; w < LOG_RANK_WEIGHT_COUNT; w++) {
        struct log_rank one, two;
        assert_int_equal(stats_log_rank_weighted(g.counts, 2, 1, w, &one, NULL), RC_OK);
        assert_int_equal(stats_log_rank_weighted(twice, 2, 2, w, &two, NULL), RC_OK);
        assert_close(two.test.statistic, 2.0 * one.test.statistic, 1e-13);
    }
}

/* Counts 10^9 times as large: the hypergeometric variance becomes the binomial, so the statistic
 * nearly 10^9 times as large whatever the weight; nothing overflows. */
static void test_huge_counts(void **state)
{
    (void)state;
    static struct groups g;
    for (enum log_rank_weight w = LOG_RANK_EQUAL; w < LOG_RANK_WEIGHT_COUNT; w++) {
        struct log_rank large, larger;
        fill_gehan(&g, 1000000);
        assert_int_equal(stats_log_rank_weighted(g.counts, 2, 1, w, &large, NULL), RC_OK);
        fill_gehan(&g, 1000000000);
        assert_int_equal(stats_log_rank_weighted(g.counts, 2, 1, w, &larger, NULL), RC_OK);
        assert_close(larger.test.statistic, 1000.0 * large.test.statistic, 1e-5);
        assert_true(larger.test.p == 0.0);
    }
}

/* Groups that meet in no stratum, not even through others, cannot be compared. */
static void test_strangers(void **state)
{
    (void)state;
    static struct groups g;
    struct log_rank out;
    groups_clear(&g);
    for (size_t i = 0; i < 4; i++)
        for (size_t day = 1; day < 20; day++) /* stratum 0: groups 0 and 1; stratum 1: 2 and 3 */
            g.days[i + (i / 2) * CELLS][1][day * (1 + i % 2)] += 3 + day * i % 7;
    for (enum log_rank_weight w = LOG_RANK_EQUAL; w < LOG_RANK_WEIGHT_COUNT; w++) {
        assert_int_equal(stats_log_rank_weighted(g.counts, CELLS, 2, w, &out, NULL), RC_OK);
        assert_false(out.test.defined);
    }
    assert_int_equal(stats_log_rank_weighted(NULL, 2, 0, LOG_RANK_GEHAN, &out, NULL), RC_OK);
    assert_false(out.test.defined);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_weights),     cmocka_unit_test(test_strata),
        cmocka_unit_test(test_strangers),   cmocka_unit_test(test_same_stratum_twice),
        cmocka_unit_test(test_huge_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
