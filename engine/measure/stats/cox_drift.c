#include "measure/stats/cox_model.h"
#include "measure/stats/distribution.h"

#include <stdlib.h>
#include <string.h>

static int by_day(const void *left, const void *right)
{
    const struct cox_day *a = *(const struct cox_day *const *)left;
    const struct cox_day *b = *(const struct cox_day *const *)right;
    if (a->day != b->day) return a->day < b->day ? -1 : 1;
    return (a > b) - (a < b);
}

/* clock[moment] = 1 - Kaplan-Meier of all strata together just before the day. */
static enum rc read_survival(const struct cox_model *m, double *clock, struct arena *arena,
                             struct err *err)
{
    const struct cox_day **days = arena_take_array(arena, m->day_count, sizeof *days);
    if (days == NULL) return err_memory(err, m->day_count * sizeof *days);
    uint64_t at_risk = 0;
    for (size_t k = 0; k < m->day_count; k++) {
        days[k] = &m->days[k];
        at_risk += days[k]->leaving - days[k]->entered; /* who is there from the start */
    }
    qsort(days, m->day_count, sizeof *days, by_day);
    double survival = 1.0;
    for (size_t k = 0; k < m->day_count;) {
        uint64_t events = 0, change = 0;
        size_t same = k;
        for (; same < m->day_count && days[same]->day == days[k]->day; same++) {
            events += days[same]->events;
            change += days[same]->entered - days[same]->leaving;
            if (days[same]->events > 0) clock[days[same]->moment] = 1.0 - survival;
        }
        if (events > 0) survival *= (double)(at_risk - events) / (double)at_risk;
        at_risk += change;
        k = same;
    }
    return RC_OK;
}

/* What the model becomes when each coefficient may drift: blocks of its information. */
struct drift {
    size_t size;
    double *clock, *square; /* of each moment: g less its mean over the events, and its square */
    double *score;          /* of the drifts */
    double *own, *cross, *drifts; /* information: coefficients, between, drifts; then drifts given
                                     the coefficients */
    double *ignored;
    struct symmetric factor;
};

static bool drift_init(struct drift *d, const struct cox_model *m, struct arena *arena)
{
    const size_t p = m->counts->covariate_count;
    *d = (struct drift){.size = p};
    d->clock = arena_take_array(arena, m->moment_count, sizeof(double));
    d->square = arena_take_array(arena, m->moment_count, sizeof(double));
    d->score = arena_take_array(arena, p, sizeof(double));
    d->ignored = arena_take_array(arena, p, sizeof(double));
    d->own = arena_take_array(arena, p * p, sizeof(double));
    d->cross = arena_take_array(arena, p * p, sizeof(double));
    d->drifts = arena_take_array(arena, p * p, sizeof(double));
    return d->clock != NULL && d->square != NULL && d->score != NULL && d->ignored != NULL &&
           d->own != NULL && d->cross != NULL && d->drifts != NULL &&
           symmetric_init(&d->factor, p, arena);
}

static void center_clock(struct drift *d, const struct cox_model *m)
{
    double sum = 0.0, events = 0.0;
    for (size_t k = 0; k < m->day_count; k++) {
        const struct cox_day *day = &m->days[k];
        if (day->events > 0) sum += (double)day->events * d->clock[day->moment];
        events += (double)day->events;
    }
    for (size_t i = 0; i < m->moment_count; i++) {
        d->clock[i] -= sum / events;
        d->square[i] = d->clock[i] * d->clock[i];
    }
}

/* drifts -= cross own^-1 cross, row by row; the lower triangle of cross is all there is. */
static bool eliminate(struct drift *d, double *row, double *solved)
{
    const size_t p = d->size;
    size_t at_fault;
    if (!symmetric_factor(&d->factor, d->own, &at_fault)) return false;
    for (size_t i = 0; i < p; i++)
        for (size_t j = 0; j < i; j++) d->cross[j * p + i] = d->cross[i * p + j];
    for (size_t i = 0; i < p; i++) {
        memcpy(row, d->cross + i * p, p * sizeof *row);
        symmetric_solve(&d->factor, row, solved);
        for (size_t j = 0; j <= i; j++)
            for (size_t k = 0; k < p; k++) d->drifts[i * p + j] -= solved[k] * d->cross[j * p + k];
    }
    return true;
}

/* Score test of the drifts [first, last). */
static enum rc test_drifts(const struct drift *d, size_t first, size_t last, struct arena *arena,
                           struct test *out, struct err *err)
{
    const size_t p = d->size, count = last - first;
    struct symmetric factor;
    double *part = arena_take_array(arena, count * count, sizeof *part);
    double *solved = arena_take_array(arena, count, sizeof *solved);
    if (part == NULL || solved == NULL || !symmetric_init(&factor, count, arena))
        return err_memory(err, 2 * count * count * sizeof(double));
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j <= i; j++)
            part[i * count + j] = d->drifts[(first + i) * p + first + j];
    size_t at_fault;
    *out = TEST_UNDEFINED;
    if (count == 0 || !symmetric_factor(&factor, part, &at_fault)) return RC_OK;
    symmetric_solve(&factor, d->score + first, solved);
    double statistic = 0.0;
    for (size_t i = 0; i < count; i++) statistic += solved[i] * d->score[first + i];
    *out = (struct test){statistic, (double)count, NAN, true};
    return stats_chi_square_upper_p(statistic, (double)count, &out->p, err);
}

enum rc stats_cox_proportionality(const struct cox_fit *fit, enum cox_clock clock,
                                  const size_t *term_starts, size_t term_count, struct arena *arena,
                                  struct test *terms, struct test *all, struct err *err)
{
    struct cox_model *m = fit->model;
    const size_t p = fit->covariate_count;
    struct drift d;
    if (fit->status != COX_FITTED) return err_set(err, RC_NUMERIC, "no Cox model was fitted");
    for (size_t i = 0; i < term_count; i++)
        if (term_starts[i] > term_starts[i + 1] || term_starts[i + 1] > p)
            return err_set(err, RC_NUMERIC, "term %zu of a Cox model has no covariates", i);
    double *work = arena_take_array(arena, 2 * p, sizeof *work);
    if (work == NULL || !drift_init(&d, m, arena))
        return err_memory(err, (2 * m->moment_count + 3 * p * p) * sizeof(double));
    enum rc rc = RC_OK;
    if (clock == COX_CLOCK_SURVIVAL) rc = read_survival(m, d.clock, arena, err);
    for (size_t k = 0; clock == COX_CLOCK_DAYS && k < m->day_count; k++)
        if (m->days[k].events > 0) d.clock[m->days[k].moment] = (double)m->days[k].day;
    if (rc != RC_OK) return rc;
    center_clock(&d, m);
    cox_information(m, NULL, d.ignored, d.own);
    cox_information(m, d.square, d.ignored, d.drifts);
    cox_information(m, d.clock, d.score, d.cross);
    *all = TEST_UNDEFINED;
    for (size_t i = 0; i < term_count; i++) terms[i] = TEST_UNDEFINED;
    if (!eliminate(&d, work, work + p)) return RC_OK;
    for (size_t i = 0; i < term_count && rc == RC_OK; i++)
        rc = test_drifts(&d, term_starts[i], term_starts[i + 1], arena, &terms[i], err);
    return rc == RC_OK ? test_drifts(&d, 0, p, arena, all, err) : rc;
}
