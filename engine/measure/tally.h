/* measure/tally.h: how often each value occurred: the exact form of a histogram, a quantile, a
 * curve, or a flow. Keys are int64 chosen by the family; counts add. Two tallies with the same
 * contents are listed alike, in the order of their keys, whatever the order in which they were
 * filled. Not thread-safe.
 *
 * Most tallies hold a dealer's month: a few hundred keys, hardly one of them twice. Those are kept
 * as they come, four bytes each. A tally that outgrows this becomes an array of counts for the keys
 * from 0 up to where they get thin, with a hash table for all others. Which form it has is nobody's
 * business but this file's and tally.c's. */
#ifndef MEASURE_TALLY_H
#define MEASURE_TALLY_H
#include "base/rc.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tally_entry {
    int64_t key;
    uint64_t count;
};

struct tally_others;

/* Zeroed it is empty. */
struct tally {
    union {
        int32_t *keys;    /* list: `total` keys, one for each count */
        uint64_t *counts; /* array: of keys 0 … room - 1 */
    } of;
    struct tally_others *others; /* array: the keys outside of it; NULL: there is none */
    uint64_t total;              /* of all counts */
    uint32_t room;               /* list: keys that fit; array: its length */
    uint16_t sorted_count;       /* list: so many keys at its beginning are in order */
    bool is_array;
    bool failed; /* memory ran out: the tally is not to be used */
};

void tally_release(struct tally *tally);
/* What tally_add does when the key does not simply fit. */
void tally_add_slowly(struct tally *tally, int64_t key, uint64_t count);
/* Add each of the keys once. */
void tally_add_keys(struct tally *tally, const int32_t *keys, uint32_t key_count);
/* Room at once for what is to come, where it is known before: so many keys, each once; or keys that
 * are mostly below `room`. Without it keys that come in order would be taken for dense ones.
 * Changes no contents. */
void tally_expect_keys(struct tally *tally, uint64_t key_count);
void tally_expect_below(struct tally *tally, uint32_t room);
void tally_merge(struct tally *into, const struct tally *from);
/* Nothing more is to come: put what is not in order into order, once for all later questions.
 * Changes neither contents nor what may be done with the tally. */
void tally_settle(struct tally *tally);

/* Entries are at most so many. */
size_t tally_entry_limit(const struct tally *tally);
/* The entries in order of their keys into `sorted`, which has room for tally_entry_limit() of them;
 * returns their number. */
size_t tally_sorted(const struct tally *tally, struct tally_entry *sorted);
/* The keys in order, each as often as it was counted, where they are kept so: in a settled tally
 * that holds not too many. NULL: ask for the entries. */
const int32_t *tally_ordered_keys(const struct tally *tally);
/* Visit the contents without memory, in any order; a key may come several times, with parts of its
 * count. Start with a zeroed cursor; false: that was all. */
struct tally_cursor {
    uint64_t at;
};
bool tally_next(const struct tally *tally, struct tally_cursor *cursor, struct tally_entry *entry);
/* Count of one key; 0 when the tally is NULL or has not got it. */
uint64_t tally_count_of(const struct tally *tally, int64_t key);

static inline uint64_t tally_total(const struct tally *tally)
{
    return tally->total;
}

/* Add count (> 0) to the key's count. A failure is remembered, see `failed`. O(1) amortised. */
static inline void tally_add(struct tally *tally, int64_t key, uint64_t count)
{
    if (tally->is_array && (uint64_t)key < tally->room) {
        tally->of.counts[key] += count;
        tally->total += count;
    } else if (!tally->is_array && count == 1 && tally->total < tally->room &&
               key == (int32_t)key) {
        tally->of.keys[tally->total++] = (int32_t)key;
    } else {
        tally_add_slowly(tally, key, count);
    }
}

#endif
