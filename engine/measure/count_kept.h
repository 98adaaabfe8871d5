/* measure/count_kept.h: portions of rows whose counts are kept (measure/kept.h); only count.c and
 * count_kept*.c include it. A portion is some rows of one file, cut at the same rows whatever the
 * segments: one thread counts it into cells of its own, which are
 * written and then added to the thread's.
 *
 * What a family's cells of a portion depend on is its *ground*, a hash:
 *   - the family: name, version, layout, axes, needed columns, which of them the table has
 *   - the options that counting asks (a list in count_kept_ground.c)
 *   - the horizon, unless it lies so far behind the portion's times that it does not matter
 *   - the values of derived columns in the portion's rows
 * The file's bytes and the way of reading are in the name. Rows that link has dropped are not told
 * apart: a file that lost some keeps no counts. */
#ifndef MEASURE_COUNT_KEPT_H
#define MEASURE_COUNT_KEPT_H
#include "ingest/cache/cache_entry.h"
#include "measure/count.h"
#include "measure/kept.h"

/* What the code of counting makes of rows. It counts up when the engine (not a family,
 * which has its version) counts otherwise. */
enum { KEPT_MEANING = 1 };

enum { GROUND_BYTES = CACHE_SHA_BYTES };

/* Which rows of the group are portions: they leave group->slices. Without any the plan is empty. */
enum rc kept_plan_init(struct kept_plan *plan, struct group *group,
                       const struct measure_context *context, struct err *err);
void kept_plan_release(struct kept_plan *plan);

/* Load what is there of the portion into the states of `set`, which are empty. *left: the families
 * that are to be counted (bits). RC_MEMORY. */
enum rc kept_take(const struct kept_plan *plan, const struct group *group,
                  const struct portion *portion, int set, const struct measure_context *context,
                  uint64_t *left, struct err *err);
/* Write the states of `set`, if they are not what was taken, and add them to those of `thread`;
 * `set` is empty afterwards. RC_NUMERIC, RC_MEMORY; what cannot be written is noted. */
enum rc kept_keep(const struct kept_plan *plan, const struct group *group,
                  const struct portion *portion, int set, int thread,
                  const struct measure_context *context, uint64_t counted, struct err *err);

/* The ground of one family's counts. False: memory is out. */
bool kept_ground(struct cache_sha *ground, const struct kept_plan *plan, const struct group *group,
                 const struct portion *portion, size_t family,
                 const struct measure_context *context);

/* Month of window w; and the axis' windows of the portion's months: first > last: none. */
static inline int32_t kept_month(const struct measure_context *context, uint32_t window)
{
    return context->report_month - (int32_t)window;
}

#endif
