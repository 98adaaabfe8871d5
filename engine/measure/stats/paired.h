/* measure/stats/paired.h: the same respondents asked twice, yes or no each time (before and after,
 * perceived and measured), from the four counts. The exact test
 * of McNemar is stats_mcnemar() in fit.h. Counts must stay below 2^62 together. Pure, thread-safe.
 */
#ifndef MEASURE_STATS_PAIRED_H
#define MEASURE_STATS_PAIRED_H
#include "measure/stats/interval.h"

#include <stdint.h>

struct paired {
    uint64_t both, first, second, neither; /* yes both times, only first, only second, never */
};

/* Share of yes the first time minus the second time, with the score interval for paired shares:
 * Wilson's arms of both margins, joined with the correlation phi of the answers, whose numerator ad
 * - bc is reduced by n/2 when positive, to no less than 0. Undefined when nobody was asked. Source:
 * Newcombe 1998, Statistics in Medicine 17:2635, method 10. */
struct interval stats_paired_difference(const struct paired *counts);

#endif
