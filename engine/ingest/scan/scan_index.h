/* ingest/scan/scan_index.h: the places of records and fields in a window of text, many bytes at a
 * step, as far as the text can be proved to be standard. What cannot be proved is left to the
 * scanner that defines what is correct (scan.h).
 *
 * Standard is a record that ends with LF or CR LF, has exactly the wanted number of fields, and in
 * which an opening quote stands only where a field begins, a closing one only before a delimiter or
 * the line end, and a quote between them only doubled. In doubt is everything else: a CR outside
 * quotes without LF behind it, a blank line, another number of fields, a NUL byte, any other quote.
 * scan_with_libcsv() gives the same fields for a standard record, but for the quotes around a field
 * and the doubled ones in it, which are still there between the places given here.
 *
 * Every variant gives the same result for the same text (but is_utf8_shown). They have no state
 * between calls and run on any number of threads. */
#ifndef INGEST_SCAN_INDEX_H
#define INGEST_SCAN_INDEX_H
#include "base/isa.h"

#include <stddef.h>
#include <stdint.h>

enum {
    SCAN_INDEX_BYTES = 65280,  /* of a window: a place, and that behind the last, fits 16 bits */
    SCAN_INDEX_PAD_BYTES = 64, /* readable, of any content, before and behind a window's text */
    SCAN_INDEX_PLACES = SCAN_INDEX_BYTES + 64, /* room in each of the two arrays */
    SCAN_INDEX_LAST_COLUMN = 63                /* the first that has no bit of its own */
};

enum scan_stop {
    SCAN_STOP_END,  /* the text ended before the record that starts at byte_count did */
    SCAN_STOP_DOUBT /* the record that starts at byte_count is not standard */
};

struct scan_index {
    /* The caller's, SCAN_INDEX_PLACES entries each. Behind the entries named here anything may be
     * written. */
    uint16_t *row_starts; /* row_count of them, and byte_count as one more */
    uint16_t *ends;       /* row r, field c: ends[r * field_count + c] is the place behind the
                             field's last byte: of its delimiter, or of the CR LF or LF that ends the
                             record */
    /* The results. */
    uint32_t row_count;      /* standard records, whole with their line ends */
    uint32_t byte_count;     /* of those records; where the next record starts */
    uint32_t line_count;     /* physical line ends in them, those inside quotes too; CR LF is one */
    uint64_t quoted_columns; /* bit c: in column c some field of those records is in quotes; the
                                last bit is that of all columns from SCAN_INDEX_LAST_COLUMN on. A
                                field of the next record, which was not taken, may count, too */
    bool is_ascii;           /* there is no byte above 0x7F in those bytes */
    bool is_utf8_shown;      /* those bytes were seen to be valid UTF-8 on the way; else nobody has
                                looked closely. The one result in which variants differ */
    enum scan_stop stop;
};

/* Whether some field in columns [column, column + count) may be in quotes. */
static inline bool scan_index_has_quotes(const struct scan_index *index, uint32_t column,
                                         uint32_t count)
{
    const uint64_t all = count < 64 ? (UINT64_C(1) << count) - 1 : UINT64_MAX;
    if (column >= SCAN_INDEX_LAST_COLUMN) return index->quoted_columns >> SCAN_INDEX_LAST_COLUMN;
    const bool is_beyond = column + (uint64_t)count > SCAN_INDEX_LAST_COLUMN;
    const uint64_t beyond = is_beyond ? UINT64_C(1) << SCAN_INDEX_LAST_COLUMN : 0;
    return (index->quoted_columns & (all << column | beyond)) != 0;
}

/* text[0] is the start of a record, outside quotes; what lies behind SCAN_INDEX_BYTES bytes of text
 * is not looked at. Takes standard records from text[0] on, up to the first that is in doubt, or
 * that does not end in the text (unless its bytes so far are in doubt already). Starting costs
 * little, and nothing is read far behind a doubt: a caller passes over the doubtful record and
 * calls again. delimiter: any byte but '"', CR, LF, NUL. field_count: at least one. */
typedef void scan_index_function(struct scan_index *index, const char *text, size_t byte_count,
                                 char delimiter, uint32_t field_count);

/* The variant for a processor; isa_is_here(isa) must hold. */
scan_index_function *scan_index_for(enum isa isa);

#endif
