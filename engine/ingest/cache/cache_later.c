#include "ingest/cache/cache_later.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct later {
    struct store store;
    atomic_bool is_broken;
};

struct later_file {
    struct cache_entry entry;
    struct file_plan plan;
    struct later *later;
};

struct later *later_make(void)
{
    struct later *later = calloc(1, sizeof *later);
    if (!later) return NULL;
    store_init(&later->store);
    atomic_init(&later->is_broken, false);
    return later;
}

void later_release(struct later *later)
{
    if (!later) return;
    store_release(&later->store);
    free(later);
}

bool later_is_broken(const struct later *later)
{
    return later && atomic_load(&later->is_broken);
}

struct later_file *later_file_make(struct arena *arena, struct later *later,
                                   const struct cache_entry *entry)
{
    struct later_file *file = arena_take(arena, sizeof *file);
    if (!file) return NULL;
    *file = (struct later_file){.entry = *entry, .plan = *entry->plan, .later = later};
    file->plan.header = NULL; /* goes with the inventory */
    file->entry.plan = &file->plan;
    file->entry.file = -1;
    return file;
}

enum rc later_lay(const struct later_file *file, size_t block, struct arena *arena,
                  struct segment *segment, struct err *err)
{
    const enum rc rc = cache_block_lay(&file->entry, block, arena, segment, err);
    segment->later = file;
    segment->block = (uint32_t)block;
    return rc;
}

/* Files are opened anew each time: a cache of many years has more of them than a process may have
 * open, and a column is read in some microseconds anyway. */
static enum rc read_values(const struct later_file *file, const struct segment *segment,
                           size_t column, struct segment_column *into, struct err *err)
{
    struct cache_entry entry = file->entry;
    const size_t byte_count = cache_piece_bytes(&entry, column, segment->row_count);
    char *bytes;
#pragma omp critical(later_store)
    bytes = store_take(&file->later->store, byte_count);
    if (!bytes) return err_memory(err, byte_count);
    entry.file = open(entry.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (entry.file < 0) return err_set(err, RC_INPUT, "%s: %s", entry.path, strerror(errno));
    const enum rc rc = cache_piece_load(&entry, segment->block, column, bytes, into, err);
    cache_entry_close(&entry);
    return rc;
}

enum rc segment_fetch_waiting(const struct segment *segment, size_t column, struct err *err)
{
    struct segment_column *held = &segment->columns[column];
    struct segment_column fetched = *held;
    const enum rc rc = read_values(segment->later, segment, column, &fetched, err);
    if (rc == RC_INPUT) atomic_store(&segment->later->later->is_broken, true);
    if (rc != RC_OK) return rc;
    __atomic_store_n(&held->values, fetched.values, __ATOMIC_RELEASE);
    __atomic_store_n(&held->is_waiting, false, __ATOMIC_RELEASE);
    return RC_OK;
}
