/* ingest/ingest.h: the stage that turns files into typed columns.
 *
 *   1.1 inventory   the files behind the arguments, in byte order of their paths; SHA-256,
 *                   encoding and header of each
 *   1.2 classify    which table each belongs to, and which of its columns the table takes
 *   1.3 scan        chunks of fixed size in parallel; each seam proved, or the chunk read again
 *   1.4 gather      the chunks' segments put in input order, and their rejects joined
 *
 * With a cache (ingest/cache/cache.h) files that were read before are loaded instead, and the
 * others kept. The result does not depend on it, nor on threads, chunk size, or the order of the
 * arguments. Nothing vanishes: for every file rows_in = rows_used + rows_rejected (before link
 * moves repeated rows from used to superseded). */
#ifndef INGEST_INGEST_H
#define INGEST_INGEST_H
#include "base/store.h"
#include "ingest/column.h"
#include "ingest/lexicon/quote.h"
#include "ingest/options.h"
#include "ingest/reject.h"

struct cache_key;
struct later;

/* One input file. Strings live in the ingested arena. A rejects file given back (FORMATS.md section
 * 4) stands here once for each table that it has records of, with the same path and bytes. */
struct input_file {
    const char *path; /* as given or found; "-" for standard input */
    int32_t table;    /* schema index; -1: ignored, `why` says the reason */
    const char *why;  /* "file name begins with 维修", "12 of 26 columns named in its header ...",
                         "not a CSV file" */
    const char *encoding; /* "" when the file was not looked at */
    char sha256[65];      /* of the stored bytes, hexadecimal; of a compressed stream, of what was
                             in it; "" when the file was not looked at */
    uint64_t byte_count, stored_byte_count;
    uint64_t rows_in, rows_used, rows_rejected, rows_superseded;
    const char *const *unknown_headers;
    size_t unknown_header_count;
    /* The file's entry in the month cache, and by what it is known there; NULL: it has none. Such a
     * file's rows are the entry's, in the same order, but for those that link drops. */
    const char *cache_path;
    const struct cache_key *cache_key;
};

/* Fields seen in one column of one table: those of used rows of files that have the column. value +
 * missing + bad is their number; unlisted and date_alone are among the values. */
struct column_quality {
    uint64_t value_count, missing_count, bad_count, unlisted_count, date_alone_count;
};

/* A table as it was read, and what was seen of its fields. */
struct ingested_table {
    struct table table;
    struct column_quality *quality; /* per schema column */
};

/* How the chunks met: chunks = files with rows + seams_met + reparsed (but for a rejects file). Of
 * the records, how many the fast scanner proved to be standard, and how many libcsv read. */
struct seam_count {
    uint64_t chunks, seams_met, reparsed;
    uint64_t records_fast, records_libcsv;
};

/* What the cache did (ingest/cache/cache.h), for people; nothing without one. Bytes are those of
 * its entries. */
struct cache_count {
    uint64_t files_taken, files_added;
    uint64_t bytes_taken, bytes_added;
};

struct ingested {
    struct arena arena;            /* everything but values */
    struct store store;            /* values of all segments */
    struct ingested_table *tables; /* one per schema table; row_count 0 when no file */
    size_t table_count;
    struct input_file *files; /* in byte order of paths */
    size_t file_count;
    struct code_list *const *code_lists; /* all that segments point to */
    size_t code_list_count;
    struct rejects rejects; /* records and fields, in input order */
    struct quotes quotes;   /* of texts; their rows are those of the tables before link */
    struct seam_count seams;
    struct cache_count cache;
    const char *cache_notes; /* lines to be shown; NULL or "": none */
    struct later *later;     /* what waits in segments (ingest/later.h); NULL: nothing */
};

/* How far the stage is; called from one thread at a time, often. May be NULL. */
struct ingest_progress {
    void (*report)(void *context, uint64_t bytes_done, uint64_t bytes_all, uint64_t rows,
                   uint64_t rejects);
    void *context;
};

/* Read all of `paths` (files, folders, globs, "-"). On failure *ingested is empty and err says
 * which file and why. */
enum rc ingest_run(struct ingested *ingested, const struct schema *schema,
                   const struct ingest_options *options, const char *const *paths,
                   size_t path_count, const struct ingest_progress *progress, struct err *err);
void ingested_release(struct ingested *ingested);

#endif
