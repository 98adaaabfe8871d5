/* measure/training/training.h: whether trainings did anything (D22). A dealer's months after a
 * training are held against his months before it, and that change against those of dealers who were
 * not trained around the same time and stood at the same level before. What is measured belongs to
 * other families (measure/elsewhere.h). */
#ifndef MEASURE_TRAINING_TRAINING_H
#define MEASURE_TRAINING_TRAINING_H
#include "measure/elsewhere.h"
#include "measure/extend.h"
#include "measure/stats/staggered.h"

/* Months before and after that of the training; clean: no training from so many months before to so
 * many after. */
enum { TRAINING_BEFORE = 3, TRAINING_AFTER = 3, TRAINING_CLEAN_BEFORE = 6 };
/* Dealers, trained and untrained, and untrained ones around each month of training. */
/* Of a share, cases of the rarer kind to be expected in the three months; at least one a dealer. */
enum { TRAINING_LEAST_CASES = 5 };
enum { TRAINING_LEAST_TRAINED = 4, TRAINING_LEAST_UNTRAINED = 8, TRAINING_LEAST_BESIDE = 4 };
/* Months of training that can be looked at: windows TRAINING_AFTER to 12 - TRAINING_BEFORE. */
enum { TRAINING_COHORTS = MONTH_WINDOW_COUNT - TRAINING_BEFORE - TRAINING_AFTER };

/* All that a dealer was taught in one month. */
struct training_event {
    uint32_t dealer;
    int32_t month;
    uint32_t mode, topic; /* codes; 0: none, or several */
};

struct training_events {
    struct training_event *rows; /* by dealer, then month */
    size_t count;
    const size_t *first; /* per code of a dealer, and one more: where his begin */
};

/* Trained dealers by what was done; code 0 of the axis `network`: all of them. */
struct training_group {
    enum axis axis; /* AXIS_NETWORK, AXIS_TRAINING_MODE, AXIS_TRAINING_TOPIC */
    uint32_t code;
    const char *key;
};

/* What may have got better, and the metric of this family that tells it. */
struct training_outcome {
    const char *metric, *outcome;
};
extern const struct training_outcome training_outcomes[]; /* ends with {0} */

enum rc training_read(const struct measured *measured, struct arena *arena,
                      struct training_events *events, struct err *err);
/* Whether the dealer had no training around the month, other than in the month itself. */
bool training_is_clean(const struct training_events *events, uint32_t dealer, int32_t month);

/* What is found of one outcome and group. */
struct training_finding {
    const struct training_outcome *outcome;
    const struct metric *metric; /* the outcome's; NULL: there is none of that id */
    struct training_group group;
    struct staggered effect, trend; /* trend: before the training, halves of the months */
    uint64_t n;                     /* rows of the trained, before and after */
    double before, after;           /* of the trained, mean of dealers; NaN without any */
    double q;
    const char *reason; /* NULL, or "code: words" */
};

/* The findings of one outcome, one for each group. */
enum rc training_find(const struct measured *measured, const struct training_events *events,
                      struct training_finding *findings, size_t count, struct err *err);

extern const struct metric training_metrics[];
enum rc training_extend(const struct measured *measured, struct result *result, struct err *err);

#endif
