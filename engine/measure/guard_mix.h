/* measure/guard_mix.h: a month against the month before, crude and with the same mix of segments:
 * a network can rise while all its parts fall, because good parts have grown (Simpson 1951).
 * Pure, thread-safe. */
#ifndef MEASURE_GUARD_MIX_H
#define MEASURE_GUARD_MIX_H
#include "measure/context.h"
#include "measure/metric.h"
#include "measure/stats/interval.h"

#include <stddef.h>

/* Of each month's rows, those in segments that both months have, at least; below it what is
 * compared would be another network. */
#define MIX_LEAST_COVERED 0.9

/* One segment's rows in both months; kinds share, mean and NPS, none refused, n may be 0. */
struct mix_stratum {
    struct statistic before, now;
};

struct mix_change {
    uint64_t before_n, now_n;
    double crude;           /* now minus before, over all rows */
    struct difference same; /* now minus before with the older month's mix; p of no difference */
    double mix;             /* crude minus same: what only the mix did */
    double mantel_haenszel; /* shares: Mantel and Haenszel's difference; else NaN */
    double covered; /* part of the rows in segments of both months, of the month where it is less */
    const char *refusal; /* NULL, or "code: words": then `same` is undefined */
};

/* `network` is both months' rows with and without a segment; its kind is the strata's.
 *
 * same: sum w_i (now_i - before_i) / sum w_i, w_i the older month's n, over the segments that have
 * rows in both months. Shares: Wilson's intervals joined after Newcombe (Zou and Donner 2008), and
 * the p whose 0.05 is where that interval leaves out 0. Means and NPS (the mean of 100, 0 and
 * -100): Student's with Satterthwaite's df. Source: Kitagawa 1955, JASA 50:1168 (direct
 * standardisation and components of a difference); Mantel and Haenszel 1959. RC_NUMERIC for
 * impossible moments; RC_MEMORY. */
enum rc mix_change_make(const struct mix_stratum *strata, size_t count,
                        const struct mix_stratum *network, const struct measure_options *options,
                        struct mix_change *out, struct err *err);

/* Whether the change with the same mix goes the other way than the crude one, by more than chance.
 */
bool mix_is_reversed(const struct mix_change *change);

#endif
