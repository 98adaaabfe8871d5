/* layer: measure */
/* Customers made by hand, through the derivation and the count of the loyalty family, to the pieces
 * of time that they leave in the tallies. */
#include "base/day.h"
#include "measure/loyalty/loyalty.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { BOUGHT = 20000, HORIZON = BOUGHT + 500, EVENT_LIMIT = 3, TEXT_BYTES = 256 };
enum { TABLE_PURCHASES, TABLE_REPAIRS, TABLE_COMPLAINTS, TABLE_DEPARTURES, TABLE_COUNT };

/* Days since the first purchase; GONE ends a list, UNKNOWN is a day that is missing. */
enum { GONE = INT32_MIN, UNKNOWN };
struct made {
    int32_t purchases[EVENT_LIMIT + 1], repairs[EVENT_LIMIT + 1], departures[EVENT_LIMIT + 1];
    int32_t complaints[EVENT_LIMIT + 1];
    int32_t solved_minutes[EVENT_LIMIT]; /* after the opening at 10:00; GONE: not solved */
    int32_t recorded_from;               /* day; GONE: no departure at all */
};
#define NONE                                                                                       \
    {                                                                                              \
        GONE                                                                                       \
    }

static const struct measure_options options = {.minimum_base = 1};

static uint32_t list(const int32_t *days, int32_t factor, int32_t added, int32_t *out)
{
    uint32_t count = 0;
    for (; days[count] != GONE; count++)
        out[count] = days[count] == UNKNOWN ? DAY_MISSING : (BOUGHT + days[count]) * factor + added;
    return count;
}

/* Runs one customer through the family; returns the cell. */
static struct loyalty_cell count_one(const struct made *made, struct tally tallies[TALLY_COUNT])
{
    static const uint32_t numbers[EVENT_LIMIT] = {0, 1, 2};
    static const uint32_t products[] = {5, 6, 7}, dealers[] = {3, 300, 2}, reasons[] = {4, 2, 1};
    const struct family *family = family_find("loyalty");
    int32_t purchased[EVENT_LIMIT], reported[EVENT_LIMIT], opened[EVENT_LIMIT],
        resolved[EVENT_LIMIT], left[EVENT_LIMIT];
    const uint32_t counts[TABLE_COUNT] = {
        list(made->purchases, 1, 0, purchased), list(made->repairs, MINUTES_A_DAY, 700, reported),
        list(made->complaints, MINUTES_A_DAY, 600, opened), list(made->departures, 1, 0, left)};
    for (uint32_t i = 0; i < counts[TABLE_COMPLAINTS]; i++)
        resolved[i] =
            made->solved_minutes[i] == GONE ? MINUTE_MISSING : opened[i] + made->solved_minutes[i];
    const uint32_t *const rows[TABLE_COUNT] = {numbers, numbers, numbers, numbers};
    const void *const purchase_columns[] = {purchased, products, dealers};
    const void *const repair_columns[] = {reported};
    const void *const complaint_columns[] = {opened, resolved};
    const void *const departure_columns[] = {left, reasons};
    const void *const *const columns[TABLE_COUNT] = {purchase_columns, repair_columns,
                                                     complaint_columns, departure_columns};
    const struct measure_context context = {.options = &options, .horizon_day = HORIZON};
    static const uint8_t product_of[] = {2, 2, 2, 2, 2, 1, 0, 2};
    struct loyalty_overview overview = {.recorded_from_day = made->recorded_from == GONE
                                                                 ? DAY_MISSING
                                                                 : BOUGHT + made->recorded_from,
                                        .has_dealers = true,
                                        .products = {6, 5},
                                        .product_count = 2,
                                        .code_count = 8,
                                        .product_of = product_of};
    for (int year = 0; year < 1 << KEY_YEAR_BITS; year++)
        overview.years[year] =
            day_from_civil((struct civil){.year = YEAR_BEFORE + year, .month = 1, .day = 1});
    const struct entity entity = {.rows = rows,
                                  .row_counts = counts,
                                  .columns = columns,
                                  .context = &context,
                                  .begun = &overview};
    int32_t derived[LOYALTY_COLUMN_COUNT] = {0};
    void *out[LOYALTY_COLUMN_COUNT];
    const void *needs[LOYALTY_COLUMN_COUNT];
    for (size_t i = 0; i < LOYALTY_COLUMN_COUNT; i++) needs[i] = out[i] = &derived[i];
    family->derivation->derive(&entity, out);
    struct loyalty_cell cell = {0};
    const uint32_t row = 0;
    const struct rows shown = {&row, 1, needs, NULL, &context};
    family->update(&cell, tallies, &shown);
    return cell;
}

/* "0>2@7 2@30 left 4": from state 0 to 2 on day 7, gone in state 2 on day 30 for reason 4. */
static void check(const struct made *made, const char *expected)
{
    struct tally tallies[TALLY_COUNT] = {{0}};
    struct tally_entry entries[8];
    char text[TEXT_BYTES] = "";
    size_t at = 0;
    (void)count_one(made, tallies);
    const size_t move_count = tally_sorted(&tallies[TALLY_MOVES], entries);
    for (size_t i = 0; i < move_count; i++) {
        const struct loyalty_key key = loyalty_key_open(entries[i].key);
        assert_int_equal(entries[i].count, 1);
        at += (size_t)snprintf(text + at, sizeof text - at, "%u>%u@%u ", key.state, key.parting,
                               key.day);
    }
    const size_t stayed_count = tally_sorted(&tallies[TALLY_STAYED], entries);
    for (size_t i = 0; i < stayed_count; i++) {
        const struct loyalty_key key = loyalty_key_open_stayed(entries[i].key);
        at += (size_t)snprintf(text + at, sizeof text - at, "%u@%u", key.state, key.day);
    }
    const size_t left_count = tally_sorted(&tallies[TALLY_LEFT], entries);
    for (size_t i = 0; i < left_count; i++) {
        const struct loyalty_key key = loyalty_key_open(entries[i].key);
        at += (size_t)snprintf(text + at, sizeof text - at, "%u@%u left %u", key.state, key.day,
                               key.parting - PARTING_REASON);
    }
    assert_string_equal(text, expected);
    for (int i = 0; i < TALLY_COUNT; i++) tally_release(&tallies[i]);
}

static void who_has_no_problem_is_watched_to_the_horizon(void **state)
{
    (void)state;
    check(&(struct made){{0, 30, GONE}, NONE, NONE, NONE, {0}, 0}, "0@500");
    check(&(struct made){{0, GONE}, NONE, NONE, NONE, {0}, GONE}, "0@500");
}

static void states_follow_each_other(void **state)
{
    (void)state;
    check(&(struct made){{0, GONE}, {10, 20, GONE}, NONE, {30, 60, GONE}, {1441, 0}, 0},
          "0>1@10 1>2@30 2>4@31 4@500");
    check(&(struct made){{0, GONE}, {10, GONE}, NONE, {30, GONE}, {GONE}, 0},
          "0>1@10 1>2@30 2@500");
    /* a repair behind the complaint changes nothing; a fast solution of the next day */
    check(&(struct made){{0, GONE}, {40, GONE}, NONE, {30, GONE}, {1440}, 0},
          "0>2@30 2>3@31 3@500");
    /* opened and solved on one day: nobody ever saw it open; the repair of that day neither */
    check(&(struct made){{0, GONE}, {30, GONE}, NONE, {30, GONE}, {60}, 0}, "0>3@30 3@500");
}

static void the_day_of_the_purchase_counts(void **state)
{
    (void)state;
    /* a complaint on it holds from the next day on; what came before it holds at once */
    check(&(struct made){{0, GONE}, NONE, NONE, {0, GONE}, {GONE}, 0}, "0>2@0 2@500");
    check(&(struct made){{0, GONE}, {-1, GONE}, NONE, NONE, {0}, 0}, "1@500");
    check(&(struct made){{0, GONE}, {-9, GONE}, NONE, {-5, GONE}, {20 * 1440}, 0}, "2>4@15 4@500");
    check(&(struct made){{0, GONE}, NONE, {0, GONE}, NONE, {0}, 0}, "0@0 left 4");
}

static void departures_belong_to_what_was_before_their_day(void **state)
{
    (void)state;
    /* on the day of the complaint; after it; before it; on the day of the solution */
    check(&(struct made){{0, GONE}, NONE, {30, GONE}, {30, GONE}, {GONE}, 0}, "0@30 left 4");
    check(&(struct made){{0, GONE}, NONE, {31, GONE}, {30, GONE}, {GONE}, 0}, "0>2@30 2@31 left 4");
    check(&(struct made){{0, GONE}, {50, GONE}, {29, GONE}, {30, GONE}, {GONE}, 0}, "0@29 left 4");
    check(&(struct made){{0, GONE}, NONE, {40, GONE}, {30, GONE}, {10 * 1440}, 0},
          "0>2@30 2@40 left 4");
}

static void departures_before_and_purchases_after(void **state)
{
    (void)state;
    struct tally tallies[TALLY_COUNT] = {{0}};
    /* the first departure not before the first purchase; a purchase after it changes nothing */
    check(&(struct made){{0, 200, GONE}, NONE, {-5, 90, 300, GONE}, NONE, {0}, -100},
          "0@90 left 2");
    check(&(struct made){{0, GONE}, NONE, {-5, GONE}, NONE, {0}, -100}, "0@500");
    struct loyalty_cell cell =
        count_one(&(struct made){{0, GONE}, NONE, {-5, GONE}, NONE, {0}, -100}, tallies);
    assert_int_equal(cell.left_before_purchase, 1);
    assert_int_equal(cell.customers, 1);
    cell = count_one(&(struct made){NONE, {10, GONE}, {40, GONE}, NONE, {0}, 0}, tallies);
    assert_int_equal(cell.left_without_purchase, 1);
    assert_int_equal(cell.customers, 0);
    cell = count_one(&(struct made){{0, GONE}, NONE, {30, GONE}, {30, GONE}, {GONE}, 0}, tallies);
    assert_int_equal(cell.left_on_day_of_change, 1);
    cell = count_one(&(struct made){{0, GONE}, NONE, {31, GONE}, {30, GONE}, {GONE}, 0}, tallies);
    assert_int_equal(cell.left_on_day_of_change, 0);
    for (int i = 0; i < TALLY_COUNT; i++) tally_release(&tallies[i]);
}

static void a_departure_without_its_day_is_none(void **state)
{
    (void)state;
    check(&(struct made){{0, GONE}, NONE, {UNKNOWN, 70, GONE}, NONE, {0}, 0}, "0@70 left 2");
}

static void the_horizon_cuts_off(void **state)
{
    (void)state;
    /* a departure on it is one; a change on it is not seen any more */
    check(&(struct made){{0, GONE}, NONE, {500, GONE}, NONE, {0}, 0}, "0@500 left 4");
    check(&(struct made){{0, GONE}, {500, GONE}, NONE, NONE, {0}, 0}, "0@500");
    check(&(struct made){{0, GONE}, {499, GONE}, NONE, NONE, {0}, 0}, "0>1@499 1@500");
    check(&(struct made){{500, GONE}, NONE, NONE, NONE, {0}, 0}, "0@0");
}

static void nobody_is_watched_before_departures_are_recorded(void **state)
{
    (void)state;
    /* recorded from day 100 on: watched after day 99, in the state of that day */
    check(&(struct made){{0, GONE}, NONE, NONE, NONE, {0}, 100}, "7>0@99 0@500");
    check(&(struct made){{0, GONE}, {30, GONE}, NONE, {50, GONE}, {GONE}, 100}, "7>2@99 2@500");
    check(&(struct made){{0, GONE}, {99, GONE}, NONE, {120, GONE}, {GONE}, 100},
          "7>1@99 1>2@120 2@500");
    check(&(struct made){{0, GONE}, {100, GONE}, {100, GONE}, NONE, {0}, 100},
          "7>0@99 0@100 left 4");
    check(&(struct made){{0, GONE}, NONE, NONE, NONE, {0}, 1}, "7>0@0 0@500");
    check(&(struct made){{0, GONE}, NONE, NONE, NONE, {0}, 0}, "0@500");
}

static void traits_are_those_of_the_first_purchase(void **state)
{
    (void)state;
    struct tally tallies[TALLY_COUNT] = {{0}};
    struct tally_entry entries[16]; /* room for all that a tally of two rows may hold */
    (void)count_one(&(struct made){{0, 40, GONE}, NONE, {70, GONE}, NONE, {0}, 0}, tallies);
    (void)count_one(&(struct made){{-300, GONE}, NONE, NONE, NONE, {0}, -400}, tallies);
    assert_true(tally_entry_limit(&tallies[TALLY_LEFT]) <= 16);
    assert_int_equal(tally_sorted(&tallies[TALLY_LEFT], entries), 1);
    struct loyalty_key key = loyalty_key_open(entries[0].key);
    assert_int_equal(key.product, 1);
    assert_int_equal(key.dealer, 3);
    assert_int_equal(key.year + YEAR_BEFORE, 2024); /* day 20000 is 2024-10-04 */
    assert_int_equal(key.day, 70);
    assert_true(tally_entry_limit(&tallies[TALLY_STAYED]) <= 16);
    assert_int_equal(tally_sorted(&tallies[TALLY_STAYED], entries), 1);
    key = loyalty_key_open_stayed(entries[0].key);
    assert_int_equal(key.product, 1);
    assert_int_equal(key.dealer, 3);
    assert_int_equal(key.day, 800);
    for (int i = 0; i < TALLY_COUNT; i++) tally_release(&tallies[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_has_no_problem_is_watched_to_the_horizon),
        cmocka_unit_test(states_follow_each_other),
        cmocka_unit_test(the_day_of_the_purchase_counts),
        cmocka_unit_test(departures_belong_to_what_was_before_their_day),
        cmocka_unit_test(departures_before_and_purchases_after),
        cmocka_unit_test(a_departure_without_its_day_is_none),
        cmocka_unit_test(the_horizon_cuts_off),
        cmocka_unit_test(nobody_is_watched_before_departures_are_recorded),
        cmocka_unit_test(traits_are_those_of_the_first_purchase),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
