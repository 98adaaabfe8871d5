/* measure/stats/logistic.h: a share explained by several columns at once, from counts per pattern
 * of the columns: rows are never needed. Pure, thread-safe; takes its memory from the arena. */
#ifndef MEASURE_STATS_LOGISTIC_H
#define MEASURE_STATS_LOGISTIC_H
#include "base/arena.h"
#include "measure/stats/interval.h"
#include "measure/stats/test.h"

struct logistic_model {
    size_t pattern_count, column_count;
    const double *columns;    /* pattern_count x column_count, finite; without an intercept */
    const uint64_t *n;        /* rows of each pattern, may be 0, < 2^53 */
    const uint64_t *events;   /* of those, met */
    const uint32_t *clusters; /* of each pattern, below cluster_count; NULL: rows are independent.
                                 A pattern seen in several clusters is given once for each. */
    size_t cluster_count;
};

/* Why there is no fit: it can be said to a reader. */
enum logistic_state {
    LOGISTIC_FITTED,
    LOGISTIC_FEW_ROWS,  /* no more rows (or clusters) than coefficients */
    LOGISTIC_CONSTANT,  /* no row is met, or every one */
    LOGISTIC_DEPENDENT, /* `column` does not vary or follows from those before it */
    LOGISTIC_SEPARATED, /* some mix of columns, most of it `column`, tells rows that are met from
                           rows that are not: its coefficient would be infinite */
};

struct logistic_term {
    double value, error; /* log odds ratio and standard error: robust with clusters */
    double model_error;  /* from the information alone */
    double statistic, p; /* Wald: value / error; normal, with clusters t with clusters - 1 degrees
                            of freedom */
    double lower, upper; /* at the same distribution's 0.975 quantile */
};

struct logistic {
    enum logistic_state state;
    size_t column;               /* of the two states that name one */
    size_t term_count;           /* 1 + column_count: the intercept first */
    struct logistic_term *terms; /* in the arena; NULL unless fitted */
    uint64_t n, events;
    double log_likelihood, null_log_likelihood; /* of single rows; null: intercept alone */
    double deviance;    /* against one share for each pattern as given; df patterns - terms */
    double deviance_df; /* patterns with rows - term_count */
    struct test likelihood_ratio; /* of all columns together against the intercept alone */
    uint32_t iterations;
};

/* log(share / (1 - share)) = b0 + sum b_j x_j by maximum likelihood (Newton with step halving,
 * until the log odds move by less than 1e-9 in one step; the step is taken, so that what is left is
 * of its square). With clusters the errors are those of the sandwich I^-1 (G/(G-1) sum u_c u_c')
 * I^-1 with u_c the score of cluster c. Separation: the steps go on along a direction in which no
 * pattern's fit gets worse; that direction is checked on every pattern, so the refusal is proved,
 * not guessed from large numbers. Columns are best near 0: where |b x| is large the log odds lose
 * digits. As R glm(family = binomial); robust as
 * sandwich::vcovCL(type = "HC0"). RC_NUMERIC when events exceed n or no maximum is found,
 * RC_MEMORY. Source: McCullagh and Nelder 1989; Albert and Anderson 1984, Biometrika 71:1 (when a
 * maximum exists); Liang and Zeger 1986. */
enum rc stats_logistic(const struct logistic_model *model, struct arena *arena,
                       struct logistic *out, struct err *err);

/* The share that a fit expects of a row of column_count columns. */
double stats_logistic_share(const struct logistic *fit, const double *columns);

/* Two nested fits to the same rows: 2 (log likelihood of the larger - of the smaller), chi-square
 * with the difference of their terms. Not defined unless both are fitted and `larger` has more
 * terms. Not for clustered rows. Source: Wilks 1938. */
enum rc stats_logistic_compare(const struct logistic *smaller, const struct logistic *larger,
                               struct test *out, struct err *err);

/* "fitted", "too few rows", ... in English; never NULL. */
const char *stats_logistic_state_text(enum logistic_state state);

#endif
