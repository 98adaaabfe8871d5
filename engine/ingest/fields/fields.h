/* ingest/fields/fields.h: one column of a window of standard records becomes an array of values,
 * without a call per field. The decoders of decode.h, asked through encoding_trim and the missing
 * set, are the definition: a field that a reader here *decides* has exactly the value and the
 * status that they give it. Decided is only what is found (DECODE_OK) or missing; every field that
 * is neither in one of the usual forms nor empty is left to the caller as a row of the *rest*,
 * where the caller asks the decoders. So does a field in quotes that still holds a quote.
 *
 * Not for these readers: columns of Excel serial numbers; and columns whose mapping has a table of
 * values, but for read_codes and fields_read_known, whose book may hold any meaning.
 *
 * All functions are pure but for what they are given to fill, allocate nothing, never fail, and may
 * run on any number of threads at once. The same window gives the same result for every enum isa.
 */
#ifndef INGEST_FIELDS_H
#define INGEST_FIELDS_H
#include "base/isa.h"
#include "ingest/decode/decode_missing.h"
#include "ingest/fields/field_book.h"
#include "ingest/fields/field_window.h"

/* The missing markers of a column, prepared for one encoding. Read-only afterwards. */
struct field_missing {
    const struct missing_set *set; /* outlives this */
    enum encoding encoding;
    uint64_t length_bits;       /* bit n: some marker has n bytes */
    uint64_t digit_length_bits; /* ... and a digit among them: it could look like a value */
    uint64_t first_bits[4];     /* bit b of them all: some marker begins with byte b, in any case */
};

void field_missing_init(struct field_missing *missing, const struct missing_set *set,
                        enum encoding encoding);

/* What a reader did with a column. It sets all but rest_rows, which is the caller's and has room
 * for one entry per row of the window. In the arrays of values a row of the rest holds the missing
 * value until the caller puts the right one there. */
struct field_outcome {
    uint16_t *rest_rows; /* ascending */
    uint32_t rest_count;
    uint32_t missing_count;    /* these counts are over the decided rows */
    uint32_t date_alone_count; /* times: dates without a time */
    uint32_t unlisted_count;   /* codes: entries of the book that say so */
};

/* Columns of one-digit answers. */
struct field_digits {
    int8_t *values;
    struct field_outcome outcome;
    int8_t meanings[16]; /* by digit: the value, INT8_MIN for missing, INT8_MAX for the rest */
};

/* Set all of *digits but values and outcome.rest_rows. A digit outside the range goes to the rest.
 * For bools the range is 0 to 1. */
void field_digits_init(struct field_digits *digits, struct decode_range range,
                       const struct field_missing *missing);

/* One column of a window: what most readers start from. */
struct field_column {
    const struct field_window *window;
    uint32_t field;
    const struct field_missing *missing;
};

/* The readers that have variants for instruction sets. Each fills one value per row. */
struct field_kernels {
    /* Minutes (MINUTE_MISSING): 2025-06-01 08:05, 2025-06-01T08:05:09, 2025/6/1 8:05, 2025.6.1:
     * month, day and hour may have one digit; one mark, blank or T between; no offset. */
    void (*read_times)(const struct field_column *column, int32_t *minutes,
                       struct field_outcome *outcome);
    /* Days (DAY_MISSING): the dates of the same forms, with nothing behind them. */
    void (*read_dates)(const struct field_column *column, int32_t *days,
                       struct field_outcome *outcome);
    /* Up to ten digits with or without a minus (INT_MISSING). */
    void (*read_ints)(const struct field_column *column, struct decode_range range, int32_t *values,
                      struct field_outcome *outcome);
    /* One or two digits (SCORE_MISSING); the range lies within 0 to 99. */
    void (*read_small)(const struct field_column *column, struct decode_range range, int8_t *values,
                       struct field_outcome *outcome);
    /* Fen (MONEY_MISSING): up to fifteen digits and a point with one or two more, with or without a
     * minus. */
    void (*read_money)(const struct field_column *column, int64_t *fen,
                       struct field_outcome *outcome);
    /* A run of `count` neighbouring columns of one-digit answers, from `field` on: one array each
     * (SCORE_MISSING and BOOL_MISSING are the same). */
    void (*read_digits)(const struct field_window *window, uint32_t field,
                        struct field_digits *digits, uint32_t count);
    /* Codes by the book's entries: their value, cut to 32 bits. What the book does not know, or
     * knows with a status other than DECODE_OK and DECODE_MISSING, goes to the rest; the empty
     * field gives the book's missing_value. Dates alone are not counted: codes are none. */
    void (*read_codes)(const struct field_window *window, uint32_t field,
                       const struct field_book *book, uint32_t *codes,
                       struct field_outcome *outcome);
    /* Texts of ids, one slot of width_bytes (a multiple of 8) per row, filled up with NUL; all NUL:
     * missing, or of the rest. To the rest: longer than a slot; the first or last byte not within
     * '!' to '~' (it could be a blank of some encoding); in GB18030 anything but ASCII, because
     * keys are compared in UTF-8. Returns the greatest number of bytes of a field, outer quotes
     * left out: with a wider slot there may be less of a rest. */
    uint32_t (*read_ids)(const struct field_column *column, char *slots, uint32_t width_bytes,
                         struct field_outcome *outcome);
    /* Only counts: texts are not kept. To the rest: blanks at an end, and what could be a marker.
     */
    void (*count_texts)(const struct field_column *column, struct field_outcome *outcome);
};

/* The table of a set of instructions that this processor has. */
const struct field_kernels *field_kernels(enum isa isa);

/* Values of value_bytes (1, 4 or 8) by the book's entries; else the same as read_codes, with dates
 * alone. */
void fields_read_known(const struct field_window *window, uint32_t field,
                       const struct field_book *book, void *values, unsigned value_bytes,
                       struct field_outcome *outcome);

#endif
