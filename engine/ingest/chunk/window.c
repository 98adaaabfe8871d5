#include "ingest/chunk/window.h"
#include "ingest/column_array.h"

#include <stdlib.h>
#include <string.h>

enum { TEXT_BYTES = SCAN_INDEX_BYTES + 2 * SCAN_INDEX_PAD_BYTES };

bool window_init(struct window *window, enum isa isa)
{
    *window = (struct window){.isa = isa};
    window->memory = calloc(1, TEXT_BYTES);
    window->unquoted = malloc(SCAN_INDEX_BYTES);
    window->rest_rows = calloc(SCAN_INDEX_PLACES, sizeof *window->rest_rows);
    window->kept_rows = malloc(SCAN_INDEX_PLACES * sizeof *window->kept_rows);
    window->index.row_starts = calloc(SCAN_INDEX_PLACES, sizeof *window->index.row_starts);
    window->index.ends = calloc(SCAN_INDEX_PLACES, sizeof *window->index.ends);
    if (window->memory) window->text = window->memory + SCAN_INDEX_PAD_BYTES;
    return window->memory && window->unquoted && window->kept_rows && window->rest_rows &&
           window->index.row_starts && window->index.ends;
}

void window_release(struct window *window)
{
    window_plan_release(&window->plan);
    free(window->memory);
    free(window->unquoted);
    free(window->rest_rows);
    free(window->index.row_starts);
    free(window->index.ends);
    free(window->kept_rows);
    free(window->quality);
    free(window->outcomes);
    free(window->digits);
    free(window->bad);
    free(window->fields);
    *window = (struct window){.text = NULL};
}

bool window_start(struct window *window, const struct file_plan *plan)
{
    const size_t columns = plan->schema->column_count, fields = plan->header->cell_count;
    /* Three arrays of one capacity. */
    size_t of_outcomes = window->column_capacity, of_digits = of_outcomes, of_quality = of_outcomes;
    window->field_count = plan->header->cell_count;
    if (!window_plan_make(&window->plan, plan) ||
        !array_reserve(&window->outcomes, &of_outcomes, columns, sizeof *window->outcomes) ||
        !array_reserve(&window->digits, &of_digits, columns, sizeof *window->digits) ||
        !array_reserve(&window->quality, &of_quality, columns, sizeof *window->quality) ||
        !array_reserve(&window->fields, &window->field_capacity, fields, sizeof *window->fields))
        return false;
    window->column_capacity = of_outcomes;
    return true;
}

/* A line ends at a CR, and at an LF that does not follow one. Sums of bytes, so that the compiler
 * takes many at once. */
static uint8_t count_block(const char *text, uint32_t byte_count)
{
    uint8_t lines = 0;
    for (uint32_t i = 0; i < byte_count; i++) {
        const uint8_t is_return = text[i] == '\r';
        const uint8_t is_feed = text[i] == '\n', is_second = text[(ptrdiff_t)i - 1] == '\r';
        lines = (uint8_t)(lines + (is_return | (is_feed & (is_second ^ 1))));
    }
    return lines;
}

enum { COUNT_BLOCK_BYTES = 240 }; /* no more line ends than a byte can count */

uint64_t window_count_lines(const char *text, size_t from, size_t to)
{
    if (from >= to) return 0;
    uint64_t lines = text[from] == '\n' || text[from] == '\r';
    for (size_t at = from + 1; at < to; at += COUNT_BLOCK_BYTES) {
        const size_t left = to - at;
        lines += left < COUNT_BLOCK_BYTES ? count_block(text + at, (uint32_t)left)
                                          : count_block(text + at, COUNT_BLOCK_BYTES);
    }
    return lines;
}
