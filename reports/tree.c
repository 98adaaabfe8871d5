#include "reports/tree.h"

#include <math.h>
#include <string.h>

static const double COUNT_LIMIT = 9007199254740992.0; /* 2^53: whole doubles end here */

static void read_count(const cJSON *member, uint64_t *into)
{
    const double value = member->valuedouble;
    if (value >= 0 && value <= COUNT_LIMIT && floor(value) == value) *into = (uint64_t)value;
}

static void read_member(const cJSON *member, const struct tree_field *field, void *into)
{
    void *at = (char *)into + field->offset;
    if (field->kind == TREE_CHILD) memcpy(at, &(const cJSON *){member}, sizeof(const cJSON *));
    if (field->kind == TREE_TEXT && cJSON_IsString(member))
        memcpy(at, &(const char *){member->valuestring}, sizeof(const char *));
    if (field->kind == TREE_NUMBER && cJSON_IsNumber(member)) *(double *)at = member->valuedouble;
    if (field->kind == TREE_COUNT && cJSON_IsNumber(member)) read_count(member, at);
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

static size_t child_count(const cJSON *array)
{
    size_t count = 0;
    if (cJSON_IsArray(array))
        for (const cJSON *item = array->child; item; item = item->next) count++;
    return count;
}

double *tree_numbers(const cJSON *array, struct arena *arena, size_t *count)
{
    *count = child_count(array);
    double *numbers = arena_take_array(arena, *count, sizeof *numbers);
    size_t i = 0;
    if (numbers && *count > 0)
        for (const cJSON *item = array->child; item; item = item->next)
            numbers[i++] = cJSON_IsNumber(item) ? item->valuedouble : NAN;
    return numbers;
}

const char **tree_texts(const cJSON *array, struct arena *arena, size_t *count)
{
    *count = child_count(array);
    const char **texts = arena_take_array(arena, *count, sizeof *texts);
    size_t i = 0;
    if (texts && *count > 0)
        for (const cJSON *item = array->child; item; item = item->next)
            texts[i++] = cJSON_IsString(item) ? item->valuestring : "";
    return texts;
}
