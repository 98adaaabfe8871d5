/* Each action's part of the network before and after, against the other parts. */
#include "measure/pdca/pdca.h"

#include "base/day.h"
#include "measure/stats/distribution.h"
#include "measure/stats/mean.h"
#include "measure/stats/multiple.h"
#include "measure/stats/nps.h"
#include "measure/stats/persistence.h"
#include "measure/stats/share.h"

#include <stdlib.h>
#include <string.h>

#define FALSE_DISCOVERY_RATE 0.05
enum { MONTH_LIMIT = 2 * PDCA_MONTHS };

/* The months that are looked at: before, then after, the oldest first. */
struct months {
    uint32_t windows[MONTH_LIMIT];
    uint32_t before_count, count;
    int32_t first, last; /* months */
};

/* One action being judged. Units are parts of the network: the treated one first. */
struct look {
    const struct pdca_actions *actions;
    struct pdca_action *action;
    struct elsewhere of;
    struct arena room; /* what the pointers below point to */
    struct months months;
    uint32_t *unit_of; /* per code of a dealer; UINT32_MAX: in none */
    bool *touched;     /* likewise: another action fell on it */
    uint32_t unit_count;
    struct statistic *cells;   /* [unit * months.count + month] */
    double variance;           /* of single rows */
    struct acted_unit *others; /* those that can be compared with */
};

static void add_months(struct months *months, const struct elsewhere *of, int32_t first,
                       int32_t last, bool from_first)
{
    const int32_t report = of->context->report_month;
    uint32_t taken = 0, found[MONTH_WINDOW_COUNT];
    for (int32_t i = 0; i <= last - first && taken < PDCA_MONTHS; i++) {
        const int32_t month = from_first ? first + i : last - i;
        const int32_t window = report - month;
        if (window < 0 || window >= MONTH_WINDOW_COUNT || of->immature >> window & 1) continue;
        found[taken++] = (uint32_t)window;
    }
    for (uint32_t i = 0; i < taken; i++)
        months->windows[months->count++] = found[from_first ? i : taken - 1 - i];
}

/* The month in which it began to work is neither before nor after. */
static const char *find_months(struct look *look)
{
    struct months *months = &look->months;
    const int32_t effective = look->action->effective;
    const int32_t report = look->of.context->report_month;
    if (effective == DAY_MISSING)
        return "not_in_effect: no day from which it works; two whole months after it are needed";
    const int32_t month = month_of_day(effective);
    const int32_t after = month_first_day(month) == effective ? month : month + 1;
    add_months(months, &look->of, report + 1 - MONTH_WINDOW_COUNT, month - 1, false);
    months->before_count = months->count;
    add_months(months, &look->of, after > report - MONTH_WINDOW_COUNT ? after : report, report,
               true);
    if (months->count - months->before_count < PDCA_LEAST_MONTHS)
        return after > report - PDCA_LEAST_MONTHS
                   ? "too_early: fewer than two whole months since it works that can be told"
                   : "no_months: the months after it are not kept any more, or cannot be told yet";
    if (months->before_count < PDCA_LEAST_MONTHS)
        return "no_months: fewer than two whole months before it are kept (13 months are)";
    months->first = report - (int32_t)months->windows[0];
    months->last = report - (int32_t)months->windows[months->count - 1];
    return NULL;
}

/* Whether another action on the same metric falls into the months that are compared. */
static bool interferes(const struct look *look, const struct pdca_action *other)
{
    if (other == look->action || other->metric != look->action->metric ||
        other->effective == DAY_MISSING)
        return false;
    const int32_t month = month_of_day(other->effective);
    return month >= look->months.first && month <= look->months.last;
}

/* Dealers with an action of their own on the metric are nobody's measure. *also: one of them is
 * treated by this action, too. */
static void find_touched(const struct look *look, bool *touched, bool *also)
{
    for (size_t i = 0; i < look->actions->count; i++) {
        const struct pdca_action *other = &look->actions->rows[i];
        if (!other->is_treated || !interferes(look, other)) continue;
        for (uint32_t dealer = 1; dealer < look->of.key_count; dealer++) {
            touched[dealer] |= other->is_treated[dealer];
            *also |= other->is_treated[dealer] && look->action->is_treated[dealer];
        }
    }
}

/* Treated dealers are unit 0; the others are a unit each, or a unit for each region. */
static void find_units(struct look *look, const bool *touched)
{
    const struct pdca_action *action = look->action;
    const uint32_t *regions = look->actions->region_of;
    for (uint32_t dealer = 0; dealer < look->of.key_count; dealer++) {
        uint32_t *unit = &look->unit_of[dealer];
        *unit = UINT32_MAX;
        if (dealer == 0) continue;
        if (action->is_treated[dealer])
            *unit = 0;
        else if (touched[dealer])
            continue;
        else if (action->scope == PDCA_DEALERS)
            *unit = look->unit_count;
        else if (regions[dealer] > 0 && regions[dealer] != REGION_MIXED)
            *unit = regions[dealer];
        if (*unit != UINT32_MAX && *unit >= look->unit_count) look->unit_count = *unit + 1;
    }
}

static void fill_cells(struct look *look)
{
    const uint32_t months = look->months.count;
    for (uint32_t dealer = 1; dealer < look->of.key_count; dealer++) {
        if (look->unit_of[dealer] == UINT32_MAX) continue;
        struct statistic *cells = look->cells + (size_t)look->unit_of[dealer] * months;
        for (uint32_t m = 0; m < months; m++) {
            const struct statistic cell =
                elsewhere_dealer(&look->of, dealer, look->months.windows[m]);
            if (!cell.refusal) statistic_add(&cells[m], &cell);
        }
    }
}

static struct statistic sum_of(const struct look *look, uint32_t unit, bool after)
{
    const struct months *months = &look->months;
    struct statistic sum = {.kind = look->action->metric->kind, .scale = 1};
    for (uint32_t m = 0; m < months->count; m++)
        if ((m >= months->before_count) == after)
            statistic_add(&sum, &look->cells[(size_t)unit * months->count + m]);
    return sum;
}

/* False: too few rows in one of the periods. */
static bool read_unit(const struct look *look, uint32_t unit, struct acted_unit *out, uint64_t n[2],
                      enum rc *rc, struct err *err)
{
    double values[2];
    for (int after = 0; *rc == RC_OK && after < 2; after++) {
        const struct statistic sum = sum_of(look, unit, after);
        *rc = elsewhere_value(&sum, &n[after], &values[after], err);
    }
    if (*rc != RC_OK) return false;
    *out = (struct acted_unit){.before = values[0],
                               .after = values[1],
                               .before_chance = look->variance / (double)n[0],
                               .after_chance = look->variance / (double)n[1]};
    const uint32_t base = look->of.context->options->judged_base;
    return n[0] > 0 && n[1] > 0 && n[0] >= base && n[1] >= base;
}

static enum rc after_interval(struct look *look, struct err *err)
{
    const struct statistic after = sum_of(look, 0, true);
    const struct moments moments = statistic_moments(&after);
    if (after.kind == STATISTIC_SHARE) {
        look->action->after = stats_wilson(after.share.met, after.share.n);
        return RC_OK;
    }
    if (after.kind == STATISTIC_NPS) {
        look->action->after = stats_nps(&after.nps);
        return RC_OK;
    }
    return stats_mean_t(&moments, &look->action->after, err);
}

/* How far the part lay from the others' mean before, and what such a part gives back by chance. */
static enum rc find_return(struct look *look, const struct acted_unit *unit, size_t other_count,
                           double *deviation, struct err *err)
{
    const uint32_t months = look->months.count, before_count = look->months.before_count;
    const size_t cells = (size_t)look->unit_count * months;
    double *values = malloc((2 * cells + months) * sizeof *values), mean = 0.0;
    if (!values) return err_memory(err, 2 * cells * sizeof *values);
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < cells; i++) {
        uint64_t n;
        rc = elsewhere_value(&look->cells[i], &n, &values[i], err);
        if (i < months || n < look->of.context->options->minimum_base) values[i] = NAN;
        values[cells + i] = look->variance / (double)n;
    }
    const struct periods periods = {values, values + cells, look->unit_count, months};
    struct persistence persistence = {.defined = false};
    if (rc == RC_OK) persistence = stats_persistence(&periods, values + 2 * cells);
    free(values);
    for (size_t i = 0; i < other_count; i++) mean += look->others[i].before / (double)other_count;
    persistence.passing /= before_count; /* of the mean of so many months */
    const struct expected_return back = stats_expected_return(
        &persistence, unit->before - mean, unit->before_chance, unit->after_chance);
    look->action->returned = back.change.value;
    *deviation = back.deviation;
    return rc;
}

/* The greater of two p: of the effect, and of what is left of it without the return to the mean. A
 * verdict has to stand both. */
static enum rc careful_p(const struct look *look, double deviation, double *p, struct err *err)
{
    const struct acted *acted = &look->action->acted;
    double without = NAN;
    *p = acted->p;
    if (isnan(look->action->returned) || isnan(deviation)) return RC_OK;
    const double left = acted->effect.value - look->action->returned;
    if ((left > 0) != (acted->effect.value > 0)) {
        *p = 1.0;
        return RC_OK;
    }
    const double error = sqrt(deviation * deviation + acted->others_error * acted->others_error);
    if (!(error > 0.0)) return RC_OK;
    const enum rc rc = stats_t_two_sided_p(left / error, acted->df, &without, err);
    *p = fmax(*p, without);
    return rc;
}

static const char few_rows[] =
    "few_rows: too few rows, or too few of the rarer kind, before or after";

static enum rc compare(struct look *look, struct err *err)
{
    struct pdca_action *action = look->action;
    struct acted_unit unit, other;
    uint64_t n[2], other_n[2];
    double deviation = NAN;
    size_t count = 0;
    enum rc rc = RC_OK;
    const bool is_enough = read_unit(look, 0, &unit, n, &rc, err);
    for (uint32_t u = 1; rc == RC_OK && u < look->unit_count; u++)
        if (read_unit(look, u, &other, other_n, &rc, err)) look->others[count++] = other;
    if (rc != RC_OK) return rc;
    action->compared = (uint32_t)count;
    if (!is_enough)
        action->reason = few_rows;
    else if (count < PDCA_LEAST_OTHERS)
        action->reason = "few_others: fewer than four other parts without an action of their own "
                         "to compare with";
    if (action->reason) return RC_OK;
    action->method = "difference_in_differences";
    rc = stats_acted(&unit, look->others, count, &action->acted, err);
    if (rc == RC_OK) rc = find_return(look, &unit, count, &deviation, err);
    return rc == RC_OK ? careful_p(look, deviation, &action->p, err) : rc;
}

/* All of the network was acted upon: there is nobody to compare with. */
static enum rc interrupt(struct look *look, struct err *err)
{
    struct acted_month months[MONTH_LIMIT];
    struct pdca_action *action = look->action;
    enum rc rc = RC_OK;
    size_t count = 0;
    for (uint32_t m = 0; rc == RC_OK && m < look->months.count; m++) {
        uint64_t n;
        double value;
        rc = elsewhere_value(&look->cells[m], &n, &value, err);
        if (n < look->of.context->options->minimum_base) continue;
        months[count++] = (struct acted_month){.time = -(double)look->months.windows[m],
                                               .value = value,
                                               .chance = look->variance / (double)n,
                                               .is_after = m >= look->months.before_count};
    }
    if (rc == RC_OK) rc = stats_interrupted(months, count, &action->acted, err);
    action->p = action->acted.p;
    action->method = action->acted.effect.defined ? "interrupted_series" : "";
    action->reason = action->acted.effect.defined
                         ? "no_comparison: all of the network was acted upon, so season and "
                           "whatever else changed in these months is in the effect"
                         : few_rows;
    return rc;
}

static enum rc find_variance(struct look *look, double *rarer, struct err *err)
{
    struct statistic all = {.kind = look->action->metric->kind, .scale = 1};
    for (uint32_t m = 0; m < look->months.count; m++) {
        const struct statistic month = elsewhere_network(&look->of, look->months.windows[m]);
        statistic_add(&all, &month);
    }
    return elsewhere_spread(&all, &look->variance, rarer, err);
}

/* What is told in any case: the part's rows and values before and after. */
static enum rc describe(struct look *look, bool *is_rare, struct err *err)
{
    struct pdca_action *action = look->action;
    struct acted_unit unit;
    uint64_t n[2];
    double rarer;
    enum rc rc = find_variance(look, &rarer, err);
    if (rc == RC_OK) (void)read_unit(look, 0, &unit, n, &rc, err);
    if (rc != RC_OK) return rc;
    action->n_before = n[0];
    action->n_after = n[1];
    action->before = unit.before;
    const double least = fmin((double)n[0], (double)n[1]);
    *is_rare = !(look->variance > 0.0) || !(least * rarer >= PDCA_LEAST_CASES);
    return after_interval(look, err);
}

static enum rc take_room(struct look *look, bool *also, struct err *err)
{
    const size_t dealers = (size_t)look->of.key_count + 1;
    const struct dictionary *regions = look->actions->regions;
    const size_t limit = dealers + (regions ? regions->code_count : 0) + 1;
    look->unit_of = arena_take_array(&look->room, dealers, sizeof *look->unit_of);
    look->others = arena_take_array(&look->room, limit, sizeof *look->others);
    look->touched = arena_take_array(&look->room, dealers, sizeof *look->touched);
    if (!look->unit_of || !look->others || !look->touched)
        return err_memory(err, limit * sizeof *look->others);
    look->unit_count = 1;
    if (look->action->is_treated) {
        find_touched(look, look->touched, also);
        find_units(look, look->touched);
    }
    const size_t cells = (size_t)look->unit_count * look->months.count;
    look->cells = arena_take_array(&look->room, cells, sizeof *look->cells);
    if (!look->cells) return err_memory(err, cells * sizeof *look->cells);
    if (look->action->is_treated) fill_cells(look);
    for (uint32_t m = 0; !look->action->is_treated && m < look->months.count; m++)
        look->cells[m] = elsewhere_network(&look->of, look->months.windows[m]);
    return RC_OK;
}

static enum rc judge(const struct pdca_actions *actions, struct pdca_action *action,
                     struct err *err)
{
    struct look look = {.actions = actions, .action = action, .room = ARENA_INIT};
    bool also = false, is_rare = false;
    if (action->reason) return RC_OK;
    action->reason = elsewhere_open(&look.of, actions->measured, action->metric);
    if (!action->reason && action->is_treated && !look.of.dealers)
        action->reason = "no_months: this metric is not counted by dealer";
    if (!action->reason) action->reason = find_months(&look);
    if (action->reason) return RC_OK;
    enum rc rc = take_room(&look, &also, err);
    if (rc == RC_OK) rc = describe(&look, &is_rare, err);
    if (rc == RC_OK && is_rare) action->reason = few_rows;
    if (rc == RC_OK && !is_rare)
        rc = action->is_treated ? compare(&look, err) : interrupt(&look, err);
    if (also && !action->reason)
        action->reason = "also_acted: another action on the same metric fell on the same part in "
                         "these months; what the two did cannot be told apart";
    arena_release(&look.room);
    return rc;
}

/* Which way is good, where the metric does not say: towards the target. */
static int good_of(const struct pdca_action *action)
{
    if (action->good != 0 || isnan(action->target) || isnan(action->before)) return action->good;
    return action->target > action->before ? 1 : -1;
}

static void conclude(struct pdca_action *action)
{
    static const char early[] = "too_early:", waiting[] = "not_in_effect:";
    const char *reason = action->reason ? action->reason : "";
    action->good = good_of(action);
    if (strncmp(reason, early, sizeof early - 1) == 0 ||
        strncmp(reason, waiting, sizeof waiting - 1) == 0)
        action->verdict = PDCA_TOO_EARLY;
    else if (isnan(action->q))
        action->verdict = PDCA_CANNOT_SAY;
    else if (action->q >= FALSE_DISCOVERY_RATE)
        action->verdict = PDCA_NOT_DISTINGUISHABLE;
    else if (action->good != 0)
        action->verdict =
            (action->acted.effect.value > 0) == (action->good > 0) ? PDCA_WORKED : PDCA_WORSE;
    else
        action->reason = "no_direction: neither the metric nor a target says which way is good";
}

enum rc pdca_judge(struct pdca_actions *actions, struct err *err)
{
    double *q = malloc((actions->count + 1) * sizeof *q);
    if (!q) return err_memory(err, actions->count * sizeof *q);
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < actions->count; i++) {
        rc = judge(actions, &actions->rows[i], err);
        q[i] = actions->rows[i].p;
    }
    if (rc == RC_OK) rc = stats_benjamini_hochberg(q, actions->count, err);
    for (size_t i = 0; rc == RC_OK && i < actions->count; i++) {
        actions->rows[i].q = q[i];
        conclude(&actions->rows[i]);
    }
    free(q);
    return rc;
}
