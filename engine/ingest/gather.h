/* ingest/gather.h: accepted chunks, in input order, become tables. */
#ifndef INGEST_GATHER_H
#define INGEST_GATHER_H
#include "ingest/chunk/chunk.h"

/* Fill ingested->tables and ->rejects and the row counts of ->files from chunks[0..chunk_count),
 * which lie in input order and know their file and first line. Segments stay where they are; texts
 * of rejects move to ingested->arena, and of quotes excerpts are made there. RC_INPUT: a table with
 * more than UINT32_MAX - 1 rows; RC_MEMORY. */
enum rc gather_run(struct ingested *ingested, const struct schema *schema,
                   struct chunk *const *chunks, size_t chunk_count, struct err *err);

/* Add the counts of `from` to those of `into`. */
void column_quality_add(struct column_quality *into, const struct column_quality *from);

#endif
