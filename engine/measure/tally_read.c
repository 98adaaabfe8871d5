/* What a tally holds, listed and looked up: list, array and others put together. */
#include "measure/tally_forms.h"

#include <stdlib.h>
#include <string.h>

static const struct tally_others *others_of(const struct tally *tally)
{
    return tally->array ? tally->array->others : NULL;
}

size_t tally_entry_limit(const struct tally *tally)
{
    if (!tally->array) return tally->key_count;
    const size_t counted = tally->total < tally->array->room ? tally->total : tally->array->room;
    const struct tally_others *others = others_of(tally);
    return tally->key_count + counted + (others ? others->entry_count : 0);
}

/* Sum up entries of one key, which stand side by side; returns how many are left. */
static size_t join_equal(struct tally_entry *sorted, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (kept > 0 && sorted[kept - 1].key == sorted[i].key)
            sorted[kept - 1].count += sorted[i].count;
        else
            sorted[kept++] = sorted[i];
    return kept;
}

static bool list_is_sorted(const struct tally *tally)
{
    return tally->sorted_count == tally->key_count;
}

/* What the array does not hold, in order: the list and the others. */
static size_t loose_sorted(const struct tally *tally, struct tally_entry *sorted)
{
    const struct tally_others *others = others_of(tally);
    size_t count = 0;
    for (uint32_t i = 0; others && i < others->slot_count; i++)
        if (others->slots[i].count != 0) sorted[count++] = others->slots[i];
    const bool is_sorted =
        count == 0 ? list_is_sorted(tally) : tally->key_count == 0 && others->is_sorted;
    for (uint32_t i = 0; i < tally->key_count; i++)
        sorted[count++] = (struct tally_entry){tally->keys[i], 1};
    if (!is_sorted) qsort(sorted, count, sizeof *sorted, tally_compare_entries);
    return join_equal(sorted, count);
}

size_t tally_sorted(const struct tally *tally, struct tally_entry *sorted)
{
    if (!tally->array) return loose_sorted(tally, sorted);
    const struct tally_array *array = tally->array;
    const size_t limit = tally_entry_limit(tally);
    const size_t loose_limit =
        tally->key_count + (array->others ? (size_t)array->others->entry_count : 0);
    /* At the end of `sorted`: what is written grows from its beginning and stays before it. */
    struct tally_entry *loose = sorted + (limit - loose_limit);
    const struct tally_entry *end = loose + loose_sorted(tally, loose);
    size_t count = 0;
    while (loose < end && loose->key < 0) sorted[count++] = *loose++;
    for (uint32_t key = 0; key < array->room; key++) {
        const bool is_loose = loose < end && loose->key == key;
        const uint64_t own = array->counts[key] + (is_loose ? loose->count : 0);
        loose += is_loose;
        if (own != 0) sorted[count++] = (struct tally_entry){key, own};
    }
    while (loose < end) sorted[count++] = *loose++;
    return count;
}

const int32_t *tally_ordered_keys(const struct tally *tally)
{
    return !tally->array && list_is_sorted(tally) ? tally->keys : NULL;
}

bool tally_next(const struct tally *tally, struct tally_cursor *cursor, struct tally_entry *entry)
{
    if (cursor->at < tally->key_count) {
        *entry = (struct tally_entry){tally->keys[cursor->at++], 1};
        return true;
    }
    const struct tally_array *array = tally->array;
    const uint64_t key_count = tally->key_count, room = array ? array->room : 0;
    while (cursor->at - key_count < room) {
        const uint64_t key = cursor->at++ - key_count;
        *entry = (struct tally_entry){(int64_t)key, array->counts[key]};
        if (entry->count != 0) return true;
    }
    const struct tally_others *others = others_of(tally);
    while (others && cursor->at - key_count - room < others->slot_count) {
        *entry = others->slots[cursor->at++ - key_count - room];
        if (entry->count != 0) return true;
    }
    return false;
}

static uint64_t count_of_other(const struct tally_others *others, int64_t key)
{
    if (others->is_sorted) {
        const struct tally_entry asked = {key, 0};
        const struct tally_entry *entry = bsearch(&asked, others->slots, others->entry_count,
                                                  sizeof asked, tally_compare_entries);
        return entry ? entry->count : 0;
    }
    return others_slot((struct tally_others *)others, key)->count;
}

uint64_t tally_count_of(const struct tally *tally, int64_t key)
{
    if (!tally) return 0;
    uint64_t count = 0;
    for (uint32_t i = 0; i < tally->key_count; i++) count += tally->keys[i] == key;
    if (!tally->array) return count;
    if ((uint64_t)key < tally->array->room) return count + tally->array->counts[key];
    return count + (tally->array->others ? count_of_other(tally->array->others, key) : 0);
}
