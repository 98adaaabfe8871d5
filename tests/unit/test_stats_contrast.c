/* layer: measure */
/* A group against the others in its mix. Numbers "from R" are those of tests/reference/contrast.R.
 */
#include "measure/stats/contrast.h"
#include "test_stats_close.h"

static struct moments moments_of(const int8_t *values, size_t count)
{
    struct moments moments = {.scale = 1};
    for (size_t i = 0; i < count; i++) {
        moments.n++;
        moments.sum += values[i];
        moments.square_sum += values[i] * values[i];
    }
    return moments;
}
#define MOMENTS(...)                                                                               \
    moments_of((const int8_t[]){__VA_ARGS__},                                                      \
               sizeof((const int8_t[]){__VA_ARGS__}) / sizeof(int8_t))

static struct contrast contrast_of(const struct contrast_stratum *strata, size_t count)
{
    struct arena arena;
    struct contrast out;
    arena_init(&arena);
    assert_int_equal(stats_contrast(strata, count, &arena, &out, NULL), RC_OK);
    arena_release(&arena);
    return out;
}

/* A stratum with one row of the group, one without others, one without the group. */
static void agrees_with_r(void **state)
{
    (void)state;
    const struct contrast_stratum strata[] = {{MOMENTS(3, 4, 4, 5), MOMENTS(3, 3, 4)},
                                              {MOMENTS(6, 5, 7), MOMENTS(6, 4, 5, 5, 7)},
                                              {MOMENTS(4), MOMENTS(2, 5)},
                                              {MOMENTS(2, 3), {.scale = 1}},
                                              {{.scale = 1}, MOMENTS(1, 1)}};
    const struct contrast out = contrast_of(strata, 5);
    assert_close(out.group_mean, 4.75, 1e-15);
    assert_close(out.others_mean, 4.12916666666666732, 1e-14);
    assert_close(out.difference.interval.value, 0.62083333333333268, 1e-14);
    assert_close(out.difference.interval.lower, -0.36508340205050493, 1e-13);
    assert_close(out.difference.interval.upper, 1.60675006871717030, 1e-13);
    assert_close(out.difference.statistic, 1.38636145914512210, 1e-13);
    assert_close(out.difference.df, 10.97420216655313396, 1e-13);
    assert_close(out.difference.p, 0.19315601347391348, 1e-13);
    assert_close(out.covered, 0.8, 1e-15);
    assert_int_equal(out.group_n, 8);
    assert_int_equal(out.others_n, 10);
}

/* Everybody does better without a problem, and yet those with one look better: they have the good
 * product. */
static void a_mix_does_not_mislead(void **state)
{
    (void)state;
    const struct contrast_stratum strata[] = {
        {MOMENTS(5, 6, 5, 6, 5, 6, 5, 6), MOMENTS(6, 7, 6, 7)},
        {MOMENTS(1, 2, 1, 2), MOMENTS(2, 3, 2, 3, 2, 3, 2, 3)}};
    const struct contrast out = contrast_of(strata, 2);
    assert_close(out.difference.interval.value, -1.0, 1e-14);
    assert_true(out.difference.interval.upper < 0);
}

/* One stratum is Welch's t. */
static void one_stratum_is_welch(void **state)
{
    (void)state;
    const struct contrast_stratum stratum = {MOMENTS(3, 4, 4, 5, 7, 2), MOMENTS(3, 3, 4, 2)};
    struct difference welch;
    assert_int_equal(stats_welch_difference(&stratum.group, &stratum.others, &welch, NULL), RC_OK);
    const struct difference found = contrast_of(&stratum, 1).difference;
    assert_close(found.interval.lower, welch.interval.lower, 1e-13);
    assert_close(found.interval.upper, welch.interval.upper, 1e-13);
    assert_close(found.df, welch.df, 1e-13);
    assert_close(found.p, welch.p, 1e-12);
}

static void what_cannot_be_said_is_not(void **state)
{
    (void)state;
    const struct contrast_stratum apart[] = {{MOMENTS(3, 4), {.scale = 1}},
                                             {{.scale = 1}, MOMENTS(3, 4)}};
    const struct contrast none = contrast_of(apart, 2);
    assert_false(none.difference.interval.defined);
    assert_true(none.covered == 0 && none.group_n == 0);
    const struct contrast_stratum single[] = {{MOMENTS(3), MOMENTS(4, 5)}};
    const struct contrast one = contrast_of(single, 1);
    assert_true(one.difference.interval.defined && !one.difference.interval.bounded);
    assert_true(isnan(one.difference.p));
    const struct contrast_stratum flat[] = {{MOMENTS(3, 3), MOMENTS(4, 4)}};
    const struct contrast sure = contrast_of(flat, 1);
    assert_true(sure.difference.p == 0 && sure.difference.interval.lower == -1);
    assert_true(isnan(contrast_of(flat, 0).covered));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_r),
        cmocka_unit_test(a_mix_does_not_mislead),
        cmocka_unit_test(one_stratum_is_welch),
        cmocka_unit_test(what_cannot_be_said_is_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
