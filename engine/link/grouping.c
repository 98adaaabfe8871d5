#include "link/grouping.h"

#include "link/pack.h"

/* Records of all sources are numbered one after the other: those of source t from base[t]. */
struct sorting {
    size_t slot_bytes;
    uint32_t base[GROUPING_SOURCE_LIMIT + 1];
    uint32_t record_count;
    uint32_t bucket_count;   /* a power of two */
    unsigned char *slots;    /* per record */
    uint32_t *buckets;       /* per record */
    uint32_t *ends;          /* per bucket: where it ends in `order` */
    uint32_t *order, *spare; /* records by bucket, then by id, then as they stood */
    uint8_t *is_first;       /* per place in `order`: the id is another than in the place before */
    uint32_t *mixed;         /* buckets with several ids */
    uint32_t mixed_count;
};

static uint32_t bucket_count(uint32_t record_count)
{
    uint32_t count = 16;
    while (count < record_count && count < UINT32_C(1) << 31) count *= 2;
    return count;
}

size_t grouping_bytes(uint32_t record_count, size_t source_count, size_t slot_bytes,
                      size_t *piece_count)
{
    const size_t count = record_count;
    *piece_count += 7 + 2 * source_count;
    return count * slot_bytes +                   /* slots */
           4 * count * sizeof(uint32_t) + count + /* buckets, order, spare, mixed */
           (size_t)bucket_count(record_count) * sizeof(uint32_t) + /* ends */
           source_count * (2 * count + 3) * sizeof(uint32_t);      /* first, lists */
}

/* Slots side by side, their buckets, and how many records each bucket has. */
static inline __attribute__((always_inline)) void count_records(
    struct sorting *sorting, const struct grouping_source *source, uint32_t base, size_t slot_bytes)
{
    unsigned char *restrict slots = sorting->slots + base * slot_bytes;
    uint32_t *restrict buckets = sorting->buckets + base, *restrict ends = sorting->ends;
    const unsigned char *restrict slot = source->records;
    const uint32_t mask = sorting->bucket_count - 1, record_count = source->record_count;
    const size_t record_bytes = source->record_bytes;
    for (uint32_t i = 0; i < record_count; i++, slot += record_bytes) {
        const uint32_t bucket = (uint32_t)packed_hash(slot, slot_bytes) & mask;
        memcpy(slots + i * slot_bytes, slot, slot_bytes);
        buckets[i] = bucket;
        ends[bucket]++;
    }
}

static void count_source(struct sorting *sorting, const struct grouping_source *source,
                         uint32_t base)
{
    switch (sorting->slot_bytes) {
    case PACK_SHORT_BYTES: count_records(sorting, source, base, PACK_SHORT_BYTES); break;
    case KEY_UNIT_BYTES: count_records(sorting, source, base, KEY_UNIT_BYTES); break;
    default: count_records(sorting, source, base, sorting->slot_bytes); break;
    }
}

/* Records by bucket; ends[] holds beginnings before, ends after. */
static void place_records(struct sorting *sorting)
{
    uint32_t *restrict ends = sorting->ends, *restrict order = sorting->order;
    const uint32_t *restrict buckets = sorting->buckets;
    const uint32_t bucket_count = sorting->bucket_count, record_count = sorting->record_count;
    uint32_t place = 0;
    for (uint32_t b = 0; b < bucket_count; b++) {
        const uint32_t count = ends[b];
        ends[b] = place;
        place += count;
    }
    for (uint32_t i = 0; i < record_count; i++) order[ends[buckets[i]]++] = i;
}

/* Where one id ends and the next begins, and which buckets hold several. */
static inline __attribute__((always_inline)) void mark_places(struct sorting *sorting,
                                                              size_t slot_bytes)
{
    const uint32_t *restrict order = sorting->order, *restrict buckets = sorting->buckets;
    const unsigned char *restrict slots = sorting->slots;
    uint8_t *restrict is_first = sorting->is_first;
    uint32_t *restrict mixed = sorting->mixed;
    const uint32_t record_count = sorting->record_count;
    uint32_t mixed_count = 0, last = order[0];
    is_first[0] = 1;
    for (uint32_t k = 1; k < record_count; k++) {
        const uint32_t record = order[k];
        const bool differs =
            !packed_equal(slots + record * slot_bytes, slots + last * slot_bytes, slot_bytes);
        is_first[k] = differs;
        mixed[mixed_count] = buckets[record];
        mixed_count += differs & (buckets[record] == buckets[last]);
        last = record;
    }
    sorting->mixed_count = mixed_count;
}

static void mark(struct sorting *sorting)
{
    switch (sorting->slot_bytes) {
    case PACK_SHORT_BYTES: mark_places(sorting, PACK_SHORT_BYTES); break;
    case KEY_UNIT_BYTES: mark_places(sorting, KEY_UNIT_BYTES); break;
    default: mark_places(sorting, sorting->slot_bytes); break;
    }
}

/* Whether record a goes behind record b: any order will do, if equal ids stay together. */
static inline bool goes_behind(const struct sorting *sorting, uint32_t a, uint32_t b)
{
    const size_t slot_bytes = sorting->slot_bytes;
    const unsigned char *one = sorting->slots + a * slot_bytes;
    const unsigned char *other = sorting->slots + b * slot_bytes;
    uint32_t one_short, other_short;
    if (slot_bytes == KEY_UNIT_BYTES) return slot_unit(one, 0) > slot_unit(other, 0);
    if (slot_bytes != PACK_SHORT_BYTES) return memcmp(one, other, slot_bytes) > 0;
    memcpy(&one_short, one, sizeof one_short);
    memcpy(&other_short, other, sizeof other_short);
    return one_short > other_short;
}

/* Sorted by id, equal ones as they stood. Ids can be chosen so that all fall into one bucket: the
 * effort must not grow with the square of their number. */
static void sort_by_id(const struct sorting *sorting, uint32_t *order, uint32_t count,
                       uint32_t *spare)
{
    enum { SHORT_LIST = 12 };
    if (count <= SHORT_LIST) {
        for (uint32_t i = 1; i < count; i++) {
            const uint32_t record = order[i];
            uint32_t at = i;
            for (; at > 0 && goes_behind(sorting, order[at - 1], record); at--)
                order[at] = order[at - 1];
            order[at] = record;
        }
        return;
    }
    const uint32_t half = count / 2;
    sort_by_id(sorting, order, half, spare);
    sort_by_id(sorting, order + half, count - half, spare);
    memcpy(spare, order, half * sizeof *spare);
    uint32_t left = 0, right = half, at = 0;
    while (left < half && right < count)
        order[at++] =
            goes_behind(sorting, spare[left], order[right]) ? order[right++] : spare[left++];
    memcpy(order + at, spare + left, (half - left) * sizeof *order);
}

static void sort_mixed(struct sorting *sorting)
{
    for (uint32_t m = 0; m < sorting->mixed_count; m++) {
        const uint32_t bucket = sorting->mixed[m];
        if (m > 0 && bucket == sorting->mixed[m - 1]) continue;
        const uint32_t first = bucket > 0 ? sorting->ends[bucket - 1] : 0;
        const uint32_t last = sorting->ends[bucket];
        sort_by_id(sorting, sorting->order + first, last - first, sorting->spare);
        for (uint32_t k = first + 1; k < last; k++)
            sorting->is_first[k] = goes_behind(sorting, sorting->order[k], sorting->order[k - 1]);
    }
}

/* The list of source t out of the one order. Nothing branches: every record is written, and only
 * one of the source moves on; the end of an entity's list is written with each record, and the last
 * one stays. */
static uint32_t make_lists(const struct sorting *sorting, size_t t, uint32_t *restrict first,
                           uint32_t *restrict list)
{
    const uint32_t *restrict order = sorting->order;
    const uint8_t *restrict is_first = sorting->is_first;
    const uint32_t base = sorting->base[t], source_count = sorting->base[t + 1] - base;
    const uint32_t record_count = sorting->record_count;
    uint32_t count = 0, entity_count = 0;
    first[0] = 0;
    for (uint32_t k = 0; k < record_count; k++) {
        const uint32_t record = order[k] - base;
        entity_count += is_first[k];
        list[count] = record;
        count += record < source_count;
        first[entity_count] = count;
    }
    return entity_count;
}

static void sorting_init(struct sorting *sorting, const struct grouping_source *sources,
                         size_t source_count, size_t slot_bytes, struct scratch *scratch)
{
    *sorting = (struct sorting){.slot_bytes = slot_bytes};
    for (size_t t = 0; t < source_count; t++)
        sorting->base[t + 1] = sorting->base[t] + sources[t].record_count;
    const size_t count = sorting->record_count = sorting->base[source_count];
    sorting->bucket_count = bucket_count(sorting->record_count);
    const size_t ends_bytes = sorting->bucket_count * sizeof *sorting->ends;
    sorting->slots = scratch_take(scratch, count * slot_bytes);
    sorting->buckets = scratch_take(scratch, count * sizeof *sorting->buckets);
    sorting->ends = scratch_take(scratch, ends_bytes);
    sorting->order = scratch_take(scratch, count * sizeof *sorting->order);
    sorting->spare = scratch_take(scratch, count * sizeof *sorting->spare);
    sorting->is_first = scratch_take(scratch, count);
    sorting->mixed = scratch_take(scratch, count * sizeof *sorting->mixed);
    memset(sorting->ends, 0, ends_bytes);
}

void grouping_make(struct grouping *grouping, const struct grouping_source *sources,
                   size_t source_count, size_t slot_bytes, struct scratch *scratch)
{
    struct sorting sorting;
    sorting_init(&sorting, sources, source_count, slot_bytes, scratch);
    for (size_t t = 0; t < source_count; t++) {
        const size_t count = sorting.record_count;
        grouping->first[t] = scratch_take(scratch, (count + 2) * sizeof *grouping->first[t]);
        grouping->lists[t] = scratch_take(scratch, (count + 1) * sizeof *grouping->lists[t]);
        count_source(&sorting, &sources[t], sorting.base[t]);
    }
    place_records(&sorting);
    if (sorting.record_count > 0) mark(&sorting);
    sort_mixed(&sorting);
    for (size_t t = 0; t < source_count; t++)
        grouping->entity_count = make_lists(&sorting, t, grouping->first[t], grouping->lists[t]);
}
