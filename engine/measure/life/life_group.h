/* measure/life/life_group.h: all that is found out about one group of units. */
#ifndef MEASURE_LIFE_LIFE_GROUP_H
#define MEASURE_LIFE_LIFE_GROUP_H
#include "measure/extend.h"
#include "measure/life/life_first.h"
#include "measure/life/life_rates.h"

struct life_group {
    uint32_t key; /* of the product */
    const char *name;
    uint64_t units;    /* watched from their installation on */
    uint64_t followed; /* of them, installed a year before the log's end */
    uint64_t failures;
    struct life_failed failed; /* in the first year */
    double tenth_day;
    bool is_fitted; /* a Weibull life was asked for */
    struct weibull_fit fit;
    struct test fit_test;
    uint64_t watched_on[LIFE_AGE_COUNT];
    struct life_mean means[LIFE_AGE_COUNT];
    struct life_trend trend;
    /* with units that were installed before the log began; `late`: of those alone, in a year */
    uint64_t all_watched_on[LIFE_AGE_COUNT];
    struct life_mean all_means[LIFE_AGE_COUNT], late;
    int32_t watch_days;
    int32_t missing_days; /* until so many units as the minimum base have been watched for a year */
    const char *doubt; /* what speaks against every number of the group: "code: words", or NULL */
};

/* Works it out of the sums of LIFE_SINCE; the curve of the first repairs goes into `arena`. */
enum rc life_group_fill(struct life_group *group, const struct life_sums *sums,
                        const struct measured *measured, struct arena *arena,
                        struct survival_curve *curve, struct err *err);
/* What needs the others, too: `late` are the sums of LIFE_LATE; those of LIFE_SINCE are added to
 * them. */
void life_group_fill_all(struct life_group *group, const struct life_sums *sums,
                         struct life_sums *late);

/* The metrics of a group as they are told; texts go into the arena (NULL: without numbers). */
enum life_metric {
    LIFE_FAILED_SHARE,
    LIFE_SHAPE,
    LIFE_TENTH,
    LIFE_REPAIRS,
    LIFE_TREND,
    LIFE_METRIC_COUNT
};
struct extended life_group_told(const struct life_group *group, enum life_metric metric,
                                const struct measured *measured, struct arena *arena);

#endif
