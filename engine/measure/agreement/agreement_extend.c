/* The correlations over all repairs, and the table of dealers. */
#include "measure/agreement/agreement.h"

#include "measure/stats/rank_correlation.h"

#include <stdlib.h>
#include <string.h>

static const struct table_column dealer_columns[] = {{"dealer", "text"},
                                                     {"n", "count"},
                                                     {"close_24h", "share"},
                                                     {"clock", "text"},
                                                     {"said", "score"},
                                                     {"expected", "score"},
                                                     {"usual", "score"},
                                                     {"difference", "score"},
                                                     {"lower", "score"},
                                                     {"upper", "score"},
                                                     {"p", "p"},
                                                     {"q", "q"},
                                                     {"verdict", "text"},
                                                     {"reason", "text"}};
enum { DEALER_COLUMNS = sizeof dealer_columns / sizeof *dealer_columns };
static const char below_base[] = "below_base: too few repairs with a callback";

static uint32_t bits(uint64_t key, unsigned shift, unsigned count)
{
    return (uint32_t)(key >> shift) & ((1U << count) - 1);
}

static void add_key(struct agreement_sums *sums, uint64_t key, uint64_t count)
{
    const uint32_t level = bits(key, LEVEL_SHIFT, LEVEL_BITS);
    const uint32_t score = bits(key, SCORE_SHIFT, SCORE_BITS);
    const uint32_t reply = bits(key, REPLY_SHIFT, REPLY_BITS);
    const uint32_t close = bits(key, CLOSE_SHIFT, CLOSE_BITS);
    const uint32_t repeat = bits(key, 0, REPEAT_BITS);
    if (level <= AGREEMENT_LEVELS && close < AGREEMENT_CLOSES) sums->close[level][close] += count;
    if (level <= AGREEMENT_LEVELS && reply < AGREEMENT_REPLIES) sums->reply[level][reply] += count;
    if (score < AGREEMENT_SCORES && repeat > 0) sums->repeat[score][repeat == 1] += count;
}

bool agreement_sum(const struct measured *measured, enum axis axis, uint32_t key,
                   struct agreement_sums *sums)
{
    bool found = false;
    memset(sums, 0, sizeof *sums);
    for (uint32_t window = 0; window < AGREEMENT_MONTHS; window++) {
        const struct tally *tallies;
        if (!measured_cell(measured, axis, key, window, &tallies)) continue;
        struct tally_cursor cursor = {0};
        struct tally_entry entry;
        while (tally_next(&tallies[0], &cursor, &entry)) {
            add_key(sums, (uint64_t)entry.key, entry.count);
            found = true;
        }
    }
    return found;
}

struct pair {
    const char *metric;
    const uint64_t *counts;
    size_t rows, columns;
    bool is_turned; /* more minutes are worse */
};

static enum rc add_pair(const struct measured *measured, struct result *result,
                        const struct pair *pair, struct err *err)
{
    struct interval rho = stats_rank_correlation(pair->counts, pair->rows, pair->columns);
    uint64_t n = 0;
    for (size_t i = 0; i < pair->rows * pair->columns; i++) n += pair->counts[i];
    if (pair->is_turned)
        rho = (struct interval){-rho.value, -rho.upper, -rho.lower, rho.defined, rho.bounded};
    const struct extended extended = {
        .metric = pair->metric,
        .axis = AXIS_NETWORK,
        .key = "",
        .period = measured->context->report_month,
        .n = n,
        .interval = rho,
        .method = "spearman_jackknife",
        .reason = n == 0         ? "no_callbacks: no callback names a repair of these months"
                  : !rho.defined ? "no_variation: all answers, or all facts, are alike"
                                 : NULL};
    return extend_estimate(measured, result, &extended, err);
}

static enum rc add_pairs(const struct measured *measured, struct result *result,
                         const struct agreement_sums *sums, struct err *err)
{
    const struct pair pairs[] = {
        {"agreement.reply", sums->reply[0], AGREEMENT_LEVELS + 1, AGREEMENT_REPLIES, true},
        {"agreement.close", sums->close[0], AGREEMENT_LEVELS + 1, AGREEMENT_CLOSES, true},
        {"agreement.repeat", sums->repeat[0], AGREEMENT_SCORES, 2, false}};
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < sizeof pairs / sizeof *pairs; i++)
        rc = add_pair(measured, result, &pairs[i], err);
    return rc;
}

static void fill_row(const struct agreement_dealer *dealer, struct table_cell *cells)
{
    const bool stands = !isnan(dealer->p);
    const double apart = dealer->said - dealer->expected, reach = STATS_Z * dealer->error;
    const struct table_cell row[DEALER_COLUMNS] = {
        cell_text(dealer->key),
        cell_whole((int64_t)dealer->n),
        cell_number(stands ? (double)dealer->in_day / (double)dealer->n : NAN),
        cell_text(!stands             ? ""
                  : dealer->clock > 0 ? "fast"
                  : dealer->clock < 0 ? "slow"
                                      : "usual"),
        cell_number(stands ? dealer->said : NAN),
        cell_number(stands ? dealer->expected : NAN),
        cell_number(stands ? dealer->usual : NAN),
        cell_number(stands ? apart : NAN),
        cell_number(stands ? apart - reach : NAN),
        cell_number(stands ? apart + reach : NAN),
        cell_number(dealer->p),
        cell_number(dealer->q),
        cell_text(dealer->verdict),
        cell_text(stands ? "" : below_base)};
    memcpy(cells, row, sizeof row);
}

static enum rc add_dealers(const struct measured *measured, struct result *result,
                           const struct agreement_dealer *dealers, size_t count, struct err *err)
{
    struct result_table *table =
        result_add_table(result, "agreement.dealers", dealer_columns, DEALER_COLUMNS, count);
    (void)measured;
    if (!table) return err_memory(err, count * sizeof dealer_columns);
    for (size_t i = 0; i < count; i++) fill_row(&dealers[i], result_cell(table, i, 0));
    return RC_OK;
}

enum rc agreement_extend(const struct measured *measured, struct result *result, struct err *err)
{
    const uint32_t keys = measured_key_count(measured, AXIS_DEALER);
    struct agreement_dealer *dealers = calloc((size_t)keys + 1, sizeof *dealers);
    struct agreement_sums sums;
    struct interval r = INTERVAL_UNDEFINED;
    size_t count = 0, compared = 0;
    if (!dealers) return err_memory(err, keys * sizeof *dealers);
    (void)agreement_sum(measured, AXIS_NETWORK, 0, &sums);
    enum rc rc = add_pairs(measured, result, &sums, err);
    if (rc == RC_OK) rc = agreement_dealers(measured, &sums, dealers, &count, &r, &compared, err);
    const struct extended over_dealers = {
        .metric = "agreement.dealers",
        .axis = AXIS_NETWORK,
        .key = "",
        .period = measured->context->report_month,
        .n = compared,
        .interval = r,
        .method = "pearson_fisher",
        .reason = r.defined ? NULL
                            : "few_dealers: fewer than 10 dealers with enough repairs that were "
                              "asked about"};
    if (rc == RC_OK) rc = extend_estimate(measured, result, &over_dealers, err);
    if (rc == RC_OK && count > 0) rc = add_dealers(measured, result, dealers, count, err);
    free(dealers);
    return rc;
}
