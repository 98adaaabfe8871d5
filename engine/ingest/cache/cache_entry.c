#include "ingest/cache/cache_entry.h"
#include "ingest/cache/cache_bytes.h"
#include "ingest/cache/cache_file.h"
#include "ingest/cache/cache_hash.h"
#include "ingest/cache/cache_quotes.h"
#include "ingest/cache/cache_rejects.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static size_t aligned(size_t byte_count)
{
    return (byte_count + STORE_ALIGN_BYTES - 1) / STORE_ALIGN_BYTES * STORE_ALIGN_BYTES;
}

size_t cache_block_bytes(const struct cache_column *columns, size_t column_count,
                         uint32_t row_count)
{
    size_t byte_count = 0;
    for (size_t c = 0; c < column_count; c++)
        byte_count += aligned((size_t)row_count * columns[c].value_bytes);
    return byte_count;
}

size_t cache_block_count(uint64_t row_count)
{
    return (size_t)((row_count + CACHE_BLOCK_ROWS - 1) / CACHE_BLOCK_ROWS);
}

/* An entry while it is opened. */
struct opening {
    struct cache_entry *entry;
    struct arena *arena;
    struct key_intern *intern;
    struct cache_reader reader; /* of the outline */
    bool is_out_of_memory;
};

static size_t column_count_of(const struct cache_entry *entry)
{
    return entry->plan->schema->column_count;
}

static enum rc say_damaged(const struct cache_entry *entry, struct err *err)
{
    return err_set(err, RC_INPUT, "%s: is damaged", entry->path);
}

static enum rc read_head(struct cache_entry *entry, const struct cache_key *key, struct err *err)
{
    struct stat status;
    struct cache_head *head = &entry->head;
    enum rc rc = cache_file_read(entry->file, entry->path, head, sizeof *head, 0, err);
    if (rc != RC_OK) return rc;
    const uint64_t rest = fstat(entry->file, &status) == 0 && S_ISREG(status.st_mode)
                              ? (uint64_t)status.st_size - sizeof *head
                              : 0;
    const bool is_sound =
        memcmp(head->magic, CACHE_MAGIC, CACHE_MAGIC_BYTES) == 0 &&
        head->head_hash == cache_hash(head, offsetof(struct cache_head, head_hash)) &&
        memcmp(&head->sha, &key->sha, sizeof key->sha) == 0 &&
        memcmp(&head->way, &key->way, sizeof key->way) == 0 && head->row_count < UINT32_MAX &&
        head->block_bytes <= rest && head->outline_bytes == rest - head->block_bytes;
    return is_sound ? RC_OK : say_damaged(entry, err);
}

/* The width that values of the column must have. */
static bool is_width(const struct plan_column *column, uint64_t value_bytes, uint64_t text_count)
{
    const enum column_type type = column->schema->type;
    if (!column->is_kept) return value_bytes == 0 && text_count == 0;
    if (type == COLUMN_CODE || type == COLUMN_PATH)
        return value_bytes == cache_code_bytes(text_count);
    if (type == COLUMN_ID)
        return value_bytes > 0 && value_bytes <= KEY_SLOT_LIMIT &&
               value_bytes % KEY_UNIT_BYTES == 0;
    return value_bytes == column_type_bytes(type) && text_count == 0;
}

static void take_names(struct opening *opening, struct cache_column *column, size_t index,
                       uint32_t name_count)
{
    struct code_list *list = arena_take(opening->arena, sizeof *list);
    struct key_text *names =
        arena_take_array(opening->arena, (size_t)name_count + 1, sizeof *names);
    opening->is_out_of_memory = opening->is_out_of_memory || !list || !names;
    if (!list || !names) return;
    for (uint32_t i = 1; i <= name_count; i++) {
        const struct slice name = cache_take_slice(&opening->reader);
        names[i] = (struct key_text){name.bytes, (uint32_t)name.byte_count};
        /* The empty name is no name, and none has a NUL in it. */
        if (!*name.bytes || memchr(name.bytes, 0, name.byte_count)) opening->reader.is_bad = true;
    }
    *list = (struct code_list){.table = opening->entry->plan->table,
                               .column = (int32_t)index,
                               .names = names,
                               .name_count = name_count};
    column->names = list;
}

static void take_texts(struct opening *opening, struct cache_column *column, uint32_t text_count)
{
    uint32_t *numbers = arena_take_array(opening->arena, (size_t)text_count + 1, sizeof *numbers);
    opening->is_out_of_memory = opening->is_out_of_memory || !numbers;
    for (uint32_t i = 1; numbers && i <= text_count; i++) {
        const struct slice text = cache_take_slice(&opening->reader);
        if (text.byte_count == 0) opening->reader.is_bad = true;
        if (opening->reader.is_bad) return;
        numbers[i] = key_intern_number(opening->intern, text);
        opening->is_out_of_memory = opening->is_out_of_memory || numbers[i] == 0;
    }
    column->text_numbers = numbers;
    column->text_count = text_count;
}

static void take_column(struct opening *opening, size_t index)
{
    struct cache_reader *reader = &opening->reader;
    struct cache_column *column = &opening->entry->columns[index];
    const struct plan_column *plan = &opening->entry->plan->columns[index];
    column->quality.value_count = cache_take_number(reader, INT64_MAX);
    column->quality.missing_count = cache_take_number(reader, INT64_MAX);
    column->quality.bad_count = cache_take_number(reader, INT64_MAX);
    column->quality.unlisted_count = cache_take_number(reader, INT64_MAX);
    column->quality.date_alone_count = cache_take_number(reader, INT64_MAX);
    column->value_bytes = (uint32_t)cache_take_number(reader, KEY_SLOT_LIMIT);
    const uint32_t text_count = (uint32_t)cache_take_count(reader, sizeof(uint64_t) + 1);
    if (!is_width(plan, column->value_bytes, text_count)) reader->is_bad = true;
    if (reader->is_bad || !plan->is_kept) return;
    if (plan->schema->type == COLUMN_CODE || plan->schema->type == COLUMN_PATH)
        take_names(opening, column, index, text_count);
    else if (plan->schema->type == COLUMN_ID)
        take_texts(opening, column, text_count);
}

static enum rc check_sizes(const struct cache_entry *entry, struct err *err)
{
    const size_t count = column_count_of(entry);
    const uint64_t row_count = entry->head.row_count;
    const uint64_t whole = row_count / CACHE_BLOCK_ROWS;
    const uint64_t byte_count =
        whole * cache_block_bytes(entry->columns, count, CACHE_BLOCK_ROWS) +
        cache_block_bytes(entry->columns, count, (uint32_t)(row_count % CACHE_BLOCK_ROWS));
    return byte_count == entry->head.block_bytes ? RC_OK : say_damaged(entry, err);
}

static enum rc take_outline(struct opening *opening, struct err *err)
{
    struct cache_entry *entry = opening->entry;
    struct cache_reader *reader = &opening->reader;
    const size_t count = column_count_of(entry);
    entry->columns = arena_take_array(opening->arena, count, sizeof *entry->columns);
    if (!entry->columns) return err_memory(err, count * sizeof *entry->columns);
    cache_take_content(reader, &entry->content);
    if (memcmp(&entry->content.sha, &entry->head.sha, sizeof entry->content.sha) != 0)
        reader->is_bad = true;
    for (size_t c = 0; c < count && !reader->is_bad; c++) take_column(opening, c);
    if (opening->is_out_of_memory) return err_memory(err, reader->left);
    if (reader->is_bad) return say_damaged(entry, err);
    entry->block_count = cache_block_count(entry->head.row_count);
    entry->pieces =
        cache_take_bytes(reader, (uint64_t)entry->block_count * count * sizeof(struct cache_piece));
    enum rc rc = cache_rejects_take(entry, reader, opening->arena, err);
    if (rc == RC_OK) rc = cache_quotes_take(entry, reader, opening->arena, err);
    if (rc != RC_OK) return rc;
    if (reader->is_bad || reader->left > 0 ||
        entry->head.record_count != entry->head.row_count + entry->rejected_record_count)
        return say_damaged(entry, err);
    return check_sizes(entry, err);
}

static enum rc read_outline(struct opening *opening, struct err *err)
{
    struct cache_entry *entry = opening->entry;
    const uint64_t byte_count = entry->head.outline_bytes;
    char *bytes = byte_count < SIZE_MAX ? arena_take(opening->arena, (size_t)byte_count + 1) : NULL;
    if (!bytes) return err_memory(err, byte_count);
    const enum rc rc = cache_file_read(entry->file, entry->path, bytes, (size_t)byte_count,
                                       sizeof entry->head + entry->head.block_bytes, err);
    if (rc != RC_OK) return rc;
    if (cache_hash(bytes, (size_t)byte_count) != entry->head.outline_hash)
        return say_damaged(entry, err);
    opening->reader = (struct cache_reader){bytes, (size_t)byte_count, false};
    return take_outline(opening, err);
}

enum rc cache_entry_open(struct cache_entry *entry, const char *path, const struct cache_key *key,
                         const struct file_plan *plan, struct arena *arena,
                         struct key_intern *intern, bool *is_there, struct err *err)
{
    *entry = (struct cache_entry){
        .file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), .path = path, .plan = plan};
    *is_there = entry->file >= 0;
    if (!*is_there && errno == ENOENT) return RC_OK;
    if (!*is_there) return err_set(err, RC_INPUT, "%s: %s", path, strerror(errno));
    struct opening opening = {.entry = entry, .arena = arena, .intern = intern};
    enum rc rc = read_head(entry, key, err);
    if (rc == RC_OK) rc = read_outline(&opening, err);
    if (rc != RC_OK) cache_entry_close(entry);
    return rc;
}

void cache_entry_close(struct cache_entry *entry)
{
    if (entry->file >= 0) (void)close(entry->file);
    entry->file = -1;
}

size_t cache_entry_chunk_count(const struct cache_entry *entry)
{
    return entry->block_count > 0 ? entry->block_count : 1;
}

bool cache_entry_start(const struct cache_entry *entry, struct chunk *chunk, struct arena *arena)
{
    const size_t count = column_count_of(entry);
    chunk->quality = arena_take_array(arena, count, sizeof *chunk->quality);
    chunk->rejects.rows = malloc((entry->reject_count + 1) * sizeof *chunk->rejects.rows);
    if (!chunk->quality || !chunk->rejects.rows) return false;
    for (size_t c = 0; c < count; c++) chunk->quality[c] = entry->columns[c].quality;
    if (entry->reject_count > 0)
        memcpy(chunk->rejects.rows, entry->rejects, entry->reject_count * sizeof *entry->rejects);
    chunk->rejects.row_count = entry->reject_count;
    chunk->rejects.record_count = entry->rejected_record_count;
    chunk->record_count = entry->head.record_count;
    for (size_t i = 0; i < entry->quote_count; i++)
        if (!quote_list_add(&chunk->quotes, &entry->quotes[i])) return false;
    return true;
}
