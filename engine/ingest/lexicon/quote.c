#include "ingest/lexicon/quote.h"

#include "base/hash.h"
#include "ingest/column_array.h"
#include "ingest/lexicon/excerpt.h"

#include <stdlib.h>
#include <string.h>

void quote_list_init(struct quote_list *list)
{
    *list = (struct quote_list){.rows = NULL};
}

void quote_list_release(struct quote_list *list)
{
    free(list->rows);
    free(list->places);
    arena_release(&list->arena);
    *list = (struct quote_list){.rows = NULL};
}

static bool is_same_group(const struct quote *a, const struct quote *b)
{
    return a->table == b->table && a->column == b->column && a->month == b->month &&
           a->slot == b->slot;
}

static bool is_free(const struct quote *quote)
{
    return !quote->excerpt.bytes && !quote->text.bytes;
}

/* Rows of a group stand together, QUOTES_KEPT of them. */
static struct quote *group_at(const struct quote_list *list, uint32_t number)
{
    return &list->rows[(size_t)(number - 1) * QUOTES_KEPT];
}

static uint32_t *place_of(const struct quote_list *list, const struct quote *quote)
{
    const uint64_t key = (uint64_t)(uint32_t)quote->month << 32 | quote->slot << 16 |
                         ((uint32_t)quote->table << 8 ^ (uint32_t)quote->column);
    size_t at = hash_u64(key) & (list->place_count - 1);
    while (list->places[at] != 0 && !is_same_group(group_at(list, list->places[at]), quote))
        at = (at + 1) & (list->place_count - 1);
    return &list->places[at];
}

static bool reserve(struct quote_list *list)
{
    enum { FIRST_PLACES = 64 };
    const size_t group_count = list->count / QUOTES_KEPT;
    if (!array_reserve(&list->rows, &list->row_capacity, list->count + QUOTES_KEPT,
                       sizeof *list->rows))
        return false;
    if (2 * (group_count + 1) <= list->place_count) return true;
    free(list->places);
    list->place_count = list->place_count ? 2 * list->place_count : FIRST_PLACES;
    list->places = calloc(list->place_count, sizeof *list->places);
    for (uint32_t number = 1; list->places && number <= group_count; number++)
        *place_of(list, group_at(list, number)) = number;
    return list->places != NULL;
}

/* The group of the quote, made when it is new; NULL: memory is out. */
static struct quote *group_of(struct quote_list *list, const struct quote *quote)
{
    if (!reserve(list)) return NULL;
    uint32_t *place = place_of(list, quote);
    if (*place == 0) {
        struct quote *rows = list->rows + list->count;
        for (int i = 0; i < QUOTES_KEPT; i++) {
            rows[i] = *quote;
            rows[i].excerpt = rows[i].text = (struct slice){NULL, 0};
        }
        list->count += QUOTES_KEPT;
        *place = (uint32_t)(list->count / QUOTES_KEPT);
    }
    return group_at(list, *place);
}

/* Where a quote belongs: the row that it takes. NULL: it is not kept, or stands there already. */
static struct quote *room_for(struct quote *group, const struct quote *quote)
{
    for (int i = 0; i < QUOTES_KEPT; i++)
        if (!is_free(&group[i]) && group[i].hash == quote->hash) {
            if (quote->row >= group[i].row) group[i].row = quote->row;
            return NULL;
        }
    struct quote *greatest = &group[0];
    for (int i = 0; i < QUOTES_KEPT; i++) {
        if (is_free(&group[i])) return &group[i];
        if (group[i].hash > greatest->hash) greatest = &group[i];
    }
    return quote->hash < greatest->hash ? greatest : NULL;
}

bool quote_list_add(struct quote_list *list, const struct quote *quote)
{
    if (is_free(quote)) return true;
    struct quote *group = group_of(list, quote);
    if (!group) return false;
    struct quote *room = room_for(group, quote);
    if (room) *room = *quote;
    return true;
}

/* Texts of a few letters tell little, and very long ones are no example: they come last. */
static uint64_t hash_of(struct slice text)
{
    enum { SHORT_BYTES = 15, LONG_BYTES = 300 };
    const uint64_t last = UINT64_C(1) << 63;
    const uint64_t hash = hash_bytes(text.bytes, text.byte_count) & ~last;
    return text.byte_count < SHORT_BYTES || text.byte_count > LONG_BYTES ? hash | last : hash;
}

bool quote_list_add_text(struct quote_list *list, const struct quote *where, struct slice text,
                         const struct marked *marked)
{
    if (marked->place_count == 0) return true;
    struct quote quote = *where;
    const uint64_t hash = hash_of(text);
    const char *kept = NULL;
    for (uint32_t i = 0; i < marked->place_count; i++) {
        quote.slot = marked->places[i].slot;
        quote.hash = hash;
        struct quote *group = group_of(list, &quote);
        if (!group) return false;
        struct quote *room = room_for(group, &quote);
        if (!room) continue;
        if (!kept) kept = arena_copy_text(&list->arena, text.bytes, text.byte_count);
        if (!kept) return false;
        *room = quote;
        room->text = (struct slice){kept, text.byte_count};
        room->first = marked->places[i].first;
        room->past = marked->places[i].past;
    }
    return true;
}

#define COMPARE(member)                                                                            \
    if (x->member != y->member) return x->member < y->member ? -1 : 1

static int compare_quotes(const void *a, const void *b)
{
    const struct quote *x = a, *y = b;
    COMPARE(table);
    COMPARE(column);
    COMPARE(month);
    COMPARE(slot);
    COMPARE(hash);
    return 0;
}

static bool make_excerpt(struct quote *quote, struct arena *arena)
{
    struct text excerpt;
    text_init(&excerpt, 0);
    excerpt_add(quote->text, quote->first, quote->past, &excerpt);
    const char *kept =
        excerpt.failed ? NULL : arena_copy_text(arena, excerpt.bytes, excerpt.byte_count);
    quote->excerpt = (struct slice){kept, excerpt.byte_count};
    quote->text = (struct slice){NULL, 0};
    text_release(&excerpt);
    return kept != NULL;
}

bool quote_list_finish(struct quote_list *list, struct arena *arena)
{
    size_t kept = 0;
    bool has_memory = true;
    for (size_t i = 0; has_memory && i < list->count; i++) {
        if (is_free(&list->rows[i])) continue;
        if (!list->rows[i].excerpt.bytes) has_memory = make_excerpt(&list->rows[i], arena);
        list->rows[kept++] = list->rows[i];
    }
    list->count = kept;
    if (kept > 1) qsort(list->rows, kept, sizeof *list->rows, compare_quotes);
    return has_memory;
}

const struct quote *quotes_find(const struct quotes *quotes, int32_t table, int32_t column,
                                int32_t month, uint32_t slot)
{
    const struct quote wanted = {.table = table, .column = column, .month = month, .slot = slot};
    size_t low = 0, high = quotes->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (compare_quotes(&quotes->rows[middle], &wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < quotes->count && is_same_group(&quotes->rows[low], &wanted); low++)
        if (!quotes->rows[low].is_superseded) return &quotes->rows[low];
    return NULL;
}
