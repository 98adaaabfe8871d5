/* link/match.h: which rows of a table have one of a few ids: the repairs that were complained
 * about, among ten million. The ids are put into a set once; then the id column is looked through
 * by all threads, where a bit of a filter passes over most rows. Nothing is partitioned or moved.
 * A process that has but part of the rows finds its part of the matches. */
#ifndef LINK_MATCH_H
#define LINK_MATCH_H
#include "ingest/slot.h"
#include "link/link.h"

/* A set of ids of one domain, numbered in the order in which they were first added. */
struct id_set {
    unsigned char *slots; /* id_count slots, filled up with NUL */
    size_t slot_bytes;    /* of each of them */
    uint32_t id_count, id_room;
    uint64_t *places; /* hash table: number + 1 below, the hash's upper half above it; 0 free */
    uint32_t place_count;
    uint64_t *filter; /* bits, of the hashes' upper ends */
    uint32_t filter_shift;
};

/* Room for so many ids in slots no wider than slot_bytes. RC_MEMORY. */
enum rc id_set_init(struct id_set *set, uint32_t id_room, size_t slot_bytes, struct err *err);
/* Of the widest slot of the id column; LOOK_NONE (link/look.h), or no values: of the least. */
size_t id_slot_bytes(const struct table *table, size_t key);
void id_set_release(struct id_set *set);
/* The id's number, added when it is new; ID_NONE: the slot is missing. At most id_room ids, and no
 * wider slots than were announced. */
#define ID_NONE UINT32_MAX
uint32_t id_set_add(struct id_set *set, const unsigned char *slot, size_t slot_bytes);
/* Its number, or ID_NONE. */
uint32_t id_set_find(const struct id_set *set, const unsigned char *slot, size_t slot_bytes);

/* A row that has an id of the set. */
struct match {
    uint32_t id;           /* its number in the set */
    uint32_t segment, row; /* of the table; row within the segment */
};

/* All of them whose clock is not before first_clock (in the clock's unit; INT32_MIN: all), in order
 * of segments and rows, into the arena. Segments that end before it are not looked at. The key
 * column's values are fetched where they wait, the clock's where there is a match. RC_INPUT,
 * RC_MEMORY. */
enum rc match_rows(const struct id_set *set, const struct table *table, size_t key,
                   int32_t first_clock, int thread_count, struct arena *arena,
                   struct match **matches, uint32_t *match_count, struct err *err);

#endif
