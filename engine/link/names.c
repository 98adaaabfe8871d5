/* First the names that are told apart by a table per hash partition, then those that are left are
 * sorted: lists of threads and files repeat each other, and a comparison costs more than a hash. */
#include "link/names.h"

#include "base/hash.h"
#include "base/store.h"
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

/* How a name begins, so that most names are told apart without a look at their texts, which lie all
 * over the memory: the first bytes, most significant first, NUL where the name is shorter. */
enum { WINDOW_BYTES = 16 };
struct window {
    uint64_t upper, lower;
};

/* A name in its partition. */
struct entry {
    uint64_t hash;
    struct window window;
    const struct key_text *text;
    uint32_t *code; /* its domain code: first its provisional number, at last its place */
    uint32_t byte_count;
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
    uint32_t *places;          /* by the number of a name */
    struct store store;        /* entries, items, places */
};

static size_t partition_of(const struct gathering *all, uint64_t hash)
{
    return (size_t)((u128)hash * all->partition_count >> 64);
}

static struct window window_of(const struct key_text *text)
{
    uint64_t words[2] = {0, 0};
    memcpy(words, text->bytes, text->byte_count < WINDOW_BYTES ? text->byte_count : WINDOW_BYTES);
    return (struct window){__builtin_bswap64(words[0]), __builtin_bswap64(words[1])};
}

static uint64_t hash_of(const struct key_text *text, const struct window *window)
{
    uint64_t hash = hash_bytes(window, sizeof *window);
    if (text->byte_count > WINDOW_BYTES)
        hash =
            hash_mix(hash, hash_bytes(text->bytes + WINDOW_BYTES, text->byte_count - WINDOW_BYTES));
    return hash;
}

static bool gathering_init(struct gathering *all, struct code_list *const *lists, size_t list_count)
{
    *all = (struct gathering){.partition_count = 1};
    store_init(&all->store);
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
    all->entries = store_take_array(&all->store, all->name_count + 1, sizeof *all->entries);
    all->items = store_take_array(&all->store, all->name_count + 1, sizeof *all->items);
    all->places = store_take_array(&all->store, all->name_count + 1, sizeof *all->places);
    return all->tasks && all->counts && all->first && all->distinct_counts && all->entries &&
           all->items && all->places;
}

static void gathering_release(struct gathering *all)
{
    free(all->tasks);
    free(all->counts);
    free(all->first);
    free(all->distinct_counts);
    store_release(&all->store);
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
        for (uint32_t i = task->first; i < task->first + task->count; i++) {
            const struct window window = window_of(&task->list->names[i]);
            task->next[partition_of(all, hash_of(&task->list->names[i], &window))]++;
        }
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
            const struct window window = window_of(text);
            const uint64_t hash = hash_of(text, &window);
            struct entry *entry = &all->entries[task->next[partition_of(all, hash)]++];
            *entry =
                (struct entry){hash, window, text, &task->list->domain_codes[i], text->byte_count};
            /* The next entry of this partition finds its line there, as in partition.c. */
            __builtin_prefetch(entry + 2, 1, 2);
        }
    }
}

static bool is_same(const struct entry *a, const struct entry *b)
{
    return a->hash == b->hash && a->byte_count == b->byte_count &&
           a->window.upper == b->window.upper && a->window.lower == b->window.lower &&
           (a->byte_count <= WINDOW_BYTES ||
            memcmp(a->text->bytes + WINDOW_BYTES, b->text->bytes + WINDOW_BYTES,
                   a->byte_count - WINDOW_BYTES) == 0);
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

/* Number of bytes with which both begin, at most WINDOW_BYTES. */
static uint32_t shared_bytes(const struct window *a, const struct window *b)
{
    const uint64_t upper = a->upper ^ b->upper, lower = a->lower ^ b->lower;
    if (upper != 0) return (uint32_t)__builtin_clzll(upper) / 8;
    return lower != 0 ? 8 + (uint32_t)__builtin_clzll(lower) / 8 : WINDOW_BYTES;
}

static uint64_t head_of(const struct key_text *text, uint32_t first_byte)
{
    uint64_t head = 0;
    for (uint32_t at = first_byte; at < first_byte + sizeof head; at++)
        head = head << 8 | (at < text->byte_count ? (unsigned char)text->bytes[at] : 0);
    return head;
}

/* Eight bytes of each name behind what all begin with (at most WINDOW_BYTES): they come from the
 * windows as far as these go. */
static void fill_heads(const struct gathering *all, size_t count)
{
    const struct window *lead = &all->entries[all->items[0].number].window;
    uint32_t shared = WINDOW_BYTES;
#pragma omp parallel for default(none) shared(all, count, lead) reduction(min                      \
                                                                          : shared)                \
    schedule(static) if (count > ALONE)
    for (size_t i = 1; i < count; i++) {
        const uint32_t own = shared_bytes(&all->entries[all->items[i].number].window, lead);
        shared = own < shared ? own : shared;
    }
    const uint32_t skipped = shared;
#pragma omp parallel for default(none) shared(all, count, skipped)                                 \
    schedule(static) if (count > ALONE)
    for (size_t i = 0; i < count; i++) {
        struct name_item *item = &all->items[i];
        const struct window *window = &all->entries[item->number].window;
        const u128 both = (u128)window->upper << 64 | window->lower;
        item->head = skipped <= WINDOW_BYTES - sizeof item->head
                         ? (uint64_t)(both << 8 * skipped >> 64)
                         : head_of(item->text, skipped);
    }
}

/* From the number of a name to its place, in every list. */
static void give_places(const struct gathering *all, size_t count)
{
    uint32_t *places = all->places;
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
}

static enum rc sort_gathered(struct names *names, const struct gathering *all, struct arena *arena,
                             struct err *err)
{
    enum rc rc = tell_all_apart(all, err);
    if (rc != RC_OK) return rc;
    const size_t count = close_up(all);
    if (count > 0) fill_heads(all, count);
    rc = name_order(all->items, count, err);
    if (rc != RC_OK) return rc;
    give_places(all, count);
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
