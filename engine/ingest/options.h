/* ingest/options.h: what the user may say about the input. Filled by run/config, read by ingest. */
#ifndef INGEST_OPTIONS_H
#define INGEST_OPTIONS_H
#include "base/isa.h"
#include "ingest/schema.h"

enum { MISSING_MARKER_LIMIT = 32 };

struct profile;
struct lexicon;

enum column_source { SOURCE_HEADER, SOURCE_CONSTANT, SOURCE_ROW_NUMBER };

struct value_map {
    const char *from, *to;
};

/* How the user maps one column of one table. Where it names headers, a constant or the row number,
 * the schema's aliases no longer count for that column; without them they do. */
struct column_mapping {
    int32_t column;             /* index in its table */
    enum column_source source;  /* SOURCE_ROW_NUMBER: of id columns only */
    const char *const *headers; /* SOURCE_HEADER: the first that a file has is taken */
    size_t header_count;
    const char *constant;           /* SOURCE_CONSTANT: the field as if it stood in the file */
    const struct value_map *values; /* `from` is the whole field, ASCII letters in any case */
    size_t value_count;
    const char *const *missing; /* further markers of this column */
    size_t missing_count;
    bool excel_serial;
};

struct table_mapping {
    const char *const *file_patterns; /* fnmatch(3) on the path's last part */
    size_t file_pattern_count;
    const struct column_mapping *columns;
    size_t column_count;
};

struct ingest_options {
    int32_t scale_minimum, scale_maximum; /* of score columns */
    int32_t zone_minutes;                 /* local time minus UTC */
    const char *missing[MISSING_MARKER_LIMIT];
    size_t missing_count;
    const struct table_mapping *tables; /* one per schema table, in schema order; NULL: none */
    uint64_t chunk_bytes; /* of uncompressed input; any gives the same result. 0: by the input */
    int thread_count;     /* 0: OpenMP's choice */
    /* [table][column]: whether values are kept; NULL: of all. Fields of other columns are read and
     * counted all the same. */
    const bool *const *is_kept;
    const struct lexicon *lexicon; /* what texts are marked by; NULL: texts are only counted */
    enum isa isa;                  /* any that the processor has gives the same result */
    bool is_digest_off;            /* files get no SHA-256 */
    bool is_libcsv_only;     /* no record is read by the fast scanner; the same result, slowly */
    struct profile *profile; /* NULL: not measured */
    const char *cache;       /* the folder of the month cache (ingest/cache/cache.h); NULL: none */
    /* The machine's, whatever a container may have of it. Uncompressed files of more than half of
     * it are not left in the system's file cache when they are read: what becomes of them needs
     * nearly as much. */
    uint64_t memory_bytes;
    bool lets_wait; /* values of cached files are fetched when asked for (ingest/later.h) */
};

/* Scale 1 to 7, +08:00, the default markers, chunks by the input, this machine's memory. */
void ingest_options_init(struct ingest_options *options);

#endif
