#include "reports/view/figure.h"

#include "base/day.h"
#include "reports/view/estimate_table.h"
#include "reports/view/sentence.h"

#include <math.h>
#include <string.h>

void figure_open(struct view *view)
{
    HTML(&view->page, "<figure>");
}

void figure_close(struct view *view, const char *caption)
{
    if (caption[0]) {
        HTML(&view->page, "<figcaption>");
        html_text(&view->page, caption);
        HTML(&view->page, "</figcaption>");
    }
    HTML(&view->page, "</figure>\n");
}

struct number_style figure_style(const struct view *view, const struct model_estimate *estimate)
{
    const struct measure measure = view_measure(view, estimate);
    const char *suffix = measure.suffix;
    return (struct number_style){measure.factor, strcmp(suffix, " %") == 0 ? "%" : suffix};
}

static enum tone tone_of(const struct model_estimate *estimate)
{
    if (!view_change_stands(estimate)) return TONE_PLAIN;
    const enum better better = estimate->metric->words.better;
    if (better == BETTER_NONE) return TONE_PLAIN;
    const bool up = estimate->change.value > 0;
    return up == (better == BETTER_HIGHER) ? TONE_GOOD : TONE_BAD;
}

static const char *note_of(struct view *view, const struct model_estimate *estimate)
{
    struct text note;
    text_init(&note, 0);
    const struct sentence count = {PHRASE_NOTE_N, {{view_count(view, (double)estimate->n), NULL}}};
    sentence_text(&note, view->language, &count);
    if (view_change_stands(estimate)) {
        text_put(&note, " \xC2\xB7 ");
        text_put(&note, view_change_words(view, estimate));
    }
    return view_keep(view, &note);
}

static struct interval_row interval_row(struct view *view, const struct model_estimate *estimate)
{
    struct interval_row row = {.label = estimate->axis == AXIS_NETWORK
                                            ? view_title(view, estimate->metric)
                                            : view_key(view, estimate),
                               .value_text = view_value(view, estimate),
                               .bounds_text = view_bounds(view, estimate),
                               .note = note_of(view, estimate),
                               .value = estimate->value,
                               .lower = estimate->lower,
                               .upper = estimate->upper,
                               .target = estimate->target,
                               .benchmark_low = estimate->benchmark.low,
                               .benchmark_high = estimate->benchmark.value,
                               .tone = tone_of(estimate)};
    double months[MONTH_WINDOW_COUNT];
    const size_t count = model_months(view->model, estimate, months);
    double *kept = count > 1 ? arena_take_array(&view->arena, count, sizeof *kept) : NULL;
    if (kept) {
        memcpy(kept, months, count * sizeof *kept);
        row.months = kept;
        row.month_count = count;
    }
    return row;
}

void figure_intervals(struct view *view, const struct model_estimate *const *rows, size_t row_count,
                      const char *label)
{
    struct interval_row *drawn = arena_take_array(&view->arena, row_count, sizeof *drawn);
    size_t count = 0, months = 0;
    const struct model_estimate *first = NULL;
    for (size_t i = 0; drawn && i < row_count; i++) {
        if (!model_stands(rows[i])) continue;
        if (!first) first = rows[i];
        drawn[count] = interval_row(view, rows[i]);
        if (drawn[count].month_count > months) months = drawn[count].month_count;
        count++;
    }
    if (!first) return;
    figure_open(view);
    chart_interval(&view->page, &(struct interval_chart){.label = label,
                                                         .rows = drawn,
                                                         .row_count = count,
                                                         .from = NAN,
                                                         .to = NAN,
                                                         .style = figure_style(view, first)});
    const struct sentence note = {PHRASE_MONTHS_NOTE, {{view_count(view, (double)months), NULL}}};
    figure_close(view, months > 1 ? sentence_keep(view, &note) : "");
}

struct months {
    const char *names[MONTH_WINDOW_COUNT];
    double value[MONTH_WINDOW_COUNT], lower[MONTH_WINDOW_COUNT], upper[MONTH_WINDOW_COUNT];
    size_t count, number_count;
};

static const char *month_name(struct view *view, int32_t month)
{
    char number[MONTH_TEXT_BYTES];
    struct text text;
    month_text(month, number);
    text_init(&text, 0);
    format_month_short(&text, view->language, number);
    return view_keep(view, &text);
}

static void collect_months(struct view *view, const char *metric, struct months *months)
{
    for (int32_t back = MONTH_WINDOW_COUNT - 1; back >= 0; back--) {
        const struct model_estimate *then = model_network_before(view->model, metric, back);
        const bool stands = model_stands(then);
        if (!stands && months->number_count == 0) continue;
        months->names[months->count] = month_name(view, view->model->month - back);
        months->value[months->count] = stands ? then->value : NAN;
        months->lower[months->count] = stands ? then->lower : NAN;
        months->upper[months->count] = stands ? then->upper : NAN;
        months->count++;
        if (stands) months->number_count++;
    }
}

void figure_trend(struct view *view, const struct model_estimate *now)
{
    struct months months = {.count = 0};
    if (!model_stands(now)) return;
    collect_months(view, now->metric->id, &months);
    if (months.number_count < 2) return;
    const struct sentence target = {PHRASE_TARGET_LABEL,
                                    {{view_like(view, now, now->target), NULL}}};
    figure_open(view);
    chart_trend(&view->page, &(struct trend_chart){.label = view_title(view, now->metric),
                                                   .months = months.names,
                                                   .month_count = months.count,
                                                   .value = months.value,
                                                   .lower = months.lower,
                                                   .upper = months.upper,
                                                   .target = now->target,
                                                   .target_text = sentence_keep(view, &target),
                                                   .last_text = view_interval(view, now),
                                                   .style = figure_style(view, now)});
    figure_close(view, estimate_label(view, now));
}
