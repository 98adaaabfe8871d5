#include "run/revised.h"

#include "base/day.h"
#include "run/pages.h"
#include "run/read_file.h"

#include <stdlib.h>
#include <string.h>

enum { REVISED_ROWS = 200 };

enum rc revised_read(struct model *previous, const char *path, struct err *err)
{
    struct text text;
    text_init(&text, 0);
    enum rc rc = read_file(path, &text, err);
    if (rc == RC_OK) rc = pages_read_result(previous, path, &text, MODEL_PAGE, err);
    text_release(&text);
    return rc;
}

/* A figure that both results tell. */
struct pair {
    const struct estimate *now;
    const struct model_estimate *before;
    double moved; /* in half widths of the earlier interval; NaN: it has none */
};

static bool is_revised(const struct pair *pair)
{
    return pair->now->n != pair->before->n || pair->now->value != pair->before->value;
}

static bool is_outside(const struct pair *pair)
{
    return pair->now->value < pair->before->lower || pair->now->value > pair->before->upper;
}

/* The same figure of a month that was over when the earlier result was made; else before is NULL.
 */
static struct pair find_pair(const struct estimate *now, const struct model *previous,
                             int32_t report_month)
{
    struct pair pair = {.now = now, .moved = NAN};
    char month[MONTH_TEXT_BYTES];
    if (now->axis != AXIS_NETWORK || now->period >= report_month || isnan(now->value)) return pair;
    month_text(now->period, month);
    const struct model_estimate *before = model_estimate(previous, now->metric->id, "", "", month);
    if (!before || !model_stands(before)) return pair;
    pair.before = before;
    const double half_width = (before->upper - before->lower) / 2;
    if (half_width > 0) pair.moved = fabs(now->value - before->value) / half_width;
    return pair;
}

/* Furthest first; without an interval last; then as they stand in the result. */
static int compare_pairs(const void *a, const void *b)
{
    const struct pair *one = a, *other = b;
    const double x = isnan(one->moved) ? -1 : one->moved;
    const double y = isnan(other->moved) ? -1 : other->moved;
    if (x != y) return x < y ? 1 : -1;
    return (one->now > other->now) - (one->now < other->now);
}

static const char *copy(struct arena *arena, const char *text)
{
    return arena_copy_text(arena, text, strlen(text));
}

static enum rc add_rows(struct result *result, const struct pair *pairs, size_t count,
                        struct err *err)
{
    static const struct table_column columns[] = {
        {"metric", "text"},         {"period", "month"}, {"n_before", "count"},
        {"value_before", "metric"}, {"n", "count"},      {"value", "metric"},
        {"lower", "metric"},        {"upper", "metric"}, {"outside", "bool"}};
    struct result_table *table = result_add_table(result, "returns.revised", columns,
                                                  sizeof columns / sizeof *columns, count);
    if (!table) return err_memory(err, count * sizeof(struct table_cell));
    for (size_t i = 0; i < count; i++) {
        const struct estimate *now = pairs[i].now;
        char month[MONTH_TEXT_BYTES];
        month_text(now->period, month);
        const struct table_cell cells[] = {cell_text(now->metric->id),
                                           cell_text(copy(&result->arena, month)),
                                           cell_whole((int64_t)pairs[i].before->n),
                                           cell_number(pairs[i].before->value),
                                           cell_whole((int64_t)now->n),
                                           cell_number(now->value),
                                           cell_number(now->lower),
                                           cell_number(now->upper),
                                           cell_whole(is_outside(&pairs[i]))};
        memcpy(result_cell(table, i, 0), cells, sizeof cells);
    }
    return RC_OK;
}

static enum rc add_revision(struct result *result, const struct model *previous,
                            const char *config_sha256, const uint64_t counts[3], struct err *err)
{
    static const struct table_column columns[] = {{"previous_month", "month"},
                                                  {"figures_compared", "count"},
                                                  {"revised", "count"},
                                                  {"outside", "count"},
                                                  {"same_config", "bool"}};
    struct result_table *table =
        result_add_table(result, "returns.revision", columns, sizeof columns / sizeof *columns, 1);
    const char *month = copy(&result->arena, previous->run.period);
    if (!table || !month) return err_memory(err, sizeof columns);
    const bool is_same =
        previous->run.config_sha256 && strcmp(previous->run.config_sha256, config_sha256) == 0;
    *result_cell(table, 0, 0) = cell_text(month);
    for (size_t i = 0; i < 3; i++) *result_cell(table, 0, 1 + i) = cell_whole((int64_t)counts[i]);
    *result_cell(table, 0, 4) = cell_whole(is_same);
    return RC_OK;
}

enum rc revised_add(struct result *result, const struct model *previous, const char *config_sha256,
                    struct err *err)
{
    struct pair *pairs = calloc(result->estimate_count + 1, sizeof *pairs);
    if (!pairs) return err_memory(err, result->estimate_count * sizeof *pairs);
    uint64_t counts[3] = {0, 0, 0};
    size_t count = 0;
    for (size_t i = 0; i < result->estimate_count; i++) {
        const struct pair pair = find_pair(&result->estimates[i], previous, result->report_month);
        if (!pair.before) continue;
        counts[0]++;
        if (!is_revised(&pair)) continue;
        counts[1]++;
        counts[2] += is_outside(&pair);
        pairs[count++] = pair;
    }
    qsort(pairs, count, sizeof *pairs, compare_pairs);
    enum rc rc = add_revision(result, previous, config_sha256, counts, err);
    if (rc == RC_OK) rc = add_rows(result, pairs, count < REVISED_ROWS ? count : REVISED_ROWS, err);
    free(pairs);
    return rc;
}
