/* measure/stats/cox_model.h: one pass over the counts of a Cox model. Private to the files cox*.c.
 * Vectors have covariate_count doubles; a "moment" belongs to an event day. */
#ifndef MEASURE_STATS_COX_MODEL_H
#define MEASURE_STATS_COX_MODEL_H
#include "measure/stats/cox.h"
#include "measure/stats/symmetric.h"

/* One day of one stratum with its entries. The rest is filled by cox_moments() and stays 0 where
 * there is no event. Of d events, the one in order i = 0 .. d-1 (Efron; f = i/d, Breslow: f = 0)
 * meets a risk set from which the share f of the d has gone: its sum of hazards is
 * rest(i) = risk - f dying, its mean mean + g (mean - mean of the dying) with g = f dying /
 * rest(i). */
struct cox_day {
    uint32_t day;
    bool starts_stratum;
    /* Nobody who was at risk on the day stays after it: who enters on it finds nobody there, and
     * sums over time begin again at 0, so that nothing of other times is left in them by rounding.
     */
    bool is_deserted;
    size_t entry_begin, entry_end;
    uint64_t events, leaving, entered;
    size_t moment;                   /* index of its vectors */
    double hazard, tied_hazard;      /* sum over i of 1 / rest, of (1 - f) / rest */
    double drift, square_drift;      /* sum of g, of g^2 */
    double hazard_drift, tied_drift; /* sum of g / rest, of (1 - f) g / rest */
};

/* The stratum of a pattern that no entry names. */
#define COX_NOBODY UINT32_MAX

struct cox_model {
    const struct cox_counts *counts;
    enum cox_ties ties;
    size_t day_count, moment_count;
    struct cox_day *days;
    double *x;            /* pattern rows, less the mean of all persons of the stratum */
    double *eta;          /* of each pattern: x coefficients */
    double *weight;       /* exp(eta - greatest eta of the stratum) */
    double *exposure;     /* of each pattern: cumulative hazards its persons lived through */
    uint64_t *events;     /* of each pattern */
    uint32_t *stratum_of; /* of each pattern, numbered from 0; or COX_NOBODY */
    double *greatest;     /* of each stratum: greatest eta */
    size_t stratum_count;
    /* Of each moment: */
    double *means;     /* mean of the risk set */
    double *aparts;    /* that less the mean of the dying */
    double *residuals; /* Schoenfeld: sum over the events of x less its mean */
    double *sums;      /* three vectors of work */
    double log_likelihood;
};

/* Who leaves without event on a day less who enters on it, as they change sums over time. */
static inline double cox_leavers(const struct cox_day *day, const struct cox_entry *e)
{
    return (double)e->censored - (day->is_deserted ? 0.0 : (double)e->entered);
}

/* Checks the counts and makes the model; everything at coefficients 0. */
enum rc cox_model_init(struct cox_model *model, const struct cox_counts *counts, enum cox_ties ties,
                       struct arena *arena, struct err *err);
/* Days, moments and log likelihood at the coefficients. */
void cox_moments(struct cox_model *model, const double *coefficients);
/* From the moments: score[p] += weighted residuals, information[p * p] (lower triangle) = sum over
 * events of the weighted covariance of the risk set. weights: of each moment, NULL for 1. */
void cox_information(struct cox_model *model, const double *weights, double *score,
                     double *information);

/* The robust parts of a fit from the middle of the sandwich; sandwich[p * p] becomes the fit's. */
enum rc cox_conclude_robust(struct cox_fit *fit, const double *middle, double *sandwich,
                            struct arena *arena, struct err *err);
/* Whether every pattern has its cluster; *is_late: somebody entered late. */
enum rc cox_check_clusters(const struct cox_model *model, const uint32_t *clusters,
                           size_t cluster_count, bool *is_late, struct err *err);

#endif
