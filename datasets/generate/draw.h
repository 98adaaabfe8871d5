/* draw.h: random numbers that are a function of (key, counter) alone.
 * A block of rows starts its own draw from (seed, stream, block), so the numbers are the same
 * whichever thread makes the block and whenever. Nothing here is for secrets. A draw belongs to one
 * thread; the tables are read-only. */
#ifndef GENERATE_DRAW_H
#define GENERATE_DRAW_H
#include "base/exact.h"

#include <stdbool.h>

enum { NORMAL_SLOTS = 4096, WHEEL_SLOTS = 4096 };

/* Quantiles of the standard normal at (i + 1/2) / NORMAL_SLOTS; the last is repeated for
 * interpolation. */
struct normal_table {
    float quantile[NORMAL_SLOTS + 1];
    int16_t scaled[NORMAL_SLOTS]; /* the same in 1/256 */
};
void normal_table_init(struct normal_table *table);

/* The generator's own mixing: the world of a seed must not move when the engine's hash does. */
static inline uint64_t draw_fold(uint64_t a, uint64_t b)
{
    const u128 product = (u128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64) ^ a ^ b;
}
static inline uint64_t draw_scramble(uint64_t value)
{
    return draw_fold(value ^ 0x9E3779B97F4A7C15U, 0xD1B54A32D192ED03U);
}

struct draw {
    uint64_t key, counter;
    const struct normal_table *normal;
};

static inline struct draw draw_start(const struct normal_table *normal, uint64_t seed,
                                     uint64_t stream, uint64_t index)
{
    const uint64_t key = draw_scramble(draw_scramble(draw_scramble(seed) ^ stream) ^ index);
    return (struct draw){.key = key, .counter = 0, .normal = normal};
}

static inline uint64_t draw_bits(struct draw *draw)
{
    draw->counter += 0x9E3779B97F4A7C15U;
    const uint64_t step = draw->key + draw->counter;
    return draw_fold(step, step ^ 0xD1B54A32D192ED03U);
}

/* Uniform in [0, 1). */
static inline double draw_unit(struct draw *draw)
{
    return (double)(draw_bits(draw) >> 11) * 0x1p-53;
}

static inline bool draw_chance(struct draw *draw, double probability)
{
    return draw_unit(draw) < probability;
}

/* Uniform in 0 .. count-1; 0 when count is 0. */
static inline int32_t draw_below(struct draw *draw, int32_t count)
{
    return (int32_t)(((draw_bits(draw) >> 33) * (uint64_t)(uint32_t)count) >> 31);
}

/* Uniform in first .. last, both included. */
static inline int32_t draw_between(struct draw *draw, int32_t first, int32_t last)
{
    return first + draw_below(draw, last - first + 1);
}

/* Standard normal within about 3.7 standard deviations, by interpolated quantiles. */
static inline double draw_normal(struct draw *draw)
{
    const uint64_t bits = draw_bits(draw);
    const float *q = draw->normal->quantile + (bits & (NORMAL_SLOTS - 1));
    const double between = (double)(bits >> 40) * 0x1p-24;
    return (double)q[0] + between * (double)(q[1] - q[0]);
}

/* Log-normal with this median and log standard deviation, as whole minutes or days, at least 1. */
int32_t draw_lognormal(struct draw *draw, double median, double log_deviation);

/* A choice by weight in constant time; weights are rounded to 1/WHEEL_SLOTS. */
struct wheel {
    uint16_t slot[WHEEL_SLOTS];
};
/* weights[0..count): none negative, their sum positive, count <= 65535. */
void wheel_init(struct wheel *wheel, const double *weights, size_t count);

static inline int32_t wheel_spin(const struct wheel *wheel, struct draw *draw)
{
    return wheel->slot[draw_bits(draw) >> 52];
}

#endif
