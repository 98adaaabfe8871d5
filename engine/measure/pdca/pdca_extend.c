/* The tables of actions and of months, and the shares of what worked. */
#include "measure/pdca/pdca.h"

#include "base/day.h"
#include "measure/stats/share.h"

#include <string.h>

/* A number in the unit of the row's metric has the unit "metric", a difference of two "change". */
static const struct table_column action_columns[] = {{"action", "text"},
                                                     {"metric", "text"},
                                                     {"segment", "text"},
                                                     {"department", "text"},
                                                     {"owner", "text"},
                                                     {"opened", "text"},
                                                     {"effective", "text"},
                                                     {"due", "text"},
                                                     {"state", "text"},
                                                     {"n_before", "count"},
                                                     {"n", "count"},
                                                     {"before", "metric"},
                                                     {"value", "metric"},
                                                     {"lower", "metric"},
                                                     {"upper", "metric"},
                                                     {"others", "change"},
                                                     {"effect", "change"},
                                                     {"effect_lower", "change"},
                                                     {"effect_upper", "change"},
                                                     {"regressed", "change"},
                                                     {"smallest", "change"},
                                                     {"compared", "count"},
                                                     {"method", "text"},
                                                     {"p", "p"},
                                                     {"q", "q"},
                                                     {"verdict", "text"},
                                                     {"target", "metric"},
                                                     {"reached", "text"},
                                                     {"reason", "text"}};
enum { ACTION_COLUMNS = sizeof action_columns / sizeof *action_columns };

static const struct table_column month_columns[] = {
    {"month", "month"},   {"carried", "count"}, {"opened", "count"},   {"in_effect", "count"},
    {"waiting", "count"}, {"overdue", "count"}, {"followed", "count"}, {"due", "count"}};
enum { MONTH_COLUMNS = sizeof month_columns / sizeof *month_columns };

static const char *text_of_day(struct arena *arena, int32_t day)
{
    char text[DAY_TEXT_BYTES];
    if (day == DAY_MISSING) return "";
    day_text(day, text);
    return arena_copy_text(arena, text, strlen(text));
}

/* Against the whole interval of the months since it works. */
static const char *reached_of(const struct pdca_action *action)
{
    if (isnan(action->target) || action->good == 0 || !action->after.bounded) return "";
    const double near = action->good > 0 ? action->after.lower : action->after.upper;
    const double far = action->good > 0 ? action->after.upper : action->after.lower;
    if (action->good * (near - action->target) >= 0) return "reached";
    return action->good * (far - action->target) < 0 ? "missed" : "undecided";
}

static bool fill_action(const struct pdca_actions *actions, const struct pdca_action *action,
                        struct table_cell *cells)
{
    const struct acted *acted = &action->acted;
    const char *opened = text_of_day(actions->arena, action->opened);
    const char *effective = text_of_day(actions->arena, action->effective);
    const char *due = text_of_day(actions->arena, action->due);
    const struct table_cell row[ACTION_COLUMNS] = {
        cell_text(action->id),
        cell_text(action->metric ? action->metric->id : action->words),
        cell_text(action->filter),
        cell_text(action->department),
        cell_text(action->owner),
        cell_text(opened),
        cell_text(effective),
        cell_text(due),
        cell_text(pdca_states[pdca_state_on(action, actions->today)]),
        cell_whole((int64_t)action->n_before),
        cell_whole((int64_t)action->n_after),
        cell_number(action->before),
        cell_number(action->after.value),
        cell_number(action->after.lower),
        cell_number(action->after.upper),
        cell_number(acted->others_change),
        cell_number(acted->effect.value),
        cell_number(acted->effect.lower),
        cell_number(acted->effect.upper),
        cell_number(action->returned),
        cell_number(acted->smallest),
        cell_whole(action->compared),
        cell_text(action->method),
        cell_number(action->p),
        cell_number(action->q),
        cell_text(pdca_verdicts[action->verdict]),
        cell_number(action->target),
        cell_text(reached_of(action)),
        cell_text(action->reason ? action->reason : "")};
    memcpy(cells, row, sizeof row);
    return opened && effective && due;
}

static enum rc add_actions(const struct pdca_actions *actions, struct result *result,
                           struct err *err)
{
    struct result_table *table =
        result_add_table(result, "pdca.actions", action_columns, ACTION_COLUMNS, actions->count);
    if (!table) return err_memory(err, actions->count * sizeof *table->cells);
    for (size_t i = 0; i < actions->count; i++)
        if (!fill_action(actions, &actions->rows[i], result_cell(table, i, 0)))
            return err_memory(err, DAY_TEXT_BYTES);
    return RC_OK;
}

/* What is open goes from month to month until it is in effect. */
static void fill_month(const struct pdca_actions *actions, int32_t month, struct table_cell *cells)
{
    const int32_t last = month_last_day(month), before = month_first_day(month) - 1;
    int64_t carried = 0, opened = 0, in_effect = 0, counts[PDCA_STATE_COUNT] = {0};
    for (size_t i = 0; i < actions->count; i++) {
        const struct pdca_action *action = &actions->rows[i];
        const enum pdca_state was = pdca_state_on(action, before), is = pdca_state_on(action, last);
        const bool is_working = is == PDCA_FOLLOWED || is == PDCA_DUE;
        carried += was == PDCA_WAITING || was == PDCA_OVERDUE;
        opened += was == PDCA_PLANNED && is != PDCA_PLANNED;
        in_effect += is_working && was != PDCA_FOLLOWED && was != PDCA_DUE;
        counts[is]++;
    }
    cells[1] = cell_whole(carried);
    cells[2] = cell_whole(opened);
    cells[3] = cell_whole(in_effect);
    cells[4] = cell_whole(counts[PDCA_WAITING]);
    cells[5] = cell_whole(counts[PDCA_OVERDUE]);
    cells[6] = cell_whole(counts[PDCA_FOLLOWED]);
    cells[7] = cell_whole(counts[PDCA_DUE]);
}

static enum rc add_months(const struct pdca_actions *actions, struct result *result,
                          struct err *err)
{
    struct result_table *table =
        result_add_table(result, "pdca.months", month_columns, MONTH_COLUMNS, MONTH_WINDOW_COUNT);
    if (!table) return err_memory(err, sizeof month_columns);
    for (int32_t row = 0; row < MONTH_WINDOW_COUNT; row++) {
        const int32_t month =
            actions->measured->context->report_month + 1 - MONTH_WINDOW_COUNT + row;
        char text[MONTH_TEXT_BYTES];
        month_text(month, text);
        const char *kept = arena_copy_text(actions->arena, text, strlen(text));
        if (!kept) return err_memory(err, sizeof text);
        struct table_cell *cells = result_cell(table, (size_t)row, 0);
        cells[0] = cell_text(kept);
        fill_month(actions, month, cells);
    }
    return RC_OK;
}

static enum rc add_share(const struct pdca_actions *actions, struct result *result,
                         const char *metric, uint64_t met, uint64_t n, struct err *err)
{
    const struct extended extended = {
        .metric = metric,
        .axis = AXIS_NETWORK,
        .key = "",
        .period = PERIOD_ALL,
        .n = n,
        .interval = stats_wilson(met, n),
        .method = "wilson",
        .reason = n > 0 ? NULL : "no_rows: no action that can be judged yet"};
    return extend_estimate(actions->measured, result, &extended, err);
}

static enum rc add_shares(const struct pdca_actions *actions, struct result *result,
                          struct err *err)
{
    uint64_t worked = 0, judged = 0, reached = 0, aimed = 0;
    for (size_t i = 0; i < actions->count; i++) {
        const struct pdca_action *action = &actions->rows[i];
        const char *words = reached_of(action);
        worked += action->verdict == PDCA_WORKED;
        judged += action->verdict != PDCA_TOO_EARLY && action->verdict != PDCA_CANNOT_SAY;
        reached += strcmp(words, "reached") == 0;
        aimed += words[0] != '\0';
    }
    const enum rc rc = add_share(actions, result, "pdca.worked", worked, judged, err);
    return rc == RC_OK ? add_share(actions, result, "pdca.reached", reached, aimed, err) : rc;
}

enum rc pdca_extend(const struct measured *measured, struct result *result, struct err *err)
{
    struct pdca_actions actions = {.measured = measured,
                                   .arena = &result->arena,
                                   .dealers = elsewhere_dealers(measured),
                                   .regions = linked_dictionary(measured->linked, "region"),
                                   .today = month_last_day(measured->context->report_month)};
    enum rc rc = pdca_read(&actions, err);
    if (rc == RC_OK) rc = pdca_judge(&actions, err);
    if (rc == RC_OK) rc = add_shares(&actions, result, err);
    if (rc == RC_OK) rc = add_actions(&actions, result, err);
    return rc == RC_OK ? add_months(&actions, result, err) : rc;
}
