/* run/read_speed.h: how fast this machine hands over the bytes that were just read: the measure to
 * hold a run's speed against. */
#ifndef RUN_READ_SPEED_H
#define RUN_READ_SPEED_H
#include "ingest/ingest.h"

struct read_speed {
    uint64_t byte_count, wall_ns; /* 0: nothing could be read again */
    int thread_count;
};

/* Read a part of the regular files among the inputs once more, in blocks of 1 MiB with pread, by
 * thread_count threads (0: OpenMP's choice), for at most 0.2 seconds, and do nothing with it.
 * Compressed files count with their stored bytes. What cannot be read is passed over. */
struct read_speed read_speed_measure(const struct ingested *ingested, int thread_count);

#endif
