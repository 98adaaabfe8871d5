/* measure/guard_return.h: dealers that were picked for a bad month, or for a large change, and what
 * they would show a month later if nothing had happened to them. Pure, thread-safe. */
#ifndef MEASURE_GUARD_RETURN_H
#define MEASURE_GUARD_RETURN_H
#include "measure/metric.h"
#include "measure/stats/persistence.h"

/* Fewer dealers, or values less dealers and months, tell too little of how lasting differences are.
 */
enum { RETURN_LEAST_DEALERS = 5, RETURN_LEAST_DF = 20, RETURN_WORST_COUNT = 10 };
/* Of a share, cases of the rarer kind to be expected in each of the two months. */
enum { RETURN_LEAST_CASES = 5 };

struct dealer_return {
    uint32_t dealer;     /* number in the periods */
    double before, now;  /* the two last months */
    double change;       /* now - before */
    double expected;     /* by what moved all dealers and by regression to the mean */
    double lower, upper; /* 95 % of what such a dealer's change is then */
    double reliability;  /* of the month before */
    double p;            /* that nothing has happened to this dealer */
    bool is_worst;       /* one of the RETURN_WORST_COUNT of the month before */
};

struct dealer_returns {
    struct persistence persistence; /* of the months before the last two */
    struct dealer_return *rows;     /* room for all dealers; those with both months, in order */
    size_t row_count;
    const char *refusal; /* NULL, or "code: words" */
};

/* periods: the oldest month first, the report month last; the last two are compared, the others say
 * how lasting differences are, so that the months which dealers are picked by have no part in it.
 * expected = (mean now - mean before) + (reliability - 1)(before - mean before); means over the
 * dealers with both months. RC_MEMORY. */
enum rc dealer_returns_make(const struct periods *periods, enum better better,
                            struct dealer_returns *out, struct err *err);

#endif
