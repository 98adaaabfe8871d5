/* What a case gets points for. Whole numbers, no weights to tune: five parts of twenty. */
#include "link/look.h"
#include "measure/cases/cases.h"

#include <math.h>
#include <stdlib.h>

enum { PARTY_LIMIT = 64, A_REOPENING = 5, A_PARTY = 4, USUAL_PARTIES = 2, A_LINK = 3, LINKS = 3 };

/* The different dealers, technicians and departments of a case. */
struct parties {
    uint64_t seen[PARTY_LIMIT];
    uint32_t count;
};

static void see(struct parties *parties, uint32_t kind, uint32_t code)
{
    const uint64_t party = (uint64_t)kind << 32 | code;
    if (code == 0) return;
    for (uint32_t i = 0; i < parties->count; i++)
        if (parties->seen[i] == party) return;
    if (parties->count < PARTY_LIMIT) parties->seen[parties->count++] = party;
}

enum { A_DEALER = 1, A_TECHNICIAN, A_DEPARTMENT };

static void see_repairs(const struct cases *cases, struct candidate *candidate,
                        struct parties *parties)
{
    const size_t *columns = cases->sources[OF_REPAIRS].columns;
    const struct case_rows *all = &cases->unit_repairs;
    if (candidate->unit == ID_NONE) return;
    for (uint32_t i = all->first[candidate->unit]; i < all->first[candidate->unit + 1]; i++) {
        const struct case_row *row = &all->rows[i];
        if (!case_has(candidate, look_number(row->segment, columns[CASE_REPORTED], row->row)))
            continue;
        candidate->repairs++;
        see(parties, A_DEALER, look_code(row->segment, columns[CASE_REPAIR_DEALER], row->row));
        see(parties, A_TECHNICIAN, look_code(row->segment, columns[CASE_TECHNICIAN], row->row));
        see(parties, A_DEPARTMENT,
            look_code(row->segment, columns[CASE_REPAIR_DEPARTMENT], row->row));
    }
}

static void see_complaints(const struct cases *cases, struct candidate *candidate,
                           struct parties *parties)
{
    const size_t *columns = cases->sources[OF_COMPLAINTS].columns;
    const struct case_rows *all = &cases->customer_complaints;
    if (candidate->customer == ID_NONE) return;
    for (uint32_t i = all->first[candidate->customer]; i < all->first[candidate->customer + 1];
         i++) {
        const struct case_row *row = &all->rows[i];
        if (!case_has(candidate, look_number(row->segment, columns[CASE_OPENED], row->row)))
            continue;
        candidate->complaints++;
        see(parties, A_DEALER, look_code(row->segment, columns[CASE_DEALER], row->row));
        see(parties, A_DEPARTMENT, look_code(row->segment, columns[CASE_DEPARTMENT], row->row));
    }
}

/* The score that the customer gave with the solution, else on the last callback after it. */
static void find_after(const struct cases *cases, struct candidate *candidate)
{
    const struct case_row *complaint = &candidate->complaint;
    const size_t *columns = cases->sources[OF_SURVEYS].columns;
    const struct case_rows *all = &cases->customer_surveys;
    int32_t latest = candidate->resolved;
    candidate->after = look_answer(
        complaint->segment, cases->sources[OF_COMPLAINTS].columns[CASE_SATISFIED], complaint->row);
    if (candidate->after != SCORE_MISSING || candidate->customer == ID_NONE) return;
    for (uint32_t i = all->first[candidate->customer]; i < all->first[candidate->customer + 1];
         i++) {
        const struct case_row *row = &all->rows[i];
        const int32_t minute = look_number(row->segment, columns[CASE_SURVEYED], row->row);
        const int8_t score = look_answer(row->segment, columns[CASE_OVERALL], row->row);
        if (score == SCORE_MISSING || minute < latest) continue;
        if (minute == latest && candidate->after != SCORE_MISSING && score >= candidate->after)
            continue;
        latest = minute;
        candidate->after = score;
    }
}

static int32_t at_most(int32_t points)
{
    return points < 0 ? 0 : points > CASE_POINTS ? CASE_POINTS : points;
}

/* A complaint counts as the lowest point of the scale. */
static int32_t swing_points(const struct candidate *candidate,
                            const struct measure_options *options)
{
    const int32_t range = options->scale_maximum - options->scale_minimum;
    if (candidate->after == SCORE_MISSING || range <= 0) return 0;
    return at_most(CASE_POINTS * (candidate->after - options->scale_minimum) / range);
}

static int32_t rare_points(const struct cases *cases, struct candidate *candidate)
{
    static const struct {
        uint64_t permille;
        int32_t points;
    } limits[] = {{5, 20}, {10, 15}, {20, 10}, {50, 5}};
    const struct case_row *repair = &candidate->repair;
    const uint32_t cause =
        look_code(repair->segment, cases->sources[OF_REPAIRS].columns[CASE_CAUSE], repair->row);
    const uint64_t all = cases->cause_counts ? cases->cause_counts[0] : 0;
    if (cause == 0 || all == 0) return 0;
    candidate->cause_share = (double)cases->cause_counts[cause] / (double)all;
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
        if (1000 * cases->cause_counts[cause] < limits[i].permille * all) return limits[i].points;
    return 0;
}

/* Three points a link of fault, cause and action, one for each step of recovery taken, the others
 * for having taken them all. */
static int32_t record_points(const struct cases *cases, struct candidate *candidate)
{
    static const size_t links[LINKS] = {CASE_FAULT, CASE_CAUSE, CASE_ACTION};
    const struct case_row *repair = &candidate->repair, *complaint = &candidate->complaint;
    int32_t known = 0, answers = 0;
    for (size_t i = 0; i < LINKS; i++)
        known += look_code(repair->segment, cases->sources[OF_REPAIRS].columns[links[i]],
                           repair->row) != 0;
    for (size_t step = 0; step < CASE_STEPS; step++) {
        const int8_t answer =
            look_answer(complaint->segment, cases->sources[OF_COMPLAINTS].columns[CASE_STEP + step],
                        complaint->row);
        candidate->steps += answer == 1;
        answers += answer != BOOL_MISSING;
    }
    candidate->is_complete = known == LINKS && answers == CASE_STEPS;
    return A_LINK * known + (candidate->steps == CASE_STEPS ? CASE_POINTS - A_LINK * LINKS
                                                            : (int32_t)candidate->steps);
}

void cases_score(struct cases *cases)
{
    for (size_t i = 0; i < cases->count; i++) {
        struct candidate *candidate = &cases->candidates[i];
        struct parties parties = {.count = 0};
        see_repairs(cases, candidate, &parties);
        see_complaints(cases, candidate, &parties);
        find_after(cases, candidate);
        candidate->parties = parties.count;
        const int32_t reopenings = (int32_t)(candidate->repairs + candidate->complaints) - 2;
        candidate->points[PART_AGAIN] = at_most(A_REOPENING * reopenings);
        candidate->points[PART_PARTIES] =
            at_most(A_PARTY * ((int32_t)parties.count - USUAL_PARTIES));
        candidate->points[PART_SWING] = swing_points(candidate, cases->measured->context->options);
        candidate->points[PART_RARE] = rare_points(cases, candidate);
        candidate->points[PART_RECORD] = record_points(cases, candidate);
        for (int part = 0; part < PART_COUNT; part++) candidate->score += candidate->points[part];
    }
}

static int compare_ids(const struct case_row *a, const struct case_row *b, size_t column)
{
    return slot_compare(
        look_slot(a->segment, column, a->row), a->segment->columns[column].value_bytes,
        look_slot(b->segment, column, b->row), b->segment->columns[column].value_bytes);
}

/* Whether a goes before b. */
static bool is_better(const struct cases *cases, const struct candidate *a,
                      const struct candidate *b)
{
    if (a->score != b->score) return a->score > b->score;
    if (a->resolved != b->resolved) return a->resolved < b->resolved;
    return compare_ids(&a->repair, &b->repair, cases->sources[OF_REPAIRS].columns[CASE_REPAIR_ID]) <
           0;
}

static bool is_told(const struct candidate *candidate, const struct candidate *const *picked,
                    size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (candidate == picked[i] ||
            (candidate->unit != ID_NONE && candidate->unit == picked[i]->unit) ||
            (candidate->customer != ID_NONE && candidate->customer == picked[i]->customer))
            return true;
    return false;
}

size_t cases_pick(struct cases *cases, const struct candidate *picked[CASE_LIMIT])
{
    size_t count = 0;
    for (; count < CASE_LIMIT; count++) {
        const struct candidate *best = NULL;
        for (size_t i = 0; i < cases->count; i++) {
            const struct candidate *candidate = &cases->candidates[i];
            if (is_told(candidate, picked, count)) continue;
            if (!best || is_better(cases, candidate, best)) best = candidate;
        }
        if (!best) break;
        picked[count] = best;
    }
    return count;
}
