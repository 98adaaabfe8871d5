/* ingest/slot.h: what is asked of the slot of an id (ingest/column.h). Widths are multiples of
 * KEY_UNIT_BYTES; two slots of one domain may differ in width, and then the shorter counts as
 * filled up with NUL. Pure functions, thread-safe. */
#ifndef INGEST_SLOT_H
#define INGEST_SLOT_H
#include "base/hash.h"
#include "ingest/column.h"

/* What stands in a slot that begins with KEY_MARK. */
enum { KEY_MARK_TEXT = 't', KEY_MARK_ROW = 'n' };
struct key_mark {
    unsigned char mark; /* KEY_MARK */
    unsigned char kind;
    uint16_t unused;        /* 0 */
    uint32_t file;          /* KEY_MARK_ROW: file_plan.file_number; else 0 */
    uint64_t first, second; /* KEY_MARK_TEXT: the number of the text (ingest/chunk/key_intern.h) and
                               0; KEY_MARK_ROW: the record's place, and its number there */
};
_Static_assert(sizeof(struct key_mark) == 24 && sizeof(struct key_mark) <= KEY_SLOT_LIMIT,
               "no gaps: compared as bytes");

static inline uint64_t slot_unit(const unsigned char *slot, size_t first_byte)
{
    uint64_t unit;
    memcpy(&unit, slot + first_byte, sizeof unit);
    return unit;
}

/* No text and no mark begins with NUL. */
static inline bool slot_is_missing(const unsigned char *slot)
{
    return slot_unit(slot, 0) == 0;
}

/* The same for equal slots of any width: units of nothing but NUL are passed over, and each unit
 * counts by its place. The hash so far is one factor and the unit the other: whichever a text makes
 * zero, the other stays. */
static inline uint64_t slot_hash(const unsigned char *slot, size_t slot_bytes)
{
    uint64_t hash = hash_u64(slot_unit(slot, 0));
    for (size_t at = KEY_UNIT_BYTES; at < slot_bytes; at += KEY_UNIT_BYTES) {
        const uint64_t unit = slot_unit(slot, at);
        if (unit != 0) hash = hash_mix(unit ^ (0xD1B54A32D192ED03U + at), hash);
    }
    return hash;
}

static inline bool slot_equal(const unsigned char *a, const unsigned char *b, size_t slot_bytes)
{
    uint64_t difference = 0;
    for (size_t at = 0; at < slot_bytes; at += KEY_UNIT_BYTES)
        difference |= slot_unit(a, at) ^ slot_unit(b, at);
    return difference == 0;
}

/* Bytes of the slot without the NUL it is filled up with. */
static inline size_t slot_length(const unsigned char *slot, size_t slot_bytes)
{
    while (slot_bytes > 0 && slot_unit(slot, slot_bytes - KEY_UNIT_BYTES) == 0)
        slot_bytes -= KEY_UNIT_BYTES;
    while (slot_bytes > 0 && slot[slot_bytes - 1] == 0) slot_bytes--;
    return slot_bytes;
}

/* By length, then by bytes: <0, 0, >0. So numbered ids ascend, S999 before S1000. */
static inline int slot_compare(const unsigned char *a, size_t a_bytes, const unsigned char *b,
                               size_t b_bytes)
{
    const size_t a_length = slot_length(a, a_bytes), b_length = slot_length(b, b_bytes);
    if (a_length != b_length) return a_length < b_length ? -1 : 1;
    return memcmp(a, b, a_length);
}

/* Slots of one unit as numbers in the order of slot_compare: without the NUL behind the text the
 * bytes are the digits of a number, and a longer one is greater. 0: missing. */
static inline uint64_t slot_rank(const unsigned char *slot)
{
    const uint64_t unit = slot_unit(slot, 0);
    if (unit == 0) return 0;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return __builtin_bswap64(unit) >> (__builtin_clzll(unit) & ~7);
#else
    return unit >> (__builtin_ctzll(unit) & ~7);
#endif
}

/* A look at a few slots at a time: those of ids that do not ascend end it soon. */
static inline bool slots_ascend_narrow(const unsigned char *slots, uint32_t count)
{
    enum { LOOK_SLOTS = 64 };
    uint64_t before = 0;
    for (uint32_t first = 0; first < count; first += LOOK_SLOTS) {
        const uint32_t past = count - first > LOOK_SLOTS ? first + LOOK_SLOTS : count;
        uint32_t falling_count = 0;
        for (uint32_t i = first; i < past; i++) {
            const uint64_t rank = slot_rank(slots + (size_t)i * KEY_UNIT_BYTES);
            falling_count += rank <= before;
            before = rank;
        }
        if (falling_count > 0) return false;
    }
    return true;
}

/* Whether none of the slots (at least one) is missing, and each stands behind the one before. */
static inline bool slots_ascend(const unsigned char *slots, size_t slot_bytes, uint32_t count)
{
    if (slot_bytes == KEY_UNIT_BYTES) return slots_ascend_narrow(slots, count);
    if (slot_is_missing(slots)) return false;
    for (uint32_t i = 1; i < count; i++, slots += slot_bytes)
        if (slot_compare(slots, slot_bytes, slots + slot_bytes, slot_bytes) >= 0) return false;
    return true;
}

#endif
