/* ingest/chunk/window_plan.h: in which steps the columns of a file are read from a window of its
 * records: which reader for which field, decided once per file and thread. */
#ifndef INGEST_WINDOW_PLAN_H
#define INGEST_WINDOW_PLAN_H
#include "ingest/fields/fields.h"
#include "ingest/header_plan.h"

enum window_kind {
    WINDOW_EXACT,  /* every row by the decoders: constants, row numbers */
    WINDOW_KNOWN,  /* by what is remembered of equal fields: mapped values, Excel serial numbers */
    WINDOW_DIGITS, /* a run of neighbouring scores and bools */
    WINDOW_SMALL,  /* one score */
    WINDOW_CODE,
    WINDOW_ID,
    WINDOW_DATE,
    WINDOW_TIME,
    WINDOW_INT,
    WINDOW_MONEY,
    WINDOW_TEXT, /* texts, which are marked when wanted; ids that nobody wants are only counted */
    WINDOW_KIND_COUNT
};

/* One call of a reader. */
struct window_step {
    enum window_kind kind;
    bool is_checked; /* the record is judged by it: key, clock, and what must not lie before what */
    uint32_t field;
    uint32_t column_count; /* 1, or of a run of digits */
    const size_t *columns; /* schema columns, in order of their fields */
};

struct window_plan {
    const struct file_plan *plan;      /* what it was made of; */
    const struct plan_column *made_of; /* its columns: those of a plan made anew are others */
    struct window_step *steps;         /* those that are checked first */
    size_t step_count;
    struct field_missing *missing; /* per schema column */
    struct field_digits *digits;   /* the same: what digits mean, for columns of WINDOW_DIGITS */
    size_t *columns;               /* what steps point to */
};

/* Makes *window the plan of this file; does nothing when it is already. `window` is zeroed at
 * first. False: memory is out. */
bool window_plan_make(struct window_plan *window, const struct file_plan *plan);
void window_plan_release(struct window_plan *window);

#endif
