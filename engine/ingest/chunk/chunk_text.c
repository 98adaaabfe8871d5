/* Texts are not kept: what a text has of the lexicon's words is, and now and then a piece of it. */
#include "base/day.h"
#include "ingest/chunk/chunk_row.h"

/* The month of a row whose clock has been read. */
static int32_t month_of_row(const struct row_reader *reader, uint32_t row)
{
    const size_t clock = (size_t)reader->plan->schema->clock;
    const struct column_builder *builder = &reader->builder->columns[clock];
    const int32_t value = ((const int32_t *)builder->values)[row];
    return builder->type == COLUMN_DATE ? month_of_day(value) : month_of_minute(value);
}

void row_reader_mark(struct row_reader *reader, size_t column, uint32_t row, enum encoding encoding,
                     struct slice text)
{
    const struct plan_column *plan = &reader->plan->columns[column];
    struct marked marked;
    if (encoding == ENCODING_GB18030) {
        text_clear(&reader->scratch);
        encoding_add_utf8(encoding, text, &reader->scratch);
        if (reader->scratch.failed) reader->is_out_of_memory = true;
        text = (struct slice){reader->scratch.bytes, reader->scratch.byte_count};
    }
    lexicon_mark(plan->lexicon, text, plan->schema->tells_wishes, &marked);
    ((uint64_t *)reader->builder->columns[column].values)[row] = marked.mark;
    if (marked.place_count == 0) return;
    const struct quote where = {.table = reader->plan->table,
                                .column = (int32_t)column,
                                .month = month_of_row(reader, row),
                                .row = row};
    if (!quote_list_add_text(&reader->chunk->quotes, &where, text, &marked))
        reader->is_out_of_memory = true;
}
