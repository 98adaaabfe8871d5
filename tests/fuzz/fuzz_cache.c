/* Any bytes as an entry of the cache and as its index. With byte 0 odd the hashes are made right,
 * so that what lies behind them is reached. Whatever stands there, it is loaded as rows whose codes
 * have names and whose times lie within their columns' spans, or refused; never a fault. */
#include "ingest/cache_bytes.h"
#include "ingest/cache_hash.h"
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
    inventory_release(&inventory);
    schema_release(&schema);
}

/* The plan of one file with columns of all types. */
static void prepare_once(void)
{
    static const char header[] =
        "repair_id,customer_id,dealer_id,purchased_on,reported_at,quantity,solved,material_fee\n";
    struct err err = ERR_INIT;
    const char *const paths[] = {path};
    if (schema.table_count > 0) return;
    require(schema_load(&schema, &err) == RC_OK, "the schema loads");
    (void)snprintf(folder, sizeof folder, "/tmp/rater-fuzz-XXXXXX");
    require(mkdtemp(folder) != NULL, "there is a folder");
    (void)snprintf(path, PATH_BYTES, "%.40s/repairs.csv", folder);
    (void)snprintf(entry_path, PATH_BYTES, "%.40s/entry", folder);
    FILE *file = fopen(path, "wb");
    require(file && fputs(header, file) >= 0 && fclose(file) == 0, "a file can be written");
    ingest_options_init(&options);
    options.is_libcsv_only = true;
    missing_set_init(&missing);
    inventory_init(&inventory);
    require(inventory_collect(&inventory, paths, 1, &err) == RC_OK &&
                inventory_inspect(&inventory.files[0], &err) == RC_OK &&
                classify_file(&inventory.files[0], &schema, &options, &missing, &err) == RC_OK,
            "the file has a plan");
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

static void load(const struct cache_key *key)
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
            rc = cache_block_load(&entry, b, &reader, &segment, &err);
            if (rc == RC_OK) check_segment(&segment, entry.plan);
        }
        cache_entry_close(&entry);
    }
    require(rc == RC_OK || rc == RC_INPUT, "bytes alone are no other failure");
    chunk_reader_release(&reader);
    key_intern_release(&intern);
    arena_release(&arena);
}

/* What must be right for the outline to be looked at. The block's hash is the first number behind
 * the columns: it cannot be found without reading them, so it is the fuzzer's to find. */
static void make_right(char *bytes, size_t byte_count)
{
    struct cache_head head;
    if (byte_count < sizeof head) return;
    memcpy(&head, bytes, sizeof head);
    memcpy(head.magic, CACHE_MAGIC, CACHE_MAGIC_BYTES);
    head.block_bytes %= byte_count - sizeof head + 1;
    head.outline_bytes = byte_count - sizeof head - head.block_bytes;
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

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t byte_count)
{
    if (byte_count < 1) return 0;
    prepare_once();
    char *bytes = malloc(byte_count);
    require(bytes != NULL, "there is memory");
    memcpy(bytes, input + 1, byte_count - 1);
    byte_count--;
    if (input[0] & 1) make_right(bytes, byte_count);
    struct cache_key key;
    memset(&key, 0, sizeof key);
    if (byte_count >= sizeof(struct cache_head)) {
        struct cache_head head;
        memcpy(&head, bytes, sizeof head);
        key = (struct cache_key){head.sha, head.way};
    }
    write_entry(bytes, byte_count);
    load(&key);
    /* The same bytes as an index. */
    if (input[0] & 1 && byte_count > sizeof(uint64_t)) {
        const uint64_t hash = cache_hash(bytes, byte_count - sizeof hash);
        memcpy(bytes + byte_count - sizeof hash, &hash, sizeof hash);
        write_entry(bytes, byte_count);
    }
    struct cache_index index;
    cache_index_init(&index);
    const enum rc rc = cache_index_read(&index, entry_path, NULL);
    require(rc == RC_OK || rc == RC_INPUT, "bytes alone are no other failure");
    cache_index_release(&index);
    free(bytes);
    return 0;
}
