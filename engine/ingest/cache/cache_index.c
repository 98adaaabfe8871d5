#include "ingest/cache/cache_index.h"
#include "ingest/cache/cache_bytes.h"
#include "ingest/cache/cache_file.h"
#include "ingest/cache/cache_hash.h"
#include "ingest/column_array.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MAGIC_BYTES = 8, HASH_BYTES = 8, INDEX_BYTES_LIMIT = 1 << 30 };
static const char magic[] = "RATERIX1";
/* Numbers, hash and length of a head. */
enum { ROW_BYTES_LEAST = 10 * 8 + CACHE_SHA_BYTES + 8 + 1 };

static int64_t ns_of(struct timespec time)
{
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

void cache_identity_of(struct cache_identity *identity, const struct stat *status)
{
    *identity = (struct cache_identity){status->st_dev, status->st_ino, (uint64_t)status->st_size,
                                        ns_of(status->st_mtim), ns_of(status->st_ctim)};
}

static bool is_same_place(const struct cache_identity *a, const struct cache_identity *b)
{
    return a->device == b->device && a->inode == b->inode;
}

bool cache_identity_equal(const struct cache_identity *a, const struct cache_identity *b)
{
    return is_same_place(a, b) && a->byte_count == b->byte_count &&
           a->modified_ns == b->modified_ns && a->changed_ns == b->changed_ns;
}

bool cache_identity_is_settled(const struct cache_identity *identity, int64_t begun_ns)
{
    return identity->modified_ns < begun_ns - CACHE_SETTLED_NS &&
           identity->changed_ns < begun_ns - CACHE_SETTLED_NS;
}

int64_t cache_now_ns(void)
{
    struct timespec now = {0, 0};
    (void)clock_gettime(CLOCK_REALTIME, &now);
    return ns_of(now);
}

void cache_index_init(struct cache_index *index)
{
    *index = (struct cache_index){.row_count = 0};
    arena_init(&index->arena);
}

void cache_index_release(struct cache_index *index)
{
    free(index->rows);
    arena_release(&index->arena);
    cache_index_init(index);
}

void cache_put_content(struct text *bytes, const struct cache_content *content)
{
    text_add(bytes, (const char *)content->sha.bytes, CACHE_SHA_BYTES);
    cache_put_number(bytes, content->byte_count);
    cache_put_number(bytes, content->verdict.encoding);
    cache_put_number(bytes, content->verdict.mark_byte_count);
    cache_put_number(bytes, content->verdict.bad_count);
    cache_put_slice(bytes, content->head);
}

void cache_take_content(struct cache_reader *reader, struct cache_content *content)
{
    const char *sha = cache_take_bytes(reader, CACHE_SHA_BYTES);
    if (sha) memcpy(content->sha.bytes, sha, CACHE_SHA_BYTES);
    content->byte_count = cache_take_number(reader, INT64_MAX);
    content->verdict.encoding = (enum encoding)cache_take_number(reader, ENCODING_COUNT - 1);
    content->verdict.mark_byte_count = (unsigned)cache_take_number(reader, ENCODING_MARK_BYTES);
    content->verdict.bad_count = cache_take_number(reader, UINT64_MAX);
    content->head = cache_take_slice(reader);
    if (content->head.byte_count > CACHE_HEAD_BYTES_LIMIT ||
        content->head.byte_count > content->byte_count ||
        content->verdict.mark_byte_count > content->head.byte_count)
        reader->is_bad = true;
}

static void put_row(struct text *bytes, const struct cache_index_row *row)
{
    cache_put_number(bytes, row->identity.device);
    cache_put_number(bytes, row->identity.inode);
    cache_put_number(bytes, row->identity.byte_count);
    cache_put_number(bytes, (uint64_t)row->identity.modified_ns);
    cache_put_number(bytes, (uint64_t)row->identity.changed_ns);
    cache_put_number(bytes, (uint64_t)row->begun_ns);
    cache_put_content(bytes, &row->content);
}

static void take_row(struct cache_reader *reader, struct cache_index_row *row)
{
    row->identity.device = cache_take_number(reader, UINT64_MAX);
    row->identity.inode = cache_take_number(reader, UINT64_MAX);
    row->identity.byte_count = cache_take_number(reader, UINT64_MAX);
    row->identity.modified_ns = (int64_t)cache_take_number(reader, UINT64_MAX);
    row->identity.changed_ns = (int64_t)cache_take_number(reader, UINT64_MAX);
    row->begun_ns = (int64_t)cache_take_number(reader, INT64_MAX);
    cache_take_content(reader, &row->content);
}

static enum rc say_damaged(const char *path, struct err *err)
{
    return err_set(err, RC_INPUT, "%s: is damaged, or of another version of the program", path);
}

/* The heads stay in the bytes, which are the arena's. */
static enum rc take_rows(struct cache_index *index, const char *bytes, size_t byte_count,
                         const char *path, struct err *err)
{
    uint64_t hash;
    if (byte_count < MAGIC_BYTES + HASH_BYTES || memcmp(bytes, magic, MAGIC_BYTES) != 0)
        return say_damaged(path, err);
    memcpy(&hash, bytes + byte_count - HASH_BYTES, HASH_BYTES);
    if (hash != cache_hash(bytes, byte_count - HASH_BYTES)) return say_damaged(path, err);
    struct cache_reader reader = {bytes + MAGIC_BYTES, byte_count - MAGIC_BYTES - HASH_BYTES,
                                  false};
    const size_t row_count = (size_t)cache_take_count(&reader, ROW_BYTES_LEAST);
    if (!array_reserve(&index->rows, &index->row_capacity, row_count + 1, sizeof *index->rows))
        return err_memory(err, row_count * sizeof *index->rows);
    for (size_t i = 0; i < row_count; i++) take_row(&reader, &index->rows[i]);
    if (reader.is_bad || reader.left > 0) return say_damaged(path, err);
    index->row_count = row_count;
    return RC_OK;
}

static enum rc read_open(struct cache_index *index, int file, const char *path, struct err *err)
{
    struct stat status;
    if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size > INDEX_BYTES_LIMIT)
        return say_damaged(path, err);
    const size_t byte_count = (size_t)status.st_size;
    char *bytes = arena_take(&index->arena, byte_count + 1);
    if (!bytes) return err_memory(err, byte_count);
    const enum rc rc = cache_file_read(file, path, bytes, byte_count, 0, err);
    return rc == RC_OK ? take_rows(index, bytes, byte_count, path, err) : rc;
}

enum rc cache_index_read(struct cache_index *index, const char *path, struct err *err)
{
    const int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0 && errno == ENOENT) return RC_OK;
    if (file < 0) return err_set(err, RC_INPUT, "%s: cannot be read: %s", path, strerror(errno));
    const enum rc rc = read_open(index, file, path, err);
    (void)close(file);
    if (rc != RC_OK) cache_index_release(index);
    return rc;
}

static struct cache_index_row *find_place(const struct cache_index *index,
                                          const struct cache_identity *identity)
{
    for (size_t i = 0; i < index->row_count; i++)
        if (is_same_place(&index->rows[i].identity, identity)) return &index->rows[i];
    return NULL;
}

static void add_unknown(struct cache_index *index, const struct cache_index *other)
{
    for (size_t i = 0; i < other->row_count; i++)
        if (!find_place(index, &other->rows[i].identity))
            (void)cache_index_add(index, &other->rows[i]);
}

enum rc cache_index_write(struct cache_index *index, const char *path, struct err *err)
{
    struct cache_index other;
    cache_index_init(&other);
    if (cache_index_read(&other, path, NULL) == RC_OK) add_unknown(index, &other);
    cache_index_release(&other);
    return cache_index_replace(index, path, err);
}

enum rc cache_index_replace(struct cache_index *index, const char *path, struct err *err)
{
    struct text bytes, made;
    text_init(&bytes, 0);
    text_add(&bytes, magic, MAGIC_BYTES);
    cache_put_number(&bytes, index->row_count);
    for (size_t i = 0; i < index->row_count; i++) put_row(&bytes, &index->rows[i]);
    cache_put_number(&bytes, cache_hash(bytes.bytes, bytes.byte_count));
    enum rc rc = bytes.failed ? err_memory(err, index->row_count * sizeof *index->rows) : RC_OK;
    if (rc == RC_OK) {
        const int file = cache_file_make(path, &made, err);
        rc = file < 0 ? RC_OUTPUT
                      : cache_file_write(file, path, bytes.bytes, bytes.byte_count, 0, err);
        rc = cache_file_finish(file, &made, path, rc, err);
        text_release(&made);
    }
    text_release(&bytes);
    if (rc == RC_OK) index->is_changed = false;
    return rc;
}

const struct cache_content *cache_index_find(const struct cache_index *index,
                                             const struct cache_identity *identity)
{
    const struct cache_index_row *row = find_place(index, identity);
    const bool is_believed = row && cache_identity_equal(&row->identity, identity) &&
                             cache_identity_is_settled(identity, row->begun_ns);
    return is_believed ? &row->content : NULL;
}

bool cache_index_has_size(const struct cache_index *index, uint64_t byte_count)
{
    for (size_t i = 0; i < index->row_count; i++)
        if (index->rows[i].identity.byte_count == byte_count) return true;
    return false;
}

bool cache_index_add(struct cache_index *index, const struct cache_index_row *row)
{
    struct cache_index_row *place = find_place(index, &row->identity);
    const char *head =
        arena_copy_text(&index->arena, row->content.head.bytes, row->content.head.byte_count);
    if (!head || (!place && !array_reserve(&index->rows, &index->row_capacity, index->row_count + 1,
                                           sizeof *row)))
        return false;
    if (!place) place = &index->rows[index->row_count++];
    *place = *row;
    place->content.head.bytes = head;
    index->is_changed = true;
    return true;
}
