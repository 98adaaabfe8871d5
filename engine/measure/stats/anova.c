#include "measure/stats/anova.h"

#include "measure/stats/distribution.h"
#include "measure/stats/twofold.h"

/* All groups together. */
struct whole {
    size_t group_count;
    i128 n, sum, square_n; /* rows, values, squares of the groups' rows */
    int64_t scale;
};

static enum rc impossible(size_t group, struct err *err)
{
    return err_set(err, RC_NUMERIC, "impossible moments or another scale in group %zu of an anova",
                   group);
}

static enum rc add_up(const struct moments *groups, size_t group_count, struct whole *whole,
                      struct err *err)
{
    *whole = (struct whole){.scale = 1};
    for (size_t i = 0; i < group_count; i++) {
        if (groups[i].n == 0) continue;
        const i128 n = (i128)groups[i].n;
        if (groups[i].n >> 63 != 0 || groups[i].scale < 1 ||
            (whole->group_count > 0 && groups[i].scale != whole->scale) ||
            !exact_add_i128(whole->sum, groups[i].sum, &whole->sum) ||
            !exact_add_i128(whole->square_n, n * n, &whole->square_n))
            return impossible(i, err);
        whole->scale = groups[i].scale;
        whole->n += n;
        whole->group_count++;
    }
    return whole->n >> 63 != 0 ? impossible(group_count, err) : RC_OK;
}

/* n_i (mean_i - mean)^2 = (n T_i - n_i T)^2 / (n_i n^2), of whole numbers. */
static struct twofold between_part(const struct moments *g, const struct whole *whole)
{
    const struct twofold apart = twofold_of_wide(
        wide_minus(wide_product(whole->n, g->sum), wide_product((i128)g->n, whole->sum)));
    const struct twofold mean = twofold_ratio(apart, twofold_of_i128(whole->n));
    return twofold_ratio(twofold_times(mean, mean), twofold_of_i128((i128)g->n));
}

/* (n_i Q_i - T_i^2) / n_i, of whole numbers. */
static enum rc within_part(const struct moments *g, size_t group, struct twofold *part,
                           struct err *err)
{
    const struct wide numerator =
        wide_minus(wide_product((i128)g->n, g->square_sum), wide_product(g->sum, g->sum));
    if (wide_sign(numerator) < 0) return impossible(group, err);
    *part = twofold_ratio(twofold_of_wide(numerator), twofold_of_i128((i128)g->n));
    return RC_OK;
}

static enum rc add_squares(const struct moments *groups, size_t group_count,
                           const struct whole *whole, struct anova *out, struct err *err)
{
    struct twofold between = twofold_of(0.0), within = twofold_of(0.0);
    for (size_t i = 0; i < group_count; i++) {
        if (groups[i].n == 0) continue;
        struct twofold part = twofold_of(0.0);
        const enum rc rc = within_part(&groups[i], i, &part, err);
        if (rc != RC_OK) return rc;
        within = twofold_add(within, part);
        between = twofold_add(between, between_part(&groups[i], whole));
    }
    const struct twofold scale = twofold_of_i128((i128)whole->scale * whole->scale);
    const struct twofold all = twofold_add(between, within);
    if (all.high > 0.0) out->r_squared = twofold_to_double(twofold_ratio(between, all));
    out->between_squares = twofold_to_double(twofold_ratio(between, scale));
    out->within_squares = twofold_to_double(twofold_ratio(within, scale));
    return RC_OK;
}

static void find_intraclass(const struct whole *whole, struct anova *out)
{
    const double others = (double)(whole->group_count - 1);
    const double size = ((double)whole->n - (double)whole->square_n / (double)whole->n) / others;
    const double between = out->between_squares / others;
    const double within = out->within_squares / out->within_df;
    out->intraclass = (between - within) / (between + (size - 1.0) * within);
}

enum rc stats_anova(const struct moments *groups, size_t group_count, struct anova *out,
                    struct err *err)
{
    *out = (struct anova){.f = TEST_UNDEFINED,
                          .between_squares = NAN,
                          .within_squares = NAN,
                          .within_df = NAN,
                          .residual_sd = NAN,
                          .r_squared = NAN,
                          .intraclass = NAN};
    struct whole whole;
    enum rc rc = add_up(groups, group_count, &whole, err);
    if (rc != RC_OK || whole.n == 0) return rc;
    out->group_count = whole.group_count;
    out->n = (uint64_t)whole.n;
    rc = add_squares(groups, group_count, &whole, out, err);
    if (rc != RC_OK) return rc;
    out->within_df = (double)(whole.n - (i128)whole.group_count);
    if (out->within_df < 1.0) return RC_OK;
    out->residual_sd = sqrt(out->within_squares / out->within_df);
    if (whole.group_count < 2 || isnan(out->r_squared)) return RC_OK;
    find_intraclass(&whole, out);
    const double df = (double)(whole.group_count - 1);
    out->f = (struct test){INFINITY, df, 0.0, true};
    if (out->within_squares == 0.0) return RC_OK;
    out->f.statistic = out->between_squares / df / (out->within_squares / out->within_df);
    return stats_f_upper_p(out->f.statistic, df, out->within_df, &out->f.p, err);
}
