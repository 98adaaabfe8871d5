#include "measure/stats/test.h"

#include "measure/stats/distribution.h"

double stats_normal_two_sided_p(double z)
{
    return erfc(fabs(z) / M_SQRT2);
}

static enum rc share_sum(const double *shares, size_t category_count, double *sum, struct err *err)
{
    *sum = 0.0;
    for (size_t i = 0; i < category_count; i++) {
        if (!(shares[i] >= 0.0) || !isfinite(shares[i]))
            return err_set(err, RC_NUMERIC, "expected share %zu is %g, not a share", i, shares[i]);
        *sum += shares[i];
    }
    if (category_count > 0 && *sum == 0.0)
        return err_set(err, RC_NUMERIC, "all expected shares are 0");
    return RC_OK;
}

enum rc stats_chi_square_fit(const uint64_t *observed, const double *shares, size_t category_count,
                             struct test *out, double *expected_minimum, struct err *err)
{
    *out = TEST_UNDEFINED;
    if (expected_minimum != NULL) *expected_minimum = NAN;
    double sum;
    const enum rc rc = share_sum(shares, category_count, &sum, err);
    if (rc != RC_OK) return rc;
    double n = 0.0, statistic = 0.0, smallest = INFINITY;
    size_t used_count = 0;
    for (size_t i = 0; i < category_count; i++) n += (double)observed[i];
    for (size_t i = 0; i < category_count; i++) {
        if (shares[i] == 0.0 && observed[i] == 0) continue;
        const double expected = n * (shares[i] / sum), apart = (double)observed[i] - expected;
        statistic += expected > 0.0 ? apart / expected * apart : INFINITY;
        smallest = fmin(smallest, expected);
        used_count++;
    }
    if (n == 0.0 || used_count < 2) return RC_OK;
    if (expected_minimum != NULL) *expected_minimum = smallest;
    *out = (struct test){statistic, (double)(used_count - 1), NAN, true};
    return stats_chi_square_upper_p(statistic, out->df, &out->p, err);
}
