#include "measure/stats/weibull.h"

#include "measure/stats/distribution.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_sf_gamma.h>

/* Half the 0.95 quantile of chi-square with one degree of freedom. */
static const double DROP = STATS_Z * STATS_Z / 2.0;
/* A bound beyond exp of this is none. */
static const double LOG_LIMIT = 700.0;

const char *weibull_refusal(enum weibull_status status)
{
    switch (status) {
    case WEIBULL_FEW_FAILURES: return "fewer than 5 failures do not carry a shape";
    case WEIBULL_NO_SPREAD:
        return "all failures are on the last day that was watched: no shape is steep enough";
    case WEIBULL_FITTED:
    case WEIBULL_STATUS_COUNT: break;
    }
    return "";
}

/* The likelihood in the shape b and a life q, the days by which the cumulative hazard is `level`:
 * failures log b + b (sum of z over failures) - level P0, z = log(t / q), P_k = sum over all of
 * z^k e^(b z); what does not depend on b and q is left out. */
struct life {
    const struct day_counts *counts;
    double failures, logs; /* number; sum of log t */
    double longest;        /* log of the last day with anybody */
    double level;
    double best_shape, best_log_life; /* greatest likelihood */
};

struct powers {
    double zero, first, second;
};

static struct powers powers_at(const struct life *l, double shape, double log_life)
{
    struct powers p = {0.0, 0.0, 0.0};
    for (size_t day = 1; day < l->counts->day_count; day++) {
        const uint64_t persons = l->counts->events[day] + l->counts->censored[day];
        if (persons == 0) continue;
        const double z = log((double)day) - log_life, power = (double)persons * exp(shape * z);
        p.zero += power;
        p.first += power * z;
        p.second += power * z * z;
    }
    return p;
}

/* The root of a falling function of log b, by Newton's method from b on; `slope` is of log b. */
static double climb(const struct life *l, double shape, double log_life, bool is_life_fixed)
{
    for (int step = 0; step < 200; step++) {
        const struct powers p = powers_at(l, shape, log_life);
        const double logs = l->logs - l->failures * log_life;
        /* The life either stays or follows the shape: then level P0 = failures. */
        const double level = is_life_fixed ? l->level : l->failures / p.zero;
        const double bend = is_life_fixed ? 0.0 : level * p.first * (p.first / p.zero);
        const double value = l->failures / shape + logs - level * p.first;
        const double slope = -l->failures / shape - shape * (level * p.second - bend);
        const double moved = -value / slope;
        if (!isfinite(moved)) {
            shape /= 2.0;
            continue;
        }
        shape *= exp(fmin(fmax(moved, -1.0), 1.0));
        if (fabs(moved) < 1e-8) break; /* the error is its square now */
    }
    return shape;
}

/* How far the profile likelihood at exp(x) has fallen, less what the interval allows. */
typedef double fall_fn(const struct life *l, double x);

static double fall_of_life(const struct life *l, double log_life)
{
    const double shape = climb(l, l->best_shape, log_life, true);
    const struct powers p = powers_at(l, shape, log_life);
    /* Failures' terms as differences from the best: both are large. */
    const double gain = l->failures * log(shape / l->best_shape) +
                        shape * (l->logs - l->failures * log_life) -
                        l->best_shape * (l->logs - l->failures * l->best_log_life) -
                        (l->level * p.zero - l->failures);
    return -gain - DROP;
}

static double fall_of_shape(const struct life *l, double log_shape)
{
    const double shape = exp(log_shape);
    const struct powers p = powers_at(l, shape, l->best_log_life);
    const double gain = l->failures * (log_shape - log(l->best_shape)) +
                        (shape - l->best_shape) * (l->logs - l->failures * l->best_log_life) -
                        l->failures * log(p.zero * l->level / l->failures);
    return -gain - DROP;
}

/* Where `fall` changes its sign between inside (negative) and outside: Ridders 1979. */
static double cross(const struct life *l, fall_fn *fall, double inside, double outside)
{
    double low = fall(l, inside), high = fall(l, outside), before = NAN;
    for (int step = 0; step < 100; step++) {
        const double middle = (inside + outside) / 2.0, between = fall(l, middle);
        const double root = sqrt(between * between - low * high);
        if (!(root > 0.0)) return middle;
        /* low < 0 < high: the step is towards the side on which the sign changes. */
        const double moved = (middle - inside) * (between / root);
        const double next = middle - moved;
        if (fabs(next - before) <= 1e-14 * (1.0 + fabs(next))) return next;
        before = next;
        const double reached = fall(l, next);
        if (reached == 0.0) return next;
        const bool is_inside = reached < 0.0;
        if (is_inside != (between < 0.0)) {
            inside = is_inside ? next : middle;
            low = is_inside ? reached : between;
            outside = is_inside ? middle : next;
            high = is_inside ? between : reached;
        } else if (is_inside) {
            inside = next;
            low = reached;
        } else {
            outside = next;
            high = reached;
        }
    }
    return before;
}

/* The bound in the direction of `step`, from x on. */
static double bound_of(const struct life *l, fall_fn *fall, double x, double step)
{
    double inside = x, outside = x + step;
    while (fabs(outside) < LOG_LIMIT && !(fall(l, outside) > 0.0)) {
        inside = outside;
        step *= 2.0;
        outside += step;
    }
    if (fabs(outside) >= LOG_LIMIT) return step > 0.0 ? INFINITY : 0.0;
    return exp(cross(l, fall, inside, outside));
}

static struct weibull_value value_of(const struct life *l, fall_fn *fall, double log_value,
                                     double log_error)
{
    const double value = exp(log_value), stretch = exp(STATS_Z * log_error);
    struct weibull_value out = {
        .value = value,
        .standard_error = value * log_error,
        .by_wald = {value, value / stretch, value * stretch, true, true},
    };
    out.by_ratio = (struct interval){value, bound_of(l, fall, log_value, -STATS_Z * log_error),
                                     bound_of(l, fall, log_value, STATS_Z * log_error), true, true};
    out.by_ratio.bounded = out.by_ratio.lower > 0.0 && isfinite(out.by_ratio.upper);
    return out;
}

/* Errors of log b and log q from the information in (b, log q): [failures / b^2 + level P2, -b
 * level P1; the same, b^2 failures]. */
static void errors_at(const struct life *l, double *log_shape_error, double *log_life_error)
{
    const struct powers p = powers_at(l, l->best_shape, l->best_log_life);
    const double b = l->best_shape, r = l->failures;
    const double first = l->level * p.first, second = l->level * p.second;
    const double determinant = r * r + b * b * (r * second - first * first);
    *log_shape_error = sqrt(r / determinant);
    *log_life_error = sqrt((r / (b * b) + second) / determinant);
}

/* Moves to the life of another level. */
static void set_level(struct life *l, double log_scale, double level)
{
    l->level = level;
    l->best_log_life = log_scale + log(level) / l->best_shape;
}

/* Moments of the life; a variance by the quotient of gammas, which keeps its digits for large
 * shapes. */
static enum rc add_moments(struct weibull_fit *fit, struct err *err)
{
    const double step = 1.0 / fit->shape.value;
    gsl_sf_result first, second;
    const int status = gsl_sf_lngamma_e(1.0 + step, &first);
    if (status != GSL_SUCCESS || gsl_sf_lngamma_e(1.0 + 2.0 * step, &second) != GSL_SUCCESS)
        return err_set(err, RC_NUMERIC, "no mean of a Weibull life of shape %.17g",
                       fit->shape.value);
    fit->mean = fit->scale.value * exp(first.val);
    fit->standard_deviation = fit->mean * sqrt(expm1(second.val - 2.0 * first.val));
    return RC_OK;
}

/* Failures, sums and the last day; false when somebody is on day 0. */
static bool add_up(const struct day_counts *counts, struct life *l, struct weibull_fit *fit,
                   bool *has_spread)
{
    size_t last = 0;
    if (counts->day_count > 0 && counts->events[0] + counts->censored[0] > 0) return false;
    for (size_t day = 1; day < counts->day_count; day++) {
        if (counts->events[day] + counts->censored[day] == 0) continue;
        last = day;
        fit->failures += counts->events[day];
        fit->survivors += counts->censored[day];
        if (counts->events[day] > 0) l->logs += (double)counts->events[day] * log((double)day);
    }
    l->counts = counts;
    l->failures = (double)fit->failures;
    l->longest = last > 0 ? log((double)last) : 0.0;
    *has_spread = last > 0 && counts->events[last] < fit->failures;
    return true;
}

enum rc stats_weibull(const struct day_counts *counts, double share, struct weibull_fit *fit,
                      struct err *err)
{
    struct life l = {.level = 1.0};
    bool has_spread;
    *fit = (struct weibull_fit){.status = WEIBULL_FEW_FAILURES, .share = share};
    if (!(share > 0.0 && share < 1.0))
        return err_set(err, RC_NUMERIC, "no life by which a share of %.17g fails", share);
    if (!add_up(counts, &l, fit, &has_spread))
        return err_set(err, RC_NUMERIC, "a Weibull life of 0 days has no logarithm");
    if (fit->failures < WEIBULL_FAILURES_MIN) return RC_OK;
    fit->status = WEIBULL_NO_SPREAD;
    if (!has_spread) return RC_OK;
    fit->status = WEIBULL_FITTED;
    l.best_shape = climb(&l, 1.0, l.longest, false);
    const struct powers p = powers_at(&l, l.best_shape, l.longest);
    const double log_scale = l.longest + log(p.zero / l.failures) / l.best_shape;
    set_level(&l, log_scale, 1.0);
    double shape_error, life_error;
    errors_at(&l, &shape_error, &life_error);
    fit->shape = value_of(&l, fall_of_shape, log(l.best_shape), shape_error);
    fit->scale = value_of(&l, fall_of_life, log_scale, life_error);
    fit->log_likelihood = l.failures * (log(l.best_shape) - 1.0) +
                          l.best_shape * (l.logs - l.failures * log_scale) - l.logs;
    set_level(&l, log_scale, -log1p(-share));
    errors_at(&l, &shape_error, &life_error);
    fit->life = value_of(&l, fall_of_life, l.best_log_life, life_error);
    return add_moments(fit, err);
}

enum rc stats_weibull_known_shape(const struct day_counts *counts, double shape,
                                  struct interval *scale, struct err *err)
{
    struct life l = {.level = 1.0};
    struct weibull_fit fit = {.failures = 0};
    bool has_spread;
    *scale = INTERVAL_UNDEFINED;
    if (!(shape > 0.0 && isfinite(shape)))
        return err_set(err, RC_NUMERIC, "no Weibull life has the shape %.17g", shape);
    if (!add_up(counts, &l, &fit, &has_spread))
        return err_set(err, RC_NUMERIC, "a Weibull life of 0 days has no logarithm");
    if (fit.failures + fit.survivors == 0) return RC_OK;
    const double total = powers_at(&l, shape, l.longest).zero;
    if (fit.failures == 0) {
        scale->lower = exp(l.longest + log(total / -log(1.0 - STATS_LEVEL)) / shape);
        return RC_OK;
    }
    double low, high;
    enum rc rc = stats_chi_square_quantile(STATS_TAIL, 2.0 * l.failures, &low, err);
    if (rc == RC_OK)
        rc = stats_chi_square_quantile(1.0 - STATS_TAIL, 2.0 * l.failures + 2.0, &high, err);
    if (rc != RC_OK) return rc;
    *scale = (struct interval){exp(l.longest + log(total / l.failures) / shape),
                               exp(l.longest + log(2.0 * total / high) / shape),
                               exp(l.longest + log(2.0 * total / low) / shape), true, true};
    return RC_OK;
}
