/* ingest/cache/cache_file.h: files of the cache on the disk: made beside under a name of their own
 * and renamed, so that other runs see a whole file or none. */
#ifndef INGEST_CACHE_FILE_H
#define INGEST_CACHE_FILE_H
#include "base/err.h"
#include "base/text.h"

/* A new file beside `path`, open for writing; its name in *made (to be released by the caller).
 * Negative: it cannot be made, and *err says why (RC_OUTPUT). */
int cache_file_make(const char *path, struct text *made, struct err *err);
/* RC_OUTPUT. */
enum rc cache_file_write(int file, const char *path, const void *bytes, size_t byte_count,
                         uint64_t offset, struct err *err);
/* Close it and give it its name; it is removed when that fails or `rc` is a failure, which is then
 * returned. Nothing is synchronised: what a power cut leaves half-written is known by its hash. */
enum rc cache_file_finish(int file, const struct text *made, const char *path, enum rc rc,
                          struct err *err);
/* All of them, or RC_INPUT. */
enum rc cache_file_read(int file, const char *path, void *bytes, size_t byte_count, uint64_t offset,
                        struct err *err);

#endif
