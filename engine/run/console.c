#include "run/console.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool console_is_terminal(FILE *stream)
{
    const char *const terminal = getenv("TERM");
    return isatty(fileno(stream)) == 1 && terminal && strcmp(terminal, "dumb") != 0;
}

static bool has_colour(FILE *stream)
{
    const char *const no_colour = getenv("NO_COLOR");
    return console_is_terminal(stream) && (!no_colour || no_colour[0] == '\0');
}

void console_error(const struct err *err)
{
    const bool colour = has_colour(stderr);
    (void)fprintf(stderr, "%srater:%s %s\n", colour ? "\033[1;31m" : "", colour ? "\033[0m" : "",
                  err->message[0] ? err->message : rc_meaning(err->rc));
    if (err->hint[0]) (void)fprintf(stderr, "  hint: %s\n", err->hint);
}

void console_note(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    (void)fputs("rater: ", stderr);
    (void)vfprintf(stderr, format, args);
    (void)fputc('\n', stderr);
    va_end(args);
}

enum rc console_flush(struct err *err)
{
    if (fflush(stdout) == 0 && !ferror(stdout)) return RC_OK;
    return err_set(err, RC_OUTPUT, "standard output cannot be written: %s", strerror(errno));
}
