/* Loading: a block is read in one piece or column by column, and each column hashed and looked
 * through once for values that no reading can give: all of it while the block is in the processor's
 * cache, in loops without branches that the compiler turns into vectors. */
#include "base/day.h"
#include "ingest/cache/cache_entry.h"
#include "ingest/cache/cache_file.h"
#include "ingest/cache/cache_hash.h"
#include "ingest/slot.h"

#include <string.h>

struct loading {
    const struct cache_entry *entry;
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

static struct decode_range time_range(enum column_type type)
{
    const struct decode_range days = {first_day(), last_day()};
    if (type == COLUMN_DATE) return days;
    return (struct decode_range){days.minimum * MINUTES_A_DAY,
                                 days.maximum * MINUTES_A_DAY + MINUTES_A_DAY - 1};
}

/* What was found agrees with what was said of the piece, and with what others have gone by. */
static bool are_times_sound(const struct loading *loading, enum column_type type,
                            struct segment_column *into)
{
    const int32_t minimum = into->minimum, maximum = into->maximum;
    return are_numbers_sound(into->values, loading->row_count, time_range(type), into) &&
           into->minimum == minimum && into->maximum == maximum;
}

static bool is_sound(const struct loading *loading, size_t index, uint64_t flags,
                     struct segment_column *into)
{
    const struct cache_column *column = &loading->entry->columns[index];
    const struct plan_column *plan = &loading->entry->plan->columns[index];
    const uint32_t row_count = loading->row_count;
    struct segment_column unused;
    switch (plan->schema->type) {
    case COLUMN_ID: return !(flags & CACHE_MARKED) || renumber(loading, column, into->values);
    case COLUMN_CODE:
    case COLUMN_PATH:
        return greatest(into->values, into->value_bytes, row_count) <= column->names->name_count;
    case COLUMN_DATE:
    case COLUMN_TIME: return are_times_sound(loading, plan->schema->type, into);
    case COLUMN_INT: return are_numbers_sound(into->values, row_count, plan->range, &unused);
    case COLUMN_SCORE: return are_small_sound(into->values, row_count, plan->range);
    case COLUMN_BOOL: return are_small_sound(into->values, row_count, (struct decode_range){0, 1});
    default: return true;
    }
}

static struct cache_piece piece_of(const struct cache_entry *entry, size_t block, size_t column)
{
    struct cache_piece piece;
    const size_t number = block * entry->plan->schema->column_count + column;
    memcpy(&piece, entry->pieces + number * sizeof piece, sizeof piece);
    return piece;
}

static uint32_t rows_of(const struct cache_entry *entry, size_t block)
{
    const uint64_t left = entry->head.row_count - (uint64_t)block * CACHE_BLOCK_ROWS;
    return left < CACHE_BLOCK_ROWS ? (uint32_t)left : CACHE_BLOCK_ROWS;
}

static uint64_t offset_of(const struct cache_entry *entry, size_t block)
{
    const size_t count = entry->plan->schema->column_count;
    return sizeof entry->head + block * cache_block_bytes(entry->columns, count, CACHE_BLOCK_ROWS);
}

static enum rc say_damaged(const struct cache_entry *entry, struct err *err)
{
    return err_set(err, RC_INPUT, "%s: is damaged", entry->path);
}

/* False: the piece cannot be one of the column. */
static bool lay_column(const struct cache_entry *entry, size_t index,
                       const struct cache_piece *piece, struct segment_column *column)
{
    const struct cache_column *known = &entry->columns[index];
    const enum column_type type = entry->plan->columns[index].schema->type;
    *column = (struct segment_column){.minimum = INT32_MAX, .maximum = INT32_MIN};
    if (piece->flags & ~(uint64_t)CACHE_FLAGS_ALL) return false;
    if (known->value_bytes == 0) return true;
    column->value_bytes = known->value_bytes;
    column->is_waiting = true;
    column->codes = known->names;
    column->is_ascending = (piece->flags & CACHE_ASCENDING) != 0;
    if (type != COLUMN_DATE && type != COLUMN_TIME) return true;
    const struct decode_range range = time_range(type);
    column->minimum = piece->minimum;
    column->maximum = piece->maximum;
    return (piece->minimum == INT32_MAX && piece->maximum == INT32_MIN) ||
           (piece->minimum >= range.minimum && piece->minimum <= piece->maximum &&
            piece->maximum <= range.maximum);
}

enum rc cache_block_lay(const struct cache_entry *entry, size_t block, struct arena *arena,
                        struct segment *segment, struct err *err)
{
    const size_t count = entry->plan->schema->column_count;
    segment->columns = arena_take_array(arena, count, sizeof *segment->columns);
    if (!segment->columns) return err_memory(err, count * sizeof *segment->columns);
    for (size_t c = 0; c < count; c++) {
        const struct cache_piece piece = piece_of(entry, block, c);
        if (!lay_column(entry, c, &piece, &segment->columns[c])) return say_damaged(entry, err);
    }
    segment->row_count = rows_of(entry, block);
    return RC_OK;
}

/* Of bytes that were read: the values of a column that was laid. */
static enum rc take_piece(const struct cache_entry *entry, size_t block, size_t column, char *bytes,
                          struct segment_column *into, struct err *err)
{
    const struct cache_piece piece = piece_of(entry, block, column);
    const struct loading loading = {entry, rows_of(entry, block)};
    into->values = bytes;
    into->is_waiting = false;
    if (cache_hash(bytes, cache_piece_bytes(entry, column, loading.row_count)) != piece.hash ||
        !is_sound(&loading, column, piece.flags, into))
        return say_damaged(entry, err);
    return RC_OK;
}

size_t cache_piece_bytes(const struct cache_entry *entry, size_t column, uint32_t row_count)
{
    return cache_block_bytes(&entry->columns[column], 1, row_count);
}

enum rc cache_piece_load(const struct cache_entry *entry, size_t block, size_t column, char *bytes,
                         struct segment_column *into, struct err *err)
{
    const uint32_t row_count = rows_of(entry, block);
    const uint64_t offset =
        offset_of(entry, block) + cache_block_bytes(entry->columns, column, row_count);
    const enum rc rc = cache_file_read(entry->file, entry->path, bytes,
                                       cache_piece_bytes(entry, column, row_count), offset, err);
    return rc == RC_OK ? take_piece(entry, block, column, bytes, into, err) : rc;
}

enum rc cache_block_load(const struct cache_entry *entry, size_t block, struct chunk_reader *reader,
                         struct segment *segment, struct err *err)
{
    const size_t count = entry->plan->schema->column_count;
    const uint32_t row_count = rows_of(entry, block);
    const size_t byte_count = cache_block_bytes(entry->columns, count, row_count);
    char *bytes = store_take(&reader->store, byte_count);
    if (!bytes) return err_memory(err, byte_count);
    enum rc rc = cache_block_lay(entry, block, &reader->arena, segment, err);
    if (rc == RC_OK)
        rc = cache_file_read(entry->file, entry->path, bytes, byte_count, offset_of(entry, block),
                             err);
    for (size_t c = 0; rc == RC_OK && c < count; c++) {
        if (!segment->columns[c].is_waiting) continue;
        rc = take_piece(entry, block, c, bytes, &segment->columns[c], err);
        bytes += cache_piece_bytes(entry, c, row_count);
    }
    return rc;
}
