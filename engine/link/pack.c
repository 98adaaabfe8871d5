#include "link/pack.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

enum { UNIT_BITS = 64 };

/* Always inlined, so that the usual widths are known to the compiler. */
static inline __attribute__((always_inline)) void add_slots(struct pack_bits *bits,
                                                            const unsigned char *slots,
                                                            size_t unit_count, uint32_t row_count)
{
    struct pack_bits sum = {{0}, {0}};
    for (uint32_t row = 0; row < row_count; row++) {
        const unsigned char *slot = slots + row * unit_count * KEY_UNIT_BYTES;
        const uint64_t is_present = slot_is_missing(slot) ? 0 : UINT64_MAX;
        for (size_t unit = 0; unit < unit_count; unit++) {
            const uint64_t value = slot_unit(slot, unit * KEY_UNIT_BYTES) & is_present;
            sum.ones[unit] |= value;
            sum.zeros[unit] |= value ^ is_present;
        }
    }
    /* what a wider slot has behind it; no id begins with a unit of NUL */
    for (size_t unit = unit_count; unit < PACK_UNIT_LIMIT; unit++)
        sum.zeros[unit] = sum.ones[0] != 0 ? UINT64_MAX : 0;
    pack_bits_join(bits, &sum);
}

void pack_bits_add(struct pack_bits *bits, const unsigned char *slots, size_t slot_bytes,
                   uint32_t row_count)
{
    const size_t unit_count = slot_bytes / KEY_UNIT_BYTES;
    switch (unit_count) {
    case 1: add_slots(bits, slots, 1, row_count); break;
    case 2: add_slots(bits, slots, 2, row_count); break;
    case 3: add_slots(bits, slots, 3, row_count); break;
    default: add_slots(bits, slots, unit_count, row_count); break;
    }
}

void pack_bits_join(struct pack_bits *bits, const struct pack_bits *other)
{
    for (size_t unit = 0; unit < PACK_UNIT_LIMIT; unit++) {
        bits->ones[unit] |= other->ones[unit];
        bits->zeros[unit] |= other->zeros[unit];
    }
}

/* A bit goes down by as many places as there are bits left out below it: by the powers of two that
 * this number is made of, the smallest first. On its way it meets no other. */
static void unit_init(struct pack_unit *unit, uint64_t kept, uint32_t first_bit)
{
    *unit = (struct pack_unit){.kept = kept, .first_bit = first_bit};
    for (uint32_t bit = 0; bit < UNIT_BITS; bit++) {
        if (!(kept >> bit & 1)) continue;
        const uint32_t distance = bit - unit->kept_count++;
        uint32_t at = bit;
        for (uint32_t step = 0; step < PACK_STEP_COUNT; step++) {
            if (!(distance >> step & 1)) continue;
            unit->moves[step] |= UINT64_C(1) << at;
            at -= UINT32_C(1) << step;
        }
    }
}

void pack_init(struct pack *pack, const struct pack_bits *bits, size_t slot_bytes, enum isa isa)
{
    uint32_t bit_count = 0;
    *pack = (struct pack){.isa = isa};
    for (size_t unit = 0; unit < slot_bytes / KEY_UNIT_BYTES; unit++) {
        unit_init(&pack->units[unit], bits->ones[unit] & bits->zeros[unit], bit_count);
        bit_count += pack->units[unit].kept_count;
    }
    const uint32_t unit_count = (bit_count + UNIT_BITS - 1) / UNIT_BITS;
    pack->packed_bytes = bit_count <= PACK_SHORT_BYTES * 8 ? (uint32_t)PACK_SHORT_BYTES
                                                           : unit_count * KEY_UNIT_BYTES;
    pack->is_copy = pack->packed_bytes == slot_bytes;
}

/* The kept bits, side by side. */
static inline uint64_t extract(uint64_t value, const struct pack_unit *unit)
{
    value &= unit->kept;
    for (uint32_t step = 0; step < PACK_STEP_COUNT; step++) {
        const uint64_t moved = value & unit->moves[step];
        value = (value ^ moved) | moved >> (1U << step);
    }
    return value;
}

/* The bits of one more unit behind those that are there; they may reach into the next place. */
static inline void append(uint64_t *places, uint64_t kept, uint32_t first_bit)
{
    const uint32_t place = first_bit / UNIT_BITS, shift = first_bit % UNIT_BITS;
    places[place] |= kept << shift;
    places[place + 1] |= kept >> 1 >> (UNIT_BITS - 1 - shift);
}

static inline __attribute__((always_inline)) void put_places(unsigned char *packed,
                                                             const uint64_t *places,
                                                             size_t packed_bytes)
{
    const uint32_t low = (uint32_t)places[0];
    if (packed_bytes == PACK_SHORT_BYTES)
        memcpy(packed, &low, PACK_SHORT_BYTES);
    else
        memcpy(packed, places, packed_bytes);
}

static void pack_portable(const struct pack *pack, unsigned char *packed, size_t stride,
                          const unsigned char *slots, size_t slot_bytes, uint32_t row_count)
{
    for (uint32_t row = 0; row < row_count; row++, packed += stride, slots += slot_bytes) {
        uint64_t places[PACK_UNIT_LIMIT + 2] = {0};
        for (size_t at = 0; at < slot_bytes; at += KEY_UNIT_BYTES) {
            const struct pack_unit *unit = &pack->units[at / KEY_UNIT_BYTES];
            append(places, extract(slot_unit(slots, at), unit), unit->first_bit);
        }
        put_places(packed, places, pack->packed_bytes);
    }
}

#if defined(__x86_64__)
/* One instruction instead of the loop over runs. The processors of AVX2 have it, too, but some of
 * them take a hundred cycles for it. */
ISA_TARGET_AVX512 static void pack_avx512(const struct pack *pack, unsigned char *packed,
                                          size_t stride, const unsigned char *slots,
                                          size_t slot_bytes, uint32_t row_count)
{
    for (uint32_t row = 0; row < row_count; row++, packed += stride, slots += slot_bytes) {
        uint64_t places[PACK_UNIT_LIMIT + 2] = {0};
        for (size_t at = 0; at < slot_bytes; at += KEY_UNIT_BYTES) {
            const struct pack_unit *unit = &pack->units[at / KEY_UNIT_BYTES];
            append(places, _pext_u64(slot_unit(slots, at), unit->kept), unit->first_bit);
        }
        put_places(packed, places, pack->packed_bytes);
    }
}

/* What becomes one place of a slot of one to three units: nearly all ids. The masks stay in
 * registers. */
ISA_TARGET_AVX512 static inline __attribute__((always_inline)) void pack_place_avx512(
    const struct pack *pack, unsigned char *packed, size_t stride, const unsigned char *slots,
    size_t unit_count, size_t packed_bytes, uint32_t row_count)
{
    const struct pack_unit *units = pack->units;
    const size_t slot_bytes = unit_count * KEY_UNIT_BYTES;
    for (uint32_t row = 0; row < row_count; row++, packed += stride, slots += slot_bytes) {
        uint64_t place = _pext_u64(slot_unit(slots, 0), units[0].kept);
        for (size_t unit = 1; unit < unit_count; unit++)
            place |= _pext_u64(slot_unit(slots, unit * KEY_UNIT_BYTES), units[unit].kept)
                     << (units[unit].first_bit % UNIT_BITS);
        put_places(packed, &place, packed_bytes);
    }
}

ISA_TARGET_AVX512 static void pack_fast(const struct pack *pack, unsigned char *packed,
                                        size_t stride, const unsigned char *slots,
                                        size_t slot_bytes, uint32_t row_count)
{
    const bool is_short = pack->packed_bytes == PACK_SHORT_BYTES;
    if (slot_bytes == 8 && is_short)
        pack_place_avx512(pack, packed, stride, slots, 1, PACK_SHORT_BYTES, row_count);
    else if (slot_bytes == 16 && is_short)
        pack_place_avx512(pack, packed, stride, slots, 2, PACK_SHORT_BYTES, row_count);
    else if (slot_bytes == 16 && pack->packed_bytes == KEY_UNIT_BYTES)
        pack_place_avx512(pack, packed, stride, slots, 2, KEY_UNIT_BYTES, row_count);
    else if (slot_bytes == 24 && is_short)
        pack_place_avx512(pack, packed, stride, slots, 3, PACK_SHORT_BYTES, row_count);
    else if (slot_bytes == 24 && pack->packed_bytes == KEY_UNIT_BYTES)
        pack_place_avx512(pack, packed, stride, slots, 3, KEY_UNIT_BYTES, row_count);
    else
        pack_avx512(pack, packed, stride, slots, slot_bytes, row_count);
}
#endif

static void copy_slots(const struct pack *pack, unsigned char *packed, size_t stride,
                       const unsigned char *slots, size_t slot_bytes, uint32_t row_count)
{
    if (pack->packed_bytes == KEY_UNIT_BYTES) {
        for (uint32_t row = 0; row < row_count; row++, packed += stride)
            memcpy(packed, slots + (size_t)row * KEY_UNIT_BYTES, KEY_UNIT_BYTES);
        return;
    }
    for (uint32_t row = 0; row < row_count; row++, packed += stride, slots += slot_bytes) {
        memcpy(packed, slots, slot_bytes);
        memset(packed + slot_bytes, 0, pack->packed_bytes - slot_bytes);
    }
}

void pack_slots(const struct pack *pack, unsigned char *packed, size_t stride,
                const unsigned char *slots, size_t slot_bytes, uint32_t row_count)
{
    if (pack->is_copy) {
        copy_slots(pack, packed, stride, slots, slot_bytes, row_count);
        return;
    }
#if defined(__x86_64__)
    if (pack->isa == ISA_AVX512) {
        pack_fast(pack, packed, stride, slots, slot_bytes, row_count);
        return;
    }
#endif
    pack_portable(pack, packed, stride, slots, slot_bytes, row_count);
}
