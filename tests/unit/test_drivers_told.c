/* layer: measure */
/* What the family tells of key drivers: the months, and what is refused or told in part. */
#include "measure/family.h"
#include "measure/state.h"
#include "tests/unit/test_drivers.h"

/* What the family tells of the sample when half of it lies in the report month and half in the
 * eleventh before it; what lies in the twelfth before is left out. */
static void tell(struct result *result)
{
    static const uint32_t windows[] = {0, 11, 12};
    const uint32_t key_counts[AXIS_COUNT] = {0};
    const struct family *family = family_find("drivers");
    struct drivers_row *prepared = aligned_alloc(64, ROW_LIMIT * sizeof *prepared);
    struct state state;
    struct tally *tallies;
    struct err err = ERR_INIT;
    assert_non_null(prepared);
    assert_int_equal(state_init(&state, family, key_counts, &err), RC_OK);
    sample.options.isa = isa_best();
    family->prepare(prepared, sample.column, ROW_LIMIT, &sample.context);
    for (size_t part = 0; part < 3; part++) {
        const uint32_t third = sample.row_count / 3;
        const struct rows rows = {sample.row + part * third, third, sample.column, prepared,
                                  &sample.context};
        void *cell = state_cell(&state, windows[part], &tallies);
        assert_non_null(cell);
        family->update(cell, tallies, &rows);
    }
    const struct measured measured = {
        .family = family, .state = &state, .context = &sample.context, .column = sample.column};
    result_init(result);
    assert_int_equal(family->extend(&measured, result, &err), RC_OK);
    state_release(&state);
    free(prepared);
}

static const struct estimate *told(const struct result *result, const char *metric,
                                   const char *driver)
{
    const struct estimate *estimate =
        result_find(result, metric, driver[0] ? AXIS_DRIVER : AXIS_NETWORK, driver, 660);
    if (!estimate) fail_msg("%s %s is not told", metric, driver);
    return estimate;
}

static void assert_told(const struct result *result, const char *metric, const char *driver,
                        enum status status, const char *code)
{
    const struct estimate *estimate = told(result, metric, driver);
    if (estimate->status != status || strncmp(estimate->reason, code, strlen(code)) != 0)
        fail_msg("%s %s: status %d, %s", metric, driver, (int)estimate->status, estimate->reason);
    assert_true(isnan(estimate->value) == (status == STATUS_REFUSED));
}

static void twelve_months_are_told(void **state)
{
    (void)state;
    struct result result;
    sample_init(&sample, 900);
    tell(&result);
    assert_int_equal(result.estimate_count, 2 * 11);
    for (size_t i = 0; i < result.estimate_count; i++)
        assert_int_equal(result.estimates[i].status, STATUS_PASS);
    const struct estimate *share = told(&result, "drivers.overall.share", "reliability");
    sample_init(&sample, 600); /* the first two thirds */
    struct arena arena;
    arena_init(&arena);
    const struct drivers_fit fit = fit_sample(RESPONSE_OVERALL, &arena);
    assert_int_equal(share->n, fit.n);
    assert_true(share->value == fit.drivers[0].share.value);
    assert_true(share->lower == fit.drivers[0].share.lower);
    assert_int_equal(result.table_count, 1);
    assert_int_equal(result.tables[0].row_count, 2 * 20);
    assert_string_equal(result.tables[0].cells[1].text, "rel1");
    arena_release(&arena);
    result_release(&result);
}

static void absent_columns_are_told(void **state)
{
    (void)state;
    struct result result;
    sample_init(&sample, 900);
    sample.column[NEED_REPURCHASE] = NULL;
    for (int item = 0; item < DIMENSION_ITEM_LIMIT; item++)
        sample.column[2 * DIMENSION_ITEM_LIMIT + item] = NULL;
    tell(&result);
    assert_told(&result, "drivers.repurchase.share", "", STATUS_REFUSED, "no_column: ");
    assert_told(&result, "drivers.overall.share", "tangibles", STATUS_REFUSED, "no_column: ");
    assert_told(&result, "drivers.overall.share", "empathy", STATUS_PARTIAL,
                "part: divided among the 4 ");
    assert_told(&result, "drivers.overall.r_squared", "", STATUS_PASS, "");
    result_release(&result);
}

/* Assurance as reliability but for few rows; then a dimension that goes with the response only as
 * far as reliability does, with the sign turned. */
static void collinear_and_turned_are_told_in_part(void **state)
{
    (void)state;
    struct result result;
    sample_init(&sample, 900);
    for (uint32_t row = 0; row < 900; row++)
        for (int i = 0; i < ITEMS_A_DIMENSION && row % 20 != 0; i++)
            sample.answers[DIMENSION_ITEM_LIMIT + i][row] = sample.answers[i][row];
    tell(&result);
    assert_told(&result, "drivers.overall.share", "assurance", STATUS_PARTIAL, "collinear: ");
    assert_told(&result, "drivers.overall.coefficient", "reliability", STATUS_PARTIAL,
                "collinear: ");
    assert_told(&result, "drivers.overall.share", "empathy", STATUS_PASS, "");
    result_release(&result);
    sample_init(&sample, 900);
    for (uint32_t row = 0; row < 900; row++) {
        const int level = (int)draw(row, 0, 5), own = (int)draw(row, 1, 5);
        for (int i = 0; i < ITEMS_A_DIMENSION; i++) sample.answers[i][row] = (int8_t)(level + 1);
        for (int i = 0; i < ITEMS_A_DIMENSION; i++)
            sample.answers[DIMENSION_ITEM_LIMIT + i][row] = (int8_t)((2 * level + own) / 2 + 1);
        sample.answers[NEED_OVERALL][row] = (int8_t)(level + 3 - own / 3);
    }
    tell(&result);
    assert_told(&result, "drivers.overall.share", "assurance", STATUS_PARTIAL, "turned: ");
    assert_told(&result, "drivers.overall.coefficient", "assurance", STATUS_PARTIAL, "turned: ");
    assert_told(&result, "drivers.overall.share", "reliability", STATUS_PASS, "");
    result_release(&result);
}

/* A response drawn beside the dimensions has a small R² but no shares; one that follows from a
 * single item lies at the end of the scale. */
static void nothing_and_everything_explained(void **state)
{
    (void)state;
    struct result result;
    sample_init(&sample, 900);
    for (uint32_t row = 0; row < 900; row++)
        sample.answers[NEED_OVERALL][row] = (int8_t)(1 + draw(row, 60, 7));
    tell(&result);
    assert_told(&result, "drivers.overall.share", "reliability", STATUS_REFUSED,
                "nothing_explained: ");
    assert_true(told(&result, "drivers.overall.r_squared", "")->value < 0.03);
    result_release(&result);
    for (uint32_t row_count = 300; row_count < 900; row_count += 60) {
        sample_init(&sample, row_count);
        for (int i = 1; i < ITEMS_A_DIMENSION; i++) sample.column[i] = NULL;
        memcpy(sample.answers[NEED_OVERALL], sample.answers[0], ROW_LIMIT);
        tell(&result);
        assert_told(&result, "drivers.overall.r_squared", "", STATUS_PARTIAL, "at_border: ");
        result_release(&result);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(twelve_months_are_told),
        cmocka_unit_test(absent_columns_are_told),
        cmocka_unit_test(collinear_and_turned_are_told_in_part),
        cmocka_unit_test(nothing_and_everything_explained),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
