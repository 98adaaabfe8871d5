/* ingest/lexicon/mark.h: what is kept of a free text: a whole number that tells which topics it
 * praises and blames, and which phrases of the list it has. A column of texts is an array of marks;
 * 0 is missing, and every other text has at least MARK_TEXT.
 *
 *   bits  0 … 31  topic t: bit 2t praised (of a wish: wished for), bit 2t + 1 blamed
 *   bits 32 … 55  the first three phrases, by place: their numbers, 0 none
 *   bits 56 … 59  groups of all its phrases
 *   bits 60 … 62  MARK_STRONG_PRAISE, MARK_STRONG_BLAME, MARK_TEXT */
#ifndef INGEST_LEXICON_MARK_H
#define INGEST_LEXICON_MARK_H
#include <stdbool.h>
#include <stdint.h>

enum {
    TOPIC_LIMIT = 16, /* the first is for what has no other */
    PHRASE_LIMIT = 254,
    PHRASE_GROUP_COUNT = 4,
    MARK_PHRASE_COUNT = 3,
    MARK_PHRASE_SHIFT = 32,
    MARK_GROUP_SHIFT = 56
};
#define MARK_STRONG_PRAISE (UINT64_C(1) << 60)
#define MARK_STRONG_BLAME  (UINT64_C(1) << 61)
#define MARK_TEXT          (UINT64_C(1) << 62)
#define MARK_PRAISES       UINT32_C(0x55555555) /* of the lower half: any topic praised */
#define MARK_BLAMES        UINT32_C(0xAAAAAAAA)

static inline uint32_t mark_topics(uint64_t mark)
{
    return (uint32_t)mark;
}
static inline uint32_t mark_groups(uint64_t mark)
{
    return (uint32_t)(mark >> MARK_GROUP_SHIFT) & ((1U << PHRASE_GROUP_COUNT) - 1);
}
/* The phrase at place 0 … MARK_PHRASE_COUNT - 1; 0: none. */
static inline uint32_t mark_phrase(uint64_t mark, unsigned place)
{
    return (uint32_t)(mark >> (MARK_PHRASE_SHIFT + 8 * place)) & 0xFF;
}

/* What a quote can be an example of: a phrase by its number, or a topic praised or blamed. */
enum { SLOT_TOPICS = 256, SLOT_COUNT = SLOT_TOPICS + 2 * TOPIC_LIMIT };

static inline uint32_t slot_of_topic(uint32_t topic, bool is_blamed)
{
    return (uint32_t)SLOT_TOPICS + 2 * topic + is_blamed;
}

#endif
