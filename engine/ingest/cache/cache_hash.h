/* ingest/cache/cache_hash.h: the hash that tells a damaged piece of the cache from a sound one, at
 * the speed of memory. It is no defence against somebody who means to deceive and may write to the
 * folder; what is read is checked for sense all the same. Pure, thread-safe. */
#ifndef INGEST_CACHE_HASH_H
#define INGEST_CACHE_HASH_H
#include "base/hash.h"

/* Four sums side by side: one alone would wait for each of its multiplications. */
static inline uint64_t cache_hash(const void *bytes, size_t byte_count)
{
    enum { LANES = 4, STEP_BYTES = 16 * LANES };
    const unsigned char *at = bytes;
    const size_t whole = byte_count;
    uint64_t lanes[LANES] = {0x9E3779B97F4A7C15U, 0xD1B54A32D192ED03U, 0x94D049BB133111EBU,
                             0xBF58476D1CE4E5B9U};
    for (; byte_count >= STEP_BYTES; at += STEP_BYTES, byte_count -= STEP_BYTES) {
        for (size_t i = 0; i < LANES; i++) {
            uint64_t a, b; /* each for itself: a copy of all would be waited for */
            memcpy(&a, at + 16 * i, sizeof a);
            memcpy(&b, at + 16 * i + 8, sizeof b);
            lanes[i] = hash_mix(a ^ lanes[i], b ^ 0xD1B54A32D192ED03U);
        }
    }
    uint64_t hash = hash_bytes(at, byte_count) ^ whole;
    for (int i = 0; i < LANES; i++) hash = hash_mix(hash ^ lanes[i], 0x9E3779B97F4A7C15U);
    return hash;
}

#endif
