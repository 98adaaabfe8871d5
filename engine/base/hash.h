/* base/hash.h: a 64-bit hash of bytes for tables and partitions. A fixed function: partitions, and
 * so the order of codes, must be the same in every run on every machine. Equal hashes never count
 * as equal keys. */
#ifndef BASE_HASH_H
#define BASE_HASH_H
#include "base/exact.h"

#include <string.h>

/* Both factors are kept beside the product: a text can be chosen so that one factor is zero, and a
 * million of such texts with one hash would take hours. */
static inline uint64_t hash_mix(uint64_t a, uint64_t b)
{
    const u128 product = (u128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64) ^ a ^ b;
}

/* Folded multiplication over 16-byte steps, as wyhash does it. */
static inline uint64_t hash_bytes(const void *bytes, size_t byte_count)
{
    const uint64_t k0 = 0x9E3779B97F4A7C15U, k1 = 0xD1B54A32D192ED03U;
    const unsigned char *at = bytes;
    uint64_t hash = k0 ^ byte_count;
    while (byte_count >= 16) {
        uint64_t a, b;
        memcpy(&a, at, 8);
        memcpy(&b, at + 8, 8);
        hash = hash_mix(a ^ hash, b ^ k1);
        at += 16;
        byte_count -= 16;
    }
    uint64_t tail[2] = {0, 0};
    if (byte_count > 0) memcpy(tail, at, byte_count);
    hash = hash_mix(tail[0] ^ hash, tail[1] ^ k1);
    return hash_mix(hash ^ k0, hash ^ k1);
}

static inline uint64_t hash_u64(uint64_t value)
{
    return hash_mix(value ^ 0x9E3779B97F4A7C15U, 0xD1B54A32D192ED03U);
}

#endif
