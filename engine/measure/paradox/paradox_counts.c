/* Entries of tallies to counts by stratum. */
#include "measure/paradox/paradox.h"

#include <stdlib.h>

static int compare_strata(const void *left, const void *right)
{
    const struct paradox_entry *a = left, *b = right;
    return (a->stratum > b->stratum) - (a->stratum < b->stratum);
}

static size_t count_strata(const struct paradox_entries *entries)
{
    size_t count = 0;
    for (size_t i = 0; i < entries->count; i++)
        count += i == 0 || entries->rows[i].stratum != entries->rows[i - 1].stratum;
    return count;
}

bool paradox_counts_init(struct paradox_counts *counts, const struct paradox_entries *entries,
                         int64_t value_first, size_t value_count, struct arena *arena)
{
    if (entries->count > 0)
        qsort(entries->rows, entries->count, sizeof *entries->rows, compare_strata);
    *counts = (struct paradox_counts){count_strata(entries), value_count, value_first, NULL};
    const size_t cell_count = counts->stratum_count * CLASS_COUNT * value_count;
    counts->counts = arena_take_array(arena, cell_count + 1, sizeof *counts->counts);
    if (!counts->counts) return false;
    for (size_t i = 0; i < cell_count; i++) counts->counts[i] = 0;
    size_t stratum = 0;
    for (size_t i = 0; i < entries->count; i++) {
        const struct paradox_entry *entry = &entries->rows[i];
        if (i > 0 && entry->stratum != entry[-1].stratum) stratum++;
        const int64_t value = entry->value - value_first;
        if (value < 0 || value >= (int64_t)value_count) continue;
        paradox_values(counts, stratum, entry->ending)[value] += entry->count;
    }
    return true;
}
