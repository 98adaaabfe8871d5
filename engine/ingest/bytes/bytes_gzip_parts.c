#include "ingest/bytes/bytes_parts.h"

#include <stdlib.h>
#include <string.h>

enum {
    HEADER_BYTES = 10,
    SIZE_BYTES = 4,    /* the end of every member: what it expands to, modulo 2^32 */
    MEMBER_BYTES = 18, /* of an empty one */
    BLOCK_HEADER_BYTES = 18,
    PIECE_BYTES = 1 << 14
};

/* Ten bytes as compressors write them. Chance makes such ten once in some 200 GB; what looks
 * different and is a member all the same is found by the one who reads on. */
static bool is_member_begin(const unsigned char *at)
{
    const unsigned reserved_flags = 0xE0, last_known_system = 13, unknown_system = 255;
    return at[0] == 0x1F && at[1] == 0x8B && at[2] == 8 && (at[3] & reserved_flags) == 0 &&
           (at[8] == 0 || at[8] == 2 || at[8] == 4) &&
           (at[9] <= last_known_system || at[9] == unknown_system);
}

/* BGZF: each member says in an extra field, the first one, how long it is. 0: it does not. */
static uint64_t block_byte_count(const unsigned char *header)
{
    static const unsigned char magic[] = {0x1F, 0x8B, 8, 4};
    static const unsigned char field[] = {'B', 'C', 2, 0};
    if (memcmp(header, magic, sizeof magic) != 0 || memcmp(header + 12, field, sizeof field) != 0)
        return 0;
    return UINT64_C(1) + byte_number(header + 16, 2);
}

/* The parts of BGZF blocks at the store's begin, as far as they go; *past: behind them. */
static enum rc add_blocks(struct byte_parts *parts, struct byte_peek *peek, uint64_t *past,
                          struct err *err)
{
    struct byte_part part = {0, 0, 0};
    enum rc rc = RC_OK;
    while (rc == RC_OK) {
        const unsigned char *header = byte_peek_at(peek, part.end, BLOCK_HEADER_BYTES);
        const uint64_t byte_count = header ? block_byte_count(header) : 0;
        if (byte_count < MEMBER_BYTES) break;
        const unsigned char *size =
            byte_peek_at(peek, part.end + byte_count - SIZE_BYTES, SIZE_BYTES);
        if (!size) break;
        part.end += byte_count;
        part.room += byte_number(size, SIZE_BYTES);
        if (part.end - part.begin < parts->part_byte_count) continue;
        rc = byte_parts_add(parts, part, err);
        part = (struct byte_part){part.end, part.end, 0};
    }
    if (rc == RC_OK && part.end > part.begin) rc = byte_parts_add(parts, part, err);
    *past = part.end;
    return rc;
}

/* Members that do not say how long they are. The file is cut into stretches of part_byte_count
 * bytes; a part goes from the first border in one stretch to the first in another, the first part
 * from the begin. */
struct stretch {
    uint64_t border;      /* UINT64_MAX: none */
    uint64_t room_before; /* what the member in front of the border says it expands to */
    uint64_t room_behind; /* the same of the members that end later in the stretch, together */
};

struct search {
    const struct byte_store *store;
    uint64_t begin, stretch_byte_count;
    struct stretch *stretches;
    size_t count;
};

/* Borders among bytes[SIZE_BYTES..past), bytes[0] being that at `offset`. */
static void search_piece(struct stretch *stretch, const unsigned char *bytes, size_t past,
                         uint64_t offset)
{
    const unsigned char *at = bytes + SIZE_BYTES;
    for (;;) {
        at = memchr(at, 0x1F, (size_t)(bytes + past - at));
        if (!at) return;
        if (is_member_begin(at)) {
            const uint64_t room = byte_number(at - SIZE_BYTES, SIZE_BYTES);
            if (stretch->border == UINT64_MAX) {
                stretch->border = offset + (uint64_t)(at - bytes);
                stretch->room_before = room;
            } else {
                stretch->room_behind += room;
            }
        }
        at++;
    }
}

static void search_stretch(void *context, size_t i)
{
    const struct search *search = context;
    struct stretch *stretch = &search->stretches[i];
    struct byte_store store = *search->store;
    unsigned char piece[PIECE_BYTES];
    uint64_t from = search->begin + i * search->stretch_byte_count;
    uint64_t past = from + search->stretch_byte_count;
    *stretch = (struct stretch){UINT64_MAX, 0, 0};
    /* In front of a border stands a member, behind it another. */
    if (from < search->begin + MEMBER_BYTES) from = search->begin + MEMBER_BYTES;
    if (past > store.byte_count - MEMBER_BYTES + 1) past = store.byte_count - MEMBER_BYTES + 1;
    while (from < past) {
        size_t got, searched = PIECE_BYTES - SIZE_BYTES - HEADER_BYTES;
        if (searched > past - from) searched = (size_t)(past - from);
        store.offset = from - SIZE_BYTES;
        if (byte_store_take(&store, piece, SIZE_BYTES + searched + HEADER_BYTES, &got, NULL) !=
                RC_OK ||
            got < SIZE_BYTES + searched + HEADER_BYTES)
            return; /* whoever expands the part will see that */
        search_piece(stretch, piece, SIZE_BYTES + searched, store.offset - got);
        from += searched;
    }
}

static enum rc add_found(struct byte_parts *parts, const struct search *search,
                         struct byte_peek *peek, struct err *err)
{
    struct byte_part part = {search->begin, 0, 0};
    for (size_t i = 0; i < search->count; i++) {
        const struct stretch *stretch = &search->stretches[i];
        if (stretch->border == UINT64_MAX) continue;
        part.room += stretch->room_before;
        if (i == 0) {
            part.room += stretch->room_behind;
            continue;
        }
        part.end = stretch->border;
        const enum rc rc = byte_parts_add(parts, part, err);
        if (rc != RC_OK) return rc;
        part = (struct byte_part){part.end, 0, stretch->room_behind};
    }
    part.end = search->store->byte_count;
    const unsigned char *size = byte_peek_at(peek, part.end - SIZE_BYTES, SIZE_BYTES);
    part.room = size ? part.room + byte_number(size, SIZE_BYTES) : UINT64_MAX;
    return byte_parts_add(parts, part, err);
}

static enum rc add_searched(struct byte_parts *parts, const struct byte_store *store,
                            uint64_t begin, struct byte_peek *peek, struct err *err)
{
    struct search search = {store, begin, parts->part_byte_count, NULL, 0};
    const uint64_t byte_count = store->byte_count - begin;
    if (byte_count < (uint64_t)2 * MEMBER_BYTES)
        return byte_parts_add(parts, (struct byte_part){begin, store->byte_count, UINT64_MAX}, err);
    search.count = (size_t)((byte_count - 1) / search.stretch_byte_count + 1);
    search.stretches = malloc(search.count * sizeof *search.stretches);
    if (!search.stretches) return err_memory(err, search.count * sizeof *search.stretches);
    byte_tasks_run(search_stretch, &search, search.count);
    const enum rc rc = add_found(parts, &search, peek, err);
    free(search.stretches);
    return rc;
}

enum rc byte_parts_find_gzip(struct byte_parts *parts, const struct byte_store *store,
                             struct err *err)
{
    struct byte_peek peek;
    uint64_t past;
    byte_peek_init(&peek, store);
    const enum rc rc = add_blocks(parts, &peek, &past, err);
    if (rc != RC_OK || past == store->byte_count) return rc;
    return add_searched(parts, store, past, &peek, err);
}
