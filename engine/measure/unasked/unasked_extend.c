/* Weights and bounds for those who gave no interview. */
#include "measure/extend.h"
#include "measure/stats/distribution.h"
#include "measure/stats/share.h"
#include "measure/unasked/unasked.h"

enum { MONTHS = 12, LEAST_EXPECTED = 5 };

/* The twelve months: cells by region and group, and what they add up to. */
struct asked {
    struct unasked_count *cells; /* [region * UNASKED_GROUPS + group] */
    uint32_t region_count;
    struct unasked_count groups[UNASKED_GROUPS], all;
};

static void add_count(struct unasked_count *into, const struct unasked_count *from)
{
    into->closed += from->closed;
    into->interviewed += from->interviewed;
    into->top += from->top;
}

static void add_entry(struct asked *asked, const struct tally_entry *entry)
{
    const uint64_t place = (uint64_t)entry->key / ANSWER_COUNT;
    const enum unasked_answer answer = (enum unasked_answer)(entry->key % ANSWER_COUNT);
    if (place >= (uint64_t)asked->region_count * UNASKED_GROUPS) return;
    const struct unasked_count count = {.closed = entry->count,
                                        .interviewed = answer != ANSWER_NONE ? entry->count : 0,
                                        .top = answer == ANSWER_TOP ? entry->count : 0};
    add_count(&asked->cells[place], &count);
    add_count(&asked->groups[place % UNASKED_GROUPS], &count);
    add_count(&asked->all, &count);
}

static enum rc count_asked(const struct measured *measured, struct asked *asked,
                           struct arena *arena, struct err *err)
{
    const struct dictionary *regions = measured->dictionary[NEED_REGION];
    *asked = (struct asked){.region_count = regions ? regions->code_count : 1};
    const size_t cell_count = (size_t)asked->region_count * UNASKED_GROUPS;
    asked->cells = arena_take_array(arena, cell_count, sizeof *asked->cells);
    if (!asked->cells) return err_memory(err, cell_count * sizeof *asked->cells);
    for (uint32_t window = 0; window < MONTHS; window++) {
        const struct tally *tallies = NULL;
        if (!measured_cell(measured, AXIS_NETWORK, 0, window, &tallies)) continue;
        struct tally_cursor cursor = {0};
        struct tally_entry entry;
        while (tally_next(&tallies[TALLY_CELLS], &cursor, &entry)) add_entry(asked, &entry);
    }
    return RC_OK;
}

/* A weighted share and its variance, cell by cell. */
struct weighted {
    double sum, variance, closed; /* of the cells that have an interview */
};

static void weigh(struct weighted *weighted, const struct unasked_count *cell)
{
    if (cell->interviewed == 0) return;
    const double closed = (double)cell->closed, n = (double)cell->interviewed;
    const double share = (double)cell->top / n;
    weighted->sum += closed * share;
    weighted->closed += closed;
    if (n > 1) weighted->variance += closed * closed * share * (1 - share) / (n - 1);
}

/* Small cells go together, those of one group first, then what is still small of all groups. */
static struct weighted weigh_all(const struct asked *asked, uint32_t minimum_base)
{
    struct weighted weighted = {0, 0, 0};
    struct unasked_count left = {0, 0, 0};
    for (unsigned group = 0; group < UNASKED_GROUPS; group++) {
        struct unasked_count small = {0, 0, 0};
        for (uint32_t region = 0; region < asked->region_count; region++) {
            const struct unasked_count *cell = &asked->cells[region * UNASKED_GROUPS + group];
            if (cell->interviewed < minimum_base)
                add_count(&small, cell);
            else
                weigh(&weighted, cell);
        }
        if (small.interviewed < minimum_base)
            add_count(&left, &small);
        else
            weigh(&weighted, &small);
    }
    weigh(&weighted, &left);
    return weighted;
}

/* Wilson's interval of a share that is as uncertain as one of `n` observations, n no whole number.
 */
static struct interval effective_wilson(double share, double n)
{
    const double z2 = STATS_Z * STATS_Z, middle = share + z2 / (2 * n);
    const double reach = STATS_Z * sqrt(share * (1 - share) / n + z2 / (4 * n * n));
    const double scale = 1 + z2 / n;
    return (struct interval){share, fmax(0, (middle - reach) / scale),
                             fmin(1, (middle + reach) / scale), true, true};
}

static struct interval weighted_interval(const struct asked *asked, uint32_t minimum_base)
{
    const struct weighted weighted = weigh_all(asked, minimum_base);
    if (weighted.closed == 0) return INTERVAL_UNDEFINED;
    const double share = weighted.sum / weighted.closed;
    const double variance = weighted.variance / (weighted.closed * weighted.closed);
    const double n = (double)asked->all.interviewed;
    /* where nothing varies, and where luck makes it vary less than so many would */
    const double effective = variance > 0 ? share * (1 - share) / variance : n;
    return effective_wilson(share, effective < n ? effective : n);
}

static enum rc tell_share(const struct measured *measured, struct result *result,
                          const char *metric, uint64_t n, struct interval interval,
                          const char *method, struct err *err)
{
    const struct extended extended = {.metric = metric,
                                      .axis = AXIS_NETWORK,
                                      .key = "",
                                      .period = measured->context->report_month,
                                      .n = n,
                                      .interval = interval,
                                      .method = method};
    return extend_estimate(measured, result, &extended, err);
}

static enum rc tell_satisfied(const struct measured *measured, struct result *result,
                              const struct asked *asked, struct err *err)
{
    const struct unasked_count *all = &asked->all;
    const uint32_t base = measured->context->options->minimum_base;
    const uint64_t most = all->closed - all->interviewed + all->top;
    /* bounds rest on all closed repairs, but say nothing without interviews */
    const uint64_t bounded = all->interviewed < base ? all->interviewed : all->closed;
    enum rc rc = tell_share(measured, result, "unasked.top2.plain.share", all->interviewed,
                            stats_wilson(all->top, all->interviewed), "wilson", err);
    if (rc == RC_OK)
        rc = tell_share(measured, result, "unasked.top2.weighted.share", all->interviewed,
                        weighted_interval(asked, base), "poststratified_wilson", err);
    if (rc == RC_OK)
        rc = tell_share(measured, result, "unasked.top2.least.share", bounded,
                        stats_wilson(all->top, all->closed), "wilson", err);
    if (rc == RC_OK)
        rc = tell_share(measured, result, "unasked.top2.most.share", bounded,
                        stats_wilson(most, all->closed), "wilson", err);
    return rc;
}

static enum rc tell_groups(const struct measured *measured, struct result *result,
                           const struct asked *asked, struct err *err)
{
    static const char *const names[UNASKED_GROUPS] = {"unsolved_day",   "solved_day",
                                                      "unsolved_48h",   "solved_48h",
                                                      "unsolved_later", "solved_later_48h"};
    struct extended extended = {.metric = "unasked.interviewed.share",
                                .axis = AXIS_TRAIT,
                                .period = measured->context->report_month,
                                .method = "wilson"};
    enum rc rc = RC_OK;
    for (unsigned group = 0; rc == RC_OK && group < UNASKED_GROUPS; group++) {
        const struct unasked_count *count = &asked->groups[group];
        extended.key = names[group];
        extended.n = count->closed;
        extended.interval = stats_wilson(count->interviewed, count->closed);
        rc = extend_estimate(measured, result, &extended, err);
    }
    return rc;
}

/* Whether all groups are interviewed alike: Pearson's chi-square of the groups large enough. */
static enum rc add_test(const struct asked *asked, struct result *result, struct err *err)
{
    const double rate = (double)asked->all.interviewed / (double)asked->all.closed;
    double statistic = 0;
    int group_count = 0;
    uint64_t n = 0, met = 0;
    for (unsigned g = 0; g < UNASKED_GROUPS; g++) {
        const double closed = (double)asked->groups[g].closed;
        if (closed * fmin(rate, 1 - rate) < LEAST_EXPECTED) continue;
        group_count++;
        n += asked->groups[g].closed;
        met += asked->groups[g].interviewed;
    }
    const double own_rate = (double)met / (double)n;
    for (unsigned g = 0; g < UNASKED_GROUPS; g++) {
        const double closed = (double)asked->groups[g].closed;
        if (closed * fmin(rate, 1 - rate) < LEAST_EXPECTED) continue;
        const double beyond = (double)asked->groups[g].interviewed - closed * own_rate;
        statistic += beyond * beyond / (closed * own_rate * (1 - own_rate));
    }
    struct test_row *row = result_add_test(result);
    if (!row) return err_memory(err, sizeof *row);
    *row = (struct test_row){.name = "unasked.alike",
                             .method = "chi_square_homogeneity",
                             .statistic = NAN,
                             .degrees_of_freedom = NAN,
                             .p = NAN,
                             .n = n,
                             .reason = ""};
    if (group_count < 2 || !isfinite(statistic)) {
        row->reason = "below_base: fewer than two groups with five interviews and five without "
                      "expected";
        return RC_OK;
    }
    row->statistic = statistic;
    row->degrees_of_freedom = group_count - 1;
    return stats_chi_square_upper_p(statistic, group_count - 1, &row->p, err);
}

enum rc unasked_extend(const struct measured *measured, struct result *result, struct err *err)
{
    struct asked asked;
    enum rc rc = count_asked(measured, &asked, &result->arena, err);
    if (rc == RC_OK) rc = tell_groups(measured, result, &asked, err);
    if (rc == RC_OK) rc = tell_satisfied(measured, result, &asked, err);
    if (rc == RC_OK && asked.all.closed > 0) rc = add_test(&asked, result, err);
    return rc;
}
