#include "reports/model/model_read.h"

#include "reports/model/tree.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

/* An estimate as it stands in the file. */
struct raw {
    const char *id, *metric, *period, *unit, *method, *verdict, *status, *reason;
    struct slice segment, change, benchmark;
    uint64_t n;
    double value, lower, upper, target;
};
#define RAW(member, kind)                                                                          \
    {                                                                                              \
#member, kind, offsetof(struct raw, member)                                                \
    }
static const struct tree_field raw_fields[] = {
    RAW(id, TREE_TEXT),       RAW(metric, TREE_TEXT),  RAW(segment, TREE_CHILD),
    RAW(period, TREE_TEXT),   RAW(n, TREE_COUNT),      RAW(value, TREE_NUMBER),
    RAW(lower, TREE_NUMBER),  RAW(upper, TREE_NUMBER), RAW(unit, TREE_TEXT),
    RAW(method, TREE_TEXT),   RAW(change, TREE_CHILD), RAW(benchmark, TREE_CHILD),
    RAW(verdict, TREE_TEXT),  RAW(status, TREE_TEXT),  RAW(reason, TREE_TEXT),
    RAW(target, TREE_NUMBER),
};

#define CHANGE(member, kind)                                                                       \
    {                                                                                              \
#member, kind, offsetof(struct model_estimate, change.member)                              \
    }
static const struct tree_field change_fields[] = {
    CHANGE(from, TREE_TEXT), CHANGE(value, TREE_NUMBER), CHANGE(lower, TREE_NUMBER),
    CHANGE(upper, TREE_NUMBER), CHANGE(q, TREE_NUMBER)};

struct raw_benchmark {
    double value, low;
    const char *source, *verdict;
};
static const struct tree_field benchmark_fields[] = {
    {"value", TREE_NUMBER, offsetof(struct raw_benchmark, value)},
    {"low", TREE_NUMBER, offsetof(struct raw_benchmark, low)},
    {"source", TREE_TEXT, offsetof(struct raw_benchmark, source)},
    {"verdict", TREE_TEXT, offsetof(struct raw_benchmark, verdict)}};

/* Number of the name in the list, 0 when it is not there. */
static int name_index(const char *const *names, int count, const char *name)
{
    for (int i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0) return i;
    return 0;
}

static enum axis axis_of(const char *name)
{
    for (int i = 0; i < AXIS_COUNT; i++)
        if (strcmp(axis_rows[i].name, name) == 0) return (enum axis)i;
    return AXIS_COUNT;
}

static const struct model_metric *intern_metric(struct model *model, const char *id,
                                                const char *unit)
{
    const uint32_t next = (uint32_t)model->metric_count;
    const uint32_t found = index_put(&model->metric_index, id, next);
    struct model_metric *metric = &model->metrics[found];
    if (found == next) {
        metric->id = id;
        metric->unit = (enum unit)name_index(unit_names, UNIT_KIND_COUNT, unit);
        metric_words_find(id, &metric->words);
        model->metric_count++;
    }
    return metric;
}

/* What one thread needs to read its part of the estimates. */
struct estimate_reader {
    struct arena arena;
    struct tree_reader rows, changes, benchmarks;
    bool failed;
};

static void reader_init(struct estimate_reader *reader)
{
    arena_init(&reader->arena);
    reader->rows = (struct tree_reader){raw_fields, COUNT_OF(raw_fields), &reader->arena, {0}, 0};
    reader->changes =
        (struct tree_reader){change_fields, COUNT_OF(change_fields), &reader->arena, {0}, 0};
    reader->benchmarks =
        (struct tree_reader){benchmark_fields, COUNT_OF(benchmark_fields), &reader->arena, {0}, 0};
    reader->failed = false;
}

static void read_segment(struct estimate_reader *reader, struct slice segment,
                         struct model_estimate *estimate)
{
    struct slice name, key;
    if (!value_is_object(segment)) return;
    struct cursor cursor = cursor_open(segment);
    if (!cursor_next(&cursor, &name, &key) || !value_is_text(key)) return;
    const char *axis_name = key_text(name, &reader->arena);
    const char *key_name = value_text(key, &reader->arena);
    if (!axis_name || !key_name) {
        reader->failed = true;
        return;
    }
    estimate->axis_name = axis_name;
    estimate->key = key_name;
    estimate->axis = axis_of(axis_name);
}

static void read_benchmark(struct estimate_reader *reader, struct slice benchmark,
                           struct model_estimate *estimate)
{
    struct raw_benchmark raw = {NAN, NAN, "", ""};
    tree_read_text(&reader->benchmarks, benchmark, &raw);
    estimate->benchmark.value = raw.value;
    estimate->benchmark.low = isnan(raw.low) ? raw.value : raw.low;
    estimate->benchmark.source = raw.source;
    estimate->benchmark.standing =
        (enum standing)name_index(standing_names, STANDING_COUNT, raw.verdict);
}

static void read_change(struct estimate_reader *reader, struct slice change,
                        struct model_estimate *estimate)
{
    estimate->change.exists = value_is_object(change);
    estimate->change.from = "";
    estimate->change.value = estimate->change.lower = estimate->change.upper = NAN;
    estimate->change.q = NAN;
    tree_read_text(&reader->changes, change, estimate);
}

/* What an estimate says of its metric; metrics are numbered once all estimates are read. */
struct metric_name {
    const char *id, *unit;
};

static void read_estimate(struct estimate_reader *reader, struct slice item,
                          struct model_estimate *estimate, struct metric_name *metric)
{
    struct raw raw = {.id = "",
                      .metric = "",
                      .period = "",
                      .unit = "",
                      .method = "",
                      .verdict = "",
                      .status = "",
                      .reason = "",
                      .value = NAN,
                      .lower = NAN,
                      .upper = NAN,
                      .target = NAN};
    tree_read_text(&reader->rows, item, &raw);
    *metric = (struct metric_name){raw.metric, raw.unit};
    *estimate = (struct model_estimate){.id = raw.id,
                                        .axis = AXIS_NETWORK,
                                        .axis_name = "",
                                        .key = "",
                                        .period = raw.period,
                                        .n = raw.n,
                                        .value = raw.value,
                                        .lower = raw.lower,
                                        .upper = raw.upper,
                                        .target = raw.target,
                                        .method = raw.method,
                                        .reason = raw.reason};
    estimate->status = (enum status)name_index(status_names, STATUS_COUNT, raw.status);
    estimate->verdict = (enum verdict)name_index(verdict_names, VERDICT_COUNT, raw.verdict);
    read_segment(reader, raw.segment, estimate);
    read_benchmark(reader, raw.benchmark, estimate);
    read_change(reader, raw.change, estimate);
}

/* The threads take parts of the list; false when memory is out. */
static bool read_items(struct model *model, const struct slices *items, struct metric_name *metrics)
{
    bool failed = false;
#pragma omp parallel reduction(|| : failed)
    {
        struct estimate_reader reader;
        reader_init(&reader);
#pragma omp for schedule(static)
        for (size_t i = 0; i < items->count; i++)
            read_estimate(&reader, items->items[i], &model->estimates[i], &metrics[i]);
        failed = reader.failed || reader.rows.failed || reader.changes.failed ||
                 reader.benchmarks.failed;
#pragma omp critical(estimate_texts)
        arena_absorb(&model->arena, &reader.arena);
    }
    return !failed;
}

static enum rc add_to_index(struct model *model, const struct metric_name *metrics, size_t count,
                            struct err *err)
{
    for (size_t i = 0; model->estimates && metrics && i < count; i++) {
        struct model_estimate *estimate = &model->estimates[i];
        if (!metrics[i].id || !estimate->id[0] || !metrics[i].id[0] || !estimate->period[0])
            return err_set(err, RC_INPUT, "result: estimates[%zu] has no id, metric or period", i);
        estimate->metric = intern_metric(model, metrics[i].id, metrics[i].unit);
        index_put(&model->estimate_index, estimate->id, (uint32_t)model->estimate_count++);
    }
    return RC_OK;
}

/* "metric|axis|period", the name of the estimate's group; NULL when memory is out. */
static const char *group_name(struct model *model, const struct model_estimate *estimate)
{
    const char *const parts[] = {estimate->metric->id, "|", estimate->axis_name, "|",
                                 estimate->period};
    size_t byte_count = 1;
    for (size_t i = 0; i < COUNT_OF(parts); i++) byte_count += strlen(parts[i]);
    char *name = arena_take(&model->arena, byte_count);
    size_t used = 0;
    for (size_t i = 0; name && i < COUNT_OF(parts); i++) {
        const size_t part_bytes = strlen(parts[i]);
        memcpy(name + used, parts[i], part_bytes);
        used += part_bytes;
    }
    return name;
}

static bool same_group(const struct model_estimate *a, const struct model_estimate *b)
{
    return a->metric == b->metric && strcmp(a->axis_name, b->axis_name) == 0 &&
           strcmp(a->period, b->period) == 0;
}

/* Counting sort of the estimates by group: count, lay out, fill; each group stays in file order. */
static enum rc make_groups(struct model *model, struct err *err)
{
    const size_t count = model->estimate_count;
    uint32_t *group_of = arena_take_array(&model->arena, count, sizeof *group_of);
    const struct model_estimate **members = arena_take_array(&model->arena, count, sizeof *members);
    model->groups = arena_take_array(&model->arena, count, sizeof *model->groups);
    if (!group_of || !members || !model->groups) return err_memory(err, count * 16);
    for (size_t i = 0; i < count; i++) {
        const struct model_estimate *estimate = &model->estimates[i];
        if (i > 0 && same_group(estimate, estimate - 1)) {
            group_of[i] = group_of[i - 1];
        } else {
            const char *name = group_name(model, estimate);
            if (!name) return err_memory(err, 1);
            group_of[i] = index_put(&model->group_index, name, (uint32_t)model->group_count);
            if (group_of[i] == model->group_count) model->group_count++;
        }
        model->groups[group_of[i]].count++;
    }
    const struct model_estimate **at = members;
    for (size_t g = 0; g < model->group_count; g++) {
        model->groups[g].rows = at;
        at += model->groups[g].count;
        model->groups[g].count = 0;
    }
    for (size_t i = 0; i < count; i++) {
        struct model_group *group = &model->groups[group_of[i]];
        members[(size_t)(group->rows - members) + group->count++] = &model->estimates[i];
    }
    return RC_OK;
}

enum rc model_read_estimates(struct model *model, const struct slices *items, struct err *err)
{
    const size_t count = items->count;
    struct arena *arena = &model->arena;
    model->estimates = arena_take_array(arena, count, sizeof *model->estimates);
    model->metrics = arena_take_array(arena, count, sizeof *model->metrics);
    struct metric_name *metrics = calloc(count + 1, sizeof *metrics);
    const bool room = model->estimates && model->metrics && metrics &&
                      index_init(&model->metric_index, arena, count) &&
                      index_init(&model->estimate_index, arena, count) &&
                      index_init(&model->group_index, arena, count) &&
                      read_items(model, items, metrics);
    enum rc rc = room ? RC_OK : err_memory(err, count * sizeof *model->estimates);
    if (rc == RC_OK) rc = add_to_index(model, metrics, count, err);
    free(metrics);
    return rc == RC_OK ? make_groups(model, err) : rc;
}
