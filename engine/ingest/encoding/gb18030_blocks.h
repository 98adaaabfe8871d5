/* ingest/encoding/gb18030_blocks.h: GB18030 of one and two bytes, 64 bytes at a step, for the
 * variants that find out what bytes they are. Within a run of bytes 81 to FE every second one is a
 * lead, from the first on: before the run stands a character's last byte, or nothing. So a run of
 * odd length takes the byte behind it as its last trail. */
#ifndef INGEST_GB18030_BLOCKS_H
#define INGEST_GB18030_BLOCKS_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { GB18030_BLOCK_BYTES = 64 };

/* What 64 bytes are; the first byte is the lowest bit. */
struct gb18030_block {
    uint64_t leads;  /* 81 to FE: a lead, or a trail */
    uint64_t trails; /* 40 to 7E, and 80: a trail, or a character */
    bool has_bad;    /* FF */
};

/* Whether the block holds nothing but characters of one and two bytes. *awaits_trail: whether the
 * last character before it is unfinished; then, whether its own is. */
static inline __attribute__((always_inline)) bool gb18030_block_is_valid(
    const struct gb18030_block *block, bool *awaits_trail)
{
    const uint64_t even = UINT64_C(0x5555555555555555);
    const uint64_t leads = block->leads & ~(uint64_t)*awaits_trail;
    const uint64_t starts = leads & ~(leads << 1);
    /* Adding a run's first bit to the run leaves one bit, behind it. */
    uint64_t past_odd;
    const uint64_t past_even = leads + (starts & even);
    const bool reaches_end = __builtin_add_overflow(leads, starts & ~even, &past_odd);
    const uint64_t takers = ((past_even & ~even) | (past_odd & even)) & ~leads;
    const uint64_t taken = takers | (uint64_t)*awaits_trail;
    *awaits_trail = reaches_end; /* a run from an odd place to the last one has odd length */
    return !block->has_bad && (taken & ~(block->trails | (block->leads & ~leads))) == 0;
}

/* Leading bytes of bytes[0..byte_count), which begin with a character, that whole blocks prove
 * good; not in the middle of a character. */
typedef size_t gb18030_blocks_function(const unsigned char *bytes, size_t byte_count);

#if defined(__x86_64__)
gb18030_blocks_function gb18030_blocks_avx2, gb18030_blocks_avx512;
#endif

#endif
