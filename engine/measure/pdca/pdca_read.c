/* What the rows of actions.csv say, and what that means. */
#include "measure/pdca/pdca.h"

#include "base/day.h"
#include "measure/small_table.h"

#include <stdlib.h>
#include <string.h>

const char *const pdca_verdicts[PDCA_VERDICT_COUNT] = {[PDCA_WORKED] = "worked",
                                                       [PDCA_NOT_DISTINGUISHABLE] =
                                                           "not_distinguishable",
                                                       [PDCA_WORSE] = "worse",
                                                       [PDCA_TOO_EARLY] = "too_early",
                                                       [PDCA_CANNOT_SAY] = "cannot_say"};
const char *const pdca_states[PDCA_STATE_COUNT] = {[PDCA_WAITING] = "waiting",
                                                   [PDCA_OVERDUE] = "overdue",
                                                   [PDCA_FOLLOWED] = "followed",
                                                   [PDCA_DUE] = "due",
                                                   [PDCA_PLANNED] = "planned"};

enum pdca_state pdca_state_on(const struct pdca_action *action, int32_t day)
{
    const bool is_due = action->due != DAY_MISSING && action->due <= day;
    if (action->opened > day) return PDCA_PLANNED;
    if (action->effective == DAY_MISSING || action->effective > day)
        return is_due ? PDCA_OVERDUE : PDCA_WAITING;
    return is_due ? PDCA_DUE : PDCA_FOLLOWED;
}

/* A name of an axis as somebody may write it. */
static bool names_axis(struct slice words, enum axis axis)
{
    static const char *const others[AXIS_COUNT][2] = {
        [AXIS_DEALER] = {"经销商编号", "承销商"}, [AXIS_REGION] = {"地区", "大区"},
        [AXIS_PRODUCT] = {"产品型号", "型号"},    [AXIS_TECHNICIAN] = {"服务人员编号", "技师"},
        [AXIS_CHANNEL] = {"渠道", "回访渠道"},
    };
    const struct axis_row *row = &axis_rows[axis];
    const char *const names[] = {row->name,     row->column,     row->title[0],
                                 row->title[1], others[axis][0], others[axis][1]};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i] && slice_equal_nocase(words, slice_of(names[i]))) return true;
    return false;
}

/* Cuts at the first of the marks, which may be of several bytes; false: there is none. */
static bool cut(struct slice text, const char *const *marks, struct slice *left,
                struct slice *right)
{
    for (size_t at = 0; at < text.byte_count; at++)
        for (const char *const *mark = marks; *mark; mark++) {
            const size_t byte_count = strlen(*mark);
            if (at + byte_count > text.byte_count ||
                memcmp(text.bytes + at, *mark, byte_count) != 0)
                continue;
            *left = slice_trim((struct slice){text.bytes, at});
            *right = slice_trim(
                (struct slice){text.bytes + at + byte_count, text.byte_count - at - byte_count});
            return true;
        }
    return false;
}

static uint32_t code_of_slice(const struct dictionary *names, struct slice words)
{
    for (uint32_t code = 1; names && code < names->code_count; code++)
        if (slice_equal_nocase(words, slice_of(names->names[code]))) return code;
    return 0;
}

static bool *take_marks(struct pdca_actions *actions, struct err *err)
{
    const size_t count = actions->dealers ? actions->dealers->code_count : 1;
    bool *marks = arena_take_array(actions->arena, count, sizeof *marks);
    if (!marks) actions->rc = err_memory(err, count);
    return marks;
}

static const char *treat_dealers(struct pdca_actions *actions, struct pdca_action *action,
                                 struct slice keys, struct err *err)
{
    static const char *const marks[] = {",", "，", "、", "|", "/", NULL};
    bool *is_treated = take_marks(actions, err);
    bool more = true;
    while (is_treated && more) {
        struct slice key, rest;
        more = cut(keys, marks, &key, &rest);
        if (!more) key = slice_trim(keys);
        const uint32_t code = code_of_slice(actions->dealers, key);
        if (code == 0) return "unknown_segment: no row names this dealer";
        is_treated[code] = true;
        keys = rest;
    }
    action->scope = PDCA_DEALERS;
    action->is_treated = is_treated;
    return NULL;
}

static const char *treat_region(struct pdca_actions *actions, struct pdca_action *action,
                                struct slice key, struct err *err)
{
    const uint32_t region = code_of_slice(actions->regions, key);
    if (region == 0) return "unknown_segment: no row names this region";
    bool *is_treated = take_marks(actions, err);
    const size_t count = actions->dealers ? actions->dealers->code_count : 0;
    if (!actions->region_of && is_treated) {
        actions->region_of = arena_take_array(actions->arena, count + 1, sizeof(uint32_t));
        if (!actions->region_of)
            actions->rc = err_memory(err, count);
        else
            actions->rc = elsewhere_regions(actions->measured, actions->region_of, err);
    }
    bool found = false;
    for (size_t dealer = 1; actions->region_of && is_treated && dealer < count; dealer++) {
        is_treated[dealer] = actions->region_of[dealer] == region;
        found |= is_treated[dealer];
    }
    action->scope = PDCA_REGION;
    action->is_treated = is_treated;
    return found ? NULL : "no_months: no dealer lies in this region alone";
}

const char *pdca_understand_filter(struct pdca_actions *actions, struct pdca_action *action,
                                   struct err *err)
{
    static const char *const equals[] = {"=", "＝", ":", "：", NULL};
    static const char *const everywhere[] = {"", "全网络", "全部", "全国", "all", "network"};
    const struct slice text = slice_trim(slice_of(action->filter));
    struct slice name, key;
    for (size_t i = 0; i < sizeof everywhere / sizeof *everywhere; i++)
        if (slice_equal_nocase(text, slice_of(everywhere[i]))) return NULL;
    if (!cut(text, equals, &name, &key)) {
        if (code_of_slice(actions->dealers, text) > 0)
            return treat_dealers(actions, action, text, err);
        if (code_of_slice(actions->regions, text) > 0)
            return treat_region(actions, action, text, err);
        return "unknown_segment: neither a dealer nor a region; write dealer=D021 or region=…";
    }
    if (names_axis(name, AXIS_DEALER)) return treat_dealers(actions, action, key, err);
    if (names_axis(name, AXIS_REGION)) return treat_region(actions, action, key, err);
    for (size_t axis = 1; axis < AXIS_COUNT; axis++)
        if (axis_rows[axis].column[0] && names_axis(name, (enum axis)axis))
            return "few_months: a year of months is kept of the network, of dealers and of "
                   "regions; actions on other parts cannot be followed";
    return "unknown_segment: neither a dealer nor a region; write dealer=D021 or region=…";
}

/* What a unit behind the number makes of it. */
static double factor_of(const struct metric *metric, struct slice suffix, double number)
{
    static const struct {
        const char *words;
        enum unit unit;
        double factor;
    } suffixes[] = {{"%", UNIT_SHARE, 0.01},     {"％", UNIT_SHARE, 0.01},
                    {"h", UNIT_MINUTES, 60},     {"小时", UNIT_MINUTES, 60},
                    {"d", UNIT_MINUTES, 1440},   {"天", UNIT_MINUTES, 1440},
                    {"days", UNIT_MINUTES, 1440}};
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
        if (suffixes[i].unit == metric->unit &&
            slice_equal_nocase(suffix, slice_of(suffixes[i].words)))
            return suffixes[i].factor;
    return metric->unit == UNIT_SHARE && number > 1 ? 0.01 : 1.0;
}

const char *pdca_understand_target(struct pdca_action *action)
{
    static const char *const lower[] = {"<", "≤", "＜", "不高于", "不超过", "低于", "至多"};
    const char *words = action->target_words;
    const size_t start = strcspn(words, "0123456789");
    if (!words[0]) return NULL;
    if (!words[start]) return "bad_target: the target is not a number";
    const bool is_negative = start > 0 && words[start - 1] == '-';
    char *end = NULL;
    const double number = strtod(words + start - is_negative, &end);
    action->target = number * factor_of(action->metric, slice_trim(slice_of(end)), number);
    if (action->good != 0) return NULL;
    for (size_t i = 0; i < sizeof lower / sizeof *lower; i++)
        if (strstr(words, lower[i])) action->good = -1;
    return NULL;
}

static int good_of(enum better better)
{
    return better == BETTER_HIGHER ? 1 : better == BETTER_LOWER ? -1 : 0;
}

/* The first thing that cannot be understood is told. */
static void understand(struct pdca_actions *actions, struct pdca_action *action, struct err *err)
{
    action->metric = elsewhere_metric(action->words);
    if (!action->metric) {
        action->reason = action->words[0]
                             ? "unknown_metric: no metric has this id or title; rater explain "
                               "lists them"
                             : "no_metric: the action names no metric";
        return;
    }
    action->good = good_of(action->metric->better);
    action->reason = pdca_understand_filter(actions, action, err);
    const char *target = pdca_understand_target(action);
    if (!action->reason) action->reason = target;
}

static int compare_actions(const void *a, const void *b)
{
    const struct pdca_action *one = a, *other = b;
    const int by_id = slice_compare(slice_of(one->id), slice_of(other->id));
    const int by_words = slice_compare(slice_of(one->words), slice_of(other->words));
    if (one->opened != other->opened) return one->opened < other->opened ? -1 : 1;
    if (by_id != 0) return by_id;
    return by_words != 0 ? by_words : slice_compare(slice_of(one->filter), slice_of(other->filter));
}

enum rc pdca_read(struct pdca_actions *actions, struct err *err)
{
    static const char *const columns[] = {"action_id",  "metric",    "filter",       "owner",
                                          "department", "opened_on", "effective_on", "due_on",
                                          "target",     NULL};
    const struct linked *linked = actions->measured->linked;
    const struct table *table = linked_table(linked, "actions");
    const enum rc rc = small_fetch(table, columns, err);
    if (rc != RC_OK) return rc;
    actions->rows = arena_take_array(actions->arena, table->row_count, sizeof *actions->rows);
    if (!actions->rows) return err_memory(err, table->row_count * sizeof *actions->rows);
    struct small_row at = {.table = table};
    while (small_next(&at)) {
        struct pdca_action *action = &actions->rows[actions->count++];
        *action = (struct pdca_action){
            .id = small_id(&at, "action_id", actions->arena),
            .words = small_name(&at, linked, "metric"),
            .filter = small_name(&at, linked, "filter"),
            .owner = small_name(&at, linked, "owner"),
            .department = small_name(&at, linked, "department"),
            .target_words = small_name(&at, linked, "target"),
            .opened = small_number(&at, "opened_on"),
            .effective = small_number(&at, "effective_on"),
            .due = small_number(&at, "due_on"),
            .target = NAN,
            .before = NAN,
            .after = INTERVAL_UNDEFINED,
            .acted = ACTED_UNDEFINED,
            .returned = NAN,
            .p = NAN,
            .q = NAN,
            .method = "",
            .verdict = PDCA_CANNOT_SAY,
        };
        if (!action->id) return err_memory(err, 16);
        understand(actions, action, err);
        if (actions->rc != RC_OK) return actions->rc;
    }
    if (actions->count > 1)
        qsort(actions->rows, actions->count, sizeof *actions->rows, compare_actions);
    return RC_OK;
}
