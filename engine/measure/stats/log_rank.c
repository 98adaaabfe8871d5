#include "measure/stats/log_rank.h"

#include "base/exact.h"
#include "measure/stats/distribution.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>

#include <math.h>

/* What the days passed so far add up to. */
struct tally_of_days {
    size_t group_count;
    uint64_t at_risk[STATS_GROUP_MAX];
    double excess[STATS_GROUP_MAX]; /* observed - expected, summed as such: the two are large and
                                       nearly equal */
    double covariance[STATS_GROUP_MAX][STATS_GROUP_MAX];
};

static void add_event_day(struct tally_of_days *t, const uint64_t *events, struct log_rank *out)
{
    uint64_t n = 0, d = 0;
    for (size_t i = 0; i < t->group_count; i++) {
        n += t->at_risk[i];
        d += events[i];
    }
    if (d == 0) return;
    const double whole = (double)n;
    const double spread = n > 1 ? (double)d * ((double)(n - d) / (double)(n - 1)) : 0.0;
    for (size_t i = 0; i < t->group_count; i++) {
        const i128 apart = (i128)events[i] * n - (i128)d * t->at_risk[i];
        const double share = (double)t->at_risk[i] / whole;
        out->observed[i] += events[i];
        out->expected[i] += (double)d * share;
        t->excess[i] += (double)apart / whole;
        for (size_t j = 0; j < t->group_count; j++) {
            /* share_i (delta - share_j): 1 - share_i as a whole number first. */
            const i128 other = i == j ? (i128)n - (i128)t->at_risk[j] : -(i128)t->at_risk[j];
            t->covariance[i][j] += spread * share * ((double)other / whole);
        }
    }
}

static void start_tally(const struct day_counts *groups, size_t group_count,
                        struct tally_of_days *t, struct log_rank *out)
{
    *t = (struct tally_of_days){.group_count = group_count};
    for (size_t i = 0; i < group_count; i++) {
        for (size_t day = 0; day < groups[i].day_count; day++)
            t->at_risk[i] += groups[i].events[day] + groups[i].censored[day];
        out->n[i] = t->at_risk[i];
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
 * the first event day, V is regular unless nobody survives that day; then it is 0. */
static bool quadratic_form(double *covariance, const double *excess, size_t size, double *statistic)
{
    double solved[STATS_GROUP_MAX];
    gsl_matrix_view v = gsl_matrix_view_array(covariance, size, size);
    gsl_vector_const_view u = gsl_vector_const_view_array(excess, size);
    gsl_vector_view x = gsl_vector_view_array(solved, size);
    if (gsl_linalg_cholesky_decomp1(&v.matrix) != GSL_SUCCESS) return false;
    if (gsl_linalg_cholesky_solve(&v.matrix, &u.vector, &x.vector) != GSL_SUCCESS) return false;
    *statistic = 0.0;
    for (size_t i = 0; i < size; i++) *statistic += excess[i] * solved[i];
    return isfinite(*statistic);
}

enum rc stats_log_rank(const struct day_counts *groups, size_t group_count, struct log_rank *out,
                       struct err *err)
{
    *out = (struct log_rank){.test = TEST_UNDEFINED};
    if (group_count > STATS_GROUP_MAX)
        return err_set(err, RC_NUMERIC, "log-rank of %zu groups, at most %d", group_count,
                       STATS_GROUP_MAX);
    struct tally_of_days t;
    start_tally(groups, group_count, &t, out);
    add_days(groups, &t, out);

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
