/* ingest/column_copy.h: the arrays of a chunk's columns become those of its segment: copied, and
 * made as narrow as their values allow. Pure functions; every isa that is here gives the same. */
#ifndef INGEST_COLUMN_COPY_H
#define INGEST_COLUMN_COPY_H
#include "base/isa.h"

#include <stdint.h>

/* Codes in value_bytes (1, 2 or 4), which must hold them. The arrays do not overlap. */
void column_copy_codes(enum isa isa, const uint32_t *codes, uint32_t row_count, void *into,
                       uint32_t value_bytes);

/* Of the values that are not INT32_MIN, the missing value of dates and times; none: minimum is
 * INT32_MAX, maximum INT32_MIN. */
struct column_range {
    int32_t minimum, maximum;
};

/* Copies and looks at once. The arrays do not overlap. */
struct column_range column_copy_numbers(enum isa isa, const int32_t *values, uint32_t row_count,
                                        int32_t *into);

#endif
