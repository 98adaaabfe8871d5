/* The end of counting, by all threads: each takes some slots of one family at a time, so that a
 * million cells are no one thread's work. */
#include "measure/count.h"

enum { PART_SLOTS = 1024 };

/* Slots of one family. */
struct part {
    size_t family;
    uint64_t first, last;
};

/* What threads count by themselves: a listed axis is whole already. */
static bool is_merged(const struct group *group, enum axis axis)
{
    for (size_t i = 0; i < group->axis_count; i++)
        if (group->axes[i].axis == axis) return !group->axes[i].is_listed;
    return true;
}

static uint64_t part_count_of(const struct group *group, const struct state_axis *axis)
{
    if (!is_merged(group, axis->axis)) return 0;
    return ((uint64_t)axis->key_count * axis->month_count + PART_SLOTS - 1) / PART_SLOTS;
}

static uint64_t part_count(const struct group *group)
{
    uint64_t count = 0;
    for (size_t f = 0; f < group->family_count; f++)
        for (size_t i = 0; i < group->families[f]->state.axis_count; i++)
            count += part_count_of(group, &group->families[f]->state.axes[i]);
    return count;
}

static struct part part_at(const struct group *group, uint64_t number)
{
    size_t family = 0, i = 0;
    const struct state *state = &group->families[family]->state;
    while (number >= part_count_of(group, &state->axes[i])) {
        number -= part_count_of(group, &state->axes[i++]);
        if (i < state->axis_count) continue;
        state = &group->families[++family]->state;
        i = 0;
    }
    const struct state_axis *axis = &state->axes[i];
    const uint64_t end = axis->first_slot + (uint64_t)axis->key_count * axis->month_count;
    const uint64_t first = axis->first_slot + number * PART_SLOTS;
    return (struct part){family, first, end - first < PART_SLOTS ? end : first + PART_SLOTS};
}

static enum rc merge_part(const struct group *group, const struct part *part, struct err *err)
{
    enum rc rc = RC_OK;
    struct state *into = group_state(group, 0, part->family);
    for (int thread = 1; rc == RC_OK && thread < group->thread_count; thread++) {
        struct state *from = group_state(group, thread, part->family);
        if (from->cell_of_slot) /* a thread that took part */
            rc = state_move(into, from, part->first, part->last, err);
    }
    return rc;
}

static enum rc sum_network(const struct group *group, size_t number, struct err *err)
{
    struct bound_family *bound = group->families[number / MONTH_WINDOW_COUNT];
    const uint32_t window = (uint32_t)(number % MONTH_WINDOW_COUNT);
    const struct state_axis *axis = count_network_axis(group, bound);
    if (!axis || window >= axis->month_count) return RC_OK;
    return state_sum_network(&bound->state, axis, window, err);
}

void count_note(enum rc failure, const struct err *reason, enum rc *rc, struct err *err)
{
    if (failure == RC_OK) return;
#pragma omp critical(measure_count)
    if (*rc == RC_OK) {
        *rc = failure;
        *err = *reason;
    }
}

void count_merge(const struct group *group, enum rc *rc, struct err *err)
{
    const uint64_t parts = part_count(group);
    const size_t sums = group->family_count * MONTH_WINDOW_COUNT;
    struct err reason = ERR_INIT;
#pragma omp for schedule(dynamic)
    for (uint64_t i = 0; i < parts; i++) {
        const struct part part = part_at(group, i);
        count_note(merge_part(group, &part, &reason), &reason, rc, err);
    }
#pragma omp for schedule(dynamic)
    for (size_t i = 0; i < sums; i++) count_note(sum_network(group, i, &reason), &reason, rc, err);
#pragma omp for schedule(dynamic)
    for (uint64_t i = 0; i < parts; i++) {
        const struct part part = part_at(group, i);
        state_settle(&group->families[part.family]->state, part.first, part.last);
    }
}
