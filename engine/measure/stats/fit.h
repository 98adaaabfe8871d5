/* measure/stats/fit.h: tests of tables of counts; goodness of fit to given shares is
 * stats_chi_square_fit() of test.h. Pure, thread-safe; no allocation but where an arena is given.
 */
#ifndef MEASURE_STATS_FIT_H
#define MEASURE_STATS_FIT_H
#include "base/arena.h"
#include "measure/stats/interval.h"
#include "measure/stats/test.h"

struct table_test {
    struct test test;        /* not defined when fewer than two rows or columns have counts */
    double expected_minimum; /* smallest expected count: below 5 the p is rough; NaN as above */
    double cramers_v; /* sqrt(statistic / (n (min(rows, columns) - 1))), of those with counts */
};

/* Pearson's chi-square of independence without correction: sum over cells of (n o - r c)^2 / (n r
 * c) with the row's and the column's sums r and c, numerators exact; df = (rows - 1) (columns - 1).
 * Empty rows and columns are left out. counts[row * column_count + column], all together < 2^62.
 * As R chisq.test(correct = FALSE). RC_NUMERIC when they are more, RC_MEMORY. Source: Pearson 1900;
 * Fisher 1922; Cramer 1946. */
enum rc stats_chi_square_table(const uint64_t *counts, size_t row_count, size_t column_count,
                               struct arena *arena, struct table_test *out, struct err *err);

struct fisher {
    double p;                   /* two-sided: tables no more probable than the one seen */
    double less_p, greater_p;   /* odds ratio below 1, above 1 */
    struct interval odds_ratio; /* conditional maximum likelihood with exact bounds; 0 and infinity
                                   are values here */
};

/* Fisher's exact test of a 2 x 2 table {{a, b}, {c, d}} by the hypergeometric distribution of a
 * given all margins. Bounds: odds ratios at which a tail of 0.025 is left. Undefined (p = 1) when
 * a row or a column is empty. Counts below 2^31. Tables are ties up to a factor of 1 + 1e-7; p
 * below 1e-300 is 0. As R fisher.test(), whose odds ratio and bounds have four digits. RC_NUMERIC
 * when a root is not found or counts are too large. Source: Fisher 1935; Cornfield 1956; Baptista
 * and Pike 1977. */
enum rc stats_fisher(uint64_t a, uint64_t b, uint64_t c, uint64_t d, struct fisher *out,
                     struct err *err);

struct mcnemar {
    double p;                   /* exact, two-sided; 1 when nobody changed */
    double mid_p;               /* half of what was seen counts; less strict, nearer to 5 % */
    struct interval odds_ratio; /* gained / lost with exact bounds; undefined when nobody changed */
};

/* The same customers twice: `gained` were met only the second time, `lost` only the first. gained
 * is Binomial(gained + lost, 1/2) when nothing changed: p = min(1, 2 P(X <= the smaller)), mid_p =
 * that - P(X = the smaller), 1 when they are equal. Bounds: Clopper and Pearson's, as odds. Counts
 * together below 2^40. As R mcnemar via binom.test(gained, gained + lost). Source: McNemar 1947;
 * Fagerland, Lydersen and Laake 2013, BMC Medical Research Methodology 13:91. */
enum rc stats_mcnemar(uint64_t gained, uint64_t lost, struct mcnemar *out, struct err *err);

/* Exact multinomial goodness of fit: of all ways to divide n rows over the categories, the
 * probability of those no more probable (up to a factor of 1 + 1e-7) than the one seen. `shares`
 * are relative weights > 0. p is NaN when n = 0, with fewer than two categories, or when there are
 * more than STATS_MULTINOMIAL_MAX ways: use stats_chi_square_fit() then. RC_NUMERIC for a share
 * that is not positive and finite, or more than 16 categories. Source: Read and Cressie 1988, 5.1.
 */
enum { STATS_MULTINOMIAL_MAX = 1000000, STATS_CATEGORY_MAX = 16 };
enum rc stats_multinomial_fit(const uint64_t *observed, const double *shares, size_t category_count,
                              double *p, struct err *err);

#endif
