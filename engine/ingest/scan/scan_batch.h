/* ingest/scan/scan_batch.h: what a scanner has found and not yet handed over. Field texts are
 * copied behind one another; slices are made when the batch is handed over, because until then
 * everything may still move. */
#ifndef INGEST_SCAN_BATCH_H
#define INGEST_SCAN_BATCH_H
#include "ingest/scan/scan.h"
#include "ingest/scan/scan_window.h"

struct scan_collect {
    struct scan_record *records; /* fields and raw are filled in by scan_collect_flush() */
    char *text;
    size_t *field_ends; /* in text */
    struct slice *fields;
    size_t record_count, record_capacity, text_count, text_capacity;
    size_t field_count, field_capacity, slice_capacity;
    size_t settled_count; /* fields that already belong to a record */
};

void scan_collect_init(struct scan_collect *collect);
void scan_collect_release(struct scan_collect *collect);
/* One more field of the record being read; false when memory is out. */
bool scan_collect_field(struct scan_collect *collect, const char *bytes, size_t byte_count);
/* The fields added since the last record become those of `record`. */
bool scan_collect_record(struct scan_collect *collect, struct scan_record record);
/* Drop the fields added since the last record. */
void scan_collect_drop(struct scan_collect *collect);
bool scan_collect_is_full(const struct scan_collect *collect);
/* Hand everything to the sink and start anew. The window must reach over all records. */
enum rc scan_collect_flush(struct scan_collect *collect, const struct scan_window *window,
                           const struct scan_sink *sink, struct err *err);

#endif
