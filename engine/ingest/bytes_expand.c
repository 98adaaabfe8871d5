#include "ingest/bytes_expand.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FIRST_CAPACITY = 1 << 20 };
/* zlib counts in unsigned int. */
enum { ROOM_LIMIT = 1 << 30 };

enum rc byte_store_take(struct byte_store *store, void *into, size_t byte_count, size_t *got,
                        struct err *err)
{
    const uint64_t rest = store->byte_count - store->offset;
    if (byte_count > rest) byte_count = (size_t)rest;
    *got = 0;
    if (byte_count == 0) return RC_OK;
    if (store->file < 0) {
        memcpy(into, store->memory + store->offset, byte_count);
        *got = byte_count;
    } else {
        ssize_t count;
        do {
            count = pread(store->file, into, byte_count, (off_t)store->offset);
        } while (count < 0 && errno == EINTR);
        if (count < 0)
            return err_set(err, RC_INPUT, "%s: reading failed at byte offset %" PRIu64 ": %s",
                           store->path, store->offset, strerror(errno));
        *got = (size_t)count;
    }
    store->offset += *got;
    return RC_OK;
}

static enum rc check_limits(const struct byte_growth *growth, const struct byte_store *store,
                            struct err *err)
{
    const struct byte_limits *limits = &growth->limits;
    if (growth->byte_count > limits->expanded_byte_limit)
        return err_set(err, RC_INPUT, "%s: more than %" PRIu64 " bytes uncompressed", store->path,
                       limits->expanded_byte_limit);
    if (growth->byte_count > limits->ratio_free_byte_count &&
        growth->byte_count / limits->ratio_limit > store->offset)
        return err_set(err, RC_INPUT,
                       "%s: %" PRIu64 " stored bytes have become %" PRIu64
                       " bytes, more than %" PRIu64 " for one: not a table",
                       store->path, store->offset, growth->byte_count, limits->ratio_limit);
    return RC_OK;
}

enum rc byte_growth_reserve(struct byte_growth *growth, const struct byte_store *store,
                            struct err *err)
{
    const enum rc rc = check_limits(growth, store, err);
    if (rc != RC_OK || growth->byte_count < growth->capacity) return rc;
    uint64_t capacity = growth->capacity > 0 ? growth->capacity * 2 : FIRST_CAPACITY;
    /* One byte above the limit shows that there is more than the limit. */
    if (capacity > growth->limits.expanded_byte_limit)
        capacity = growth->limits.expanded_byte_limit + 1;
    unsigned char *grown = realloc(growth->bytes, capacity);
    if (!grown) return err_memory(err, capacity);
    growth->bytes = grown;
    growth->capacity = capacity;
    return RC_OK;
}

enum byte_packing byte_packing_of(const unsigned char *first, size_t byte_count)
{
    static const unsigned char gzip_magic[] = {0x1F, 0x8B};
    static const unsigned char zstd_magic[] = {0x28, 0xB5, 0x2F, 0xFD};
    if (byte_count >= 2 && memcmp(first, gzip_magic, 2) == 0) return PACKING_GZIP;
    if (byte_count >= 4 && memcmp(first, zstd_magic, 4) == 0) return PACKING_ZSTD;
    return PACKING_NONE;
}

enum rc byte_expand_refuse(const struct byte_store *store, const struct byte_growth *growth,
                           const char *what, struct err *err)
{
    err_set(err, RC_INPUT,
            "%s: %s; it is good up to byte offset %" PRIu64 " of the uncompressed file",
            store->path, what, growth->byte_count);
    err_hint(err, "transfer or compress the file again");
    return RC_INPUT;
}

size_t byte_growth_room(const struct byte_growth *growth)
{
    const uint64_t room = growth->capacity - growth->byte_count;
    return room < ROOM_LIMIT ? (size_t)room : ROOM_LIMIT;
}

enum rc byte_expand(enum byte_packing packing, struct byte_store *store, struct byte_growth *growth,
                    struct err *err)
{
    unsigned char *piece = malloc(PACKED_PIECE_BYTES);
    if (!piece) return err_memory(err, PACKED_PIECE_BYTES);
    enum rc rc = packing == PACKING_GZIP ? byte_expand_gzip(store, growth, piece, err)
                                         : byte_expand_zstd(store, growth, piece, err);
    free(piece);
    /* Again at the end: the last step may have gone over a limit and finished at once. */
    return rc == RC_OK ? check_limits(growth, store, err) : rc;
}
