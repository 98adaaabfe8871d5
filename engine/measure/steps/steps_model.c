/* Which steps a set of complaints can tell apart, before anything is fitted. */
#include "measure/steps/steps.h"

#include <stdio.h>

enum { ROWS_A_TERM = 10, REASON_BYTES = 200 };
/* So large a part left out is told beside every estimate. */
static const double LEFT_OUT_TOLD = 0.1;

const char *const step_names[STEP_COUNT] = {"apologised",   "listened",     "fair_fix",
                                            "compensated",  "promise_kept", "followed_up",
                                            "permanent_fix"};

static void count_sides(struct step_model *model)
{
    for (size_t pattern = 0; pattern < PATTERN_LIMIT; pattern++) {
        const uint64_t n = model->counts->n[pattern];
        model->n += n;
        model->pattern_count += n > 0;
        for (size_t column = 0; column < MODEL_COLUMN_COUNT; column++)
            if (model_value(pattern, column)) model->with[column] += n;
    }
}

static bool varies(const struct step_model *model, size_t column)
{
    return model->with[column] > 0 && model->with[column] < model->n;
}

/* In every complaint both or neither, or in every one just one of them. */
static bool are_one(const struct step_model *model, size_t a, size_t b)
{
    uint64_t alike = 0;
    for (size_t pattern = 0; pattern < PATTERN_LIMIT; pattern++)
        if (model_value(pattern, a) == model_value(pattern, b)) alike += model->counts->n[pattern];
    return alike == 0 || alike == model->n;
}

static const char *column_name(size_t column)
{
    if (column < STEP_COUNT) return step_names[column];
    return column == COLUMN_SOLVED ? "solved" : "solved_fast";
}

static bool refuse_pair(struct step_model *model, struct arena *arena, size_t step, size_t other)
{
    char words[REASON_BYTES];
    const int byte_count = snprintf(
        words, sizeof words,
        "dependent: %s and %s tell the same complaints apart; at least %d with just one of "
        "the two are needed",
        column_name(step), column_name(other), STEP_SIDE_MINIMUM);
    const char *reason = arena_copy_text(arena, words, (size_t)byte_count);
    if (step < STEP_COUNT) model->reasons[step] = reason;
    if (other < STEP_COUNT) model->reasons[other] = reason;
    return reason != NULL;
}

static bool refuse_small(struct step_model *model, struct arena *arena, size_t step)
{
    const uint64_t with = model->with[step], without = model->n - with;
    char words[REASON_BYTES];
    const int byte_count =
        snprintf(words, sizeof words,
                 "below_base: %llu complaints with the step and %llu without, at least %d are "
                 "needed of each",
                 (unsigned long long)with, (unsigned long long)without, STEP_SIDE_MINIMUM);
    model->reasons[step] = arena_copy_text(arena, words, (size_t)byte_count);
    return model->reasons[step] != NULL;
}

/* Takes the column, or refuses the step. Covariates come first: what a step has in common with them
 * is theirs. */
static bool consider(struct step_model *model, struct arena *arena, size_t column)
{
    const bool is_step = column < STEP_COUNT;
    if (is_step && !model->counts->is_present[column]) {
        model->reasons[column] = "no_column: the input has no column for this step";
        return true;
    }
    if (!varies(model, column)) {
        if (is_step)
            model->reasons[column] = "no_variance: complaints with the step and without are needed";
        return true;
    }
    for (size_t i = 0; i < model->column_count; i++)
        if (are_one(model, column, model->columns[i]))
            return !is_step || refuse_pair(model, arena, column, model->columns[i]);
    model->columns[model->column_count++] = column;
    const uint64_t with = model->with[column], without = model->n - with;
    if (is_step && (with < STEP_SIDE_MINIMUM || without < STEP_SIDE_MINIMUM))
        return refuse_small(model, arena, column);
    return true;
}

static bool fill_values(struct step_model *model, struct arena *arena)
{
    const size_t width = model->column_count;
    model->patterns = arena_take_array(arena, model->pattern_count + 1, sizeof *model->patterns);
    model->values =
        arena_take_array(arena, model->pattern_count * width + 1, sizeof *model->values);
    if (!model->patterns || !model->values) return false;
    size_t at = 0;
    for (size_t pattern = 0; pattern < PATTERN_LIMIT; pattern++) {
        if (model->counts->n[pattern] == 0) continue;
        for (size_t i = 0; i < width; i++)
            model->values[at * width + i] = model_value(pattern, model->columns[i]);
        model->patterns[at++] = pattern;
    }
    return true;
}

void step_model_refuse(struct step_model *model, const char *reason)
{
    for (size_t step = 0; step < STEP_COUNT; step++)
        if (!model->reasons[step]) model->reasons[step] = reason;
}

bool step_model_is_small(struct step_model *model, uint64_t rows, const char *words,
                         struct arena *arena)
{
    /* without a row nobody knows which columns vary */
    const size_t columns = model->n > 0 ? model->column_count : MODEL_COLUMN_COUNT;
    const size_t term_count = columns + 1;
    char text[REASON_BYTES];
    if (rows >= ROWS_A_TERM * (uint64_t)term_count) return false;
    const int byte_count =
        snprintf(text, sizeof text,
                 "below_base: %llu %s for %zu coefficients, at least %zu are "
                 "needed",
                 (unsigned long long)rows, words, term_count, ROWS_A_TERM * term_count);
    const char *reason = arena_copy_text(arena, text, (size_t)byte_count);
    step_model_refuse(model, reason ? reason : "below_base: too few rows");
    return true;
}

static bool tell_left_out(struct step_model *model, struct arena *arena)
{
    const uint64_t left_out = model->counts->incomplete, all = model->n + left_out;
    if ((double)left_out <= LEFT_OUT_TOLD * (double)all) return true;
    char words[REASON_BYTES];
    const int byte_count = snprintf(words, sizeof words,
                                    "incomplete: %llu of %llu complaints do not say of every step "
                                    "whether it was taken, and are left out",
                                    (unsigned long long)left_out, (unsigned long long)all);
    model->partial = arena_copy_text(arena, words, (size_t)byte_count);
    return model->partial != NULL;
}

enum rc step_model_init(struct step_model *model, const struct step_counts *counts,
                        struct arena *arena, struct err *err)
{
    static const size_t order[MODEL_COLUMN_COUNT] = {
        COLUMN_SOLVED, COLUMN_FAST, 0, 1, 2, 3, 4, 5, 6};
    *model = (struct step_model){.counts = counts};
    count_sides(model);
    bool fits = tell_left_out(model, arena);
    for (size_t i = 0; fits && model->n > 0 && i < MODEL_COLUMN_COUNT; i++)
        fits = consider(model, arena, order[i]);
    if (fits) fits = fill_values(model, arena);
    if (!fits) return err_memory(err, PATTERN_LIMIT * sizeof *model->values);
    return RC_OK;
}
