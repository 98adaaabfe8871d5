/* The complaints of the year, read from their table. */
#include "link/look.h"
#include "link/match.h"
#include "measure/complaints/complaints.h"

enum {
    COLUMN_STEP, /* six of them */
    COLUMN_PROMISE = COLUMN_STEP + 4,
    COLUMN_OPENED = COLUMN_STEP + COMPLAINT_STEPS,
    COLUMN_ANSWERED,
    COLUMN_RESOLVED,
    COLUMN_DEPARTMENT,
    COLUMN_CUSTOMER,
    COLUMN_REPAIR,
    COLUMN_COUNT
};

struct reading {
    const struct table *table;
    size_t columns[COLUMN_COUNT];
    struct id_set customers, repairs;
    int32_t settled_minute;
    struct complaint_list *list;
};

static uint32_t id_of(struct id_set *set, const struct segment *segment, size_t column,
                      uint32_t row)
{
    const unsigned char *slot = look_slot(segment, column, row);
    return slot ? id_set_add(set, slot, segment->columns[column].value_bytes) : ID_NONE;
}

/* Steps are taken in the weeks after a complaint: it is counted as it stands once it is settled. */
static void read_steps(const struct reading *reading, const struct segment *segment, uint32_t row,
                       struct complaint *complaint)
{
    bool are_known = true, are_taken = true;
    if (complaint->opened > reading->settled_minute) return;
    for (size_t step = 0; step < COMPLAINT_STEPS; step++) {
        const int8_t answer = look_answer(segment, reading->columns[COLUMN_STEP + step], row);
        are_known &= answer != BOOL_MISSING;
        are_taken &= answer == 1;
    }
    const int8_t promise = look_answer(segment, reading->columns[COLUMN_PROMISE], row);
    if (are_known) complaint->known |= year_bit(STEPS_SIX);
    if (are_known && are_taken) complaint->met |= year_bit(STEPS_SIX);
    if (promise != BOOL_MISSING) complaint->known |= year_bit(STEPS_PROMISE);
    if (promise == 1) complaint->met |= year_bit(STEPS_PROMISE);
}

static void read_row(struct reading *reading, const struct segment *segment, uint32_t row)
{
    const size_t *columns = reading->columns;
    struct complaint_list *list = reading->list;
    const int32_t opened = look_number(segment, columns[COLUMN_OPENED], row);
    if (opened == MINUTE_MISSING || opened < list->first_minute) return;
    const int32_t answered = look_number(segment, columns[COLUMN_ANSWERED], row);
    const int32_t resolved = look_number(segment, columns[COLUMN_RESOLVED], row);
    struct complaint *complaint = &list->rows[list->count++];
    *complaint = (struct complaint){
        .opened = opened,
        .answered = complaint_answer(opened, answered, resolved),
        .resolved = resolved,
        .department = look_code(segment, columns[COLUMN_DEPARTMENT], row),
        .customer = id_of(&reading->customers, segment, columns[COLUMN_CUSTOMER], row),
        .repair = id_of(&reading->repairs, segment, columns[COLUMN_REPAIR], row),
        .unit = ID_NONE};
    read_steps(reading, segment, row, complaint);
}

static bool is_wanted(const struct reading *reading, const struct segment *segment)
{
    const struct segment_column *clock = &segment->columns[reading->columns[COLUMN_OPENED]];
    return clock->minimum <= clock->maximum && clock->maximum >= reading->list->first_minute;
}

static enum rc read_segments(struct reading *reading, struct err *err)
{
    enum rc rc = RC_OK;
    for (size_t s = 0; rc == RC_OK && s < reading->table->segment_count; s++) {
        const struct segment *segment = &reading->table->segments[s];
        if (!is_wanted(reading, segment)) continue;
        rc = look_fetch(segment, reading->columns, COLUMN_COUNT, err);
        for (uint32_t row = 0; rc == RC_OK && row < segment->row_count; row++)
            read_row(reading, segment, row);
    }
    return rc;
}

static uint32_t count_rows(const struct reading *reading)
{
    uint32_t count = 0;
    for (size_t s = 0; s < reading->table->segment_count; s++)
        if (is_wanted(reading, &reading->table->segments[s]))
            count += reading->table->segments[s].row_count;
    return count;
}

enum rc complaint_list_read(struct complaint_list *list, const struct measured *measured,
                            struct arena *arena, struct err *err)
{
    static const char *const names[COLUMN_COUNT] = {
        "apologised", "listened",    "fair_fix",    "compensated", "promise_kept", "followed_up",
        "opened_at",  "answered_at", "resolved_at", "department",  "customer_id",  "repair_id"};
    const int32_t month = measured->context->report_month;
    const struct dictionary *departments = measured->dictionary[NEED_DEPARTMENT];
    struct reading reading = {.table = linked_table(measured->linked, "complaints"),
                              .settled_minute =
                                  measured->context->horizon_minute - SETTLED_DAYS * MINUTES_A_DAY,
                              .list = list};
    for (size_t c = 0; c < COLUMN_COUNT; c++)
        reading.columns[c] = look_column(reading.table, names[c]);
    *list = (struct complaint_list){.first_minute = month_first_day(month + 1 - COMPLAINT_MONTHS) *
                                                    MINUTES_A_DAY,
                                    .past_minute = month_first_day(month + 1) * MINUTES_A_DAY,
                                    .department_count = departments ? departments->code_count : 0,
                                    .departments = departments ? departments->names : NULL};
    const uint32_t room = count_rows(&reading);
    list->rows = arena_take_array(arena, room + 1, sizeof *list->rows);
    enum rc rc = list->rows ? RC_OK : err_memory(err, room * sizeof *list->rows);
    if (rc == RC_OK)
        rc = id_set_init(&reading.customers, room,
                         id_slot_bytes(reading.table, reading.columns[COLUMN_CUSTOMER]), err);
    if (rc == RC_OK)
        rc = id_set_init(&reading.repairs, room,
                         id_slot_bytes(reading.table, reading.columns[COLUMN_REPAIR]), err);
    if (rc == RC_OK) rc = read_segments(&reading, err);
    const uint32_t customer_count = reading.customers.id_count;
    id_set_release(&reading.customers); /* rows have their numbers */
    if (rc == RC_OK)
        rc =
            complaint_list_find_again(list, measured, customer_count, &reading.repairs, arena, err);
    id_set_release(&reading.repairs);
    return rc;
}
