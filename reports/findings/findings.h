/* reports/findings/findings.h: what a manager should read first. Candidates come from a table of
 * functions, each of which looks for one kind of finding; they are ranked by effect × certainty ×
 * reach and thinned to one a topic. Alerts come first. effect     shares: Cohen's h, cut at 1;
 * means: difference in standard deviations, cut at 1 certainty  -log10(q) / 6, cut at 1 reach
 * square root of the share of the network's records that it concerns The ranking only chooses;
 * every number shown is an estimate of the result. */
#ifndef REPORTS_FINDINGS_H
#define REPORTS_FINDINGS_H
#include "reports/view/sentence.h"

/* Findings that a page shows, and alerts among or above them. */
enum { FINDING_LIMIT = 7, FINDING_ALERT_LIMIT = 3 };

struct finding {
    struct sentence sentence;
    double score;
    const char *topic; /* one finding each */
    enum phrase owner; /* who must act */
    bool alert;
    const struct model_estimate *evidence; /* NULL: a row of a table, named by `table` */
    const char *table; /* anchor of the evidence when there is no estimate, or NULL */
};

/* The best findings, at most FINDING_ALERT_LIMIT alerts first, then by falling score; at most
 * `limit` in all; returns how many. */
size_t findings_choose(struct view *view, struct finding *out, size_t limit);

/* The same as plain text, one line each: "! " before an alert, "- " before the others. */
void findings_write_text(const struct model *model, enum language language, size_t limit,
                         struct text *out);

#endif
