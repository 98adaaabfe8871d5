/* ingest/reject.h: what was not used, where it stood, and why. One struct reject is one row of
 * rejects.csv. The rules are one table: name, kind, explanation and hint in both languages. */
#ifndef INGEST_REJECT_H
#define INGEST_REJECT_H
#include "base/arena.h"
#include "base/text.h"

#include <stdint.h>

enum reject_kind { REJECT_FIELD, REJECT_RECORD };

/* Rules for whole records, in the order in which they are asked: only the first that fails is
 * reported. Field rules are those of ingest/decode/decode.h (decode_rules) and rule_before_start.
 */
enum record_rule {
    RECORD_TOO_LONG,
    RECORD_QUOTING,
    RECORD_UNDECODABLE,
    RECORD_TOTAL_ROW,
    RECORD_FIELD_COUNT,
    RECORD_NO_KEY,
    RECORD_NO_TIME,
    RECORD_BAD_TIME,
    RECORD_ORDER,
    RECORD_RULE_COUNT
};

struct rule_text {
    const char *name;           /* "field_count" */
    const char *explanation[2]; /* zh, en: what is wrong */
    const char *hint[2];        /* zh, en: how to mend it */
};

extern const struct rule_text record_rules[RECORD_RULE_COUNT];
/* The one field rule that is no decoder's: the end of a leg lies before its start (schema: starts).
 */
extern const struct rule_text rule_before_start;

struct reject {
    enum reject_kind kind;
    int32_t table;        /* schema index */
    uint32_t file;        /* index in ingested.files */
    uint64_t line;        /* physical line, from 1 */
    uint64_t byte_offset; /* of the record's first byte, uncompressed */
    const char *column;   /* canonical name, or "" */
    struct slice value;   /* UTF-8, undecodable bytes as \xHH; at most 200 bytes */
    const struct rule_text *rule;
    struct slice header; /* records: the file's header as it stood, UTF-8 (shared); fields: empty */
    struct slice record; /* records: as it stood, UTF-8 (of one too long its first line, cut at
                            SCAN_RECORD_LIMIT bytes); fields: empty */
};

struct rejects {
    struct reject *rows; /* file order, then byte offset, then column order */
    size_t row_count;
    uint64_t field_count, record_count;
};

#endif
