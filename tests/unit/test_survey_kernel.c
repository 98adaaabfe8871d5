/* layer: measure */
/* The survey family's sums, made column by column and several rows at once, against respondent
 * after respondent and pair after pair: every variant that the processor has, items present and
 * absent, scores small, large and negative, runs from one row to more than a piece. */
#include "base/hash.h"
#include "base/isa.h"
#include "measure/survey/survey.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ROW_COUNT = 3000 };

/* One respondent's answers to one dimension. */
struct slow_answers {
    int32_t sum;
    uint32_t answered, present;
    int8_t score[DIMENSION_ITEM_LIMIT]; /* of the present items, in order */
    uint8_t item[DIMENSION_ITEM_LIMIT];
};

static struct slow_answers read_answers(const void *const *column, int dimension, uint32_t row)
{
    struct slow_answers answers = {.sum = 0};
    for (int item = 0; item < DIMENSION_ITEM_LIMIT; item++) {
        const int8_t *scores = column[dimension * DIMENSION_ITEM_LIMIT + item];
        if (!scores) continue;
        answers.item[answers.present] = (uint8_t)item;
        answers.score[answers.present++] = scores[row];
        if (scores[row] == SCORE_MISSING) continue;
        answers.sum += scores[row];
        answers.answered++;
    }
    return answers;
}

static void add_products(struct survey_cell *cell, int dimension,
                         const struct slow_answers *answers)
{
    cell->complete_n[dimension]++;
    for (uint32_t a = 0; a < answers->present; a++) {
        const int i = answers->item[a];
        cell->item_sum[dimension][i] += answers->score[a];
        for (uint32_t b = a; b < answers->present; b++)
            cell->product_sum[dimension][pair_index(i, answers->item[b])] +=
                (int64_t)answers->score[a] * answers->score[b];
    }
}

static void add_row(struct survey_cell *cell, const void *const *column, uint32_t row,
                    const struct measure_options *options)
{
    int64_t sum = 0, weighted = 0;
    int scored = 0;
    for (int dimension = 0; dimension < DIMENSION_COUNT; dimension++) {
        const struct slow_answers answers = read_answers(column, dimension, row);
        if (answers.answered == 0 || 2 * answers.answered < answers.present) continue;
        const int32_t score = answers.sum * (SCORE_SCALE / (int32_t)answers.answered);
        sums_add(&cell->dimension[dimension], score);
        sum += score;
        weighted += (int64_t)options->points[dimension] * score;
        scored++;
        if (answers.answered == answers.present) add_products(cell, dimension, &answers);
    }
    if (scored == DIMENSION_COUNT) {
        sums_add(&cell->index, sum);
        sums_add(&cell->index_weighted, weighted);
    }
    const int8_t *overall = column[NEED_OVERALL], *recommend = column[NEED_RECOMMEND];
    if (overall && overall[row] != SCORE_MISSING) {
        sums_add(&cell->overall, overall[row]);
        share_add(&cell->top2, overall[row] >= options->scale_maximum - 1);
    }
    if (recommend && recommend[row] != SCORE_MISSING) {
        cell->nps.n++;
        cell->nps.promoters += recommend[row] >= 9;
        cell->nps.detractors += recommend[row] <= 6;
    }
}

/* What kind of answers: their range, how many are missing of 16, which items are asked. */
struct kind {
    int lowest, highest;
    uint32_t missing;
    unsigned asked; /* bit i: item i of each dimension, the dimension's number further */
};

static const struct kind kinds[] = {{1, 7, 0, 0x1F},   {1, 7, 1, 0x1F},      {1, 7, 8, 0xFF},
                                    {0, 15, 1, 0x0F},  {0, 16, 0, 0x55},     {-5, 5, 1, 0x3C},
                                    {1, 100, 0, 0xFF}, {-127, 127, 1, 0xFF}, {7, 7, 0, 0xFF},
                                    {15, 15, 0, 0xFF}, {127, 127, 0, 255},   {1, 5, 2, 0x00},
                                    {1, 7, 15, 0x81},  {-127, -127, 0, 0x7F}};

struct sample {
    int8_t *scores[NEED_COUNT];
    const void *column[NEED_COUNT];
};

static void sample_make(struct sample *sample, const struct kind *kind, uint64_t *drawn)
{
    for (unsigned need = 0; need < NEED_COUNT; need++) {
        const unsigned dimension = need / DIMENSION_ITEM_LIMIT, item = need % DIMENSION_ITEM_LIMIT;
        const bool is_asked = need >= NEED_OVERALL
                                  ? kind->missing != 2
                                  : kind->asked >> (item + dimension) % DIMENSION_ITEM_LIMIT & 1;
        sample->scores[need] = malloc(ROW_COUNT);
        assert_non_null(sample->scores[need]);
        sample->column[need] = is_asked ? sample->scores[need] : NULL;
        for (uint32_t row = 0; row < ROW_COUNT; row++) {
            const uint64_t random = hash_u64((*drawn)++);
            const int span = kind->highest - kind->lowest + 1;
            const int score = random % 16 < kind->missing
                                  ? SCORE_MISSING
                                  : kind->lowest + (int)((random >> 20) % (uint64_t)span);
            sample->scores[need][row] = (int8_t)score;
        }
    }
}

/* The sums of `row_count` rows by the family and by the slow way. */
static void check_rows(const struct sample *sample, const void *prepared, const uint32_t *row,
                       uint32_t row_count, const struct measure_context *context)
{
    struct survey_cell fast, slow;
    memset(&fast, 0, sizeof fast);
    memset(&slow, 0, sizeof slow);
    const struct rows rows = {row, row_count, sample->column, prepared, context};
    survey_update(&fast, NULL, &rows);
    for (uint32_t i = 0; i < row_count; i++)
        add_row(&slow, sample->column, row[i], context->options);
    assert_memory_equal(&fast, &slow, sizeof fast);
}

static void check_kind(const struct kind *kind, enum isa isa, uint64_t *drawn)
{
    static const uint32_t run_lengths[] = {1, 2, 3, 4, 5, 7, 8, 15, 16, 100, 255, 256, 257, 1000};
    struct sample sample;
    struct measure_options options;
    measure_options_init(&options);
    options.isa = isa;
    const int32_t points[DIMENSION_COUNT] = {32, 19, 11, 16, 22};
    memcpy(options.points, points, sizeof points);
    const struct measure_context context = {.options = &options};
    sample_make(&sample, kind, drawn);
    void *prepared = aligned_alloc(64, ROW_COUNT * 2 * sizeof(struct answers));
    assert_non_null(prepared);
    survey_prepare(prepared, sample.column, ROW_COUNT, &context);
    for (size_t i = 0; i < sizeof run_lengths / sizeof run_lengths[0]; i++) {
        uint32_t row[ROW_COUNT];
        const uint32_t step = ROW_COUNT / run_lengths[i] > 2 ? 2 : 1;
        for (uint32_t k = 0; k < run_lengths[i]; k++) row[k] = k * step + (uint32_t)i;
        check_rows(&sample, prepared, row, run_lengths[i], &context);
    }
    for (unsigned need = 0; need < NEED_COUNT; need++) free(sample.scores[need]);
    free(prepared);
}

static void sums_are_those_of_the_rows(void **state)
{
    (void)state;
    uint64_t drawn = 1;
    for (enum isa isa = ISA_PORTABLE; isa < ISA_COUNT; isa++)
        for (size_t i = 0; isa_is_here(isa) && i < sizeof kinds / sizeof kinds[0]; i++)
            check_kind(&kinds[i], isa, &drawn);
}

static void each_pair_has_its_place(void **state)
{
    (void)state;
    int seen[ITEM_PAIR_COUNT] = {0};
    for (int i = 0; i < DIMENSION_ITEM_LIMIT; i++)
        for (int j = i; j < DIMENSION_ITEM_LIMIT; j++) {
            assert_in_range(pair_index(i, j), 0, ITEM_PAIR_COUNT - 1);
            assert_int_equal(pair_index(i, j), pair_index(j, i));
            seen[pair_index(i, j)]++;
        }
    for (int k = 0; k < ITEM_PAIR_COUNT; k++) assert_int_equal(seen[k], 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_are_those_of_the_rows),
        cmocka_unit_test(each_pair_has_its_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
