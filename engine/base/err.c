#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>

enum rc err_set(struct err *err, enum rc rc, const char *format, ...)
{
    if (!err || err->rc != RC_OK) return rc;
    va_list args;
    va_start(args, format);
    err->rc = rc;
    (void)vsnprintf(err->message, sizeof err->message, format, args);
    va_end(args);
    return rc;
}

enum rc err_hint(struct err *err, const char *format, ...)
{
    if (!err) return RC_BUG;
    if (err->hint[0] == '\0') {
        va_list args;
        va_start(args, format);
        (void)vsnprintf(err->hint, sizeof err->hint, format, args);
        va_end(args);
    }
    return err->rc;
}

enum rc err_memory(struct err *err, unsigned long long byte_count)
{
    return err_set(err, RC_MEMORY, "out of memory: %llu bytes were asked for", byte_count);
}
