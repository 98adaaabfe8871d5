/* ingest/chunk/segment_build.h: the columns of one chunk while they grow, and the segment they
 * become. The row being read stands in the slot behind the last row; segment_builder_keep() makes
 * it a row, otherwise the next one overwrites it and it has cost nothing. A builder is one
 * thread's, for one table, and is used for one chunk after the other: its arrays stay in the cache,
 * and the segment gets a copy of exactly its size, codes as narrow as they can be. */
#ifndef INGEST_SEGMENT_BUILD_H
#define INGEST_SEGMENT_BUILD_H
#include "base/isa.h"
#include "base/store.h"
#include "ingest/fields/code_book.h"
#include "ingest/header_plan.h"
#include "ingest/ingest.h"

struct column_builder {
    enum column_type type;
    bool is_present, is_kept;
    uint32_t value_bytes; /* 0: no values are kept (texts without a lexicon). ids: the slot's width,
                             which grows; codes: 4 */
    void *values;
    struct code_book *book;   /* codes and paths: the one for this file's encoding */
    struct field_book *known; /* other values: what odd fields of this encoding mean, as far as
                                 seen; NULL for ids and texts */
    struct column_quality quality;
};

struct segment_builder {
    const struct schema_table *schema;
    int32_t table;
    enum isa isa; /* ISA_PORTABLE; whoever knows what the processor has may set it at any time */
    struct column_builder *columns; /* one per schema column */
    uint32_t row_count, row_capacity;
    uint32_t filled_count;      /* rows, and those behind them that have been made room for */
    struct code_book *books[2]; /* [is it GB18030][column], made when first needed */
    struct field_book *known[2];
    struct arena *arena; /* books and segments: the thread's */
    struct store *store; /* values: the thread's */
};

/* False: memory is out. */
bool segment_builder_init(struct segment_builder *builder, const struct schema *schema,
                          int32_t table, struct arena *arena, struct store *store);
void segment_builder_release(struct segment_builder *builder);
/* Begin with a chunk of a file: no rows, columns as the plan says. False: memory is out. */
bool segment_builder_start(struct segment_builder *builder, const struct file_plan *plan);
/* Room for `count` more rows in every column. */
bool segment_builder_reserve(struct segment_builder *builder, uint32_t count);
/* The row in the slot is one. */
void segment_builder_keep(struct segment_builder *builder);
/* Slots of the id column are at least so wide from now on (a multiple of KEY_UNIT_BYTES). */
bool segment_builder_widen(struct segment_builder *builder, struct column_builder *column,
                           uint32_t width_bytes);
/* Copy what was built into memory of the store. `segment->first_row` and `file` are left to the
 * caller. False: memory is out. */
bool segment_builder_finish(struct segment_builder *builder, struct segment *segment);

#endif
