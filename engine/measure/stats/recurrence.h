/* measure/stats/recurrence.h: histories of units with repeated events (repairs of an appliance) to
 * the mean number, or cost, of events by age, and to tests of a trend. Pure but for the arena
 * given; thread-safe when each thread has its own arena. */
#ifndef MEASURE_STATS_RECURRENCE_H
#define MEASURE_STATS_RECURRENCE_H
#include "base/arena.h"
#include "base/err.h"
#include "measure/stats/interval.h"
#include "measure/stats/test.h"

#include <stddef.h>
#include <stdint.h>

/* unit_count units that share one history: units without an event can be counted instead of listed.
 * A unit is under observation on the days start_day .. end_day of its age, both included. Arrays
 * are the caller's; event_days rise, within these days; a day may stand twice. amounts: of each
 * event, in whole numbers (fen); NULL: 1 each. */
struct recurrence_history {
    uint64_t unit_count;
    uint32_t start_day, end_day;
    size_t event_count;
    const uint32_t *event_days;
    const int64_t *amounts;
};

/* One day with at least one event. */
struct recurrence_row {
    uint32_t day;
    uint64_t at_risk, events; /* units under observation; events of all of them */
    double mean;              /* sum of amounts / at_risk up to this day: the mean of a unit that is
                                 watched from day 0 on */
    double standard_error;
    double lower, upper; /* mean exp(-+ z standard error / mean); NaN unless mean > 0 */
    bool bounded;
};

struct recurrence_curve {
    uint64_t units, events;
    uint32_t last_day; /* last day on which a unit is under observation */
    size_t row_count;
    struct recurrence_row *rows; /* in the arena; rising days */
};

/* Mean cumulative function with the robust variance by unit: the sum over units of (sum over days t
 * up to the row's of Y / r(t) (amount of the unit - mean amount on t))^2, Y whether the unit is
 * under observation, r how many are. No assumption on how the events of one unit hang together,
 * unlike the variances that count each event as a new one. Two units at least say something of
 * their spread; a curve of one unit has error 0. RC_NUMERIC for a history out of order or an age
 * of more than 2^20 days; RC_MEMORY. O(histories + events + days). As R survfit(Surv(start, stop,
 * status) ~ 1, id = unit)$cumhaz and $std.chaz. Source: Nelson 1988, 2003; Lawless and Nadeau 1995.
 */
enum rc stats_recurrence(const struct recurrence_history *histories, size_t history_count,
                         struct arena *arena, struct recurrence_curve *curve, struct err *err);

/* The value at the end of `day`; 0 without bounds before the first event; undefined after last_day.
 */
struct interval stats_recurrence_at(const struct recurrence_curve *curve, uint32_t day);

/* Whether events of units become more or less frequent with age. */
struct recurrence_trend {
    uint64_t events;      /* that count: not those at the very end of a history ended by them */
    struct test laplace;  /* statistic z: positive when events come later than evenly spread; df
                             infinite */
    struct test military; /* 2 sum log(T / t), chi-square with 2 events degrees of freedom; small
                             when events come late; two-sided p = twice the smaller tail */
    double growth, scale; /* Crow's power law: events by age t of a unit = scale t^growth, maximum
                             likelihood; growth > 1: ever more frequent; NaN where there is none */
};

/* Laplace: (sum of t - sum of events T/2) / sqrt(sum of events T^2 / 12), t and T counted from each
 * unit's start_day, T its end. is_ended_by_event: every unit was watched until its last event,
 * which then is no free one, as in a list of the gaps between failures; else until end_day. Amounts
 * are not looked at. Events on the start day count for Laplace, but there is no logarithm of 0:
 * then military, growth and scale are not defined. growth solves n / b + sum log t = sum of units
 * T^b log T n / sum of units T^b, n all events. Not defined without an event. RC_NUMERIC as above.
 * Source: Cox and Lewis 1966; MIL-HDBK-189 (1981); Crow 1974; IEC 61710:2013. */
enum rc stats_recurrence_trend(const struct recurrence_history *histories, size_t history_count,
                               bool is_ended_by_event, struct recurrence_trend *trend,
                               struct err *err);

#endif
