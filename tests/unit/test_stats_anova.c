/* layer: measure */
#include "measure/stats/anova.h"

#include "measure/stats/serial.h"
#include "test_stats_published.h"

extern const struct verify_topic verify_moments;

static void test_published(void **state)
{
    (void)state;
    assert_published(&verify_moments);
}

static struct moments moments_of(const int *values, size_t count)
{
    struct moments m = {.scale = 1};
    for (size_t i = 0; i < count; i++) {
        m.n++;
        m.sum += values[i];
        m.square_sum += (i128)values[i] * values[i];
    }
    return m;
}

/* R: anova(lm(values ~ group)) and the intraclass correlation of its mean squares
 * (tests/reference/regress.R). An empty group changes nothing. */
static void test_unequal_groups(void **state)
{
    (void)state;
    const struct moments groups[] = {moments_of((int[]){3, 4, 4, 5}, 4),
                                     moments_of((int[]){6, 5, 7}, 3),
                                     {0, 0, 0, 0},
                                     moments_of((int[]){2, 2, 3, 1, 2}, 5)};
    struct anova out;
    assert_int_equal(stats_anova(groups, 4, &out, NULL), RC_OK);
    assert_true(out.f.defined && out.group_count == 3 && out.n == 12);
    assert_close(out.between_squares, 92.0 / 3, 1e-15);
    assert_close(out.within_squares, 6, 1e-15);
    assert_close(out.f.statistic, 23, 1e-15);
    assert_close(out.f.df, 2, 0);
    assert_close(out.within_df, 9, 0);
    assert_close(out.f.p, 0.00029004086371944995, 1e-12);
    assert_close(out.r_squared, 92.0 / 110, 1e-15);
    assert_close(out.residual_sd, sqrt(2.0 / 3), 1e-15);
    assert_close(out.intraclass, 0.84887459807073962, 1e-14);
}

/* Two groups: F is the square of Student's t with the pooled variance. */
static void test_two_groups(void **state)
{
    (void)state;
    const struct moments groups[] = {moments_of((int[]){4, 5, 4, 4}, 4),
                                     moments_of((int[]){6, 7, 5, 6, 8}, 5)};
    const double t = 2.15 / sqrt(119.0 / 140.0 * (1.0 / 4 + 1.0 / 5));
    struct anova out;
    assert_int_equal(stats_anova(groups, 2, &out, NULL), RC_OK);
    assert_close(out.f.statistic, t * t, 1e-14);
}

/* Ten million rows a group, at a thousand million from 0: the answer of deviations -1, 0, 1. */
static void test_huge_groups(void **state)
{
    (void)state;
    const i128 n = 9000000, far = 1000000000;
    struct moments groups[2];
    for (int g = 0; g < 2; g++) {
        const i128 middle = far + g; /* a third each of middle - 1, middle, middle + 1 */
        groups[g] = (struct moments){(uint64_t)n, n * middle, n * middle * middle + n * 2 / 3, 1};
    }
    struct anova out;
    assert_int_equal(stats_anova(groups, 2, &out, NULL), RC_OK);
    assert_close(out.between_squares, 4500000, 1e-15);
    assert_close(out.within_squares, 12000000, 1e-15);
    assert_close(out.f.statistic, 4500000.0 / (12000000.0 / 17999998.0), 1e-15);
}

static void test_ends(void **state)
{
    (void)state;
    struct anova out;
    assert_int_equal(stats_anova(NULL, 0, &out, NULL), RC_OK);
    assert_true(!out.f.defined && isnan(out.within_squares));
    const struct moments ones[] = {moments_of((int[]){3}, 1), moments_of((int[]){5}, 1)};
    assert_int_equal(stats_anova(ones, 2, &out, NULL), RC_OK);
    assert_false(out.f.defined);
    assert_close(out.between_squares, 2, 1e-15);
    const struct moments alone[] = {moments_of((int[]){3, 5}, 2)};
    assert_int_equal(stats_anova(alone, 1, &out, NULL), RC_OK);
    assert_true(!out.f.defined && out.r_squared == 0.0);
    assert_close(out.residual_sd, sqrt(2.0), 1e-15);
    const struct moments apart[] = {moments_of((int[]){3, 3}, 2), moments_of((int[]){5, 5}, 2)};
    assert_int_equal(stats_anova(apart, 2, &out, NULL), RC_OK);
    assert_true(out.f.defined && isinf(out.f.statistic) && out.f.p == 0.0);
    assert_true(out.r_squared == 1.0 && out.intraclass == 1.0);
    const struct moments same[] = {moments_of((int[]){3, 3}, 2), moments_of((int[]){3, 3}, 2)};
    assert_int_equal(stats_anova(same, 2, &out, NULL), RC_OK);
    assert_true(!out.f.defined && isnan(out.r_squared));
}

static void test_impossible(void **state)
{
    (void)state;
    struct anova out;
    struct err err = ERR_INIT;
    const struct moments negative[] = {{2, 3, 4, 1}, {2, 3, 5, 1}}; /* 2 * 4 < 3^2 */
    assert_int_equal(stats_anova(negative, 2, &out, &err), RC_NUMERIC);
    assert_int_equal(err.rc, RC_NUMERIC);
    const struct moments scales[] = {{2, 3, 5, 1}, {2, 3, 5, 10}};
    assert_int_equal(stats_anova(scales, 2, &out, NULL), RC_NUMERIC);
}

/* Against the definition, value by value. */
static void test_serial_at_random(void **state)
{
    (void)state;
    uint64_t seed = 41;
    for (int round = 0; round < 500; round++) {
        const size_t n = 2 + next_below(&seed, 30);
        double values[32], mean = 0.0, above = 0.0, below = 0.0, expected;
        struct serial_sums sums = {.moments = {.scale = 1}};
        for (size_t i = 0; i < n; i++) {
            const int64_t value = (int64_t)next_below(&seed, 9) - 4;
            values[i] = (double)value;
            mean += values[i] / (double)n;
            if (i == 0) sums.first = value;
            if (i > 0) sums.neighbours += (i128)sums.last * value;
            sums.last = value;
            sums.moments.n++;
            sums.moments.sum += value;
            sums.moments.square_sum += (i128)value * value;
        }
        for (size_t i = 0; i < n; i++) {
            below += (values[i] - mean) * (values[i] - mean);
            if (i > 0) above += (values[i] - mean) * (values[i - 1] - mean);
        }
        double found;
        assert_int_equal(stats_serial_correlation(&sums, &found, NULL), RC_OK);
        expected = above / below;
        if (below < 1e-9)
            assert_true(isnan(found));
        else
            assert_true(fabs(found - expected) < 1e-13);
    }
}

static void test_serial_limits(void **state)
{
    (void)state;
    double found;
    struct serial_sums sums = {.moments = {.scale = 1}};
    assert_int_equal(stats_serial_correlation(&sums, &found, NULL), RC_OK);
    assert_true(isnan(found));
    sums.moments = (struct moments){UINT64_MAX, (i128)1 << 100, (i128)1 << 120, 1};
    assert_int_equal(stats_serial_correlation(&sums, &found, NULL), RC_NUMERIC);
    sums.moments = (struct moments){2, 3, 4, 1};
    assert_int_equal(stats_serial_correlation(&sums, &found, NULL), RC_NUMERIC);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published),
        cmocka_unit_test(test_unequal_groups),
        cmocka_unit_test(test_two_groups),
        cmocka_unit_test(test_huge_groups),
        cmocka_unit_test(test_ends),
        cmocka_unit_test(test_impossible),
        cmocka_unit_test(test_serial_at_random),
        cmocka_unit_test(test_serial_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
