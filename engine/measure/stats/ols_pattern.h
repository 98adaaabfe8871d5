/* measure/stats/ols_pattern.h: a response explained by several columns at once by least squares,
 * from its sums per pattern of the columns: rows are never needed. The errors hold when the spread
 * of the response differs from pattern to pattern, as that of a score with ends does. Where
 * patterns would be too many, stats_ols() works from sums of products. Pure, thread-safe; takes its
 * memory from the arena. */
#ifndef MEASURE_STATS_OLS_PATTERN_H
#define MEASURE_STATS_OLS_PATTERN_H
#include "base/arena.h"
#include "measure/stats/mean.h"

#include <stddef.h>

struct ols_pattern_model {
    size_t pattern_count, column_count;
    const double *columns;         /* pattern_count x column_count, finite; without an intercept */
    const struct moments *moments; /* of the response in each pattern; n may be 0 */
};

/* Why there is no fit: it can be said to a reader. */
enum ols_pattern_state {
    OLS_PATTERN_FITTED,
    OLS_PATTERN_FEW_ROWS,  /* no more rows than coefficients */
    OLS_PATTERN_CONSTANT,  /* the response does not vary */
    OLS_PATTERN_DEPENDENT, /* `column` does not vary or follows from those before it */
    OLS_PATTERN_ALONE,     /* a single row settles a coefficient by itself: without it the columns
                              would be dependent */
};

struct ols_pattern_term {
    double value, error; /* coefficient and its robust standard error */
    double statistic, p; /* t = value / error, two-sided */
    double lower, upper; /* value -+ t(0.975; df) error */
};

struct ols_pattern {
    enum ols_pattern_state state;
    size_t column; /* when dependent */
    uint64_t n;
    size_t term_count;              /* 1 + column_count: the intercept first */
    struct ols_pattern_term *terms; /* in the arena; NULL unless fitted */
    double df;                      /* n - term_count */
};

/* b = (X'X)^-1 X'y over rows, solved in 106 bits. Errors: the sandwich HC3, (X'X)^-1 X' diag(e^2 /
 * (1-h)^2) X (X'X)^-1 with residuals e and leverages h, which stays honest with few rows. As R lm()
 * with sandwich::vcovHC(type = "HC3"). RC_NUMERIC for impossible moments or scales that differ,
 * RC_MEMORY. Source: MacKinnon and White 1985, Journal of Econometrics 29:305; Long and Ervin 2000,
 * The American Statistician 54:217. */
enum rc stats_ols_pattern(const struct ols_pattern_model *model, struct arena *arena,
                          struct ols_pattern *out, struct err *err);

#endif
