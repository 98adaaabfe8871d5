/* Texts of ids and the counting of texts. */
#include "ingest/fields/fields_kernels.h"

/* '!' to '~': nothing that could be trimmed. */
FIELD_INLINE bool is_plain(char byte)
{
    return (unsigned char)(byte - '!') <= '~' - '!';
}

/* The field's bytes in the slot, the rest of it NUL; whether all of them may stand in a key as they
 * are. */
FIELD_INLINE bool copy_id(struct field_span span, char *slot, const uint32_t width_bytes,
                          const bool is_gb18030, const bool has_quotes)
{
    uint64_t all = 0;
    bool has_quote = false;
    for (uint32_t i = 0; i < width_bytes; i += 8) {
        const uint32_t held = span.byte_count > i ? span.byte_count - i : 0;
        const uint64_t word = held > 0 ? field_word(span.bytes + i) & field_low_bytes(held) : 0;
        field_put_word(slot + i, word);
        all |= word;
        if (has_quotes && span.is_quoted && field_word_has(word, '"')) has_quote = true;
    }
    return !(is_gb18030 && (all & FIELD_EVERY_BYTE(0x80))) && !has_quote;
}

FIELD_INLINE enum field_finding find_id(const struct field_column *column, struct field_span span,
                                        char *slot, const uint32_t width_bytes,
                                        const bool is_gb18030, const bool has_quotes)
{
    const bool is_usual = span.byte_count - 1 < width_bytes && is_plain(span.bytes[0]) &&
                          is_plain(span.bytes[span.byte_count - 1]) &&
                          copy_id(span, slot, width_bytes, is_gb18030, has_quotes);
    if (is_usual && !field_is_marker(column->missing, span)) return FIELD_FOUND;
    memset(slot, 0, width_bytes);
    return is_usual || span.byte_count == 0 ? FIELD_MISSING : FIELD_REST;
}

enum field_finding field_id(const struct field_column *column, struct field_span span, char *slot,
                            uint32_t width_bytes)
{
    return find_id(column, span, slot, width_bytes, column->window->encoding == ENCODING_GB18030,
                   column->window->has_quotes);
}

FIELD_INLINE uint32_t read_ids(const struct field_column *column, char *slots,
                               struct field_outcome *outcome, const uint32_t width_bytes,
                               const bool is_gb18030, const bool has_quotes)
{
    struct field_cursor cursor = field_cursor(column->window, column->field, 0);
    uint32_t missing_count = 0, rest_count = 0, longest = 0;
    for (uint32_t row = 0; row < column->window->row_count; row++) {
        const struct field_span span = field_next(&cursor, has_quotes);
        const enum field_finding finding = find_id(column, span, slots + (size_t)row * width_bytes,
                                                   width_bytes, is_gb18030, has_quotes);
        longest = span.byte_count > longest ? span.byte_count : longest;
        missing_count += finding == FIELD_MISSING;
        if (finding == FIELD_REST) outcome->rest_rows[rest_count++] = (uint16_t)row;
    }
    *outcome = (struct field_outcome){
        .rest_rows = outcome->rest_rows, .rest_count = rest_count, .missing_count = missing_count};
    return longest;
}

FIELD_INLINE uint32_t read_ids_of(const struct field_column *column, char *slots,
                                  struct field_outcome *outcome, const uint32_t width_bytes)
{
    if (column->window->encoding == ENCODING_GB18030)
        return read_ids(column, slots, outcome, width_bytes, true, column->window->has_quotes);
    if (column->window->has_quotes)
        return read_ids(column, slots, outcome, width_bytes, false, true);
    return read_ids(column, slots, outcome, width_bytes, false, false);
}

uint32_t fields_read_ids_portable(const struct field_column *column, char *slots,
                                  uint32_t width_bytes, struct field_outcome *outcome)
{
    if (width_bytes == 8) return read_ids_of(column, slots, outcome, 8);
    if (width_bytes == 16) return read_ids_of(column, slots, outcome, 16);
    if (width_bytes == 24) return read_ids_of(column, slots, outcome, 24);
    return read_ids_of(column, slots, outcome, width_bytes);
}

FIELD_INLINE bool is_ascii_blank(unsigned char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

/* Whether encoding_trim could take something away at either end; `first` and `last` are the four
 * bytes there, the first of them the lowest. Bytes beyond a short field may make it say yes. */
FIELD_INLINE bool may_be_trimmed(uint32_t first, uint32_t last, const bool is_gb18030)
{
    if (is_ascii_blank(first & 0xFF) || is_ascii_blank((unsigned char)(last >> 24))) return true;
    if (!is_gb18030)
        return (first & 0xFFFFFF) == 0x8080E3 || (first & 0xFFFF) == 0xA0C2 ||
               last >> 8 == 0x8080E3 || last >> 16 == 0xA0C2;
    return (first & 0xFFFF) == 0xA1A1 || (first & 0xFFFF) == 0xA0A3 || first == 0x32843081 ||
           last >> 16 == 0xA1A1 || last >> 16 == 0xA0A3 || last == 0x32843081;
}

bool field_is_text(const struct field_column *column, struct field_span span)
{
    const bool is_gb18030 = column->window->encoding == ENCODING_GB18030;
    const uint32_t first = (uint32_t)field_word(span.bytes);
    const uint32_t last = (uint32_t)field_word(span.bytes + span.byte_count - 4);
    if (may_be_trimmed(first, last, is_gb18030)) return false;
    /* Quotes within quotes stand twice. */
    const uint32_t longest = field_longest_marker(column->missing);
    if (span.byte_count > (span.is_quoted ? 2 * longest : longest)) return true;
    if (span.is_quoted && memchr(span.bytes, '"', span.byte_count)) return false;
    return !field_is_marker(column->missing, span);
}

void fields_count_texts_portable(const struct field_column *column, struct field_outcome *outcome)
{
    struct field_cursor cursor = field_cursor(column->window, column->field, 0);
    uint32_t missing_count = 0, rest_count = 0;
    for (uint32_t row = 0; row < column->window->row_count; row++) {
        const struct field_span span = field_next(&cursor, column->window->has_quotes);
        if (span.byte_count == 0)
            missing_count++;
        else if (!field_is_text(column, span))
            outcome->rest_rows[rest_count++] = (uint16_t)row;
    }
    *outcome = (struct field_outcome){
        .rest_rows = outcome->rest_rows, .rest_count = rest_count, .missing_count = missing_count};
}
