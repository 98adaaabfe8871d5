/* A folder of its own for each test, files in it, and all that a run of ingest gives as one text.
 */
#ifndef TESTS_UNIT_TEST_INGEST_H
#define TESTS_UNIT_TEST_INGEST_H
#include "base/day.h"
#include "ingest/ingest.h"
#include "tests/unit/test_table.h"

#include <dirent.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

enum { PATH_BYTES = 256, NAME_LIMIT = 32 };

struct fixture {
    struct schema schema;
    struct ingest_options options;
    struct ingested ingested;
    struct err err;
    char folder[PATH_BYTES];
    char paths[NAME_LIMIT][PATH_BYTES]; /* written so far, to be removed */
    size_t path_count;
};

static inline int fixture_make(void **state)
{
    static struct fixture fixture;
    memset(&fixture, 0, sizeof fixture);
    *state = &fixture;
    ingest_options_init(&fixture.options);
    (void)snprintf(fixture.folder, sizeof fixture.folder, "/tmp/rater-ingest-XXXXXX");
    if (!mkdtemp(fixture.folder)) return -1;
    return schema_load(&fixture.schema, &fixture.err) == RC_OK ? 0 : -1;
}

static inline int fixture_release(void **state)
{
    struct fixture *fixture = *state;
    ingested_release(&fixture->ingested);
    schema_release(&fixture->schema);
    while (fixture->path_count > 0) (void)remove(fixture->paths[--fixture->path_count]);
    return rmdir(fixture->folder);
}

/* "name" in the fixture's folder; removed at the end, last one first. */
static inline const char *fixture_path(struct fixture *fixture, const char *name)
{
    assert_true(fixture->path_count < NAME_LIMIT);
    char *path = fixture->paths[fixture->path_count];
    (void)snprintf(path, PATH_BYTES, "%.100s/%.100s", fixture->folder, name);
    for (size_t i = 0; i < fixture->path_count; i++)
        if (strcmp(fixture->paths[i], path) == 0) return fixture->paths[i];
    fixture->path_count++;
    return path;
}

static inline const char *fixture_write_bytes(struct fixture *fixture, const char *name,
                                              const void *bytes, size_t byte_count)
{
    const char *path = fixture_path(fixture, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, byte_count, file), byte_count);
    assert_int_equal(fclose(file), 0);
    return path;
}

static inline const char *fixture_write(struct fixture *fixture, const char *name, const char *text)
{
    return fixture_write_bytes(fixture, name, text, strlen(text));
}

static inline enum rc fixture_try(struct fixture *fixture, const char *const *paths,
                                  size_t path_count)
{
    ingested_release(&fixture->ingested);
    fixture->err = (struct err)ERR_INIT;
    return ingest_run(&fixture->ingested, &fixture->schema, &fixture->options, paths, path_count,
                      NULL, &fixture->err);
}

/* Run over the folder. */
static inline void fixture_run(struct fixture *fixture)
{
    const char *paths[] = {fixture->folder};
    if (fixture_try(fixture, paths, 1) != RC_OK) fail_msg("%s", fixture->err.message);
}

static inline const struct ingested_table *fixture_table(const struct fixture *fixture,
                                                         const char *name)
{
    const int32_t index = schema_table_index(&fixture->schema, name);
    assert_true(index >= 0);
    return &fixture->ingested.tables[index];
}

static inline size_t fixture_column(const struct ingested_table *table, const char *name)
{
    const int32_t index = schema_column_index(table->table.schema, name);
    assert_true(index >= 0);
    return (size_t)index;
}

static inline void fixture_check_cell(struct fixture *fixture, const char *table_name,
                                      const char *column, uint32_t row, const char *expected)
{
    const struct ingested_table *table = fixture_table(fixture, table_name);
    struct text text;
    text_init(&text, 0);
    assert_true(row < table->table.row_count);
    table_cell_text(&table->table, fixture_column(table, column), row, &text);
    assert_string_equal(text.bytes, expected);
    text_release(&text);
}

static inline void table_text(const struct ingested_table *table, struct text *out)
{
    text_format(out, "table %s %" PRIu32 "\n", table->table.name, table->table.row_count);
    for (size_t c = 0; c < table->table.column_count; c++) {
        const struct column_quality *quality = &table->quality[c];
        text_format(out, "%s%s %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 ":",
                    table->table.columns[c].name,
                    table->table.columns[c].is_present ? "" : " absent", quality->value_count,
                    quality->missing_count, quality->bad_count, quality->unlisted_count,
                    quality->date_alone_count);
        for (uint32_t row = 0; row < table->table.row_count; row++) {
            text_put(out, "|");
            table_cell_text(&table->table, c, row, out);
        }
        text_put(out, "\n");
    }
}

static inline void reject_text(const struct reject *reject, struct text *out)
{
    text_format(out, "%d %" PRId32 " %" PRIu32 " %" PRIu64 " %" PRIu64 " %s [%.*s] %s {%.*s}",
                reject->kind, reject->table, reject->file, reject->line, reject->byte_offset,
                reject->column, (int)reject->value.byte_count, reject->value.bytes,
                reject->rule->name, (int)reject->record.byte_count, reject->record.bytes);
    text_format(out, " {%.*s}\n", (int)reject->header.byte_count, reject->header.bytes);
}

/* Everything but how it was read (seams). */
static inline void ingested_text(const struct ingested *ingested, struct text *out)
{
    text_clear(out);
    for (size_t i = 0; i < ingested->file_count; i++) {
        const struct input_file *file = &ingested->files[i];
        assert_true(file->rows_in == file->rows_used + file->rows_rejected);
        text_format(out, "%s %" PRId32 " %s %s %s %" PRIu64 " %" PRIu64, file->path, file->table,
                    file->why, file->encoding, file->sha256, file->byte_count,
                    file->stored_byte_count);
        text_format(out, " %" PRIu64 " %" PRIu64 " %" PRIu64, file->rows_in, file->rows_used,
                    file->rows_rejected);
        for (size_t u = 0; u < file->unknown_header_count; u++)
            text_format(out, " <%s>", file->unknown_headers[u]);
        text_put(out, "\n");
    }
    for (size_t t = 0; t < ingested->table_count; t++) table_text(&ingested->tables[t], out);
    for (size_t i = 0; i < ingested->rejects.row_count; i++)
        reject_text(&ingested->rejects.rows[i], out);
    text_format(out, "%" PRIu64 " %" PRIu64 "\n", ingested->rejects.record_count,
                ingested->rejects.field_count);
    assert_false(out->failed);
}

#endif
