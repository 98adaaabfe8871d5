/* A slow and obvious CSV reader, character by character over the whole text: what the scanners must
 * agree with. */
#ifndef TESTS_UNIT_TEST_SCAN_SLOW_H
#define TESTS_UNIT_TEST_SCAN_SLOW_H
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

enum { SLOW_FIELDS = 128, SLOW_FIELD_BYTES = 512 };

struct slow_record {
    size_t offset, past; /* past: behind the line end */
    size_t line;         /* line ends before it */
    bool is_broken;      /* then it is the physical line at offset */
    size_t field_count;
    char fields[SLOW_FIELDS][SLOW_FIELD_BYTES]; /* NUL-terminated */
};

struct slow_reader {
    const char *bytes;
    size_t byte_count, at, lines;
    char delimiter;
};

static inline bool slow_is_end(const struct slow_reader *reader, size_t at)
{
    return at < reader->byte_count && (reader->bytes[at] == '\r' || reader->bytes[at] == '\n');
}

/* Behind the line end at `at`. */
static inline size_t slow_behind(const struct slow_reader *reader, size_t at)
{
    const bool is_pair =
        at + 1 < reader->byte_count && reader->bytes[at] == '\r' && reader->bytes[at + 1] == '\n';
    return at + 1 + is_pair;
}

static inline size_t slow_count_lines(const struct slow_reader *reader, size_t from, size_t past)
{
    size_t count = 0;
    while (from < past) {
        if (!slow_is_end(reader, from)) {
            from++;
            continue;
        }
        from = slow_behind(reader, from);
        count++;
    }
    return count;
}

/* One field from *at on; false when its quotes are broken. */
static inline bool slow_field(const struct slow_reader *reader, size_t *at, char *out)
{
    size_t written = 0;
    const bool is_quoted = *at < reader->byte_count && reader->bytes[*at] == '"';
    if (is_quoted) ++*at;
    for (;; ++*at) {
        const bool is_last = *at == reader->byte_count;
        const char c = is_last ? '\0' : reader->bytes[*at];
        const bool is_stop = is_last || c == reader->delimiter || slow_is_end(reader, *at);
        if (!is_quoted && is_stop) break;
        if (is_quoted && is_last) return false;
        if (c == '"') {
            if (!is_quoted) return false;
            ++*at;
            const bool is_closed = *at == reader->byte_count || reader->bytes[*at] != '"';
            if (is_closed) {
                out[written] = '\0';
                return *at == reader->byte_count || reader->bytes[*at] == reader->delimiter ||
                       slow_is_end(reader, *at);
            }
        }
        if (written < SLOW_FIELD_BYTES - 1) out[written++] = c;
    }
    out[written] = '\0';
    return true;
}

static inline bool slow_fields(const struct slow_reader *reader, struct slow_record *record)
{
    size_t at = record->offset;
    for (record->field_count = 0; record->field_count < SLOW_FIELDS; at++) {
        if (!slow_field(reader, &at, record->fields[record->field_count++])) return false;
        if (at < reader->byte_count && reader->bytes[at] == reader->delimiter) continue;
        record->past = at < reader->byte_count ? slow_behind(reader, at) : at;
        return true;
    }
    return false;
}

/* The next record; false at the end. */
static inline bool slow_next(struct slow_reader *reader, struct slow_record *record)
{
    while (slow_is_end(reader, reader->at)) {
        reader->at = slow_behind(reader, reader->at);
        reader->lines++;
    }
    if (reader->at == reader->byte_count) return false;
    record->offset = reader->at;
    record->line = reader->lines;
    record->is_broken = !slow_fields(reader, record);
    if (record->is_broken) {
        size_t at = record->offset;
        while (at < reader->byte_count && !slow_is_end(reader, at)) at++;
        record->past = at < reader->byte_count ? slow_behind(reader, at) : at;
        record->field_count = 0;
    }
    reader->lines += slow_count_lines(reader, record->offset, record->past);
    reader->at = record->past;
    return true;
}

/* Numbers that are the same in every run: a 64-bit linear congruence (Knuth's MMIX constants). */
static inline unsigned slow_random(unsigned long long *state, unsigned below)
{
    *state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
    return (unsigned)(*state >> 33) % below;
}

#endif
