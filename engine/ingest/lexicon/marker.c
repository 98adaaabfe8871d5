#include "ingest/lexicon/marker.h"

#include <string.h>

enum { FOUND_LIMIT = 48 };

/* A word at its place. */
struct found {
    uint32_t first, past, word;
};

/* In the order of their ends; of those that end together the longest first. */
struct found_list {
    struct found rows[FOUND_LIMIT];
    uint32_t count;
};

struct marking {
    const struct lexicon *lexicon;
    struct slice text;
    bool is_wish;
    struct found_list clause, phrases;
    struct marked *out;
};

static const struct lexicon_word *word_of(const struct marking *marking, const struct found *found)
{
    return &marking->lexicon->words[found->word];
}

static void add_place(struct marking *marking, uint32_t slot, const struct found *found)
{
    struct marked *out = marking->out;
    for (uint32_t i = 0; i < out->place_count; i++)
        if (out->places[i].slot == slot) return;
    if (out->place_count < PLACE_LIMIT)
        out->places[out->place_count++] = (struct mark_place){slot, found->first, found->past};
}

/* Left to right, of those that begin together the longest, and nothing that begins within another:
 * what stays, in order. Few, and mostly in order. */
static void keep_leftmost(struct found_list *list)
{
    struct found *rows = list->rows;
    for (uint32_t i = 1; i < list->count; i++) {
        const struct found row = rows[i];
        uint32_t at = i;
        for (; at > 0 && (rows[at - 1].first > row.first ||
                          (rows[at - 1].first == row.first && rows[at - 1].past < row.past));
             at--)
            rows[at] = rows[at - 1];
        rows[at] = row;
    }
    uint32_t kept = 0, past = 0;
    for (uint32_t i = 0; i < list->count; i++) {
        if (rows[i].first < past) continue;
        past = rows[i].past;
        rows[kept++] = rows[i];
    }
    list->count = kept;
}

static bool is_ascii_word(unsigned char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9');
}

static bool is_near(const struct marking *marking, uint32_t past, uint32_t first)
{
    const char *bytes = marking->text.bytes;
    uint32_t token_count = 0;
    for (uint32_t at = past; at < first && token_count <= marking->lexicon->window; at++) {
        const unsigned char byte = (unsigned char)bytes[at];
        token_count += byte >= 0xC0;
        token_count += is_ascii_word(byte) && !is_ascii_word((unsigned char)bytes[at - 1]);
    }
    return token_count <= marking->lexicon->window;
}

/* The topics that the clause names, a bit each; those of the words of praise and blame, too, when
 * they are wished for. */
static uint32_t topics_named(const struct marking *marking, bool is_wish)
{
    uint32_t topics = 0;
    for (uint32_t i = 0; i < marking->clause.count; i++) {
        const struct lexicon_word *word = word_of(marking, &marking->clause.rows[i]);
        const bool is_told = word->role == ROLE_PRAISE || word->role == ROLE_BLAME;
        if (word->role == ROLE_TOPIC || (is_wish && is_told && word->topic > 0))
            topics |= 1U << word->topic;
    }
    return topics;
}

static void mark_wishes(struct marking *marking)
{
    for (uint32_t i = 0; i < marking->clause.count; i++) {
        const struct found *found = &marking->clause.rows[i];
        const struct lexicon_word *word = word_of(marking, found);
        if (word->topic == 0) continue;
        marking->out->mark |= UINT64_C(1) << 2 * word->topic;
        add_place(marking, slot_of_topic(word->topic, false), found);
    }
}

static void mark_told(struct marking *marking, const struct found *found, uint32_t topics,
                      bool is_blamed, bool is_strong)
{
    const uint32_t own = word_of(marking, found)->topic;
    if (own > 0) topics = 1U << own;
    if (topics == 0) topics = 1;
    for (; topics != 0; topics &= topics - 1) {
        const uint32_t topic = (uint32_t)__builtin_ctz(topics);
        marking->out->mark |= UINT64_C(1) << (2 * topic + is_blamed);
        add_place(marking, slot_of_topic(topic, is_blamed), found);
    }
    if (is_strong) marking->out->mark |= is_blamed ? MARK_STRONG_BLAME : MARK_STRONG_PRAISE;
}

/* Negators and intensifiers wait for the next word of praise or blame. */
static void mark_opinions(struct marking *marking)
{
    const uint32_t topics = topics_named(marking, false);
    uint32_t negators = 0, negator_past = 0, intensifiers = 0, intensifier_past = 0;
    for (uint32_t i = 0; i < marking->clause.count; i++) {
        const struct found *found = &marking->clause.rows[i];
        const enum word_role role = (enum word_role)word_of(marking, found)->role;
        if (role == ROLE_NEGATOR) {
            negators++;
            negator_past = found->past;
        } else if (role == ROLE_INTENSIFIER) {
            intensifiers++;
            intensifier_past = found->past;
        } else if (role == ROLE_PRAISE || role == ROLE_BLAME) {
            const bool is_negated =
                negators % 2 == 1 && is_near(marking, negator_past, found->first);
            const bool is_strong =
                intensifiers > 0 && !is_negated && is_near(marking, intensifier_past, found->first);
            if (role == ROLE_PRAISE || !is_negated)
                mark_told(marking, found, topics, role == ROLE_BLAME || is_negated, is_strong);
            negators = intensifiers = 0;
        }
    }
}

static bool has_wish(const struct marking *marking)
{
    for (uint32_t i = 0; i < marking->clause.count; i++)
        if (word_of(marking, &marking->clause.rows[i])->role == ROLE_WISH) return true;
    return false;
}

static void finish_clause(struct marking *marking)
{
    if (marking->clause.count == 0) return;
    keep_leftmost(&marking->clause);
    if (marking->is_wish)
        mark_wishes(marking);
    else if (!has_wish(marking))
        mark_opinions(marking);
    marking->clause.count = 0;
}

static void finish_phrases(struct marking *marking)
{
    struct marked *out = marking->out;
    unsigned place = 0;
    keep_leftmost(&marking->phrases);
    for (uint32_t i = 0; i < marking->phrases.count; i++) {
        const struct found *found = &marking->phrases.rows[i];
        const uint32_t phrase = word_of(marking, found)->phrase;
        if (phrase == PHRASE_EXCEPTION) continue;
        bool is_new = true;
        for (unsigned p = 0; p < place; p++) is_new &= mark_phrase(out->mark, p) != phrase;
        add_place(marking, phrase, found);
        out->mark |= UINT64_C(1) << (MARK_GROUP_SHIFT + marking->lexicon->phrase_groups[phrase]);
        if (is_new && place < MARK_PHRASE_COUNT)
            out->mark |= (uint64_t)phrase << (MARK_PHRASE_SHIFT + 8 * place++);
    }
}

static bool stands_alone(const struct marking *marking, const struct lexicon_word *word,
                         uint32_t first, uint32_t past)
{
    return !(word->begins_latin && lexicon_is_latin_before(marking->text, first)) &&
           !(word->ends_latin && lexicon_is_latin_at(marking->text, past));
}

/* A clause with more words than there is room for is taken as two. */
static void take_word(struct marking *marking, uint32_t number, uint32_t past)
{
    const struct lexicon_word *word = &marking->lexicon->words[number];
    const struct found found = {past - word->byte_count, past, number};
    if (!stands_alone(marking, word, found.first, past)) return;
    if (word->phrase != 0 && marking->phrases.count < FOUND_LIMIT)
        marking->phrases.rows[marking->phrases.count++] = found;
    if (word->role == ROLE_NONE) return;
    if (word->role == ROLE_BREAK || marking->clause.count == FOUND_LIMIT) finish_clause(marking);
    if (word->role != ROLE_BREAK) marking->clause.rows[marking->clause.count++] = found;
}

static __attribute__((noinline)) void take_words(struct marking *marking, uint32_t state,
                                                 uint32_t past)
{
    const struct automaton *automaton = &marking->lexicon->automaton;
    for (; state >= automaton->first_output; state = automaton_shorter(automaton, state)) {
        const uint32_t word = automaton_word(automaton, state);
        if (word != 0) take_word(marking, word, past);
    }
}

void lexicon_mark(const struct lexicon *lexicon, struct slice text, bool is_wish,
                  struct marked *out)
{
    struct marking marking;
    marking.lexicon = lexicon;
    marking.text = text;
    marking.is_wish = is_wish;
    marking.clause.count = marking.phrases.count = 0;
    marking.out = out;
    out->mark = MARK_TEXT;
    out->place_count = 0;
    const struct automaton *automaton = &lexicon->automaton;
    const uint32_t first_output = automaton->first_output;
    const unsigned char *bytes = (const unsigned char *)text.bytes;
    uint32_t state = 0;
    for (size_t at = 0; at < text.byte_count; at++) {
        if (state == 0 && bytes[at] >= 0xE0 && text.byte_count - at > 2 &&
            !automaton_begins(automaton, bytes + at)) {
            at += 2;
            continue;
        }
        state = automaton_step(automaton, state, bytes[at]);
        if (state >= first_output) take_words(&marking, state, (uint32_t)at + 1);
    }
    finish_clause(&marking);
    finish_phrases(&marking);
}
