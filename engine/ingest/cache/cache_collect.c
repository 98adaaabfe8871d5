#include "ingest/cache/cache_collect.h"
#include "ingest/cache/cache_entry.h"
#include "ingest/column_array.h"
#include "ingest/slot.h"

#include <stdlib.h>
#include <string.h>

void cache_collected_release(struct cache_collected *collected)
{
    for (size_t i = 0; i < collected->number_count; i++) free(collected->numbers[i].of);
    free(collected->numbers);
    free(collected->texts);
    *collected = (struct cache_collected){.value_bytes = 0};
}

const struct cache_numbers *cache_numbers_of(const struct cache_collected *collected,
                                             const struct code_list *list)
{
    for (size_t i = 0; i < collected->number_count; i++)
        if (collected->numbers[i].list == list) return &collected->numbers[i];
    return NULL;
}

/* Those of the list, made when it is met first. */
static struct cache_numbers *numbers_for(struct cache_collected *collected,
                                         const struct code_list *list, size_t count)
{
    const struct cache_numbers *known = cache_numbers_of(collected, list);
    if (known) return &collected->numbers[known - collected->numbers];
    if (!array_reserve(&collected->numbers, &collected->number_capacity,
                       collected->number_count + 1, sizeof *collected->numbers))
        return NULL;
    struct cache_numbers *numbers = &collected->numbers[collected->number_count];
    *numbers = (struct cache_numbers){list, calloc(count, sizeof *numbers->of), (uint32_t)count};
    if (!numbers->of) return NULL;
    collected->number_count++;
    return numbers;
}

static void mark_codes(const struct segment_column *column, uint32_t row_count, uint32_t *used)
{
    const uint8_t *bytes = column->values;
    const uint16_t *words = column->values;
    const uint32_t *numbers = column->values;
    if (column->value_bytes == 1)
        for (uint32_t row = 0; row < row_count; row++) used[bytes[row]] = 1;
    else if (column->value_bytes == 2)
        for (uint32_t row = 0; row < row_count; row++) used[words[row]] = 1;
    else
        for (uint32_t row = 0; row < row_count; row++) used[numbers[row]] = 1;
}

static bool collect_codes(struct cache_collected *collected, const struct segment_column *column,
                          uint32_t row_count)
{
    struct cache_numbers *numbers =
        numbers_for(collected, column->codes, (size_t)column->codes->name_count + 1);
    if (numbers) mark_codes(column, row_count, numbers->of);
    return numbers != NULL;
}

static bool mark_text(struct cache_collected *collected, const unsigned char *slot,
                      const struct key_intern *intern)
{
    struct key_mark mark;
    memcpy(&mark, slot, sizeof mark);
    collected->has_marks = true;
    if (mark.kind != KEY_MARK_TEXT) return true;
    struct cache_numbers *numbers = numbers_for(collected, NULL, intern->book.name_count);
    if (numbers) numbers->of[mark.first] = 1;
    return numbers != NULL;
}

/* Which units of the slots some row needs, and which numbers stand in them. */
static bool collect_ids(struct cache_collected *collected, const struct segment_column *column,
                        uint32_t row_count, const struct key_intern *intern)
{
    const uint32_t width_bytes = column->value_bytes;
    const unsigned char *slot = column->values;
    uint64_t units[KEY_SLOT_LIMIT / KEY_UNIT_BYTES] = {0};
    for (uint32_t row = 0; row < row_count; row++, slot += width_bytes) {
        for (uint32_t u = 0; u < width_bytes / KEY_UNIT_BYTES; u++)
            units[u] |= slot_unit(slot, (size_t)u * KEY_UNIT_BYTES);
        if (slot[0] == KEY_MARK && !mark_text(collected, slot, intern)) return false;
    }
    uint32_t needed = width_bytes;
    while (needed > KEY_UNIT_BYTES && units[needed / KEY_UNIT_BYTES - 1] == 0)
        needed -= KEY_UNIT_BYTES;
    if (needed > collected->value_bytes) collected->value_bytes = needed;
    return true;
}

static struct slice text_of(const struct cache_numbers *numbers, const struct key_intern *intern,
                            uint32_t number)
{
    const struct key_text *names = numbers->list ? numbers->list->names : intern->book.names;
    return (struct slice){names[number].bytes, names[number].byte_count};
}

static int compare_texts(const void *a, const void *b)
{
    return slice_compare(*(const struct slice *)a, *(const struct slice *)b);
}

static uint32_t place_of(const struct cache_collected *collected, struct slice text)
{
    const struct slice *found =
        bsearch(&text, collected->texts, collected->text_count, sizeof text, compare_texts);
    return (uint32_t)(found - collected->texts) + 1;
}

/* The used texts of all lists, sorted, each once; then every used number becomes its text's. */
static bool number_texts(struct cache_collected *collected, const struct key_intern *intern)
{
    size_t used_count = 0;
    for (size_t i = 0; i < collected->number_count; i++)
        for (uint32_t n = 1; n < collected->numbers[i].count; n++)
            used_count += collected->numbers[i].of[n];
    collected->texts = malloc((used_count + 1) * sizeof *collected->texts);
    if (!collected->texts) return false;
    size_t count = 0;
    for (size_t i = 0; i < collected->number_count; i++)
        for (uint32_t n = 1; n < collected->numbers[i].count; n++)
            if (collected->numbers[i].of[n])
                collected->texts[count++] = text_of(&collected->numbers[i], intern, n);
    qsort(collected->texts, count, sizeof *collected->texts, compare_texts);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || !slice_equal(collected->texts[i], collected->texts[i - 1]))
            collected->texts[collected->text_count++] = collected->texts[i];
    for (size_t i = 0; i < collected->number_count; i++) {
        struct cache_numbers *numbers = &collected->numbers[i];
        numbers->of[0] = 0;
        for (uint32_t n = 1; n < numbers->count; n++)
            if (numbers->of[n]) numbers->of[n] = place_of(collected, text_of(numbers, intern, n));
    }
    return true;
}

bool cache_collect(struct cache_collected *collected, const struct chunk *chunks,
                   size_t chunk_count, size_t index, const struct key_intern *intern)
{
    const struct plan_column *plan = &chunks[0].plan->columns[index];
    const enum column_type type = plan->schema->type;
    const bool is_coded = type == COLUMN_CODE || type == COLUMN_PATH;
    *collected = (struct cache_collected){.value_bytes = 0};
    if (!plan->is_kept) return true;
    collected->value_bytes = type == COLUMN_ID ? KEY_UNIT_BYTES : (uint32_t)column_type_bytes(type);
    for (size_t c = 0; c < chunk_count; c++) {
        const struct segment *segment = &chunks[c].segment;
        if (segment->row_count == 0) continue;
        const struct segment_column *column = &segment->columns[index];
        if (is_coded && !collect_codes(collected, column, segment->row_count)) return false;
        if (type == COLUMN_ID && !collect_ids(collected, column, segment->row_count, intern))
            return false;
    }
    if (!is_coded && type != COLUMN_ID) return true;
    /* What is looked for in a slot that holds numbers must lie within it. */
    if (collected->has_marks && collected->value_bytes < sizeof(struct key_mark))
        collected->value_bytes = sizeof(struct key_mark);
    if (!number_texts(collected, intern)) return false;
    if (is_coded) collected->value_bytes = cache_code_bytes(collected->text_count);
    return true;
}
