/* Shares on time and missing: of the network in each month, of each dealer over two years. */
#include "base/day.h"
#include "measure/returns/returns.h"
#include "measure/stats/clustered.h"

#include <stdlib.h>

static const char method[] = "wilson_clustered";

struct told {
    const char *metric;
    enum return_status met;
    bool counts_undated; /* what was handed in some day is not missing, but nobody knows whether it
                            was on time */
};

static void count_return(struct clustered_share *share, const struct told *told,
                         const struct handed_in *handed_in)
{
    const enum return_status status = (enum return_status)handed_in->status;
    if (status == RETURN_NOT_OWED || (status == RETURN_UNDATED && !told->counts_undated)) return;
    share->n++;
    share->met += status == told->met;
}

/* The returns of one dealer and month: they go out together. */
static struct clustered_share count_month(const struct told *told, const struct calendar *calendar,
                                          size_t dealer, size_t month)
{
    struct clustered_share share = {0, 0};
    for (size_t kind = 0; kind < RETURN_KIND_COUNT; kind++)
        count_return(&share, told, calendar_at(calendar, dealer, month, kind));
    return share;
}

static void add_share(struct clustered_share *sum, const struct clustered_share *part)
{
    sum->met += part->met;
    sum->n += part->n;
}

static struct extended extended_of(const struct told *told, struct clustered_share share,
                                   const struct clustered *clustered, int32_t period)
{
    return (struct extended){
        .metric = told->metric,
        .axis = AXIS_NETWORK,
        .key = "",
        .period = period,
        .n = share.n,
        .interval = stats_clustered_wilson(share.met, share.n, stats_clustered_factor(clustered)),
        .method = method};
}

/* Returns due in each of the last 13 months, with dealers as clusters. */
static enum rc tell_network(const struct told *told, const struct calendar *calendar,
                            const struct measured *measured, struct clustered_share *of_dealers,
                            struct result *result, struct err *err)
{
    const size_t first =
        calendar->month_count > MONTH_WINDOW_COUNT ? calendar->month_count - MONTH_WINDOW_COUNT : 0;
    enum rc rc = RC_OK;
    for (size_t month = first; rc == RC_OK && month < calendar->month_count; month++) {
        struct clustered_share all = {0, 0};
        struct clustered clustered = {0};
        for (size_t d = 0; d < calendar->dealer_count; d++) {
            of_dealers[d] = count_month(told, calendar, d, month);
            add_share(&all, &of_dealers[d]);
        }
        stats_clustered_add(&clustered, of_dealers, calendar->dealer_count);
        const struct extended extended =
            extended_of(told, all, &clustered, calendar->first_month + (int32_t)month + 1);
        rc = extend_estimate(measured, result, &extended, err);
    }
    if (rc != RC_OK || calendar->month_count > 0) return rc;
    const struct extended nothing = {.metric = told->metric,
                                     .axis = AXIS_NETWORK,
                                     .key = "",
                                     .period = measured->context->report_month,
                                     .interval = INTERVAL_UNDEFINED,
                                     .method = method};
    return extend_estimate(measured, result, &nothing, err);
}

struct dealer_shares {
    struct clustered_share *of_dealers, all;
    struct clustered within; /* months within their dealer */
};

static void sum_dealers(struct dealer_shares *sums, const struct told *told,
                        const struct calendar *calendar, struct clustered_share *of_months)
{
    for (size_t d = 0; d < calendar->dealer_count; d++) {
        sums->of_dealers[d] = (struct clustered_share){0, 0};
        for (size_t m = 0; m < calendar->month_count; m++) {
            of_months[m] = count_month(told, calendar, d, m);
            add_share(&sums->of_dealers[d], &of_months[m]);
        }
        stats_clustered_add(&sums->within, of_months, calendar->month_count);
        add_share(&sums->all, &sums->of_dealers[d]);
    }
}

static enum rc judge_dealer(const struct told *told, const struct measured *measured,
                            const struct dealer_shares *sums, const struct clustered_share *own,
                            struct judged *judged, struct err *err)
{
    const struct clustered_share rest = {sums->all.met - own->met, sums->all.n - own->n};
    *judged = (struct judged){
        .extended = extended_of(told, *own, &sums->within, measured->context->report_month),
        .p = NAN,
        .is_above = (u128)own->met * rest.n > (u128)rest.met * own->n};
    judged->extended.axis = AXIS_DEALER;
    if (rest.n < measured->context->options->judged_base) return RC_OK;
    return stats_clustered_p(own, &rest, &sums->within, &judged->p, err);
}

static enum rc tell_dealers(const struct told *told, const struct calendar *calendar,
                            const struct measured *measured, struct dealer_shares *sums,
                            struct result *result, struct err *err)
{
    const char *const *names = measured->dictionary[NEED_DEALER]->names;
    struct judged *rows = calloc(calendar->dealer_count + 1, sizeof *rows);
    if (!rows) return err_memory(err, calendar->dealer_count * sizeof *rows);
    enum rc rc = RC_OK;
    size_t row_count = 0;
    for (size_t d = 0; rc == RC_OK && d < calendar->dealer_count; d++) {
        if (sums->of_dealers[d].n == 0) continue;
        struct judged *row = &rows[row_count++];
        rc = judge_dealer(told, measured, sums, &sums->of_dealers[d], row, err);
        row->extended.key = names[calendar->dealers[d].dealer];
    }
    if (rc == RC_OK) rc = extend_axis(measured, result, rows, row_count, NULL, err);
    free(rows);
    return rc;
}

static enum rc tell(const struct told *told, const struct calendar *calendar,
                    const struct measured *measured, struct result *result, struct err *err)
{
    const size_t limit = calendar->dealer_count + calendar->month_count + 1;
    struct clustered_share *of_dealers = calloc(limit, sizeof *of_dealers);
    struct clustered_share *of_months = calloc(limit, sizeof *of_months);
    struct dealer_shares sums = {.of_dealers = of_dealers};
    enum rc rc = RC_OK;
    if (!of_dealers || !of_months) {
        rc = err_memory(err, limit * sizeof *of_dealers);
        goto out;
    }
    rc = tell_network(told, calendar, measured, of_dealers, result, err);
    sum_dealers(&sums, told, calendar, of_months);
    if (rc == RC_OK) rc = tell_dealers(told, calendar, measured, &sums, result, err);
out:
    free(of_dealers);
    free(of_months);
    return rc;
}

enum rc returns_extend(const struct measured *measured, struct result *result, struct err *err)
{
    static const struct returns_cell nothing;
    static const struct tally empty[RETURN_TALLY_COUNT];
    static const struct told shares[] = {
        {"returns.on_time.share", RETURN_ON_TIME, false},
        {"returns.missing.share", RETURN_MISSING, true},
    };
    const struct tally *tallies = NULL;
    const struct returns_cell *cell = measured_cell(measured, AXIS_NETWORK, 0, 0, &tallies);
    struct calendar calendar;
    enum rc rc = calendar_make(&calendar, measured, cell ? tallies : empty, &result->arena, err);
    for (size_t i = 0; rc == RC_OK && i < sizeof shares / sizeof *shares; i++)
        rc = tell(&shares[i], &calendar, measured, result, err);
    if (rc == RC_OK) rc = calendar_tables(measured, &calendar, cell ? cell : &nothing, result, err);
    return rc;
}
