/* layer: ingest */
/* How long it takes to turn files into typed columns: by the fast scanner in each of its variants,
 * and by libcsv alone; and what libcsv takes for the bare walk over the cells, with callbacks that
 * only count. Each round has all of them, one after another.
 * Usage: ingest [-t THREADS] [-r ROUNDS] [-i ISA] [-d] FILE... */
#include "ingest/ingest.h"

#include <csv.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static double seconds(clockid_t clock)
{
    struct timespec now;
    (void)clock_gettime(clock, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static int run(const struct schema *schema, const struct ingest_options *options,
               const char *const *paths, size_t path_count, const char *name)
{
    struct ingested ingested;
    struct err err = ERR_INIT;
    const double wall = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    if (ingest_run(&ingested, schema, options, paths, path_count, NULL, &err) != RC_OK) {
        (void)fprintf(stderr, "%s\n", err.message);
        return 1;
    }
    const double wall_s = seconds(CLOCK_MONOTONIC) - wall,
                 cpu_s = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    uint64_t rows = 0, bytes = 0;
    for (size_t i = 0; i < ingested.file_count; i++) {
        rows += ingested.files[i].rows_in;
        bytes += ingested.files[i].byte_count;
    }
    const struct seam_count *seams = &ingested.seams;
    printf("%-9s %7.3f s wall %7.3f s CPU %7.1f CPU ns/row %6.3f GB/s a core  %" PRIu64
           " rows, %" PRIu64 " chunks, %" PRIu64
           " read again, %.4f %% of records by libcsv, store %zu MB\n",
           name, wall_s, cpu_s, 1e9 * cpu_s / (double)rows, 1e-9 * (double)bytes / cpu_s, rows,
           seams->chunks, seams->reparsed,
           100 * (double)seams->records_libcsv /
               (double)(seams->records_fast + seams->records_libcsv),
           ingested.store.byte_count >> 20);
    ingested_release(&ingested);
    return 0;
}

struct bare_counts {
    uint64_t cells, rows;
};

static void count_cell(void *cell, size_t byte_count, void *counts)
{
    (void)cell;
    (void)byte_count;
    ((struct bare_counts *)counts)->cells++;
}

static void count_row(int terminator, void *counts)
{
    (void)terminator;
    ((struct bare_counts *)counts)->rows++;
}

/* Bytes of the file that libcsv has walked over; 0 when it could not. */
static uint64_t walk_bare(const char *path, struct bare_counts *counts)
{
    static char block[1 << 20];
    struct csv_parser parser;
    uint64_t byte_count = 0;
    FILE *file = fopen(path, "rb");
    if (!file || csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) return 0;
    for (size_t got; (got = fread(block, 1, sizeof block, file)) > 0; byte_count += got)
        if (csv_parse(&parser, block, got, count_cell, count_row, counts) != got) return 0;
    (void)csv_fini(&parser, count_cell, count_row, counts);
    csv_free(&parser);
    (void)fclose(file);
    return byte_count;
}

static int run_bare(const char *const *paths, size_t path_count)
{
    struct bare_counts counts = {0, 0};
    uint64_t bytes = 0;
    const double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    for (size_t i = 0; i < path_count; i++) {
        const uint64_t byte_count = walk_bare(paths[i], &counts);
        if (byte_count == 0) return 1;
        bytes += byte_count;
    }
    const double cpu_s = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    printf("%-9s %15s %7.3f s CPU %7.1f CPU ns/row %6.3f GB/s a core  %" PRIu64 " rows, %" PRIu64
           " cells\n",
           "bare walk", "", cpu_s, 1e9 * cpu_s / (double)counts.rows, 1e-9 * (double)bytes / cpu_s,
           counts.rows, counts.cells);
    return 0;
}

int main(int argc, char **argv)
{
    struct schema schema;
    struct ingest_options options;
    struct err err = ERR_INIT;
    const char *only = NULL;
    int rounds = 3, option;
    ingest_options_init(&options);
    options.thread_count = 1;
    while ((option = getopt(argc, argv, "t:r:i:d")) != -1) {
        if (option == 't') options.thread_count = (int)strtol(optarg, NULL, 10);
        if (option == 'r') rounds = (int)strtol(optarg, NULL, 10);
        if (option == 'd') options.is_digest_off = true;
        if (option == 'i') only = optarg;
        if (option == '?') return 2;
    }
    if (schema_load(&schema, &err) != RC_OK) return 1;
    const char *const *paths = (const char *const *)(argv + optind);
    const size_t path_count = (size_t)(argc - optind);
    int failed = 0;
    for (int round = 0; round < rounds && !failed; round++) {
        for (enum isa isa = 0; isa < ISA_COUNT && !failed; isa++) {
            if (!isa_is_here(isa) || (only && strcmp(only, isa_name(isa)) != 0)) continue;
            options.isa = isa;
            failed = run(&schema, &options, paths, path_count, isa_name(isa));
        }
        options.is_libcsv_only = true;
        if (round == 0 && !only && !failed)
            failed = run(&schema, &options, paths, path_count, "libcsv");
        options.is_libcsv_only = false;
        if (!failed) failed = run_bare(paths, path_count);
    }
    schema_release(&schema);
    return failed;
}
