/* ingest/fields/field_window.h: some hundred standard records of a file as the structural scanner
 * leaves them: where each record starts, and where each field ends. A standard record has exactly
 * field_count fields, quotes only as RFC 4180 has them, and no NUL byte; so a field is the bytes
 * between two places, and one whose first byte is '"' is what lies between that and its last byte.
 * Read-only: any number of threads. */
#ifndef INGEST_FIELD_WINDOW_H
#define INGEST_FIELD_WINDOW_H
#include "ingest/encoding/encoding.h"

#include <stdbool.h>
#include <stdint.h>

/* Readers load whole words and vectors around the fields: so much must be readable (of any content)
 * before text[0] and behind the last record, and so many places behind the last entry of row_starts
 * and of ends. */
enum { FIELD_WINDOW_PAD_BYTES = 64, FIELD_WINDOW_PAD_PLACES = 64 };

struct field_window {
    const char *text;
    const uint16_t *row_starts; /* per row: where the record starts */
    const uint16_t *ends; /* row r, field c: ends[r * field_count + c], behind its last byte */
    uint32_t row_count, field_count; /* row_count * field_count fits 31 bits, since text has fewer
                                        than 65536 bytes */
    bool has_quotes;                 /* some field may stand in quotes */
    enum encoding encoding;
};

#endif
