/* ingest/lexicon/quote.h: examples of what was said. For each month, column and slot (mark.h) the
 * QUOTES_KEPT texts with the smallest hashes are kept, as excerpts without names and numbers: a
 * choice that depends on the texts alone, so lists of parts of the rows, joined in any order, are
 * the list of all. Of rows with the same text the last stands for all. One object belongs to one
 * thread. */
#ifndef INGEST_LEXICON_QUOTE_H
#define INGEST_LEXICON_QUOTE_H
#include "base/arena.h"
#include "ingest/lexicon/marker.h"

enum { QUOTES_KEPT = 2 };

struct quote {
    int32_t table, column; /* schema indexes */
    int32_t month;
    uint32_t slot;
    uint32_t row;       /* of the chunk; once gathered, of the table */
    bool is_superseded; /* the row was handed in again */
    uint64_t hash;
    struct slice excerpt; /* bytes NULL: not made yet, of the text at its place */
    struct slice text;
    uint32_t first, past;
};

struct quote_list {
    struct quote *rows;
    size_t count, row_capacity;
    uint32_t *places; /* by hash of month, column, slot: number of a group, from 1 */
    size_t place_count;
    struct arena arena; /* texts and excerpts */
};

void quote_list_init(struct quote_list *list);
void quote_list_release(struct quote_list *list);

/* All places of a text that was marked. False: memory is out. */
bool quote_list_add_text(struct quote_list *list, const struct quote *where, struct slice text,
                         const struct marked *marked);
/* A quote of another list, whose texts are not copied. False: memory is out. */
bool quote_list_add(struct quote_list *list, const struct quote *quote);
/* In order of table, column, month, slot, hash, each with its excerpt, in the arena: only those
 * that are kept in the end are worth the work. No more may be added. False: memory is out. */
bool quote_list_finish(struct quote_list *list, struct arena *arena);

/* Those of a list in that order; NULL: none left. */
struct quotes {
    struct quote *rows;
    size_t count;
};
const struct quote *quotes_find(const struct quotes *quotes, int32_t table, int32_t column,
                                int32_t month, uint32_t slot);

#endif
