/* ingest/chunk/chunk_row.h: one record becomes one row of a chunk, or one reject with the first
 * rule it breaks. */
#ifndef INGEST_CHUNK_ROW_H
#define INGEST_CHUNK_ROW_H
#include "ingest/chunk/chunk.h"
#include "ingest/scan/scan.h"

/* What happened to one cell of the row in the slot. */
enum cell_state { CELL_UNREAD, CELL_READ, CELL_BEFORE_START };
struct cell {
    unsigned char state;  /* enum cell_state */
    unsigned char status; /* enum decode_status */
    bool is_date_alone, is_unlisted;
};

struct row_reader {
    struct chunk *chunk;
    struct segment_builder *builder;
    struct key_intern *intern;
    const struct file_plan *plan;
    const struct chunk_origin *origin; /* NULL: records stand where the scanner found them */
    uint64_t line_base; /* line ends between the chunk's first record and the place that records
                           count their lines from */
    const struct scan_record *record; /* the one being read */
    struct cell *cells;               /* one per schema column */
    struct text scratch;
    bool is_out_of_memory;
};

/* RC_MEMORY. */
enum rc row_reader_init(struct row_reader *reader, struct chunk *chunk, struct chunk_reader *with,
                        const struct chunk_origin *origin, struct err *err);
void row_reader_release(struct row_reader *reader);
/* Take one record. RC_MEMORY. */
enum rc row_reader_take(struct row_reader *reader, const struct scan_record *record,
                        struct err *err);

/* The field that a column is read from, as it stands; and its encoding. */
struct slice row_reader_field(const struct row_reader *reader, size_t column,
                              const struct decode_options **options);
/* Read one cell into the slot; a cell that has been read is left alone. Returns its state. */
const struct cell *row_reader_cell(struct row_reader *reader, size_t column);
/* Read one cell into the slot, whether it has been read or not. */
struct cell row_reader_decode(struct row_reader *reader, size_t column);
/* Report a field of the record that is bad for the reason that its cell says. */
void row_reader_reject_field(struct row_reader *reader, size_t column, const struct cell *cell);
/* Whether a row's first cell says that the row holds sums. */
bool row_reader_is_total(const struct row_reader *reader, struct slice cell);
/* The mark of a text that is not missing, in `encoding`, into row `row` of its column; and what it
 * is a quote of. */
void row_reader_mark(struct row_reader *reader, size_t column, uint32_t row, enum encoding encoding,
                     struct slice text);
/* The value in the slot becomes missing. */
void row_reader_clear(struct row_reader *reader, size_t column);
/* The slot's value of a date or time in minutes; false: missing, or not present. */
bool row_reader_minute(const struct row_reader *reader, size_t column, int64_t *minute);

#endif
