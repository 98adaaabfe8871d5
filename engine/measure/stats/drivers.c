#include "measure/stats/drivers.h"

#include "measure/stats/definite.h"

#include <string.h>

enum { ROOT_STEP_LIMIT = 100 };

/* The drivers' correlations with the response are the last row. */
struct correlations {
    const double *all;
    size_t count; /* drivers */
};

static double between(const struct correlations *c, size_t i, size_t j)
{
    return c->all[i * (c->count + 1) + j];
}

static double with_response(const struct correlations *c, size_t j)
{
    return between(c, c->count, j);
}

/* (a + the inverse of b) / 2 into `next`, b given as `factor` in place. */
static bool average_with_inverse(const struct twofold *a, const struct twofold *b, size_t p,
                                 struct twofold *factor, struct twofold *next)
{
    memcpy(factor, b, p * p * sizeof *factor);
    if (definite_factor(factor, p, 0.0) < p) return false;
    definite_inverse(factor, p, next);
    for (size_t i = 0; i < p * p; i++)
        next[i] = twofold_times(twofold_add(a[i], next[i]), twofold_of(0.5));
    return true;
}

/* Denman and Beavers' iteration: `root` goes from R to its square root, `inverse_root` from 1 to
 * the inverse of that; the number of right digits doubles with each step. `spare` has room for
 * three more matrices. False when R is not positive definite. */
static bool square_root(struct twofold *root, struct twofold *inverse_root, size_t p,
                        struct twofold *spare)
{
    struct twofold *next_root = spare, *next_inverse = spare + p * p, *factor = spare + 2 * p * p;
    for (int step = 0; step < ROOT_STEP_LIMIT; step++) {
        if (!average_with_inverse(root, inverse_root, p, factor, next_root) ||
            !average_with_inverse(inverse_root, root, p, factor, next_inverse))
            return false;
        double change = 0.0;
        for (size_t i = 0; i < p * p; i++)
            change = fmax(change, fabs(twofold_minus(next_root[i], root[i]).high));
        memcpy(root, next_root, p * p * sizeof *root);
        memcpy(inverse_root, next_inverse, p * p * sizeof *inverse_root);
        if (change < 1e-12) return true; /* its square is below any digit */
    }
    return false;
}

static enum rc johnson(const struct correlations *c, struct arena *arena, struct driver *drivers,
                       struct err *err)
{
    const size_t p = c->count;
    struct twofold *root = arena_take_array(arena, 5 * p * p, sizeof *root);
    if (root == NULL) return err_memory(err, 5 * p * p * sizeof *root);
    struct twofold *inverse_root = root + p * p;
    for (size_t i = 0; i < p; i++)
        for (size_t j = 0; j < p; j++) {
            root[i * p + j] = twofold_of(between(c, i, j));
            inverse_root[i * p + j] = twofold_of(i == j ? 1.0 : 0.0);
        }
    if (!square_root(root, inverse_root, p, inverse_root + p * p))
        return err_set(err, RC_NUMERIC, "the correlations of %zu drivers have no square root", p);
    for (size_t k = 0; k < p; k++) {
        struct twofold b = twofold_of(0.0);
        for (size_t i = 0; i < p; i++)
            b = twofold_add(
                b, twofold_times(inverse_root[k * p + i], twofold_of(with_response(c, i))));
        for (size_t j = 0; j < p; j++) {
            const double part = root[j * p + k].high * b.high;
            drivers[j].johnson += part * part;
        }
    }
    return RC_OK;
}

/* What is left of all correlations when a set of drivers is taken out, for every depth of the walk
 * over the sets. */
struct walk {
    size_t count;
    double *left;      /* (count + 1) matrices of (count + 1)^2 */
    double *explained; /* R^2 of every set, by its bits */
};

static double *left_at(const struct walk *w, size_t depth)
{
    return w->left + depth * (w->count + 1) * (w->count + 1);
}

/* left_at(depth + 1) = left_at(depth) without driver j, for the rows from j + 1 on. */
static void take_out(const struct walk *w, size_t depth, size_t j)
{
    const size_t width = w->count + 1;
    const double *before = left_at(w, depth);
    double *after = left_at(w, depth + 1);
    for (size_t a = j + 1; a < width; a++) {
        const double share = before[a * width + j] / before[j * width + j];
        for (size_t b = j + 1; b <= a; b++)
            after[a * width + b] = before[a * width + b] - share * before[b * width + j];
    }
}

/* Sets grow by drivers after the last: at most STATS_LMG_MAX deep. */
static void walk_sets(const struct walk *w, size_t depth, size_t set, size_t first)
{
    const size_t width = w->count + 1, last = w->count;
    for (size_t j = first; j < w->count; j++) {
        const double *before = left_at(w, depth);
        const double gain =
            before[last * width + j] / before[j * width + j] * before[last * width + j];
        const size_t with = set | (size_t)1 << j;
        w->explained[with] = w->explained[set] + gain;
        if (j + 1 == w->count) continue;
        take_out(w, depth, j);
        walk_sets(w, depth + 1, with, j + 1);
    }
}

/* Of the orders of p drivers, the part in which exactly a given set of `size` stands before a given
 * driver: size! (p - 1 - size)! / p!. */
static void order_weights(size_t p, double *weights)
{
    weights[0] = 1.0 / (double)p;
    for (size_t size = 1; size < p; size++)
        weights[size] = weights[size - 1] * (double)size / (double)(p - size);
}

static void share_out(const struct walk *w, struct driver *drivers)
{
    double weights[STATS_LMG_MAX];
    order_weights(w->count, weights);
    for (size_t j = 0; j < w->count; j++) {
        const size_t own = (size_t)1 << j;
        drivers[j].lmg = 0.0;
        for (size_t set = 0; set < (size_t)1 << w->count; set++) {
            if ((set & own) != 0) continue;
            const size_t size = (size_t)__builtin_popcountll(set);
            drivers[j].lmg += weights[size] * (w->explained[set | own] - w->explained[set]);
        }
    }
}

static enum rc lmg(const struct correlations *c, struct arena *arena, struct driver *drivers,
                   struct err *err)
{
    const size_t width = c->count + 1, set_count = (size_t)1 << c->count;
    struct walk walk = {.count = c->count};
    walk.left = arena_take_array(arena, width * width * width, sizeof *walk.left);
    walk.explained = arena_take_array(arena, set_count, sizeof *walk.explained);
    if (walk.left == NULL || walk.explained == NULL)
        return err_memory(err, (width * width * width + set_count) * sizeof(double));
    memcpy(walk.left, c->all, width * width * sizeof *walk.left);
    walk_sets(&walk, 0, 0, 0);
    share_out(&walk, drivers);
    return RC_OK;
}

/* Coefficients, inflation and R^2 in 106 bits. */
static enum rc coefficients(const struct correlations *c, struct arena *arena, struct drivers *out,
                            struct err *err)
{
    const size_t p = c->count;
    struct twofold *factor = arena_take_array(arena, 2 * p * p + p, sizeof *factor);
    if (factor == NULL) return err_memory(err, (2 * p * p + p) * sizeof *factor);
    struct twofold *inverse = factor + p * p, *slopes = inverse + p * p;
    for (size_t i = 0; i < p; i++) {
        slopes[i] = twofold_of(with_response(c, i));
        for (size_t j = 0; j < p; j++) factor[i * p + j] = twofold_of(between(c, i, j));
    }
    out->column = definite_factor(factor, p, DEFINITE_TOLERANCE);
    out->state = OLS_DEPENDENT;
    if (out->column < p) return RC_OK;
    out->state = OLS_FITTED;
    out->column = 0;
    definite_solve(factor, p, slopes);
    definite_inverse(factor, p, inverse);
    out->drivers = arena_take_array(arena, p, sizeof *out->drivers);
    if (out->drivers == NULL) return err_memory(err, p * sizeof *out->drivers);
    struct twofold explained = twofold_of(0.0);
    for (size_t j = 0; j < p; j++) {
        const double r = with_response(c, j), slope = twofold_to_double(slopes[j]);
        explained = twofold_add(explained, twofold_times(slopes[j], twofold_of(r)));
        out->drivers[j] =
            (struct driver){0.0, NAN, slope, r, inverse[j * p + j].high, slope * r < 0.0};
    }
    out->r_squared = twofold_to_double(explained);
    if (out->r_squared > 1.0 + 1e-9)
        return err_set(err, RC_NUMERIC, "the correlations of %zu drivers explain %g of 1", p,
                       out->r_squared);
    return RC_OK;
}

enum rc stats_drivers_of_correlations(const double *correlations, size_t driver_count,
                                      struct arena *arena, struct drivers *out, struct err *err)
{
    *out = (struct drivers){.state = OLS_FITTED, .driver_count = driver_count};
    if (driver_count == 0) return RC_OK;
    const struct correlations c = {correlations, driver_count};
    enum rc rc = coefficients(&c, arena, out, err);
    if (rc != RC_OK || out->state != OLS_FITTED) return rc;
    rc = johnson(&c, arena, out->drivers, err);
    if (rc == RC_OK && driver_count <= STATS_LMG_MAX) rc = lmg(&c, arena, out->drivers, err);
    return rc;
}

/* r of all chosen columns, from exact sums. */
static void correlate(const struct twofold *squares, size_t width, double *correlations)
{
    for (size_t i = 0; i < width; i++)
        for (size_t j = 0; j < width; j++) {
            const struct twofold both = twofold_times(twofold_root(squares[i * width + i]),
                                                      twofold_root(squares[j * width + j]));
            correlations[i * width + j] =
                i == j ? 1.0 : twofold_to_double(twofold_ratio(squares[i * width + j], both));
        }
}

enum rc stats_drivers(const struct ols_model *model, struct arena *arena, struct drivers *out,
                      struct err *err)
{
    struct ols fit;
    enum rc rc = stats_ols(model, arena, &fit, err);
    *out = (struct drivers){
        .state = fit.state, .column = fit.column, .driver_count = model->predictor_count};
    if (rc != RC_OK || fit.state != OLS_FITTED) return rc;
    const size_t width = model->predictor_count + 1;
    struct twofold *squares = arena_take_array(arena, width * width, sizeof *squares);
    double *correlations = arena_take_array(arena, width * width, sizeof *correlations);
    size_t *columns = arena_take_array(arena, width, sizeof *columns);
    if (squares == NULL || correlations == NULL || columns == NULL)
        return err_memory(err, width * width * sizeof *squares);
    memcpy(columns, model->predictors, model->predictor_count * sizeof *columns);
    columns[width - 1] = model->response;
    rc = stats_cross_centred(model->cross, columns, width, squares, err);
    if (rc != RC_OK) return rc;
    correlate(squares, width, correlations);
    return stats_drivers_of_correlations(correlations, model->predictor_count, arena, out, err);
}
