/* The complaints solved in the month, with their units' repairs and their customers' complaints and
 * callbacks. */
#include "link/look.h"
#include "measure/cases/cases.h"

#include <stdlib.h>

static const struct {
    const char *table;
    const char *columns[CASE_COLUMN_LIMIT];
} wanted[CASE_TABLES] = {
    [OF_COMPLAINTS] = {"complaints",
                       {"opened_at", "answered_at", "resolved_at", "customer_id", "repair_id",
                        "dealer_id", "department", "satisfied_after", "apologised", "listened",
                        "fair_fix", "compensated", "promise_kept", "followed_up", "permanent_fix"}},
    [OF_REPAIRS] = {"repairs",
                    {"repair_id", "unit_id", "reported_at", "visited_at", "closed_at",
                     "technician_id", "dealer_id", "department", "fault", "cause", "action"}},
    [OF_SURVEYS] = {"surveys", {"surveyed_at", "customer_id", "overall"}}};
_Static_assert((int)CASE_COMPLAINT_COLUMNS <= (int)CASE_COLUMN_LIMIT, "room for all columns");

static void find_sources(struct cases *cases)
{
    for (int t = 0; t < CASE_TABLES; t++) {
        struct case_source *source = &cases->sources[t];
        source->table = linked_table(cases->measured->linked, wanted[t].table);
        for (; source->column_count < CASE_COLUMN_LIMIT; source->column_count++) {
            const char *name = wanted[t].columns[source->column_count];
            if (!name) break;
            source->columns[source->column_count] = look_column(source->table, name);
        }
    }
}

static enum rc fetch(const struct case_source *source, const struct segment *segment,
                     struct err *err)
{
    return look_fetch(segment, source->columns, source->column_count, err);
}

/* Rows of the ids in the set, since the earliest minute that can belong to a case. */
static enum rc find_rows(struct cases *cases, enum case_table table, size_t key,
                         const struct id_set *set, struct case_rows *out, struct err *err)
{
    const struct case_source *source = &cases->sources[table];
    const int32_t month = cases->measured->context->report_month;
    const int32_t first = month_first_day(month) * MINUTES_A_DAY - 2 * CASE_WINDOW_MINUTES;
    struct match *matches = NULL;
    uint32_t count = 0;
    enum rc rc = RC_OK;
    if (source->table && source->columns[key] != LOOK_NONE)
        rc = match_rows(set, source->table, source->columns[key], first, 1, cases->arena, &matches,
                        &count, err);
    if (rc != RC_OK) return rc;
    out->rows = arena_take_array(cases->arena, count + 1, sizeof *out->rows);
    out->first = arena_take_array(cases->arena, set->id_count + 2, sizeof *out->first);
    if (!out->rows || !out->first) return err_memory(err, count * sizeof *out->rows);
    for (uint32_t m = 0; m < count; m++) out->first[matches[m].id + 2]++;
    for (uint32_t id = 2; id < set->id_count + 2; id++) out->first[id] += out->first[id - 1];
    for (uint32_t m = 0; rc == RC_OK && m < count; m++) {
        const struct segment *segment = &source->table->segments[matches[m].segment];
        rc = fetch(source, segment, err);
        out->rows[out->first[matches[m].id + 1]++] = (struct case_row){segment, matches[m].row};
    }
    return rc;
}

static uint32_t add_id(struct id_set *set, const struct case_row *row, size_t column)
{
    const unsigned char *slot = look_slot(row->segment, column, row->row);
    return slot ? id_set_add(set, slot, row->segment->columns[column].value_bytes) : ID_NONE;
}

/* A set for an id of each candidate. */
static enum rc ids_init(const struct cases *cases, enum case_table table, size_t key,
                        struct id_set *set, struct err *err)
{
    const struct case_source *source = &cases->sources[table];
    return id_set_init(set, (uint32_t)cases->count,
                       id_slot_bytes(source->table, source->columns[key]), err);
}

/* The month of the cases, as times. */
struct case_month {
    int32_t first, past;
};

static struct case_month month_of(const struct cases *cases)
{
    const int32_t month = cases->measured->context->report_month;
    return (struct case_month){month_first_day(month) * MINUTES_A_DAY,
                               month_first_day(month + 1) * MINUTES_A_DAY};
}

static bool has_solved(const struct case_source *source, const struct segment *segment,
                       struct case_month month)
{
    const struct segment_column *resolved = &segment->columns[source->columns[CASE_RESOLVED]];
    return resolved->minimum <= resolved->maximum && resolved->maximum >= month.first &&
           resolved->minimum < month.past;
}

static bool is_solved(const struct case_source *source, const struct segment *segment, uint32_t row,
                      struct case_month month)
{
    const int32_t minute = look_number(segment, source->columns[CASE_RESOLVED], row);
    return minute != MINUTE_MISSING && minute >= month.first && minute < month.past;
}

/* Room for all complaints of the month. */
static enum rc take_room(struct cases *cases, struct err *err)
{
    const struct case_source *source = &cases->sources[OF_COMPLAINTS];
    const struct case_month month = month_of(cases);
    size_t count = 0;
    enum rc rc = RC_OK;
    const bool has_times = source->columns[CASE_RESOLVED] != LOOK_NONE;
    for (size_t s = 0; has_times && rc == RC_OK && s < source->table->segment_count; s++) {
        const struct segment *segment = &source->table->segments[s];
        if (!has_solved(source, segment, month)) continue;
        rc = fetch(source, segment, err);
        for (uint32_t row = 0; rc == RC_OK && row < segment->row_count; row++)
            count += is_solved(source, segment, row, month);
    }
    if (rc != RC_OK) return rc;
    cases->candidates = arena_take_array(cases->arena, count + 1, sizeof *cases->candidates);
    return cases->candidates ? RC_OK : err_memory(err, count * sizeof *cases->candidates);
}

/* Complaints solved in the month, in order of the table. */
static void read_solved(struct cases *cases)
{
    const struct case_source *source = &cases->sources[OF_COMPLAINTS];
    const size_t *columns = source->columns;
    const struct case_month month = month_of(cases);
    if (columns[CASE_RESOLVED] == LOOK_NONE) return;
    for (size_t s = 0; s < source->table->segment_count; s++) {
        const struct segment *segment = &source->table->segments[s];
        if (!has_solved(source, segment, month)) continue;
        for (uint32_t row = 0; row < segment->row_count; row++)
            if (is_solved(source, segment, row, month))
                cases->candidates[cases->count++] = (struct candidate){
                    .complaint = {segment, row},
                    .opened = look_number(segment, columns[CASE_OPENED], row),
                    .resolved = look_number(segment, columns[CASE_RESOLVED], row),
                    .after = SCORE_MISSING,
                    .cause_share = NAN};
    }
}

/* Only those whose repair is found stay. */
static void keep_known(struct cases *cases, const struct id_set *ids,
                       const struct case_rows *repairs, const uint32_t *repair_of)
{
    size_t kept = 0;
    for (size_t i = 0; i < cases->count; i++) {
        const uint32_t id = repair_of[i];
        if (id == ID_NONE || id >= ids->id_count || repairs->first[id] == repairs->first[id + 1])
            continue;
        struct candidate candidate = cases->candidates[i];
        candidate.repair = repairs->rows[repairs->first[id]];
        candidate.customer = add_id(&cases->customers, &candidate.complaint,
                                    cases->sources[OF_COMPLAINTS].columns[CASE_CUSTOMER]);
        candidate.unit =
            add_id(&cases->units, &candidate.repair, cases->sources[OF_REPAIRS].columns[CASE_UNIT]);
        cases->candidates[kept++] = candidate;
    }
    cases->count = kept;
}

static enum rc find_repairs(struct cases *cases, struct err *err)
{
    struct id_set ids;
    struct case_rows repairs;
    uint32_t *repair_of = arena_take_array(cases->arena, cases->count + 1, sizeof *repair_of);
    if (!repair_of) return err_memory(err, cases->count * sizeof *repair_of);
    enum rc rc = ids_init(cases, OF_COMPLAINTS, CASE_REPAIR, &ids, err);
    for (size_t i = 0; rc == RC_OK && i < cases->count; i++)
        repair_of[i] = add_id(&ids, &cases->candidates[i].complaint,
                              cases->sources[OF_COMPLAINTS].columns[CASE_REPAIR]);
    if (rc == RC_OK) rc = find_rows(cases, OF_REPAIRS, CASE_REPAIR_ID, &ids, &repairs, err);
    if (rc == RC_OK) keep_known(cases, &ids, &repairs, repair_of);
    id_set_release(&ids);
    return rc;
}

/* Repairs reported in the month, by cause. */
static enum rc count_causes(struct cases *cases, struct err *err)
{
    const struct case_source *source = &cases->sources[OF_REPAIRS];
    const struct dictionary *causes = linked_dictionary(cases->measured->linked, "cause");
    const size_t columns[] = {source->columns[CASE_REPORTED], source->columns[CASE_CAUSE]};
    const int32_t month = cases->measured->context->report_month;
    const int32_t first = month_first_day(month) * MINUTES_A_DAY;
    const int32_t past = month_first_day(month + 1) * MINUTES_A_DAY;
    enum rc rc = RC_OK;
    if (!causes || columns[1] == LOOK_NONE) return RC_OK;
    cases->cause_counts =
        arena_take_array(cases->arena, causes->code_count + 1, sizeof *cases->cause_counts);
    if (!cases->cause_counts) return err_memory(err, causes->code_count * sizeof(uint64_t));
    for (size_t s = 0; rc == RC_OK && s < source->table->segment_count; s++) {
        const struct segment *segment = &source->table->segments[s];
        const struct segment_column *clock = &segment->columns[columns[0]];
        if (clock->minimum >= past || clock->maximum < first) continue;
        rc = look_fetch(segment, columns, 2, err);
        for (uint32_t row = 0; rc == RC_OK && row < segment->row_count; row++) {
            const int32_t reported = look_number(segment, columns[0], row);
            const uint32_t cause = look_code(segment, columns[1], row);
            if (reported < first || reported >= past || cause == 0) continue;
            cases->cause_counts[cause]++;
            cases->cause_counts[0]++;
        }
    }
    return rc;
}

enum rc cases_find(struct cases *cases, const struct measured *measured, struct arena *arena,
                   struct err *err)
{
    *cases = (struct cases){.measured = measured, .arena = arena};
    find_sources(cases);
    enum rc rc = take_room(cases, err);
    if (rc == RC_OK) read_solved(cases);
    if (rc == RC_OK) rc = ids_init(cases, OF_COMPLAINTS, CASE_CUSTOMER, &cases->customers, err);
    if (rc == RC_OK) rc = ids_init(cases, OF_REPAIRS, CASE_UNIT, &cases->units, err);
    if (rc == RC_OK) rc = find_repairs(cases, err);
    if (rc == RC_OK)
        rc = find_rows(cases, OF_REPAIRS, CASE_UNIT, &cases->units, &cases->unit_repairs, err);
    if (rc == RC_OK)
        rc = find_rows(cases, OF_COMPLAINTS, CASE_CUSTOMER, &cases->customers,
                       &cases->customer_complaints, err);
    if (rc == RC_OK)
        rc = find_rows(cases, OF_SURVEYS, CASE_SURVEY_CUSTOMER, &cases->customers,
                       &cases->customer_surveys, err);
    return rc == RC_OK ? count_causes(cases, err) : rc;
}

void cases_release(struct cases *cases)
{
    id_set_release(&cases->customers);
    id_set_release(&cases->units);
}
