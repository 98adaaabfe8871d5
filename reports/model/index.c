#include "reports/model/index.h"

#include "base/hash.h"

bool index_init(struct index *index, struct arena *arena, size_t key_limit)
{
    size_t slot_count = 16;
    while (slot_count < 2 * key_limit) slot_count *= 2;
    index->slots = arena_take_array(arena, slot_count, sizeof *index->slots);
    index->slot_count = index->slots ? slot_count : 0;
    return index->slots != NULL;
}

static struct index_slot *find(const struct index *index, const char *key)
{
    const size_t mask = index->slot_count - 1;
    size_t at = (size_t)hash_bytes(key, strlen(key)) & mask;
    while (index->slots[at].key && strcmp(index->slots[at].key, key) != 0) at = (at + 1) & mask;
    return &index->slots[at];
}

uint32_t index_put(struct index *index, const char *key, uint32_t value)
{
    struct index_slot *slot = find(index, key);
    if (!slot->key) *slot = (struct index_slot){key, value};
    return slot->value;
}

uint32_t index_get(const struct index *index, const char *key)
{
    if (index->slot_count == 0) return INDEX_NONE;
    const struct index_slot *slot = find(index, key);
    return slot->key ? slot->value : INDEX_NONE;
}
