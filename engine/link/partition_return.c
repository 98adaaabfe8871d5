/* Results back to the rows: a thread writes its rows one after the other, and reads from as many
 * places as there are partitions, each of which goes on where it was. */
#include "link/partition_steps.h"

/* Rows of a block. */
enum { BLOCK_ROWS = 256 };

struct returned {
    uint32_t count;
    uint32_t rows[BLOCK_ROWS]; /* of the segment, descending */
    uint32_t places[BLOCK_ROWS];
};

/* Without branches on the row: a row before the start may stand anywhere. */
static void find_places(struct returned *returned, uint32_t *next, const uint16_t *chosen,
                        uint32_t first, uint32_t last, size_t partition_count)
{
    uint32_t count = 0;
    for (uint32_t row = last; row-- > first;) {
        returned->rows[count] = row;
        returned->places[count] = --next[chosen[row]];
        count += chosen[row] != partition_count;
    }
    returned->count = count;
}

static void put_values(void *to, const void *from, size_t value_bytes,
                       const struct returned *returned)
{
    const uint32_t *rows = returned->rows, *places = returned->places;
    const uint32_t count = returned->count;
    if (value_bytes == sizeof(int32_t))
        for (uint32_t i = 0; i < count; i++)
            ((int32_t *)to)[rows[i]] = ((const int32_t *)from)[places[i]];
    else if (value_bytes == sizeof(int64_t))
        for (uint32_t i = 0; i < count; i++)
            ((int64_t *)to)[rows[i]] = ((const int64_t *)from)[places[i]];
    else
        for (uint32_t i = 0; i < count; i++)
            ((int8_t *)to)[rows[i]] = ((const int8_t *)from)[places[i]];
}

void partition_bring_back(const struct partitions *partitions, struct partition_source *source,
                          struct partition_task *task)
{
    struct returned returned = {.count = 0};
    for (size_t s = task->segment_count; s-- > 0;) {
        const struct segment *segment = &source->table->segments[task->first_segment + s];
        if (!partition_reaches(source, segment)) continue;
        const uint16_t *chosen = source->way.chosen + segment->first_row;
        for (uint32_t last = segment->row_count; last > 0;) {
            const uint32_t first = last > BLOCK_ROWS ? last - BLOCK_ROWS : 0;
            find_places(&returned, task->next, chosen, first, last, partitions->count);
            for (size_t r = 0; r < source->result_count; r++) {
                struct segment_column *column = &segment->columns[source->results[r]];
                put_values(column->values, source->result_values[r],
                           column_type_bytes(source->table->columns[source->results[r]].type),
                           &returned);
            }
            last = first;
        }
    }
}
