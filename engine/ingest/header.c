#include "ingest/header.h"
#include "ingest/scan/scan.h"
#include "ingest/scan/scan_window.h"
#include "ingest/schema.h"

#include <string.h>

/* A longer first line is no header; reading stops there when the delimiter is looked for. */
enum { HEADER_LINE_BYTES = 1 << 20 };

struct first_lines {
    const struct byte_source *source;
    struct scan_window window;
    uint64_t at, line_count;
};

/* Pass over blank lines; *line is the first that is not, without its line end. */
static enum rc next_line(struct first_lines *lines, struct slice *line, struct err *err)
{
    *line = (struct slice){"", 0};
    for (;;) {
        size_t reached;
        uint64_t past;
        bool found;
        enum rc rc = scan_window_reach(&lines->window, lines->at, &reached, err);
        if (rc != RC_OK || reached == 0) return rc;
        rc = scan_window_line_end(&lines->window, lines->at, lines->at + HEADER_LINE_BYTES, &past,
                                  &found, err);
        if (rc != RC_OK) return rc;
        rc = scan_window_reach(&lines->window, past - 1, &reached, err);
        if (rc != RC_OK) return rc;
        const char *bytes = scan_window_at(&lines->window, lines->at);
        size_t byte_count = (size_t)(past - lines->at);
        while (byte_count > 0 && (bytes[byte_count - 1] == '\n' || bytes[byte_count - 1] == '\r'))
            byte_count--;
        *line = (struct slice){bytes, byte_count};
        if (byte_count > 0) return RC_OK;
        lines->at = past;
        lines->line_count++;
    }
}

static bool is_delimiter(char c)
{
    return c == ',' || c == '\t' || c == ';';
}

static bool is_separator_line(struct slice line)
{
    return line.byte_count == 5 &&
           slice_equal_nocase((struct slice){line.bytes, 4}, slice_of("sep=")) &&
           is_delimiter(line.bytes[4]);
}

static char guess_delimiter(struct slice line)
{
    bool is_quoted = false, has_tab = false, has_semicolon = false;
    for (size_t i = 0; i < line.byte_count; i++) {
        const char c = line.bytes[i];
        if (c == '"') is_quoted = !is_quoted;
        if (is_quoted) continue;
        if (c == ',') return ',';
        has_tab = has_tab || c == '\t';
        has_semicolon = has_semicolon || c == ';';
    }
    if (has_tab) return '\t';
    return has_semicolon ? ';' : ',';
}

/* What scanning the header record has to fill. */
struct header_sink {
    struct header *header;
    struct arena *arena;
    struct slice separator_line;
    bool is_broken;
};

static enum rc copy_utf8(struct arena *arena, enum encoding encoding, struct slice before,
                         struct slice bytes, struct slice *out, struct err *err)
{
    struct text text;
    text_init(&text, 0);
    text_add(&text, before.bytes, before.byte_count);
    if (before.byte_count > 0) text_put(&text, "\n");
    encoding_add_utf8(encoding, bytes, &text);
    char *copy = text.failed ? NULL : arena_copy_text(arena, text.bytes, text.byte_count);
    *out = (struct slice){copy, text.byte_count};
    const enum rc rc = copy ? RC_OK : err_memory(err, bytes.byte_count);
    text_release(&text);
    return rc;
}

static enum rc name_cells(struct header *header, struct arena *arena, struct err *err)
{
    const char **names = arena_take_array(arena, header->cell_count, sizeof *names);
    if (!names) return err_memory(err, header->cell_count * sizeof *names);
    for (uint32_t i = 0; i < header->cell_count; i++) {
        char name[SCHEMA_HEADER_BYTES];
        schema_normalise_header(header->cells[i], name, sizeof name);
        names[i] = arena_copy_text(arena, name, strlen(name));
        if (!names[i]) return err_memory(err, sizeof name);
    }
    header->names = names;
    return RC_OK;
}

static enum rc take_header(void *context, const struct scan_batch *batch, struct err *err)
{
    struct header_sink *sink = context;
    struct header *header = sink->header;
    const struct scan_record *record = &batch->records[0];
    const struct slice nothing = {"", 0};
    sink->is_broken = record->fault != SCAN_SOUND;
    if (sink->is_broken) return RC_OK;
    struct slice *cells = arena_take_array(sink->arena, record->field_count, sizeof *cells);
    if (!cells) return err_memory(err, record->field_count * sizeof *cells);
    for (uint32_t i = 0; i < record->field_count; i++) {
        const enum rc rc =
            copy_utf8(sink->arena, header->encoding, nothing, record->fields[i], &cells[i], err);
        if (rc != RC_OK) return rc;
    }
    header->cells = cells;
    header->cell_count = record->field_count;
    header->is_empty = false;
    const enum rc rc = name_cells(header, sink->arena, err);
    return rc != RC_OK ? rc
                       : copy_utf8(sink->arena, header->encoding, sink->separator_line, record->raw,
                                   &header->text, err);
}

static enum rc scan_header(struct header *header, const struct first_lines *lines,
                           struct header_sink *sink, struct err *err)
{
    const struct scan_sink to = {take_header, sink};
    struct scan_span span = {.source = lines->source,
                             .delimiter = header->delimiter,
                             .from = lines->at,
                             .end = lines->at + 1};
    const enum rc rc = scan_with_libcsv(&span, &to, err);
    if (rc != RC_OK) return rc;
    if (sink->is_broken)
        return err_set(err, RC_INPUT, "%s: the quotes in the header line are broken",
                       lines->source->path);
    header->body_offset = span.next;
    header->body_line = 1 + lines->line_count + span.blank_count + span.line_count;
    return RC_OK;
}

static enum rc read_lines(struct header *header, struct first_lines *lines, struct arena *arena,
                          struct err *err)
{
    struct header_sink sink = {.header = header, .arena = arena, .separator_line = {"", 0}};
    struct slice line;
    enum rc rc = next_line(lines, &line, err);
    if (rc == RC_OK && is_separator_line(line)) {
        header->delimiter = line.bytes[4];
        char *copy = arena_copy_text(arena, line.bytes, line.byte_count);
        if (!copy) return err_memory(err, line.byte_count);
        sink.separator_line = (struct slice){copy, line.byte_count};
        bool found;
        rc = scan_window_line_end(&lines->window, lines->at, UINT64_MAX, &lines->at, &found, err);
        lines->line_count += found;
        if (rc == RC_OK) rc = next_line(lines, &line, err);
    } else if (rc == RC_OK) {
        header->delimiter = guess_delimiter(line);
    }
    return rc == RC_OK ? scan_header(header, lines, &sink, err) : rc;
}

enum rc header_read(struct header *header, const struct byte_source *source,
                    const struct encoding_verdict *verdict, struct arena *arena, struct err *err)
{
    struct first_lines lines = {.source = source, .at = verdict->mark_byte_count};
    *header = (struct header){.encoding = verdict->encoding,
                              .has_bad_bytes = verdict->bad_count > 0,
                              .is_empty = true,
                              .delimiter = ',',
                              .text = {"", 0}};
    scan_window_init(&lines.window, source, lines.at);
    const enum rc rc = read_lines(header, &lines, arena, err);
    scan_window_release(&lines.window);
    return rc;
}
