/* The dealers and technicians: a funnel, and a table that the reader may sort. Never a ranking.
 * They are told by their scorecards, like jobs compared over 12 months; where there are none, by
 * the crude shares of the month. */
#include "reports/sections/sections.h"
#include "reports/view/estimate_table.h"
#include "reports/view/figure.h"

#include <math.h>
#include <string.h>

enum {
    DEALER_ROW_LIMIT = 150,
    COLUMN_LIMIT = 5,
    FUNNEL_LEAST = 5,
    CASE_MIX_ROWS = 20,
    TECHNICIAN_ROWS = 60
};

static const char *const column_metrics[] = {"card.overall.adjusted",
                                             "card.top2.adjusted",
                                             "card.close_48h.adjusted",
                                             "card.repeat_30d.adjusted",
                                             "rater.index",
                                             "survey.overall.top2",
                                             "sla.reply_24h",
                                             "sla.close_24h",
                                             "repair.repeat_30d",
                                             "repair.first_time_fix_30d"};
/* The first are of scorecards, whose tables have the crude values. */
static const char *const card_tables[] = {"card.overall.dealer", "card.top2.dealer",
                                          "card.close_48h.dealer", "card.repeat_30d.dealer"};
enum {
    COLUMN_METRICS = sizeof column_metrics / sizeof *column_metrics,
    CARD_METRICS = sizeof card_tables / sizeof *card_tables
};

static bool has_cards(const struct model *model)
{
    for (size_t i = 0; i < CARD_METRICS; i++)
        if (model_group(model, column_metrics[i], "dealer", NULL).count > 0) return true;
    return false;
}

/* How many metrics are told: with scorecards these alone. */
static size_t told_metrics(const struct model *model)
{
    return has_cards(model) ? CARD_METRICS : COLUMN_METRICS;
}

/* The first metric with enough dealers to draw, NULL when there is none. */
static const char *funnel_metric(const struct model *model)
{
    for (size_t i = 0; i < COLUMN_METRICS; i++)
        if (model_group(model, column_metrics[i], "dealer", NULL).count >= FUNNEL_LEAST &&
            model_stands(model_network(model, column_metrics[i])))
            return column_metrics[i];
    return NULL;
}

bool dealers_present(const struct view *view)
{
    const struct model *model = view->model;
    for (size_t i = 0; i < COLUMN_METRICS; i++)
        if (model_group(model, column_metrics[i], "dealer", NULL).count > 0) return true;
    return false;
}

static size_t count_verdict(struct model_group parts, enum verdict verdict)
{
    size_t count = 0;
    for (size_t i = 0; i < parts.count; i++)
        count += model_stands(parts.rows[i]) && parts.rows[i]->verdict == verdict;
    return count;
}

void dealers_answer(struct view *view, const struct scope *scope)
{
    (void)scope;
    for (size_t i = 0; i < told_metrics(view->model); i++) {
        const struct model_group parts =
            model_group(view->model, column_metrics[i], "dealer", NULL);
        if (parts.count == 0) continue;
        const size_t better = count_verdict(parts, VERDICT_BETTER);
        const size_t worse = count_verdict(parts, VERDICT_WORSE);
        const struct model_metric *metric = parts.rows[0]->metric;
        if (better + worse == 0 && i > 0) continue;
        sentence_html(
            view,
            &(struct sentence){PHRASE_DEALERS_ANSWER,
                               {{view_title(view, metric), NULL},
                                {view_count(view, (double)parts.count), NULL},
                                {view_count(view, (double)better), NULL},
                                {view_count(view, (double)worse), NULL},
                                {view_count(view, (double)(parts.count - better - worse)), NULL}}});
        HTML(&view->page, " ");
    }
}

/* Standard deviation of one observation. A mean's is read back from the network's interval, which
 * is so wide because of it: half width = 1.96 × deviation / sqrt(n), to within Student's factor at
 * thousands of respondents. */
static double spread_of(const struct model_estimate *network)
{
    if (network->metric->unit == UNIT_SHARE) return sqrt(network->value * (1 - network->value));
    return (network->upper - network->lower) / (2 * 1.959964) * sqrt((double)network->n);
}

static enum tone tone_of(enum verdict verdict)
{
    if (verdict == VERDICT_BETTER) return TONE_GOOD;
    return verdict == VERDICT_WORSE ? TONE_BAD : TONE_QUIET;
}

static size_t funnel_points(struct view *view, struct model_group parts,
                            struct funnel_point *points)
{
    size_t count = 0;
    for (size_t i = 0; i < parts.count; i++) {
        const struct model_estimate *part = parts.rows[i];
        if (!model_stands(part)) continue;
        const struct sentence title = {PHRASE_DEALERS_POINT,
                                       {{part->key, NULL},
                                        {view_value(view, part), NULL},
                                        {view_count(view, (double)part->n), NULL}}};
        points[count++] = (struct funnel_point){.label = part->key,
                                                .title = sentence_keep(view, &title),
                                                .size = (double)part->n,
                                                .value = part->value,
                                                .tone = tone_of(part->verdict)};
    }
    return count;
}

static const char *funnel_caption(struct view *view, const struct model_estimate *network)
{
    struct text text;
    text_init(&text, 0);
    text_put(&text, view_title(view, network->metric));
    text_put(&text, view_phrase(view, PHRASE_CLAUSE_SEPARATOR));
    text_put(&text, view_phrase(view, PHRASE_DEALERS_FIGURE));
    text_put(&text, view_phrase(view, PHRASE_CLAUSE_SEPARATOR));
    text_put(&text, view_phrase(view, PHRASE_DEALERS_LEGEND));
    return view_keep(view, &text);
}

/* The usual spread between dealers that a scorecard's limits grant, read back from the limits of
 * the largest dealer: half their width is 1.96 x sqrt(spread^2 / n + usual^2). */
static double usual_of(const struct model *model, const char *metric,
                       const struct model_estimate *network)
{
    const struct model_table *table = NULL;
    for (size_t i = 0; i < CARD_METRICS; i++)
        if (strcmp(metric, column_metrics[i]) == 0) table = model_table(model, card_tables[i]);
    if (!table) return 0;
    const size_t n_column = model_column(table, "n"), low = model_column(table, "limit_95_low"),
                 high = model_column(table, "limit_95_high");
    double most = 0, usual = 0;
    for (size_t row = 0; row < table->row_count; row++) {
        const double n = model_cell(table, row, n_column).number;
        const double width =
            model_cell(table, row, high).number - model_cell(table, row, low).number;
        if (!(n > most) || isnan(width)) continue;
        const double error = width / (2 * 1.959964), spread = spread_of(network);
        most = n;
        usual = sqrt(fmax(error * error - spread * spread / n, 0));
    }
    return usual;
}

static void funnel_figure(struct view *view, const struct scope *scope)
{
    const char *metric = funnel_metric(view->model);
    if (!metric) return;
    const struct model_estimate *network = model_network(view->model, metric);
    const struct model_group parts = model_group(view->model, metric, "dealer", NULL);
    struct funnel_point *points = arena_take_array(&view->arena, parts.count, sizeof *points);
    if (!points) {
        view->failed = true;
        return;
    }
    const bool is_share = network->metric->unit == UNIT_SHARE;
    figure_open(view);
    chart_funnel(&view->page,
                 &(struct funnel_chart){.label = scope->title,
                                        .size_text = view_phrase(view, PHRASE_DEALERS_SIZE),
                                        .centre_text = view_phrase(view, PHRASE_FUNNEL_CENTRE),
                                        .centre_value = view_value(view, network),
                                        .limits_text = view_phrase(view, PHRASE_FUNNEL_LIMITS),
                                        .points = points,
                                        .point_count = funnel_points(view, parts, points),
                                        .centre = network->value,
                                        .spread = spread_of(network),
                                        .usual = usual_of(view->model, metric, network),
                                        .floor = is_share ? 0 : NAN,
                                        .ceiling = is_share ? 1 : NAN,
                                        .style = figure_style(view, network)});
    figure_close(view, funnel_caption(view, network));
}

void dealers_figure(struct view *view, const struct scope *scope)
{
    funnel_figure(view, scope);
    dealers_months_figure(view);
}

/* Metrics that stand in columns, and every dealer that any of them names, in the order of the
 * result. */
struct shape {
    const char *metrics[COLUMN_LIMIT];
    const struct model_table *tables[COLUMN_LIMIT]; /* with crude values; NULL: they are crude */
    size_t metric_count;
    const char *months; /* whose months are drawn; NULL: none */
    const char **keys;
    size_t key_count;
};

static bool any_stands(struct model_group parts)
{
    for (size_t i = 0; i < parts.count; i++)
        if (model_stands(parts.rows[i])) return true;
    return false;
}

static bool shape_init(struct view *view, struct shape *shape)
{
    const struct model *model = view->model;
    struct index seen;
    size_t limit = 1;
    *shape = (struct shape){.metric_count = 0};
    for (size_t i = 0; i < told_metrics(model) && shape->metric_count < COLUMN_LIMIT; i++) {
        const struct model_group parts = model_group(model, column_metrics[i], "dealer", NULL);
        const size_t count = parts.count;
        if (!any_stands(parts)) continue; /* its window may not be over for this month */
        shape->tables[shape->metric_count] =
            i < CARD_METRICS ? model_table(model, card_tables[i]) : NULL;
        shape->metrics[shape->metric_count++] = column_metrics[i];
        limit += count;
    }
    for (size_t i = CARD_METRICS; i < COLUMN_METRICS && !shape->months; i++)
        if (any_stands(model_group(model, column_metrics[i], "dealer", NULL)))
            shape->months = column_metrics[i];
    shape->keys = arena_take_array(&view->arena, limit, sizeof *shape->keys);
    if (!shape->keys || !index_init(&seen, &view->arena, limit)) return false;
    for (size_t i = 0; i < shape->metric_count; i++) {
        const struct model_group parts = model_group(model, shape->metrics[i], "dealer", NULL);
        for (size_t row = 0; row < parts.count; row++) {
            const uint32_t next = (uint32_t)shape->key_count;
            if (index_put(&seen, parts.rows[row]->key, next) == next)
                shape->keys[shape->key_count++] = parts.rows[row]->key;
        }
    }
    return true;
}

static void draw_head(struct view *view, const struct shape *shape, bool has_months)
{
    struct page *page = &view->page;
    HTML(page, "<thead><tr><th scope=\"col\">");
    html_text(page, axis_rows[AXIS_DEALER].title[view->language]);
    HTML(page, "</th>");
    for (size_t i = 0; i < shape->metric_count; i++) {
        HTML(page, "<th scope=\"col\" class=\"e\">");
        html_text(page, view_title(view, model_metric(view->model, shape->metrics[i])));
        HTML(page, "</th>");
        if (!shape->tables[i]) continue;
        HTML(page, "<th scope=\"col\" class=\"e\">");
        html_text(page, name_words(view->language, "crude"));
        HTML(page, "</th>");
    }
    if (has_months) {
        HTML(page, "<th scope=\"col\">");
        sentence_html(view, &(struct sentence){PHRASE_COLUMN_MONTHS,
                                               {{view_count(view, MONTH_WINDOW_COUNT), NULL}}});
        HTML(page, "</th>");
    }
    HTML(page, "</tr></thead>\n<tbody>");
}

static void draw_months(struct view *view, const struct shape *shape, const char *key)
{
    double months[MONTH_WINDOW_COUNT];
    const struct model_estimate *now =
        model_estimate(view->model, shape->months, "dealer", key, view->model->run.period);
    const size_t count = now ? model_months(view->model, now, months) : 0;
    HTML(&view->page, "<td>");
    if (count > 1) chart_spark(&view->page, months, count, view_title(view, now->metric));
    HTML(&view->page, "</td>");
}

static bool has_series(const struct model *model)
{
    for (size_t i = 0; i < model->series_count; i++)
        if (strcmp(model->series[i].axis_name, "dealer") == 0) return true;
    return false;
}

/* The dealer's crude value of the same 12 months. */
static void draw_crude(struct view *view, const struct model_table *table, enum unit unit,
                       const char *key)
{
    const size_t name = model_column(table, "dealer"), crude = model_column(table, "crude");
    HTML(&view->page, "<td class=\"e note\">");
    for (size_t row = 0; row < table->row_count; row++) {
        const char *text = model_cell(table, row, name).text;
        if (!text || strcmp(text, key) != 0) continue;
        const double value = model_cell(table, row, crude).number;
        if (isnan(value)) break;
        struct text shown;
        text_init(&shown, 0);
        const struct measure measure = measure_for(view->language, unit, value, NAN);
        format_value(&shown, &measure, value);
        html_text(&view->page, view_keep(view, &shown));
        break;
    }
    HTML(&view->page, "</td>");
}

static void draw_dealer(struct view *view, const struct shape *shape, const char *key,
                        bool has_months)
{
    HTML(&view->page, "<tr><th scope=\"row\">");
    html_text(&view->page, key);
    HTML(&view->page, "</th>");
    for (size_t i = 0; i < shape->metric_count; i++) {
        const struct model_estimate *cell =
            model_estimate(view->model, shape->metrics[i], "dealer", key, view->model->run.period);
        if (cell)
            estimate_cell(view, cell);
        else
            HTML(&view->page, "<td></td>");
        if (shape->tables[i])
            draw_crude(view, shape->tables[i], model_metric(view->model, shape->metrics[i])->unit,
                       key);
    }
    if (has_months) draw_months(view, shape, key);
    HTML(&view->page, "</tr>\n");
}

/* Technicians that differ, of all scorecards; and the tables of the scorecards, whose numbers these
 * are, are not shown a second time. */
static void draw_technicians(struct view *view)
{
    const struct model_estimate *rows[TECHNICIAN_ROWS];
    size_t count = 0;
    for (size_t i = 0; i < CARD_METRICS; i++) {
        const struct model_group parts =
            model_group(view->model, column_metrics[i], "technician", NULL);
        for (size_t k = 0; k < parts.count && count < TECHNICIAN_ROWS; k++) {
            const enum verdict verdict = parts.rows[k]->verdict;
            if (verdict == VERDICT_BETTER || verdict == VERDICT_WORSE)
                rows[count++] = parts.rows[k];
        }
    }
    if (count > 0) {
        HTML(&view->page, "<h4>");
        html_text(&view->page, view_phrase(view, PHRASE_TABLE_TECHNICIANS));
        HTML(&view->page, "</h4>\n");
        estimate_table(view, rows, count);
    }
    for (size_t i = 0; i < view->model->table_count; i++)
        if (strncmp(view->model->tables[i].name, "card.", 5) == 0) view->tabled[i] = true;
}

void dealers_tables(struct view *view, const struct scope *scope)
{
    (void)scope;
    struct shape shape;
    if (!shape_init(view, &shape)) {
        view->failed = true;
        return;
    }
    const bool has_months = shape.metric_count > 0 && shape.months && has_series(view->model);
    const size_t shown = shape.key_count < DEALER_ROW_LIMIT ? shape.key_count : DEALER_ROW_LIMIT;
    HTML(&view->page, "<p class=\"note\">");
    html_text(&view->page, view_phrase(view, PHRASE_SORT_NOTE));
    if (shown < shape.key_count)
        sentence_html(view,
                      &(struct sentence){PHRASE_SUM_LEFT_OUT,
                                         {{view_count(view, (double)shown), NULL},
                                          {view_count(view, (double)shape.key_count), NULL}}});
    HTML(&view->page, "</p>\n<div class=\"table\"><table class=\"sortable\">");
    draw_head(view, &shape, has_months);
    for (size_t i = 0; i < shown; i++) draw_dealer(view, &shape, shape.keys[i], has_months);
    HTML(&view->page, "</tbody></table></div>\n");
    estimate_notes(view);
    draw_technicians(view);
    section_differing_table(view, "service.case_mix", view_phrase(view, PHRASE_TABLE_CASE_MIX),
                            CASE_MIX_ROWS);
}
