/* Entities whose rows were put together by a run before: their lists go on with the new rows. */
#include "link/entities_steps.h"

#include "ingest/slot.h"
#include "link/partition_steps.h"

#include <stdlib.h>
#include <string.h>

/* So many times as many known rows as new ones, at least: else all are put together anew, and kept.
 */
enum { KNOWN_PER_NEW = 8 };

/* So long a list of names is another every month. */
enum { NAME_LIMIT = 1 << 16 };

/* Whether the next run can tell what the column's values mean. */
static bool is_lasting(const struct entity_keeping *keeping, const struct column *column)
{
    if (column->type != COLUMN_CODE && column->type != COLUMN_PATH)
        return column->type != COLUMN_ID;
    const struct dictionary *dictionary =
        keeping && keeping->linked ? linked_dictionary(keeping->linked, column->domain) : NULL;
    return dictionary && dictionary->code_count <= NAME_LIMIT;
}

/* Whether records say all that has to be kept of the rows, in words that the next run knows. */
static bool is_keepable(const struct walk *walk)
{
    const struct entity_keeping *keeping = walk->request->keeping;
    uint64_t row_count = 0;
    for (size_t t = 0; t < walk->request->source_count; t++) {
        const struct partition_source *source = &walk->sources[t];
        if (source->keeps_rows || source->has_start || source->result_count > 0) return false;
        for (size_t c = 0; c < source->column_count; c++)
            if (!is_lasting(keeping, &source->table->columns[source->columns[c]])) return false;
        row_count += source->table ? source->table->row_count : 0;
    }
    return keeping && row_count >= keeping->least_rows;
}

static void note(const struct walk *walk, const struct err *err, const char *what)
{
#pragma omp critical(entities_note)
    text_format(walk->request->keeping->notes, "%s; %s\n", err->message, what);
}

/* Whether what is known is most of it, and its ids are as wide as the new ones. */
static bool is_worth_reading(const struct walk *walk)
{
    uint64_t known = 0, added = 0;
    for (size_t t = 0; t < walk->request->source_count; t++) {
        const struct partition_source *source = &walk->sources[t];
        for (size_t s = 0; source->table && s < source->table->segment_count; s++) {
            const struct segment *segment = &source->table->segments[s];
            const bool is_known = s < walk->known.first_segments[t];
            *(is_known ? &known : &added) += segment->row_count;
            if (!is_known &&
                segment->columns[source->key].value_bytes > walk->known.shape.slot_bytes)
                return false;
        }
    }
    return known >= added * KNOWN_PER_NEW;
}

/* A derived column of all known rows in one piece, so that a row is found at once. Derived values
 * are there for all rows of a segment or for none. */
static const unsigned char *gather_derived(const struct walk *walk, size_t t, size_t c,
                                           struct arena *arena)
{
    const struct partition_source *source = &walk->sources[t];
    const size_t value_bytes = source->value_bytes[c];
    unsigned char *values =
        arena_take_array(arena, (size_t)history_row_count(&walk->known, t) + 1, value_bytes);
    for (size_t s = 0; values && s < walk->known.first_segments[t]; s++) {
        const struct segment *segment = &source->table->segments[s];
        const struct segment_column *column = &segment->columns[source->columns[c]];
        unsigned char *into = values + segment->first_row * value_bytes;
        if (column->values)
            memcpy(into, column->values, segment->row_count * value_bytes);
        else
            partition_put_missing(into, value_bytes,
                                  source->table->columns[source->columns[c]].type,
                                  segment->row_count);
    }
    return values;
}

static enum rc gather_all_derived(struct walk *walk, struct arena *arena, struct err *err)
{
    for (size_t t = 0; t < walk->request->source_count; t++)
        for (size_t c = 0; c < walk->sources[t].column_count; c++) {
            if (!history_keeps_rows(&walk->sources[t], c)) continue;
            walk->looked_up[t][c] = gather_derived(walk, t, c, arena);
            if (!walk->looked_up[t][c]) return err_memory(err, walk->sources[t].table->row_count);
        }
    return RC_OK;
}

static enum rc open_known(struct walk *walk, const char *path, struct arena *arena, struct err *err)
{
    struct err own = ERR_INIT;
    bool is_there;
    const enum rc rc = history_open(&walk->known, path, &walk->shape, &is_there, &own);
    walk->reads_known = rc == RC_OK && is_there && is_worth_reading(walk);
    for (size_t t = 0; walk->reads_known && t < walk->request->source_count; t++)
        walk->sources[t].first_segment = walk->known.first_segments[t];
    if (!walk->reads_known) history_close(&walk->known);
    if (rc == RC_INPUT) note(walk, &own, "it is made anew");
    if (rc == RC_MEMORY) return err_memory(err, sizeof walk->known);
    return walk->reads_known ? gather_all_derived(walk, arena, err) : RC_OK;
}

enum rc walk_open_known(struct walk *walk, struct arena *arena, bool reads, struct err *err)
{
    const struct entity_keeping *keeping = walk->request->keeping;
    const char *path;
    bool can_keep;
    atomic_store(&walk->is_known_broken, false);
    if (!is_keepable(walk)) return RC_OK;
    walk->shape = (struct history_shape){.sources = walk->sources,
                                         .source_count = walk->request->source_count,
                                         .linked = keeping->linked,
                                         .name = keeping->name,
                                         .files = keeping->files};
    enum rc rc = history_path(&walk->shape, arena, &path, &can_keep, err);
    if (rc == RC_OK && path && reads) rc = open_known(walk, path, arena, err);
    walk->writes = rc == RC_OK && path && can_keep && !walk->reads_known;
    for (size_t t = 0; walk->writes && t < walk->request->source_count; t++)
        for (size_t c = 0; c < walk->sources[t].column_count; c++)
            walk->sources[t].keeps_rows |= history_keeps_rows(&walk->sources[t], c);
    walk->writer = (struct history_writer){.file = -1, .path = path};
    return rc;
}

void walk_begin_keeping(struct walk *walk)
{
    struct err own = ERR_INIT;
    walk->shape.slot_bytes = walk->partitions.slot_bytes;
    walk->shape.partition_count = walk->partitions.count;
    history_begin(&walk->writer, walk->writer.path, &walk->shape, &own);
    if (walk->writer.file >= 0) return;
    note(walk, &own, "histories are not kept");
    (void)history_finish(&walk->writer, RC_OUTPUT, NULL);
    walk->writes = false;
}

void walk_close_known(struct walk *walk, enum rc rc)
{
    struct err own = ERR_INIT;
    if (walk->reads_known) history_close(&walk->known);
    if (walk->writes && walk->writer.places && history_finish(&walk->writer, rc, &own) != RC_OK &&
        own.rc != RC_OK)
        note(walk, &own, "histories are not kept");
}

/* The record of some row of the entity. */
static const unsigned char *record_of(const struct walk *walk, size_t p, uint32_t *const *first,
                                      uint32_t *const *lists, uint32_t entity)
{
    size_t t = 0;
    while (first[t][entity] == first[t][entity + 1]) t++;
    const struct partition_source *source = &walk->sources[t];
    const size_t record = (size_t)source->first[p] + lists[t][first[t][entity]];
    return source->records + record * source->record_bytes;
}

/* What is kept of a column of the records, in the order of the list. */
static void list_values(const struct walk *walk, size_t t, size_t p, size_t c, const uint32_t *list,
                        uint32_t count, unsigned char *values)
{
    const struct partition_source *source = &walk->sources[t];
    const bool is_row = history_keeps_rows(source, c);
    const size_t record_bytes = source->record_bytes;
    const size_t value_bytes = is_row ? sizeof(uint32_t) : source->value_bytes[c];
    const unsigned char *from = source->records + source->first[p] * record_bytes +
                                (is_row ? source->row_offset : source->offsets[c]);
    for (uint32_t i = 0; i < count; i++)
        memcpy(values + i * value_bytes, from + list[i] * record_bytes, value_bytes);
}

void walk_keep(struct walk *walk, const struct entity_partition *shown)
{
    struct history_part part = {.entity_count = shown->entity_count};
    uint32_t *first[ENTITY_TABLE_LIMIT], *lists[ENTITY_TABLE_LIMIT];
    const size_t p = shown->number;
    for (size_t t = 0; t < shown->source_count; t++) {
        part.row_counts[t] = shown->rows[t].row_count;
        first[t] = (uint32_t *)(uintptr_t)shown->first[t]; /* only read */
        lists[t] = (uint32_t *)(uintptr_t)shown->lists[t];
    }
    unsigned char *bytes = calloc(history_lay_out(&walk->shape, &part, NULL) + 1, 1);
    bool has_mark = false;
    if (bytes) (void)history_lay_out(&walk->shape, &part, bytes);
    for (uint32_t e = 0; bytes && e < part.entity_count; e++) {
        const unsigned char *slot = record_of(walk, p, first, lists, e);
        memcpy(part.slots + (size_t)e * walk->shape.slot_bytes, slot, walk->shape.slot_bytes);
        has_mark |= slot[0] == KEY_MARK; /* a number that another run does not know */
    }
    for (size_t t = 0; bytes && t < shown->source_count; t++) {
        memcpy(part.first[t], first[t], (part.entity_count + (size_t)1) * sizeof **first);
        for (size_t c = 0; c < walk->sources[t].column_count; c++)
            list_values(walk, t, p, c, lists[t], part.row_counts[t], part.values[t][c]);
    }
    if (!bytes || has_mark)
        atomic_store(&walk->writer.has_failed, true);
    else
        history_add(&walk->writer, p, &part, bytes);
    free(bytes);
}

/* A partition while known entities meet new rows. */
struct meeting {
    struct history_part known;
    struct grouping added; /* of the new rows */
    uint64_t *places;      /* open table of the new entities: tag, number + 1; 0: free */
    uint32_t mask;
    /* known entities with new rows, rising, and which of the new ones each is */
    uint32_t *met_known, *met_added;
    uint32_t met_count;
    uint8_t *is_known; /* per new entity */
};

/* The upper half of a hash, as it stands in a place. */
static inline uint64_t tag_of(uint64_t hash)
{
    return hash & ~(uint64_t)UINT32_MAX;
}

/* Most known entities have no new row, and find a free place at once. */
static uint32_t place_count(uint32_t entity_count)
{
    uint32_t count = 16;
    while (count < 4 * (uint64_t)entity_count) count *= 2;
    return count;
}

static void place_added(const struct walk *walk, size_t p, struct meeting *meeting)
{
    const size_t slot_bytes = walk->known.shape.slot_bytes;
    const struct grouping *added = &meeting->added;
    for (uint32_t e = 0; e < added->entity_count; e++) {
        const unsigned char *slot = record_of(walk, p, added->first, added->lists, e);
        const uint64_t hash = slot_hash(slot, slot_bytes);
        uint32_t at = (uint32_t)hash & meeting->mask;
        while (meeting->places[at] != 0) at = (at + 1) & meeting->mask;
        meeting->places[at] = tag_of(hash) | (e + 1);
    }
}

/* The number of the new entity with this slot, and one more; 0: there is none. */
static inline __attribute__((always_inline)) uint32_t find_added(const struct walk *walk, size_t p,
                                                                 const struct meeting *meeting,
                                                                 const unsigned char *slot,
                                                                 size_t slot_bytes)
{
    const struct grouping *added = &meeting->added;
    const uint64_t hash = slot_hash(slot, slot_bytes);
    uint64_t place;
    for (uint32_t at = (uint32_t)hash & meeting->mask; (place = meeting->places[at]) != 0;
         at = (at + 1) & meeting->mask) {
        const uint32_t number = (uint32_t)place;
        if (tag_of(place ^ hash) == 0 &&
            slot_equal(slot, record_of(walk, p, added->first, added->lists, number - 1),
                       slot_bytes))
            return number;
    }
    return 0;
}

static inline __attribute__((always_inline)) void meet_slots(const struct walk *walk, size_t p,
                                                             struct meeting *meeting,
                                                             size_t slot_bytes)
{
    const unsigned char *slot = meeting->known.slots;
    uint32_t met_count = 0;
    for (uint32_t k = 0; k < meeting->known.entity_count; k++, slot += slot_bytes) {
        const uint32_t number = find_added(walk, p, meeting, slot, slot_bytes);
        if (number == 0) continue;
        meeting->met_known[met_count] = k;
        meeting->met_added[met_count++] = number - 1;
        meeting->is_known[number - 1] = 1;
    }
    meeting->met_count = met_count;
}

/* Which known entities have new rows. */
static void meet_known(const struct walk *walk, size_t p, struct meeting *meeting)
{
    const size_t slot_bytes = walk->known.shape.slot_bytes;
    if (slot_bytes == KEY_UNIT_BYTES)
        meet_slots(walk, p, meeting, KEY_UNIT_BYTES);
    else
        meet_slots(walk, p, meeting, slot_bytes);
}

/* Lists of one source while they are joined. */
struct joining {
    const uint32_t *known_first, *added_first, *added_list;
    const int32_t *clock; /* NULL: input order it is */
    uint64_t *keys;       /* room for ordering */
    uint32_t known_rows;
    uint32_t *first, *list; /* what they become */
    uint32_t entity, count; /* so far */
};

/* Lists of known entities up to `past` that have no new row: rows one behind the other. */
static void join_known(struct joining *joining, uint32_t past)
{
    const uint32_t *restrict known_first = joining->known_first;
    uint32_t *restrict first = joining->first, *restrict list = joining->list + joining->count;
    const uint32_t row = known_first[joining->entity], row_count = known_first[past] - row;
    const uint32_t shift = joining->count - row;
    for (uint32_t e = joining->entity; e < past; e++) first[e] = known_first[e] + shift;
    for (uint32_t i = 0; i < row_count; i++) list[i] = row + i;
    joining->count += row_count;
    joining->entity = past;
}

/* New rows behind what the list that begins at `begin` has. */
static void join_added(struct joining *joining, uint32_t added, uint32_t begin)
{
    for (uint32_t i = joining->added_first[added]; i < joining->added_first[added + 1]; i++)
        joining->list[joining->count++] = joining->known_rows + joining->added_list[i];
    if (joining->clock)
        walk_order_list(joining->list + begin, joining->count - begin, joining->clock,
                        joining->keys);
}

/* Of known entities, with their new rows, then of the others. */
static void join_lists(const struct meeting *meeting, struct joining *joining)
{
    for (uint32_t m = 0; m < meeting->met_count; m++) {
        const uint32_t known = meeting->met_known[m], added = meeting->met_added[m];
        if (joining->added_first[added] == joining->added_first[added + 1]) continue;
        join_known(joining, known + 1);
        join_added(joining, added, joining->first[known]);
    }
    join_known(joining, meeting->known.entity_count);
    for (uint32_t e = 0; e < meeting->added.entity_count; e++) {
        if (meeting->is_known[e]) continue;
        const uint32_t begin = joining->count;
        joining->first[joining->entity++] = begin;
        join_added(joining, e, begin);
    }
    joining->first[joining->entity] = joining->count;
}

/* What is derived of these rows in this run. */
static void look_up(unsigned char *values, const unsigned char *all, const uint32_t *rows,
                    uint32_t row_count, size_t value_bytes)
{
    for (uint32_t i = 0; value_bytes == 4 && i < row_count; i++)
        memcpy(values + (size_t)i * 4, all + (size_t)rows[i] * 4, 4);
    for (uint32_t i = 0; value_bytes != 4 && i < row_count; i++)
        memcpy(values + i * value_bytes, all + rows[i] * value_bytes, value_bytes);
}

/* Known values, and the new ones behind them. */
static const int32_t *join_values(const struct walk *walk, size_t t, size_t p,
                                  const struct history_part *known, struct entity_rows *rows,
                                  struct scratch *scratch)
{
    const struct partition_source *source = &walk->sources[t];
    const struct plan *plan = &walk->plans[t];
    const unsigned char *carried[PARTITION_COLUMN_LIMIT];
    for (size_t c = 0; c < source->column_count; c++) {
        const size_t value_bytes = source->value_bytes[c];
        const size_t known_bytes = known->row_counts[t] * value_bytes;
        unsigned char *values = scratch_take(scratch, rows->row_count * value_bytes);
        if (walk->looked_up[t][c])
            look_up(values, walk->looked_up[t][c],
                    (const uint32_t *)(const void *)known->values[t][c], known->row_counts[t],
                    value_bytes);
        else
            memcpy(values, known->values[t][c], known_bytes);
        walk_unpack(walk, t, p, c, values + known_bytes);
        carried[c] = values;
    }
    for (size_t c = 0; c < plan->wanted_count; c++)
        rows->columns[c] = plan->wanted[c] >= 0 ? carried[plan->wanted[c]] : NULL;
    return plan->clock == CLOCK_NONE ? NULL : (const int32_t *)(const void *)carried[plan->clock];
}

/* Scratch for a partition: what is read, grouped, met and joined. */
static size_t meeting_bytes(const struct walk *walk, size_t p, uint32_t added_count, size_t *pieces)
{
    const size_t source_count = walk->request->source_count;
    const struct history_place *place = &walk->known.places[p];
    const size_t entity_count = (size_t)place->entity_count + added_count;
    size_t needed = history_part_bytes(&walk->known, p) +
                    grouping_bytes(added_count, source_count, walk->partitions.slot_bytes, pieces) +
                    place_count(added_count) * sizeof(uint64_t) +
                    (2 * sizeof(uint32_t) + 1) * (size_t)added_count;
    for (size_t t = 0; t < source_count; t++) {
        const size_t row_count = (size_t)place->row_counts[t] + record_count(walk, t, p);
        needed += walk_source_bytes(walk, t, row_count, pieces) +
                  (entity_count + 1 + row_count) * sizeof(uint32_t);
    }
    *pieces += 5 + 3 * source_count;
    return needed;
}

static enum rc read_known(struct walk *walk, size_t p, struct history_part *known,
                          struct scratch *scratch, struct err *err)
{
    unsigned char *bytes = scratch_take(scratch, history_part_bytes(&walk->known, p));
    const enum rc rc = history_read(&walk->known, p, bytes, known, err);
    if (rc == RC_INPUT && !atomic_exchange(&walk->is_known_broken, true))
        note(walk, err, "it is made anew");
    return rc;
}

static void meet(const struct walk *walk, size_t p, uint32_t added_count, struct meeting *meeting,
                 struct scratch *scratch)
{
    walk_group(walk, p, &meeting->added, scratch);
    const uint32_t count = place_count(added_count);
    meeting->mask = count - 1;
    meeting->places = scratch_take(scratch, count * sizeof *meeting->places);
    meeting->met_known = scratch_take(scratch, added_count * sizeof *meeting->met_known);
    meeting->met_added = scratch_take(scratch, added_count * sizeof *meeting->met_added);
    meeting->is_known = scratch_take(scratch, added_count);
    memset(meeting->places, 0, count * sizeof *meeting->places);
    memset(meeting->is_known, 0, added_count);
    place_added(walk, p, meeting);
    meet_known(walk, p, meeting);
}

static void join_source(const struct walk *walk, size_t t, const struct meeting *meeting,
                        struct entity_partition *shown, struct scratch *scratch)
{
    struct entity_rows *rows = &shown->rows[t];
    const uint32_t row_count = meeting->known.row_counts[t] + record_count(walk, t, shown->number);
    const size_t first_bytes = ((size_t)shown->entity_count + 1) * sizeof(uint32_t);
    rows->row_count = row_count;
    struct joining joining = {.known_first = meeting->known.first[t],
                              .added_first = meeting->added.first[t],
                              .added_list = meeting->added.lists[t],
                              .known_rows = meeting->known.row_counts[t],
                              .first = scratch_take(scratch, first_bytes),
                              .list = scratch_take(scratch, row_count * sizeof(uint32_t)),
                              .keys = scratch_take(scratch, row_count * sizeof(uint64_t))};
    if (row_count > 0)
        joining.clock = join_values(walk, t, shown->number, &meeting->known, rows, scratch);
    join_lists(meeting, &joining);
    shown->first[t] = joining.first;
    shown->lists[t] = joining.list;
}

enum rc walk_show_known(struct walk *walk, size_t p, struct scratch *scratch, struct err *err)
{
    const size_t source_count = walk->request->source_count;
    struct meeting meeting;
    uint32_t added_count = 0;
    size_t pieces = 0;
    for (size_t t = 0; t < source_count; t++) added_count += record_count(walk, t, p);
    if (added_count == 0 && walk->known.places[p].entity_count == 0) return RC_OK;
    const size_t needed = meeting_bytes(walk, p, added_count, &pieces);
    if (!scratch_clear(scratch, needed, pieces)) return err_memory(err, needed);
    const enum rc rc = read_known(walk, p, &meeting.known, scratch, err);
    if (rc != RC_OK) return rc;
    meet(walk, p, added_count, &meeting, scratch);
    struct entity_partition shown = {.number = p, .source_count = source_count};
    shown.entity_count =
        meeting.known.entity_count + meeting.added.entity_count - meeting.met_count;
    for (size_t t = 0; t < source_count; t++) join_source(walk, t, &meeting, &shown, scratch);
    return walk->request->visit(walk->request->context, &shown, err);
}
