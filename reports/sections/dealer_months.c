/* Dealers by month: whether those that differ have always done so, or since when. The others would
 * be rows of chance; their months stand in the table. Never a ranking: dealers stand in the order
 * of the result. */
#include "reports/sections/sections.h"
#include "reports/view/figure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    TOLD_LIMIT = 40, /* rows: one sheet of paper */
    LEAST_RECORDS = 10,
    LEAST_EXPECTED = 5 /* of a share, met and missed */
};
static const double LIMIT_ERRORS = 2, WITHIN_ERRORS = 1;

/* What is told by month, and the 12-month comparison of like jobs that gives its verdict. */
static const struct told {
    const char *metric, *card;
} told[] = {{"survey.overall.mean", "card.overall.adjusted"},
            {"survey.overall.top2", "card.top2.adjusted"},
            {"sla.close_48h", "card.close_48h.adjusted"},
            {"repair.repeat_30d", "card.repeat_30d.adjusted"},
            {"rater.index", "rater.index"}};
enum { TOLD_COUNT = sizeof told / sizeof *told };

struct months {
    struct view *view;
    const struct told *told;
    const struct model_series *series;
    const char *periods[MONTH_WINDOW_COUNT]; /* the report month last */
    const char *names[MONTH_WINDOW_COUNT];
    const struct model_estimate *network[MONTH_WINDOW_COUNT];
    size_t count;
};

/* A dealer, by its place in the series. */
struct dealer {
    size_t key;
    enum tone tone;
    bool is_told; /* has a verdict, or its control chart a signal */
    double clearness;
};

static const struct model_series *series_of(const struct model *model, const char *metric)
{
    for (size_t i = 0; i < model->series_count; i++)
        if (strcmp(model->series[i].axis_name, "dealer") == 0 &&
            strcmp(model->series[i].metric->id, metric) == 0)
            return &model->series[i];
    return NULL;
}

static const char *month_name(struct view *view, const char *period)
{
    struct text text;
    text_init(&text, 0);
    format_month_short(&text, view->language, period);
    return view_keep(view, &text);
}

static void add_month(struct months *months, const char *period)
{
    const struct model *model = months->view->model;
    if (months->count == MONTH_WINDOW_COUNT) return;
    months->periods[months->count] = period;
    months->names[months->count] = month_name(months->view, period);
    months->network[months->count] = model_estimate(model, months->told->metric, "", "", period);
    months->count++;
}

/* False when no metric has earlier months of dealers. */
static bool months_init(struct months *months, struct view *view)
{
    *months = (struct months){.view = view};
    for (size_t i = 0; i < TOLD_COUNT && !months->series; i++) {
        months->told = &told[i];
        months->series = series_of(view->model, told[i].metric);
    }
    if (!months->series || months->series->key_count == 0) return false;
    for (size_t i = 0; i < months->series->period_count && i + 1 < MONTH_WINDOW_COUNT; i++)
        add_month(months, months->series->periods[i]);
    add_month(months, view->model->run.period);
    return true;
}

static bool has_signal(const struct months *months, const char *key)
{
    const struct model_table *signals = model_table(months->view->model, "charts.signals");
    const char *const wanted[][2] = {
        {"metric", months->told->metric}, {"axis", "dealer"}, {"key", key}};
    for (size_t row = 0; signals && row < signals->row_count; row++) {
        size_t same = 0;
        for (size_t i = 0; i < 3; i++) {
            const char *text = model_cell(signals, row, model_column(signals, wanted[i][0])).text;
            same += text && strcmp(text, wanted[i][1]) == 0;
        }
        if (same == 3 && model_cell(signals, row, model_column(signals, "q")).number < 0.05)
            return true;
    }
    return false;
}

static struct dealer dealer_of(const struct months *months, size_t key)
{
    const struct model *model = months->view->model;
    const char *name = months->series->keys[key];
    const struct model_estimate *card =
        model_estimate(model, months->told->card, "dealer", name, model->run.period);
    const struct model_estimate *network = model_network(model, months->told->card);
    struct dealer dealer = {.key = key, .tone = TONE_PLAIN};
    if (model_stands(card) && card->verdict == VERDICT_BETTER) dealer.tone = TONE_GOOD;
    if (model_stands(card) && card->verdict == VERDICT_WORSE) dealer.tone = TONE_BAD;
    dealer.is_told = dealer.tone != TONE_PLAIN || has_signal(months, name);
    if (dealer.is_told && model_stands(card) && model_stands(network))
        dealer.clearness = fabs(card->value - network->value) / (card->upper - card->lower);
    return dealer;
}

static int compare_clearness(const void *a, const void *b)
{
    const struct dealer *x = a, *y = b;
    if (x->is_told != y->is_told) return x->is_told ? -1 : 1;
    if (x->clearness != y->clearness) return x->clearness > y->clearness ? -1 : 1;
    return (x->key > y->key) - (x->key < y->key);
}

static int compare_places(const void *a, const void *b)
{
    const struct dealer *x = a, *y = b;
    return (x->key > y->key) - (x->key < y->key);
}

/* Standard deviation of one observation; a mean's is read back from the network's interval, as in
 * the funnel. */
static double spread_of(const struct model_estimate *network)
{
    if (network->metric->unit == UNIT_SHARE) return sqrt(network->value * (1 - network->value));
    return (network->upper - network->lower) / (2 * 1.959964) * sqrt((double)network->n);
}

static bool is_enough(const struct model_estimate *network, double n)
{
    if (!(n >= LEAST_RECORDS)) return false;
    if (network->metric->unit != UNIT_SHARE) return true;
    return n * fmin(network->value, 1 - network->value) >= LEAST_EXPECTED;
}

static enum heat_shade shade_of(double errors)
{
    if (isnan(errors)) return HEAT_NONE;
    if (fabs(errors) < WITHIN_ERRORS) return HEAT_MIDDLE;
    if (fabs(errors) < LIMIT_ERRORS) return errors > 0 ? HEAT_BETTER_WITHIN : HEAT_WORSE_WITHIN;
    return errors > 0 ? HEAT_BETTER : HEAT_WORSE;
}

/* The report month's, from the estimates, or, where dealers are many, from the columns. */
static void now_of(const struct months *months, const char *dealer, double *value, double *n)
{
    const struct model *model = months->view->model;
    const char *metric = months->told->metric;
    const struct model_estimate *now =
        model_estimate(model, metric, "dealer", dealer, model->run.period);
    const struct model_columns *all = model_columns(model, metric, "dealer", NULL);
    if (model_stands(now)) {
        *value = now->value;
        *n = (double)now->n;
        return;
    }
    for (size_t i = 0; all && i < all->key_count; i++)
        if (strcmp(all->keys[i], dealer) == 0) {
            *value = all->value[i];
            *n = all->n[i];
            return;
        }
}

static struct heat_cell cell_of(const struct months *months, size_t key, size_t month)
{
    const struct model_series *series = months->series;
    const struct model_estimate *network = months->network[month];
    double value = NAN, n = 0;
    if (month < series->period_count) {
        value = series->value[key][month];
        n = series->n[key][month];
    } else {
        now_of(months, series->keys[key], &value, &n);
    }
    if (!model_stands(network) || isnan(value) || !is_enough(network, n))
        return (struct heat_cell){HEAT_NONE, NULL};
    const double error = spread_of(network) / sqrt(n);
    const double sign = series->metric->words.better == BETTER_LOWER ? -1 : 1;
    const enum heat_shade shade = shade_of(sign * (value - network->value) / error);
    return (struct heat_cell){shade, NULL};
}

/* Id of a row of the dealers' table, if one is on the page. */
static const char *row_key(const struct months *months, const char *dealer)
{
    const struct view *view = months->view;
    for (size_t i = 0; i < TOLD_COUNT; i++) {
        const char *const metrics[] = {told[i].card, told[i].metric};
        for (size_t k = 0; k < 2; k++) {
            const struct model_estimate *row =
                model_estimate(view->model, metrics[k], "dealer", dealer, view->model->run.period);
            if (row && view->anchored[row - view->model->estimates]) return row->id;
        }
    }
    return NULL;
}

static void draw_rows(struct months *months, const struct dealer *dealers, size_t count,
                      const char *label, const char *const *key_texts)
{
    struct view *view = months->view;
    struct heat_row *rows = arena_take_array(&view->arena, count + 1, sizeof *rows);
    struct heat_cell *cells =
        arena_take_array(&view->arena, (count + 1) * months->count, sizeof *cells);
    if (!rows || !cells) {
        view->failed = true;
        return;
    }
    for (size_t i = 0; i < count; i++) {
        const char *name = months->series->keys[dealers[i].key];
        rows[i] = (struct heat_row){name, row_key(months, name), dealers[i].tone};
        for (size_t month = 0; month < months->count; month++)
            cells[i * months->count + month] = cell_of(months, dealers[i].key, month);
    }
    chart_heat(&view->page, &(struct heat_chart){.label = label,
                                                 .rows = rows,
                                                 .columns = months->names,
                                                 .cells = cells,
                                                 .row_count = count,
                                                 .column_count = months->count,
                                                 .key_texts = key_texts});
}

struct extent {
    size_t told, with_signal_only, shown;
};

static const char *caption_of(const struct months *months, const struct extent *extent)
{
    struct view *view = months->view;
    struct text text;
    text_init(&text, 0);
    sentence_text(
        &text, view->language,
        &(struct sentence){PHRASE_HEAT_FIGURE, {{view_title(view, months->series->metric), NULL}}});
    if (extent->with_signal_only > 0) text_put(&text, view_phrase(view, PHRASE_HEAT_SIGNAL));
    if (extent->shown < extent->told)
        sentence_text(&text, view->language,
                      &(struct sentence){PHRASE_HEAT_CUT,
                                         {{view_count(view, (double)extent->told), NULL},
                                          {view_count(view, (double)extent->shown), NULL}}});
    return view_keep(view, &text);
}

void dealers_months_figure(struct view *view)
{
    static const enum phrase keys[HEAT_SHADE_COUNT] = {
        [HEAT_WORSE] = PHRASE_HEAT_WORSE,   [HEAT_WORSE_WITHIN] = PHRASE_HEAT_WORSE_WITHIN,
        [HEAT_MIDDLE] = PHRASE_HEAT_MIDDLE, [HEAT_BETTER_WITHIN] = PHRASE_HEAT_BETTER_WITHIN,
        [HEAT_BETTER] = PHRASE_HEAT_BETTER, [HEAT_NONE] = PHRASE_HEAT_NONE};
    const char *key_texts[HEAT_SHADE_COUNT];
    struct months months;
    if (!months_init(&months, view)) return;
    const size_t count = months.series->key_count;
    struct dealer *dealers = arena_take_array(&view->arena, count, sizeof *dealers);
    if (!dealers) {
        view->failed = true;
        return;
    }
    struct extent extent = {.told = 0};
    for (size_t i = 0; i < count; i++) {
        dealers[i] = dealer_of(&months, i);
        extent.told += dealers[i].is_told;
        extent.with_signal_only += dealers[i].is_told && dealers[i].tone == TONE_PLAIN;
    }
    for (size_t i = 0; i < HEAT_SHADE_COUNT; i++) key_texts[i] = view_phrase(view, keys[i]);
    qsort(dealers, count, sizeof *dealers, compare_clearness);
    extent.shown = extent.told < TOLD_LIMIT ? extent.told : TOLD_LIMIT;
    if (extent.shown == 0) return;
    qsort(dealers, extent.shown, sizeof *dealers, compare_places);
    figure_open(view);
    draw_rows(&months, dealers, extent.shown, view_title(view, months.series->metric), key_texts);
    figure_close(view, caption_of(&months, &extent));
}
