/* measure/finish.h: the parts of finish, which turn the cells of one metric and axis into
 * estimates. For finish.c alone: it decides which thread makes which part and puts them together.
 */
#ifndef MEASURE_FINISH_H
#define MEASURE_FINISH_H
#include "measure/estimate.h"
#include "measure/stats/inflation.h"

/* The keys of one axis that all metrics of a family have in common, in rising order; key 0 (rows
 * without a key) is never among them. */
struct axis_keys {
    const uint32_t *now;          /* with a row in the report month */
    const char *const *now_names; /* theirs */
    uint32_t now_count;
    const uint32_t *before; /* with a row in a month before it; crowded: and with a metric that
                               stands in one of them */
    uint32_t before_count;
    bool is_before_crowded;
};

/* What is to be made of what, and where it goes. One thread's. */
struct finisher {
    const struct bound_family *bound;
    const struct measure_context *context;
    const struct metric *metric;
    const struct state_axis *axis;
    const struct axis_keys *keys; /* NULL: the network */
    /* Per window: the key of the axis that is held back, or 0; NULL: none (finish_hidden). */
    const uint32_t *hidden;
    struct result *result;
    struct err *err;
};

/* The exact statistic of a segment in a window; refused if it is held back. */
struct statistic finish_statistic(const struct finisher *f, const struct state_axis *axis,
                                  uint32_t key, uint32_t window);
/* How many rows it would be of if all had been followed long enough (metric_eligible). */
uint64_t finish_eligible(const struct finisher *f, const struct state_axis *axis, uint32_t key,
                         uint32_t window);
/* The month of a window; PERIOD_ALL without a clock. */
int32_t finish_period(const struct finisher *f, uint32_t window);

/* Of metrics that tell what persons answered and that can be subtracted: the key of each window
 * that is held back, because otherwise the answers of fewer than private_below customers (those of
 * refused segments and of rows without a key) could be worked out from the network and the others:
 * the smallest that would be told; 0 where none. Not of an axis whose small cells were not made
 * (is_thinned): there are hundreds of them then. */
void finish_hidden(const struct finisher *f, uint32_t hidden[MONTH_WINDOW_COUNT]);

/* By how much the dealers' values of the report month scatter more than so many rows would, for an
 * axis whose segments are made of dealers' rows; for others, and without dealers, not at all. Of
 * metrics that are judged. */
void finish_inflation(const struct finisher *f, struct inflation *inflation);

/* The network, a month at a time. */
enum rc finish_network(const struct finisher *f);
/* All segments of one axis in the report month. */
enum rc finish_axis(const struct finisher *f);
/* The axis in the months before. */
enum rc finish_series(const struct finisher *f);

/* The keys of an axis, into `arena` (names and numbers). Uses all threads. RC_MEMORY. */
enum rc finish_keys(const struct bound_family *bound, const struct measure_context *context,
                    const struct state_axis *axis, struct arena *arena, struct axis_keys *keys,
                    struct err *err);

#endif
