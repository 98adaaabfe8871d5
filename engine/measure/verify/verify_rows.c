#include "measure/verify/verify_rows.h"

#include <stdlib.h>

/* An entry with its stratum, to be sorted. */
struct placed {
    uint32_t stratum;
    struct cox_entry entry;
};

static int by_place(const void *left, const void *right)
{
    const struct placed *a = left, *b = right;
    if (a->stratum != b->stratum) return a->stratum < b->stratum ? -1 : 1;
    if (a->entry.day != b->entry.day) return a->entry.day < b->entry.day ? -1 : 1;
    return (a->entry.pattern > b->entry.pattern) - (a->entry.pattern < b->entry.pattern);
}

enum rc verify_cox_counts(const int32_t *rows, size_t row_count, size_t covariate_count,
                          struct arena *arena, struct cox_counts *counts, struct err *err)
{
    const size_t width = ROW_COVARIATES + covariate_count;
    struct placed *placed = arena_take_array(arena, 2 * row_count, sizeof *placed);
    struct cox_entry *entries = arena_take_array(arena, 2 * row_count, sizeof *entries);
    int32_t *covariates = arena_take_array(arena, row_count * covariate_count, sizeof *covariates);
    uint32_t *strata = arena_take_array(arena, row_count, sizeof *strata);
    if (placed == NULL || entries == NULL || covariates == NULL || strata == NULL)
        return err_memory(err, row_count * (width * sizeof *rows + 4 * sizeof *placed));
    size_t count = 0;
    for (uint32_t i = 0; i < row_count; i++) {
        const int32_t *row = rows + i * width;
        strata[i] = (uint32_t)row[ROW_STRATUM];
        const struct cox_entry leaves = {.day = (uint32_t)row[ROW_STOP],
                                         .pattern = i,
                                         .events = row[ROW_EVENT] == 1,
                                         .censored = row[ROW_EVENT] == 0};
        const struct cox_entry enters = {
            .day = (uint32_t)row[ROW_START], .pattern = i, .entered = 1};
        placed[count++] = (struct placed){strata[i], leaves};
        if (row[ROW_START] != ROW_FROM_START) placed[count++] = (struct placed){strata[i], enters};
        for (size_t j = 0; j < covariate_count; j++)
            covariates[i * covariate_count + j] = row[ROW_COVARIATES + j];
    }
    qsort(placed, count, sizeof *placed, by_place);
    for (size_t i = 0; i < count; i++) entries[i] = placed[i].entry;
    *counts = (struct cox_counts){.covariate_count = covariate_count,
                                  .pattern_count = row_count,
                                  .entry_count = count,
                                  .covariates = covariates,
                                  .strata = strata,
                                  .entries = entries};
    return RC_OK;
}
