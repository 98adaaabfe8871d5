#include "measure/stats/ranks.h"

#include "measure/stats/distribution.h"
#include "measure/stats/interval.h"

#include <math.h>

enum { EXACT_UNITS = 64, CELLS = 2048 };
static const double FAMILY_ERROR = 0.05, REACH = 8.5, NODE_STEP = 1.0 / 32.0;

static enum rc units_check(const struct rank_unit *units, size_t count, double least,
                           struct err *err)
{
    for (size_t i = 0; i < count; i++)
        if (!isfinite(units[i].value) || !(units[i].error >= least) || isinf(units[i].error))
            return err_set(err, RC_NUMERIC, "unit %zu to be ranked is %g with standard error %g", i,
                           units[i].value, units[i].error);
    return RC_OK;
}

/* j lies above i by more than z standard errors of their difference. */
static bool is_above(const struct rank_unit *i, const struct rank_unit *j, double z)
{
    const double apart = j->value - i->value;
    return apart > 0.0 && apart * apart >= z * z * (i->error * i->error + j->error * j->error);
}

/* Ordered pairs that are certain at z; fills the ranges. */
static uint64_t certain_pairs(const struct rank_unit *units, size_t count, double z,
                              struct rank_range *ranks)
{
    uint64_t pair_count = 0;
    for (size_t i = 0; i < count; i++) ranks[i] = (struct rank_range){1, (uint32_t)count};
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++) {
            if (!is_above(&units[i], &units[j], z)) continue;
            pair_count++;
            ranks[i].last--;
            ranks[j].first++;
        }
    return pair_count;
}

enum rc stats_rank_ranges(const struct rank_unit *units, size_t count, struct rank_range *ranks,
                          struct err *err)
{
    enum rc rc = units_check(units, count, 0.0, err);
    if (rc == RC_OK && count > UINT32_MAX)
        rc = err_set(err, RC_NUMERIC, "%zu units are too many to rank", count);
    if (rc != RC_OK || count == 0) return rc;
    ranks[0] = (struct rank_range){1, 1};
    if (count == 1) return RC_OK;
    /* Holm: the pairs not yet certain share the error; stop when none joins. */
    const uint64_t all = (uint64_t)count * (count - 1);
    uint64_t certain = 0;
    for (;;) {
        double z;
        rc = stats_normal_quantile(FAMILY_ERROR / (double)(all - certain), &z, err);
        if (rc != RC_OK) return rc;
        const uint64_t found = certain_pairs(units, count, -z, ranks);
        if (found == certain) return RC_OK;
        certain = found;
    }
}

/* P(Z <= z). */
static double normal_lower(double z)
{
    return 0.5 * erfc(-z / M_SQRT2);
}

/* P(at most most_below of the others lie below x), by convolution. */
static double few_below(const struct rank_unit *units, size_t count, size_t own, double x,
                        size_t most_below)
{
    double chance[EXACT_UNITS + 1] = {1.0};
    for (size_t j = 0; j < count; j++) {
        if (j == own) continue;
        const double below = normal_lower((x - units[j].value) / units[j].error);
        for (size_t k = most_below + 1; k-- > 0;)
            chance[k] = chance[k] * (1.0 - below) + (k > 0 ? chance[k - 1] * below : 0.0);
    }
    double sum = 0.0;
    for (size_t k = 0; k <= most_below; k++) sum += chance[k];
    return sum;
}

/* The trapezoid rule, which for a smooth function times a normal density has no error left. */
static double exact_chance(const struct rank_unit *units, size_t count, size_t own, size_t lowest)
{
    double sum = 0.0, weight_sum = 0.0;
    const int last = (int)(REACH / NODE_STEP);
    for (int node = -last; node <= last; node++) {
        const double z = node * NODE_STEP, weight = exp(-z * z / 2.0);
        const double x = units[own].value + z * units[own].error;
        sum += weight * few_below(units, count, own, x, lowest - 1);
        weight_sum += weight;
    }
    return sum / weight_sum;
}

/* The common range in cells: how many units are expected below each middle, and the variance. */
struct cells {
    double low, width;
    double *below, *variance;
};

static double cell_middle(const struct cells *cells, size_t cell)
{
    return cells->low + ((double)cell + 0.5) * cells->width;
}

static enum rc cells_init(struct cells *cells, const struct rank_unit *units, size_t count,
                          struct arena *arena, struct err *err)
{
    double low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i < count; i++) {
        low = fmin(low, units[i].value - REACH * units[i].error);
        high = fmax(high, units[i].value + REACH * units[i].error);
    }
    *cells = (struct cells){low, (high - low) / CELLS,
                            arena_take_array(arena, CELLS, sizeof *cells->below),
                            arena_take_array(arena, CELLS, sizeof *cells->variance)};
    if (cells->below == NULL || cells->variance == NULL)
        return err_memory(err, CELLS * sizeof *cells->below);
    for (size_t i = 0; i < count; i++)
        for (size_t cell = 0; cell < CELLS; cell++) {
            const double p =
                normal_lower((cell_middle(cells, cell) - units[i].value) / units[i].error);
            cells->below[cell] += p;
            cells->variance[cell] += p * (1.0 - p);
        }
    return RC_OK;
}

/* P(K <= most) of a sum K of independent events, the unit's own left out. */
static double normal_few(double mean, double variance, double most)
{
    const double apart = most + 0.5 - mean;
    if (variance <= 1e-12) return apart > 0.0 ? 1.0 : 0.0;
    return normal_lower(apart / sqrt(variance));
}

static double rough_chance(const struct cells *cells, const struct rank_unit *unit, size_t lowest)
{
    double chance = 0.0, before = 0.0;
    for (size_t cell = 0; cell < CELLS; cell++) {
        const double end = cells->low + (double)(cell + 1) * cells->width;
        const double up_to = normal_lower((end - unit->value) / unit->error);
        const double own = normal_lower((cell_middle(cells, cell) - unit->value) / unit->error);
        if (up_to > before)
            chance += (up_to - before) * normal_few(cells->below[cell] - own,
                                                    cells->variance[cell] - own * (1.0 - own),
                                                    (double)lowest - 1.0);
        before = up_to;
    }
    return fmin(chance, 1.0);
}

enum rc stats_rank_chances(const struct rank_unit *units, size_t count, size_t lowest,
                           struct arena *arena, double *chances, struct err *err)
{
    enum rc rc = units_check(units, count, 1e-300, err);
    struct cells cells = {0};
    const bool is_small = count <= EXACT_UNITS;
    if (rc == RC_OK && !is_small) rc = cells_init(&cells, units, count, arena, err);
    for (size_t i = 0; i < count && rc == RC_OK; i++)
        chances[i] = lowest == 0       ? 0.0
                     : lowest >= count ? 1.0
                     : is_small        ? exact_chance(units, count, i, lowest)
                                       : rough_chance(&cells, &units[i], lowest);
    return rc;
}
