#include "ingest/ingest_scan.h"
#include "base/profile.h"
#include "ingest/classify.h"
#include "ingest/ingest_failure.h"
#include "ingest/ingest_rejects.h"

#include <omp.h>

/* A group of files is read together: large enough to keep all threads busy on small files, and not
 * so large that descriptors, or the memory of compressed files, run out. */
enum { GROUP_FILES = 128 };
#define GROUP_BYTES (UINT64_C(256) << 20)

/* A piece of work: a chunk to be read, or a whole file to be digested. */
struct group_chunk {
    struct inventory_file *file;
    struct chunk *chunk; /* NULL: digest the file */
};

struct scanning {
    const struct scan_setting *setting;
    struct seam_count *seams;
    uint64_t bytes_done, bytes_all, rows, rejects; /* for progress */
    bool lets_go; /* files that are read do not stay in the system's file cache */

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
        scanning->rows += chunk->segment.row_count;
        scanning->rejects += chunk->rejects.row_count;
        progress->report(progress->context, scanning->bytes_done, scanning->bytes_all,
                         scanning->rows, scanning->rejects);
    }
}

static enum rc classify_again(const struct scanning *scanning, struct inventory_file *file,
                              struct err *err)
{
    const struct scan_setting *setting = scanning->setting;
    file->table = -1;
    file->is_rejects = false;
    file->why = NULL;
    return classify_file(file, setting->schema, setting->options, setting->missing, err);
}

static struct chunk_reader *thread_reader(const struct scan_setting *setting)
{
    return &setting->readers[omp_get_thread_num()];
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

/* Files that are not read as chunks have their encoding proved at once. */
static enum rc prove_now(const struct scanning *scanning, struct inventory_file *file,
                         struct err *err)
{
    bool is_other = false;
    if (!file->is_presumed || (is_read(file) && !file->is_rejects)) return RC_OK;
    const enum rc rc = inventory_prove(file, &is_other, err);
    return rc == RC_OK && is_other ? classify_again(scanning, file, err) : rc;
}

/* Whether all that is needed of the file is known though it was not opened. */
static bool is_known(const struct scanning *scanning, const struct inventory_file *file)
{
    const struct cache *cache = scanning->setting->cache;
    return cache && cache_is_recalled(cache, file) && !is_read(file);
}

/* What the cache has said of the file's header is no ground to parse it on. */
static enum rc open_file(const struct scanning *scanning, struct inventory_file *file,
                         struct err *err)
{
    struct cache *cache = scanning->setting->cache;
    enum rc rc = RC_OK;
    if (cache && cache_is_recalled(cache, file)) {
        cache_forget(cache, file);
        rc = inventory_inspect(file, err);
        if (rc == RC_OK) rc = classify_again(scanning, file, err);
    }
    return rc == RC_OK ? inventory_open(file, err) : rc;
}

static enum rc parse_file(struct scanning *scanning, struct inventory_file *file, struct err *err)
{
    const struct scan_setting *setting = scanning->setting;
    enum rc rc = open_file(scanning, file, err);
    if (rc == RC_OK) rc = prove_now(scanning, file, err);
    if (rc != RC_OK || !is_read(file)) return rc;
    if (!file->is_rejects) return cut_file(file, setting->chunk_bytes, err);
    return rejects_file_read(file, setting->schema, setting->options, setting->missing,
                             thread_reader(setting), err);
}

static enum rc start_file(struct scanning *scanning, struct inventory_file *file, struct err *err)
{
    struct cache *cache = scanning->setting->cache;
    bool is_taken = false;
    enum rc rc = RC_OK;
    if (is_known(scanning, file)) return RC_OK;
    if (cache && is_read(file) && !file->is_rejects)
        rc = cache_take(cache, file, thread_reader(scanning->setting)->intern, &is_taken, err);
    return rc != RC_OK || is_taken ? rc : parse_file(scanning, file, err);
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
        if (!files[i].ignored && start_file(scanning, &files[i], &own) != RC_OK)
            failure_note(&failure, i, &own);
    }
    return failure_result(&failure, err);
}

static int compare_sizes(const void *a, const void *b)
{
    const uint64_t x = ((const struct group_chunk *)a)->file->byte_count,
                   y = ((const struct group_chunk *)b)->file->byte_count;
    return (x < y) - (x > y);
}

/* A digest is made from a file's first byte to its last by one thread: the longest goes first,
 * while the other threads read. */
static size_t list_digests(struct scanning *scanning)
{
    const struct cache *cache = scanning->setting->cache;
    const bool is_off = scanning->setting->options->is_digest_off;
    size_t count = 0;
    for (size_t i = 0; i < scanning->file_count; i++)
        if (!scanning->files[i].ignored && !scanning->files[i].sha256[0] &&
            (!is_off || (cache && cache_wants_digest(cache, &scanning->files[i]))))
            scanning->chunks[count++] = (struct group_chunk){&scanning->files[i], NULL};
    if (count > 1) qsort(scanning->chunks, count, sizeof *scanning->chunks, compare_sizes);
    return count;
}

static enum rc list_chunks(struct scanning *scanning, struct err *err)
{
    size_t count = scanning->file_count;
    for (size_t i = 0; i < scanning->file_count; i++)
        if (!scanning->files[i].is_rejects) count += scanning->files[i].chunk_count;
    scanning->chunks = malloc((count + 1) * sizeof *scanning->chunks);
    if (!scanning->chunks) return err_memory(err, count * sizeof *scanning->chunks);
    scanning->chunk_count = list_digests(scanning);
    for (size_t i = 0; i < scanning->file_count; i++) {
        struct inventory_file *file = &scanning->files[i];
        for (size_t c = 0; !file->is_rejects && c < file->chunk_count; c++)
            scanning->chunks[scanning->chunk_count++] =
                (struct group_chunk){file, &file->chunks[c]};
    }
    return RC_OK;
}

static enum rc digest(const struct scanning *scanning, struct inventory_file *file, struct err *err)
{
    struct profile *profile = scanning->setting->options->profile;
    const uint64_t begun_ns = profile_thread_ns(profile);
    const enum rc rc = inventory_digest(file, err);
    profile_add_thread(profile, PROFILE_DIGEST, begun_ns);
    profile_add_bytes(profile, PROFILE_DIGEST, file->stored_byte_count);
    return rc;
}

static enum rc do_piece(struct scanning *scanning, const struct group_chunk *piece, struct err *err)
{
    struct inventory_file *file = piece->file;
    struct chunk *chunk = piece->chunk;
    if (!chunk) return digest(scanning, file, err);
    struct cache *cache = scanning->setting->cache;
    struct chunk_reader *reader = thread_reader(scanning->setting);
    const enum rc rc = cache && cache_is_taken(cache, file)
                           ? cache_load(cache, file, chunk, reader, err)
                           : chunk_guess(chunk, reader, &file->source, chunk == file->chunks, err);
    report(scanning, chunk->end - chunk->begin, chunk);
    return rc;
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
        if (do_piece(scanning, &chunks[i], &own) != RC_OK) failure_note(&failure, i, &own);
    }
    return failure_result(&failure, err);
}

/* The seams of one file, one after the other: each needs the true end of the chunk before it. */
static enum rc accept_file(struct inventory_file *file, struct chunk_reader *reader,
                           struct seam_count *seams, struct err *err)
{
    uint64_t next = file->header.body_offset, line = file->header.body_line;
    enum rc rc = RC_OK;
    for (size_t c = 0; rc == RC_OK && c < file->chunk_count; c++) {
        struct chunk *chunk = &file->chunks[c];
        bool is_read_again;
        rc = chunk_accept(chunk, reader, &file->source, &next, &is_read_again, err);
        chunk->first_line = line;
        line += chunk->line_count;
        seams->chunks++;
        seams->seams_met += c > 0 && !is_read_again;
        seams->reparsed += is_read_again;
        seams->records_fast += chunk->share.fast;
        seams->records_libcsv += chunk->share.libcsv;
    }
    return rc;
}

static bool is_utf8(const struct inventory_file *file)
{
    for (size_t c = 0; c < file->chunk_count; c++)
        if (file->chunks[c].is_read && !file->chunks[c].is_utf8) return false;
    return true;
}

static void drop_chunks(struct inventory_file *file)
{
    for (size_t c = 0; c < file->chunk_count; c++) chunk_release(&file->chunks[c]);
    free(file->chunks);
    file->chunks = NULL;
    file->chunk_count = 0;
}

/* What was kept of the first look goes; a stream cannot be looked at again. */
static enum rc inspect_again(struct scanning *scanning, struct inventory_file *file,
                             struct err *err)
{
    if (!file->is_regular) return RC_OK;
    enum rc rc = inventory_close(file, err);
    if (rc == RC_OK) rc = inventory_inspect(file, err);
    return rc == RC_OK ? classify_again(scanning, file, err) : rc;
}

/* What the cache had of a file was damaged: it is parsed, by all threads. */
static enum rc parse_after_all(struct scanning *scanning, struct inventory_file *file,
                               struct err *err)
{
    struct scanning alone = *scanning;
    drop_chunks(file);
    cache_let_go(scanning->setting->cache, file);
    enum rc rc = inspect_again(scanning, file, err);
    if (rc == RC_OK) rc = parse_file(scanning, file, err);
    alone.files = file;
    alone.file_count = 1;
    if (rc == RC_OK) rc = list_chunks(&alone, err);
    if (rc == RC_OK) rc = guess_chunks(&alone, err);
    free(alone.chunks);
    return rc;
}

static enum rc parse_broken(struct scanning *scanning, struct err *err)
{
    const struct cache *cache = scanning->setting->cache;
    free(scanning->chunks);
    scanning->chunks = NULL;
    enum rc rc = RC_OK;
    for (size_t i = 0; cache && rc == RC_OK && i < scanning->file_count; i++)
        if (!scanning->files[i].ignored && cache_is_broken(cache, &scanning->files[i]))
            rc = parse_after_all(scanning, &scanning->files[i], err);
    return rc;
}

/* The file was not what its first bytes promised: it is read once more, as what it is. */
static enum rc read_again(struct scanning *scanning, struct inventory_file *file,
                          struct seam_count *seams, struct err *err)
{
    drop_chunks(file);
    enum rc rc = classify_again(scanning, file, err);
    if (rc != RC_OK || !is_read(file)) return rc;
    if (file->is_rejects)
        return rejects_file_read(file, scanning->setting->schema, scanning->setting->options,
                                 scanning->setting->missing, thread_reader(scanning->setting), err);
    rc = cut_file(file, scanning->setting->chunk_bytes, err);
    return rc == RC_OK ? accept_file(file, thread_reader(scanning->setting), seams, err) : rc;
}

/* The chunks of a file become its rows, if all of it is in the encoding that was presumed. */
static enum rc settle_file(struct scanning *scanning, struct inventory_file *file,
                           struct seam_count *seams, struct err *err)
{
    bool is_other = false;
    enum rc rc = accept_file(file, thread_reader(scanning->setting), seams, err);
    if (rc != RC_OK || !file->is_presumed) return rc;
    if (!is_utf8(file)) rc = inventory_prove(file, &is_other, err);
    file->is_presumed = false;
    if (rc != RC_OK || !is_other) return rc;
    *seams = (struct seam_count){.chunks = 0};
    return read_again(scanning, file, seams, err);
}

static void add_seams(struct seam_count *into, const struct seam_count *from)
{
    into->chunks += from->chunks;
    into->seams_met += from->seams_met;
    into->reparsed += from->reparsed;
    into->records_fast += from->records_fast;
    into->records_libcsv += from->records_libcsv;
}

static bool is_parsed(const struct scanning *scanning, const struct inventory_file *file)
{
    const struct cache *cache = scanning->setting->cache;
    return is_read(file) && !file->is_rejects && !(cache && cache_is_taken(cache, file));
}

static enum rc accept_group(struct scanning *scanning, struct err *err)
{
    struct failure failure = FAILURE_INIT;
    const size_t count = scanning->file_count;
    struct inventory_file *files = scanning->files;
    struct seam_count all = {.chunks = 0};
#pragma omp parallel for default(none) shared(scanning, files, count, failure, all)                \
    schedule(dynamic) num_threads(scanning->setting->thread_count)
    for (size_t i = 0; i < count; i++) {
        struct err own = ERR_INIT;
        struct seam_count seams = {.chunks = 0};
        if (!is_parsed(scanning, &files[i])) continue;
        if (settle_file(scanning, &files[i], &seams, &own) != RC_OK)
            failure_note(&failure, i, &own);
#pragma omp critical(ingest_seams)
        add_seams(&all, &seams);
    }
    add_seams(scanning->seams, &all);
    return failure_result(&failure, err);
}

static enum rc close_group(struct scanning *scanning, struct err *err)
{
    struct cache *cache = scanning->setting->cache;
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < scanning->file_count; i++) {
        struct inventory_file *file = &scanning->files[i];
        if (file->ignored) continue;
        if (cache) rc = cache_remember(cache, file, err);
        if (cache) cache_let_go(cache, file);
        if (scanning->lets_go) byte_source_let_go(&file->source);
        if (rc == RC_OK) rc = inventory_close(file, err);
    }
    return rc;
}

static enum rc scan_group(struct scanning *scanning, struct err *err)
{
    struct profile *profile = scanning->setting->options->profile;
    enum rc rc = start_group(scanning, err);
    if (rc == RC_OK) rc = list_chunks(scanning, err);
    profile_start(profile, PROFILE_SCAN);
    if (rc == RC_OK) rc = guess_chunks(scanning, err);
    if (rc == RC_OK) rc = parse_broken(scanning, err);
    profile_stop(profile, PROFILE_SCAN);
    profile_start(profile, PROFILE_SEAMS);
    if (rc == RC_OK) rc = accept_group(scanning, err);
    profile_stop(profile, PROFILE_SEAMS);
    if (rc == RC_OK) rc = close_group(scanning, err);
    free(scanning->chunks);
    scanning->chunks = NULL;
    return rc;
}

/* Memory that a file takes while it is open. */
static uint64_t held_bytes(const struct inventory_file *file)
{
    return file->byte_count == file->stored_byte_count ? 0 : file->byte_count;
}

/* Both the files that are to be read and what is made of them would not find room; the system then
 * takes pages back one by one, all the time: ten times its usual part of a run was seen. Compressed
 * files are closed when they are expanded, those that the cache knows are not opened. */
static bool are_too_large_to_stay(const struct inventory *inventory,
                                  const struct scan_setting *setting)
{
    uint64_t byte_count = 0;
    for (size_t i = 0; i < inventory->file_count; i++) {
        const struct inventory_file *file = &inventory->files[i];
        const bool is_known = setting->cache && cache_is_recalled(setting->cache, file);
        if (is_read(file) && !is_known && held_bytes(file) == 0) byte_count += file->byte_count;
    }
    return byte_count > setting->options->memory_bytes / 2;
}

enum rc ingest_scan(struct inventory *inventory, const struct scan_setting *setting,
                    struct seam_count *seams, struct err *err)
{
    struct scanning scanning = {.setting = setting, .seams = seams};
    scanning.lets_go = are_too_large_to_stay(inventory, setting);
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
            byte_count += held_bytes(&inventory->files[past]);
        scanning.files = inventory->files + first;
        scanning.file_count = past - first;
        rc = scan_group(&scanning, err);
    }
    return rc;
}
