/* base/profile.h: where the time of one run goes: seconds, processor seconds, bytes and rows of
 * each stage. The stages are PROFILE_MAP: one line each, a stage's parent before it. Every function
 * takes a NULL profile and does nothing then, so that a run nobody asked to measure pays a test of
 * a pointer.
 *
 * A stage is started and stopped by the one thread that leads the work, outside of parallel
 * regions; it may run many times, and the times are added. Processor time is that of the whole
 * process, so it holds the work of all threads (and their waiting, where OpenMP lets them spin).
 * Work that goes on beside other work inside a parallel region is measured by its threads:
 *
 *     const uint64_t begun_ns = profile_thread_ns(profile);
 *     …
 *     profile_add_thread(profile, PROFILE_DIGEST, begun_ns);
 *
 * gives it processor time, but no wall time. Times never reach a result: only what is printed. */
#ifndef BASE_PROFILE_H
#define BASE_PROFILE_H
#include <stdbool.h>
#include <stdint.h>

/*        stage                   part of          name */
#define PROFILE_MAP(STAGE)                                                                         \
    STAGE(PROFILE_INGEST, PROFILE_WHOLE, "ingest")                                                 \
    STAGE(PROFILE_INSPECT, PROFILE_INGEST, "inspect")                                              \
    STAGE(PROFILE_DIGEST, PROFILE_INGEST, "digest")                                                \
    STAGE(PROFILE_SCAN, PROFILE_INGEST, "scan")                                                    \
    STAGE(PROFILE_CACHE_READ, PROFILE_INGEST, "cache read")                                        \
    STAGE(PROFILE_SEAMS, PROFILE_INGEST, "seams")                                                  \
    STAGE(PROFILE_GATHER, PROFILE_INGEST, "gather")                                                \
    STAGE(PROFILE_CACHE_WRITE, PROFILE_INGEST, "cache write")                                      \
    STAGE(PROFILE_LINK, PROFILE_WHOLE, "link")                                                     \
    STAGE(PROFILE_DICTIONARIES, PROFILE_LINK, "dictionaries")                                      \
    STAGE(PROFILE_SUPERSEDE, PROFILE_LINK, "supersede")                                            \
    STAGE(PROFILE_MEASURE, PROFILE_WHOLE, "measure")                                               \
    STAGE(PROFILE_DERIVE, PROFILE_MEASURE, "derive")                                               \
    STAGE(PROFILE_COUNT, PROFILE_MEASURE, "count")                                                 \
    STAGE(PROFILE_FINISH, PROFILE_MEASURE, "finish")                                               \
    STAGE(PROFILE_OUTPUT, PROFILE_WHOLE, "output")                                                 \
    STAGE(PROFILE_JSON, PROFILE_OUTPUT, "json")                                                    \
    STAGE(PROFILE_REJECTS, PROFILE_OUTPUT, "rejects")                                              \
    STAGE(PROFILE_PAGES, PROFILE_OUTPUT, "pages")                                                  \
    STAGE(PROFILE_PUBLISH, PROFILE_OUTPUT, "publish")

enum profile_stage {
    PROFILE_WHOLE, /* from profile_init to profile_end */
#define PROFILE_ENUM(stage, parent, name) stage,
    PROFILE_MAP(PROFILE_ENUM)
#undef PROFILE_ENUM
        PROFILE_STAGE_COUNT
};

struct profile_cost {
    uint64_t wall_ns, processor_ns;
    uint64_t byte_count, row_count; /* 0: not said */
};

struct profile_entry {
    struct profile_cost cost;
    uint64_t wall_begun_ns, processor_begun_ns;
    bool is_running, has_run; /* has_run: wall time was measured */
};

struct profile {
    struct profile_entry entries[PROFILE_STAGE_COUNT];
};

/* Nothing measured yet; PROFILE_WHOLE begins. */
void profile_init(struct profile *profile);
/* PROFILE_WHOLE ends. */
void profile_end(struct profile *profile);

/* Between them the stage runs. It must not run already, or must run. */
void profile_start(struct profile *profile, enum profile_stage stage);
void profile_stop(struct profile *profile, enum profile_stage stage);

/* What a stage took in (or, of the output, wrote). Any thread, at any time. */
void profile_add_bytes(struct profile *profile, enum profile_stage stage, uint64_t byte_count);
void profile_add_rows(struct profile *profile, enum profile_stage stage, uint64_t row_count);

/* The calling thread's processor time; 0 without a profile. */
uint64_t profile_thread_ns(const struct profile *profile);
/* Add the calling thread's processor time since `begun_ns` to the stage. Any thread. */
void profile_add_thread(struct profile *profile, enum profile_stage stage, uint64_t begun_ns);

/* What the stage cost. Times of a stage that never ran itself are the sum of its parts'; bytes and
 * rows are what was added to the stage itself. `profile` is not NULL. */
struct profile_cost profile_cost_of(const struct profile *profile, enum profile_stage stage);
/* "ingest"; "all" for PROFILE_WHOLE. */
const char *profile_name(enum profile_stage stage);
/* PROFILE_WHOLE for itself. */
enum profile_stage profile_parent(enum profile_stage stage);

#endif
