/* The picked cases as tables: why each was picked, and what happened. Nobody is named: the customer
 * and the technicians are letters; the repair's number leads those who may see it to the rest. */
#include "link/look.h"
#include "measure/cases/cases.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EVENT_LIMIT = 64, LETTERS = 8, DETAIL_BYTES = 32 };

/* In this order where minutes are equal. */
enum happening {
    HAPPENED_REPORTED,
    HAPPENED_VISITED,
    HAPPENED_CLOSED,
    HAPPENED_COMPLAINED,
    HAPPENED_ANSWERED,
    HAPPENED_SOLVED,
    HAPPENED_CALLED,
    HAPPENING_COUNT
};
static const char *const happenings[HAPPENING_COUNT] = {
    "case_reported", "case_visited", "case_closed",     "case_complained",
    "case_answered", "case_solved",  "case_called_back"};

struct event {
    int32_t minute;
    enum happening happening;
    const char *who, *detail;
};

/* One case while it is told. */
struct telling {
    const struct cases *cases;
    const struct candidate *candidate;
    struct arena *arena;           /* of the result */
    uint32_t technicians[LETTERS]; /* codes, in the order of the letters */
    size_t technician_count;
    struct event events[EVENT_LIMIT];
    size_t count;
    bool has_failed;
};

static const char *name_of(const struct telling *telling, const char *domain, uint32_t code)
{
    const struct dictionary *names = linked_dictionary(telling->cases->measured->linked, domain);
    return names && code > 0 && code < names->code_count ? names->names[code] : "";
}

static const char *technician(struct telling *telling, uint32_t code)
{
    static const char *const letters[LETTERS + 1] = {
        "technician_a", "technician_b", "technician_c", "technician_d",     "technician_e",
        "technician_f", "technician_g", "technician_h", "technician_others"};
    size_t letter = 0;
    if (code == 0) return "";
    while (letter < telling->technician_count && telling->technicians[letter] != code) letter++;
    if (letter == telling->technician_count && letter < LETTERS)
        telling->technicians[telling->technician_count++] = code;
    return letters[letter];
}

static const char *keep(struct telling *telling, const char *text)
{
    const char *kept = arena_copy_text(telling->arena, text, strlen(text));
    telling->has_failed |= !kept;
    return kept ? kept : "";
}

static void add(struct telling *telling, int32_t minute, enum happening happening, const char *who,
                const char *detail)
{
    if (!case_has(telling->candidate, minute) || telling->count == EVENT_LIMIT) return;
    telling->events[telling->count++] = (struct event){minute, happening, who, detail};
}

static void tell_repair(struct telling *telling, const struct case_row *row)
{
    const size_t *columns = telling->cases->sources[OF_REPAIRS].columns;
    const struct segment *segment = row->segment;
    const int32_t reported = look_number(segment, columns[CASE_REPORTED], row->row);
    const char *who = technician(telling, look_code(segment, columns[CASE_TECHNICIAN], row->row));
    if (!case_has(telling->candidate, reported)) return;
    add(telling, reported, HAPPENED_REPORTED, "customer_a",
        name_of(telling, "fault", look_code(segment, columns[CASE_FAULT], row->row)));
    add(telling, look_number(segment, columns[CASE_VISITED], row->row), HAPPENED_VISITED, who,
        name_of(telling, "cause", look_code(segment, columns[CASE_CAUSE], row->row)));
    add(telling, look_number(segment, columns[CASE_CLOSED], row->row), HAPPENED_CLOSED, who,
        name_of(telling, "action", look_code(segment, columns[CASE_ACTION], row->row)));
}

static void tell_complaint(struct telling *telling, const struct case_row *row)
{
    const size_t *columns = telling->cases->sources[OF_COMPLAINTS].columns;
    const struct segment *segment = row->segment;
    const int32_t opened = look_number(segment, columns[CASE_OPENED], row->row);
    const char *department =
        name_of(telling, "department", look_code(segment, columns[CASE_DEPARTMENT], row->row));
    char steps[DETAIL_BYTES];
    int taken = 0;
    if (!case_has(telling->candidate, opened)) return;
    for (size_t step = 0; step < CASE_STEPS; step++)
        taken += look_answer(segment, columns[CASE_STEP + step], row->row) == 1;
    snprintf(steps, sizeof steps, "%d/%d", taken, CASE_STEPS);
    add(telling, opened, HAPPENED_COMPLAINED, "customer_a", department);
    add(telling, look_number(segment, columns[CASE_ANSWERED], row->row), HAPPENED_ANSWERED,
        "department", department);
    add(telling, look_number(segment, columns[CASE_RESOLVED], row->row), HAPPENED_SOLVED,
        "department", keep(telling, steps));
}

static void tell_survey(struct telling *telling, const struct case_row *row)
{
    const size_t *columns = telling->cases->sources[OF_SURVEYS].columns;
    const int8_t score = look_answer(row->segment, columns[CASE_OVERALL], row->row);
    char text[DETAIL_BYTES];
    if (score == SCORE_MISSING) return;
    snprintf(text, sizeof text, "%d/%d", score,
             (int)telling->cases->measured->context->options->scale_maximum);
    add(telling, look_number(row->segment, columns[CASE_SURVEYED], row->row), HAPPENED_CALLED,
        "customer_a", keep(telling, text));
}

static int compare_events(const void *a, const void *b)
{
    const struct event *left = a, *right = b;
    if (left->minute != right->minute) return left->minute < right->minute ? -1 : 1;
    if (left->happening != right->happening) return left->happening < right->happening ? -1 : 1;
    const int order = strcmp(left->detail, right->detail);
    return order != 0 ? order : strcmp(left->who, right->who);
}

static void tell_rows(struct telling *telling, const struct case_rows *all, uint32_t id,
                      void (*tell)(struct telling *, const struct case_row *))
{
    for (uint32_t i = id == ID_NONE ? 1 : all->first[id]; id != ID_NONE && i < all->first[id + 1];
         i++)
        tell(telling, &all->rows[i]);
}

static void tell_case(struct telling *telling)
{
    const struct cases *cases = telling->cases;
    tell_rows(telling, &cases->unit_repairs, telling->candidate->unit, tell_repair);
    tell_rows(telling, &cases->customer_complaints, telling->candidate->customer, tell_complaint);
    tell_rows(telling, &cases->customer_surveys, telling->candidate->customer, tell_survey);
    qsort(telling->events, telling->count, sizeof *telling->events, compare_events);
}

/* Empty when it is no text that was kept. */
static const char *repair_number(struct telling *telling)
{
    const struct case_row *repair = &telling->candidate->repair;
    const size_t column = telling->cases->sources[OF_REPAIRS].columns[CASE_REPAIR_ID];
    const unsigned char *slot = look_slot(repair->segment, column, repair->row);
    char text[KEY_SLOT_LIMIT + 1] = "";
    if (!slot || slot[0] == KEY_MARK) return "";
    memcpy(text, slot, slot_length(slot, repair->segment->columns[column].value_bytes));
    return keep(telling, text);
}

static enum rc add_picked(struct telling *tellings, size_t count, struct result *result,
                          struct err *err)
{
    static const struct table_column columns[] = {
        {"case", "count"},         {"repair_id", "text"},       {"points_all", "count"},
        {"points_again", "count"}, {"points_parties", "count"}, {"points_swing", "count"},
        {"points_rare", "count"},  {"points_record", "count"},  {"repairs", "count"},
        {"complaints", "count"},   {"parties", "count"},        {"score_after", "score"},
        {"cause_share", "share"},  {"steps_taken", "count"}};
    const size_t width = sizeof columns / sizeof *columns;
    struct result_table *table = result_add_table(result, "cases.picked", columns, width, count);
    if (!table) return err_memory(err, count * sizeof columns);
    for (size_t i = 0; i < count; i++) {
        const struct candidate *candidate = tellings[i].candidate;
        size_t column = 0;
        *result_cell(table, i, column++) = cell_whole((int64_t)i + 1);
        *result_cell(table, i, column++) = cell_text(repair_number(&tellings[i]));
        *result_cell(table, i, column++) = cell_whole(candidate->score);
        for (int part = 0; part < PART_COUNT; part++)
            *result_cell(table, i, column++) = cell_whole(candidate->points[part]);
        *result_cell(table, i, column++) = cell_whole(candidate->repairs);
        *result_cell(table, i, column++) = cell_whole(candidate->complaints);
        *result_cell(table, i, column++) = cell_whole(candidate->parties);
        *result_cell(table, i, column++) =
            cell_number(candidate->after == SCORE_MISSING ? NAN : (double)candidate->after);
        *result_cell(table, i, column++) = cell_number(candidate->cause_share);
        *result_cell(table, i, column++) = cell_whole(candidate->steps);
    }
    return RC_OK;
}

static const char *minute_words(struct telling *telling, int32_t minute)
{
    char day[DAY_TEXT_BYTES], words[DAY_TEXT_BYTES + DETAIL_BYTES];
    const int32_t of_day = minute - day_of_minute(minute) * MINUTES_A_DAY;
    day_text(day_of_minute(minute), day);
    snprintf(words, sizeof words, "%s %02d:%02d", day, of_day / 60, of_day % 60);
    return keep(telling, words);
}

static enum rc add_timeline(struct telling *tellings, size_t count, struct result *result,
                            struct err *err)
{
    static const struct table_column columns[] = {
        {"case", "count"}, {"at", "text"}, {"event", "text"}, {"who", "text"}, {"detail", "text"}};
    const size_t width = sizeof columns / sizeof *columns;
    size_t row_count = 0, row = 0;
    for (size_t i = 0; i < count; i++) row_count += tellings[i].count;
    struct result_table *table =
        result_add_table(result, "cases.timeline", columns, width, row_count);
    if (!table) return err_memory(err, row_count * sizeof columns);
    for (size_t i = 0; i < count; i++)
        for (size_t e = 0; e < tellings[i].count; e++, row++) {
            const struct event *event = &tellings[i].events[e];
            *result_cell(table, row, 0) = cell_whole((int64_t)i + 1);
            *result_cell(table, row, 1) = cell_text(minute_words(&tellings[i], event->minute));
            *result_cell(table, row, 2) = cell_text(happenings[event->happening]);
            *result_cell(table, row, 3) = cell_text(event->who);
            *result_cell(table, row, 4) = cell_text(event->detail);
        }
    return RC_OK;
}

enum rc cases_tell(const struct cases *cases, const struct candidate *const *picked, size_t count,
                   struct result *result, struct err *err)
{
    struct telling *tellings = calloc(CASE_LIMIT, sizeof *tellings);
    if (!tellings) return err_memory(err, CASE_LIMIT * sizeof *tellings);
    bool has_failed = false;
    for (size_t i = 0; i < count; i++) {
        tellings[i].cases = cases;
        tellings[i].candidate = picked[i];
        tellings[i].arena = &result->arena;
        tell_case(&tellings[i]);
    }
    enum rc rc = add_picked(tellings, count, result, err);
    if (rc == RC_OK) rc = add_timeline(tellings, count, result, err);
    for (size_t i = 0; i < count; i++) has_failed |= tellings[i].has_failed;
    free(tellings);
    return rc == RC_OK && has_failed ? err_memory(err, CASE_LIMIT * sizeof *tellings) : rc;
}
