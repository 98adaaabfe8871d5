#include "link/fetch.h"

#include "ingest/later.h"

static enum rc fetch_some(const struct segment *segment, const size_t *columns, size_t column_count,
                          struct err *err)
{
    enum rc rc = RC_OK;
    for (size_t c = 0; rc == RC_OK && c < column_count; c++)
        rc = segment_fetch(segment, columns[c], err);
    return rc;
}

enum rc fetch_columns(const struct table *table, const size_t *columns, size_t column_count,
                      int thread_count, struct err *err)
{
    enum rc rc = RC_OK;
#pragma omp parallel for default(none) shared(table, columns, column_count, rc, err)               \
    schedule(dynamic) num_threads(thread_count) if (thread_count > 1)
    for (size_t s = 0; s < table->segment_count; s++) {
        struct err own = ERR_INIT;
        if (fetch_some(&table->segments[s], columns, column_count, &own) == RC_OK) continue;
#pragma omp critical(link_fetch)
        if (rc == RC_OK) {
            rc = own.rc;
            if (err && err->rc == RC_OK) *err = own;
        }
    }
    return rc;
}

enum rc fetch_segment(const struct table *table, const struct segment *segment, struct err *err)
{
    enum rc rc = RC_OK;
    for (size_t c = 0; rc == RC_OK && c < table->column_count; c++)
        rc = segment_fetch(segment, c, err);
    return rc;
}
