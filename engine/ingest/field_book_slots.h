/* ingest/field_book_slots.h: how a field_book is searched, inlined into the loops that live of it.
 * For field_book.c and fields_codes.c only. */
#ifndef INGEST_FIELD_BOOK_SLOTS_H
#define INGEST_FIELD_BOOK_SLOTS_H
#include "base/hash.h"
#include "ingest/field_access.h"
#include "ingest/field_book.h"

/* Counts side by side in one word, so that one addition counts them all: a window has fewer than
 * 65536 rows. */
#define FIELD_MARK_MISSING    UINT64_C(1)
#define FIELD_MARK_UNLISTED   (UINT64_C(1) << 16)
#define FIELD_MARK_DATE_ALONE (UINT64_C(1) << 32)
/* The status stands here; other than 0 for what neither is found nor missing. */
#define FIELD_MARK_STATUS_SHIFT 48

FIELD_INLINE const struct field_narrow_slot *field_book_narrow_slot(const struct field_book *book,
                                                                    uint64_t first, uint64_t second)
{
    const uint64_t hash =
        hash_mix(first ^ UINT64_C(0x9E3779B97F4A7C15), second ^ UINT64_C(0xD1B54A32D192ED03));
    size_t at = hash & book->narrow_mask;
    for (;;) {
        const struct field_narrow_slot *slot = &book->narrow[at];
        if (((slot->key[0] ^ first) | (slot->key[1] ^ second)) == 0 || slot->key[0] == 0)
            return slot;
        at = (at + 1) & book->narrow_mask;
    }
}

FIELD_INLINE const struct field_wide_slot *field_book_wide_slot(const struct field_book *book,
                                                                const uint64_t key[4])
{
    const uint64_t hash = hash_mix(hash_mix(key[0] ^ UINT64_C(0x9E3779B97F4A7C15), key[1]) ^ key[2],
                                   key[3] ^ UINT64_C(0xD1B54A32D192ED03));
    size_t at = hash & book->wide_mask;
    for (;;) {
        const struct field_wide_slot *slot = &book->wide[at];
        if (((slot->key[0] ^ key[0]) | (slot->key[1] ^ key[1]) | (slot->key[2] ^ key[2]) |
             (slot->key[3] ^ key[3])) == 0 ||
            slot->key[0] == 0)
            return slot;
        at = (at + 1) & book->wide_mask;
    }
}

/* The slot of a key above FIELD_BOOK_WIDE_BYTES, or the free one where it would stand. */
const struct field_wide_slot *field_book_long_slot(const struct field_book *book,
                                                   struct slice field);

#endif
