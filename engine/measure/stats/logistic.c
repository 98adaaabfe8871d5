#include "measure/stats/logistic.h"

#include "measure/stats/definite.h"
#include "measure/stats/distribution.h"

#include <string.h>

enum { STEP_LIMIT = 200, HALVING_LIMIT = 60, SETTLED_STEPS = 8 };
/* Largest move of a pattern's log odds in the last step. */
static const double LAST_MOVE = 1e-9;
/* Separated rows keep moving, by 1 a step in the end. */
static const double FLEEING_MOVE = 0.1;
/* A direction this much worse for some pattern (relative to its best) does not separate. */
static const double WRONG_WAY = 1e-6;
/* Weights of separated rows fall to e^-30 and more before the direction is clean. */
static const double LATE_TOLERANCE = 1e-28;

/* State of the search; k terms. */
struct search {
    const struct logistic_model *model;
    size_t k;
    struct twofold *information, *inverse; /* k x k; the first is factored in place */
    struct twofold *step;                  /* k */
    double *coefficients, *trial;          /* k */
    double log_likelihood;
};

/* Intercept first. */
static double value_at(const struct logistic_model *m, size_t pattern, size_t term)
{
    return term == 0 ? 1.0 : m->columns[pattern * m->column_count + term - 1];
}

static double log_odds(const struct logistic_model *m, size_t pattern, const double *coefficients)
{
    double sum = 0.0;
    for (size_t i = 0; i <= m->column_count; i++) sum += coefficients[i] * value_at(m, pattern, i);
    return sum;
}

/* log(1 + e^x) without overflow. */
static double softplus(double x)
{
    return x > 0.0 ? x + log1p(exp(-x)) : log1p(exp(x));
}

static double likelihood_of(double events, double missed, double odds)
{
    return -((events > 0.0 ? events * softplus(-odds) : 0.0) +
             (missed > 0.0 ? missed * softplus(odds) : 0.0));
}

static double log_likelihood(const struct logistic_model *m, const double *coefficients)
{
    struct twofold sum = twofold_of(0.0);
    for (size_t i = 0; i < m->pattern_count; i++) {
        if (m->n[i] == 0) continue;
        const double one = likelihood_of((double)m->events[i], (double)(m->n[i] - m->events[i]),
                                         log_odds(m, i, coefficients));
        sum = twofold_add(sum, twofold_of(one));
    }
    return twofold_to_double(sum);
}

/* events - n share of a pattern, and n share (1 - share), neither by subtraction from 1. */
struct part {
    double score, weight;
};

static struct part part_of(const struct logistic_model *m, size_t i, const double *coefficients)
{
    const double odds = log_odds(m, i, coefficients);
    const double met = 1.0 / (1.0 + exp(-odds)), not_met = 1.0 / (1.0 + exp(odds));
    const double events = (double)m->events[i], missed = (double)(m->n[i] - m->events[i]);
    return (struct part){events * not_met - missed * met, (double)m->n[i] * met * not_met};
}

/* Information and score at the coefficients; the score goes into `step`. */
static void look_around(struct search *s)
{
    const size_t k = s->k;
    memset(s->information, 0, k * k * sizeof *s->information);
    memset(s->step, 0, k * sizeof *s->step);
    for (size_t i = 0; i < s->model->pattern_count; i++) {
        if (s->model->n[i] == 0) continue;
        const struct part part = part_of(s->model, i, s->coefficients);
        for (size_t a = 0; a < k; a++) {
            const struct twofold x = twofold_of(value_at(s->model, i, a));
            if (x.high == 0.0) continue;
            s->step[a] = twofold_add(s->step[a], twofold_times(twofold_of(part.score), x));
            const struct twofold weighted = twofold_times(twofold_of(part.weight), x);
            for (size_t b = 0; b <= a; b++) {
                const struct twofold other = twofold_of(value_at(s->model, i, b));
                struct twofold *at = &s->information[a * k + b];
                if (other.high != 0.0) *at = twofold_add(*at, twofold_times(weighted, other));
            }
        }
    }
}

/* Largest change of a pattern's log odds along the step. */
static double move_of(const struct search *s, const double *step)
{
    double most = 0.0;
    for (size_t i = 0; i < s->model->pattern_count; i++)
        if (s->model->n[i] > 0) most = fmax(most, fabs(log_odds(s->model, i, step)));
    return most;
}

/* No pattern with events moves down and none with misses moves up, but for rounding. */
static bool separates(const struct search *s, const double *step, double move)
{
    const double limit = WRONG_WAY * move;
    for (size_t i = 0; i < s->model->pattern_count; i++) {
        if (s->model->n[i] == 0) continue;
        const double moved = log_odds(s->model, i, step);
        if (s->model->events[i] > 0 && moved < -limit) return false;
        if (s->model->events[i] < s->model->n[i] && moved > limit) return false;
    }
    return true;
}

/* The column that contributes most to the direction. */
static size_t most_moving(const struct search *s, const double *step)
{
    double most = -1.0;
    size_t found = 0;
    for (size_t a = 1; a < s->k; a++) {
        double low = INFINITY, high = -INFINITY;
        for (size_t i = 0; i < s->model->pattern_count; i++) {
            if (s->model->n[i] == 0) continue;
            low = fmin(low, value_at(s->model, i, a));
            high = fmax(high, value_at(s->model, i, a));
        }
        const double moved = fabs(step[a]) * (high - low);
        if (moved > most) {
            most = moved;
            found = a - 1;
        }
    }
    return found;
}

/* Goes the whole step, or half of it, a quarter ..., until the likelihood does not fall. Near the
 * maximum rounding alone may make it fall. */
static bool advance(struct search *s, const double *step, double move)
{
    for (int halving = 0; halving < HALVING_LIMIT; halving++) {
        const double share = ldexp(1.0, -halving);
        for (size_t a = 0; a < s->k; a++) s->trial[a] = s->coefficients[a] + share * step[a];
        const double reached = log_likelihood(s->model, s->trial);
        if (reached >= s->log_likelihood || (move < 1e-5 && halving == 0)) {
            memcpy(s->coefficients, s->trial, s->k * sizeof *s->trial);
            s->log_likelihood = reached;
            return true;
        }
    }
    return false;
}

static enum rc no_maximum(const struct search *s, struct err *err)
{
    return err_set(err, RC_NUMERIC,
                   "no maximum of the likelihood found for %zu coefficients of %zu patterns", s->k,
                   s->model->pattern_count);
}

/* Newton's method; leaves the factored information of the last look in place. */
static enum rc climb(struct search *s, double *step, struct logistic *out, struct err *err)
{
    double move = 0.0;
    for (uint32_t count = 1; count <= STEP_LIMIT; count++) {
        look_around(s);
        const double tolerance = count == 1 ? DEFINITE_TOLERANCE : LATE_TOLERANCE;
        const size_t dependent = definite_factor(s->information, s->k, tolerance);
        if (dependent < s->k) {
            if (count > 1) return no_maximum(s, err);
            out->state = LOGISTIC_DEPENDENT;
            out->column = dependent - 1;
            return RC_OK;
        }
        definite_solve(s->information, s->k, s->step);
        for (size_t a = 0; a < s->k; a++) step[a] = twofold_to_double(s->step[a]);
        move = move_of(s, step);
        if (count > SETTLED_STEPS && move > FLEEING_MOVE && separates(s, step, move)) {
            out->state = LOGISTIC_SEPARATED;
            out->column = most_moving(s, step);
            return RC_OK;
        }
        if (!advance(s, step, move)) return no_maximum(s, err);
        out->iterations = count;
        if (move <= LAST_MOVE) {
            out->state = LOGISTIC_FITTED;
            return RC_OK;
        }
    }
    return no_maximum(s, err);
}

/* Sums of scores by cluster: cluster_count x k. */
static double *cluster_scores(const struct search *s, struct arena *arena)
{
    const struct logistic_model *m = s->model;
    double *scores = arena_take_array(arena, m->cluster_count, s->k * sizeof *scores);
    if (scores == NULL) return NULL;
    for (size_t i = 0; i < m->pattern_count; i++) {
        if (m->n[i] == 0) continue;
        const double score = part_of(m, i, s->coefficients).score;
        double *own = scores + m->clusters[i] * s->k;
        for (size_t a = 0; a < s->k; a++) own[a] += score * value_at(m, i, a);
    }
    return scores;
}

/* Clusters that have rows. */
static size_t used_clusters(const struct logistic_model *m, struct arena *arena)
{
    unsigned char *used = arena_take_array(arena, m->cluster_count, sizeof *used);
    if (used == NULL) return 0;
    size_t count = 0;
    for (size_t i = 0; i < m->pattern_count; i++) {
        if (m->n[i] == 0) continue;
        count += used[m->clusters[i]] == 0;
        used[m->clusters[i]] = 1;
    }
    return count;
}

/* error_a^2 = G/(G-1) sum over clusters of (row a of the inverse times the cluster's score)^2. */
static void robust_errors(const struct search *s, const double *scores, size_t used_count,
                          struct logistic_term *terms)
{
    const double factor = (double)used_count / (double)(used_count - 1);
    for (size_t a = 0; a < s->k; a++) {
        double sum = 0.0;
        for (size_t c = 0; c < s->model->cluster_count; c++) {
            double influence = 0.0;
            for (size_t b = 0; b < s->k; b++)
                influence += s->inverse[a * s->k + b].high * scores[c * s->k + b];
            sum += influence * influence;
        }
        terms[a].error = sqrt(factor * sum);
    }
}

/* df: infinite for the normal distribution. */
static enum rc finish_term(struct logistic_term *term, double df, struct err *err)
{
    double quantile = STATS_Z;
    enum rc rc = isfinite(df) ? stats_t_quantile(1.0 - STATS_TAIL, df, &quantile, err) : RC_OK;
    term->lower = term->value - quantile * term->error;
    term->upper = term->value + quantile * term->error;
    term->statistic = term->value / term->error;
    if (rc != RC_OK) return rc;
    if (isfinite(df)) return stats_t_two_sided_p(term->statistic, df, &term->p, err);
    term->p = stats_normal_two_sided_p(term->statistic);
    return RC_OK;
}

static enum rc fill_terms(struct search *s, size_t used_count, struct arena *arena,
                          struct logistic *out, struct err *err)
{
    out->terms = arena_take_array(arena, s->k, sizeof *out->terms);
    if (out->terms == NULL) return err_memory(err, s->k * sizeof *out->terms);
    look_around(s); /* the information at the maximum itself */
    if (definite_factor(s->information, s->k, LATE_TOLERANCE) < s->k) return no_maximum(s, err);
    definite_inverse(s->information, s->k, s->inverse);
    for (size_t a = 0; a < s->k; a++) {
        const double error = sqrt(s->inverse[a * s->k + a].high);
        out->terms[a] = (struct logistic_term){
            .value = s->coefficients[a], .error = error, .model_error = error};
    }
    double df = INFINITY;
    if (s->model->clusters != NULL) {
        const double *scores = cluster_scores(s, arena);
        if (scores == NULL) return err_memory(err, s->model->cluster_count * s->k * sizeof(double));
        robust_errors(s, scores, used_count, out->terms);
        df = (double)(used_count - 1);
    }
    enum rc rc = RC_OK;
    for (size_t a = 0; a < s->k && rc == RC_OK; a++) rc = finish_term(&out->terms[a], df, err);
    return rc;
}

/* Log likelihood of rows that all have the same share. */
static double common_likelihood(double events, double missed)
{
    const double n = events + missed;
    return (events > 0.0 ? events * log(events / n) : 0.0) +
           (missed > 0.0 ? missed * log(missed / n) : 0.0);
}

static enum rc fill_fit(const struct search *s, struct logistic *out, struct err *err)
{
    const struct logistic_model *m = s->model;
    struct twofold deviance = twofold_of(0.0);
    size_t used_count = 0;
    for (size_t i = 0; i < m->pattern_count; i++) {
        if (m->n[i] == 0) continue;
        used_count++;
        const double events = (double)m->events[i], missed = (double)(m->n[i] - m->events[i]);
        const double own = likelihood_of(events, missed, log_odds(m, i, s->coefficients));
        const double best = common_likelihood(events, missed);
        deviance = twofold_add(deviance, twofold_sum(2.0 * best, -2.0 * own));
    }
    out->log_likelihood = s->log_likelihood;
    out->deviance = fmax(twofold_to_double(deviance), 0.0);
    out->deviance_df = (double)used_count - (double)s->k;
    const double gain = fmax(out->log_likelihood - out->null_log_likelihood, 0.0);
    if (s->k < 2) return RC_OK;
    out->likelihood_ratio = (struct test){2.0 * gain, (double)(s->k - 1), NAN, true};
    return stats_chi_square_upper_p(2.0 * gain, (double)(s->k - 1), &out->likelihood_ratio.p, err);
}

static enum rc take_search(const struct logistic_model *model, struct arena *arena,
                           struct search *s, struct err *err)
{
    const size_t k = model->column_count + 1;
    *s = (struct search){.model = model, .k = k};
    s->information = arena_take_array(arena, 2 * k * k + k, sizeof *s->information);
    s->coefficients = arena_take_array(arena, 2 * k, sizeof *s->coefficients);
    if (s->information == NULL || s->coefficients == NULL)
        return err_memory(err, (2 * k * k + 2 * k) * sizeof *s->information);
    s->inverse = s->information + k * k;
    s->step = s->inverse + k * k;
    s->trial = s->coefficients + k;
    return RC_OK;
}

static enum rc count_rows(const struct logistic_model *m, struct logistic *out, struct err *err)
{
    for (size_t i = 0; i < m->pattern_count; i++) {
        if (m->events[i] > m->n[i])
            return err_set(err, RC_NUMERIC, "pattern %zu has %llu events of %llu rows", i,
                           (unsigned long long)m->events[i], (unsigned long long)m->n[i]);
        out->n += m->n[i];
        out->events += m->events[i];
    }
    return RC_OK;
}

enum rc stats_logistic(const struct logistic_model *model, struct arena *arena,
                       struct logistic *out, struct err *err)
{
    *out = (struct logistic){.state = LOGISTIC_CONSTANT,
                             .term_count = model->column_count + 1,
                             .likelihood_ratio = TEST_UNDEFINED};
    enum rc rc = count_rows(model, out, err);
    if (rc != RC_OK || out->events == 0 || out->events == out->n) return rc;
    const size_t used_count = model->clusters == NULL ? 0 : used_clusters(model, arena);
    out->state = LOGISTIC_FEW_ROWS;
    if (out->n <= out->term_count || (model->clusters != NULL && used_count <= out->term_count))
        return RC_OK;
    struct search search;
    rc = take_search(model, arena, &search, err);
    double *step = arena_take_array(arena, out->term_count, sizeof *step);
    if (rc != RC_OK) return rc;
    if (step == NULL) return err_memory(err, out->term_count * sizeof *step);
    const double events = (double)out->events, missed = (double)(out->n - out->events);
    search.coefficients[0] = log(events / missed);
    out->null_log_likelihood = common_likelihood(events, missed);
    search.log_likelihood = log_likelihood(model, search.coefficients);
    rc = climb(&search, step, out, err);
    if (rc != RC_OK || out->state != LOGISTIC_FITTED) return rc;
    rc = fill_fit(&search, out, err);
    return rc == RC_OK ? fill_terms(&search, used_count, arena, out, err) : rc;
}

double stats_logistic_share(const struct logistic *fit, const double *columns)
{
    double odds = fit->terms[0].value;
    for (size_t i = 1; i < fit->term_count; i++) odds += fit->terms[i].value * columns[i - 1];
    return 1.0 / (1.0 + exp(-odds));
}

enum rc stats_logistic_compare(const struct logistic *smaller, const struct logistic *larger,
                               struct test *out, struct err *err)
{
    *out = TEST_UNDEFINED;
    if (smaller->state != LOGISTIC_FITTED || larger->state != LOGISTIC_FITTED ||
        larger->term_count <= smaller->term_count)
        return RC_OK;
    const double gain = fmax(larger->log_likelihood - smaller->log_likelihood, 0.0);
    *out = (struct test){2.0 * gain, (double)(larger->term_count - smaller->term_count), NAN, true};
    return stats_chi_square_upper_p(out->statistic, out->df, &out->p, err);
}

const char *stats_logistic_state_text(enum logistic_state state)
{
    switch (state) {
    case LOGISTIC_FITTED: return "fitted";
    case LOGISTIC_FEW_ROWS: return "no more rows or clusters than coefficients";
    case LOGISTIC_CONSTANT: return "no row is met, or every one";
    case LOGISTIC_DEPENDENT: return "a column does not vary or follows from those before it";
    case LOGISTIC_SEPARATED: return "a column tells the rows that are met from all others";
    }
    return "unknown";
}
