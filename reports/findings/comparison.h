/* reports/findings/comparison.h: the quiet line under every finding: what its number is held
 * against. One component for all kinds, so that none can forget it. */
#ifndef REPORTS_COMPARISON_H
#define REPORTS_COMPARISON_H
#include "reports/findings/findings.h"

enum { COMPARISON_LIMIT = 8 + FINDING_EXTRA_LIMIT };

/* What there is of: the month it is of when that is not the report month; the month before; the
 * same month a year before; target; published figure; whole network; the finding's own extras; why
 * it holds in part only; n. Returns how many. */
size_t comparison_items(struct view *view, const struct finding *finding,
                        struct sentence rows[COMPARISON_LIMIT]);

#endif
