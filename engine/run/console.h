/* run/console.h: what the user sees besides the results: messages on standard error, in calm
 * sentences. Colour only on a terminal that has it, and never when NO_COLOR is set. */
#ifndef RUN_CONSOLE_H
#define RUN_CONSOLE_H
#include "base/err.h"

#include <stdbool.h>
#include <stdio.h>

/* A terminal that follows escape sequences: not that of an editor, which says TERM=dumb. */
bool console_is_terminal(FILE *stream);
/* "rater: message", and the hint below it. */
void console_error(const struct err *err);
/* "rater: sentence" that is no error. */
void console_note(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Flush standard output. RC_OUTPUT when it could not all be written (a full disk). */
enum rc console_flush(struct err *err);

#endif
