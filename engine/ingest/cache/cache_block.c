/* Loading: a block is read in one piece, hashed, and each of its columns looked through once for
 * values that no reading can give: all of it while the block is in the processor's cache, in loops
 * without branches that the compiler turns into vectors. */
#include "base/day.h"
#include "ingest/cache/cache_entry.h"
#include "ingest/cache/cache_file.h"
#include "ingest/cache/cache_hash.h"
#include "ingest/slot.h"

#include <string.h>

struct loading {
    const struct cache_entry *entry;
    const unsigned char *flags; /* per column */
    uint32_t row_count;
};

static int32_t first_day(void)
{
    return day_from_civil((struct civil){YEAR_FIRST, 1, 1});
}

static int32_t last_day(void)
{
    return day_from_civil((struct civil){YEAR_LAST, 12, 31});
}

/* The missing value is the least there is. Counted from it as unsigned numbers it is 0, and less
 * one the greatest: so it is in nobody's way, and no loop has a branch. */
static bool are_numbers_sound(const int32_t *values, uint32_t row_count, struct decode_range range,
                              struct segment_column *column)
{
    const uint32_t sign = UINT32_C(1) << 31;
    uint32_t least = UINT32_MAX, most = 0;
    for (uint32_t row = 0; row < row_count; row++) {
        const uint32_t above = (uint32_t)values[row] ^ sign;
        least = above - 1 < least ? above - 1 : least;
        most = above > most ? above : most;
    }
    column->minimum = most == 0 ? INT32_MAX : (int32_t)((least + 1) ^ sign);
    column->maximum = (int32_t)(most ^ sign);
    return most == 0 || (column->minimum >= range.minimum && column->maximum <= range.maximum);
}

static bool are_small_sound(const int8_t *values, uint32_t row_count, struct decode_range range)
{
    uint8_t least = UINT8_MAX, most = 0;
    for (uint32_t row = 0; row < row_count; row++) {
        const uint8_t above = (uint8_t)(values[row] ^ INT8_MIN), below = (uint8_t)(above - 1);
        least = below < least ? below : least;
        most = above > most ? above : most;
    }
    return most == 0 || (least + 1 + INT8_MIN >= range.minimum && most + INT8_MIN <= range.maximum);
}

static uint32_t greatest(const void *codes, uint32_t value_bytes, uint32_t row_count)
{
    uint8_t small = 0;
    uint16_t middle = 0;
    uint32_t large = 0;
    const uint8_t *bytes = codes;
    const uint16_t *words = codes;
    const uint32_t *numbers = codes;
    if (value_bytes == 1)
        for (uint32_t row = 0; row < row_count; row++)
            small = bytes[row] > small ? bytes[row] : small;
    else if (value_bytes == 2)
        for (uint32_t row = 0; row < row_count; row++)
            middle = words[row] > middle ? words[row] : middle;
    else
        for (uint32_t row = 0; row < row_count; row++)
            large = numbers[row] > large ? numbers[row] : large;
    return large > 0 ? large : middle > 0 ? middle : small;
}

/* Slots that hold numbers get those of this run. */
static bool renumber(const struct loading *loading, const struct cache_column *column,
                     unsigned char *slots)
{
    const uint32_t width_bytes = column->value_bytes;
    if (width_bytes < sizeof(struct key_mark)) return false;
    for (uint32_t row = 0; row < loading->row_count; row++, slots += width_bytes) {
        struct key_mark mark;
        if (slots[0] != KEY_MARK) continue;
        memcpy(&mark, slots, sizeof mark);
        if (mark.kind == KEY_MARK_ROW) {
            mark.file = loading->entry->plan->file_number;
        } else {
            if (mark.kind != KEY_MARK_TEXT || mark.first == 0 || mark.first > column->text_count)
                return false;
            mark.first = column->text_numbers[mark.first];
        }
        memcpy(slots, &mark, sizeof mark);
    }
    return true;
}

static bool is_sound(const struct loading *loading, size_t index, struct segment_column *into)
{
    const struct cache_column *column = &loading->entry->columns[index];
    const struct plan_column *plan = &loading->entry->plan->columns[index];
    const uint32_t row_count = loading->row_count;
    const struct decode_range days = {first_day(), last_day()};
    const struct decode_range minutes = {days.minimum * MINUTES_A_DAY,
                                         days.maximum * MINUTES_A_DAY + MINUTES_A_DAY - 1};
    struct segment_column unused;
    switch (plan->schema->type) {
    case COLUMN_ID:
        into->is_ascending = (loading->flags[index] & CACHE_ASCENDING) != 0;
        return !(loading->flags[index] & CACHE_MARKED) || renumber(loading, column, into->values);
    case COLUMN_CODE:
    case COLUMN_PATH:
        into->codes = column->names;
        return greatest(into->values, into->value_bytes, row_count) <= column->names->name_count;
    case COLUMN_DATE: return are_numbers_sound(into->values, row_count, days, into);
    case COLUMN_TIME: return are_numbers_sound(into->values, row_count, minutes, into);
    case COLUMN_INT: return are_numbers_sound(into->values, row_count, plan->range, &unused);
    case COLUMN_SCORE: return are_small_sound(into->values, row_count, plan->range);
    case COLUMN_BOOL: return are_small_sound(into->values, row_count, (struct decode_range){0, 1});
    default: return true;
    }
}

static bool take_columns(const struct loading *loading, char *bytes, struct segment *segment)
{
    const struct cache_entry *entry = loading->entry;
    for (size_t c = 0; c < entry->plan->schema->column_count; c++) {
        struct segment_column *column = &segment->columns[c];
        *column = (struct segment_column){.minimum = INT32_MAX, .maximum = INT32_MIN};
        if (loading->flags[c] & ~CACHE_FLAGS_ALL) return false;
        if (entry->columns[c].value_bytes == 0) continue;
        column->value_bytes = entry->columns[c].value_bytes;
        column->values = bytes;
        if (!is_sound(loading, c, column)) return false;
        bytes += cache_block_bytes(&entry->columns[c], 1, loading->row_count);
    }
    return true;
}

enum rc cache_block_load(const struct cache_entry *entry, size_t block, struct chunk_reader *reader,
                         struct segment *segment, struct err *err)
{
    const size_t count = entry->plan->schema->column_count;
    const uint64_t rows_before = (uint64_t)block * CACHE_BLOCK_ROWS;
    const uint64_t rows_left = entry->head.row_count - rows_before;
    const uint32_t row_count =
        rows_left < CACHE_BLOCK_ROWS ? (uint32_t)rows_left : CACHE_BLOCK_ROWS;
    const size_t byte_count = cache_block_bytes(entry->columns, count, row_count);
    const uint64_t offset =
        sizeof entry->head + block * cache_block_bytes(entry->columns, count, CACHE_BLOCK_ROWS);
    const char *known = entry->blocks + block * cache_block_entry_bytes(count);
    const struct loading loading = {entry, (const unsigned char *)known + sizeof(uint64_t),
                                    row_count};
    uint64_t hash;
    memcpy(&hash, known, sizeof hash);
    segment->columns = arena_take_array(&reader->arena, count, sizeof *segment->columns);
    char *bytes = store_take(&reader->store, byte_count);
    if (!segment->columns || !bytes) return err_memory(err, byte_count);
    const enum rc rc = cache_file_read(entry->file, entry->path, bytes, byte_count, offset, err);
    if (rc != RC_OK) return rc;
    if (cache_hash(bytes, byte_count) != hash || !take_columns(&loading, bytes, segment))
        return err_set(err, RC_INPUT, "%s: is damaged", entry->path);
    segment->row_count = row_count;
    return RC_OK;
}
