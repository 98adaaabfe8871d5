/* ingest/chunk/window.h: a window of a file: some hundred records that the fast scanner has proved
 * to be standard become rows of the chunk's builder, column by column. What a reader of columns
 * does not decide, the decoders do, field by field (chunk_cell.c); what a record is rejected for,
 * chunk_row.c says. So the rows, the counts and the rejects are those of reading record by record.
 * One object belongs to one thread. */
#ifndef INGEST_WINDOW_H
#define INGEST_WINDOW_H
#include "ingest/chunk/chunk_row.h"
#include "ingest/chunk/window_plan.h"
#include "ingest/scan/scan_index.h"

/* A field that is not of the value it should have, to be reported in order of rows and columns. */
struct window_bad {
    uint32_t row;
    uint32_t column;
    struct cell cell;
};

struct window {
    enum isa isa;
    struct window_plan plan;
    char *text; /* SCAN_INDEX_BYTES with room around */
    char *memory;
    struct scan_index index;
    uint16_t *rest_rows;
    struct field_outcome *outcomes; /* of the columns of one step */
    struct field_digits *digits;
    size_t column_capacity;         /* of outcomes, digits, quality */
    struct column_quality *quality; /* of the window being read, per schema column */
    uint32_t *kept_rows;            /* of the records, those that are sound */
    struct window_bad *bad;
    size_t bad_count, bad_capacity;
    char *unquoted;       /* fields without their quotes */
    struct slice *fields; /* of one record */
    size_t field_capacity;

    uint64_t offset; /* of text[0] in the source */
    uint32_t field_count;
};

/* False: memory is out. */
bool window_init(struct window *window, enum isa isa);
void window_release(struct window *window);
/* Before the first window of a chunk. False: memory is out. */
bool window_start(struct window *window, const struct file_plan *plan);

/* The records in window->index, of which text[0] stands at `offset` of the source, `line` line ends
 * behind the chunk's first record. RC_MEMORY. */
enum rc window_take(struct window *window, struct row_reader *reader, uint64_t offset,
                    uint64_t line, struct err *err);

/* Line ends in text[from, to): LF, or CR, or both together. */
uint64_t window_count_lines(const char *text, size_t from, size_t to);

#endif
