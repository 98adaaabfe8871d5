/* layer: measure */
/* Dealers picked for a bad month: what they do a month later when nothing has happened to them is
 * what the table expects of them, on average and within its bounds; what happened is found. */
#include "measure/guard_return.h"
#include "measure/stats/multiple.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

enum { DEALERS = 60, MONTHS = 13, CELLS = DEALERS * MONTHS };
static const double lasting_sd = 0.03, passing_sd = 0.01, share_mean = 0.7, rows = 150;

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

struct world {
    double values[CELLS], chance[CELLS];
    struct periods periods;
    struct dealer_return rows[DEALERS];
    struct dealer_returns returns;
};

static void make_world(struct world *world, double moved)
{
    const double chance = share_mean * (1 - share_mean) / rows;
    for (int dealer = 0; dealer < DEALERS; dealer++) {
        const double own = share_mean + lasting_sd * normal();
        for (int month = 0; month < MONTHS; month++) {
            const int at = dealer * MONTHS + month;
            world->values[at] = own + passing_sd * normal() + sqrt(chance) * normal() +
                                (month == MONTHS - 1 ? moved : 0);
            world->chance[at] = chance;
        }
    }
    world->periods = (struct periods){world->values, world->chance, DEALERS, MONTHS};
    world->returns = (struct dealer_returns){.rows = world->rows};
}

static void run(struct world *world, enum better better)
{
    struct err err = ERR_INIT;
    assert_int_equal(dealer_returns_make(&world->periods, better, &world->returns, &err), RC_OK);
}

/* The whole network gains 0.05, and the picked gain more, by chance alone. */
static void chance_is_told_for_what_it_is(void **state)
{
    (void)state;
    static struct world world;
    double p[DEALERS], change = 0, expected = 0, inside = 0, picked = 0, verdicts = 0;
    struct err err = ERR_INIT;
    seed = 5;
    for (int k = 0; k < 200; k++) {
        make_world(&world, 0.05);
        run(&world, BETTER_HIGHER);
        assert_null(world.returns.refusal);
        for (size_t i = 0; i < world.returns.row_count; i++) {
            const struct dealer_return *row = &world.rows[i];
            p[i] = row->p;
            if (!row->is_worst) continue;
            picked++;
            change += row->change;
            expected += row->expected;
            inside += row->change >= row->lower && row->change <= row->upper;
        }
        assert_int_equal(stats_benjamini_hochberg(p, world.returns.row_count, &err), RC_OK);
        for (size_t i = 0; i < world.returns.row_count; i++) verdicts += p[i] < 0.05;
    }
    assert_true(picked == 200 * RETURN_WORST_COUNT);
    assert_true(change / picked > 0.07); /* a naive reader would praise them */
    assert_true(fabs(change - expected) / picked < 0.003);
    assert_true(fabs(inside / picked - 0.95) < 0.02);
    assert_true(verdicts < 200 * 0.12); /* of 200 worlds of 60 dealers */
}

static void what_happened_is_found(void **state)
{
    (void)state;
    static struct world world;
    seed = 9;
    make_world(&world, 0);
    world.values[7 * MONTHS + MONTHS - 2] = 0.60;
    world.values[7 * MONTHS + MONTHS - 1] = 0.95;
    run(&world, BETTER_HIGHER);
    assert_true(world.rows[7].is_worst);
    assert_true(world.rows[7].change > world.rows[7].upper && world.rows[7].p < 0.05 / DEALERS);
    size_t worst_count = 0;
    for (size_t i = 0; i < world.returns.row_count; i++) worst_count += world.rows[i].is_worst;
    assert_int_equal(worst_count, RETURN_WORST_COUNT);
}

/* The months that dealers are picked by say nothing of what lasts. */
static void picking_has_no_part_in_the_expectation(void **state)
{
    (void)state;
    static struct world world;
    seed = 9;
    make_world(&world, 0);
    run(&world, BETTER_HIGHER);
    const struct persistence before = world.returns.persistence;
    for (int i = 0; i < CELLS; i++)
        if (i % MONTHS >= MONTHS - 2) world.values[i] *= 1 + 0.1 * (i % 5);
    run(&world, BETTER_HIGHER);
    assert_memory_equal(&before, &world.returns.persistence, sizeof before);
}

/* What is bad is the metric's word. */
static void the_worst_are_the_highest_where_low_is_good(void **state)
{
    (void)state;
    static struct world world;
    seed = 9;
    make_world(&world, 0);
    world.values[3 * MONTHS + MONTHS - 2] = 0.95;
    run(&world, BETTER_LOWER);
    assert_true(world.rows[3].is_worst);
    make_world(&world, 0);
    world.values[3 * MONTHS + MONTHS - 2] = 0.95;
    run(&world, BETTER_HIGHER);
    assert_false(world.rows[3].is_worst);
}

static void refusals(void **state)
{
    (void)state;
    static struct world world;
    seed = 2;
    make_world(&world, 0);
    world.periods.unit_count = 4;
    run(&world, BETTER_HIGHER);
    assert_memory_equal(world.returns.refusal, "few_dealers:", 12);
    world.periods.unit_count = DEALERS;
    for (int i = 0; i < CELLS; i++)
        if (i % MONTHS < MONTHS - 2) world.values[i] = NAN;
    run(&world, BETTER_HIGHER);
    assert_memory_equal(world.returns.refusal, "short_history:", 14);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chance_is_told_for_what_it_is),
        cmocka_unit_test(what_happened_is_found),
        cmocka_unit_test(picking_has_no_part_in_the_expectation),
        cmocka_unit_test(the_worst_are_the_highest_where_low_is_good),
        cmocka_unit_test(refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
