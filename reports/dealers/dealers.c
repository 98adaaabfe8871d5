#include "reports/dealers/dealers.h"

#include "reports/model/tree.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char axis_dealer[] = "dealer";

static bool is_dealers(const struct model_estimate *estimate)
{
    return estimate->axis == AXIS_DEALER && estimate->key[0] != '\0';
}

static int compare_ids(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* Every dealer that an estimate or a column names, once. */
static bool collect_ids(struct dealers *dealers)
{
    const struct model *model = dealers->model;
    struct index seen;
    size_t limit = 1;
    for (size_t i = 0; i < model->estimate_count; i++) limit += is_dealers(&model->estimates[i]);
    for (size_t i = 0; i < model->columns_count; i++)
        if (strcmp(model->columns[i].axis_name, axis_dealer) == 0)
            limit += model->columns[i].key_count;
    dealers->ids = arena_take_array(&dealers->arena, limit, sizeof *dealers->ids);
    if (!dealers->ids || !index_init(&seen, &dealers->arena, limit)) return false;
    for (size_t i = 0; i < model->estimate_count; i++) {
        const char *id = model->estimates[i].key;
        const uint32_t next = (uint32_t)dealers->count;
        if (is_dealers(&model->estimates[i]) && index_put(&seen, id, next) == next)
            dealers->ids[dealers->count++] = id;
    }
    for (size_t i = 0; i < model->columns_count; i++) {
        const struct model_columns *columns = &model->columns[i];
        const bool is_named = strcmp(columns->axis_name, axis_dealer) == 0;
        for (size_t k = 0; is_named && k < columns->key_count; k++) {
            const uint32_t next = (uint32_t)dealers->count;
            if (columns->keys[k][0] && index_put(&seen, columns->keys[k], next) == next)
                dealers->ids[dealers->count++] = columns->keys[k];
        }
    }
    qsort(dealers->ids, dealers->count, sizeof *dealers->ids, compare_ids);
    if (!index_init(&dealers->index, &dealers->arena, dealers->count)) return false;
    for (size_t i = 0; i < dealers->count; i++)
        index_put(&dealers->index, dealers->ids[i], (uint32_t)i);
    return true;
}

/* Items by their owner (INDEX_NONE: nobody): count, lay out, fill. */
static bool items_init(struct dealer_items *items, struct dealers *dealers, const uint32_t *owner,
                       size_t item_count)
{
    items->first = arena_take_array(&dealers->arena, dealers->count + 2, sizeof *items->first);
    items->item = arena_take_array(&dealers->arena, item_count + 1, sizeof *items->item);
    if (!owner || !items->first || !items->item) return false;
    /* first[d + 2] counts d, so that filling moves first[d + 1] to where d + 1 begins. */
    for (size_t i = 0; i < item_count; i++)
        if (owner[i] != INDEX_NONE) items->first[owner[i] + 2]++;
    for (size_t d = 2; d < dealers->count + 2; d++) items->first[d] += items->first[d - 1];
    for (size_t i = 0; i < item_count; i++)
        if (owner[i] != INDEX_NONE) items->item[items->first[owner[i] + 1]++] = (uint32_t)i;
    return true;
}

static bool own_estimates(struct dealers *dealers)
{
    const struct model *model = dealers->model;
    uint32_t *owner = arena_take_array(&dealers->arena, model->estimate_count + 1, sizeof *owner);
    for (size_t i = 0; owner && i < model->estimate_count; i++)
        owner[i] = is_dealers(&model->estimates[i])
                       ? index_get(&dealers->index, model->estimates[i].key)
                       : INDEX_NONE;
    return items_init(&dealers->estimates, dealers, owner, model->estimate_count);
}

/* A row is a dealer's if the column "dealer" holds its id, or if "axis" says dealer and "key" does.
 */
static uint32_t row_owner(const struct dealers *dealers, const struct model_table *table,
                          size_t row)
{
    const char *axis = model_cell(table, row, model_column(table, "axis")).text;
    const bool is_keyed = axis && strcmp(axis, axis_dealer) == 0;
    const char *id =
        model_cell(table, row, model_column(table, is_keyed ? "key" : axis_dealer)).text;
    return id ? index_get(&dealers->index, id) : INDEX_NONE;
}

static bool own_tables(struct dealers *dealers)
{
    const struct model *model = dealers->model;
    dealers->tables =
        arena_take_array(&dealers->arena, model->table_count + 1, sizeof *dealers->tables);
    for (size_t i = 0; dealers->tables && i < model->table_count; i++) {
        const struct model_table *table = &model->tables[i];
        uint32_t *owner = arena_take_array(&dealers->arena, table->row_count + 1, sizeof *owner);
        for (size_t row = 0; owner && row < table->row_count; row++)
            owner[row] = row_owner(dealers, table, row);
        if (!items_init(&dealers->tables[i], dealers, owner, table->row_count)) return false;
    }
    return dealers->tables != NULL;
}

/* Where each dealer stands among the keys; NULL when memory is out. */
static uint32_t *places_of(struct dealers *dealers, const char *const *keys, size_t key_count)
{
    uint32_t *places = arena_take_array(&dealers->arena, dealers->count + 1, sizeof *places);
    for (size_t d = 0; places && d < dealers->count; d++) places[d] = INDEX_NONE;
    for (size_t k = 0; places && k < key_count; k++) {
        const uint32_t dealer = index_get(&dealers->index, keys[k]);
        if (dealer != INDEX_NONE) places[dealer] = (uint32_t)k;
    }
    return places;
}

static bool own_series(struct dealers *dealers)
{
    const struct model *model = dealers->model;
    dealers->in_series =
        arena_take_array(&dealers->arena, model->series_count + 1, sizeof *dealers->in_series);
    for (size_t i = 0; dealers->in_series && i < model->series_count; i++) {
        const struct model_series *series = &model->series[i];
        if (strcmp(series->axis_name, axis_dealer) != 0) continue;
        dealers->in_series[i] = places_of(dealers, series->keys, series->key_count);
        if (!dealers->in_series[i]) return false;
    }
    return dealers->in_series != NULL;
}

static bool own_columns(struct dealers *dealers)
{
    const struct model *model = dealers->model;
    const size_t count = model->metric_count + 1;
    dealers->columns = arena_take_array(&dealers->arena, count, sizeof *dealers->columns);
    dealers->in_columns = arena_take_array(&dealers->arena, count, sizeof *dealers->in_columns);
    if (!dealers->columns || !dealers->in_columns) return false;
    for (size_t i = 0; i < model->columns_count; i++) {
        const struct model_columns *columns = &model->columns[i];
        const size_t metric = (size_t)(columns->metric - model->metrics);
        if (strcmp(columns->axis_name, axis_dealer) != 0 ||
            strcmp(columns->period, model->run.period) != 0)
            continue;
        dealers->columns[metric] = columns;
        dealers->in_columns[metric] = places_of(dealers, columns->keys, columns->key_count);
        if (!dealers->in_columns[metric]) return false;
    }
    return true;
}

static void count_other(struct dealer_others *others, double n)
{
    others->standing++;
    if (n > others->most) {
        others->second = others->most;
        others->most = n;
    } else if (n > others->second) {
        others->second = n;
    }
}

static bool count_others(struct dealers *dealers)
{
    const struct model *model = dealers->model;
    dealers->others =
        arena_take_array(&dealers->arena, model->metric_count + 1, sizeof *dealers->others);
    for (size_t i = 0; dealers->others && i < model->metric_count; i++) {
        const struct model_columns *columns = dealers->columns[i];
        for (size_t k = 0; columns && k < columns->key_count; k++)
            if (!isnan(columns->value[k])) count_other(&dealers->others[i], columns->n[k]);
        const struct model_group parts =
            model_group(model, model->metrics[i].id, axis_dealer, NULL);
        for (size_t k = 0; !columns && k < parts.count; k++)
            if (model_stands(parts.rows[k]))
                count_other(&dealers->others[i], (double)parts.rows[k]->n);
    }
    return dealers->others != NULL;
}

/* The one dealer whose id is the name of a folder of the path; INDEX_NONE when there is none, or
 * when two are named. */
static uint32_t path_owner(const struct dealers *dealers, const char *path, struct text *name)
{
    uint32_t owner = INDEX_NONE;
    for (const char *slash = strchr(path, '/'); slash; slash = strchr(path, '/')) {
        text_clear(name);
        text_add(name, path, (size_t)(slash - path));
        const uint32_t named = index_get(&dealers->index, name->bytes);
        if (named != INDEX_NONE && owner != INDEX_NONE && named != owner) return INDEX_NONE;
        if (named != INDEX_NONE) owner = named;
        path = slash + 1;
    }
    return owner;
}

static bool own_nodes(struct dealers *dealers, const cJSON *list, const cJSON ***nodes,
                      struct dealer_items *items)
{
    static const struct tree_field fields[] = {{"file", TREE_TEXT, 0}};
    const size_t count = cJSON_IsArray(list) ? (size_t)cJSON_GetArraySize(list) : 0;
    uint32_t *owner = arena_take_array(&dealers->arena, count + 1, sizeof *owner);
    *nodes = arena_take_array(&dealers->arena, count + 1, sizeof **nodes);
    if (!owner || !*nodes) return false;
    struct text name;
    size_t at = 0;
    text_init(&name, 0);
    for (const cJSON *node = count ? list->child : NULL; node; node = node->next) {
        const char *path = "";
        tree_read(node, fields, 1, &path);
        owner[at] = path_owner(dealers, path, &name);
        (*nodes)[at++] = node;
    }
    const bool failed = name.failed;
    text_release(&name);
    return !failed && items_init(items, dealers, owner, count);
}

enum rc dealers_init(struct dealers *dealers, const struct model *model, struct err *err)
{
    *dealers = (struct dealers){.model = model};
    arena_init(&dealers->arena);
    const bool is_made =
        model_run_id(model, dealers->run_id) && collect_ids(dealers) && own_estimates(dealers) &&
        own_tables(dealers) && own_series(dealers) && own_columns(dealers) &&
        count_others(dealers) &&
        own_nodes(dealers, model->quality.files, &dealers->file_nodes, &dealers->files) &&
        own_nodes(dealers, model->quality.rejects, &dealers->reject_nodes, &dealers->rejects);
    return is_made ? RC_OK : err_memory(err, model->estimate_count * sizeof *dealers->ids);
}

void dealers_release(struct dealers *dealers)
{
    arena_release(&dealers->arena);
}

enum rc dealers_find(const struct dealers *dealers, const char *id, size_t *dealer, struct err *err)
{
    const uint32_t found = index_get(&dealers->index, id);
    if (found != INDEX_NONE) {
        *dealer = found;
        return RC_OK;
    }
    const enum rc rc = err_set(err, RC_USAGE, "the result names no dealer \"%.200s\"", id);
    const char *nearest = text_nearest(id, dealers->ids, dealers->count);
    return nearest ? err_hint(err, "did you mean %.200s?", nearest) : rc;
}
