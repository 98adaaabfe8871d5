/* ingest/cache/cache_index.h: DIR/index: which file, by its place and times on the disk, holds
 * which bytes, so that a file that nobody has touched need not be opened. A row is believed only
 * when the file was last changed well before it was read: one changed in the same instant could
 * have the same times and other bytes. A file that is damaged, or of another version, counts as
 * absent: what it said is found out again. */
#ifndef INGEST_CACHE_INDEX_H
#define INGEST_CACHE_INDEX_H
#include "ingest/cache/cache_way.h"

#include <sys/stat.h>

enum { CACHE_HEAD_BYTES_LIMIT = 64 * 1024 };
/* File systems that keep whole or even seconds only are still in use. */
#define CACHE_SETTLED_NS INT64_C(2000000000)

/* What stat(2) says; times in nanoseconds since 1970. */
struct cache_identity {
    uint64_t device, inode, byte_count;
    int64_t modified_ns, changed_ns;
};

/* What was found in the bytes of a file: all that has to be known to plan its reading. */
struct cache_content {
    struct cache_sha sha; /* of the stored bytes */
    uint64_t byte_count;  /* uncompressed */
    struct encoding_verdict verdict;
    struct slice head; /* the uncompressed bytes before the first row, as they stand */
};

struct cache_index_row {
    struct cache_identity identity;
    int64_t begun_ns; /* the file was read after that */
    struct cache_content content;
};

struct cache_index {
    struct arena arena; /* heads */
    struct cache_index_row *rows;
    size_t row_count, row_capacity;
    bool is_changed; /* rows were added since it was read */
};

void cache_identity_of(struct cache_identity *identity, const struct stat *status);
bool cache_identity_equal(const struct cache_identity *a, const struct cache_identity *b);
/* Whether no change after `begun_ns` can have left the times as they are. */
bool cache_identity_is_settled(const struct cache_identity *identity, int64_t begun_ns);
int64_t cache_now_ns(void);

void cache_index_init(struct cache_index *index);
void cache_index_release(struct cache_index *index);
/* Rows of the file at `path`; none when there is no such file. RC_INPUT: it is damaged or cannot be
 * read, and the index is empty; RC_MEMORY. */
enum rc cache_index_read(struct cache_index *index, const char *path, struct err *err);
/* Written beside and renamed. Rows that another run has written meanwhile and this one does not
 * know are kept. RC_OUTPUT, RC_MEMORY. */
enum rc cache_index_write(struct cache_index *index, const char *path, struct err *err);
/* As cache_index_write, but nothing that stands there is kept. */
enum rc cache_index_replace(struct cache_index *index, const char *path, struct err *err);
/* The content of a file that is as it was; NULL: nothing is known that can be believed. */
const struct cache_content *cache_index_find(const struct cache_index *index,
                                             const struct cache_identity *identity);
/* Whether some row is of a file of that size. */
bool cache_index_has_size(const struct cache_index *index, uint64_t byte_count);
/* The row takes the place of one of the same device and inode; its head is copied. False: memory is
 * out. */
bool cache_index_add(struct cache_index *index, const struct cache_index_row *row);

/* Contents stand the same way in entries. */
void cache_put_content(struct text *bytes, const struct cache_content *content);
struct cache_reader;
void cache_take_content(struct cache_reader *reader, struct cache_content *content);

#endif
