/* run/read_file.h: a small file as one text. */
#ifndef RUN_READ_FILE_H
#define RUN_READ_FILE_H
#include "base/err.h"
#include "base/text.h"

/* Adds the whole file at `path` ("-": standard input) to `into`, whose byte_limit is the greatest
 * size accepted. RC_INPUT: not there, unreadable, too large; RC_MEMORY. */
enum rc read_file(const char *path, struct text *into, struct err *err);

#endif
