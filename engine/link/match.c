#include "link/match.h"

#include "base/zeroed.h"
#include "link/look.h"

#include <stdlib.h>

/* Free places for each id, and bits of the filter for each: at a row, one bit in sixteen or fewer
 * is set by chance. */
enum { PLACES_AN_ID = 2, BITS_AN_ID = 16, WORD_BITS = 64 };

static uint32_t power_above(uint32_t count)
{
    uint32_t power = WORD_BITS;
    while (power < count) power *= 2;
    return power;
}

enum rc id_set_init(struct id_set *set, uint32_t id_room, size_t slot_bytes, struct err *err)
{
    const uint32_t place_count = power_above(PLACES_AN_ID * id_room + 1);
    const uint32_t bit_count = power_above(BITS_AN_ID * id_room + 1);
    *set =
        (struct id_set){.id_room = id_room, .slot_bytes = slot_bytes, .place_count = place_count};
    set->slots = malloc(((size_t)id_room + 1) * slot_bytes);
    set->places = zeroed_take(place_count, sizeof *set->places);
    set->filter = zeroed_take(bit_count / WORD_BITS, sizeof *set->filter);
    set->filter_shift = (uint32_t)__builtin_clzll((uint64_t)bit_count) + 1;
    if (set->slots && set->places && set->filter) return RC_OK;
    id_set_release(set);
    return err_memory(err, (size_t)id_room * slot_bytes);
}

void id_set_release(struct id_set *set)
{
    free(set->slots);
    free(set->places);
    free(set->filter);
    *set = (struct id_set){.id_count = 0};
}

static inline bool may_have(const struct id_set *set, uint64_t hash)
{
    const uint64_t bit = hash >> set->filter_shift;
    return set->filter[bit / WORD_BITS] >> (bit % WORD_BITS) & 1;
}

size_t id_slot_bytes(const struct table *table, size_t key)
{
    size_t slot_bytes = KEY_UNIT_BYTES;
    for (size_t s = 0; key != LOOK_NONE && s < table->segment_count; s++)
        if (table->segments[s].columns[key].value_bytes > slot_bytes)
            slot_bytes = table->segments[s].columns[key].value_bytes;
    return slot_bytes;
}

/* Either may be the wider one. */
static bool is_same(const unsigned char *a, size_t a_bytes, const unsigned char *b, size_t b_bytes)
{
    const size_t both_bytes = a_bytes < b_bytes ? a_bytes : b_bytes;
    return slot_equal(a, b, both_bytes) && slot_length(a, a_bytes) <= both_bytes &&
           slot_length(b, b_bytes) <= both_bytes;
}

/* A place tells most other ids apart by itself: an id's slot is a cache miss. */
static uint64_t place_of(uint64_t hash, uint32_t number)
{
    return (hash >> 32 << 32) | ((uint64_t)number + 1);
}

/* The place where the id is, or would be. */
static uint64_t *find_place(const struct id_set *set, uint64_t hash, const unsigned char *slot,
                            size_t slot_bytes)
{
    uint32_t at = (uint32_t)hash & (set->place_count - 1);
    while (set->places[at]) {
        const uint64_t place = set->places[at];
        const uint32_t id = (uint32_t)place - 1;
        const unsigned char *known = set->slots + id * set->slot_bytes;
        if (place_of(hash, id) == place && is_same(known, set->slot_bytes, slot, slot_bytes)) break;
        at = (at + 1) & (set->place_count - 1);
    }
    return &set->places[at];
}

uint32_t id_set_add(struct id_set *set, const unsigned char *slot, size_t slot_bytes)
{
    if (slot_is_missing(slot)) return ID_NONE;
    const uint64_t hash = slot_hash(slot, slot_bytes);
    uint64_t *place = find_place(set, hash, slot, slot_bytes);
    if (*place) return (uint32_t)*place - 1;
    if (set->id_count == set->id_room) return ID_NONE;
    unsigned char *added = set->slots + set->id_count * set->slot_bytes;
    memset(added, 0, set->slot_bytes);
    memcpy(added, slot, slot_bytes);
    const uint64_t bit = hash >> set->filter_shift;
    set->filter[bit / WORD_BITS] |= UINT64_C(1) << (bit % WORD_BITS);
    *place = place_of(hash, set->id_count);
    return set->id_count++;
}

uint32_t id_set_find(const struct id_set *set, const unsigned char *slot, size_t slot_bytes)
{
    const uint64_t hash = slot_hash(slot, slot_bytes);
    if (!may_have(set, hash) || slot_is_missing(slot)) return ID_NONE;
    const uint64_t place = *find_place(set, hash, slot, slot_bytes);
    return place ? (uint32_t)place - 1 : ID_NONE;
}

/* What a segment gave. */
struct found {
    struct match *matches;
    uint32_t count, room;
};

static bool add_match(struct found *found, struct match match)
{
    if (found->count == found->room) {
        const uint32_t room = found->room ? 2 * found->room : WORD_BITS;
        struct match *grown = realloc(found->matches, room * sizeof *grown);
        if (!grown) return false;
        found->matches = grown;
        found->room = room;
    }
    found->matches[found->count++] = match;
    return true;
}

/* The column of the table's clock where rows are asked by it; LOOK_NONE: they are not. */
static size_t asked_clock(const struct table *table, int32_t first_clock)
{
    const int32_t clock = table->schema ? table->schema->clock : -1;
    return clock < 0 || first_clock == INT32_MIN ? LOOK_NONE : (size_t)clock;
}

/* Without those from before first_clock: which rows share a segment must not matter. */
static enum rc drop_early(const struct table *table, const struct segment *segment,
                          int32_t first_clock, struct found *found, struct err *err)
{
    const size_t clock = asked_clock(table, first_clock);
    if (clock == LOOK_NONE || found->count == 0) return RC_OK;
    const enum rc rc = segment_fetch(segment, clock, err);
    uint32_t count = 0;
    for (uint32_t i = 0; rc == RC_OK && i < found->count; i++) {
        found->matches[count] = found->matches[i];
        count += look_number(segment, clock, found->matches[i].row) >= first_clock;
    }
    found->count = count;
    return rc;
}

static enum rc look_through(const struct id_set *set, const struct table *table, uint32_t number,
                            size_t key, struct found *found, struct err *err)
{
    const struct segment *segment = &table->segments[number];
    const enum rc rc = segment_fetch(segment, key, err);
    const struct segment_column *column = &segment->columns[key];
    const unsigned char *slots = column->values;
    if (rc != RC_OK || !slots) return rc;
    for (uint32_t row = 0; row < segment->row_count; row++) {
        const uint32_t id =
            id_set_find(set, slots + (size_t)row * column->value_bytes, column->value_bytes);
        if (id == ID_NONE) continue;
        if (!add_match(found, (struct match){id, number, row}))
            return err_memory(err, found->count * sizeof *found->matches);
    }
    return RC_OK;
}

static bool is_looked_at(const struct table *table, const struct segment *segment,
                         int32_t first_clock)
{
    const size_t clock = asked_clock(table, first_clock);
    if (clock == LOOK_NONE) return true;
    const struct segment_column *column = &segment->columns[clock];
    return column->minimum <= column->maximum && column->maximum >= first_clock;
}

static enum rc join(const struct found *found, size_t segment_count, struct arena *arena,
                    struct match **matches, uint32_t *match_count, struct err *err)
{
    size_t count = 0;
    for (size_t s = 0; s < segment_count; s++) count += found[s].count;
    *matches = arena_take_array(arena, count + 1, sizeof **matches);
    if (!*matches) return err_memory(err, count * sizeof **matches);
    *match_count = 0;
    for (size_t s = 0; s < segment_count; s++) {
        if (found[s].count == 0) continue;
        memcpy(*matches + *match_count, found[s].matches, found[s].count * sizeof **matches);
        *match_count += found[s].count;
    }
    return RC_OK;
}

enum rc match_rows(const struct id_set *set, const struct table *table, size_t key,
                   int32_t first_clock, int thread_count, struct arena *arena,
                   struct match **matches, uint32_t *match_count, struct err *err)
{
    struct found *found = calloc(table->segment_count + 1, sizeof *found);
    enum rc rc = found ? RC_OK : err_memory(err, table->segment_count * sizeof *found);
    const size_t segment_count = found && set->id_count > 0 ? table->segment_count : 0;
#pragma omp parallel for default(none) schedule(dynamic) num_threads(thread_count)                 \
    shared(set, table, key, first_clock, found, segment_count, rc, err) if (thread_count > 1)
    for (size_t s = 0; s < segment_count; s++) {
        struct err own = ERR_INIT;
        if (!is_looked_at(table, &table->segments[s], first_clock)) continue;
        if (look_through(set, table, (uint32_t)s, key, &found[s], &own) == RC_OK &&
            drop_early(table, &table->segments[s], first_clock, &found[s], &own) == RC_OK)
            continue;
#pragma omp critical(link_match)
        if (rc == RC_OK) {
            rc = own.rc;
            if (err && err->rc == RC_OK) *err = own;
        }
    }
    if (rc == RC_OK) rc = join(found, segment_count, arena, matches, match_count, err);
    for (size_t s = 0; s < segment_count; s++) free(found[s].matches);
    free(found);
    return rc;
}
