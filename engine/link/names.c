/* First the names that are told apart by a table per hash partition, then those that are left are
 * sorted: lists of threads and files repeat each other, and a comparison costs more than a hash. */
#include "link/names.h"

#include "base/hash.h"
#include "link/name_order.h"

#include <stdlib.h>
#include <string.h>

enum { PARTITION_NAMES = 1 << 12, PARTITION_COUNT_LIMIT = 1 << 10 };
/* Names of one task, which never spans two lists. */
enum { TASK_NAMES = 1 << 15 };
enum { ALONE = 1 << 12 }; /* so few names are not worth a second thread */

struct task {
    struct code_list *list;
    uint32_t first, count;
    uint64_t *next; /* per partition: names of the task, then the place of its next entry */
};

/* A name in its partition. */
struct entry {
    uint64_t hash;
    const struct key_text *text;
    uint32_t *code; /* its domain code: first its provisional number, at last its place */
};

struct gathering {
    struct task *tasks;
    size_t task_count, partition_count;
    uint64_t name_count;
    uint64_t *counts; /* task_count × partition_count */
    uint64_t *first;  /* per partition: its first entry; one more */
    struct entry *entries;
    uint32_t *distinct_counts; /* per partition */
    struct name_item *items;   /* a partition's different names stand where its entries begin */
};

static size_t partition_of(const struct gathering *all, uint64_t hash)
{
    return (size_t)((u128)hash * all->partition_count >> 64);
}

static uint64_t hash_of(const struct key_text *text)
{
    return hash_bytes(text->bytes, text->byte_count);
}

static bool gathering_init(struct gathering *all, struct code_list *const *lists, size_t list_count)
{
    *all = (struct gathering){.partition_count = 1};
    for (size_t i = 0; i < list_count; i++) {
        all->name_count += lists[i]->name_count;
        all->task_count += (lists[i]->name_count + (size_t)TASK_NAMES - 1) / TASK_NAMES;
    }
    while (all->partition_count < PARTITION_COUNT_LIMIT &&
           all->partition_count * PARTITION_NAMES < all->name_count)
        all->partition_count *= 2;
    all->tasks = malloc((all->task_count + 1) * sizeof *all->tasks);
    all->counts = calloc(all->task_count * all->partition_count + 1, sizeof *all->counts);
    all->first = calloc(all->partition_count + 1, sizeof *all->first);
    all->distinct_counts = calloc(all->partition_count, sizeof *all->distinct_counts);
    all->entries = malloc((all->name_count + 1) * sizeof *all->entries);
    all->items = malloc((all->name_count + 1) * sizeof *all->items);
    return all->tasks && all->counts && all->first && all->distinct_counts && all->entries &&
           all->items;
}

static void gathering_release(struct gathering *all)
{
    free(all->tasks);
    free(all->counts);
    free(all->first);
    free(all->distinct_counts);
    free(all->entries);
    free(all->items);
}

static void list_tasks(struct gathering *all, struct code_list *const *lists, size_t list_count)
{
    size_t at = 0;
    for (size_t i = 0; i < list_count; i++)
        for (uint32_t first = 0; first < lists[i]->name_count; first += TASK_NAMES) {
            const uint32_t left = lists[i]->name_count - first;
            all->tasks[at] =
                (struct task){lists[i], first + 1, left < TASK_NAMES ? left : TASK_NAMES,
                              all->counts + at * all->partition_count};
            at++;
        }
}

static void count_names(const struct gathering *all)
{
#pragma omp parallel for default(none) shared(all) schedule(dynamic) if (all->name_count > ALONE)
    for (size_t t = 0; t < all->task_count; t++) {
        const struct task *task = &all->tasks[t];
        for (uint32_t i = task->first; i < task->first + task->count; i++)
            task->next[partition_of(all, hash_of(&task->list->names[i]))]++;
    }
}

static void place_tasks(const struct gathering *all)
{
    uint64_t place = 0;
    for (size_t p = 0; p < all->partition_count; p++) {
        all->first[p] = place;
        for (size_t t = 0; t < all->task_count; t++) {
            const uint64_t count = all->tasks[t].next[p];
            all->tasks[t].next[p] = place;
            place += count;
        }
    }
    all->first[all->partition_count] = place;
}

static void scatter_names(const struct gathering *all)
{
#pragma omp parallel for default(none) shared(all) schedule(dynamic) if (all->name_count > ALONE)
    for (size_t t = 0; t < all->task_count; t++) {
        const struct task *task = &all->tasks[t];
        for (uint32_t i = task->first; i < task->first + task->count; i++) {
            const struct key_text *text = &task->list->names[i];
            const uint64_t hash = hash_of(text);
            all->entries[task->next[partition_of(all, hash)]++] =
                (struct entry){hash, text, &task->list->domain_codes[i]};
        }
    }
}

static bool is_same(const struct entry *a, const struct entry *b)
{
    return a->hash == b->hash && a->text->byte_count == b->text->byte_count &&
           memcmp(a->text->bytes, b->text->bytes, a->text->byte_count) == 0;
}

/* Tell the names of partition p apart: each entry's code becomes the number of its name, which is
 * the number of the first entry that has it. */
static bool tell_apart(const struct gathering *all, size_t p)
{
    const uint64_t first = all->first[p], count = all->first[p + 1] - first;
    size_t slot_count = 16;
    while (slot_count < count * 2) slot_count *= 2;
    uint32_t *slots = calloc(slot_count, sizeof *slots); /* entry of the partition + 1 */
    if (!slots) return false;
    uint32_t distinct_count = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct entry *entry = &all->entries[first + i];
        size_t slot = (size_t)entry->hash & (slot_count - 1);
        while (slots[slot] != 0 && !is_same(&all->entries[first + slots[slot] - 1], entry))
            slot = (slot + 1) & (slot_count - 1);
        if (slots[slot] == 0) {
            slots[slot] = i + 1;
            all->items[first + distinct_count++] =
                (struct name_item){.text = entry->text, .number = (uint32_t)first + i};
        }
        *entry->code = (uint32_t)first + slots[slot] - 1;
    }
    all->distinct_counts[p] = distinct_count;
    free(slots);
    return true;
}

static enum rc tell_all_apart(const struct gathering *all, struct err *err)
{
    int failed = 0;
#pragma omp parallel for default(none) shared(all) reduction(|                                     \
                                                             : failed)                             \
    schedule(dynamic) if (all->name_count > ALONE)
    for (size_t p = 0; p < all->partition_count; p++) failed |= !tell_apart(all, p);
    return failed ? err_memory(err, all->name_count * sizeof(uint64_t)) : RC_OK;
}

/* The different names of all partitions side by side; returns their number. */
static size_t close_up(const struct gathering *all)
{
    size_t count = 0;
    for (size_t p = 0; p < all->partition_count; p++) {
        memmove(all->items + count, all->items + all->first[p],
                all->distinct_counts[p] * sizeof *all->items);
        count += all->distinct_counts[p];
    }
    return count;
}

/* From the number of a name to its place, in every list. */
static enum rc give_places(const struct gathering *all, size_t count, struct err *err)
{
    uint32_t *places = malloc((all->name_count + 1) * sizeof *places);
    if (!places) return err_memory(err, (all->name_count + 1) * sizeof *places);
#pragma omp parallel default(none) shared(all, count, places) if (all->name_count > ALONE)
    {
#pragma omp for schedule(static)
        for (size_t i = 0; i < count; i++) places[all->items[i].number] = (uint32_t)i + 1;
#pragma omp for schedule(dynamic)
        for (size_t t = 0; t < all->task_count; t++) {
            const struct task *task = &all->tasks[t];
            uint32_t *codes = task->list->domain_codes;
            for (uint32_t i = task->first; i < task->first + task->count; i++)
                codes[i] = places[codes[i]];
        }
    }
    free(places);
    return RC_OK;
}

static enum rc sort_gathered(struct names *names, const struct gathering *all, struct arena *arena,
                             struct err *err)
{
    enum rc rc = tell_all_apart(all, err);
    if (rc != RC_OK) return rc;
    const size_t count = close_up(all);
    rc = name_order(all->items, count, err);
    if (rc == RC_OK) rc = give_places(all, count, err);
    if (rc != RC_OK) return rc;
    names->sorted = arena_take_array(arena, count + 1, sizeof *names->sorted);
    if (!names->sorted) return err_memory(err, (count + 1) * sizeof *names->sorted);
    names->sorted[0] = "";
    for (size_t i = 0; i < count; i++) names->sorted[i + 1] = all->items[i].text->bytes;
    names->count = (uint32_t)count + 1;
    return RC_OK;
}

enum rc names_sort(struct names *names, struct code_list *const *lists, size_t list_count,
                   struct arena *arena, struct err *err)
{
    struct gathering all;
    enum rc rc;
    if (!gathering_init(&all, lists, list_count)) {
        rc = err_memory(err, all.name_count * sizeof *all.entries);
    } else if (all.name_count >= UINT32_MAX) {
        rc = err_set(err, RC_INPUT, "more than %u names of one kind", UINT32_MAX - 1);
    } else {
        list_tasks(&all, lists, list_count);
        count_names(&all);
        place_tasks(&all);
        scatter_names(&all);
        rc = sort_gathered(names, &all, arena, err);
    }
    gathering_release(&all);
    for (size_t i = 0; i < list_count; i++) lists[i]->domain_codes[0] = 0;
    return rc;
}
