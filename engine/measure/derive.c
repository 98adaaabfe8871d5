/* Derived columns: one walk each over units, repairs and customers shows each of them to every
 * family that derives something of it. A partition's values are derived into arrays of its own,
 * so that no two threads meet; link takes those of units to their rows, those of customers are a
 * segment of the table "customers". */
#include "base/day.h"
#include "ingest/column_narrow.h"
#include "link/entities.h"
#include "link/scratch.h"
#include "link/span.h"
#include "measure/kept.h"
#include "measure/stages.h"

#include <omp.h>
#include <stdlib.h>
#include <string.h>

enum { DERIVATION_LIMIT = 16, DERIVED_COLUMN_LIMIT = 16 };

static const char *const customer_table = "customers";

/* One family's derivation, tied to the walk. */
struct bound_derivation {
    const struct derivation *derivation;
    size_t table_count;
    size_t sources[ENTITY_TABLE_LIMIT]; /* per table: its source in the walk */
    /* per table and need: the wanted column of the source */
    size_t wanted[ENTITY_TABLE_LIMIT][ENTITY_COLUMN_LIMIT];
    size_t need_counts[ENTITY_TABLE_LIMIT];
    size_t target;       /* table that gets the columns */
    size_t first_column; /* in the target: its first derived column */
    size_t first_out;    /* customers: the same, among the derived columns of all */
    size_t first_result; /* units, repairs: the same, among the results of its source */
    size_t column_count;
    const void *begun;  /* what its `begin` found */
    bool skips_history; /* rows before the oldest kept month need not be seen */
};

/* What a partition of customers gave. */
struct customer_partition {
    uint32_t row_count;
    struct segment_column *columns; /* per derived column of all derivations */
};

/* Values of a partition's customers are derived into scratch, which stays in the cache, and kept in
 * the store as narrow as they can be. */
struct customer_thread {
    struct scratch scratch;
    struct store store;
};

struct walk {
    struct linked *linked;
    const struct measure_context *context;
    enum history_kind kind;
    struct bound_derivation derivations[DERIVATION_LIMIT];
    size_t derivation_count;
    struct entity_source sources[ENTITY_TABLE_LIMIT];
    size_t tables[ENTITY_TABLE_LIMIT]; /* of the sources, as they are numbered in linked */
    size_t source_count;
    /* customers */
    size_t out_count;
    struct customer_partition *partitions;
    size_t partition_count;
    struct customer_thread *threads;
};

static struct table *find_table(const struct linked *linked, const char *name)
{
    for (size_t i = 0; i < linked->table_count; i++)
        if (strcmp(linked->tables[i].name, name) == 0) return &linked->tables[i];
    return NULL;
}

/* The first id column of the table with that domain, or NULL. */
static const struct column *key_column(const struct table *table, const char *domain)
{
    for (size_t c = 0; c < table->column_count; c++) {
        const struct column *column = &table->columns[c];
        if (column->type == COLUMN_ID && column->is_present && strcmp(column->domain, domain) == 0)
            return column;
    }
    return NULL;
}

static enum rc too_many(struct err *err, const char *what, const char *where)
{
    return err_set(err, RC_BUG, "the derivations ask for too many %s (%s)", what, where);
}

static enum rc add_names(struct linked *linked, const struct need *column, const char *const *names,
                         struct err *err)
{
    uint32_t count = 0;
    while (names[count]) count++;
    return linked_add_dictionary(linked, column->column, names, count, err);
}

/* Add the derivation's columns to its table. */
static enum rc add_columns(struct walk *walk, struct bound_derivation *bound, struct err *err)
{
    const struct derivation *derivation = bound->derivation;
    struct table *target = &walk->linked->tables[bound->target];
    bound->first_column = target->column_count;
    bound->first_out = walk->out_count;
    for (size_t i = 0; derivation->columns[i].column; i++) {
        const struct need *need = &derivation->columns[i];
        if (i == DERIVED_COLUMN_LIMIT) return too_many(err, "columns", need->column);
        const char *const *names = need->type == COLUMN_CODE ? derivation->code_names[i] : NULL;
        const char *domain = names                       ? need->column
                             : need->type == COLUMN_CODE ? derivation->code_domains[i]
                                                         : "";
        if (!linked_add_column(walk->linked, target, need->column, need->type, domain))
            return err_memory(err, target->row_count * column_type_bytes(need->type));
        bound->column_count++;
        if (!names) continue;
        const enum rc rc = add_names(walk->linked, need, names, err);
        if (rc != RC_OK) return rc;
    }
    walk->out_count += bound->column_count;
    return RC_OK;
}

static bool needs_column(const struct need *needs, const struct need *columns)
{
    for (const struct need *need = needs; need->column; need++)
        for (const struct need *column = columns; column->column; column++)
            if (strcmp(need->column, column->column) == 0) return true;
    return false;
}

/* Whether all who read the columns of a forward-looking derivation keep to months. */
static bool skips_history(const struct walk *walk, const struct bound_derivation *bound)
{
    const struct table *target = &walk->linked->tables[bound->target];
    const struct schema_table *schema = target->schema;
    if (!bound->derivation->looks_forward || walk->kind == HISTORY_CUSTOMER || !schema ||
        schema->clock < 0)
        return false;
    const char *clock = target->columns[schema->clock].name;
    for (size_t i = 0; i < family_count; i++) {
        const struct family *family = families[i];
        if (strcmp(family->table, target->name) == 0 &&
            needs_column(family->needs, bound->derivation->columns) &&
            (!family->clock || strcmp(family->clock, clock) != 0))
            return false;
    }
    return true;
}

/* The beginning of the oldest month that is kept, as the table's clock has it. */
static int32_t first_clock(const struct table *table, const struct measure_context *context)
{
    const int32_t first_day = month_first_day(context->report_month + 1 - MONTH_WINDOW_COUNT);
    const int32_t clock = table->schema ? table->schema->clock : -1;
    const bool is_days = clock >= 0 && table->columns[clock].type == COLUMN_DATE;
    return is_days ? first_day : first_day * MINUTES_A_DAY;
}

/* Source of the walk for that table, made when it is new. A table that the input has not, or that
 * has no such key, has empty lists; absent tables share one source. A source is seen from the
 * oldest month on if all who see it skip history. */
static enum rc see_table(struct walk *walk, const char *name, bool skips, size_t *source,
                         struct err *err)
{
    const struct table *table = find_table(walk->linked, name);
    const size_t number = table ? (size_t)(table - walk->linked->tables) : SIZE_MAX;
    for (*source = 0; *source < walk->source_count; ++*source)
        if (walk->tables[*source] == number) { /* absent ones share one, too */
            walk->sources[*source].has_clock_start &= skips;
            return RC_OK;
        }
    if (walk->source_count == ENTITY_TABLE_LIMIT) return too_many(err, "tables", name);
    *source = walk->source_count++;
    walk->tables[*source] = number;
    const struct column *key = table ? key_column(table, history_domains[walk->kind]) : NULL;
    walk->sources[*source] = (struct entity_source){.table = key ? table : NULL};
    if (!key) return RC_OK;
    walk->sources[*source].key = table_column_index(table, key);
    walk->sources[*source].has_clock_start = skips;
    walk->sources[*source].clock_start = first_clock(table, walk->context);
    return RC_OK;
}

/* Index of the column among the wanted ones of the source; an absent one takes a place, too. */
static enum rc see_column(struct entity_source *source, const char *name, size_t *wanted,
                          struct err *err)
{
    const struct column *column = source->table ? table_column(source->table, name) : NULL;
    for (*wanted = 0; *wanted < source->column_count; ++*wanted)
        if (source->columns[*wanted] == column) return RC_OK;
    if (source->column_count == ENTITY_COLUMN_LIMIT) return too_many(err, "columns", name);
    source->columns[source->column_count++] = column;
    return RC_OK;
}

/* The derived columns as results of the source that gets them. */
static enum rc see_results(struct walk *walk, struct bound_derivation *bound, struct err *err)
{
    struct entity_source *source = &walk->sources[bound->sources[0]];
    const struct table *target = &walk->linked->tables[bound->target];
    bound->first_result = source->result_count;
    if (!source->table) return RC_OK; /* no ids: nobody is shown */
    if (source->result_count + bound->column_count > ENTITY_RESULT_LIMIT)
        return too_many(err, "columns", target->name);
    for (size_t c = 0; c < bound->column_count; c++)
        source->results[source->result_count++] = &target->columns[bound->first_column + c];
    return RC_OK;
}

static enum rc see_tables(struct walk *walk, struct bound_derivation *bound, struct err *err)
{
    const struct derived_table *tables = bound->derivation->tables;
    bound->skips_history = skips_history(walk, bound);
    for (size_t t = 0; tables[t].table; t++) {
        if (t == ENTITY_TABLE_LIMIT) return too_many(err, "tables", tables[t].table);
        enum rc rc =
            see_table(walk, tables[t].table, bound->skips_history, &bound->sources[t], err);
        struct entity_source *source = &walk->sources[bound->sources[t]];
        for (size_t i = 0; rc == RC_OK && tables[t].needs[i].column; i++) {
            rc = see_column(source, tables[t].needs[i].column, &bound->wanted[t][i], err);
            bound->need_counts[t] = i + 1;
        }
        if (rc != RC_OK) return rc;
        bound->table_count++;
    }
    return walk->kind != HISTORY_CUSTOMER ? see_results(walk, bound, err) : RC_OK;
}

/* Show every entity of the partition to one derivation. */
static void derive_partition(const struct walk *walk, const struct bound_derivation *bound,
                             const struct entity_partition *partition, void *const *out)
{
    const void *needs[ENTITY_TABLE_LIMIT][ENTITY_COLUMN_LIMIT];
    const void *const *columns[ENTITY_TABLE_LIMIT];
    const uint32_t *firsts[ENTITY_TABLE_LIMIT], *all[ENTITY_TABLE_LIMIT];
    for (size_t t = 0; t < bound->table_count; t++) {
        const struct entity_rows *rows = &partition->rows[bound->sources[t]];
        for (size_t i = 0; i < bound->need_counts[t]; i++)
            needs[t][i] = rows->columns[bound->wanted[t][i]];
        columns[t] = needs[t];
        firsts[t] = partition->first[bound->sources[t]];
        all[t] = partition->lists[bound->sources[t]];
    }
    const uint32_t *lists[ENTITY_TABLE_LIMIT];
    uint32_t row_counts[ENTITY_TABLE_LIMIT];
    struct entity entity = {.rows = lists,
                            .row_counts = row_counts,
                            .columns = columns,
                            .context = walk->context,
                            .begun = bound->begun};
    for (entity.number = 0; entity.number < partition->entity_count; entity.number++) {
        for (size_t t = 0; t < bound->table_count; t++) {
            const uint32_t *first = &firsts[t][entity.number];
            lists[t] = all[t] + first[0];
            row_counts[t] = first[1] - first[0];
        }
        bound->derivation->derive(&entity, out);
    }
}

static enum rc visit_rows(void *context, const struct entity_partition *partition, struct err *err)
{
    (void)err;
    const struct walk *walk = context;
    for (size_t d = 0; d < walk->derivation_count; d++) {
        const struct bound_derivation *bound = &walk->derivations[d];
        const struct entity_rows *rows = &partition->rows[bound->sources[0]];
        if (rows->row_count > 0)
            derive_partition(walk, bound, partition, rows->results + bound->first_result);
    }
    return RC_OK;
}

static enum rc prepare_customers(void *context, size_t partition_count, struct err *err)
{
    struct walk *walk = context;
    struct arena *arena = &walk->linked->arena;
    walk->partition_count = partition_count;
    walk->partitions = arena_take_array(arena, partition_count, sizeof *walk->partitions);
    struct segment_column *columns =
        arena_take_array(arena, partition_count * walk->out_count + 1, sizeof *columns);
    if (!walk->partitions || !columns)
        return err_memory(err, partition_count * walk->out_count * sizeof *columns);
    for (size_t p = 0; p < partition_count; p++)
        walk->partitions[p].columns = columns + p * walk->out_count;
    return RC_OK;
}

/* Zeroed values of every derived column for so many customers, in the thread's scratch. */
static enum rc take_customers(const struct walk *walk, const struct column *columns,
                              uint32_t row_count, void **values, struct err *err)
{
    struct scratch *scratch = &walk->threads[omp_get_thread_num()].scratch;
    size_t byte_count = 0;
    for (size_t c = 0; c < walk->out_count; c++)
        byte_count += row_count * column_type_bytes(columns[c].type);
    if (!scratch_clear(scratch, byte_count, walk->out_count)) return err_memory(err, byte_count);
    for (size_t c = 0; c < walk->out_count; c++) {
        const size_t column_bytes = row_count * column_type_bytes(columns[c].type);
        values[c] = scratch_take(scratch, column_bytes);
        memset(values[c], 0, column_bytes);
    }
    return RC_OK;
}

/* Columns that an `extend` reads by itself keep their width. */
static enum rc keep_values(const struct walk *walk, const struct bound_derivation *bound,
                           const struct column *columns, void *const *values,
                           struct customer_partition *own, struct err *err)
{
    struct store *store = &walk->threads[omp_get_thread_num()].store;
    for (size_t c = bound->first_out; c < bound->first_out + bound->column_count; c++) {
        struct segment_column *into = &own->columns[c];
        const enum column_type type = columns[c].type;
        const uint32_t value_bytes = (uint32_t)column_type_bytes(type);
        bool is_kept;
        if (bound->derivation->is_read_by_extend) {
            into->value_bytes = value_bytes;
            into->values = store_take_array(store, own->row_count, value_bytes);
            is_kept = into->values != NULL;
            if (is_kept) memcpy(into->values, values[c], (size_t)own->row_count * value_bytes);
        } else {
            is_kept = column_narrow(into, type, values[c], own->row_count, store);
        }
        if (!is_kept) return err_memory(err, (size_t)own->row_count * value_bytes);
        segment_column_span(into, type, own->row_count);
    }
    return RC_OK;
}

/* The customers of a partition, or, without one, a customer of zeros. */
static enum rc derive_customers(const struct walk *walk, const struct entity_partition *partition,
                                struct customer_partition *own, struct err *err)
{
    const struct column *columns = find_table(walk->linked, customer_table)->columns;
    void *values[DERIVATION_LIMIT * DERIVED_COLUMN_LIMIT];
    const uint32_t row_count = partition ? partition->entity_count : 1;
    enum rc rc = take_customers(walk, columns, row_count, values, err);
    own->row_count = rc == RC_OK ? row_count : 0;
    for (size_t d = 0; rc == RC_OK && d < walk->derivation_count; d++) {
        const struct bound_derivation *bound = &walk->derivations[d];
        if (partition) derive_partition(walk, bound, partition, values + bound->first_out);
        rc = keep_values(walk, bound, columns, values, own, err);
    }
    return rc;
}

static enum rc visit_customers(void *context, const struct entity_partition *partition,
                               struct err *err)
{
    const struct walk *walk = context;
    return derive_customers(walk, partition, &walk->partitions[partition->number], err);
}

/* One segment of the table "customers" for each partition with customers. */
static enum rc add_segments(struct walk *walk, struct err *err)
{
    struct table *table = find_table(walk->linked, customer_table);
    table->segments =
        arena_take_array(&walk->linked->arena, walk->partition_count, sizeof *table->segments);
    if (!table->segments) return err_memory(err, walk->partition_count * sizeof *table->segments);
    for (size_t p = 0; p < walk->partition_count; p++) {
        const struct customer_partition *own = &walk->partitions[p];
        if (own->row_count == 0) continue;
        table->segments[table->segment_count++] = (struct segment){
            .first_row = table->row_count, .row_count = own->row_count, .columns = own->columns};
        table->row_count += own->row_count;
    }
    return RC_OK;
}

static enum rc walk_customers(struct walk *walk, const struct entity_request *request,
                              struct err *err)
{
    const int thread_count = omp_get_max_threads();
    walk->threads = calloc((size_t)thread_count, sizeof *walk->threads);
    if (!walk->threads) return err_memory(err, (size_t)thread_count * sizeof *walk->threads);
    for (int i = 0; i < thread_count; i++) {
        scratch_init(&walk->threads[i].scratch);
        store_init(&walk->threads[i].store);
    }
    enum rc rc = entities_walk(request, err);
    /* Without a single customer the table has one empty row: what it could have told is then
     * refused in words, and not left out. */
    bool is_empty = true;
    for (size_t p = 0; p < walk->partition_count; p++)
        is_empty &= walk->partitions[p].row_count == 0;
    if (rc == RC_OK && is_empty) rc = derive_customers(walk, NULL, &walk->partitions[0], err);
    if (rc == RC_OK) rc = add_segments(walk, err);
    for (int i = 0; i < thread_count; i++) {
        scratch_release(&walk->threads[i].scratch);
        store_absorb(&walk->linked->store, &walk->threads[i].store);
    }
    free(walk->threads);
    return rc;
}

static enum rc walk_rows(struct walk *walk, const struct entity_request *request, struct err *err)
{
    const enum rc rc = entities_walk(request, err);
    for (size_t d = 0; rc == RC_OK && d < walk->derivation_count; d++) {
        const struct bound_derivation *bound = &walk->derivations[d];
        const struct table *target = &walk->linked->tables[bound->target];
        for (size_t c = bound->first_column; c < bound->first_column + bound->column_count; c++)
            for (size_t s = 0; s < target->segment_count; s++)
                segment_column_span(&target->segments[s].columns[c], target->columns[c].type,
                                    target->segments[s].row_count);
    }
    return rc;
}

/* Whether a family that is measured reads a column of the derivation: among its needs, in its own
 * derivation, or as the keys of an axis. */
static bool is_read(const struct derivation *derivation, const struct linked *linked,
                    const struct measure_options *options)
{
    for (size_t i = 0; i < family_count; i++) {
        if (!family_is_counted(options, linked, i)) continue;
        if (families[i]->derivation == derivation) return true;
        if (needs_column(families[i]->needs, derivation->columns)) return true;
        const struct derivation *own = families[i]->derivation;
        for (size_t t = 0; own && own->tables[t].table; t++)
            if (needs_column(own->tables[t].needs, derivation->columns)) return true;
        for (const enum axis *axis = families[i]->axes; *axis != AXIS_END; axis++)
            for (const struct need *column = derivation->columns; column->column; column++)
                if (strcmp(axis_rows[*axis].column, column->column) == 0) return true;
    }
    return false;
}

/* The derivations of one kind, whose targets the input has. Adding a table or a column moves tables
 * and columns in memory: only then are the sources tied to them. */
static enum rc bind_derivations(struct walk *walk, struct err *err)
{
    for (size_t i = 0; i < family_count; i++) {
        const struct derivation *derivation = families[i]->derivation;
        if (!derivation || derivation->history != walk->kind) continue;
        if (!is_read(derivation, walk->linked, walk->context->options)) continue;
        const bool has_rows = walk->kind != HISTORY_CUSTOMER;
        const char *name = has_rows ? derivation->tables[0].table : customer_table;
        const struct table *target = find_table(walk->linked, name);
        if (!target && !has_rows) target = linked_add_table(walk->linked, customer_table);
        if (!target && !has_rows) return err_memory(err, sizeof *target);
        if (!target || (has_rows && target->row_count == 0)) continue;
        if (walk->derivation_count == DERIVATION_LIMIT)
            return too_many(err, "derivations", families[i]->name);
        struct bound_derivation *bound = &walk->derivations[walk->derivation_count++];
        *bound = (struct bound_derivation){.derivation = derivation,
                                           .target = (size_t)(target - walk->linked->tables)};
        const enum rc rc = add_columns(walk, bound, err);
        if (rc != RC_OK) return rc;
    }
    enum rc rc = RC_OK;
    for (size_t d = 0; rc == RC_OK && d < walk->derivation_count; d++) {
        struct bound_derivation *bound = &walk->derivations[d];
        rc = see_tables(walk, bound, err);
        if (rc == RC_OK && bound->derivation->begin)
            rc = bound->derivation->begin(walk->linked, &walk->linked->arena, &bound->begun, err);
    }
    return rc;
}

enum rc measure_derive(struct linked *linked, const struct measure_context *context,
                       struct err *err)
{
    enum rc rc = RC_OK;
    for (int kind = 0; rc == RC_OK && kind < HISTORY_KIND_COUNT; kind++) {
        struct walk walk = {.linked = linked, .context = context, .kind = (enum history_kind)kind};
        rc = bind_derivations(&walk, err);
        if (rc != RC_OK || walk.derivation_count == 0) continue;
        const bool has_rows = kind != HISTORY_CUSTOMER;
        struct kept_counts *kept = context->options ? context->options->kept : NULL;
        const struct entity_keeping keeping = {.files = kept ? kept->files : NULL,
                                               .linked = linked,
                                               .name = history_domains[kind],
                                               .least_rows = KEPT_HISTORY_LEAST_ROWS,
                                               .notes =
                                                   kept ? &context->options->kept->notes : NULL};
        const struct entity_request request = {.keeping = kept && !has_rows ? &keeping : NULL,
                                               .sources = walk.sources,
                                               .source_count = walk.source_count,
                                               .prepare = has_rows ? NULL : prepare_customers,
                                               .visit = has_rows ? visit_rows : visit_customers,
                                               .context = &walk};
        rc = has_rows ? walk_rows(&walk, &request, err) : walk_customers(&walk, &request, err);
    }
    return rc;
}
