/* Departments side by side: dissatisfied customers of twelve months, front line and back office,
 * and what moved the mean since the month before. */
#include "measure/backoffice/backoffice.h"
#include "measure/stats/share.h"

#include <stdlib.h>

static const char DISSATISFIED[] = "backoffice.dissatisfied.share", MOVED[] = "backoffice.moved",
                  FRONT[] = "front_line", BACK[] = "back_office", SEVERAL[] = "\xE2\x80\xA6";
static const char no_department[] = "no_column: no repair says which department answers for it";
static const char complementary[] =
    "complementary: with it, what fewer customers than are told of answered could be worked out";

struct extension {
    const struct measured *measured;
    struct result *result;
    struct office *offices;
    size_t count;
    struct office all;
};

static void add_share(struct share *into, const struct share *part)
{
    into->met += part->met;
    into->n += part->n;
}

static void add_sums(struct sums *into, const struct sums *part)
{
    into->n += part->n;
    into->sum += part->sum;
    into->square_sum += part->square_sum;
}

static void add_office(struct office *into, const struct office *part)
{
    add_share(&into->year, &part->year);
    add_sums(&into->now, &part->now);
    add_sums(&into->before, &part->before);
}

static struct office read_office(const struct measured *measured, uint32_t code)
{
    struct office office = {
        .name = measured_key_name(measured, AXIS_DEPARTMENT, code), .q_year = NAN, .q_moved = NAN};
    for (uint32_t window = 0; window < BACKOFFICE_MONTHS; window++) {
        const struct tally *tallies;
        const struct backoffice_cell *cell =
            measured_cell(measured, AXIS_DEPARTMENT, code, window, &tallies);
        if (!cell) continue;
        add_share(&office.year, &cell->dissatisfied);
        if (window == 0) office.now = cell->overall;
        if (window == 1) office.before = cell->overall;
    }
    office.is_front = backoffice_is_front(measured->context->options, office.name);
    return office;
}

static uint64_t private_limit(const struct measure_options *options)
{
    return options->minimum_base < options->private_below ? options->minimum_base
                                                          : options->private_below;
}

static uint64_t least_n(const struct office *office, bool is_year)
{
    if (is_year) return office->year.n;
    return office->now.n < office->before.n ? office->now.n : office->before.n;
}

/* Departments of a line with fewer than the minimum base are not told; where all others are, and
 * few answers are left, neither is the smallest of these. */
static void choose_told(struct extension *e, bool is_front, bool is_year)
{
    const struct measure_options *options = e->measured->context->options;
    uint64_t left = 0;
    struct office *smallest = NULL;
    for (size_t i = 0; i < e->count; i++) {
        struct office *office = &e->offices[i];
        if (office->is_front != is_front) continue;
        const uint64_t n = least_n(office, is_year);
        office->is_told = n > 0 && n >= options->minimum_base;
        if (!office->is_told)
            left += n;
        else if (!smallest || n < least_n(smallest, is_year))
            smallest = office;
    }
    if (left > 0 && left < private_limit(options) && smallest) smallest->is_told = false;
}

static struct extended extended_of(const struct extension *e, const char *metric, enum axis axis,
                                   const char *key)
{
    return (struct extended){.metric = metric,
                             .axis = axis,
                             .key = key,
                             .period = e->measured->context->report_month,
                             .interval = INTERVAL_UNDEFINED};
}

static struct judged judge_share(const struct extension *e, const struct office *office,
                                 enum axis axis)
{
    const struct share *own = &office->year;
    const struct share rest = {e->all.year.met - own->met, e->all.year.n - own->n};
    const bool can_be_tested = rest.n >= e->measured->context->options->judged_base;
    struct judged judged = {.extended = extended_of(e, DISSATISFIED, axis, office->name)};
    judged.extended.n = own->n;
    judged.extended.method = "wilson";
    if (office->is_told)
        judged.extended.interval = stats_wilson(own->met, own->n);
    else if (own->n >= e->measured->context->options->minimum_base)
        judged.extended.reason = complementary;
    judged.p = can_be_tested && office->is_told
                   ? stats_two_share_p(own->met, own->n, rest.met, rest.n)
                   : NAN;
    judged.is_above = (double)own->met * (double)rest.n > (double)rest.met * (double)own->n;
    return judged;
}

static enum rc tell_shares(struct extension *e, struct judged *judged, double *q, struct err *err)
{
    struct extended all = extended_of(e, DISSATISFIED, AXIS_NETWORK, "");
    all.n = e->all.year.n;
    all.interval = stats_wilson(e->all.year.met, e->all.year.n);
    all.method = "wilson";
    if (!e->measured->dictionary[NEED_DEPARTMENT]) all.reason = no_department;
    enum rc rc = extend_estimate(e->measured, e->result, &all, err);
    choose_told(e, true, true);
    choose_told(e, false, true);
    for (size_t i = 0; i < e->count; i++)
        judged[i] = judge_share(e, &e->offices[i], AXIS_DEPARTMENT);
    if (rc == RC_OK) rc = extend_axis(e->measured, e->result, judged, e->count, q, err);
    for (size_t i = 0; rc == RC_OK && i < e->count; i++) e->offices[i].q_year = q[i];
    return rc;
}

/* Two lines: when one is too small to be told, the other would tell it. */
static enum rc tell_lines(struct extension *e, struct err *err)
{
    struct office lines[2] = {{.name = FRONT, .is_front = true}, {.name = BACK}};
    struct judged judged[2];
    double q[2];
    for (size_t i = 0; i < e->count; i++)
        add_office(&lines[e->offices[i].is_front ? 0 : 1], &e->offices[i]);
    const struct measure_options *options = e->measured->context->options;
    for (int i = 0; i < 2; i++) {
        const uint64_t other = lines[1 - i].year.n;
        lines[i].is_told = lines[i].year.n > 0 && lines[i].year.n >= options->minimum_base &&
                           (other == 0 || other >= private_limit(options));
    }
    for (int i = 0; i < 2; i++) judged[i] = judge_share(e, &lines[i], AXIS_LINE);
    return extend_axis(e->measured, e->result, judged, 2, q, err);
}

static const char *moved_refusal(const struct extension *e)
{
    if (!e->measured->dictionary[NEED_DEPARTMENT]) return no_department;
    return e->all.before.n == 0 ? "nothing_to_compare: no answer in the month before" : NULL;
}

static enum rc tell_change(struct extension *e, struct err *err)
{
    struct difference change = DIFFERENCE_UNDEFINED;
    enum rc rc = RC_OK;
    if (e->all.now.n > 0 && e->all.before.n > 0)
        rc = backoffice_change(&e->all.now, &e->all.before, &change, err);
    if (rc != RC_OK) return rc;
    struct extended all = extended_of(e, MOVED, AXIS_NETWORK, "");
    all.n = least_n(&e->all, false);
    all.interval = change.interval;
    all.method = "welch";
    all.reason = moved_refusal(e);
    if (change.interval.bounded && change.interval.lower == change.interval.upper) {
        all.interval = (struct interval){change.interval.value, NAN, NAN, true, false};
        all.reason = "no_spread: all answers are alike, so chance cannot be judged from them";
    }
    return extend_estimate(e->measured, e->result, &all, err);
}

/* Those that are not told are one part, so that the parts still add up. */
static struct office several(const struct extension *e)
{
    struct office rest = {.name = SEVERAL, .q_year = NAN, .q_moved = NAN};
    for (size_t i = 0; i < e->count; i++)
        if (!e->offices[i].is_told) add_office(&rest, &e->offices[i]);
    return rest;
}

/* What all departments together are made of, without regard to their line. */
static void choose_moved(struct extension *e)
{
    const struct measure_options *options = e->measured->context->options;
    for (size_t i = 0; i < e->count; i++) {
        const uint64_t n = least_n(&e->offices[i], false);
        e->offices[i].is_told = n > 0 && n >= options->minimum_base;
    }
    const struct office rest = several(e);
    const uint64_t limit = private_limit(options);
    const bool is_small =
        (rest.now.n > 0 && rest.now.n < limit) || (rest.before.n > 0 && rest.before.n < limit);
    struct office *smallest = NULL;
    for (size_t i = 0; is_small && i < e->count; i++)
        if (e->offices[i].is_told &&
            (!smallest || least_n(&e->offices[i], false) < least_n(smallest, false)))
            smallest = &e->offices[i];
    if (smallest) smallest->is_told = false;
}

static struct moved moved_of(const struct extension *e, const struct office *office)
{
    return backoffice_moved(&office->now, &office->before, &e->all.now, &e->all.before);
}

static enum rc tell_moved(struct extension *e, struct judged *judged, double *q, struct err *err)
{
    choose_moved(e);
    for (size_t i = 0; i < e->count; i++) {
        const struct office *office = &e->offices[i];
        const struct moved moved = moved_of(e, office);
        judged[i] =
            (struct judged){.extended = extended_of(e, MOVED, AXIS_DEPARTMENT, office->name),
                            .p = office->is_told ? moved.p : NAN,
                            .is_above = moved.interval.value > 0};
        judged[i].extended.n = least_n(office, false);
        judged[i].extended.method = "normal";
        judged[i].extended.reason = moved_refusal(e);
        if (office->is_told) judged[i].extended.interval = moved.interval;
        if (!office->is_told && judged[i].extended.n >= e->measured->context->options->minimum_base)
            judged[i].extended.reason = complementary;
    }
    const enum rc rc = extend_axis(e->measured, e->result, judged, e->count, q, err);
    for (size_t i = 0; rc == RC_OK && i < e->count; i++) e->offices[i].q_moved = q[i];
    return rc;
}

enum { TABLE_COLUMNS = 13 };

static void put_row(struct extension *e, struct result_table *table, size_t row,
                    const struct office *office)
{
    const struct moved moved = moved_of(e, office);
    const struct sums *now = &office->now, *before = &office->before;
    const bool is_one = office->name != SEVERAL;
    const struct table_cell cells[TABLE_COLUMNS] = {
        cell_text(office->name),
        cell_text(!is_one            ? ""
                  : office->is_front ? FRONT
                                     : BACK),
        cell_whole((int64_t)before->n),
        cell_whole((int64_t)now->n),
        cell_number(before->n > 0 ? (double)before->sum / (double)before->n : NAN),
        cell_number(now->n > 0 ? (double)now->sum / (double)now->n : NAN),
        cell_number(moved.within),
        cell_number(moved.mix),
        cell_number(moved.interval.value),
        cell_number(moved.interval.lower),
        cell_number(moved.interval.upper),
        cell_number(moved.p),
        cell_number(office->q_moved)};
    for (size_t i = 0; i < TABLE_COLUMNS; i++) *result_cell(table, row, i) = cells[i];
}

/* Rows whose changes add up to that of the mean of all. */
static enum rc add_table(struct extension *e, struct err *err)
{
    static const struct table_column columns[TABLE_COLUMNS] = {{"department", "text"},
                                                               {"line", "text"},
                                                               {"n_before", "count"},
                                                               {"n", "count"},
                                                               {"mean_before", "score"},
                                                               {"mean", "score"},
                                                               {"within", "score"},
                                                               {"mix", "score"},
                                                               {"moved", "score"},
                                                               {"moved_lower", "score"},
                                                               {"moved_upper", "score"},
                                                               {"p", "p"},
                                                               {"q", "q"}};
    const struct office rest = several(e);
    size_t row_count = rest.now.n + rest.before.n > 0, row = 0;
    for (size_t i = 0; i < e->count; i++) row_count += e->offices[i].is_told;
    struct result_table *table =
        result_add_table(e->result, "backoffice.moved", columns, TABLE_COLUMNS, row_count);
    if (!table) return err_memory(err, row_count * sizeof columns);
    for (size_t i = 0; i < e->count; i++)
        if (e->offices[i].is_told) put_row(e, table, row++, &e->offices[i]);
    if (row < row_count) put_row(e, table, row, &rest);
    return RC_OK;
}

static bool can_compare(const struct extension *e)
{
    const uint64_t n = least_n(&e->all, false);
    return n >= 2 && n >= e->measured->context->options->minimum_base;
}

enum rc backoffice_extend(const struct measured *measured, struct result *result, struct err *err)
{
    const uint32_t key_count = measured_key_count(measured, AXIS_DEPARTMENT);
    struct extension e = {.measured = measured, .result = result};
    e.offices = calloc(key_count + 1, sizeof *e.offices);
    struct judged *judged = calloc(key_count + 1, sizeof *judged);
    double *q = calloc(key_count + 1, sizeof *q);
    enum rc rc = RC_OK;
    if (!e.offices || !judged || !q) {
        rc = err_memory(err, key_count * sizeof *judged);
        goto out;
    }
    for (uint32_t code = 1; rc == RC_OK && code < key_count; code++) {
        e.offices[e.count] = read_office(measured, code);
        if (e.offices[e.count].year.n == 0) continue;
        add_office(&e.all, &e.offices[e.count++]);
    }
    if (rc == RC_OK) rc = tell_shares(&e, judged, q, err);
    if (rc == RC_OK && e.count > 0) rc = tell_lines(&e, err);
    if (rc == RC_OK) rc = tell_change(&e, err);
    if (rc == RC_OK && can_compare(&e)) rc = tell_moved(&e, judged, q, err);
    if (rc == RC_OK && can_compare(&e)) rc = add_table(&e, err);
out:
    free(e.offices);
    free(judged);
    free(q);
    return rc;
}
