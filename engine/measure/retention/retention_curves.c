/* How long until the next purchase: one Kaplan–Meier curve per path, and whether the paths differ.
 */
#include "measure/curve.h"
#include "measure/retention/retention.h"
#include "measure/stats/log_rank.h"

#include <math.h>

/* Customers per day of one path. */
struct path_days {
    struct day_counts counts;
    uint64_t n;
};

static size_t last_key(const struct tally *tally)
{
    int64_t last = 0;
    struct tally_cursor cursor = {0};
    struct tally_entry entry;
    while (tally_next(tally, &cursor, &entry))
        if (entry.key > last) last = entry.key;
    return (size_t)last;
}

static void spread(const struct tally *tally, uint64_t *days, uint64_t *n)
{
    struct tally_cursor cursor = {0};
    struct tally_entry entry;
    while (tally_next(tally, &cursor, &entry)) {
        days[entry.key] += entry.count;
        *n += entry.count;
    }
}

static enum rc days_of(const struct measured *measured, uint32_t path, struct arena *arena,
                       struct path_days *days, struct err *err)
{
    const struct tally *tallies;
    *days = (struct path_days){.n = 0};
    if (!measured_cell(measured, AXIS_PATH, path, 0, &tallies)) return RC_OK;
    const size_t bought = last_key(&tallies[TALLY_BOUGHT]);
    const size_t censored = last_key(&tallies[TALLY_CENSORED]);
    const size_t day_count = (bought > censored ? bought : censored) + 1;
    uint64_t *events = arena_take_array(arena, day_count, sizeof *events);
    uint64_t *losses = arena_take_array(arena, day_count, sizeof *losses);
    if (!events || !losses) return err_memory(err, day_count * sizeof *events);
    spread(&tallies[TALLY_BOUGHT], events, &days->n);
    spread(&tallies[TALLY_CENSORED], losses, &days->n);
    days->counts = (struct day_counts){events, losses, day_count};
    return RC_OK;
}

static enum rc add_curve(const struct measured *measured, struct result *result, uint32_t path,
                         const struct path_days *days, struct err *err)
{
    struct survival_curve kaplan_meier;
    enum rc rc = stats_kaplan_meier(&days->counts, &result->arena, &kaplan_meier, err);
    if (rc != RC_OK) return rc;
    const struct curve head = {.metric = measured->family->metrics,
                               .axis = AXIS_PATH,
                               .key = measured_key_name(measured, AXIS_PATH, path),
                               .n = days->n,
                               .events = kaplan_meier.events,
                               .time_unit = "days",
                               .method = "kaplan_meier_log_log"};
    return curve_add(result, &head, &kaplan_meier, err);
}

static enum rc add_test(const struct path_days *days, size_t path_count, uint64_t n,
                        const struct measure_context *context, struct result *result,
                        struct err *err)
{
    struct test_row *row = result_add_test(result);
    if (!row) return err_memory(err, sizeof *row);
    *row = (struct test_row){.name = "retention.log_rank",
                             .method = "log_rank",
                             .statistic = NAN,
                             .degrees_of_freedom = NAN,
                             .p = NAN,
                             .n = n,
                             .reason = "below_base: too few customers or fewer than two paths"};
    if (n < context->options->minimum_base || path_count < 2) return RC_OK;
    struct day_counts groups[PATH_COUNT];
    for (size_t i = 0; i < path_count; i++) groups[i] = days[i].counts;
    struct log_rank log_rank;
    const enum rc rc = stats_log_rank(groups, path_count, &log_rank, err);
    if (rc != RC_OK || !log_rank.test.defined) return rc;
    row->statistic = log_rank.test.statistic;
    row->degrees_of_freedom = log_rank.test.df;
    row->p = log_rank.test.p;
    row->reason = "";
    return RC_OK;
}

enum rc retention_extend(const struct measured *measured, struct result *result, struct err *err)
{
    struct path_days days[PATH_COUNT];
    size_t path_count = 0;
    uint64_t n = 0;
    for (uint32_t path = 1; path < PATH_COUNT; path++) {
        struct path_days *own = &days[path_count];
        enum rc rc = days_of(measured, path, &result->arena, own, err);
        if (rc == RC_OK && own->n > 0 && own->n >= measured->context->options->minimum_base)
            rc = add_curve(measured, result, path, own, err);
        if (rc != RC_OK) return rc;
        n += own->n;
        if (own->n > 0) path_count++;
    }
    return add_test(days, path_count, n, measured->context, result, err);
}
