/* ingest/fields/fields_codes.h: what the readers of codes that go from row to row have in common.
 * For fields_codes*.c only. */
#ifndef INGEST_FIELDS_CODES_H
#define INGEST_FIELDS_CODES_H
#include "ingest/fields/field_book_slots.h"
#include "ingest/fields/fields_kernels.h"

/* What is counted of the rows so far. */
struct code_counts {
    uint16_t *rest_rows;
    uint64_t marks; /* sums of FIELD_MARK_COUNTED */
    uint32_t rest_count;
};

/* The code of a slot, with its marks. */
FIELD_INLINE void code_counts_add(struct code_counts *counts, uint64_t code, uint32_t row)
{
    counts->marks += code & FIELD_MARK_COUNTED;
    counts->rest_rows[counts->rest_count] =
        (uint16_t)row; /* the next takes its place, if it is none */
    counts->rest_count += (code & FIELD_MARK_REST) != 0;
}

FIELD_INLINE struct field_outcome code_counts_outcome(const struct code_counts *counts)
{
    return (struct field_outcome){.rest_rows = counts->rest_rows,
                                  .rest_count = counts->rest_count,
                                  .missing_count = counts->marks / FIELD_MARK_MISSING & 0xFFFF,
                                  .unlisted_count = counts->marks / FIELD_MARK_UNLISTED & 0xFFFF};
}

#endif
