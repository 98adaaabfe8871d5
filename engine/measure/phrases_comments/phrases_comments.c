/* Phrases that customers tell of in their comments. A dealer has few comments a month, so dealers
 * are told over the twelve months up to the report month. */
#include "measure/extend.h"
#include "measure/phrases/phrases.h"
#include "measure/stats/share.h"

#include <stdlib.h>

#define YEAR_ID "phrases.comments_year.share"
#define SOURCE  "the service documents: forbidden phrases; Aho & Corasick 1975; Wilson 1927"
#define CAVEAT                                                                                     \
    {                                                                                              \
        "客户的转述，未经核实；词表按字面找，不懂语境。",                                          \
            "What customers tell, which nobody has checked; words are found as they stand, "       \
            "without their sense."                                                                 \
    }

/* The twelve months of a segment. */
static struct share year_of(const struct measured *measured, enum axis axis, uint32_t key)
{
    struct share year = {0, 0};
    for (uint32_t window = 0; window + 1 < MONTH_WINDOW_COUNT; window++) {
        const struct phrases_cell *cell = measured_cell(measured, axis, key, window, NULL);
        if (!cell) continue;
        year.met += cell->any.met;
        year.n += cell->any.n;
    }
    return year;
}

static struct judged judge(const struct measured *measured, enum axis axis, uint32_t key,
                           struct share share, struct share all)
{
    const struct share rest = {all.met - share.met, all.n - share.n};
    const bool can_be_judged = rest.n >= measured->context->options->judged_base;
    return (struct judged){
        .extended = {.metric = YEAR_ID,
                     .axis = axis,
                     .key = measured_key_name(measured, axis, key),
                     .period = measured->context->report_month,
                     .n = share.n,
                     .interval = stats_wilson(share.met, share.n),
                     .method = "wilson"},
        .p = can_be_judged ? stats_two_share_p(share.met, share.n, rest.met, rest.n) : NAN,
        .is_above = (double)share.met * (double)rest.n > (double)rest.met * (double)share.n};
}

/* The smallest dealer that is told must not be told if, taken from the network with all others,
 * fewer than private_below comments would be left for those that are not. */
static void hold_back(struct judged *rows, size_t count, uint64_t all,
                      const struct measure_options *options)
{
    const uint64_t base = options->minimum_base > 0 ? options->minimum_base : 1;
    struct judged *smallest = NULL;
    uint64_t told = 0;
    for (size_t i = 0; i < count; i++) {
        if (rows[i].extended.n < base) continue;
        told += rows[i].extended.n;
        if (!smallest || rows[i].extended.n < smallest->extended.n) smallest = &rows[i];
    }
    if (!smallest || told == all || all - told >= base || all - told >= options->private_below)
        return;
    smallest->extended.interval = INTERVAL_UNDEFINED;
    smallest->extended.reason = "complementary: with it, what fewer customers than are told of "
                                "answered could be worked out";
}

static enum rc tell_dealers(const struct measured *measured, struct result *result,
                            struct share all, struct err *err)
{
    const uint32_t key_count = measured_key_count(measured, AXIS_DEALER);
    struct judged *rows = calloc((size_t)key_count + 1, sizeof *rows);
    size_t count = 0;
    if (!rows) return err_memory(err, key_count * sizeof *rows);
    for (uint32_t key = 1; key < key_count; key++) {
        const struct share share = year_of(measured, AXIS_DEALER, key);
        if (share.n > 0) rows[count++] = judge(measured, AXIS_DEALER, key, share, all);
    }
    hold_back(rows, count, all.n, measured->context->options);
    const enum rc rc = extend_axis(measured, result, rows, count, NULL, err);
    free(rows);
    return rc;
}

static enum rc extend(const struct measured *measured, struct result *result, struct err *err)
{
    const struct share all = year_of(measured, AXIS_NETWORK, 0);
    const struct judged network = judge(measured, AXIS_NETWORK, 0, all, all);
    enum rc rc = extend_estimate(measured, result, &network.extended, err);
    if (rc == RC_OK) rc = tell_dealers(measured, result, all, err);
    if (rc == RC_OK) rc = phrases_table(measured, result, "phrases.comments", err);
    return rc;
}

static const struct metric metrics[] = {
    {
        .id = "phrases.comments.share",
        .unit = UNIT_SHARE,
        .better = BETTER_LOWER,
        .kind = STATISTIC_SHARE,
        .statistic = statistic_share,
        .needed = 1,
        .offset = offsetof(struct phrases_cell, any),
        .title = {"客户意见中提到服务忌语", "Comments that tell of a phrase to avoid"},
        .definition = {"有意见的回访中，意见里出现任何一组服务忌语的比例。",
                       "Share of the comments in which a phrase of any group is found."},
        .formula = "comments with a phrase of the list / comments; Wilson interval",
        .source = SOURCE,
        .caveat = CAVEAT,
    },
    {
        .id = YEAR_ID,
        .unit = UNIT_SHARE,
        .better = BETTER_LOWER,
        .kind = STATISTIC_EXTENDED,
        .needed = 1,
        .title = {"提到服务忌语的意见（12 个月）", "Comments with a phrase to avoid (12 months)"},
        .definition = {"至报告月 12 个月内的意见中，出现服务忌语的比例；经销商同其余经销商比。",
                       "Share of the comments of the 12 months up to the report month in which a "
                       "phrase of the list is found; dealers against the others."},
        .formula = "comments with a phrase of the list / comments, sums over 12 months; dealers: "
                   "two-share test against the rest, Benjamini-Hochberg",
        .interval = {"Wilson 区间", "Wilson interval"},
        .guard = {"意见不足最小样本数时不给出；不足判定样本数的不判好坏。",
                  "Refused below the minimum base; no verdict below the judged base."},
        .source = SOURCE,
        .caveat = CAVEAT,
    },
    {0}};

const struct family family_phrases_comments = {
    .name = "phrases_comments",
    .title = {"服务忌语（客户意见）", "Phrases to avoid, as customers tell"},
    .question = {"客户说听到了哪些不该说的话？", "Which such phrases do customers tell of?"},
    .version = 1,
    .table = "surveys",
    .tells_persons = true,
    .clock = "surveyed_at",
    .needs = (const struct need[]){{"comment", COLUMN_TEXT, true}, {0}},
    .axes = (const enum axis[]){AXIS_DEALER, AXIS_END},
    .fields = (const struct field[]){PHRASES_FIELDS, {0}},
    .cell_bytes = sizeof(struct phrases_cell),
    .tally_count = PHRASES_TALLY_COUNT,
    .metrics = metrics,
    .update = phrases_update,
    .recode = phrases_recode,
    .extend = extend,
    .reads_segments = true,
};
