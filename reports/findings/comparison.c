#include "reports/findings/comparison.h"

#include "reports/i18n/format.h"

#include <math.h>
#include <string.h>

struct items {
    struct sentence *rows;
    size_t count;
};

static void add(struct items *items, enum phrase pattern, const char *text,
                const struct model_estimate *evidence)
{
    if (items->count == COMPARISON_LIMIT) return;
    items->rows[items->count++] = (struct sentence){pattern, {{text, evidence}}};
}

/* Another month's value of the same metric, written as this one is. */
static const char *like_now(struct view *view, const struct model_estimate *now, double value)
{
    const struct measure measure = view_measure(view, now);
    struct text text;
    text_init(&text, 0);
    format_value(&text, &measure, value);
    return view_keep(view, &text);
}

static void add_month(struct view *view, struct items *items, const struct model_estimate *now)
{
    if (!model_is_earlier(view->model, now)) return;
    struct text month;
    text_init(&month, 0);
    format_month(&month, view->language, now->period);
    add(items, PHRASE_COMPARE_MONTH, view_keep(view, &month), NULL);
}

/* The values of the month before and of a year before, NaN where there is none. The network has its
 * own estimates; a dealer its row of months, oldest first and its own value last; other parts the
 * change alone. */
struct before {
    double month, year;
};

static double by_change(const struct model_estimate *now)
{
    return now->change.exists ? now->value - now->change.value : NAN;
}

static struct before network_before(const struct model *model, const struct model_estimate *now)
{
    const int32_t back = model_months_back(model, now);
    const struct model_estimate *month = model_network_before(model, now->metric->id, back + 1);
    const struct model_estimate *year = model_network_before(model, now->metric->id, back + 12);
    return (struct before){model_stands(month) ? month->value : by_change(now),
                           model_stands(year) ? year->value : NAN};
}

static struct before part_before(const struct model *model, const struct model_estimate *now)
{
    double months[MONTH_WINDOW_COUNT];
    const size_t count = model_months(model, now, months);
    struct before before = {NAN, NAN};
    if (count > 1) before.month = months[count - 2];
    if (count == MONTH_WINDOW_COUNT) before.year = months[0];
    if (isnan(before.month)) before.month = by_change(now);
    return before;
}

static void add_before(struct view *view, struct items *items, const struct model_estimate *now)
{
    if (strcmp(now->period, "all") == 0) return;
    const bool network = now->axis == AXIS_NETWORK;
    const struct before before =
        network ? network_before(view->model, now) : part_before(view->model, now);
    if (!isnan(before.month))
        add(items, PHRASE_COMPARE_MONTH_BEFORE, like_now(view, now, before.month), NULL);
    if (!isnan(before.year))
        add(items, PHRASE_COMPARE_YEAR_BEFORE, like_now(view, now, before.year), NULL);
}

static const struct model_estimate *whole_of(const struct view *view,
                                             const struct model_estimate *now)
{
    if (now->axis == AXIS_NETWORK) return NULL;
    return model_estimate(view->model, now->metric->id, "", "", now->period);
}

static void add_against(struct view *view, struct items *items, const struct model_estimate *now,
                        const struct model_estimate *whole)
{
    const double target = !isnan(now->target) ? now->target : whole ? whole->target : NAN;
    if (!isnan(target)) add(items, PHRASE_TARGET_LABEL, view_like(view, now, target), NULL);
    if (!isnan(now->benchmark.value))
        add(items, PHRASE_CELL_BENCHMARK, view_published(view, now), NULL);
}

/* Of the second number too when that is another metric's. */
static void add_network(struct view *view, struct items *items, const struct model_estimate *now,
                        const struct model_estimate *second)
{
    const struct model_estimate *whole = whole_of(view, now);
    const struct model_estimate *other =
        second && second->metric != now->metric ? whole_of(view, second) : NULL;
    if (!whole || !model_stands(whole) || items->count == COMPARISON_LIMIT) return;
    struct sentence words = {PHRASE_COMPARE_NETWORK, {{view_value(view, whole), whole}}};
    if (model_stands(other)) {
        words.pattern = PHRASE_COMPARE_NETWORK_TWO;
        words.parts[1] = (struct part){view_value(view, other), other};
    }
    items->rows[items->count++] = words;
}

size_t comparison_items(struct view *view, const struct finding *finding,
                        struct sentence rows[COMPARISON_LIMIT])
{
    struct items items = {rows, 0};
    const struct model_estimate *now = finding->evidence;
    if (now) {
        add_month(view, &items, now);
        if (!finding->of_many) add_before(view, &items, now);
        add_against(view, &items, now, whole_of(view, now));
        add_network(view, &items, now, finding->second);
    }
    for (size_t i = 0; i < finding->extra_count; i++)
        if (items.count < COMPARISON_LIMIT) items.rows[items.count++] = finding->extras[i];
    if (now && now->status == STATUS_PARTIAL)
        add(&items, PHRASE_COMPARE_PARTIAL, view_reason(view, now), NULL);
    if (now && !finding->second)
        add(&items, PHRASE_NOTE_N, view_count(view, (double)now->n), NULL);
    else if (now && items.count < COMPARISON_LIMIT)
        items.rows[items.count++] =
            (struct sentence){PHRASE_COMPARE_TWO_N,
                              {{view_count(view, (double)now->n), NULL},
                               {view_count(view, (double)finding->second->n), NULL}}};
    return items.count;
}
