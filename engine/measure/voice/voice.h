/* measure/voice/voice.h: what customers write (D25), as marks of texts have it
 * (ingest/lexicon/mark.h). Private to the family. */
#ifndef MEASURE_VOICE_H
#define MEASURE_VOICE_H
#include "ingest/lexicon/lexicon.h"
#include "measure/family.h"

struct voice_cell {
    struct share praise, complaint, strong; /* of comments */
    uint64_t both;                          /* comments that do both */
    uint64_t topics[2 * TOPIC_LIMIT];       /* comments by bit of their marks */
    struct share wishes;                    /* of wishes, those that name a topic */
    uint64_t wished[2 * TOPIC_LIMIT];       /* wishes by bit */
};

enum { NEED_COMMENT, NEED_WISH };

extern const struct metric voice_metrics[];

/* The network's cell of a month before the report month (0: that month); zeros where there is none.
 */
struct voice_cell voice_month(const struct measured *measured, uint32_t window);

/* voice.ratio of the months, and voice.ratio_trend. */
enum rc voice_ratio(const struct measured *measured, struct result *result, struct err *err);
/* Estimates by topic, and the tables voice.topics and voice.wishes. */
enum rc voice_topics(const struct measured *measured, struct result *result, struct err *err);
/* Table voice.rising: topics that are praised, or blamed, in more comments than before. */
enum rc voice_rising(const struct measured *measured, struct result *result, struct err *err);

/* An example of the bit of a mark, from the report month; none where fewer than private_below said
 * so. */
struct table_cell voice_example(const struct measured *measured, unsigned need, uint32_t bit,
                                uint64_t count);

#endif
