/* measure/wanted.h: which columns of the input any family looks at. What nobody looks at need not
 * be kept in memory. */
#ifndef MEASURE_WANTED_H
#define MEASURE_WANTED_H
#include "base/arena.h"
#include "ingest/schema.h"

#include <stdbool.h>
#include <stdint.h>

/* [table][column] of the schema: whether a family needs it, by its table, its axes or its
 * derivation. Taken from the arena; NULL: memory is out. Thread-safe. */
const bool *const *measure_wanted(const struct schema *schema, struct arena *arena);

/* Whether any family but the skipped ones (a bit for each) looks at what texts say: if none does,
 * they need not be searched for phrases and topics. Thread-safe. */
bool measure_wants_texts(const struct schema *schema, uint64_t skipped_families);

#endif
