#include "link/link.h"

#include "base/day.h"
#include "base/profile.h"
#include "link/stages.h"

#include <omp.h>
#include <string.h>

/* The tables are taken over with their segments, which stay ingested's. */
static enum rc take_tables(struct linked *linked, struct ingested *ingested, struct err *err)
{
    const size_t table_count = ingested->table_count;
    linked->tables = arena_take_array(&linked->arena, table_count + 1, sizeof *linked->tables);
    if (!linked->tables) return err_memory(err, (table_count + 1) * sizeof *linked->tables);
    linked->table_count = table_count;
    for (size_t i = 0; i < table_count; i++) {
        const struct table *from = &ingested->tables[i].table;
        struct column *columns =
            arena_take_array(&linked->arena, from->column_count + 1, sizeof *columns);
        if (!columns) return err_memory(err, (from->column_count + 1) * sizeof *columns);
        if (from->column_count > 0)
            memcpy(columns, from->columns, from->column_count * sizeof *columns);
        linked->tables[i] = *from;
        linked->tables[i].columns = columns;
    }
    return RC_OK;
}

enum rc link_run(struct linked *linked, struct ingested *ingested, const struct schema *schema,
                 int thread_count, struct profile *profile, struct err *err)
{
    (void)schema;
    *linked = (struct linked){.horizon_minute = MINUTE_MISSING, .first_minute = MINUTE_MISSING};
    arena_init(&linked->arena);
    store_init(&linked->store);
    if (thread_count > 0) omp_set_num_threads(thread_count);
    linked->quotes = &ingested->quotes;
    enum rc rc = take_tables(linked, ingested, err);
    profile_start(profile, PROFILE_DICTIONARIES);
    if (rc == RC_OK) rc = link_dictionaries(linked, ingested, err);
    profile_stop(profile, PROFILE_DICTIONARIES);
    profile_start(profile, PROFILE_SUPERSEDE);
    if (rc == RC_OK) rc = link_supersede(linked, ingested, err);
    profile_stop(profile, PROFILE_SUPERSEDE);
    if (rc == RC_OK) link_horizon(linked);
    if (rc != RC_OK) linked_release(linked);
    return rc;
}
