/* The scanner that defines what is correct: libcsv in strict mode. libcsv reports no places, so it
 * is fed pieces that end behind each CR or LF: then at most one record ends in a call, and it ends
 * with the piece. Blanks between records never reach it, so that a record always starts at a byte
 * that is known. */
#include "ingest/scan/scan_batch.h"

#include <csv.h>
#include <string.h>

enum { ENTRY_STEP_BYTES = 8 * 1024, BATCH_SOURCE_BYTES = 1 << 20 };

struct reading {
    struct scan_span *span;
    const struct scan_sink *sink;
    struct scan_window window;
    struct scan_collect collect;
    struct csv_parser parser;
    uint64_t at;    /* the next byte */
    uint64_t lines; /* line ends before it, from span->first on */
    bool is_ended, is_out_of_memory;
};

static int never_blank(unsigned char character)
{
    (void)character;
    return 0;
}

static void on_field(void *bytes, size_t byte_count, void *context)
{
    struct reading *reading = context;
    if (!scan_collect_field(&reading->collect, bytes, byte_count)) reading->is_out_of_memory = true;
}

static void on_record(int terminator, void *context)
{
    (void)terminator;
    struct reading *reading = context;
    reading->is_ended = true;
}

/* A fresh parser, also behind a strict error, from which libcsv knows no way back. */
static enum rc parser_start(struct reading *reading, struct err *err)
{
    if (csv_init(&reading->parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
        return err_set(err, RC_BUG, "libcsv does not start");
    csv_set_delim(&reading->parser, (unsigned char)reading->span->delimiter);
    csv_set_space_func(&reading->parser, never_blank);
    return RC_OK;
}

static enum rc parser_restart(struct reading *reading, struct err *err)
{
    csv_free(&reading->parser);
    return parser_start(reading, err);
}

/* Bytes up to and with the first CR or LF, or all of them. */
static size_t piece_bytes(const char *bytes, size_t byte_count)
{
    for (size_t i = 0; i < byte_count; i++)
        if (bytes[i] == '\r' || bytes[i] == '\n') return i + 1;
    return byte_count;
}

/* libcsv lets a field grow by a fixed step; a step as large as what it holds, or is about to get,
 * keeps a long field from being copied once every few KiB. */
static void make_entry_room(struct csv_parser *parser, size_t piece)
{
    size_t step = csv_get_buffer_size(parser);
    if (step < piece) step = piece;
    csv_set_blk_size(parser, step > ENTRY_STEP_BYTES ? step : ENTRY_STEP_BYTES);
}

/* Feed one piece of the record that started at `start`. *fault tells what libcsv said; *before is
 * the last byte of the piece before, so that the LF of a CR LF inside quotes is not a second line
 * end. */
static enum rc feed_piece(struct reading *reading, uint64_t start, char *before,
                          enum scan_fault *fault, struct err *err)
{
    size_t reached;
    const enum rc rc = scan_window_reach(&reading->window, reading->at, &reached, err);
    if (rc != RC_OK) return rc;
    const uint64_t room = start + SCAN_RECORD_LIMIT + 1 - reading->at;
    if (room == 0) {
        *fault = SCAN_TOO_LONG;
        return RC_OK;
    }
    if (reached == 0) {
        const int ended = csv_fini(&reading->parser, on_field, on_record, reading);
        if (ended != 0) *fault = SCAN_QUOTING;
        return RC_OK;
    }
    const char *bytes = scan_window_at(&reading->window, reading->at);
    const size_t piece = piece_bytes(bytes, reached < room ? reached : (size_t)room);
    make_entry_room(&reading->parser, piece);
    const size_t parsed = csv_parse(&reading->parser, bytes, piece, on_field, on_record, reading);
    if (parsed < piece) {
        if (csv_error(&reading->parser) != CSV_EPARSE) reading->is_out_of_memory = true;
        *fault = SCAN_QUOTING;
        return RC_OK;
    }
    const char last = bytes[piece - 1];
    reading->at += piece;
    reading->lines += last == '\r' || (last == '\n' && !(piece == 1 && *before == '\r'));
    *before = last;
    return RC_OK;
}

/* The LF of a CR that ended a record belongs to it; libcsv, which would pass over it, does not get
 * it. */
static enum rc take_line_feed(struct reading *reading, char before, struct err *err)
{
    size_t reached = 0;
    if (before != '\r') return RC_OK;
    const enum rc rc = scan_window_reach(&reading->window, reading->at, &reached, err);
    if (rc == RC_OK && reached > 0 && *scan_window_at(&reading->window, reading->at) == '\n')
        reading->at++;
    return rc;
}

/* The error may have come long before the end of the line, which the record shows as it stands. */
static enum rc reach_line(struct reading *reading, const struct scan_record *record,
                          struct err *err)
{
    size_t reached;
    const uint64_t limit = record->offset + SCAN_RECORD_LIMIT + 2;
    const uint64_t past = reading->at < limit ? reading->at : limit;
    return scan_window_reach(&reading->window, past - 1, &reached, err);
}

/* The physical line at record->offset is given up; reading goes on behind it. */
static enum rc give_up_line(struct reading *reading, const struct scan_record *record,
                            struct err *err)
{
    bool found = false;
    scan_collect_drop(&reading->collect);
    enum rc rc = scan_window_line_end(&reading->window, record->offset, UINT64_MAX, &reading->at,
                                      &found, err);
    reading->lines = record->line + found;
    if (rc == RC_OK) rc = reach_line(reading, record, err);
    return rc == RC_OK ? parser_restart(reading, err) : rc;
}

static enum rc read_record(struct reading *reading, struct err *err)
{
    struct scan_record record = {.offset = reading->at, .line = reading->lines};
    char before = '\0';
    enum rc rc = RC_OK;
    reading->is_ended = false;
    while (rc == RC_OK && !reading->is_ended && record.fault == SCAN_SOUND)
        rc = feed_piece(reading, record.offset, &before, &record.fault, err);
    if (rc == RC_OK && reading->is_out_of_memory) rc = err_memory(err, SCAN_RECORD_LIMIT);
    if (rc == RC_OK)
        rc = record.fault == SCAN_SOUND ? take_line_feed(reading, before, err)
                                        : give_up_line(reading, &record, err);
    if (rc != RC_OK) return rc;
    record.past = reading->at;
    if (!scan_collect_record(&reading->collect, record)) return err_memory(err, sizeof record);
    return RC_OK;
}

/* The window has to hold all records of a batch as they stand. */
static bool batch_is_full(const struct reading *reading)
{
    return scan_collect_is_full(&reading->collect) ||
           reading->at - reading->collect.records[0].offset >= BATCH_SOURCE_BYTES;
}

static enum rc flush(struct reading *reading, struct err *err)
{
    const enum rc rc = scan_collect_flush(&reading->collect, &reading->window, reading->sink, err);
    scan_window_forget(&reading->window, reading->at);
    return rc;
}

/* Pass over line ends; `lines` counts them, CR LF once. */
static enum rc skip_blank(struct reading *reading, uint64_t *lines, struct err *err)
{
    char before = '\0';
    for (;;) {
        size_t reached;
        enum rc rc = scan_window_reach(&reading->window, reading->at, &reached, err);
        if (rc != RC_OK || reached == 0) return rc;
        const char *bytes = scan_window_at(&reading->window, reading->at);
        for (size_t i = 0; i < reached; i++, reading->at++) {
            if (bytes[i] != '\r' && bytes[i] != '\n') return RC_OK;
            *lines += bytes[i] == '\r' || before != '\r';
            before = bytes[i];
        }
        if (reading->collect.record_count == 0)
            scan_window_forget(&reading->window, reading->at);
        else if (batch_is_full(reading))
            rc = flush(reading, err);
        if (rc != RC_OK) return rc;
    }
}

static enum rc read_span(struct reading *reading, struct err *err)
{
    struct scan_span *span = reading->span;
    span->blank_count = 0;
    enum rc rc = skip_blank(reading, &span->blank_count, err);
    span->first = reading->at;
    while (rc == RC_OK && reading->at < span->end && reading->at < span->source->byte_count) {
        rc = read_record(reading, err);
        if (rc == RC_OK && batch_is_full(reading)) rc = flush(reading, err);
        if (rc == RC_OK) rc = skip_blank(reading, &reading->lines, err);
    }
    if (rc == RC_OK) rc = flush(reading, err);
    span->next = reading->at;
    span->line_count = reading->lines;
    return rc;
}

enum rc scan_with_libcsv(struct scan_span *span, const struct scan_sink *sink, struct err *err)
{
    struct reading reading = {.span = span, .sink = sink, .at = span->from};
    enum rc rc = parser_start(&reading, err);
    if (rc != RC_OK) return rc;
    scan_window_init(&reading.window, span->source, span->from);
    scan_collect_init(&reading.collect);
    rc = read_span(&reading, err);
    scan_collect_release(&reading.collect);
    scan_window_release(&reading.window);
    csv_free(&reading.parser);
    return rc;
}
