/* link/pack.h: slots of ids made as short as they can be without two becoming one. Of an id like
 * C105-2209-0000318 most bits are the same in every row: the upper halves of digits, the hyphens.
 * Only the bits that differ between any two rows are kept, side by side: eight bytes of 24.
 *
 * First pack_bits_add() is shown every slot, then pack_init() makes the rule, then pack_slots()
 * packs. Packed slots are equal if and only if the slots were, among those that were shown; they
 * tell nothing else. Pure functions, thread-safe: each thread fills its own bits. */
#ifndef LINK_PACK_H
#define LINK_PACK_H
#include "base/isa.h"
#include "ingest/slot.h"

enum { PACK_UNIT_LIMIT = KEY_SLOT_LIMIT / KEY_UNIT_BYTES, PACK_SHORT_BYTES = 4 };

/* Per unit of the slots seen so far: bits that were set in one of them, bits that were clear. */
struct pack_bits {
    uint64_t ones[PACK_UNIT_LIMIT], zeros[PACK_UNIT_LIMIT];
};

/* What slots of one column have: missing ones are passed over, short ones count as filled up with
 * NUL. */
void pack_bits_add(struct pack_bits *bits, const unsigned char *slots, size_t slot_bytes,
                   uint32_t row_count);
void pack_bits_join(struct pack_bits *bits, const struct pack_bits *other);

/* What is kept of a unit goes to its lower end in steps: in step s the bits of moves[s] go down by
 * 2^s places. */
enum { PACK_STEP_COUNT = 6 };
struct pack_unit {
    uint64_t kept; /* bits */
    uint64_t moves[PACK_STEP_COUNT];
    uint32_t kept_count, first_bit; /* how many, and where they go in the packed slot */
};

struct pack {
    enum isa isa;
    uint32_t packed_bytes; /* PACK_SHORT_BYTES, or a multiple of KEY_UNIT_BYTES */
    bool is_copy;          /* nothing to be gained: slots go as they are, filled up with NUL */
    struct pack_unit units[PACK_UNIT_LIMIT];
};

/* slot_bytes: the widest slot that was shown. `isa` is here (isa_is_here). */
void pack_init(struct pack *pack, const struct pack_bits *bits, size_t slot_bytes, enum isa isa);
/* Pack row_count slots to packed, packed + stride, … Of a missing slot anything may become. */
void pack_slots(const struct pack *pack, unsigned char *packed, size_t stride,
                const unsigned char *slots, size_t slot_bytes, uint32_t row_count);

/* Of packed slots: as slot_hash and slot_equal. Always inlined, so that the usual widths are known
 * to the compiler. */
static inline __attribute__((always_inline)) uint64_t packed_hash(const unsigned char *slot,
                                                                  size_t packed_bytes)
{
    uint32_t value;
    if (packed_bytes != PACK_SHORT_BYTES) return slot_hash(slot, packed_bytes);
    memcpy(&value, slot, sizeof value);
    return hash_u64(value);
}
static inline __attribute__((always_inline)) bool packed_equal(const unsigned char *a,
                                                               const unsigned char *b,
                                                               size_t packed_bytes)
{
    if (packed_bytes != PACK_SHORT_BYTES) return slot_equal(a, b, packed_bytes);
    return memcmp(a, b, PACK_SHORT_BYTES) == 0;
}

#endif
