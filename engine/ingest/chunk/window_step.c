#include "ingest/chunk/window_step.h"
#include "ingest/column_array.h"

#include <string.h>

/* Without the quotes around it; doubled ones become one in the room that is given. */
static struct slice unquote(struct slice field, char *room)
{
    if (field.byte_count < 2 || field.bytes[0] != '"') return field;
    const char *from = field.bytes + 1, *past = field.bytes + field.byte_count - 1;
    if (!memchr(from, '"', (size_t)(past - from)))
        return (struct slice){from, field.byte_count - 2};
    char *at = room;
    for (; from < past; from++) {
        *at++ = *from;
        if (*from == '"') from++;
    }
    return (struct slice){room, (size_t)(at - room)};
}

static struct slice raw_field(const struct window_take *take, uint32_t row, uint32_t field)
{
    const struct window *window = take->window;
    const uint16_t *ends = window->index.ends + (size_t)row * window->field_count;
    const size_t start = field == 0 ? window->index.row_starts[row] : (size_t)ends[field - 1] + 1;
    return (struct slice){window->text + start, ends[field] - start};
}

struct slice window_field(const struct window_take *take, uint32_t row, uint32_t field)
{
    return unquote(raw_field(take, row, field), take->window->unquoted);
}

void window_place(struct window_take *take, uint32_t row, struct scan_record *record)
{
    const struct window *window = take->window;
    const size_t start = window->index.row_starts[row];
    record->offset = window->offset + start;
    if (start < take->placed_start) take->placed_start = take->placed_lines = 0;
    take->placed_lines += window_count_lines(window->text, take->placed_start, start);
    take->placed_start = start;
    record->line = take->line + take->placed_lines;
}

struct scan_record window_record(struct window_take *take, uint32_t row)
{
    const struct window *window = take->window;
    const uint32_t field_count = window->field_count;
    struct scan_record record = {.fault = SCAN_SOUND, .field_count = field_count};
    char *room = window->unquoted;
    for (uint32_t field = 0; field < field_count; field++) {
        window->fields[field] = unquote(raw_field(take, row, field), room);
        if (window->fields[field].bytes == room) room += window->fields[field].byte_count;
    }
    const struct slice first = raw_field(take, row, 0);
    const struct slice last = raw_field(take, row, field_count - 1);
    window_place(take, row, &record);
    record.fields = window->fields;
    record.raw = (struct slice){first.bytes, (size_t)(last.bytes + last.byte_count - first.bytes)};
    return record;
}

bool window_add_bad(struct window *window, uint32_t row, size_t column, struct cell cell)
{
    if (!array_reserve(&window->bad, &window->bad_capacity, window->bad_count + 1,
                       sizeof *window->bad))
        return false;
    window->bad[window->bad_count++] = (struct window_bad){row, (uint32_t)column, cell};
    return true;
}

static void count_cell(struct column_quality *quality, const struct cell *cell)
{
    quality->value_count += cell->status == DECODE_OK;
    quality->missing_count += cell->status == DECODE_MISSING;
    quality->date_alone_count += cell->is_date_alone;
    quality->unlisted_count += cell->is_unlisted;
}

enum { KNOWN_LIMIT = 4096 }; /* odd fields remembered of a column: more are no odd ones */

static void put_value(const struct column_builder *column, uint32_t row, int64_t value)
{
    char *at = (char *)column->values + (size_t)row * column->value_bytes;
    const int8_t byte = (int8_t)value;
    const int32_t word = (int32_t)value;
    if (column->value_bytes == 1) memcpy(at, &byte, sizeof byte);
    if (column->value_bytes == 4) memcpy(at, &word, sizeof word);
    if (column->value_bytes == 8) memcpy(at, &value, sizeof value);
}

static int64_t get_value(const struct column_builder *column, uint32_t row)
{
    const void *at = (const char *)column->values + (size_t)row * column->value_bytes;
    if (column->value_bytes == 1) return *(const int8_t *)at;
    return column->value_bytes == 4 ? *(const int32_t *)at : *(const int64_t *)at;
}

/* One cell by its decoder, as if its record were read alone. */
static struct cell decode_alone(struct window_take *take, size_t column, uint32_t row,
                                struct slice field)
{
    struct row_reader *reader = take->reader;
    const struct plan_column *plan = &reader->plan->columns[column];
    struct scan_record record = {.fields = take->window->fields};
    record.offset = take->window->offset + take->window->index.row_starts[row];
    if (plan->source == SOURCE_HEADER) take->window->fields[plan->field] = field;
    take->builder->row_count = take->base + row;
    reader->record = &record;
    const struct cell cell = row_reader_decode(reader, column);
    reader->record = NULL;
    take->builder->row_count = take->base;
    return cell;
}

/* The same, if an equal field is remembered; else it is from now on. */
static bool decode_known(struct window_take *take, size_t column, uint32_t row, struct slice field,
                         struct cell *cell)
{
    const struct column_builder *builder = &take->builder->columns[column];
    struct field_book *known = builder->known;
    struct field_entry entry;
    if (!known || take->reader->plan->columns[column].source != SOURCE_HEADER) {
        *cell = decode_alone(take, column, row, field);
        return true;
    }
    if (field_book_find(known, field, &entry)) {
        put_value(builder, take->base + row, entry.value);
        *cell = (struct cell){CELL_READ, (unsigned char)entry.status, entry.is_date_alone,
                              entry.is_unlisted};
        return true;
    }
    *cell = decode_alone(take, column, row, field);
    if (known->key_count >= KNOWN_LIMIT) return true;
    entry = (struct field_entry){.value = get_value(builder, take->base + row),
                                 .status = (enum decode_status)cell->status,
                                 .is_unlisted = cell->is_unlisted,
                                 .is_date_alone = cell->is_date_alone};
    return field_book_add(known, field, &entry);
}

static enum rc read_exactly(struct window_take *take, size_t column, uint32_t row, struct err *err)
{
    const struct plan_column *plan = &take->reader->plan->columns[column];
    struct slice field = {"", 0};
    struct cell cell;
    if (plan->source == SOURCE_HEADER) field = window_field(take, row, plan->field);
    bool is_done = decode_known(take, column, row, field, &cell) && !take->reader->is_out_of_memory;
    count_cell(&take->window->quality[column], &cell);
    if (cell.status != DECODE_OK && cell.status != DECODE_MISSING)
        is_done = is_done && window_add_bad(take->window, row, column, cell);
    return is_done ? RC_OK : err_memory(err, sizeof cell);
}

enum rc window_clear_late(struct window_take *take, uint32_t row, size_t column, struct err *err)
{
    const struct plan_column *plan = &take->reader->plan->columns[column];
    struct column_quality *quality = &take->window->quality[column];
    struct slice field = {"", 0};
    if (plan->source == SOURCE_HEADER) field = window_field(take, row, plan->field);
    struct cell cell = decode_alone(take, column, row, field);
    quality->value_count--;
    quality->date_alone_count -= cell.is_date_alone;
    put_value(&take->builder->columns[column], take->base + row, INT32_MIN);
    cell = (struct cell){.state = CELL_BEFORE_START, .status = DECODE_OUT_OF_RANGE};
    return window_add_bad(take->window, row, column, cell) ? RC_OK : err_memory(err, sizeof cell);
}

/* The counts of a reader, and what it left. */
static enum rc finish_column(struct window_take *take, size_t column,
                             const struct field_outcome *outcome, struct err *err)
{
    struct column_quality *quality = &take->window->quality[column];
    quality->missing_count += outcome->missing_count;
    quality->date_alone_count += outcome->date_alone_count;
    quality->unlisted_count += outcome->unlisted_count;
    quality->value_count += take->row_count - outcome->missing_count - outcome->rest_count;
    enum rc rc = RC_OK;
    for (uint32_t i = 0; rc == RC_OK && i < outcome->rest_count; i++)
        rc = read_exactly(take, column, outcome->rest_rows[i], err);
    return rc;
}

/* What a reader is given. */
struct step_reading {
    struct window_take *take;
    const struct window_step *step;
    struct field_window fields;
    size_t column; /* the step's first */
    struct field_column of;
    char *values; /* of the first row of the window */
    struct field_outcome *outcome;
};

typedef bool step_reader(const struct step_reading *reading);

static const struct field_kernels *kernels_of(const struct step_reading *reading)
{
    return field_kernels(reading->take->window->isa);
}

static struct decode_range range_of(const struct step_reading *reading, size_t column)
{
    return reading->take->reader->plan->columns[column].range;
}

static bool read_exact(const struct step_reading *reading)
{
    for (uint32_t row = 0; row < reading->take->row_count; row++)
        reading->outcome->rest_rows[row] = (uint16_t)row;
    reading->outcome->rest_count = reading->take->row_count;
    return true;
}

static const struct column_builder *builder_of(const struct step_reading *reading)
{
    return &reading->take->builder->columns[reading->column];
}

static bool read_known(const struct step_reading *reading)
{
    const struct column_builder *column = builder_of(reading);
    fields_read_known(&reading->fields, reading->step->field, column->known, reading->values,
                      column->value_bytes, reading->outcome);
    return true;
}

static bool read_code(const struct step_reading *reading)
{
    kernels_of(reading)->read_codes(&reading->fields, reading->step->field,
                                    &builder_of(reading)->book->fields,
                                    (uint32_t *)(void *)reading->values, reading->outcome);
    return true;
}

/* A slot that is too narrow for the longest field is seldom met: only in the first window. */
static bool read_id(const struct step_reading *reading)
{
    struct window_take *take = reading->take;
    struct column_builder *column = &take->builder->columns[reading->column];
    const struct field_kernels *kernels = kernels_of(reading);
    const uint32_t longest =
        kernels->read_ids(&reading->of, reading->values, column->value_bytes, reading->outcome);
    const uint32_t width = (longest + KEY_UNIT_BYTES - 1) / KEY_UNIT_BYTES * KEY_UNIT_BYTES;
    const uint32_t wanted = width < KEY_SLOT_LIMIT ? width : (uint32_t)KEY_SLOT_LIMIT;
    if (wanted <= column->value_bytes) return true;
    if (!segment_builder_widen(take->builder, column, wanted)) return false;
    char *slots = (char *)column->values + (size_t)take->base * wanted;
    (void)kernels->read_ids(&reading->of, slots, wanted, reading->outcome);
    return true;
}

static bool read_date(const struct step_reading *reading)
{
    kernels_of(reading)->read_dates(&reading->of, (int32_t *)(void *)reading->values,
                                    reading->outcome);
    return true;
}

static bool read_time(const struct step_reading *reading)
{
    kernels_of(reading)->read_times(&reading->of, (int32_t *)(void *)reading->values,
                                    reading->outcome);
    return true;
}

static bool read_int(const struct step_reading *reading)
{
    kernels_of(reading)->read_ints(&reading->of, range_of(reading, reading->column),
                                   (int32_t *)(void *)reading->values, reading->outcome);
    return true;
}

static bool read_small(const struct step_reading *reading)
{
    kernels_of(reading)->read_small(&reading->of, range_of(reading, reading->column),
                                    (int8_t *)reading->values, reading->outcome);
    return true;
}

static bool read_money(const struct step_reading *reading)
{
    kernels_of(reading)->read_money(&reading->of, (int64_t *)(void *)reading->values,
                                    reading->outcome);
    return true;
}

/* Those that are decided; the rest is marked where it is read. */
static void mark_texts(const struct step_reading *reading)
{
    struct window_take *take = reading->take;
    const enum encoding encoding = reading->fields.encoding;
    uint64_t *marks = (uint64_t *)(void *)reading->values;
    const uint16_t *rest = reading->outcome->rest_rows;
    const uint16_t *rest_end = rest + reading->outcome->rest_count;
    for (uint32_t row = 0; row < take->row_count; row++) {
        const struct slice text = window_field(take, row, reading->step->field);
        marks[row] = 0;
        if (rest < rest_end && *rest == row)
            rest++;
        else if (text.byte_count > 0)
            row_reader_mark(take->reader, reading->column, take->base + row, encoding, text);
    }
}

static bool read_text(const struct step_reading *reading)
{
    kernels_of(reading)->count_texts(&reading->of, reading->outcome);
    if (reading->take->reader->plan->columns[reading->column].lexicon) mark_texts(reading);
    return !reading->take->reader->is_out_of_memory;
}

/* Each column of the run has its own part of the room for the rest: rows times columns are at most
 * the places of a window. */
static bool read_digits(const struct step_reading *reading)
{
    struct window_take *take = reading->take;
    struct field_digits *digits = take->window->digits;
    for (uint32_t i = 0; i < reading->step->column_count; i++) {
        const size_t column = reading->step->columns[i];
        digits[i] = take->window->plan.digits[column];
        digits[i].values = (int8_t *)take->builder->columns[column].values + take->base;
        digits[i].outcome.rest_rows = take->window->rest_rows + (size_t)i * take->row_count;
    }
    kernels_of(reading)->read_digits(&reading->fields, reading->step->field, digits,
                                     reading->step->column_count);
    for (uint32_t i = 0; i < reading->step->column_count; i++)
        take->window->outcomes[i] = digits[i].outcome;
    return true;
}

static step_reader *const step_readers[WINDOW_KIND_COUNT] = {
    [WINDOW_EXACT] = read_exact, [WINDOW_KNOWN] = read_known, [WINDOW_DIGITS] = read_digits,
    [WINDOW_SMALL] = read_small, [WINDOW_CODE] = read_code,   [WINDOW_ID] = read_id,
    [WINDOW_DATE] = read_date,   [WINDOW_TIME] = read_time,   [WINDOW_INT] = read_int,
    [WINDOW_MONEY] = read_money, [WINDOW_TEXT] = read_text,
};

enum rc window_step_read(struct window_take *take, const struct window_step *step, struct err *err)
{
    struct window *window = take->window;
    struct step_reading reading = {.take = take, .step = step, .column = step->columns[0]};
    const struct column_builder *column = builder_of(&reading);
    reading.fields = (struct field_window){
        .text = window->text,
        .row_starts = window->index.row_starts,
        .ends = window->index.ends,
        .row_count = take->row_count,
        .field_count = window->field_count,
        .has_quotes = scan_index_has_quotes(&window->index, step->field, step->column_count),
        .encoding = take->reader->plan->field_options.encoding};
    reading.of =
        (struct field_column){&reading.fields, step->field, &window->plan.missing[reading.column]};
    reading.outcome = &window->outcomes[0];
    *reading.outcome = (struct field_outcome){.rest_rows = window->rest_rows};
    if (column->values)
        reading.values = (char *)column->values + (size_t)take->base * column->value_bytes;
    if (!step_readers[step->kind](&reading)) return err_memory(err, take->row_count);
    enum rc rc = RC_OK;
    for (uint32_t i = 0; rc == RC_OK && i < step->column_count; i++)
        rc = finish_column(take, step->columns[i], &window->outcomes[i], err);
    return rc;
}
