/* measure/watch.h: from when until when the repair log tells of every repair. A unit that was
 * installed before is watched from there on only, and whoever took the time before it for a time
 * without repairs would find its products better than they are.
 *
 * The log is taken to be complete by months: it begins with the first day of the first month that
 * has at least a tenth of the repairs of its median month, and ends with the last day of the last
 * such month or with the horizon's, whichever is earlier. So a single repair with a mistyped year
 * neither stretches it by years nor is looked at. */
#ifndef MEASURE_WATCH_H
#define MEASURE_WATCH_H
#include "link/link.h"
#include "measure/context.h"

/* None when there are no repairs with units, or no table that says which units there are: then
 * nobody asks. RC_MEMORY. O(repairs). */
enum rc watch_find(struct watch *watch, const struct linked *linked, int32_t horizon_day,
                   struct err *err);

#endif
