/* reports/findings/finding_list.h: candidates while they are collected. Private to the findings. */
#ifndef REPORTS_FINDING_LIST_H
#define REPORTS_FINDING_LIST_H
#include "reports/findings/findings.h"

enum { FINDING_LIST_LIMIT = 64, FINDING_NEWS_WEIGHT = 5 };

/* Sorted: alerts first, then by falling score, then by topic. */
struct finding_list {
    struct view *view;
    struct finding rows[FINDING_LIST_LIMIT];
    size_t count;
};

/* Keeps it unless its topic already has a better one, or 64 better ones are there. */
void finding_offer(struct finding_list *list, const struct finding *finding);

/* "kind:key", living as long as the view. */
const char *finding_topic(struct view *view, const char *kind, const char *key);

/* The candidate of that topic, NULL when there is none. */
struct finding *finding_of_topic(struct finding_list *list, const char *topic);

/* One more item of the quiet line; at most FINDING_EXTRA_LIMIT are kept. */
void finding_add(struct finding *finding, enum phrase pattern, const char *first,
                 const char *second);

/* Effect of the distance between two values of the estimate's metric, 0 to 1. */
double finding_effect(const struct model_estimate *estimate, double a, double b);
/* From a q-value, 0 to 1; NaN counts as barely significant. */
double finding_certainty(double q);
/* As if from q, by the distance between the value and `from` in standard errors. */
double finding_certainty_by_distance(const struct model_estimate *estimate, double from);

/* Score of a part that differs from the network, NaN when either has no number. */
double finding_segment_score(const struct model_estimate *part, const struct model_estimate *whole);

/* Whether a part's verdict is enough for the first page. One of a scorecard is; a crude one holds
 * for its metric and axis alone, and the page looks at a thousand: it needs a value four standard
 * errors from the network's (DESIGN 16). */
bool finding_is_sure(const struct model_estimate *part, const struct model_estimate *whole);

/* Where most parts are worse, the network is, or the comparison is not a fair one: nothing to name
 * parts for. */
bool finding_most_are_worse(struct model_group parts);

/* One function per kind of finding. */
typedef void finding_search(struct finding_list *list);
finding_search find_rising_faults, find_stage_alerts, find_changes, find_signals, find_targets,
    find_simpson;
finding_search find_segments, find_slow_regions, find_products, find_dealers, find_inflating,
    find_recovery, find_neglect;
finding_search find_benchmarks, find_reversals;

#endif
