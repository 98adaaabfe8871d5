/* layer: link */
/* link: processor time an event for the cutting of ids into partitions, for the whole walk over
 * entities, for the search for repeated rows, and for domain codes. Usage: link [ROWS [THREADS]].
 * Build after the release preset:
 *   cc -O3 -fopenmp -Iengine bench/micro/link.c build/release/librater_link.a \
 *      build/release/librater_ingest.a build/release/librater_base.a -o /tmp/rater-link
 * Times are user and system time of all threads, so that a busy machine hardly shows in them. */
#include "base/hash.h"
#include "link/entities.h"
#include "link/partition.h"
#include "link/stages.h"

#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

enum { SEGMENT_ROWS = 25000, COLUMN_KEY = 0, COLUMN_CLOCK, COLUMN_CLOSED, COLUMNS };

static double seconds(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           1e-6 * (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

static void print(const char *what, double from, double count)
{
    printf("  %-44s %6.2f ns\n", what, (seconds() - from) * 1e9 / count);
}

/* A table of repairs: ids of `key_count` units in random order, times in order but for a few. */
static void make_table(struct table *table, struct store *store, uint32_t row_count,
                       uint32_t slot_bytes, uint32_t key_count, bool is_unique)
{
    static const struct schema_table schema = {
        .name = "repairs", .key = COLUMN_KEY, .clock = COLUMN_CLOCK};
    static struct column columns[] = {{"unit_id", COLUMN_ID, "unit", true},
                                      {"reported_at", COLUMN_TIME, "", true},
                                      {"closed_at", COLUMN_TIME, "", true}};
    *table = (struct table){
        .schema = &schema, .name = "repairs", .columns = columns, .column_count = COLUMNS};
    table->segments = calloc(row_count / SEGMENT_ROWS + 1, sizeof *table->segments);
    for (uint32_t first = 0; first < row_count; first += SEGMENT_ROWS) {
        const uint32_t count = row_count - first < SEGMENT_ROWS ? row_count - first : SEGMENT_ROWS;
        struct segment_column *made = calloc(COLUMNS, sizeof *made);
        unsigned char *slots = store_take_array(store, count, slot_bytes);
        int32_t *clock = store_take_array(store, count, sizeof *clock);
        int32_t *closed = store_take_array(store, count, sizeof *closed);
        memset(slots, 0, (size_t)count * slot_bytes);
        for (uint32_t i = 0; i < count; i++) {
            const uint64_t hash = hash_u64(first + i);
            char text[KEY_SLOT_LIMIT + 1];
            const unsigned id =
                is_unique ? (first + i) * 2654435761U : (unsigned)(hash % key_count);
            (void)snprintf(text, sizeof text, slot_bytes > 8 ? "SN-2025-%010uX" : "%08X", id);
            memcpy(slots + (size_t)i * slot_bytes, text, strlen(text));
            clock[i] = (int32_t)((first + i) / 8 + (hash >> 60 == 0 ? hash >> 52 & 255 : 0));
            closed[i] = clock[i] + (int32_t)(hash >> 32 & 4095);
        }
        made[COLUMN_KEY] = (struct segment_column){.values = slots, .value_bytes = slot_bytes};
        made[COLUMN_CLOCK] = (struct segment_column){.values = clock, .value_bytes = 4};
        made[COLUMN_CLOSED] = (struct segment_column){.values = closed, .value_bytes = 4};
        table->segments[table->segment_count++] =
            (struct segment){.first_row = first, .row_count = count, .columns = made};
    }
    table->row_count = row_count;
}

static enum rc look(void *context, const struct entity_partition *partition, struct err *err)
{
    (void)err;
#pragma omp atomic
    *(uint64_t *)context += partition->entity_count;
    return RC_OK;
}

static void time_table(uint32_t row_count, uint32_t slot_bytes, int thread_count)
{
    struct err err = ERR_INIT;
    struct store store;
    struct table table;
    store_init(&store);
    printf("%u rows, slots of %u bytes\n", row_count, slot_bytes);
    make_table(&table, &store, row_count, slot_bytes, row_count / 3 + 1, false);
    struct partition_source source = {.table = &table,
                                      .columns = {COLUMN_CLOCK, COLUMN_CLOSED},
                                      .column_count = 2,
                                      .keeps_rows = true};
    struct partitions partitions;
    double from = seconds();
    if (partitions_make(&partitions, &source, 1, thread_count, &err) != RC_OK) abort();
    print("cut into partitions", from, row_count);
    uint32_t largest = 0;
    for (size_t p = 0; p < partitions.count; p++)
        if (source.first[p + 1] - source.first[p] > largest)
            largest = source.first[p + 1] - source.first[p];
    printf("  (%zu partitions, the largest of %u rows)\n", partitions.count, largest);
    partitions_release(&partitions);
    uint64_t entity_count = 0;
    const struct entity_source asked = {.table = &table,
                                        .columns = {&table.columns[1], &table.columns[2]},
                                        .column_count = 2,
                                        .keeps_rows = true};
    const struct entity_request request = {.sources = &asked,
                                           .source_count = 1,
                                           .visit = look,
                                           .context = &entity_count,
                                           .thread_count = thread_count};
    from = seconds();
    if (entities_walk(&request, &err) != RC_OK) abort();
    print("the whole walk", from, row_count);
    printf("  (%llu entities)\n", (unsigned long long)entity_count);
    make_table(&table, &store, row_count, slot_bytes, row_count, true);
    struct input_file file = {.rows_used = row_count};
    struct ingested_table read = {.table = table};
    struct ingested ingested = {.files = &file, .file_count = 1, .tables = &read};
    struct linked linked = {.tables = &table, .table_count = 1};
    from = seconds();
    if (link_supersede(&linked, &ingested, &err) != RC_OK || table.row_count != row_count) abort();
    print("search for repeated rows (none found)", from, row_count);
    store_release(&store);
}

static void time_names(uint32_t name_count, uint32_t list_count)
{
    struct err err = ERR_INIT;
    struct schema_table schema = {.name = "repairs", .key = -1};
    struct column column = {"technician_id", COLUMN_CODE, "technician", true};
    struct table table = {.schema = &schema, .columns = &column, .column_count = 1};
    struct ingested_table read = {.table = table};
    struct code_list **lists = calloc(list_count, sizeof *lists);
    struct arena arena = ARENA_INIT;
    for (uint32_t l = 0; l < list_count; l++) {
        struct key_text *names = arena_take_array(&arena, name_count + 1, sizeof *names);
        for (uint32_t i = 1; i <= name_count; i++) {
            char text[16];
            const int length =
                snprintf(text, sizeof text, "T%07u", (unsigned)(i * 7919U + l) % (name_count * 2));
            names[i] =
                (struct key_text){arena_copy_text(&arena, text, (size_t)length), (uint32_t)length};
        }
        lists[l] = arena_take(&arena, sizeof **lists);
        *lists[l] = (struct code_list){.names = names, .name_count = name_count};
    }
    struct ingested ingested = {
        .tables = &read, .table_count = 1, .code_lists = lists, .code_list_count = list_count};
    struct linked linked = {.tables = &table, .table_count = 1};
    printf("%u lists of %u names\n", list_count, name_count);
    const double from = seconds();
    if (link_dictionaries(&linked, &ingested, &err) != RC_OK) abort();
    print("domain codes, a name of a list", from, (double)name_count * list_count);
    printf("  (%u codes)\n", linked.dictionaries[0].code_count);
}

int main(int argc, char **argv)
{
    const uint32_t row_count = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 10000000;
    const int thread_count = argc > 2 ? (int)strtol(argv[2], NULL, 10) : omp_get_max_threads();
    omp_set_num_threads(thread_count);
    time_table(row_count, 8, thread_count);
    time_table(row_count, 24, thread_count);
    time_names(row_count / 10, 4);
    time_names(3000, row_count / 30000);
    return 0;
}
