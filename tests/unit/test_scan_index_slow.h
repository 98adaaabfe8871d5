/* A slow and obvious reading of what scan_index.h calls standard, byte by byte: what every variant
 * must agree with. */
#ifndef TESTS_UNIT_TEST_SCAN_INDEX_SLOW_H
#define TESTS_UNIT_TEST_SCAN_INDEX_SLOW_H
#include "ingest/scan/scan_index.h"

enum slow_outcome { SLOW_TAKEN, SLOW_DOUBT, SLOW_CUT };

struct slow_text {
    const char *bytes;
    uint32_t byte_count, field_count;
    char delimiter;
};

/* What was read of one record. */
struct slow_row {
    uint32_t at; /* the next byte; in the end behind the record */
    uint32_t line_count;
};

static inline bool slow_is_stop(const struct slow_text *text, char byte)
{
    return byte == text->delimiter || byte == '\r' || byte == '\n' || byte == '"' || byte == '\0';
}

/* A field up to the byte that ends it. */
static inline enum slow_outcome slow_read_field(const struct slow_text *text, struct slow_row *row)
{
    const char *bytes = text->bytes;
    if (row->at == text->byte_count) return SLOW_CUT;
    if (bytes[row->at] != '"') {
        while (row->at < text->byte_count && !slow_is_stop(text, bytes[row->at])) row->at++;
        return SLOW_TAKEN;
    }
    for (row->at++; row->at < text->byte_count; row->at++) {
        const char byte = bytes[row->at];
        if (byte == '\0') return SLOW_DOUBT;
        if (byte == '\r' || (byte == '\n' && bytes[row->at - 1] != '\r')) row->line_count++;
        if (byte != '"') continue;
        row->at++;
        if (row->at == text->byte_count || bytes[row->at] != '"') return SLOW_TAKEN;
    }
    return SLOW_CUT;
}

/* The record at row->at; its fields' ends. */
static inline enum slow_outcome slow_read_row(const struct slow_text *text, struct slow_row *row,
                                              uint16_t *ends)
{
    const char *bytes = text->bytes;
    const uint32_t start = row->at;
    row->line_count = 0;
    for (uint32_t field = 0;; field++, row->at++) {
        const enum slow_outcome outcome = slow_read_field(text, row);
        if (outcome != SLOW_TAKEN) return outcome;
        if (row->at == text->byte_count) return SLOW_CUT;
        ends[field] = (uint16_t)row->at;
        const bool is_last = field + 1 == text->field_count;
        if (bytes[row->at] == text->delimiter && !is_last) continue;
        if (bytes[row->at] == '\r' && row->at + 1 == text->byte_count) return SLOW_CUT;
        if (bytes[row->at] == '\r' && bytes[row->at + 1] == '\n') row->at++;
        if (bytes[row->at] != '\n' || !is_last || ends[field] == start) return SLOW_DOUBT;
        row->at++;
        row->line_count++;
        return SLOW_TAKEN;
    }
}

/* The columns in quotes, of the records taken alone. */
static inline void slow_note_columns(struct scan_index *index, const struct slow_text *text)
{
    index->quoted_columns = 0;
    for (uint32_t row = 0; row < index->row_count; row++) {
        uint32_t start = index->row_starts[row];
        for (uint32_t column = 0; column < text->field_count; column++) {
            const uint32_t bit =
                column < SCAN_INDEX_LAST_COLUMN ? column : (uint32_t)SCAN_INDEX_LAST_COLUMN;
            if (text->bytes[start] == '"') index->quoted_columns |= UINT64_C(1) << bit;
            start = index->ends[(size_t)row * text->field_count + column] + 1U;
        }
    }
}

/* Whether what lies behind the records could make columns count. */
static inline bool slow_has_quotes_behind(const struct scan_index *index,
                                          const struct slow_text *text)
{
    for (uint32_t i = index->byte_count; i <= text->byte_count; i++)
        if (text->bytes[i] == '"') return true;
    return false;
}

static inline void slow_index(struct scan_index *index, const struct slow_text *text)
{
    enum slow_outcome outcome = SLOW_TAKEN;
    struct slow_row row = {0};
    index->row_count = index->byte_count = index->line_count = 0;
    while ((outcome = slow_read_row(
                text, &row, index->ends + index->row_count * text->field_count)) == SLOW_TAKEN) {
        index->row_starts[index->row_count++] = (uint16_t)index->byte_count;
        index->byte_count = row.at;
        index->line_count += row.line_count;
    }
    index->row_starts[index->row_count] = (uint16_t)index->byte_count;
    index->stop = outcome == SLOW_CUT ? SCAN_STOP_END : SCAN_STOP_DOUBT;
    slow_note_columns(index, text);
    index->is_ascii = true;
    for (uint32_t i = 0; i < index->byte_count; i++)
        index->is_ascii &= (unsigned char)text->bytes[i] < 0x80;
}

#endif
