#include "ingest/schema_json.h"

#include <cjson/cJSON.h>

/* One file being read: where its pieces are taken from, and what messages begin with. */
struct reader {
    struct arena *arena;
    const char *file;
    struct err *err;
};

static enum rc broken(const struct reader *reader, const char *where, const char *what)
{
    return err_set(reader->err, RC_BUG, "schema file %s: %s: %s", reader->file, where, what);
}

static enum rc no_memory(const struct reader *reader)
{
    return err_memory(reader->err, 0);
}

static const char *text_of(const cJSON *object, const char *key)
{
    return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, key));
}

static bool truth_of(const cJSON *object, const char *key)
{
    return cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(object, key));
}

static enum rc copy_text(const struct reader *reader, const char *text, const char **out)
{
    *out = arena_copy_text(reader->arena, text, strlen(text));
    return *out ? RC_OK : no_memory(reader);
}

/* A text that must be there. */
static enum rc read_text(const struct reader *reader, const cJSON *object, const char *key,
                         const char **out)
{
    const char *text = text_of(object, key);
    return text ? copy_text(reader, text, out) : broken(reader, key, "no such text");
}

static enum rc read_title(const struct reader *reader, const cJSON *object, const char *title[2])
{
    const cJSON *texts = cJSON_GetObjectItemCaseSensitive(object, "title");
    const enum rc rc = read_text(reader, texts, "zh", &title[0]);
    return rc == RC_OK ? read_text(reader, texts, "en", &title[1]) : rc;
}

static enum rc read_texts(const struct reader *reader, const cJSON *list, const char *const **out,
                          size_t *out_count)
{
    const size_t count = (size_t)cJSON_GetArraySize(list);
    const char **texts = arena_take_array(reader->arena, count + 1, sizeof *texts);
    if (!texts) return no_memory(reader);
    size_t i = 0;
    const cJSON *item;
    cJSON_ArrayForEach(item, list)
    {
        if (!cJSON_IsString(item)) return broken(reader, "names", "not a list of texts");
        if (copy_text(reader, item->valuestring, &texts[i++]) != RC_OK) return RC_MEMORY;
    }
    *out = texts;
    *out_count = count;
    return RC_OK;
}

static bool type_from_name(const char *name, enum column_type *type)
{
    for (int i = 0; name && i < COLUMN_TYPE_COUNT; i++) {
        if (strcmp(column_type_name((enum column_type)i), name) != 0) continue;
        *type = (enum column_type)i;
        return true;
    }
    return false;
}

/* `name` with `number` behind it, or alone when number is 0; as it stands in a header. */
static const char *numbered(const struct reader *reader, const char *name, int number,
                            bool is_header)
{
    char written[SCHEMA_HEADER_BYTES], normal[SCHEMA_HEADER_BYTES];
    if (number > 0)
        (void)snprintf(written, sizeof written, "%s%d", name, number);
    else
        (void)snprintf(written, sizeof written, "%s", name);
    if (!is_header) return arena_copy_text(reader->arena, written, strlen(written));
    schema_normalise_header(slice_of(written), normal, sizeof normal);
    return arena_copy_text(reader->arena, normal, strlen(normal));
}

static enum rc read_aliases(const struct reader *reader, const cJSON *object,
                            struct schema_column *column, int number)
{
    const cJSON *list = cJSON_GetObjectItemCaseSensitive(object, "aliases");
    const size_t count = 1 + (size_t)cJSON_GetArraySize(list);
    const char **aliases = arena_take_array(reader->arena, count, sizeof *aliases);
    if (!aliases) return no_memory(reader);
    column->aliases = aliases;
    column->alias_count = count;
    if (!(*aliases++ = numbered(reader, column->name, 0, true))) return no_memory(reader);
    const cJSON *item;
    cJSON_ArrayForEach(item, list)
    {
        if (!cJSON_IsString(item)) return broken(reader, column->name, "an alias is no text");
        if (!(*aliases++ = numbered(reader, item->valuestring, number, true)))
            return no_memory(reader);
    }
    return RC_OK;
}

static int compare_values(const void *a, const void *b)
{
    const struct schema_value *left = a, *right = b;
    const int order = slice_compare(left->alias, right->alias);
    return order != 0 ? order : slice_compare(left->canonical, right->canonical);
}

static bool value_set(const struct reader *reader, struct schema_value *value,
                      struct slice canonical, const char *alias)
{
    char *small = arena_copy_text(reader->arena, alias, strlen(alias));
    if (!small) return false;
    for (char *at = small; *at; at++)
        if (*at >= 'A' && *at <= 'Z') *at = (char)(*at - 'A' + 'a');
    *value = (struct schema_value){canonical, slice_of(small)};
    return true;
}

static enum rc read_values(const struct reader *reader, const cJSON *object,
                           struct schema_column *column)
{
    const cJSON *lists = cJSON_GetObjectItemCaseSensitive(object, "values"), *list, *item;
    size_t count = 0, filled = 0;
    cJSON_ArrayForEach(list, lists) count += 1 + (size_t)cJSON_GetArraySize(list);
    if (count == 0) return RC_OK;
    struct schema_value *values = arena_take_array(reader->arena, count, sizeof *values);
    if (!values) return no_memory(reader);
    cJSON_ArrayForEach(list, lists)
    {
        const char *name;
        if (copy_text(reader, list->string, &name) != RC_OK) return RC_MEMORY;
        const struct slice canonical = slice_of(name);
        if (!value_set(reader, &values[filled++], canonical, name)) return no_memory(reader);
        cJSON_ArrayForEach(item, list)
        {
            if (!cJSON_IsString(item)) return broken(reader, column->name, "a value is no text");
            if (!value_set(reader, &values[filled++], canonical, item->valuestring))
                return no_memory(reader);
        }
    }
    qsort(values, count, sizeof *values, compare_values);
    for (size_t i = 1; i < count; i++)
        if (slice_equal(values[i - 1].alias, values[i].alias) &&
            !slice_equal(values[i - 1].canonical, values[i].canonical))
            return broken(reader, values[i].alias.bytes, "stands for two values");
    column->values = values;
    column->value_count = count;
    return RC_OK;
}

static enum rc read_range(const struct reader *reader, const cJSON *object,
                          struct schema_column *column)
{
    const cJSON *minimum = cJSON_GetObjectItemCaseSensitive(object, "minimum");
    const cJSON *maximum = cJSON_GetObjectItemCaseSensitive(object, "maximum");
    column->has_range = minimum != NULL;
    if (!minimum && !maximum)
        return column->type == COLUMN_INT ? broken(reader, column->name, "an int without a range")
                                          : RC_OK;
    if (!minimum || !maximum || !cJSON_IsNumber(minimum) || !cJSON_IsNumber(maximum))
        return broken(reader, column->name, "minimum and maximum must both be numbers");
    column->minimum = minimum->valueint;
    column->maximum = maximum->valueint;
    const bool fits = column->type != COLUMN_SCORE ||
                      (column->minimum > SCORE_MISSING && column->maximum <= INT8_MAX);
    return fits && column->minimum <= column->maximum
               ? RC_OK
               : broken(reader, column->name, "a range that cannot be");
}

static enum rc read_column(const struct reader *reader, const cJSON *object,
                           struct schema_column *column, int number)
{
    const char *name = text_of(object, "name"), *domain = text_of(object, "domain");
    if (!name) return broken(reader, "columns", "one has no name");
    if (!(column->name = numbered(reader, name, number, false))) return no_memory(reader);
    if (!type_from_name(text_of(object, "type"), &column->type))
        return broken(reader, name, "its type is none");
    const bool is_coded = column->type <= COLUMN_PATH;
    if (is_coded != (domain != NULL))
        return broken(reader, name, "id, code and path have a domain, other types have none");
    column->needed = truth_of(object, "needed");
    column->happened = truth_of(object, "happened");
    column->is_month = truth_of(object, "month");
    if (column->is_month && column->type != COLUMN_DATE)
        return broken(reader, name, "only a date may be a month");
    column->tells_wishes = truth_of(object, "wishes");
    enum rc rc = copy_text(reader, domain ? domain : "", &column->domain);
    if (rc == RC_OK) rc = read_title(reader, object, column->title);
    if (rc == RC_OK) rc = read_range(reader, object, column);
    if (rc == RC_OK) rc = read_aliases(reader, object, column, number);
    if (rc == RC_OK) rc = read_values(reader, object, column);
    return rc;
}

static int repeat_of(const cJSON *object)
{
    const cJSON *repeat = cJSON_GetObjectItemCaseSensitive(object, "repeat");
    return cJSON_IsNumber(repeat) && repeat->valueint > 0 ? repeat->valueint : 0;
}

static enum rc read_columns(const struct reader *reader, const cJSON *list,
                            struct schema_table *table)
{
    const cJSON *object;
    size_t count = 0;
    cJSON_ArrayForEach(object, list) count += repeat_of(object) > 0 ? (size_t)repeat_of(object) : 1;
    if (count == 0) return broken(reader, "columns", "there are none");
    struct schema_column *columns = arena_take_array(reader->arena, count, sizeof *columns);
    if (!columns) return no_memory(reader);
    table->columns = columns;
    cJSON_ArrayForEach(object, list)
    {
        const int repeat = repeat_of(object);
        for (int number = repeat > 0; number <= repeat; number++) {
            const enum rc rc = read_column(reader, object, &columns[table->column_count], number);
            if (rc != RC_OK) return rc;
            if (schema_column_index(table, columns[table->column_count].name) >= 0)
                return broken(reader, columns[table->column_count].name, "stands there twice");
            table->column_count++;
        }
    }
    return RC_OK;
}

static bool is_moment(const struct schema_table *table, int32_t column)
{
    return column >= 0 && (table->columns[column].type == COLUMN_DATE ||
                           table->columns[column].type == COLUMN_TIME);
}

static enum rc read_orders(const struct reader *reader, const cJSON *object, const char *key,
                           const struct schema_table *table, const struct schema_order **out,
                           size_t *out_count)
{
    const cJSON *list = cJSON_GetObjectItemCaseSensitive(object, key), *pair;
    const size_t count = (size_t)cJSON_GetArraySize(list);
    struct schema_order *orders = arena_take_array(reader->arena, count + 1, sizeof *orders);
    if (!orders) return no_memory(reader);
    *out = orders;
    *out_count = count;
    cJSON_ArrayForEach(pair, list)
    {
        const char *later = cJSON_GetStringValue(cJSON_GetArrayItem(pair, 0));
        const char *earlier = cJSON_GetStringValue(cJSON_GetArrayItem(pair, 1));
        if (!later || !earlier) return broken(reader, key, "not a list of pairs of columns");
        *orders = (struct schema_order){schema_column_index(table, later),
                                        schema_column_index(table, earlier)};
        if (!is_moment(table, orders->later) || !is_moment(table, orders->earlier))
            return broken(reader, key, "names what is no date or time of the table");
        orders++;
    }
    return RC_OK;
}

static enum rc read_key_and_clock(const struct reader *reader, const cJSON *object,
                                  struct schema_table *table)
{
    const char *key = text_of(object, "key"), *clock = text_of(object, "clock");
    if (!key || !clock) return broken(reader, "key, clock", "no such text");
    table->key = *key ? schema_column_index(table, key) : -1;
    table->clock = schema_column_index(table, clock);
    if (*key && (table->key < 0 || table->columns[table->key].type != COLUMN_ID))
        return broken(reader, key, "the key is no column of type id");
    return is_moment(table, table->clock) ? RC_OK
                                          : broken(reader, clock, "the clock is no date or time");
}

static enum rc read_table(const struct reader *reader, const cJSON *root,
                          struct schema_table *table)
{
    const char *version = text_of(root, "schema");
    if (!version || strcmp(version, "rater.table/1") != 0)
        return broken(reader, "schema", "is not rater.table/1");
    table->needed = truth_of(root, "needed");
    enum rc rc = read_text(reader, root, "table", &table->name);
    if (rc == RC_OK) rc = read_title(reader, root, table->title);
    if (rc == RC_OK)
        rc = read_texts(reader, cJSON_GetObjectItemCaseSensitive(root, "names"), &table->names,
                        &table->name_count);
    if (rc == RC_OK)
        rc = read_columns(reader, cJSON_GetObjectItemCaseSensitive(root, "columns"), table);
    if (rc == RC_OK) rc = read_key_and_clock(reader, root, table);
    if (rc == RC_OK)
        rc = read_orders(reader, root, "not_before", table, &table->orders, &table->order_count);
    if (rc == RC_OK)
        rc = read_orders(reader, root, "starts", table, &table->starts, &table->start_count);
    return rc;
}

enum rc schema_table_from_json(struct schema_table *table, struct arena *arena,
                               const struct embedded *file, struct err *err)
{
    const struct reader reader = {arena, file->name, err};
    cJSON *root = cJSON_ParseWithLength((const char *)file->bytes, file->byte_count);
    if (!root) return broken(&reader, "the whole", "not JSON");
    *table = (struct schema_table){.key = -1, .clock = -1};
    const enum rc rc = read_table(&reader, root, table);
    cJSON_Delete(root);
    return rc;
}
