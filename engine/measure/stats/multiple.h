/* measure/stats/multiple.h: the p values of one family of tests to values adjusted for their
 * number, in place. NaN means not tested: it stays NaN and does not count. The order of the array
 * stays. Thread-safe; takes memory for the sort and gives it back. RC_MEMORY when there is none;
 * RC_NUMERIC when a value lies outside 0 to 1 (array unchanged). */
#ifndef MEASURE_STATS_MULTIPLE_H
#define MEASURE_STATS_MULTIPLE_H
#include "base/err.h"

#include <stddef.h>

/* Benjamini and Hochberg's q: over ascending p(1) .. p(m), q(i) = min over j >= i of m p(j) / j, at
 * most 1. Rejecting q <= 0.05 keeps the expected share of false discoveries at or below 0.05.
 * Source: Benjamini and Hochberg 1995, JRSS B 57:289; as R p.adjust(p, "BH"). */
enum rc stats_benjamini_hochberg(double *p, size_t count, struct err *err);

/* Holm's adjusted p: max over j <= i of (m - j + 1) p(j), at most 1. Keeps the chance of any false
 * rejection. Source: Holm 1979; as R p.adjust(p, "holm"). */
enum rc stats_holm(double *p, size_t count, struct err *err);

#endif
