#include "ingest/lexicon/lexicon.h"
#include "base/embedded.h"
#include "base/hash.h"
#include "ingest/column_array.h"
#include "ingest/lexicon/lexicon_words.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

extern const struct embedded lexicon_files[];

const char *const phrase_group_names[PHRASE_GROUP_COUNT] = {"refusal", "vagueness", "blame",
                                                            "provocation"};

static bool is_latin(const char *bytes, size_t byte_count)
{
    if (byte_count == 0) return false;
    const unsigned char first = (unsigned char)bytes[0];
    if (first >= 0x80) return byte_count > 1 && first >= 0xC3 && first <= 0xC9;
    return (first >= '0' && first <= '9') || (first >= 'a' && first <= 'z') ||
           (first >= 'A' && first <= 'Z');
}

bool lexicon_is_latin_at(struct slice text, size_t at)
{
    return is_latin(text.bytes + at, text.byte_count - at);
}

bool lexicon_is_latin_before(struct slice text, size_t past)
{
    size_t first = past;
    while (first > 0 && past - first < 4)
        if (((unsigned char)text.bytes[--first] & 0xC0U) != 0x80U) break;
    return is_latin(text.bytes + first, past - first);
}

void lexicon_words_init(struct lexicon_words *words, struct arena *arena)
{
    *words = (struct lexicon_words){.arena = arena};
}

void lexicon_words_release(struct lexicon_words *words)
{
    free(words->texts);
    free(words->words);
    free(words->places);
    *words = (struct lexicon_words){.arena = NULL};
}

/* The place of the text among the hashed ones; where it is not, a free one. */
static uint32_t *place_of(const struct lexicon_words *words, struct slice text)
{
    size_t at = hash_bytes(text.bytes, text.byte_count) & (words->place_count - 1);
    while (words->places[at] != 0 && !slice_equal(words->texts[words->places[at] - 1], text))
        at = (at + 1) & (words->place_count - 1);
    return &words->places[at];
}

static bool reserve(struct lexicon_words *words)
{
    enum { FIRST_PLACES = 1024 };
    if (!array_reserve(&words->texts, &words->text_capacity, words->count + 1,
                       sizeof *words->texts) ||
        !array_reserve(&words->words, &words->word_capacity, words->count + 1,
                       sizeof *words->words))
        return false;
    if (2 * (words->count + 1) <= words->place_count) return true;
    free(words->places);
    words->place_count = words->place_count ? 2 * words->place_count : FIRST_PLACES;
    words->places = calloc(words->place_count, sizeof *words->places);
    for (size_t i = 0; words->places && i < words->count; i++)
        *place_of(words, words->texts[i]) = (uint32_t)i + 1;
    return words->places != NULL;
}

/* Both meanings in one word, if they are of two kinds or alike. */
static bool join(struct lexicon_word *word, struct word_meaning meaning)
{
    if (meaning.phrase != 0) {
        if (word->phrase != 0 && word->phrase != meaning.phrase) return false;
        word->phrase = meaning.phrase;
    }
    if (meaning.role != ROLE_NONE) {
        if (word->role != ROLE_NONE && (word->role != meaning.role || word->topic != meaning.topic))
            return false;
        word->role = meaning.role;
        word->topic = meaning.topic;
    }
    return true;
}

static enum word_verdict add_text(struct lexicon_words *words, struct slice text,
                                  struct word_meaning meaning)
{
    if (!reserve(words)) return WORD_NO_MEMORY;
    uint32_t *place = place_of(words, text);
    if (*place == 0) {
        words->texts[words->count] = text;
        words->words[words->count] =
            (struct lexicon_word){.byte_count = (uint32_t)text.byte_count,
                                  .begins_latin = lexicon_is_latin_at(text, 0),
                                  .ends_latin = lexicon_is_latin_before(text, text.byte_count)};
        *place = (uint32_t)++words->count;
    }
    return join(&words->words[*place - 1], meaning) ? WORD_TAKEN : WORD_TWICE;
}

/* A copy with small ASCII letters; each apostrophe becomes the typographic one if asked for. */
static bool copy_small(struct arena *arena, struct slice from, bool is_typographic,
                       struct slice *into)
{
    static const char apostrophe[] = "\xE2\x80\x99";
    unsigned char *copy = arena_take(arena, from.byte_count * 3 + 1);
    size_t byte_count = 0;
    if (!copy) return false;
    for (size_t i = 0; i < from.byte_count; i++) {
        const unsigned char byte = (unsigned char)from.bytes[i];
        const bool is_large = byte >= 'A' && byte <= 'Z';
        if (is_typographic && byte == '\'') {
            memcpy(copy + byte_count, apostrophe, sizeof apostrophe - 1);
            byte_count += sizeof apostrophe - 1;
        } else {
            copy[byte_count++] = is_large ? (unsigned char)(byte + ('a' - 'A')) : byte;
        }
    }
    *into = (struct slice){(const char *)copy, byte_count};
    return true;
}

enum word_verdict lexicon_words_add(struct lexicon_words *words, const char *text,
                                    struct word_meaning meaning)
{
    /* What divides clauses may be blank: a line's end. */
    const struct slice whole = slice_of(text);
    const struct slice trimmed = meaning.role == ROLE_BREAK ? whole : slice_trim(whole);
    const bool has_apostrophe =
        trimmed.byte_count > 0 && memchr(trimmed.bytes, '\'', trimmed.byte_count);
    if (trimmed.byte_count == 0) return WORD_EMPTY;
    enum word_verdict verdict = WORD_TAKEN;
    for (int is_typographic = 0; verdict == WORD_TAKEN && is_typographic <= has_apostrophe;
         is_typographic++) {
        struct slice copy;
        verdict = copy_small(words->arena, trimmed, is_typographic, &copy)
                      ? add_text(words, copy, meaning)
                      : WORD_NO_MEMORY;
    }
    return verdict;
}

static bool digest(struct lexicon *lexicon, struct slice phrases, struct slice topics)
{
    unsigned made_count = 0;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    const uint64_t phrase_bytes = phrases.byte_count; /* where one file ends is in the digest */
    const bool is_done = context && EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1 &&
                         EVP_DigestUpdate(context, &phrase_bytes, sizeof phrase_bytes) == 1 &&
                         EVP_DigestUpdate(context, phrases.bytes, phrases.byte_count) == 1 &&
                         EVP_DigestUpdate(context, topics.bytes, topics.byte_count) == 1 &&
                         EVP_DigestFinal_ex(context, lexicon->sha256, &made_count) == 1;
    EVP_MD_CTX_free(context);
    return is_done && made_count == LEXICON_SHA_BYTES;
}

/* Words as the automaton's numbers have them: from 1. */
static enum rc make_automaton(struct lexicon *lexicon, const struct lexicon_words *words,
                              const char *name, struct err *err)
{
    struct lexicon_word *kept = arena_take_array(&lexicon->arena, words->count + 1, sizeof *kept);
    if (!kept) return err_memory(err, words->count * sizeof *kept);
    if (words->count > 0) memcpy(kept + 1, words->words, words->count * sizeof *kept);
    lexicon->words = kept;
    const enum automaton_verdict verdict =
        automaton_make(&lexicon->automaton, words->texts, words->count, &lexicon->arena);
    if (verdict == AUTOMATON_NO_MEMORY) return err_memory(err, AUTOMATON_STATE_LIMIT);
    if (verdict == AUTOMATON_TOO_LARGE)
        return err_set(err, RC_CONFIG,
                       "%s: too many words: all beginnings of all words are more than %d", name,
                       AUTOMATON_STATE_LIMIT);
    return RC_OK;
}

static void find_source(struct lexicon_source *source, const char *name)
{
    for (size_t i = 0; !source->json.bytes && lexicon_files[i].name; i++)
        if (strcmp(lexicon_files[i].name, name) == 0)
            *source = (struct lexicon_source){
                name, {(const char *)lexicon_files[i].bytes, lexicon_files[i].byte_count}};
}

enum rc lexicon_load(struct lexicon *lexicon, struct lexicon_source phrases,
                     struct lexicon_source topics, struct err *err)
{
    struct lexicon_words words;
    *lexicon = (struct lexicon){.words = NULL};
    find_source(&phrases, "phrases.json");
    find_source(&topics, "topics.json");
    lexicon_words_init(&words, &lexicon->arena);
    enum rc rc = lexicon_read_phrases(lexicon, &words, phrases, err);
    if (rc == RC_OK) rc = lexicon_read_topics(lexicon, &words, topics, err);
    if (rc == RC_OK) rc = make_automaton(lexicon, &words, topics.name, err);
    if (rc == RC_OK && !digest(lexicon, phrases.json, topics.json))
        rc = err_set(err, RC_BUG, "the digest of the lexicon cannot be made");
    lexicon_words_release(&words);
    if (rc != RC_OK) lexicon_release(lexicon);
    return rc;
}

void lexicon_release(struct lexicon *lexicon)
{
    arena_release(&lexicon->arena);
    *lexicon = (struct lexicon){.words = NULL};
}
