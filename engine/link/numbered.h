/* link/numbered.h: ids that are a number behind a common beginning, as S0003551. Each number has a
 * bit: that no id stands twice is seen without a hash, a comparison, or a row being moved. */
#ifndef LINK_NUMBERED_H
#define LINK_NUMBERED_H
#include "ingest/column.h"

/* True: the present ids of the column are all of that kind, and none stands twice. False: one
 * stands twice, or nothing is known, because some id is of another kind, numbers lie far apart, or
 * memory is out. Memory until it returns: at most 8 bytes a row and thread, of dense numbers one
 * bit. thread_count >= 1. Thread-safe. */
bool numbered_are_distinct(const struct table *table, size_t key, int thread_count);

#endif
