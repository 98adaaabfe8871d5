#include "measure/stats/root.h"

#include <math.h>
#include <stdbool.h>

enum { STEP_LIMIT = 400, SECANT_LIMIT = 60 };
/* Two roundings of x: f seldom tells more. */
static const double ENOUGH = 4.5e-16;

struct bracket {
    double low, high, at_low, at_high;
    int kept; /* how often in a row the low (> 0) or the high end (< 0) stayed */
};

static double next_x(const struct bracket *b, int step)
{
    const double middle = b->low + (b->high - b->low) / 2.0;
    const double secant = b->low + (b->high - b->low) * (b->at_low / (b->at_low - b->at_high));
    return step < SECANT_LIMIT && secant > b->low && secant < b->high ? secant : middle;
}

static void narrow(struct bracket *b, double x, double value)
{
    if (value > 0.0) {
        b->low = x;
        b->at_low = value;
        b->kept = b->kept < 0 ? b->kept - 1 : -1;
        if (b->kept < -1) b->at_high /= 2.0;
    } else {
        b->high = x;
        b->at_high = value;
        b->kept = b->kept > 0 ? b->kept + 1 : 1;
        if (b->kept > 1) b->at_low /= 2.0;
    }
}

double root_of_falling(double (*f)(double x, void *context), void *context, double low, double high)
{
    struct bracket b = {low, high, f(low, context), f(high, context), 0};
    double x = low;
    for (int step = 0; step < STEP_LIMIT; step++) {
        const double before = x;
        x = next_x(&b, step);
        const double value = f(x, context);
        if (value == 0.0 || fabs(x - before) <= ENOUGH * fabs(x)) return x;
        narrow(&b, x, value);
        if (b.high - b.low <= ENOUGH * fabs(b.high)) return x;
    }
    return x;
}
