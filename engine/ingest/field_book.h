/* ingest/field_book.h: the memory of a code column: raw bytes of a field to what they mean, so that
 * a value is trimmed, looked up and decoded once and then found by its bytes. A key is the field as
 * it stands, outer quotes left out. Keys belong to one encoding and one column plan.
 * One thread's; fields_read_codes only reads. */
#ifndef INGEST_FIELD_BOOK_H
#define INGEST_FIELD_BOOK_H
#include "base/arena.h"
#include "ingest/decode.h"

/* What a field means. */
struct field_entry {
    int64_t value; /* with a status other than DECODE_OK the book's missing_value */
    enum decode_status status;
    bool is_unlisted, is_date_alone;
};

/* Two tables with open addressing, at most a quarter full, because a search that has to step on is
 * one that the processor did not foresee. Keys are padded with NUL, which no field holds, so that
 * their words alone are the key. Every slot, the free ones too, has the value and the marks that a
 * reader takes from it without asking whether it was found. */
struct field_narrow_slot {
    uint64_t key[2]; /* up to 16 bytes; free: 0 and 1, which is no text */
    int64_t value;
    uint64_t marks; /* what a row with this entry adds to the counts: field_book_slots.h */
};
struct field_wide_slot {
    uint64_t key[4]; /* up to 32 bytes; longer: hash, length and place of the text, whose NUL bytes
                        no short key can have; free: first word 0 */
    int64_t value;
    uint64_t marks;
};

struct field_book {
    struct field_narrow_slot *narrow;
    struct field_wide_slot *wide;
    size_t narrow_mask, narrow_count, wide_mask, wide_count;
    struct arena texts; /* of keys above 32 bytes */
    int64_t missing_value;
};

enum { FIELD_BOOK_NARROW_BYTES = 16, FIELD_BOOK_WIDE_BYTES = 32 };

/* missing_value is the value of the empty field. False: memory is out; then, too, the book may be
 * released. */
bool field_book_init(struct field_book *book, int64_t missing_value);
void field_book_release(struct field_book *book);

/* The meaning of a field; false when the book does not know it. The empty field is known. */
bool field_book_find(const struct field_book *book, struct slice field, struct field_entry *entry);
/* Remember a field that was not found. A field that holds a quote is not remembered, because it
 * never stands in the text as it is. False: memory is out, and the book is as it was. */
bool field_book_add(struct field_book *book, struct slice field, const struct field_entry *entry);

#endif
