/* reports/page/refusals.h: what the data cannot carry, in words, and what would be enough: refused
 * estimates of the report month gathered by reason, so that sixty dealers with too few callbacks
 * are one line. The weightiest lines stand open, the rest is folded. */
#ifndef REPORTS_REFUSALS_H
#define REPORTS_REFUSALS_H
#include "reports/view/view.h"

/* A section of its own; nothing when nothing was refused in the report month (or over the whole
 * time). */
void refusals_write(struct view *view);

#endif
