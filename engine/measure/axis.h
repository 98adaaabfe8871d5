/* measure/axis.h: the axes along which a statistic is told apart. One row in axes.def; a family
 * names the axes of its cells, and never sees them otherwise. Every family has the network axis
 * (one segment: everything). */
#ifndef MEASURE_AXIS_H
#define MEASURE_AXIS_H
#include <stdbool.h>
#include <stdint.h>

enum axis {
#define AXIS(id, name, column, month_count, judged, zh, en) AXIS_##id,
#include "measure/axes.def"
#undef AXIS
    AXIS_COUNT,
    AXIS_END = AXIS_COUNT /* ends a family's list */
};

/* Months kept at most: the report month (window 0) and those before it. */
enum { MONTH_WINDOW_COUNT = 13 };

struct axis_row {
    const char *name;     /* in segment and id: "dealer" */
    const char *column;   /* of the family's table: "dealer_id"; "" for the network */
    uint32_t month_count; /* windows kept */
    bool judged;          /* its segments are held against the rest of the network */
    const char *title[2]; /* zh, en */
};

extern const struct axis_row axis_rows[AXIS_COUNT];

#endif
