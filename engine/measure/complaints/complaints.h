/* measure/complaints/complaints.h: how complaints are handled (D12): the cell of the family, and
 * the complaints of a year as its estimates beyond the cells want them. Private to the family. */
#ifndef MEASURE_COMPLAINTS_COMPLAINTS_H
#define MEASURE_COMPLAINTS_COMPLAINTS_H
#include "base/day.h"
#include "measure/extend.h"

enum { COMPLAINT_STEPS = 6 };

/* In the order of the flags of a prepared row. */
enum complaint_share {
    COMPLAINT_ANSWERED_24H,
    COMPLAINT_RESOLVED_24H,
    COMPLAINT_RESOLVED_48H,
    COMPLAINT_SHARE_COUNT
};

struct complaints_cell {
    struct share share[COMPLAINT_SHARE_COUNT];
    uint64_t opened;        /* all of them */
    uint64_t known_answers; /* of these: whose first answer, should there be one, makes sense */
};

/* Places in rows->column. */
enum complaint_need {
    NEED_STEP, /* six of them, the fifth the promise */
    NEED_PROMISE = NEED_STEP + 4,
    NEED_OPENED = NEED_STEP + COMPLAINT_STEPS,
    NEED_ANSWERED,
    NEED_RESOLVED,
    NEED_DEPARTMENT,
    NEED_CUSTOMER,
    NEED_REPAIR
};

/* An answer before the complaint is no answer anybody could have waited for. */
enum { ANSWER_UNKNOWN = MINUTE_MISSING + 1 };
/* When the complaint was first answered: what has no answer but a solution was answered by it. */
static inline int32_t complaint_answer(int32_t opened, int32_t answered, int32_t resolved)
{
    const int32_t first = answered == MINUTE_MISSING ? resolved : answered;
    return first != MINUTE_MISSING && first < opened ? (int32_t)ANSWER_UNKNOWN : first;
}

enum { COMPLAINT_MONTHS = 12, AGAIN_DAYS = 90, SETTLED_DAYS = 30, CURVE_HOURS = 720 };

/* What is asked of each complaint of the year: did it come back within AGAIN_DAYS of its solution,
 * and which steps were taken when it was SETTLED_DAYS old? */
enum year_share {
    AGAIN_CUSTOMER,
    AGAIN_UNIT,
    AGAIN_FAULT,
    STEPS_SIX,
    STEPS_PROMISE,
    YEAR_SHARE_COUNT
};
static inline uint8_t year_bit(enum year_share share)
{
    return (uint8_t)(1U << share);
}

struct complaint {
    int32_t opened, answered, resolved; /* minutes; answered: complaint_answer() */
    uint32_t department;                /* code; 0 unknown */
    uint32_t customer, repair;          /* numbers of sets of ids, or ID_NONE */
    uint32_t unit, fault;               /* of the repair; number of a set, or ID_NONE; code or 0 */
    uint8_t known, met;                 /* year_bit() of what can be said, and of what is so */
};

/* Complaints from the first of COMPLAINT_MONTHS months up to the report month on, in order of the
 * tables; those opened later than the report month come back, but are not counted. */
struct complaint_list {
    struct complaint *rows; /* in the arena */
    size_t count;
    int32_t first_minute, past_minute; /* of the year that is counted */
    bool has_units, has_faults;        /* of the repairs that complaints name */
    uint32_t department_count;         /* codes, with 0 */
    const char *const *departments;    /* names */
};

/* Reads them, with what came back (complaints_rows.c, complaints_again.c). */
enum rc complaint_list_read(struct complaint_list *list, const struct measured *measured,
                            struct arena *arena, struct err *err);
struct id_set;
enum rc complaint_list_find_again(struct complaint_list *list, const struct measured *measured,
                                  uint32_t customer_count, const struct id_set *repairs,
                                  struct arena *arena, struct err *err);

/* Waiting times of one group of complaints (complaints_times.c). */
enum complaint_wait { WAIT_ANSWER, WAIT_SOLUTION, WAIT_COUNT };
struct wait_median {
    uint64_t n, open; /* open: not yet at the horizon */
    uint64_t other_n;
    struct interval median;
    double p;       /* of waiting as long as the others; NaN: not tested */
    bool is_longer; /* than the others, by the median */
};
struct wait {
    int32_t minutes;
    uint32_t row; /* of the list */
    bool is_event;
};
/* The waits of all complaints by length, and of one length as in the list; in the arena. */
struct waits {
    struct wait *items;
    size_t count;
};
enum rc complaint_waits_read(struct waits *waits, const struct complaint_list *list,
                             enum complaint_wait kind, int32_t horizon_minute, struct arena *arena,
                             struct err *err);
/* The median of the rows that `is_counted` (an entry for each of the list), held against those that
 * are `is_other` (NULL: against nobody). */
enum rc complaint_wait_median(const struct waits *waits, const bool *is_counted,
                              const bool *is_other, struct arena *arena, struct wait_median *out,
                              struct err *err);
/* The curve of all of the year's, of hours begun. */
enum rc complaint_wait_curve(const struct complaint_list *list, enum complaint_wait kind,
                             int32_t horizon_minute, const struct metric *metric,
                             struct result *result, struct err *err);

extern const struct metric complaints_metrics[];
enum rc complaints_extend(const struct measured *measured, struct result *result, struct err *err);

#endif
