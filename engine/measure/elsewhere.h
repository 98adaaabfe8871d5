/* measure/elsewhere.h: the months of any metric of any family, dealer by dealer, for a family that
 * asks about what others have counted: whether an action moved the metric that it names, whether
 * trained dealers got better. All cells are counted before the first `extend` is called, so nobody
 * waits for anybody, and what is got are exact statistics that add up, not estimates.
 *
 * Dealers are the only segments of which the engine keeps a year of months (axes.def). A region's
 * months are those of its dealers, as long as each of them lies in one region.
 *
 * Thread-safe; nothing is changed. */
#ifndef MEASURE_ELSEWHERE_H
#define MEASURE_ELSEWHERE_H
#include "measure/family.h"

struct state_axis;

struct elsewhere {
    const struct bound_family *bound;
    const struct metric *metric;
    const struct measure_context *context;
    const struct state_axis *dealers; /* NULL: not counted by dealer */
    uint32_t key_count;               /* of dealers with key 0; 0 without them */
    uint32_t immature;                /* windows (a bit each) whose value leans, or is in part */
};

/* The metric that the words name: its id, or its title in either language; blanks, case and
 * punctuation do not count. NULL: there is none. */
const struct metric *elsewhere_metric(const char *words);

/* NULL, or "code: words" why the metric's months cannot be had, or do not add up. */
const char *elsewhere_open(struct elsewhere *out, const struct measured *measured,
                           const struct metric *metric);
/* Of the network. Its kind is STATISTIC_SHARE, STATISTIC_MEAN or STATISTIC_NPS. */
struct statistic elsewhere_network(const struct elsewhere *of, uint32_t window);
/* Of a dealer; key below key_count. */
struct statistic elsewhere_dealer(const struct elsewhere *of, uint32_t key, uint32_t window);

/* Value of the statistic and the number of its rows; NaN and 0 where there is none. */
enum rc elsewhere_value(const struct statistic *statistic, uint64_t *n, double *value,
                        struct err *err);
/* Variance of single rows, and of a share what part of them is the rarer kind (1 of others). */
enum rc elsewhere_spread(const struct statistic *all, double *variance, double *rarer,
                         struct err *err);

/* Names of the dealers, for all families the same; NULL when the input has none. */
const struct dictionary *elsewhere_dealers(const struct measured *measured);
/* region_of[code of a dealer] in codes of the dictionary of regions: 0 where no row of the kept
 * months names one, REGION_MIXED where they name several. Room for all dealers. RC_INPUT, RC_MEMORY
 * when values cannot be fetched. */
enum { REGION_MIXED = UINT32_MAX };
enum rc elsewhere_regions(const struct measured *measured, uint32_t *region_of, struct err *err);

#endif
