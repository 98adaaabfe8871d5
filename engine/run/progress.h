/* run/progress.h: one line on standard error that says how far reading is: bytes, rows, rate,
 * rejects, time left. Drawn only on a terminal, at most ten times a second. */
#ifndef RUN_PROGRESS_H
#define RUN_PROGRESS_H
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

struct progress {
    bool is_shown;
    struct timespec started, drawn;
};

void progress_start(struct progress *progress, bool is_wanted);
/* As ingest_progress.report; `context` is the struct progress. */
void progress_report(void *context, uint64_t bytes_done, uint64_t bytes_all, uint64_t rows,
                     uint64_t rejects);
/* Take the line away. */
void progress_end(struct progress *progress);

#endif
