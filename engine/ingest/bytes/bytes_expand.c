#include "ingest/bytes/bytes_expand.h"

#include "ingest/bytes/bytes_parts.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* So much the C library maps for itself and never takes from the heap: what is not written costs
 * nothing, growing moves no byte, and all of it goes back to the system when it is given back. */
enum { FIRST_CAPACITY = 1 << 25 };
/* From so many stored bytes on, what comes out fills some pages of 2 MiB. */
enum { LARGE_PAGES_STORED_BYTES = 1 << 20 };
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

/* The most that stored_byte_count bytes may become. */
static uint64_t ratio_byte_limit(struct byte_limits limits, uint64_t stored_byte_count)
{
    if (stored_byte_count >= UINT64_MAX / limits.ratio_limit - 1) return UINT64_MAX;
    const uint64_t limit = limits.ratio_limit * (stored_byte_count + 1) - 1;
    return limit > limits.ratio_free_byte_count ? limit : limits.ratio_free_byte_count;
}

void byte_growth_init(struct byte_growth *growth, struct byte_limits limits,
                      uint64_t stored_byte_count)
{
    const uint64_t ratio_limit = ratio_byte_limit(limits, stored_byte_count);
    *growth = (struct byte_growth){.limits = limits, .byte_limit = limits.expanded_byte_limit};
    if (ratio_limit < growth->byte_limit) growth->byte_limit = ratio_limit;
}

void byte_growth_init_fixed(struct byte_growth *growth, unsigned char *place, uint64_t capacity)
{
    *growth = (struct byte_growth){.capacity = capacity, .is_fixed = true};
    growth->bytes = place;
}

void byte_growth_release(struct byte_growth *growth)
{
    if (!growth->is_fixed) free(growth->bytes);
    growth->bytes = NULL;
    growth->byte_count = growth->capacity = 0;
}

enum rc byte_growth_check(const struct byte_growth *growth, const struct byte_store *store,
                          struct err *err)
{
    const struct byte_limits *limits = &growth->limits;
    if (growth->byte_count <= growth->byte_limit) return RC_OK;
    if (growth->byte_count > limits->expanded_byte_limit)
        return err_set(err, RC_INPUT, "%s: more than %" PRIu64 " bytes uncompressed", store->path,
                       limits->expanded_byte_limit);
    return err_set(err, RC_INPUT,
                   "%s: %" PRIu64 " stored bytes have become %" PRIu64 " bytes, more than %" PRIu64
                   " for one: not a table",
                   store->path, store->byte_count, growth->byte_count, limits->ratio_limit);
}

/* Thousands of small pages would cost up to a third of the time. A wish: nothing to check. */
static void advise_large_pages(const struct byte_growth *growth)
{
    const uintptr_t page_bytes = 1 << 12;
    const uintptr_t begin = ((uintptr_t)growth->bytes + page_bytes - 1) / page_bytes * page_bytes;
    const uintptr_t past = (uintptr_t)growth->bytes + (uintptr_t)growth->capacity;
    if (past > begin) (void)madvise((void *)begin, past - begin, MADV_HUGEPAGE);
}

static bool set_capacity(struct byte_growth *growth, uint64_t capacity)
{
    unsigned char *moved = capacity <= SIZE_MAX ? realloc(growth->bytes, (size_t)capacity) : NULL;
    if (!moved) return false;
    growth->bytes = moved;
    growth->capacity = capacity;
    if (growth->has_large_pages) advise_large_pages(growth);
    return true;
}

/* At least the first capacity; but one byte above the limit shows that there is more than the
 * limit, and more will never be written. */
static uint64_t sensible_capacity(const struct byte_growth *growth, uint64_t capacity)
{
    if (capacity < FIRST_CAPACITY) capacity = FIRST_CAPACITY;
    return capacity <= growth->byte_limit ? capacity : growth->byte_limit + 1;
}

static enum rc grow(struct byte_growth *growth, const struct byte_store *store, struct err *err)
{
    const enum rc rc = byte_growth_check(growth, store, err);
    if (rc != RC_OK || growth->byte_count < growth->capacity) return rc;
    const uint64_t capacity = sensible_capacity(growth, growth->capacity * 2);
    return set_capacity(growth, capacity) ? RC_OK : err_memory(err, capacity);
}

enum rc byte_growth_room(struct byte_growth *growth, const struct byte_store *store,
                         struct byte_room *room, struct err *err)
{
    if (growth->is_fixed && growth->byte_count >= growth->capacity) {
        *room = (struct byte_room){&growth->spare, 1};
        if (growth->byte_count == growth->capacity) return RC_OK;
        return err_set(err, RC_INPUT, "%s: a part is larger than it says", store->path);
    }
    if (!growth->is_fixed) {
        const enum rc rc = grow(growth, store, err);
        if (rc != RC_OK) return rc;
    }
    const uint64_t rest = growth->capacity - growth->byte_count;
    *room = (struct byte_room){growth->bytes + growth->byte_count,
                               rest < ROOM_LIMIT ? (size_t)rest : ROOM_LIMIT};
    return RC_OK;
}

bool byte_growth_widen(struct byte_growth *growth, uint64_t byte_count)
{
    if (growth->byte_count > growth->byte_limit ||
        byte_count > growth->byte_limit - growth->byte_count)
        return false;
    const uint64_t capacity = growth->byte_count + byte_count;
    if (growth->bytes && capacity <= growth->capacity) return true;
    return set_capacity(growth, sensible_capacity(growth, capacity));
}

void byte_growth_trim(struct byte_growth *growth)
{
    (void)set_capacity(growth, growth->byte_count + 1);
}

enum byte_packing byte_packing_of(const unsigned char *first, size_t byte_count)
{
    static const unsigned char gzip_magic[] = {0x1F, 0x8B};
    static const unsigned char zstd_magic[] = {0x28, 0xB5, 0x2F, 0xFD};
    static const unsigned char skippable_magic[] = {0x2A, 0x4D, 0x18}; /* behind 0x50 to 0x5F */
    if (byte_count >= 2 && memcmp(first, gzip_magic, 2) == 0) return PACKING_GZIP;
    if (byte_count < PACKING_MAGIC_BYTES) return PACKING_NONE;
    if (memcmp(first, zstd_magic, 4) == 0) return PACKING_ZSTD;
    if ((first[0] & 0xF0) == 0x50 && memcmp(first + 1, skippable_magic, 3) == 0)
        return PACKING_ZSTD;
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

enum rc byte_expand(enum byte_packing packing, struct byte_store *store, struct byte_growth *growth,
                    struct err *err)
{
    const bool is_gzip = packing == PACKING_GZIP;
    struct byte_parts parts;
    byte_parts_init(&parts, growth->limits.part_byte_count);
    enum rc rc = is_gzip ? byte_parts_find_gzip(&parts, store, err)
                         : byte_parts_find_zstd(&parts, store, err);
    growth->has_large_pages = store->byte_count >= LARGE_PAGES_STORED_BYTES &&
                              (parts.count == 1 || !parts.has_loose_rooms);
    if (rc == RC_OK)
        rc = byte_parts_expand(&parts, store, growth, is_gzip ? byte_expand_gzip : byte_expand_zstd,
                               err);
    byte_parts_release(&parts);
    /* Again at the end: the last step may have gone over a limit and finished at once. */
    return rc == RC_OK ? byte_growth_check(growth, store, err) : rc;
}
