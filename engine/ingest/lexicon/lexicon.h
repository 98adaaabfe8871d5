/* ingest/lexicon/lexicon.h: the words that are looked for in free texts: phrases that nobody in the
 * service should use, in four groups, and topics with what praises and blames them. They are data:
 * datasets/lexicon/ has those that the program carries inside itself, the configuration may name
 * others (FORMATS.md section 12). Read-only once loaded: any number of threads. */
#ifndef INGEST_LEXICON_H
#define INGEST_LEXICON_H
#include "base/err.h"
#include "ingest/lexicon/automaton.h"
#include "ingest/lexicon/mark.h"

enum { LEXICON_SHA_BYTES = 32, LEXICON_FILE_BYTES = 1 << 20 };

/* What a word is to a clause. */
enum word_role {
    ROLE_NONE,
    ROLE_TOPIC,  /* names a topic */
    ROLE_PRAISE, /* of its own topic, or of those that the clause names */
    ROLE_BLAME,
    ROLE_NEGATOR,
    ROLE_INTENSIFIER,
    ROLE_WISH,    /* a clause with it tells what is wanted, not what was */
    ROLE_NEUTRAL, /* nothing, and neither is what it has inside */
    ROLE_BREAK,   /* ends a clause */
    ROLE_COUNT
};

enum { PHRASE_EXCEPTION = 255 }; /* looks like a phrase, and is none */

struct lexicon_word {
    uint32_t byte_count;
    uint8_t phrase;                /* number; PHRASE_EXCEPTION; 0: no phrase */
    uint8_t role;                  /* enum word_role */
    uint8_t topic;                 /* 0: none of its own */
    bool begins_latin, ends_latin; /* there it must stand alone */
};

struct lexicon_topic {
    const char *name, *title[2]; /* "speed"; zh, en */
};

struct lexicon {
    struct arena arena;
    struct automaton automaton;
    const struct lexicon_word *words; /* [1 …]: by the automaton's numbers */
    const struct lexicon_topic *topics;
    uint32_t topic_count;
    const char *const *phrases;   /* [1 … phrase_count]: as they are told */
    const uint8_t *phrase_groups; /* the same */
    uint32_t phrase_count;
    uint32_t window; /* so many tokens at most between a negator, or an intensifier, and its word */
    unsigned char sha256[LEXICON_SHA_BYTES]; /* of both files */
};

/* "refusal", "vagueness", "blame", "provocation": the groups in the order of a mark's bits. */
extern const char *const phrase_group_names[PHRASE_GROUP_COUNT];

/* A file of words as it was read; `name` begins messages. */
struct lexicon_source {
    const char *name;
    struct slice json; /* bytes NULL: what the program has inside */
};

/* RC_CONFIG with the file, the place in it and what is wrong; RC_MEMORY. After a failure there is
 * nothing to release. */
enum rc lexicon_load(struct lexicon *lexicon, struct lexicon_source phrases,
                     struct lexicon_source topics, struct err *err);
void lexicon_release(struct lexicon *lexicon);

/* A letter or digit of Latin script at the byte `at` of the text, or ending just before `past`. */
bool lexicon_is_latin_at(struct slice text, size_t at);
bool lexicon_is_latin_before(struct slice text, size_t past);

#endif
