/* layer: measure */
/* The recovery paradox: words of verdicts, rows against what their definition says of one row, the
 * day on which a customer is looked at, and when nothing can be said. */
#include "measure/paradox/paradox.h"

#include "base/day.h"
#include "base/hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *verdict(double lower, double upper)
{
    const struct interval interval = {(lower + upper) / 2, lower, upper, true, true};
    return paradox_verdict(&interval, 0.25);
}

static void words_follow_from_the_bounds(void **state)
{
    (void)state;
    assert_string_equal(verdict(0.01, 0.4), "paradox");
    assert_string_equal(verdict(0.3, 0.4), "paradox");
    assert_string_equal(verdict(0.01, 0.2), "paradox_small");
    assert_string_equal(verdict(-0.1, 0.2), "equivalent");
    assert_string_equal(verdict(0.0, 0.2), "equivalent");
    assert_string_equal(verdict(-0.2, 0.25), "not_inferior");
    assert_string_equal(verdict(-0.25, 0.1), "cannot_say");
    assert_string_equal(verdict(-0.5, 0.5), "cannot_say");
    assert_string_equal(verdict(-0.2, -0.1), "worse_small");
    assert_string_equal(verdict(-0.4, -0.1), "worse");
    const struct interval unbounded = {1, 0.5, NAN, true, false};
    assert_string_equal(paradox_verdict(&unbounded, 0.25), "cannot_say");
}

enum { ROW_COUNT = 2000, NEED_COUNT = 5 };

struct columns {
    int8_t problem[ROW_COUNT], overall[ROW_COUNT], intent[ROW_COUNT];
    uint32_t outcome[ROW_COUNT], product[ROW_COUNT];
};

/* Products and outcomes that fit a short key, and some that do not. */
static void fill(struct columns *columns)
{
    for (int row = 0; row < ROW_COUNT; row++) {
        const uint64_t random = hash_u64((uint64_t)row), other = hash_u64(random);
        columns->problem[row] = random % 9 == 0 ? (int8_t)BOOL_MISSING : (int8_t)(random >> 8 & 1);
        columns->overall[row] =
            random >> 16 & 7 ? (int8_t)((random >> 20) % 18) : (int8_t)SCORE_MISSING;
        columns->intent[row] =
            random >> 24 & 7 ? (int8_t)((random >> 28) % 5 + 1) : (int8_t)SCORE_MISSING;
        columns->outcome[row] = (uint32_t)(other % 11 == 0 ? 70000 : other % 10);
        columns->product[row] = (uint32_t)(other >> 30) % (other >> 10 & 15 ? 40 : 1U << 29);
    }
}

/* The key that says product, state and score, long where a short one has no room. */
static int64_t slow_key(uint32_t product, uint32_t state, int8_t score)
{
    if (product < 1 << 23 && state < 8 && score < 16)
        return (int64_t)product * 128 + (int64_t)state * 16 + score;
    return (int64_t)1 << 62 | (int64_t)product << 32 | (int64_t)score << 24 | state;
}

static bool is_told(const void *const *column, int row)
{
    const int8_t problem = ((const int8_t *)column[0])[row];
    const uint32_t outcome = column[1] ? ((const uint32_t *)column[1])[row] : 0;
    return problem == 0 || (problem == 1 && outcome != 0);
}

static void count_slowly(const void *const *column, int row, struct tally *tallies)
{
    const int8_t problem = ((const int8_t *)column[0])[row];
    const uint32_t outcome = column[1] ? ((const uint32_t *)column[1])[row] : 0;
    const uint32_t product = column[2] ? ((const uint32_t *)column[2])[row] : 0;
    if (!is_told(column, row)) return;
    for (int t = 0; t < 2; t++) {
        const int8_t score =
            column[3 + t] ? ((const int8_t *)column[3 + t])[row] : (int8_t)SCORE_MISSING;
        if (score == SCORE_MISSING) continue;
        tally_add(&tallies[t], slow_key(product, problem == 1 ? outcome : 0, score), 1);
    }
}

static void assert_same(const struct tally *a, const struct tally *b)
{
    static struct tally_entry first[2 * ROW_COUNT], second[2 * ROW_COUNT];
    assert_true(tally_entry_limit(a) <= 2 * ROW_COUNT && tally_entry_limit(b) <= 2 * ROW_COUNT);
    const size_t count = tally_sorted(a, first);
    assert_int_equal(tally_sorted(b, second), count);
    assert_memory_equal(first, second, count * sizeof *first);
}

static void check_rows(const void *const *column, enum isa isa)
{
    const struct family *family = family_find("paradox");
    static int32_t prepared[ROW_COUNT] __attribute__((aligned(64)));
    struct measure_options options;
    measure_options_init(&options);
    options.isa = isa;
    const struct measure_context context = {.options = &options};
    struct tally tallies[2] = {{.total = 0}}, slow[2] = {{.total = 0}};
    uint32_t rows[ROW_COUNT], row_count = 0;
    uint64_t cell = 0, told = 0;
    assert_true(family->prepared_bytes == sizeof *prepared);
    for (uint32_t row = 0; row < ROW_COUNT; row++)
        if (row % 5 != 3) rows[row_count++] = row;
    family->prepare(prepared, column, ROW_COUNT, &context);
    family->update(&cell, tallies, &(struct rows){rows, row_count, column, prepared, &context});
    for (uint32_t i = 0; i < row_count; i++) {
        count_slowly(column, (int)rows[i], slow);
        told += is_told(column, (int)rows[i]);
    }
    assert_int_equal(cell, told);
    for (int t = 0; t < 2; t++) {
        assert_same(&tallies[t], &slow[t]);
        tally_release(&tallies[t]);
        tally_release(&slow[t]);
    }
}

static void rows_count_as_they_are_defined(void **state)
{
    (void)state;
    static struct columns columns;
    fill(&columns);
    const void *column[NEED_COUNT] = {columns.problem, columns.outcome, columns.product,
                                      columns.overall, columns.intent};
    for (int absent = NEED_COUNT; absent > 0; absent--) {
        if (absent < NEED_COUNT) column[absent] = NULL;
        for (enum isa isa = ISA_PORTABLE; isa < ISA_COUNT; isa++)
            if (isa_is_here(isa)) check_rows(column, isa);
    }
}

/* A customer as the family sees him: days of purchases and of the first repair, the complaint's
 * opening and solution in minutes; 0: none. */
struct customer {
    int32_t purchases[2];
    uint32_t purchase_count;
    int32_t repair_day, opened, resolved;
};
enum { HORIZON_DAY = 20000, LAST_LOOK = HORIZON_DAY - 365 };
/* with a problem, without one yet, product, and what the family retention says of him */
enum { OUT_COUNT = 4, UNTROUBLED_SHIFT = 9, LOOK_MASK = (1 << UNTROUBLED_SHIFT) - 1 };
enum { BOUGHT = 1, PRESENT = 1 << 8 };
static int half_of(int32_t look)
{
    return look >> 1 & 3;
}
static int tenure_of(int32_t look)
{
    return look >> 3 & 7;
}
static int class_of(int32_t look)
{
    return look >> 6 & 3;
}

static void derive(const struct customer *customer, int32_t looks[OUT_COUNT])
{
    static const uint32_t product[] = {7, 8}, order[] = {0, 1};
    const int32_t reported[] = {customer->repair_day * MINUTES_A_DAY + 5};
    const int32_t resolved[] = {customer->resolved ? customer->resolved : MINUTE_MISSING};
    const void *const purchases[] = {customer->purchases, product};
    const void *const repairs[] = {reported};
    const void *const complaints[] = {&customer->opened, resolved};
    const void *const *const columns[] = {purchases, repairs, complaints};
    const uint32_t *const rows[] = {order, order, order};
    const uint32_t row_counts[] = {customer->purchase_count, customer->repair_day > 0,
                                   customer->opened > 0};
    const struct measure_context context = {.horizon_day = HORIZON_DAY};
    const struct entity entity = {
        .rows = rows, .row_counts = row_counts, .columns = columns, .context = &context};
    int32_t both = 0;
    void *const out[] = {&both, &looks[2]};
    memset(looks, 0, OUT_COUNT * sizeof *looks);
    family_find("paradox_behaviour")->derivation->derive(&entity, out);
    looks[0] = both & LOOK_MASK;
    looks[1] = both >> UNTROUBLED_SHIFT & LOOK_MASK;
    looks[3] = both >> 2 * UNTROUBLED_SHIFT;
}

/* What the other clock says: 1 counted, 2 bought, 4 per ending. */
static int32_t path(int32_t bought, int32_t repair_day, int32_t opened, int32_t resolved)
{
    const struct customer customer = {{1000, bought}, 2, repair_day, opened, resolved};
    int32_t looks[OUT_COUNT];
    derive(&customer, looks);
    return looks[3];
}

static void the_other_clock_is_that_of_retention(void **state)
{
    (void)state;
    const int32_t opened = 1100 * MINUTES_A_DAY + 700;
    assert_int_equal(path(1365, 0, 0, 0), 1 | 2 | CLASS_NEVER << 2);
    assert_int_equal(path(1366, 0, 0, 0), 1 | CLASS_NEVER << 2);
    assert_int_equal(path(1365, 1200, 0, 0), 0);
    assert_int_equal(path(1465, 1200, opened, 0), 1 | 2 | CLASS_UNSOLVED << 2);
    assert_int_equal(path(1100, 1200, opened, 0), 1 | CLASS_UNSOLVED << 2);
    assert_int_equal(path(1465, 1200, opened, opened + 1440), 1 | 2 | CLASS_SOLVED_FAST << 2);
    assert_int_equal(path(1466, 1200, opened, opened + 90 * 1440), 1 | CLASS_SOLVED << 2);
    assert_int_equal(path(1465, 0, (LAST_LOOK + 1) * MINUTES_A_DAY, 0), 0);
}

static void the_complaint_decides_by_what_is_known_then(void **state)
{
    (void)state;
    const int32_t opened = (LAST_LOOK - 40) * MINUTES_A_DAY + 600;
    struct customer customer = {{LAST_LOOK - 400, LAST_LOOK - 5}, 2, 0, opened, opened + 1440};
    int32_t looks[OUT_COUNT];
    derive(&customer, looks); /* looked at 39 days before the last day, tenure 361 */
    assert_int_equal(class_of(looks[0]), CLASS_SOLVED_FAST);
    assert_int_equal(tenure_of(looks[0]), 3);
    assert_int_equal(half_of(looks[0]), 0);
    assert_true(looks[0] & PRESENT && looks[0] & BOUGHT);
    assert_int_equal(looks[2], 7);
    customer.resolved = opened + 30 * 1440;
    derive(&customer, looks); /* at 10 days before: the purchase still comes after */
    assert_int_equal(class_of(looks[0]), CLASS_SOLVED);
    assert_true(looks[0] & BOUGHT);
    customer.purchases[1] = LAST_LOOK - 10;
    derive(&customer, looks); /* not after it: before he was a recovered customer */
    assert_false(looks[0] & BOUGHT);
    customer.resolved++;
    customer.purchases[1] = LAST_LOOK - 9;
    derive(&customer, looks); /* solved too late: unsolved on the 30th day */
    assert_int_equal(class_of(looks[0]), CLASS_UNSOLVED);
    assert_true(looks[0] & BOUGHT);
    customer.purchases[1] = LAST_LOOK - 10 + 366;
    derive(&customer, looks);
    assert_false(looks[0] & BOUGHT); /* the year is over */
    customer.opened += 11 * MINUTES_A_DAY;
    customer.resolved = 0;
    derive(&customer, looks);
    assert_int_equal(looks[0], 0); /* cannot be followed for a year */
    customer.opened = (LAST_LOOK - 401) * MINUTES_A_DAY;
    derive(&customer, looks);
    assert_int_equal(looks[0], 0); /* complained before he bought */
}

/* The day is found by the first purchase alone. Later trouble does not unmake it, earlier does. */
static void without_a_problem_by_what_is_known_then(void **state)
{
    (void)state;
    int untroubled = 0, troubled = 0;
    for (int32_t first = LAST_LOOK - 2000; first < LAST_LOOK; first += 17) {
        struct customer customer = {{first}, 1, 0, 0, 0};
        int32_t looks[OUT_COUNT], other[OUT_COUNT];
        derive(&customer, looks);
        assert_int_equal(looks[0], 0);
        assert_true(looks[1] & PRESENT);
        assert_int_equal(class_of(looks[1]), CLASS_NEVER);
        const int32_t earliest = LAST_LOOK - 729 > first ? LAST_LOOK - 729 : first;
        const int32_t day = earliest + (int32_t)((hash_u64((uint32_t)first) >> 32) *
                                                     (uint64_t)(LAST_LOOK - earliest + 1) >>
                                                 32);
        assert_int_equal(half_of(looks[1]), (LAST_LOOK - day) / 183);
        customer.repair_day = day + 1;
        customer.opened = (day + 1) * MINUTES_A_DAY;
        derive(&customer, other);
        assert_int_equal(other[1], looks[1]);
        customer.repair_day = day;
        derive(&customer, other);
        assert_int_equal(other[1], 0);
        customer = (struct customer){{first}, 1, 0, day * MINUTES_A_DAY + 1439, 0};
        derive(&customer, other);
        assert_int_equal(other[1], 0);
        customer = (struct customer){{first, day + 365}, 2, 0, 0, 0};
        derive(&customer, other);
        assert_int_equal(other[1], looks[1] | BOUGHT);
        untroubled += half_of(looks[1]) < 2;
        troubled += half_of(looks[1]) >= 2;
    }
    assert_true(untroubled > 20 && troubled > 20); /* the days are spread */
    struct customer recent = {{LAST_LOOK + 1}, 1, 0, 0, 0};
    int32_t looks[OUT_COUNT];
    derive(&recent, looks);
    assert_int_equal(looks[1], 0);
}

struct fixture {
    struct measure_options options;
    struct measure_context context;
    struct measured measured;
    struct result result;
    struct paradox_entry rows[32];
    struct paradox_entries entries;
};

static int set_up(void **state)
{
    static struct fixture f;
    static const int32_t any[1];
    static const void *const column[] = {any, any, any, any, any};
    memset(&f, 0, sizeof f);
    measure_options_init(&f.options);
    f.context.options = &f.options;
    f.measured = (struct measured){
        .family = family_find("paradox_behaviour"), .context = &f.context, .column = column};
    result_init(&f.result);
    f.entries.rows = f.rows;
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    result_release(&((struct fixture *)*state)->result);
    return 0;
}

/* In two parts, as a tally may tell them, and with strata that lie far apart. */
static void put(struct fixture *f, uint64_t stratum, enum paradox_class ending, uint64_t not_bought,
                uint64_t bought)
{
    const uint64_t number = stratum * 1000003, half = bought / 2;
    const struct paradox_entry rows[] = {{number, half, 1, ending},
                                         {number, not_bought, 0, ending},
                                         {number, bought - half, 1, ending}};
    assert_true(f->entries.count + 3 <= sizeof f->rows / sizeof *f->rows);
    memcpy(f->rows + f->entries.count, rows, sizeof rows);
    f->entries.count += 3;
}

static const struct estimate *told_beside(struct fixture *f, const struct paradox_clock *clock)
{
    const struct paradox_test test = {.name = "behaviour",
                                      .metric = "paradox.behaviour",
                                      .literature = "",
                                      .margin = PARADOX_SHARE_MARGIN,
                                      .period = PERIOD_ALL,
                                      .is_share = true,
                                      .clock = clock};
    struct err err = ERR_INIT;
    struct paradox_counts counts;
    assert_true(paradox_counts_init(&counts, &f->entries, 0, 2, &f->result.arena));
    const enum rc rc =
        paradox_add("paradox.behaviour", &test, &counts, 1, &f->measured, &f->result, &err);
    assert_int_equal(rc, RC_OK);
    assert_int_equal(f->result.estimate_count, PARADOX_GROUP_COUNT);
    return f->result.estimates;
}

static const struct estimate *told(struct fixture *f)
{
    return told_beside(f, NULL);
}

static bool begins(const char *text, const char *beginning)
{
    return strncmp(text, beginning, strlen(beginning)) == 0;
}

/* Solved fast 30 of 40, later 20 of 60, unsolved 10 of 50; without a problem 50 of 100 and 20 of
 * 100. */
static void strata_are_told_apart(void **state)
{
    struct fixture *f = *state;
    put(f, 0, CLASS_NEVER, 50, 50);
    put(f, 1, CLASS_NEVER, 80, 20);
    put(f, 0, CLASS_SOLVED_FAST, 10, 30);
    put(f, 1, CLASS_SOLVED, 40, 20);
    put(f, 1, CLASS_UNSOLVED, 40, 10);
    const struct estimate *e = told(f);
    assert_int_equal(e[0].axis, AXIS_NETWORK);
    assert_true(fabs(e[0].value - (0.4 * 25 + 0.6 * 100.0 * (1.0 / 3 - 0.2))) < 1e-12);
    assert_string_equal(e[1].key, "solved_fast");
    assert_true(fabs(e[1].value - 25) < 1e-12);
    assert_string_equal(e[2].key, "solved_later");
    assert_true(fabs(e[2].value - 100 * (1.0 / 3 - 0.2)) < 1e-12);
    assert_string_equal(e[3].key, "unsolved");
    assert_true(fabs(e[3].value) < 1e-12);
    for (int i = 0; i < PARADOX_GROUP_COUNT; i++) {
        assert_int_equal(e[i].status, STATUS_PASS);
        assert_true(e[i].lower < e[i].value && e[i].value < e[i].upper);
    }
    assert_string_equal(result_cell(f->result.tables, 1, 15)->text, "paradox");
    assert_string_equal(result_cell(f->result.tables, 3, 15)->text, "cannot_say");
}

/* Both kinds of solved are above here; by the other clock only those who were solved fast are. */
static void no_verdict_that_another_clock_turns(void **state)
{
    struct fixture *f = *state;
    const struct paradox_clock clock = {.metric = "other",
                                        .shares = {[CLASS_NEVER] = {459, 1000},
                                                   [CLASS_SOLVED_FAST] = {60, 100},
                                                   [CLASS_SOLVED] = {43, 100},
                                                   [CLASS_UNSOLVED] = {9, 9}}};
    put(f, 0, CLASS_NEVER, 80, 20);
    put(f, 0, CLASS_SOLVED_FAST, 20, 40);
    put(f, 0, CLASS_SOLVED, 20, 40);
    put(f, 0, CLASS_UNSOLVED, 95, 5); /* too few by the other clock to say anything */
    const struct estimate *e = told_beside(f, NULL);
    for (size_t i = 0; i < 3; i++)
        assert_string_equal(result_cell(f->result.tables, i, 15)->text, "paradox");
    f->result.estimate_count = 0;
    e = told_beside(f, &clock);
    struct result_table *table = &f->result.tables[1];
    for (size_t i = 0; i < 3; i += 2) {
        assert_int_equal(e[i].status, STATUS_PARTIAL);
        assert_true(e[i].lower > 0);
        assert_string_equal(e[i].reason,
                            "depends_on_clock: by other, which counts those without a problem "
                            "from their first purchase, it is the other way round (solved 43.0 %, "
                            "no problem 45.9 %)");
        assert_string_equal(result_cell(table, i, 15)->text, "cannot_say");
    }
    assert_string_equal(result_cell(table, 1, 15)->text, "paradox");
    assert_string_equal(result_cell(table, 3, 15)->text, "worse");
}

static void what_cannot_be_compared_is_refused(void **state)
{
    struct fixture *f = *state;
    put(f, 0, CLASS_NEVER, 96, 4);
    put(f, 1, CLASS_NEVER, 50, 50);
    put(f, 0, CLASS_SOLVED_FAST, 30, 10); /* four of the others bought */
    put(f, 1, CLASS_SOLVED, 20, 20);
    put(f, 2, CLASS_SOLVED, 22, 22);   /* nobody like them: more than half */
    put(f, 1, CLASS_UNSOLVED, 40, 40); /* 5 of 85 have nobody like them */
    put(f, 2, CLASS_UNSOLVED, 5, 0);
    const struct estimate *e = told(f);
    assert_int_equal(e[1].status, STATUS_REFUSED);
    assert_true(begins(e[1].reason, "below_base: 4 customers of the rarer kind"));
    assert_int_equal(e[2].status, STATUS_REFUSED);
    assert_true(begins(e[2].reason, "no_overlap: only 40 of 84 "));
    assert_int_equal(e[2].n, 84);
    assert_int_equal(e[3].status, STATUS_PARTIAL);
    assert_true(begins(e[3].reason, "no_overlap: 5 of 85 have nobody"));
    assert_int_equal(e[3].n, 80);
}

static void few_are_refused(void **state)
{
    struct fixture *f = *state;
    put(f, 0, CLASS_NEVER, 50, 50);
    put(f, 0, CLASS_SOLVED, 5, 4);
    const struct estimate *e = told(f);
    for (int i = 0; i < PARADOX_GROUP_COUNT; i++) assert_int_equal(e[i].status, STATUS_REFUSED);
    assert_string_equal(e[0].reason, "below_base: 9 with a problem and 100 without, at least 10 "
                                     "are needed of each");
}

/* Three were solved fast: who knows all solved and those solved later, knows what they did. Of
 * twenty there is a number, but no verdict. */
static void a_few_are_not_given_away(void **state)
{
    struct fixture *f = *state;
    put(f, 0, CLASS_NEVER, 50, 50);
    put(f, 0, CLASS_SOLVED_FAST, 1, 2);
    put(f, 0, CLASS_SOLVED, 30, 30);
    put(f, 0, CLASS_UNSOLVED, 14, 6);
    const struct estimate *e = told(f);
    assert_int_equal(e[0].status, STATUS_PASS);
    assert_true(begins(e[1].reason, "below_base: 3 with a problem"));
    assert_true(begins(e[2].reason, "complementary: "));
    assert_int_equal(e[2].status, STATUS_REFUSED);
    assert_int_equal(e[3].status, STATUS_PASS);
    assert_string_equal(result_cell(f->result.tables, 0, 15)->text, "cannot_say");
    assert_string_equal(result_cell(f->result.tables, 3, 15)->text, "cannot_say");
    assert_true(e[3].value < -19.9);
}

static void few_are_not_judged(void **state)
{
    struct fixture *f = *state;
    put(f, 0, CLASS_NEVER, 900, 100);
    put(f, 0, CLASS_SOLVED, 5, 24);
    const struct estimate *e = told(f);
    assert_true(e[0].lower > 0);
    assert_string_equal(result_cell(f->result.tables, 0, 15)->text, "cannot_say");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_follow_from_the_bounds),
        cmocka_unit_test(rows_count_as_they_are_defined),
        cmocka_unit_test(the_complaint_decides_by_what_is_known_then),
        cmocka_unit_test(without_a_problem_by_what_is_known_then),
        cmocka_unit_test_setup_teardown(strata_are_told_apart, set_up, tear_down),
        cmocka_unit_test(the_other_clock_is_that_of_retention),
        cmocka_unit_test_setup_teardown(no_verdict_that_another_clock_turns, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_cannot_be_compared_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(few_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_few_are_not_given_away, set_up, tear_down),
        cmocka_unit_test_setup_teardown(few_are_not_judged, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
