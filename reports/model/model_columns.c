/* Columns of a result: all parts of an axis that has too many for estimates. Most are for the
 * dealers' pages and the tables alone; the month's page reads those by which it compares dealers.
 */
#include "reports/model/model_read.h"
#include "reports/model/tree.h"

#include <string.h>

struct raw_columns {
    const char *metric, *axis, *period;
    struct slice keys, n, value, lower, upper, verdict;
};
#define COLUMNS(member, kind)                                                                      \
    {                                                                                              \
#member, kind, offsetof(struct raw_columns, member)                                        \
    }
static const struct tree_field columns_fields[] = {
    COLUMNS(metric, TREE_TEXT), COLUMNS(axis, TREE_TEXT),   COLUMNS(period, TREE_TEXT),
    COLUMNS(keys, TREE_CHILD),  COLUMNS(n, TREE_CHILD),     COLUMNS(value, TREE_CHILD),
    COLUMNS(lower, TREE_CHILD), COLUMNS(upper, TREE_CHILD), COLUMNS(verdict, TREE_CHILD)};

static double *numbers(struct model *model, struct slice list, size_t *shortest)
{
    size_t count = 0;
    double *out = tree_numbers(list, &model->arena, &count);
    if (count < *shortest) *shortest = count;
    return out;
}

static const char **texts(struct model *model, struct slice list, size_t *shortest)
{
    size_t count = 0;
    const char **out = tree_texts(list, &model->arena, &count);
    if (count < *shortest) *shortest = count;
    return out;
}

/* What a dealer is compared by on the month's page. */
static bool is_on_page(const struct raw_columns *raw)
{
    static const char *const metrics[] = {"card.overall.adjusted",
                                          "card.top2.adjusted",
                                          "card.close_48h.adjusted",
                                          "card.repeat_30d.adjusted",
                                          "survey.overall.mean",
                                          "survey.overall.top2",
                                          "sla.close_48h",
                                          "repair.repeat_30d",
                                          "rater.index"};
    if (strcmp(raw->axis, "dealer") != 0) return false;
    for (size_t i = 0; i < sizeof metrics / sizeof *metrics; i++)
        if (strcmp(raw->metric, metrics[i]) == 0) return true;
    return false;
}

static enum rc read_one(struct model *model, struct slice item, enum model_extent extent,
                        struct err *err)
{
    struct raw_columns raw = {.metric = "", .axis = "", .period = ""};
    struct tree_reader reader = {
        columns_fields, sizeof columns_fields / sizeof *columns_fields, &model->arena, {0}, false};
    tree_read_text(&reader, item, &raw);
    if (extent == MODEL_PAGE && !is_on_page(&raw)) return RC_OK;
    size_t count = SIZE_MAX;
    struct model_columns columns = {
        .metric = model_metric(model, raw.metric), .axis_name = raw.axis, .period = raw.period};
    columns.keys = texts(model, raw.keys, &count);
    columns.verdicts = texts(model, raw.verdict, &count);
    columns.n = numbers(model, raw.n, &count);
    columns.value = numbers(model, raw.value, &count);
    columns.lower = numbers(model, raw.lower, &count);
    columns.upper = numbers(model, raw.upper, &count);
    if (reader.failed || !columns.keys || !columns.verdicts || !columns.n || !columns.value ||
        !columns.lower || !columns.upper)
        return err_memory(err, sizeof columns);
    columns.key_count = count;
    if (columns.metric) model->columns[model->columns_count++] = columns;
    return RC_OK;
}

enum rc model_read_columns(struct model *model, struct slice part, enum model_extent extent,
                           struct err *err)
{
    struct slices items = {NULL, 0, 0};
    struct cursor cursor = cursor_open(part);
    struct slice item;
    enum rc rc = RC_OK;
    while (rc == RC_OK && value_is_array(part) && cursor_next(&cursor, NULL, &item))
        if (!slices_add(&items, item)) rc = err_memory(err, sizeof item);
    model->columns = arena_take_array(&model->arena, items.count, sizeof *model->columns);
    if (!model->columns) rc = err_memory(err, items.count * sizeof *model->columns);
    for (size_t i = 0; i < items.count && rc == RC_OK; i++)
        rc = read_one(model, items.items[i], extent, err);
    slices_release(&items);
    return rc;
}

const struct model_columns *model_columns(const struct model *model, const char *metric,
                                          const char *axis, const char *period)
{
    if (!period) period = model->run.period;
    for (size_t i = 0; i < model->columns_count; i++) {
        const struct model_columns *columns = &model->columns[i];
        if (strcmp(columns->metric->id, metric) == 0 && strcmp(columns->axis_name, axis) == 0 &&
            strcmp(columns->period, period) == 0)
            return columns;
    }
    return NULL;
}
