#include "reports/model/tree.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double COUNT_LIMIT = 9007199254740992.0; /* 2^53: whole doubles end here */

static void read_count(double value, uint64_t *into)
{
    if (value >= 0 && value <= COUNT_LIMIT && floor(value) == value) *into = (uint64_t)value;
}

static void read_member(const cJSON *member, const struct tree_field *field, void *into)
{
    void *at = (char *)into + field->offset;
    if (field->kind == TREE_CHILD) memcpy(at, &(const cJSON *){member}, sizeof(const cJSON *));
    if (field->kind == TREE_TEXT && cJSON_IsString(member))
        memcpy(at, &(const char *){member->valuestring}, sizeof(const char *));
    if (field->kind == TREE_NUMBER && cJSON_IsNumber(member)) *(double *)at = member->valuedouble;
    if (field->kind == TREE_COUNT && cJSON_IsNumber(member)) read_count(member->valuedouble, at);
}

void tree_read(const cJSON *object, const struct tree_field *fields, size_t field_count, void *into)
{
    if (!cJSON_IsObject(object)) return;
    for (const cJSON *member = object->child; member; member = member->next)
        for (size_t i = 0; i < field_count; i++)
            if (strcmp(member->string, fields[i].name) == 0) {
                read_member(member, &fields[i], into);
                break;
            }
}

static const char *keep_text(struct tree_reader *reader, size_t field, struct slice value)
{
    const char *last = reader->texts[field];
    const struct slice bytes = {value.bytes + 1, value.byte_count - 2};
    if (last && slice_is(bytes, last) && !strchr(last, '\\')) return last; /* no escape in either */
    const char *text = value_text(value, reader->arena);
    if (!text) reader->failed = true;
    return reader->texts[field] = text ? text : "";
}

static void read_value(struct tree_reader *reader, size_t number, struct slice value, void *into)
{
    const struct tree_field *field = &reader->fields[number];
    void *at = (char *)into + field->offset;
    double read;
    if (field->kind == TREE_CHILD) memcpy(at, &value, sizeof value);
    if (field->kind == TREE_TEXT && value_is_text(value))
        memcpy(at, &(const char *){keep_text(reader, number, value)}, sizeof(const char *));
    if (field->kind == TREE_NUMBER && value_number(value, &read)) *(double *)at = read;
    if (field->kind == TREE_COUNT && value_number(value, &read)) read_count(read, at);
}

/* Members mostly stand in the order of the fields, so the search begins behind the last hit. */
void tree_read_text(struct tree_reader *reader, struct slice object, void *into)
{
    if (!value_is_object(object)) return;
    struct cursor cursor = cursor_open(object);
    struct slice key, value;
    size_t next = 0;
    while (cursor_next(&cursor, &key, &value))
        for (size_t i = 0; i < reader->field_count; i++) {
            const size_t sum = next + i, count = reader->field_count;
            const size_t at = sum < count ? sum : sum - count;
            if (!slice_is(key, reader->fields[at].name)) continue;
            read_value(reader, at, value, into);
            next = at + 1;
            break;
        }
}

/* Room for the values of an array: every value but the last has its comma. */
static void *take_items(struct slice array, struct arena *arena, size_t item_bytes)
{
    size_t limit = 1;
    for (size_t i = 0; i < array.byte_count; i++) limit += array.bytes[i] == ',';
    return arena_take_array(arena, limit, item_bytes);
}

double *tree_numbers(struct slice array, struct arena *arena, size_t *count)
{
    double *numbers = take_items(array, arena, sizeof *numbers);
    struct slice value;
    *count = 0;
    if (!numbers || !value_is_array(array)) return numbers;
    struct cursor cursor = cursor_open(array);
    for (; cursor_next(&cursor, NULL, &value); ++*count)
        if (!value_number(value, &numbers[*count])) numbers[*count] = NAN;
    return numbers;
}

const char **tree_texts(struct slice array, struct arena *arena, size_t *count)
{
    const char **texts = take_items(array, arena, sizeof *texts);
    struct slice value;
    *count = 0;
    if (!texts || !value_is_array(array)) return texts;
    struct cursor cursor = cursor_open(array);
    for (; cursor_next(&cursor, NULL, &value); ++*count) {
        texts[*count] = value_text(value, arena);
        if (!texts[*count]) return NULL;
    }
    return texts;
}
