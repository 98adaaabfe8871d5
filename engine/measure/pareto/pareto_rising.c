/* Early warning: pairs of product and fault that are reported more often per month than before.
 * Without the number of units in use the count per month stands for the rate: given the total, the
 * count of the recent months is binomial with their share of the months (exact conditional test of
 * two Poisson rates: Przyborowski & Wilenski 1940). One-sided p, Benjamini-Hochberg over all pairs
 * with at least RISING_COUNT_MINIMUM repairs. */
#include "measure/pareto/pareto.h"
#include "measure/stats/distribution.h"
#include "measure/stats/multiple.h"
#include "measure/stats/share.h"

#include <math.h>
#include <stdlib.h>

enum { RECENT_MONTHS = 3, RISING_COUNT_MINIMUM = 5 };
#define RISING_FALSE_DISCOVERY 0.05

struct pair {
    int64_t key;
    uint64_t recent, before;
    double q;
};

/* Months with any repair among the recent ones and among those before. */
struct exposure {
    uint32_t recent_months, before_months;
};

static enum rc sum_windows(const struct measured *measured, struct tally *recent,
                           struct tally *before, struct exposure *exposure, struct err *err)
{
    for (uint32_t window = 0; window < MONTH_WINDOW_COUNT; window++) {
        const struct tally *tallies;
        if (!measured_cell(measured, AXIS_NETWORK, 0, window, &tallies)) continue;
        const bool is_recent = window < RECENT_MONTHS;
        *(is_recent ? &exposure->recent_months : &exposure->before_months) += 1;
        tally_merge(is_recent ? recent : before, &tallies[TALLY_PRODUCT_FAULT]);
    }
    return recent->failed || before->failed ? err_memory(err, sizeof(struct tally_entry)) : RC_OK;
}

/* P(recent or more | total), recent_months / all months of the total expected. */
static enum rc rise_p(const struct pair *pair, struct exposure exposure, double *p, struct err *err)
{
    double upper_p;
    *p = 1;
    if (pair->recent == 0) return RC_OK;
    const double share =
        (double)exposure.recent_months / (double)(exposure.recent_months + exposure.before_months);
    return stats_beta_tails(share, (double)pair->recent, (double)pair->before + 1, p, &upper_p,
                            err);
}

static enum rc test_pairs(struct pair *pairs, size_t count, struct exposure exposure,
                          struct err *err)
{
    double *p = malloc((count + 1) * sizeof *p);
    if (!p) return err_memory(err, (count + 1) * sizeof *p);
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < count; i++) {
        rc = rise_p(&pairs[i], exposure, &p[i], err);
        if (pairs[i].recent + pairs[i].before < RISING_COUNT_MINIMUM) p[i] = NAN;
    }
    if (rc == RC_OK) rc = stats_benjamini_hochberg(p, count, err);
    for (size_t i = 0; i < count; i++) pairs[i].q = p[i];
    free(p);
    return rc;
}

static int compare_q(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    if (x->q != y->q) return x->q < y->q ? -1 : 1;
    return (x->key > y->key) - (x->key < y->key);
}

/* Pairs that rise, most certain first; returns their number. */
static size_t keep_rising(struct pair *pairs, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (pairs[i].q < RISING_FALSE_DISCOVERY) pairs[kept++] = pairs[i];
    if (kept > 0) qsort(pairs, kept, sizeof *pairs, compare_q);
    return kept;
}

static double odds(double share)
{
    return share >= 1 ? INFINITY : share / (1 - share);
}

static enum rc fill_row(const struct measured *measured, struct result_table *table, size_t row,
                        const struct pair *pair, struct exposure exposure, struct err *err)
{
    struct interval share;
    const enum rc rc =
        stats_clopper_pearson(pair->recent, pair->recent + pair->before, &share, err);
    if (rc != RC_OK) return rc;
    const double months = (double)exposure.before_months / (double)exposure.recent_months;
    const uint64_t product = (uint64_t)pair->key >> 32, fault = (uint64_t)pair->key & 0xFFFFFFFF;
    const double ratio = odds(share.value) * months, upper = odds(share.upper) * months;
    *result_cell(table, row, 0) = cell_text(measured->dictionary[3]->names[product]);
    *result_cell(table, row, 1) = cell_text(measured->dictionary[0]->names[fault]);
    *result_cell(table, row, 2) = cell_whole((int64_t)pair->recent);
    *result_cell(table, row, 3) = cell_whole((int64_t)pair->before);
    *result_cell(table, row, 4) = cell_number((double)pair->recent / exposure.recent_months);
    *result_cell(table, row, 5) = cell_number((double)pair->before / exposure.before_months);
    *result_cell(table, row, 6) = cell_number(isfinite(ratio) ? ratio : NAN);
    *result_cell(table, row, 7) = cell_number(odds(share.lower) * months);
    *result_cell(table, row, 8) = cell_number(isfinite(upper) ? upper : NAN);
    *result_cell(table, row, 9) = cell_number(pair->q);
    return RC_OK;
}

static enum rc add_table(const struct measured *measured, struct result *result,
                         const struct pair *pairs, size_t count, struct exposure exposure,
                         struct err *err)
{
    static const struct table_column columns[] = {
        {"product", "text"},    {"fault", "text"},
        {"n", "count"},         {"n_before", "count"},
        {"per_month", "count"}, {"per_month_before", "count"},
        {"ratio", "ratio"},     {"lower", "ratio"},
        {"upper", "ratio"},     {"q", "q"}};
    struct result_table *table = result_add_table(result, "faults.rising", columns, 10, count);
    if (!table) return err_memory(err, count);
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < count; i++)
        rc = fill_row(measured, table, i, &pairs[i], exposure, err);
    return rc;
}

/* Every pair with its counts; *pairs is to be freed. Pairs that have not been seen lately belong to
 * the family of tests too: leaving them out would choose the family by its outcome. */
static enum rc list_pairs(const struct tally *recent, const struct tally *before,
                          struct pair **pairs, size_t *count, struct err *err)
{
    struct tally all = {.total = 0};
    struct tally_entry *entries = NULL;
    *pairs = NULL;
    tally_merge(&all, recent);
    tally_merge(&all, before);
    enum rc rc = all.failed ? err_memory(err, sizeof(struct tally_entry))
                            : pareto_sorted(&all, &entries, count, err);
    tally_release(&all);
    if (rc != RC_OK) return rc;
    *pairs = calloc(*count + 1, sizeof **pairs);
    if (*pairs)
        for (size_t i = 0; i < *count; i++)
            (*pairs)[i] = (struct pair){.key = entries[i].key,
                                        .recent = tally_count_of(recent, entries[i].key),
                                        .before = tally_count_of(before, entries[i].key)};
    else
        rc = err_memory(err, *count * sizeof **pairs);
    free(entries);
    return rc;
}

enum rc pareto_rising(const struct measured *measured, struct result *result, struct err *err)
{
    struct tally recent = {.total = 0}, before = {.total = 0};
    struct exposure exposure = {0, 0};
    struct pair *pairs = NULL;
    size_t count = 0;
    enum rc rc = sum_windows(measured, &recent, &before, &exposure, err);
    if (rc == RC_OK && exposure.recent_months > 0 && exposure.before_months > 0)
        rc = list_pairs(&recent, &before, &pairs, &count, err);
    if (rc == RC_OK) rc = test_pairs(pairs, count, exposure, err);
    if (rc == RC_OK) count = keep_rising(pairs, count);
    if (rc == RC_OK) rc = add_table(measured, result, pairs, count, exposure, err);
    free(pairs);
    tally_release(&recent);
    tally_release(&before);
    return rc;
}
