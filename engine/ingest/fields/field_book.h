/* ingest/fields/field_book.h: the memory of a code column: raw bytes of a field to what they mean,
 * so that a value is trimmed, looked up and decoded once and then found by its bytes. A key is the
 * field as it stands, outer quotes left out. Keys belong to one encoding and one column plan. One
 * thread's; readers of columns only read. */
#ifndef INGEST_FIELD_BOOK_H
#define INGEST_FIELD_BOOK_H
#include "base/arena.h"
#include "ingest/decode/decode.h"

/* What a field means. */
struct field_entry {
    int64_t value; /* with a status other than DECODE_OK the book's missing_value */
    enum decode_status status;
    bool is_unlisted, is_date_alone;
};

enum {
    FIELD_BOOK_WORDS = 4, /* of eight bytes: a key */
    FIELD_BOOK_KEY_BYTES = 32,
    FIELD_BOOK_LINE_BYTES = 64,
    FIELD_BOOK_KEYS = 1 << 16 /* more are no codes, and cost memory for every thread */
};

/* A table in which every key stands in the only slot where it is looked for, because a search that
 * may step on is a jump that the processor does not foresee, and one that vectors cannot make. The
 * lowest bits of a key's hash say its group; a group has a few keys, and a shift of its own, found
 * by trying: the bits of the hash from there on lead each of its keys to a slot that was free. What
 * a reader needs of a slot is one line of the cache. */
struct field_slot {
    /* Up to FIELD_BOOK_KEY_BYTES bytes, padded with NUL, which no field holds; a longer key is its
     * hash (never 0), its length, the place of its text, and 0; free: 0. */
    _Alignas(FIELD_BOOK_LINE_BYTES) uint64_t key[FIELD_BOOK_WORDS];
    uint64_t code; /* the value's lower half; above it the marks of field_book_slots.h */
    int64_t value;
    uint32_t next; /* number + 1 of another slot of the group; 0: none */
};

struct field_book {
    struct field_slot *slots; /* and behind the last a free one, never taken: what a field means
                                 that is not in the book */
    unsigned char *shifts;    /* per group; at least FIELD_BOOK_LINE_BYTES of them, and readable for
                                 eight bytes from each on */
    uint32_t *firsts;         /* per group: number + 1 of one of its slots; 0: none */
    size_t word_mask, group_mask;  /* word_mask: of a slot's number times its words */
    size_t key_count, longest_key; /* in bytes */
    struct arena texts;            /* of keys above FIELD_BOOK_KEY_BYTES */
    int64_t missing_value;
};

/* missing_value is the value of the empty field. False: memory is out; then, too, the book may be
 * released. */
bool field_book_init(struct field_book *book, int64_t missing_value);
void field_book_release(struct field_book *book);

/* The meaning of a field; false when the book does not know it. The empty field is known. */
bool field_book_find(const struct field_book *book, struct slice field, struct field_entry *entry);
/* Remember a field that was not found. Not remembered is a field that holds a quote, because it
 * never stands in the text as it is; one above FIELD_BOOK_KEYS; and one whose group finds no free
 * slots for all of its keys, be it later that the table grows: texts made to meet, since others
 * find some. False: memory is out, and the book is as it was. */
bool field_book_add(struct field_book *book, struct slice field, const struct field_entry *entry);

#endif
