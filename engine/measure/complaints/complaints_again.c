/* Whether the trouble came back after a solution: the customer with another complaint, the unit
 * with another repair, the same fault on that unit. */
#include "link/look.h"
#include "link/match.h"
#include "measure/complaints/complaints.h"

#include <stdlib.h>

enum { AGAIN_MINUTES = AGAIN_DAYS * MINUTES_A_DAY };

/* Something that happened to a customer or a unit. */
struct event {
    uint32_t who; /* number in a set of ids */
    int32_t minute;
    uint32_t fault;
};

/* Events by whom they happened to: those of w are at by_who[first[w]] … by_who[first[w + 1] - 1].
 */
struct events {
    struct event *rows, *by_who;
    uint32_t *first;
    size_t count;
};

/* Room for so many; all in the arena. */
static enum rc events_init(struct events *events, size_t room, struct arena *arena, struct err *err)
{
    events->count = 0;
    events->rows = arena_take_array(arena, room + 1, sizeof *events->rows);
    events->by_who = arena_take_array(arena, room + 1, sizeof *events->by_who);
    return events->rows && events->by_who ? RC_OK : err_memory(err, room * sizeof *events->rows);
}

static int compare_minutes(const void *a, const void *b)
{
    const struct event *left = a, *right = b;
    return (left->minute > right->minute) - (left->minute < right->minute);
}

static bool is_ascending(const struct event *events, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++)
        if (events[i].minute < events[i - 1].minute) return false;
    return true;
}

/* By whom by counting, and within each by time; most have few events, in order. */
static enum rc events_arrange(struct events *events, uint32_t who_count, struct arena *arena,
                              struct err *err)
{
    uint32_t *first = arena_take_array(arena, (size_t)who_count + 2, sizeof *first);
    if (!first) return err_memory(err, who_count * sizeof *first);
    for (size_t i = 0; i < events->count; i++) first[events->rows[i].who + 2]++;
    for (uint32_t who = 0; who < who_count; who++) first[who + 2] += first[who + 1];
    for (size_t i = 0; i < events->count; i++)
        events->by_who[first[events->rows[i].who + 1]++] = events->rows[i];
    for (uint32_t who = 0; who < who_count; who++) {
        struct event *own = events->by_who + first[who];
        const uint32_t count = first[who + 1] - first[who];
        if (!is_ascending(own, count)) qsort(own, count, sizeof *own, compare_minutes);
    }
    events->first = first;
    return RC_OK;
}

/* The first of the events of `who` after the minute, or the end of them. */
static uint32_t first_after(const struct events *events, uint32_t who, int32_t minute)
{
    uint32_t low = events->first[who], high = events->first[who + 1];
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (events->by_who[middle].minute <= minute)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Bits of what of these kinds came back: `any` for an event, `same` for one with that fault. */
static uint8_t came_back(const struct events *events, uint32_t who, const struct complaint *row,
                         uint8_t any, uint8_t same)
{
    uint8_t again = 0;
    const uint32_t end = events->first[who + 1];
    for (uint32_t i = first_after(events, who, row->resolved);
         i < end && events->by_who[i].minute - row->resolved <= AGAIN_MINUTES; i++) {
        const bool is_same = row->fault && events->by_who[i].fault == row->fault;
        again |= (uint8_t)(any | (is_same ? same : 0));
    }
    return again;
}

static bool is_followed(const struct complaint *row, const struct complaint_list *list,
                        int32_t horizon)
{
    return row->opened < list->past_minute && row->resolved != MINUTE_MISSING &&
           row->resolved <= horizon - AGAIN_MINUTES;
}

static enum rc find_customers(struct complaint_list *list, uint32_t customer_count, int32_t horizon,
                              struct arena *arena, struct err *err)
{
    struct events events;
    enum rc rc = events_init(&events, list->count, arena, err);
    if (rc != RC_OK) return rc;
    for (size_t i = 0; i < list->count; i++)
        if (list->rows[i].customer != ID_NONE)
            events.rows[events.count++] =
                (struct event){list->rows[i].customer, list->rows[i].opened, 0};
    rc = events_arrange(&events, customer_count, arena, err);
    for (size_t i = 0; rc == RC_OK && i < list->count; i++) {
        struct complaint *row = &list->rows[i];
        if (row->customer == ID_NONE || !is_followed(row, list, horizon)) continue;
        row->known |= year_bit(AGAIN_CUSTOMER);
        row->met |= came_back(&events, row->customer, row, year_bit(AGAIN_CUSTOMER), 0);
    }
    return rc;
}

/* The columns of the repairs that are asked for. */
enum { REPAIR_ID, REPAIR_UNIT, REPAIR_REPORTED, REPAIR_FAULT, REPAIR_COLUMN_COUNT };
struct repairs {
    const struct table *table;
    size_t columns[REPAIR_COLUMN_COUNT];
    int32_t first_clock; /* what was repaired long before a complaint is hardly what it is about */
};

/* Unit and fault of the repairs that were complained about, into each complaint. */
static enum rc find_units(struct complaint_list *list, const struct repairs *repairs,
                          const struct id_set *ids, struct id_set *units, struct arena *arena,
                          struct err *err)
{
    struct match *matches;
    uint32_t match_count;
    enum rc rc = match_rows(ids, repairs->table, repairs->columns[REPAIR_ID], repairs->first_clock,
                            1, arena, &matches, &match_count, err);
    if (rc != RC_OK) return rc;
    uint32_t *match_of = arena_take_array(arena, ids->id_count + 1, sizeof *match_of);
    if (!match_of) return err_memory(err, ids->id_count * sizeof *match_of);
    for (uint32_t m = 0; rc == RC_OK && m < match_count; m++) {
        const struct segment *segment = &repairs->table->segments[matches[m].segment];
        rc = look_fetch(segment, repairs->columns, REPAIR_COLUMN_COUNT, err);
        match_of[matches[m].id] = m + 1;
    }
    for (size_t i = 0; rc == RC_OK && i < list->count; i++) {
        struct complaint *row = &list->rows[i];
        if (row->repair == ID_NONE || !match_of[row->repair]) continue;
        const struct match *match = &matches[match_of[row->repair] - 1];
        const struct segment *segment = &repairs->table->segments[match->segment];
        const size_t unit = repairs->columns[REPAIR_UNIT];
        const unsigned char *slot = look_slot(segment, unit, match->row);
        row->fault = look_code(segment, repairs->columns[REPAIR_FAULT], match->row);
        if (slot) row->unit = id_set_add(units, slot, segment->columns[unit].value_bytes);
    }
    return rc;
}

/* All repairs of these units. A time that is missing is before every solution. */
static enum rc read_events(const struct repairs *repairs, const struct id_set *units,
                           struct arena *arena, struct events *events, struct err *err)
{
    struct match *matches;
    uint32_t match_count;
    enum rc rc = match_rows(units, repairs->table, repairs->columns[REPAIR_UNIT],
                            repairs->first_clock, 1, arena, &matches, &match_count, err);
    if (rc == RC_OK) rc = events_init(events, match_count, arena, err);
    for (uint32_t m = 0; rc == RC_OK && m < match_count; m++) {
        const struct segment *segment = &repairs->table->segments[matches[m].segment];
        const uint32_t row = matches[m].row;
        rc = look_fetch(segment, repairs->columns, REPAIR_COLUMN_COUNT, err);
        events->rows[events->count++] = (struct event){
            matches[m].id, look_number(segment, repairs->columns[REPAIR_REPORTED], row),
            look_code(segment, repairs->columns[REPAIR_FAULT], row)};
    }
    return rc == RC_OK ? events_arrange(events, units->id_count, arena, err) : rc;
}

static enum rc find_repairs(struct complaint_list *list, const struct repairs *repairs,
                            const struct id_set *ids, int32_t horizon, struct arena *arena,
                            struct err *err)
{
    struct id_set units;
    struct events events;
    enum rc rc = id_set_init(&units, (uint32_t)list->count,
                             id_slot_bytes(repairs->table, repairs->columns[REPAIR_UNIT]), err);
    if (rc == RC_OK) rc = find_units(list, repairs, ids, &units, arena, err);
    if (rc == RC_OK) rc = read_events(repairs, &units, arena, &events, err);
    for (size_t i = 0; rc == RC_OK && i < list->count; i++) {
        struct complaint *row = &list->rows[i];
        if (row->unit == ID_NONE || !is_followed(row, list, horizon)) continue;
        row->known |= year_bit(AGAIN_UNIT);
        if (row->fault) row->known |= year_bit(AGAIN_FAULT);
        row->met |= came_back(&events, row->unit, row, year_bit(AGAIN_UNIT), year_bit(AGAIN_FAULT));
    }
    id_set_release(&units);
    return rc;
}

enum rc complaint_list_find_again(struct complaint_list *list, const struct measured *measured,
                                  uint32_t customer_count, const struct id_set *repairs,
                                  struct arena *arena, struct err *err)
{
    static const char *const names[REPAIR_COLUMN_COUNT] = {"repair_id", "unit_id", "reported_at",
                                                           "fault"};
    const int32_t horizon = measured->context->horizon_minute;
    struct repairs own = {.table = linked_table(measured->linked, "repairs"),
                          .first_clock = list->first_minute - AGAIN_MINUTES};
    for (size_t c = 0; c < REPAIR_COLUMN_COUNT; c++)
        own.columns[c] = look_column(own.table, names[c]);
    list->has_units = own.columns[REPAIR_ID] != LOOK_NONE && own.columns[REPAIR_UNIT] != LOOK_NONE;
    list->has_faults = list->has_units && own.columns[REPAIR_FAULT] != LOOK_NONE;
    const enum rc rc = find_customers(list, customer_count, horizon, arena, err);
    if (rc != RC_OK || !list->has_units) return rc;
    return find_repairs(list, &own, repairs, horizon, arena, err);
}
