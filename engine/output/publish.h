/* output/publish.h: files that appear in a folder whole or not at all. They are written into
 * FOLDER.tmp-<process id> beside it, or FOLDER/.tmp-<process id> when it exists, synchronised to
 * the disk, then renamed: the folder at once when it did not exist, else entry by entry in the
 * order in which they were added. A run that dies, or a disk that fills, leaves what stood there
 * before. */
#ifndef OUTPUT_PUBLISH_H
#define OUTPUT_PUBLISH_H
#include "base/err.h"

#include <stddef.h>

/* One file. In a list the one that proves the rest complete (result.json) comes last. */
struct output_file {
    const char *name; /* without a folder */
    const char *bytes;
    size_t byte_count;
};

/* Ask early, before the work: RC_USAGE when `folder` is something else than a folder, RC_OUTPUT
 * when it, or the folder it will be made in, cannot be written. Makes nothing. */
enum rc publish_check(const char *folder, struct err *err);

/* Write the files into `folder`. `outdated` (ends with NULL) are names that this folder may hold
 * from an earlier run and that must not stand beside the new files: those not in `files` are
 * removed after the renames. RC_OUTPUT with path, operation and reason; then nothing of `files` has
 * appeared unless renaming itself failed half-way, which the message says. */
enum rc publish(const char *folder, const struct output_file *files, size_t file_count,
                const char *const *outdated, struct err *err);

/* The same for one file at `path`. */
enum rc publish_file(const char *path, const char *bytes, size_t byte_count, struct err *err);

#endif
