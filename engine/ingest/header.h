/* ingest/header.h: the first lines of a file become what is needed to read the others: encoding,
 * delimiter, the cells of the header, and where the rows begin. */
#ifndef INGEST_HEADER_H
#define INGEST_HEADER_H
#include "base/arena.h"
#include "ingest/bytes/bytes.h"
#include "ingest/encoding/encoding.h"

/* Everything is taken from the arena given to header_read(). */
struct header {
    enum encoding encoding;
    bool has_bad_bytes; /* the byte order mark promised an encoding that not all bytes keep */
    bool is_empty;      /* no header at all: an empty file, or nothing but line ends */
    char delimiter;     /* ',' '\t' or ';' */
    const struct slice *cells; /* as they stand, in UTF-8 */
    const char *const *names;  /* the cells as they are compared: schema_normalise_header() */
    uint32_t cell_count;
    struct slice
        text; /* the header as it stands, in UTF-8, with a sep= line before it if there is one */
    uint64_t body_offset; /* where the first row starts */
    uint64_t body_line;   /* its physical line, from 1 */
};

/* The delimiter is that of a first line `sep=X` (comma, semicolon or tab), else the first of comma,
 * tab and semicolon that stands outside quotes in the first line with anything in it. RC_INPUT when
 * the source cannot be read or the header's quotes are broken. */
enum rc header_read(struct header *header, const struct byte_source *source,
                    const struct encoding_verdict *verdict, struct arena *arena, struct err *err);

#endif
