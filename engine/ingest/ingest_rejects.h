/* ingest/ingest_rejects.h: a rejects file given back becomes rows of the tables that its records
 * belong to. */
#ifndef INGEST_INGEST_REJECTS_H
#define INGEST_INGEST_REJECTS_H
#include "ingest/inventory.h"

/* Read the whole (opened) file into file->chunks, in the order of its rows; a chunk holds rows of
 * one table and one header. Rows of kind `field` are passed over. The file has gone through a
 * person's hands: a row that is not as FORMATS.md section 4 says is RC_INPUT with its line, never a
 * row left out. */
enum rc rejects_file_read(struct inventory_file *file, const struct schema *schema,
                          const struct ingest_options *options, const struct missing_set *missing,
                          struct chunk_reader *reader, struct err *err);

#endif
