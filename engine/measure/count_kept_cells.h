/* measure/count_kept_cells.h: the cells of one family, axis and month as bytes, and back. A
 * *section*:
 *
 *   of each cell, keys rising: its key less that of the one before, the cell, then its tallies
 *   of each tally: number of entries, doubled, one added when each entry has a count; then the
 *   length of the array that held them; the first key, each other less the one before; with counts,
 * each count after its key; without, a key stands as often as it was counted
 *
 * Numbers are of 7 bits a byte, the lowest first, the highest bit set in all bytes but the last;
 * keys of tallies that come first have their sign in the lowest bit. Keys and codes are those of
 * the run that wrote; who reads gives a map. */
#ifndef MEASURE_COUNT_KEPT_CELLS_H
#define MEASURE_COUNT_KEPT_CELLS_H
#include "ingest/cache/cache_bytes.h"
#include "measure/state.h"

/* Room that is used again. */
struct kept_room {
    struct tally_entry *entries;
    size_t entry_capacity;
    unsigned char *bytes;
    size_t byte_capacity;
};
void kept_room_release(struct kept_room *room);

/* Append the section of an axis and window. *cell_count: cells in it. Tallies get settled. False:
 * memory is out. */
bool kept_section_put(struct text *out, struct state *state, const struct state_axis *axis,
                      uint32_t window, uint64_t *cell_count, struct kept_room *room);

/* How keys of the section become those of this run: of the axis, and of each need's codes. */
struct kept_maps {
    struct code_map axis;
    const struct code_map *needs;
};

/* Make the cells of a section in a state that has none there. RC_INPUT: it is no such section;
 * RC_MEMORY. What was made stays. */
enum rc kept_section_take(struct cache_reader *reader, uint64_t cell_count, struct state *state,
                          const struct state_axis *axis, uint32_t window,
                          const struct kept_maps *maps, struct err *err);

#endif
