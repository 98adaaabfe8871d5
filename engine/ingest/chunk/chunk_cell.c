/* One field becomes one typed value in the slot behind the last row: a table of decoders, one per
 * column type. */
#include "base/day.h"
#include "base/hash.h"
#include "ingest/chunk/chunk_row.h"
#include "ingest/slot.h"

/* What a decoder works on. */
struct reading {
    struct row_reader *reader;
    struct column_builder *builder;
    const struct plan_column *plan;
    const struct decode_options *options;
    struct cell *cell;
    uint32_t row;
};

typedef enum decode_status cell_decoder(const struct reading *reading, struct slice field);

/* The slot of the row in a column of ids, at least so wide. */
static unsigned char *id_slot(const struct reading *reading, size_t byte_count)
{
    const size_t width = (byte_count + KEY_UNIT_BYTES - 1) / KEY_UNIT_BYTES * KEY_UNIT_BYTES;
    struct column_builder *builder = reading->builder;
    if (!segment_builder_widen(reading->reader->builder, builder, (uint32_t)width)) {
        reading->reader->is_out_of_memory = true;
        return NULL;
    }
    unsigned char *slot = builder->values;
    slot += (size_t)reading->row * builder->value_bytes;
    memset(slot, 0, builder->value_bytes);
    return slot;
}

/* A slot that holds numbers instead of a text. */
static void write_marked(const struct reading *reading, unsigned char kind, uint64_t first,
                         uint64_t second)
{
    const uint32_t file = kind == KEY_MARK_ROW ? reading->reader->plan->file_number : 0;
    const struct key_mark marked = {KEY_MARK, kind, 0, file, first, second};
    unsigned char *slot = id_slot(reading, sizeof marked);
    if (slot) memcpy(slot, &marked, sizeof marked);
}

static enum decode_status read_id(const struct reading *reading, struct slice field)
{
    struct row_reader *reader = reading->reader;
    if (reading->options->encoding == ENCODING_GB18030) {
        text_clear(&reader->scratch);
        encoding_add_utf8(reading->options->encoding, field, &reader->scratch);
        field = (struct slice){reader->scratch.bytes, reader->scratch.byte_count};
        if (reader->scratch.failed) reader->is_out_of_memory = true;
    }
    if (field.byte_count > KEY_SLOT_LIMIT || (unsigned char)field.bytes[0] == KEY_MARK ||
        memchr(field.bytes, 0, field.byte_count)) {
        const uint32_t number = key_intern_number(reader->intern, field);
        if (number == 0) reader->is_out_of_memory = true;
        write_marked(reading, KEY_MARK_TEXT, number, 0);
    } else {
        unsigned char *slot = id_slot(reading, field.byte_count);
        if (slot) memcpy(slot, field.bytes, field.byte_count);
    }
    return DECODE_OK;
}

static enum decode_status read_date(const struct reading *reading, struct slice field)
{
    int32_t *days = reading->builder->values;
    const struct plan_column *plan = reading->plan;
    return (plan->is_excel_serial    ? decode_excel_day
            : plan->schema->is_month ? decode_month
                                     : decode_day)(reading->options, field, &days[reading->row]);
}

static enum decode_status read_time(const struct reading *reading, struct slice field)
{
    struct decoded_time time = {0, false};
    int32_t *minutes = reading->builder->values;
    const enum decode_status status =
        (reading->plan->is_excel_serial ? decode_excel_time : decode_time)(reading->options, field,
                                                                           &time);
    minutes[reading->row] = time.minute;
    reading->cell->is_date_alone = time.is_date_alone;
    return status;
}

static enum decode_status read_int(const struct reading *reading, struct slice field)
{
    int32_t *values = reading->builder->values;
    return decode_int(reading->options, field, reading->plan->range, &values[reading->row]);
}

static enum decode_status read_score(const struct reading *reading, struct slice field)
{
    int8_t *values = reading->builder->values;
    return decode_score(reading->options, field, reading->plan->range, &values[reading->row]);
}

static enum decode_status read_money(const struct reading *reading, struct slice field)
{
    int64_t *values = reading->builder->values;
    return decode_money(reading->options, field, &values[reading->row]);
}

static enum decode_status read_bool(const struct reading *reading, struct slice field)
{
    bool value = false;
    int8_t *values = reading->builder->values;
    const enum decode_status status = decode_bool(reading->options, field, &value);
    values[reading->row] = value ? 1 : 0;
    return status;
}

static enum decode_status read_text(const struct reading *reading, struct slice field)
{
    const size_t column = (size_t)(reading->plan - reading->reader->plan->columns);
    if (reading->plan->lexicon)
        row_reader_mark(reading->reader, column, reading->row, reading->options->encoding, field);
    return DECODE_OK;
}

static void clear_code(struct column_builder *builder, uint32_t row)
{
    ((uint32_t *)builder->values)[row] = 0;
}

static void clear_id(struct column_builder *builder, uint32_t row)
{
    memset((char *)builder->values + (size_t)row * builder->value_bytes, 0, builder->value_bytes);
}

_Static_assert(DAY_MISSING == INT32_MIN && MINUTE_MISSING == INT32_MIN && INT_MISSING == INT32_MIN,
               "clear_int32 clears days, minutes and ints");
static void clear_int32(struct column_builder *builder, uint32_t row)
{
    ((int32_t *)builder->values)[row] = INT32_MIN;
}

_Static_assert(SCORE_MISSING == INT8_MIN && BOOL_MISSING == INT8_MIN,
               "clear_int8 clears scores and bools");
static void clear_int8(struct column_builder *builder, uint32_t row)
{
    ((int8_t *)builder->values)[row] = INT8_MIN;
}

static void clear_money(struct column_builder *builder, uint32_t row)
{
    ((int64_t *)builder->values)[row] = MONEY_MISSING;
}

static void clear_text(struct column_builder *builder, uint32_t row)
{
    if (builder->value_bytes > 0) ((uint64_t *)builder->values)[row] = 0;
}

/* decode NULL: codes, which look the field up as it stands before anything else is asked of it. */
struct cell_kind {
    cell_decoder *decode;
    void (*clear)(struct column_builder *builder, uint32_t row);
};

static const struct cell_kind cell_kinds[COLUMN_TYPE_COUNT] = {
    [COLUMN_ID] = {read_id, clear_id},         [COLUMN_CODE] = {NULL, clear_code},
    [COLUMN_PATH] = {NULL, clear_code},        [COLUMN_DATE] = {read_date, clear_int32},
    [COLUMN_TIME] = {read_time, clear_int32},  [COLUMN_INT] = {read_int, clear_int32},
    [COLUMN_SCORE] = {read_score, clear_int8}, [COLUMN_MONEY] = {read_money, clear_money},
    [COLUMN_BOOL] = {read_bool, clear_int8},   [COLUMN_TEXT] = {read_text, clear_text},
};

/* `field` in UTF-8; in the reader's scratch when it has to be turned. */
static struct slice as_utf8(struct row_reader *reader, enum encoding encoding, struct slice field)
{
    if (encoding != ENCODING_GB18030) return field;
    text_clear(&reader->scratch);
    encoding_add_utf8(encoding, field, &reader->scratch);
    if (reader->scratch.failed) reader->is_out_of_memory = true;
    return (struct slice){reader->scratch.bytes, reader->scratch.byte_count};
}

/* Trimmed, asked for missing, turned by the mapping's value table: NULL bytes mean missing. A value
 * that was turned is the configuration's text: *options follow it. */
static struct slice prepare(const struct reading *reading, struct slice field,
                            const struct decode_options **options)
{
    const struct plan_column *plan = reading->plan;
    const struct slice none = {NULL, 0};
    *options = reading->options;
    field = encoding_trim((*options)->encoding, field);
    if (missing_set_has(plan->missing, (*options)->encoding, field)) return none;
    if (plan->value_count == 0) return field;
    const struct slice text = as_utf8(reading->reader, (*options)->encoding, field);
    for (size_t i = 0; i < plan->value_count; i++) {
        if (!slice_equal_nocase(text, slice_of(plan->values[i].from))) continue;
        *options = &reading->reader->plan->text_options;
        field = slice_trim(slice_of(plan->values[i].to));
        return missing_set_has(plan->missing, ENCODING_UTF8, field) ? none : field;
    }
    return field;
}

/* Names of codes end at a NUL from link on, so one inside a name has to be written as what it is;
 * cut off there, two names would become one, or be looked for at the wrong place. */
static struct slice without_nul(struct slice name, struct text *written)
{
    if (!name.bytes || !memchr(name.bytes, '\0', name.byte_count)) return name;
    for (size_t i = 0; i < name.byte_count; i++) {
        if (name.bytes[i] == '\0')
            text_put(written, "\\x00");
        else
            text_add(written, name.bytes + i, 1);
    }
    return (struct slice){written->bytes, written->byte_count};
}

/* The canonical form of a listed value as it stands in the file; NULL bytes: not listed. Asked
 * before the missing markers, because one of them may be a listed value (DESIGN 20). */
static struct slice listed_value(const struct reading *reading, struct slice field)
{
    const struct schema_column *schema = reading->plan->schema;
    const enum encoding encoding = reading->options->encoding;
    if (schema->value_count == 0 || reading->plan->value_count > 0) return (struct slice){NULL, 0};
    const struct slice trimmed = encoding_trim(encoding, field);
    return schema_column_value(schema, as_utf8(reading->reader, encoding, trimmed));
}

static const struct code_entry *add_code(const struct reading *reading, struct slice field,
                                         uint64_t hash)
{
    const struct decode_options *options;
    const struct schema_column *schema = reading->plan->schema;
    const struct slice listed = listed_value(reading, field);
    struct slice name = listed.bytes ? listed : prepare(reading, field, &options);
    bool is_unlisted = false;
    if (name.bytes && !listed.bytes) {
        name = as_utf8(reading->reader, options->encoding, name);
        const struct slice canonical = schema_column_value(schema, name);
        is_unlisted = !canonical.bytes && schema->value_count > 0;
        if (canonical.bytes) name = canonical;
    }
    struct text written;
    text_init(&written, 0);
    name = without_nul(name, &written);
    const struct code_entry *entry =
        written.failed ? NULL
                       : code_book_add(reading->builder->book, field, hash, name, is_unlisted);
    text_release(&written);
    return entry;
}

static enum decode_status read_code(const struct reading *reading, struct slice field)
{
    const uint64_t hash = hash_bytes(field.bytes, field.byte_count);
    const struct code_entry *entry = code_book_find(reading->builder->book, field, hash);
    if (!entry) entry = add_code(reading, field, hash);
    if (!entry) {
        reading->reader->is_out_of_memory = true;
        return DECODE_MISSING;
    }
    ((uint32_t *)reading->builder->values)[reading->row] = entry->code;
    reading->cell->is_unlisted = entry->is_unlisted;
    return entry->code == 0 ? DECODE_MISSING : DECODE_OK;
}

static enum decode_status read_cell(struct reading *reading, struct slice field)
{
    cell_decoder *decode = cell_kinds[reading->plan->schema->type].decode;
    if (!decode) return read_code(reading, field);
    const struct decode_options *options;
    field = prepare(reading, field, &options);
    if (!field.bytes) return DECODE_MISSING;
    reading->options = options;
    return decode(reading, field);
}

struct slice row_reader_field(const struct row_reader *reader, size_t column,
                              const struct decode_options **options)
{
    const struct plan_column *plan = &reader->plan->columns[column];
    const bool is_file = plan->is_present && plan->source == SOURCE_HEADER;
    *options = is_file ? &reader->plan->field_options : &reader->plan->text_options;
    return is_file ? reader->record->fields[plan->field] : plan->constant;
}

const struct cell *row_reader_cell(struct row_reader *reader, size_t column)
{
    struct cell *cell = &reader->cells[column];
    if (cell->state != CELL_UNREAD) return cell;
    const struct plan_column *plan = &reader->plan->columns[column];
    struct reading reading = {.reader = reader,
                              .builder = &reader->builder->columns[column],
                              .plan = plan,
                              .cell = cell,
                              .row = reader->builder->row_count};
    cell->state = CELL_READ;
    cell->status = DECODE_MISSING;
    if (!plan->is_present) return cell;
    if (plan->source == SOURCE_ROW_NUMBER) {
        /* Rows are told apart by where they stand; records of one cell of a rejects file, which
         * stand in one place, by their number. */
        const uint64_t offset = reader->origin ? reader->origin->offset : reader->record->offset;
        write_marked(&reading, KEY_MARK_ROW, offset,
                     reader->origin ? reader->chunk->record_count : 0);
        cell->status = DECODE_OK;
        return cell;
    }
    const struct slice field = row_reader_field(reader, column, &reading.options);
    cell->status = (unsigned char)read_cell(&reading, field);
    if (cell->status != DECODE_OK) row_reader_clear(reader, column);
    return cell;
}

struct cell row_reader_decode(struct row_reader *reader, size_t column)
{
    reader->cells[column] = (struct cell){.state = CELL_UNREAD};
    return *row_reader_cell(reader, column);
}

void row_reader_clear(struct row_reader *reader, size_t column)
{
    const struct plan_column *plan = &reader->plan->columns[column];
    if (plan->is_present)
        cell_kinds[plan->schema->type].clear(&reader->builder->columns[column],
                                             reader->builder->row_count);
    reader->cells[column].is_date_alone = false;
}

bool row_reader_minute(const struct row_reader *reader, size_t column, int64_t *minute)
{
    const struct column_builder *builder = &reader->builder->columns[column];
    if (!builder->is_present || reader->cells[column].status != DECODE_OK) return false;
    *minute = ((const int32_t *)builder->values)[reader->builder->row_count];
    if (reader->plan->schema->columns[column].type == COLUMN_DATE) *minute *= MINUTES_A_DAY;
    return true;
}
