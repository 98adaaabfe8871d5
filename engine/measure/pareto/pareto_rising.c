/* Early warning: pairs of product and fault that are reported more often than before, of the
 * product's repairs and per month.
 *
 * Nobody hands in how many units are in use. What stands for it are the product's own repairs in
 * the same months: of n repairs of a pair the recent ones are binomial with the share that the
 * recent months have of all repairs of the product (exact conditional test of two Poisson rates:
 * Przyborowski & Wilenski 1940; cautious where the pair is most of the product). So neither a log
 * that doubled nor a product that sells better is a rise. Where another fault of the product went
 * away, the shares of all that are left rise: a pair must rise per month, too, with the share of
 * the months in place of that of the repairs. p is the larger of both one-sided p (intersection-
 * union: Berger 1982), Benjamini-Hochberg over all pairs of products with a past.
 *
 * What had no repair before cannot rise: it is new, and told in a table of its own. */
#include "measure/pareto/pareto.h"
#include "measure/stats/distribution.h"
#include "measure/stats/multiple.h"
#include "measure/stats/share.h"

#include <math.h>
#include <stdlib.h>

enum { RECENT_MONTHS = 3 };
#define RISING_FALSE_DISCOVERY 0.05

/* Of the recent months and of those before. */
struct then_and_now {
    uint64_t recent, before;
};

struct pair {
    int64_t key;
    struct then_and_now repairs, of_product;
    double q; /* NaN: not tested */
};

static enum rc sum_windows(const struct measured *measured, struct tally *recent,
                           struct tally *before, struct then_and_now *months, struct err *err)
{
    for (uint32_t window = 0; window < MONTH_WINDOW_COUNT; window++) {
        const struct tally *tallies;
        if (!measured_cell(measured, AXIS_NETWORK, 0, window, &tallies)) continue;
        const bool is_recent = window < RECENT_MONTHS;
        *(is_recent ? &months->recent : &months->before) += 1;
        tally_merge(is_recent ? recent : before, &tallies[TALLY_PRODUCT_FAULT]);
    }
    return recent->failed || before->failed ? err_memory(err, sizeof(struct tally_entry)) : RC_OK;
}

/* P(that many recent ones or more | both together), with the recent part of the exposure expected.
 * Both parts of the exposure are above 0. */
static enum rc rise_p(struct then_and_now repairs, struct then_and_now exposure, double *p,
                      struct err *err)
{
    double upper_p;
    *p = 1;
    if (repairs.recent == 0) return RC_OK;
    const double share = (double)exposure.recent / (double)(exposure.recent + exposure.before);
    return stats_beta_tails(share, (double)repairs.recent, (double)repairs.before + 1, p, &upper_p,
                            err);
}

/* Both have to rise: the larger p. NaN without a past of the product, or with too few repairs. */
static enum rc pair_p(const struct pair *pair, struct then_and_now months, uint32_t minimum_base,
                      double *p, struct err *err)
{
    double of_months;
    *p = NAN;
    if (pair->of_product.before == 0 || pair->repairs.recent + pair->repairs.before < minimum_base)
        return RC_OK;
    enum rc rc = rise_p(pair->repairs, months, &of_months, err);
    if (rc == RC_OK) rc = rise_p(pair->repairs, pair->of_product, p, err);
    if (rc == RC_OK && of_months > *p) *p = of_months;
    return rc;
}

static enum rc test_pairs(struct pair *pairs, size_t count, struct then_and_now months,
                          uint32_t minimum_base, struct err *err)
{
    double *p = calloc(count + 1, sizeof *p);
    if (!p) return err_memory(err, (count + 1) * sizeof *p);
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < count; i++)
        rc = pair_p(&pairs[i], months, minimum_base, &p[i], err);
    if (rc == RC_OK) rc = stats_benjamini_hochberg(p, count, err);
    for (size_t i = 0; i < count; i++) pairs[i].q = p[i];
    free(p);
    return rc;
}

static int compare_keys(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    return (x->key > y->key) - (x->key < y->key);
}

/* Most certain first, then by falling count; what was not tested last. */
static int compare_certainty(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    const double first = isnan(x->q) ? 2 : x->q, second = isnan(y->q) ? 2 : y->q;
    if (first != second) return first < second ? -1 : 1;
    if (x->repairs.recent != y->repairs.recent)
        return x->repairs.recent > y->repairs.recent ? -1 : 1;
    return compare_keys(a, b);
}

static bool is_rising(const struct pair *pair, uint32_t minimum_base)
{
    return pair->repairs.recent >= minimum_base && pair->repairs.before > 0 &&
           pair->q < RISING_FALSE_DISCOVERY;
}

/* Of a product with a past it must be more than chance that the pair has none. */
static bool is_new(const struct pair *pair, uint32_t minimum_base)
{
    return pair->repairs.recent >= minimum_base && pair->repairs.before == 0 &&
           (pair->of_product.before == 0 || pair->q < RISING_FALSE_DISCOVERY);
}

static double odds(double share)
{
    return share / (1 - share);
}

static void name_pair(const struct measured *measured, struct result_table *table, size_t row,
                      const struct pair *pair)
{
    const uint64_t product = (uint64_t)pair->key >> 32, fault = (uint64_t)pair->key & 0xFFFFFFFF;
    *result_cell(table, row, 0) = cell_text(measured->dictionary[3]->names[product]);
    *result_cell(table, row, 1) = cell_text(measured->dictionary[0]->names[fault]);
    *result_cell(table, row, 2) = cell_whole((int64_t)pair->repairs.recent);
}

/* The ratio of the shares of the product's repairs, with both of the pair's counts above 0. */
static enum rc fill_rising(const struct measured *measured, struct result_table *table, size_t row,
                           const struct pair *pair, struct then_and_now months, struct err *err)
{
    const struct then_and_now repairs = pair->repairs, all = pair->of_product;
    struct interval share;
    const enum rc rc =
        stats_clopper_pearson(repairs.recent, repairs.recent + repairs.before, &share, err);
    if (rc != RC_OK) return rc;
    const double exposure = (double)all.before / (double)all.recent;
    name_pair(measured, table, row, pair);
    *result_cell(table, row, 3) = cell_whole((int64_t)repairs.before);
    *result_cell(table, row, 4) = cell_number((double)repairs.recent / (double)months.recent);
    *result_cell(table, row, 5) = cell_number((double)repairs.before / (double)months.before);
    *result_cell(table, row, 6) = cell_number(odds(share.value) * exposure);
    *result_cell(table, row, 7) = cell_number(odds(share.lower) * exposure);
    *result_cell(table, row, 8) = cell_number(odds(share.upper) * exposure);
    *result_cell(table, row, 9) = cell_number(pair->q);
    *result_cell(table, row, 10) = cell_whole((int64_t)all.recent);
    *result_cell(table, row, 11) = cell_whole((int64_t)all.before);
    return RC_OK;
}

static enum rc fill_new(const struct measured *measured, struct result_table *table, size_t row,
                        const struct pair *pair, struct then_and_now months, struct err *err)
{
    (void)months, (void)err;
    name_pair(measured, table, row, pair);
    *result_cell(table, row, 3) = cell_whole((int64_t)pair->of_product.recent);
    *result_cell(table, row, 4) = cell_whole((int64_t)pair->of_product.before);
    *result_cell(table, row, 5) = cell_number(pair->q);
    return RC_OK;
}

static const struct table_column rising_columns[] = {
    {"product", "text"},    {"fault", "text"},
    {"n", "count"},         {"n_before", "count"},
    {"per_month", "count"}, {"per_month_before", "count"},
    {"ratio", "ratio"},     {"lower", "ratio"},
    {"upper", "ratio"},     {"q", "q"},
    {"product_n", "count"}, {"product_n_before", "count"}};
static const struct table_column new_columns[] = {
    {"product", "text"},           {"fault", "text"}, {"n", "count"}, {"product_n", "count"},
    {"product_n_before", "count"}, {"q", "q"}};

struct telling {
    const char *name;
    const struct table_column *columns;
    size_t column_count;
    bool (*is_told)(const struct pair *pair, uint32_t minimum_base);
    enum rc (*fill)(const struct measured *measured, struct result_table *table, size_t row,
                    const struct pair *pair, struct then_and_now months, struct err *err);
};

static const struct telling tellings[] = {
    {"faults.rising", rising_columns, sizeof rising_columns / sizeof *rising_columns, is_rising,
     fill_rising},
    {"faults.new", new_columns, sizeof new_columns / sizeof *new_columns, is_new, fill_new}};

static enum rc tell(const struct telling *telling, const struct measured *measured,
                    struct result *result, const struct pair *pairs, size_t count,
                    struct then_and_now months, struct err *err)
{
    const uint32_t base = measured->context->options->minimum_base;
    size_t told = 0, row = 0;
    for (size_t i = 0; i < count; i++) told += telling->is_told(&pairs[i], base);
    struct result_table *table =
        result_add_table(result, telling->name, telling->columns, telling->column_count, told);
    if (!table) return err_memory(err, told);
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < count; i++)
        if (telling->is_told(&pairs[i], base))
            rc = telling->fill(measured, table, row++, &pairs[i], months, err);
    return rc;
}

/* Pairs by key: those of a product stand together. */
static void sum_products(struct pair *pairs, size_t count)
{
    for (size_t first = 0, end = 0; first < count; first = end) {
        const uint64_t product = (uint64_t)pairs[first].key >> 32;
        struct then_and_now sum = {0, 0};
        for (; end < count && (uint64_t)pairs[end].key >> 32 == product; end++) {
            sum.recent += pairs[end].repairs.recent;
            sum.before += pairs[end].repairs.before;
        }
        for (size_t i = first; i < end; i++) pairs[i].of_product = sum;
    }
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
                                        .repairs = {tally_count_of(recent, entries[i].key),
                                                    tally_count_of(before, entries[i].key)}};
    else
        rc = err_memory(err, *count * sizeof **pairs);
    free(entries);
    if (rc != RC_OK || !*pairs || *count == 0) return rc;
    qsort(*pairs, *count, sizeof **pairs, compare_keys);
    sum_products(*pairs, *count);
    return RC_OK;
}

enum rc pareto_rising(const struct measured *measured, struct result *result, struct err *err)
{
    struct tally recent = {.total = 0}, before = {.total = 0};
    struct then_and_now months = {0, 0};
    struct pair *pairs = NULL;
    size_t count = 0;
    enum rc rc = sum_windows(measured, &recent, &before, &months, err);
    if (rc == RC_OK && months.recent > 0 && months.before > 0)
        rc = list_pairs(&recent, &before, &pairs, &count, err);
    if (rc == RC_OK)
        rc = test_pairs(pairs, count, months, measured->context->options->minimum_base, err);
    if (rc == RC_OK && pairs && count > 0) qsort(pairs, count, sizeof *pairs, compare_certainty);
    for (size_t i = 0; rc == RC_OK && i < sizeof tellings / sizeof *tellings; i++)
        rc = tell(&tellings[i], measured, result, pairs, count, months, err);
    free(pairs);
    tally_release(&recent);
    tally_release(&before);
    return rc;
}
