/* Codes of domains with many values. The hash decides the partition, the text the place within it:
 * partitions are independent, so threads (or machines) take one each, and the codes depend on the
 * set of texts alone. */
#include "link/stages.h"

#include <omp.h>
#include <stdlib.h>
#include <string.h>

enum { PARTITION_BITS = 8, PARTITION_COUNT = 1 << PARTITION_BITS };

/* One id column of one table. */
struct source {
    const struct raw_keys *keys;
    uint32_t *values; /* its codes, to be filled */
    uint32_t row_count;
};

struct reference {
    uint64_t hash;
    uint32_t source, row;
};

/* All keys of one domain, put into partitions. */
struct partitioned {
    const struct source *sources;
    size_t source_count;
    struct reference *references;
    uint64_t first[PARTITION_COUNT + 1];
    uint32_t base[PARTITION_COUNT + 1]; /* distinct texts in the partitions before */
};

static size_t partition_of(uint64_t hash)
{
    return (size_t)(hash >> (64 - PARTITION_BITS));
}

static struct slice text_of(const struct partitioned *all, const struct reference *reference)
{
    const struct key_text *text = &all->sources[reference->source].keys->texts[reference->row];
    return (struct slice){text->bytes, text->byte_count};
}

static void count_partitions(struct partitioned *all)
{
    memset(all->first, 0, sizeof all->first);
    for (size_t s = 0; s < all->source_count; s++) {
        const struct source *source = &all->sources[s];
        for (uint32_t row = 0; row < source->row_count; row++)
            if (source->keys->texts[row].bytes)
                all->first[partition_of(source->keys->hashes[row]) + 1]++;
    }
    for (size_t p = 0; p < PARTITION_COUNT; p++) all->first[p + 1] += all->first[p];
}

static void scatter(struct partitioned *all)
{
    uint64_t next[PARTITION_COUNT];
    memcpy(next, all->first, sizeof next);
    for (size_t s = 0; s < all->source_count; s++) {
        const struct source *source = &all->sources[s];
        for (uint32_t row = 0; row < source->row_count; row++) {
            if (!source->keys->texts[row].bytes) continue;
            const uint64_t hash = source->keys->hashes[row];
            all->references[next[partition_of(hash)]++] =
                (struct reference){hash, (uint32_t)s, row};
        }
    }
}

/* One distinct text of a partition. */
struct distinct {
    struct slice text;
    uint32_t met; /* order in which it was met, to send its code back */
};

static int compare_distinct(const void *a, const void *b)
{
    return slice_compare(((const struct distinct *)a)->text, ((const struct distinct *)b)->text);
}

/* The table of one partition while its texts are told apart. */
struct workshop {
    struct distinct *distincts;
    uint64_t *hashes;   /* per distinct */
    uint32_t *slots;    /* distinct number + 1, open addressing */
    uint32_t *met_code; /* per distinct, by the order met */
    size_t slot_count;
    uint32_t distinct_count;
};

static bool workshop_init(struct workshop *shop, size_t reference_count)
{
    shop->slot_count = 16;
    while (shop->slot_count < reference_count * 2) shop->slot_count *= 2;
    shop->distinct_count = 0;
    shop->distincts = calloc(reference_count + 1, sizeof *shop->distincts);
    shop->hashes = malloc((reference_count + 1) * sizeof *shop->hashes);
    shop->met_code = malloc((reference_count + 1) * sizeof *shop->met_code);
    shop->slots = calloc(shop->slot_count, sizeof *shop->slots);
    return shop->distincts && shop->hashes && shop->met_code && shop->slots;
}

static void workshop_release(struct workshop *shop)
{
    free(shop->distincts);
    free(shop->hashes);
    free(shop->met_code);
    free(shop->slots);
}

/* Number of the distinct text, in the order met. Full texts are compared: equal hashes prove
 * nothing. */
static uint32_t workshop_meet(struct workshop *shop, uint64_t hash, struct slice text)
{
    size_t slot = (size_t)hash & (shop->slot_count - 1);
    while (shop->slots[slot] != 0) {
        const uint32_t met = shop->slots[slot] - 1;
        if (shop->hashes[met] == hash && slice_equal(shop->distincts[met].text, text)) return met;
        slot = (slot + 1) & (shop->slot_count - 1);
    }
    const uint32_t met = shop->distinct_count++;
    shop->hashes[met] = hash;
    shop->distincts[met] = (struct distinct){text, met};
    shop->slots[slot] = met + 1;
    return met;
}

/* Give every key of partition p its code within the partition, from 0; false when memory is out. */
static bool code_partition(struct partitioned *all, size_t p)
{
    const uint64_t first = all->first[p], last = all->first[p + 1];
    struct workshop shop;
    const bool ready = workshop_init(&shop, (size_t)(last - first));
    if (ready) {
        for (uint64_t i = first; i < last; i++) {
            const struct reference *reference = &all->references[i];
            all->sources[reference->source].values[reference->row] =
                workshop_meet(&shop, reference->hash, text_of(all, reference));
        }
        qsort(shop.distincts, shop.distinct_count, sizeof *shop.distincts, compare_distinct);
        for (uint32_t code = 0; code < shop.distinct_count; code++)
            shop.met_code[shop.distincts[code].met] = code;
        for (uint64_t i = first; i < last; i++) {
            const struct reference *reference = &all->references[i];
            uint32_t *value = &all->sources[reference->source].values[reference->row];
            *value = shop.met_code[*value];
        }
        all->base[p + 1] = shop.distinct_count;
    }
    workshop_release(&shop);
    return ready;
}

/* From codes within partitions to codes of the domain, from 1. */
static void shift_codes(const struct partitioned *all)
{
    for (size_t s = 0; s < all->source_count; s++) {
        const struct source *source = &all->sources[s];
#pragma omp parallel for default(none) shared(source, all) schedule(static)
        for (uint32_t row = 0; row < source->row_count; row++)
            if (source->keys->texts[row].bytes)
                source->values[row] += 1 + all->base[partition_of(source->keys->hashes[row])];
    }
}

static enum rc code_domain(struct partitioned *all, uint32_t *code_count, struct err *err)
{
    count_partitions(all);
    const uint64_t total = all->first[PARTITION_COUNT];
    all->references = malloc((size_t)(total + 1) * sizeof *all->references);
    if (!all->references) return err_memory(err, (total + 1) * sizeof *all->references);
    scatter(all);
    int failed = 0;
    memset(all->base, 0, sizeof all->base);
#pragma omp parallel for default(none) shared(all) reduction(| : failed) schedule(dynamic)
    for (size_t p = 0; p < PARTITION_COUNT; p++) failed |= !code_partition(all, p);
    for (size_t p = 0; p < PARTITION_COUNT; p++) all->base[p + 1] += all->base[p];
    if (!failed) shift_codes(all);
    free(all->references);
    *code_count = all->base[PARTITION_COUNT] + 1;
    return failed ? err_memory(err, total * sizeof(struct distinct)) : RC_OK;
}

/* The id columns of a domain, with room for their codes. */
static enum rc gather_sources(struct linked *linked, const struct ingested *ingested,
                              const char *domain, struct source *sources, size_t *source_count,
                              struct err *err)
{
    *source_count = 0;
    for (size_t t = 0; t < linked->table_count; t++)
        for (size_t c = 0; c < linked->tables[t].column_count; c++) {
            struct column *column = &linked->tables[t].columns[c];
            const struct raw_keys *keys = &ingested->tables[t].keys[c];
            if (column->type != COLUMN_ID || !keys->texts) continue;
            if (strcmp(column->domain, domain) != 0) continue;
            const uint32_t row_count = linked->tables[t].row_count;
            if (!column->values)
                column->values = arena_take_aligned(&linked->arena,
                                                    ((size_t)row_count + 1) * sizeof(uint32_t), 64);
            if (!column->values) return err_memory(err, (row_count + 1ULL) * sizeof(uint32_t));
            sources[(*source_count)++] = (struct source){keys, column->values, row_count};
        }
    return RC_OK;
}

static enum rc add_domain(struct linked *linked, const char *domain, uint32_t code_count,
                          struct err *err)
{
    const size_t count = linked->key_domain_count;
    struct key_domain *grown = arena_take_array(&linked->arena, count + 1, sizeof *grown);
    if (!grown) return err_memory(err, (count + 1) * sizeof *grown);
    if (count > 0) memcpy(grown, linked->key_domains, count * sizeof *grown);
    grown[count] = (struct key_domain){domain, code_count};
    linked->key_domains = grown;
    linked->key_domain_count++;
    return RC_OK;
}

enum rc link_keys(struct linked *linked, struct ingested *ingested, struct err *err)
{
    size_t column_count = 1;
    for (size_t t = 0; t < linked->table_count; t++) column_count += linked->tables[t].column_count;
    struct source *sources = malloc(column_count * sizeof *sources);
    if (!sources) return err_memory(err, column_count * sizeof *sources);
    enum rc rc = RC_OK;
    for (size_t t = 0; rc == RC_OK && t < linked->table_count; t++)
        for (size_t c = 0; rc == RC_OK && c < linked->tables[t].column_count; c++) {
            const struct column *column = &linked->tables[t].columns[c];
            if (column->type != COLUMN_ID || !ingested->tables[t].keys[c].texts) continue;
            if (linked_key_count(linked, column->domain) > 1) continue;
            struct partitioned all = {.sources = sources};
            uint32_t code_count = 1;
            rc = gather_sources(linked, ingested, column->domain, sources, &all.source_count, err);
            if (rc == RC_OK) rc = code_domain(&all, &code_count, err);
            if (rc == RC_OK) rc = add_domain(linked, column->domain, code_count, err);
        }
    free(sources);
    return rc;
}
