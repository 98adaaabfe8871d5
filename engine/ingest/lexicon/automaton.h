/* ingest/lexicon/automaton.h: many words looked for in a text at once, one step a byte (Aho and
 * Corasick 1975). ASCII letters count in any case, all other bytes as they are, so words and text
 * are in one encoding (UTF-8). Built once, read-only afterwards: any number of threads. */
#ifndef INGEST_LEXICON_AUTOMATON_H
#define INGEST_LEXICON_AUTOMATON_H
#include "base/arena.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum { AUTOMATON_STATE_LIMIT = UINT16_MAX };

/* State 0 is the beginning. States at which a word ends come last: one comparison tells them. */
struct automaton {
    uint8_t classes[256]; /* bytes that no word has are 0 */
    uint32_t shift;       /* a state has 1 << shift places in `next`, one per class */
    uint32_t first_output;
    uint64_t firsts[1024];   /* bit by 16 bits of three bytes from 0xE0 on: a word may begin so */
    const uint16_t *next;    /* [state << shift | class] */
    const uint32_t *words;   /* [state - first_output]: number of the word that is all of it, from
                                1; 0: only shorter ones end here */
    const uint16_t *shorter; /* the same: the state of the next shorter word; 0: there is none */
};

enum automaton_verdict { AUTOMATON_MADE, AUTOMATON_TOO_LARGE, AUTOMATON_NO_MEMORY };

/* Of words[0 … word_count), which get the numbers 1 …; none is empty, and no two are equal but for
 * the case of ASCII letters. Everything is the arena's. */
enum automaton_verdict automaton_make(struct automaton *automaton, const struct slice *words,
                                      size_t word_count, struct arena *arena);

static inline uint32_t automaton_step(const struct automaton *automaton, uint32_t state,
                                      unsigned char byte)
{
    return automaton->next[state << automaton->shift | automaton->classes[byte]];
}

/* Bits of the three bytes that tell letters of Chinese apart. */
static inline uint32_t automaton_first(const unsigned char *bytes)
{
    return (bytes[0] & 0xFU) << 12 | (bytes[1] & 0x3FU) << 6 | (bytes[2] & 0x3FU);
}

/* Whether a word can begin with the three bytes, of which the first is 0xE0 or more. If none does,
 * nothing begins at the next two, either, as long as words and text are UTF-8. */
static inline bool automaton_begins(const struct automaton *automaton, const unsigned char *bytes)
{
    const uint32_t first = automaton_first(bytes);
    return automaton->firsts[first / 64] >> first % 64 & 1;
}

/* The words that end in `state`, longest first:
 *   for (uint32_t at = state; at >= automaton->first_output; at = automaton_shorter(automaton, at))
 *       word = automaton_word(automaton, at);     0: none of this length */
static inline uint32_t automaton_word(const struct automaton *automaton, uint32_t state)
{
    return automaton->words[state - automaton->first_output];
}
static inline uint32_t automaton_shorter(const struct automaton *automaton, uint32_t state)
{
    return automaton->shorter[state - automaton->first_output];
}

#endif
