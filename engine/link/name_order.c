/* A sample of the names, sorted, says where the buckets part; the buckets are then sorted one by
 * one. Compared are eight bytes as one number, which mostly decide. */
#include "link/name_order.h"

#include <stdlib.h>
#include <string.h>

enum { BUCKET_COUNT = 256, SAMPLES_A_BUCKET = 16, SAMPLE_COUNT = BUCKET_COUNT * SAMPLES_A_BUCKET };
enum { SORTED_AT_ONCE = 1 << 14 };
/* Items are put into buckets block by block, so that threads know their places. */
enum { BLOCK_COUNT = 64 };

struct bucketing {
    const struct name_item *items;
    struct name_item *sorted;
    size_t count;
    struct name_item splitters[BUCKET_COUNT - 1];
    uint8_t *buckets;                         /* per item */
    size_t places[BLOCK_COUNT][BUCKET_COUNT]; /* counts, then where a block's next item goes */
};

static int compare_items(const void *a, const void *b)
{
    const struct name_item *x = a, *y = b;
    if (x->head != y->head) return x->head < y->head ? -1 : 1;
    return slice_compare((struct slice){x->text->bytes, x->text->byte_count},
                         (struct slice){y->text->bytes, y->text->byte_count});
}

/* Number of splitters that do not lie behind the item. */
static uint8_t bucket_of(const struct bucketing *all, const struct name_item *item)
{
    uint32_t low = 0, high = BUCKET_COUNT - 1;
    while (low < high) {
        const uint32_t middle = (low + high) / 2;
        if (compare_items(&all->splitters[middle], item) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    return (uint8_t)low;
}

static bool choose_splitters(struct bucketing *all)
{
    struct name_item *sample = malloc(SAMPLE_COUNT * sizeof *sample);
    if (!sample) return false;
    for (size_t i = 0; i < SAMPLE_COUNT; i++)
        sample[i] = all->items[i * (all->count / SAMPLE_COUNT)];
    qsort(sample, SAMPLE_COUNT, sizeof *sample, compare_items);
    for (size_t i = 0; i < BUCKET_COUNT - 1; i++)
        all->splitters[i] = sample[(i + 1) * SAMPLES_A_BUCKET];
    free(sample);
    return true;
}

static void count_buckets(struct bucketing *all)
{
#pragma omp parallel for default(none) shared(all) schedule(dynamic)
    for (size_t block = 0; block < BLOCK_COUNT; block++) {
        const size_t last = all->count * (block + 1) / BLOCK_COUNT;
        for (size_t i = all->count * block / BLOCK_COUNT; i < last; i++) {
            all->buckets[i] = bucket_of(all, &all->items[i]);
            all->places[block][all->buckets[i]]++;
        }
    }
}

static void place_buckets(struct bucketing *all, size_t first[BUCKET_COUNT + 1])
{
    size_t place = 0;
    for (size_t bucket = 0; bucket < BUCKET_COUNT; bucket++) {
        first[bucket] = place;
        for (size_t block = 0; block < BLOCK_COUNT; block++) {
            const size_t count = all->places[block][bucket];
            all->places[block][bucket] = place;
            place += count;
        }
    }
    first[BUCKET_COUNT] = place;
}

static void fill_buckets(struct bucketing *all)
{
#pragma omp parallel for default(none) shared(all) schedule(dynamic)
    for (size_t block = 0; block < BLOCK_COUNT; block++) {
        const size_t last = all->count * (block + 1) / BLOCK_COUNT;
        for (size_t i = all->count * block / BLOCK_COUNT; i < last; i++)
            all->sorted[all->places[block][all->buckets[i]]++] = all->items[i];
    }
}

static void sort_buckets(struct bucketing *all, const size_t first[BUCKET_COUNT + 1])
{
#pragma omp parallel for default(none) shared(all, first) schedule(dynamic)
    for (size_t bucket = 0; bucket < BUCKET_COUNT; bucket++)
        qsort(all->sorted + first[bucket], first[bucket + 1] - first[bucket], sizeof *all->sorted,
              compare_items);
}

enum rc name_order(struct name_item *items, size_t count, struct err *err)
{
    if (count <= SORTED_AT_ONCE) {
        qsort(items, count, sizeof *items, compare_items);
        return RC_OK;
    }
    struct bucketing *all = calloc(1, sizeof *all);
    enum rc rc = RC_OK;
    if (!all) return err_memory(err, sizeof *all);
    all->items = items;
    all->count = count;
    all->buckets = malloc(count);
    all->sorted = malloc(count * sizeof *all->sorted);
    if (all->buckets && all->sorted && choose_splitters(all)) {
        size_t first[BUCKET_COUNT + 1];
        count_buckets(all);
        place_buckets(all, first);
        fill_buckets(all);
        sort_buckets(all, first);
        memcpy(items, all->sorted, count * sizeof *items);
    } else {
        rc = err_memory(err, count * sizeof *all->sorted);
    }
    free(all->buckets);
    free(all->sorted);
    free(all);
    return rc;
}
