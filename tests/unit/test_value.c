/* layer: measure */
/* Customers made by hand and at random, through the derivation and the count of the value family,
 * against a slow reading of its definitions; and the formula against the sum that it stands for. */
#include "measure/value/value.h"

#include "base/day.h"
#include "base/hash.h"
#include "measure/retention/retention.h"
#include "tests/unit/test_stats_close.h"

#include <string.h>

enum { HORIZON = 20000, ROW_LIMIT = 8, CUSTOMERS = 300 };
static const struct measure_options options = {
    .minimum_base = 1, .margin_share = 0.25, .discount_share = 0.1, .horizon_years = 10};
static const struct measure_context context = {.options = &options, .horizon_day = HORIZON};

struct customer {
    uint32_t row_count;
    int32_t days[ROW_LIMIT]; /* ascending */
    int64_t amounts[ROW_LIMIT], costs[ROW_LIMIT];
    uint32_t path;
    int32_t index_day, gap_days;
};

/* Through derive and update, into the cell. */
static void count(const struct customer *customer, struct value_cell *cell)
{
    static const uint32_t numbers[ROW_LIMIT] = {0, 1, 2, 3, 4, 5, 6, 7};
    const struct family *family = family_find("value");
    const void *const columns[] = {customer->days, customer->amounts, customer->costs};
    const void *const *const tables[] = {columns};
    const uint32_t *const rows[] = {numbers};
    const struct entity entity = {
        .rows = rows, .row_counts = &customer->row_count, .columns = tables, .context = &context};
    int64_t derived[VALUE_COLUMN_COUNT] = {0};
    void *out[VALUE_COLUMN_COUNT];
    const void *needs[VALUE_COLUMN_COUNT + 3];
    for (size_t i = 0; i < VALUE_COLUMN_COUNT; i++) needs[i] = out[i] = &derived[i];
    needs[VALUE_COLUMN_COUNT] = &customer->path;
    needs[VALUE_COLUMN_COUNT + 1] = &customer->index_day;
    needs[VALUE_COLUMN_COUNT + 2] = &customer->gap_days;
    family->derivation->derive(&entity, out);
    const uint32_t row = 0;
    family->update(cell, NULL, &(struct rows){&row, 1, needs, NULL, &context});
}

/* Whether the customer bought something on that day, as the definition says it. */
static bool is_purchase_day(const struct customer *customer, int32_t day)
{
    for (uint32_t i = 0; i < customer->row_count; i++)
        if (customer->days[i] == day &&
            (customer->amounts[i] == MONEY_MISSING || customer->amounts[i] >= 0))
            return true;
    return false;
}

static bool is_paid_day(const struct customer *customer, int32_t day)
{
    for (uint32_t i = 0; i < customer->row_count; i++)
        if (customer->days[i] == day && customer->amounts[i] != MONEY_MISSING &&
            customer->amounts[i] >= 0)
            return true;
    return false;
}

static void slow_days(const struct customer *customer, int64_t *numbers)
{
    for (int32_t day = HORIZON - 1500; day <= HORIZON; day++) {
        if (!is_purchase_day(customer, day)) continue;
        numbers[VALUE_PAID] += is_paid_day(customer, day);
        if (day + 365 > HORIZON) {
            numbers[VALUE_ACTIVE] = 1;
            continue;
        }
        numbers[VALUE_FOLLOWED]++;
        int32_t gap = 1;
        while (gap <= 365 && !is_purchase_day(customer, day + gap)) gap++;
        if (gap > 365) continue;
        numbers[VALUE_AGAIN]++;
        numbers[VALUE_GAP_DAYS] += gap;
    }
}

static void slow_numbers(const struct customer *customer, int64_t *numbers)
{
    slow_days(customer, numbers);
    for (uint32_t i = 0; i < customer->row_count; i++) {
        if (customer->amounts[i] == MONEY_MISSING) continue;
        numbers[VALUE_FEN] += customer->amounts[i];
        if (customer->days[i] + 365 > HORIZON) numbers[VALUE_RECENT_FEN] += customer->amounts[i];
        if (customer->costs[i] == MONEY_MISSING) continue;
        numbers[VALUE_COSTED_FEN] += customer->amounts[i];
        numbers[VALUE_COST_FEN] += customer->costs[i];
    }
    const bool is_old = customer->index_day + 365 <= HORIZON;
    const bool is_back = customer->gap_days >= 0 && customer->gap_days <= 365;
    if (customer->path < PATH_COMPLAINED_UNSOLVED) return;
    const enum value_number seen = customer->path == PATH_COMPLAINED_UNSOLVED ? VALUE_UNSOLVED
                                   : customer->path == PATH_COMPLAINED_SOLVED ? VALUE_SOLVED
                                                                              : VALUE_FAST;
    numbers[is_old ? seen : VALUE_COMPLAINED] = 1;
    if (is_old) numbers[seen + 1] = is_back;
}

static void slow_count(const struct customer *customer, struct value_cell *cell)
{
    int64_t numbers[VALUE_NUMBER_COUNT] = {0};
    slow_numbers(customer, numbers);
    cell->buyers++;
    cell->followed += numbers[VALUE_FOLLOWED] != 0;
    cell->again += numbers[VALUE_AGAIN] != 0;
    cell->costed += numbers[VALUE_COSTED_FEN] != 0;
    for (size_t a = 0; a < VALUE_NUMBER_COUNT; a++) {
        cell->totals[a] += numbers[a];
        for (size_t b = 0; b <= a; b++)
            cell->products[sloped_product(a, b)] += (i128)numbers[a] * numbers[b];
    }
}

static struct customer draw_customer(uint64_t seed)
{
    struct customer made = {.row_count = 1 + (uint32_t)(hash_u64(seed) % ROW_LIMIT),
                            .path = 1 + (uint32_t)(hash_u64(seed + 1) % (PATH_COUNT - 1)),
                            .index_day = HORIZON - (int32_t)(hash_u64(seed + 2) % 800),
                            .gap_days = (int32_t)(hash_u64(seed + 3) % 500) - 1};
    int32_t day = HORIZON - 1400;
    for (uint32_t i = 0; i < made.row_count; i++) {
        const uint64_t drawn = hash_u64(seed + 10 + i);
        static const int32_t steps[] = {0, 1, 364, 365, 366, 40, 200, 90};
        day += steps[drawn % 8];
        made.days[i] = day > HORIZON ? HORIZON : day;
        made.amounts[i] = drawn / 8 % 6 == 0 ? MONEY_MISSING : (int64_t)(drawn / 64 % 4000) - 800;
        made.costs[i] = drawn / 8 % 5 == 0 ? MONEY_MISSING : (int64_t)(drawn / 512 % 900);
    }
    return made;
}

static void customers_count_as_the_definitions_say(void **state)
{
    (void)state;
    struct value_cell cell = {0}, slow = {0};
    for (uint64_t i = 0; i < CUSTOMERS; i++) {
        const struct customer customer = draw_customer(1000 * i + 7);
        count(&customer, &cell);
        slow_count(&customer, &slow);
        assert_memory_equal(&cell, &slow, sizeof cell);
    }
    for (size_t a = 0; a < VALUE_NUMBER_COUNT; a++) assert_true(cell.totals[a] > 0);
}

static void who_bought_nothing_is_no_customer(void **state)
{
    (void)state;
    const struct customer nobody = {.path = PATH_NONE};
    struct value_cell cell = {0}, empty = {0};
    count(&nobody, &cell);
    assert_memory_equal(&cell, &empty, sizeof cell);
}

/* Absurd amounts are cut, so that the sums of products hold 4 x 10^9 such customers. */
static void absurd_amounts_do_not_overflow(void **state)
{
    (void)state;
    const struct customer rich = {.row_count = 3,
                                  .days = {HORIZON - 2, HORIZON - 1, HORIZON},
                                  .amounts = {INT64_MAX, INT64_MAX, INT64_MAX},
                                  .costs = {INT64_MIN + 1, INT64_MIN + 1, 0},
                                  .path = PATH_NO_PROBLEM};
    struct value_cell cell = {0};
    count(&rich, &cell);
    assert_true(cell.totals[VALUE_FEN] == (i128)100000000000000);
    assert_true(cell.totals[VALUE_COST_FEN] == -(i128)100000000000000);
}

/* A cell of customers alike, w years from purchase to purchase. */
static struct value_cell cell_of(int64_t followed, int64_t again, int64_t gap_days)
{
    struct value_cell cell = {.buyers = 1000, .followed = 1000, .again = 500};
    const int64_t numbers[VALUE_NUMBER_COUNT] = {
        [VALUE_FOLLOWED] = followed, [VALUE_AGAIN] = again,    [VALUE_GAP_DAYS] = gap_days,
        [VALUE_PAID] = followed,     [VALUE_ACTIVE] = 400,     [VALUE_FEN] = 1000 * followed,
        [VALUE_RECENT_FEN] = 800000, [VALUE_COMPLAINED] = 80,  [VALUE_FAST] = 90,
        [VALUE_FAST_BACK] = 60,      [VALUE_SOLVED] = 5,       [VALUE_SOLVED_BACK] = 2,
        [VALUE_UNSOLVED] = 5,        [VALUE_UNSOLVED_BACK] = 1};
    for (size_t a = 0; a < VALUE_NUMBER_COUNT; a++) cell.totals[a] = numbers[a];
    return cell;
}

static void lifetime_is_the_sum_over_years(void **state)
{
    (void)state;
    const struct value_cell cell = cell_of(2000, 800, 800 * 365);
    struct value_model model;
    value_model_init(&model, &cell, &options);
    double sum = 0;
    for (int year = 0; year <= 10; year++) sum += 250 * pow(0.4, year) / pow(1.1, year);
    assert_close(value_lifetime(&model, model.retention).value, sum, 1e-12);
    /* whom a complaint brings back with 60 of 90: one step later, and so discounted once */
    assert_close(value_to_come(&model, model.fast_back, model.retention).value,
                 60.0 / 90 / 1.1 * sum, 1e-12);
}

/* Who comes back after a month is not discounted for a year, nor cut off after ten purchases. */
static void frequent_purchases_count_all(void **state)
{
    (void)state;
    const struct value_cell cell = cell_of(2000, 1900, 1900 * 73);
    struct value_model model;
    value_model_init(&model, &cell, &options);
    double sum = 0;
    for (int step = 0; step <= 50; step++) sum += 250 * pow(0.95, step) / pow(1.1, 0.2 * step);
    assert_close(value_lifetime(&model, model.retention).value, sum, 1e-12);
}

static void cases_start_from_today(void **state)
{
    (void)state;
    const struct value_cell cell = cell_of(2000, 80, 80 * 365);
    struct value_model model;
    value_model_init(&model, &cell, &options);
    const double today = value_lifetime(&model, model.retention).value;
    const struct value_case none = value_case_of(&model, 0, 0);
    assert_true(none.value.value == today && none.effect.value == 0);
    for (size_t a = 0; a < VALUE_NUMBER_COUNT; a++) assert_true(none.effect.slopes[a] == 0);
    assert_false(value_case_of(&model, -5, 0).exists); /* of 4 % there are no 5 points to lose */
    assert_true(value_case_of(&model, 10, 0).exists);
    assert_false(value_case_of(&model, 95, 0).exists);
    /* 20 points more of 90 % are 10: of 80 complaints a year among 400 customers */
    const struct value_case fast = value_case_of(&model, 0, 20);
    assert_close(fast.fast_share.value, 1, 1e-12);
    assert_close(fast.effect.value, 0.1 * 80 / 400 * (60.0 / 90 - 3.0 / 10) / 1.1 * today, 1e-12);
}

static void too_few_is_said(void **state)
{
    (void)state;
    struct arena arena = ARENA_INIT;
    struct err err = ERR_INIT;
    struct value_cell cell = cell_of(2000, 800, 800 * 365);
    struct value_model model;
    struct value_reasons reasons;
    value_model_init(&model, &cell, &options);
    assert_int_equal(value_reasons_find(&reasons, &cell, &model, &arena, &err), RC_OK);
    assert_null(reasons.lifetime);
    assert_null(reasons.fast);
    assert_string_equal(reasons.unsolved, "below_base: n = 5, at least 30 are needed");
    assert_string_equal(reasons.recovery, reasons.unsolved);
    assert_non_null(reasons.margin_share);
    cell.followed = 99;
    assert_int_equal(value_reasons_find(&reasons, &cell, &model, &arena, &err), RC_OK);
    assert_string_equal(reasons.lifetime, "below_base: n = 99, at least 100 are needed");
    cell.followed = 100;
    cell.again = 29;
    assert_int_equal(value_reasons_find(&reasons, &cell, &model, &arena, &err), RC_OK);
    assert_string_equal(reasons.retention, "below_base: n = 29, at least 30 are needed");
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(customers_count_as_the_definitions_say),
        cmocka_unit_test(who_bought_nothing_is_no_customer),
        cmocka_unit_test(absurd_amounts_do_not_overflow),
        cmocka_unit_test(lifetime_is_the_sum_over_years),
        cmocka_unit_test(frequent_purchases_count_all),
        cmocka_unit_test(cases_start_from_today),
        cmocka_unit_test(too_few_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
