/* reports/page/strip.h: the five dimensions and their index, a line each: value, interval on one
 * scale, twelve months, target, and whether it changed by more than chance. */
#ifndef REPORTS_STRIP_H
#define REPORTS_STRIP_H
#include "reports/view/view.h"

/* Nothing when the result has none of them. After the sections are drawn, so that links lead
 * somewhere. */
void strip_write(struct view *view);

#endif
