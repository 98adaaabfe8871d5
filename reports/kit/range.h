/* kit/range.h: the least and greatest of the numbers a chart has to show. */
#ifndef KIT_RANGE_H
#define KIT_RANGE_H
#include <math.h>
#include <stdbool.h>

struct range {
    double from, to; /* NaN: nothing seen yet */
};

#define RANGE_INIT                                                                                 \
    {                                                                                              \
        NAN, NAN                                                                                   \
    }

static inline void range_see(struct range *range, double value)
{
    if (!isfinite(value)) return;
    if (isnan(range->from) || value < range->from) range->from = value;
    if (isnan(range->to) || value > range->to) range->to = value;
}

/* Wider by a share of its width on both sides; a single value gets a width of its own. */
static inline void range_pad(struct range *range, double share)
{
    double pad = (range->to - range->from) * share;
    if (!(pad > 0)) pad = range->to != 0 ? fabs(range->to) * 0.1 : 1;
    range->from -= pad;
    range->to += pad;
}

#endif
