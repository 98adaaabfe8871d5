/* First the tree of all words; then, breadth first, where to go on from where no word goes on, so
 * that every state has an answer for every class; then the states are numbered anew, those at which
 * a word ends behind the others. */
#include "ingest/lexicon/automaton.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* The tree while it grows. */
struct building {
    struct automaton *automaton;
    uint32_t state_count, class_count;
    uint16_t *next;    /* [state << shift | class] */
    uint32_t *words;   /* per state */
    uint16_t *shorter; /* per state: the nearest shorter one at which a word ends */
    uint16_t *rest;    /* per state: the longest other state that its text ends with */
    uint16_t *queue;
};

static unsigned char small_letter(unsigned char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (unsigned char)(byte + ('a' - 'A')) : byte;
}

/* Classes in the order of bytes. Returns how many bytes all words have. */
static size_t make_classes(struct building *building, const struct slice *words, size_t word_count)
{
    bool is_used[256] = {false};
    uint8_t *classes = building->automaton->classes;
    size_t byte_count = 0;
    for (size_t w = 0; w < word_count; w++) {
        byte_count += words[w].byte_count;
        for (size_t i = 0; i < words[w].byte_count; i++)
            is_used[small_letter((unsigned char)words[w].bytes[i])] = true;
    }
    *building->automaton = (struct automaton){.shift = 0};
    building->class_count = 1;
    for (int byte = 0; byte < 256; byte++)
        if (is_used[byte]) classes[byte] = (uint8_t)building->class_count++;
    for (int byte = 'A'; byte <= 'Z'; byte++)
        classes[byte] = classes[small_letter((unsigned char)byte)];
    while (1U << building->automaton->shift < building->class_count) building->automaton->shift++;
    return byte_count;
}

static void note_first(struct automaton *automaton, struct slice word)
{
    if ((unsigned char)word.bytes[0] < 0xE0 || word.byte_count < 3) return;
    const uint32_t first = automaton_first((const unsigned char *)word.bytes);
    automaton->firsts[first / 64] |= UINT64_C(1) << first % 64;
}

static bool take_room(struct building *building, size_t state_limit)
{
    building->next = calloc(state_limit << building->automaton->shift, sizeof *building->next);
    building->words = calloc(state_limit, sizeof *building->words);
    building->shorter = calloc(state_limit, sizeof *building->shorter);
    building->rest = calloc(state_limit, sizeof *building->rest);
    building->queue = calloc(state_limit, sizeof *building->queue);
    building->state_count = 1;
    return building->next && building->words && building->shorter && building->rest &&
           building->queue;
}

static void release_room(struct building *building)
{
    free(building->next);
    free(building->words);
    free(building->shorter);
    free(building->rest);
    free(building->queue);
}

static uint16_t *next_of(const struct building *building, uint32_t state, uint32_t class)
{
    return &building->next[(size_t)state << building->automaton->shift | class];
}

static bool add_word(struct building *building, struct slice word, uint32_t number)
{
    uint32_t state = 0;
    for (size_t i = 0; i < word.byte_count; i++) {
        const uint32_t class = building->automaton->classes[(unsigned char)word.bytes[i]];
        uint16_t *next = next_of(building, state, class);
        if (*next == 0) {
            if (building->state_count >= AUTOMATON_STATE_LIMIT) return false;
            *next = (uint16_t)building->state_count++;
        }
        state = *next;
    }
    building->words[state] = number;
    note_first(building->automaton, word);
    return true;
}

/* `rest` of a state is shorter than it, and so was done before it. */
static void link_states(struct building *building)
{
    uint32_t first = 0, past = 0;
    building->queue[past++] = 0;
    while (first < past) {
        const uint32_t state = building->queue[first++], rest = building->rest[state];
        building->shorter[state] =
            building->words[rest] != 0 ? (uint16_t)rest : building->shorter[rest];
        for (uint32_t class = 0; class < building->class_count; class ++) {
            uint16_t *next = next_of(building, state, class);
            const uint16_t other = state == 0 ? 0 : *next_of(building, rest, class);
            if (*next == 0) {
                *next = other;
                continue;
            }
            building->rest[*next] = other;
            building->queue[past++] = *next;
        }
    }
}

/* States in their order, those with words behind the others. Returns how many have none. */
static uint32_t number_states(const struct building *building, uint16_t *numbers)
{
    uint32_t number = 0, first_output = 0;
    for (int has_word = 0; has_word < 2; has_word++) {
        for (uint32_t state = 0; state < building->state_count; state++)
            if ((building->words[state] != 0 || building->shorter[state] != 0) == has_word)
                numbers[state] = (uint16_t)number++;
        if (!has_word) first_output = number;
    }
    return first_output;
}

static bool settle(const struct building *building, struct arena *arena)
{
    struct automaton *automaton = building->automaton;
    const size_t state_count = building->state_count;
    uint16_t *numbers = building->queue;
    automaton->first_output = number_states(building, numbers);
    uint16_t *next = arena_take_array(arena, state_count << automaton->shift, sizeof *next);
    uint32_t *words = arena_take_array(arena, state_count + 1, sizeof *words);
    uint16_t *shorter = arena_take_array(arena, state_count + 1, sizeof *shorter);
    if (!next || !words || !shorter) return false;
    for (uint32_t state = 0; state < state_count; state++) {
        const size_t row = (size_t)numbers[state] << automaton->shift;
        for (uint32_t class = 0; class < building->class_count; class ++)
            next[row | class] = numbers[*next_of(building, state, class)];
        if (numbers[state] < automaton->first_output) continue;
        const uint16_t other = building->shorter[state];
        words[numbers[state] - automaton->first_output] = building->words[state];
        shorter[numbers[state] - automaton->first_output] = other ? numbers[other] : 0;
    }
    automaton->next = next;
    automaton->words = words;
    automaton->shorter = shorter;
    return true;
}

enum automaton_verdict automaton_make(struct automaton *automaton, const struct slice *words,
                                      size_t word_count, struct arena *arena)
{
    struct building building = {.automaton = automaton};
    const size_t byte_count = make_classes(&building, words, word_count);
    const size_t state_limit =
        byte_count < AUTOMATON_STATE_LIMIT ? byte_count + 1 : AUTOMATON_STATE_LIMIT;
    enum automaton_verdict verdict =
        take_room(&building, state_limit) ? AUTOMATON_MADE : AUTOMATON_NO_MEMORY;
    for (size_t w = 0; verdict == AUTOMATON_MADE && w < word_count; w++)
        if (!add_word(&building, words[w], (uint32_t)w + 1)) verdict = AUTOMATON_TOO_LARGE;
    if (verdict == AUTOMATON_MADE) {
        link_states(&building);
        if (!settle(&building, arena)) verdict = AUTOMATON_NO_MEMORY;
    }
    release_room(&building);
    return verdict;
}
