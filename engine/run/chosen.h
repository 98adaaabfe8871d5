/* run/chosen.h: which families a run measures: --only and --skip on the command line, `only` and
 * `skip` in the configuration. */
#ifndef RUN_CHOSEN_H
#define RUN_CHOSEN_H
#include "base/err.h"
#include "base/text.h"

/* The bit of the family of that name into *chosen. RC_USAGE with `where` ("--only"), the name and
 * the nearest one. */
enum rc chosen_add(uint64_t *chosen, struct slice name, const char *where, struct err *err);
/* The same for names between commas; blanks around them do not count. */
enum rc chosen_read(uint64_t *chosen, const char *names, const char *where, struct err *err);

/* What is left out: all but `only` (0: nothing is said of it), and `skip`. */
uint64_t chosen_skipped(uint64_t only, uint64_t skip);

#endif
