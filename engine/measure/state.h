/* measure/state.h: the cells of one family: one per segment and month, made when its first row
 * comes. Whole numbers only. States of the same shape merge field by field, so that it does not
 * matter which thread, chunk or machine saw a row. Cells never move.
 *
 * Thread-safety: several threads may make, fill, merge and sum cells of one state at the same time
 * as long as no two of them touch the same slot. */
#ifndef MEASURE_STATE_H
#define MEASURE_STATE_H
#include "base/text.h"
#include "measure/family.h"

#include <stdatomic.h>

/* Where the slots of one axis lie: slot = first_slot + key * month_count + window. */
struct state_axis {
    enum axis axis;
    uint32_t key_count, month_count;
    uint64_t first_slot;
    /* Of the months before the report month only cells are there of which an estimate could stand
     * or that stand beside such a one in a series (measure/count_list.c); so the state can be
     * neither merged nor saved. */
    bool is_thinned;
};

/* Blocks of cells double in size; the first has STATE_FIRST_CELLS. */
enum { STATE_FIRST_CELLS = 64, STATE_BLOCK_LIMIT = 26 };

struct state {
    const struct family *family;
    struct state_axis axes[AXIS_COUNT]; /* the network first */
    size_t axis_count;
    uint64_t slot_count;
    uint32_t *cell_of_slot;                             /* cell number + 1; 0: no row yet */
    _Atomic(unsigned char *) blocks[STATE_BLOCK_LIMIT]; /* each: its cells, then their tallies */
    size_t cell_stride;
    atomic_uint_fast32_t cell_count;
};

/* An empty state; key_counts[i] belongs to family->axes[i]. */
enum rc state_init(struct state *state, const struct family *family, const uint32_t *key_counts,
                   struct err *err);
/* An empty state of the same shape. */
enum rc state_init_like(struct state *state, const struct state *like, struct err *err);
void state_release(struct state *state);
/* Back to an empty one. */
void state_clear(struct state *state);

/* Whether cells of some axis have been passed over. */
bool state_is_thinned(const struct state *state);
/* The axis within the state, or NULL when the family has not got it. */
const struct state_axis *state_axis_of(const struct state *state, enum axis axis);
static inline uint64_t state_slot(const struct state_axis *axis, uint32_t key, uint32_t window)
{
    return axis->first_slot + (uint64_t)key * axis->month_count + window;
}

/* The cell of a slot, made if need be; NULL when memory is out. */
void *state_cell(struct state *state, uint64_t slot, struct tally **tallies);
/* A hint that state_cell() will soon be called for the slot. */
void state_expect(const struct state *state, uint64_t slot);
/* The cell of a slot, or NULL when no row belongs to it. *tallies may be NULL to ask for the cell.
 */
const void *state_find(const struct state *state, uint64_t slot, const struct tally **tallies);

/* Add `from` to `into`; both of one family and shape. RC_NUMERIC when a sum leaves its type, RC_BUG
 * when one is thinned. */
enum rc state_merge(struct state *into, const struct state *from, struct err *err);
/* The same for slots [first, last) alone; tallies that `into` has not got yet are taken over, and
 * `from` loses them. */
enum rc state_move(struct state *into, struct state *from, uint64_t first, uint64_t last,
                   struct err *err);
/* Add the cells of all keys of an axis in one window to the network's cell of that window. */
enum rc state_sum_network(struct state *state, const struct state_axis *axis, uint32_t window,
                          struct err *err);
/* Nothing more is to come for slots [first, last): settle their tallies. */
void state_settle(struct state *state, uint64_t first, uint64_t last);

/* Canonical bytes: equal contents give equal bytes, however they came about. Appended to *out.
 * RC_BUG when the state is thinned. */
enum rc state_save(const struct state *state, struct text *out, struct err *err);
/* Fill an empty state from saved bytes. RC_INPUT when they are of another family, version or shape,
 * truncated, or damaged (a checksum ends them); then the state stays empty. */
enum rc state_load(struct state *state, const char *bytes, size_t byte_count, struct err *err);

#endif
