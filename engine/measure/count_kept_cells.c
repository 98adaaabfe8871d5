#include "measure/count_kept_cells.h"

#include "ingest/column_array.h"

#include <stdlib.h>
#include <string.h>

enum { NUMBER_BYTES = 10, NUMBER_BITS = 7, NUMBER_MORE = 0x80 };

void kept_room_release(struct kept_room *room)
{
    free(room->entries);
    free(room->bytes);
    *room = (struct kept_room){.entries = NULL};
}

static size_t put_number(unsigned char *at, uint64_t number)
{
    size_t count = 0;
    for (; number >= NUMBER_MORE; number >>= NUMBER_BITS)
        at[count++] = (unsigned char)(number | NUMBER_MORE);
    at[count++] = (unsigned char)number;
    return count;
}

static void add_number(struct text *out, uint64_t number)
{
    unsigned char bytes[NUMBER_BYTES];
    text_add(out, (const char *)bytes, put_number(bytes, number));
}

/* Small numbers for small ones of either sign. */
static uint64_t fold(int64_t number)
{
    return (uint64_t)number << 1 ^ (uint64_t)(number >> 63);
}

static int64_t unfold(uint64_t folded)
{
    return (int64_t)(folded >> 1 ^ -(folded & 1));
}

static bool reserve_bytes(struct kept_room *room, size_t entry_count)
{
    return array_reserve(&room->bytes, &room->byte_capacity,
                         (size_t)(2 * NUMBER_BYTES) * (entry_count + 2), 1);
}

static bool put_keys(struct text *out, const int32_t *keys, size_t key_count,
                     struct kept_room *room)
{
    if (!reserve_bytes(room, key_count)) return false;
    size_t byte_count = put_number(room->bytes, (uint64_t)key_count << 1);
    for (size_t i = 0; i < key_count; i++)
        byte_count += put_number(room->bytes + byte_count,
                                 i == 0 ? fold(keys[0])
                                        : (uint64_t)((int64_t)keys[i] - (int64_t)keys[i - 1]));
    text_add(out, (const char *)room->bytes, byte_count);
    return true;
}

static bool put_entries(struct text *out, const struct tally *tally, struct kept_room *room)
{
    if (!array_reserve(&room->entries, &room->entry_capacity, tally_entry_limit(tally) + 1,
                       sizeof *room->entries))
        return false;
    const struct tally_entry *entries = room->entries;
    const size_t entry_count = tally_sorted(tally, room->entries);
    if (!reserve_bytes(room, entry_count)) return false;
    size_t byte_count = put_number(room->bytes, (uint64_t)entry_count << 1 | 1);
    byte_count += put_number(room->bytes + byte_count, tally_dense_below(tally));
    for (size_t i = 0; i < entry_count; i++) {
        byte_count += put_number(room->bytes + byte_count,
                                 i == 0 ? fold(entries[0].key)
                                        : (uint64_t)entries[i].key - (uint64_t)entries[i - 1].key);
        byte_count += put_number(room->bytes + byte_count, entries[i].count);
    }
    text_add(out, (const char *)room->bytes, byte_count);
    return true;
}

static bool put_tally(struct text *out, struct tally *tally, struct kept_room *room)
{
    tally_settle(tally);
    if (tally->failed) return false;
    const uint64_t key_count = tally_total(tally);
    const int32_t *keys = tally_ordered_keys(tally);
    if (keys || key_count == 0) return put_keys(out, keys, (size_t)key_count, room);
    return put_entries(out, tally, room);
}

bool kept_section_put(struct text *out, struct state *state, const struct state_axis *axis,
                      uint32_t window, uint64_t *cell_count, struct kept_room *room)
{
    uint64_t next = 0;
    *cell_count = 0;
    for (uint32_t key = 0; key < axis->key_count; key++) {
        const uint64_t slot = state_slot(axis, key, window);
        if (!state_find(state, slot, NULL)) continue;
        struct tally *tallies;
        const void *cell = state_cell(state, slot, &tallies);
        add_number(out, key - next);
        text_add(out, cell, state->family->cell_bytes);
        for (size_t t = 0; t < state->family->tally_count; t++)
            if (!put_tally(out, &tallies[t], room)) return false;
        next = (uint64_t)key + 1;
        ++*cell_count;
    }
    return !out->failed;
}

/* 0 when it goes on too long. */
static uint64_t take_number(struct cache_reader *reader)
{
    uint64_t number = 0;
    for (unsigned shift = 0; shift < 64; shift += NUMBER_BITS) {
        if (reader->left == 0) break;
        const uint64_t byte = (unsigned char)*reader->at;
        reader->at++;
        reader->left--;
        number |= (byte & (NUMBER_MORE - 1)) << shift;
        if (byte < NUMBER_MORE) return number;
    }
    reader->is_bad = true;
    reader->left = 0;
    return 0;
}

/* A section while it is read. */
struct taking {
    struct cache_reader *reader;
    const struct family *family;
    const struct kept_maps *maps;
};

/* Keys that are added together. */
struct keys {
    int32_t of[256];
    uint32_t count;
};
enum { KEYS_LIMIT = sizeof((struct keys *)0)->of / sizeof(int32_t) };

static void flush(struct tally *tally, struct keys *keys)
{
    tally_add_keys(tally, keys->of, keys->count);
    keys->count = 0;
}

static void add_key(struct tally *tally, struct keys *keys, int64_t key)
{
    if (key != (int32_t)key) {
        tally_add(tally, key, 1);
        return;
    }
    if (keys->count == KEYS_LIMIT) flush(tally, keys);
    keys->of[keys->count++] = (int32_t)key;
}

/* As large an array as it had; one that is far too large for its entries is not believed. */
static void expect(struct tally *tally, uint64_t room, uint64_t entry_count,
                   const struct cache_reader *reader)
{
    enum { ROOM_PER_ENTRY = 64 };
    if (room > 0 && room <= UINT32_MAX && entry_count <= reader->left &&
        room / ROOM_PER_ENTRY <= entry_count)
        tally_expect_below(tally, (uint32_t)room);
}

static void take_tally(const struct taking *taking, size_t number, struct tally *tally)
{
    struct cache_reader *reader = taking->reader;
    const uint64_t head = take_number(reader);
    const bool has_counts = head & 1;
    struct keys keys = {.count = 0};
    int64_t key = 0;
    if (has_counts)
        expect(tally, take_number(reader), head >> 1, reader);
    else if (head >> 1 <= reader->left)
        tally_expect_keys(tally, head >> 1);
    /* Each entry takes a byte at least, so that a wrong number of them ends soon. */
    for (uint64_t i = 0; i < head >> 1 && !reader->is_bad && !tally->failed; i++) {
        const uint64_t step = take_number(reader);
        key = i == 0 ? unfold(step) : (int64_t)((uint64_t)key + step);
        const uint64_t count = has_counts ? take_number(reader) : 1;
        int64_t own = key;
        if (taking->family->recode && !taking->family->recode(&own, number, taking->maps->needs))
            reader->is_bad = true;
        if (count == 0 || count > INT64_MAX - tally->total) reader->is_bad = true;
        if (reader->is_bad) return;
        if (has_counts)
            tally_add(tally, own, count);
        else
            add_key(tally, &keys, own);
    }
    flush(tally, &keys);
}

static enum rc say_damaged(const struct taking *taking, struct err *err)
{
    return err_set(err, RC_INPUT, "kept counts of %s are damaged", taking->family->name);
}

static enum rc take_cell(const struct taking *taking, struct state *state, uint64_t slot,
                         struct err *err)
{
    const struct family *family = taking->family;
    const char *bytes = cache_take_bytes(taking->reader, family->cell_bytes);
    if (!bytes || state_find(state, slot, NULL)) return say_damaged(taking, err);
    struct tally *tallies;
    void *cell = state_cell(state, slot, &tallies);
    if (!cell) return err_memory(err, state->cell_stride);
    memcpy(cell, bytes, family->cell_bytes);
    for (size_t t = 0; t < family->tally_count; t++) {
        take_tally(taking, t, &tallies[t]);
        if (tallies[t].failed) return err_memory(err, sizeof(struct tally_entry));
    }
    return taking->reader->is_bad ? say_damaged(taking, err) : RC_OK;
}

enum rc kept_section_take(struct cache_reader *reader, uint64_t cell_count, struct state *state,
                          const struct state_axis *axis, uint32_t window,
                          const struct kept_maps *maps, struct err *err)
{
    const struct taking taking = {reader, state->family, maps};
    uint64_t next = 0;
    enum rc rc = RC_OK;
    for (uint64_t i = 0; rc == RC_OK && i < cell_count; i++) {
        const uint64_t old = next + take_number(reader);
        uint32_t key;
        if (reader->is_bad || !code_of(&maps->axis, old, &key) || key >= axis->key_count)
            return say_damaged(&taking, err);
        rc = take_cell(&taking, state, state_slot(axis, key, window), err);
        next = old + 1;
    }
    if (rc == RC_OK && (reader->is_bad || reader->left > 0)) return say_damaged(&taking, err);
    return rc;
}
