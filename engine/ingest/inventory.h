/* ingest/inventory.h: the arguments become the list of input files: the size, encoding and header
 * of each, and the SHA-256 of its stored bytes. */
#ifndef INGEST_INVENTORY_H
#define INGEST_INVENTORY_H
#include "ingest/chunk/chunk.h"

struct inventory_file {
    const char *path; /* as given or found */
    size_t
        naming_bytes;    /* where of the path the names begin that may tell the table: what lies
                            above a folder that was given, or above the folder of a file, is chance */
    uint32_t number;     /* index in the inventory; set when it is complete */
    enum isa isa;        /* by which its bytes are checked */
    const char *ignored; /* why it is not read; NULL: it is */
    bool
        is_regular; /* can be opened again; else `source` stays open with all its bytes in memory */
    uint64_t device, inode;

    /* found by inventory_inspect() */
    struct byte_source source;     /* with what was expanded, as long as that is kept */
    uint64_t *all_kept_byte_count; /* of the inventory; NULL: nothing is kept */
    uint64_t byte_count, stored_byte_count;
    struct timespec changed_at;
    struct encoding_verdict verdict;
    bool is_presumed; /* the verdict is one on the first bytes alone */
    char sha256[65];
    struct header header;
    struct arena arena; /* texts of header and plan */

    /* decided by classify_file() */
    int32_t table;   /* schema index; -1: none, `why` says the reason */
    bool is_rejects; /* a rejects file given back */
    const char *why;
    struct file_plan plan;

    /* filled by reading */
    struct chunk *chunks;
    size_t chunk_count;
};

struct inventory {
    struct inventory_file *files; /* in byte order of their paths */
    size_t file_count, file_capacity;
    size_t naming_bytes;      /* of the files that are being found */
    uint64_t kept_byte_count; /* expanded bytes that wait for inventory_open() */
    struct arena arena;
};

/* So many expanded bytes, of all files together, are kept from the look at a file until its rows
 * are read; the files beyond are expanded twice. Which ones, the threads decide; what comes out is
 * the same. */
#define INVENTORY_KEPT_BYTES_LIMIT (UINT64_C(512) << 20)

/* The files point to the inventory: it stays where it is. */
void inventory_init(struct inventory *inventory);
void inventory_release(struct inventory *inventory);

/* Files as they are; folders with all below them, of which only *.csv and *.tsv (also .gz, .zst)
 * are taken, others listed as ignored, hidden ones passed over; glob patterns; "-" standard input.
 * A file given twice is taken once. RC_INPUT: a path or pattern that leads nowhere, a folder that
 * cannot be read. */
enum rc inventory_collect(struct inventory *inventory, const char *const *paths, size_t path_count,
                          struct err *err);
/* Look at a file: its size, encoding and header. A large file that begins as UTF-8 is presumed to
 * be so to its end (is_presumed): whoever reads it all has to prove it, or ask inventory_prove().
 * Any number of threads, one file each. RC_INPUT, RC_MEMORY. */
enum rc inventory_inspect(struct inventory_file *file, struct err *err);
/* Open the source for the rows, and close it: RC_INPUT when the file is not the one that was
 * inspected. */
enum rc inventory_open(struct inventory_file *file, struct err *err);
enum rc inventory_close(struct inventory_file *file, struct err *err);
/* Of an open file: find its encoding from all its bytes. *is_other: it is not what was presumed,
 * and the header was read again. RC_INPUT: it is none that can be read. */
enum rc inventory_prove(struct inventory_file *file, bool *is_other, struct err *err);
/* Fill sha256. A regular file need not be open. */
enum rc inventory_digest(struct inventory_file *file, struct err *err);

/* "2025-06/repairs.csv" → "repairs.csv" */
const char *path_last_part(const char *path);

#endif
