/* Who complains, how it is handled, and so on which of the recovery paths each person is. The worse
 * the experience, the likelier the complaint; how it ends does not depend on who complains, so that
 * the planted effect of the path on buying again can be read from the data as it is. */
#include "block.h"

#include <math.h>

enum { FAST_MINUTES = MINUTES_A_DAY, STEP_COUNT = 7 };

static float repair_badness(const struct repair *repair)
{
    float badness = 0.2F;
    if (!repair->is_solved) badness += 1.4F;
    if (repair->is_repeat) badness += 1.1F;
    if (repair->is_charged) badness += 0.3F;
    if (repair->closed == MINUTE_MISSING) return badness + 0.8F;
    const float days = (float)(repair->closed - repair->reported) / MINUTES_A_DAY;
    return badness + (days > 4 ? 1.0F : days / 4);
}

static void gather_experience(struct block *block)
{
    for (int32_t i = 0; i < block->repair_count; i++) {
        const int32_t index = block->by_time[i];
        const struct repair *repair = &block->repairs[index];
        struct person *person = &block->persons[repair->person];
        const float badness = repair_badness(repair);
        if (person->first_report_minute == MINUTE_MISSING)
            person->first_report_minute = repair->reported;
        if (person->worst_repair < 0 ||
            badness > repair_badness(&block->repairs[person->worst_repair]))
            person->worst_repair = index;
        person->badness += badness;
    }
}

/* Persons in the order of their urge to complain, the strongest first, in keys[]. */
static void rank_persons(struct block *block)
{
    for (int32_t i = 0; i < block->person_count; i++) {
        const struct person *person = &block->persons[i];
        double urge = (double)person->badness + 0.9 * draw_normal(&block->draw);
        if (person->worst_repair < 0) urge -= 2.2;
        const uint32_t rank = (uint32_t)((50 - urge) * 1e6);
        block->keys[i] = (uint64_t)rank << 32 | (uint32_t)i;
    }
    block_sort_keys(block, block->person_count);
}

static int32_t opening_minute(struct block *block, const struct person *person)
{
    struct draw *draw = &block->draw;
    const struct world *world = block->world;
    int32_t day = person->first_day > world->first_day ? person->first_day : world->first_day;
    if (person->worst_repair >= 0) {
        const struct repair *repair = &block->repairs[person->worst_repair];
        const int32_t since = repair->closed == MINUTE_MISSING ? repair->reported : repair->closed;
        day = day_of_minute(since) + 1 + (int32_t)(draw_unit(draw) * draw_unit(draw) * 12);
    } else if (day < world->last_day) {
        day = draw_between(draw, day, world->last_day);
    }
    if (day > world->last_day) day = world->last_day;
    return day * MINUTES_A_DAY + block_minute_of_day(block);
}

static void handle_complaint(struct block *block, struct complaint *complaint)
{
    static const double worse_effect = 0.12;
    struct draw *draw = &block->draw;
    const struct world *world = block->world;
    const struct dealer *dealer = &world->dealers[block->persons[complaint->person].dealer];
    const double luck = draw_unit(draw) + (dealer->role == ROLE_WORSE ? worse_effect : 0);
    complaint->path = luck < 0.32 ? PATH_SOLVED_FAST : luck < 0.76 ? PATH_SOLVED : PATH_UNSOLVED;
    const int32_t answer = draw_lognormal(draw, 210, 0.9);
    int32_t solution = 0;
    if (complaint->path == PATH_SOLVED_FAST) {
        solution = draw_lognormal(draw, 480, 0.6);
        if (solution > FAST_MINUTES) solution = FAST_MINUTES - draw_below(draw, 600);
    } else {
        solution = FAST_MINUTES + draw_lognormal(draw, 5200, 0.8);
    }
    complaint->answered = complaint->opened + (answer > solution ? solution : answer);
    complaint->resolved = complaint->opened + solution;
    if (complaint->path == PATH_UNSOLVED || complaint->resolved > world->end_minute)
        complaint->resolved = MINUTE_MISSING;
    if (complaint->resolved == MINUTE_MISSING) complaint->path = PATH_UNSOLVED;
    if (complaint->answered > world->end_minute) complaint->answered = MINUTE_MISSING;
}

static void open_complaint(struct block *block, int32_t person_index, bool is_second)
{
    struct person *person = &block->persons[person_index];
    const int32_t index = block->complaint_count++;
    struct complaint *complaint = &block->complaints[index];
    *complaint = (struct complaint){.person = person_index, .repair = person->worst_repair};
    complaint->opened = opening_minute(block, person);
    if (is_second) {
        /* Later than the first, which alone decides the path. */
        const struct complaint *first = &block->complaints[person->first_complaint];
        const int32_t later = first->opened + 1 + draw_lognormal(&block->draw, 40000, 0.7);
        const int32_t end = block->world->end_minute;
        complaint->opened = later < end ? later : first->opened + (end - first->opened) / 2;
    }
    handle_complaint(block, complaint);
    if (!is_second) person->first_complaint = index;
    if (complaint->repair >= 0) block->repairs[complaint->repair].is_complained = true;
}

/* The seven steps: more of them were taken the better it ended. */
static void write_steps(struct block *block, const struct complaint *complaint, int64_t *row)
{
    static const double taken[PATH_COUNT][STEP_COUNT] = {
        [PATH_UNSOLVED] = {0.45, 0.50, 0.15, 0.06, 0.12, 0.15, 0.02},
        [PATH_SOLVED] = {0.72, 0.70, 0.74, 0.24, 0.66, 0.45, 0.38},
        [PATH_SOLVED_FAST] = {0.88, 0.86, 0.90, 0.38, 0.92, 0.66, 0.52},
    };
    for (int i = 0; i < STEP_COUNT; i++)
        row[COMPLAINT_STEP + i] = draw_chance(&block->draw, taken[complaint->path][i]);
}

/* One that had no part in the repairs of the unit, as far as there is one. */
static int64_t another_department(const struct block *block, const struct complaint *complaint)
{
    const int32_t unit = block->repairs[complaint->repair].unit;
    bool has_part[DEPARTMENT_COUNT] = {false};
    for (int32_t i = 0; i < block->repair_count; i++)
        if (block->repairs[i].unit == unit)
            has_part[chains[block->repairs[i].chain].department] = true;
    int64_t department = DEPARTMENT_LOGISTICS;
    while (department > 0 && has_part[department]) department--;
    return department;
}

/* All was done, and the customer is as content as can be. */
static void write_case(int64_t *row)
{
    for (int i = 0; i < STEP_COUNT; i++) row[COMPLAINT_STEP + i] = 1;
    row[COMPLAINT_SATISFIED] = 7;
}

static void write_complaint(struct block *block, const struct complaint *complaint)
{
    static const double satisfied[PATH_COUNT] = {
        [PATH_UNSOLVED] = 2.1, [PATH_SOLVED] = 4.7, [PATH_SOLVED_FAST] = 5.9};
    struct draw *draw = &block->draw;
    int64_t *row = block_row(block, TABLE_COMPLAINTS);
    if (row == NULL) return;
    row[COMPLAINT_ID] = block->first_row[TABLE_COMPLAINTS] + block->rows[TABLE_COMPLAINTS].count;
    row[COMPLAINT_CUSTOMER] = block_person_number(block, complaint->person);
    row[COMPLAINT_DEALER] = block->persons[complaint->person].dealer + 1;
    row[COMPLAINT_DEPARTMENT] = DEPARTMENT_LOGISTICS;
    if (complaint->repair >= 0) {
        const struct repair *repair = &block->repairs[complaint->repair];
        row[COMPLAINT_REPAIR] = repair->number;
        row[COMPLAINT_DEPARTMENT] =
            draw_chance(draw, 0.6) ? (int64_t)DEPARTMENT_SERVICE : chains[repair->chain].department;
    }
    row[COMPLAINT_OPENED] = complaint->opened;
    row[COMPLAINT_STATUS] = 0;
    if (complaint->is_of_slow_department)
        row[COMPLAINT_DEPARTMENT] = block->world->handling.slow_department;
    if (complaint->is_case) row[COMPLAINT_DEPARTMENT] = another_department(block, complaint);
    block->tally.department[row[COMPLAINT_DEPARTMENT]]++;
    write_steps(block, complaint, row);
    row[COMPLAINT_JUSTIFIED] = block_is_fair(block, complaint->person, row[COMPLAINT_ID]);
    if (complaint->answered != MINUTE_MISSING) {
        row[COMPLAINT_ANSWERED] = complaint->answered;
        row[COMPLAINT_STATUS] = 1;
    }
    if (complaint->resolved != MINUTE_MISSING) {
        row[COMPLAINT_RESOLVED] = complaint->resolved;
        row[COMPLAINT_STATUS] = 2;
    }
    if (complaint->answered != MINUTE_MISSING && draw_chance(draw, 0.7)) {
        const int64_t score = lround(satisfied[complaint->path] + 1.1 * draw_normal(draw));
        row[COMPLAINT_SATISFIED] = score < 1 ? 1 : score > 7 ? 7 : score;
    }
    if (complaint->is_case) write_case(row);
    if (draw_chance(draw, 0.3)) {
        const struct span span =
            comment_span((enum mood)draw_between(draw, MOOD_SLOW, MOOD_MANNER));
        row[COMPLAINT_NOTE] = span.first + draw_below(draw, span.count);
    }
}

static void choose_paths(struct block *block)
{
    for (int32_t i = 0; i < block->person_count; i++) {
        struct person *person = &block->persons[i];
        if (person->first_complaint >= 0) {
            const struct complaint *first = &block->complaints[person->first_complaint];
            person->path = first->path;
            person->index_day = day_of_minute(first->opened);
        } else if (person->first_report_minute != MINUTE_MISSING) {
            person->path = PATH_NO_COMPLAINT;
            person->index_day = day_of_minute(person->first_report_minute);
        }
    }
}

void complaints_make(struct block *block)
{
    const int64_t wanted = block->quota[TABLE_COMPLAINTS];
    block->complaint_count = 0;
    gather_experience(block);
    rank_persons(block);
    /* One complaint in eleven is a person's second. */
    int64_t first_ones = wanted - wanted / 11;
    if (first_ones > block->person_count) first_ones = block->person_count;
    for (int64_t i = 0; i < first_ones; i++)
        open_complaint(block, (int32_t)(block->keys[i] & UINT32_MAX), false);
    for (int64_t i = first_ones; i < wanted; i++)
        open_complaint(block, (int32_t)(block->keys[(i - first_ones) % first_ones] & UINT32_MAX),
                       true);
    handling_plant(block);
    choose_paths(block);
    for (int32_t i = 0; i < block->complaint_count; i++)
        write_complaint(block, &block->complaints[i]);
}
