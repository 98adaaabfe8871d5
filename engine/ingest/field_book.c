#include "ingest/field_book_slots.h"

#include <stdlib.h>

enum { FIRST_SLOTS = 256, SLOTS_A_KEY = 4 };

/* A long key is its hash (never 0, which is a free slot), its length, the place of its text, and 0.
 * The length has a NUL in its highest byte: that tells it from the words of a shorter key. */
static uint64_t long_hash(struct slice field)
{
    return hash_bytes(field.bytes, field.byte_count) | UINT64_C(1) << 63;
}

static bool is_long(const struct field_wide_slot *slot)
{
    return slot->key[0] != 0 && slot->key[1] >> 56 == 0;
}

static bool is_long_key(const struct field_wide_slot *slot, uint64_t hash, struct slice field)
{
    return slot->key[0] == hash && slot->key[1] == field.byte_count &&
           memcmp((const char *)(uintptr_t)slot->key[2], field.bytes, field.byte_count) == 0;
}

const struct field_wide_slot *field_book_long_slot(const struct field_book *book,
                                                   struct slice field)
{
    const uint64_t hash = long_hash(field);
    size_t at = hash & book->wide_mask;
    while (book->wide[at].key[0] != 0 && !is_long_key(&book->wide[at], hash, field))
        at = (at + 1) & book->wide_mask;
    return &book->wide[at];
}

static struct field_narrow_slot *narrow_slots(size_t slot_count, int64_t missing_value)
{
    struct field_narrow_slot *slots = malloc(slot_count * sizeof *slots);
    for (size_t i = 0; slots && i < slot_count; i++)
        slots[i] = (struct field_narrow_slot){{0, 1}, missing_value, FIELD_MARK_REST};
    return slots;
}

static struct field_wide_slot *wide_slots(size_t slot_count, int64_t missing_value)
{
    struct field_wide_slot *slots = malloc(slot_count * sizeof *slots);
    for (size_t i = 0; slots && i < slot_count; i++)
        slots[i] = (struct field_wide_slot){.value = missing_value, .marks = FIELD_MARK_REST};
    return slots;
}

bool field_book_init(struct field_book *book, int64_t missing_value)
{
    *book = (struct field_book){.narrow_mask = FIRST_SLOTS - 1,
                                .wide_mask = FIRST_SLOTS - 1,
                                .missing_value = missing_value};
    arena_init(&book->texts);
    book->narrow = narrow_slots(FIRST_SLOTS, missing_value);
    book->wide = wide_slots(FIRST_SLOTS, missing_value);
    const struct field_entry missing = {.status = DECODE_MISSING};
    return book->narrow && book->wide && field_book_add(book, (struct slice){"", 0}, &missing);
}

void field_book_release(struct field_book *book)
{
    free(book->narrow);
    free(book->wide);
    arena_release(&book->texts);
    *book = (struct field_book){.narrow = NULL};
}

/* The words of a key of up to FIELD_BOOK_WIDE_BYTES bytes. */
static void key_words(struct slice field, uint64_t key[4])
{
    char padded[FIELD_BOOK_WIDE_BYTES] = {0};
    if (field.byte_count > 0) memcpy(padded, field.bytes, field.byte_count);
    for (size_t i = 0; i < 4; i++) key[i] = field_word(padded + 8 * i);
}

/* Such a field is not written into the text as it is, or cannot be told from its padding. */
static bool is_never_known(struct slice field)
{
    return field.byte_count > 0 &&
           (memchr(field.bytes, '"', field.byte_count) || memchr(field.bytes, 0, field.byte_count));
}

static const struct field_wide_slot *wide_slot(const struct field_book *book, struct slice field)
{
    if (field.byte_count > FIELD_BOOK_WIDE_BYTES) return field_book_long_slot(book, field);
    uint64_t key[4];
    key_words(field, key);
    return field_book_wide_slot(book, key);
}

static const struct field_narrow_slot *narrow_slot(const struct field_book *book,
                                                   struct slice field)
{
    uint64_t key[4];
    key_words(field, key);
    return field_book_narrow_slot(book, key[0], key[1]);
}

static uint64_t marks_of(const struct field_entry *entry)
{
    const uint64_t status = (uint64_t)entry->status << FIELD_MARK_STATUS;
    if (entry->status == DECODE_MISSING) return status | FIELD_MARK_MISSING;
    if (entry->status != DECODE_OK) return status | FIELD_MARK_REST;
    return (entry->is_unlisted ? FIELD_MARK_UNLISTED : 0) |
           (entry->is_date_alone ? FIELD_MARK_DATE_ALONE : 0);
}

static struct field_entry entry_of(int64_t value, uint64_t marks)
{
    return (struct field_entry){
        value, (enum decode_status)((marks & ~FIELD_MARK_REST) >> FIELD_MARK_STATUS),
        (marks & FIELD_MARK_UNLISTED) != 0, (marks & FIELD_MARK_DATE_ALONE) != 0};
}

bool field_book_find(const struct field_book *book, struct slice field, struct field_entry *entry)
{
    if (is_never_known(field)) return false;
    if (field.byte_count > FIELD_BOOK_NARROW_BYTES) {
        const struct field_wide_slot *slot = wide_slot(book, field);
        *entry = entry_of(slot->value, slot->marks);
        return slot->key[0] != 0;
    }
    const struct field_narrow_slot *slot = narrow_slot(book, field);
    *entry = entry_of(slot->value, slot->marks);
    return !field_is_free_narrow(slot);
}

static bool grow_narrow(struct field_book *book)
{
    const size_t slot_count = book->narrow_mask + 1;
    if (SLOTS_A_KEY * (book->narrow_count + 1) <= slot_count) return true;
    struct field_narrow_slot *old = book->narrow;
    struct field_narrow_slot *slots = narrow_slots(2 * slot_count, book->missing_value);
    if (!slots) return false;
    book->narrow = slots;
    book->narrow_mask = 2 * slot_count - 1;
    for (size_t i = 0; i < slot_count; i++) {
        if (field_is_free_narrow(&old[i])) continue;
        const struct field_narrow_slot *free_slot =
            field_book_narrow_slot(book, old[i].key[0], old[i].key[1]);
        slots[free_slot - slots] = old[i];
    }
    free(old);
    return true;
}

/* The free slot for a key that is in the table's old slots, and not yet in the new ones. */
static const struct field_wide_slot *slot_again(const struct field_book *book,
                                                const struct field_wide_slot *old)
{
    if (!is_long(old)) return field_book_wide_slot(book, old->key);
    size_t at = old->key[0] & book->wide_mask;
    while (book->wide[at].key[0] != 0) at = (at + 1) & book->wide_mask;
    return &book->wide[at];
}

static bool grow_wide(struct field_book *book)
{
    const size_t slot_count = book->wide_mask + 1;
    if (SLOTS_A_KEY * (book->wide_count + 1) <= slot_count) return true;
    struct field_wide_slot *old = book->wide;
    struct field_wide_slot *slots = wide_slots(2 * slot_count, book->missing_value);
    if (!slots) return false;
    book->wide = slots;
    book->wide_mask = 2 * slot_count - 1;
    for (size_t i = 0; i < slot_count; i++)
        if (old[i].key[0] != 0) slots[slot_again(book, &old[i]) - slots] = old[i];
    free(old);
    return true;
}

static bool wide_key(struct field_book *book, struct slice field, uint64_t key[4])
{
    if (field.byte_count <= FIELD_BOOK_WIDE_BYTES) {
        key_words(field, key);
        return true;
    }
    const char *text = arena_copy_text(&book->texts, field.bytes, field.byte_count);
    key[0] = long_hash(field);
    key[1] = field.byte_count;
    key[2] = (uintptr_t)text;
    key[3] = 0;
    return text != NULL;
}

bool field_book_add(struct field_book *book, struct slice field, const struct field_entry *entry)
{
    if (is_never_known(field)) return true;
    const uint64_t marks = marks_of(entry);
    const int64_t value = entry->status == DECODE_OK ? entry->value : book->missing_value;
    if (field.byte_count <= FIELD_BOOK_NARROW_BYTES) {
        if (!grow_narrow(book)) return false;
        struct field_narrow_slot *slot = &book->narrow[narrow_slot(book, field) - book->narrow];
        uint64_t key[4];
        key_words(field, key);
        *slot = (struct field_narrow_slot){{key[0], key[1]}, value, marks};
        book->narrow_count++;
        return true;
    }
    struct field_wide_slot added = {.value = value, .marks = marks};
    if (!grow_wide(book) || !wide_key(book, field, added.key)) return false;
    book->wide[wide_slot(book, field) - book->wide] = added;
    book->wide_count++;
    return true;
}
