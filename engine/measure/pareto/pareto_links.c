/* Pareto of each link of the chain, and the flow between the links, of the report month. */
#include "measure/pareto/pareto.h"
#include "measure/stats/share.h"

#include <stdlib.h>

static int compare_falling(const void *a, const void *b)
{
    const struct tally_entry *x = a, *y = b;
    if (x->count != y->count) return x->count > y->count ? -1 : 1;
    return (x->key > y->key) - (x->key < y->key);
}

enum rc pareto_sorted(const struct tally *tally, struct tally_entry **entries, size_t *count,
                      struct err *err)
{
    const size_t limit = tally ? tally_entry_limit(tally) : 0;
    *count = 0;
    *entries = malloc((limit + 1) * sizeof **entries);
    if (!*entries) return err_memory(err, (limit + 1) * sizeof **entries);
    if (limit == 0) return RC_OK;
    *count = tally_sorted(tally, *entries);
    qsort(*entries, *count, sizeof **entries, compare_falling);
    return RC_OK;
}

static const char *name_of(const struct dictionary *dictionary, uint64_t code)
{
    return dictionary && code < dictionary->code_count ? dictionary->names[code] : "";
}

static const struct tally *window_tally(const struct measured *measured, uint32_t window, int which)
{
    const struct tally *tallies;
    return measured_cell(measured, AXIS_NETWORK, 0, window, &tallies) ? &tallies[which] : NULL;
}

static enum rc add_link(const struct measured *measured, struct result *result, const char *name,
                        int which, struct err *err)
{
    static const struct table_column columns[] = {
        {"key", "text"},    {"n", "count"},        {"share", "share"},       {"lower", "share"},
        {"upper", "share"}, {"n_before", "count"}, {"share_before", "share"}};
    const struct tally *now = window_tally(measured, 0, which);
    const struct tally *before = window_tally(measured, 1, which);
    const uint64_t total = now ? tally_total(now) : 0,
                   total_before = before ? tally_total(before) : 0;
    struct tally_entry *entries;
    size_t count;
    enum rc rc = pareto_sorted(now, &entries, &count, err);
    struct result_table *table =
        rc == RC_OK ? result_add_table(result, name, columns, 7, count) : NULL;
    if (rc == RC_OK && !table) rc = err_memory(err, count);
    for (size_t i = 0; rc == RC_OK && i < count; i++) {
        const struct interval share = stats_wilson(entries[i].count, total);
        const uint64_t n_before = tally_count_of(before, entries[i].key);
        const char *key = name_of(measured->dictionary[which], (uint64_t)entries[i].key);
        *result_cell(table, i, 0) = cell_text(key);
        *result_cell(table, i, 1) = cell_whole((int64_t)entries[i].count);
        *result_cell(table, i, 2) = cell_number(share.value);
        *result_cell(table, i, 3) = cell_number(share.lower);
        *result_cell(table, i, 4) = cell_number(share.upper);
        *result_cell(table, i, 5) = cell_whole((int64_t)n_before);
        *result_cell(table, i, 6) = cell_number(stats_wilson(n_before, total_before).value);
    }
    free(entries);
    return rc;
}

enum rc pareto_links(const struct measured *measured, struct result *result, struct err *err)
{
    enum rc rc = add_link(measured, result, "faults.pareto_fault", TALLY_FAULT, err);
    if (rc == RC_OK) rc = add_link(measured, result, "faults.pareto_cause", TALLY_CAUSE, err);
    if (rc == RC_OK) rc = add_link(measured, result, "faults.pareto_action", TALLY_ACTION, err);
    return rc;
}

enum rc pareto_flow(const struct measured *measured, struct result *result, struct err *err)
{
    enum { SHOWN = 60 }; /* a picture of more ribbons says nothing; the Paretos stay whole */
    static const struct table_column columns[] = {
        {"fault", "text"}, {"cause", "text"}, {"action", "text"}, {"n", "count"}};
    struct tally_entry *entries;
    size_t count;
    enum rc rc = pareto_sorted(window_tally(measured, 0, TALLY_FLOW), &entries, &count, err);
    if (count > SHOWN) count = SHOWN;
    struct result_table *table =
        rc == RC_OK ? result_add_table(result, "faults.flow", columns, 4, count) : NULL;
    if (rc == RC_OK && !table) rc = err_memory(err, count);
    for (size_t i = 0; rc == RC_OK && i < count; i++) {
        const uint64_t key = (uint64_t)entries[i].key;
        for (int link = 0; link < 3; link++)
            *result_cell(table, i, (size_t)link) =
                cell_text(name_of(measured->dictionary[link], key >> (42 - 21 * link) & 0x1FFFFF));
        *result_cell(table, i, 3) = cell_whole((int64_t)entries[i].count);
    }
    free(entries);
    return rc;
}
