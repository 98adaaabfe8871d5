#include "run/read_speed.h"

#include <fcntl.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { BLOCK_BYTES = 1 << 20, BLOCK_LIMIT = 16384, HANDLE_LIMIT = 64 };
#define NS_A_SECOND   UINT64_C(1000000000)
#define WALL_LIMIT_NS (NS_A_SECOND / 5)

struct block {
    int handle;
    off_t offset;
};

struct probe {
    int handles[HANDLE_LIMIT];
    size_t handle_count;
    struct block *blocks; /* room for BLOCK_LIMIT */
    size_t block_count;
};

static uint64_t now_ns(void)
{
    struct timespec now = {0, 0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * NS_A_SECOND + (uint64_t)now.tv_nsec;
}

/* O_NONBLOCK: a named pipe among the inputs must not be waited for. */
static void add_file(struct probe *probe, const char *path)
{
    const int handle = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (handle < 0) return;
    struct stat status;
    if (fstat(handle, &status) != 0 || !S_ISREG(status.st_mode)) {
        (void)close(handle);
        return;
    }
    probe->handles[probe->handle_count++] = handle;
    for (off_t at = 0; at < status.st_size && probe->block_count < BLOCK_LIMIT; at += BLOCK_BYTES)
        probe->blocks[probe->block_count++] = (struct block){handle, at};
}

static void add_files(struct probe *probe, const struct ingested *ingested)
{
    for (size_t i = 0; i < ingested->file_count; i++) {
        if (probe->handle_count == HANDLE_LIMIT || probe->block_count == BLOCK_LIMIT) return;
        const struct input_file *file = &ingested->files[i];
        if (file->table >= 0 && strcmp(file->path, "-") != 0) add_file(probe, file->path);
    }
}

/* The clock starts when every thread has its memory. */
static void read_blocks(const struct probe *probe, struct read_speed *speed)
{
    uint64_t byte_count = 0, begun_ns = 0;
    const size_t count = probe->block_count;
    const struct block *blocks = probe->blocks;
#pragma omp parallel default(none) shared(blocks, count, begun_ns) reduction(+ : byte_count)       \
    num_threads(speed->thread_count)
    {
        char *bytes = malloc(BLOCK_BYTES);
        if (bytes) memset(bytes, 1, BLOCK_BYTES);
#pragma omp barrier
#pragma omp single
        begun_ns = now_ns();
#pragma omp for schedule(dynamic)
        for (size_t i = 0; i < count; i++) {
            if (!bytes || now_ns() - begun_ns > WALL_LIMIT_NS) continue;
            const ssize_t got = pread(blocks[i].handle, bytes, BLOCK_BYTES, blocks[i].offset);
            if (got > 0) byte_count += (uint64_t)got;
        }
        free(bytes);
    }
    speed->wall_ns = now_ns() - begun_ns;
    speed->byte_count = byte_count;
}

struct read_speed read_speed_measure(const struct ingested *ingested, int thread_count)
{
    struct read_speed speed = {.thread_count =
                                   thread_count > 0 ? thread_count : omp_get_max_threads()};
    struct probe probe = {.blocks = malloc(BLOCK_LIMIT * sizeof *probe.blocks)};
    if (!probe.blocks) return speed;
    add_files(&probe, ingested);
    if (probe.block_count > 0) read_blocks(&probe, &speed);
    for (size_t i = 0; i < probe.handle_count; i++) (void)close(probe.handles[i]);
    free(probe.blocks);
    return speed;
}
