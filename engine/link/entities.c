#include "link/entities_steps.h"

#include <omp.h>
#include <stdlib.h>
#include <string.h>

/* Index of the column among the carried ones; one that is wanted twice is carried once. */
static int32_t carry(struct partition_source *source, size_t column)
{
    for (size_t c = 0; c < source->column_count; c++)
        if (source->columns[c] == column) return (int32_t)c;
    source->columns[source->column_count] = column;
    return (int32_t)source->column_count++;
}
_Static_assert(ENTITY_COLUMN_LIMIT + 1 <= (int)PARTITION_COLUMN_LIMIT, "the clock is carried, too");
_Static_assert(ENTITY_RESULT_LIMIT <= (int)PARTITION_RESULT_LIMIT, "all come back");

static void plan_source(struct walk *walk, size_t t)
{
    const struct entity_source *asked = &walk->request->sources[t];
    const struct table *table = asked->table;
    struct partition_source *source = &walk->sources[t];
    struct plan *plan = &walk->plans[t];
    *source = (struct partition_source){.table = table, .key = asked->key};
    *plan = (struct plan){.clock = CLOCK_NONE, .wanted_count = asked->column_count};
    if (!table) return;
    source->keeps_rows = asked->keeps_rows;
    source->result_count = asked->result_count;
    for (size_t r = 0; r < asked->result_count; r++)
        source->results[r] = table_column_index(table, asked->results[r]);
    const int32_t clock = table->schema ? table->schema->clock : CLOCK_NONE;
    if (clock >= 0 && table->columns[clock].is_present) {
        plan->clock = carry(source, (size_t)clock);
        source->has_start = asked->has_clock_start;
        source->start = asked->clock_start;
        source->start_column = (size_t)clock;
    }
    for (size_t c = 0; c < asked->column_count; c++) {
        const struct column *column = asked->columns[c];
        plan->wanted[c] =
            column && column->is_present ? carry(source, table_column_index(table, column)) : -1;
    }
    partition_widths(source);
}

/* One column of the records as an array. */
void walk_unpack(const struct walk *walk, size_t t, size_t p, size_t column, unsigned char *out)
{
    const struct partition_source *source = &walk->sources[t];
    const size_t record_bytes = source->record_bytes, value_bytes = source->value_bytes[column];
    const unsigned char *values =
        source->records + source->first[p] * record_bytes + source->offsets[column];
    const uint32_t count = record_count(walk, t, p);
    for (uint32_t i = 0; value_bytes == 4 && i < count; i++)
        memcpy(out + (size_t)i * 4, values + i * record_bytes, 4);
    for (uint32_t i = 0; value_bytes == 8 && i < count; i++)
        memcpy(out + (size_t)i * 8, values + i * record_bytes, 8);
    for (uint32_t i = 0; value_bytes == 1 && i < count; i++) out[i] = values[i * record_bytes];
}

static bool is_ascending(const int32_t *clock, uint32_t count)
{
    uint32_t falls = 0;
    for (uint32_t i = 1; i < count; i++) falls += clock[i] < clock[i - 1];
    return falls == 0;
}

static int compare_u64(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

void walk_order_list(uint32_t *list, uint32_t count, const int32_t *clock, uint64_t *keys)
{
    enum { SHORT_LIST = 24 };
    if (count <= SHORT_LIST) {
        for (uint32_t i = 1; i < count; i++) {
            const uint32_t row = list[i];
            uint32_t at = i;
            for (; at > 0 && clock[list[at - 1]] > clock[row]; at--) list[at] = list[at - 1];
            list[at] = row;
        }
        return;
    }
    bool ordered = true;
    for (uint32_t i = 1; ordered && i < count; i++) ordered = clock[list[i - 1]] <= clock[list[i]];
    if (ordered) return;
    const uint32_t sign = UINT32_C(1) << 31;
    for (uint32_t i = 0; i < count; i++)
        keys[i] = (uint64_t)((uint32_t)clock[list[i]] ^ sign) << 32 | list[i];
    qsort(keys, count, sizeof *keys, compare_u64);
    for (uint32_t i = 0; i < count; i++) list[i] = (uint32_t)keys[i];
}

/* Lists that are not in order: found in one walk over all of them without branches on what is
 * rare, the fall of a clock from one row of a list to the next. */
static void order_lists(const uint32_t *first, uint32_t *list, uint32_t entity_count,
                        const int32_t *clock, uint32_t count, struct scratch *scratch)
{
    if (!clock || is_ascending(clock, count)) return;
    uint8_t *begins = scratch_take(scratch, (size_t)count + 1);       /* a list begins there */
    uint32_t *fallen = scratch_take(scratch, count * sizeof *fallen); /* beginnings of lists */
    uint64_t *keys = scratch_take(scratch, count * sizeof *keys);
    memset(begins, 0, (size_t)count + 1);
    for (uint32_t e = 0; e <= entity_count; e++) begins[first[e]] = 1;
    uint32_t fallen_count = 0, from = 0;
    for (uint32_t i = 1; i < count; i++) {
        from = begins[i] ? i : from;
        fallen[fallen_count] = from;
        fallen_count += !begins[i] & (clock[list[i]] < clock[list[i - 1]]);
    }
    for (uint32_t f = 0; f < fallen_count; f++) {
        if (f > 0 && fallen[f] == fallen[f - 1]) continue;
        const uint8_t *end = memchr(begins + fallen[f] + 1, 1, count - fallen[f]);
        walk_order_list(list + fallen[f], (uint32_t)(end - begins) - fallen[f], clock, keys);
    }
}

size_t walk_source_bytes(const struct walk *walk, size_t t, size_t row_count, size_t *pieces)
{
    const struct partition_source *source = &walk->sources[t];
    size_t row_bytes = 1 + 2 * sizeof(uint32_t) + sizeof(uint64_t); /* begins, fallen, row; key */
    for (size_t c = 0; c < source->column_count; c++) row_bytes += source->value_bytes[c];
    *pieces += source->column_count + 4;
    return row_count * row_bytes + 1;
}

static const uint32_t *unpack_rows(const struct walk *walk, size_t t, size_t p,
                                   struct scratch *scratch)
{
    const struct partition_source *source = &walk->sources[t];
    const uint32_t count = record_count(walk, t, p);
    const unsigned char *rows =
        source->records + (size_t)source->first[p] * source->record_bytes + source->row_offset;
    uint32_t *out = scratch_take(scratch, count * sizeof *out);
    for (uint32_t i = 0; i < count; i++)
        memcpy(&out[i], rows + i * (size_t)source->record_bytes, sizeof *out);
    return out;
}

/* Arrays of the carried columns of source t, and which of them are the wanted ones; returns the
 * clock. */
static const int32_t *unpack_source(const struct walk *walk, size_t t, size_t p,
                                    struct entity_rows *rows, struct scratch *scratch)
{
    const struct partition_source *source = &walk->sources[t];
    const struct plan *plan = &walk->plans[t];
    const void *carried[PARTITION_COLUMN_LIMIT];
    for (size_t c = 0; c < source->column_count; c++) {
        unsigned char *values =
            scratch_take(scratch, (size_t)rows->row_count * source->value_bytes[c]);
        walk_unpack(walk, t, p, c, values);
        carried[c] = values;
    }
    for (size_t c = 0; c < plan->wanted_count; c++)
        rows->columns[c] = plan->wanted[c] >= 0 ? carried[plan->wanted[c]] : NULL;
    if (source->keeps_rows) rows->table_rows = unpack_rows(walk, t, p, scratch);
    return plan->clock == CLOCK_NONE ? NULL : carried[plan->clock];
}

/* The partition's part of each result, zeroed. */
static void clear_results(const struct walk *walk, size_t t, size_t p, struct entity_rows *rows)
{
    const struct partition_source *source = &walk->sources[t];
    for (size_t r = 0; r < source->result_count; r++) {
        const enum column_type type = source->table->columns[source->results[r]].type;
        const size_t value_bytes = column_type_bytes(type);
        rows->results[r] = (char *)source->result_values[r] + source->first[p] * value_bytes;
        memset(rows->results[r], 0, rows->row_count * value_bytes);
    }
}

static size_t partition_bytes(const struct walk *walk, size_t p, uint32_t all_count, size_t *pieces)
{
    const size_t source_count = walk->request->source_count;
    size_t needed = grouping_bytes(all_count, source_count, walk->partitions.slot_bytes, pieces);
    for (size_t t = 0; t < source_count; t++)
        needed += walk_source_bytes(walk, t, record_count(walk, t, p), pieces);
    return needed;
}

void walk_group(const struct walk *walk, size_t p, struct grouping *grouping,
                struct scratch *scratch)
{
    struct grouping_source sources[ENTITY_TABLE_LIMIT];
    for (size_t t = 0; t < walk->request->source_count; t++) {
        const struct partition_source *source = &walk->sources[t];
        sources[t] = (struct grouping_source){.record_bytes = source->record_bytes,
                                              .record_count = record_count(walk, t, p)};
        if (sources[t].record_count > 0)
            sources[t].records = source->records + (size_t)source->first[p] * source->record_bytes;
    }
    grouping_make(grouping, sources, walk->request->source_count, walk->partitions.slot_bytes,
                  scratch);
}
_Static_assert((int)ENTITY_TABLE_LIMIT == (int)GROUPING_SOURCE_LIMIT, "all are grouped");

static enum rc show_partition(struct walk *walk, size_t p, struct scratch *scratch, struct err *err)
{
    const size_t source_count = walk->request->source_count;
    uint32_t all_count = 0;
    for (size_t t = 0; t < source_count; t++) all_count += record_count(walk, t, p);
    if (all_count == 0) return RC_OK;
    size_t pieces = 0;
    const size_t needed = partition_bytes(walk, p, all_count, &pieces);
    if (!scratch_clear(scratch, needed, pieces)) return err_memory(err, needed);
    struct grouping grouping;
    walk_group(walk, p, &grouping, scratch);
    struct entity_partition shown = {
        .number = p, .source_count = source_count, .entity_count = grouping.entity_count};
    for (size_t t = 0; t < source_count; t++) {
        struct entity_rows *rows = &shown.rows[t];
        rows->row_count = record_count(walk, t, p);
        if (rows->row_count > 0) {
            const int32_t *clock = unpack_source(walk, t, p, rows, scratch);
            order_lists(grouping.first[t], grouping.lists[t], grouping.entity_count, clock,
                        rows->row_count, scratch);
            clear_results(walk, t, p, rows);
        }
        shown.first[t] = grouping.first[t];
        shown.lists[t] = grouping.lists[t];
    }
    if (walk->writes) walk_keep(walk, &shown);
    return walk->request->visit(walk->request->context, &shown, err);
}

/* Records of partitions that have been shown go back to the system as the walk goes on: what is
 * made of them takes their place. */
static void give_back(struct walk *walk, size_t shown)
{
    struct walk_progress *progress = &walk->progress;
    const size_t before = progress->past, partition_count = walk->partitions.count;
    progress->is_shown[shown] = true;
    while (progress->past < partition_count && progress->is_shown[progress->past]) progress->past++;
    if (progress->past == before) return;
    for (size_t t = 0; t < walk->request->source_count; t++) {
        const struct partition_source *source = &walk->sources[t];
        if (!source->records) continue;
        const size_t end = source->first[progress->past] * (size_t)source->record_bytes;
        if (end >= progress->given_bytes[t] + GIVEN_BACK_BYTES)
            progress->given_bytes[t] =
                store_give_back(source->records, progress->given_bytes[t], end);
    }
}

/* Threads take partitions one by one; the first failure is kept, and no more are begun after it. */
static enum rc show_all(struct walk *walk, int thread_count, struct err *err)
{
    enum rc rc = RC_OK;
    const size_t partition_count = walk->partitions.count;
#pragma omp parallel default(none) shared(walk, rc, err, partition_count)                          \
    num_threads(thread_count) if (partition_count > 1)
    {
        struct scratch scratch;
        scratch_init(&scratch);
#pragma omp for schedule(dynamic)
        for (size_t p = 0; p < partition_count; p++) {
            enum rc seen;
#pragma omp atomic read
            seen = rc;
            if (seen != RC_OK) continue;
            struct err own = ERR_INIT;
            const enum rc shown = walk->reads_known ? walk_show_known(walk, p, &scratch, &own)
                                                    : show_partition(walk, p, &scratch, &own);
            if (shown == RC_OK) {
#pragma omp critical(entities_given)
                give_back(walk, p);
                continue;
            }
#pragma omp critical(entities_failure)
            if (rc == RC_OK) {
                if (err && err->rc == RC_OK) *err = own;
#pragma omp atomic write
                rc = shown;
            }
        }
        scratch_release(&scratch);
    }
    return rc;
}

/* Where the partitions are as many as, and the slots as wide as, in what was put together before,
 * and where slots are to be kept. */
static struct partition_form form_of(const struct walk *walk)
{
    if (walk->reads_known)
        return (struct partition_form){walk->known.shape.partition_count,
                                       walk->known.shape.slot_bytes};
    return (struct partition_form){0, walk->writes ? KEY_UNIT_BYTES : 0};
}

/* The whole walk; with the known rows, or, when they turn out to be damaged, without. */
static enum rc walk_once(struct walk *walk, bool reads, int thread_count, struct err *err)
{
    const struct entity_request *request = walk->request;
    struct arena arena = ARENA_INIT;
    walk->reads_known = walk->writes = false;
    for (size_t t = 0; t < request->source_count; t++) plan_source(walk, t);
    enum rc rc = walk_open_known(walk, &arena, reads, err);
    const struct partition_form form = form_of(walk);
    if (rc == RC_OK)
        rc = partitions_make_as(&walk->partitions, walk->sources, request->source_count, &form,
                                thread_count, err);
    if (rc == RC_OK && walk->writes) walk_begin_keeping(walk);
    walk->progress = (struct walk_progress){
        .is_shown = arena_take_array(&arena, walk->partitions.count, sizeof(bool))};
    if (rc == RC_OK && !walk->progress.is_shown) rc = err_memory(err, walk->partitions.count);
    if (rc == RC_OK && request->prepare)
        rc = request->prepare(request->context, walk->partitions.count, err);
    if (rc == RC_OK) rc = show_all(walk, thread_count, err);
    if (rc == RC_OK) partitions_return(&walk->partitions, thread_count);
    walk_close_known(walk, rc);
    partitions_release(&walk->partitions);
    arena_release(&arena);
    return rc;
}

enum rc entities_walk(const struct entity_request *request, struct err *err)
{
    struct walk walk = {.request = request};
    if (request->source_count > ENTITY_TABLE_LIMIT)
        return err_set(err, RC_BUG, "entities of %zu tables are asked for", request->source_count);
    for (size_t t = 0; t < request->source_count; t++)
        if (request->sources[t].column_count > ENTITY_COLUMN_LIMIT ||
            request->sources[t].result_count > ENTITY_RESULT_LIMIT)
            return err_set(err, RC_BUG, "%zu columns of a table are asked for",
                           request->sources[t].column_count);
    const int thread_count =
        request->thread_count > 0 ? request->thread_count : omp_get_max_threads();
    struct err own = ERR_INIT;
    enum rc rc = walk_once(&walk, true, thread_count, &own);
    if (rc == RC_INPUT && atomic_load(&walk.is_known_broken)) {
        own = (struct err)ERR_INIT;
        rc = walk_once(&walk, false, thread_count, &own);
    }
    if (rc != RC_OK && err && err->rc == RC_OK) *err = own;
    return rc;
}
