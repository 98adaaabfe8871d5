/* ingest/fields/code_book.h: from the field of a code column, as it stands, to the number of its
 * text. One thread's, for one column and one encoding; it lives as long as the scan, so that a text
 * is looked at closely once, not once in every chunk. One object belongs to one thread. */
#ifndef INGEST_CODE_BOOK_H
#define INGEST_CODE_BOOK_H
#include "base/text.h"
#include "ingest/column.h"
#include "ingest/fields/field_book.h"

/* One distinct field as it stood, and what it means. */
struct code_entry {
    uint64_t hash;
    struct slice field;
    uint32_t code; /* 0: missing */
    bool is_unlisted;
};

struct code_book {
    struct field_book fields; /* the entries once more, for readers of whole columns; but not those
                                 with a NUL or a quote */
    struct code_list *list;   /* from the arena; names are set by code_book_close() */
    struct arena *arena;      /* texts, and the list */
    struct code_entry *entries;
    struct key_text *names; /* [code]; names[0] is not used */
    uint32_t *slots;        /* entry index + 1; 0: free */
    size_t entry_count, entry_capacity, name_count, name_capacity, slot_count;
};

/* False: memory is out. The arena outlives the book and what is made of it. */
bool code_book_init(struct code_book *book, int32_t table, int32_t column, struct arena *arena);
void code_book_release(struct code_book *book);
/* The entry of a field seen before, or NULL. */
const struct code_entry *code_book_find(const struct code_book *book, struct slice field,
                                        uint64_t hash);
/* Remember a field that was not found: `name` (byte_count 0: missing) is its text, which gets a
 * number of its own even when another field means the same. NULL: memory is out. */
const struct code_entry *code_book_add(struct code_book *book, struct slice field, uint64_t hash,
                                       struct slice name, bool is_unlisted);
/* The names go to the list; nothing is added afterwards. False: memory is out. */
bool code_book_close(struct code_book *book);

#endif
