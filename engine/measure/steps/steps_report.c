/* What the regressions of the steps found: estimates with verdicts, and a table of all columns. */
#include "measure/steps/steps.h"

enum { TABLE_ROWS = MODEL_COLUMN_COUNT };

#define TABLE(outcome, effect)                                                                     \
    {                                                                                              \
        {"step", "text"}, {"n", "count"}, {"left_out", "count"}, {"taken", "count"},               \
            {"mean_taken", outcome}, {"not_taken", "count"}, {"mean_not_taken", outcome},          \
            {"effect", effect}, {"lower", effect}, {"upper", effect}, {"p", "p"},                  \
        {                                                                                          \
            "q", "q"                                                                               \
        }                                                                                          \
    }
const struct table_column step_score_columns[STEP_TABLE_COLUMNS] = TABLE("score", "score");
const struct table_column step_share_columns[STEP_TABLE_COLUMNS] = TABLE("share", "ratio");

static struct judged judge_step(const struct step_report *report, const struct step_model *model,
                                const struct step_effect *effects, size_t step)
{
    const char *reason = model->reasons[step];
    const struct step_effect *effect = &effects[step];
    struct judged judged = {.extended = {.metric = report->metric,
                                         .axis = AXIS_STEP,
                                         .key = step_names[step],
                                         .period = report->period,
                                         .n = model->n,
                                         .interval = reason ? INTERVAL_UNDEFINED : effect->interval,
                                         .method = report->method,
                                         .reason = reason ? reason : model->partial},
                            .p = reason ? NAN : effect->p};
    judged.is_above = !reason && effect->interval.value > report->no_effect;
    return judged;
}

/* A mean of a few is nobody's business; and from that of the others, and the mean of all that other
 * steps give, it could be worked out. */
static double told_mean(double mean, uint64_t with, uint64_t n)
{
    return with < STEP_SIDE_MINIMUM || n - with < STEP_SIDE_MINIMUM ? NAN : mean;
}

static void fill_row(struct result_table *table, const struct step_model *model, size_t column,
                     const struct step_effect *effect, bool is_told, double q)
{
    static const char *const covariates[] = {"solved", "solved_fast"};
    const bool is_step = column < STEP_COUNT;
    const uint64_t with = model->with[column];
    const struct interval interval = is_told ? effect->interval : INTERVAL_UNDEFINED;
    const struct table_cell cells[] = {
        cell_text(is_step ? step_names[column] : covariates[column - STEP_COUNT]),
        cell_whole((int64_t)model->n),
        cell_whole((int64_t)model->counts->incomplete),
        cell_whole((int64_t)with),
        cell_number(told_mean(effect->mean_with, with, model->n)),
        cell_whole((int64_t)(model->n - with)),
        cell_number(told_mean(effect->mean_without, with, model->n)),
        cell_number(interval.value),
        cell_number(interval.lower),
        cell_number(interval.upper),
        cell_number(is_told ? effect->p : NAN),
        cell_number(q)};
    for (size_t i = 0; i < table->column_count; i++) *result_cell(table, column, i) = cells[i];
}

enum rc step_report_add(const struct step_report *report, const struct step_model *model,
                        const struct step_effect *effects, const struct measured *measured,
                        struct result *result, struct err *err)
{
    struct judged judged[STEP_COUNT];
    double q[TABLE_ROWS];
    for (size_t i = 0; i < TABLE_ROWS; i++) q[i] = NAN;
    for (size_t step = 0; step < STEP_COUNT; step++)
        judged[step] = judge_step(report, model, effects, step);
    const enum rc rc = extend_axis(measured, result, judged, STEP_COUNT, q, err);
    if (rc != RC_OK || model->n == 0) return rc;
    struct result_table *table =
        result_add_table(result, report->table, report->columns, STEP_TABLE_COLUMNS, TABLE_ROWS);
    if (!table) return err_memory(err, TABLE_ROWS);
    for (size_t column = 0; column < TABLE_ROWS; column++) {
        const bool is_told = column >= STEP_COUNT || !model->reasons[column];
        fill_row(table, model, column, &effects[column], is_told, q[column]);
    }
    return RC_OK;
}
