/* Any bytes as two files, through the whole of ingest: read by libcsv alone in one piece by one
 * thread, and again by the fast scanner and the vectors of some instruction set, in small chunks by
 * two, the result must be the same to the last value, and every row must be accounted for. Byte 0
 * and byte 1 choose the headers that the files begin with, byte 1 also the instruction set (unless
 * the environment's RATER_ISA does), byte 2 the chunk size, byte 3 where the first file ends; the
 * rest is what stands in them. */
#include "ingest/ingest.h"
#include "tests/unit/test_table.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t byte_count);

enum { CHOICE_BYTES = 4, PATH_BYTES = 64 };

#define GB18030_REPAIR_ID   "\xCE\xAC\xD0\xDE\xB5\xA5\xBA\xC5"
#define GB18030_REPORTED_AT "\xB1\xA8\xD0\xDE\xCA\xB1\xBC\xE4"
#define GB18030_CLOSED_AT   "\xCD\xEA\xB3\xC9\xCA\xB1\xBC\xE4"
static const char *const headers[] = {
    "",
    "customer_id,left_on,reason\n",
    "\xEF\xBB\xBF回访编号,回访时间,经销商编号,可靠1,总体满意度,是否投诉,意见\r\n",
    GB18030_REPAIR_ID "," GB18030_REPORTED_AT "," GB18030_CLOSED_AT "\n",
    "repair_id;reported_at;closed_at;replied_at;fault;dealer_id;material_fee\r",
    "sep=\t\ncustomer_id\tpurchased_on\tamount\tproduct\n",
    "kind,table,file,line,byte_offset,column,value,rule,explanation,header,record\r\n",
};
enum { HEADERS = sizeof headers / sizeof headers[0] };

static struct schema schema;
static char folder[PATH_BYTES], paths[2][PATH_BYTES];

static void require(bool holds, const char *law)
{
    if (holds) return;
    fprintf(stderr, "law broken: %s\n", law);
    abort();
}

static void clean_up(void)
{
    (void)unlink(paths[0]);
    (void)unlink(paths[1]);
    (void)rmdir(folder);
}

static void prepare_once(void)
{
    struct err err = ERR_INIT;
    if (schema.table_count > 0) return;
    require(schema_load(&schema, &err) == RC_OK, "the schema loads");
    (void)snprintf(folder, sizeof folder, "/tmp/rater-fuzz-XXXXXX");
    require(mkdtemp(folder) != NULL, "there is a folder");
    (void)snprintf(paths[0], PATH_BYTES, "%.40s/a.csv", folder);
    (void)snprintf(paths[1], PATH_BYTES, "%.40s/b.csv", folder);
    (void)atexit(clean_up);
}

static void write_file(const char *path, const char *header, const uint8_t *bytes,
                       size_t byte_count)
{
    FILE *file = fopen(path, "wb");
    require(file != NULL, "a file can be written");
    (void)fwrite(header, 1, strlen(header), file);
    if (byte_count > 0) (void)fwrite(bytes, 1, byte_count, file);
    require(fclose(file) == 0, "a file can be written");
}

static void add_number(struct text *out, uint64_t number)
{
    text_add(out, (const char *)&number, sizeof number);
}

static void add_slice(struct text *out, const char *bytes, size_t byte_count)
{
    add_number(out, byte_count);
    if (byte_count > 0) text_add(out, bytes, byte_count);
}

/* The marks of ids that fit into no slot, in the order in which they are met: their numbers are
 * given as threads come to them, and mean nothing but which ids are equal. */
enum { MARK_LIMIT = 1024, MARK_BYTES = 64 };
struct marks {
    char texts[MARK_LIMIT][MARK_BYTES];
    size_t count;
};

static size_t mark_rank(struct marks *marks, const char *text)
{
    size_t rank = 0;
    while (rank < marks->count && strcmp(marks->texts[rank], text) != 0) rank++;
    if (rank == marks->count && rank < MARK_LIMIT)
        (void)snprintf(marks->texts[marks->count++], MARK_BYTES, "%s", text);
    return rank;
}

static void add_cell(struct text *out, const struct table *table, size_t column, uint32_t row,
                     struct marks *marks)
{
    struct text cell;
    text_init(&cell, 0);
    table_cell_text(table, column, row, &cell);
    const bool is_mark = cell.byte_count >= 4 && memcmp(cell.bytes, "ff74", 4) == 0;
    if (is_mark)
        add_number(out, mark_rank(marks, cell.bytes));
    else if (cell.byte_count > 0)
        text_add(out, cell.bytes, cell.byte_count);
    text_add(out, "|", 1);
    text_release(&cell);
}

static void add_column(struct text *out, const struct ingested_table *table, size_t c)
{
    const struct column *column = &table->table.columns[c];
    const struct column_quality *quality = &table->quality[c];
    add_number(out, quality->value_count);
    add_number(out, quality->missing_count);
    add_number(out, quality->bad_count);
    add_number(out, quality->unlisted_count);
    add_number(out, quality->date_alone_count);
    add_number(out, column->is_present);
    struct marks marks = {.count = 0};
    for (uint32_t row = 0; row < table->table.row_count; row++)
        add_cell(out, &table->table, c, row, &marks);
}

static void add_file(struct text *out, const struct input_file *file)
{
    add_slice(out, file->path, strlen(file->path));
    add_slice(out, file->why, strlen(file->why));
    add_number(out, (uint64_t)(int64_t)file->table);
    add_number(out, file->rows_in);
    add_number(out, file->rows_used);
    add_number(out, file->rows_rejected);
    require(file->rows_in == file->rows_used + file->rows_rejected, "rows in are used or rejected");
}

static void add_reject(struct text *out, const struct reject *reject)
{
    add_number(out, reject->kind);
    add_number(out, (uint64_t)(int64_t)reject->table);
    add_number(out, reject->file);
    add_number(out, reject->line);
    add_number(out, reject->byte_offset);
    add_slice(out, reject->column, strlen(reject->column));
    add_slice(out, reject->rule->name, strlen(reject->rule->name));
    add_slice(out, reject->value.bytes, reject->value.byte_count);
    add_slice(out, reject->header.bytes, reject->header.byte_count);
    add_slice(out, reject->record.bytes, reject->record.byte_count);
}

/* By input, where nothing is forced; what the processor has not got becomes what it has. */
static enum isa choose_isa(unsigned choice)
{
    enum isa isa = (enum isa)(choice % ISA_COUNT);
    const char *forced = getenv("RATER_ISA");
    if (forced) require(isa_choose(forced, &isa, NULL) == RC_OK, "RATER_ISA is here");
    return isa_is_here(isa) ? isa : isa_best();
}

/* All that a run gives, as bytes; of a run that fails, why. */
static void run(struct text *out, const struct ingest_options *options)
{
    const char *const asked[] = {paths[1], paths[0]};
    struct ingested ingested;
    struct err err = ERR_INIT;
    text_init(out, 0);
    const enum rc rc = ingest_run(&ingested, &schema, options, asked, 2, NULL, &err);
    add_number(out, rc);
    add_slice(out, err.message, strlen(err.message));
    require(rc == RC_OK || rc == RC_INPUT, "bytes alone are no other failure");
    for (size_t t = 0; t < ingested.table_count; t++) {
        add_number(out, ingested.tables[t].table.row_count);
        for (size_t c = 0; c < ingested.tables[t].table.column_count; c++)
            add_column(out, &ingested.tables[t], c);
    }
    for (size_t i = 0; i < ingested.file_count; i++) add_file(out, &ingested.files[i]);
    for (size_t i = 0; i < ingested.rejects.row_count; i++)
        add_reject(out, &ingested.rejects.rows[i]);
    require(!out->failed, "the result fits");
    ingested_release(&ingested);
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t byte_count)
{
    struct text whole, pieces;
    if (byte_count < CHOICE_BYTES) return 0;
    prepare_once();
    const uint8_t *rest = input + CHOICE_BYTES;
    const size_t rest_count = byte_count - CHOICE_BYTES;
    const size_t first_count = rest_count * input[3] / UINT8_MAX;
    write_file(paths[0], headers[input[0] % HEADERS], rest, first_count);
    write_file(paths[1], headers[input[1] % HEADERS], rest + first_count, rest_count - first_count);
    struct ingest_options slow, fast;
    ingest_options_init(&slow);
    slow.is_libcsv_only = true;
    slow.thread_count = 1;
    ingest_options_init(&fast);
    fast.isa = choose_isa(input[1] / HEADERS);
    fast.chunk_bytes = input[2] + 1U;
    fast.thread_count = 2;
    run(&whole, &slow);
    run(&pieces, &fast);
    require(whole.byte_count == pieces.byte_count &&
                memcmp(whole.bytes, pieces.bytes, whole.byte_count) == 0,
            "the same result as by libcsv, for any chunk size");
    text_release(&whole);
    text_release(&pieces);
    return 0;
}
