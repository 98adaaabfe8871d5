/* RATER (D01): what customers say in the callback. */
#include "measure/survey/survey.h"

const char *const dimension_names[DIMENSION_COUNT] = {"reliability", "assurance", "tangibles",
                                                      "empathy", "responsiveness"};

static uint32_t present_items(const void *const *column, int dimension)
{
    uint32_t present = 0;
    for (int item = 0; item < DIMENSION_ITEM_LIMIT; item++)
        present += column[dimension * DIMENSION_ITEM_LIMIT + item] != NULL;
    return present;
}

void survey_dimension(const struct cell_view *view, const struct metric *metric,
                      struct statistic *out)
{
    const struct survey_cell *cell = view->cells[0];
    out->scale = SCORE_SCALE;
    if (present_items(view->column, (int)metric->argument) == 0)
        out->refusal = "no_column: no item of this dimension is in the input";
    else if (cell)
        out->sums = cell->dimension[metric->argument];
}

/* The index needs an item in each dimension; returns whether it has. */
static bool has_all_dimensions(const struct cell_view *view, struct statistic *out)
{
    for (int dimension = 0; dimension < DIMENSION_COUNT; dimension++)
        if (present_items(view->column, dimension) == 0)
            out->refusal = "no_column: a dimension has no item in the input";
    return !out->refusal;
}

void survey_index(const struct cell_view *view, const struct metric *metric, struct statistic *out)
{
    (void)metric;
    const struct survey_cell *cell = view->cells[0];
    out->scale = INDEX_SCALE;
    if (has_all_dimensions(view, out) && cell) out->sums = cell->index;
}

void survey_weighted(const struct cell_view *view, const struct metric *metric,
                     struct statistic *out)
{
    (void)metric;
    const struct survey_cell *cell = view->cells[0];
    int32_t points = 0;
    for (int i = 0; i < DIMENSION_COUNT; i++) points += view->context->options->points[i];
    out->scale = WEIGHTED_SCALE;
    if (points == 0)
        out->refusal = "no_points: no weights are configured (points)";
    else if (has_all_dimensions(view, out) && cell)
        out->sums = cell->index_weighted;
}

struct alpha_cross survey_cross(const struct survey_cell *cell, const void *const *column,
                                int dimension)
{
    struct alpha_cross cross = {.n = cell->complete_n[dimension]};
    int items[DIMENSION_ITEM_LIMIT];
    for (int item = 0; item < DIMENSION_ITEM_LIMIT; item++)
        if (column[dimension * DIMENSION_ITEM_LIMIT + item]) items[cross.item_count++] = item;
    for (uint32_t a = 0; a < cross.item_count; a++) {
        cross.item_sum[a] = cell->item_sum[dimension][items[a]];
        for (uint32_t b = a; b < cross.item_count; b++)
            cross.cross[a][b] = cross.cross[b][a] =
                cell->product_sum[dimension][pair_index(items[a], items[b])];
    }
    return cross;
}

void survey_alpha(const struct cell_view *view, const struct metric *metric, struct statistic *out)
{
    const struct survey_cell *cell = view->cells[0];
    if (present_items(view->column, (int)metric->argument) == 0)
        out->refusal = "no_column: no item of this dimension is in the input";
    if (out->refusal || !cell) return;
    const struct alpha_cross cross = survey_cross(cell, view->column, (int)metric->argument);
    out->alpha.n = cross.n;
    out->alpha.item_count = cross.item_count;
    for (uint32_t a = 0; a < cross.item_count; a++) {
        out->alpha.item_sum[a] = cross.item_sum[a];
        out->alpha.item_square_sum[a] = cross.cross[a][a];
        for (uint32_t b = 0; b < cross.item_count; b++)
            out->alpha.total_square_sum += cross.cross[a][b];
    }
}

/* Each item of the network in the report month: mean, alpha without it, correlation with the
 * others. */
static enum rc extend(const struct measured *measured, struct result *result, struct err *err)
{
    static const struct table_column columns[] = {
        {"dimension", "text"}, {"item", "count"},          {"n", "count"},
        {"mean", "score"},     {"alpha_without", "alpha"}, {"rest_correlation", "alpha"}};
    const struct survey_cell *cell = measured_cell(measured, AXIS_NETWORK, 0, 0, NULL);
    size_t row_count = 0;
    for (int d = 0; cell && d < DIMENSION_COUNT; d++)
        row_count += present_items(measured->column, d);
    struct result_table *table = result_add_table(result, "survey.items", columns, 6, row_count);
    if (!table) return err_memory(err, row_count);
    size_t row = 0;
    for (int d = 0; row < row_count && d < DIMENSION_COUNT; d++) {
        const struct alpha_cross cross = survey_cross(cell, measured->column, d);
        struct alpha_item items[STATS_ITEM_MAX];
        const enum rc rc = stats_alpha_items(&cross, items, err);
        if (rc != RC_OK) return rc;
        uint32_t at = 0;
        for (int item = 0; item < DIMENSION_ITEM_LIMIT; item++) {
            if (!measured->column[d * DIMENSION_ITEM_LIMIT + item]) continue;
            const double mean = cross.n > 0 ? exact_ratio(cross.item_sum[at], (i128)cross.n) : NAN;
            *result_cell(table, row, 0) = cell_text(dimension_names[d]);
            *result_cell(table, row, 1) = cell_whole(item + 1);
            *result_cell(table, row, 2) = cell_whole((int64_t)cross.n);
            *result_cell(table, row, 3) = cell_number(mean);
            *result_cell(table, row, 4) = cell_number(items[at].alpha_without);
            *result_cell(table, row++, 5) = cell_number(items[at++].rest_correlation);
        }
    }
    return RC_OK;
}

const struct family family_survey = {
    .name = "survey",
    .title = {"服务质量五维度", "Service quality in five dimensions"},
    .question = {"客户对服务五个方面的感受如何，与上月相比有何变化？",
                 "How do customers feel about the five sides of service, and what changed?"},
    .version = 2,
    .table = "surveys",
    .tells_persons = true,
    .clock = "surveyed_at",
    .needs =
        (const struct need[]){
            NEEDS_ITEMS, {"overall", COLUMN_SCORE, true}, {"recommend", COLUMN_SCORE, true}, {0}},
    .axes = (const enum axis[]){AXIS_DEALER, AXIS_REGION, AXIS_PRODUCT, AXIS_TECHNICIAN,
                                AXIS_CHANNEL, AXIS_END},
    .fields = (const struct field[]){FIELDS_SUMS(struct survey_cell, dimension[0], "score/840"),
                                     FIELDS_SUMS(struct survey_cell, dimension[1], "score/840"),
                                     FIELDS_SUMS(struct survey_cell, dimension[2], "score/840"),
                                     FIELDS_SUMS(struct survey_cell, dimension[3], "score/840"),
                                     FIELDS_SUMS(struct survey_cell, dimension[4], "score/840"),
                                     FIELDS_SUMS(struct survey_cell, index, "score/4200"),
                                     FIELDS_SUMS(struct survey_cell, index_weighted, "score/84000"),
                                     FIELDS_SUMS(struct survey_cell, overall, "score"),
                                     FIELDS_SHARE(struct survey_cell, top2, "count"),
                                     FIELDS_NPS(struct survey_cell, nps),
                                     FIELD_U64(struct survey_cell, complete_n, "count"),
                                     FIELD_I64(struct survey_cell, item_sum, "score"),
                                     FIELD_I64(struct survey_cell, product_sum, "score^2"),
                                     {0}},
    .cell_bytes = sizeof(struct survey_cell),
    .metrics = survey_metrics,
    .prepared_bytes = sizeof(struct answers),
    .prepare = survey_prepare,
    .update = survey_update,
    .extend = extend,
};
