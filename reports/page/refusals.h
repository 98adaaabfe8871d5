/* reports/page/refusals.h: what the data cannot carry, in words: refused estimates of the report
 * month gathered by part and reason, so that sixty dealers with too few callbacks are one line. */
#ifndef REPORTS_REFUSALS_H
#define REPORTS_REFUSALS_H
#include "reports/view/view.h"

/* Whether any estimate of the report month (or of the whole time) was refused. */
bool refusals_exist(const struct model *model);
/* A list of lines, <ul> … </ul>; nothing when nothing was refused. */
void refusals_write(struct view *view);

#endif
