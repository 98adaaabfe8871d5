/* tests/unit/test_drivers.h: respondents whose answers hang together, for the tests of drivers. */
#ifndef TESTS_UNIT_TEST_DRIVERS_H
#define TESTS_UNIT_TEST_DRIVERS_H
#include "measure/drivers/drivers.h"

#include "base/hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ROW_LIMIT = 3000, ITEMS_A_DIMENSION = 4 };

struct sample {
    struct measure_options options;
    struct measure_context context;
    int8_t answers[NEED_SURVEYED][ROW_LIMIT];
    int32_t minutes[ROW_LIMIT];
    uint32_t row[ROW_LIMIT], row_count;
    const void *column[NEED_COUNT];
    struct drivers_cell cell;
};

static inline uint64_t draw(uint64_t row, uint64_t what, uint64_t limit)
{
    return (hash_u64(row * 64 + what) >> 11) % limit;
}

static inline int8_t cut(int64_t score)
{
    return (int8_t)(score < 1 ? 1 : score > 7 ? 7 : score);
}

/* Items follow a common level and one of their dimension; responses weigh the dimensions. An
 * eighth of the rows miss an item, an eighth a response. */
static inline void sample_init(struct sample *sample, uint32_t row_count)
{
    static const int64_t weights[DIMENSION_COUNT] = {5, 1, 2, 3, 1};
    memset(sample, 0, sizeof *sample);
    measure_options_init(&sample->options);
    sample->context = (struct measure_context){.options = &sample->options, .report_month = 660};
    sample->row_count = row_count;
    for (uint32_t row = 0; row < row_count; row++) {
        const int64_t level = (int64_t)draw(row, 0, 5) - 2;
        int64_t weighed = 0;
        for (uint64_t d = 0; d < DIMENSION_COUNT; d++) {
            const int64_t own = (int64_t)draw(row, 1 + d, 5) - 2;
            weighed += weights[d] * (level + own);
            for (uint64_t i = 0; i < ITEMS_A_DIMENSION; i++) {
                const uint64_t need = d * DIMENSION_ITEM_LIMIT + i;
                const bool is_missing = draw(row, 8 + need, 200) == 0 || draw(row, 7, 200) == d;
                sample->answers[need][row] =
                    is_missing ? SCORE_MISSING
                               : cut(4 + level + own + (int64_t)draw(row, 8 + need, 3) - 1);
            }
        }
        sample->answers[NEED_OVERALL][row] =
            draw(row, 50, 20) == 0 ? SCORE_MISSING
                                   : cut(4 + (weighed + (int64_t)draw(row, 51, 9)) / 6);
        sample->answers[NEED_REPURCHASE][row] =
            draw(row, 52, 8) == 0 ? SCORE_MISSING
                                  : cut(3 + (weighed + (int64_t)draw(row, 53, 25)) / 9);
        sample->minutes[row] = 27000000 + (int32_t)draw(row, 54, 500000);
        sample->row[row] = row;
    }
    for (int need = 0; need < NEED_SURVEYED; need++)
        if (need >= ITEM_COUNT || need % DIMENSION_ITEM_LIMIT < ITEMS_A_DIMENSION)
            sample->column[need] = sample->answers[need];
    sample->column[NEED_SURVEYED] = sample->minutes;
}

/* As the engine counts: prepared once, updated in two calls. */
static inline void count(struct sample *sample, enum isa isa)
{
    struct drivers_row *prepared = aligned_alloc(64, ROW_LIMIT * sizeof *prepared);
    assert_non_null(prepared);
    sample->options.isa = isa;
    memset(&sample->cell, 0, sizeof sample->cell);
    drivers_prepare(prepared, sample->column, ROW_LIMIT, &sample->context);
    const uint32_t half = sample->row_count / 2;
    const struct rows first = {sample->row, half, sample->column, prepared, &sample->context};
    const struct rows second = {sample->row + half, sample->row_count - half, sample->column,
                                prepared, &sample->context};
    drivers_update(&sample->cell, NULL, &first);
    drivers_update(&sample->cell, NULL, &second);
    free(prepared);
}

/* The one sample of a test program: it is too large for the stack. */
static struct sample sample;

static inline struct drivers_fit fit_sample(enum response response, struct arena *arena)
{
    struct err err = ERR_INIT;
    struct drivers_fit fit;
    count(&sample, isa_best());
    assert_int_equal(drivers_fit(&sample.cell, sample.column, response, arena, &fit, &err), RC_OK);
    return fit;
}

#endif
