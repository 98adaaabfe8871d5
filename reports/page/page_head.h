/* reports/page/page_head.h: what stands above the sections: name, month and trust; alerts and
 * findings; what cannot be said; and the page's foot. */
#ifndef REPORTS_PAGE_HEAD_H
#define REPORTS_PAGE_HEAD_H
#include "reports/findings/findings.h"
#include "reports/page/report.h"
#include "reports/view/sentence.h"

void page_write_banner(struct view *view, const struct report_options *options);

/* Choose the findings and mark the rows they show as wanted: before the sections are drawn. */
struct page_findings {
    struct finding rows[FINDING_LIMIT + FINDING_ALERT_LIMIT];
    size_t count;
};
void page_choose_findings(struct view *view, struct page_findings *findings);
/* Alerts, findings, refusals: after the sections are drawn, so that links lead somewhere. */
void page_write_findings(struct view *view, const struct page_findings *findings);

void page_write_foot(struct view *view);
/* Manufacturer's name, report's name, month, as one line for the window's title. */
const char *page_title(struct view *view, const struct report_options *options);

#endif
