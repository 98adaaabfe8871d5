/* ingest/reject_cap.h: how many bad fields of one file, column and rule are kept as rows. A column
 * in the wrong format can be bad in every row of years of data; the first REJECT_FIELDS_KEPT show
 * what is wrong, and column_quality counts them all. Which are the first is a matter of input order
 * alone: each chunk keeps its first ones, and of those the file's first stay when the chunks are
 * joined. */
#ifndef INGEST_REJECT_CAP_H
#define INGEST_REJECT_CAP_H
#include "ingest/reject.h"

#include <stdbool.h>

enum { REJECT_FIELDS_KEPT = 1000 };

struct reject_cap {
    struct reject_cap_row *rows; /* one per column and rule met */
    size_t row_count, row_capacity;
};

void reject_cap_init(struct reject_cap *cap);
void reject_cap_release(struct reject_cap *cap);

/* Whether the reject is among those kept; rejected records always are. False in *has_memory: memory
 * is out. O(columns and rules met). */
bool reject_cap_admits(struct reject_cap *cap, const struct reject *reject, bool *has_memory);

#endif
