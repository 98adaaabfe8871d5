/* run/plan.h: decisions between the stages: which month is reported, whether the data can carry a
 * report, and whether a limit of the user's is passed. */
#ifndef RUN_PLAN_H
#define RUN_PLAN_H
#include "link/link.h"

#include <stdbool.h>

/* RC_USAGE when `folder` lies in one of the input folders: the next run would read this one's
 * rejects.csv as input. */
enum rc plan_check_output(const char *folder, const char *const *paths, size_t path_count,
                          struct err *err);

/* The same for the folder of the cache. */
enum rc plan_check_cache(const char *folder, const char *const *paths, size_t path_count,
                         struct err *err);

/* RC_INPUT when none of the needed tables has a row that can be used. After ingest. */
enum rc plan_check_input(const struct schema *schema, const struct ingested *ingested,
                         struct err *err);

/* `asked` (MONTH_FROM_DATA: the last complete month) into *month. RC_USAGE when the asked month
 * lies after the data or has no row; RC_INPUT when no row at all is used. *has_row: false when the
 * chosen month has none (then the data hold no complete month). After link. Values that wait may be
 * fetched (ingest/later.h), with what that can fail of. */
enum rc plan_month(const struct linked *linked, int32_t asked, int32_t *month, bool *has_row,
                   struct err *err);

/* RC_LIMIT with table and shares when more than `limit` of a table's rows are rejected. */
enum rc plan_check_rejects(const struct schema *schema, const struct ingested *ingested,
                           double limit, struct err *err);

#endif
