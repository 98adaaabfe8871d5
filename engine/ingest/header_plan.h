/* ingest/header_plan.h: which column of a table is read from which field of a file, and how:
 * decided once per file from its header, the schema's aliases and the user's mapping. Read-only
 * afterwards: any number of threads. */
#ifndef INGEST_HEADER_PLAN_H
#define INGEST_HEADER_PLAN_H
#include "ingest/decode/decode.h"
#include "ingest/decode/decode_missing.h"
#include "ingest/header.h"
#include "ingest/options.h"

struct plan_column {
    const struct schema_column *schema;
    bool is_present; /* the file, or the mapping, has it */
    bool is_kept;    /* and its values are wanted; of a text, and there is a lexicon */
    bool is_excel_serial;
    enum column_source source;
    uint32_t field; /* SOURCE_HEADER: index within a record */
    struct slice constant;
    const struct missing_set *missing;
    const struct value_map *values;
    size_t value_count;
    struct decode_range range;     /* int and score */
    const struct lexicon *lexicon; /* texts that are kept; else NULL */
};

struct file_plan {
    int32_t table; /* schema index */
    const struct schema_table *schema;
    const struct header *header;
    const char *file_path;
    uint32_t file_number;              /* tells the rows of SOURCE_ROW_NUMBER of two files apart */
    const struct plan_column *columns; /* one per schema column */
    struct decode_options field_options,
        text_options;                   /* of what the file, the configuration says */
    const char *const *unknown_headers; /* as they stand */
    size_t unknown_header_count;
};

/* What a plan is made from; everything outlives it. */
struct plan_input {
    const struct schema *schema;
    const struct ingest_options *options;
    const struct missing_set *missing; /* options->missing */
    const struct header *header;
    const char *path;
    uint32_t file_number;
};

/* How much of a table a header names. */
struct plan_match {
    uint32_t named_count; /* of the header's cells */
    int32_t lacking;      /* a needed column that neither header nor mapping has; -1: none */
};

/* RC_MEMORY only. `arena` is used for scratch. */
enum rc plan_match_table(struct plan_match *match, const struct plan_input *input, int32_t table,
                         struct arena *arena, struct err *err);
/* Everything is taken from `arena`. RC_INPUT: a needed column is lacking (the message has its
 * aliases and the headers found); RC_CONFIG: a mapping that cannot be. */
enum rc plan_build(struct file_plan *plan, const struct plan_input *input, int32_t table,
                   struct arena *arena, struct err *err);

#endif
