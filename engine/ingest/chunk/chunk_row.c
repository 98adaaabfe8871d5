#include "ingest/chunk/chunk_row.h"

/* What a failed check shows beside the record. */
struct evidence {
    const char *column;
    struct slice value;
};

typedef bool record_check(struct row_reader *reader, struct evidence *evidence);

static bool is_too_long(struct row_reader *reader, struct evidence *evidence)
{
    (void)evidence;
    return reader->record->fault == SCAN_TOO_LONG;
}

static bool is_badly_quoted(struct row_reader *reader, struct evidence *evidence)
{
    (void)evidence;
    return reader->record->fault == SCAN_QUOTING;
}

static const char *column_of_field(const struct file_plan *plan, uint32_t field)
{
    for (size_t c = 0; c < plan->schema->column_count; c++)
        if (plan->columns[c].is_present && plan->columns[c].source == SOURCE_HEADER &&
            plan->columns[c].field == field)
            return plan->schema->columns[c].name;
    return "";
}

static bool is_undecodable(struct row_reader *reader, struct evidence *evidence)
{
    const struct header *header = reader->plan->header;
    if (!header->has_bad_bytes || encoding_is_valid(header->encoding, reader->record->raw))
        return false;
    for (uint32_t i = 0; i < reader->record->field_count; i++) {
        if (encoding_is_valid(header->encoding, reader->record->fields[i])) continue;
        *evidence = (struct evidence){column_of_field(reader->plan, i), reader->record->fields[i]};
        break;
    }
    return true;
}

/* Words for a sum, each in the encodings that a file can have. */
struct total_word {
    const char *utf8, *gb18030;
};
static const struct total_word total_words[] = {
    {"合计", "\xBA\xCF\xBC\xC6"},
    {"总计", "\xD7\xDC\xBC\xC6"},
    {"小计", "\xD0\xA1\xBC\xC6"},
    {"total", "total"},
};

/* Without one colon at the end, narrow or full width. */
static struct slice without_colon(struct slice cell, const char *wide_colon)
{
    const size_t wide_bytes = strlen(wide_colon);
    if (cell.byte_count >= 1 && cell.bytes[cell.byte_count - 1] == ':') {
        cell.byte_count -= 1;
    } else if (cell.byte_count >= wide_bytes &&
               memcmp(cell.bytes + cell.byte_count - wide_bytes, wide_colon, wide_bytes) == 0) {
        cell.byte_count -= wide_bytes;
    }
    return cell;
}

bool row_reader_is_total(const struct row_reader *reader, struct slice cell)
{
    const enum encoding encoding = reader->plan->header->encoding;
    const bool is_gb18030 = encoding == ENCODING_GB18030;
    cell = encoding_trim(encoding, cell);
    if (cell.byte_count > 16) return false;
    cell = encoding_trim(encoding, without_colon(cell, is_gb18030 ? "\xA3\xBA" : "："));
    for (size_t i = 0; i < sizeof total_words / sizeof total_words[0]; i++) {
        const char *word = is_gb18030 ? total_words[i].gb18030 : total_words[i].utf8;
        if (slice_equal_nocase(cell, slice_of(word))) return true;
    }
    return false;
}

static bool is_total_row(struct row_reader *reader, struct evidence *evidence)
{
    const struct slice cell = reader->record->fields[0];
    if (!row_reader_is_total(reader, cell)) return false;
    evidence->value = encoding_trim(reader->plan->header->encoding, cell);
    return true;
}

static bool has_other_field_count(struct row_reader *reader, struct evidence *evidence)
{
    if (reader->record->field_count == reader->plan->header->cell_count) return false;
    text_clear(&reader->scratch);
    text_format(&reader->scratch, "%u", (unsigned)reader->record->field_count);
    evidence->value = (struct slice){reader->scratch.bytes, reader->scratch.byte_count};
    return true;
}

static struct evidence evidence_of(const struct row_reader *reader, size_t column)
{
    const struct decode_options *options;
    const struct slice field = row_reader_field(reader, column, &options);
    return (struct evidence){reader->plan->schema->columns[column].name,
                             encoding_trim(options->encoding, field)};
}

static bool has_no_key(struct row_reader *reader, struct evidence *evidence)
{
    const int32_t key = reader->plan->schema->key;
    if (key < 0 || row_reader_cell(reader, (size_t)key)->status == DECODE_OK) return false;
    *evidence = evidence_of(reader, (size_t)key);
    return true;
}

static bool has_no_time(struct row_reader *reader, struct evidence *evidence)
{
    const size_t clock = (size_t)reader->plan->schema->clock;
    if (row_reader_cell(reader, clock)->status != DECODE_MISSING) return false;
    *evidence = evidence_of(reader, clock);
    return true;
}

static bool has_bad_time(struct row_reader *reader, struct evidence *evidence)
{
    const size_t clock = (size_t)reader->plan->schema->clock;
    if (row_reader_cell(reader, clock)->status == DECODE_OK) return false;
    *evidence = evidence_of(reader, clock);
    return true;
}

static bool lies_before(struct row_reader *reader, const struct schema_order *order)
{
    int64_t later, earlier;
    (void)row_reader_cell(reader, (size_t)order->later);
    (void)row_reader_cell(reader, (size_t)order->earlier);
    return row_reader_minute(reader, (size_t)order->later, &later) &&
           row_reader_minute(reader, (size_t)order->earlier, &earlier) && later < earlier;
}

static bool is_out_of_order(struct row_reader *reader, struct evidence *evidence)
{
    const struct schema_table *schema = reader->plan->schema;
    for (size_t i = 0; i < schema->order_count; i++) {
        if (!lies_before(reader, &schema->orders[i])) continue;
        *evidence = evidence_of(reader, (size_t)schema->orders[i].later);
        return true;
    }
    return false;
}

/* In the order of enum record_rule, which is the order of asking. A check may rely on those before
 * it. */
static record_check *const record_checks[RECORD_RULE_COUNT] = {
    [RECORD_TOO_LONG] = is_too_long,
    [RECORD_QUOTING] = is_badly_quoted,
    [RECORD_UNDECODABLE] = is_undecodable,
    [RECORD_TOTAL_ROW] = is_total_row,
    [RECORD_FIELD_COUNT] = has_other_field_count,
    [RECORD_NO_KEY] = has_no_key,
    [RECORD_NO_TIME] = has_no_time,
    [RECORD_BAD_TIME] = has_bad_time,
    [RECORD_ORDER] = is_out_of_order,
};

enum rc row_reader_init(struct row_reader *reader, struct chunk *chunk, struct chunk_reader *with,
                        const struct chunk_origin *origin, struct err *err)
{
    *reader = (struct row_reader){.chunk = chunk,
                                  .builder = &with->builders[chunk->plan->table],
                                  .intern = with->intern,
                                  .plan = chunk->plan,
                                  .origin = origin};
    text_init(&reader->scratch, 0);
    reader->cells = calloc(chunk->plan->schema->column_count, sizeof *reader->cells);
    return reader->cells ? RC_OK : err_memory(err, sizeof *reader->cells);
}

void row_reader_release(struct row_reader *reader)
{
    text_release(&reader->scratch);
    free(reader->cells);
    reader->cells = NULL;
}

static struct reject new_reject(const struct row_reader *reader, enum reject_kind kind,
                                const struct rule_text *rule, struct evidence evidence)
{
    const struct scan_record *record = reader->record;
    return (struct reject){
        .kind = kind,
        .table = reader->plan->table,
        .file = reader->chunk->file,
        .line = reader->origin ? reader->origin->line : reader->line_base + record->line,
        .byte_offset = reader->origin ? reader->origin->offset : record->offset,
        .column = evidence.column,
        .value = evidence.value,
        .rule = rule,
        .header = kind == REJECT_RECORD ? reader->plan->header->text : (struct slice){"", 0},
        .record = kind == REJECT_RECORD ? record->raw : (struct slice){"", 0},
    };
}

static void reject_record(struct row_reader *reader, enum record_rule rule,
                          struct evidence evidence)
{
    const struct reject reject = new_reject(reader, REJECT_RECORD, &record_rules[rule], evidence);
    if (!reject_list_add(&reader->chunk->rejects, &reject, reader->plan->header->encoding))
        reader->is_out_of_memory = true;
}

void row_reader_reject_field(struct row_reader *reader, size_t column, const struct cell *cell)
{
    const struct decode_options *options;
    (void)row_reader_field(reader, column, &options);
    const struct rule_text *rule =
        cell->state == CELL_BEFORE_START ? &rule_before_start : &decode_rules[cell->status];
    const struct reject reject =
        new_reject(reader, REJECT_FIELD, rule, evidence_of(reader, column));
    if (!reject_list_add(&reader->chunk->rejects, &reject, options->encoding))
        reader->is_out_of_memory = true;
}

/* Whether the record passes all checks; if not, the first that fails is reported. */
static bool is_sound(struct row_reader *reader)
{
    for (size_t rule = 0; rule < RECORD_RULE_COUNT; rule++) {
        struct evidence evidence = {"", {"", 0}};
        if (!record_checks[rule](reader, &evidence)) continue;
        reject_record(reader, (enum record_rule)rule, evidence);
        return false;
    }
    return true;
}

static void check_starts(struct row_reader *reader)
{
    const struct schema_table *schema = reader->plan->schema;
    for (size_t i = 0; i < schema->start_count; i++) {
        if (!lies_before(reader, &schema->starts[i])) continue;
        const size_t later = (size_t)schema->starts[i].later;
        row_reader_clear(reader, later);
        reader->cells[later].state = CELL_BEFORE_START;
        reader->cells[later].status = DECODE_OUT_OF_RANGE; /* bad; the state tells the rule */
    }
}

static void count_cell(struct row_reader *reader, size_t column)
{
    const struct cell *cell = &reader->cells[column];
    struct column_quality *quality = &reader->builder->columns[column].quality;
    quality->value_count += cell->status == DECODE_OK;
    quality->missing_count += cell->status == DECODE_MISSING;
    quality->date_alone_count += cell->is_date_alone;
    quality->unlisted_count += cell->is_unlisted;
    if (cell->status == DECODE_OK || cell->status == DECODE_MISSING) return;
    quality->bad_count++;
    row_reader_reject_field(reader, column, cell);
}

static void keep_row(struct row_reader *reader)
{
    for (size_t c = 0; c < reader->plan->schema->column_count; c++)
        (void)row_reader_cell(reader, c);
    check_starts(reader);
    for (size_t c = 0; c < reader->plan->schema->column_count; c++)
        if (reader->plan->columns[c].is_present) count_cell(reader, c);
    segment_builder_keep(reader->builder);
}

enum rc row_reader_take(struct row_reader *reader, const struct scan_record *record,
                        struct err *err)
{
    if (!segment_builder_reserve(reader->builder, 1)) return err_memory(err, sizeof(struct chunk));
    memset(reader->cells, 0, reader->plan->schema->column_count * sizeof *reader->cells);
    reader->record = record;
    reader->chunk->record_count++;
    if (is_sound(reader)) keep_row(reader);
    return reader->is_out_of_memory ? err_memory(err, record->raw.byte_count) : RC_OK;
}
