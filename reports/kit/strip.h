/* reports/kit/strip.h: two drawings the height of a line of text, for the cells of a small table:
 * an interval on a scale that all rows share, and a line of months whose last point is marked. */
#ifndef KIT_STRIP_H
#define KIT_STRIP_H
#include "reports/kit/svg.h"

#include <stddef.h>

/* Interval with its point, and a tick at the target (NaN: none), between `from` and `to`. */
struct strip_interval {
    double value, lower, upper, target;
    double from, to;
    enum tone tone;
};
void strip_interval(struct page *page, const struct strip_interval *interval, const char *label);

/* Oldest first, on a scale of its own; NaN where a month has no value. Nothing when fewer than two
 * values differ. */
void strip_months(struct page *page, const double *value, size_t count, const char *label);

#endif
