/* read_bytes: the floor under every engine: all bytes of the files, read once, and nothing done
 * with them. Usage: read_bytes OUTPUT FILE... Threads (OMP_NUM_THREADS) take blocks of 1 MiB in
 * turn with pread; OUTPUT gets the number of bytes as text. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCK_BYTES = 1 << 20 };

/* Bytes of one block, or -1. A block ends early only at the end of the file. */
static long long read_block(int handle, char *block, long long number)
{
    long long byte_count = 0;
    while (byte_count < BLOCK_BYTES) {
        const ssize_t got = pread(handle, block + byte_count, (size_t)(BLOCK_BYTES - byte_count),
                                  (off_t)(number * BLOCK_BYTES + byte_count));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return -1;
        if (got == 0) break;
        byte_count += got;
    }
    return byte_count;
}

/* Bytes of the whole file, or -1. */
static long long read_blocks(int handle, long long block_count)
{
    long long byte_count = 0;
    int failures = 0;
#pragma omp parallel reduction(+ : byte_count, failures)
    {
        char *block = malloc(BLOCK_BYTES);
#pragma omp for schedule(dynamic)
        for (long long i = 0; i < block_count; i++) {
            const long long got = block ? read_block(handle, block, i) : -1;
            if (got < 0)
                failures++;
            else
                byte_count += got;
        }
        free(block);
    }
    return failures > 0 ? -1 : byte_count;
}

static long long read_file(const char *path)
{
    const int handle = open(path, O_RDONLY);
    if (handle < 0) return -1;
    struct stat status;
    long long byte_count = -1;
    if (fstat(handle, &status) == 0)
        byte_count = read_blocks(handle, (status.st_size + BLOCK_BYTES - 1) / BLOCK_BYTES);
    close(handle);
    return byte_count;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: read_bytes OUTPUT FILE...\n");
        return 2;
    }
    long long total = 0;
    for (int i = 2; i < argc; i++) {
        const long long byte_count = read_file(argv[i]);
        if (byte_count < 0) {
            fprintf(stderr, "read_bytes: %s: %s\n", argv[i], strerror(errno));
            return 3;
        }
        total += byte_count;
    }
    FILE *out = fopen(argv[1], "w");
    if (!out || fprintf(out, "%lld\n", total) < 0 || fclose(out) != 0) {
        fprintf(stderr, "read_bytes: %s: %s\n", argv[1], strerror(errno));
        return 4;
    }
    return 0;
}
