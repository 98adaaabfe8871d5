/* layer: measure */
/* Life of products: what is derived and counted of units, and repairs per unit against sums over
 * single units. */
#include "test_life.h"
#include "measure/life/life_rates.h"
#include "measure/stats/recurrence.h"
#include "test_stats_close.h"

static struct units units; /* large */

static int tear_down(void **state)
{
    (void)state;
    units_release(&units);
    return 0;
}

static int64_t period_at(uint32_t row, uint32_t number)
{
    return (units.periods[number / LIFE_REPAIRS_A_WORD][row] >>
                number % LIFE_REPAIRS_A_WORD * LIFE_PERIOD_BITS &
            31) -
           1;
}

static void ages_begin_with_the_installation(void **state)
{
    (void)state;
    units_init(&units, 800);
    struct appliance *unit = units_add(&units, FIRST_DAY + 100);
    unit_repair(unit, FIRST_DAY + 100);       /* day 1 */
    unit_repair(unit, FIRST_DAY + 106);       /* day 7: the first period's last */
    unit_repair(unit, FIRST_DAY + 107);       /* day 8 */
    unit_repair(unit, FIRST_DAY + 100 + 364); /* day 365 */
    unit_repair(unit, FIRST_DAY + 100 + 365); /* day 366 */
    unit_repair(unit, FIRST_DAY + 800);       /* after the log */
    units_derive(&units);
    assert_int_equal(units.first_age[0], 1);
    assert_int_equal(units.repair_count[0], 5);
    const int64_t expected[] = {0, 0, 1, 13, 14, -1};
    for (uint32_t i = 0; i < 6; i++) assert_int_equal(period_at(0, i), expected[i]);
    assert_int_equal(life_period_ends[13], LIFE_YEAR_DAYS);
}

static void what_came_before_is_told_apart(void **state)
{
    (void)state;
    units_init(&units, 800);
    struct appliance *box = units_add(&units, FIRST_DAY + 100);
    box->purchased = FIRST_DAY + 50;
    unit_repair(box, FIRST_DAY + 50);
    unit_repair(box, FIRST_DAY + 120);
    struct appliance *earlier = units_add(&units, FIRST_DAY + 100); /* another owner's repair */
    earlier->purchased = FIRST_DAY + 50;
    unit_repair(earlier, FIRST_DAY + 49);
    struct appliance *unlogged = units_add(&units, FIRST_DAY - 100);
    unit_repair(unlogged, FIRST_DAY - 1);
    unit_repair(unlogged, FIRST_DAY);
    struct appliance *missing = units_add(&units, DAY_MISSING);
    missing->purchased = FIRST_DAY;
    unit_repair(missing, FIRST_DAY + 9);
    units_count(&units);
    assert_int_equal(units.before[0], 1);
    assert_int_equal(units.first_age[0], 21);
    assert_int_equal(units.before[1], 0);
    assert_int_equal(units.repair_count[1], 1);
    assert_int_equal(units.first_age[2], 101);
    assert_int_equal(units.repair_count[2], 1);
    const struct life_cell *cell = units_cell(&units, 0, NULL);
    assert_int_equal(cell->before_install.n, 2);
    assert_int_equal(cell->before_install.met, 1);
    assert_int_equal(cell->units, 3);
    assert_int_equal(cell->late_units, 1);
    assert_int_equal(cell->not_installed, 1);
    assert_int_equal(cell->repairs, 5);
}

static void placeholders_and_the_very_old_are_left_out(void **state)
{
    (void)state;
    units_init(&units, 800);
    struct appliance *most = units_add(&units, FIRST_DAY);
    for (int i = 0; i < LIFE_REPAIR_LIMIT; i++) unit_repair(most, FIRST_DAY + i);
    struct appliance *more = units_add(&units, FIRST_DAY);
    for (int i = 0; i <= LIFE_REPAIR_LIMIT; i++) unit_repair(more, FIRST_DAY + i);
    units_add(&units, FIRST_DAY - LIFE_DAYS);     /* day LIFE_DAYS was the day before */
    units_add(&units, FIRST_DAY - LIFE_DAYS + 1); /* it is the first day */
    units_count(&units);
    const struct life_cell *cell = units_cell(&units, 0, NULL);
    assert_int_equal(cell->units, 2);
    assert_int_equal(cell->crowded_units, 1);
    assert_int_equal(cell->old_units, 1);
    struct life_sums sums;
    units_sum(&units, 0, true, &sums);
    int64_t repairs = 0, days = 0;
    for (int p = 0; p < LIFE_PERIOD_COUNT; p++) {
        repairs += sums.repairs[p];
        days += sums.days[p];
    }
    assert_int_equal(repairs, LIFE_REPAIR_LIMIT);
    assert_int_equal(days, 800 + 1);
}

/* Days of a unit's life in a period, the slow way: day by day. */
static int days_in(const struct appliance *unit, uint32_t period)
{
    int count = 0;
    for (int32_t age = life_period_start(period) + 1; age <= life_period_ends[period]; age++) {
        const int32_t day = unit->installed + age - 1;
        count += day >= units.context.watch.first_day && day <= units.context.watch.last_day;
    }
    return count;
}

static int repairs_in(const struct appliance *unit, uint32_t period)
{
    int count = 0;
    for (uint32_t i = 0; i < unit->repair_count; i++) {
        const int32_t age = unit->repairs[i] - unit->installed + 1;
        count += age > life_period_start(period) && age <= life_period_ends[period];
    }
    return count;
}

/* Mean and error of repairs up to a period, from single units of a product (0: all). */
struct slow_mean {
    double value, error;
};

static bool is_in(const struct appliance *unit, uint32_t product, bool with_late)
{
    return (product == 0 || unit->product == product) &&
           (with_late || unit->installed >= FIRST_DAY);
}

static struct slow_mean slow_mean(uint32_t product, bool with_late, uint32_t last,
                                  const double *weights)
{
    double rates[LIFE_PERIOD_COUNT], days[LIFE_PERIOD_COUNT], square = 0;
    struct slow_mean mean = {0, 0};
    for (uint32_t p = 0; p <= last; p++) {
        rates[p] = days[p] = 0;
        for (uint32_t i = 0; i < units.count; i++) {
            if (!is_in(&units.unit[i], product, with_late)) continue;
            rates[p] += repairs_in(&units.unit[i], p);
            days[p] += days_in(&units.unit[i], p);
        }
        rates[p] /= days[p];
        mean.value += weights[p] * rates[p];
    }
    for (uint32_t i = 0; i < units.count; i++) {
        double influence = 0;
        if (!is_in(&units.unit[i], product, with_late)) continue;
        for (uint32_t p = 0; p <= last; p++)
            influence += weights[p] / days[p] *
                         (repairs_in(&units.unit[i], p) - rates[p] * days_in(&units.unit[i], p));
        square += influence * influence;
    }
    mean.error = sqrt(square);
    return mean;
}

static void repairs_per_unit_are_those_of_single_units(void **state)
{
    (void)state;
    units_init(&units, 500);
    units_draw(&units, 400, 1500);
    units_count(&units);
    double weights[LIFE_PERIOD_COUNT];
    for (uint32_t p = 0; p < LIFE_PERIOD_COUNT; p++)
        weights[p] = life_period_ends[p] - life_period_start(p);
    for (uint32_t group = 0; group < 2 * PRODUCT_COUNT; group++) {
        struct life_sums sums;
        const uint32_t product = group / 2;
        const bool with_late = group % 2;
        units_sum(&units, product, with_late, &sums);
        for (int age = 0; age < LIFE_AGE_COUNT; age++) {
            const uint32_t last = life_ages[age].period;
            assert_int_equal(life_period_ends[last], life_ages[age].days);
            const struct life_mean mean = life_mean_repairs(&sums, last);
            if (!with_late && life_ages[age].days > 547) {
                assert_false(mean.interval.defined); /* none of them is so old */
                continue;
            }
            const struct slow_mean slow = slow_mean(product, with_late, last, weights);
            assert_close(mean.interval.value, slow.value, 1e-12);
            assert_close(mean.standard_error, slow.error, 1e-11);
            const double stretch = exp(STATS_Z * slow.error / slow.value);
            assert_close(mean.interval.upper, slow.value * stretch, 1e-11);
            assert_close(mean.interval.lower, slow.value / stretch, 1e-11);
        }
    }
}

/* Units watched over all of the first year have one risk set: then periods and days agree. */
static void with_all_watched_it_is_nelsons_curve(void **state)
{
    (void)state;
    enum { COUNT = 200 };
    static struct recurrence_history histories[COUNT];
    static uint32_t days[COUNT][REPAIR_LIMIT];
    units_init(&units, 400);
    for (uint32_t i = 0; i < COUNT; i++) {
        struct appliance *unit = units_add(&units, FIRST_DAY);
        for (int32_t age = 1 + (int32_t)(hash_u64(i) % 400); age <= 400;
             age += 5 + (int32_t)(i % 7) * 40)
            if (unit->repair_count < LIFE_REPAIR_LIMIT) {
                days[i][unit->repair_count] = (uint32_t)age;
                unit_repair(unit, FIRST_DAY + age - 1);
            }
        histories[i] = (struct recurrence_history){1, 1, 400, unit->repair_count, days[i], NULL};
    }
    units_count(&units);
    struct life_sums sums;
    units_sum(&units, 0, true, &sums);
    struct recurrence_curve curve;
    struct err err = ERR_INIT;
    assert_int_equal(stats_recurrence(histories, COUNT, &units.arena, &curve, &err), RC_OK);
    for (int age = 0; age < LIFE_AGE_COUNT - 1; age++) {
        const struct life_mean mean = life_mean_repairs(&sums, life_ages[age].period);
        const struct interval nelson = stats_recurrence_at(&curve, (uint32_t)life_ages[age].days);
        assert_close(mean.interval.value, nelson.value, 1e-13);
        assert_close(mean.interval.lower, nelson.lower, 1e-12);
        assert_close(mean.interval.upper, nelson.upper, 1e-12);
    }
}

static void the_trend_compares_two_half_years(void **state)
{
    (void)state;
    units_init(&units, 700);
    units_draw(&units, 500, 1000);
    units_count(&units);
    struct life_sums sums;
    units_sum(&units, 0, true, &sums);
    double weights[LIFE_PERIOD_COUNT] = {0};
    for (uint32_t p = 0; p <= 7; p++) weights[p] = life_period_ends[p] - life_period_start(p);
    const double early = slow_mean(0, true, 7, weights).value;
    for (uint32_t p = 0; p <= 7; p++) weights[p] = 0;
    for (uint32_t p = 8; p <= 13; p++) weights[p] = life_period_ends[p] - life_period_start(p);
    const double late = slow_mean(0, true, 13, weights).value;
    for (uint32_t p = 0; p <= 13; p++)
        weights[p] = (life_period_ends[p] - life_period_start(p)) / (p <= 7 ? -early : late);
    const double error = slow_mean(0, true, 13, weights).error, ratio = late / 185 / (early / 180);
    const struct life_trend trend = life_trend_of(&sums);
    assert_close(trend.ratio.value, ratio, 1e-12);
    assert_close(trend.ratio.upper, ratio * exp(STATS_Z * error), 1e-11);
    assert_close(trend.z, log(ratio) / error, 1e-9);
}

static void parts_add_to_the_whole(void **state)
{
    (void)state;
    units_init(&units, 900);
    units_draw(&units, 1000, 2500);
    units_count(&units);
    struct life_sums all, one, rest;
    units_sum(&units, 0, true, &all);
    units_sum(&units, 2, true, &one);
    units_sum(&units, 1, true, &rest);
    struct life_sums third;
    units_sum(&units, 3, true, &third);
    life_sums_add(&rest, &third, 1);
    life_sums_add(&all, &one, -1);
    assert_memory_equal(all.days, rest.days, sizeof all.days);
    assert_memory_equal(all.repairs, rest.repairs, sizeof all.repairs);
    assert_memory_equal(all.repairs_repairs, rest.repairs_repairs, sizeof all.repairs_repairs);
    assert_memory_equal(all.repairs_days, rest.repairs_days, sizeof all.repairs_days);
    assert_memory_equal(all.days_days, rest.days_days, sizeof all.days_days);
    assert_memory_equal(all.watched_on, rest.watched_on, sizeof all.watched_on);
    assert_int_equal(all.units, rest.units);
    assert_memory_equal(all.failed, rest.failed, all.day_count * sizeof *all.failed);
    assert_memory_equal(all.ended, rest.ended, all.day_count * sizeof *all.ended);
    assert_memory_equal(all.survived, rest.survived, all.day_count * sizeof *all.survived);
}

static void without_a_repair_there_is_an_upper_bound(void **state)
{
    (void)state;
    units_init(&units, 500);
    for (int i = 0; i < 50; i++) units_add(&units, FIRST_DAY);
    units_count(&units);
    struct life_sums sums;
    units_sum(&units, 0, true, &sums);
    const struct life_mean mean = life_mean_repairs(&sums, 13);
    assert_true(mean.interval.value == 0 && mean.interval.lower == 0);
    assert_close(mean.interval.upper, -log(0.025) / 50, 1e-14);
    assert_false(life_trend_of(&sums).ratio.defined);
    assert_true(isnan(life_means_apart(&mean, &mean)));
    assert_false(life_mean_repairs(&sums, 17).interval.defined); /* nobody lived so long */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(ages_begin_with_the_installation, tear_down),
        cmocka_unit_test_teardown(what_came_before_is_told_apart, tear_down),
        cmocka_unit_test_teardown(placeholders_and_the_very_old_are_left_out, tear_down),
        cmocka_unit_test_teardown(repairs_per_unit_are_those_of_single_units, tear_down),
        cmocka_unit_test_teardown(with_all_watched_it_is_nelsons_curve, tear_down),
        cmocka_unit_test_teardown(the_trend_compares_two_half_years, tear_down),
        cmocka_unit_test_teardown(parts_add_to_the_whole, tear_down),
        cmocka_unit_test_teardown(without_a_repair_there_is_an_upper_bound, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
