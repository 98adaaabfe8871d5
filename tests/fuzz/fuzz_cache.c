/* Any bytes as an entry of the cache and as its index; or, with bit 2 of byte 0, a sound entry of
 * which some bytes are others (three bytes a change: place, place, value). With bit 0 the hashes
 * are made right, so that what lies behind them is reached. Whatever stands there, it is loaded as
 * rows whose codes have names and whose times lie within their columns' spans, or refused; never a
 * fault. */
#include "ingest/cache/cache_folder.h"
#include "ingest/cache/cache_hash.h"
#include "ingest/classify.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t byte_count);

enum { PATH_BYTES = 64 };

static struct schema schema;
static struct ingest_options options;
static struct inventory inventory;
static struct missing_set missing;
static char folder[PATH_BYTES], path[PATH_BYTES], entry_path[PATH_BYTES];
static char *sound; /* an entry */
static size_t sound_count;

static void require(bool holds, const char *law)
{
    if (holds) return;
    fprintf(stderr, "law broken: %s\n", law);
    abort();
}

static void clean_up(void)
{
    (void)unlink(path);
    (void)unlink(entry_path);
    (void)rmdir(folder);
    free(sound);
    inventory_release(&inventory);
    schema_release(&schema);
}

static void make_sound(void)
{
    struct ingested ingested;
    struct cache_listing listing;
    struct err err = ERR_INIT;
    const char *const paths[] = {path};
    char name[2 * PATH_BYTES + PATH_BYTES];
    options.cache = folder;
    require(ingest_run(&ingested, &schema, &options, paths, 1, NULL, &err) == RC_OK, "a run");
    options.cache = NULL;
    ingested_release(&ingested);
    cache_listing_init(&listing);
    require(cache_list(&listing, folder, &err) == RC_OK && listing.entry_count == 1, "an entry");
    (void)snprintf(name, sizeof name, "%.40s/%.100s", folder, listing.entries[0].name);
    FILE *file = fopen(name, "rb");
    sound_count = (size_t)listing.entries[0].byte_count;
    sound = malloc(sound_count);
    require(file && sound && fread(sound, 1, sound_count, file) == sound_count, "it can be read");
    (void)fclose(file);
    (void)unlink(name);
    (void)snprintf(name, sizeof name, "%.40s/index", folder);
    (void)unlink(name);
    cache_listing_release(&listing);
}

/* The plan of one file with columns of all types. */
static void prepare_once(void)
{
    static const char rows[] =
        "repair_id,customer_id,dealer_id,purchased_on,reported_at,quantity,solved,material_fee\n"
        "R1,C1,D1,2025-01-02,2025-06-01 08:00,1,1,1.25\n"
        "R2,a text of an id that is much too long to fit into any slot of a column,D2,,2025-06-02,"
        "x,0,\n,,,,,,,\n";
    struct err err = ERR_INIT;
    const char *const paths[] = {path};
    if (schema.table_count > 0) return;
    require(schema_load(&schema, &err) == RC_OK, "the schema loads");
    (void)snprintf(folder, sizeof folder, "/tmp/rater-fuzz-XXXXXX");
    require(mkdtemp(folder) != NULL, "there is a folder");
    (void)snprintf(path, PATH_BYTES, "%.40s/repairs.csv", folder);
    (void)snprintf(entry_path, PATH_BYTES, "%.40s/entry", folder);
    FILE *file = fopen(path, "wb");
    require(file && fputs(rows, file) >= 0 && fclose(file) == 0, "a file can be written");
    ingest_options_init(&options);
    options.is_libcsv_only = true;
    missing_set_init(&missing);
    inventory_init(&inventory);
    require(inventory_collect(&inventory, paths, 1, &err) == RC_OK &&
                inventory_inspect(&inventory.files[0], &err) == RC_OK &&
                classify_file(&inventory.files[0], &schema, &options, &missing, &err) == RC_OK,
            "the file has a plan");
    make_sound();
    (void)atexit(clean_up);
}

static void check_segment(const struct segment *segment, const struct file_plan *plan)
{
    for (size_t c = 0; c < plan->schema->column_count; c++) {
        const struct segment_column *column = &segment->columns[c];
        for (uint32_t row = 0; column->values && row < segment->row_count; row++) {
            const enum column_type type = plan->columns[c].schema->type;
            if (type == COLUMN_CODE || type == COLUMN_PATH)
                require(segment_code(column, row) <= column->codes->name_count, "codes have names");
            if (type != COLUMN_DATE && type != COLUMN_TIME) continue;
            const int32_t value = ((const int32_t *)column->values)[row];
            require(value == INT32_MIN || (value >= column->minimum && value <= column->maximum),
                    "times lie in their span");
        }
    }
}

/* As if the outline had the hashes that the block's columns have. */
static void make_block_right(struct cache_entry *entry, size_t block)
{
    const size_t count = entry->plan->schema->column_count;
    const size_t whole = cache_block_bytes(entry->columns, count, CACHE_BLOCK_ROWS);
    const uint64_t rows_before = (uint64_t)block * CACHE_BLOCK_ROWS;
    const uint64_t left = entry->head.row_count - rows_before;
    const uint32_t row_count = left < CACHE_BLOCK_ROWS ? (uint32_t)left : CACHE_BLOCK_ROWS;
    uint64_t offset = sizeof entry->head + block * whole;
    for (size_t c = 0; c < count; c++) {
        const size_t byte_count = cache_piece_bytes(entry, c, row_count);
        char *bytes = malloc(byte_count + 1);
        require(bytes != NULL, "there is memory");
        if (pread(entry->file, bytes, byte_count, (off_t)offset) == (ssize_t)byte_count) {
            const uint64_t hash = cache_hash(bytes, byte_count);
            const char *at = entry->pieces + (block * count + c) * sizeof(struct cache_piece);
            memcpy((char *)(uintptr_t)at, &hash, sizeof hash);
        }
        free(bytes);
        offset += byte_count;
    }
}

static enum rc load(const struct cache_key *key, bool is_made_right)
{
    struct arena arena = ARENA_INIT;
    struct key_intern intern;
    struct chunk_reader reader;
    struct cache_entry entry;
    struct err err = ERR_INIT;
    bool is_there;
    require(key_intern_init(&intern) && chunk_reader_init(&reader, &schema, &options, &intern),
            "there is memory");
    enum rc rc = cache_entry_open(&entry, entry_path, key, &inventory.files[0].plan, &arena,
                                  &intern, &is_there, &err);
    if (rc == RC_OK) {
        for (size_t b = 0; rc == RC_OK && b < entry.block_count; b++) {
            struct segment segment;
            if (is_made_right) make_block_right(&entry, b);
            rc = cache_block_load(&entry, b, &reader, &segment, &err);
            if (rc == RC_OK) check_segment(&segment, entry.plan);
        }
        cache_entry_close(&entry);
    }
    require(rc == RC_OK || rc == RC_INPUT, "bytes alone are no other failure");
    chunk_reader_release(&reader);
    key_intern_release(&intern);
    arena_release(&arena);
    return rc;
}

/* What must be right for the outline to be looked at. */
static void make_right(char *bytes, size_t byte_count)
{
    struct cache_head head;
    if (byte_count < sizeof head) return;
    memcpy(&head, bytes, sizeof head);
    memcpy(head.magic, CACHE_MAGIC, CACHE_MAGIC_BYTES);
    const uint64_t rest = byte_count - sizeof head;
    if (head.block_bytes > rest) head.block_bytes = rest;
    head.outline_bytes = rest - head.block_bytes;
    head.outline_hash =
        cache_hash(bytes + sizeof head + head.block_bytes, (size_t)head.outline_bytes);
    head.head_hash = cache_hash(&head, offsetof(struct cache_head, head_hash));
    memcpy(bytes, &head, sizeof head);
}

static void write_entry(const char *bytes, size_t byte_count)
{
    FILE *file = fopen(entry_path, "wb");
    require(file != NULL, "a file can be written");
    (void)fwrite(bytes, 1, byte_count, file);
    require(fclose(file) == 0, "a file can be written");
}

/* free() it. */
static char *make_bytes(const uint8_t *input, size_t *byte_count)
{
    const size_t changes = (*byte_count - 1) / 3;
    const bool is_changed_one = (input[0] & 4) != 0;
    *byte_count = is_changed_one ? sound_count : *byte_count - 1;
    char *bytes = malloc(*byte_count + 1);
    require(bytes != NULL, "there is memory");
    memcpy(bytes, is_changed_one ? sound : (const char *)input + 1, *byte_count);
    for (size_t i = 0; is_changed_one && i < changes; i++) {
        const uint8_t *change = input + 1 + 3 * i;
        bytes[((size_t)change[0] << 8 | change[1]) % *byte_count] = (char)change[2];
    }
    return bytes;
}

static void read_index(const char *given, size_t byte_count, bool is_made_right)
{
    struct cache_index index;
    char *bytes = malloc(byte_count + 1);
    require(bytes != NULL, "there is memory");
    memcpy(bytes, given, byte_count);
    if (is_made_right && byte_count > 2 * sizeof(uint64_t)) {
        const uint64_t hash = cache_hash(bytes, byte_count - sizeof hash);
        memcpy(bytes + byte_count - sizeof hash, &hash, sizeof hash);
    }
    write_entry(bytes, byte_count);
    free(bytes);
    cache_index_init(&index);
    const enum rc rc = cache_index_read(&index, entry_path, NULL);
    require(rc == RC_OK || rc == RC_INPUT, "bytes alone are no other failure");
    cache_index_release(&index);
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t byte_count)
{
    struct cache_key key;
    if (byte_count < 1) return 0;
    prepare_once();
    const bool is_made_right = input[0] & 1;
    const size_t given_count = byte_count;
    char *bytes = make_bytes(input, &byte_count);
    read_index(bytes, byte_count, is_made_right);
    if (is_made_right) make_right(bytes, byte_count);
    memset(&key, 0, sizeof key);
    if (byte_count >= sizeof(struct cache_head)) {
        struct cache_head head;
        memcpy(&head, bytes, sizeof head);
        key = (struct cache_key){head.sha, head.way};
    }
    write_entry(bytes, byte_count);
    const bool is_sound = (input[0] & 4) && given_count < 4;
    require(load(&key, is_made_right) == RC_OK || !is_sound, "a sound entry is taken");
    free(bytes);
    return 0;
}
