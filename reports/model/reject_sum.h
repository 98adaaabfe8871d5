/* reports/model/reject_sum.h: rejects of one reason put together, whichever files they stood in: a
 * list of the result's quality.rejects into sums, the most frequent first. Strings are the
 * result's. Thread-safe. */
#ifndef REPORTS_MODEL_REJECT_SUM_H
#define REPORTS_MODEL_REJECT_SUM_H
#include <cjson/cJSON.h>
#include <stddef.h>
#include <stdint.h>

struct reject_sum {
    const char *kind, *rule, *table, *column;
    const cJSON *explanation; /* text, or {"zh": …, "en": …}; NULL: none */
    uint64_t count;
};

/* Adds one entry of quality.rejects to the `count` sums, which have room for one more; returns how
 * many they are then. */
size_t reject_sums_add(struct reject_sum *sums, size_t count, const cJSON *reject);
/* Most frequent first; of equal ones records before fields, then by table, rule and column. */
void reject_sums_sort(struct reject_sum *sums, size_t count);

#endif
