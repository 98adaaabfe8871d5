/* measure/phrases/phrases.h: phrases that nobody in the service should use (D15), as marks of texts
 * have them (ingest/lexicon/mark.h): in the notes of calls, and, by measure/phrases_comments, in
 * what customers tell. */
#ifndef MEASURE_PHRASES_H
#define MEASURE_PHRASES_H
#include "ingest/lexicon/mark.h"
#include "measure/family.h"

/* Of the texts that are not missing. */
struct phrases_cell {
    struct share any, group[PHRASE_GROUP_COUNT];
};

/* Tally 0: texts by number of phrase, of the first MARK_PHRASE_COUNT of each text. */
enum { TALLY_PHRASES, PHRASES_TALLY_COUNT };

#define PHRASES_FIELDS                                                                             \
    FIELDS_SHARE(struct phrases_cell, any, "count"),                                               \
        FIELDS_SHARE(struct phrases_cell, group[0], "count"),                                      \
        FIELDS_SHARE(struct phrases_cell, group[1], "count"),                                      \
        FIELDS_SHARE(struct phrases_cell, group[2], "count"),                                      \
        FIELDS_SHARE(struct phrases_cell, group[3], "count")

extern const struct metric phrases_metrics[];

/* The text is need number 0. */
void phrases_update(void *into, struct tally *tallies, const struct rows *rows);
bool phrases_recode(int64_t *key, size_t tally, const struct code_map *maps);

/* The table: the phrases of the twelve months up to the report month by falling number of texts,
 * each with what stood around it once. */
enum rc phrases_table(const struct measured *measured, struct result *result, const char *name,
                      struct err *err);

#endif
