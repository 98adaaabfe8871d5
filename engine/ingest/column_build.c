#include "ingest/column_build.h"
#include "base/hash.h"
#include "ingest/column_array.h"

bool column_set_init(struct column_set *set, const struct file_plan *plan)
{
    const size_t column_count = plan->schema->column_count;
    *set = (struct column_set){.column_count = column_count};
    set->columns = calloc(column_count, sizeof *set->columns);
    if (!set->columns) return false;
    for (size_t c = 0; c < column_count; c++) {
        const enum column_type type = plan->schema->columns[c].type;
        set->columns[c].is_present = plan->columns[c].is_present;
        set->columns[c].is_id = type == COLUMN_ID;
        set->columns[c].value_bytes = type == COLUMN_ID ? 0 : column_type_bytes(type);
    }
    return true;
}

void code_book_release(struct code_book *book)
{
    free(book->entries);
    free(book->names);
    free(book->slots);
    free(book->table_codes);
    *book = (struct code_book){.entry_count = 0};
}

void column_set_release(struct column_set *set)
{
    for (size_t c = 0; set->columns && c < set->column_count; c++) {
        struct column_builder *column = &set->columns[c];
        free(column->values);
        free(column->hashes);
        free(column->places);
        code_book_release(&column->book);
    }
    free(set->columns);
    free(set->key_bytes);
    *set = (struct column_set){.row_count = 0};
}

static bool resize(void *items, size_t count, size_t item_bytes)
{
    size_t capacity = 0; /* always too few, so that the array gets the room that is asked for */
    return item_bytes == 0 || array_reserve(items, &capacity, count, item_bytes);
}

static bool resize_column(struct column_builder *column, size_t row_capacity)
{
    if (!column->is_present) return true;
    if (!column->is_id) return resize(&column->values, row_capacity, column->value_bytes);
    return resize(&column->hashes, row_capacity, sizeof *column->hashes) &&
           resize(&column->places, row_capacity, sizeof *column->places);
}

bool column_set_reserve(struct column_set *set)
{
    enum { FIRST_ROWS = 16 };
    if (set->row_count < set->row_capacity) return true;
    if (set->row_count == UINT32_MAX) return false;
    const size_t row_capacity = set->row_capacity == 0 ? FIRST_ROWS : 2 * set->row_capacity;
    for (size_t c = 0; c < set->column_count; c++)
        if (!resize_column(&set->columns[c], row_capacity)) return false;
    set->row_capacity = row_capacity;
    return true;
}

void column_set_keep(struct column_set *set)
{
    set->row_count++;
}

bool column_set_add_text(struct column_set *set, struct slice text, struct key_place *place)
{
    if (text.byte_count > UINT32_MAX || text.byte_count > SIZE_MAX - set->key_byte_count ||
        !array_reserve(&set->key_bytes, &set->key_byte_capacity,
                       set->key_byte_count + text.byte_count, 1))
        return false;
    if (text.byte_count > 0)
        memcpy(set->key_bytes + set->key_byte_count, text.bytes, text.byte_count);
    *place = (struct key_place){set->key_byte_count, (uint32_t)text.byte_count};
    set->key_byte_count += text.byte_count;
    return true;
}

struct slice column_set_text(const struct column_set *set, struct key_place place)
{
    if (place.byte_count == 0) return (struct slice){"", 0};
    return (struct slice){set->key_bytes + place.offset, place.byte_count};
}

const struct code_entry *code_book_find(const struct code_book *book, const struct column_set *set,
                                        struct slice field, uint64_t hash)
{
    if (book->slot_count == 0) return NULL;
    const size_t mask = book->slot_count - 1;
    for (size_t slot = hash & mask; book->slots[slot] != 0; slot = (slot + 1) & mask) {
        const struct code_entry *entry = &book->entries[book->slots[slot] - 1];
        if (entry->hash == hash && slice_equal(column_set_text(set, entry->field), field))
            return entry;
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
static bool add_name(struct code_book *book, struct column_set *set, struct slice name,
                     uint32_t *code)
{
    const size_t next = book->name_count == 0 ? 1 : book->name_count;
    if (!array_reserve(&book->names, &book->name_capacity, next + 1, sizeof *book->names) ||
        !column_set_add_text(set, name, &book->names[next]))
        return false;
    book->name_count = next + 1;
    *code = (uint32_t)next;
    return true;
}

const struct code_entry *code_book_add(struct code_book *book, struct column_set *set,
                                       struct slice field, uint64_t hash, struct slice name,
                                       bool is_unlisted)
{
    struct code_entry entry = {.hash = hash, .is_unlisted = is_unlisted};
    if (!grow_slots(book) ||
        !array_reserve(&book->entries, &book->entry_capacity, book->entry_count + 1,
                       sizeof entry) ||
        !column_set_add_text(set, field, &entry.field) ||
        (name.byte_count > 0 && !add_name(book, set, name, &entry.code)))
        return NULL;
    book->entries[book->entry_count] = entry;
    put_slot(book, book->entry_count++);
    return &book->entries[book->entry_count - 1];
}
