/* measure/stats/ols.h: a response explained by several columns at once by least squares, from exact
 * sums of products: rows are never needed. Solved in 106 bits, so that columns that nearly say the
 * same (Longley's) keep all digits. Pure, thread-safe; takes its memory from the arena. */
#ifndef MEASURE_STATS_OLS_H
#define MEASURE_STATS_OLS_H
#include "base/arena.h"
#include "measure/stats/cross_product.h"

struct ols_model {
    const struct cross_product *cross;
    const size_t *predictors; /* columns of `cross`, each once and not the response */
    size_t predictor_count;
    size_t response;
    bool through_origin; /* no intercept */
};

/* Why there is no fit: it can be said to a reader. */
enum ols_state {
    OLS_FITTED,
    OLS_FEW_ROWS,  /* no more rows than coefficients */
    OLS_CONSTANT,  /* the response does not vary */
    OLS_DEPENDENT, /* predictor `column` does not vary, or follows from those before it */
};

struct ols_term {
    double value, error; /* coefficient and its standard error */
    double statistic, p; /* t = value / error, two-sided */
    double lower, upper; /* value -+ t(0.975; df) error */
    double standardised; /* value sd(x) / sd(y); NaN for the intercept and through the origin */
    double inflation; /* variance inflation factor 1 / (1 - R^2 of x on the others); NaN as above */
    double correlation; /* of x alone with y; NaN as above */
    bool is_turned;     /* value and correlation have different signs: a suppressor at work */
};

struct ols {
    enum ols_state state;
    size_t column; /* position in `predictors` when dependent */
    uint64_t n;
    size_t term_count; /* intercept (unless through the origin), then the predictors in order */
    struct ols_term *terms; /* in the arena; NULL unless fitted */
    double df;              /* n - term_count */
    double residual_squares, explained_squares, total_squares; /* sums; total about the mean, or
                                                                  about 0 through the origin */
    double sigma;                                              /* sqrt(residual_squares / df) */
    double r_squared, r_squared_adjusted;                      /* explained / total */
    struct test f; /* all predictors together: df is that of the numerator, the other is df above */
};

/* beta = (X'X)^-1 X'y of deviations from the means; errors sigma sqrt((X'X)^-1_jj). A residual sum
 * of squares below 1e-26 of the total is 0: a perfect fit, with infinite t and F and p = 0.
 * As R lm(). RC_NUMERIC for impossible sums, RC_MEMORY. Source: Gauss 1809; Longley 1967, JASA
 * 62:819. */
enum rc stats_ols(const struct ols_model *model, struct arena *arena, struct ols *out,
                  struct err *err);

/* "fitted", "too few rows", ... in English; never NULL. */
const char *stats_ols_state_text(enum ols_state state);

#endif
