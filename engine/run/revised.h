/* run/revised.h: what has changed since an earlier run (rater run --previous RESULT): the network's
 * figures of months before the report month that are others now, because data came in late. */
#ifndef RUN_REVISED_H
#define RUN_REVISED_H
#include "measure/result.h"
#include "reports/model/model.h"

/* The earlier result, to be released whatever the outcome. RC_INPUT: not there, or no result. */
enum rc revised_read(struct model *previous, const char *path, struct err *err);

/* Add the tables returns.revision (one row: what was compared) and returns.revised (the figures
 * that differ, those furthest outside their earlier interval first). Months that only one of the
 * two results tells of are not compared, nor are figures that either refuses. `config_sha256` is
 * that of this run. RC_MEMORY. */
enum rc revised_add(struct result *result, const struct model *previous, const char *config_sha256,
                    struct err *err);

#endif
