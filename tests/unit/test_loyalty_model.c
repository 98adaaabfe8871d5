/* layer: measure */
/* What the loyalty family tells of pieces made by hand: which levels have a ratio, which have words
 * instead, and shares that can be worked out on paper. The numbers of a whole run are held against
 * R in tests/reference/loyalty.py. */
#include "measure/loyalty/loyalty.h"

#include "base/day.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { PIECE_LIMIT = 64, YEAR = 2024 - YEAR_BEFORE, HORIZON_DAY = 20000 };

struct fixture {
    struct measure_options options;
    struct measure_context context;
    struct table tables[2];
    struct linked linked;
    struct measured measured;
    struct loyalty_piece list[PIECE_LIMIT];
    struct loyalty_pieces pieces;
    struct result result;
    struct err err;
};

static int set_up(void **state)
{
    static struct fixture f;
    f = (struct fixture){
        .tables = {{.name = "purchases", .row_count = 1}, {.name = "departures", .row_count = 1}}};
    measure_options_init(&f.options);
    f.context = (struct measure_context){.options = &f.options, .horizon_day = HORIZON_DAY};
    f.linked.tables = f.tables;
    f.linked.table_count = 2;
    f.measured = (struct measured){
        .family = family_find("loyalty"), .linked = &f.linked, .context = &f.context};
    f.pieces.pieces = f.list;
    result_init(&f.result);
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    result_release(&f->result);
    return 0;
}

static struct loyalty_piece *add(struct fixture *f, uint32_t day, int piece_state)
{
    assert_true(f->pieces.count < PIECE_LIMIT);
    struct loyalty_piece *piece = &f->list[f->pieces.count++];
    *piece = (struct loyalty_piece){.day = day, .state = (uint8_t)piece_state, .year = YEAR};
    f->pieces.day_limit = day + 1;
    return piece;
}

/* So many left, and so many were cut off, on the day. */
static void add_ends(struct fixture *f, uint32_t day, int piece_state, uint64_t left, uint64_t cut)
{
    if (left > 0) {
        struct loyalty_piece *piece = add(f, day, piece_state);
        piece->left = left;
        piece->parting = PARTING_REASON;
        piece->is_end = true;
    }
    if (cut > 0) {
        struct loyalty_piece *piece = add(f, day, piece_state);
        piece->cut = cut;
        piece->is_end = true;
    }
    f->pieces.cell.customers += left + cut;
}

static void tell(struct fixture *f)
{
    assert_int_equal(loyalty_ratios(&f->measured, &f->pieces, &f->result, &f->err), RC_OK);
    assert_int_equal(loyalty_curves(&f->measured, &f->pieces, &f->result, &f->err), RC_OK);
}

static const struct estimate *found(const struct fixture *f, const char *metric, enum axis axis,
                                    const char *key)
{
    const struct estimate *estimate = result_find(&f->result, metric, axis, key, PERIOD_ALL);
    assert_non_null(estimate);
    return estimate;
}

static const struct estimate *ratio_of(const struct fixture *f, const char *key)
{
    return found(f, "departure.hazard_ratio", AXIS_TRAIT, key);
}

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static void without_departures_nothing_is_told(void **state)
{
    struct fixture *f = *state;
    f->tables[1].row_count = 0;
    add_ends(f, 400, STATE_NONE, 0, 100);
    tell(f);
    assert_true(begins(ratio_of(f, "state=problem")->reason, "no_table: departures"));
    assert_true(begins(found(f, "retention.stay_365d", AXIS_NETWORK, "")->reason, "no_table"));
    assert_true(
        begins(found(f, "departure.incidence_365d", AXIS_STRATUM, "cause=preventable")->reason,
               "no_table"));
    assert_true(begins(found(f, "departure.concordance", AXIS_NETWORK, "")->reason, "no_table"));
}

/* 20 who leave on days 10 and 30 without a problem, of 200; 24 on days 20 and 40 with one, of 60.
 */
static void add_two_states(struct fixture *f)
{
    add_ends(f, 10, STATE_NONE, 8, 0);
    add_ends(f, 20, STATE_PROBLEM, 14, 0);
    add_ends(f, 30, STATE_NONE, 12, 0);
    add_ends(f, 40, STATE_PROBLEM, 10, 0);
}

static void few_departures_are_counted_in_words(void **state)
{
    struct fixture *f = *state;
    add_ends(f, 10, STATE_NONE, 4, 0);
    add_ends(f, 20, STATE_PROBLEM, 5, 0);
    add_ends(f, 400, STATE_NONE, 0, 180);
    add_ends(f, 400, STATE_PROBLEM, 0, 36);
    tell(f);
    const struct estimate *estimate = ratio_of(f, "state=problem");
    assert_int_equal(estimate->status, STATUS_REFUSED);
    assert_string_equal(estimate->reason,
                        "few_events: 9 departures, 10 are needed: 10 for each of 1 coefficients");
    /* nobody ever complained: there is nothing to refuse */
    assert_true(begins(ratio_of(f, "state=complaint_open")->reason, "below_base"));
}

/* A day on which customers of one state left, and how many of both were there. */
struct day {
    double none, problem;
    int events;
    bool of_problem;
};
static const struct day two_states[] = {{200, 60, 8, false},
                                        {192, 60, 14, true},
                                        {192, 46, 12, false},
                                        {180, 46, 10, true},
                                        {.events = 0}};

static double likelihood(const struct day *days, double ratio)
{
    double sum = 0.0;
    for (const struct day *day = days; day->events > 0; day++) {
        const double of_one = day->of_problem ? ratio : 1.0;
        for (int i = 0; i < day->events; i++)
            sum += log(of_one / (day->none + day->problem * ratio - of_one * i));
    }
    return sum;
}

/* Efron's likelihood by a search along a fine grid: independent of Newton's method. With the events
 * of a day in one state, i of d gone on average are i whole ones. */
static double grid_ratio(const struct day *days)
{
    double best = NAN, most = -INFINITY;
    for (int step = 1; step <= 80000; step++) {
        const double ratio = exp((step - 40000) * 1e-4);
        const double reached = likelihood(days, ratio);
        if (reached > most) best = ratio;
        if (reached > most) most = reached;
    }
    return best;
}

static void ratios_are_those_of_the_likelihood(void **state)
{
    struct fixture *f = *state;
    add_two_states(f);
    add_ends(f, 400, STATE_NONE, 0, 180);
    add_ends(f, 400, STATE_PROBLEM, 0, 36);
    tell(f);
    const struct estimate *estimate = ratio_of(f, "state=problem");
    assert_int_equal(estimate->n, 60);
    assert_float_equal(log(estimate->value), log(grid_ratio(two_states)), 1e-4);
    assert_true(estimate->lower > 1.0 && estimate->upper > estimate->value);
    assert_int_equal(estimate->verdict, VERDICT_WORSE);
    assert_string_equal(estimate->method, "cox_efron");
}

static void a_level_that_nobody_left_changes_nothing_else(void **state)
{
    struct fixture *f = *state;
    add_two_states(f);
    add_ends(f, 400, STATE_NONE, 0, 180);
    add_ends(f, 400, STATE_PROBLEM, 0, 36);
    add_ends(f, 410, STATE_SOLVED_FAST, 0, 50);
    tell(f);
    const struct estimate *fast = ratio_of(f, "state=complaint_solved_fast");
    assert_true(begins(fast->reason, "no_departure: none of its 50 customers left"));
    assert_int_equal(fast->status, STATUS_REFUSED);
    assert_float_equal(log(ratio_of(f, "state=problem")->value), log(grid_ratio(two_states)), 1e-4);
}

/* Customers who changed their state cannot be told from others without dealers. */
static void concordance_has_no_interval_without_clusters(void **state)
{
    struct fixture *f = *state;
    add(f, 5, STATE_NONE)->cut = 10;
    add(f, 5, STATE_PROBLEM)->came = 10;
    add_two_states(f);
    add_ends(f, 400, STATE_NONE, 0, 180);
    add_ends(f, 400, STATE_PROBLEM, 0, 36);
    tell(f);
    const struct estimate *estimate = found(f, "departure.concordance", AXIS_NETWORK, "");
    assert_int_equal(estimate->status, STATUS_PARTIAL);
    assert_true(begins(estimate->reason, "no_clusters"));
    assert_true(estimate->value > 0.5 && estimate->value < 1.0 && isnan(estimate->lower));
    /* ten came from the first state to the second: 200 and 10 were in the first */
    assert_int_equal(ratio_of(f, "state=problem")->n, 60);
}

static const struct result_table *halves_of(const struct fixture *f)
{
    const struct result_table *halves = NULL;
    for (size_t i = 0; i < f->result.table_count; i++)
        if (strcmp(f->result.tables[i].name, "departure.ratios_by_time") == 0)
            halves = &f->result.tables[i];
    assert_non_null(halves);
    return halves;
}

static void ratios_that_change_with_time_are_averages(void **state)
{
    struct fixture *f = *state;
    add_ends(f, 10, STATE_PROBLEM, 40, 0);
    add_ends(f, 11, STATE_NONE, 20, 0);
    add_ends(f, 12, STATE_PROBLEM, 40, 0);
    add_ends(f, 300, STATE_NONE, 60, 0);
    add_ends(f, 301, STATE_PROBLEM, 2, 0);
    add_ends(f, 302, STATE_NONE, 60, 0);
    add_ends(f, 400, STATE_NONE, 0, 500);
    add_ends(f, 400, STATE_PROBLEM, 0, 500);
    tell(f);
    const struct estimate *estimate = ratio_of(f, "state=problem");
    assert_int_equal(estimate->status, STATUS_PARTIAL);
    assert_true(begins(estimate->reason, "not_proportional: "));
    /* half of the 222 departures had happened on day 300 */
    assert_non_null(strstr(estimate->reason, "up to day 300"));
    const struct result_table *halves = halves_of(f);
    assert_int_equal(halves->row_count, 1);
    static const struct day early[] = {{640, 582, 40, true},
                                       {640, 542, 20, false},
                                       {620, 542, 40, true},
                                       {620, 502, 60, false},
                                       {.events = 0}};
    static const struct day late[] = {{560, 502, 2, true}, {560, 500, 60, false}, {.events = 0}};
    assert_float_equal(log(halves->cells[2].number), log(grid_ratio(early)), 1e-4);
    assert_float_equal(log(halves->cells[5].number), log(grid_ratio(late)), 1e-4);
}

/* In the second half nobody leaves from the reference: no ratio to it can be told. */
static void halves_without_the_reference_are_left_empty(void **state)
{
    struct fixture *f = *state;
    add_ends(f, 10, STATE_PROBLEM, 20, 0);
    add_ends(f, 11, STATE_NONE, 20, 0);
    add_ends(f, 12, STATE_COMPLAINT_OPEN, 20, 0);
    add_ends(f, 300, STATE_PROBLEM, 25, 0);
    add_ends(f, 302, STATE_COMPLAINT_OPEN, 25, 0);
    add_ends(f, 400, STATE_NONE, 0, 500);
    add_ends(f, 400, STATE_PROBLEM, 0, 500);
    add_ends(f, 400, STATE_COMPLAINT_OPEN, 0, 500);
    tell(f);
    const struct result_table *halves = halves_of(f);
    assert_int_equal(halves->row_count, 2);
    for (size_t row = 0; row < 2; row++) {
        assert_int_equal(halves->cells[row * halves->column_count + 2].kind, CELL_NUMBER);
        assert_int_equal(halves->cells[row * halves->column_count + 5].kind, CELL_EMPTY);
    }
}

/* Fewer customers than the minimum base: in the model, but neither estimate nor table tells. */
static void small_levels_are_in_no_table(void **state)
{
    struct fixture *f = *state;
    add_two_states(f);
    add_ends(f, 50, STATE_COMPLAINT_OPEN, 6, 0);
    add_ends(f, 400, STATE_NONE, 0, 180);
    add_ends(f, 400, STATE_PROBLEM, 0, 36);
    tell(f);
    assert_true(begins(ratio_of(f, "state=complaint_open")->reason, "below_base: n = 6"));
    for (size_t i = 0; i < f->result.table_count; i++) {
        const struct result_table *table = &f->result.tables[i];
        for (size_t row = 0; row < table->row_count; row++) {
            const struct table_cell *cells = table->cells + row * table->column_count;
            if (cells[0].kind != CELL_TEXT || strcmp(cells[0].text, "state=complaint_open") != 0)
                continue;
            for (size_t c = 1; c < table->column_count; c++)
                assert_int_not_equal(cells[c].kind, CELL_NUMBER);
        }
    }
    assert_true(ratio_of(f, "state=problem")->value > 1.0);
}

/* Pieces of so many customers of a year who come on a day (0: from the purchase on), of whom some
 * leave on two days and the rest are cut off on a third. */
struct cohort {
    uint16_t year;
    uint32_t from, left_days[2], until;
    uint64_t left[2], stayed;
};

static void add_piece(struct fixture *f, const struct cohort *cohort, uint32_t day, uint64_t came,
                      uint64_t left, uint64_t cut)
{
    struct loyalty_piece *piece = add(f, day, STATE_NONE);
    piece->year = cohort->year;
    piece->came = came;
    piece->left = left;
    piece->cut = cut;
    piece->is_end = came == 0;
    piece->parting = left > 0 ? PARTING_REASON : PARTING_NONE;
    f->pieces.cell.customers += left + cut;
}

/* In the order of their days, as they are read. */
static void add_cohorts(struct fixture *f, const struct cohort *cohorts, size_t count)
{
    for (uint32_t day = 0; day <= 400; day++)
        for (size_t i = 0; i < count; i++) {
            const struct cohort *c = &cohorts[i];
            if (day > 0 && day == c->from)
                add_piece(f, c, day, c->left[0] + c->left[1] + c->stayed, 0, 0);
            for (int k = 0; k < 2; k++)
                if (day == c->left_days[k]) add_piece(f, c, day, 0, c->left[k], 0);
            if (day == c->until) add_piece(f, c, day, 0, 0, c->stayed);
        }
}

/* The first year was watched when the last one, the reference, was not any more; the one between
 * was watched with either. */
static void levels_never_watched_together_have_no_ratio(void **state)
{
    struct fixture *f = *state;
    const struct cohort cohorts[] = {{YEAR - 2, 200, {260, 350}, 400, {10, 10}, 180},
                                     {YEAR - 1, 100, {160, 260}, 300, {20, 20}, 160},
                                     {YEAR, 0, {50, 150}, 200, {20, 20}, 260}};
    add_cohorts(f, cohorts, 3);
    tell(f);
    const struct estimate *stranger = ratio_of(f, "first_year=2022");
    assert_int_equal(stranger->status, STATUS_REFUSED);
    assert_true(begins(stranger->reason, "no_overlap: nobody left on a day"));
    assert_true(isnan(stranger->rest_q));
    const struct estimate *known = ratio_of(f, "first_year=2023");
    assert_true(known->value > 0.0 && known->upper > known->value);
    size_t found_rows = 0;
    for (size_t i = 0; i < f->result.table_count; i++) {
        const struct result_table *table = &f->result.tables[i];
        for (size_t row = 0; row < table->row_count; row++) {
            const struct table_cell *cells = table->cells + row * table->column_count;
            if (cells[0].kind != CELL_TEXT || strcmp(cells[0].text, "first_year=2022") != 0)
                continue;
            found_rows++;
            for (size_t c = 1; c < table->column_count; c++)
                assert_int_not_equal(cells[c].kind, CELL_NUMBER);
        }
    }
    assert_int_equal(found_rows, 2); /* the ratios, and those of both halves */
}

/* Three who leave while both are watched: most of the ratio comes by way of the year between. */
static void little_in_common_is_told_in_part(void **state)
{
    struct fixture *f = *state;
    const struct cohort cohorts[] = {{YEAR - 2, 200, {205, 350}, 400, {3, 17}, 180},
                                     {YEAR - 1, 100, {160, 260}, 300, {20, 20}, 160},
                                     {YEAR, 0, {50, 150}, 210, {20, 20}, 260}};
    add_cohorts(f, cohorts, 3);
    tell(f);
    const struct estimate *estimate = ratio_of(f, "first_year=2022");
    assert_int_equal(estimate->status, STATUS_PARTIAL);
    assert_true(begins(estimate->reason, "little_overlap: 3 departures"));
    assert_false(begins(ratio_of(f, "first_year=2023")->reason, "little_overlap"));
}

static void shares_are_those_of_paper(void **state)
{
    struct fixture *f = *state;
    static const char *const names[] = {"", "death", "service"};
    struct dictionary reasons = {"departure_reason", names, 3};
    f->linked.dictionaries = &reasons;
    f->linked.dictionary_count = 1;
    add_ends(f, 100, STATE_NONE, 10, 0); /* of 200 */
    f->list[0].parting = PARTING_REASON + 2;
    add_ends(f, 200, STATE_PROBLEM, 38, 0); /* of 190 */
    f->list[1].parting = PARTING_REASON + 1;
    add_ends(f, 400, STATE_NONE, 0, 152);
    tell(f);
    const struct estimate *stay = found(f, "retention.stay_365d", AXIS_NETWORK, "");
    assert_float_equal(stay->value, 0.76, 1e-15); /* 0.95 * 0.8 */
    assert_int_equal(stay->n, 200);
    assert_float_equal(
        found(f, "departure.incidence_365d", AXIS_STRATUM, "cause=preventable")->value, 0.05,
        1e-15);
    assert_float_equal(
        found(f, "departure.incidence_365d", AXIS_STRATUM, "cause=not_preventable")->value, 0.19,
        1e-15);
    const struct estimate *cohort = found(f, "retention.stay_365d", AXIS_STRATUM, "cohort=2024");
    assert_float_equal(cohort->value, 0.76, 1e-15);
}

/* Recorded from their day 51 on: what became of them before it is not known. */
static void who_was_not_watched_is_not_told_of(void **state)
{
    struct fixture *f = *state;
    add(f, 50, STATE_NONE)->came = 200;
    add_ends(f, 100, STATE_NONE, 20, 0);
    add_ends(f, 400, STATE_NONE, 0, 180);
    tell(f);
    const struct estimate *stay = found(f, "retention.stay_365d", AXIS_NETWORK, "");
    assert_int_equal(stay->status, STATUS_REFUSED);
    assert_true(begins(stay->reason, "not_watched"));
    assert_true(begins(found(f, "departure.incidence_365d", AXIS_STRATUM, "cause=unknown")->reason,
                       "not_watched"));
}

static void all_gone_is_a_share_without_bounds(void **state)
{
    struct fixture *f = *state;
    add_ends(f, 100, STATE_NONE, 20, 0);
    add_ends(f, 200, STATE_NONE, 30, 0);
    tell(f);
    const struct estimate *stay = found(f, "retention.stay_365d", AXIS_NETWORK, "");
    assert_int_equal(stay->status, STATUS_PARTIAL);
    assert_true(begins(stay->reason, "no_events") && stay->value == 0.0);
}

/* The last ones who were watched left, so the curve comes down to 0; but most had been cut off. */
static void nobody_watched_for_a_year_is_no_share(void **state)
{
    struct fixture *f = *state;
    add_ends(f, 100, STATE_NONE, 1, 0);
    add_ends(f, 150, STATE_NONE, 0, 59);
    add_ends(f, 240, STATE_NONE, 3, 0);
    tell(f);
    const struct estimate *stay = found(f, "retention.stay_365d", AXIS_NETWORK, "");
    assert_int_equal(stay->status, STATUS_REFUSED);
    assert_true(begins(stay->reason, "not_matured: nobody was watched 365 days"));
    assert_true(begins(found(f, "retention.stay_365d", AXIS_STRATUM, "cohort=2024")->reason,
                       "not_matured"));
    assert_true(begins(found(f, "departure.incidence_365d", AXIS_STRATUM, "cause=unknown")->reason,
                       "not_matured"));
}

static void short_histories_are_not_matured(void **state)
{
    struct fixture *f = *state;
    add_ends(f, 100, STATE_NONE, 20, 0);
    add_ends(f, 364, STATE_NONE, 0, 180);
    tell(f);
    assert_true(begins(found(f, "retention.stay_365d", AXIS_NETWORK, "")->reason, "not_matured"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(without_departures_nothing_is_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(few_departures_are_counted_in_words, set_up, tear_down),
        cmocka_unit_test_setup_teardown(ratios_are_those_of_the_likelihood, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_level_that_nobody_left_changes_nothing_else, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(concordance_has_no_interval_without_clusters, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(ratios_that_change_with_time_are_averages, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(halves_without_the_reference_are_left_empty, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(small_levels_are_in_no_table, set_up, tear_down),
        cmocka_unit_test_setup_teardown(levels_never_watched_together_have_no_ratio, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(little_in_common_is_told_in_part, set_up, tear_down),
        cmocka_unit_test_setup_teardown(shares_are_those_of_paper, set_up, tear_down),
        cmocka_unit_test_setup_teardown(who_was_not_watched_is_not_told_of, set_up, tear_down),
        cmocka_unit_test_setup_teardown(all_gone_is_a_share_without_bounds, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nobody_watched_for_a_year_is_no_share, set_up, tear_down),
        cmocka_unit_test_setup_teardown(short_histories_are_not_matured, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
