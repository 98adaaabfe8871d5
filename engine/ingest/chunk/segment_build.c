#include "ingest/chunk/segment_build.h"
#include "ingest/column_copy.h"
#include "ingest/column_narrow.h"
#include "ingest/slot.h"

#include <stdlib.h>
#include <string.h>

bool segment_builder_init(struct segment_builder *builder, const struct schema *schema,
                          int32_t table, struct arena *arena, struct store *store)
{
    const struct schema_table *table_schema = &schema->tables[table];
    *builder = (struct segment_builder){
        .schema = table_schema, .table = table, .arena = arena, .store = store};
    builder->columns = calloc(table_schema->column_count, sizeof *builder->columns);
    if (!builder->columns) return false;
    for (size_t c = 0; c < table_schema->column_count; c++) {
        struct column_builder *column = &builder->columns[c];
        column->type = table_schema->columns[c].type;
        column->value_bytes =
            column->type == COLUMN_ID ? KEY_UNIT_BYTES : (uint32_t)column_type_bytes(column->type);
    }
    return true;
}

void segment_builder_release(struct segment_builder *builder)
{
    const size_t count = builder->schema ? builder->schema->column_count : 0;
    for (size_t c = 0; builder->columns && c < count; c++) free(builder->columns[c].values);
    for (int b = 0; b < 2; b++) {
        for (size_t c = 0; builder->books[b] && c < count; c++)
            code_book_release(&builder->books[b][c]);
        free(builder->books[b]);
        for (size_t c = 0; builder->known[b] && c < count; c++)
            field_book_release(&builder->known[b][c]);
        free(builder->known[b]);
    }
    free(builder->columns);
    *builder = (struct segment_builder){.schema = NULL};
}

static bool is_coded(enum column_type type)
{
    return type == COLUMN_CODE || type == COLUMN_PATH;
}

/* Fields of the file and those of the configuration may be in two encodings, which have a book
 * each.
 */
static bool is_gb18030(const struct file_plan *plan, size_t column)
{
    const struct decode_options *options =
        plan->columns[column].source == SOURCE_HEADER ? &plan->field_options : &plan->text_options;
    return options->encoding == ENCODING_GB18030;
}

static struct field_book *known_of(struct segment_builder *builder, size_t column,
                                   const struct file_plan *plan)
{
    static const int64_t missing_values[] = {[1] = INT8_MIN, [4] = INT32_MIN, [8] = INT64_MIN};
    struct field_book **known = &builder->known[is_gb18030(plan, column)];
    if (!*known) *known = calloc(builder->schema->column_count, sizeof **known);
    if (!*known) return NULL;
    struct field_book *book = &(*known)[column];
    const int64_t missing_value = missing_values[builder->columns[column].value_bytes];
    return book->slots || field_book_init(book, missing_value) ? book : NULL;
}

static struct code_book *book_of(struct segment_builder *builder, size_t column,
                                 const struct file_plan *plan)
{
    struct code_book **books = &builder->books[is_gb18030(plan, column)];
    if (!*books) *books = calloc(builder->schema->column_count, sizeof **books);
    if (!*books) return NULL;
    struct code_book *book = &(*books)[column];
    if (!book->list && !code_book_init(book, builder->table, (int32_t)column, builder->arena))
        return NULL;
    return book;
}

bool segment_builder_start(struct segment_builder *builder, const struct file_plan *plan)
{
    builder->row_count = 0;
    for (size_t c = 0; c < builder->schema->column_count; c++) {
        struct column_builder *column = &builder->columns[c];
        column->is_present = plan->columns[c].is_present;
        column->is_kept = plan->columns[c].is_kept;
        if (column->type == COLUMN_TEXT && !column->is_kept) column->value_bytes = 0;
        if (column->type == COLUMN_TEXT && column->is_kept)
            column->value_bytes = (uint32_t)column_type_bytes(COLUMN_TEXT);
        column->quality = (struct column_quality){.value_count = 0};
        if (!column->is_present) continue;
        if (is_coded(column->type)) {
            column->book = book_of(builder, c, plan);
            if (!column->book) return false;
        } else if (column->type != COLUMN_ID && column->type != COLUMN_TEXT) {
            column->known = known_of(builder, c, plan);
            if (!column->known) return false;
        }
    }
    return segment_builder_reserve(builder, 1);
}

/* Behind the last row there is always a slot, and room that vector stores may touch. */
static bool resize(struct column_builder *column, uint32_t row_capacity)
{
    const size_t byte_count = (size_t)row_capacity * column->value_bytes + STORE_ALIGN_BYTES;
    void *values = realloc(column->values, byte_count);
    if (values) column->values = values;
    return values != NULL;
}

bool segment_builder_reserve(struct segment_builder *builder, uint32_t count)
{
    enum { FIRST_ROWS = 1024 };
    if (count >= UINT32_MAX - builder->row_count) return false;
    const uint32_t needed = builder->row_count + count;
    builder->filled_count = needed;
    bool is_done = true;
    if (needed > builder->row_capacity) {
        uint64_t capacity = builder->row_capacity ? builder->row_capacity : FIRST_ROWS;
        while (capacity < needed) capacity *= 2;
        if (capacity > UINT32_MAX) return false;
        for (size_t c = 0; is_done && c < builder->schema->column_count; c++)
            if (builder->columns[c].values)
                is_done = resize(&builder->columns[c], (uint32_t)capacity);
        if (is_done) builder->row_capacity = (uint32_t)capacity;
    }
    /* Columns that no file before had. */
    for (size_t c = 0; is_done && c < builder->schema->column_count; c++) {
        struct column_builder *column = &builder->columns[c];
        if (column->is_present && column->value_bytes > 0 && !column->values)
            is_done = resize(column, builder->row_capacity);
    }
    return is_done;
}

void segment_builder_keep(struct segment_builder *builder)
{
    builder->row_count++;
}

bool segment_builder_widen(struct segment_builder *builder, struct column_builder *column,
                           uint32_t width_bytes)
{
    const uint32_t before = column->value_bytes;
    if (width_bytes <= before) return true;
    column->value_bytes = width_bytes;
    if (!resize(column, builder->row_capacity)) {
        column->value_bytes = before;
        return false;
    }
    char *slots = column->values;
    /* From the last row, or the slot behind it, to the first: nothing is overwritten unread. */
    for (uint32_t row = builder->filled_count; row-- > 0;) {
        memmove(slots + (size_t)row * width_bytes, slots + (size_t)row * before, before);
        memset(slots + (size_t)row * width_bytes + before, 0, width_bytes - before);
    }
    return true;
}

/* Bytes that hold every number the book has given so far. */
static uint32_t code_bytes(const struct code_book *book)
{
    if (book->name_count <= UINT8_MAX) return 1;
    return book->name_count <= UINT16_MAX ? 2 : 4;
}

static bool finish_column(const struct segment_builder *builder,
                          const struct column_builder *column, struct segment_column *into)
{
    const uint32_t row_count = builder->row_count;
    *into = (struct segment_column){.minimum = INT32_MAX, .maximum = INT32_MIN};
    if (!column->is_kept) return true;
    if (column->type == COLUMN_INT || column->type == COLUMN_MONEY)
        return column_narrow(into, column->type, column->values, row_count, builder->store);
    into->value_bytes = is_coded(column->type) ? code_bytes(column->book) : column->value_bytes;
    into->values = store_take(builder->store, (size_t)row_count * into->value_bytes);
    if (!into->values) return false;
    if (is_coded(column->type)) {
        into->codes = column->book->list;
        column_copy_codes(builder->isa, column->values, row_count, into->values, into->value_bytes);
        return true;
    }
    if (column->type == COLUMN_DATE || column->type == COLUMN_TIME) {
        const struct column_range range =
            column_copy_numbers(builder->isa, column->values, row_count, into->values);
        into->minimum = range.minimum;
        into->maximum = range.maximum;
        return true;
    }
    memcpy(into->values, column->values, (size_t)row_count * into->value_bytes);
    if (column->type == COLUMN_ID)
        into->is_ascending = slots_ascend(column->values, into->value_bytes, row_count);
    return true;
}

bool segment_builder_finish(struct segment_builder *builder, struct segment *segment)
{
    const size_t count = builder->schema->column_count;
    *segment = (struct segment){.row_count = builder->row_count};
    if (builder->row_count == 0) return true;
    segment->columns = arena_take_array(builder->arena, count, sizeof *segment->columns);
    if (!segment->columns) return false;
    for (size_t c = 0; c < count; c++)
        if (!finish_column(builder, &builder->columns[c], &segment->columns[c])) return false;
    return true;
}
