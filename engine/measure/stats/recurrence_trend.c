#include "base/exact.h"
#include "measure/stats/distribution.h"
#include "measure/stats/recurrence.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_sf_gamma.h>

/* Sums over all histories. */
struct trend_sums {
    uint64_t events, free_events; /* all; those that did not end a history themselves */
    i128 late;                    /* sum of 2t - T over the free events */
    i128 square;                  /* sum of T^2 over them */
    double logs;                  /* sum of log(T / t), all events */
    bool has_logs;
    uint32_t longest; /* greatest T of a unit */
};

static bool add_times_product(i128 *sum, uint64_t count, i128 value)
{
    i128 product;
    return exact_multiply_i128((i128)count, value, &product) && exact_add_i128(*sum, product, sum);
}

/* Observed span in days: until the last event, or until the end. */
static uint32_t span_of(const struct recurrence_history *h, bool is_ended_by_event)
{
    const bool ends_early = is_ended_by_event && h->event_count > 0;
    return (ends_early ? h->event_days[h->event_count - 1] : h->end_day) - h->start_day;
}

static bool add_history(struct trend_sums *sums, const struct recurrence_history *h,
                        bool is_ended_by_event)
{
    const i128 span = span_of(h, is_ended_by_event);
    if (h->unit_count > 0 && (uint32_t)span > sums->longest) sums->longest = (uint32_t)span;
    for (size_t e = 0; e < h->event_count; e++) {
        const i128 age = h->event_days[e] - h->start_day;
        sums->events += h->unit_count;
        if (age > 0)
            sums->logs -= (double)h->unit_count * log((double)age / (double)span);
        else if (h->unit_count > 0)
            sums->has_logs = false;
        if (is_ended_by_event && e + 1 == h->event_count) continue;
        sums->free_events += h->unit_count;
        if (!add_times_product(&sums->late, h->unit_count, 2 * age - span) ||
            !add_times_product(&sums->square, h->unit_count, span * span))
            return false;
    }
    return true;
}

static bool are_in_order(const struct recurrence_history *h)
{
    uint32_t before = h->start_day;
    for (size_t e = 0; e < h->event_count; e++) {
        if (h->event_days[e] < before || h->event_days[e] > h->end_day) return false;
        before = h->event_days[e];
    }
    return h->start_day <= h->end_day;
}

/* 1/b - mean of log(T/t) - (mean of log(longest/T) weighted by T^b less that of the events' units)
 * is 0 at the growth b. In terms of L = log(longest / T): sum over events of log(longest / t) is
 * `own`, and n/b = own - n sum T^b L / sum T^b. */
struct growth {
    const struct recurrence_history *histories;
    size_t history_count;
    bool is_ended_by_event;
    double longest, own, events;
};

/* The equation at b and its slope; *power = sum of (T / longest)^b. */
static double equation_at(const struct growth *g, double b, double *slope, double *power)
{
    double whole = 0.0, first = 0.0, second = 0.0;
    for (size_t i = 0; i < g->history_count; i++) {
        const double span = span_of(&g->histories[i], g->is_ended_by_event);
        if (!(span > 0.0)) continue;
        const double size = log(g->longest / span);
        const double weight = (double)g->histories[i].unit_count * exp(-b * size);
        whole += weight;
        first += weight * size;
        second += weight * size * size;
    }
    const double mean = first / whole;
    *power = whole;
    *slope = -1.0 / (b * b) - (second / whole - mean * mean);
    return 1.0 / b - g->own / g->events + mean;
}

/* Sum over events of log(longest / t), and the root by Newton's method on log b, which does not
 * leave the positive numbers. */
static void find_growth(struct growth *g, const struct trend_sums *sums,
                        struct recurrence_trend *trend)
{
    g->own = sums->logs;
    g->events = (double)sums->events;
    for (size_t i = 0; i < g->history_count; i++) {
        const struct recurrence_history *h = &g->histories[i];
        const double span = span_of(h, g->is_ended_by_event);
        if (h->event_count > 0)
            g->own += (double)h->unit_count * (double)h->event_count * log(g->longest / span);
    }
    double b = g->events / g->own, slope, power;
    for (int step = 0; step < 200; step++) {
        const double value = equation_at(g, b, &slope, &power);
        const double moved = -value / (slope * b);
        b *= exp(fmin(fmax(moved, -1.0), 1.0));
        if (fabs(moved) < 1e-8) break; /* the error is its square now */
    }
    (void)equation_at(g, b, &slope, &power);
    trend->growth = b;
    trend->scale = g->events / power * exp(-b * log(g->longest));
}

static enum rc test_military(const struct trend_sums *sums, struct recurrence_trend *trend,
                             struct err *err)
{
    if (!sums->has_logs || sums->free_events == 0) return RC_OK;
    const double statistic = 2.0 * sums->logs, df = 2.0 * (double)sums->free_events;
    double upper;
    const enum rc rc = stats_chi_square_upper_p(statistic, df, &upper, err);
    if (rc != RC_OK) return rc;
    trend->military = (struct test){statistic, df, fmin(1.0, 2.0 * fmin(upper, 1.0 - upper)), true};
    return RC_OK;
}

enum rc stats_recurrence_trend(const struct recurrence_history *histories, size_t history_count,
                               bool is_ended_by_event, struct recurrence_trend *trend,
                               struct err *err)
{
    struct trend_sums sums = {.has_logs = true};
    *trend = (struct recurrence_trend){
        .laplace = TEST_UNDEFINED, .military = TEST_UNDEFINED, .growth = NAN, .scale = NAN};
    for (size_t i = 0; i < history_count; i++)
        if (!are_in_order(&histories[i]) || !add_history(&sums, &histories[i], is_ended_by_event))
            return err_set(err, RC_NUMERIC, "the history of unit %zu is out of order or range", i);
    trend->events = sums.free_events;
    if (sums.square > 0) {
        const double z = (double)sums.late / sqrt((double)sums.square / 3.0);
        trend->laplace = (struct test){z, INFINITY, stats_normal_two_sided_p(z), true};
    }
    struct growth g = {histories, history_count, is_ended_by_event, (double)sums.longest, 0.0, 0.0};
    if (sums.has_logs && sums.events > 0 && sums.logs > 0.0) find_growth(&g, &sums, trend);
    return test_military(&sums, trend, err);
}
