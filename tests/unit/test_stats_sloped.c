/* layer: measure */
/* Numbers that carry their slopes: each slope against small steps of the totals, each error against
 * the textbook's. */
#include "measure/stats/sloped.h"

#include "base/hash.h"
#include "tests/unit/test_stats_close.h"

enum { PEOPLE = 400, NUMBERS = 3 };

struct world {
    i128 totals[NUMBERS], products[NUMBERS * (NUMBERS + 1) / 2];
    int64_t people[PEOPLE][NUMBERS]; /* 1, some x, some y that goes with x */
    struct sloped_sums sums;
};

static void world_init(struct world *world)
{
    *world = (struct world){.sums = {.count = 0}};
    for (size_t i = 0; i < PEOPLE; i++) {
        const uint64_t drawn = hash_u64(i + 1);
        int64_t *own = world->people[i];
        own[0] = 1;
        own[1] = 1 + (int64_t)(drawn % 9);
        own[2] = 3 * own[1] + (int64_t)(drawn / 16 % 50);
        for (size_t a = 0; a < NUMBERS; a++) {
            world->totals[a] += own[a];
            for (size_t b = 0; b <= a; b++)
                world->products[sloped_product(a, b)] += own[a] * own[b];
        }
    }
    world->sums = (struct sloped_sums){NUMBERS, PEOPLE, world->totals, world->products};
}

/* Everything at once: y / x - (x / n)^(n / y), times a half. */
static struct sloped formula(const struct sloped_sums *sums)
{
    const struct sloped n = sloped_total(sums, 0), x = sloped_total(sums, 1);
    const struct sloped y = sloped_total(sums, 2);
    const struct sloped power = sloped_power(sloped_divide(x, n), sloped_divide(n, y));
    const struct sloped ratio = sloped_multiply(y, sloped_divide(sloped_constant(1), x));
    return sloped_scale(sloped_subtract(sloped_add(ratio, sloped_constant(2)), power), 0.5);
}

static void slopes_are_those_of_small_steps(void **state)
{
    (void)state;
    struct world world;
    world_init(&world);
    const struct sloped there = formula(&world.sums);
    const double n = PEOPLE, x = (double)world.totals[1], y = (double)world.totals[2];
    assert_close(there.value, 0.5 * (y / x + 2 - pow(x / n, n / y)), 1e-14);
    for (size_t a = 0; a < NUMBERS; a++) {
        struct world above = world, below = world;
        above.sums.totals = above.totals;
        below.sums.totals = below.totals;
        above.totals[a] += 1;
        below.totals[a] -= 1;
        const double step = formula(&above.sums).value - formula(&below.sums).value;
        assert_close(there.slopes[a], step / 2, 1e-4);
    }
}

/* Of a mean s / sqrt(n); of a ratio the root of n / (n - 1) times the squared residuals, by the
 * sum below. */
static void errors_are_those_of_the_textbook(void **state)
{
    (void)state;
    struct world world;
    world_init(&world);
    const double mean = (double)world.totals[1] / PEOPLE;
    const double ratio = (double)world.totals[2] / (double)world.totals[1];
    double spread = 0, residual = 0;
    for (size_t i = 0; i < PEOPLE; i++) {
        const double x = (double)world.people[i][1], y = (double)world.people[i][2];
        spread += (x - mean) * (x - mean);
        residual += (y - ratio * x) * (y - ratio * x);
    }
    const struct sloped_sums *sums = &world.sums;
    const struct sloped told_mean = sloped_divide(sloped_total(sums, 1), sloped_total(sums, 0));
    const struct sloped told_ratio = sloped_divide(sloped_total(sums, 2), sloped_total(sums, 1));
    assert_close(sloped_error(&told_mean, sums), sqrt(spread / (PEOPLE - 1) / PEOPLE), 1e-12);
    assert_close(sloped_error(&told_ratio, sums),
                 sqrt(PEOPLE / (PEOPLE - 1.0) * residual) / (double)world.totals[1], 1e-12);
}

static struct interval interval_of(struct sloped x, const struct sloped_sums *sums,
                                   enum sloped_scale scale)
{
    struct err err = ERR_INIT;
    struct interval interval;
    assert_int_equal(sloped_interval(&x, sums, scale, &interval, &err), RC_OK);
    return interval;
}

static void bounds_lie_on_their_scale(void **state)
{
    (void)state;
    struct world world;
    world_init(&world);
    const struct sloped_sums *sums = &world.sums;
    const struct sloped mean = sloped_divide(sloped_total(sums, 1), sloped_total(sums, 0));
    const struct sloped share = sloped_scale(mean, 0.1);
    const double t = 1.965927295920832; /* 0.975 quantile, 399 degrees of freedom */
    const struct interval plain = interval_of(mean, sums, SLOPED_PLAIN);
    assert_close(plain.upper - mean.value, t * sloped_error(&mean, sums), 1e-9);
    assert_close(mean.value - plain.lower, t * sloped_error(&mean, sums), 1e-9);
    const struct interval logged = interval_of(mean, sums, SLOPED_LOG);
    assert_close(logged.lower * logged.upper, mean.value * mean.value, 1e-12);
    assert_close(log(logged.upper / mean.value), t * sloped_error(&mean, sums) / mean.value, 1e-9);
    const struct interval odds = interval_of(share, sums, SLOPED_LOGIT);
    const double s = share.value, width = t * sloped_error(&share, sums) / (s * (1 - s));
    assert_close(log(odds.upper / (1 - odds.upper)), log(s / (1 - s)) + width, 1e-9);
    assert_close(log(odds.lower / (1 - odds.lower)), log(s / (1 - s)) - width, 1e-9);
    /* no logarithm of a negative number: the plain interval */
    const struct interval below = interval_of(sloped_scale(mean, -1), sums, SLOPED_LOG);
    assert_close(below.upper, -plain.lower, 1e-12);
}

static void nothing_comes_of_nothing(void **state)
{
    (void)state;
    struct world world;
    world_init(&world);
    const struct sloped none = sloped_divide(sloped_total(&world.sums, 1), sloped_constant(0));
    assert_false(interval_of(none, &world.sums, SLOPED_PLAIN).defined);
    assert_true(isnan(sloped_power(sloped_constant(-1), sloped_constant(0.5)).value));
    assert_close(sloped_power(sloped_constant(0), sloped_constant(3)).value, 0, 0);
    world.sums.individual_count = 1;
    const struct interval alone =
        interval_of(sloped_total(&world.sums, 1), &world.sums, SLOPED_PLAIN);
    assert_true(alone.defined && !alone.bounded);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slopes_are_those_of_small_steps),
        cmocka_unit_test(errors_are_those_of_the_textbook),
        cmocka_unit_test(bounds_lie_on_their_scale),
        cmocka_unit_test(nothing_comes_of_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
