#include "ingest/bytes/bytes.h"

#include "ingest/bytes/bytes_expand.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum rc refuse(const char *path, const char *what, struct err *err)
{
    return err_set(err, RC_INPUT, "%s: %s", path, what);
}

/* Everything that a pipe has to say. */
static enum rc read_stream(int file, const char *path, struct byte_growth *growth, struct err *err)
{
    const struct byte_store store = {.path = path, .file = -1};
    for (;;) {
        struct byte_room room;
        const enum rc rc = byte_growth_room(growth, &store, &room, err);
        if (rc != RC_OK) return rc;
        const ssize_t got = read(file, room.at, room.byte_count);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return refuse(path, strerror(errno), err);
        if (got == 0) return RC_OK;
        growth->byte_count += (uint64_t)got;
    }
}

/* The source owns the memory from here on. */
static void give_memory(struct byte_source *source, struct byte_growth *growth)
{
    unsigned char *smaller = realloc(growth->bytes, growth->byte_count + 1);
    source->memory = smaller ? smaller : growth->bytes;
    source->byte_count = growth->byte_count;
    growth->bytes = NULL;
}

static enum rc open_stream(struct byte_source *source, int file, struct byte_limits limits,
                           struct err *err)
{
    struct byte_growth stored, expanded;
    byte_growth_init(&stored, limits, UINT64_MAX);
    byte_growth_init(&expanded, limits, 0);
    enum rc rc = read_stream(file, source->path, &stored, err);
    if (rc != RC_OK) goto out;
    source->stored_byte_count = stored.byte_count;
    source->packing = byte_packing_of(stored.bytes, (size_t)stored.byte_count);
    if (source->packing == PACKING_NONE) {
        give_memory(source, &stored);
        goto out;
    }
    struct byte_store store = {source->path, -1, stored.bytes, stored.byte_count, 0};
    byte_growth_init(&expanded, limits, stored.byte_count);
    rc = byte_expand(source->packing, &store, &expanded, err);
    if (rc == RC_OK) give_memory(source, &expanded);
out:
    byte_growth_release(&stored);
    byte_growth_release(&expanded);
    return rc;
}

/* A regular file: plain ones stay open, packed ones are taken into memory. */
static enum rc open_regular(struct byte_source *source, struct byte_limits limits, struct err *err)
{
    struct byte_store store = {source->path, source->file, NULL, source->stored_byte_count, 0};
    unsigned char first[PACKING_MAGIC_BYTES];
    size_t got;
    enum rc rc = byte_store_take(&store, first, sizeof first, &got, err);
    if (rc != RC_OK) return rc;
    store.offset = 0;
    source->packing = byte_packing_of(first, got);
    source->byte_count = source->stored_byte_count;
    if (source->packing == PACKING_NONE) return RC_OK;
    struct byte_growth expanded;
    byte_growth_init(&expanded, limits, source->stored_byte_count);
    rc = byte_expand(source->packing, &store, &expanded, err);
    if (rc == RC_OK) rc = byte_source_unchanged(source, err);
    if (rc == RC_OK) give_memory(source, &expanded);
    byte_growth_release(&expanded);
    return rc;
}

static enum rc open_file(struct byte_source *source, struct byte_limits limits, struct err *err)
{
    struct stat status;
    if (fstat(source->file, &status) != 0) return refuse(source->path, strerror(errno), err);
    if (S_ISDIR(status.st_mode)) return refuse(source->path, "is a folder, not a file", err);
    if (!S_ISREG(status.st_mode)) return open_stream(source, source->file, limits, err);
    source->stored_byte_count = (uint64_t)status.st_size;
    source->changed_at = status.st_mtim;
    return open_regular(source, limits, err);
}

static void close_file(struct byte_source *source)
{
    if (source->file >= 0) close(source->file);
    source->file = -1;
}

enum rc byte_source_open_within(struct byte_source *source, const char *path,
                                struct byte_limits limits, struct err *err)
{
    *source = (struct byte_source){.path = path, .file = -1};
    if (strcmp(path, "-") == 0) {
        const enum rc rc = open_stream(source, STDIN_FILENO, limits, err);
        if (rc != RC_OK) *source = (struct byte_source)BYTE_SOURCE_INIT;
        return rc;
    }
    source->file = open(path, O_RDONLY | O_CLOEXEC);
    if (source->file < 0) return refuse(path, strerror(errno), err);
    const enum rc rc = open_file(source, limits, err);
    /* What is in memory needs no file; what failed needs nothing. */
    if (rc != RC_OK || source->memory) close_file(source);
    if (rc != RC_OK) *source = (struct byte_source)BYTE_SOURCE_INIT;
    return rc;
}

enum rc byte_source_open(struct byte_source *source, const char *path, struct err *err)
{
    const struct byte_limits limits = {BYTE_SOURCE_EXPANDED_LIMIT, BYTE_SOURCE_RATIO_LIMIT,
                                       BYTE_SOURCE_RATIO_FREE_BYTES, BYTE_SOURCE_PART_BYTES};
    return byte_source_open_within(source, path, limits, err);
}

static enum rc refuse_changed(const struct byte_source *source, struct err *err)
{
    err_set(err, RC_INPUT, "%s: the file has changed while it was read", source->path);
    err_hint(err, "run again when nobody writes to it, or give a copy");
    return RC_INPUT;
}

/* pread until byte_count bytes are there; the source has checked that the file should have them. */
static enum rc read_whole(const struct byte_source *source, unsigned char *into, uint64_t offset,
                          size_t byte_count, struct err *err)
{
    size_t done = 0;
    while (done < byte_count) {
        const ssize_t got =
            pread(source->file, into + done, byte_count - done, (off_t)(offset + done));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0)
            return err_set(err, RC_INPUT, "%s: reading failed at byte offset %" PRIu64 ": %s",
                           source->path, offset + done, strerror(errno));
        if (got == 0) return refuse_changed(source, err);
        done += (size_t)got;
    }
    return RC_OK;
}

enum rc byte_source_read(const struct byte_source *source, void *into, uint64_t offset,
                         size_t byte_count, size_t *got, struct err *err)
{
    const uint64_t rest = offset < source->byte_count ? source->byte_count - offset : 0;
    if (byte_count > rest) byte_count = (size_t)rest;
    *got = byte_count;
    if (byte_count == 0) return RC_OK;
    if (!source->memory) return read_whole(source, into, offset, byte_count, err);
    memcpy(into, source->memory + offset, byte_count);
    return RC_OK;
}

enum rc byte_source_unchanged(const struct byte_source *source, struct err *err)
{
    struct stat status;
    if (source->file < 0) return RC_OK;
    if (fstat(source->file, &status) != 0) return refuse(source->path, strerror(errno), err);
    if ((uint64_t)status.st_size != source->stored_byte_count ||
        status.st_mtim.tv_sec != source->changed_at.tv_sec ||
        status.st_mtim.tv_nsec != source->changed_at.tv_nsec)
        return refuse_changed(source, err);
    return RC_OK;
}

void byte_source_let_go(const struct byte_source *source)
{
    /* Advice: whether it is taken changes nothing but time. */
    if (source->file >= 0) (void)posix_fadvise(source->file, 0, 0, POSIX_FADV_DONTNEED);
}

enum rc byte_source_close(struct byte_source *source, struct err *err)
{
    const enum rc rc = byte_source_unchanged(source, err);
    close_file(source);
    free(source->memory);
    *source = (struct byte_source)BYTE_SOURCE_INIT;
    return rc;
}
