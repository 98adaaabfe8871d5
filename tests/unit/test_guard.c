/* layer: measure */
/* The tables beside the estimates, from cells made by hand: a planted reversal and a shift are
 * told, a stable series is not; months in part are marked; the same whatever the number of threads.
 */
#include "measure/measure.h"
#include "measure/stages.h"

#include <math.h>
#include <omp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { REPORT_MONTH = 665, DEALERS = 8, REGIONS = 2 };

struct cell {
    struct share stable, shifted, turned, followed, ended;
    uint64_t closed_count, reported_count;
};

static const struct maturity closed_early = {offsetof(struct cell, closed_count),
                                             MATURITY_BY_OUTCOME};

static const struct maturity still_open = {offsetof(struct cell, reported_count), MATURITY_OPEN};

#define SHARE(name, member)                                                                        \
    {                                                                                              \
        .id = name, .unit = UNIT_SHARE, .better = BETTER_HIGHER, .kind = STATISTIC_SHARE,          \
        .statistic = statistic_share, .offset = offsetof(struct cell, member)                      \
    }
static const struct metric metrics[] = {SHARE("a.stable", stable),
                                        SHARE("a.shifted", shifted),
                                        SHARE("a.turned", turned),
                                        {.id = "a.followed",
                                         .unit = UNIT_SHARE,
                                         .kind = STATISTIC_SHARE,
                                         .statistic = statistic_share,
                                         .offset = offsetof(struct cell, followed),
                                         .maturity = &closed_early},
                                        {.id = "a.ended",
                                         .unit = UNIT_SHARE,
                                         .better = BETTER_HIGHER,
                                         .kind = STATISTIC_SHARE,
                                         .statistic = statistic_share,
                                         .offset = offsetof(struct cell, ended),
                                         .maturity = &still_open},
                                        {0}};
static const struct field fields[] = {
    FIELDS_SHARE(struct cell, stable, "count"),    FIELDS_SHARE(struct cell, shifted, "count"),
    FIELDS_SHARE(struct cell, turned, "count"),    FIELDS_SHARE(struct cell, followed, "count"),
    FIELD_U64(struct cell, closed_count, "count"), {0}};
static const enum axis axes[] = {AXIS_DEALER, AXIS_REGION, AXIS_END};
static const struct need needs[] = {{0}};
static const struct family family = {.name = "a",
                                     .clock = "at",
                                     .needs = needs,
                                     .axes = axes,
                                     .fields = fields,
                                     .cell_bytes = sizeof(struct cell),
                                     .metrics = metrics};

static const char *const names[] = {"", "K1", "K2", "K3", "K4", "K5", "K6", "K7", "K8"};

struct made {
    struct bound_family bound;
    struct table table;
    struct dictionary names;
    struct measure_options options;
    struct measure_context context;
    struct result result;
};

static struct cell *cell_of(struct made *made, size_t axis, uint32_t key, uint32_t window)
{
    struct tally *tallies;
    const struct state_axis *of = &made->bound.state.axes[axis];
    struct cell *cell = state_cell(&made->bound.state, state_slot(of, key, window), &tallies);
    assert_non_null(cell);
    return cell;
}

/* Months of 8 dealers in 2 regions: `stable` moves a little, `shifted` jumps in the report month;
 * of `turned` each region falls by 6 points while the better one grows from a third to two thirds;
 * of `ended`
 * more rows are open in the report month than before, and those that are not look better. */
static void add_rows(struct made *made, uint32_t dealer, uint32_t window)
{
    const uint64_t n = 200, step = (dealer * 5 + window * 7) % 9;
    const bool is_good = dealer % 2 == 0;
    const uint64_t size = (window == 0) == is_good ? 400 : 200;
    const struct cell added = {
        .stable = {n * (60 + dealer) / 100 + step, n},
        .shifted = {n * (window == 0 ? 80 : 60) / 100 + step, n},
        .turned = {size * ((is_good ? 90u : 60u) - (window == 0 ? 6 : 0)) / 100, size},
        .followed = {window == 1 ? 20 : 30, window == 1 ? 90 : 100},
        .closed_count = 100,
        .ended = {window == 0  ? 79
                  : window < 7 ? 64
                               : 61,
                  window == 0 ? 80 : 97},
        .reported_count = 100};
    const uint32_t keys[] = {0, dealer, 1 + dealer % 2};
    for (size_t axis = 0; axis < 3; axis++) {
        if (window >= made->bound.state.axes[axis].month_count) continue;
        uint64_t *into = (uint64_t *)cell_of(made, axis, keys[axis], window);
        const uint64_t *from = (const uint64_t *)&added;
        for (size_t k = 0; k < sizeof added / sizeof *from; k++) into[k] += from[k];
    }
}

static int set_up(void **state)
{
    static struct made made;
    const uint32_t counts[] = {DEALERS + 1, REGIONS + 1};
    made = (struct made){.context = {.report_month = REPORT_MONTH}};
    measure_options_init(&made.options);
    made.context.options = &made.options;
    made.names = (struct dictionary){.names = names, .code_count = DEALERS + 1};
    made.bound = (struct bound_family){.family = &family, .table = &made.table};
    made.bound.dictionary[AXIS_DEALER] = made.bound.dictionary[AXIS_REGION] = &made.names;
    assert_int_equal(state_init(&made.bound.state, &family, counts, NULL), RC_OK);
    for (uint32_t dealer = 1; dealer <= DEALERS; dealer++)
        for (uint32_t window = 0; window < MONTH_WINDOW_COUNT; window++)
            add_rows(&made, dealer, window);
    *state = &made;
    return 0;
}

static int tear_down(void **state)
{
    struct made *made = *state;
    state_release(&made->bound.state);
    return 0;
}

static void finish(struct made *made, int thread_count)
{
    struct err err = ERR_INIT;
    omp_set_num_threads(thread_count);
    result_init(&made->result);
    if (measure_finish(&made->bound, 1, NULL, &made->context, &made->result, &err) != RC_OK)
        fail_msg("%s", err.message);
}

static struct result_table *table(struct made *made, const char *name)
{
    for (size_t i = 0; i < made->result.table_count; i++)
        if (strcmp(made->result.tables[i].name, name) == 0) return &made->result.tables[i];
    fail_msg("there is no table %s", name);
    return NULL;
}

static struct table_cell *cell(struct result_table *of, size_t row, const char *column)
{
    for (size_t i = 0; i < of->column_count; i++)
        if (strcmp(of->columns[i].name, column) == 0) return result_cell(of, row, i);
    fail_msg("%s has no column %s", of->name, column);
    return NULL;
}

static bool is_text(struct result_table *of, size_t row, const char *column, const char *text)
{
    return strcmp(cell(of, row, column)->text, text) == 0;
}

static void the_network_has_its_chart(void **state)
{
    struct made *made = *state;
    finish(made, 2);
    struct result_table *charts = table(made, "charts");
    /* months in part are left out */
    assert_int_equal(charts->row_count, 5 * MONTH_WINDOW_COUNT - 2);
    size_t signals = 0;
    for (size_t row = 0; row < 3 * MONTH_WINDOW_COUNT; row++) {
        const size_t window = MONTH_WINDOW_COUNT - 1 - row % MONTH_WINDOW_COUNT;
        assert_int_equal(cell(charts, row, "phase")->whole, window == 0 ? 2 : 1);
        if (!is_text(charts, row, "metric", "a.shifted")) continue;
        assert_true(cell(charts, row, "upper")->number < 0.75);
        signals += is_text(charts, row, "signal", "beyond_3");
        if (window == 0) assert_string_equal(cell(charts, row, "month")->text, "2025-06");
    }
    assert_int_equal(signals, 1);
    result_release(&made->result);
}

static void a_shift_is_told_and_stable_months_are_not(void **state)
{
    struct made *made = *state;
    finish(made, 1);
    struct result_table *signals = table(made, "charts.signals");
    size_t shifted = 0, ended = 0;
    for (size_t row = 0; row < signals->row_count; row++) {
        if (is_text(signals, row, "metric", "a.stable")) fail();
        assert_true(cell(signals, row, "upper")->kind == CELL_NUMBER); /* of a month that stands */
        if (is_text(signals, row, "metric", "a.ended")) {              /* open rows are no signal */
            assert_string_equal(cell(signals, row, "rule")->text, "runs");
            assert_string_equal(cell(signals, row, "month")->text, "2025-05");
            ended++;
        }
        if (!is_text(signals, row, "metric", "a.shifted")) continue;
        assert_string_equal(cell(signals, row, "month")->text, "2025-06");
        assert_true(cell(signals, row, "q")->number < 0.05);
        shifted++;
    }
    assert_in_range(shifted, 1 + DEALERS - 1, 1 + DEALERS); /* the network and its dealers */
    assert_int_equal(ended, 1); /* of dealers only what reaches the report month is told */
    struct result_table *baseline = table(made, "charts.baseline");
    assert_int_equal(baseline->row_count, 10); /* 5 metrics: network, dealers */
    assert_int_equal(cell(baseline, 0, "months")->whole, 12);
    assert_int_equal(cell(baseline, 1, "charts")->whole, DEALERS);
    result_release(&made->result);
}

static void the_planted_reversal_is_told(void **state)
{
    struct made *made = *state;
    finish(made, 2);
    struct result_table *simpson = table(made, "guards.simpson");
    assert_int_equal(simpson->row_count, 8); /* 4 metrics with a good direction, 2 axes */
    for (size_t row = 0; row < simpson->row_count; row++) {
        const bool is_turned = is_text(simpson, row, "metric", "a.turned");
        assert_int_equal(cell(simpson, row, "reversed")->whole, is_turned);
        if (is_text(simpson, row, "metric", "a.ended"))
            assert_memory_equal(cell(simpson, row, "reason")->text, "not_matured:", 12);
        if (!is_turned) continue;
        assert_true(cell(simpson, row, "crude")->number > 0.03);
        assert_true(fabs(cell(simpson, row, "same_mix")->number + 0.06) < 1e-12);
        assert_true(cell(simpson, row, "upper")->number < 0);
        assert_true(cell(simpson, row, "q")->kind == CELL_NUMBER);
        assert_true(cell(simpson, row, "q")->number < 0.05);
        assert_true(cell(simpson, row, "in_both_months")->number == 1);
    }
    result_release(&made->result);
}

static void changes_of_dealers_stand_beside_chance(void **state)
{
    struct made *made = *state;
    finish(made, 2);
    struct result_table *regression = table(made, "guards.regression");
    size_t shifted = 0;
    for (size_t row = 0; row < regression->row_count; row++) {
        if (is_text(regression, row, "metric", "a.ended"))
            assert_memory_equal(cell(regression, row, "reason")->text, "not_matured:", 12);
        if (!is_text(regression, row, "metric", "a.shifted")) continue;
        /* all dealers rose alike: that is nobody's own */
        assert_string_equal(cell(regression, row, "verdict")->text, "not_beyond_chance");
        const double expected = cell(regression, row, "expected")->number;
        assert_true(expected > 0.1 && expected < 0.3);
        assert_true(cell(regression, row, "lower")->number < expected);
        shifted++;
    }
    assert_int_equal(shifted, DEALERS);
    result_release(&made->result);
}

static void months_in_part_are_marked(void **state)
{
    struct made *made = *state;
    finish(made, 2);
    struct result_table *maturity = table(made, "quality.maturity");
    assert_int_equal(maturity->row_count, 2);
    assert_string_equal(cell(maturity, 1, "metric")->text, "a.ended");
    assert_string_equal(cell(maturity, 1, "period")->text, "2025-06"); /* 80 of 100, not 97 */
    assert_string_equal(cell(maturity, 0, "period")->text, "2025-05");
    assert_int_equal(cell(maturity, 0, "eligible")->whole, 800);
    assert_int_equal(cell(maturity, 0, "followed")->whole, 720);
    const struct estimate *whole =
        result_find(&made->result, "a.followed", AXIS_NETWORK, "", REPORT_MONTH);
    const struct estimate *part =
        result_find(&made->result, "a.followed", AXIS_NETWORK, "", REPORT_MONTH - 1);
    assert_int_equal(whole->status, STATUS_PASS);
    assert_int_equal(part->status, STATUS_PARTIAL);
    assert_memory_equal(part->reason, "not_matured: 90.0 %", 19);
    assert_true(part->value == 160.0 / 720); /* the value stays */
    result_release(&made->result);
}

static void assert_same_tables(const struct result *a, const struct result *b)
{
    assert_int_equal(a->table_count, b->table_count);
    for (size_t t = 0; t < a->table_count; t++) {
        const struct result_table *one = &a->tables[t], *other = &b->tables[t];
        assert_string_equal(one->name, other->name);
        assert_int_equal(one->row_count, other->row_count);
        for (size_t i = 0; i < one->row_count * one->column_count; i++) {
            const struct table_cell *x = &one->cells[i], *y = &other->cells[i];
            assert_int_equal(x->kind, y->kind);
            if (x->kind == CELL_TEXT) assert_string_equal(x->text, y->text);
            if (x->kind == CELL_WHOLE) assert_int_equal(x->whole, y->whole);
            if (x->kind == CELL_NUMBER) assert_memory_equal(&x->number, &y->number, 8);
        }
    }
}

static void any_number_of_threads(void **state)
{
    struct made *made = *state;
    finish(made, 1);
    struct result one = made->result;
    for (int threads = 2; threads <= 5; threads += 3) {
        finish(made, threads);
        assert_same_tables(&one, &made->result);
        result_release(&made->result);
    }
    result_release(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_network_has_its_chart),
        cmocka_unit_test(a_shift_is_told_and_stable_months_are_not),
        cmocka_unit_test(the_planted_reversal_is_told),
        cmocka_unit_test(changes_of_dealers_stand_beside_chance),
        cmocka_unit_test(months_in_part_are_marked),
        cmocka_unit_test(any_number_of_threads),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
