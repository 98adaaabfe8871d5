#include "ingest/fields/code_book.h"
#include "ingest/column_array.h"

#include <stdlib.h>
#include <string.h>

bool code_book_init(struct code_book *book, int32_t table, int32_t column, struct arena *arena)
{
    *book = (struct code_book){.arena = arena, .list = arena_take(arena, sizeof *book->list)};
    if (!field_book_init(&book->fields, 0) || !book->list) return false;
    book->list->table = table;
    book->list->column = column;
    return true;
}

void code_book_release(struct code_book *book)
{
    field_book_release(&book->fields);
    free(book->entries);
    free(book->names);
    free(book->slots);
    *book = (struct code_book){.entry_count = 0};
}

const struct code_entry *code_book_find(const struct code_book *book, struct slice field,
                                        uint64_t hash)
{
    if (book->slot_count == 0) return NULL;
    const size_t mask = book->slot_count - 1;
    for (size_t slot = hash & mask; book->slots[slot] != 0; slot = (slot + 1) & mask) {
        const struct code_entry *entry = &book->entries[book->slots[slot] - 1];
        if (entry->hash == hash && slice_equal(entry->field, field)) return entry;
    }
    return NULL;
}

static void put_slot(struct code_book *book, size_t entry)
{
    const size_t mask = book->slot_count - 1;
    size_t slot = book->entries[entry].hash & mask;
    while (book->slots[slot] != 0) slot = (slot + 1) & mask;
    book->slots[slot] = (uint32_t)entry + 1;
}

/* At most half of the slots are taken. */
static bool grow_slots(struct code_book *book)
{
    enum { FIRST_SLOTS = 16 };
    if (2 * (book->entry_count + 1) <= book->slot_count) return true;
    const size_t slot_count = book->slot_count == 0 ? FIRST_SLOTS : 2 * book->slot_count;
    uint32_t *slots = calloc(slot_count, sizeof *slots);
    if (!slots) return false;
    free(book->slots);
    book->slots = slots;
    book->slot_count = slot_count;
    for (size_t i = 0; i < book->entry_count; i++) put_slot(book, i);
    return true;
}

/* The next free code, 1 at first. */
static bool add_name(struct code_book *book, struct slice name, uint32_t *code)
{
    const size_t next = book->name_count == 0 ? 1 : book->name_count;
    if (next > UINT32_MAX || name.byte_count > UINT32_MAX ||
        !array_reserve(&book->names, &book->name_capacity, next + 1, sizeof *book->names))
        return false;
    const char *copy = arena_copy_text(book->arena, name.bytes, name.byte_count);
    if (!copy) return false;
    book->names[next] = (struct key_text){copy, (uint32_t)name.byte_count};
    book->name_count = next + 1;
    *code = (uint32_t)next;
    return true;
}

static bool add_field(struct code_book *book, const struct code_entry *entry)
{
    const struct field_entry field = {.value = entry->code,
                                      .status = entry->code ? DECODE_OK : DECODE_MISSING,
                                      .is_unlisted = entry->is_unlisted};
    if (entry->field.byte_count == 0 || memchr(entry->field.bytes, 0, entry->field.byte_count))
        return true;
    return field_book_add(&book->fields, entry->field, &field);
}

const struct code_entry *code_book_add(struct code_book *book, struct slice field, uint64_t hash,
                                       struct slice name, bool is_unlisted)
{
    struct code_entry entry = {.hash = hash, .is_unlisted = is_unlisted};
    entry.field = (struct slice){arena_copy_text(book->arena, field.bytes, field.byte_count),
                                 field.byte_count};
    if (!entry.field.bytes || !grow_slots(book) ||
        !array_reserve(&book->entries, &book->entry_capacity, book->entry_count + 1,
                       sizeof entry) ||
        (name.byte_count > 0 && !add_name(book, name, &entry.code)) || !add_field(book, &entry))
        return NULL;
    book->entries[book->entry_count] = entry;
    put_slot(book, book->entry_count++);
    return &book->entries[book->entry_count - 1];
}

bool code_book_close(struct code_book *book)
{
    const size_t count = book->name_count > 0 ? book->name_count : 1;
    struct key_text *names = arena_take_array(book->arena, count, sizeof *names);
    if (!names) return false;
    if (count > 1) memcpy(names + 1, book->names + 1, (count - 1) * sizeof *names);
    book->list->names = names;
    book->list->name_count = (uint32_t)(count - 1);
    return true;
}
