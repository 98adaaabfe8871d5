/* ingest/classify.h: which table a file belongs to, and why. */
#ifndef INGEST_CLASSIFY_H
#define INGEST_CLASSIFY_H
#include "ingest/inventory.h"

/* Sets table, is_rejects, why and plan of an inspected file. First the patterns of the
 * configuration; then the name of the file, of its folder and so on that begins with a table's name
 * (of several the longest); then the table of which the header names most columns, all needed ones
 * among them; else none. A file with exactly the header of rejects.csv is a rejects file whatever
 * its name. RC_INPUT: a needed column is lacking in a file that belongs by name; RC_CONFIG. */
enum rc classify_file(struct inventory_file *file, const struct schema *schema,
                      const struct ingest_options *options, const struct missing_set *missing,
                      struct err *err);

#endif
