#include "link/lookup.h"

#include "base/day.h"
#include "base/exact.h"
#include "ingest/column_narrow.h"
#include "ingest/later.h"
#include "ingest/slot.h"
#include "link/fetch.h"

#include <inttypes.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>

/* Rows as a thread finds them. */
struct heap {
    struct found_row *rows;
    size_t row_count, room;
};

static bool heap_add(struct heap *heap, uint32_t segment, uint32_t row)
{
    if (heap->row_count == heap->room) {
        const size_t room = heap->room ? 2 * heap->room : 64;
        struct found_row *rows = realloc(heap->rows, room * sizeof *rows);
        if (!rows) return false;
        heap->rows = rows;
        heap->room = room;
    }
    heap->rows[heap->row_count++] = (struct found_row){segment, row};
    return true;
}

static int compare_rows(const void *a, const void *b)
{
    const struct found_row *one = a, *other = b;
    if (one->segment != other->segment) return one->segment < other->segment ? -1 : 1;
    return (one->row > other->row) - (one->row < other->row);
}

/* What is looked for. Slots are as wide as they can be, filled up with NUL, and found by hash. */
struct search {
    const struct table *table;
    size_t column;
    const struct slice *texts;
    unsigned char (*slots)[KEY_SLOT_LIMIT];
    uint32_t *place; /* number of a slot + 1; 0: free */
    size_t text_count, mask;
};

static enum rc search_init(struct search *search, struct err *err)
{
    search->mask = 15;
    while (search->mask < 2 * search->text_count) search->mask = 2 * search->mask + 1;
    search->slots = calloc(search->text_count + 1, sizeof *search->slots);
    search->place = calloc(search->mask + 1, sizeof *search->place);
    if (!search->slots || !search->place)
        return err_memory(err, search->text_count * sizeof *search->slots);
    for (size_t t = 0; t < search->text_count; t++) {
        const struct slice text = search->texts[t];
        if (text.byte_count == 0 || text.byte_count > KEY_SLOT_LIMIT) continue;
        memcpy(search->slots[t], text.bytes, text.byte_count);
        size_t at = slot_hash(search->slots[t], KEY_SLOT_LIMIT) & search->mask;
        while (search->place[at] != 0) at = (at + 1) & search->mask;
        search->place[at] = (uint32_t)t + 1;
    }
    return RC_OK;
}

static void search_release(struct search *search)
{
    free(search->slots);
    free(search->place);
}

static bool is_wanted_id(const struct search *search, const unsigned char *slot, uint32_t bytes)
{
    for (size_t at = slot_hash(slot, bytes) & search->mask; search->place[at] != 0;
         at = (at + 1) & search->mask)
        if (slot_compare(slot, bytes, search->slots[search->place[at] - 1], KEY_SLOT_LIMIT) == 0)
            return true;
    return false;
}

static bool find_ids(const struct search *search, const struct segment_column *ids, uint32_t s,
                     uint32_t row_count, struct heap *heap)
{
    const unsigned char *slot = ids->values;
    const uint32_t bytes = ids->value_bytes;
    for (uint32_t row = 0; row < row_count; row++, slot += bytes)
        if (!slot_is_missing(slot) && is_wanted_id(search, slot, bytes) && !heap_add(heap, s, row))
            return false;
    return true;
}

/* A list may have a text twice, under two numbers. */
static bool find_codes(const struct search *search, const struct segment_column *codes, uint32_t s,
                       uint32_t row_count, struct heap *heap)
{
    const struct code_list *list = codes->codes;
    bool *is_wanted = list ? calloc((size_t)list->name_count + 1, sizeof *is_wanted) : NULL;
    bool is_any = false, is_done = is_wanted != NULL || !list;
    for (uint32_t number = 1; is_wanted && number <= list->name_count; number++)
        for (size_t t = 0; t < search->text_count; t++) {
            const struct key_text *name = &list->names[number];
            if (slice_equal((struct slice){name->bytes, name->byte_count}, search->texts[t]))
                is_wanted[number] = is_any = true;
        }
    for (uint32_t row = 0; is_any && is_done && row < row_count; row++)
        if (is_wanted[segment_code(codes, row)]) is_done = heap_add(heap, s, row);
    free(is_wanted);
    return is_done;
}

static enum rc find_in_segment(const struct search *search, uint32_t s, struct heap *heap,
                               struct err *err)
{
    const struct segment *segment = &search->table->segments[s];
    const enum rc rc = segment_fetch(segment, search->column, err);
    if (rc != RC_OK) return rc;
    const struct segment_column *column = &segment->columns[search->column];
    const bool is_id = search->table->columns[search->column].type == COLUMN_ID;
    if (!column->values) return RC_OK;
    return (is_id ? find_ids : find_codes)(search, column, s, segment->row_count, heap)
               ? RC_OK
               : err_memory(err, heap->room * sizeof *heap->rows);
}

/* What the threads found, one after the other: each took segments that lie together. */
static enum rc join_heaps(const struct heap *heaps, size_t heap_count, struct arena *arena,
                          struct found *out, struct err *err)
{
    size_t count = 0;
    for (size_t i = 0; i < heap_count; i++) count += heaps[i].row_count;
    out->rows = arena_take_array(arena, count + 1, sizeof *out->rows);
    if (!out->rows) return err_memory(err, count * sizeof *out->rows);
    for (size_t i = 0; i < heap_count; i++) {
        if (heaps[i].row_count == 0) continue;
        memcpy(out->rows + out->row_count, heaps[i].rows, heaps[i].row_count * sizeof *out->rows);
        out->row_count += heaps[i].row_count;
    }
    return RC_OK;
}

/* All segments, by all threads. */
static enum rc find_rows(const struct search *search, struct heap *heaps, struct err *err)
{
    enum rc rc = RC_OK;
#pragma omp parallel
    {
        struct heap *own = &heaps[omp_get_thread_num()];
        struct err own_err = ERR_INIT;
        enum rc own_rc = RC_OK;
#pragma omp for schedule(static)
        for (size_t s = 0; s < search->table->segment_count; s++)
            if (own_rc == RC_OK) own_rc = find_in_segment(search, (uint32_t)s, own, &own_err);
#pragma omp critical(lookup)
        if (rc == RC_OK && own_rc != RC_OK) {
            rc = own_rc;
            if (err) *err = own_err;
        }
    }
    return rc;
}

enum rc lookup_rows(const struct table *table, size_t column, const struct slice *texts,
                    size_t text_count, struct arena *arena, struct found *out, struct err *err)
{
    struct search search = {
        .table = table, .column = column, .texts = texts, .text_count = text_count};
    const size_t heap_count = (size_t)omp_get_max_threads();
    *out = (struct found){.row_count = 0};
    if (!table->columns[column].is_present) return RC_OK;
    struct heap *heaps = calloc(heap_count, sizeof *heaps);
    if (!heaps) return err_memory(err, heap_count * sizeof *heaps);
    enum rc rc = search_init(&search, err);
    if (rc == RC_OK) rc = find_rows(&search, heaps, err);
    if (rc == RC_OK) rc = join_heaps(heaps, heap_count, arena, out, err);
    for (size_t i = 0; i < heap_count; i++) free(heaps[i].rows);
    free(heaps);
    search_release(&search);
    return rc;
}

/* Keys of the found rows, by hash: the last found row that has each. */
struct keys {
    const struct table *table;
    size_t key;
    struct found *found;
    uint32_t *last; /* index in found + 1; 0: free */
    size_t mask;
    bool *is_dropped; /* of the found rows */
};

static const unsigned char *slot_at(const struct keys *keys, struct found_row at, uint32_t *bytes)
{
    const struct segment_column *column = &keys->table->segments[at.segment].columns[keys->key];
    *bytes = column->value_bytes;
    return (const unsigned char *)column->values + (size_t)at.row * column->value_bytes;
}

/* The place of that key, or the free one where it would stand. */
static uint32_t *find_key(const struct keys *keys, const unsigned char *slot, uint32_t bytes)
{
    for (size_t at = slot_hash(slot, bytes) & keys->mask;; at = (at + 1) & keys->mask) {
        uint32_t other_bytes;
        if (keys->last[at] == 0) return &keys->last[at];
        const unsigned char *other =
            slot_at(keys, keys->found->rows[keys->last[at] - 1], &other_bytes);
        if (slot_compare(slot, bytes, other, other_bytes) == 0) return &keys->last[at];
    }
}

static void add_keys(struct keys *keys)
{
    for (size_t i = 0; i < keys->found->row_count; i++) {
        uint32_t bytes;
        const unsigned char *slot = slot_at(keys, keys->found->rows[i], &bytes);
        if (slot_is_missing(slot)) continue;
        uint32_t *place = find_key(keys, slot, bytes);
        if (*place != 0) keys->is_dropped[*place - 1] = true;
        *place = (uint32_t)i + 1;
    }
}

/* Rows behind a found one that have its key. */
static void walk_segment(const struct keys *keys, uint32_t s)
{
    const struct segment *segment = &keys->table->segments[s];
    if (!segment->columns[keys->key].values) return;
    for (uint32_t row = 0; row < segment->row_count; row++) {
        const struct found_row at = {s, row};
        uint32_t bytes;
        const unsigned char *slot = slot_at(keys, at, &bytes);
        if (slot_is_missing(slot)) continue;
        const uint32_t found = *find_key(keys, slot, bytes);
        if (found != 0 && compare_rows(&keys->found->rows[found - 1], &at) < 0)
            __atomic_store_n(&keys->is_dropped[found - 1], true, __ATOMIC_RELAXED);
    }
}

static void walk(const struct keys *keys)
{
#pragma omp parallel for schedule(dynamic, 8)
    for (size_t s = 0; s < keys->table->segment_count; s++) walk_segment(keys, (uint32_t)s);
}

/* Whether each key stands behind the one before, all through the table: so numbered exports do, and
 * then none stands twice. All keys are there. */
static bool keys_ascend(const struct table *table, size_t key)
{
    const unsigned char *last = NULL;
    uint32_t last_bytes = 0;
    for (size_t s = 0; s < table->segment_count; s++) {
        const struct segment *segment = &table->segments[s];
        const struct segment_column *own = &segment->columns[key];
        if (!own->values || !own->is_ascending || segment->row_count == 0) return false;
        if (last && slot_compare(last, last_bytes, own->values, own->value_bytes) >= 0)
            return false;
        last = (const unsigned char *)own->values +
               (size_t)(segment->row_count - 1) * own->value_bytes;
        last_bytes = own->value_bytes;
    }
    return true;
}

static enum rc mark_repeated(struct keys *keys, struct err *err)
{
    keys->last = calloc(keys->mask + 1, sizeof *keys->last);
    keys->is_dropped = calloc(keys->found->row_count, sizeof *keys->is_dropped);
    if (!keys->last || !keys->is_dropped)
        return err_memory(err, (keys->mask + 1) * sizeof *keys->last);
    add_keys(keys);
    walk(keys);
    return RC_OK;
}

enum rc lookup_supersede(const struct table *table, struct found *found, uint64_t *dropped,
                         struct err *err)
{
    *dropped = 0;
    if (found->row_count == 0 || !table->schema || table->schema->key < 0) return RC_OK;
    struct keys keys = {
        .table = table, .key = (size_t)table->schema->key, .found = found, .mask = 15};
    while (keys.mask < 2 * found->row_count) keys.mask = 2 * keys.mask + 1;
    enum rc rc = fetch_columns(table, &keys.key, 1, omp_get_max_threads(), err);
    if (rc != RC_OK || keys_ascend(table, keys.key)) return rc;
    rc = mark_repeated(&keys, err);
    size_t kept = 0;
    for (size_t i = 0; rc == RC_OK && i < found->row_count; i++)
        if (!keys.is_dropped[i]) found->rows[kept++] = found->rows[i];
    if (rc == RC_OK) {
        *dropped = found->row_count - kept;
        found->row_count = kept;
    }
    free(keys.last);
    free(keys.is_dropped);
    return rc;
}

enum { NEAR_BYTES = 2 };

/* How many of the bytes differ, up to NEAR_BYTES + 1. */
static unsigned bytes_apart(const unsigned char *slot, uint32_t bytes, const unsigned char *asked)
{
    unsigned apart = 0;
    for (uint32_t i = 0; i < KEY_SLOT_LIMIT && apart <= NEAR_BYTES; i++) {
        const unsigned char own = i < bytes ? slot[i] : 0;
        if ((own == 0) != (asked[i] == 0)) return NEAR_BYTES + 1; /* another length */
        apart += own != asked[i];
    }
    return apart;
}

enum rc lookup_nearest(const struct table *table, size_t column, struct slice asked,
                       struct arena *arena, const char **nearest, struct err *err)
{
    unsigned char wanted[KEY_SLOT_LIMIT] = {0};
    unsigned least = NEAR_BYTES + 1;
    *nearest = "";
    if (!table->columns[column].is_present || asked.byte_count > KEY_SLOT_LIMIT) return RC_OK;
    memcpy(wanted, asked.bytes, asked.byte_count);
    for (size_t s = 0; s < table->segment_count && least > 1; s++) {
        const struct segment *segment = &table->segments[s];
        const enum rc rc = segment_fetch(segment, column, err);
        if (rc != RC_OK) return rc;
        const struct segment_column *ids = &segment->columns[column];
        const unsigned char *slot = ids->values;
        for (uint32_t row = 0; slot && row < segment->row_count; row++, slot += ids->value_bytes) {
            const unsigned apart = bytes_apart(slot, ids->value_bytes, wanted);
            if (apart >= least) continue;
            least = apart;
            *nearest =
                arena_copy_text(arena, (const char *)slot, slot_length(slot, ids->value_bytes));
            if (!*nearest) return err_memory(err, ids->value_bytes);
        }
    }
    return RC_OK;
}

static const char *keep(struct arena *arena, const char *text)
{
    return arena_copy_text(arena, text, strlen(text));
}

static const char *money_text(int64_t fen, struct arena *arena)
{
    char digits[32];
    if (fen == MONEY_MISSING) return NULL;
    (void)snprintf(digits, sizeof digits, "%s%" PRId64 ".%02" PRId64, fen < 0 ? "-" : "",
                   (int64_t)(llabs(fen) / 100), (int64_t)(llabs(fen) % 100));
    return keep(arena, digits);
}

static const char *whole_text(int64_t value, int64_t missing, struct arena *arena)
{
    char digits[32];
    if (value == missing) return NULL;
    (void)snprintf(digits, sizeof digits, "%" PRId64, value);
    return keep(arena, digits);
}

static const char *time_text(int32_t value, bool is_day, struct arena *arena)
{
    char text[MINUTE_TEXT_BYTES];
    if (value == MINUTE_MISSING) return NULL;
    if (is_day)
        day_text(value, text);
    else
        minute_text(value, text);
    return keep(arena, text);
}

static const char *id_text(const unsigned char *slot, uint32_t bytes, struct arena *arena)
{
    if (slot_is_missing(slot) || slot[0] == KEY_MARK) return NULL;
    return arena_copy_text(arena, (const char *)slot, slot_length(slot, bytes));
}

const char *lookup_text(const struct table *table, struct found_row at, size_t column,
                        struct arena *arena)
{
    const struct segment_column *own = &table->segments[at.segment].columns[column];
    const enum column_type type = table->columns[column].type;
    const uint32_t row = at.row;
    if (!own->values) return NULL;
    if (type == COLUMN_CODE || type == COLUMN_PATH) {
        const uint32_t number = segment_code(own, row);
        return number > 0 && own->codes ? own->codes->names[number].bytes : NULL;
    }
    if (type == COLUMN_ID)
        return id_text((const unsigned char *)own->values + (size_t)row * own->value_bytes,
                       own->value_bytes, arena);
    if (type == COLUMN_DATE || type == COLUMN_TIME)
        return time_text(((const int32_t *)own->values)[row], type == COLUMN_DATE, arena);
    if (type == COLUMN_INT) return whole_text(column_int_at(own, row), INT_MISSING, arena);
    if (type == COLUMN_MONEY) return money_text(column_money_at(own, row), arena);
    const int8_t value = ((const int8_t *)own->values)[row];
    if (type == COLUMN_BOOL) return value == BOOL_MISSING ? NULL : value ? "true" : "false";
    return type == COLUMN_SCORE ? whole_text(value, SCORE_MISSING, arena) : NULL;
}

int32_t lookup_minute(const struct table *table, struct found_row at)
{
    const int32_t clock = table->schema ? table->schema->clock : -1;
    if (clock < 0) return MINUTE_MISSING;
    const struct segment_column *own = &table->segments[at.segment].columns[clock];
    const int32_t value = own->values ? ((const int32_t *)own->values)[at.row] : MINUTE_MISSING;
    const bool is_day = table->columns[clock].type == COLUMN_DATE;
    return value == MINUTE_MISSING || !is_day ? value : value * MINUTES_A_DAY;
}

uint64_t lookup_row_number(const struct table *table, struct found_row at)
{
    const struct segment *segment = &table->segments[at.segment];
    uint32_t first = at.segment;
    while (first > 0 && table->segments[first - 1].file == segment->file) first--;
    return (uint64_t)segment->first_row - table->segments[first].first_row + at.row + 1;
}
