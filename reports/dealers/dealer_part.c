/* The cut: a model of one dealer's own rows and what of the network's gives nobody away. */
#include "reports/dealers/dealers.h"

#include <math.h>
#include <string.h>

/* What the page of a dealer must not show: see the header. */
static bool is_kept_back(const struct model_metric *metric)
{
    static const char checks[] = "forensics.";
    return strncmp(metric->id, checks, sizeof checks - 1) == 0;
}

/* Whether the network's figure beside the dealer's own gives no other dealer away. */
static bool may_compare(const struct dealer_others *others, const struct model_estimate *own,
                        const struct model_estimate *network)
{
    if (!network || !model_stands(own) || !model_stands(network)) return false;
    if (others->standing < DEALERS_OTHERS_LEAST + 1) return false;
    const double n = (double)own->n, rest = (double)network->n - n;
    const double largest = n >= others->most ? others->second : others->most;
    return largest * 100 <= rest * DEALERS_LARGEST_PERCENT;
}

static const struct model_estimate *network_of(const struct model *model, const char *metric)
{
    return model_estimate(model, metric, "", "", model->run.period);
}

static enum verdict verdict_of(const char *name)
{
    for (int verdict = 0; verdict < VERDICT_COUNT; verdict++)
        if (strcmp(verdict_names[verdict], name) == 0) return (enum verdict)verdict;
    return VERDICT_NONE;
}

/* Columns have no reasons: fewer records than any number is made of explain a missing one. */
static const char *missing_reason(const struct dealers *dealers, double n, struct arena *arena)
{
    struct text reason;
    const uint64_t base = dealers->model->run.minimum_base;
    if (n >= (double)base) return "";
    text_init(&reason, 0);
    text_format(&reason, "below_base: n = %.0f, at least %llu are needed", n,
                (unsigned long long)base);
    const char *kept =
        reason.failed ? NULL : arena_copy_text(arena, reason.bytes, reason.byte_count);
    text_release(&reason);
    return kept;
}

/* The dealer's place in a metric's columns as the estimate it would be. False when memory is out.
 */
static bool estimate_of_column(const struct dealers *dealers, size_t metric, size_t dealer,
                               struct arena *arena, struct model_estimate *out)
{
    const struct model_columns *columns = dealers->columns[metric];
    const uint32_t at = dealers->in_columns[metric][dealer];
    const struct model_estimate *network = network_of(dealers->model, columns->metric->id);
    char id[MODEL_ID_BYTES];
    *out = (struct model_estimate){.metric = columns->metric,
                                   .axis = AXIS_DEALER,
                                   .axis_name = columns->axis_name,
                                   .key = columns->keys[at],
                                   .period = columns->period,
                                   .n = columns->n[at] > 0 ? (uint64_t)columns->n[at] : 0,
                                   .value = columns->value[at],
                                   .lower = columns->lower[at],
                                   .upper = columns->upper[at],
                                   .target = NAN,
                                   .method = network ? network->method : "",
                                   .reason = "",
                                   .change = {.q = NAN},
                                   .benchmark = {.value = NAN, .low = NAN, .source = ""},
                                   .verdict = verdict_of(columns->verdicts[at])};
    const bool fits =
        model_estimate_id(columns->metric->id, columns->axis_name, out->key, columns->period, id);
    out->id = fits ? arena_copy_text(arena, id, strlen(id)) : NULL;
    if (isnan(out->value)) {
        out->status = STATUS_REFUSED;
        out->reason = missing_reason(dealers, columns->n[at], arena);
    }
    return out->id && out->reason;
}

static void add_own(struct dealer_part *part, const struct model_estimate *own, size_t metric)
{
    struct model_estimate *copy = &part->model.estimates[part->model.estimate_count++];
    *copy = *own;
    part->own[metric] = copy;
    part->own_count++;
}

/* Own rows in the order of the metrics: of the estimates, else of the columns. */
static bool cut_own(struct dealer_part *part, const struct dealers *dealers, size_t dealer)
{
    const struct model *whole = dealers->model;
    const struct dealer_items *items = &dealers->estimates;
    const struct model_estimate **rows =
        arena_take_array(&part->model.arena, whole->metric_count + 1, sizeof *rows);
    if (!rows) return false;
    for (uint32_t i = items->first[dealer]; i < items->first[dealer + 1]; i++) {
        const struct model_estimate *row = &whole->estimates[items->item[i]];
        if (!model_is_earlier(whole, row)) rows[row->metric - whole->metrics] = row;
    }
    for (size_t i = 0; i < whole->metric_count; i++) {
        struct model_estimate made;
        if (is_kept_back(&whole->metrics[i])) continue;
        if (rows[i]) {
            add_own(part, rows[i], i);
        } else if (dealers->columns[i] && dealers->in_columns[i][dealer] != INDEX_NONE) {
            if (!estimate_of_column(dealers, i, dealer, &part->model.arena, &made)) return false;
            add_own(part, &made, i);
        }
    }
    return true;
}

static bool is_judged(const struct model_estimate *own)
{
    return own->verdict != VERDICT_NONE && model_stands(own);
}

/* What customers answered in callbacks. */
static bool is_score(const struct model_metric *metric)
{
    static const char *const families[] = {"survey.", "rater.",    "card.overall.", "card.top2.",
                                           "rights.", "recovery.", "steps."};
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        if (strncmp(metric->id, families[i], strlen(families[i])) == 0) return true;
    return false;
}

/* Whether the dealer's callbacks are to be checked before its scores are believed. */
static bool is_suspect(const struct dealers *dealers, size_t dealer)
{
    const struct model *whole = dealers->model;
    const struct model_table *table = model_table(whole, "forensics.dealers");
    if (!table) return false;
    const struct dealer_items *items = &dealers->tables[table - whole->tables];
    const size_t column = model_column(table, "suspect");
    for (uint32_t i = items->first[dealer]; i < items->first[dealer + 1]; i++)
        if (model_cell(table, items->item[i], column).number > 0) return true;
    return false;
}

static void keep_back_scores(struct dealer_part *part)
{
    for (size_t row = 0; row < part->own_count; row++) {
        struct model_estimate *own = &part->model.estimates[row];
        if (!is_score(own->metric)) continue;
        part->checked_count += is_judged(own);
        own->verdict = VERDICT_NONE;
    }
}

/* The network's rows behind the own ones; verdicts without them go. A target is the network's
 * promise, which each dealer is held to. */
static void cut_network(struct dealer_part *part, const struct dealers *dealers)
{
    struct model *model = &part->model;
    for (size_t row = 0; row < part->own_count; row++) {
        struct model_estimate *own = &model->estimates[row];
        const size_t i = (size_t)(own->metric - model->metrics);
        const struct model_estimate *network = network_of(dealers->model, model->metrics[i].id);
        if (network) own->target = network->target;
        if (may_compare(&dealers->others[i], own, network)) {
            part->network[i] = &model->estimates[model->estimate_count];
            model->estimates[model->estimate_count++] = *network;
            part->judged_count += is_judged(own);
        } else {
            part->withheld_count += is_judged(own);
            own->verdict = VERDICT_NONE;
        }
    }
}

/* Tables whose rows compare the dealer with the others are shown where its metric may be compared;
 * "" for those that tell of itself alone; NULL for all others, which no page shows. */
static const char *table_metric(const char *name, struct text *metric)
{
    static const char card[] = "card.", end[] = ".dealer";
    const size_t byte_count = strlen(name), end_bytes = sizeof end - 1;
    text_clear(metric);
    if (strcmp(name, "charts.signals") == 0 || strcmp(name, "guards.regression") == 0) return "";
    if (strncmp(name, card, sizeof card - 1) != 0 || byte_count < end_bytes ||
        strcmp(name + byte_count - end_bytes, end) != 0)
        return NULL;
    text_add(metric, name, byte_count - end_bytes);
    text_put(metric, ".adjusted");
    return metric->bytes;
}

static bool cut_table(struct dealer_part *part, const struct model_table *whole,
                      const uint32_t *rows, size_t row_count)
{
    struct model_table *table = &part->model.tables[part->model.table_count];
    *table = *whole;
    table->row_count = row_count;
    table->cells = arena_take_array(&part->model.arena, row_count * whole->column_count + 1,
                                    sizeof *table->cells);
    if (!table->cells) return false;
    for (size_t i = 0; i < row_count; i++)
        memcpy(table->cells + i * whole->column_count, whole->cells + rows[i] * whole->column_count,
               whole->column_count * sizeof *table->cells);
    index_put(&part->model.table_index, table->name, (uint32_t)part->model.table_count++);
    return true;
}

static bool cut_tables(struct dealer_part *part, const struct dealers *dealers, size_t dealer)
{
    const struct model *whole = dealers->model;
    struct model *model = &part->model;
    struct text metric;
    bool is_made = true;
    model->tables = arena_take_array(&model->arena, whole->table_count + 1, sizeof *model->tables);
    if (!model->tables || !index_init(&model->table_index, &model->arena, whole->table_count))
        return false;
    text_init(&metric, 0);
    for (size_t i = 0; is_made && i < whole->table_count; i++) {
        const struct dealer_items *items = &dealers->tables[i];
        const size_t row_count = items->first[dealer + 1] - items->first[dealer];
        const char *compared = table_metric(whole->tables[i].name, &metric);
        if (row_count == 0 || !compared) continue;
        if (compared[0] && !dealer_part_network(part, compared)) continue;
        is_made = cut_table(part, &whole->tables[i], items->item + items->first[dealer], row_count);
    }
    is_made = is_made && !metric.failed;
    text_release(&metric);
    return is_made;
}

static bool cut_series(struct dealer_part *part, const struct dealers *dealers, size_t dealer)
{
    const struct model *whole = dealers->model;
    struct model *model = &part->model;
    model->series = arena_take_array(&model->arena, whole->series_count + 1, sizeof *model->series);
    for (size_t i = 0; model->series && i < whole->series_count; i++) {
        const struct model_series *series = &whole->series[i];
        const uint32_t at = dealers->in_series[i] ? dealers->in_series[i][dealer] : INDEX_NONE;
        if (at == INDEX_NONE || is_kept_back(series->metric)) continue;
        struct model_series *own = &model->series[model->series_count++];
        *own = *series;
        own->keys += at;
        own->n += at;
        own->value += at;
        own->key_count = 1;
    }
    return model->series != NULL;
}

static bool cut_nodes(const struct dealer_items *items, size_t dealer, const cJSON **all,
                      struct arena *arena, const cJSON ***out, size_t *count)
{
    *count = items->first[dealer + 1] - items->first[dealer];
    *out = arena_take_array(arena, *count + 1, sizeof **out);
    for (size_t i = 0; *out && i < *count; i++)
        (*out)[i] = all[items->item[items->first[dealer] + i]];
    return *out != NULL;
}

static bool room_for(struct dealer_part *part, const struct dealers *dealers)
{
    const size_t count = dealers->model->metric_count + 1;
    struct model *model = &part->model;
    model->estimates = arena_take_array(&model->arena, 2 * count, sizeof *model->estimates);
    part->own = arena_take_array(&model->arena, count, sizeof *part->own);
    part->network = arena_take_array(&model->arena, count, sizeof *part->network);
    return model->estimates && part->own && part->network &&
           index_init(&model->estimate_index, &model->arena, 2 * count);
}

enum rc dealer_part_init(struct dealer_part *part, const struct dealers *dealers, size_t dealer,
                         struct err *err)
{
    const struct model *whole = dealers->model;
    *part = (struct dealer_part){.id = dealers->ids[dealer],
                                 .model = {.run = whole->run,
                                           .month = whole->month,
                                           .metrics = whole->metrics,
                                           .metric_count = whole->metric_count,
                                           .metric_index = whole->metric_index}};
    struct model *model = &part->model;
    model->run.inputs = NULL; /* the names of all files */
    model->run.id = dealers->run_id;
    arena_init(&model->arena);
    if (!room_for(part, dealers) || !cut_own(part, dealers, dealer))
        return err_memory(err, whole->metric_count * sizeof *model->estimates);
    if (is_suspect(dealers, dealer)) keep_back_scores(part);
    cut_network(part, dealers);
    for (size_t i = 0; i < model->estimate_count; i++)
        index_put(&model->estimate_index, model->estimates[i].id, (uint32_t)i);
    const bool is_made = cut_tables(part, dealers, dealer) && cut_series(part, dealers, dealer) &&
                         cut_nodes(&dealers->files, dealer, dealers->file_nodes, &model->arena,
                                   &part->files, &part->file_count) &&
                         cut_nodes(&dealers->rejects, dealer, dealers->reject_nodes, &model->arena,
                                   &part->rejects, &part->reject_count);
    return is_made ? RC_OK : err_memory(err, whole->table_count * sizeof *model->tables);
}

void dealer_part_release(struct dealer_part *part)
{
    model_release(&part->model);
}

static size_t metric_number(const struct dealer_part *part, const char *metric)
{
    const struct model_metric *found = model_metric(&part->model, metric);
    return found ? (size_t)(found - part->model.metrics) : part->model.metric_count;
}

const struct model_estimate *dealer_part_own(const struct dealer_part *part, const char *metric)
{
    return part->own[metric_number(part, metric)];
}

const struct model_estimate *dealer_part_network(const struct dealer_part *part, const char *metric)
{
    return part->network[metric_number(part, metric)];
}
