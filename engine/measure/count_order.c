/* Rows by key. Stable, so that rows of one key stay in their order. */
#include "measure/count.h"

#include <string.h>

/* Below, inserting is fastest; a counting sort pays while keys are not many more than rows. */
enum { INSERTION_ROWS = 24, COUNTING_KEYS_PER_ROW = 4, RADIX_BITS = 8 };
enum { COUNTING_KEYS = COUNTING_KEYS_PER_ROW * SLICE_ROWS };

bool key_order_init(struct key_order *order, struct store *store)
{
    order->rows = store_take_array(store, SLICE_ROWS, sizeof *order->rows);
    order->runs = store_take_array(store, SLICE_ROWS, sizeof *order->runs);
    order->counts = store_take_array(store, COUNTING_KEYS + 1, sizeof *order->counts);
    order->items = store_take_array(store, SLICE_ROWS, sizeof *order->items);
    order->others = store_take_array(store, SLICE_ROWS, sizeof *order->others);
    return order->rows && order->runs && order->counts && order->items && order->others;
}

static uint32_t sort_by_counting(struct key_order *order, const uint32_t *keys, uint32_t key_count,
                                 bool keeps_missing, const uint32_t *rows, uint32_t row_count)
{
    uint32_t *next = order->counts, run_count = 0, at = 0;
    memset(next, 0, key_count * sizeof *next);
    for (uint32_t i = 0; i < row_count; i++) next[keys[rows[i]]]++;
    for (uint32_t key = 0; key < key_count; key++) {
        const uint32_t count = next[key];
        next[key] = at;
        order->runs[run_count] = (struct key_run){key, at, at + count};
        run_count += count > 0 && (key > 0 || keeps_missing);
        at += count;
    }
    for (uint32_t i = 0; i < row_count; i++) order->rows[next[keys[rows[i]]]++] = rows[i];
    return run_count;
}

static void sort_by_insertion(uint64_t *items, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        const uint64_t item = items[i];
        uint32_t at = i;
        for (; at > 0 && items[at - 1] >> 32 > item >> 32; at--) items[at] = items[at - 1];
        items[at] = item;
    }
}

uint64_t *key_order_radix(uint64_t *items, uint64_t *others, size_t count, uint32_t key_count)
{
    for (unsigned shift = 0; shift < 32 && (key_count - 1) >> shift != 0; shift += RADIX_BITS) {
        size_t next[(1 << RADIX_BITS) + 1] = {0};
        const uint64_t mask = (1 << RADIX_BITS) - 1;
        for (size_t i = 0; i < count; i++) next[(items[i] >> (32 + shift) & mask) + 1]++;
        for (unsigned digit = 0; digit <= mask; digit++) next[digit + 1] += next[digit];
        for (size_t i = 0; i < count; i++)
            others[next[items[i] >> (32 + shift) & mask]++] = items[i];
        uint64_t *swap = items;
        items = others;
        others = swap;
    }
    return items;
}

static uint32_t list_runs(struct key_order *order, const uint64_t *items, uint32_t count)
{
    uint32_t run_count = 0;
    for (uint32_t first = 0, last; first < count; first = last) {
        const uint64_t key = items[first] >> 32;
        for (last = first; last < count && items[last] >> 32 == key; last++)
            order->rows[last] = (uint32_t)items[last];
        order->runs[run_count++] = (struct key_run){(uint32_t)key, first, last};
    }
    return run_count;
}

uint32_t key_order_sort(struct key_order *order, const uint32_t *keys, uint32_t key_count,
                        bool keeps_missing, const uint32_t *rows, uint32_t row_count)
{
    if (row_count > INSERTION_ROWS && key_count / COUNTING_KEYS_PER_ROW <= row_count)
        return sort_by_counting(order, keys, key_count, keeps_missing, rows, row_count);
    uint32_t count = 0;
    for (uint32_t i = 0; i < row_count; i++) {
        const uint64_t key = keys[rows[i]];
        order->items[count] = key << 32 | rows[i];
        count += key > 0 || keeps_missing;
    }
    uint64_t *items = order->items;
    if (count <= INSERTION_ROWS)
        sort_by_insertion(items, count);
    else
        items = key_order_radix(items, order->others, count, key_count);
    return list_runs(order, items, count);
}
