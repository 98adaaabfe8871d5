/* measure/month_rows.h: the rows of one month of a family's table as its `prepare` wants them, for
 * an `extend` that tells of single rows. Blocks of rows in the order of the table; those of
 * segments that do not reach into the month are passed over, and their values not fetched. */
#ifndef MEASURE_MONTH_ROWS_H
#define MEASURE_MONTH_ROWS_H
#include "ingest/column_narrow.h"
#include "measure/columns.h"

enum { MONTH_NEED_LIMIT = 24 };

struct month_reader {
    const struct measured *measured;
    const struct table *table;
    size_t need_count, clock;    /* clock: its place among the needs */
    size_t at[MONTH_NEED_LIMIT]; /* per need: column of the table; SIZE_MAX: absent */
    int32_t first, last;         /* the month, as the clock has it */
    size_t segment;              /* being read, from its row `next` on */
    uint32_t next;
    struct missing_block missing;
    int64_t missing_money[BLOCK_ROWS];
    uint32_t codes[MONTH_NEED_LIMIT][BLOCK_ROWS];
    WIDE_BLOCK(BLOCK_ROWS) wide[MONTH_NEED_LIMIT]; /* numbers that are held narrow */
};

/* Up to BLOCK_ROWS rows with one of the month among them. */
struct row_block {
    const struct segment *segment;
    uint32_t first_row, row_count;        /* of the segment */
    const void *column[MONTH_NEED_LIMIT]; /* per need; NULL: the table has not got it, or an id */
};

/* The family's clock is a need of its own and a time. Large: not for the stack of many. */
void month_reader_init(struct month_reader *reader, const struct measured *measured, int32_t month);
/* *has_block false: that was the last. RC_INPUT, RC_MEMORY. */
enum rc month_reader_next(struct month_reader *reader, struct row_block *block, bool *has_block,
                          struct err *err);
static inline bool month_reader_is_of_month(const struct month_reader *reader,
                                            const struct row_block *block, uint32_t row)
{
    const int32_t clock = ((const int32_t *)block->column[reader->clock])[row];
    return clock >= reader->first && clock <= reader->last;
}

/* The text of an id in a row of a segment, in the arena. "" where it is missing, or too long to
 * have been kept (ingest/column.h). NULL: memory is out. */
const char *read_id(const struct table *table, const struct segment *segment, const char *name,
                    uint32_t row, struct arena *arena, enum rc *rc, struct err *err);

#endif
