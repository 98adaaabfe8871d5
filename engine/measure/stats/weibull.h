/* measure/stats/weibull.h: failures and survivors counted per day of age to a Weibull life, S(t) =
 * exp(-(t / scale)^shape), by maximum likelihood. Ages are whole days from 1 on: a failure or
 * survivor of day 0 has no logarithm (who counts days since the sale from 0 adds 1). Pure, no
 * allocation, thread-safe. */
#ifndef MEASURE_STATS_WEIBULL_H
#define MEASURE_STATS_WEIBULL_H
#include "measure/stats/survival.h"

enum weibull_status {
    WEIBULL_FITTED,
    WEIBULL_FEW_FAILURES, /* fewer than WEIBULL_FAILURES_MIN */
    WEIBULL_NO_SPREAD,    /* all failures on the last day of all: the shape is infinite */
    WEIBULL_STATUS_COUNT
};
enum { WEIBULL_FAILURES_MIN = 5 };
/* Why there is no fit, in words; "" for WEIBULL_FITTED. Never NULL. */
const char *weibull_refusal(enum weibull_status status);

/* A value with both of its 95 % intervals. */
struct weibull_value {
    double value;
    double standard_error; /* by the inverse information and the delta method */
    /* By the likelihood ratio: the values that the data do not refuse, with the other parameter
     * moving along: 2 (greatest log likelihood - profile) <= chi-square(0.95; 1). What
     * engineers expect; it is not symmetric. */
    struct interval by_ratio;
    /* Wald on the log: value exp(-+ z standard_error / value). */
    struct interval by_wald;
};

struct weibull_fit {
    enum weibull_status status;
    uint64_t failures, survivors;
    struct weibull_value shape; /* below 1: early failures; 1: at random; above 1: wear */
    struct weibull_value scale; /* days by which 63.2 % fail */
    struct weibull_value life;  /* days by which `share` fail: scale (-log(1 - share))^(1/shape) */
    double share;
    double mean, standard_deviation; /* of the life, in days */
    double log_likelihood; /* of the failures' densities and survivors' probabilities; AIC = 4 - 2
                              of it */
};

/* Fits counts of failures (events) and survivors (censored) by day of age; `share` asks for the
 * life by which that share fails: 0.1 for B10. Refused fits (status) end in RC_OK. The shape solves
 * 1/b + mean of log t over failures - sum t^b log t / sum t^b = 0, scale^b = sum t^b / failures.
 * RC_NUMERIC for anybody on day 0, a share not between 0 and 1, or bounds that cannot be found.
 * O(days) a step, some hundred steps. As R survreg(Surv(t, failed) ~ 1) with shape = 1 / scale,
 * scale = exp(intercept). Source: Cohen 1965; Meeker and Escobar 1998, chapter 8; NIST e-Handbook
 * 8.4.1.3. */
enum rc stats_weibull(const struct day_counts *counts, double share, struct weibull_fit *fit,
                      struct err *err);

/* Scale when the shape is known from elsewhere ("Weibayes"), for few failures or none: scale^shape
 * = sum t^shape / failures; bounds by 2 sum t^shape / scale^shape being chi-square: upper with 2
 * failures, lower with 2 failures + 2 degrees of freedom (two-sided; the test ended at a time). No
 * failure: not defined, and `lower` alone exists, the one-sided 95 % bound (sum t^shape / 3.0)^(1 /
 * shape). Source: Nelson 1985; Abernethy 2006, chapter 6. */
enum rc stats_weibull_known_shape(const struct day_counts *counts, double shape,
                                  struct interval *scale, struct err *err);

#endif
