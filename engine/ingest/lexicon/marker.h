/* ingest/lexicon/marker.h: one text, in UTF-8, and what is in it.
 *
 * Words are taken from left to right, of those that begin together the longest, so that 不错 is not
 * 不, and 没有问题 no 问题; phrases and words of topics do not get into each other's way. Of Latin
 * script only whole words count. A clause ends at a mark of punctuation. In it
 * - a word of praise or blame is about its own topic, else about those that the clause names, else
 *   about the whole;
 * - with an odd number of negators before it, the last at most `window` tokens away, praise is
 *   blame, and blame is nothing: "not slow" is no praise yet. A token is a letter of Chinese, or a
 *   run of ASCII letters and digits;
 * - an intensifier as near makes it strong, unless it is negated;
 * - a word of wishing makes it tell nothing. Of a column of wishes all that is named is wished.
 * Pure, thread-safe. */
#ifndef INGEST_LEXICON_MARKER_H
#define INGEST_LEXICON_MARKER_H
#include "ingest/lexicon/lexicon.h"

enum { PLACE_LIMIT = 32 };

/* Where in the text it stands. */
struct mark_place {
    uint32_t slot;
    uint32_t first, past; /* bytes */
};

struct marked {
    uint64_t mark; /* of a text that is not missing: never 0 */
    uint32_t place_count;
    struct mark_place places[PLACE_LIMIT]; /* each slot once */
};

void lexicon_mark(const struct lexicon *lexicon, struct slice text, bool is_wish,
                  struct marked *out);

#endif
