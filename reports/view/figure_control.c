/* Control charts: months of a metric within the limits that the months before set. */
#include "reports/view/figure.h"

#include "reports/view/sentence.h"

#include <math.h>
#include <string.h>

enum { MONTH_LIMIT = 24 };
static const double q_limit = 0.05;

static double number_at(const struct model_table *table, size_t row, const char *column)
{
    return model_cell(table, row, model_column(table, column)).number;
}

static const char *text_at(const struct model_table *table, size_t row, const char *column)
{
    const char *text = model_cell(table, row, model_column(table, column)).text;
    return text ? text : "";
}

static bool is_of(const struct model_table *table, size_t row, const char *metric, const char *axis)
{
    return strcmp(text_at(table, row, "metric"), metric) == 0 &&
           strcmp(text_at(table, row, "axis"), axis) == 0;
}

struct months {
    const char *names[MONTH_LIMIT];
    struct control_point points[MONTH_LIMIT];
    size_t count, base_count; /* base: the months that set the limits */
    const char *last;         /* "2025-06"; NULL: none */
};

static const char *month_name(struct view *view, const char *month)
{
    struct text text;
    text_init(&text, 0);
    format_month_short(&text, view->language, month);
    return view_keep(view, &text);
}

/* Which way a signal points: the side of the centre, and which side is good. */
static enum tone tone_of(const struct model_metric *metric, double value, double centre)
{
    if (metric->words.better == BETTER_NONE || isnan(centre)) return TONE_PLAIN;
    return (value > centre) == (metric->words.better == BETTER_HIGHER) ? TONE_GOOD : TONE_BAD;
}

/* Whether a signal of the network's month holds after all tests: the rule of "charts.signals". */
static bool signal_holds(const struct view *view, const char *metric, const char *month)
{
    const struct model_table *table = model_table(view->model, "charts.signals");
    for (size_t row = 0; table && row < table->row_count; row++)
        if (is_of(table, row, metric, "") && strcmp(text_at(table, row, "month"), month) == 0)
            return number_at(table, row, "q") < q_limit;
    return false;
}

/* The network's months stand in the table "charts". */
static void collect_network(struct view *view, const struct model_metric *metric,
                            struct months *months)
{
    const struct model_table *table = model_table(view->model, "charts");
    double phase = NAN;
    for (size_t row = 0; table && row < table->row_count && months->count < MONTH_LIMIT; row++) {
        if (!is_of(table, row, metric->id, "")) continue;
        const double own_phase = number_at(table, row, "phase");
        const char *rule = text_at(table, row, "signal");
        struct control_point point = {.value = number_at(table, row, "value"),
                                      .centre = number_at(table, row, "centre"),
                                      .lower = number_at(table, row, "lower"),
                                      .upper = number_at(table, row, "upper"),
                                      .begins_phase = months->count > 0 && own_phase != phase};
        phase = own_phase;
        months->base_count += own_phase == 1;
        months->last = text_at(table, row, "month");
        if (rule[0] && signal_holds(view, metric->id, months->last)) {
            point.tone = tone_of(metric, point.value, point.centre);
            point.signal = name_words(view->language, rule);
        }
        months->names[months->count] = month_name(view, months->last);
        months->points[months->count++] = point;
    }
}

/* The month that the section tells, where it was not followed long enough for limits. */
static void add_unjudged(struct view *view, const struct model_estimate *now, struct months *months)
{
    if (months->count == 0 || months->count == MONTH_LIMIT) return;
    if (strcmp(months->last, now->period) >= 0) return;
    months->last = now->period;
    months->names[months->count] = month_name(view, now->period);
    months->points[months->count++] =
        (struct control_point){now->value, NAN, NAN, NAN, NULL, TONE_PLAIN, false};
}

/* Of a dealer: its row of `series`, and of the report month the estimate; the limits, which are
 * told of that month alone, stand in "charts.signals". */
static void collect_dealer(struct view *view, const struct model_estimate *now, size_t signal,
                           struct months *months)
{
    const struct model_table *signals = model_table(view->model, "charts.signals");
    const double centre = number_at(signals, signal, "centre");
    for (size_t i = 0; i < view->model->series_count; i++) {
        const struct model_series *series = &view->model->series[i];
        if (series->metric != now->metric || strcmp(series->axis_name, now->axis_name) != 0)
            continue;
        for (size_t key = 0; key < series->key_count; key++) {
            if (strcmp(series->keys[key], now->key) != 0) continue;
            for (size_t k = 0; k < series->period_count && months->count + 1 < MONTH_LIMIT; k++) {
                months->names[months->count] = month_name(view, series->periods[k]);
                months->points[months->count++] = (struct control_point){
                    series->value[key][k], centre, NAN, NAN, NULL, TONE_PLAIN, false};
            }
        }
    }
    months->base_count = months->count;
    months->names[months->count] = month_name(view, now->period);
    months->points[months->count++] =
        (struct control_point){now->value,
                               centre,
                               number_at(signals, signal, "lower"),
                               number_at(signals, signal, "upper"),
                               name_words(view->language, text_at(signals, signal, "rule")),
                               tone_of(now->metric, now->value, centre),
                               true};
}

static const char *target_text(struct view *view, const struct model_estimate *now)
{
    const struct sentence words = {PHRASE_TARGET_LABEL,
                                   {{view_like(view, now, now->target), NULL}}};
    return isnan(now->target) ? "" : sentence_keep(view, &words);
}

/* The last point's value; a chart may end before `now`, whose month is not followed to its end. */
static const char *last_text(struct view *view, const struct model_estimate *now,
                             const struct months *months)
{
    const struct model_estimate *last =
        months->last ? model_estimate(view->model, now->metric->id, "", "", months->last) : now;
    if (!model_stands(last)) return "";
    if (strcmp(last->period, view->model->run.period) == 0) return view_interval(view, last);
    struct text text;
    text_init(&text, 0);
    format_month(&text, view->language, last->period);
    text_put(&text, "  ");
    text_put(&text, view_interval(view, last));
    return view_keep(view, &text);
}

static void draw(struct view *view, const struct model_estimate *now, const struct months *months,
                 const char *title)
{
    chart_control(&view->page,
                  &(struct control_chart){.label = title ? title : view_title(view, now->metric),
                                          .title = title,
                                          .months = months->names,
                                          .points = months->points,
                                          .month_count = months->count,
                                          .target = title ? NAN : now->target,
                                          .centre_text = view_phrase(view, PHRASE_CONTROL_CENTRE),
                                          .limits_text = view_phrase(view, PHRASE_CONTROL_LIMIT),
                                          .target_text = target_text(view, now),
                                          .last_text = title ? view_value(view, now)
                                                             : last_text(view, now, months),
                                          .is_small = title != NULL,
                                          .style = figure_style(view, now)});
}

/* Why the network's metric has no chart; "" when nothing is said of it. */
static const char *refusal_of(struct view *view, const struct model_metric *metric)
{
    const struct model_table *table = model_table(view->model, "charts.baseline");
    for (size_t row = 0; table && row < table->row_count; row++)
        if (is_of(table, row, metric->id, "") && text_at(table, row, "reason")[0])
            return view_reason_words(view, text_at(table, row, "reason"));
    return "";
}

void figure_control(struct view *view, const struct model_estimate *now)
{
    struct months months = {.count = 0};
    if (!model_stands(now)) return;
    collect_network(view, now->metric, &months);
    add_unjudged(view, now, &months);
    const char *refusal = refusal_of(view, now->metric);
    if (months.count < 2) {
        figure_trend(view, now);
        if (!refusal[0]) return;
        HTML(&view->page, "<p class=\"note\">");
        sentence_html(view, &(struct sentence){PHRASE_CONTROL_REFUSED, {{refusal, NULL}}});
        HTML(&view->page, "</p>\n");
        return;
    }
    const struct sentence caption = {refusal[0] ? PHRASE_CONTROL_FIGURE_IN_PART
                                                : PHRASE_CONTROL_FIGURE,
                                     {{view_title(view, now->metric), NULL},
                                      {view_count(view, (double)months.base_count), NULL},
                                      {refusal, NULL}}};
    figure_open(view);
    draw(view, now, &months, NULL);
    figure_close(view, sentence_keep(view, &caption));
}

/* A row of "charts.signals" that holds after all tests. */
struct surest {
    size_t row;
    double p;
};

static size_t find_surest(const struct view *view, const struct model_table *table,
                          struct surest *found)
{
    size_t count = 0;
    for (size_t row = 0; table && row < table->row_count; row++) {
        const double p = number_at(table, row, "p");
        const bool is_now = strcmp(text_at(table, row, "month"), view->model->run.period) == 0;
        if (!is_now || !(number_at(table, row, "q") < q_limit)) continue;
        size_t at = count < CONTROL_LIMIT ? count++ : CONTROL_LIMIT;
        for (; at > 0 && found[at - 1].p > p; at--)
            if (at < CONTROL_LIMIT) found[at] = found[at - 1];
        if (at < CONTROL_LIMIT) found[at] = (struct surest){row, p};
    }
    return count;
}

static const char *small_title(struct view *view, const struct model_estimate *now)
{
    if (now->key[0] == '\0') return view_title(view, now->metric);
    struct text text;
    text_init(&text, 0);
    text_put(&text, now->key);
    text_put(&text, " \xC2\xB7 ");
    text_put(&text, view_title(view, now->metric));
    return view_keep(view, &text);
}

static bool draw_small(struct view *view, const struct model_table *table, size_t row)
{
    const char *axis = text_at(table, row, "axis"), *metric = text_at(table, row, "metric");
    const struct model_estimate *now = model_estimate(
        view->model, metric, axis, text_at(table, row, "key"), view->model->run.period);
    struct months months = {.count = 0};
    if (!model_stands(now)) return false;
    if (axis[0])
        collect_dealer(view, now, row, &months);
    else
        collect_network(view, now->metric, &months);
    if (months.count < 2) return false;
    HTML(&view->page, "<div>");
    draw(view, now, &months, small_title(view, now));
    HTML(&view->page, "</div>");
    return true;
}

size_t figure_controls(struct view *view)
{
    const struct model_table *table = model_table(view->model, "charts.signals");
    struct surest found[CONTROL_LIMIT];
    const size_t count = find_surest(view, table, found);
    size_t drawn = 0;
    if (count == 0) return 0;
    figure_open(view);
    HTML(&view->page, "<div class=\"few\">");
    for (size_t i = 0; i < count; i++) drawn += draw_small(view, table, found[i].row);
    HTML(&view->page, "</div>\n");
    figure_close(view, view_phrase(view, PHRASE_CONTROL_SMALL_FIGURE));
    return drawn;
}
