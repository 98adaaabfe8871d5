/* reports/page/policy.h: the page's content security policy: nothing is loaded, and only the style
 * sheets and scripts that stand in the page run, known by their SHA-256. */
#ifndef REPORTS_POLICY_H
#define REPORTS_POLICY_H
#include "base/text.h"

/* default-src 'none'; style-src 'sha256-…' …; script-src 'sha256-…' …; … of the embedded files
 * named (each list ends with NULL) and of the page's own style sheet. Sets out->failed when a
 * digest cannot be made. */
void policy_write(struct text *out, const char *const *styles, struct slice own_style,
                  const char *const *scripts);

#endif
