/* How long complaints wait for an answer and for a solution. An open complaint waits at least until
 * the horizon: it is censored there, not left out, or the slowest would not count. */
#include "measure/complaints/complaints.h"
#include "measure/count.h"
#include "measure/curve.h"
#include "measure/stats/log_rank.h"

#include <stdlib.h>

static bool read_wait(const struct complaint *row, enum complaint_wait kind, int32_t horizon,
                      struct wait *wait)
{
    const int32_t end = kind == WAIT_ANSWER ? row->answered : row->resolved;
    if (end == ANSWER_UNKNOWN || row->opened > horizon) return false;
    wait->is_event = end != MINUTE_MISSING && end <= horizon;
    wait->minutes = (wait->is_event ? end : horizon) - row->opened;
    return wait->minutes >= 0;
}

/* Ordered once, and picked from for every department: sorting each anew took a second for a million
 * complaints. */
enum rc complaint_waits_read(struct waits *waits, const struct complaint_list *list,
                             enum complaint_wait kind, int32_t horizon_minute, struct arena *arena,
                             struct err *err)
{
    waits->count = 0;
    waits->items = arena_take_array(arena, list->count + 1, sizeof *waits->items);
    uint64_t *keys = malloc(2 * (list->count + 1) * sizeof *keys);
    if (!waits->items || !keys) {
        free(keys);
        return err_memory(err, list->count * sizeof *keys);
    }
    uint32_t greatest = 0;
    for (size_t i = 0; i < list->count; i++) {
        struct wait wait;
        if (!read_wait(&list->rows[i], kind, horizon_minute, &wait)) continue;
        keys[waits->count++] = (uint64_t)wait.minutes << 32 | i;
        if ((uint32_t)wait.minutes > greatest) greatest = (uint32_t)wait.minutes;
    }
    const uint64_t *sorted =
        key_order_radix(keys, keys + list->count + 1, waits->count, greatest + 1);
    for (size_t i = 0; i < waits->count; i++) {
        waits->items[i].row = (uint32_t)sorted[i];
        (void)read_wait(&list->rows[(uint32_t)sorted[i]], kind, horizon_minute, &waits->items[i]);
    }
    free(keys);
    return RC_OK;
}

/* Both groups per different time, which the estimators take for days. */
struct ranks {
    uint64_t *events[2], *censored[2]; /* 0: the group, 1: the others */
    uint32_t *minutes;                 /* of a rank */
    size_t count;
};

static size_t count_ranks(const struct waits *waits)
{
    size_t count = 0;
    for (size_t i = 0; i < waits->count; i++)
        count += i == 0 || waits->items[i].minutes != waits->items[i - 1].minutes;
    return count;
}

static enum rc ranks_init(struct ranks *ranks, size_t limit, struct arena *arena, struct err *err)
{
    ranks->count = 0;
    bool fits = (ranks->minutes = arena_take_array(arena, limit + 1, sizeof *ranks->minutes));
    for (int group = 0; group < 2; group++) {
        ranks->events[group] = arena_take_array(arena, limit + 1, sizeof(uint64_t));
        ranks->censored[group] = arena_take_array(arena, limit + 1, sizeof(uint64_t));
        fits &= ranks->events[group] && ranks->censored[group];
    }
    return fits ? RC_OK : err_memory(err, 5 * limit * sizeof(uint64_t));
}

static void rank_waits(struct ranks *ranks, const struct waits *waits, const bool *is_counted,
                       const bool *is_other)
{
    for (size_t i = 0; i < waits->count; i++) {
        const struct wait *wait = &waits->items[i];
        const bool other = is_other && is_other[wait->row];
        if (!is_counted[wait->row] && !other) continue;
        const uint32_t minutes = (uint32_t)wait->minutes;
        if (ranks->count == 0 || ranks->minutes[ranks->count - 1] != minutes)
            ranks->minutes[ranks->count++] = minutes;
        uint64_t *const *counts = wait->is_event ? ranks->events : ranks->censored;
        counts[other][ranks->count - 1]++;
    }
}

/* Kaplan and Meier's curve of one of the groups, in minutes. */
static enum rc curve_of(const struct ranks *ranks, int group, struct arena *arena,
                        struct survival_curve *curve, struct err *err)
{
    const struct day_counts counts = {ranks->events[group], ranks->censored[group], ranks->count};
    const enum rc rc = stats_kaplan_meier(&counts, arena, curve, err);
    for (size_t i = 0; rc == RC_OK && i < curve->row_count; i++)
        curve->rows[i].day = ranks->minutes[curve->rows[i].day];
    return rc;
}

/* Of a group half of which are still waiting, the median is beyond all that was seen. */
static double far_median(struct interval median)
{
    return median.defined ? median.value : INFINITY;
}

/* With weights that fall as complaints are solved: most are solved early or hardly at all, and the
 * plain log-rank test would be led by the long tail, while the median lies early. */
static enum rc test_against(const struct ranks *ranks, struct arena *arena, struct wait_median *out,
                            struct err *err)
{
    const struct day_counts groups[] = {{ranks->events[0], ranks->censored[0], ranks->count},
                                        {ranks->events[1], ranks->censored[1], ranks->count}};
    struct survival_curve others;
    struct log_rank log_rank;
    enum rc rc = curve_of(ranks, 1, arena, &others, err);
    if (rc == RC_OK) rc = stats_log_rank_weighted(groups, 2, 1, LOG_RANK_PETO, &log_rank, err);
    if (rc != RC_OK) return rc;
    const double own = far_median(out->median), other = far_median(stats_survival_median(&others));
    out->other_n = others.n;
    out->is_longer = own > other;
    if (log_rank.test.defined && own != other) out->p = log_rank.test.p;
    return RC_OK;
}

enum rc complaint_wait_median(const struct waits *waits, const bool *is_counted,
                              const bool *is_other, struct arena *arena, struct wait_median *out,
                              struct err *err)
{
    *out = (struct wait_median){.median = INTERVAL_UNDEFINED, .p = NAN};
    struct ranks ranks;
    struct survival_curve curve;
    enum rc rc = ranks_init(&ranks, count_ranks(waits), arena, err);
    if (rc != RC_OK) return rc;
    rank_waits(&ranks, waits, is_counted, is_other);
    rc = curve_of(&ranks, 0, arena, &curve, err);
    if (rc != RC_OK) return rc;
    out->n = curve.n;
    out->open = curve.n - curve.events;
    out->median = stats_survival_median(&curve);
    return is_other ? test_against(&ranks, arena, out, err) : RC_OK;
}

enum rc complaint_wait_curve(const struct complaint_list *list, enum complaint_wait kind,
                             int32_t horizon_minute, const struct metric *metric,
                             struct result *result, struct err *err)
{
    enum { AN_HOUR = 60 };
    uint64_t events[CURVE_HOURS + 1] = {0}, censored[CURVE_HOURS + 1] = {0};
    for (size_t i = 0; i < list->count; i++) {
        struct wait wait;
        if (list->rows[i].opened >= list->past_minute ||
            !read_wait(&list->rows[i], kind, horizon_minute, &wait))
            continue;
        const int32_t hours = (wait.minutes + AN_HOUR - 1) / AN_HOUR;
        if (hours > CURVE_HOURS)
            censored[CURVE_HOURS]++; /* they still wait when the curve ends */
        else
            (wait.is_event ? events : censored)[hours]++;
    }
    struct survival_curve curve;
    const struct day_counts counts = {events, censored, CURVE_HOURS + 1};
    const enum rc rc = stats_kaplan_meier(&counts, &result->arena, &curve, err);
    if (rc != RC_OK || curve.row_count == 0) return rc;
    for (size_t i = 0; i < curve.row_count; i++) curve.rows[i].day *= AN_HOUR;
    const struct curve head = {.metric = metric,
                               .axis = AXIS_NETWORK,
                               .key = "",
                               .n = curve.n,
                               .events = curve.events,
                               .time_unit = "minutes",
                               .method = "kaplan_meier_log_log"};
    return curve_add(result, &head, &curve, err);
}
