/* The estimates of complaints beyond their cells, all of twelve months, for a month has too few:
 * waiting times, what came back, and the departments side by side. */
#include "measure/complaints/complaints.h"
#include "measure/stats/share.h"

#include <stdlib.h>
#include <string.h>

static const char *const wait_metrics[WAIT_COUNT] = {"complaints.answer.median",
                                                     "complaints.resolve.median"};
static const char *const share_metrics[YEAR_SHARE_COUNT] = {
    [AGAIN_CUSTOMER] = "complaints.again_90d.customer",
    [AGAIN_UNIT] = "complaints.again_90d.unit",
    [AGAIN_FAULT] = "complaints.again_90d.fault",
    [STEPS_SIX] = "complaints.six_steps.share",
    [STEPS_PROMISE] = "complaints.promise_kept.share"};

/* Some complaints: all of the year, or a department's. */
struct group {
    const char *name; /* "" for all */
    uint64_t n;
    struct wait_median waits[WAIT_COUNT];
    struct share shares[YEAR_SHARE_COUNT];
};

struct extension {
    const struct measured *measured;
    struct result *result;
    struct complaint_list list;
    struct waits waits[WAIT_COUNT];
    bool *is_counted, *is_other; /* entry per complaint */
    struct group all, *departments;
    size_t department_count;
    double *q[WAIT_COUNT + YEAR_SHARE_COUNT]; /* per department */
};

static void count_group(const struct extension *e, struct group *group)
{
    for (size_t i = 0; i < e->list.count; i++) {
        const struct complaint *row = &e->list.rows[i];
        group->n += e->is_counted[i];
        for (int share = 0; share < YEAR_SHARE_COUNT; share++)
            if (e->is_counted[i] && row->known >> share & 1)
                share_add(&group->shares[share], row->met >> share & 1);
    }
}

static enum rc fill_group(struct extension *e, struct group *group, bool has_others,
                          struct err *err)
{
    enum rc rc = RC_OK;
    count_group(e, group);
    struct arena arena = ARENA_INIT;
    for (int wait = 0; rc == RC_OK && wait < WAIT_COUNT; wait++)
        rc = complaint_wait_median(&e->waits[wait], e->is_counted, has_others ? e->is_other : NULL,
                                   &arena, &group->waits[wait], err);
    arena_release(&arena);
    return rc;
}

static enum rc fill_all(struct extension *e, struct err *err)
{
    for (size_t i = 0; i < e->list.count; i++)
        e->is_counted[i] = e->list.rows[i].opened < e->list.past_minute;
    e->all.name = "";
    return fill_group(e, &e->all, false, err);
}

/* Complaints without a department are like neither side. */
static enum rc fill_departments(struct extension *e, struct err *err)
{
    enum rc rc = RC_OK;
    const uint32_t code_count = e->list.department_count;
    e->departments = calloc(code_count + 1, sizeof *e->departments);
    if (!e->departments) return err_memory(err, code_count * sizeof *e->departments);
    for (uint32_t code = 1; rc == RC_OK && code < code_count; code++) {
        struct group *group = &e->departments[e->department_count];
        *group = (struct group){.name = e->list.departments[code]};
        bool is_there = false;
        for (size_t i = 0; i < e->list.count; i++) {
            const struct complaint *row = &e->list.rows[i];
            const bool is_of_year = row->opened < e->list.past_minute;
            e->is_counted[i] = is_of_year && row->department == code;
            e->is_other[i] = is_of_year && row->department != code && row->department != 0;
            is_there |= e->is_counted[i];
        }
        if (!is_there) continue;
        rc = fill_group(e, group, true, err);
        e->department_count++;
    }
    return rc;
}

/* Without its columns a metric has nothing to count. */
static bool can_tell(const struct extension *e, const char *metric)
{
    const bool is_of_unit = strcmp(metric, share_metrics[AGAIN_UNIT]) == 0;
    const bool is_of_fault = strcmp(metric, share_metrics[AGAIN_FAULT]) == 0;
    return extend_can(e->measured, metric) && (!is_of_unit || e->list.has_units) &&
           (!is_of_fault || e->list.has_faults);
}

static struct extended told(const struct extension *e, const struct group *group,
                            const char *metric)
{
    return (struct extended){
        .metric = metric,
        .axis = group == &e->all ? AXIS_NETWORK : AXIS_DEPARTMENT,
        .key = group->name,
        .period = e->measured->context->report_month,
        .interval = INTERVAL_UNDEFINED,
        .reason = "no_column: a column of the complaints or the repairs is not in the input"};
}

static struct extended told_wait(const struct extension *e, const struct group *group, int wait)
{
    struct extended extended = told(e, group, wait_metrics[wait]);
    extended.method = "brookmeyer_crowley";
    if (!can_tell(e, extended.metric)) return extended;
    extended.n = group->waits[wait].n;
    extended.interval = group->waits[wait].median;
    extended.reason = extended.interval.defined
                          ? NULL
                          : "not_matured: half of them have not come so far before the data end";
    return extended;
}

static struct extended told_share(const struct extension *e, const struct group *group, int share)
{
    const struct share *own = &group->shares[share];
    struct extended extended = told(e, group, share_metrics[share]);
    extended.method = "wilson";
    if (!can_tell(e, extended.metric)) return extended;
    extended.n = own->n;
    extended.interval = stats_wilson(own->met, own->n);
    extended.reason = own->n > 0 ? NULL : "not_matured: no complaint has been followed long enough";
    return extended;
}

static enum rc tell_all(struct extension *e, struct err *err)
{
    enum rc rc = RC_OK;
    for (int wait = 0; rc == RC_OK && wait < WAIT_COUNT; wait++) {
        const struct extended extended = told_wait(e, &e->all, wait);
        rc = extend_estimate(e->measured, e->result, &extended, err);
    }
    for (int share = 0; rc == RC_OK && share < YEAR_SHARE_COUNT; share++) {
        const struct extended extended = told_share(e, &e->all, share);
        rc = extend_estimate(e->measured, e->result, &extended, err);
    }
    return rc;
}

static struct judged judge_share(const struct extension *e, const struct group *group, int share)
{
    const struct share *own = &group->shares[share];
    struct share rest = {0, 0};
    for (size_t d = 0; d < e->department_count; d++) {
        if (&e->departments[d] == group) continue;
        rest.met += e->departments[d].shares[share].met;
        rest.n += e->departments[d].shares[share].n;
    }
    const bool can_be_tested = rest.n >= e->measured->context->options->judged_base;
    return (struct judged){
        .extended = told_share(e, group, share),
        .p = can_be_tested ? stats_two_share_p(own->met, own->n, rest.met, rest.n) : NAN,
        .is_above = (double)own->met * (double)rest.n > (double)rest.met * (double)own->n};
}

static struct judged judge_wait(const struct extension *e, const struct group *group, int wait)
{
    const struct wait_median *own = &group->waits[wait];
    const bool can_be_tested = own->other_n >= e->measured->context->options->judged_base;
    return (struct judged){.extended = told_wait(e, group, wait),
                           .p = can_be_tested ? own->p : NAN,
                           .is_above = own->is_longer};
}

static enum rc tell_departments(struct extension *e, struct err *err)
{
    enum rc rc = RC_OK;
    const size_t count = e->department_count;
    struct judged *judged = calloc(count + 1, sizeof *judged);
    if (!judged) return err_memory(err, count * sizeof *judged);
    for (int metric = 0; rc == RC_OK && metric < WAIT_COUNT + YEAR_SHARE_COUNT; metric++) {
        const bool is_wait = metric < WAIT_COUNT;
        if (!can_tell(e, is_wait ? wait_metrics[metric] : share_metrics[metric - WAIT_COUNT]))
            continue;
        for (size_t d = 0; d < count; d++)
            judged[d] = is_wait ? judge_wait(e, &e->departments[d], metric)
                                : judge_share(e, &e->departments[d], metric - WAIT_COUNT);
        rc = extend_axis(e->measured, e->result, judged, count, e->q[metric], err);
    }
    free(judged);
    return rc;
}

/* Of fewer than the minimum base, or without both bounds, nothing is told. */
static void put_numbers(struct result_table *table, size_t row, size_t *column,
                        struct interval interval, bool is_told)
{
    const double numbers[] = {interval.value, interval.lower, interval.upper};
    for (size_t i = 0; i < 3; i++)
        *result_cell(table, row, (*column)++) =
            cell_number(is_told && interval.bounded ? numbers[i] : NAN);
}

static enum rc add_table(struct extension *e, struct err *err)
{
    static const struct table_column columns[] = {{"department", "text"},
                                                  {"n", "count"},
                                                  {"open", "count"},
                                                  {"answer", "minutes"},
                                                  {"answer_lower", "minutes"},
                                                  {"answer_upper", "minutes"},
                                                  {"solution", "minutes"},
                                                  {"solution_lower", "minutes"},
                                                  {"solution_upper", "minutes"},
                                                  {"solution_q", "q"},
                                                  {"followed", "count"},
                                                  {"again", "share"},
                                                  {"again_lower", "share"},
                                                  {"again_upper", "share"},
                                                  {"again_q", "q"}};
    const size_t column_count = sizeof columns / sizeof columns[0];
    const uint32_t base = e->measured->context->options->minimum_base;
    struct result_table *table = result_add_table(e->result, "complaints.departments", columns,
                                                  column_count, e->department_count);
    if (!table) return err_memory(err, e->department_count * sizeof columns);
    for (size_t d = 0; d < e->department_count; d++) {
        const struct group *group = &e->departments[d];
        const struct share *again = &group->shares[AGAIN_CUSTOMER];
        size_t column = 0;
        *result_cell(table, d, column++) = cell_text(group->name);
        *result_cell(table, d, column++) = cell_whole((int64_t)group->n);
        *result_cell(table, d, column++) = cell_whole((int64_t)group->waits[WAIT_SOLUTION].open);
        for (int wait = 0; wait < WAIT_COUNT; wait++)
            put_numbers(table, d, &column, group->waits[wait].median, group->waits[wait].n >= base);
        *result_cell(table, d, column++) = cell_number(e->q[WAIT_SOLUTION][d]);
        *result_cell(table, d, column++) = cell_whole((int64_t)again->n);
        put_numbers(table, d, &column, stats_wilson(again->met, again->n), again->n >= base);
        *result_cell(table, d, column++) = cell_number(e->q[WAIT_COUNT + AGAIN_CUSTOMER][d]);
    }
    return RC_OK;
}

static enum rc add_curves(struct extension *e, struct err *err)
{
    enum rc rc = RC_OK;
    for (int wait = 0; rc == RC_OK && wait < WAIT_COUNT; wait++) {
        const struct metric *metric = metric_find(wait_metrics[wait], NULL);
        const uint64_t n = e->all.waits[wait].n;
        if (n > 0 && n >= e->measured->context->options->minimum_base &&
            extend_can(e->measured, wait_metrics[wait]))
            rc = complaint_wait_curve(&e->list, (enum complaint_wait)wait,
                                      e->measured->context->horizon_minute, metric, e->result, err);
    }
    return rc;
}

static enum rc extension_init(struct extension *e, struct arena *arena, struct err *err)
{
    enum rc rc = complaint_list_read(&e->list, e->measured, arena, err);
    for (int wait = 0; rc == RC_OK && wait < WAIT_COUNT; wait++)
        rc = complaint_waits_read(&e->waits[wait], &e->list, (enum complaint_wait)wait,
                                  e->measured->context->horizon_minute, arena, err);
    if (rc != RC_OK) return rc;
    e->is_counted = arena_take_array(arena, e->list.count + 1, sizeof *e->is_counted);
    e->is_other = arena_take_array(arena, e->list.count + 1, sizeof *e->is_other);
    bool fits = e->is_counted && e->is_other;
    for (int metric = 0; metric < WAIT_COUNT + YEAR_SHARE_COUNT; metric++) {
        e->q[metric] = arena_take_array(arena, e->list.department_count + 1, sizeof *e->q[metric]);
        fits &= e->q[metric] != NULL;
        for (uint32_t d = 0; fits && d <= e->list.department_count; d++) e->q[metric][d] = NAN;
    }
    return fits ? RC_OK : err_memory(err, e->list.count * sizeof *e->is_counted);
}

enum rc complaints_extend(const struct measured *measured, struct result *result, struct err *err)
{
    struct arena arena = ARENA_INIT;
    struct extension e = {.measured = measured, .result = result};
    enum rc rc = extension_init(&e, &arena, err);
    if (rc == RC_OK) rc = fill_all(&e, err);
    if (rc == RC_OK) rc = tell_all(&e, err);
    if (rc == RC_OK) rc = fill_departments(&e, err);
    if (rc == RC_OK && e.department_count > 0) rc = tell_departments(&e, err);
    if (rc == RC_OK && e.department_count > 0) rc = add_table(&e, err);
    if (rc == RC_OK) rc = add_curves(&e, err);
    free(e.departments);
    arena_release(&arena);
    return rc;
}
