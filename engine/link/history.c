/* The file: head, outline at its end, and between them the partitions in any order. */
#include "link/history.h"

#include "ingest/cache/cache_bytes.h"
#include "ingest/cache/cache_file.h"
#include "ingest/cache/cache_folder.h"
#include "ingest/cache/cache_hash.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

/* Counts up when rows are put together otherwise. */
enum { HISTORY_MEANING = 2 };
enum { MAGIC_BYTES = 8, PARTITION_LIMIT = 1 << 20 };
#define HISTORY_MAGIC "RATERHI1"

struct history_head {
    char magic[MAGIC_BYTES];
    struct cache_sha request; /* of what was asked */
    uint64_t slot_bytes, partition_count;
    uint64_t outline_offset, outline_bytes, outline_hash;
    uint64_t head_hash; /* of all before it */
};

static size_t aligned(size_t byte_count)
{
    return (byte_count + STORE_ALIGN_BYTES - 1) / STORE_ALIGN_BYTES * STORE_ALIGN_BYTES;
}

/* The next array of the part; without bytes only its place is counted. */
static void *lay(unsigned char *bytes, size_t *at, size_t byte_count)
{
    void *place = bytes ? bytes + *at : NULL;
    *at += aligned(byte_count);
    return place;
}

size_t history_lay_out(const struct history_shape *shape, struct history_part *part,
                       unsigned char *bytes)
{
    const size_t entity_count = part->entity_count;
    size_t at = 0;
    part->slots = lay(bytes, &at, entity_count * shape->slot_bytes);
    for (size_t t = 0; t < shape->source_count; t++) {
        const struct partition_source *source = &shape->sources[t];
        part->first[t] = lay(bytes, &at, (entity_count + 1) * sizeof(uint32_t));
        for (size_t c = 0; c < source->column_count; c++) {
            const size_t value_bytes =
                history_keeps_rows(source, c) ? sizeof(uint32_t) : source->value_bytes[c];
            part->values[t][c] = lay(bytes, &at, part->row_counts[t] * value_bytes);
        }
    }
    return at;
}

/* Of a code column: with another list of names its codes would mean others. */
static void put_names(struct text *text, const struct history_shape *shape,
                      const struct column *column)
{
    const bool is_code = column->type == COLUMN_CODE || column->type == COLUMN_PATH;
    const struct dictionary *dictionary =
        is_code && shape->linked ? linked_dictionary(shape->linked, column->domain) : NULL;
    for (uint32_t code = 1; dictionary && code < dictionary->code_count; code++)
        cache_put_slice(text, slice_of(dictionary->names[code]));
}

/* What is asked of the tables. */
static bool request_sha(const struct history_shape *shape, struct cache_sha *sha)
{
    struct text text;
    text_init(&text, 0);
    cache_put_number(&text, HISTORY_MEANING);
    cache_put_slice(&text, slice_of(shape->name));
    for (size_t t = 0; t < shape->source_count; t++) {
        const struct partition_source *source = &shape->sources[t];
        const struct table *table = source->table;
        cache_put_slice(&text, slice_of(table ? table->name : ""));
        if (!table) continue;
        cache_put_slice(&text, slice_of(table->columns[source->key].name));
        cache_put_number(&text, source->column_count);
        for (size_t c = 0; c < source->column_count; c++) {
            cache_put_slice(&text, slice_of(table->columns[source->columns[c]].name));
            cache_put_number(&text, table->columns[source->columns[c]].type);
            put_names(&text, shape, &table->columns[source->columns[c]]);
        }
    }
    const bool is_done = !text.failed && cache_sha_of(sha, text.bytes, text.byte_count);
    text_release(&text);
    return is_done;
}

/* The file of segment s, if the segment begins it; NULL: it is of the same as the one before. */
static const struct input_file *file_begun(const struct history_shape *shape,
                                           const struct table *table, size_t s)
{
    const struct segment *segment = &table->segments[s];
    return s == 0 || segment->file != segment[-1].file ? &shape->files[segment->file] : NULL;
}

static bool is_whole(const struct input_file *file)
{
    return file->cache_path && file->rows_superseded == 0;
}

enum rc history_path(const struct history_shape *shape, struct arena *arena, const char **path,
                     bool *can_keep, struct err *err)
{
    const struct input_file *first = NULL;
    *can_keep = true;
    *path = NULL;
    for (size_t t = 0; t < shape->source_count; t++) {
        const struct table *table = shape->sources[t].table;
        for (size_t s = 0; table && s < table->segment_count; s++) {
            const struct input_file *file = file_begun(shape, table, s);
            if (file && !first) first = file;
            *can_keep &= !file || is_whole(file);
        }
    }
    if (!first || !is_whole(first)) return RC_OK;
    *path = cache_history_path(arena, first->cache_path, shape->name);
    return *path ? RC_OK : err_memory(err, strlen(first->cache_path));
}

static enum rc say_damaged(const char *path, struct err *err)
{
    return err_set(err, RC_INPUT, "%s: is damaged", path);
}

/* The files of one source that are in the history, against those of the table. False: they are not
 * those that the table begins with. */
static bool take_files(struct history *history, size_t t, struct cache_reader *reader)
{
    const struct history_shape *shape = &history->shape;
    const struct table *table = shape->sources[t].table;
    const uint64_t file_count = cache_take_count(reader, sizeof(struct cache_key));
    size_t s = 0;
    bool is_same = true;
    for (uint64_t i = 0; i < file_count; i++) {
        const char *key = cache_take_bytes(reader, sizeof(struct cache_key));
        const uint64_t row_count = cache_take_number(reader, UINT32_MAX);
        const struct input_file *file =
            key && table && s < table->segment_count ? file_begun(shape, table, s) : NULL;
        is_same = is_same && file && is_whole(file) && file->rows_used == row_count &&
                  memcmp(file->cache_key, key, sizeof *file->cache_key) == 0;
        if (!is_same) continue;
        for (s++; s < table->segment_count && !file_begun(shape, table, s);) s++;
    }
    history->first_segments[t] = s;
    return is_same;
}

/* A partition without entities has no bytes in the file. */
static bool is_place_sound(const struct history_shape *shape, const struct history_place *place)
{
    struct history_part part = {.entity_count = (uint32_t)place->entity_count};
    uint64_t row_count = 0;
    for (size_t t = 0; t < shape->source_count; t++) {
        part.row_counts[t] = (uint32_t)place->row_counts[t];
        row_count += place->row_counts[t];
    }
    if (part.entity_count == 0) return place->byte_count == 0 && row_count == 0;
    return place->byte_count == history_lay_out(shape, &part, NULL);
}

static bool take_places(struct history *history, struct cache_reader *reader, uint64_t limit)
{
    const size_t count = history->shape.partition_count;
    for (size_t p = 0; p < count; p++) {
        struct history_place *place = &history->places[p];
        place->entity_count = cache_take_number(reader, UINT32_MAX - 1);
        for (size_t t = 0; t < history->shape.source_count; t++)
            place->row_counts[t] = cache_take_number(reader, UINT32_MAX - 1);
        place->offset = cache_take_number(reader, limit);
        place->byte_count = cache_take_number(reader, limit - place->offset);
        place->hash = cache_take_number(reader, UINT64_MAX);
        if (!is_place_sound(&history->shape, place)) return false;
    }
    return !reader->is_bad && reader->left == 0;
}

static enum rc take_outline(struct history *history, const struct history_head *head,
                            bool *is_there, struct err *err)
{
    const size_t byte_count = (size_t)head->outline_bytes;
    char *bytes = arena_take(&history->arena, byte_count + 1);
    history->places =
        arena_take_array(&history->arena, (size_t)head->partition_count, sizeof *history->places);
    if (!bytes || !history->places) return err_memory(err, byte_count);
    const enum rc rc =
        cache_file_read(history->file, history->path, bytes, byte_count, head->outline_offset, err);
    if (rc != RC_OK) return rc;
    if (cache_hash(bytes, byte_count) != head->outline_hash) return say_damaged(history->path, err);
    struct cache_reader reader = {bytes, byte_count, false};
    *is_there = true;
    for (size_t t = 0; t < history->shape.source_count; t++)
        *is_there &= take_files(history, t, &reader);
    return take_places(history, &reader, head->outline_offset) ? RC_OK
                                                               : say_damaged(history->path, err);
}

static bool is_head_sound(const struct history_head *head, int file)
{
    struct stat status;
    const uint64_t size = fstat(file, &status) == 0 ? (uint64_t)status.st_size : 0;
    return memcmp(head->magic, HISTORY_MAGIC, MAGIC_BYTES) == 0 &&
           head->head_hash == cache_hash(head, offsetof(struct history_head, head_hash)) &&
           head->outline_offset <= size && head->outline_bytes == size - head->outline_offset &&
           head->slot_bytes > 0 && head->slot_bytes <= KEY_SLOT_LIMIT &&
           head->slot_bytes % KEY_UNIT_BYTES == 0 && head->partition_count > 0 &&
           head->partition_count <= PARTITION_LIMIT;
}

enum rc history_open(struct history *history, const char *path, const struct history_shape *shape,
                     bool *is_there, struct err *err)
{
    struct history_head head;
    struct cache_sha request;
    *history = (struct history){.path = path, .shape = *shape};
    arena_init(&history->arena);
    history->file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    *is_there = false;
    if (history->file < 0)
        return errno == ENOENT ? RC_OK : err_set(err, RC_INPUT, "%s: %s", path, strerror(errno));
    const enum rc rc = cache_file_read(history->file, path, &head, sizeof head, 0, err);
    if (rc != RC_OK) return rc;
    if (!is_head_sound(&head, history->file)) return say_damaged(path, err);
    if (!request_sha(shape, &request)) return err_memory(err, sizeof request);
    if (memcmp(&request, &head.request, sizeof request) != 0) return RC_OK;
    history->shape.slot_bytes = (uint32_t)head.slot_bytes;
    history->shape.partition_count = (size_t)head.partition_count;
    return take_outline(history, &head, is_there, err);
}

void history_close(struct history *history)
{
    if (history->file >= 0) (void)close(history->file);
    history->file = -1;
    arena_release(&history->arena);
}

size_t history_part_bytes(const struct history *history, size_t partition)
{
    const struct history_place *place = &history->places[partition];
    struct history_part none = {.entity_count = 0};
    return place->entity_count > 0 ? (size_t)place->byte_count
                                   : history_lay_out(&history->shape, &none, NULL);
}

/* Lists one behind the other, from 0 to the last row. */
static bool are_lists(const uint32_t *first, uint32_t entity_count, uint32_t row_count)
{
    uint32_t falling_count = 0;
    for (uint32_t e = 0; e < entity_count; e++) falling_count += first[e] > first[e + 1];
    return falling_count == 0 && first[0] == 0 && first[entity_count] == row_count;
}

/* Rows that the file's tables have. */
static bool are_rows(const struct history *history, size_t t, const struct history_part *part)
{
    const struct partition_source *source = &history->shape.sources[t];
    const uint32_t limit = history_row_count(history, t);
    bool are_all = true;
    for (size_t c = 0; c < source->column_count; c++) {
        if (!history_keeps_rows(source, c)) continue;
        const uint32_t *rows = (const uint32_t *)(const void *)part->values[t][c];
        for (uint32_t i = 0; i < part->row_counts[t]; i++) are_all &= rows[i] < limit;
    }
    return are_all;
}

uint32_t history_row_count(const struct history *history, size_t t)
{
    const struct table *table = history->shape.sources[t].table;
    const size_t past = history->first_segments[t];
    if (!table) return 0;
    return past < table->segment_count ? table->segments[past].first_row : table->row_count;
}

enum rc history_read(const struct history *history, size_t partition, unsigned char *bytes,
                     struct history_part *part, struct err *err)
{
    const struct history_place *place = &history->places[partition];
    part->entity_count = (uint32_t)place->entity_count;
    for (size_t t = 0; t < history->shape.source_count; t++)
        part->row_counts[t] = (uint32_t)place->row_counts[t];
    const size_t byte_count = history_lay_out(&history->shape, part, bytes);
    if (part->entity_count == 0) memset(bytes, 0, byte_count);
    if (part->entity_count == 0) return RC_OK;
    const enum rc rc =
        cache_file_read(history->file, history->path, bytes, byte_count, place->offset, err);
    if (rc != RC_OK) return rc;
    bool is_sound = cache_hash(bytes, byte_count) == place->hash;
    for (size_t t = 0; is_sound && t < history->shape.source_count; t++)
        is_sound = are_lists(part->first[t], part->entity_count, part->row_counts[t]) &&
                   are_rows(history, t, part);
    return is_sound ? RC_OK : say_damaged(history->path, err);
}

void history_begin(struct history_writer *writer, const char *path,
                   const struct history_shape *shape, struct err *err)
{
    *writer = (struct history_writer){.file = -1, .path = path, .shape = shape};
    text_init(&writer->made, 0);
    atomic_init(&writer->end, aligned(sizeof(struct history_head)));
    atomic_init(&writer->has_failed, false);
    writer->places = calloc(shape->partition_count, sizeof *writer->places);
    if (!writer->places)
        (void)err_memory(err, shape->partition_count * sizeof *writer->places);
    else
        writer->file = cache_file_make(path, &writer->made, err);
}

void history_add(struct history_writer *writer, size_t partition, const struct history_part *part,
                 const unsigned char *bytes)
{
    struct history_part same = *part;
    struct history_place *place = &writer->places[partition];
    place->entity_count = part->entity_count;
    for (size_t t = 0; t < writer->shape->source_count; t++)
        place->row_counts[t] = part->row_counts[t];
    place->byte_count = history_lay_out(writer->shape, &same, NULL);
    place->hash = cache_hash(bytes, (size_t)place->byte_count);
    place->offset = atomic_fetch_add(&writer->end, place->byte_count);
    if (cache_file_write(writer->file, writer->path, bytes, (size_t)place->byte_count,
                         place->offset, NULL) != RC_OK)
        atomic_store(&writer->has_failed, true);
}

static void put_files(struct text *outline, const struct history_shape *shape, size_t t)
{
    const struct table *table = shape->sources[t].table;
    uint64_t file_count = 0;
    for (size_t s = 0; table && s < table->segment_count; s++)
        file_count += file_begun(shape, table, s) != NULL;
    cache_put_number(outline, file_count);
    for (size_t s = 0; table && s < table->segment_count; s++) {
        const struct input_file *file = file_begun(shape, table, s);
        if (!file) continue;
        text_add(outline, (const char *)file->cache_key, sizeof *file->cache_key);
        cache_put_number(outline, file->rows_used);
    }
}

static void put_place(struct text *outline, struct history_writer *writer, size_t p)
{
    const struct history_place *place = &writer->places[p];
    cache_put_number(outline, place->entity_count);
    for (size_t t = 0; t < writer->shape->source_count; t++)
        cache_put_number(outline, place->row_counts[t]);
    cache_put_number(outline, place->offset);
    cache_put_number(outline, place->byte_count);
    cache_put_number(outline, place->hash);
}

static enum rc write_outline(struct history_writer *writer, struct err *err)
{
    const struct history_shape *shape = writer->shape;
    struct history_head head = {.slot_bytes = shape->slot_bytes,
                                .partition_count = shape->partition_count,
                                .outline_offset = atomic_load(&writer->end)};
    struct text outline;
    text_init(&outline, 0);
    for (size_t t = 0; t < shape->source_count; t++) put_files(&outline, shape, t);
    for (size_t p = 0; p < shape->partition_count; p++) put_place(&outline, writer, p);
    memcpy(head.magic, HISTORY_MAGIC, MAGIC_BYTES);
    head.outline_bytes = outline.byte_count;
    head.outline_hash = cache_hash(outline.bytes, outline.byte_count);
    enum rc rc = outline.failed || !request_sha(shape, &head.request)
                     ? err_memory(err, outline.byte_count)
                     : RC_OK;
    head.head_hash = cache_hash(&head, offsetof(struct history_head, head_hash));
    if (rc == RC_OK)
        rc = cache_file_write(writer->file, writer->path, outline.bytes, outline.byte_count,
                              head.outline_offset, err);
    if (rc == RC_OK) rc = cache_file_write(writer->file, writer->path, &head, sizeof head, 0, err);
    text_release(&outline);
    return rc;
}

enum rc history_finish(struct history_writer *writer, enum rc rc, struct err *err)
{
    if (rc == RC_OK && atomic_load(&writer->has_failed)) rc = RC_OUTPUT;
    if (rc == RC_OK && writer->file >= 0) rc = write_outline(writer, err);
    rc = cache_file_finish(writer->file, &writer->made, writer->path, rc, err);
    text_release(&writer->made);
    free(writer->places);
    return rc;
}
