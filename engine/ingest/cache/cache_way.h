/* ingest/cache/cache_way.h: a name for the way in which a file's bytes become values. Two files
 * with the same bytes and the same way have the same rows, rejects and counts. Whatever decides
 * about them is in it: the plan of the file with the user's mapping, the embedded schema, the
 * rules' names, the lexicon of texts that are kept, and CACHE_MEANING. Paths and tables' file
 * patterns are not: a file may move. */
#ifndef INGEST_CACHE_WAY_H
#define INGEST_CACHE_WAY_H
#include "ingest/header_plan.h"

/* What the code of ingest makes of bytes. It counts up when a decoder, a rule, or the order of keys
 * (ingest/slot.h) changes what comes out for any file: then what older versions have kept is no
 * longer taken. A test has the outcome of many fields and fails when that is forgotten. */
enum { CACHE_MEANING = 2 };

enum { CACHE_SHA_BYTES = 32 };

struct cache_sha {
    unsigned char bytes[CACHE_SHA_BYTES];
};

/* SHA-256 of some bytes. False: it cannot be made. */
bool cache_sha_of(struct cache_sha *sha, const void *bytes, size_t byte_count);
/* Of the schema that the program has inside; asked for once a run. */
bool cache_sha_schema(struct cache_sha *sha);
/* False: memory is out. */
bool cache_way_of(struct cache_sha *way, const struct cache_sha *schema,
                  const struct file_plan *plan);

/* As 64 hexadecimal digits with a NUL, and back; false when the text does not begin with such. */
enum { CACHE_SHA_TEXT_BYTES = 2 * CACHE_SHA_BYTES + 1 };
void cache_sha_text(const struct cache_sha *sha, char text[CACHE_SHA_TEXT_BYTES]);
bool cache_sha_parse(struct cache_sha *sha, const char *text);

#endif
