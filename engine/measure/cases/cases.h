/* measure/cases/cases.h: the month's teaching cases (D23): complaints solved in the report month
 * whose handling others can learn from, picked by points. Picked, not typical: nothing here is a
 * statistic but the share of complete records. Private to the family. */
#ifndef MEASURE_CASES_CASES_H
#define MEASURE_CASES_CASES_H
#include "base/day.h"
#include "link/match.h"
#include "measure/extend.h"

enum { CASE_LIMIT = 5, CASE_STEPS = 7, CASE_WINDOW_MINUTES = 90 * MINUTES_A_DAY };

/* What a case gets points for, at most CASE_POINTS each. */
enum case_part { PART_AGAIN, PART_PARTIES, PART_SWING, PART_RARE, PART_RECORD, PART_COUNT };
enum { CASE_POINTS = 20 };

/* Columns that are read, by table. */
enum complaint_column {
    CASE_OPENED,
    CASE_ANSWERED,
    CASE_RESOLVED,
    CASE_CUSTOMER,
    CASE_REPAIR,
    CASE_DEALER,
    CASE_DEPARTMENT,
    CASE_SATISFIED,
    CASE_STEP, /* seven of them */
    CASE_COMPLAINT_COLUMNS = CASE_STEP + CASE_STEPS
};
enum repair_column {
    CASE_REPAIR_ID,
    CASE_UNIT,
    CASE_REPORTED,
    CASE_VISITED,
    CASE_CLOSED,
    CASE_TECHNICIAN,
    CASE_REPAIR_DEALER,
    CASE_REPAIR_DEPARTMENT,
    CASE_FAULT,
    CASE_CAUSE,
    CASE_ACTION,
    CASE_REPAIR_COLUMNS
};
enum survey_column { CASE_SURVEYED, CASE_SURVEY_CUSTOMER, CASE_OVERALL, CASE_SURVEY_COLUMNS };
enum { CASE_TABLES = 3, CASE_COLUMN_LIMIT = 16 };
enum case_table { OF_COMPLAINTS, OF_REPAIRS, OF_SURVEYS };

struct case_source {
    const struct table *table; /* NULL: the input has none */
    size_t columns[CASE_COLUMN_LIMIT];
    size_t column_count;
};

/* A row of one of the tables. */
struct case_row {
    const struct segment *segment;
    uint32_t row;
};

/* Rows by the number of an id: those of id i are rows[first[i]] … rows[first[i + 1] - 1]. */
struct case_rows {
    struct case_row *rows;
    uint32_t *first;
};

/* A complaint that was solved in the month, about a repair that is known. */
struct candidate {
    struct case_row complaint, repair;
    uint32_t customer, unit; /* numbers in the sets; ID_NONE */
    int32_t opened, resolved;
    bool is_complete;                             /* the record */
    uint32_t repairs, complaints, parties, steps; /* within the window */
    int8_t after;                                 /* score afterwards; SCORE_MISSING */
    double cause_share;                           /* of the month's repairs; NaN */
    int32_t points[PART_COUNT], score;
};

struct cases {
    const struct measured *measured;
    struct arena *arena;
    struct case_source sources[CASE_TABLES];
    struct id_set customers, units;
    struct case_rows unit_repairs, customer_complaints, customer_surveys;
    struct candidate *candidates;
    size_t count;
    uint64_t *cause_counts; /* repairs of the month by cause; entry 0: all with one */
};

/* Finds the candidates with all that belongs to them (cases_find.c). To be released in any case. */
enum rc cases_find(struct cases *cases, const struct measured *measured, struct arena *arena,
                   struct err *err);
void cases_release(struct cases *cases);
/* The rows that belong to a candidate and lie within its window are those for which this holds. */
static inline bool case_has(const struct candidate *candidate, int32_t minute)
{
    return minute != MINUTE_MISSING && minute >= candidate->opened - CASE_WINDOW_MINUTES;
}

/* Points of all candidates, and the best of them, at most CASE_LIMIT, no unit or customer twice:
 * by score; then who was solved earlier; then by the repair's number (cases_score.c). */
void cases_score(struct cases *cases);
size_t cases_pick(struct cases *cases, const struct candidate *picked[CASE_LIMIT]);

/* Tables of the picked ones and of what happened in each (cases_tell.c). */
enum rc cases_tell(const struct cases *cases, const struct candidate *const *picked, size_t count,
                   struct result *result, struct err *err);

#endif
