/* The dealers and technicians: a funnel, and a table that the reader may sort. Never a ranking.
 * They are told by their scorecards, like jobs compared over 12 months; where there are none, by
 * the crude shares of the month. */
#include "reports/sections/sections.h"
#include "reports/view/estimate_table.h"
#include "reports/view/figure.h"

#include <math.h>
#include <string.h>

enum {
    DEALER_ROW_LIMIT = 12,
    COLUMN_LIMIT = 5,
    FUNNEL_LEAST = 5,
    CASE_MIX_ROWS = 10,
    TECHNICIAN_ROWS = 8
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
/* Says of a dealer what the mean says: beside it, it only widens the table. */
static const char LIKE_THE_MEAN[] = "card.top2.adjusted";
/* The first are of scorecards, whose tables have the crude values. */
static const char *const card_tables[] = {"card.overall.dealer", "card.top2.dealer",
                                          "card.close_48h.dealer", "card.repeat_30d.dealer"};
enum {
    COLUMN_METRICS = sizeof column_metrics / sizeof *column_metrics,
    CARD_METRICS = sizeof card_tables / sizeof *card_tables
};

/* Dealers that the metric compares. Where they are many, estimates hold those alone that differ,
 * and columns all. */
static size_t dealer_count(const struct model *model, const char *metric)
{
    const struct model_columns *all = model_columns(model, metric, "dealer", NULL);
    return all ? all->key_count : model_group(model, metric, "dealer", NULL).count;
}

static bool has_cards(const struct model *model)
{
    for (size_t i = 0; i < CARD_METRICS; i++)
        if (dealer_count(model, column_metrics[i]) > 0) return true;
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
        if (dealer_count(model, column_metrics[i]) >= FUNNEL_LEAST &&
            model_stands(model_network(model, column_metrics[i])))
            return column_metrics[i];
    return NULL;
}

bool dealers_present(const struct view *view)
{
    const struct model *model = view->model;
    for (size_t i = 0; i < COLUMN_METRICS; i++)
        if (dealer_count(model, column_metrics[i]) > 0) return true;
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
        const size_t count = dealer_count(view->model, column_metrics[i]);
        if (count == 0) continue;
        const size_t better = count_verdict(parts, VERDICT_BETTER);
        const size_t worse = count_verdict(parts, VERDICT_WORSE);
        const struct model_metric *metric = model_metric(view->model, column_metrics[i]);
        if (better + worse == 0 && i > 0) continue;
        sentence_html(
            view, &(struct sentence){PHRASE_DEALERS_ANSWER,
                                     {{view_title(view, metric), NULL},
                                      {view_count(view, (double)count), NULL},
                                      {view_count(view, (double)better), NULL},
                                      {view_count(view, (double)worse), NULL},
                                      {view_count(view, (double)(count - better - worse)), NULL}}});
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

static const char *point_title(struct view *view, const struct model_estimate *part)
{
    const struct sentence title = {PHRASE_DEALERS_POINT,
                                   {{part->key, NULL},
                                    {view_value(view, part), NULL},
                                    {view_count(view, (double)part->n), NULL}}};
    return sentence_keep(view, &title);
}

/* Of many dealers those that do not differ are points without a name: that spares the page two
 * thousand texts. */
static size_t nameless_points(const struct model_columns *all, struct funnel_point *points)
{
    size_t count = 0;
    for (size_t i = 0; i < all->key_count; i++) {
        const bool differs =
            strcmp(all->verdicts[i], "better") == 0 || strcmp(all->verdicts[i], "worse") == 0;
        if (differs || isnan(all->value[i]) || !(all->n[i] > 0)) continue;
        points[count++] = (struct funnel_point){
            .label = "", .size = all->n[i], .value = all->value[i], .tone = TONE_QUIET};
    }
    return count;
}

static size_t funnel_points(struct view *view, const char *metric, struct funnel_point *points)
{
    const struct model_group parts = model_group(view->model, metric, "dealer", NULL);
    const struct model_columns *all = model_columns(view->model, metric, "dealer", NULL);
    size_t count = all ? nameless_points(all, points) : 0;
    for (size_t i = 0; i < parts.count; i++) {
        const struct model_estimate *part = parts.rows[i];
        const enum tone tone = tone_of(part->verdict);
        if (!model_stands(part) || (all && tone == TONE_QUIET)) continue;
        points[count++] =
            (struct funnel_point){.label = part->key,
                                  .title = tone == TONE_QUIET ? NULL : point_title(view, part),
                                  .size = (double)part->n,
                                  .value = part->value,
                                  .tone = tone};
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
    const size_t limit =
        dealer_count(view->model, metric) + model_group(view->model, metric, "dealer", NULL).count;
    struct funnel_point *points = arena_take_array(&view->arena, limit, sizeof *points);
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
                                        .point_count = funnel_points(view, metric, points),
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
    size_t metric_count;
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
        if (has_cards(model) && strcmp(column_metrics[i], LIKE_THE_MEAN) == 0) continue;
        const struct model_group parts = model_group(model, column_metrics[i], "dealer", NULL);
        const size_t count = parts.count;
        if (!any_stands(parts)) continue; /* its window may not be over for this month */
        shape->metrics[shape->metric_count++] = column_metrics[i];
        limit += count;
    }
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

static const char *id_pattern(struct view *view, const char *metric)
{
    struct text pattern;
    text_init(&pattern, 0);
    text_format(&pattern, "%s|dealer={}|%s", metric, view->model->run.period);
    return view_keep(view, &pattern);
}

/* One column a metric; the crude values beside the compared ones stand in the scorecards' own
 * tables. */
static void make_columns(struct view *view, const struct shape *shape, struct html_column *columns)
{
    columns[0] = (struct html_column){.title = axis_rows[AXIS_DEALER].title[view->language]};
    for (size_t i = 0; i < shape->metric_count; i++) {
        const struct model_group parts =
            model_group(view->model, shape->metrics[i], "dealer", NULL);
        columns[i + 1] =
            (struct html_column){.title = view_title(view, parts.rows[0]->metric),
                                 .kind = TABLE_NUMBER,
                                 .note = view_method_number(view, parts.rows[0]->method),
                                 .id_pattern = id_pattern(view, shape->metrics[i])};
    }
}

static void draw_dealer(struct view *view, const struct shape *shape, const char *key)
{
    table_row(&view->page, NULL, NULL);
    table_text(&view->page, key);
    for (size_t i = 0; i < shape->metric_count; i++) {
        const struct model_estimate *cell =
            model_estimate(view->model, shape->metrics[i], "dealer", key, view->model->run.period);
        if (cell)
            estimate_cell(view, cell);
        else
            table_text(&view->page, "");
    }
    table_row_end(&view->page);
}

/* A dealer with the most that its estimates weigh, and its place in the result. */
struct ranked_key {
    const char *key;
    double weight;
    size_t place;
};

static double weight_of(const struct view *view, const struct shape *shape, const char *key)
{
    double weight = 0;
    for (size_t i = 0; i < shape->metric_count; i++) {
        const struct model_estimate *cell =
            model_estimate(view->model, shape->metrics[i], "dealer", key, view->model->run.period);
        if (model_stands(cell)) weight = fmax(weight, section_weight(view, cell));
    }
    return weight;
}

static int compare_weights(const void *left, const void *right)
{
    const struct ranked_key *a = left, *b = right;
    if (a->weight != b->weight) return a->weight < b->weight ? 1 : -1;
    return (a->place > b->place) - (a->place < b->place);
}

static int compare_places(const void *left, const void *right)
{
    const struct ranked_key *a = left, *b = right;
    return (a->place > b->place) - (a->place < b->place);
}

/* Keeps the heaviest DEALER_ROW_LIMIT keys, in the order of the result. */
static size_t choose_keys(struct view *view, struct shape *shape)
{
    const size_t kept = shape->key_count < DEALER_ROW_LIMIT ? shape->key_count : DEALER_ROW_LIMIT;
    struct ranked_key *keys = arena_take_array(&view->arena, shape->key_count, sizeof *keys);
    if (kept == shape->key_count) return kept;
    if (!keys) {
        view->failed = true;
        return 0;
    }
    for (size_t i = 0; i < shape->key_count; i++)
        keys[i] = (struct ranked_key){shape->keys[i], weight_of(view, shape, shape->keys[i]), i};
    qsort(keys, shape->key_count, sizeof *keys, compare_weights);
    qsort(keys, kept, sizeof *keys, compare_places);
    for (size_t i = 0; i < kept; i++) shape->keys[i] = keys[i].key;
    return kept;
}

static void draw_dealers(struct view *view, struct shape *shape)
{
    struct html_column columns[COLUMN_LIMIT + 1];
    const size_t total = shape->key_count, shown = choose_keys(view, shape);
    const char *title = view_phrase(view, PHRASE_DEALERS_TABLE);
    make_columns(view, shape, columns);
    const struct html_table table = {.id = "dealers-table",
                                     .caption = title,
                                     .columns = columns,
                                     .column_count = shape->metric_count + 1,
                                     .row_count = shown,
                                     .row_total = total,
                                     .more_text = section_more_text(view, shown, total),
                                     .is_folded = true,
                                     .is_printed = true,
                                     .fold_text = section_rows_text(view, title, shown)};
    table_open(&view->page, &table);
    for (size_t i = 0; i < shown; i++) draw_dealer(view, shape, shape->keys[i]);
    table_rows_end(&view->page);
    estimate_notes(view);
    table_close(&view->page, &table);
}

/* All technicians that differ, in any scorecard; NULL when memory is out. */
static const struct model_estimate **unlike_technicians(struct view *view, size_t *count)
{
    size_t limit = 1;
    for (size_t i = 0; i < CARD_METRICS; i++)
        limit += model_group(view->model, column_metrics[i], "technician", NULL).count;
    const struct model_estimate **rows = arena_take_array(&view->arena, limit, sizeof *rows);
    *count = 0;
    for (size_t i = 0; rows && i < CARD_METRICS; i++) {
        const struct model_group parts =
            model_group(view->model, column_metrics[i], "technician", NULL);
        for (size_t k = 0; k < parts.count; k++) {
            const enum verdict verdict = parts.rows[k]->verdict;
            if (verdict == VERDICT_BETTER || verdict == VERDICT_WORSE)
                rows[(*count)++] = parts.rows[k];
        }
    }
    if (!rows) view->failed = true;
    return rows;
}

/* Those that weigh most; and the tables of the scorecards, whose numbers these are, are not shown a
 * second time. */
static void draw_technicians(struct view *view)
{
    size_t total = 0;
    const struct model_estimate **rows = unlike_technicians(view, &total);
    const size_t count = rows ? section_heaviest(view, rows, total, TECHNICIAN_ROWS) : 0;
    const char *title = view_phrase(view, PHRASE_TABLE_TECHNICIANS);
    estimate_table_draw(
        view, &(struct estimate_table){.id = "technicians-table",
                                       .caption = title,
                                       .rows = rows,
                                       .row_count = count,
                                       .row_total = total,
                                       .more_text = section_more_text(view, count, total),
                                       .fold_text = section_rows_text(view, title, count)});
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
    if (shape.key_count > 0) draw_dealers(view, &shape);
    draw_technicians(view);
    section_differing_table(view, "service.case_mix", view_phrase(view, PHRASE_TABLE_CASE_MIX),
                            CASE_MIX_ROWS);
}
