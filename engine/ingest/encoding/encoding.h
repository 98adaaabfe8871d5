/* ingest/encoding/encoding.h: which encoding a file is in, decided from all its bytes; and text of
 * any of them as UTF-8. The order of the decision: byte order mark; strict UTF-8 over the whole
 * file; strict GB18030 over the whole file; else an error with the place and the bytes. Pure ASCII
 * is "utf-8". */
#ifndef INGEST_ENCODING_H
#define INGEST_ENCODING_H
#include "base/err.h"
#include "base/text.h"
#include "ingest/encoding/gb18030.h"
#include "ingest/encoding/utf8.h"

enum encoding { ENCODING_UTF8, ENCODING_UTF8_BOM, ENCODING_GB18030, ENCODING_COUNT };

/* "utf-8", "utf-8-bom", "gb18030"; never NULL. */
const char *encoding_name(enum encoding encoding);

enum { ENCODING_SAMPLE_BYTES = 8, ENCODING_MARK_BYTES = 4, ENCODING_UTF8_MARK_BYTES = 3 };

struct encoding_verdict {
    enum encoding encoding;
    unsigned mark_byte_count; /* bytes of the byte order mark: the table begins behind it. 0, 3
                                 (UTF-8), 4 (GB18030) */
    uint64_t bad_count; /* sequences that are not valid in it: above 0 only where a mark decided */
};

/* The first bad bytes of one reading of the file, for the message. */
struct encoding_sample {
    unsigned char bytes[ENCODING_SAMPLE_BYTES];
    unsigned byte_count;
};

/* Feed all bytes of the (uncompressed) file in order, in pieces of any size, then finish. One pass,
 * both validators side by side: bytes that UTF-8 has accepted tell nothing about GB18030, so the
 * second cannot start where the first failed, and reading the file twice would cost more than 8
 * bytes a step over its ASCII. A validator that has failed is no longer run unless a mark has
 * decided for it. One object belongs to one thread. */
struct encoding_detect {
    uint64_t byte_count; /* fed so far */
    struct utf8_check utf8;
    struct gb18030_check gb18030;
    struct encoding_sample utf8_sample, gb18030_sample;
    unsigned char mark[ENCODING_MARK_BYTES]; /* the first bytes of the file */
    unsigned mark_held_count;
    bool is_marked_utf8, is_marked_gb18030, is_utf16;
    unsigned char last[3]; /* the last bytes fed, where a bad sequence may have begun */
    unsigned last_count;
};

void encoding_detect_init(struct encoding_detect *detect);
void encoding_detect_feed(struct encoding_detect *detect, const void *bytes, size_t byte_count);
/* RC_INPUT: UTF-16 (which cannot be read; the hint says how to save the file), or neither UTF-8 nor
 * GB18030 (the message has the offset and up to 8 bytes in hex). `path` begins the message. */
enum rc encoding_detect_finish(struct encoding_detect *detect, const char *path,
                               struct encoding_verdict *verdict, struct err *err);

/* Whether the bytes of one record are valid in `encoding`. Needed only in files with bad_count > 0.
 */
bool encoding_is_valid(enum encoding encoding, struct slice bytes);
/* Add `bytes` as UTF-8; what cannot be decoded stands as \xHH. */
void encoding_add_utf8(enum encoding encoding, struct slice bytes, struct text *into);
/* `bytes` without blanks, tabs, CR, LF, no-break and ideographic spaces at both ends. */
struct slice encoding_trim(enum encoding encoding, struct slice bytes);
/* The first character: its length and *code_point; 0 when it is not valid. */
size_t encoding_next(enum encoding encoding, const void *bytes, size_t byte_count,
                     uint32_t *code_point);

#endif
