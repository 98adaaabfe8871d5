/* measure/tally.h: how often each value occurred: the exact form of a histogram, a quantile, a
 * curve, or a flow. Keys are int64 chosen by the family; counts add. Two tallies with the same
 * contents are listed alike, in the order of their keys, whatever the order in which they were
 * filled. Not thread-safe.
 *
 * Most tallies hold a dealer's month: a few hundred keys, hardly one of them twice. Those are kept
 * as they come, four bytes each. A tally that outgrows this gets an array of counts for the keys
 * from 0 up to where they get thin, with a hash table for all others; keys still come into the
 * list, and are counted when it is full. Which form it has is nobody's business but that of the
 * tally's own files. */
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

struct tally_array;

/* Zeroed it is empty. */
struct tally {
    int32_t *keys;             /* list: key_count keys, one for each count */
    struct tally_array *array; /* NULL: there is but the list */
    uint64_t total;            /* of the counts of the array and the others */
    uint16_t key_count, key_room;
    uint16_t sorted_count; /* so many keys at the list's beginning are in order */
    bool failed;           /* memory ran out: the tally is not to be used */
};

void tally_release(struct tally *tally);
/* What tally_add and tally_reserve do when the list is full, or the key does not fit. */
void tally_add_slowly(struct tally *tally, int64_t key, uint64_t count);
int32_t *tally_reserve_slowly(struct tally *tally, uint32_t key_count);
/* Add each of the keys once. */
void tally_add_keys(struct tally *tally, const int32_t *keys, uint32_t key_count);
/* The same for keys that need not fit 32 bits: codes put together. */
void tally_add_wide_keys(struct tally *tally, const int64_t *keys, uint32_t key_count);
/* Room at once for what is to come, where it is known before: so many keys, each once; or keys that
 * are mostly below `room`. Without it keys that come in order would be taken for dense ones.
 * Changes no contents. */
void tally_expect_keys(struct tally *tally, uint64_t key_count);
void tally_expect_below(struct tally *tally, uint32_t room);
/* What a tally like this one should expect; 0: its keys are not dense. */
uint32_t tally_dense_below(const struct tally *tally);
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
    return tally->total + tally->key_count;
}

/* Add count (> 0) to the key's count. A failure is remembered, see `failed`. O(1) amortised. */
static inline void tally_add(struct tally *tally, int64_t key, uint64_t count)
{
    if (count == 1 && tally->key_count < tally->key_room && key == (int32_t)key)
        tally->keys[tally->key_count++] = (int32_t)key;
    else
        tally_add_slowly(tally, key, count);
}

/* To write keys where they are to be: tally_reserve gives room for key_count of them, at most
 * TALLY_RESERVE_LIMIT; the first of them, as many as tally_took says, are then each added once.
 * Nothing else may be done with the tally in between. NULL: a failure, which is remembered. */
enum { TALLY_RESERVE_LIMIT = 512 };
static inline int32_t *tally_reserve(struct tally *tally, uint32_t key_count)
{
    if (key_count <= (uint32_t)tally->key_room - tally->key_count && !tally->failed)
        return tally->keys + tally->key_count;
    return tally_reserve_slowly(tally, key_count);
}
static inline void tally_took(struct tally *tally, uint32_t key_count)
{
    tally->key_count = (uint16_t)(tally->key_count + key_count);
}

#endif
