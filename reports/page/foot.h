/* reports/page/foot.h: how the page is read, and which run it is of. */
#ifndef REPORTS_FOOT_H
#define REPORTS_FOOT_H
#include "reports/view/view.h"

void foot_write(struct view *view);

#endif
