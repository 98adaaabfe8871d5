#include "measure/tally.h"

#include "base/hash.h"

#include <stdlib.h>
#include <string.h>

/* A list grows fourfold up to LIST_LIMIT. An array may have ARRAY_PER_KEY counts for each key that
 * was in the list: what lies above, one repair left open for a year, goes into the hash table. */
enum { LIST_FIRST = 8, LIST_GROWTH = 4, LIST_LIMIT = 8192, ARRAY_FIRST = 8, ARRAY_PER_KEY = 4 };
/* A hash table is at most half full. An array takes over keys of which it would hold at least one
 * in ARRAY_SPARSENESS: then it needs no more memory than the table. */
enum { SLOTS_FIRST = 16, SLOTS_GROW_FAST = 1024, ARRAY_SPARSENESS = 4, WIDTH_LIMIT = 27 };

struct tally_others {
    uint32_t slot_count, entry_count;
    struct tally_entry slots[]; /* open addressing; count 0 marks an empty slot */
};

void tally_release(struct tally *tally)
{
    if (tally->is_array)
        free(tally->of.counts);
    else
        free(tally->of.keys);
    free(tally->others);
    *tally = (struct tally){.total = 0};
}

/* Bits of a key that is not negative; 64 for one that is. */
static unsigned width_of(int64_t key)
{
    return key == 0 ? 0 : 64U - (unsigned)__builtin_clzll((uint64_t)key);
}

/* The slot of the key, or the empty one where it belongs. There is always an empty slot. */
static struct tally_entry *slot_of(struct tally_others *others, int64_t key)
{
    const uint32_t mask = others->slot_count - 1;
    uint32_t slot = (uint32_t)hash_u64((uint64_t)key) & mask;
    while (others->slots[slot].count != 0 && others->slots[slot].key != key)
        slot = (slot + 1) & mask;
    return &others->slots[slot];
}

static void put_other(struct tally_others *others, int64_t key, uint64_t count)
{
    struct tally_entry *slot = slot_of(others, key);
    others->entry_count += slot->count == 0;
    slot->key = key;
    slot->count += count;
}

/* Make the array reach up to `room` counts. */
static bool reserve_array(struct tally *tally, uint32_t room)
{
    if (room <= tally->room) return true;
    uint64_t *counts = realloc(tally->of.counts, room * sizeof *counts);
    if (!counts) return false;
    memset(counts + tally->room, 0, (room - tally->room) * sizeof *counts);
    tally->of.counts = counts;
    tally->room = room;
    return true;
}

/* Make the array reach up to `room` counts, and give what lies behind it a table of so many slots.
 */
static bool rebuild(struct tally *tally, uint32_t room, uint32_t slot_count)
{
    struct tally_others *old = tally->others;
    struct tally_others *others = calloc(1, sizeof *others + slot_count * sizeof *others->slots);
    if (!others || !reserve_array(tally, room)) {
        free(others);
        return false;
    }
    others->slot_count = slot_count;
    for (uint32_t i = 0; old && i < old->slot_count; i++) {
        const struct tally_entry *entry = &old->slots[i];
        if (entry->count == 0) continue;
        if ((uint64_t)entry->key < tally->room)
            tally->of.counts[entry->key] += entry->count;
        else
            put_other(others, entry->key, entry->count);
    }
    free(old);
    tally->others = others;
    return true;
}

/* How far the array should reach now that the hash table is full. */
static uint32_t worthwhile_room(const struct tally *tally)
{
    uint32_t of_width[65] = {0}, within = 0, room = tally->room;
    for (uint32_t i = 0; i < tally->others->slot_count; i++)
        if (tally->others->slots[i].count != 0) of_width[width_of(tally->others->slots[i].key)]++;
    for (unsigned width = 0; width <= WIDTH_LIMIT; width++) {
        within += of_width[width];
        const uint32_t reach = 1U << width;
        if (reach > tally->room && (uint64_t)within * ARRAY_SPARSENESS >= reach - tally->room)
            room = reach;
    }
    return room;
}

/* Room for one more other key: the array takes over what suits it, the rest gets a larger table. */
static bool grow_others(struct tally *tally)
{
    const struct tally_others *old = tally->others;
    if (!old) return rebuild(tally, tally->room, SLOTS_FIRST);
    const uint32_t growth = old->slot_count >= SLOTS_GROW_FAST ? 2 : 4;
    const uint32_t slot_count = old->slot_count * growth;
    return slot_count > old->slot_count && rebuild(tally, worthwhile_room(tally), slot_count);
}

static bool add_other(struct tally *tally, int64_t key, uint64_t count)
{
    struct tally_others *others = tally->others;
    struct tally_entry *slot = others ? slot_of(others, key) : NULL;
    if (slot && slot->count != 0) {
        slot->count += count;
        return true;
    }
    if ((!others || others->entry_count >= others->slot_count / 2) && !grow_others(tally))
        return false;
    if ((uint64_t)key < tally->room) /* the array has grown over it */
        tally->of.counts[key] += count;
    else
        put_other(tally->others, key, count);
    return true;
}

/* The shortest array, of at most `limit` counts, that holds nearly all keys that such a one can. */
static uint32_t array_room(const int32_t *keys, uint64_t key_count, uint64_t limit)
{
    uint32_t of_width[65] = {0}, within = 0, covered = 0;
    for (uint64_t i = 0; i < key_count; i++) of_width[width_of(keys[i])]++;
    unsigned width = 0;
    while (width <= WIDTH_LIMIT && 1ULL << width <= limit) within += of_width[width++];
    if (within == 0) return 0;
    for (width = 0; covered < within - within / 16; width++) covered += of_width[width];
    return width > 0 && 1U << (width - 1) > ARRAY_FIRST ? 1U << (width - 1) : ARRAY_FIRST;
}

/* From a list to an array of so many counts, and others. */
static bool become_array(struct tally *tally, uint32_t room)
{
    struct tally array = {.is_array = true};
    bool made = reserve_array(&array, room);
    for (uint64_t i = 0; made && i < tally->total; i++) {
        const int64_t key = tally->of.keys[i];
        if ((uint64_t)key < array.room)
            array.of.counts[key]++;
        else
            made = add_other(&array, key, 1);
    }
    array.total = tally->total;
    if (!made) {
        tally_release(&array);
        return false;
    }
    int32_t *keys = tally->of.keys;
    tally->is_array = true;
    tally->of.counts = array.of.counts;
    tally->room = array.room;
    tally->others = array.others;
    tally->sorted_count = 0;
    free(keys);
    return true;
}

/* Whether the keys of a full list need no more memory as an array than as a longer list. */
static bool is_dense(const struct tally *tally, uint32_t *room)
{
    int32_t lowest = INT32_MAX, highest = INT32_MIN;
    for (uint32_t i = 0; i < tally->room; i++) {
        lowest = tally->of.keys[i] < lowest ? tally->of.keys[i] : lowest;
        highest = tally->of.keys[i] > highest ? tally->of.keys[i] : highest;
    }
    if (lowest < 0 || (uint32_t)highest >= tally->room * LIST_GROWTH / 2) return false;
    *room = ARRAY_FIRST;
    while (*room <= (uint32_t)highest) *room *= 2;
    return true;
}

/* A full list becomes longer, or an array. */
static bool grow_list(struct tally *tally)
{
    uint32_t room;
    if (tally->room > 0 && is_dense(tally, &room)) return become_array(tally, room);
    if (tally->room >= LIST_LIMIT)
        return become_array(tally,
                            array_room(tally->of.keys, tally->total, tally->total * ARRAY_PER_KEY));
    room = tally->room ? tally->room * LIST_GROWTH : LIST_FIRST;
    int32_t *keys = realloc(tally->of.keys, room * sizeof *keys);
    if (!keys) return false;
    tally->of.keys = keys;
    tally->room = room;
    return true;
}

/* Neither an array that has the key nor a list with room for it. */
static bool make_room(struct tally *tally, int64_t key, uint64_t count)
{
    if (count == 1 && key == (int32_t)key) return grow_list(tally);
    return become_array(tally,
                        array_room(tally->of.keys, tally->total, tally->total * ARRAY_PER_KEY));
}

void tally_add_slowly(struct tally *tally, int64_t key, uint64_t count)
{
    bool made = !tally->failed && (tally->is_array || make_room(tally, key, count));
    if (!made || !tally->is_array || (uint64_t)key < tally->room) {
        if (made) tally_add(tally, key, count);
    } else {
        made = add_other(tally, key, count);
        tally->total += count;
    }
    tally->failed |= !made;
}

void tally_add_keys(struct tally *tally, const int32_t *keys, uint32_t key_count)
{
    uint32_t at = 0;
    while (at < key_count) {
        const uint32_t from = at;
        if (tally->is_array) {
            const uint32_t room = tally->room;
            uint64_t *counts = tally->of.counts;
            for (; at < key_count && (uint32_t)keys[at] < room; at++) counts[keys[at]]++;
        } else if (tally->total < tally->room) {
            const uint64_t left = tally->room - tally->total;
            at += (uint32_t)(left < key_count - at ? left : key_count - at);
            memcpy(tally->of.keys + tally->total, keys + from, (at - from) * sizeof *keys);
        }
        tally->total += at - from;
        if (at < key_count) tally_add_slowly(tally, keys[at++], 1);
        if (tally->failed) return;
    }
}

/* Make `tally` an array of at least `room` counts. */
static bool reach(struct tally *tally, uint32_t room)
{
    if (!tally->is_array) return become_array(tally, room);
    if (tally->room >= room) return true;
    return tally->others ? rebuild(tally, room, tally->others->slot_count)
                         : reserve_array(tally, room);
}

void tally_expect_keys(struct tally *tally, uint64_t key_count)
{
    uint32_t room = LIST_FIRST;
    if (tally->is_array || tally->failed || key_count <= tally->room || key_count > LIST_LIMIT)
        return;
    while (room < key_count) room *= LIST_GROWTH;
    if (room > LIST_LIMIT) room = LIST_LIMIT;
    int32_t *keys = realloc(tally->of.keys, room * sizeof *keys);
    tally->failed = !keys;
    if (!keys) return;
    tally->of.keys = keys;
    tally->room = room;
}

void tally_expect_below(struct tally *tally, uint32_t room)
{
    if (!tally->failed) tally->failed = !reach(tally, room);
}

void tally_merge(struct tally *into, const struct tally *from)
{
    into->failed |= from->failed;
    if (into->failed) return;
    if (!from->is_array) {
        tally_add_keys(into, from->of.keys, (uint32_t)from->total);
        return;
    }
    into->failed = !reach(into, from->room);
    if (into->failed) return;
    uint64_t left = from->total;
    for (uint32_t i = 0; from->others && i < from->others->slot_count; i++) {
        const struct tally_entry *entry = &from->others->slots[i];
        if (entry->count == 0) continue;
        tally_add(into, entry->key, entry->count);
        left -= entry->count;
    }
    for (uint32_t key = 0; key < from->room; key++) into->of.counts[key] += from->of.counts[key];
    into->total += left;
}

/* Radix sort of a list of which only the bits in `differing` differ. Digits are of equal length, as
 * few as are not longer than is good: to clear and add up the counts of long digits would cost more
 * than to move few keys once more. */
static void sort_by_digits(int32_t *keys, uint32_t key_count, uint32_t differing)
{
    enum { SHORT_DIGIT_BITS = 6, DIGIT_BITS = 8, SHORT_DIGIT_KEYS = 160 };
    const uint32_t sign = (uint32_t)INT32_MIN; /* turned over, negative keys come first */
    const unsigned limit = key_count < SHORT_DIGIT_KEYS ? SHORT_DIGIT_BITS : DIGIT_BITS;
    const unsigned bits = width_of(differing), digit_count = (bits + limit - 1) / limit;
    const unsigned digit_bits = digit_count > 0 ? (bits + digit_count - 1) / digit_count : 1;
    const uint32_t digits = 1U << digit_bits;
    int32_t other[LIST_LIMIT];
    int32_t *from = keys, *to = other;
    for (unsigned shift = 0; shift < bits; shift += digit_bits) {
        if ((differing >> shift & (digits - 1)) == 0) continue;
        uint32_t next[1 << DIGIT_BITS], before = 0;
        memset(next, 0, digits * sizeof *next);
        /* Where keys stand in `other`, they were put there by the digit before. */
        for (uint32_t i = 0; i < key_count; i++)
            // NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult)
            next[((uint32_t)from[i] ^ sign) >> shift & (digits - 1)]++;
        for (uint32_t digit = 0; digit < digits; digit++) {
            const uint32_t count = next[digit];
            next[digit] = before;
            before += count;
        }
        for (uint32_t i = 0; i < key_count; i++)
            to[next[((uint32_t)from[i] ^ sign) >> shift & (digits - 1)]++] = from[i];
        int32_t *swap = from;
        from = to;
        to = swap;
    }
    if (from != keys) memcpy(keys, from, key_count * sizeof *keys);
}

static void sort_by_insertion(int32_t *keys, uint32_t key_count)
{
    for (uint32_t i = 1; i < key_count; i++) {
        const int32_t key = keys[i];
        uint32_t at = i;
        for (; at > 0 && keys[at - 1] > key; at--) keys[at] = keys[at - 1];
        keys[at] = key;
    }
}

void tally_settle(struct tally *tally)
{
    enum { INSERTION_LIMIT = 40 };
    if (tally->is_array || tally->failed || tally->sorted_count == tally->total) return;
    const uint32_t key_count = (uint32_t)tally->total;
    uint32_t differing = 0;
    for (uint32_t i = 1; i < key_count; i++)
        differing |= (uint32_t)tally->of.keys[i] ^ (uint32_t)tally->of.keys[0];
    if (key_count <= INSERTION_LIMIT)
        sort_by_insertion(tally->of.keys, key_count);
    else
        sort_by_digits(tally->of.keys, key_count, differing);
    tally->sorted_count = (uint16_t)key_count;
}

size_t tally_entry_limit(const struct tally *tally)
{
    if (!tally->is_array) return tally->total;
    const size_t counted = tally->total < tally->room ? tally->total : tally->room;
    return counted + (tally->others ? tally->others->entry_count : 0);
}

static int compare_entries(const void *a, const void *b)
{
    const struct tally_entry *x = a, *y = b;
    return (x->key > y->key) - (x->key < y->key);
}

static size_t list_sorted(const struct tally *tally, struct tally_entry *sorted)
{
    size_t count = 0;
    for (uint64_t i = 0; i < tally->total; i++)
        sorted[i] = (struct tally_entry){tally->of.keys[i], 1};
    if (tally->sorted_count != tally->total)
        qsort(sorted, tally->total, sizeof *sorted, compare_entries);
    for (uint64_t i = 0; i < tally->total; i++)
        if (count > 0 && sorted[count - 1].key == sorted[i].key)
            sorted[count - 1].count++;
        else
            sorted[count++] = sorted[i];
    return count;
}

/* The others, which are negative or lie behind the array. */
static size_t others_sorted(const struct tally_others *others, struct tally_entry *sorted)
{
    size_t count = 0;
    for (uint32_t i = 0; others && i < others->slot_count; i++)
        if (others->slots[i].count != 0) sorted[count++] = others->slots[i];
    if (count > 0) qsort(sorted, count, sizeof *sorted, compare_entries);
    return count;
}

size_t tally_sorted(const struct tally *tally, struct tally_entry *sorted)
{
    if (!tally->is_array) return list_sorted(tally, sorted);
    const size_t other_count = others_sorted(tally->others, sorted);
    size_t negative_count = 0, counted = 0;
    while (negative_count < other_count && sorted[negative_count].key < 0) negative_count++;
    for (uint32_t key = 0; key < tally->room; key++) counted += tally->of.counts[key] != 0;
    memmove(sorted + negative_count + counted, sorted + negative_count,
            (other_count - negative_count) * sizeof *sorted);
    struct tally_entry *at = sorted + negative_count;
    for (uint32_t key = 0; key < tally->room; key++)
        if (tally->of.counts[key] != 0) *at++ = (struct tally_entry){key, tally->of.counts[key]};
    return other_count + counted;
}

const int32_t *tally_ordered_keys(const struct tally *tally)
{
    return !tally->is_array && tally->sorted_count == tally->total ? tally->of.keys : NULL;
}

bool tally_next(const struct tally *tally, struct tally_cursor *cursor, struct tally_entry *entry)
{
    if (!tally->is_array) {
        if (cursor->at == tally->total) return false;
        *entry = (struct tally_entry){tally->of.keys[cursor->at++], 1};
        return true;
    }
    while (cursor->at < tally->room) {
        const uint64_t key = cursor->at++;
        *entry = (struct tally_entry){(int64_t)key, tally->of.counts[key]};
        if (entry->count != 0) return true;
    }
    while (tally->others && cursor->at - tally->room < tally->others->slot_count) {
        *entry = tally->others->slots[cursor->at++ - tally->room];
        if (entry->count != 0) return true;
    }
    return false;
}

uint64_t tally_count_of(const struct tally *tally, int64_t key)
{
    if (!tally) return 0;
    if (tally->is_array) {
        if ((uint64_t)key < tally->room) return tally->of.counts[key];
        return tally->others ? slot_of(tally->others, key)->count : 0;
    }
    uint64_t count = 0;
    for (uint64_t i = 0; i < tally->total; i++) count += tally->of.keys[i] == key;
    return count;
}
