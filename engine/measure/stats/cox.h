/* measure/stats/cox.h: Cox's proportional hazards model from counts per covariate pattern and day:
 * which traits go with earlier events, each with the others held equal. Rows of persons are never
 * seen: a pass costs O(entries * covariates + (patterns + days) * covariates^2), whatever the
 * number of persons. Pure but for the arena given; thread-safe when each thread has its own arena.
 * Functions end in RC_MEMORY when the arena is out and in RC_NUMERIC for counts that cannot be. */
#ifndef MEASURE_STATS_COX_H
#define MEASURE_STATS_COX_H
#include "base/arena.h"
#include "base/err.h"
#include "measure/stats/interval.h"
#include "measure/stats/test.h"

#include <stddef.h>
#include <stdint.h>

/* Persons of one pattern on one day: those who have the event, those whose observation ends without
 * it (at risk on that day still), and those who come under observation, at risk from the day after
 * on: the interval (start, stop] of a counting process. Who is there from the start is not entered
 * anywhere. */
struct cox_entry {
    uint32_t day, pattern;
    uint64_t events, censored, entered;
};

/* Owned by the caller, who keeps them as long as the fit is used. Numbers of persons stay below
 * 2^53. */
struct cox_counts {
    size_t covariate_count, pattern_count, entry_count;
    const int32_t *covariates;       /* pattern_count rows; categories as 0 and 1 */
    const uint32_t *strata;          /* of each pattern: only persons of one stratum are compared;
                                        NULL: one stratum */
    const struct cox_entry *entries; /* rising strata, in a stratum rising days */
};

/* How events on one day are taken: Efron's average of their orders, near the truth (R's default),
 * or Breslow's, as if none of them left before the others (the default of SAS and SPSS). */
enum cox_ties { COX_EFRON, COX_BRESLOW };

enum cox_status {
    COX_FITTED,
    COX_NO_EVENTS,
    COX_COLLINEAR,     /* `at_fault` never varies among persons at risk, or follows from the
                          covariates before it */
    COX_SEPARATED,     /* the likelihood rises for ever: with a trait, or without it, nobody has the
                          event; `at_fault` moves most */
    COX_NOT_CONVERGED, /* 50 steps did not suffice */
    COX_STATUS_COUNT
};
/* Why there is no fit, in words; "" for COX_FITTED. Never NULL. */
const char *cox_refusal(enum cox_status status);

struct cox_model; /* what the functions below need of a fit */

struct cox_coefficient {
    double value;                 /* log hazard ratio of one unit more */
    double standard_error;        /* from the inverse information */
    double robust_standard_error; /* NaN until stats_cox_robust() */
    double z, p;                  /* value / standard error, robust if there is one; two-sided */
    struct interval ratio;        /* exp(value -+ z(0.975) standard error), likewise */
};

struct cox_fit {
    enum cox_status status;
    size_t at_fault;    /* a covariate; see status */
    uint64_t n, events; /* all who leave: a person in several pieces counts for each */
    size_t covariate_count, step_count;
    struct cox_coefficient *coefficients;
    double *covariance;        /* inverse information, covariate_count squared */
    double *robust_covariance; /* NULL until stats_cox_robust() */
    double log_likelihood_null, log_likelihood;
    struct test likelihood_ratio, score, wald; /* of all coefficients being 0, df = their number */
    struct test robust_wald;                   /* not defined until stats_cox_robust() */
    struct cox_model *model;                   /* in the arena */
};

/* Maximum partial likelihood by Newton's method with step halving from 0, until the squared step in
 * standard errors is below 1e-16, and one step more. A fit that is refused (status) ends in RC_OK:
 * then only n and events mean anything. As R coxph(Surv(start, stop, status) ~ x + strata(s), ties
 * = "efron"). Source: Cox 1972; Efron 1977; Breslow 1974; Therneau and Grambsch 2000, chapter 3;
 * separation: Bryson and Johnson 1981. */
enum rc stats_cox(const struct cox_counts *counts, enum cox_ties ties, struct arena *arena,
                  struct cox_fit *fit, struct err *err);

/* Wald's test that coefficients [first, first + count) are all 0, as for the categories of one
 * trait; robust if the fit is. */
enum rc stats_cox_wald(const struct cox_fit *fit, size_t first, size_t count, struct arena *arena,
                       struct test *out, struct err *err);

/* Sandwich covariance I^-1 B I^-1, B the sum of u u' over clusters, u the sum of a cluster's score
 * residuals: for persons who are not independent (one dealer's, one household's) and for hazards
 * that are not quite proportional. clusters[pattern] < cluster_count; NULL: each person is a
 * cluster (then nobody may have entered late, because his two entries could not be told to be his).
 * Fills the robust parts of the fit. As R coxph(..., cluster = c), or robust = TRUE. O(entries *
 * covariates^2) for persons, O(entries * covariates) for clusters. Source: Lin and Wei 1989. */
enum rc stats_cox_robust(struct cox_fit *fit, const uint32_t *clusters, size_t cluster_count,
                         struct arena *arena, struct err *err);

/* Pairs in which one person is known to have the event before the other. */
struct cox_concordance {
    double concordant, discordant, tied; /* by the fitted hazard; whole numbers, exact to 2^53 */
    struct interval share;               /* Harrell's C = (concordant + tied / 2) / all pairs */
    double standard_error;               /* infinitesimal jackknife by person (NaN when some entered
                                            late), or by cluster */
};

/* Only pairs of one stratum count; two events on one day are no pair; who is censored on the day of
 * an event outlives it. The interval is normal, cut at 0 and 1. Undefined without any pair. As R
 * coxph(...)$concordance. O(entries log patterns). clusters as above. Source: Harrell, Lee and Mark
 * 1996; Therneau and Watson 2015. */
enum rc stats_cox_concordance(const struct cox_fit *fit, const uint32_t *clusters,
                              size_t cluster_count, struct arena *arena,
                              struct cox_concordance *out, struct err *err);

/* On what scale of time a coefficient may drift. */
enum cox_clock {
    COX_CLOCK_SURVIVAL, /* 1 - Kaplan-Meier of all just before the day: R's default, "km" */
    COX_CLOCK_DAYS      /* the day itself: R's "identity" */
};

/* Tests whether the hazards are proportional: score test of 0 for a drift of the coefficients with
 * g(t). Term i is the covariates [term_starts[i], term_starts[i+1]), term_starts has term_count + 1
 * numbers; terms[term_count] and *all are filled; a test is not defined where there is nothing to
 * drift (one event day). As R cox.zph(fit, transform) of survival 3.0 and later. Source: Grambsch
 * and Therneau 1994; Therneau, vignette "Testing proportional hazards" 2020. */
enum rc stats_cox_proportionality(const struct cox_fit *fit, enum cox_clock clock,
                                  const size_t *term_starts, size_t term_count, struct arena *arena,
                                  struct test *terms, struct test *all, struct err *err);

#endif
