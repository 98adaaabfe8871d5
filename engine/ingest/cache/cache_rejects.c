#include "ingest/cache/cache_rejects.h"

#include <string.h>

/* Rules in one row: of records, of decoders, and the one that is neither's. */
enum {
    RULE_FIELD_FIRST = RECORD_RULE_COUNT,
    RULE_BEFORE_START = RULE_FIELD_FIRST + DECODE_STATUS_COUNT,
    RULE_COUNT
};

static const struct rule_text *rule_of(uint64_t number)
{
    if (number < RULE_FIELD_FIRST) return &record_rules[number];
    if (number < RULE_BEFORE_START) return &decode_rules[number - RULE_FIELD_FIRST];
    return &rule_before_start;
}

static uint64_t rule_number(const struct rule_text *rule)
{
    uint64_t number = 0;
    while (number < RULE_COUNT - 1 && rule_of(number) != rule) number++;
    return number;
}

/* Of no column: their number. */
static uint64_t column_number(const struct schema_table *table, const char *name)
{
    uint64_t number = 0;
    while (number < table->column_count && strcmp(table->columns[number].name, name) != 0) number++;
    return number;
}

static void put_reject(struct text *bytes, const struct reject *reject, const struct chunk *chunk)
{
    cache_put_number(bytes, rule_number(reject->rule));
    cache_put_number(bytes, column_number(chunk->plan->schema, reject->column));
    cache_put_number(bytes, reject->line + chunk->first_line);
    cache_put_number(bytes, reject->byte_offset);
    cache_put_slice(bytes, reject->value);
    cache_put_slice(bytes, reject->record);
}
enum { REJECT_BYTES_LEAST = 6 * 8 + 2 };

bool cache_rejects_put(struct text *bytes, const struct chunk *chunks, size_t chunk_count)
{
    struct reject_cap cap;
    reject_cap_init(&cap);
    struct text rows;
    text_init(&rows, 0);
    uint64_t row_count = 0;
    bool has_memory = true;
    for (size_t c = 0; c < chunk_count; c++)
        for (size_t r = 0; has_memory && r < chunks[c].rejects.row_count; r++) {
            if (!reject_cap_admits(&cap, &chunks[c].rejects.rows[r], &has_memory)) continue;
            put_reject(&rows, &chunks[c].rejects.rows[r], &chunks[c]);
            row_count++;
        }
    cache_put_number(bytes, row_count);
    text_add(bytes, rows.bytes, rows.byte_count);
    has_memory = has_memory && !rows.failed;
    text_release(&rows);
    reject_cap_release(&cap);
    return has_memory;
}

static void take_reject(struct cache_reader *reader, const struct file_plan *plan,
                        struct reject *reject)
{
    const uint64_t rule = cache_take_number(reader, RULE_COUNT - 1);
    const uint64_t column = cache_take_number(reader, plan->schema->column_count);
    const bool is_record = rule < RULE_FIELD_FIRST;
    *reject = (struct reject){
        .kind = is_record ? REJECT_RECORD : REJECT_FIELD,
        .table = plan->table,
        .rule = rule_of(rule),
        .column = column < plan->schema->column_count ? plan->schema->columns[column].name : "",
        .header = is_record ? plan->header->text : (struct slice){"", 0}};
    reject->line = cache_take_number(reader, INT64_MAX);
    reject->byte_offset = cache_take_number(reader, INT64_MAX);
    reject->value = cache_take_slice(reader);
    reject->record = cache_take_slice(reader);
}

enum rc cache_rejects_take(struct cache_entry *entry, struct cache_reader *reader,
                           struct arena *arena, struct err *err)
{
    const size_t count = (size_t)cache_take_count(reader, REJECT_BYTES_LEAST);
    entry->rejects = arena_take_array(arena, count + 1, sizeof *entry->rejects);
    if (!entry->rejects) return err_memory(err, count * sizeof *entry->rejects);
    for (size_t i = 0; i < count && !reader->is_bad; i++) {
        take_reject(reader, entry->plan, &entry->rejects[i]);
        entry->rejected_record_count += entry->rejects[i].kind == REJECT_RECORD;
    }
    entry->reject_count = count;
    return RC_OK;
}
