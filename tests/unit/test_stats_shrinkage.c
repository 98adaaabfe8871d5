/* layer: measure */
#include "measure/stats/shrinkage.h"

#include "measure/stats/root.h"
#include "measure/stats/shrink_fit.h"
#include "measure/stats/shrink_sums.h"
#include "test_stats_close.h"

/* Digits from tests/reference/shrinkage.py, 40 digits, term by term. */

static void test_stairs(void **state)
{
    (void)state;
    static const double starts[] = {1e-3, 0.2, 1.0, 37.5}, steps[] = {1e-9, 1e-4, 0.3, 1.0, 50.0};
    for (size_t c = 0; c < 4; c++)
        for (size_t s = 0; s < 5; s++)
            for (int m = 0; m < 3000; m += 1 + m / 3) {
                struct stair slow = {0.0, 0.0, 0.0};
                for (int j = m - 1; j >= 0; j--) {
                    const double t = starts[c] + j * steps[s];
                    slow.once += 1.0 / t;
                    slow.squared += 1.0 / t / t;
                    slow.weighted += j / t;
                }
                const struct stair fast = stair_of(starts[c], steps[s], m);
                assert_close(fast.once, slow.once, 1e-13);
                assert_close(fast.squared, slow.squared, 1e-12);
                assert_close(fast.weighted, slow.weighted, 1e-13);
            }
    /* A long way from 0: log(1 + m) + Euler's constant + 1 / (2 (m + 1)) less what follows. */
    const double m = 1e10;
    assert_close(stair_of(1.0, 1.0, m).once, log(m) + 0.57721566490153286 + 0.5 / m, 1e-14);
    assert_close(stair_of(1.0, 1.0, m).squared, M_PI * M_PI / 6.0 - 1.0 / m, 1e-13);
}

/* A cube root, and how often it was asked for. */
struct cube {
    double volume;
    int call_count;
};

static double falling(double x, void *context)
{
    struct cube *cube = context;
    cube->call_count++;
    return cube->volume - x * x * x;
}

static void test_root(void **state)
{
    (void)state;
    struct cube cube = {1e-30, 0};
    for (int round = 0; round < 68; round++) {
        cube.volume *= 7.7;
        assert_close(root_of_falling(falling, &cube, 0.0, 1e11), cbrt(cube.volume), 1e-15 * 4);
        /* In a near bracket the secants are quick. */
        const double side = cbrt(cube.volume);
        cube.call_count = 0;
        assert_close(root_of_falling(falling, &cube, 0.5 * side, 4.0 * side), side, 1e-15 * 4);
        assert_true(cube.call_count < 50);
    }
}

/* A likelihood whose location makes Newton's steps go to and fro without end; best at 0.3, 1. */
static void steep_location(const struct likelihood *l, double location, double spread,
                           double *score, double *slope)
{
    (void)l, (void)spread;
    const double apart = 1000.0 * (location - 0.3);
    *score = -atan(apart);
    *slope = -1000.0 / (1.0 + apart * apart);
}

static double steep_spread(const struct likelihood *l, double location, double spread)
{
    (void)l, (void)location;
    return 1.0 - spread;
}

static void test_fit_without_newton(void **state)
{
    (void)state;
    const struct likelihood likelihood = {NULL, 0, steep_location, steep_spread};
    const struct fit fit = likelihood_fit(&likelihood, 1.3);
    assert_true(fit.has_bound);
    assert_close(fit.location, 0.3, 1e-12);
    assert_close(fit.spread, 1.0, 1e-15);
}

/* Williams 1975: living of litters, treated rats. */
static const struct shrink_share TREATED[16] = {
    {12, 12}, {11, 11}, {10, 10}, {9, 9}, {10, 11}, {9, 10}, {9, 10}, {8, 9},
    {8, 9},   {4, 5},   {7, 9},   {4, 7}, {5, 10},  {3, 6},  {3, 10}, {0, 7}};

static void test_shares(void **state)
{
    (void)state;
    struct arena arena = ARENA_INIT;
    struct shrinkage network;
    struct shrunk shrunk[17];
    assert_int_equal(stats_shrink_shares(TREATED, 16, &arena, &network, shrunk, NULL), RC_OK);
    assert_true(network.defined);
    assert_close(network.mean, 0.74000675493360532, 1e-12);
    assert_close(network.spread, 0.31743576403250744, 1e-11);
    assert_close(network.median_reliability, 0.81509300636462582, 1e-11);
    assert_close(shrunk[0].interval.value, 0.96049192945888983, 1e-12);
    assert_close(shrunk[0].interval.lower, 0.81908263309885573, 1e-11);
    assert_close(shrunk[0].interval.upper, 0.99991730750944493, 1e-11);
    assert_close(shrunk[15].interval.value, 0.17389644328044944, 1e-11);
    assert_close(shrunk[15].interval.lower, 0.016299118859721710, 1e-10);
    assert_close(shrunk[15].reliability, 0.76500695146215019, 1e-11);
    /* A unit without cases changes nothing and gets the network's distribution. */
    struct shrink_share more[17];
    struct shrinkage same;
    for (size_t i = 0; i < 16; i++) more[i] = TREATED[i];
    more[16] = (struct shrink_share){0, 0};
    assert_int_equal(stats_shrink_shares(more, 17, &arena, &same, shrunk, NULL), RC_OK);
    assert_close(same.mean, network.mean, 0.0);
    assert_close(same.median_reliability, network.median_reliability, 0.0);
    assert_close(shrunk[16].interval.value, network.mean, 1e-14);
    assert_close(shrunk[16].reliability, 0.0, 0.0);
    assert_int_equal(same.unit_count, 16);
    arena_release(&arena);
}

static void test_large_shares(void **state)
{
    (void)state;
    static const struct shrink_share units[] = {{1800, 2000}, {3300, 4000}, {870, 1000}};
    struct arena arena = ARENA_INIT;
    struct shrinkage network;
    struct shrunk shrunk[3];
    assert_int_equal(stats_shrink_shares(units, 3, &arena, &network, shrunk, NULL), RC_OK);
    assert_close(network.mean, 0.86449120405397247, 1e-11);
    assert_close(network.spread, 0.0078472503363834851, 1e-10);
    assert_close(shrunk[0].interval.lower, 0.88467254585502371, 1e-11);
    assert_close(shrunk[2].interval.upper, 0.88841988600595095, 1e-11);
    assert_close(shrunk[2].reliability, 0.88775794700100073, 1e-10);
    arena_release(&arena);
}

static void test_hardly_more_than_chance(void **state)
{
    (void)state;
    static const struct shrink_share units[] = {{6, 20}, {10, 20}, {13, 20}, {11, 20}};
    struct arena arena = ARENA_INIT;
    struct shrinkage network;
    struct shrunk shrunk[4];
    assert_int_equal(stats_shrink_shares(units, 4, &arena, &network, shrunk, NULL), RC_OK);
    assert_close(network.mean, 0.49990995819160022014, 1e-12);
    assert_close(network.spread, 0.015677186797032124039, 1e-10);
    assert_close(shrunk[0].interval.value, 0.45161491954953694439, 1e-11);
    arena_release(&arena);
}

static void test_shares_without_spread(void **state)
{
    (void)state;
    static const struct shrink_share alike[] = {{20, 100}, {41, 200}, {59, 300}, {80, 400}};
    static const struct shrink_share singles[] = {{1, 1}, {0, 1}, {1, 1}, {1, 1}};
    static const struct shrink_share none[] = {{0, 30}, {0, 20}}, wrong[] = {{3, 2}};
    static const struct shrink_share all_or_nothing[] = {{30, 30}, {0, 20}, {25, 25}};
    struct arena arena = ARENA_INIT;
    struct shrinkage network;
    struct shrunk shrunk[4];
    assert_int_equal(stats_shrink_shares(alike, 4, &arena, &network, shrunk, NULL), RC_OK);
    assert_true(network.defined);
    assert_close(network.spread, 0.0, 0.0);
    assert_close(shrunk[2].interval.value, 0.2, 1e-15);
    assert_false(shrunk[2].interval.bounded);
    assert_close(network.median_reliability, 0.0, 0.0);
    assert_int_equal(stats_shrink_shares(singles, 4, &arena, &network, shrunk, NULL), RC_OK);
    assert_close(network.mean, 0.75, 1e-15);
    assert_close(network.spread, 0.0, 0.0);
    assert_int_equal(stats_shrink_shares(none, 2, &arena, &network, shrunk, NULL), RC_OK);
    assert_false(network.defined || shrunk[0].interval.defined);
    assert_int_equal(stats_shrink_shares(all_or_nothing, 3, &arena, &network, shrunk, NULL), RC_OK);
    assert_false(network.defined);
    assert_int_equal(stats_shrink_shares(wrong, 1, &arena, &network, shrunk, NULL), RC_NUMERIC);
    assert_int_equal(stats_shrink_shares(alike, 0, &arena, &network, shrunk, NULL), RC_OK);
    assert_false(network.defined);
    arena_release(&arena);
}

/* Gaver and O'Muircheartaigh 1987: failures of ten pumps, thousands of hours. */
static const struct shrink_rate PUMPS[10] = {{5, 94.320}, {1, 15.720},  {5, 62.880}, {14, 125.760},
                                             {3, 5.240},  {19, 31.440}, {1, 1.048},  {1, 1.048},
                                             {4, 2.096},  {22, 10.480}};

static void test_rates(void **state)
{
    (void)state;
    struct arena arena = ARENA_INIT;
    struct shrinkage network;
    struct shrunk shrunk[10];
    assert_int_equal(stats_shrink_rates(PUMPS, 10, &arena, &network, shrunk, NULL), RC_OK);
    assert_close(network.mean, 0.65313614326433277, 1e-12);
    assert_close(network.spread, 1.2161475454264879, 1e-11);
    assert_close(shrunk[0].interval.value, 0.060915801847762045, 1e-12);
    assert_close(shrunk[0].interval.lower, 0.021933243209303835, 1e-11);
    assert_close(shrunk[0].interval.upper, 0.11945755486799199, 1e-11);
    assert_close(shrunk[9].interval.value, 1.9441483276712903, 1e-12);
    assert_close(shrunk[9].interval.upper, 2.8191595520756333, 1e-11);
    assert_close(shrunk[9].reliability, 0.89275412478649815, 1e-11);
    static const struct shrink_rate even[] = {{10, 10.0}, {20, 20.0}, {31, 30.0}};
    static const struct shrink_rate none[] = {{0, 5.0}}, wrong[] = {{2, 0.0}};
    assert_int_equal(stats_shrink_rates(even, 3, &arena, &network, shrunk, NULL), RC_OK);
    assert_close(network.spread, 0.0, 0.0);
    assert_close(shrunk[0].interval.value, 61.0 / 60.0, 1e-15);
    assert_int_equal(stats_shrink_rates(none, 1, &arena, &network, shrunk, NULL), RC_OK);
    assert_false(network.defined);
    assert_int_equal(stats_shrink_rates(wrong, 1, &arena, &network, shrunk, NULL), RC_NUMERIC);
    arena_release(&arena);
}

/* The BCG trials (Colditz 1994): a, n of the vaccinated, c, n of the others. */
static const double BCG[13][4] = {
    {4, 123, 11, 139},       {6, 306, 29, 303},        {3, 231, 11, 220},
    {62, 13598, 248, 12867}, {33, 5069, 47, 5808},     {180, 1541, 372, 1451},
    {8, 2545, 10, 629},      {505, 88391, 499, 88391}, {29, 7499, 45, 7277},
    {17, 1716, 65, 1665},    {186, 50634, 141, 27338}, {5, 2498, 3, 2341},
    {27, 16913, 29, 17854}};

static void fill_bcg(struct shrink_mean *units)
{
    for (size_t i = 0; i < 13; i++) {
        const double *t = BCG[i];
        units[i] = (struct shrink_mean){log(t[0] / t[1]) - log(t[2] / t[3]),
                                        sqrt(1 / t[0] - 1 / t[1] + 1 / t[2] - 1 / t[3])};
    }
}

/* R metafor prints tau^2 0.3088 (DL), 0.3132 (REML), mean -0.7145, error 0.1798. */
static void test_means(void **state)
{
    (void)state;
    struct arena arena = ARENA_INIT;
    struct shrink_mean units[14];
    struct shrinkage network;
    struct shrunk shrunk[14];
    fill_bcg(units);
    assert_int_equal(
        stats_shrink_means(SHRINK_DERSIMONIAN_LAIRD, units, 13, &arena, &network, shrunk, NULL),
        RC_OK);
    assert_close(network.spread, 0.30876026286237647, 1e-13);
    assert_close(network.mean, -0.71411722207322706, 1e-13);
    assert_close(network.mean_error, 0.17874208953540318, 1e-13);
    assert_close(shrunk[0].interval.value, -0.79939097318586536, 1e-12);
    assert_close(network.median_reliability, 0.81217451834926147, 1e-13);
    units[13] = (struct shrink_mean){NAN, NAN};
    assert_int_equal(stats_shrink_means(SHRINK_REML, units, 14, &arena, &network, shrunk, NULL),
                     RC_OK);
    assert_close(network.spread, 0.31324325813648095, 1e-12);
    assert_close(network.mean, -0.71453234215813923, 1e-13);
    assert_close(network.mean_error, 0.17978151610520576, 1e-13);
    assert_close(shrunk[0].interval.value, -0.80023356197034959, 1e-12);
    assert_close(shrunk[0].interval.lower, -1.6036824752880231, 1e-12);
    assert_close(shrunk[0].interval.upper, 0.0032153513473238871, 1e-10);
    assert_close(shrunk[0].reliability, 0.49034050916644963, 1e-12);
    assert_close(network.median_reliability, 0.81436358712511188, 1e-12);
    /* Nothing known of the last: the network's mean and spread. */
    assert_close(shrunk[13].interval.value, network.mean, 0.0);
    assert_close(shrunk[13].interval.upper - network.mean,
                 STATS_Z * sqrt(network.spread + network.mean_error * network.mean_error), 1e-13);
    arena_release(&arena);
}

static void test_means_without_spread(void **state)
{
    (void)state;
    static const struct shrink_mean alike[] = {{3.0, 0.5}, {3.1, 0.25}, {2.9, 1.0}};
    static const struct shrink_mean wrong[] = {{3.0, 0.0}};
    struct arena arena = ARENA_INIT;
    struct shrinkage network;
    struct shrunk shrunk[3];
    for (int method = 0; method < 2; method++) {
        assert_int_equal(stats_shrink_means((enum shrink_method)method, alike, 3, &arena, &network,
                                            shrunk, NULL),
                         RC_OK);
        assert_close(network.spread, 0.0, 0.0);
        assert_close(network.mean, (3.0 * 4 + 3.1 * 16 + 2.9) / 21.0, 1e-15);
        assert_close(shrunk[2].interval.value, network.mean, 1e-15);
        assert_close(shrunk[2].interval.upper - network.mean, STATS_Z / sqrt(21.0), 1e-13);
    }
    assert_int_equal(stats_shrink_means(SHRINK_REML, alike, 1, &arena, &network, shrunk, NULL),
                     RC_OK);
    assert_close(network.spread, 0.0, 0.0);
    assert_int_equal(stats_shrink_means(SHRINK_REML, wrong, 1, &arena, &network, shrunk, NULL),
                     RC_NUMERIC);
    arena_release(&arena);
}

/* Efron and Morris 1975: factor .212, mean .265. */
static void test_baseball(void **state)
{
    (void)state;
    static const double averages[18] = {.400, .378, .356, .333, .311, .311, .289, .267, .244,
                                        .244, .222, .222, .222, .222, .222, .200, .178, .156};
    double sum = 0.0;
    for (size_t i = 0; i < 18; i++) sum += averages[i];
    const double mean = sum / 18.0;
    assert_close(stats_efron_morris_factor(averages, 18, sqrt(mean * (1.0 - mean) / 45.0)),
                 0.21239053770455582, 1e-13);
    assert_close(stats_efron_morris_factor(averages, 18, 1.0), 0.0, 0.0);
    assert_true(isnan(stats_efron_morris_factor(averages, 3, 0.1)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stairs),
        cmocka_unit_test(test_root),
        cmocka_unit_test(test_fit_without_newton),
        cmocka_unit_test(test_hardly_more_than_chance),
        cmocka_unit_test(test_shares),
        cmocka_unit_test(test_large_shares),
        cmocka_unit_test(test_shares_without_spread),
        cmocka_unit_test(test_rates),
        cmocka_unit_test(test_means),
        cmocka_unit_test(test_means_without_spread),
        cmocka_unit_test(test_baseball),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
