/* output.h: the ways a generated world is written down. */
#ifndef GENERATE_OUTPUT_H
#define GENERATE_OUTPUT_H
#include "block.h"

/* One file per table in the options' folder, NAME.csv; blocks are made in parallel and written in
 * their order. Adds to *tally. */
enum rc write_clean(const struct world *world, struct tally *tally, struct err *err);

/* As dealers and head office send it; keeps all rows in memory first. Adds to *tally; the counts of
 * planted dirt are put as JSON members into *dirt. */
enum rc write_dealers(const struct world *world, struct tally *tally, struct text *dirt,
                      struct err *err);

/* DIR/truth.json: what was planted, and what came of it. `dirt` is a JSON object or "". */
enum rc write_truth(const struct world *world, const struct tally *tally, const char *dirt,
                    struct err *err);

/* A file under the options' folder with these bytes; missing folders are made. */
enum rc write_file(const struct world *world, const char *path, const char *bytes,
                   size_t byte_count, struct err *err);
enum rc make_folder(const char *path, struct err *err);

#endif
