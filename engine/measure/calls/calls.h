/* measure/calls/calls.h: call handling (D14): what one cell of calls counts. Private to the family.
 */
#ifndef MEASURE_CALLS_H
#define MEASURE_CALLS_H
#include "measure/family.h"

/* In the order of the flags of a prepared row. */
enum call_share {
    CALL_RINGS_2,
    CALL_RINGS_3,
    CALL_GREETED,
    CALL_RETURNED,
    CALL_PACE,
    CALL_TRANSFERRED,
    CALL_SHARE_COUNT
};

/* PICTURE without its rate, which is measured in words a minute. */
enum { VOICE_COUNT = 6 };

struct calls_cell {
    struct share share[CALL_SHARE_COUNT];
    struct sums voice[VOICE_COUNT];
    struct sums picture; /* sums of six scores, of calls that have all six */
    struct sums words;   /* a minute */
};

/* Bit of needs[] in a metric's `needed`, and places in rows->column. */
enum call_need {
    NEED_CALLED_AT,
    NEED_RINGS,
    NEED_GREETED,
    NEED_RETURNED,
    NEED_WORDS,
    NEED_VOICE,
    NEED_TRANSFERRED = NEED_VOICE + VOICE_COUNT
};

/* Tally 0: calls by hour of day: key hour × 2, plus 1 where they were answered within 3 rings. */
enum { TALLY_HOUR_RINGS, CALL_TALLY_COUNT };

extern const struct metric calls_metrics[];

#endif
