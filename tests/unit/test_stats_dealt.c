/* layer: measure */
/* Scores of sums against the distribution itself, convolved row by row. */
#include "measure/stats/dealt.h"

#include "test_stats_close.h"

#include <string.h>

enum { SUM_LIMIT = 4096 };

/* P(at least so far out on its side). */
static double exact_tail(const struct dealt *dealt, uint64_t sum, double *mean)
{
    static double chance[SUM_LIMIT], next[SUM_LIMIT];
    memset(chance, 0, sizeof chance);
    chance[0] = 1;
    size_t top = 0;
    *mean = 0;
    for (size_t s = 0; s < dealt->stratum_count; s++) {
        double rows = 0, first = 0;
        for (size_t v = 0; v < dealt->level_count; v++) {
            rows += (double)dealt->strata[s].counts[v];
            first += (double)dealt->strata[s].counts[v] * (double)v;
        }
        *mean += (double)dealt->strata[s].own_n * first / rows;
        for (uint64_t row = 0; row < dealt->strata[s].own_n; row++) {
            memset(next, 0, sizeof next);
            for (size_t v = 0; v < dealt->level_count; v++)
                for (size_t k = 0; k <= top; k++)
                    next[k + v] += chance[k] * (double)dealt->strata[s].counts[v] / rows;
            memcpy(chance, next, sizeof chance);
            top += dealt->level_count - 1;
        }
    }
    double tail = 0;
    if ((double)sum > *mean)
        for (size_t k = sum; k <= top; k++) tail += chance[k];
    else
        for (size_t k = 0; k <= sum; k++) tail += chance[k];
    return tail;
}

/* All sums within reach: the probability that the score stands for is the exact one to `near`. */
static void check_all(const struct dealt *dealt, uint64_t first, uint64_t last, double near)
{
    for (uint64_t sum = first; sum <= last; sum++) {
        double mean, variance;
        const double tail = exact_tail(dealt, sum, &mean);
        const double z = stats_dealt_score(dealt, sum, &variance);
        if (fabs((double)sum - mean) <= 0.5 || tail < 1e-250) continue;
        assert_true(z == 0 || (z > 0) == ((double)sum > mean));
        const double p = erfc(fabs(z) / sqrt(2)) / 2;
        if (tail < 0.45) assert_close(p, tail, near);
    }
}

static void rare_events_far_out(void **state)
{
    (void)state;
    const uint64_t counts[] = {980, 20};
    const struct dealt_stratum stratum = {250, counts}; /* 5 expected */
    const struct dealt dealt = {&stratum, 1, 2};
    check_all(&dealt, 0, 40, 0.08);
    double variance;
    const double z = stats_dealt_score(&dealt, 20, &variance);
    assert_close(variance, 4.9, 1e-12);
    /* The normal distribution: z = 6.8, a probability a hundred thousand times too small. */
    assert_true(z > 4.8 && z < 5.1);
}

static void frequent_events_mirror_rare_ones(void **state)
{
    (void)state;
    const uint64_t rare[] = {980, 20}, often[] = {20, 980};
    const struct dealt_stratum a = {250, rare}, b = {250, often};
    for (uint64_t met = 0; met <= 30; met++) {
        double variance;
        const double up = stats_dealt_score(&(struct dealt){&a, 1, 2}, met, &variance);
        const double down = stats_dealt_score(&(struct dealt){&b, 1, 2}, 250 - met, &variance);
        if (up == 0)
            assert_true(down == 0);
        else
            assert_close(down, -up, 1e-9);
    }
}

static void strata_of_different_shares(void **state)
{
    (void)state;
    const uint64_t first[] = {90, 10}, second[] = {30, 70}, third[] = {5, 1};
    const struct dealt_stratum strata[] = {{40, first}, {20, second}, {7, third}};
    check_all(&(struct dealt){strata, 3, 2}, 0, 67, 0.08);
}

static void skewed_scores(void **state)
{
    (void)state;
    const uint64_t first[] = {3, 1, 1, 2, 5, 18, 70}, second[] = {0, 2, 4, 9, 20, 30, 35};
    const struct dealt_stratum strata[] = {{12, first}, {10, second}};
    check_all(&(struct dealt){strata, 2, 7}, 30, 132, 0.08);
}

static void what_cannot_vary_has_no_score(void **state)
{
    (void)state;
    const uint64_t counts[] = {9, 0};
    const struct dealt_stratum stratum = {4, counts};
    double variance;
    assert_true(isnan(stats_dealt_score(&(struct dealt){&stratum, 1, 2}, 0, &variance)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rare_events_far_out),
        cmocka_unit_test(frequent_events_mirror_rare_ones),
        cmocka_unit_test(strata_of_different_shares),
        cmocka_unit_test(skewed_scores),
        cmocka_unit_test(what_cannot_vary_has_no_score),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
