/* measure/measure.h: the stage that turns linked tables into results.
 * - 3.1 derive: columns that need a whole history (minutes to a unit's next repair, a customer's
 *   path)
 * - 3.2 count: rows into integer cells, batch by batch, in parallel
 * - 3.3 finish: cells into estimates, comparisons, verdicts; tables and curves; each metric and
 *   axis by one thread, put together in table order
 *
 * The result does not depend on threads or batches. Its texts (keys of segments) belong to the
 * linked tables, which must outlive it. */
#ifndef MEASURE_MEASURE_H
#define MEASURE_MEASURE_H
#include "measure/family.h"

/* Once, before any thread: GSL reports errors by return code instead of ending the program. */
void measure_init(void);

/* Measure every family of the table into an initialised *result. Families whose table is absent
 * leave refused estimates. `linked` gets derived columns. */
enum rc measure_run(struct result *result, struct linked *linked,
                    const struct measure_options *options, int32_t report_month, struct err *err);

/* The last complete month: that of the horizon's day if it is the month's last day, else the one
 * before. */
int32_t measure_last_complete_month(const struct linked *linked);

#endif
