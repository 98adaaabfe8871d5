/* ingest/chunk/window_step.h: one step of reading a window: a column, or a run of scores, by its
 * reader, and then field by field what the reader has left. For window_*.c only. */
#ifndef INGEST_WINDOW_STEP_H
#define INGEST_WINDOW_STEP_H
#include "ingest/chunk/window.h"

/* A window on its way into the rows base … base + row_count - 1 of the builder. */
struct window_take {
    struct window *window;
    struct row_reader *reader;
    struct segment_builder *builder;
    uint32_t base, row_count;
    uint64_t line; /* of text[0], from the chunk's first record */
    /* The record placed last, and the line ends before it: places are asked for in order. */
    size_t placed_start;
    uint64_t placed_lines;
};

/* The field of a record, unquoted; valid until the next call of one of these two. */
struct slice window_field(const struct window_take *take, uint32_t row, uint32_t field);
/* The record with all its fields. */
struct scan_record window_record(struct window_take *take, uint32_t row);
/* Its place: line and offset. Asked for records in their order it walks the window once. */
void window_place(struct window_take *take, uint32_t row, struct scan_record *record);

/* Fill the columns of the step and count their fields; fields that are bad are added to
 * window->bad. RC_MEMORY. */
enum rc window_step_read(struct window_take *take, const struct window_step *step, struct err *err);
/* A value that lies before what it must follow becomes a bad field. RC_MEMORY. */
enum rc window_clear_late(struct window_take *take, uint32_t row, size_t column, struct err *err);
bool window_add_bad(struct window *window, uint32_t row, size_t column, struct cell cell);

#endif
