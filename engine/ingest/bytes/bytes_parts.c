#include "ingest/bytes/bytes_parts.h"

#include <omp.h>
#include <stdlib.h>
#include <string.h>

void byte_parts_init(struct byte_parts *parts, uint64_t part_byte_count)
{
    *parts = (struct byte_parts){.part_byte_count = part_byte_count > 0 ? part_byte_count
                                                                        : BYTE_SOURCE_PART_BYTES};
}

void byte_parts_release(struct byte_parts *parts)
{
    free(parts->parts);
    *parts = (struct byte_parts){.parts = NULL};
}

enum rc byte_parts_add(struct byte_parts *parts, struct byte_part part, struct err *err)
{
    if (parts->count == parts->capacity) {
        const size_t capacity = parts->capacity > 0 ? 2 * parts->capacity : 16;
        struct byte_part *grown = realloc(parts->parts, capacity * sizeof *grown);
        if (!grown) return err_memory(err, capacity * sizeof *grown);
        parts->parts = grown;
        parts->capacity = capacity;
    }
    parts->parts[parts->count++] = part;
    return RC_OK;
}

bool byte_parts_find(const struct byte_parts *parts, uint64_t offset, size_t *index)
{
    size_t first = 0, past = parts->count;
    while (first < past) {
        const size_t middle = first + (past - first) / 2;
        if (parts->parts[middle].begin < offset)
            first = middle + 1;
        else
            past = middle;
    }
    *index = first;
    return first < parts->count && parts->parts[first].begin == offset;
}

/* What the tasks of one call share: each takes the next number until none is left. */
struct run {
    void (*do_one)(void *context, size_t i);
    void *context;
    size_t next, count;
};

static void run_rest(struct run *run)
{
    for (;;) {
        size_t i;
#pragma omp atomic capture
        i = run->next++;
        if (i >= run->count) return;
        run->do_one(run->context, i);
    }
}

/* One task for each thread of the team that is there, not one for each number: many numbers would
 * be more tasks than the library keeps waiting. A team of one is what the caller wants. */
static void run_in_team(struct run *run)
{
    const size_t threads = (size_t)omp_get_num_threads();
#pragma omp taskgroup
    for (size_t t = 0; t < threads && t < run->count; t++) {
#pragma omp task default(none) firstprivate(run)
        run_rest(run);
    }
}

void byte_tasks_run(void (*do_one)(void *context, size_t i), void *context, size_t count)
{
    struct run run = {do_one, context, 0, count};
    if (omp_get_level() > 0) {
        run_in_team(&run);
        return;
    }
#pragma omp parallel default(none) shared(run)
#pragma omp single
    run_in_team(&run);
}

/* Parts that are expanded together, each into a place of its own: from `memory` on, one room behind
 * the other. */
struct wave {
    const struct byte_store *store;
    const struct byte_part *parts;
    size_t count;
    byte_expand_on *expand_on;
    unsigned char *memory;
    struct wave_place {
        uint64_t offset, byte_count; /* in memory; written */
        bool is_good;
    } * places;
    size_t failed; /* a part that did not hold; count: none so far */
};

/* What comes behind a part that failed is of no use. */
static bool is_useless(struct wave *wave, size_t i)
{
    size_t failed;
#pragma omp atomic read
    failed = wave->failed;
    return i > failed;
}

static void expand_part(void *context, size_t i)
{
    struct wave *wave = context;
    const struct byte_part *part = &wave->parts[i];
    struct wave_place *place = &wave->places[i];
    struct byte_store store = *wave->store;
    struct byte_growth growth;
    if (is_useless(wave, i)) return;
    store.offset = part->begin;
    store.byte_count = part->end;
    byte_growth_init_fixed(&growth, wave->memory + place->offset, part->room);
    const enum rc rc = wave->expand_on(&store, &growth, NULL, NULL);
    place->byte_count = growth.byte_count;
    place->is_good = rc == RC_OK && growth.byte_count <= part->room;
    if (place->is_good) return;
#pragma omp atomic write
    wave->failed = i;
}

/* How many parts, at most `limit`, have room together. */
static size_t fitting_count(const struct byte_part *parts, size_t limit, uint64_t room)
{
    size_t count = 0;
    while (count < limit && parts[count].room <= room) room -= parts[count++].room;
    return count;
}

/* Where each part goes; false: no memory for it. */
static bool make_places(struct wave *wave, struct byte_growth *growth)
{
    uint64_t room = 0;
    wave->places = malloc(wave->count * sizeof *wave->places);
    if (!wave->places) return false;
    for (size_t i = 0; i < wave->count; i++) {
        wave->places[i] = (struct wave_place){room, 0, false};
        room += wave->parts[i].room;
    }
    if (!byte_growth_widen(growth, room)) return false;
    wave->memory = growth->bytes + growth->byte_count;
    return true;
}

/* The parts before the first that failed close up; how many they are. */
static size_t take_places(const struct wave *wave, struct byte_growth *growth)
{
    size_t taken = 0;
    for (; taken < wave->count && wave->places[taken].is_good; taken++) {
        const struct wave_place *place = &wave->places[taken];
        unsigned char *into = growth->bytes + growth->byte_count;
        if (into != wave->memory + place->offset)
            memmove(into, wave->memory + place->offset, place->byte_count);
        growth->byte_count += place->byte_count;
    }
    return taken;
}

/* How many of the first at most `limit` parts could be taken over. */
static size_t expand_wave(const struct byte_part *parts, size_t limit,
                          const struct byte_store *store, struct byte_growth *growth,
                          byte_expand_on *expand_on)
{
    const uint64_t room = growth->byte_limit - growth->byte_count;
    struct wave wave = {.store = store, .parts = parts, .expand_on = expand_on};
    size_t taken = 0;
    wave.count = wave.failed = fitting_count(parts, limit, room);
    if (wave.count > 0 && make_places(&wave, growth)) {
        byte_tasks_run(expand_part, &wave, wave.count);
        taken = take_places(&wave, growth);
    }
    free(wave.places);
    return taken;
}

/* Until a part begins where a member really ended, or to the end; *next: that part. */
static enum rc expand_alone(const struct byte_parts *parts, size_t *next, struct byte_store *store,
                            struct byte_growth *growth, byte_expand_on *expand_on, struct err *err)
{
    size_t border;
    /* The room of parts that failed has been written to. */
    if (growth->bytes) byte_growth_trim(growth);
    store->offset = parts->parts[*next].begin;
    const enum rc rc = expand_on(store, growth, parts, err);
    /* A file that has just become shorter ends in between. */
    const bool is_border = byte_parts_find(parts, store->offset, &border);
    *next = is_border && border > *next ? border : parts->count;
    return rc;
}

/* All parts at once; after a wrong one, one thread, then one part, then two, four …: so that a file
 * made of wrong guesses costs a few times its work, not the square of it. */
enum rc byte_parts_expand(const struct byte_parts *parts, struct byte_store *store,
                          struct byte_growth *growth, byte_expand_on *expand_on, struct err *err)
{
    enum rc rc = RC_OK;
    size_t next = 0, limit = parts->count > 1 ? parts->count : 0;
    while (rc == RC_OK && next < parts->count) {
        const size_t rest = parts->count - next;
        if (limit > rest) limit = rest;
        const size_t taken = growth->byte_count <= growth->byte_limit
                                 ? expand_wave(parts->parts + next, limit, store, growth, expand_on)
                                 : 0;
        next += taken;
        if (taken < limit || limit == 0) {
            limit = 1;
            if (next < parts->count) rc = expand_alone(parts, &next, store, growth, expand_on, err);
        } else {
            limit *= 2;
        }
    }
    return rc;
}

void byte_peek_init(struct byte_peek *peek, const struct byte_store *store)
{
    peek->store = store;
    peek->offset = 0;
    peek->byte_count = 0;
}

const unsigned char *byte_peek_at(struct byte_peek *peek, uint64_t offset, size_t byte_count)
{
    struct byte_store store = *peek->store;
    if (offset > store.byte_count || byte_count > store.byte_count - offset) return NULL;
    if (offset < peek->offset || offset + byte_count > peek->offset + peek->byte_count) {
        store.offset = peek->offset = offset;
        const enum rc rc =
            byte_store_take(&store, peek->bytes, sizeof peek->bytes, &peek->byte_count, NULL);
        if (rc != RC_OK || peek->byte_count < byte_count) {
            peek->byte_count = 0;
            return NULL;
        }
    }
    return peek->bytes + (offset - peek->offset);
}
