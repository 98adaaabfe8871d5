#include "ingest/cache/cache.h"
#include "base/profile.h"
#include "ingest/cache/cache_file.h"
#include "ingest/cache/cache_folder.h"
#include "ingest/cache/cache_later.h"
#include "ingest/cache/cache_write.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What is known of one file of the inventory. */
struct cache_file {
    struct cache_identity identity; /* before anything of it was read */
    int64_t begun_ns;
    bool has_identity; /* a regular file */
    bool is_recalled, is_taken, is_broken;
    bool is_kept; /* its entry was written */
    bool has_content;
    struct cache_content content;
    struct cache_entry entry;
    struct later_file *waiting; /* the entry, for later; NULL: nothing waits */
};

static struct cache_file *state_of(const struct cache *cache, const struct inventory_file *file)
{
    return &cache->files[file->number];
}

static void __attribute__((format(printf, 2, 3))) note(struct cache *cache, const char *format, ...)
{
    char line[ERR_MESSAGE_BYTES];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(line, sizeof line, format, args);
    va_end(args);
#pragma omp critical(cache_note)
    text_format(&cache->notes, "%s\n", line);
}

static bool open_folder(struct cache *cache)
{
    struct stat status;
    if (mkdir(cache->folder, 0777) != 0 && errno != EEXIST)
        note(cache, "%s: the folder of the cache cannot be made: %s", cache->folder,
             strerror(errno));
    else if (stat(cache->folder, &status) != 0 || !S_ISDIR(status.st_mode))
        note(cache, "%s: is no folder, so there is no cache", cache->folder);
    else
        return true;
    return false;
}

bool cache_init(struct cache *cache, const char *folder, struct profile *profile,
                struct later *later)
{
    *cache = (struct cache){.folder = folder, .profile = profile, .later = later};
    cache_index_init(&cache->index);
    arena_init(&cache->arena);
    text_init(&cache->notes, 0);
    const char *path = cache_index_path(&cache->arena, folder);
    if (!path || !cache_sha_schema(&cache->schema) || !open_folder(cache)) return false;
    struct err err = ERR_INIT;
    if (cache_index_read(&cache->index, path, &err) != RC_OK) note(cache, "%s", err.message);
    cache->is_index_lost = cache->index.row_count == 0 && cache_has_entries(folder);
    return true;
}

void cache_release(struct cache *cache)
{
    for (size_t i = 0; i < cache->file_count; i++)
        if (cache->files[i].is_taken) cache_entry_close(&cache->files[i].entry);
    free(cache->files);
    cache_index_release(&cache->index);
    arena_release(&cache->arena);
    text_release(&cache->notes);
    *cache = (struct cache){.folder = NULL};
}

enum rc cache_prepare(struct cache *cache, const struct inventory *inventory, struct err *err)
{
    cache->files = calloc(inventory->file_count + 1, sizeof *cache->files);
    if (!cache->files) return err_memory(err, inventory->file_count * sizeof *cache->files);
    cache->file_count = inventory->file_count;
    return RC_OK;
}

static bool find_identity(const char *path, struct cache_identity *identity)
{
    struct stat status;
    if (stat(path, &status) != 0 || !S_ISREG(status.st_mode)) return false;
    cache_identity_of(identity, &status);
    return true;
}

static bool is_unchanged(const struct cache_file *state, const struct inventory_file *file)
{
    struct cache_identity now;
    return find_identity(file->path, &now) && cache_identity_equal(&now, &state->identity);
}

/* The header that the file has if its first bytes are `head`. */
static bool read_header(struct inventory_file *file, const struct cache_content *content)
{
    struct byte_source source = BYTE_SOURCE_INIT;
    source.path = file->path;
    source.memory = (unsigned char *)(uintptr_t)content->head.bytes; /* only read, never closed */
    source.byte_count = source.stored_byte_count = content->head.byte_count;
    return header_read(&file->header, &source, &content->verdict, &file->arena, NULL) == RC_OK &&
           file->header.body_offset == content->head.byte_count;
}

bool cache_recall(struct cache *cache, struct inventory_file *file)
{
    struct cache_file *state = state_of(cache, file);
    state->begun_ns = cache_now_ns();
    state->has_identity = file->is_regular && find_identity(file->path, &state->identity);
    if (!state->has_identity) return false;
    const struct cache_content *content = cache_index_find(&cache->index, &state->identity);
    if (!content || !read_header(file, content)) return false;
    file->verdict = content->verdict;
    file->byte_count = content->byte_count;
    file->stored_byte_count = state->identity.byte_count;
    file->is_presumed = false;
    cache_sha_text(&content->sha, file->sha256);
    state->is_recalled = true;
    return true;
}

bool cache_is_recalled(const struct cache *cache, const struct inventory_file *file)
{
    return state_of(cache, file)->is_recalled;
}

bool cache_is_taken(const struct cache *cache, const struct inventory_file *file)
{
    return state_of(cache, file)->is_taken;
}

bool cache_is_broken(const struct cache *cache, const struct inventory_file *file)
{
    return state_of(cache, file)->is_broken;
}

void cache_let_go(struct cache *cache, struct inventory_file *file)
{
    struct cache_file *state = state_of(cache, file);
    if (state->is_taken) cache_entry_close(&state->entry);
    if (state->is_broken) state->is_taken = state->is_recalled = false;
    state->is_broken = false;
}

void cache_forget(struct cache *cache, struct inventory_file *file)
{
    state_of(cache, file)->is_recalled = false;
}

static bool is_settled(const struct cache_file *state)
{
    return cache_identity_is_settled(&state->identity, state->begun_ns);
}

/* A file whose bytes may have an entry is digested before it is parsed; and so is one that was
 * changed just now: its digest is made again afterwards (cache_keep), because its times would not
 * tell of another change. */
static enum rc digest_first(struct cache *cache, struct inventory_file *file, struct err *err)
{
    const struct cache_file *state = state_of(cache, file);
    if (file->sha256[0] || (!cache->is_index_lost && is_settled(state) &&
                            !cache_index_has_size(&cache->index, state->identity.byte_count)))
        return RC_OK;
    return inventory_digest(file, err);
}

static bool make_key(const struct cache *cache, const struct inventory_file *file,
                     struct cache_key *key)
{
    return cache_sha_parse(&key->sha, file->sha256) &&
           cache_way_of(&key->way, &cache->schema, &file->plan);
}

/* Whether the entry says of the file what the plan was made from. */
static bool is_as_planned(const struct cache_entry *entry, const struct inventory_file *file)
{
    const struct cache_content *content = &entry->content;
    return content->verdict.encoding == file->header.encoding &&
           (content->verdict.bad_count > 0) == file->header.has_bad_bytes &&
           content->head.byte_count == file->header.body_offset &&
           content->byte_count == file->byte_count;
}

/* Chunks in place of those that the file would be cut into; their spans are for progress alone. */
static enum rc cut_entry(const struct cache_entry *entry, struct inventory_file *file,
                         struct err *err)
{
    const size_t count = cache_entry_chunk_count(entry);
    const uint64_t begin = file->header.body_offset, byte_count = file->byte_count - begin;
    file->chunks = malloc(count * sizeof *file->chunks);
    if (!file->chunks) return err_memory(err, count * sizeof *file->chunks);
    file->chunk_count = count;
    for (size_t i = 0; i < count; i++)
        chunk_init(&file->chunks[i], &file->plan, begin + byte_count / count * i,
                   i + 1 == count ? file->byte_count : begin + byte_count / count * (i + 1));
    return cache_entry_start(entry, &file->chunks[0], &file->arena)
               ? RC_OK
               : err_memory(err, entry->reject_count * sizeof *entry->rejects);
}

static enum rc open_entry(struct cache *cache, struct inventory_file *file,
                          struct key_intern *intern, bool *is_there, struct err *err)
{
    struct cache_file *state = state_of(cache, file);
    struct cache_key key;
    struct err own = ERR_INIT;
    const char *path =
        make_key(cache, file, &key) ? cache_entry_path(&file->arena, cache->folder, &key) : NULL;
    if (!path) return err_memory(err, strlen(cache->folder));
    enum rc rc = cache_entry_open(&state->entry, path, &key, &file->plan, &file->arena, intern,
                                  is_there, &own);
    if (rc == RC_OK && *is_there && !is_as_planned(&state->entry, file)) {
        rc = err_set(&own, RC_INPUT, "%s: is of another file", path);
        cache_entry_close(&state->entry);
    }
    if (rc == RC_INPUT) note(cache, "%s; %s is read instead", own.message, file->path);
    if (rc != RC_OK) *is_there = false;
    return rc == RC_MEMORY ? err_memory(err, sizeof key) : RC_OK;
}

enum rc cache_take(struct cache *cache, struct inventory_file *file, struct key_intern *intern,
                   bool *is_taken, struct err *err)
{
    struct cache_file *state = state_of(cache, file);
    const uint64_t begun_ns = profile_thread_ns(cache->profile);
    *is_taken = false;
    if (!state->has_identity) return RC_OK;
    enum rc rc = digest_first(cache, file, err);
    if (rc != RC_OK || !file->sha256[0]) return rc;
    rc = open_entry(cache, file, intern, is_taken, err);
    if (rc != RC_OK || !*is_taken) return rc;
    /* Bytes that were digested are the file's if it is still what it was before. */
    *is_taken = state->is_recalled || is_unchanged(state, file);
    if (*is_taken) rc = cut_entry(&state->entry, file, err);
    if (rc == RC_OK && *is_taken && cache->later) {
        state->waiting = later_file_make(&file->arena, cache->later, &state->entry);
        if (!state->waiting) rc = err_memory(err, sizeof state->entry);
    }
    if (rc != RC_OK || !*is_taken) {
        cache_entry_close(&state->entry);
        return rc;
    }
    /* The time of the last use; who may not set it has a cache that looks unused. */
    (void)futimens(state->entry.file, NULL);
    file->verdict = state->entry.content.verdict;
    file->is_presumed = false;
    state->is_taken = true;
    state->content = state->entry.content;
    state->has_content = !state->is_recalled;
    profile_add_thread(cache->profile, PROFILE_CACHE_READ, begun_ns);
    return RC_OK;
}

enum rc cache_load(struct cache *cache, struct inventory_file *file, struct chunk *chunk,
                   struct chunk_reader *reader, struct err *err)
{
    struct cache_file *state = state_of(cache, file);
    const uint64_t begun_ns = profile_thread_ns(cache->profile);
    struct err own = ERR_INIT;
    chunk->is_read = true;
    if (state->entry.block_count == 0) return RC_OK;
    const size_t block = (size_t)(chunk - file->chunks);
    const enum rc rc = state->waiting
                           ? later_lay(state->waiting, block, &reader->arena, &chunk->segment, &own)
                           : cache_block_load(&state->entry, block, reader, &chunk->segment, &own);
    profile_add_thread(cache->profile, PROFILE_CACHE_READ, begun_ns);
    if (rc == RC_MEMORY) return err_memory(err, sizeof *chunk);
    if (rc == RC_OK) return RC_OK;
    bool is_first;
#pragma omp critical(cache_broken)
    {
        is_first = !state->is_broken;
        state->is_broken = true;
    }
    if (is_first) note(cache, "%s; %s is read instead", own.message, file->path);
    return RC_OK;
}

/* A file whose rows the cache can have: it has a table, and is found again by its bytes. */
static bool is_for_cache(const struct cache_file *state, const struct inventory_file *file)
{
    return state->has_identity && file->table >= 0 && !file->is_rejects && !file->header.is_empty;
}

bool cache_wants_digest(const struct cache *cache, const struct inventory_file *file)
{
    return is_for_cache(state_of(cache, file), file);
}

enum rc cache_remember(struct cache *cache, struct inventory_file *file, struct err *err)
{
    struct cache_file *state = state_of(cache, file);
    const uint64_t head_bytes = file->header.body_offset;
    if (!state->has_identity || state->is_recalled || state->is_taken || !file->sha256[0] ||
        head_bytes > CACHE_HEAD_BYTES_LIMIT)
        return RC_OK;
    size_t got = 0;
    char *head = arena_take(&file->arena, (size_t)head_bytes + 1);
    if (!head) return err_memory(err, head_bytes);
    const enum rc rc = byte_source_read(&file->source, head, 0, (size_t)head_bytes, &got, err);
    if (rc != RC_OK) return rc;
    state->content = (struct cache_content){
        .byte_count = file->byte_count, .verdict = file->verdict, .head = {head, got}};
    state->has_content = got == head_bytes && cache_sha_parse(&state->content.sha, file->sha256);
    return RC_OK;
}

/* Each list of the files that were taken; `lists` may be NULL. */
static size_t each_list(const struct cache *cache, const struct inventory *inventory,
                        struct code_list **lists)
{
    size_t count = 0;
    for (size_t i = 0; i < inventory->file_count; i++) {
        if (inventory->files[i].ignored || !cache->files[i].is_taken) continue;
        const struct cache_entry *entry = &cache->files[i].entry;
        for (size_t c = 0; c < entry->plan->schema->column_count; c++) {
            if (!entry->columns[c].names) continue;
            if (lists) lists[count] = entry->columns[c].names;
            count++;
        }
    }
    return count;
}

size_t cache_list_count(const struct cache *cache, const struct inventory *inventory)
{
    return each_list(cache, inventory, NULL);
}

void cache_lists(const struct cache *cache, const struct inventory *inventory,
                 struct code_list **lists, size_t *count)
{
    *count += each_list(cache, inventory, lists + *count);
}

/* Whether what was found in the file is still true of it. A file that was changed just before it
 * was read may have been changed again without a trace in its times: its bytes must say. */
static bool is_certain(const struct cache_file *state, const struct inventory_file *file)
{
    if (!is_unchanged(state, file)) return false;
    if (is_settled(state)) return true;
    struct inventory_file again = {
        .path = file->path, .is_regular = true, .source = BYTE_SOURCE_INIT};
    return inventory_digest(&again, NULL) == RC_OK && strcmp(again.sha256, file->sha256) == 0;
}

static void add_job(struct cache *cache, const struct inventory_file *file, struct cache_job *jobs,
                    size_t *job_count)
{
    const struct cache_file *state = state_of(cache, file);
    struct cache_key key;
    if (state->is_taken || !is_for_cache(state, file) || file->chunk_count == 0 ||
        !make_key(cache, file, &key))
        return;
    const char *path = cache_entry_path(&cache->arena, cache->folder, &key);
    if (path)
        jobs[(*job_count)++] = (struct cache_job){
            .file = file, .path = path, .content = state->content, .way = key.way};
}

static void count_job(struct cache *cache, const struct cache_job *job)
{
    struct stat status;
    cache->count.files_added++;
    if (stat(job->path, &status) == 0) cache->count.bytes_added += (uint64_t)status.st_size;
}

static void write_jobs(struct cache *cache, struct cache_job *jobs, size_t job_count,
                       const struct key_intern *intern, int thread_count)
{
    const struct cache_job *failed = NULL;
    cache_write_jobs(jobs, job_count, intern, thread_count);
    for (size_t i = 0; i < job_count; i++) {
        cache->files[jobs[i].file->number].is_kept = jobs[i].err.rc == RC_OK;
        if (jobs[i].err.rc == RC_OK)
            count_job(cache, &jobs[i]);
        else if (!failed)
            failed = &jobs[i];
    }
    if (!failed) return;
    note(cache, "the cache does not keep %s%s: %s", failed->file->path,
         cache->count.files_added + 1 < job_count ? " and others" : "", failed->err.message);
}

enum rc cache_entry_of(const struct cache *cache, const struct inventory_file *file,
                       struct arena *arena, const char **path, const struct cache_key **key,
                       struct err *err)
{
    const struct cache_file *state = state_of(cache, file);
    struct cache_key *made = arena_take(arena, sizeof *made);
    *path = NULL;
    *key = made;
    if (!made) return err_memory(err, sizeof *made);
    if ((!state->is_taken && !state->is_kept) || !make_key(cache, file, made)) return RC_OK;
    *path = cache_entry_path(arena, cache->folder, made);
    return *path ? RC_OK : err_memory(err, strlen(cache->folder));
}

static void write_index(struct cache *cache)
{
    struct err err = ERR_INIT;
    const char *path = cache_index_path(&cache->arena, cache->folder);
    if (!cache->index.is_changed || !path) return;
    if (cache_index_write(&cache->index, path, &err) != RC_OK)
        note(cache, "the cache: %s", err.message);
}

static void count_taken(struct cache *cache)
{
    for (size_t i = 0; i < cache->file_count; i++) {
        if (!cache->files[i].is_taken) continue;
        const struct cache_head *head = &cache->files[i].entry.head;
        cache->count.files_taken++;
        cache->count.bytes_taken += sizeof *head + head->block_bytes + head->outline_bytes;
    }
    profile_add_bytes(cache->profile, PROFILE_CACHE_READ, cache->count.bytes_taken);
    profile_add_bytes(cache->profile, PROFILE_CACHE_WRITE, cache->count.bytes_added);
}

void cache_keep(struct cache *cache, const struct inventory *inventory,
                const struct key_intern *intern, int thread_count)
{
    struct cache_job *jobs = calloc(inventory->file_count + 1, sizeof *jobs);
    size_t job_count = 0;
    if (!jobs) return;
    for (size_t i = 0; i < inventory->file_count; i++) {
        const struct inventory_file *file = &inventory->files[i];
        const struct cache_file *state = &cache->files[i];
        if (!state->has_content || !is_certain(state, file)) continue;
        const struct cache_index_row row = {state->identity, state->begun_ns, state->content};
        (void)cache_index_add(&cache->index, &row);
        add_job(cache, file, jobs, &job_count);
    }
    write_jobs(cache, jobs, job_count, intern, thread_count);
    write_index(cache);
    count_taken(cache);
    free(jobs);
}
