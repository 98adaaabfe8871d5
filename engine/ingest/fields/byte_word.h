/* ingest/fields/byte_word.h: eight bytes as one number, for code that has no vectors. A question
 * asked of each byte is answered in its highest bit; byte_word_pack() makes eight bits of the
 * answers. */
#ifndef INGEST_BYTE_WORD_H
#define INGEST_BYTE_WORD_H
#include <stdint.h>
#include <string.h>

#define BYTE_WORD_HIGH UINT64_C(0x8080808080808080)
#define BYTE_WORD_ONES UINT64_C(0x0101010101010101)

/* The first byte is the lowest, on every machine. */
static inline uint64_t byte_word_at(const void *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

/* Which bytes are zero: exactly those, whatever stands beside them. */
static inline uint64_t byte_word_zeros(uint64_t word)
{
    return ~(((word & ~BYTE_WORD_HIGH) + ~BYTE_WORD_HIGH) | word) & BYTE_WORD_HIGH;
}

/* Answers in the highest bits of the bytes as the eight lowest bits. No two of the 64 products fall
 * on one place, so nothing is carried into the byte that is taken. */
static inline uint64_t byte_word_pack(uint64_t answers)
{
    return (answers >> 7) * UINT64_C(0x0102040810204080) >> 56;
}

#endif
