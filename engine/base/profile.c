#include "base/profile.h"

#include <assert.h>
#include <time.h>

#define NS_A_SECOND UINT64_C(1000000000)

static const struct {
    enum profile_stage parent;
    const char *name;
} stages[PROFILE_STAGE_COUNT] = {[PROFILE_WHOLE] = {PROFILE_WHOLE, "all"},
#define PROFILE_ROW(stage, parent, name) [stage] = {parent, name},
                                 PROFILE_MAP(PROFILE_ROW)
#undef PROFILE_ROW
};

static uint64_t clock_ns(clockid_t clock)
{
    struct timespec now = {0, 0};
    (void)clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * NS_A_SECOND + (uint64_t)now.tv_nsec;
}

void profile_init(struct profile *profile)
{
    if (!profile) return;
    *profile = (struct profile){.entries = {{.has_run = false}}};
    profile_start(profile, PROFILE_WHOLE);
}

void profile_end(struct profile *profile)
{
    profile_stop(profile, PROFILE_WHOLE);
}

void profile_start(struct profile *profile, enum profile_stage stage)
{
    if (!profile) return;
    struct profile_entry *entry = &profile->entries[stage];
    assert(!entry->is_running);
    entry->is_running = true;
    entry->processor_begun_ns = clock_ns(CLOCK_PROCESS_CPUTIME_ID);
    entry->wall_begun_ns = clock_ns(CLOCK_MONOTONIC);
}

void profile_stop(struct profile *profile, enum profile_stage stage)
{
    if (!profile) return;
    struct profile_entry *entry = &profile->entries[stage];
    assert(entry->is_running);
    entry->is_running = false;
    entry->has_run = true;
    entry->cost.wall_ns += clock_ns(CLOCK_MONOTONIC) - entry->wall_begun_ns;
    entry->cost.processor_ns += clock_ns(CLOCK_PROCESS_CPUTIME_ID) - entry->processor_begun_ns;
}

void profile_add_bytes(struct profile *profile, enum profile_stage stage, uint64_t byte_count)
{
    if (!profile) return;
    struct profile_cost *cost = &profile->entries[stage].cost;
#pragma omp atomic
    cost->byte_count += byte_count;
}

void profile_add_rows(struct profile *profile, enum profile_stage stage, uint64_t row_count)
{
    if (!profile) return;
    struct profile_cost *cost = &profile->entries[stage].cost;
#pragma omp atomic
    cost->row_count += row_count;
}

uint64_t profile_thread_ns(const struct profile *profile)
{
    return profile ? clock_ns(CLOCK_THREAD_CPUTIME_ID) : 0;
}

void profile_add_thread(struct profile *profile, enum profile_stage stage, uint64_t begun_ns)
{
    if (!profile) return;
    const uint64_t spent_ns = clock_ns(CLOCK_THREAD_CPUTIME_ID) - begun_ns;
    struct profile_cost *cost = &profile->entries[stage].cost;
#pragma omp atomic
    cost->processor_ns += spent_ns;
}

struct profile_cost profile_cost_of(const struct profile *profile, enum profile_stage stage)
{
    const struct profile_entry *entry = &profile->entries[stage];
    struct profile_cost cost = entry->cost;
    if (entry->has_run) return cost;
    for (int i = PROFILE_WHOLE + 1; i < PROFILE_STAGE_COUNT; i++) {
        if (stages[i].parent != stage) continue;
        const struct profile_cost part = profile_cost_of(profile, (enum profile_stage)i);
        cost.wall_ns += part.wall_ns;
        cost.processor_ns += part.processor_ns;
    }
    return cost;
}

const char *profile_name(enum profile_stage stage)
{
    return stages[stage].name;
}

enum profile_stage profile_parent(enum profile_stage stage)
{
    return stages[stage].parent;
}
