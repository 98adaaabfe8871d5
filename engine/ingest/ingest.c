#include "ingest/ingest.h"
#include "base/profile.h"
#include "ingest/classify.h"
#include "ingest/gather.h"
#include "ingest/ingest_failure.h"
#include "ingest/ingest_scan.h"
#include "ingest/later.h"

#include <omp.h>
#include <stdlib.h>

struct running {
    struct scan_setting setting;
    struct missing_set missing;
    struct key_intern intern;
    struct inventory inventory;
    struct cache cache; /* setting.cache, if there is one */
    struct ingested *ingested;
    struct err *err;
};

static enum rc prepare_missing(struct running *running)
{
    const struct ingest_options *options = running->setting.options;
    enum rc rc = RC_OK;
    missing_set_init(&running->missing);
    for (size_t i = 0; rc == RC_OK && i < options->missing_count; i++)
        rc = missing_set_add(&running->missing, options->missing[i], running->err);
    return rc;
}

static enum rc make_readers(struct running *running)
{
    const size_t count = (size_t)running->setting.thread_count;
    bool is_done = key_intern_init(&running->intern);
    struct chunk_reader *readers = calloc(count, sizeof *readers);
    running->setting.readers = readers;
    for (size_t i = 0; is_done && readers && i < count; i++)
        is_done = chunk_reader_init(&readers[i], running->setting.schema, running->setting.options,
                                    &running->intern);
    return is_done && readers ? RC_OK : err_memory(running->err, count * sizeof *readers);
}

static void release_readers(struct running *running)
{
    for (int i = 0; running->setting.readers && i < running->setting.thread_count; i++)
        if (running->setting.readers[i].schema) chunk_reader_release(&running->setting.readers[i]);
    free(running->setting.readers);
}

/* What the threads have read stays: their memory and their lists of codes. */
static enum rc close_readers(struct running *running)
{
    struct ingested *ingested = running->ingested;
    struct chunk_reader *readers = running->setting.readers;
    size_t room = 0, count = 0;
    for (int i = 0; i < running->setting.thread_count; i++)
        room += chunk_reader_list_count(&readers[i]);
    const struct cache *cache = running->setting.cache;
    if (cache) room += cache_list_count(cache, &running->inventory);
    struct code_list **lists = arena_take_array(&ingested->arena, room + 1, sizeof(*lists));
    if (!lists) return err_memory(running->err, room * sizeof(*lists));
    for (int i = 0; i < running->setting.thread_count; i++)
        if (!chunk_reader_close(&readers[i], ingested, lists, &count))
            return err_memory(running->err, room * sizeof(*lists));
    if (cache) cache_lists(cache, &running->inventory, lists, &count);
    ingested->code_lists = lists;
    ingested->code_list_count = count;
    return RC_OK;
}

static enum rc make_table(struct ingested_table *table, const struct schema_table *schema,
                          struct arena *arena, struct err *err)
{
    const size_t count = schema->column_count;
    struct column *columns = arena_take_array(arena, count, sizeof *columns);
    table->quality = arena_take_array(arena, count, sizeof *table->quality);
    if (!columns || !table->quality) return err_memory(err, count * sizeof *columns);
    for (size_t c = 0; c < count; c++)
        columns[c] = (struct column){.name = schema->columns[c].name,
                                     .type = schema->columns[c].type,
                                     .domain = schema->columns[c].domain};
    table->table = (struct table){
        .schema = schema, .name = schema->name, .columns = columns, .column_count = count};
    return RC_OK;
}

static enum rc make_tables(struct running *running)
{
    struct ingested *ingested = running->ingested;
    const struct schema *schema = running->setting.schema;
    ingested->tables =
        arena_take_array(&ingested->arena, schema->table_count, sizeof *ingested->tables);
    if (!ingested->tables)
        return err_memory(running->err, schema->table_count * sizeof *ingested->tables);
    ingested->table_count = schema->table_count;
    enum rc rc = RC_OK;
    for (size_t t = 0; rc == RC_OK && t < schema->table_count; t++)
        rc = make_table(&ingested->tables[t], &schema->tables[t], &ingested->arena, running->err);
    return rc;
}

static enum rc inspect_file(const struct running *running, struct inventory_file *file,
                            struct err *err)
{
    const struct scan_setting *setting = &running->setting;
    if (file->ignored) return RC_OK;
    file->number = (uint32_t)(file - running->inventory.files);
    file->isa = setting->options->isa;
    const bool is_recalled = setting->cache && cache_recall(setting->cache, file);
    const enum rc rc = is_recalled ? RC_OK : inventory_inspect(file, err);
    return rc == RC_OK
               ? classify_file(file, setting->schema, setting->options, setting->missing, err)
               : rc;
}

static enum rc inspect_all(struct running *running)
{
    struct failure failure = FAILURE_INIT;
    struct inventory_file *files = running->inventory.files;
    const size_t count = running->inventory.file_count;
#pragma omp parallel for default(none) shared(running, files, count, failure) schedule(dynamic)    \
    num_threads(running->setting.thread_count)
    for (size_t i = 0; i < count; i++) {
        struct err own = ERR_INIT;
        if (inspect_file(running, &files[i], &own) != RC_OK) failure_note(&failure, i, &own);
    }
    return failure_result(&failure, running->err);
}

/* Whether a chunk before this one, of the same file, has rows of the same table. */
static bool is_table_met(const struct inventory_file *file, size_t chunk)
{
    for (size_t c = 0; c < chunk; c++)
        if (file->chunks[c].plan->table == file->chunks[chunk].plan->table) return true;
    return false;
}

/* A rejects file stands once in the list for each table that it has rows of, any other file once.
 */
static size_t entry_count(const struct inventory_file *file)
{
    size_t count = 0;
    for (size_t c = 0; file->is_rejects && c < file->chunk_count; c++)
        count += !is_table_met(file, c);
    return count > 0 ? count : 1;
}

static struct input_file new_entry(const struct inventory_file *file, bool has_digest)
{
    const bool is_looked_at = !file->ignored;
    struct input_file entry = {
        .path = file->path,
        .table = file->table,
        .why = file->ignored ? file->ignored : file->why,
        .encoding = is_looked_at ? encoding_name(file->verdict.encoding) : "",
        .byte_count = file->byte_count,
        .stored_byte_count = file->stored_byte_count,
        .unknown_headers = file->plan.unknown_headers,
        .unknown_header_count = file->plan.unknown_header_count,
    };
    /* The cache may have needed one that nobody has asked for. */
    if (has_digest) memcpy(entry.sha256, file->sha256, sizeof entry.sha256);
    return entry;
}

static void add_entries(struct ingested *ingested, struct inventory_file *file, bool has_digest)
{
    const size_t first = ingested->file_count;
    for (size_t c = 0; c < file->chunk_count; c++) {
        const int32_t table = file->chunks[c].plan->table;
        size_t entry = first;
        while (entry < ingested->file_count && ingested->files[entry].table != table) entry++;
        if (entry == ingested->file_count) {
            ingested->files[entry] = new_entry(file, has_digest);
            ingested->files[entry].table = table;
            ingested->file_count++;
        }
        file->chunks[c].file = (uint32_t)entry;
    }
    if (file->chunk_count == 0)
        ingested->files[ingested->file_count++] = new_entry(file, has_digest);
}

static enum rc list_files(struct running *running)
{
    struct ingested *ingested = running->ingested;
    struct inventory *inventory = &running->inventory;
    const bool has_digest = !running->setting.options->is_digest_off;
    size_t count = 0;
    for (size_t i = 0; i < inventory->file_count; i++) count += entry_count(&inventory->files[i]);
    ingested->files = arena_take_array(&ingested->arena, count + 1, sizeof *ingested->files);
    if (!ingested->files) return err_memory(running->err, count * sizeof *ingested->files);
    for (size_t i = 0; i < inventory->file_count; i++)
        add_entries(ingested, &inventory->files[i], has_digest);
    return RC_OK;
}

static enum rc gather_all(struct running *running)
{
    struct inventory *inventory = &running->inventory;
    size_t count = 0;
    for (size_t i = 0; i < inventory->file_count; i++) count += inventory->files[i].chunk_count;
    struct chunk **chunks = malloc((count + 1) * sizeof(*chunks));
    if (!chunks) return err_memory(running->err, count * sizeof(*chunks));
    count = 0;
    for (size_t i = 0; i < inventory->file_count; i++)
        for (size_t c = 0; c < inventory->files[i].chunk_count; c++)
            chunks[count++] = &inventory->files[i].chunks[c];
    const enum rc rc =
        gather_run(running->ingested, running->setting.schema, chunks, count, running->err);
    free(chunks);
    return rc;
}

/* What was said about the files outlives the inventory: its texts move over. */
static void keep_texts(struct running *running)
{
    struct arena *arena = &running->ingested->arena;
    for (size_t i = 0; i < running->inventory.file_count; i++)
        arena_absorb(arena, &running->inventory.files[i].arena);
    arena_absorb(arena, &running->inventory.arena);
}

static void open_cache(struct running *running)
{
    const struct ingest_options *options = running->setting.options;
    struct later *later = options->cache && options->lets_wait ? later_make() : NULL;
    running->ingested->later = later;
    if (options->cache && cache_init(&running->cache, options->cache, options->profile, later))
        running->setting.cache = &running->cache;
}

/* Say of each file which entry is its own. */
static enum rc name_entries(struct running *running)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < running->inventory.file_count; i++) {
        const struct inventory_file *file = &running->inventory.files[i];
        if (file->ignored || file->chunk_count == 0) continue;
        struct input_file *entry = &running->ingested->files[file->chunks[0].file];
        rc = cache_entry_of(&running->cache, file, &running->ingested->arena, &entry->cache_path,
                            &entry->cache_key, running->err);
    }
    return rc;
}

static enum rc keep_in_cache(struct running *running)
{
    struct profile *profile = running->setting.options->profile;
    if (!running->setting.cache) return RC_OK;
    profile_start(profile, PROFILE_CACHE_WRITE);
    cache_keep(&running->cache, &running->inventory, &running->intern,
               running->setting.thread_count);
    profile_stop(profile, PROFILE_CACHE_WRITE);
    return name_entries(running);
}

/* What the cache has to say; a note that finds no memory is not worth a run. */
static void close_cache(struct running *running)
{
    struct ingested *ingested = running->ingested;
    const struct text *notes = &running->cache.notes;
    if (!running->setting.options->cache) return;
    ingested->cache = running->cache.count;
    ingested->cache_notes = arena_copy_text(&ingested->arena, notes->bytes, notes->byte_count);
    cache_release(&running->cache);
}

/* Large chunks, because a chunk becomes a segment, and what is counted of a segment at once is
 * counted with less ado a row; but enough of them for all threads to end together. */
static uint64_t choose_chunk_bytes(const struct running *running)
{
    enum { LEAST_BYTES = 1 << 20, MOST_BYTES = 4 << 20, CHUNKS_A_THREAD = 16 };
    const struct scan_setting *setting = &running->setting;
    if (setting->options->chunk_bytes > 0) return setting->options->chunk_bytes;
    uint64_t byte_count = 0;
    for (size_t i = 0; i < running->inventory.file_count; i++)
        byte_count += running->inventory.files[i].byte_count;
    const uint64_t chosen = byte_count / ((uint64_t)setting->thread_count * CHUNKS_A_THREAD);
    return chosen < LEAST_BYTES ? LEAST_BYTES : chosen > MOST_BYTES ? MOST_BYTES : chosen;
}

static enum rc run_steps(struct running *running, const char *const *paths, size_t path_count)
{
    struct profile *profile = running->setting.options->profile;
    enum rc rc = make_readers(running);
    if (rc == RC_OK) rc = prepare_missing(running);
    if (rc == RC_OK) rc = make_tables(running);
    if (rc == RC_OK) rc = inventory_collect(&running->inventory, paths, path_count, running->err);
    if (rc == RC_OK && running->setting.cache)
        rc = cache_prepare(&running->cache, &running->inventory, running->err);
    profile_start(profile, PROFILE_INSPECT);
    if (rc == RC_OK) rc = inspect_all(running);
    profile_stop(profile, PROFILE_INSPECT);
    running->setting.chunk_bytes = choose_chunk_bytes(running);
    if (rc == RC_OK)
        rc = ingest_scan(&running->inventory, &running->setting, &running->ingested->seams,
                         running->err);
    if (rc == RC_OK) rc = list_files(running);
    profile_start(profile, PROFILE_GATHER);
    if (rc == RC_OK) rc = gather_all(running);
    if (rc == RC_OK) rc = close_readers(running);
    profile_stop(profile, PROFILE_GATHER);
    if (rc == RC_OK) rc = keep_in_cache(running);
    if (rc == RC_OK) keep_texts(running);
    return rc;
}

enum rc ingest_run(struct ingested *ingested, const struct schema *schema,
                   const struct ingest_options *options, const char *const *paths,
                   size_t path_count, const struct ingest_progress *progress, struct err *err)
{
    struct running running = {.ingested = ingested, .err = err};
    running.setting = (struct scan_setting){
        .schema = schema,
        .options = options,
        .missing = &running.missing,
        .progress = progress,
        .thread_count = options->thread_count > 0 ? options->thread_count : omp_get_max_threads()};
    *ingested = (struct ingested){.table_count = 0};
    inventory_init(&running.inventory);
    open_cache(&running);
    const enum rc rc = run_steps(&running, paths, path_count);
    close_cache(&running);
    inventory_release(&running.inventory);
    release_readers(&running);
    key_intern_release(&running.intern);
    store_trim_heap(); /* texts and lists of thousands of chunks */
    if (rc != RC_OK) ingested_release(ingested);
    return rc;
}

void ingested_release(struct ingested *ingested)
{
    later_release(ingested->later);
    store_release(&ingested->store);
    arena_release(&ingested->arena);
    *ingested = (struct ingested){.table_count = 0};
}
