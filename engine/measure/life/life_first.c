#include "measure/life/life_first.h"

#include "measure/stats/distribution.h"
#include "measure/stats/share.h"
#include "measure/stats/test.h"

enum { CELLS_MIN = 3, CELLS_MAX = 10, CELL_FAILURES = 5 };

static struct day_counts counts_of(const struct life_sums *sums)
{
    return (struct day_counts){sums->failed, sums->survived, sums->day_count};
}

enum rc life_kaplan_meier(const struct life_sums *sums, struct arena *arena,
                          struct survival_curve *curve, struct err *err)
{
    const struct day_counts counts = counts_of(sums);
    return stats_kaplan_meier(&counts, arena, curve, err);
}

static const struct survival_row *row_at(const struct survival_curve *curve, uint32_t day)
{
    const struct survival_row *row = NULL;
    for (size_t i = 0; i < curve->row_count && curve->rows[i].day <= day; i++)
        row = &curve->rows[i];
    return row;
}

struct life_failed life_failed_by(const struct life_sums *sums, const struct survival_curve *curve,
                                  uint32_t day)
{
    struct life_failed failed = {INTERVAL_UNDEFINED, NAN, NAN, 0};
    for (size_t d = day; d < sums->day_count; d++)
        failed.at_risk += sums->failed[d] + sums->survived[d];
    const struct interval survival = stats_survival_at(curve, day);
    if (!survival.defined) return failed;
    const struct survival_row *row = row_at(curve, day);
    if (!row || !(row->survival > 0)) {
        failed.interval = row ? stats_wilson(curve->n, curve->n) : stats_wilson(0, failed.at_risk);
        return failed;
    }
    failed.interval = (struct interval){1 - survival.value, 1 - survival.upper, 1 - survival.lower,
                                        true, survival.bounded};
    const double log_survival = log(row->survival);
    failed.log_hazard = log(-log_survival);
    failed.log_hazard_error = row->standard_error / (row->survival * -log_survival);
    return failed;
}

double life_tenth_day(const struct survival_curve *curve)
{
    for (size_t i = 0; i < curve->row_count; i++)
        if (curve->rows[i].survival <= 0.9) return curve->rows[i].day;
    return NAN;
}

double life_weibull_failed(const struct weibull_fit *fit, uint32_t day)
{
    return -expm1(-pow(day / fit->scale.value, fit->shape.value));
}

/* Cumulative hazard of a life up to a day, and its derivative by the shape. */
struct hazard {
    double value, slope;
};

static struct hazard hazard_at(const struct weibull_fit *fit, size_t day)
{
    if (day == 0) return (struct hazard){0, 0};
    const double z = log((double)day / fit->scale.value);
    const double value = exp(fit->shape.value * z);
    return (struct hazard){value, value * z};
}

/* One cell of time. */
struct time_cell {
    double failures, expected, slope;
};

/* Day by day into the cells, each closed once it has its part of all that is expected. Returns the
 * number of cells; *curvature gets the sum of hazard z^2 over units. */
static int fill_cells(const struct life_sums *sums, const struct weibull_fit *fit, int wanted,
                      struct time_cell *cells, double *curvature)
{
    const double share = (double)fit->failures / wanted;
    double at_risk = (double)(fit->failures + fit->survivors), expected = 0;
    struct hazard before = {0, 0};
    int cell = 0;
    *curvature = 0;
    for (size_t day = 1; day < sums->day_count && at_risk > 0; day++) {
        const struct hazard hazard = hazard_at(fit, day);
        const double failures = (double)sums->failed[day];
        const double gone = failures + (double)sums->survived[day];
        cells[cell].failures += failures;
        cells[cell].expected += at_risk * (hazard.value - before.value);
        cells[cell].slope += at_risk * (hazard.slope - before.slope);
        expected += at_risk * (hazard.value - before.value);
        if (hazard.value > 0) *curvature += gone * hazard.slope * (hazard.slope / hazard.value);
        at_risk -= gone;
        before = hazard;
        if (expected >= share * (cell + 1) && cell + 1 < wanted) cell++;
    }
    return cell + 1;
}

enum rc life_weibull_test(const struct life_sums *sums, const struct weibull_fit *fit,
                          struct test *test, struct err *err)
{
    const uint64_t most = fit->failures / CELL_FAILURES;
    const int wanted = most < CELLS_MAX ? (int)most : CELLS_MAX;
    struct time_cell cells[CELLS_MAX] = {{0, 0, 0}};
    double curvature, square = 0, slope = 0, kept = 0;
    *test = TEST_UNDEFINED;
    if (wanted < CELLS_MIN || fit->status != WEIBULL_FITTED) return RC_OK;
    const int count = fill_cells(sums, fit, wanted, cells, &curvature);
    for (int i = 0; i < count; i++) {
        const double off = cells[i].failures - cells[i].expected;
        if (!(cells[i].expected > 0)) return RC_OK;
        square += off * off / cells[i].expected;
        slope += off * cells[i].slope / cells[i].expected;
        kept += cells[i].slope * cells[i].slope / cells[i].expected;
    }
    const double shape = fit->shape.value;
    const double lost = (double)fit->failures / (shape * shape) + curvature - kept;
    if (count < CELLS_MIN || !(lost > 0)) return RC_OK;
    test->statistic = square + slope * slope / lost;
    test->df = count - 1;
    test->defined = true;
    return stats_chi_square_upper_p(test->statistic, test->df, &test->p, err);
}
