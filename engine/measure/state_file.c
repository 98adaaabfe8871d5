/* A state as bytes (FORMATS.md section 5): header, cells in order of their slots, checksum. */
#include "base/hash.h"
#include "measure/state.h"

#include <stdlib.h>
#include <string.h>

static const char magic[8] = {'R', 'A', 'T', 'E', 'R', 'S', 'T', '1'};

/* Little-endian as the machine is: the build refuses others. */
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
               "states are saved in this machine's order");

static void put_u64(struct text *out, uint64_t value)
{
    text_add(out, (const char *)&value, sizeof value);
}

static void save_header(const struct state *state, struct text *out)
{
    const struct family *family = state->family;
    text_add(out, magic, sizeof magic);
    put_u64(out, hash_bytes(family->name, strlen(family->name)));
    put_u64(out, family->version);
    put_u64(out, family->cell_bytes);
    put_u64(out, family->tally_count);
    put_u64(out, state->axis_count);
    for (size_t i = 0; i < state->axis_count; i++) {
        put_u64(out, state->axes[i].axis);
        put_u64(out, state->axes[i].key_count);
        put_u64(out, state->axes[i].month_count);
    }
    put_u64(out, state->cell_count);
}

static enum rc save_tally(const struct tally *tally, struct text *out, struct err *err)
{
    const size_t entry_limit = tally_entry_limit(tally);
    struct tally_entry *sorted = malloc((entry_limit + 1) * sizeof *sorted);
    if (!sorted) return err_memory(err, (entry_limit + 1) * sizeof *sorted);
    const size_t entry_count = tally_sorted(tally, sorted);
    put_u64(out, entry_count);
    text_add(out, (const char *)sorted, entry_count * sizeof *sorted);
    free(sorted);
    return RC_OK;
}

enum rc state_save(const struct state *state, struct text *out, struct err *err)
{
    const size_t start = out->byte_count;
    if (state_is_thinned(state))
        return err_set(err, RC_BUG, "a thinned state of family %s is to be saved",
                       state->family->name);
    save_header(state, out);
    for (uint64_t slot = 0; slot < state->slot_count; slot++) {
        const struct tally *tallies;
        const void *cell = state_find(state, slot, &tallies);
        if (!cell) continue;
        put_u64(out, slot);
        text_add(out, cell, state->family->cell_bytes);
        for (size_t t = 0; t < state->family->tally_count; t++) {
            const enum rc rc = save_tally(&tallies[t], out, err);
            if (rc != RC_OK) return rc;
        }
    }
    put_u64(out, hash_bytes(out->bytes + start, out->byte_count - start));
    return out->failed ? err_memory(err, out->byte_count) : RC_OK;
}

/* What is left to read. */
struct reader {
    const char *at, *end;
};

static bool get(struct reader *reader, void *into, size_t byte_count)
{
    if ((size_t)(reader->end - reader->at) < byte_count) return false;
    memcpy(into, reader->at, byte_count);
    reader->at += byte_count;
    return true;
}

static bool get_u64(struct reader *reader, uint64_t *value)
{
    return get(reader, value, sizeof *value);
}

static bool load_tally(struct tally *tally, struct reader *reader)
{
    uint64_t entry_count;
    if (!get_u64(reader, &entry_count)) return false;
    if (entry_count > (size_t)(reader->end - reader->at) / sizeof(struct tally_entry)) return false;
    for (uint64_t i = 0; i < entry_count; i++) {
        struct tally_entry entry;
        if (!get(reader, &entry, sizeof entry) || entry.count == 0) return false;
        tally_add(tally, entry.key, entry.count);
    }
    return !tally->failed;
}

static bool load_cell(struct state *state, struct reader *reader)
{
    uint64_t slot;
    if (!get_u64(reader, &slot) || slot >= state->slot_count) return false;
    struct tally *tallies;
    void *cell = state_cell(state, slot, &tallies);
    if (!cell || !get(reader, cell, state->family->cell_bytes)) return false;
    for (size_t t = 0; t < state->family->tally_count; t++)
        if (!load_tally(&tallies[t], reader)) return false;
    return true;
}

/* The header of `state` must stand at the reader word for word, but for the number of cells. */
static bool check_header(const struct state *state, struct reader *reader)
{
    struct text expected;
    text_init(&expected, 0);
    save_header(state, &expected);
    const size_t header_bytes = expected.byte_count - sizeof(uint64_t);
    const bool same = !expected.failed && (size_t)(reader->end - reader->at) > header_bytes &&
                      memcmp(reader->at, expected.bytes, header_bytes) == 0;
    text_release(&expected);
    if (same) reader->at += header_bytes;
    return same;
}

enum rc state_load(struct state *state, const char *bytes, size_t byte_count, struct err *err)
{
    const char *name = state->family->name;
    uint64_t checksum, cell_count = 0;
    if (byte_count < sizeof checksum)
        return err_set(err, RC_INPUT, "saved state of %s: cut off", name);
    memcpy(&checksum, bytes + byte_count - sizeof checksum, sizeof checksum);
    if (hash_bytes(bytes, byte_count - sizeof checksum) != checksum)
        return err_set(err, RC_INPUT, "saved state of %s: damaged or cut off", name);
    struct reader reader = {bytes, bytes + byte_count - sizeof checksum};
    if (!check_header(state, &reader))
        return err_set(err, RC_INPUT, "saved state of %s: of another family, version or shape",
                       name);
    bool whole = get_u64(&reader, &cell_count);
    for (uint64_t i = 0; whole && i < cell_count; i++) whole = load_cell(state, &reader);
    if (whole && reader.at == reader.end) return RC_OK;
    state_clear(state);
    return err_set(err, RC_INPUT, "saved state of %s: its cells do not add up", name);
}
