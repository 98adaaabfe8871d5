#include "measure/stats/chart_rules.h"

#include "measure/stats/distribution.h"

/* -1, 0 or 1: on which side beyond `sigmas` a point lies. */
static int side_beyond(const struct chart_point *point, double sigmas)
{
    return point->z > sigmas ? 1 : point->z < -sigmas ? -1 : 0; /* NaN: neither */
}

/* `needed` of the last `length` points, the last among them, beyond `sigmas` on the last one's
 * side. */
static bool is_cluster(const struct chart_point *points, size_t at, size_t needed, size_t length,
                       double sigmas)
{
    const int side = side_beyond(&points[at], sigmas);
    if (side == 0 || at + 1 < length) return false;
    size_t beyond_count = 0;
    for (size_t i = at + 1 - length; i <= at; i++)
        beyond_count += side_beyond(&points[i], sigmas) == side;
    return beyond_count >= needed;
}

/* Points in a row, the last one included, that share a property. */
struct streaks {
    size_t above, below, rising, falling, turning, within, beyond;
};

static size_t grown(size_t length, bool is_so)
{
    return is_so ? length + 1 : 0;
}

static void streaks_add(struct streaks *streaks, const struct chart_point *points, size_t at)
{
    const struct chart_point *point = &points[at];
    const int side = side_beyond(point, 0.0);
    streaks->above = grown(streaks->above, side > 0);
    streaks->below = grown(streaks->below, side < 0);
    streaks->within = grown(streaks->within, fabs(point->z) <= 1.0);
    streaks->beyond = grown(streaks->beyond, side_beyond(point, 1.0) != 0);
    const bool has_step = at > 0 && !isnan(point->z) && !isnan(points[at - 1].z);
    const bool rises = has_step && point->value > points[at - 1].value;
    const bool falls = has_step && point->value < points[at - 1].value;
    const bool turns = (rises && streaks->falling > 0) || (falls && streaks->rising > 0);
    streaks->turning = grown(streaks->turning, turns);
    streaks->rising = grown(streaks->rising, rises);
    streaks->falling = grown(streaks->falling, falls);
}

/* The last 8 lie beyond 1 sigma: are there both sides among them? */
static bool is_mixed(const struct chart_point *points, size_t at)
{
    bool above = false, below = false;
    for (size_t i = at - 7; i <= at; i++) {
        above |= points[i].z > 0.0;
        below |= points[i].z < 0.0;
    }
    return above && below;
}

static unsigned rules_at(const struct streaks *streaks, const struct chart_point *points, size_t at)
{
    unsigned found = 0;
    if (side_beyond(&points[at], 3.0) != 0) found |= RULE_BEYOND_3;
    if (is_cluster(points, at, 2, 3, 2.0)) found |= RULE_2_OF_3_BEYOND_2;
    if (is_cluster(points, at, 4, 5, 1.0)) found |= RULE_4_OF_5_BEYOND_1;
    if (streaks->above >= 8 || streaks->below >= 8) found |= RULE_8_ON_A_SIDE;
    if (streaks->above >= 9 || streaks->below >= 9) found |= RULE_9_ON_A_SIDE;
    /* Six points make five steps, fourteen make twelve turns. */
    if (streaks->rising >= 5 || streaks->falling >= 5) found |= RULE_6_TRENDING;
    if (streaks->turning >= 12) found |= RULE_14_ALTERNATING;
    if (streaks->within >= 15) found |= RULE_15_WITHIN_1;
    if (streaks->beyond >= 8 && is_mixed(points, at)) found |= RULE_8_BEYOND_1;
    return found;
}

void stats_chart_rules(unsigned rules, const struct chart_point *points, size_t count,
                       unsigned *found)
{
    struct streaks streaks = {0};
    for (size_t i = 0; i < count; i++) {
        streaks_add(&streaks, points, i);
        found[i] = rules & rules_at(&streaks, points, i);
    }
}

/* The same for so few that 20 x 2^n fits: P(B <= k) is a sum of binomial coefficients over 2^n, in
 * whole numbers. */
enum { WHOLE_NUMBERS_UP_TO = 59 };

static size_t least_crossings_of_few(uint64_t n)
{
    uint64_t ways = 1, sum = 1, k = 0; /* C(n, k), and the sum of those up to it */
    for (; 20 * sum < UINT64_C(1) << n; k++) {
        ways = ways * (n - k) / (k + 1);
        sum += ways;
    }
    return (size_t)k;
}

/* The smallest k with P(B <= k) >= 0.05 for B ~ Binomial(n, 1/2). */
static enum rc least_crossings(uint64_t n, size_t *least, struct err *err)
{
    if (n <= WHOLE_NUMBERS_UP_TO) {
        *least = least_crossings_of_few(n);
        return RC_OK;
    }
    uint64_t low = 0, high = n; /* the answer lies in low .. high */
    while (low < high) {
        const uint64_t middle = low + (high - low) / 2;
        double p;
        const enum rc rc = stats_binomial_lower_p(middle, n, 0.5, &p, err);
        if (rc != RC_OK) return rc;
        if (p >= 0.05)
            high = middle;
        else
            low = middle + 1;
    }
    *least = low;
    return RC_OK;
}

enum rc stats_chart_runs(const struct chart_point *points, size_t count, double centre,
                         struct chart_runs *out, struct err *err)
{
    *out = (struct chart_runs){0};
    int side = 0;
    size_t run = 0, run_first = 0;
    for (size_t i = 0; i < count; i++) {
        const double apart = points[i].value - centre;
        if (isnan(apart) || apart == 0.0) continue;
        const int own = apart > 0.0 ? 1 : -1;
        if (own != side) run_first = i;
        run = own == side ? run + 1 : 1;
        out->crossing_count += side != 0 && own != side;
        side = own;
        out->useful_count++;
        if (run <= out->longest_run) continue;
        out->longest_run = run;
        out->longest_first = run_first;
        out->longest_last = i;
    }
    if (out->useful_count == 0) return RC_OK;
    out->longest_allowed = (size_t)nearbyint(log2((double)out->useful_count)) + 3;
    const enum rc rc = least_crossings(out->useful_count - 1, &out->crossing_least, err);
    out->is_signal =
        out->longest_run > out->longest_allowed || out->crossing_count < out->crossing_least;
    return rc;
}
