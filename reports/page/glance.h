/* reports/page/glance.h: the month in five numbers, read before any sentence: each with its
 * interval, n and whether it is better or worse than before by more than chance. */
#ifndef REPORTS_GLANCE_H
#define REPORTS_GLANCE_H
#include "reports/view/view.h"

/* Those of the five that the result has; nothing when it has fewer than two. After the sections are
 * drawn, so that links lead somewhere. */
void glance_write(struct view *view);

#endif
