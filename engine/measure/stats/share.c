#include "measure/stats/share.h"

#include "base/exact.h"
#include "measure/stats/distribution.h"
#include "measure/stats/test.h"

/* Below this expected count the normal approximation calls one event in ten certain: over a hundred
 * small segments and a share of 1 in 50 it finds a difference in two of three networks that have
 * none. */
enum { EXACT_BELOW = 20 };

/* How far Wilson's bounds lie below and above the share itself. */
struct arms {
    double below, above;
};

/* sqrt(z^2 + 4 met (n-met) / n) of Wilson's formula. */
static double wilson_root(double met, double missed, double n)
{
    return sqrt(STATS_Z * STATS_Z + 4.0 * met * (missed / n));
}

/* The lower bound of met of n as product of the roots over the other root, which adds where the
 * textbook subtracts. 1 - upper is the same of the missed. */
static double wilson_lower(double met, double missed, double n)
{
    const double other = 2.0 * met + STATS_Z * STATS_Z + STATS_Z * wilson_root(met, missed, n);
    return 2.0 * met * (met / n) / other;
}

struct interval stats_wilson_effective(double met, double missed)
{
    const double n = met + missed, z2 = STATS_Z * STATS_Z;
    if (n <= 0) return INTERVAL_UNDEFINED;
    const double upper =
        (2.0 * met + z2 + STATS_Z * wilson_root(met, missed, n)) / (2.0 * (n + z2));
    return (struct interval){met / n, wilson_lower(met, missed, n), missed <= 0 ? 1.0 : upper, true,
                             true};
}

struct interval stats_wilson(uint64_t met, uint64_t n)
{
    return stats_wilson_effective((double)met, (double)(n - met));
}

/* The shorter arm, on the side of the nearer end of 0 to 1, as 2 z p (1-p) / (root + z |1-2p|): no
 * cancellation. */
static struct arms wilson_arms(uint64_t met, uint64_t n)
{
    const double x = (double)met, missed = (double)(n - met), count = (double)n;
    const double root = wilson_root(x, missed, count);
    const double skew = STATS_Z * (fabs(missed - x) / count);
    const double shorter = 2.0 * STATS_Z * (x / count) * (missed / count) / (root + skew);
    const double longer = STATS_Z * (root + skew) / (2.0 * (count + STATS_Z * STATS_Z));
    return x <= missed ? (struct arms){shorter, longer} : (struct arms){longer, shorter};
}

enum rc stats_clopper_pearson(uint64_t met, uint64_t n, struct interval *out, struct err *err)
{
    *out = INTERVAL_UNDEFINED;
    if (n == 0) return RC_OK;
    const double x = (double)met, missed = (double)(n - met);
    double lower = 0.0, upper = 1.0;
    enum rc rc = RC_OK;
    if (met > 0) rc = stats_beta_quantile(STATS_TAIL, x, missed + 1.0, &lower, err);
    if (rc == RC_OK && met < n)
        rc = stats_beta_quantile(1.0 - STATS_TAIL, x + 1.0, missed, &upper, err);
    if (rc == RC_OK) *out = (struct interval){x / (double)n, lower, upper, true, true};
    return rc;
}

/* x1 n2 - x2 n1; counts below 2^62 keep both products inside 128 bits. */
static i128 cross_difference(uint64_t x1, uint64_t n1, uint64_t x2, uint64_t n2)
{
    return (i128)x1 * n2 - (i128)x2 * n1;
}

struct interval stats_newcombe_difference(uint64_t x1, uint64_t n1, uint64_t x2, uint64_t n2)
{
    if (n1 == 0 || n2 == 0) return INTERVAL_UNDEFINED;
    const double value = exact_ratio(cross_difference(x1, n1, x2, n2), (i128)n1 * n2);
    const struct arms first = wilson_arms(x1, n1), second = wilson_arms(x2, n2);
    return (struct interval){value, value - hypot(first.below, second.above),
                             value + hypot(first.above, second.below), true, true};
}

/* The smallest of the four expected counts is below EXACT_BELOW. */
static bool is_small(uint64_t n1, uint64_t n2, uint64_t met, uint64_t missed)
{
    const u128 n = n1 < n2 ? n1 : n2, kind = met < missed ? met : missed;
    return n * kind < EXACT_BELOW * ((u128)n1 + n2);
}

/* The 2 x 2 tables with the same margins, by x, how many the first group met: low to high, most
 * probable at `mode`. Probabilities are weights relative to that of the mode. */
struct margins {
    double n1, n2, met, low, high, mode;
};

static struct margins margins_of(uint64_t n1, uint64_t n2, uint64_t met)
{
    const double a = (double)n1, b = (double)n2, m = (double)met;
    const double low = fmax(0.0, m - b), high = fmin(a, m);
    const double peak = floor((a + 1.0) / (a + b + 2.0) * (m + 1.0));
    return (struct margins){a, b, m, low, high, fmin(fmax(peak, low), high)};
}

/* The weight of x + 1 over that of x. */
static double rise(const struct margins *m, double x)
{
    return (m->n1 - x) / (x + 1.0) * ((m->met - x) / (m->n2 - m->met + x + 1.0));
}

static double weight_of(const struct margins *m, double x)
{
    double weight = 1.0, at = m->mode;
    while (at != x) { /* whole numbers: they meet */
        weight = at < x ? weight * rise(m, at) : weight / rise(m, at - 1.0);
        at += at < x ? 1.0 : -1.0;
    }
    return weight;
}

/* Weights on one side of the mode until nothing is left of them, and those within the limit. */
static void add_side(const struct margins *m, bool upwards, double limit, double *all, double *few)
{
    double weight = 1.0;
    for (double x = m->mode; weight > 0.0 && (upwards ? x < m->high : x > m->low);) {
        weight = upwards ? weight * rise(m, x) : weight / rise(m, x - 1.0);
        x += upwards ? 1.0 : -1.0;
        *all += weight;
        if (weight <= limit) *few += weight;
    }
}

/* Fisher's p: the tables no more probable than the one seen, R's tolerance for ties included. */
static double exact_p(uint64_t x1, uint64_t n1, uint64_t n2, uint64_t met)
{
    const struct margins m = margins_of(n1, n2, met);
    const double limit = weight_of(&m, (double)x1) * (1.0 + 1e-7);
    double all = 1.0, few = limit >= 1.0 ? 1.0 : 0.0;
    add_side(&m, true, limit, &all, &few);
    add_side(&m, false, limit, &all, &few);
    return few < all ? few / all : 1.0;
}

double stats_two_share_p(uint64_t x1, uint64_t n1, uint64_t x2, uint64_t n2)
{
    if (n1 == 0 || n2 == 0) return NAN;
    const uint64_t met = x1 + x2, missed = n1 - x1 + (n2 - x2);
    if (met == 0 || missed == 0) return 1.0;
    if (is_small(n1, n2, met, missed)) return exact_p(x1, n1, n2, met);
    return stats_normal_two_sided_p(stats_two_share_z(x1, n1, x2, n2));
}

double stats_two_share_z(uint64_t x1, uint64_t n1, uint64_t x2, uint64_t n2)
{
    if (n1 == 0 || n2 == 0) return NAN;
    const double met = (double)(x1 + x2), missed = (double)(n1 - x1 + (n2 - x2)), n = met + missed;
    if (met == 0.0 || missed == 0.0) return 0.0;
    /* z = (x1 n2 - x2 n1) sqrt(n / (n1 n2 met missed)), in an order that cannot overflow. */
    const double cross = (double)cross_difference(x1, n1, x2, n2);
    return cross / sqrt((double)n1 * (double)n2) * sqrt(n / met / missed);
}
