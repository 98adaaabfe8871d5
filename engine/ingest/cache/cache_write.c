#include "ingest/cache/cache_write.h"
#include "ingest/cache/cache_bytes.h"
#include "ingest/cache/cache_file.h"
#include "ingest/cache/cache_hash.h"
#include "ingest/cache/cache_quotes.h"
#include "ingest/cache/cache_rejects.h"
#include "ingest/column_array.h"
#include "ingest/gather.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* So many files are open at a time. */
enum { BATCH_JOBS = 64 };

/* A column or a block of a job. */
struct part {
    struct cache_job *job;
    size_t index;
};

struct writing {
    struct cache_job *jobs;
    size_t job_count;
    const struct key_intern *intern;
    int thread_count;
    struct part *parts;
    size_t part_count;
};

static size_t column_count_of(const struct cache_job *job)
{
    return job->file->plan.schema->column_count;
}

static uint64_t row_count_of(const struct cache_job *job)
{
    return job->rows_before[job->file->chunk_count];
}

static size_t block_count_of(const struct cache_job *job)
{
    return cache_block_count(row_count_of(job));
}

static uint64_t offset_of(const struct cache_job *job, size_t block)
{
    const size_t block_bytes =
        cache_block_bytes(job->columns, column_count_of(job), CACHE_BLOCK_ROWS);
    return sizeof(struct cache_head) + (uint64_t)block * block_bytes;
}

/* The last block ends where its rows do. */
static uint64_t blocks_end(const struct cache_job *job)
{
    const uint64_t row_count = row_count_of(job);
    return offset_of(job, (size_t)(row_count / CACHE_BLOCK_ROWS)) +
           cache_block_bytes(job->columns, column_count_of(job),
                             (uint32_t)(row_count % CACHE_BLOCK_ROWS));
}

/* Any thread may find that a job has failed. */
static void fail(struct cache_job *job, const struct err *err)
{
#pragma omp critical(cache_job)
    if (job->err.rc == RC_OK) job->err = *err;
}

static bool has_failed(const struct cache_job *job)
{
    enum rc rc;
#pragma omp critical(cache_job)
    rc = job->err.rc;
    return rc != RC_OK;
}

static bool take_room(struct cache_job *job)
{
    const struct inventory_file *file = job->file;
    const size_t count = column_count_of(job);
    job->made_file = -1;
    text_init(&job->made, 0);
    job->collected = calloc(count, sizeof *job->collected);
    job->columns = calloc(count, sizeof *job->columns);
    job->rows_before = calloc(file->chunk_count + 1, sizeof *job->rows_before);
    if (!job->collected || !job->columns || !job->rows_before) return false;
    for (size_t c = 0; c < file->chunk_count; c++)
        job->rows_before[c + 1] = job->rows_before[c] + file->chunks[c].segment.row_count;
    job->pieces = calloc(block_count_of(job) * count + 1, sizeof *job->pieces);
    return job->pieces != NULL;
}

static void start(struct cache_job *job)
{
    job->err = (struct err)ERR_INIT;
    if (!take_room(job)) (void)err_memory(&job->err, sizeof *job->columns);
}

static void collect_part(const struct writing *writing, const struct part *part)
{
    struct cache_job *job = part->job;
    struct err err = ERR_INIT;
    if (has_failed(job) || cache_collect(&job->collected[part->index], job->file->chunks,
                                         job->file->chunk_count, part->index, writing->intern))
        return;
    (void)err_memory(&err, row_count_of(job));
    fail(job, &err);
}

static void make_file(struct cache_job *job)
{
    const struct inventory_file *file = job->file;
    if (has_failed(job)) return;
    for (size_t c = 0; c < column_count_of(job); c++) {
        job->columns[c].value_bytes = job->collected[c].value_bytes;
        for (size_t i = 0; i < file->chunk_count; i++)
            if (file->chunks[i].quality)
                column_quality_add(&job->columns[c].quality, &file->chunks[i].quality[c]);
    }
    job->made_file = cache_file_make(job->path, &job->made, &job->err);
}

/* Memory of one thread: for the codes of a column, and behind them a block. */
struct room {
    char *bytes;
    size_t capacity;
};
enum { CODE_BYTES = CACHE_BLOCK_ROWS * (int)sizeof(uint32_t) };

static enum rc write_block(struct cache_job *job, size_t block, struct room *room, struct err *err)
{
    const uint64_t offset = offset_of(job, block);
    const uint64_t end =
        block + 1 == block_count_of(job) ? blocks_end(job) : offset_of(job, block + 1);
    const size_t byte_count = (size_t)(end - offset);
    if (!array_reserve(&room->bytes, &room->capacity, CODE_BYTES + byte_count + 1, 1))
        return err_memory(err, byte_count);
    char *bytes = room->bytes + CODE_BYTES;
    cache_block_build(job, block, bytes, job->pieces + block * column_count_of(job),
                      (uint32_t *)(void *)room->bytes);
    return cache_file_write(job->made_file, job->path, bytes, byte_count, offset, err);
}

static void put_column(struct text *outline, const struct cache_column *column,
                       const struct cache_collected *collected)
{
    cache_put_number(outline, column->quality.value_count);
    cache_put_number(outline, column->quality.missing_count);
    cache_put_number(outline, column->quality.bad_count);
    cache_put_number(outline, column->quality.unlisted_count);
    cache_put_number(outline, column->quality.date_alone_count);
    cache_put_number(outline, column->value_bytes);
    cache_put_number(outline, collected->text_count);
    for (uint32_t i = 0; i < collected->text_count; i++)
        cache_put_slice(outline, collected->texts[i]);
}

static bool put_outline(struct text *outline, const struct cache_job *job)
{
    const struct inventory_file *file = job->file;
    const size_t count = column_count_of(job);
    cache_put_content(outline, &job->content);
    for (size_t c = 0; c < count; c++) put_column(outline, &job->columns[c], &job->collected[c]);
    text_add(outline, (const char *)job->pieces, block_count_of(job) * count * sizeof *job->pieces);
    return cache_rejects_put(outline, file->chunks, file->chunk_count) &&
           cache_quotes_put(outline, file->chunks, file->chunk_count) && !outline->failed;
}

static struct cache_head head_of(const struct cache_job *job, const struct text *outline)
{
    const struct inventory_file *file = job->file;
    struct cache_head head = {.sha = job->content.sha,
                              .way = job->way,
                              .row_count = row_count_of(job),
                              .block_bytes = blocks_end(job) - sizeof head,
                              .outline_bytes = outline->byte_count,
                              .outline_hash = cache_hash(outline->bytes, outline->byte_count)};
    memcpy(head.magic, CACHE_MAGIC, CACHE_MAGIC_BYTES);
    (void)snprintf(head.table, sizeof head.table, "%s", file->plan.schema->name);
    for (size_t c = 0; c < file->chunk_count; c++)
        head.record_count += file->chunks[c].record_count;
    head.head_hash = cache_hash(&head, offsetof(struct cache_head, head_hash));
    return head;
}

/* The head comes last: without it there is no entry. */
static enum rc write_outline(struct cache_job *job, struct err *err)
{
    struct text outline;
    text_init(&outline, 0);
    enum rc rc = put_outline(&outline, job) ? RC_OK : err_memory(err, outline.byte_count);
    if (rc == RC_OK)
        rc = cache_file_write(job->made_file, job->path, outline.bytes, outline.byte_count,
                              blocks_end(job), err);
    const struct cache_head head = head_of(job, &outline);
    if (rc == RC_OK) rc = cache_file_write(job->made_file, job->path, &head, sizeof head, 0, err);
    text_release(&outline);
    return rc;
}

static void finish(struct cache_job *job)
{
    struct err err = ERR_INIT;
    enum rc rc = job->err.rc;
    if (rc == RC_OK) rc = write_outline(job, &err);
    rc = cache_file_finish(job->made_file, &job->made, job->path, rc, &err);
    if (rc != RC_OK) fail(job, &err);
    text_release(&job->made);
    for (size_t c = 0; job->collected && c < column_count_of(job); c++)
        cache_collected_release(&job->collected[c]);
    free(job->collected);
    free(job->columns);
    free(job->rows_before);
    free(job->pieces);
}

/* Parts of all jobs side by side: a single large file keeps all threads busy, too. */
static bool list_parts(struct writing *writing, size_t (*count_of)(const struct cache_job *))
{
    size_t count = 0;
    for (size_t j = 0; j < writing->job_count; j++)
        if (!has_failed(&writing->jobs[j])) count += count_of(&writing->jobs[j]);
    free(writing->parts);
    writing->parts = malloc((count + 1) * sizeof *writing->parts);
    writing->part_count = 0;
    if (!writing->parts) return false;
    for (size_t j = 0; j < writing->job_count; j++) {
        if (has_failed(&writing->jobs[j])) continue;
        for (size_t i = 0; i < count_of(&writing->jobs[j]); i++)
            writing->parts[writing->part_count++] = (struct part){&writing->jobs[j], i};
    }
    return true;
}

static void collect_columns(const struct writing *writing)
{
#pragma omp parallel for default(none) shared(writing) schedule(dynamic)                           \
    num_threads(writing->thread_count)
    for (size_t i = 0; i < writing->part_count; i++) collect_part(writing, &writing->parts[i]);
}

static void write_blocks(const struct writing *writing)
{
#pragma omp parallel default(none) shared(writing) num_threads(writing->thread_count)
    {
        struct room room = {NULL, 0};
#pragma omp for schedule(dynamic)
        for (size_t i = 0; i < writing->part_count; i++) {
            const struct part *part = &writing->parts[i];
            struct err err = ERR_INIT;
            if (!has_failed(part->job) && write_block(part->job, part->index, &room, &err) != RC_OK)
                fail(part->job, &err);
        }
        free(room.bytes);
    }
}

static void each_job(const struct writing *writing, void (*act)(struct cache_job *))
{
#pragma omp parallel for default(none) shared(writing, act) schedule(dynamic)                      \
    num_threads(writing->thread_count)
    for (size_t i = 0; i < writing->job_count; i++) act(&writing->jobs[i]);
}

static void write_batch(struct writing *writing)
{
    each_job(writing, start);
    if (list_parts(writing, column_count_of)) collect_columns(writing);
    each_job(writing, make_file);
    if (writing->parts && list_parts(writing, block_count_of)) write_blocks(writing);
    for (size_t i = 0; !writing->parts && i < writing->job_count; i++)
        (void)err_memory(&writing->jobs[i].err, sizeof *writing->parts);
    each_job(writing, finish);
    free(writing->parts);
    writing->parts = NULL;
}

void cache_write_jobs(struct cache_job *jobs, size_t job_count, const struct key_intern *intern,
                      int thread_count)
{
    for (size_t first = 0; first < job_count; first += BATCH_JOBS) {
        const size_t left = job_count - first;
        struct writing writing = {.jobs = jobs + first,
                                  .job_count = left < BATCH_JOBS ? left : BATCH_JOBS,
                                  .intern = intern,
                                  .thread_count = thread_count};
        write_batch(&writing);
    }
}
