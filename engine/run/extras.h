/* run/extras.h: the files beside the pages that a user may ask for, all made from the model of
 * result.json alone: tables/ (CSV), report.xlsx, result.sqlite, dealers/ (a page each). */
#ifndef RUN_EXTRAS_H
#define RUN_EXTRAS_H
#include "output/publish.h"
#include "reports/model/model.h"
#include "run/settings.h"

enum { EXTRAS_OUTDATED_LIMIT = 12 };

bool extras_any(const struct extras *extras);
/* What the pages need of the result, or more where the extras do. */
enum model_extent extras_extent(const struct extras *extras);
/* The extra of that name in a configuration: "tables", "xlsx", "sqlite", "dealers"; false when
 * there is none. */
bool extras_add(struct extras *extras, const char *name);
/* RC_USAGE when any is asked for and the results go to standard output. */
enum rc extras_check_stdout(const struct extras *extras, struct err *err);

/* Make those asked for, at the same time, and add them to the publication; workbooks in the
 * languages of the pages, tables in the first of them. `model` is of extras_extent(). */
enum rc extras_publish(const struct extras *extras, const struct model *model,
                       enum pages_language language, struct publication *publication,
                       struct err *err);
/* The folder dealers/ alone: the dealers' pages and the list of them, drawn by all threads and
 * written as they come. */
enum rc extras_publish_dealers(const struct model *model, enum pages_language language,
                               struct publication *publication, struct err *err);
/* Names of pages and extras that an earlier run may have left and that are not of this result; with
 * `is_same_result` those alone that the extras asked for replace. Ends with NULL. */
void extras_outdated(const struct extras *extras, bool is_same_result,
                     const char *names[EXTRAS_OUTDATED_LIMIT]);

#endif
