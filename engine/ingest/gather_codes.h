/* ingest/gather_codes.h: the dictionaries of all chunks of a table become one for each of its code
 * columns. Codes are given in the order in which the texts are first met in the input, which no
 * chunk size changes; link makes them sorted. */
#ifndef INGEST_GATHER_CODES_H
#define INGEST_GATHER_CODES_H
#include "ingest/chunk.h"

/* Fills code_names and code_counts of all tables, and table_codes in the books of all chunks.
 * RC_MEMORY. */
enum rc gather_codes(struct ingested *ingested, struct chunk *const *chunks, size_t chunk_count,
                     int thread_count, struct err *err);

#endif
