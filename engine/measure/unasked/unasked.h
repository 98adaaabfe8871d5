/* measure/unasked/unasked.h: who of those whose repair was closed gave an interview, and how far
 * the others matter (D13). Private to the family. */
#ifndef MEASURE_UNASKED_H
#define MEASURE_UNASKED_H
#include "measure/family.h"

enum unasked_need {
    NEED_REPORTED,
    NEED_CLOSED,
    NEED_SOLVED,
    NEED_REGION,
    NEED_GAP,
    NEED_INTERVIEW,
    UNASKED_NEED_COUNT
};

/* What of a repair may keep its customer from being asked, or from answering. */
enum unasked_speed { SPEED_DAY, SPEED_TWO_DAYS, SPEED_LATER, SPEED_COUNT };
enum { UNASKED_GROUPS = 2 * SPEED_COUNT }; /* speed x solved or not */
enum unasked_answer { ANSWER_NONE, ANSWER_LESS, ANSWER_TOP, ANSWER_COUNT };

/* Keys of TALLY_CELLS: (region x groups + group) x answers + answer. Of TALLY_WAIT: minutes from
 * the closing to the first callback. */
enum { TALLY_WAIT, TALLY_CELLS, TALLY_COUNT };
enum { KEYS_A_REGION = UNASKED_GROUPS * ANSWER_COUNT };
static inline unsigned unasked_group(enum unasked_speed speed, bool is_solved)
{
    return 2 * (unsigned)speed + is_solved;
}

struct unasked_cell {
    uint64_t called; /* followed long enough or not */
};

/* Closed repairs of one region and group, those with an interview, and those in the top two. */
struct unasked_count {
    uint64_t closed, interviewed, top;
};

enum rc unasked_extend(const struct measured *measured, struct result *result, struct err *err);

extern const struct metric unasked_metrics[];

#endif
