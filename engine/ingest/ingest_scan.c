#include "ingest/ingest_scan.h"
#include "base/profile.h"
#include "ingest/ingest_failure.h"
#include "ingest/ingest_rejects.h"

/* A group of files is read together: large enough to keep all threads busy on small files. */
enum { GROUP_FILES = 128 };
#define GROUP_BYTES (UINT64_C(256) << 20)

struct group_chunk {
    struct inventory_file *file;
    struct chunk *chunk;
};

struct scanning {
    const struct scan_setting *setting;
    struct seam_count *seams;
    uint64_t bytes_done, bytes_all, rows, rejects; /* for progress */

    /* the group */
    struct inventory_file *files;
    size_t file_count;
    struct group_chunk *chunks;
    size_t chunk_count;
};

static bool is_read(const struct inventory_file *file)
{
    return !file->ignored && (file->is_rejects || (file->table >= 0 && !file->header.is_empty));
}

static void report(struct scanning *scanning, uint64_t byte_count, const struct chunk *chunk)
{
    const struct ingest_progress *progress = scanning->setting->progress;
    if (!progress) return;
#pragma omp critical(ingest_progress)
    {
        scanning->bytes_done += byte_count;
        scanning->rows += chunk->columns.row_count;
        scanning->rejects += chunk->rejects.row_count;
        progress->report(progress->context, scanning->bytes_done, scanning->bytes_all,
                         scanning->rows, scanning->rejects);
    }
}

static enum rc cut_file(struct inventory_file *file, uint64_t chunk_bytes, struct err *err)
{
    const uint64_t begin = file->header.body_offset;
    const uint64_t body_bytes = file->byte_count - begin;
    const uint64_t count = body_bytes / chunk_bytes + (body_bytes % chunk_bytes > 0);
    if (count > SIZE_MAX / sizeof *file->chunks) return err_memory(err, UINT64_MAX);
    file->chunks = malloc((size_t)(count + 1) * sizeof *file->chunks);
    if (!file->chunks) return err_memory(err, count * sizeof *file->chunks);
    for (uint64_t i = 0; i < count; i++) {
        const uint64_t at = begin + i * chunk_bytes;
        const uint64_t past =
            file->byte_count - at > chunk_bytes ? at + chunk_bytes : file->byte_count;
        chunk_init(&file->chunks[i], &file->plan, at, past);
    }
    file->chunk_count = (size_t)count;
    return RC_OK;
}

static enum rc start_file(struct scanning *scanning, struct inventory_file *file, struct err *err)
{
    const struct scan_setting *setting = scanning->setting;
    const uint64_t chunk_bytes = setting->options->chunk_bytes;
    enum rc rc = inventory_open(file, err);
    if (rc != RC_OK) return rc;
    if (!file->is_rejects) return cut_file(file, chunk_bytes > 0 ? chunk_bytes : 1, err);
    return rejects_file_read(file, setting->schema, setting->options, setting->missing, err);
}

static enum rc start_group(struct scanning *scanning, struct err *err)
{
    struct failure failure = FAILURE_INIT;
    const size_t count = scanning->file_count;
    struct inventory_file *files = scanning->files;
#pragma omp parallel for default(none) shared(scanning, files, count, failure) schedule(dynamic)   \
    num_threads(scanning->setting->thread_count)
    for (size_t i = 0; i < count; i++) {
        struct err own = ERR_INIT;
        if (is_read(&files[i]) && start_file(scanning, &files[i], &own) != RC_OK)
            failure_note(&failure, i, &own);
    }
    return failure_result(&failure, err);
}

static enum rc list_chunks(struct scanning *scanning, struct err *err)
{
    size_t count = 0;
    for (size_t i = 0; i < scanning->file_count; i++)
        if (!scanning->files[i].is_rejects) count += scanning->files[i].chunk_count;
    scanning->chunks = malloc((count + 1) * sizeof *scanning->chunks);
    if (!scanning->chunks) return err_memory(err, count * sizeof *scanning->chunks);
    scanning->chunk_count = 0;
    for (size_t i = 0; i < scanning->file_count; i++) {
        struct inventory_file *file = &scanning->files[i];
        for (size_t c = 0; !file->is_rejects && c < file->chunk_count; c++)
            scanning->chunks[scanning->chunk_count++] =
                (struct group_chunk){file, &file->chunks[c]};
    }
    return RC_OK;
}

static enum rc guess_chunks(struct scanning *scanning, struct err *err)
{
    struct failure failure = FAILURE_INIT;
    const size_t count = scanning->chunk_count;
    const struct group_chunk *chunks = scanning->chunks;
#pragma omp parallel for default(none) shared(scanning, chunks, count, failure) schedule(dynamic)  \
    num_threads(scanning->setting->thread_count)
    for (size_t i = 0; i < count; i++) {
        struct err own = ERR_INIT;
        struct inventory_file *file = chunks[i].file;
        struct chunk *chunk = chunks[i].chunk;
        if (chunk_guess(chunk, &file->source, chunk == file->chunks, &own) != RC_OK)
            failure_note(&failure, i, &own);
        report(scanning, chunk->end - chunk->begin, chunk);
    }
    return failure_result(&failure, err);
}

/* The seams of one file, one after the other: each needs the true end of the chunk before it. */
static enum rc accept_file(struct inventory_file *file, struct seam_count *seams, struct err *err)
{
    uint64_t next = file->header.body_offset, line = file->header.body_line;
    enum rc rc = RC_OK;
    for (size_t c = 0; rc == RC_OK && c < file->chunk_count; c++) {
        struct chunk *chunk = &file->chunks[c];
        bool is_read_again;
        rc = chunk_accept(chunk, &file->source, &next, &is_read_again, err);
        chunk->first_line = line;
        line += chunk->line_count;
        seams->chunks++;
        seams->seams_met += c > 0 && !is_read_again;
        seams->reparsed += is_read_again;
    }
    return rc;
}

static enum rc accept_group(struct scanning *scanning, struct err *err)
{
    struct failure failure = FAILURE_INIT;
    const size_t count = scanning->file_count;
    struct inventory_file *files = scanning->files;
    uint64_t chunks = 0, seams_met = 0, reparsed = 0;
#pragma omp parallel for default(none) shared(files, count, failure) schedule(dynamic)             \
    num_threads(scanning->setting->thread_count) reduction(+ : chunks, seams_met, reparsed)
    for (size_t i = 0; i < count; i++) {
        struct err own = ERR_INIT;
        struct seam_count seams = {0, 0, 0};
        if (!is_read(&files[i]) || files[i].is_rejects) continue;
        if (accept_file(&files[i], &seams, &own) != RC_OK) failure_note(&failure, i, &own);
        chunks += seams.chunks;
        seams_met += seams.seams_met;
        reparsed += seams.reparsed;
    }
    scanning->seams->chunks += chunks;
    scanning->seams->seams_met += seams_met;
    scanning->seams->reparsed += reparsed;
    return failure_result(&failure, err);
}

static enum rc close_group(struct scanning *scanning, struct err *err)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < scanning->file_count; i++)
        if (is_read(&scanning->files[i])) rc = inventory_close(&scanning->files[i], err);
    return rc;
}

static enum rc scan_group(struct scanning *scanning, struct err *err)
{
    struct profile *profile = scanning->setting->options->profile;
    enum rc rc = start_group(scanning, err);
    if (rc == RC_OK) rc = list_chunks(scanning, err);
    profile_start(profile, PROFILE_SCAN);
    if (rc == RC_OK) rc = guess_chunks(scanning, err);
    profile_stop(profile, PROFILE_SCAN);
    profile_start(profile, PROFILE_SEAMS);
    if (rc == RC_OK) rc = accept_group(scanning, err);
    profile_stop(profile, PROFILE_SEAMS);
    if (rc == RC_OK) rc = close_group(scanning, err);
    free(scanning->chunks);
    scanning->chunks = NULL;
    return rc;
}

enum rc ingest_scan(struct inventory *inventory, const struct scan_setting *setting,
                    struct seam_count *seams, struct err *err)
{
    struct scanning scanning = {.setting = setting, .seams = seams};
    for (size_t i = 0; i < inventory->file_count; i++)
        if (is_read(&inventory->files[i]) && !inventory->files[i].is_rejects)
            scanning.bytes_all +=
                inventory->files[i].byte_count - inventory->files[i].header.body_offset;
    enum rc rc = RC_OK;
    for (size_t first = 0, past; rc == RC_OK && first < inventory->file_count; first = past) {
        uint64_t byte_count = 0;
        for (past = first; past < inventory->file_count && past - first < GROUP_FILES &&
                           (past == first || byte_count < GROUP_BYTES);
             past++)
            byte_count += inventory->files[past].byte_count;
        scanning.files = inventory->files + first;
        scanning.file_count = past - first;
        rc = scan_group(&scanning, err);
    }
    return rc;
}
