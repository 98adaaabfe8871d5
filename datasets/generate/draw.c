#include "draw.h"

#include <math.h>

/* Newton's method on the distribution function; start-up work only. */
static double normal_quantile(double probability)
{
    double x = 0;
    for (int step = 0; step < 60; step++) {
        const double excess = 0.5 * erfc(-x * 0.70710678118654752) - probability;
        const double density = 0.39894228040143268 * exp(-0.5 * x * x);
        double move = excess / density;
        if (move > 1) move = 1;
        if (move < -1) move = -1;
        x -= move;
        if (fabs(move) < 1e-9) break;
    }
    return x;
}

void normal_table_init(struct normal_table *table)
{
    for (int i = 0; i < NORMAL_SLOTS; i++) {
        const double quantile = normal_quantile((i + 0.5) / NORMAL_SLOTS);
        table->quantile[i] = (float)quantile;
        table->scaled[i] = (int16_t)lround(quantile * 256);
    }
    table->quantile[NORMAL_SLOTS] = table->quantile[NORMAL_SLOTS - 1];
}

int32_t draw_lognormal(struct draw *draw, double median, double log_deviation)
{
    const double value = median * exp(log_deviation * draw_normal(draw));
    return value < 1 ? 1 : value > 1e7 ? 10000000 : (int32_t)value;
}

void wheel_init(struct wheel *wheel, const double *weights, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++) sum += weights[i];
    double passed = weights[0];
    size_t at = 0;
    for (size_t s = 0; s < WHEEL_SLOTS; s++) {
        const double mark = ((double)s + 0.5) / WHEEL_SLOTS * sum;
        while (passed <= mark && at + 1 < count) passed += weights[++at];
        wheel->slot[s] = (uint16_t)at;
    }
}
