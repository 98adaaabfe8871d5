/* link/span.h: the earliest and latest value of a date or time column of one segment. */
#ifndef LINK_SPAN_H
#define LINK_SPAN_H
#include "ingest/column.h"

/* Sets minimum and maximum from the values; columns of another type, or without values, are left
 * alone. */
void segment_column_span(struct segment_column *column, enum column_type type, uint32_t row_count);

#endif
