#include "ingest/reject_list.h"
#include "ingest/column_array.h"

#include <stdlib.h>
#include <string.h>

void reject_list_init(struct reject_list *list)
{
    *list = (struct reject_list){.row_count = 0};
}

void reject_list_release(struct reject_list *list)
{
    free(list->rows);
    reject_cap_release(&list->cap);
    arena_release(&list->arena);
    reject_list_init(list);
}

/* At most `limit` bytes of UTF-8, without half a character at the end. */
static size_t cut_bytes(const struct text *text, size_t limit)
{
    size_t byte_count = text->byte_count;
    if (byte_count <= limit) return byte_count;
    byte_count = limit;
    while (byte_count > 0 && ((unsigned char)text->bytes[byte_count] & 0xC0) == 0x80) byte_count--;
    return byte_count;
}

static bool copy_utf8(struct reject_list *list, enum encoding encoding, struct slice *bytes,
                      size_t limit)
{
    struct text text;
    text_init(&text, 0);
    encoding_add_utf8(encoding, *bytes, &text);
    const size_t byte_count = cut_bytes(&text, limit);
    char *copy = text.failed ? NULL : arena_copy_text(&list->arena, text.bytes, byte_count);
    text_release(&text);
    *bytes = (struct slice){copy, byte_count};
    return copy != NULL;
}

bool reject_list_add(struct reject_list *list, const struct reject *reject, enum encoding encoding)
{
    bool has_memory;
    if (!reject_cap_admits(&list->cap, reject, &has_memory)) return has_memory;
    if (!array_reserve(&list->rows, &list->row_capacity, list->row_count + 1, sizeof *reject))
        return false;
    struct reject *row = &list->rows[list->row_count];
    *row = *reject;
    /* A value needs no more of the field than this, whatever the field's length. */
    const size_t field_bytes = 4 * (size_t)REJECT_VALUE_BYTES;
    if (row->value.byte_count > field_bytes) row->value.byte_count = field_bytes;
    if (!copy_utf8(list, encoding, &row->value, REJECT_VALUE_BYTES) ||
        !copy_utf8(list, encoding, &row->record, SIZE_MAX))
        return false;
    list->row_count++;
    list->record_count += reject->kind == REJECT_RECORD;
    return true;
}

bool reject_list_merge(struct reject_list *list, size_t first, size_t middle)
{
    const size_t count = list->row_count - first;
    if (middle == first || middle == list->row_count) return true;
    struct reject *merged = malloc(count * sizeof *merged);
    if (!merged) return false;
    for (size_t a = first, b = middle, i = 0; i < count; i++) {
        const bool takes_first =
            b == list->row_count ||
            (a < middle && list->rows[a].byte_offset < list->rows[b].byte_offset);
        merged[i] = list->rows[takes_first ? a++ : b++];
    }
    memcpy(list->rows + first, merged, count * sizeof *merged);
    free(merged);
    return true;
}
