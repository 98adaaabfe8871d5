/* ingest/scan/scan.h: bytes from a known record start on become records of unescaped fields with
 * exact places.
 *
 * A line end is LF, CR LF or a CR alone. A record ends at a line end outside quotes or where the
 * source ends; nothing between two line ends is no record. A scanner that meets a record which
 * strict RFC 4180 cannot read (a quote inside an unquoted field, something behind a closing quote,
 * a field never closed), or one of more than SCAN_RECORD_LIMIT bytes, gives the physical line on
 * which it starts as one record with a fault and goes on with the next line. Where both are true,
 * the fault is the one found first when reading byte by byte (quoting, if the first byte too many
 * is the one that breaks it).
 *
 * Every scanner gives the same records for the same bytes; scan_with_libcsv() is the definition.
 * Scanners have no state between calls and run on any number of threads. */
#ifndef INGEST_SCAN_H
#define INGEST_SCAN_H
#include "base/text.h"
#include "ingest/bytes/bytes.h"

enum { SCAN_RECORD_LIMIT = 16 << 20 }; /* bytes, without the line end */

enum scan_fault { SCAN_SOUND, SCAN_QUOTING, SCAN_TOO_LONG };

struct scan_record {
    uint64_t offset; /* of its first byte in the source */
    uint64_t past;   /* behind its last byte, line end included */
    uint64_t line;   /* line ends between the span's `first` and offset */
    enum scan_fault fault;
    uint32_t field_count; /* 0 with a fault */
    const struct slice *fields;
    struct slice
        raw; /* as it stands, without its line end; with a fault at most SCAN_RECORD_LIMIT bytes */
};

/* Some records in order; everything is the scanner's and valid only during the call. */
struct scan_batch {
    const struct scan_record *records;
    size_t record_count;
};

struct scan_sink {
    enum rc (*take)(void *context, const struct scan_batch *batch, struct err *err);
    void *context;
};

/* What to scan, and where that led. */
struct scan_span {
    const struct byte_source *source;
    char delimiter;
    uint64_t from; /* a place behind a line end, or where the table begins */
    uint64_t end;  /* records that start before it are scanned, to their own end */

    uint64_t first; /* result: the first record's start, from `from` on; the source's end if there
                       is none */
    uint64_t next;  /* result: the first record's start that was not scanned, or the source's end */
    uint64_t blank_count; /* result: line ends in [from, first) */
    uint64_t line_count;  /* result: line ends in [first, next) */
};

/* Scan one span into the sink. RC_INPUT when the source cannot be read, RC_MEMORY, or what the sink
 * returned. */
typedef enum rc scan_function(struct scan_span *span, const struct scan_sink *sink,
                              struct err *err);

scan_function scan_with_libcsv;

#endif
