/* reports/page/finding_html.h: alerts and findings as the page shows them: what is found, who
 * must act, where the evidence stands, and below it what the number is held against. */
#ifndef REPORTS_FINDING_HTML_H
#define REPORTS_FINDING_HTML_H
#include "reports/findings/findings.h"

struct page_findings {
    struct finding rows[FINDING_LIMIT + FINDING_ALERT_LIMIT];
    size_t count;
};

/* Choose them and mark the rows they show as wanted: before the sections are drawn. */
void page_findings_choose(struct page_findings *findings, struct view *view);
/* After the sections are drawn, so that links lead somewhere. */
void page_findings_write(const struct page_findings *findings, struct view *view);

#endif
