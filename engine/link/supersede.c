/* Of rows with equal keys the last in input order stays: a month sent twice is counted once. */
#include "link/stages.h"

#include <stdlib.h>
#include <string.h>

/* last[code] = last row with that key. */
static uint32_t *last_rows(const uint32_t *codes, uint32_t row_count, uint32_t code_count)
{
    uint32_t *last = malloc((size_t)code_count * sizeof *last);
    if (last)
        for (uint32_t row = 0; row < row_count; row++) last[codes[row]] = row;
    return last;
}

/* Close the gaps in one column: kept rows move to the front. */
static void compact(struct column *column, const uint32_t *kept, uint32_t kept_count)
{
    const size_t value_bytes = column_type_bytes(column->type);
    if (!column->values || value_bytes == 0) return;
    char *values = column->values;
    for (uint32_t i = 0; i < kept_count; i++)
        memcpy(values + i * value_bytes, values + kept[i] * value_bytes, value_bytes);
}

/* Move the dropped rows of a table from used to superseded in the files they came from. */
static void count_in_files(struct ingested *ingested, int32_t table, const uint32_t *codes,
                           const uint32_t *last)
{
    for (size_t f = 0; f < ingested->file_count; f++) {
        struct input_file *file = &ingested->files[f];
        if (file->table != table) continue;
        uint64_t dropped = 0;
        for (uint32_t row = file->first_row; row < file->first_row + file->row_count; row++)
            dropped += last[codes[row]] != row;
        file->rows_superseded += dropped;
        file->rows_used -= dropped;
    }
}

static enum rc supersede_table(struct linked *linked, struct ingested *ingested, size_t t,
                               struct err *err)
{
    struct table *table = &linked->tables[t];
    const struct column *key = &table->columns[table->schema->key];
    uint32_t *codes = key->values;
    uint32_t *last = last_rows(codes, table->row_count, linked_key_count(linked, key->domain));
    uint32_t *kept = malloc(((size_t)table->row_count + 1) * sizeof *kept);
    enum rc rc = RC_OK;
    if (!last || !kept) {
        rc = err_memory(err, ((size_t)table->row_count + 1) * sizeof *kept);
        goto out;
    }
    uint32_t kept_count = 0;
    for (uint32_t row = 0; row < table->row_count; row++)
        if (last[codes[row]] == row) kept[kept_count++] = row;
    if (kept_count == table->row_count) goto out;
    count_in_files(ingested, (int32_t)t, codes, last);
#pragma omp parallel for default(none) shared(table, kept, kept_count) schedule(dynamic)
    for (size_t c = 0; c < table->column_count; c++) compact(&table->columns[c], kept, kept_count);
    table->row_count = kept_count;
out:
    free(last);
    free(kept);
    return rc;
}

enum rc link_supersede(struct linked *linked, struct ingested *ingested, struct err *err)
{
    enum rc rc = RC_OK;
    for (size_t t = 0; rc == RC_OK && t < linked->table_count; t++) {
        const struct table *table = &linked->tables[t];
        if (table->schema->key < 0 || table->row_count == 0) continue;
        rc = supersede_table(linked, ingested, t, err);
    }
    return rc;
}
