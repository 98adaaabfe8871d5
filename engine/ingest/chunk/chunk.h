/* ingest/chunk/chunk.h: a piece of one file of fixed size becomes typed columns. A record belongs
 * to the chunk in which its first byte lies, and is read to its end wherever that is.
 *
 * No look at the bytes around a place can prove that it lies outside quotes. So a chunk is read
 * from a *guess* (behind the first line end at or before its begin), and the guess counts only if
 * the chunk before it really ended there (chunk_accept); else the chunk is read again from that
 * place. So the result is that of reading in one piece, for any size from one byte on. One object
 * belongs to one thread at a time. */
#ifndef INGEST_CHUNK_H
#define INGEST_CHUNK_H
#include "ingest/chunk/chunk_reader.h"
#include "ingest/lexicon/quote.h"
#include "ingest/reject_list.h"

/* How many records came by which way. */
struct scan_share {
    uint64_t fast, libcsv;
};

struct chunk {
    const struct file_plan *plan;
    uint32_t file;       /* index in ingested.files; filled in before gather */
    uint64_t begin, end; /* bytes of the source */

    /* result of reading */
    bool is_read;
    uint64_t first,
        next; /* first record read; first record that was not. CHUNK_NOWHERE: none was looked for */
    uint64_t line_count; /* line ends in [first, next) */
    uint64_t
        first_line; /* physical line of `first`, from 1: filled in when the chunk is accepted */
    uint64_t record_count;
    struct scan_share share;
    bool is_utf8;                   /* every byte of what was read belongs to valid UTF-8 */
    struct segment segment;         /* in memory of the reader that read it */
    struct column_quality *quality; /* per schema column; NULL before reading */
    struct reject_list rejects;
    struct quote_list quotes; /* of texts; rows of the segment. Of a file of the cache the first
                                 chunk has all, and rows are the file's */
};

#define CHUNK_NOWHERE UINT64_MAX

void chunk_init(struct chunk *chunk, const struct file_plan *plan, uint64_t begin, uint64_t end);
void chunk_release(struct chunk *chunk);

/* Drop what was read and read the records that start in [from, end). RC_INPUT, RC_MEMORY. */
enum rc chunk_read(struct chunk *chunk, struct chunk_reader *reader,
                   const struct byte_source *source, uint64_t from, struct err *err);
/* Read from a guess; the file's first chunk needs none (its begin is a record's start). */
enum rc chunk_guess(struct chunk *chunk, struct chunk_reader *reader,
                    const struct byte_source *source, bool is_first, struct err *err);
/* The chunk before this one ended at *next, the first record's start behind it; set *next to where
 * this one ends. Reads the chunk again when its guess was wrong: then *is_read_again. */
enum rc chunk_accept(struct chunk *chunk, struct chunk_reader *reader,
                     const struct byte_source *source, uint64_t *next, bool *is_read_again,
                     struct err *err);

/* Records inside cells of a rejects file: between chunk_text_start() and chunk_text_finish() the
 * rows of each `text` (no header) are added, all of them said to stand at `line` (counted from
 * first_line) and `offset`. Meanwhile the reader reads nothing else of the table. */
struct chunk_origin {
    uint64_t line, offset;
};
enum rc chunk_text_start(struct chunk *chunk, struct chunk_reader *reader, struct err *err);
enum rc chunk_text_read(struct chunk *chunk, struct chunk_reader *reader, struct slice text,
                        const struct chunk_origin *origin, struct err *err);
enum rc chunk_text_finish(struct chunk *chunk, struct chunk_reader *reader, struct err *err);

#endif
