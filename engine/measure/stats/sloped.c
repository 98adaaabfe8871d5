#include "measure/stats/sloped.h"

#include "measure/stats/distribution.h"

struct sloped sloped_constant(double value)
{
    return (struct sloped){.value = value};
}

struct sloped sloped_total(const struct sloped_sums *sums, size_t number)
{
    struct sloped total = {.value = (double)sums->totals[number]};
    total.slopes[number] = 1;
    return total;
}

/* The number `value` that moves by a_slope for each step of a, and by b_slope for each of b. */
static struct sloped join(double value, const struct sloped *a, double a_slope,
                          const struct sloped *b, double b_slope)
{
    struct sloped joined = {.value = value};
    for (size_t i = 0; i < SLOPE_LIMIT; i++)
        joined.slopes[i] = a_slope * a->slopes[i] + b_slope * b->slopes[i];
    return joined;
}

struct sloped sloped_add(struct sloped a, struct sloped b)
{
    return join(a.value + b.value, &a, 1, &b, 1);
}

struct sloped sloped_subtract(struct sloped a, struct sloped b)
{
    return join(a.value - b.value, &a, 1, &b, -1);
}

struct sloped sloped_multiply(struct sloped a, struct sloped b)
{
    return join(a.value * b.value, &a, b.value, &b, a.value);
}

struct sloped sloped_divide(struct sloped a, struct sloped b)
{
    if (b.value == 0) return sloped_constant(NAN);
    const double ratio = a.value / b.value;
    return join(ratio, &a, 1 / b.value, &b, -ratio / b.value);
}

struct sloped sloped_scale(struct sloped a, double factor)
{
    return join(a.value * factor, &a, factor, &a, 0);
}

struct sloped sloped_power(struct sloped a, struct sloped b)
{
    if (!(a.value > 0) && !(a.value == 0 && b.value > 0)) return sloped_constant(NAN);
    const double power = pow(a.value, b.value);
    const double a_slope = b.value * pow(a.value, b.value - 1);
    return join(power, &a, a_slope, &b, a.value > 0 ? power * log(a.value) : 0);
}

/* n / (n - 1) times the sum of squared influences: those of a function that does not mind how many
 * individuals there are have the sum 0. */
double sloped_error(const struct sloped *x, const struct sloped_sums *sums)
{
    double square_sum = 0;
    for (size_t a = 0; a < sums->count; a++) {
        double row = 0;
        for (size_t b = 0; b < a; b++)
            row += 2 * x->slopes[b] * (double)sums->products[sloped_product(a, b)];
        row += x->slopes[a] * (double)sums->products[sloped_product(a, a)];
        square_sum += x->slopes[a] * row;
    }
    const double n = (double)sums->individual_count;
    if (isnan(square_sum) || n < 2) return NAN;
    return sqrt(fmax(square_sum, 0) * (n / (n - 1)));
}

static double from_log_odds(double odds)
{
    return 1 / (1 + exp(-odds));
}

enum rc sloped_interval(const struct sloped *x, const struct sloped_sums *sums,
                        enum sloped_scale scale, struct interval *interval, struct err *err)
{
    const double value = x->value, error = sloped_error(x, sums);
    *interval = INTERVAL_UNDEFINED;
    if (!isfinite(value)) return RC_OK;
    *interval = (struct interval){value, NAN, NAN, true, false};
    if (!isfinite(error)) return RC_OK;
    double quantile;
    const enum rc rc =
        stats_t_quantile(1 - STATS_TAIL, (double)sums->individual_count - 1, &quantile, err);
    if (rc != RC_OK) return rc;
    const double width = quantile * error;
    interval->lower = value - width;
    interval->upper = value + width;
    if (scale == SLOPED_LOG && value > 0) {
        interval->lower = value * exp(-width / value);
        interval->upper = value * exp(width / value);
    } else if (scale == SLOPED_LOGIT && value > 0 && value < 1) {
        const double odds = log(value / (1 - value)), odds_width = width / (value * (1 - value));
        interval->lower = from_log_odds(odds - odds_width);
        interval->upper = from_log_odds(odds + odds_width);
    }
    interval->bounded = isfinite(interval->lower) && isfinite(interval->upper);
    return RC_OK;
}
