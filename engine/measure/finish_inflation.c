/* The callbacks and repairs of a region are those of some ten dealers: what one dealer does moves
 * them all, and is no proof of the region (DESIGN 16). */
#include "measure/finish.h"

/* Axes whose segments are made of dealers' rows. A technician is of one dealer. */
static const bool of_dealers[AXIS_COUNT] = {
    [AXIS_REGION] = true, [AXIS_PRODUCT] = true, [AXIS_CHANNEL] = true};

void finish_inflation(const struct finisher *f, struct inflation *inflation)
{
    *inflation = (struct inflation){.total = {.scale = 1}};
    const struct state_axis *dealers = state_axis_of(&f->bound->state, AXIS_DEALER);
    if (!of_dealers[f->axis->axis] || !dealers) return;
    struct statistic total = {.kind = f->metric->kind, .scale = 1};
    for (uint32_t key = 1; key < dealers->key_count; key++) {
        const struct statistic dealer = finish_statistic(f, dealers, key, 0);
        if (statistic_n(&dealer) > 0) statistic_add(&total, &dealer);
    }
    inflation->total = statistic_moments(&total);
    for (uint32_t key = 1; key < dealers->key_count; key++) {
        const struct statistic dealer = finish_statistic(f, dealers, key, 0);
        const struct moments moments = statistic_moments(&dealer);
        stats_inflation_add(inflation, &moments);
    }
}
