/* ingest/lexicon/lexicon_words.h: the words of a lexicon while its files are read. For lexicon*.c
 * only. */
#ifndef INGEST_LEXICON_WORDS_H
#define INGEST_LEXICON_WORDS_H
#include "ingest/lexicon/lexicon.h"

struct lexicon_words {
    struct arena *arena;
    struct slice *texts; /* as the automaton takes them: ASCII letters small */
    struct lexicon_word *words;
    size_t count, text_capacity, word_capacity;
    uint32_t *places; /* by hash: number of the word, from 1 */
    size_t place_count;
};

void lexicon_words_init(struct lexicon_words *words, struct arena *arena);
void lexicon_words_release(struct lexicon_words *words);

/* What a file says of a word: a phrase's number, or a role with its topic. */
struct word_meaning {
    uint8_t phrase, role, topic;
};

enum word_verdict { WORD_TAKEN, WORD_EMPTY, WORD_TWICE, WORD_NO_MEMORY };

/* The word without blanks at its ends. One with an apostrophe counts with a typographic one, too.
 * WORD_TWICE: it has another meaning of the same kind already. */
enum word_verdict lexicon_words_add(struct lexicon_words *words, const char *text,
                                    struct word_meaning meaning);

/* Both files into the lexicon and the words; RC_CONFIG, RC_MEMORY. */
enum rc lexicon_read_phrases(struct lexicon *lexicon, struct lexicon_words *words,
                             struct lexicon_source source, struct err *err);
enum rc lexicon_read_topics(struct lexicon *lexicon, struct lexicon_words *words,
                            struct lexicon_source source, struct err *err);

#endif
