#include "measure/stats/contrast.h"

#include "measure/stats/distribution.h"

/* The strata that have both sides, each side with the group's weights. */
struct sides {
    struct mean_stratum *group, *others;
    size_t count;
};

static bool pair_strata(const struct contrast_stratum *strata, size_t stratum_count,
                        struct arena *arena, struct sides *sides, struct contrast *out)
{
    uint64_t all = 0;
    sides->group = arena_take_array(arena, stratum_count + 1, sizeof *sides->group);
    sides->others = arena_take_array(arena, stratum_count + 1, sizeof *sides->others);
    sides->count = 0;
    if (!sides->group || !sides->others) return false;
    for (size_t i = 0; i < stratum_count; i++) {
        const struct moments *group = &strata[i].group, *others = &strata[i].others;
        all += group->n;
        if (group->n == 0 || others->n == 0) continue;
        sides->group[sides->count] = (struct mean_stratum){*group, group->n};
        sides->others[sides->count++] = (struct mean_stratum){*others, group->n};
        out->group_n += group->n;
        out->others_n += others->n;
    }
    if (all > 0) out->covered = (double)out->group_n / (double)all;
    return true;
}

/* A side's part of Satterthwaite's sum. */
static double uncertainty_of(const struct standardised *side, double variance)
{
    return variance > 0.0 ? variance * variance / side->df : 0.0;
}

static enum rc subtract(const struct standardised *a, const struct standardised *b,
                        struct difference *out, struct err *err)
{
    if (!a->interval.defined || !b->interval.defined) return RC_OK;
    out->interval.value = a->interval.value - b->interval.value;
    out->interval.defined = true;
    if (!a->interval.bounded || !b->interval.bounded) return RC_OK;
    const double of_a = a->error * a->error, of_b = b->error * b->error;
    const double variance = of_a + of_b, error = sqrt(variance);
    double quantile = STATS_Z;
    out->df = INFINITY;
    if (variance > 0.0)
        out->df = variance * variance / (uncertainty_of(a, of_a) + uncertainty_of(b, of_b));
    enum rc rc = RC_OK;
    if (variance > 0.0) rc = stats_t_quantile(1.0 - STATS_TAIL, out->df, &quantile, err);
    if (rc != RC_OK) return rc;
    out->interval.lower = out->interval.value - quantile * error;
    out->interval.upper = out->interval.value + quantile * error;
    out->interval.bounded = true;
    if (!(variance > 0.0)) {
        out->statistic = out->interval.value == 0.0 ? 0.0 : copysign(INFINITY, out->interval.value);
        out->p = out->interval.value == 0.0 ? 1.0 : 0.0;
        return RC_OK;
    }
    out->statistic = out->interval.value / error;
    return stats_t_two_sided_p(out->statistic, out->df, &out->p, err);
}

enum rc stats_contrast(const struct contrast_stratum *strata, size_t stratum_count,
                       struct arena *arena, struct contrast *out, struct err *err)
{
    *out = (struct contrast){
        .difference = DIFFERENCE_UNDEFINED, .group_mean = NAN, .others_mean = NAN, .covered = NAN};
    struct sides sides;
    if (!pair_strata(strata, stratum_count, arena, &sides, out))
        return err_memory(err, stratum_count * sizeof *sides.group);
    struct standardised group, others;
    enum rc rc = stats_standardise_mean(sides.group, sides.count, &group, err);
    if (rc == RC_OK) rc = stats_standardise_mean(sides.others, sides.count, &others, err);
    if (rc != RC_OK) return rc;
    out->group_mean = group.interval.value;
    out->others_mean = others.interval.value;
    return subtract(&group, &others, &out->difference, err);
}
