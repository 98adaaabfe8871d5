/* Clean files: a thread makes a block and renders its tables, waits for its turn only to learn
 * where its bytes go, and writes them there while others work on. */
#include "buffer.h"
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static const struct style clean_style = {.missing = "", .line_end = "\n"};

struct files {
    const struct world *world;
    struct render render;
    int descriptor[TABLE_COUNT]; /* -1: not written */
    off_t end[TABLE_COUNT];
};

/* What one thread owns. */
struct worker {
    struct block block;
    struct buffer bytes[TABLE_COUNT];
    off_t at[TABLE_COUNT];
    struct err err;
};

static bool write_at(int descriptor, const char *bytes, size_t byte_count, off_t at)
{
    while (byte_count > 0) {
        const ssize_t written = pwrite(descriptor, bytes, byte_count, at);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        bytes += written;
        byte_count -= (size_t)written;
        at += written;
    }
    return true;
}

static enum rc open_table(struct files *files, int table, struct err *err)
{
    char path[4096];
    const struct world *world = files->world;
    const int length =
        snprintf(path, sizeof path, "%s/%s.csv", world->options->folder, tables[table].name);
    if (length < 0 || (size_t)length >= sizeof path)
        return err_set(err, RC_OUTPUT, "the path %s is too long", world->options->folder);
    files->descriptor[table] = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    char header[ROW_BYTES_MAX];
    const size_t byte_count =
        (size_t)(render_header(header, &files->render, &tables[table]) - header);
    if (files->descriptor[table] < 0 || !write_at(files->descriptor[table], header, byte_count, 0))
        return err_set(err, RC_OUTPUT, "cannot write %s: %s", path, strerror(errno));
    files->end[table] = (off_t)byte_count;
    return RC_OK;
}

static enum rc files_open(struct files *files, const struct world *world, struct err *err)
{
    *files = (struct files){.world = world};
    files->render = (struct render){world->lists, &world->calendar, clean_style};
    files->render.style.is_wide = world->options->is_wide;
    for (int t = 0; t < TABLE_COUNT; t++) files->descriptor[t] = -1;
    enum rc rc = make_folder(world->options->folder, err);
    for (int t = 0; t < TABLE_COUNT && rc == RC_OK; t++)
        if (world->options->is_written[t]) rc = open_table(files, t, err);
    return rc;
}

static enum rc files_close(struct files *files, enum rc rc, struct err *err)
{
    for (int t = 0; t < TABLE_COUNT; t++)
        if (files->descriptor[t] >= 0 && close(files->descriptor[t]) != 0 && rc == RC_OK)
            rc =
                err_set(err, RC_OUTPUT, "cannot write %s.csv: %s", tables[t].name, strerror(errno));
    return rc;
}

static void render_block(struct worker *worker, const struct files *files)
{
    for (int t = 0; t < TABLE_COUNT; t++) {
        struct buffer *bytes = &worker->bytes[t];
        const struct rows *rows = &worker->block.rows[t];
        bytes->byte_count = 0;
        if (files->descriptor[t] < 0) continue;
        for (int64_t i = 0; i < rows->count; i++) {
            char *at = buffer_room(bytes, ROW_BYTES_MAX, &worker->err);
            if (at == NULL) return;
            const char *end = render_row(at, &files->render, &tables[t],
                                         rows->values + i * tables[t].column_count);
            bytes->byte_count += (size_t)(end - at);
        }
    }
}

static void write_block(struct worker *worker, const struct files *files)
{
    for (int t = 0; t < TABLE_COUNT; t++) {
        if (worker->bytes[t].byte_count == 0 || worker->err.rc != RC_OK) continue;
        if (!write_at(files->descriptor[t], worker->bytes[t].bytes, worker->bytes[t].byte_count,
                      worker->at[t]))
            err_set(&worker->err, RC_OUTPUT, "cannot write %s.csv: %s", tables[t].name,
                    strerror(errno));
    }
}

static void work(struct worker *worker, struct files *files)
{
    const int64_t block_count = files->world->block_count;
#pragma omp for ordered schedule(static, 1)
    for (int64_t number = 0; number < block_count; number++) {
        if (worker->err.rc == RC_OK) {
            block_make(&worker->block, number);
            render_block(worker, files);
        }
#pragma omp ordered
        for (int t = 0; t < TABLE_COUNT; t++) {
            worker->at[t] = files->end[t];
            files->end[t] += (off_t)worker->bytes[t].byte_count;
        }
        write_block(worker, files);
    }
}

static void worker_release(struct worker *worker)
{
    block_release(&worker->block);
    for (int t = 0; t < TABLE_COUNT; t++) buffer_release(&worker->bytes[t]);
}

enum rc write_clean(const struct world *world, struct tally *tally, struct err *err)
{
    struct files files;
    enum rc rc = files_open(&files, world, err);
    if (rc != RC_OK) return files_close(&files, rc, err);
#pragma omp parallel num_threads(world->thread_count)
    {
        struct worker worker = {.err = ERR_INIT};
        block_init(&worker.block, world, &worker.err);
        work(&worker, &files);
#pragma omp critical
        {
            if (worker.err.rc != RC_OK)
                rc = err_set(err, worker.err.rc, "%s", worker.err.message);
            else
                tally_add(tally, &worker.block.tally);
        }
        worker_release(&worker);
    }
    return files_close(&files, rc, err);
}
