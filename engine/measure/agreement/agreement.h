/* measure/agreement/agreement.h: what customers said of a repair beside what the repair log says of
 * it: the first callback about it that was answered, against the minutes until the reply and the
 * closing, and against the unit coming back within 30 days. */
#ifndef MEASURE_AGREEMENT_AGREEMENT_H
#define MEASURE_AGREEMENT_AGREEMENT_H
#include "measure/extend.h"

/* Classes: responsiveness in up to AGREEMENT_LEVELS equal steps of the scale (half points of the
 * scale 1 to 7), overall scores as they are, times by their limits. The last class of each is
 * "none". */
enum {
    AGREEMENT_LEVELS = 30, /* steps at most; classes 0 to 30, 31 none */
    AGREEMENT_SCORES = 15, /* classes 0 to 14, 15 none */
    AGREEMENT_REPLIES = 7,
    AGREEMENT_CLOSES = 15
};
/* One key of the tally: all that is known of a repair with a callback. */
enum {
    REPEAT_BITS = 2, /* 0 not followed, 1 did not come back, 2 came back */
    CLOSE_BITS = 4,
    REPLY_BITS = 3,
    SCORE_BITS = 4,
    LEVEL_BITS = 5,
    CLOSE_SHIFT = REPEAT_BITS,
    REPLY_SHIFT = CLOSE_SHIFT + CLOSE_BITS,
    SCORE_SHIFT = REPLY_SHIFT + REPLY_BITS,
    LEVEL_SHIFT = SCORE_SHIFT + SCORE_BITS
};
enum { AGREEMENT_MONTHS = 12, AGREEMENT_LEAST_DEALERS = 10 };

/* Steps of the configured scale. */
int32_t agreement_steps(const struct measure_options *options);

/* Sums over the months of a segment. */
struct agreement_sums {
    uint64_t close[AGREEMENT_LEVELS + 1][AGREEMENT_CLOSES]; /* by responsiveness */
    uint64_t reply[AGREEMENT_LEVELS + 1][AGREEMENT_REPLIES];
    uint64_t repeat[AGREEMENT_SCORES][2]; /* by overall score: came back, did not */
};

/* One dealer: what was said, and what such times are given by the others' customers. */
struct agreement_dealer {
    const char *key;
    uint64_t n, in_day;    /* closed within 24 hours */
    double said, expected; /* means in points of the scale */
    double usual;          /* what the others' customers say, whatever the times */
    double error;          /* of said less expected, by the chance of the rows */
    double p, q;           /* NaN: too few rows */
    int clock;             /* times by which more is expected than usual (1: fast), less (-1) */
    const char *verdict;
};

/* Fill the sums of a segment over the 12 months; false: there is no row. */
bool agreement_sum(const struct measured *measured, enum axis axis, uint32_t key,
                   struct agreement_sums *sums);
/* All dealers with a row, with verdicts; *r: the correlation over them. rows[] has room for all. */
enum rc agreement_dealers(const struct measured *measured, const struct agreement_sums *all,
                          struct agreement_dealer *rows, size_t *count, struct interval *r,
                          size_t *compared, struct err *err);

extern const struct metric agreement_metrics[];
enum rc agreement_extend(const struct measured *measured, struct result *result, struct err *err);

#endif
