#include "ingest/ingest_rejects.h"
#include "ingest/column_array.h"
#include "ingest/scan/scan.h"

/* Cells of a row of rejects.csv that matter here. */
enum { CELL_KIND = 0, CELL_TABLE = 1, CELL_HEADER = 9, CELL_RECORD = 10, CELL_COUNT = 11 };

/* One header of one table that was met, and how its records are read. */
struct known_plan {
    struct known_plan *older;
    struct slice header_text;
    struct header header;
    struct file_plan plan;
};

struct reading {
    struct inventory_file *file;
    struct plan_input input; /* header: of the record being read */
    struct known_plan *newest;
    size_t chunk_capacity;
    struct chunk_reader *reader;
};

static enum rc say_row(const struct reading *reading, const struct scan_record *record,
                       const char *what, struct err *err)
{
    const uint64_t line = reading->file->header.body_line + record->line;
    (void)err_set(err, RC_INPUT, "%s: line %llu: %s", reading->file->path, (unsigned long long)line,
                  what);
    return err_hint(err, "a rejects file is read back as it was written: mend only the cells "
                         "of the column record, or delete whole rows");
}

static struct known_plan *find_plan(const struct reading *reading, int32_t table,
                                    struct slice header_text)
{
    for (struct known_plan *known = reading->newest; known; known = known->older)
        if (known->plan.table == table && slice_equal(known->header_text, header_text))
            return known;
    return NULL;
}

static enum rc read_header(struct reading *reading, struct known_plan *known, struct err *err)
{
    struct byte_source source = BYTE_SOURCE_INIT;
    source.path = reading->file->path;
    source.memory = (unsigned char *)(uintptr_t)known->header_text.bytes; /* only read */
    source.byte_count = source.stored_byte_count = known->header_text.byte_count;
    const struct encoding_verdict *outer = &reading->file->verdict;
    const struct encoding_verdict verdict = {
        .encoding = outer->encoding == ENCODING_UTF8_BOM ? ENCODING_UTF8 : outer->encoding,
        .bad_count = outer->bad_count};
    return header_read(&known->header, &source, &verdict, &reading->file->arena, err);
}

static enum rc add_plan(struct reading *reading, int32_t table, struct slice header_text,
                        struct known_plan **out, struct err *err)
{
    struct arena *arena = &reading->file->arena;
    struct known_plan *known = arena_take(arena, sizeof *known);
    const char *copy = arena_copy_text(arena, header_text.bytes, header_text.byte_count);
    if (!known || !copy) return err_memory(err, sizeof *known + header_text.byte_count);
    known->header_text = (struct slice){copy, header_text.byte_count};
    enum rc rc = read_header(reading, known, err);
    if (rc != RC_OK) return rc;
    reading->input.header = &known->header;
    rc = plan_build(&known->plan, &reading->input, table, arena, err);
    known->older = reading->newest;
    reading->newest = known;
    *out = known;
    return rc;
}

static struct chunk *last_chunk(const struct reading *reading)
{
    const struct inventory_file *file = reading->file;
    return file->chunk_count > 0 ? &file->chunks[file->chunk_count - 1] : NULL;
}

static enum rc finish_chunk(struct reading *reading, struct err *err)
{
    struct chunk *chunk = last_chunk(reading);
    return chunk ? chunk_text_finish(chunk, reading->reader, err) : RC_OK;
}

/* The chunk to which rows of this plan are added now: the last one, or a new one when the plan has
 * changed. */
static enum rc chunk_for(struct reading *reading, const struct file_plan *plan,
                         struct chunk **chunk, struct err *err)
{
    struct inventory_file *file = reading->file;
    *chunk = last_chunk(reading);
    if (*chunk && (*chunk)->plan == plan) return RC_OK;
    const enum rc rc = finish_chunk(reading, err);
    if (rc != RC_OK) return rc;
    if (!array_reserve(&file->chunks, &reading->chunk_capacity, file->chunk_count + 1,
                       sizeof *file->chunks))
        return err_memory(err, sizeof **chunk);
    *chunk = &file->chunks[file->chunk_count++];
    chunk_init(*chunk, plan, 0, file->byte_count);
    (*chunk)->first_line = file->header.body_line;
    return chunk_text_start(*chunk, reading->reader, err);
}

/* Rows of empty cells: what a spreadsheet leaves below a table. */
static bool is_blank(const struct scan_record *record)
{
    for (uint32_t i = 0; i < record->field_count; i++)
        if (slice_trim(record->fields[i]).byte_count > 0) return false;
    return record->fault == SCAN_SOUND;
}

static enum rc take_row(struct reading *reading, const struct scan_record *record, struct err *err)
{
    if (is_blank(record)) return RC_OK;
    if (record->fault != SCAN_SOUND || record->field_count != CELL_COUNT)
        return say_row(reading, record, "this is no row of a rejects file", err);
    const struct slice kind = slice_trim(record->fields[CELL_KIND]);
    if (slice_equal(kind, slice_of("field"))) return RC_OK;
    if (!slice_equal(kind, slice_of("record")))
        return say_row(reading, record, "kind is neither record nor field", err);
    const struct schema *schema = reading->input.schema;
    const struct slice name = slice_trim(record->fields[CELL_TABLE]);
    int32_t table = (int32_t)schema->table_count - 1;
    while (table >= 0 && !slice_equal(name, slice_of(schema->tables[table].name))) table--;
    if (table < 0) return say_row(reading, record, "there is no such table", err);
    struct known_plan *known = find_plan(reading, table, record->fields[CELL_HEADER]);
    enum rc rc = RC_OK;
    if (!known) rc = add_plan(reading, table, record->fields[CELL_HEADER], &known, err);
    if (rc != RC_OK) return rc;
    struct chunk *chunk;
    rc = chunk_for(reading, &known->plan, &chunk, err);
    if (rc != RC_OK) return rc;
    const struct chunk_origin origin = {record->line, record->offset};
    const uint64_t before = chunk->record_count;
    rc = chunk_text_read(chunk, reading->reader, record->fields[CELL_RECORD], &origin, err);
    if (rc == RC_OK && chunk->record_count == before)
        return say_row(reading, record, "the cell of the column record is empty", err);
    return rc;
}

static enum rc take_batch(void *context, const struct scan_batch *batch, struct err *err)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < batch->record_count; i++)
        rc = take_row(context, &batch->records[i], err);
    return rc;
}

enum rc rejects_file_read(struct inventory_file *file, const struct schema *schema,
                          const struct ingest_options *options, const struct missing_set *missing,
                          struct chunk_reader *reader, struct err *err)
{
    struct reading reading = {
        .file = file,
        .input = {schema, options, missing, &file->header, file->path, file->number},
        .reader = reader};
    const struct scan_sink sink = {take_batch, &reading};
    struct scan_span span = {.source = &file->source,
                             .delimiter = file->header.delimiter,
                             .from = file->header.body_offset,
                             .end = file->byte_count};
    const enum rc rc = scan_with_libcsv(&span, &sink, err);
    return rc == RC_OK ? finish_chunk(&reading, err) : rc;
}
