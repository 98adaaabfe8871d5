/* ingest/schema_json.h: one file of datasets/schema/tables becomes one struct schema_table. Inside
 * of schema_load(). */
#ifndef INGEST_SCHEMA_JSON_H
#define INGEST_SCHEMA_JSON_H
#include "base/embedded.h"
#include "ingest/schema.h"

/* The embedded files; the last row has no name. */
extern const struct embedded schema_files[];

/* Everything of *table is taken from `arena`. RC_BUG with file, column and reason when the file is
 * not as FORMATS.md section 1 says; RC_MEMORY. */
enum rc schema_table_from_json(struct schema_table *table, struct arena *arena,
                               const struct embedded *file, struct err *err);

#endif
