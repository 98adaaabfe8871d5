/* measure/touchpoints/touchpoints.h: moments of truth (D26): what one cell of callbacks counts, and
 * what a touchpoint weighs. Private to the family. */
#ifndef MEASURE_TOUCHPOINTS_H
#define MEASURE_TOUCHPOINTS_H
#include "measure/extend.h"

enum { NEED_OVERALL, NEED_TOUCHPOINT, NEED_PHASE };

struct touchpoints_cell {
    struct share top2;
    struct sums overall;
};

extern const struct metric touchpoints_metrics[];
enum rc touchpoints_extend(const struct measured *measured, struct result *result, struct err *err);

#endif
