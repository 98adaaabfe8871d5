/* reports/sections/apart.h: dealers that do worse than the others, in a line: for sections whose
 * metrics stand on no dealer's card. */
#ifndef REPORTS_SECTIONS_APART_H
#define REPORTS_SECTIONS_APART_H
#include "reports/sections/section.h"

/* A sentence for each of the metrics (ends with NULL) in which the engine found dealers worse than
 * the rest of the network, with the first few of them; nothing where there are none. */
void apart_write(struct view *view, const char *const *metrics);

#endif
