#include "measure/stats/log_rank.h"

#include "base/exact.h"
#include "measure/stats/distribution.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>

#include <math.h>

/* A variance of which the other groups leave no more than this share is 0 but for rounding. */
static const double SINGULAR = 1e-11;

/* What the days passed so far add up to. */
struct tally_of_days {
    size_t group_count;
    enum log_rank_weight weight;
    uint64_t at_risk[STATS_GROUP_MAX];
    double survival;                /* Kaplan-Meier of the stratum, before the day */
    double modified_survival;       /* product of 1 - d / (n+1), with the day */
    double excess[STATS_GROUP_MAX]; /* observed - expected, summed as such: the two are large and
                                       nearly equal */
    double covariance[STATS_GROUP_MAX][STATS_GROUP_MAX];
};

static double weight_of_day(const struct tally_of_days *t, double at_risk)
{
    switch (t->weight) {
    case LOG_RANK_GEHAN: return at_risk;
    case LOG_RANK_TARONE_WARE: return sqrt(at_risk);
    case LOG_RANK_PETO: return t->survival;
    case LOG_RANK_PETO_PRENTICE: return t->modified_survival;
    case LOG_RANK_EQUAL:
    case LOG_RANK_WEIGHT_COUNT: break;
    }
    return 1.0;
}

static void add_event_day(struct tally_of_days *t, const uint64_t *events, struct log_rank *out)
{
    uint64_t n = 0, d = 0;
    for (size_t i = 0; i < t->group_count; i++) {
        n += t->at_risk[i];
        d += events[i];
    }
    if (d == 0) return;
    const double whole = (double)n;
    t->modified_survival *= (double)(n + 1 - d) / (double)(n + 1);
    const double weight = weight_of_day(t, whole);
    t->survival *= (double)(n - d) / whole;
    const double spread = n > 1 ? (double)d * ((double)(n - d) / (double)(n - 1)) : 0.0;
    for (size_t i = 0; i < t->group_count; i++) {
        const i128 apart = (i128)events[i] * n - (i128)d * t->at_risk[i];
        const double share = (double)t->at_risk[i] / whole;
        out->observed[i] += events[i];
        out->expected[i] += (double)d * share;
        t->excess[i] += weight * ((double)apart / whole);
        for (size_t j = 0; j < t->group_count; j++) {
            /* share_i (delta - share_j): 1 - share_i as a whole number first. */
            const i128 other = i == j ? (i128)n - (i128)t->at_risk[j] : -(i128)t->at_risk[j];
            t->covariance[i][j] += weight * weight * spread * share * ((double)other / whole);
        }
    }
}

static void start_stratum(const struct day_counts *groups, struct tally_of_days *t,
                          struct log_rank *out)
{
    t->survival = t->modified_survival = 1.0;
    for (size_t i = 0; i < t->group_count; i++) {
        t->at_risk[i] = 0;
        for (size_t day = 0; day < groups[i].day_count; day++)
            t->at_risk[i] += groups[i].events[day] + groups[i].censored[day];
        out->n[i] += t->at_risk[i];
    }
}

static void add_days(const struct day_counts *groups, struct tally_of_days *t, struct log_rank *out)
{
    size_t day_count = 0;
    for (size_t i = 0; i < t->group_count; i++)
        if (groups[i].day_count > day_count) day_count = groups[i].day_count;
    for (size_t day = 0; day < day_count; day++) {
        uint64_t events[STATS_GROUP_MAX] = {0};
        for (size_t i = 0; i < t->group_count; i++)
            if (day < groups[i].day_count) events[i] = groups[i].events[day];
        add_event_day(t, events, out);
        for (size_t i = 0; i < t->group_count; i++)
            if (day < groups[i].day_count) t->at_risk[i] -= events[i] + groups[i].censored[day];
    }
}

/* U' V^-1 U of `size` groups by Cholesky; false when V has no inverse. As all groups are at risk on
 * the first event day, V of one stratum is regular unless nobody survives that day; then it is 0.
 * Strata in which different groups meet, and no chain of strata links them all, make V singular
 * too: then the groups cannot be compared. */
static bool quadratic_form(double *covariance, const double *excess, size_t size, double *statistic)
{
    double solved[STATS_GROUP_MAX], variance[STATS_GROUP_MAX];
    for (size_t i = 0; i < size; i++) variance[i] = covariance[i * size + i];
    gsl_matrix_view v = gsl_matrix_view_array(covariance, size, size);
    gsl_vector_const_view u = gsl_vector_const_view_array(excess, size);
    gsl_vector_view x = gsl_vector_view_array(solved, size);
    if (gsl_linalg_cholesky_decomp1(&v.matrix) != GSL_SUCCESS) return false;
    for (size_t i = 0; i < size; i++) {
        const double pivot = covariance[i * size + i];
        if (!(pivot * pivot > SINGULAR * variance[i])) return false;
    }
    if (gsl_linalg_cholesky_solve(&v.matrix, &u.vector, &x.vector) != GSL_SUCCESS) return false;
    *statistic = 0.0;
    for (size_t i = 0; i < size; i++) *statistic += excess[i] * solved[i];
    return isfinite(*statistic);
}

enum rc stats_log_rank_weighted(const struct day_counts *groups, size_t group_count,
                                size_t stratum_count, enum log_rank_weight weight,
                                struct log_rank *out, struct err *err)
{
    *out = (struct log_rank){.test = TEST_UNDEFINED};
    if (group_count > STATS_GROUP_MAX)
        return err_set(err, RC_NUMERIC, "log-rank of %zu groups, at most %d", group_count,
                       STATS_GROUP_MAX);
    struct tally_of_days t = {.group_count = group_count, .weight = weight};
    for (size_t stratum = 0; group_count > 0 && stratum < stratum_count; stratum++) {
        start_stratum(groups + stratum * group_count, &t, out);
        add_days(groups + stratum * group_count, &t, out);
    }

    size_t kept[STATS_GROUP_MAX], kept_count = 0;
    for (size_t i = 0; i < group_count; i++)
        if (out->expected[i] > 0.0) kept[kept_count++] = i;
    if (kept_count < 2) return RC_OK;
    /* The excesses sum to 0, so the last group says nothing new and V would have no inverse with
     * it. */
    const size_t size = kept_count - 1;
    double covariance[STATS_GROUP_MAX * STATS_GROUP_MAX], excess[STATS_GROUP_MAX], statistic;
    for (size_t i = 0; i < size; i++) {
        excess[i] = t.excess[kept[i]];
        for (size_t j = 0; j < size; j++) covariance[i * size + j] = t.covariance[kept[i]][kept[j]];
    }
    if (!quadratic_form(covariance, excess, size, &statistic)) return RC_OK;
    out->test = (struct test){statistic, (double)size, NAN, true};
    return stats_chi_square_upper_p(statistic, (double)size, &out->test.p, err);
}

enum rc stats_log_rank(const struct day_counts *groups, size_t group_count, struct log_rank *out,
                       struct err *err)
{
    return stats_log_rank_weighted(groups, group_count, 1, LOG_RANK_EQUAL, out, err);
}
