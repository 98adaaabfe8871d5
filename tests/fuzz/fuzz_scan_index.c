/* Any bytes as a window of text: every variant of the structural scanner gives what the portable
 * one gives, at any place in memory; the records it takes are those of libcsv; and passing over
 * what is in doubt leads through the whole text. Byte 0 chooses delimiter and number of fields,
 * byte 1 where the text lies; the rest is the text. */
#include "ingest/encoding/utf8.h"
#include "ingest/scan/scan.h"
#include "ingest/scan/scan_index.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t byte_count);

enum { CHOICE_BYTES = 2, TEXT_LIMIT = 2 * SCAN_INDEX_BYTES };

static void require(bool holds, const char *law)
{
    if (holds) return;
    fprintf(stderr, "law broken: %s\n", law);
    abort();
}

/* A text and what the portable variant found in it. */
struct reading {
    char *text;
    size_t byte_count;
    char delimiter;
    uint32_t field_count;
    struct scan_index index;
    size_t record_count; /* of libcsv */
};

/* Allocated once, and not on the stack, so that the sanitizer sees the arrays' ends. */
static struct scan_index portable_index, variant_index;

static void allocate_once(struct scan_index *index)
{
    if (index->ends) return;
    index->row_starts = malloc(SCAN_INDEX_PLACES * sizeof *index->row_starts);
    index->ends = malloc(SCAN_INDEX_PLACES * sizeof *index->ends);
    require(index->row_starts && index->ends, "there is memory");
}

static void require_same(const struct reading *reading, enum isa isa)
{
    const struct scan_index *expected = &reading->index;
    struct scan_index found = variant_index;
    const size_t end_count = (size_t)expected->row_count * reading->field_count;
    memset(found.row_starts, 0xA5, (expected->row_count + 1) * sizeof *found.row_starts);
    memset(found.ends, 0xA5, end_count * sizeof *found.ends);
    scan_index_for(isa)(&found, reading->text, reading->byte_count, reading->delimiter,
                        reading->field_count);
    require(found.row_count == expected->row_count && found.byte_count == expected->byte_count,
            "every variant takes the same records");
    require(found.line_count == expected->line_count, "every variant counts the same lines");
    require(found.stop == expected->stop, "every variant stops for the same reason");
    require(found.quoted_columns == expected->quoted_columns &&
                found.is_ascii == expected->is_ascii,
            "every variant sees the same bytes");
    require(!found.is_utf8_shown || utf8_is_valid(reading->text, found.byte_count),
            "what is shown to be UTF-8 is valid");
    require(memcmp(found.row_starts, expected->row_starts,
                   (found.row_count + 1) * sizeof *found.row_starts) == 0,
            "every variant finds the same rows");
    require(end_count == 0 ||
                memcmp(found.ends, expected->ends, end_count * sizeof *found.ends) == 0,
            "every variant finds the same fields");
}

/* libcsv's field is the text between the places without its quotes. */
static void require_field(struct slice field, const char *bytes, size_t byte_count)
{
    const bool is_quoted = byte_count > 0 && bytes[0] == '"';
    size_t at = 0;
    for (size_t i = is_quoted; i + is_quoted < byte_count; i++, at++) {
        require(at < field.byte_count && field.bytes[at] == bytes[i], "libcsv's field");
        if (bytes[i] == '"') i++;
    }
    require(at == field.byte_count, "libcsv's field is as long");
}

static enum rc take(void *context, const struct scan_batch *batch, struct err *err)
{
    (void)err;
    struct reading *reading = context;
    const struct scan_index *index = &reading->index;
    for (size_t i = 0; i < batch->record_count; i++) {
        const struct scan_record *record = &batch->records[i];
        const size_t row = reading->record_count++;
        require(row < index->row_count, "libcsv has no more records");
        require(record->fault == SCAN_SOUND, "libcsv finds nothing wrong");
        require(record->offset == index->row_starts[row] &&
                    record->past == index->row_starts[row + 1],
                "libcsv's record has the same place");
        require(record->field_count == reading->field_count, "libcsv counts the same fields");
        size_t start = index->row_starts[row];
        for (size_t field = 0; field < reading->field_count; field++) {
            const size_t end = index->ends[row * reading->field_count + field];
            require_field(record->fields[field], reading->text + start, end - start);
            require(reading->text[start] != '"' || scan_index_has_quotes(index, (uint32_t)field, 1),
                    "a column in quotes is known");
            start = end + 1;
        }
    }
    return RC_OK;
}

static void require_libcsv(struct reading *reading)
{
    struct byte_source source = BYTE_SOURCE_INIT;
    source.path = "fuzz";
    source.memory = (unsigned char *)reading->text;
    source.byte_count = source.stored_byte_count = reading->index.byte_count;
    struct scan_span span = {
        .source = &source, .delimiter = reading->delimiter, .end = source.byte_count};
    const struct scan_sink sink = {take, reading};
    struct err err = ERR_INIT;
    reading->record_count = 0;
    require(scan_with_libcsv(&span, &sink, &err) == RC_OK, "libcsv reads");
    require(reading->record_count == reading->index.row_count, "libcsv has as many records");
    require(span.blank_count == 0 && span.line_count == reading->index.line_count,
            "libcsv counts the same lines");
}

/* One window; how many bytes it leads on, with a line in doubt when there is one. */
static size_t read_window(struct reading *reading)
{
    scan_index_for(ISA_PORTABLE)(&reading->index, reading->text, reading->byte_count,
                                 reading->delimiter, reading->field_count);
    for (enum isa isa = ISA_PORTABLE; isa < ISA_COUNT; isa++)
        if (isa_is_here(isa)) require_same(reading, isa);
    require_libcsv(reading);
    const size_t taken = reading->index.byte_count;
    if (reading->index.stop == SCAN_STOP_END) return taken > 0 ? taken : reading->byte_count;
    require(taken < reading->byte_count, "there is something to doubt");
    const char *line = memchr(reading->text + taken, '\n', reading->byte_count - taken);
    return line ? (size_t)(line - reading->text) + 1 : reading->byte_count;
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t byte_count)
{
    if (byte_count < CHOICE_BYTES || byte_count > TEXT_LIMIT) return 0;
    const size_t text_bytes = byte_count - CHOICE_BYTES, shift = input[1] % 64U;
    allocate_once(&portable_index);
    allocate_once(&variant_index);
    /* The pads hold what the input holds, so that reading into them misleads. */
    char *room = malloc(byte_count + 64 + 2 * SCAN_INDEX_PAD_BYTES);
    require(room != NULL, "there is memory");
    for (size_t i = 0; i < byte_count + 64 + 2 * SCAN_INDEX_PAD_BYTES; i++)
        room[i] = (char)input[i % byte_count];
    struct reading reading = {.text = room + SCAN_INDEX_PAD_BYTES + shift,
                              .byte_count = text_bytes,
                              .delimiter = ",;\t|"[input[0] % 4],
                              .field_count = input[0] / 4U + 1,
                              .index = portable_index};
    if (text_bytes > 0) memcpy(reading.text, input + CHOICE_BYTES, text_bytes);
    while (reading.byte_count > 0) {
        const size_t past = read_window(&reading);
        reading.text += past;
        reading.byte_count -= past;
    }
    free(room);
    return 0;
}
