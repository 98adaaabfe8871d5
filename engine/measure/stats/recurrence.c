#include "measure/stats/recurrence.h"

#include "base/exact.h"

#include <stdbool.h>

enum { DAY_LIMIT = 1 << 20 };

/* One event, or one unit that comes or goes, in the order of days. */
struct happening {
    uint32_t history;
    int64_t amount;
};

/* Happenings of one kind: those of day d are items[first[d]] .. items[first[d+1] - 1]. */
struct calendar {
    size_t *first;
    struct happening *items;
};

enum kind { KIND_START, KIND_END, KIND_EVENT, KIND_COUNT };

/* Sums over units of u, the inner sum of the variance. While a unit is under observation its u is
 * its own mark less the common one, so that a day moves all units by one addition. */
struct sweep {
    const struct recurrence_history *histories;
    struct calendar calendars[KIND_COUNT];
    double *marks;
    double common;
    uint64_t at_risk;
    double squares; /* of all units */
    double sum;     /* of the units under observation */
    double mean;
};

static enum rc check(const struct recurrence_history *histories, size_t history_count,
                     uint32_t *last_day, struct err *err)
{
    *last_day = 0;
    for (size_t i = 0; i < history_count; i++) {
        const struct recurrence_history *h = &histories[i];
        if (h->end_day >= DAY_LIMIT)
            return err_set(err, RC_NUMERIC, "a unit of %u days is too old", h->end_day);
        uint32_t before = h->start_day;
        bool is_wrong = h->start_day > h->end_day;
        for (size_t e = 0; e < h->event_count; e++) {
            is_wrong = is_wrong || h->event_days[e] < before || h->event_days[e] > h->end_day;
            before = h->event_days[e];
        }
        if (is_wrong) return err_set(err, RC_NUMERIC, "the history of unit %zu is out of order", i);
        if (h->end_day > *last_day) *last_day = h->end_day;
    }
    return RC_OK;
}

/* Calls for every happening of a kind: its day and what it is. */
static uint32_t day_of(const struct recurrence_history *h, enum kind kind, size_t event)
{
    if (kind == KIND_START) return h->start_day;
    return kind == KIND_END ? h->end_day : h->event_days[event];
}

/* Counting sort by day; within a day in the order of the histories. */
static bool fill_calendar(struct calendar *c, const struct recurrence_history *histories,
                          size_t history_count, uint32_t last_day, enum kind kind,
                          struct arena *arena)
{
    const size_t day_count = (size_t)last_day + 1;
    size_t count = 0;
    c->first = arena_take_array(arena, day_count + 2, sizeof *c->first);
    if (c->first == NULL) return false;
    for (size_t i = 0; i < history_count; i++) {
        const size_t own = kind == KIND_EVENT ? histories[i].event_count : 1;
        for (size_t e = 0; e < own; e++) c->first[day_of(&histories[i], kind, e) + 2U]++;
        count += own;
    }
    c->items = arena_take_array(arena, count, sizeof *c->items);
    if (c->items == NULL) return false;
    for (size_t day = 2; day < day_count + 2; day++) c->first[day] += c->first[day - 1];
    for (size_t i = 0; i < history_count; i++) {
        const struct recurrence_history *h = &histories[i];
        const size_t own = kind == KIND_EVENT ? h->event_count : 1;
        for (size_t e = 0; e < own; e++) {
            const bool has_amount = kind == KIND_EVENT && h->amounts != NULL;
            c->items[c->first[day_of(h, kind, e) + 1U]++] =
                (struct happening){(uint32_t)i, has_amount ? h->amounts[e] : 1};
        }
    }
    return true;
}

static void leave(struct sweep *s, uint32_t day)
{
    const struct calendar *c = &s->calendars[KIND_END];
    for (size_t i = c->first[day]; i < c->first[day + 1U]; i++) {
        const uint32_t unit = c->items[i].history;
        const uint64_t count = s->histories[unit].unit_count;
        s->sum -= (double)count * (s->marks[unit] - s->common);
        s->at_risk -= count;
    }
}

static void enter(struct sweep *s, uint32_t day)
{
    const struct calendar *c = &s->calendars[KIND_START];
    for (size_t i = c->first[day]; i < c->first[day + 1U]; i++) {
        s->marks[c->items[i].history] = s->common;
        s->at_risk += s->histories[c->items[i].history].unit_count;
    }
}

/* All units under observation fall behind the mean; those with an event come forward. */
static bool happen(struct sweep *s, uint32_t day, struct recurrence_row *row)
{
    const struct calendar *c = &s->calendars[KIND_EVENT];
    const double at_risk = (double)s->at_risk;
    i128 amount = 0;
    *row = (struct recurrence_row){.day = day, .at_risk = s->at_risk};
    for (size_t i = c->first[day]; i < c->first[day + 1U]; i++) {
        const uint64_t count = s->histories[c->items[i].history].unit_count;
        i128 product;
        row->events += count;
        if (!exact_multiply_i128((i128)count, c->items[i].amount, &product) ||
            !exact_add_i128(amount, product, &amount))
            return false;
    }
    const double share = (double)amount / at_risk, fall = share / at_risk;
    s->squares += fall * (at_risk * fall - 2.0 * s->sum);
    s->sum -= share;
    s->common += fall;
    s->mean += share;
    for (size_t i = c->first[day]; i < c->first[day + 1U]; i++) {
        const uint32_t unit = c->items[i].history;
        const double count = (double)s->histories[unit].unit_count;
        const double own = (double)c->items[i].amount / at_risk;
        s->squares += count * own * (2.0 * (s->marks[unit] - s->common) + own);
        s->sum += count * own;
        s->marks[unit] += own;
    }
    return true;
}

static void conclude(const struct sweep *s, struct recurrence_row *row)
{
    row->mean = s->mean;
    row->standard_error = sqrt(fmax(s->squares, 0.0));
    row->lower = row->upper = NAN;
    if (!(s->mean > 0.0)) return;
    const double stretch = exp(STATS_Z * row->standard_error / s->mean);
    row->lower = s->mean / stretch;
    row->upper = s->mean * stretch;
    row->bounded = true;
}

static enum rc sweep_days(struct sweep *s, struct recurrence_curve *curve, struct err *err)
{
    const struct calendar *events = &s->calendars[KIND_EVENT];
    size_t filled = 0;
    for (uint32_t day = 0; day <= curve->last_day; day++) {
        enter(s, day);
        if (events->first[day] < events->first[day + 1U]) {
            struct recurrence_row *row = &curve->rows[filled++];
            if (s->at_risk == 0 || !happen(s, day, row))
                return err_set(err, RC_NUMERIC, "amounts of day %u are too large, or of no unit",
                               day);
            conclude(s, row);
            curve->events += row->events;
        }
        leave(s, day);
    }
    return RC_OK;
}

enum rc stats_recurrence(const struct recurrence_history *histories, size_t history_count,
                         struct arena *arena, struct recurrence_curve *curve, struct err *err)
{
    *curve = (struct recurrence_curve){0};
    if (history_count >= UINT32_MAX)
        return err_set(err, RC_NUMERIC, "%zu histories are too many", history_count);
    const enum rc rc = check(histories, history_count, &curve->last_day, err);
    if (rc != RC_OK) return rc;
    struct sweep s = {.histories = histories};
    s.marks = arena_take_array(arena, history_count, sizeof *s.marks);
    bool is_filled = s.marks != NULL;
    for (enum kind kind = KIND_START; kind < KIND_COUNT && is_filled; kind++)
        is_filled = fill_calendar(&s.calendars[kind], histories, history_count, curve->last_day,
                                  kind, arena);
    if (!is_filled) return err_memory(err, history_count * sizeof(struct happening));
    for (size_t i = 0; i < history_count; i++) curve->units += histories[i].unit_count;
    const size_t *first = s.calendars[KIND_EVENT].first;
    for (uint32_t day = 0; day <= curve->last_day; day++)
        curve->row_count += first[day] < first[day + 1U];
    if (curve->row_count == 0) return RC_OK;
    curve->rows = arena_take_array(arena, curve->row_count, sizeof *curve->rows);
    if (curve->rows == NULL) return err_memory(err, curve->row_count * sizeof *curve->rows);
    return sweep_days(&s, curve, err);
}

struct interval stats_recurrence_at(const struct recurrence_curve *curve, uint32_t day)
{
    if (curve->units == 0 || day > curve->last_day) return INTERVAL_UNDEFINED;
    size_t row = curve->row_count;
    while (row > 0 && curve->rows[row - 1].day > day) row--;
    if (row == 0) return (struct interval){0.0, NAN, NAN, true, false};
    const struct recurrence_row *r = &curve->rows[row - 1];
    return (struct interval){r->mean, r->lower, r->upper, true, r->bounded};
}
