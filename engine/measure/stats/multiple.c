#include "measure/stats/multiple.h"

#include <math.h>
#include <stdint.h>

struct entry {
    double p;
    size_t at; /* its place in the caller's array */
};

static int by_p(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;
    if (a->p != b->p) return a->p < b->p ? -1 : 1;
    return a->at < b->at ? -1 : a->at > b->at; /* equal p: one order on every machine */
}

/* The tested values in rising order; *entries is the caller's to free, NULL when nothing was
 * tested. */
static enum rc sorted_entries(const double *p, size_t count, struct entry **entries,
                              size_t *entry_count, struct err *err)
{
    *entries = NULL;
    *entry_count = 0;
    size_t tested_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (isnan(p[i])) continue;
        if (p[i] < 0.0 || p[i] > 1.0)
            return err_set(err, RC_NUMERIC, "p value %zu is %.17g, outside 0 to 1", i, p[i]);
        tested_count++;
    }
    if (tested_count == 0) return RC_OK;
    *entries = calloc(tested_count, sizeof **entries);
    if (*entries == NULL) return err_memory(err, tested_count * sizeof **entries);
    for (size_t i = 0; i < count; i++)
        if (!isnan(p[i])) (*entries)[(*entry_count)++] = (struct entry){p[i], i};
    qsort(*entries, tested_count, sizeof **entries, by_p);
    return RC_OK;
}

enum rc stats_benjamini_hochberg(double *p, size_t count, struct err *err)
{
    struct entry *entries;
    size_t entry_count;
    const enum rc rc = sorted_entries(p, count, &entries, &entry_count, err);
    double least = 1.0;
    for (size_t rank = entry_count; rank > 0; rank--) {
        const struct entry *entry = &entries[rank - 1];
        least = fmin(least, (double)entry_count * entry->p / (double)rank);
        p[entry->at] = least;
    }
    free(entries);
    return rc;
}

enum rc stats_holm(double *p, size_t count, struct err *err)
{
    struct entry *entries;
    size_t entry_count;
    const enum rc rc = sorted_entries(p, count, &entries, &entry_count, err);
    double greatest = 0.0;
    for (size_t i = 0; i < entry_count; i++) {
        greatest = fmax(greatest, fmin((double)(entry_count - i) * entries[i].p, 1.0));
        p[entries[i].at] = greatest;
    }
    free(entries);
    return rc;
}
