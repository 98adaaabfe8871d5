/* reports/page/banner.h: what stands first: maker, name and month; what the page rests on; how far
 * it can be trusted; the page in the other language. */
#ifndef REPORTS_BANNER_H
#define REPORTS_BANNER_H
#include "reports/page/report.h"
#include "reports/view/view.h"

void banner_write(struct view *view, const struct report_options *options);
/* Manufacturer's name, report's name, month, as one line for the window's title. */
const char *banner_title(struct view *view, const struct report_options *options);

#endif
