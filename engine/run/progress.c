#include "run/progress.h"

#include "run/console.h"

#include <inttypes.h>

static const double draw_seconds = 0.1;
static const double settled_seconds = 1; /* before, the rate says nothing about the time left */

static double seconds_since(const struct timespec *earlier, const struct timespec *now)
{
    return (double)(now->tv_sec - earlier->tv_sec) +
           (double)(now->tv_nsec - earlier->tv_nsec) / 1e9;
}

void progress_start(struct progress *progress, bool is_wanted)
{
    *progress = (struct progress){.is_shown = is_wanted && console_is_terminal(stderr)};
    (void)clock_gettime(CLOCK_MONOTONIC, &progress->started);
}

void progress_report(void *context, uint64_t bytes_done, uint64_t bytes_all, uint64_t rows,
                     uint64_t rejects)
{
    struct progress *progress = context;
    struct timespec now;
    if (!progress->is_shown) return;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    if (progress->drawn.tv_sec != 0 && seconds_since(&progress->drawn, &now) < draw_seconds) return;
    progress->drawn = now;
    const double seconds = seconds_since(&progress->started, &now);
    const double rate = seconds > 0 ? (double)bytes_done / seconds : 0;
    (void)fprintf(
        stderr, "\r\033[Kreading %.0f of %.0f MB, %" PRIu64 " rows, %.0f MB/s, %" PRIu64 " rejects",
        (double)bytes_done / 1e6, (double)bytes_all / 1e6, rows, rate / 1e6, rejects);
    if (seconds >= settled_seconds && rate > 0 && bytes_all > bytes_done)
        (void)fprintf(stderr, ", %.0f s left", (double)(bytes_all - bytes_done) / rate);
    (void)fflush(stderr);
}

void progress_end(struct progress *progress)
{
    if (progress->is_shown && progress->drawn.tv_sec != 0) (void)fputs("\r\033[K", stderr);
    progress->is_shown = false;
}
