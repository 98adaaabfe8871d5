/* ingest/decode/decode_missing.h: the texts that stand for "no value" (NA, -, 无, ...), prepared
 * once in both encodings so that asking costs one bit test for nearly every field. Read-only once
 * prepared: any number of threads. */
#ifndef INGEST_DECODE_MISSING_H
#define INGEST_DECODE_MISSING_H
#include "ingest/decode/decode.h"

enum { MISSING_SET_LIMIT = 32, MISSING_MARKER_BYTES = 32 };

struct missing_marker {
    unsigned char byte_count;
    char bytes[MISSING_MARKER_BYTES];
};

/* The markers in the bytes of one encoding. */
struct missing_list {
    uint64_t length_bits; /* bit n: some marker has n bytes */
    unsigned marker_count;
    struct missing_marker markers[MISSING_SET_LIMIT];
};

struct missing_set {
    struct missing_list utf8, gb18030;
};

/* The empty field alone: it is missing in every set. */
void missing_set_init(struct missing_set *set);
/* Add a marker given in UTF-8, NUL-terminated; blanks at its ends do not count; "" and repetitions
 * are no error. RC_CONFIG: too many, too long, not valid UTF-8. */
enum rc missing_set_add(struct missing_set *set, const char *marker, struct err *err);
/* The defaults: NA, N/A, NULL, -, 无. */
void missing_set_add_defaults(struct missing_set *set);
/* Whether the trimmed `field` is one of them; ASCII letters in any case. */
bool missing_set_has(const struct missing_set *set, enum encoding encoding, struct slice field);

#endif
