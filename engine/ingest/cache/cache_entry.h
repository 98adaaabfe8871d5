/* ingest/cache/cache_entry.h: one file of the cache: all that reading one input file in one way has
 * given (FORMATS.md section 6).
 *
 *   head      what it is of, how long its parts are, and hashes
 *   blocks    CACHE_BLOCK_ROWS rows each, the last one fewer: column after column, each beginning
 *             on a line of the processor's cache, values back to back
 *   outline   of the columns: counts, widths, names and long texts; of the blocks: hashes;
 *             then the rejects, and the quotes of texts
 *
 * The bytes of an entry depend on the input's bytes and the way of reading alone, not on threads or
 * chunks. Nothing in it is believed: every part has a hash, and what could lead out of an array is
 * looked at besides. */
#ifndef INGEST_CACHE_ENTRY_H
#define INGEST_CACHE_ENTRY_H
#include "ingest/cache/cache_index.h"
#include "ingest/chunk/chunk.h"

enum { CACHE_BLOCK_ROWS = 1 << 13, CACHE_TABLE_BYTES = 32, CACHE_MAGIC_BYTES = 8 };
#define CACHE_MAGIC "RATERCE3"

struct cache_head {
    char magic[CACHE_MAGIC_BYTES];
    char table[CACHE_TABLE_BYTES]; /* for people who list the folder */
    struct cache_sha sha, way;
    uint64_t record_count, row_count;
    uint64_t block_bytes; /* of all blocks */
    uint64_t outline_bytes, outline_hash;
    uint64_t unused[5];
    uint64_t head_hash; /* of all before it */
};
_Static_assert(sizeof(struct cache_head) % STORE_ALIGN_BYTES == 0, "blocks are aligned");

/* What stands for one column of the schema. */
struct cache_column {
    uint32_t value_bytes; /* 0: its values were not wanted */
    struct column_quality quality;
    struct code_list *names; /* code, path; else NULL */
    uint32_t *text_numbers; /* id: [1 … text_count] the numbers (ingest/chunk/key_intern.h) of its
                               texts that fit into no slot, in this run */
    uint32_t text_count;
};

/* What is said of one column of one block. */
enum { CACHE_ASCENDING = 1, CACHE_MARKED = 2, CACHE_FLAGS_ALL = 3 };
struct cache_piece {
    uint64_t hash;            /* of its bytes, with the zeros behind them; 0: not wanted */
    int32_t minimum, maximum; /* as in struct segment_column */
    uint64_t flags;           /* id */
};
_Static_assert(sizeof(struct cache_piece) == 24, "written as it is");

/* An entry that is being read. Everything but the descriptor is the arena's. */
struct cache_entry {
    int file;         /* -1: closed */
    const char *path; /* for messages */
    const struct file_plan *plan;
    struct cache_head head;
    struct cache_column *columns; /* one per schema column */
    size_t block_count;
    const char *pieces; /* per block a struct cache_piece for each column, at any address */
    struct cache_content content;
    struct reject *rejects; /* line: from 1 */
    size_t reject_count, rejected_record_count;
    struct quote *quotes;
    size_t quote_count;
};

/* Of numbers from 0 to name_count. */
static inline uint32_t cache_code_bytes(uint64_t name_count)
{
    if (name_count <= UINT8_MAX) return 1;
    return name_count <= UINT16_MAX ? 2 : 4;
}

/* Bytes of a block of so many rows. */
size_t cache_block_bytes(const struct cache_column *columns, size_t column_count,
                         uint32_t row_count);
size_t cache_block_count(uint64_t row_count);

/* What the entry must be of. */
struct cache_key {
    struct cache_sha sha, way;
};

/* Open the entry of `key` for the file of `plan` and read all but its blocks. *is_there: false when
 * there is none. RC_INPUT: it is damaged, or not what its name says; RC_MEMORY. Only with RC_OK and
 * *is_there is it open. */
enum rc cache_entry_open(struct cache_entry *entry, const char *path, const struct cache_key *key,
                         const struct file_plan *plan, struct arena *arena,
                         struct key_intern *intern, bool *is_there, struct err *err);
void cache_entry_close(struct cache_entry *entry);
/* How many chunks the file becomes: the blocks; one, without rows, when there are none. */
size_t cache_entry_chunk_count(const struct cache_entry *entry);
/* The first chunk gets what is known of the whole file. False: memory is out. */
bool cache_entry_start(const struct cache_entry *entry, struct chunk *chunk, struct arena *arena);

/* Make a block the segment, all of whose values wait: the columns are taken from `arena`. RC_INPUT:
 * what is said of them cannot be; RC_MEMORY. */
enum rc cache_block_lay(const struct cache_entry *entry, size_t block, struct arena *arena,
                        struct segment *segment, struct err *err);
/* Bytes of a wanted column in a block of so many rows. */
size_t cache_piece_bytes(const struct cache_entry *entry, size_t column, uint32_t row_count);
/* Read a column of a block to `bytes`, aligned to STORE_ALIGN_BYTES, and make it *into, which was
 * laid. RC_INPUT: it is damaged. */
enum rc cache_piece_load(const struct cache_entry *entry, size_t block, size_t column, char *bytes,
                         struct segment_column *into, struct err *err);
/* Read a block into memory of the reader and make it the segment. Blocks of one entry may be loaded
 * by several threads. RC_INPUT: it is damaged; RC_MEMORY. */
enum rc cache_block_load(const struct cache_entry *entry, size_t block, struct chunk_reader *reader,
                         struct segment *segment, struct err *err);

#endif
