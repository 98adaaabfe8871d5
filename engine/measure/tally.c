#include "base/zeroed.h"
#include "measure/tally_forms.h"

#include <stdlib.h>
#include <string.h>

/* A list grows fourfold up to LIST_LIMIT. From DENSE_KEYS on it becomes an array if that needs no
 * more memory than a longer list. At its limit it becomes one in any case, of at most ARRAY_PER_KEY
 * counts for each key: what lies above, one repair left open for a year, goes into the hash table.
 */
enum { LIST_FIRST = 8, LIST_GROWTH = 4, LIST_LIMIT = 8192, DENSE_KEYS = 32 };
enum { ARRAY_FIRST = 8, ARRAY_PER_KEY = 4, SHORT_LIST = 512 };
/* An array takes over keys of which it would hold at least one in ARRAY_SPARSENESS: then it needs
 * no more memory than the table. */
enum { SLOTS_FIRST = 16, SLOTS_GROW_FAST = 1024, ARRAY_SPARSENESS = 4, WIDTH_LIMIT = 27 };

void tally_release(struct tally *tally)
{
    if (tally->array) free(tally->array->others);
    free(tally->array);
    free(tally->keys);
    *tally = (struct tally){.total = 0};
}

/* Bits of a key that is not negative; 64 for one that is. */
static unsigned width_of(int64_t key)
{
    return key == 0 ? 0 : 64U - (unsigned)__builtin_clzll((uint64_t)key);
}

static void put_other(struct tally_others *others, int64_t key, uint64_t count)
{
    struct tally_entry *slot = others_slot(others, key);
    others->entry_count += slot->count == 0;
    slot->key = key;
    slot->count += count;
}

/* Make the array hold `room` counts, at least, without a look at the others. */
static bool extend(struct tally *tally, uint32_t room)
{
    const uint32_t before = tally->array ? tally->array->room : 0;
    if (room < ARRAY_FIRST) room = ARRAY_FIRST;
    if (room <= before) return true;
    const size_t count_bytes = ((size_t)room + 1) * sizeof(uint64_t);
    struct tally_array *array = realloc(tally->array, sizeof *array + count_bytes);
    if (!array) return false;
    if (before == 0) array->others = NULL;
    memset(array->counts + before, 0, count_bytes - before * sizeof(uint64_t));
    array->room = room;
    tally->array = array;
    return true;
}

/* Make the array reach up to `room` counts, and give what lies behind it a table of so many slots.
 */
static bool rebuild(struct tally *tally, uint32_t room, uint32_t slot_count)
{
    struct tally_others *others =
        zeroed_take(1, sizeof *others + slot_count * sizeof *others->slots);
    if (!others || !extend(tally, room)) {
        free(others);
        return false;
    }
    struct tally_array *array = tally->array;
    struct tally_others *old = array->others;
    others->slot_count = slot_count;
    for (uint32_t i = 0; old && i < old->slot_count; i++) {
        const struct tally_entry *entry = &old->slots[i];
        if (entry->count == 0) continue;
        if ((uint64_t)entry->key < array->room)
            array->counts[entry->key] += entry->count;
        else
            put_other(others, entry->key, entry->count);
    }
    free(old);
    array->others = others;
    return true;
}

/* Slots for so many entries and as many again, before the table is half full. */
static uint32_t slots_for(uint32_t entry_count)
{
    uint32_t slot_count = SLOTS_FIRST;
    const uint32_t growth = entry_count >= SLOTS_GROW_FAST / 2 ? 3 : 5;
    while (slot_count < (uint64_t)entry_count * growth) slot_count *= 2;
    return slot_count;
}

/* Make the array reach up to `room` counts, at least. */
static bool reach(struct tally *tally, uint32_t room)
{
    const struct tally_array *array = tally->array;
    if (!array || !array->others) return extend(tally, room);
    return room <= array->room || rebuild(tally, room, slots_for(array->others->entry_count));
}

/* How far the array should reach now that the hash table is full. */
static uint32_t worthwhile_room(const struct tally_array *array)
{
    const struct tally_others *others = array->others;
    uint32_t of_width[65] = {0}, within = 0, room = array->room;
    for (uint32_t i = 0; i < others->slot_count; i++)
        if (others->slots[i].count != 0) of_width[width_of(others->slots[i].key)]++;
    for (unsigned width = 0; width <= WIDTH_LIMIT; width++) {
        within += of_width[width];
        const uint32_t reached = 1U << width;
        if (reached > array->room && (uint64_t)within * ARRAY_SPARSENESS >= reached - array->room)
            room = reached;
    }
    return room;
}

/* Room for one more other key: the array takes over what suits it, the rest gets a larger table. */
static bool grow_others(struct tally *tally)
{
    const struct tally_others *old = tally->array->others;
    if (!old) return rebuild(tally, tally->array->room, SLOTS_FIRST);
    return old->entry_count < UINT32_C(1) << 29 &&
           rebuild(tally, worthwhile_room(tally->array), slots_for(old->entry_count));
}

/* The tally has an array. */
static bool add_other(struct tally *tally, int64_t key, uint64_t count)
{
    if ((uint64_t)key >= tally->array->room) {
        struct tally_others *others = tally->array->others;
        const bool is_table = others && !others->is_sorted;
        struct tally_entry *slot = is_table ? others_slot(others, key) : NULL;
        if (slot && slot->count != 0) {
            slot->count += count;
            tally->total += count;
            return true;
        }
        if ((!slot || others->entry_count >= others->slot_count / 2) && !grow_others(tally))
            return false;
    }
    if ((uint64_t)key < tally->array->room) /* perhaps the array has grown over it */
        tally->array->counts[key] += count;
    else
        put_other(tally->array->others, key, count);
    tally->total += count;
    return true;
}

/* The shortest array, of at most `limit` counts, that holds nearly all keys that such a one can. */
static uint32_t array_room(const int32_t *keys, uint32_t key_count, uint32_t limit)
{
    uint32_t of_width[65] = {0}, within = 0, covered = 0;
    for (uint32_t i = 0; i < key_count; i++) of_width[width_of(keys[i])]++;
    unsigned width = 0;
    while (width <= WIDTH_LIMIT && 1U << width <= limit) within += of_width[width++];
    if (within == 0) return 0;
    for (width = 0; covered < within - within / 16; width++) covered += of_width[width];
    return width > 0 ? 1U << (width - 1) : 0;
}

/* Count the keys that the array has; the others move to the front. Returns their number. Nothing
 * branches: they, too, are counted, behind the array. */
static uint32_t count_keys(struct tally_array *array, int32_t *keys, uint32_t key_count)
{
    const uint32_t room = array->room;
    uint64_t *counts = array->counts;
    uint32_t left = 0;
    for (uint32_t i = 0; i < key_count; i++) {
        const int32_t key = keys[i];
        const uint32_t place = (uint32_t)key < room ? (uint32_t)key : room;
        counts[place]++;
        keys[left] = key;
        left += place == room;
    }
    counts[room] = 0;
    return left;
}

/* As many counts for each of the tally's keys as an array may have at most. */
static uint32_t array_limit(const struct tally *tally)
{
    const uint64_t limit = tally_total(tally) * ARRAY_PER_KEY;
    return limit < 1U << WIDTH_LIMIT ? (uint32_t)limit : 1U << WIDTH_LIMIT;
}

static void count_list(struct tally *tally)
{
    const uint32_t left = count_keys(tally->array, tally->keys, tally->key_count);
    tally->total += tally->key_count - left;
    tally->key_count = (uint16_t)left;
    tally->sorted_count = 0;
}

/* The list into the array, which is there: all at once, so that a line of the array that was
 * fetched serves several keys. Keys that the array has not got stay in the list; when they fill
 * half of it, the array grows if it suits them. False: memory ran out. */
static bool fold(struct tally *tally)
{
    count_list(tally);
    if (tally->key_count <= tally->key_room / 2) return true;
    const uint32_t room = array_room(tally->keys, tally->key_count, array_limit(tally));
    if (room <= tally->array->room) return true;
    if (!reach(tally, room)) return false;
    count_list(tally);
    return true;
}

/* The list, of which not enough went into the array, to the others. */
static bool empty_list(struct tally *tally)
{
    uint32_t added = 0;
    while (added < tally->key_count && add_other(tally, tally->keys[added], 1)) added++;
    const bool is_empty = added == tally->key_count;
    tally->key_count = (uint16_t)(tally->key_count - added);
    if (!is_empty)
        memmove(tally->keys, tally->keys + added, tally->key_count * sizeof *tally->keys);
    return is_empty;
}

/* Whether the keys of a list need no more memory as an array than as a longer list. */
static bool is_dense(const struct tally *tally, uint32_t *room)
{
    int32_t lowest = INT32_MAX, highest = INT32_MIN;
    for (uint32_t i = 0; i < tally->key_count; i++) {
        lowest = tally->keys[i] < lowest ? tally->keys[i] : lowest;
        highest = tally->keys[i] > highest ? tally->keys[i] : highest;
    }
    if (tally->key_count < DENSE_KEYS || tally->key_count < tally->key_room / 2 || lowest < 0 ||
        highest >= tally->key_room * LIST_GROWTH / 2)
        return false;
    *room = ARRAY_FIRST;
    while (*room <= (uint32_t)highest) *room *= 2;
    return true;
}

static bool grow_list(struct tally *tally, uint32_t key_count)
{
    uint32_t room = tally->key_room > 0 ? tally->key_room : LIST_FIRST;
    while (room < key_count) room *= LIST_GROWTH;
    if (room == tally->key_room) return true;
    int32_t *keys = realloc(tally->keys, room * sizeof *keys);
    if (!keys) return false;
    tally->keys = keys;
    tally->key_room = (uint16_t)room;
    return true;
}

/* The list that goes before an array: long enough that counting it pays, short beside the array,
 * at most half full of keys that the array has not got. */
static uint32_t list_before_array(const struct tally *tally)
{
    const uint32_t room = tally->key_room, longer = room * LIST_GROWTH;
    const bool is_used = tally->total / LIST_GROWTH >= room;
    const bool is_short = room < SHORT_LIST || longer <= tally->array->room;
    const bool is_longer = (is_used && is_short) || tally->key_count > room / 2;
    return is_longer && longer <= LIST_LIMIT ? longer : room;
}

/* Room for so many more keys in the list; at most TALLY_RESERVE_LIMIT. */
static bool make_room(struct tally *tally, uint32_t key_count)
{
    uint32_t room = 0;
    const bool is_full = tally->key_count + key_count > LIST_LIMIT;
    if (!tally->array && (is_dense(tally, &room) || is_full)) {
        if (room == 0) room = array_room(tally->keys, tally->key_count, array_limit(tally));
        if (!reach(tally, room)) return false;
    }
    if (!tally->array) return grow_list(tally, tally->key_count + key_count);
    if (!fold(tally)) return false;
    if (tally->key_count > LIST_LIMIT / 2 && !empty_list(tally)) return false;
    room = list_before_array(tally);
    return grow_list(tally,
                     tally->key_count + key_count > room ? tally->key_count + key_count : room);
}
_Static_assert(TALLY_RESERVE_LIMIT <= LIST_LIMIT / 2, "a list has room for it");

int32_t *tally_reserve_slowly(struct tally *tally, uint32_t key_count)
{
    tally->failed = tally->failed || !make_room(tally, key_count);
    return tally->failed ? NULL : tally->keys + tally->key_count;
}

void tally_add_slowly(struct tally *tally, int64_t key, uint64_t count)
{
    if (count == 1 && key == (int32_t)key) {
        int32_t *keys = tally_reserve_slowly(tally, 1);
        if (keys) tally->keys[tally->key_count++] = (int32_t)key;
        return;
    }
    tally->failed = tally->failed || !reach(tally, 0) || !add_other(tally, key, count);
}

void tally_add_keys(struct tally *tally, const int32_t *keys, uint32_t key_count)
{
    while (key_count > 0) {
        const uint32_t part = key_count < TALLY_RESERVE_LIMIT ? key_count : TALLY_RESERVE_LIMIT;
        int32_t *place = tally_reserve(tally, part);
        if (!place) return;
        memcpy(place, keys, part * sizeof *keys);
        tally_took(tally, part);
        keys += part;
        key_count -= part;
    }
}

/* How many of the keys, from the first, the table knows; they are counted. */
static uint32_t count_known(struct tally_others *others, const int64_t *keys, uint32_t key_count)
{
    for (uint32_t i = 0; i < key_count; i++) {
        struct tally_entry *slot = others_slot(others, keys[i]);
        if (slot->count == 0) return i;
        slot->count++;
    }
    return key_count;
}

void tally_add_wide_keys(struct tally *tally, const int64_t *keys, uint32_t key_count)
{
    for (uint32_t at = 0; at < key_count && !tally->failed;) {
        struct tally_others *others = tally->array ? tally->array->others : NULL;
        if (others && !others->is_sorted) {
            const uint32_t known = count_known(others, keys + at, key_count - at);
            tally->total += known;
            at += known;
        }
        if (at < key_count) tally_add_slowly(tally, keys[at++], 1);
    }
}

void tally_expect_keys(struct tally *tally, uint64_t key_count)
{
    if (tally->array || tally->failed || key_count > LIST_LIMIT) return;
    tally->failed = !grow_list(tally, (uint32_t)key_count);
}

void tally_expect_below(struct tally *tally, uint32_t room)
{
    tally->failed = tally->failed || !reach(tally, room);
}

uint32_t tally_dense_below(const struct tally *tally)
{
    return tally->array ? tally->array->room : 0;
}

void tally_merge(struct tally *into, const struct tally *from)
{
    into->failed |= from->failed;
    if (into->failed) return;
    tally_add_keys(into, from->keys, from->key_count);
    const struct tally_array *array = from->array;
    if (!array || into->failed) return;
    into->failed = !reach(into, array->room);
    if (into->failed) return;
    uint64_t left = from->total;
    for (uint32_t i = 0; array->others && i < array->others->slot_count; i++) {
        const struct tally_entry *entry = &array->others->slots[i];
        if (entry->count == 0) continue;
        into->failed |= !add_other(into, entry->key, entry->count);
        left -= entry->count;
    }
    for (uint32_t key = 0; key < array->room; key++) into->array->counts[key] += array->counts[key];
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

int tally_compare_entries(const void *a, const void *b)
{
    const struct tally_entry *x = a, *y = b;
    return (x->key > y->key) - (x->key < y->key);
}

/* The entries alone, in order. */
static void settle_others(struct tally_others *others)
{
    if (others->is_sorted) return;
    uint32_t entry_count = 0;
    for (uint32_t i = 0; i < others->slot_count; i++)
        if (others->slots[i].count != 0) others->slots[entry_count++] = others->slots[i];
    qsort(others->slots, entry_count, sizeof *others->slots, tally_compare_entries);
    others->slot_count = others->entry_count = entry_count;
    others->is_sorted = true;
}

static void settle_list(struct tally *tally)
{
    enum { INSERTION_LIMIT = 40 };
    const uint32_t key_count = tally->key_count;
    uint32_t differing = 0;
    for (uint32_t i = 1; i < key_count; i++)
        differing |= (uint32_t)tally->keys[i] ^ (uint32_t)tally->keys[0];
    if (key_count <= INSERTION_LIMIT)
        sort_by_insertion(tally->keys, key_count);
    else
        sort_by_digits(tally->keys, key_count, differing);
    tally->sorted_count = (uint16_t)key_count;
}

void tally_settle(struct tally *tally)
{
    if (tally->failed) return;
    if (tally->array) count_list(tally);
    if (tally->sorted_count != tally->key_count) settle_list(tally);
    if (tally->array && tally->array->others) settle_others(tally->array->others);
}
