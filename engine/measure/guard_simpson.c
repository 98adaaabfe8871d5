/* The network's change from the month before, by the segments of an axis. */
#include "measure/estimate.h"
#include "measure/guard_mix.h"
#include "measure/guard_part.h"

#include <stdlib.h>

static bool is_compared(const struct finisher *f)
{
    const enum statistic_kind kind = f->metric->kind;
    const bool adds = kind == STATISTIC_SHARE || kind == STATISTIC_MEAN || kind == STATISTIC_NPS;
    return f->keys && adds && axis_rows[f->axis->axis].judged && f->axis->month_count >= 2 &&
           f->metric->better != BETTER_NONE && !(f->metric->flags & METRIC_REPORT_MONTH_ONLY);
}

static enum rc add_row(struct guard_part *part, const struct mix_change *change)
{
    struct table_cell *cells = guard_row(part, GUARD_SIMPSON);
    if (!cells) return part->err.rc;
    cells[0] = cell_text(part->of.metric->id);
    cells[1] = cell_text(axis_rows[part->of.axis->axis].name);
    cells[2] = cell_whole((int64_t)change->before_n);
    cells[3] = cell_whole((int64_t)change->now_n);
    cells[4] = cell_number(change->crude);
    cells[5] = cell_number(change->same.interval.value);
    cells[6] = cell_number(change->same.interval.lower);
    cells[7] = cell_number(change->same.interval.upper);
    cells[8] = cell_number(change->mix);
    cells[9] = cell_number(change->mantel_haenszel);
    cells[10] = cell_number(change->covered);
    cells[SIMPSON_P] = cell_number(change->same.p);
    cells[SIMPSON_REVERSED] = cell_whole(mix_is_reversed(change));
    cells[14] = cell_text(change->refusal ? change->refusal : "");
    return RC_OK;
}

/* Of a thinned axis the older month's small segments are not kept: nothing can be compared. */
static const char thinned[] =
    "crowded: of so many segments the older month's small ones are not kept; a coarser axis tells";

static void refuse(struct mix_change *change, const char *reason)
{
    change->refusal = reason;
    change->same = DIFFERENCE_UNDEFINED;
    change->mix = change->mantel_haenszel = NAN;
}

/* What persons answered in segments that are not told must not be worked out of what is: those
 * segments are left out, as if their rows had no segment. */
static bool is_secret(const struct finisher *f, const struct mix_stratum *stratum)
{
    const struct measure_options *options = f->context->options;
    return f->bound->family->tells_persons && (estimate_is_refused(&stratum->before, options) ||
                                               estimate_is_refused(&stratum->now, options));
}

/* The segments that have a row in one of the two months; their number. */
static uint32_t find_strata(const struct finisher *f, struct mix_stratum *strata)
{
    uint32_t count = 0;
    for (uint32_t key = 1; !f->axis->is_thinned && key < f->axis->key_count; key++) {
        strata[count].before = finish_statistic(f, f->axis, key, 1);
        strata[count].now = finish_statistic(f, f->axis, key, 0);
        if (is_secret(f, &strata[count])) continue;
        count += statistic_n(&strata[count].before) + statistic_n(&strata[count].now) > 0;
    }
    return count;
}

enum rc guard_simpson(struct guard_part *part)
{
    const struct finisher *f = &part->of;
    if (!is_compared(f)) return RC_OK;
    const size_t room = (size_t)f->axis->key_count + 1;
    const struct state_axis *network_axis = &f->bound->state.axes[0];
    struct mix_stratum *strata = malloc(room * sizeof *strata);
    if (!strata) return err_memory(f->err, room * sizeof *strata);
    const uint32_t count = find_strata(f, strata);
    const struct mix_stratum network = {.before = finish_statistic(f, network_axis, 0, 1),
                                        .now = finish_statistic(f, network_axis, 0, 0)};
    struct mix_change change;
    enum rc rc = mix_change_make(strata, count, &network, f->context->options, &change, f->err);
    if (f->axis->is_thinned) refuse(&change, thinned);
    if (guard_immature(f) & 3) refuse(&change, guard_not_matured);
    if (rc == RC_OK) rc = add_row(part, &change);
    free(strata);
    return rc;
}
