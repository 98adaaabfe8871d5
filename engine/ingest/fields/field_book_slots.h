/* ingest/fields/field_book_slots.h: how a field_book is searched, inlined into the loops that live
 * of it. For field_book.c and fields_codes*.c only. */
#ifndef INGEST_FIELD_BOOK_SLOTS_H
#define INGEST_FIELD_BOOK_SLOTS_H
#include "ingest/fields/field_access.h"
#include "ingest/fields/field_book.h"

/* The marks of a slot, above its code. The first two are sixteen bits apart, so that one addition a
 * row counts both: a window has fewer than 65536 rows. */
#define FIELD_MARK_MISSING    (UINT64_C(1) << 32)
#define FIELD_MARK_UNLISTED   (UINT64_C(1) << 48)
#define FIELD_MARK_COUNTED    (FIELD_MARK_MISSING | FIELD_MARK_UNLISTED)
#define FIELD_MARK_DATE_ALONE (UINT64_C(1) << 33)
#define FIELD_MARK_FREE       (UINT64_C(1) << 34)
#define FIELD_MARK_STATUS     36 /* the status stands from this bit on, */
#define FIELD_MARK_STATUS_END 44 /* and before this one */
/* The key has more than so many words of eight bytes (0 to 4). Who compares only the words that a
 * field has must find this mark unset. Free slots and long keys have all of them. */
#define FIELD_MARK_LONGER(words) (UINT64_C(1) << (50 + (words)))
#define FIELD_MARK_REST          (UINT64_C(1) << 63) /* neither found nor missing, or a free slot */

/* Odd factors of the lower and the higher half of each word of a key. */
static const uint32_t field_book_factors[FIELD_BOOK_WORDS][2] = {{0x9E3779B1, 0xD1B54A33},
                                                                 {0xC2B2AE3D, 0x85EBCA77},
                                                                 {0xE9846AF9, 0xB5297A4D},
                                                                 {0xA0761D65, 0xF1357AEB}};

/* What a word adds to a key's hash: whole products, so that vectors of 32-bit factors find it, too.
 * No part of a text can take away the weight of another. */
FIELD_INLINE uint64_t field_book_sum(uint64_t word, const unsigned at)
{
    return (word & UINT32_MAX) * field_book_factors[at][0] +
           (word >> 32) * field_book_factors[at][1];
}

/* The upper half of the sum, on which all bytes of a key bear, comes down on the lower one. */
FIELD_INLINE uint64_t field_book_hash(uint64_t sum)
{
    return sum ^ sum >> 32;
}

FIELD_INLINE size_t field_book_group(const struct field_book *book, uint64_t hash)
{
    return hash & book->group_mask;
}

enum { FIELD_SLOT_WORDS = sizeof(struct field_slot) / sizeof(uint64_t) };

/* The slot to which a shift leads, as the number of words before it. */
FIELD_INLINE size_t field_book_place(const struct field_book *book, uint64_t hash,
                                     unsigned char shift)
{
    return hash >> shift & book->word_mask;
}

/* The only slot where a key can be. */
FIELD_INLINE const struct field_slot *field_book_slot(const struct field_book *book, uint64_t hash)
{
    const unsigned char shift = book->shifts[field_book_group(book, hash)];
    const size_t place = field_book_place(book, hash, shift);
    return (const void *)((const char *)book->slots + place * sizeof(uint64_t));
}

/* What is said of a key that is not in the book. */
FIELD_INLINE const struct field_slot *field_book_unknown(const struct field_book *book)
{
    return &book->slots[book->word_mask / FIELD_SLOT_WORDS + 1];
}

/* The slot of a key above FIELD_BOOK_KEY_BYTES, or field_book_unknown(). */
const struct field_slot *field_book_find_long(const struct field_book *book, struct slice field);

/* Whether all keys fit one word. */
FIELD_INLINE bool field_book_is_short(const struct field_book *book)
{
    return book->longest_key <= sizeof(uint64_t);
}

/* A field in such a book: its slot, or field_book_unknown(). */
FIELD_INLINE const struct field_slot *field_book_find_short(const struct field_book *book,
                                                            struct field_span span)
{
    const uint64_t word = field_word(span.bytes) & field_low_bytes(span.byte_count);
    const struct field_slot *slot = field_book_slot(book, field_book_hash(field_book_sum(word, 0)));
    const bool is_found = span.byte_count <= sizeof word && slot->key[0] == word &&
                          (slot->code & FIELD_MARK_LONGER(1)) == 0;
    return is_found ? slot : field_book_unknown(book);
}

#endif
