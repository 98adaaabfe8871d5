/* measure/guard_part.h: what one metric and axis adds to the tables of guard.h; for its own files.
 */
#ifndef MEASURE_GUARD_PART_H
#define MEASURE_GUARD_PART_H
#include "measure/finish.h"

enum guard_table {
    GUARD_CHARTS,
    GUARD_BASELINE,
    GUARD_SIGNALS,
    GUARD_SIMPSON,
    GUARD_REGRESSION,
    GUARD_MATURITY,
    GUARD_TESTED, /* p of the dealers that GUARD_REGRESSION does not show; not in the result */
    GUARD_TABLE_COUNT
};

/* Columns that are found again by place. */
enum { BASELINE_P = 9, BASELINE_Q = 10, SIGNAL_P = 9, SIGNAL_Q = 10 };
enum { SIMPSON_P = 11, SIMPSON_Q = 12, SIMPSON_REVERSED = 13 };
enum { REGRESSION_CHANGE = 5, REGRESSION_EXPECTED = 6 };
enum { REGRESSION_P = 10, REGRESSION_Q = 11, REGRESSION_VERDICT = 12 };
enum { GUARD_COLUMN_LIMIT = 16 };

#define GUARD_FALSE_DISCOVERY_RATE 0.05

struct guard_rows {
    struct table_cell *cells; /* row by row */
    size_t row_count, row_capacity, column_count;
};

struct guard_part {
    struct finisher of; /* its result is not used */
    const struct result *estimates;
    struct guard_rows tables[GUARD_TABLE_COUNT];
    struct arena arena; /* texts */
    struct err err;
};

/* A new row of empty cells; NULL: memory is out, and the part's err says so. */
struct table_cell *guard_row(struct guard_part *part, enum guard_table table);
/* The month of a window as text; NULL as above. */
const char *guard_month(struct guard_part *part, uint32_t window);

/* The windows (a bit each) whose value leans to rows that ended early, or is of part of the month,
 * told by the network: kinds MATURITY_BY_OUTCOME and MATURITY_IN_PART where some rows have not been
 * followed long enough; MATURITY_OPEN where more are open than in the six oldest months together,
 * by a hundredth at least and more than chance (two shares, p < 0.01). Their values are held
 * against nothing. */
uint32_t guard_immature(const struct finisher *f);
extern const char guard_not_matured[]; /* the reason */

/* Each makes what its table wants of the part's metric and axis, if anything. */
enum rc guard_charts(struct guard_part *part);
enum rc guard_simpson(struct guard_part *part);
enum rc guard_regression(struct guard_part *part);
enum rc guard_maturity(struct guard_part *part);
/* The verdicts of guard_regression's rows, once they have their q. */
void guard_regression_judge(struct guard_part *part);

#endif
