/* ingest/column_build.h: columns while they grow, one set per chunk. The row being read stands in
 * the slot behind the last row; column_set_keep() makes it a row, otherwise the next one overwrites
 * it and it has cost nothing. One object belongs to one thread. */
#ifndef INGEST_COLUMN_BUILD_H
#define INGEST_COLUMN_BUILD_H
#include "ingest/header_plan.h"
#include "ingest/ingest.h"

/* A text within the set's own bytes; byte_count 0: missing. */
struct key_place {
    uint64_t offset;
    uint32_t byte_count;
};

/* One distinct field of a code column as it stood, and what it means. */
struct code_entry {
    uint64_t hash;
    struct key_place field;
    uint32_t code; /* 0: missing */
    bool is_unlisted;
};

/* From field to code. Two fields that mean the same text have two codes here: gather joins them. */
struct code_book {
    struct code_entry *entries;
    struct key_place *names; /* [code]; names[0] is not used */
    uint32_t *slots;         /* entry index + 1; 0: free */
    uint32_t *table_codes;   /* [code]: the same text's code in the whole table; made by gather */
    size_t entry_count, entry_capacity, name_count, name_capacity, slot_count;
};

struct column_builder {
    bool is_present, is_id;
    size_t value_bytes; /* 0: no values are kept: ids, text */
    void *values;
    uint64_t *hashes; /* ids */
    struct key_place *places;
    struct code_book book; /* codes and paths */
    struct column_quality quality;
};

struct column_set {
    struct column_builder *columns; /* one per schema column */
    size_t column_count;
    uint32_t row_count;
    size_t row_capacity;
    char *key_bytes;
    size_t key_byte_count, key_byte_capacity;
};

/* False: memory is out. */
bool column_set_init(struct column_set *set, const struct file_plan *plan);
void column_set_release(struct column_set *set);
/* Room for one more row in every column. */
bool column_set_reserve(struct column_set *set);
/* The row in the slot is one. */
void column_set_keep(struct column_set *set);

/* Copy a text into the set; false when memory is out or it is longer than 4 GiB. */
bool column_set_add_text(struct column_set *set, struct slice text, struct key_place *place);
struct slice column_set_text(const struct column_set *set, struct key_place place);

void code_book_release(struct code_book *book);
/* The entry of a field seen before, or NULL. */
const struct code_entry *code_book_find(const struct code_book *book, const struct column_set *set,
                                        struct slice field, uint64_t hash);
/* Remember a field that was not found: `name` (byte_count 0: missing) is its text. NULL: memory is
 * out. */
const struct code_entry *code_book_add(struct code_book *book, struct column_set *set,
                                       struct slice field, uint64_t hash, struct slice name,
                                       bool is_unlisted);

#endif
