#include "ingest/fields/field_book_slots.h"

#include "base/hash.h"

#include <stdlib.h>

enum {
    FIRST_SLOTS = 4 * FIELD_BOOK_LINE_BYTES,
    SLOTS_A_KEY = 4,       /* at least; */
    MOST_SLOTS_A_KEY = 16, /* more do not help keys that find no slots */
    SLOTS_A_GROUP = 4,
    GROUP_KEYS = 16, /* more than chance brings together */
    FIRST_SHIFT = 16,
    LAST_SHIFT = 52
};

static size_t count_slots(const struct field_book *book)
{
    return book->word_mask / FIELD_SLOT_WORDS + 1;
}

static bool is_free(const struct field_slot *slot)
{
    return (slot->code & FIELD_MARK_FREE) != 0;
}

static uint64_t long_hash(struct slice field)
{
    return hash_bytes(field.bytes, field.byte_count) | UINT64_C(1) << 63;
}

/* Only long keys have all marks of length and stand in a slot. */
static uint64_t hash_of(const struct field_slot *slot)
{
    if (slot->code & FIELD_MARK_LONGER(FIELD_BOOK_WORDS)) return slot->key[0];
    uint64_t sum = 0;
    for (unsigned i = 0; i < FIELD_BOOK_WORDS; i++) sum += field_book_sum(slot->key[i], i);
    return field_book_hash(sum);
}

const struct field_slot *field_book_find_long(const struct field_book *book, struct slice field)
{
    const uint64_t hash = long_hash(field);
    const struct field_slot *slot = field_book_slot(book, hash);
    const bool is_found =
        (slot->code & FIELD_MARK_LONGER(FIELD_BOOK_WORDS)) && slot->key[0] == hash &&
        slot->key[1] == field.byte_count &&
        memcmp((const char *)(uintptr_t)slot->key[2], field.bytes, field.byte_count) == 0;
    return is_found ? slot : field_book_unknown(book);
}

/* The words of a key of up to FIELD_BOOK_KEY_BYTES bytes. */
static void key_words(struct slice field, uint64_t key[FIELD_BOOK_WORDS])
{
    char padded[FIELD_BOOK_KEY_BYTES] = {0};
    if (field.byte_count > 0) memcpy(padded, field.bytes, field.byte_count);
    for (size_t i = 0; i < FIELD_BOOK_WORDS; i++) key[i] = field_word(padded + 8 * i);
}

static const struct field_slot *find(const struct field_book *book, struct slice field)
{
    if (field.byte_count > FIELD_BOOK_KEY_BYTES) return field_book_find_long(book, field);
    struct field_slot wanted = {.code = 0};
    key_words(field, wanted.key);
    const struct field_slot *slot = field_book_slot(book, hash_of(&wanted));
    const bool is_found = !(slot->code & FIELD_MARK_LONGER(FIELD_BOOK_WORDS)) &&
                          memcmp(slot->key, wanted.key, sizeof wanted.key) == 0;
    return is_found ? slot : field_book_unknown(book);
}

/* ---- Slots and groups ---- */

static struct field_slot free_slot(const struct field_book *book)
{
    struct field_slot slot = {.value = book->missing_value};
    slot.code = (uint32_t)book->missing_value | FIELD_MARK_FREE | FIELD_MARK_REST;
    for (unsigned i = 0; i <= FIELD_BOOK_WORDS; i++) slot.code |= FIELD_MARK_LONGER(i);
    return slot;
}

static void release_tables(struct field_book *book)
{
    free(book->slots);
    free(book->shifts);
    free(book->firsts);
}

/* Empty tables for that many slots. */
static bool make_tables(struct field_book *book, size_t slot_count)
{
    const size_t group_count = slot_count / SLOTS_A_GROUP;
    book->slots = aligned_alloc(FIELD_BOOK_LINE_BYTES, (slot_count + 1) * sizeof *book->slots);
    book->shifts = malloc(group_count + sizeof(uint64_t));
    book->firsts = calloc(group_count, sizeof *book->firsts);
    book->word_mask = (slot_count - 1) * FIELD_SLOT_WORDS;
    book->group_mask = group_count - 1;
    book->key_count = 0;
    if (!book->slots || !book->shifts || !book->firsts) return false;
    for (size_t i = 0; i <= slot_count; i++) book->slots[i] = free_slot(book);
    memset(book->shifts, FIRST_SHIFT, group_count + sizeof(uint64_t));
    return true;
}

static size_t slot_number(const struct field_book *book, uint64_t hash, unsigned char shift)
{
    return field_book_place(book, hash, shift) / FIELD_SLOT_WORDS;
}

static void put(struct field_book *book, size_t at, const struct field_slot *key, size_t group)
{
    book->slots[at] = *key;
    book->slots[at].next = book->firsts[group];
    book->firsts[group] = (uint32_t)at + 1;
}

/* The keys of a group, out of their slots. */
static size_t take_group(struct field_book *book, size_t group, struct field_slot keys[GROUP_KEYS])
{
    size_t count = 0;
    while (book->firsts[group] != 0) {
        struct field_slot *slot = &book->slots[book->firsts[group] - 1];
        book->firsts[group] = slot->next;
        keys[count++] = *slot;
        *slot = free_slot(book);
    }
    return count;
}

/* A group being moved: its keys are in no slots. */
struct moving {
    struct field_slot keys[GROUP_KEYS];
    uint64_t hashes[GROUP_KEYS];
    size_t count;
};

/* Whether a shift leads all keys to free slots, and no two to the same. */
static bool is_fit(const struct field_book *book, const struct moving *moving, unsigned char shift)
{
    size_t places[GROUP_KEYS];
    for (size_t i = 0; i < moving->count; i++) {
        places[i] = slot_number(book, moving->hashes[i], shift);
        if (!is_free(&book->slots[places[i]])) return false;
        for (size_t k = 0; k < i; k++)
            if (places[k] == places[i]) return false;
    }
    return true;
}

static size_t count_group(const struct field_book *book, size_t group)
{
    size_t count = 0;
    for (uint32_t at = book->firsts[group]; at != 0; at = book->slots[at - 1].next) count++;
    return count;
}

/* The group's keys and one more move to where there is room for all. False: nowhere, and nothing is
 * changed. */
static bool move_group(struct field_book *book, size_t group, const struct field_slot *key)
{
    struct moving moving;
    moving.count = take_group(book, group, moving.keys);
    moving.keys[moving.count++] = *key;
    for (size_t i = 0; i < moving.count; i++) moving.hashes[i] = hash_of(&moving.keys[i]);
    unsigned char shift = FIRST_SHIFT;
    while (shift <= LAST_SHIFT && !is_fit(book, &moving, shift)) shift++;
    const bool is_moved = shift <= LAST_SHIFT;
    if (is_moved)
        book->shifts[group] = shift;
    else
        moving.count--; /* the others go back */
    for (size_t i = 0; i < moving.count; i++)
        put(book, slot_number(book, moving.hashes[i], book->shifts[group]), &moving.keys[i], group);
    return is_moved;
}

/* False: the key finds no place, and nothing is changed. */
static bool place(struct field_book *book, const struct field_slot *key)
{
    const uint64_t hash = hash_of(key);
    const size_t group = field_book_group(book, hash);
    const size_t at = slot_number(book, hash, book->shifts[group]);
    if (count_group(book, group) == GROUP_KEYS) return false;
    if (is_free(&book->slots[at]))
        put(book, at, key, group);
    else if (!move_group(book, group, key))
        return false;
    book->key_count++;
    return true;
}

static void take_tables(struct field_book *book, const struct field_book *from)
{
    book->slots = from->slots;
    book->shifts = from->shifts;
    book->firsts = from->firsts;
    book->word_mask = from->word_mask;
    book->group_mask = from->group_mask;
    book->key_count = from->key_count;
}

/* False: memory is out, and the book is as it was. */
static bool grow(struct field_book *book)
{
    struct field_book grown = *book;
    const size_t slot_count = count_slots(book);
    if (!make_tables(&grown, 2 * slot_count)) {
        release_tables(&grown);
        return false;
    }
    for (size_t i = 0; i < slot_count; i++)
        if (!is_free(&book->slots[i])) (void)place(&grown, &book->slots[i]);
    release_tables(book);
    take_tables(book, &grown);
    return true;
}

/* ---- The book ---- */

bool field_book_init(struct field_book *book, int64_t missing_value)
{
    *book = (struct field_book){.missing_value = missing_value};
    arena_init(&book->texts);
    const struct field_entry missing = {.status = DECODE_MISSING};
    return make_tables(book, FIRST_SLOTS) && field_book_add(book, (struct slice){"", 0}, &missing);
}

void field_book_release(struct field_book *book)
{
    release_tables(book);
    arena_release(&book->texts);
    *book = (struct field_book){.slots = NULL};
}

/* Such a field is not written into the text as it is, or cannot be told from its padding. */
static bool is_never_known(struct slice field)
{
    return field.byte_count > 0 &&
           (memchr(field.bytes, '"', field.byte_count) || memchr(field.bytes, 0, field.byte_count));
}

static uint64_t marks_of(const struct field_entry *entry, size_t byte_count)
{
    uint64_t marks = (uint64_t)entry->status << FIELD_MARK_STATUS;
    for (unsigned i = 0; i <= FIELD_BOOK_WORDS; i++)
        if (byte_count > (size_t)8 * i) marks |= FIELD_MARK_LONGER(i);
    if (entry->status == DECODE_MISSING) return marks | FIELD_MARK_MISSING;
    if (entry->status != DECODE_OK) return marks | FIELD_MARK_REST;
    if (entry->is_unlisted) marks |= FIELD_MARK_UNLISTED;
    if (entry->is_date_alone) marks |= FIELD_MARK_DATE_ALONE;
    return marks;
}

bool field_book_find(const struct field_book *book, struct slice field, struct field_entry *entry)
{
    if (is_never_known(field)) return false;
    const struct field_slot *slot = find(book, field);
    const uint64_t status_mask = (1U << (FIELD_MARK_STATUS_END - FIELD_MARK_STATUS)) - 1;
    *entry = (struct field_entry){
        slot->value, (enum decode_status)(slot->code >> FIELD_MARK_STATUS & status_mask),
        (slot->code & FIELD_MARK_UNLISTED) != 0, (slot->code & FIELD_MARK_DATE_ALONE) != 0};
    return !is_free(slot);
}

static bool make_key(struct field_book *book, struct slice field, uint64_t key[FIELD_BOOK_WORDS])
{
    if (field.byte_count <= FIELD_BOOK_KEY_BYTES) {
        key_words(field, key);
        return true;
    }
    const char *text = arena_copy_text(&book->texts, field.bytes, field.byte_count);
    key[0] = long_hash(field);
    key[1] = field.byte_count;
    key[2] = (uintptr_t)text;
    return text != NULL;
}

bool field_book_add(struct field_book *book, struct slice field, const struct field_entry *entry)
{
    if (is_never_known(field) || book->key_count >= FIELD_BOOK_KEYS) return true;
    const int64_t value = entry->status == DECODE_OK ? entry->value : book->missing_value;
    struct field_slot added = {.value = value};
    added.code = (uint32_t)value | marks_of(entry, field.byte_count);
    if (!make_key(book, field, added.key)) return false;
    if (field.byte_count > book->longest_key) book->longest_key = field.byte_count;
    if (SLOTS_A_KEY * (book->key_count + 1) > count_slots(book) && !grow(book)) return false;
    while (!place(book, &added)) {
        if (count_slots(book) >= MOST_SLOTS_A_KEY * (book->key_count + 1)) return true;
        if (!grow(book)) return false;
    }
    return true;
}
