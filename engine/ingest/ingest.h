/* ingest/ingest.h: the stage that turns files into typed columns.
 *
 *   1.1 inventory   the files behind the arguments, in byte order of their paths; SHA-256,
 *                   encoding and header of each
 *   1.2 classify    which table each belongs to, and which of its columns the table takes
 *   1.3 scan        chunks of fixed size in parallel; each seam proved, or the chunk read again
 *   1.4 gather      chunks joined to columns in input order
 *
 * The result does not depend on threads, chunk size, or the order of the arguments. Nothing
 * vanishes: for every file rows_in = rows_used + rows_rejected (before link moves repeated rows
 * from used to superseded). */
#ifndef INGEST_INGEST_H
#define INGEST_INGEST_H
#include "ingest/column.h"
#include "ingest/options.h"
#include "ingest/reject.h"

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
    /* its used rows within the table, before superseded rows are dropped */
    uint32_t first_row, row_count;
    const char *const *unknown_headers;
    size_t unknown_header_count;
};

/* Fields seen in one column of one table: those of used rows of files that have the column. value +
 * missing + bad is their number; unlisted and date_alone are among the values. */
struct column_quality {
    uint64_t value_count, missing_count, bad_count, unlisted_count, date_alone_count;
};

/* The text of an id, code or path as it was read. Only link looks at these. */
struct key_text {
    const char *bytes; /* UTF-8; of code_names also NUL-terminated; NULL: missing */
    uint32_t byte_count;
};

/* An id column before link; its values are zeros until link fills them. */
struct raw_keys {
    uint64_t *hashes;       /* hash_bytes of the text, 0 for missing; row_count */
    struct key_text *texts; /* row_count */
};

/* A table as it was read. A column has values when a file with at least one row or blank line has
 * it; values of code and path columns are numbers into code_names, 0 missing, given in the order in
 * which the texts are first met. */
struct ingested_table {
    struct table table;
    struct column_quality *quality; /* per schema column */
    struct raw_keys *keys;          /* per schema column; empty for columns that are no id */
    struct key_text **code_names;   /* per schema column (code, path): index 0 is not used */
    uint32_t *code_counts;          /* per schema column: names in code_names, without index 0 */
};

/* How the chunks met: chunks = files with rows + seams_met + reparsed (but for a rejects file). */
struct seam_count {
    uint64_t chunks, seams_met, reparsed;
};

struct ingested {
    struct arena arena;
    struct ingested_table *tables; /* one per schema table; row_count 0 when no file */
    size_t table_count;
    struct input_file *files; /* in byte order of paths */
    size_t file_count;
    struct rejects rejects; /* records and fields, in input order */
    struct seam_count seams;
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
