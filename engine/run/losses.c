#include "run/losses.h"

#include "output/strict_text.h"

#include <inttypes.h>
#include <string.h>

enum { FILES_SHOWN = 3, COLUMNS_SHOWN = 6, ENGLISH = 1 };

/* Text of the input, safe on a terminal: no control bytes, valid UTF-8. */
static void put_foreign(struct text *out, struct slice bytes)
{
    struct text strict;
    text_init(&strict, 0);
    strict_text_add(&strict, bytes);
    for (size_t i = 0; i < strict.byte_count; i++)
        if ((unsigned char)strict.bytes[i] < ' ' || strict.bytes[i] == 0x7F) strict.bytes[i] = '?';
    text_add(out, strict.bytes, strict.byte_count);
    text_release(&strict);
}

void losses_ignored(struct text *out, const struct ingested *ingested)
{
    size_t count = 0;
    for (size_t i = 0; i < ingested->file_count; i++) {
        const struct input_file *file = &ingested->files[i];
        if (file->table >= 0 || ++count > FILES_SHOWN) continue;
        text_put(out, "  ignored: ");
        put_foreign(out, slice_of(file->path));
        text_format(out, " (%s)\n", file->why);
    }
    if (count > FILES_SHOWN) text_format(out, "  ignored: %zu more files\n", count - FILES_SHOWN);
}

static uint64_t bad_values(const struct ingested_table *table)
{
    uint64_t count = 0;
    for (size_t c = 0; c < table->table.column_count; c++) count += table->quality[c].bad_count;
    return count;
}

/* Does an earlier file of the table have this unknown header too? */
static bool is_named_before(const struct ingested *ingested, size_t file, const char *header)
{
    for (size_t i = 0; i < file; i++) {
        if (ingested->files[i].table != ingested->files[file].table) continue;
        for (size_t h = 0; h < ingested->files[i].unknown_header_count; h++)
            if (strcmp(ingested->files[i].unknown_headers[h], header) == 0) return true;
    }
    return false;
}

static void put_unknown(struct text *out, const struct ingested *ingested, size_t table)
{
    size_t count = 0;
    for (size_t i = 0; i < ingested->file_count; i++) {
        const struct input_file *file = &ingested->files[i];
        if (file->table != (int32_t)table) continue;
        for (size_t h = 0; h < file->unknown_header_count; h++) {
            if (is_named_before(ingested, i, file->unknown_headers[h])) continue;
            if (++count > COLUMNS_SHOWN) continue;
            text_put(out, count == 1 ? "; unknown columns: " : ", ");
            put_foreign(out, slice_of(file->unknown_headers[h]));
        }
    }
    if (count > COLUMNS_SHOWN) text_format(out, " and %zu more", count - COLUMNS_SHOWN);
}

void losses_fields(struct text *out, const struct ingested *ingested, size_t table)
{
    struct text line;
    text_init(&line, 0);
    const uint64_t bad = bad_values(&ingested->tables[table]);
    if (bad > 0) text_format(&line, "; unreadable values: %" PRIu64, bad);
    put_unknown(&line, ingested, table);
    if (line.byte_count > 2) text_format(out, "              %s\n", line.bytes + 2);
    text_release(&line);
}

static uint64_t count_rule(const struct rejects *rejects, int32_t table,
                           const struct rule_text *rule)
{
    uint64_t count = 0;
    for (size_t i = 0; i < rejects->row_count; i++)
        count += rejects->rows[i].kind == REJECT_RECORD && rejects->rows[i].table == table &&
                 rejects->rows[i].rule == rule;
    return count;
}

static const struct reject *first_of(const struct rejects *rejects, int32_t table,
                                     const struct rule_text *rule)
{
    for (size_t i = 0; i < rejects->row_count; i++)
        if (rejects->rows[i].kind == REJECT_RECORD && rejects->rows[i].table == table &&
            rejects->rows[i].rule == rule)
            return &rejects->rows[i];
    return NULL;
}

void losses_records(struct text *out, const struct ingested *ingested, size_t table)
{
    const struct rejects *rejects = &ingested->rejects;
    const struct rule_text *worst = NULL;
    uint64_t most = 0;
    for (int rule = 0; rule < RECORD_RULE_COUNT; rule++) {
        const uint64_t count = count_rule(rejects, (int32_t)table, &record_rules[rule]);
        if (count <= most) continue;
        worst = &record_rules[rule];
        most = count;
    }
    if (!worst) return;
    const struct reject *first = first_of(rejects, (int32_t)table, worst);
    text_format(out, "%" PRIu64 " rows: %s (%s), first at ", most, worst->explanation[ENGLISH],
                worst->name);
    put_foreign(out, slice_of(ingested->files[first->file].path));
    text_format(out, ":%" PRIu64, first->line);
    if (first->column[0]) text_format(out, ": %s", first->column);
    if (first->value.byte_count > 0) {
        text_put(out, " \"");
        put_foreign(out, first->value);
        text_put(out, "\"");
    }
    text_format(out, "; %s", worst->hint[ENGLISH]);
}
