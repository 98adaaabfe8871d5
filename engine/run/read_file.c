#include "run/read_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static enum rc read_stream(FILE *stream, const char *path, struct text *into, struct err *err)
{
    char piece[1 << 14];
    for (size_t got; (got = fread(piece, 1, sizeof piece, stream)) > 0;) {
        if (got > into->byte_limit - into->byte_count)
            return err_set(err, RC_INPUT, "%s: larger than %zu bytes", path, into->byte_limit);
        text_add(into, piece, got);
    }
    if (ferror(stream)) return err_set(err, RC_INPUT, "%s: %s", path, strerror(errno));
    return into->failed ? err_memory(err, into->byte_count) : RC_OK;
}

enum rc read_file(const char *path, struct text *into, struct err *err)
{
    if (strcmp(path, "-") == 0) return read_stream(stdin, "standard input", into, err);
    FILE *stream = fopen(path, "rb");
    if (!stream) return err_set(err, RC_INPUT, "%s: %s", path, strerror(errno));
    const enum rc rc = read_stream(stream, path, into, err);
    (void)fclose(stream); /* nothing was written */
    return rc;
}
