/* reports/findings/findings.h: what a manager should read first. Candidates come from a table of
 * functions, each of which looks for one kind of finding; they are ranked by effect × certainty ×
 * reach and thinned to one a topic. Alerts come first. The ranking only chooses; every number shown
 * is an estimate of the result or a row of its tables.
 *   effect: of shares Cohen's h, of means the difference in standard deviations; cut at 1
 *   certainty: -log10(q) / 6, cut at 1
 *   reach: square root of the share of the network's records that it concerns
 * What the network does now that it did not do before (a change, a drift, a month unlike those
 * before) counts FINDING_NEWS_WEIGHT times: of a new and a standing fact of equal weight the new
 * one comes first. */
#ifndef REPORTS_FINDINGS_H
#define REPORTS_FINDINGS_H
#include "reports/view/sentence.h"

/* Findings that a page shows, and alerts among or above them. */
enum { FINDING_LIMIT = 7, FINDING_ALERT_LIMIT = 3, FINDING_EXTRA_LIMIT = 6 };

struct finding {
    struct sentence sentence; /* with the number and its interval */
    double score;
    const char *topic; /* one finding each */
    enum phrase owner; /* who must act */
    bool alert;
    bool of_many; /* parts are named together: the months of one of them would be misread */
    const struct model_estimate *evidence; /* NULL: a row of a table, named by `table` */
    const struct model_estimate *second;   /* the other number of two; NULL: there is one */
    const char *table; /* anchor of the evidence where no row of an estimate is shown, or NULL */
    /* Of the quiet line below the sentence, besides what comparison_items() finds itself. */
    struct sentence extras[FINDING_EXTRA_LIMIT];
    size_t extra_count;
};

/* The best findings, at most FINDING_ALERT_LIMIT alerts first, then by falling score; at most
 * `limit` in all; none whose numbers are all in a better one. Returns how many. */
size_t findings_choose(struct view *view, struct finding *out, size_t limit);

/* The same as plain text, two lines each: "! " before an alert, "- " before the others; then what
 * the number is held against, and who must act. */
void findings_write_text(const struct model *model, enum language language, size_t limit,
                         struct text *out);

#endif
