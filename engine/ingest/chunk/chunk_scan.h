/* ingest/chunk/chunk_scan.h: the records of a span, by the fast scanner as far as it can prove them
 * to be standard, by libcsv where it cannot. */
#ifndef INGEST_CHUNK_SCAN_H
#define INGEST_CHUNK_SCAN_H
#include "ingest/chunk/window.h"

/* Scan the span into the reader's chunk; the span's results are those of scan_with_libcsv(). */
enum rc chunk_scan(struct scan_span *span, struct row_reader *reader, struct window *window,
                   struct scan_share *share, struct err *err);
/* The same by libcsv alone. */
enum rc chunk_scan_libcsv(struct scan_span *span, struct row_reader *reader,
                          struct scan_share *share, struct err *err);
/* A place in [begin, end) where a record may start: behind the first line end, from the byte before
 * begin on, that is followed by a standard record, if there is one within some KiB; else behind the
 * first line end. It is a guess: the record may stand in quotes. *found: whether there is one. */
enum rc chunk_scan_guess(struct window *window, const struct byte_source *source, uint64_t begin,
                         uint64_t end, char delimiter, uint64_t *past, bool *found,
                         struct err *err);

#endif
