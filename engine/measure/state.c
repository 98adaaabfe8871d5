#include "measure/state.h"

#include <stdlib.h>
#include <string.h>

enum { CELL_ALIGN_BYTES = 16, CELLS_FIRST = 64 };

static void add_axis(struct state *state, enum axis axis, uint32_t key_count)
{
    const bool monthly = state->family->clock != NULL;
    const uint32_t month_count = monthly ? axis_rows[axis].month_count : 1;
    state->axes[state->axis_count++] =
        (struct state_axis){axis, key_count, month_count, state->slot_count};
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

void state_release(struct state *state)
{
    for (size_t i = 0; state->family && i < state->cell_count * state->family->tally_count; i++)
        tally_release(&state->tallies[i]);
    free(state->tallies);
    free(state->cells);
    free(state->cell_of_slot);
    *state = (struct state){.family = NULL};
}

const struct state_axis *state_axis_of(const struct state *state, enum axis axis)
{
    for (size_t i = 0; i < state->axis_count; i++)
        if (state->axes[i].axis == axis) return &state->axes[i];
    return NULL;
}

/* Room for one more cell; new cells and tallies are zero. */
static bool reserve_cell(struct state *state)
{
    if (state->cell_count < state->cell_capacity) return true;
    const uint32_t capacity = state->cell_capacity ? state->cell_capacity * 2 : CELLS_FIRST;
    const size_t tally_count = state->family->tally_count;
    unsigned char *cells = realloc(state->cells, capacity * state->cell_stride);
    if (!cells) return false;
    state->cells = cells;
    const size_t tally_bytes = (capacity * tally_count + 1) * sizeof *state->tallies;
    struct tally *tallies = realloc(state->tallies, tally_bytes);
    if (!tallies) return false;
    state->tallies = tallies;
    const uint32_t added = capacity - state->cell_capacity;
    memset(cells + state->cell_capacity * state->cell_stride, 0, added * state->cell_stride);
    memset(tallies + state->cell_capacity * tally_count, 0, added * tally_count * sizeof *tallies);
    state->cell_capacity = capacity;
    return true;
}

void *state_cell(struct state *state, uint64_t slot, struct tally **tallies)
{
    if (state->cell_of_slot[slot] == 0) {
        if (!reserve_cell(state)) return NULL;
        state->cell_of_slot[slot] = ++state->cell_count;
    }
    const size_t cell = state->cell_of_slot[slot] - 1;
    *tallies = state->tallies + cell * state->family->tally_count;
    return state->cells + cell * state->cell_stride;
}

const void *state_find(const struct state *state, uint64_t slot, const struct tally **tallies)
{
    if (state->cell_of_slot[slot] == 0) return NULL;
    const size_t cell = state->cell_of_slot[slot] - 1;
    if (tallies) *tallies = state->tallies + cell * state->family->tally_count;
    return state->cells + cell * state->cell_stride;
}

/* One row per type of number: how two of them merge by each rule; false: the sum left its type. */
static bool merge_u64(void *into, const void *from, enum merge_rule rule)
{
    uint64_t *a = into;
    const uint64_t b = *(const uint64_t *)from;
    if (rule == MERGE_SUM) return exact_add_u64(*a, b, a);
    if (rule == MERGE_MIN ? b < *a : b > *a) *a = b;
    return true;
}

static bool merge_i64(void *into, const void *from, enum merge_rule rule)
{
    int64_t *a = into;
    const int64_t b = *(const int64_t *)from;
    if (rule == MERGE_SUM) return exact_add_i64(*a, b, a);
    if (rule == MERGE_MIN ? b < *a : b > *a) *a = b;
    return true;
}

static bool merge_i128(void *into, const void *from, enum merge_rule rule)
{
    i128 *a = into;
    const i128 b = *(const i128 *)from;
    if (rule == MERGE_SUM) return exact_add_i128(*a, b, a);
    if (rule == MERGE_MIN ? b < *a : b > *a) *a = b;
    return true;
}

static const struct {
    size_t bytes;
    bool (*merge)(void *into, const void *from, enum merge_rule rule);
} number_types[NUMBER_TYPE_COUNT] = {
    [NUMBER_U64] = {8, merge_u64},
    [NUMBER_I64] = {8, merge_i64},
    [NUMBER_I128] = {16, merge_i128},
};

static bool merge_cell(const struct family *family, char *into, const char *from)
{
    bool fits = true;
    for (const struct field *field = family->fields; field->name; field++) {
        const size_t bytes = number_types[field->type].bytes;
        for (size_t i = 0; i < field->count; i++) {
            const size_t at = field->offset + i * bytes;
            fits &= number_types[field->type].merge(into + at, from + at, field->merge);
        }
    }
    return fits;
}

enum rc state_merge(struct state *into, const struct state *from, struct err *err)
{
    for (uint64_t slot = 0; slot < from->slot_count; slot++) {
        const struct tally *added;
        const void *cell = state_find(from, slot, &added);
        if (!cell) continue;
        struct tally *tallies;
        const bool fresh = into->cell_of_slot[slot] == 0;
        void *target = state_cell(into, slot, &tallies);
        if (!target) return err_memory(err, into->cell_stride);
        if (fresh)
            memcpy(target, cell, into->family->cell_bytes);
        else if (!merge_cell(into->family, target, cell))
            return err_set(err, RC_NUMERIC, "a sum of family %s does not fit its field",
                           into->family->name);
        for (size_t t = 0; t < into->family->tally_count; t++) {
            tally_merge(&tallies[t], &added[t]);
            if (tallies[t].failed) return err_memory(err, sizeof(struct tally_entry));
        }
    }
    return RC_OK;
}
