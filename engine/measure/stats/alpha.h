/* measure/stats/alpha.h: sums over respondents who answered every item of a scale to Cronbach's raw
 * alpha with Feldt's interval, and to what each item does to it. Pure, thread-safe. RC_NUMERIC when
 * the sums are impossible, leave 128 bits (not below 10^9 respondents and scores of 1000) or an F
 * quantile cannot be found. */
#ifndef MEASURE_STATS_ALPHA_H
#define MEASURE_STATS_ALPHA_H
#include "base/err.h"
#include "measure/stats/interval.h"

#include <stdint.h>

enum { STATS_ITEM_MAX = 8 };

struct alpha_sums {
    uint64_t n;                              /* respondents with all items */
    uint32_t item_count;                     /* at most STATS_ITEM_MAX */
    int64_t item_sum[STATS_ITEM_MAX];        /* of each item's score */
    int64_t item_square_sum[STATS_ITEM_MAX]; /* of each item's squared score */
    int64_t total_square_sum;                /* of the squared sum of a respondent's items */
};

/* alpha = k/(k-1) (1 - sum of item variances / variance of the total), as one fraction of exact
 * whole numbers. Feldt: lower = 1 - (1-alpha) F(0.975; n-1, (n-1)(k-1)), upper = 1 - (1-alpha)
 * F(0.025; same). Undefined when k < 2, n < 2 or the total does not vary. May be negative. Source:
 * Cronbach 1951; Feldt 1965, Psychometrika 30:357; the interval as R psych::alpha.ci. */
enum rc stats_alpha(const struct alpha_sums *sums, struct interval *out, struct err *err);
/* The value alone; NaN where it is undefined. */
enum rc stats_alpha_value(const struct alpha_sums *sums, double *value, struct err *err);

struct alpha_cross {
    uint64_t n;
    uint32_t item_count;
    int64_t item_sum[STATS_ITEM_MAX];
    int64_t cross[STATS_ITEM_MAX]
                 [STATS_ITEM_MAX]; /* sums of products, symmetric; squares on the diagonal */
};

struct alpha_item {
    double alpha_without; /* raw alpha of the other items; NaN when there are fewer than two or they
                             do not vary */
    double rest_correlation;  /* with the sum of the other items ("corrected"); NaN when one of the
                                 two does not vary */
    double total_correlation; /* with the sum of all items; NaN as above */
};

/* The sums of stats_alpha() from the cross products. */
enum rc stats_alpha_sums(const struct alpha_cross *cross, struct alpha_sums *out, struct err *err);
/* One entry for each of item_count items; n < 2: all NaN. Pearson correlations from exact
 * covariances. As R psych::alpha: alpha.drop$raw_alpha, item.stats$r.drop and $raw.r. */
enum rc stats_alpha_items(const struct alpha_cross *cross, struct alpha_item items[STATS_ITEM_MAX],
                          struct err *err);

struct alpha_scale {
    double standardised; /* alpha of the standardised items: k r / (1 + (k-1) r), r the mean of
                            their correlations */
    double lambda6; /* Guttman's lower bound 1 - sum of (1 - R_i^2) / sum of all correlations, R_i
                       of item i with all others; NaN when an item is a sum of others */
    double mean_correlation, median_correlation;
    double signal_to_noise; /* k r / (1 - r); infinite when all items agree */
};

/* What psych::alpha prints beside raw alpha, from the correlations (its std.alpha, G6(smc),
 * average_r, median_r, S/N). All NaN when k < 2, n < 2 or an item does not vary. Source: Guttman
 * 1945, Psychometrika 10:255; Cronbach 1951. */
enum rc stats_alpha_scale(const struct alpha_cross *cross, struct alpha_scale *out,
                          struct err *err);

#endif
