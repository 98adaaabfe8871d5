/* measure/pdca/pdca.h: what became of each action (D24). An action names a metric, a part of the
 * network and the day from which it works. The part's months before and after that day are held
 * against those of the other parts in the same months; the metric may be any family's
 * (measure/elsewhere.h). */
#ifndef MEASURE_PDCA_PDCA_H
#define MEASURE_PDCA_PDCA_H
#include "measure/elsewhere.h"
#include "measure/extend.h"
#include "measure/stats/acted.h"

/* At most so many months before and after, of which at least so many; parts to compare with. */
enum { PDCA_MONTHS = 6, PDCA_LEAST_MONTHS = 2, PDCA_LEAST_OTHERS = 4 };
/* Of a share, cases of the rarer kind to be expected before and after. */
enum { PDCA_LEAST_CASES = 5 };

enum pdca_verdict {
    PDCA_WORKED,
    PDCA_NOT_DISTINGUISHABLE,
    PDCA_WORSE,
    PDCA_TOO_EARLY,
    PDCA_CANNOT_SAY,
    PDCA_VERDICT_COUNT
};
extern const char *const pdca_verdicts[PDCA_VERDICT_COUNT];

/* Where an action stands at the end of the report month. */
enum pdca_state {
    PDCA_WAITING,  /* opened, not in effect */
    PDCA_OVERDUE,  /* likewise, and the due day has passed */
    PDCA_FOLLOWED, /* in effect, not yet due */
    PDCA_DUE,      /* in effect, and the due day has passed: to be judged and closed */
    PDCA_PLANNED,  /* to be opened later */
    PDCA_STATE_COUNT
};
extern const char *const pdca_states[PDCA_STATE_COUNT];

enum pdca_scope { PDCA_NETWORK, PDCA_DEALERS, PDCA_REGION };

struct pdca_action {
    /* as written; "" where missing */
    const char *id, *words, *filter, *owner, *department, *target_words;
    int32_t opened, effective, due; /* DAY_MISSING */
    /* as understood */
    const struct metric *metric; /* NULL: no such metric */
    enum pdca_scope scope;
    const bool *is_treated; /* per code of a dealer; NULL: the network */
    double target;          /* NaN: none */
    int good;               /* 1: higher is better, -1: lower, 0: nobody says */
    /* as found */
    uint64_t n_before, n_after;
    double before;
    struct interval after; /* undefined before there is anything */
    struct acted acted;
    double returned;    /* what the return to the mean alone would give; NaN: not known */
    uint32_t compared;  /* parts that it was compared with */
    double p, q;        /* NaN: not tested */
    const char *method; /* "" when there is none */
    enum pdca_verdict verdict;
    const char *reason; /* NULL, or "code: words" */
};

struct pdca_actions {
    const struct measured *measured;
    struct arena *arena; /* of the result */
    const struct dictionary *dealers, *regions;
    uint32_t *region_of; /* per code of a dealer; NULL: not asked for */
    struct pdca_action *rows;
    size_t count;
    int32_t today; /* last day of the report month */
    enum rc rc;    /* what went wrong while words were understood */
};

/* All actions in order of their day and id, with what they mean. */
enum rc pdca_read(struct pdca_actions *actions, struct err *err);
/* What words mean: a part of the network, a number in the metric's unit. NULL, or a reason. */
const char *pdca_understand_filter(struct pdca_actions *actions, struct pdca_action *action,
                                   struct err *err);
const char *pdca_understand_target(struct pdca_action *action);
/* Effects, verdicts. */
enum rc pdca_judge(struct pdca_actions *actions, struct err *err);
enum pdca_state pdca_state_on(const struct pdca_action *action, int32_t day);

extern const struct metric pdca_metrics[];
enum rc pdca_extend(const struct measured *measured, struct result *result, struct err *err);

#endif
