#include "ingest/scan/scan_batch.h"
#include "ingest/column_array.h"

#include <stdlib.h>
#include <string.h>

/* Small enough to stay in the second-level cache between scanner and decoders. */
enum { BATCH_RECORDS = 256, BATCH_TEXT_BYTES = 128 * 1024 };

void scan_collect_init(struct scan_collect *collect)
{
    *collect = (struct scan_collect){.record_count = 0};
}

void scan_collect_release(struct scan_collect *collect)
{
    free(collect->records);
    free(collect->text);
    free(collect->field_ends);
    free(collect->fields);
    scan_collect_init(collect);
}

bool scan_collect_field(struct scan_collect *collect, const char *bytes, size_t byte_count)
{
    if (byte_count > SIZE_MAX - collect->text_count) return false;
    if (!array_reserve(&collect->text, &collect->text_capacity, collect->text_count + byte_count,
                       1) ||
        !array_reserve(&collect->field_ends, &collect->field_capacity, collect->field_count + 1,
                       sizeof *collect->field_ends))
        return false;
    if (byte_count > 0) memcpy(collect->text + collect->text_count, bytes, byte_count);
    collect->text_count += byte_count;
    collect->field_ends[collect->field_count++] = collect->text_count;
    return true;
}

bool scan_collect_record(struct scan_collect *collect, struct scan_record record)
{
    if (!array_reserve(&collect->records, &collect->record_capacity, collect->record_count + 1,
                       sizeof *collect->records))
        return false;
    record.field_count = (uint32_t)(collect->field_count - collect->settled_count);
    collect->settled_count = collect->field_count;
    collect->records[collect->record_count++] = record;
    return true;
}

void scan_collect_drop(struct scan_collect *collect)
{
    collect->field_count = collect->settled_count;
    collect->text_count =
        collect->field_count > 0 ? collect->field_ends[collect->field_count - 1] : 0;
}

bool scan_collect_is_full(const struct scan_collect *collect)
{
    return collect->record_count >= BATCH_RECORDS || collect->text_count >= BATCH_TEXT_BYTES;
}

static struct slice raw_of(const struct scan_window *window, const struct scan_record *record)
{
    const uint64_t whole = record->past - record->offset;
    size_t byte_count = whole < SCAN_RECORD_LIMIT + 2 ? (size_t)whole : SCAN_RECORD_LIMIT + 2;
    const char *bytes = scan_window_at(window, record->offset);
    if (byte_count > 0 && bytes[byte_count - 1] == '\n') byte_count--;
    if (byte_count > 0 && bytes[byte_count - 1] == '\r') byte_count--;
    if (byte_count > SCAN_RECORD_LIMIT) byte_count = SCAN_RECORD_LIMIT;
    return (struct slice){bytes, byte_count};
}

enum rc scan_collect_flush(struct scan_collect *collect, const struct scan_window *window,
                           const struct scan_sink *sink, struct err *err)
{
    if (collect->record_count == 0) return RC_OK;
    if (!array_reserve(&collect->fields, &collect->slice_capacity, collect->field_count + 1,
                       sizeof *collect->fields))
        return err_memory(err, collect->field_count * sizeof *collect->fields);
    const char *text = collect->text ? collect->text : ""; /* all fields so far were empty */
    for (size_t i = 0, start = 0; i < collect->field_count; i++) {
        collect->fields[i] = (struct slice){text + start, collect->field_ends[i] - start};
        start = collect->field_ends[i];
    }
    const struct slice *fields = collect->fields;
    for (size_t i = 0; i < collect->record_count; i++) {
        struct scan_record *record = &collect->records[i];
        record->fields = fields;
        fields += record->field_count;
        record->raw = raw_of(window, record);
    }
    const struct scan_batch batch = {collect->records, collect->record_count};
    const enum rc rc = sink->take(sink->context, &batch, err);
    collect->record_count = collect->field_count = collect->settled_count = 0;
    collect->text_count = 0;
    return rc;
}
