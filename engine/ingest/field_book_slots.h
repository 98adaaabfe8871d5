/* ingest/field_book_slots.h: how a field_book is searched, inlined into the loops that live of it.
 * For field_book.c and fields_codes.c only. */
#ifndef INGEST_FIELD_BOOK_SLOTS_H
#define INGEST_FIELD_BOOK_SLOTS_H
#include "base/hash.h"
#include "ingest/field_access.h"
#include "ingest/field_book.h"

/* Counts side by side in one word, so that one addition counts them all: a window has fewer than
 * 65536 rows. What stands above them may overflow. */
#define FIELD_MARK_MISSING    UINT64_C(1)
#define FIELD_MARK_UNLISTED   (UINT64_C(1) << 16)
#define FIELD_MARK_DATE_ALONE (UINT64_C(1) << 32)
#define FIELD_MARK_STATUS     48                  /* the status stands from this bit on */
#define FIELD_MARK_REST       (UINT64_C(1) << 63) /* neither found nor missing, or a free slot */

FIELD_INLINE bool field_is_free_narrow(const struct field_narrow_slot *slot)
{
    return slot->key[0] == 0 && slot->key[1] != 0;
}

/* The slot of a key, or the free one where it would stand. */
FIELD_INLINE const struct field_narrow_slot *field_book_narrow_slot(const struct field_book *book,
                                                                    uint64_t first, uint64_t second)
{
    const uint64_t hash =
        hash_mix(first ^ UINT64_C(0x9E3779B97F4A7C15), second ^ UINT64_C(0xD1B54A32D192ED03));
    const struct field_narrow_slot *slot = &book->narrow[hash & book->narrow_mask];
    while (((slot->key[0] ^ first) | (slot->key[1] ^ second)) != 0 && !field_is_free_narrow(slot))
        slot = &book->narrow[(size_t)(slot - book->narrow + 1) & book->narrow_mask];
    return slot;
}

FIELD_INLINE const struct field_wide_slot *field_book_wide_slot(const struct field_book *book,
                                                                const uint64_t key[4])
{
    const uint64_t hash = hash_mix(hash_mix(key[0] ^ UINT64_C(0x9E3779B97F4A7C15), key[1]) ^ key[2],
                                   key[3] ^ UINT64_C(0xD1B54A32D192ED03));
    const struct field_wide_slot *slot = &book->wide[hash & book->wide_mask];
    while (((slot->key[0] ^ key[0]) | (slot->key[1] ^ key[1]) | (slot->key[2] ^ key[2]) |
            (slot->key[3] ^ key[3])) != 0 &&
           slot->key[0] != 0)
        slot = &book->wide[(size_t)(slot - book->wide + 1) & book->wide_mask];
    return slot;
}

/* The slot of a key above FIELD_BOOK_WIDE_BYTES, or the free one where it would stand. */
const struct field_wide_slot *field_book_long_slot(const struct field_book *book,
                                                   struct slice field);

#endif
