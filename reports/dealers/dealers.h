/* reports/dealers/dealers.h: the dealers of a result, and of each the part of the result that it
 * may be shown. A dealer's page is drawn from that part alone: it holds the dealer's own rows and,
 * of the rest, the network's figures where they give no other dealer away. So a page cannot tell
 * what its dealer must not know, whatever is drawn.
 *
 * Left out of every part: how the checks on honest records (forensics.*) judge a dealer, because
 * who reads it learns how to pass them. Of a dealer to be checked the verdicts on its scores are
 * left out too, and the page says no more than that. */
#ifndef REPORTS_DEALERS_H
#define REPORTS_DEALERS_H
#include "reports/model/model.h"
#include "reports/model/run_id.h"

/* A network figure less one's own is the others' figure. It is shown only where at least so many
 * others have a number, and the largest of them has at most so much of the others' records. */
enum { DEALERS_OTHERS_LEAST = 3, DEALERS_LARGEST_PERCENT = 80 };

/* Which items (rows, files) belong to which dealer: those of dealer d are item[first[d]] to
 * item[first[d + 1] - 1], in their own order. */
struct dealer_items {
    uint32_t *first, *item;
};

/* What the others' numbers of a metric look like, for the rule above. */
struct dealer_others {
    uint32_t standing;   /* dealers with a number */
    double most, second; /* the two largest n among them */
};

struct dealers {
    const struct model *model; /* MODEL_WHOLE; not owned */
    struct arena arena;
    struct index index;
    const char **ids; /* in byte order */
    size_t count;
    /* Private, by the model's metrics, tables and series. */
    const struct model_columns **columns;
    uint32_t **in_columns, **in_series; /* the dealer's place; INDEX_NONE: it has none */
    struct dealer_others *others;
    struct dealer_items estimates, files, rejects, *tables;
    const cJSON **file_nodes, **reject_nodes;
    char run_id[RUN_ID_BYTES];
};

/* RC_MEMORY. Released by its owner whatever the outcome. */
enum rc dealers_init(struct dealers *dealers, const struct model *model, struct err *err);
void dealers_release(struct dealers *dealers);
/* The dealer's number. RC_USAGE when the result names no such dealer; the hint is the nearest id.
 */
enum rc dealers_find(const struct dealers *dealers, const char *id, size_t *dealer,
                     struct err *err);

/* One dealer's part. Thread-safe: the dealers are only read. */
struct dealer_part {
    const char *id;
    /* Its own estimates come first, then the network's of the same metrics. Verdicts that would
     * give others away are gone; tables hold the dealer's rows alone. */
    struct model model;
    size_t own_count;
    const struct model_estimate **own, **network; /* by metric; NULL: none, or not to be shown */
    size_t judged_count;                          /* own rows that are compared with the rest */
    size_t withheld_count; /* own rows that would be, if it gave nobody away */
    /* Own scores that would be, if the checks on honest records did not doubt the dealer's: a
     * verdict on them would praise, or blame, what may not be so. */
    size_t checked_count;
    /* Files that lie in a folder of the dealer's name, and their rejects: objects of
     * quality.files and quality.rejects. */
    const cJSON **files, **rejects;
    size_t file_count, reject_count;
};
enum rc dealer_part_init(struct dealer_part *part, const struct dealers *dealers, size_t dealer,
                         struct err *err);
void dealer_part_release(struct dealer_part *part);

/* The same by the metric's id. */
const struct model_estimate *dealer_part_own(const struct dealer_part *part, const char *metric);
const struct model_estimate *dealer_part_network(const struct dealer_part *part,
                                                 const char *metric);

#endif
