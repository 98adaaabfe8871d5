#include "measure/state.h"

#include <stdlib.h>
#include <string.h>

enum { CELL_ALIGN_BYTES = 16 };

static void add_axis(struct state *state, enum axis axis, uint32_t key_count)
{
    const bool monthly = state->family->clock != NULL;
    const uint32_t month_count = monthly ? axis_rows[axis].month_count : 1;
    state->axes[state->axis_count++] =
        (struct state_axis){axis, key_count, month_count, state->slot_count, false};
    state->slot_count += (uint64_t)key_count * month_count;
}

enum rc state_init(struct state *state, const struct family *family, const uint32_t *key_counts,
                   struct err *err)
{
    *state = (struct state){.family = family};
    state->cell_stride =
        (family->cell_bytes + CELL_ALIGN_BYTES - 1) / CELL_ALIGN_BYTES * CELL_ALIGN_BYTES;
    add_axis(state, AXIS_NETWORK, 1);
    for (size_t i = 0; family->axes[i] != AXIS_END; i++)
        add_axis(state, family->axes[i], key_counts[i]);
    state->cell_of_slot = calloc((size_t)state->slot_count, sizeof *state->cell_of_slot);
    if (!state->cell_of_slot)
        return err_memory(err, state->slot_count * sizeof *state->cell_of_slot);
    return RC_OK;
}

enum rc state_init_like(struct state *state, const struct state *like, struct err *err)
{
    uint32_t key_counts[AXIS_COUNT] = {0};
    for (size_t i = 1; i < like->axis_count; i++) key_counts[i - 1] = like->axes[i].key_count;
    return state_init(state, like->family, key_counts, err);
}

/* Where a cell lies: block b holds cells STATE_FIRST_CELLS * (2^b - 1) and up. */
struct place {
    unsigned block;
    uint32_t at;
};

static struct place place_of(uint32_t cell)
{
    const uint64_t from_first = (uint64_t)cell + STATE_FIRST_CELLS;
    const unsigned block = 63U - (unsigned)__builtin_clzll(from_first / STATE_FIRST_CELLS);
    return (struct place){block, (uint32_t)(from_first - ((uint64_t)STATE_FIRST_CELLS << block))};
}

static uint32_t block_cells(unsigned block)
{
    return (uint32_t)STATE_FIRST_CELLS << block;
}

static struct tally *block_tallies(const struct state *state, unsigned char *cells, unsigned block)
{
    return (struct tally *)(void *)(cells + block_cells(block) * state->cell_stride);
}

static void *cell_at(const struct state *state, uint32_t cell, struct tally **tallies)
{
    const struct place place = place_of(cell);
    unsigned char *cells = atomic_load_explicit(&state->blocks[place.block], memory_order_acquire);
    *tallies = block_tallies(state, cells, place.block) + place.at * state->family->tally_count;
    return cells + place.at * state->cell_stride;
}

/* Cells that were never taken have never been touched: they are not looked at here either. */
static void release_cells(struct state *state)
{
    const size_t tally_count = state->family ? state->family->tally_count : 0;
    uint32_t left = (uint32_t)state->cell_count;
    for (unsigned block = 0; block < STATE_BLOCK_LIMIT; block++) {
        unsigned char *cells = atomic_load(&state->blocks[block]);
        if (!cells) continue;
        struct tally *tallies = block_tallies(state, cells, block);
        const uint32_t taken = left < block_cells(block) ? left : block_cells(block);
        for (size_t i = 0; i < taken * tally_count; i++) tally_release(&tallies[i]);
        left -= taken;
        free(cells);
        atomic_store(&state->blocks[block], NULL);
    }
}

void state_clear(struct state *state)
{
    release_cells(state);
    if (state->cell_count > 0)
        memset(state->cell_of_slot, 0, (size_t)state->slot_count * sizeof *state->cell_of_slot);
    for (size_t i = 0; i < state->axis_count; i++) state->axes[i].is_thinned = false;
    state->cell_count = 0;
}

void state_release(struct state *state)
{
    release_cells(state);
    free(state->cell_of_slot);
    *state = (struct state){.family = NULL};
}

bool state_is_thinned(const struct state *state)
{
    for (size_t i = 0; i < state->axis_count; i++)
        if (state->axes[i].is_thinned) return true;
    return false;
}

const struct state_axis *state_axis_of(const struct state *state, enum axis axis)
{
    for (size_t i = 0; i < state->axis_count; i++)
        if (state->axes[i].axis == axis) return &state->axes[i];
    return NULL;
}

/* Make sure that the block is there; two threads may try at once, one of them succeeds. */
static bool reserve_block(struct state *state, unsigned block)
{
    if (block >= STATE_BLOCK_LIMIT) return false;
    if (atomic_load_explicit(&state->blocks[block], memory_order_acquire)) return true;
    const size_t tally_bytes = state->family->tally_count * sizeof(struct tally);
    unsigned char *fresh = calloc(block_cells(block), state->cell_stride + tally_bytes);
    unsigned char *none = NULL;
    if (!fresh) return false;
    if (!atomic_compare_exchange_strong(&state->blocks[block], &none, fresh)) free(fresh);
    return true;
}

void *state_cell(struct state *state, uint64_t slot, struct tally **tallies)
{
    if (state->cell_of_slot[slot] == 0) {
        const uint32_t cell = (uint32_t)atomic_fetch_add(&state->cell_count, 1);
        if (!reserve_block(state, place_of(cell).block)) return NULL;
        state->cell_of_slot[slot] = cell + 1;
    }
    return cell_at(state, state->cell_of_slot[slot] - 1, tallies);
}

void state_expect(const struct state *state, uint64_t slot)
{
    enum { LINE_BYTES = 64 };
    if (state->cell_of_slot[slot] == 0) return;
    struct tally *tallies;
    const char *cell = cell_at(state, state->cell_of_slot[slot] - 1, &tallies);
    for (size_t at = 0; at < state->cell_stride; at += LINE_BYTES) __builtin_prefetch(cell + at, 1);
    if (state->family->tally_count > 0) __builtin_prefetch(tallies, 1);
}

const void *state_find(const struct state *state, uint64_t slot, const struct tally **tallies)
{
    if (state->cell_of_slot[slot] == 0) return NULL;
    struct tally *found;
    const void *cell = cell_at(state, state->cell_of_slot[slot] - 1, &found);
    if (tallies) *tallies = found;
    return cell;
}

/* One function per type of number: how arrays of them merge by each rule; false: a sum left its
 * type. */
static bool merge_u64(void *into, const void *from, size_t count, enum merge_rule rule)
{
    uint64_t *a = into;
    const uint64_t *b = from;
    bool fits = true;
    for (size_t i = 0; i < count; i++) {
        const uint64_t sum = a[i] + b[i];
        fits &= rule != MERGE_SUM || sum >= a[i];
        a[i] = rule == MERGE_SUM ? sum : (rule == MERGE_MIN) == (b[i] < a[i]) ? b[i] : a[i];
    }
    return fits;
}

static bool merge_i64(void *into, const void *from, size_t count, enum merge_rule rule)
{
    int64_t *a = into;
    const int64_t *b = from;
    bool fits = true;
    for (size_t i = 0; i < count; i++) {
        int64_t sum;
        fits &= exact_add_i64(a[i], b[i], &sum) || rule != MERGE_SUM;
        a[i] = rule == MERGE_SUM ? sum : (rule == MERGE_MIN) == (b[i] < a[i]) ? b[i] : a[i];
    }
    return fits;
}

static bool merge_i128(void *into, const void *from, size_t count, enum merge_rule rule)
{
    i128 *a = into;
    const i128 *b = from;
    bool fits = true;
    for (size_t i = 0; i < count; i++) {
        i128 sum;
        fits &= exact_add_i128(a[i], b[i], &sum) || rule != MERGE_SUM;
        a[i] = rule == MERGE_SUM ? sum : (rule == MERGE_MIN) == (b[i] < a[i]) ? b[i] : a[i];
    }
    return fits;
}

static bool (*const merges[NUMBER_TYPE_COUNT])(void *, const void *, size_t, enum merge_rule) = {
    [NUMBER_U64] = merge_u64,
    [NUMBER_I64] = merge_i64,
    [NUMBER_I128] = merge_i128,
};

/* Add one cell and its tallies; `taken`: the tallies once more, to be emptied where they are taken
 * over, or NULL. */
static enum rc merge_cell(struct state *into, uint64_t slot, const void *cell,
                          const struct tally *added, struct tally *taken, struct err *err)
{
    const struct family *family = into->family;
    struct tally *tallies;
    const bool is_fresh = into->cell_of_slot[slot] == 0;
    char *target = state_cell(into, slot, &tallies);
    if (!target) return err_memory(err, into->cell_stride);
    if (is_fresh) memcpy(target, cell, family->cell_bytes);
    bool fits = true;
    for (const struct field *field = family->fields; !is_fresh && field->name; field++)
        fits &= merges[field->type](target + field->offset, (const char *)cell + field->offset,
                                    field->count, field->merge);
    if (!fits)
        return err_set(err, RC_NUMERIC, "a sum of family %s does not fit its field", family->name);
    for (size_t t = 0; t < family->tally_count; t++) {
        if (taken && tally_total(&tallies[t]) == 0 && !tallies[t].failed) {
            tally_release(&tallies[t]);
            tallies[t] = taken[t];
            taken[t] = (struct tally){.total = 0};
        } else {
            tally_merge(&tallies[t], &added[t]);
        }
        if (tallies[t].failed) return err_memory(err, sizeof(struct tally_entry));
    }
    return RC_OK;
}

enum rc state_merge(struct state *into, const struct state *from, struct err *err)
{
    enum rc rc = RC_OK;
    if (state_is_thinned(into) || state_is_thinned(from))
        return err_set(err, RC_BUG, "a thinned state of family %s is to be merged",
                       into->family->name);
    for (uint64_t slot = 0; rc == RC_OK && slot < from->slot_count; slot++) {
        const struct tally *tallies = NULL;
        const void *cell = state_find(from, slot, &tallies);
        if (cell) rc = merge_cell(into, slot, cell, tallies, NULL, err);
    }
    return rc;
}

enum rc state_move(struct state *into, struct state *from, uint64_t first, uint64_t last,
                   struct err *err)
{
    enum rc rc = RC_OK;
    for (uint64_t slot = first; rc == RC_OK && slot < last; slot++) {
        if (from->cell_of_slot[slot] == 0) continue;
        struct tally *tallies = NULL;
        const void *cell = state_cell(from, slot, &tallies);
        if (cell) rc = merge_cell(into, slot, cell, tallies, tallies, err);
    }
    return rc;
}

enum rc state_sum_network(struct state *state, const struct state_axis *axis, uint32_t window,
                          struct err *err)
{
    enum rc rc = RC_OK;
    const uint64_t network = state_slot(&state->axes[0], 0, window);
    for (uint32_t key = 0; rc == RC_OK && key < axis->key_count; key++) {
        const struct tally *tallies = NULL;
        const void *cell = state_find(state, state_slot(axis, key, window), &tallies);
        if (cell) rc = merge_cell(state, network, cell, tallies, NULL, err);
    }
    return rc;
}

void state_settle(struct state *state, uint64_t first, uint64_t last)
{
    for (uint64_t slot = first; slot < last; slot++) {
        if (state->cell_of_slot[slot] == 0) continue;
        struct tally *tallies = NULL;
        if (!state_cell(state, slot, &tallies)) continue;
        for (size_t t = 0; t < state->family->tally_count; t++) tally_settle(&tallies[t]);
    }
}
