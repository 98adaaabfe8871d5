/* What a customer is worth, and the what-if: a table of cases, and above it, where scripts run,
 * sliders that move between them (assets/value.js). */
#include "reports/kit/number.h"
#include "reports/kit/table.h"
#include "reports/sections/sections.h"
#include "reports/view/estimate_table.h"
#include "reports/view/figure.h"

#include <math.h>
#include <string.h>

static const char CASES[] = "value.cases", BASIS[] = "value.basis", TO_COME[] = "value.to_come_fen";
/* All counted from a first complaint; what is to come after a purchase counts every purchase, and
 * does not compare. */
static const char *const to_come_keys[] = {"solved_fast", "solved_later", "unsolved"};
enum { TO_COME_ROWS = sizeof to_come_keys / sizeof *to_come_keys };

/* The table value.cases: for every step of speed all steps of retention. */
struct cases {
    const struct model_table *table;
    size_t retention_steps, fast_steps;
    size_t value, effect, total; /* columns; their bounds are the next two */
};

static double number_at(const struct model_table *table, size_t row, const char *column)
{
    return model_cell(table, row, model_column(table, column)).number;
}

static bool cases_find(const struct view *view, struct cases *cases)
{
    const struct model_table *table = model_table(view->model, CASES);
    *cases = (struct cases){.table = table};
    if (!table || table->row_count == 0) return false;
    const double first = number_at(table, 0, "fast_points");
    while (cases->retention_steps < table->row_count &&
           number_at(table, cases->retention_steps, "fast_points") == first)
        cases->retention_steps++;
    if (cases->retention_steps == 0 || table->row_count % cases->retention_steps != 0) return false;
    cases->fast_steps = table->row_count / cases->retention_steps;
    cases->value = model_column(table, "value");
    cases->effect = model_column(table, "effect");
    cases->total = model_column(table, "total");
    const size_t last = table->column_count;
    return cases->value + 2 < last && cases->effect + 2 < last && cases->total + 2 < last;
}

/* How all numbers of one column are written: no finer than the one that is known worst. */
static struct measure measure_of(const struct view *view, const struct cases *cases, size_t column)
{
    double size = 0, half_width = 0;
    for (size_t row = 0; row < cases->table->row_count; row++) {
        const double value = model_cell(cases->table, row, column).number;
        const double half = (model_cell(cases->table, row, column + 2).number -
                             model_cell(cases->table, row, column + 1).number) /
                            2;
        if (!isnan(value)) size = fmax(size, fabs(value));
        if (!isnan(half)) half_width = fmax(half_width, half);
    }
    return measure_for(view->language, UNIT_FEN, size, half_width);
}

static size_t row_of(const struct cases *cases, size_t retention, size_t fast)
{
    return fast * cases->retention_steps + retention;
}

/* The row that is as today but for so many points of retention; row_count: none. */
static size_t row_of_points(const struct cases *cases, double points)
{
    size_t row = 0;
    while (row < cases->retention_steps &&
           number_at(cases->table, row, "retention_points") != points)
        row++;
    return row < cases->retention_steps ? row : cases->table->row_count;
}

static const char *interval_text(struct view *view, const struct cases *cases, size_t row,
                                 size_t column, const struct measure *measure, bool is_change)
{
    const double value = model_cell(cases->table, row, column).number;
    const double lower = model_cell(cases->table, row, column + 1).number;
    const double upper = model_cell(cases->table, row, column + 2).number;
    struct text text;
    text_init(&text, 0);
    if (value == 0 && lower == 0 && upper == 0) /* today against today: no error either */
        format_value(&text, &(struct measure){.factor = 1, .suffix = measure->suffix}, 0);
    else if (is_change)
        format_change(&text, measure, value, lower, upper);
    else
        format_interval(&text, measure, value, lower, upper);
    return view_keep(view, &text);
}

void value_answer(struct view *view, const struct scope *scope)
{
    const struct model_estimate *lifetime = model_network(view->model, "value.lifetime_fen");
    const struct model_estimate *retention = model_network(view->model, "value.retention_365d");
    const struct model_estimate *point = model_network(view->model, "value.point_fen");
    const struct model_estimate *recovery = model_network(view->model, "value.fast_recovery_fen");
    const struct model_table *basis = model_table(view->model, BASIS);
    struct cases cases;
    const size_t row = cases_find(view, &cases) ? row_of_points(&cases, 1) : 0;
    if (!model_stands(lifetime) || !model_stands(point) || !model_stands(retention) || !basis ||
        !cases.table || row >= cases.table->row_count) {
        section_answer_values(view, scope, 2);
        return;
    }
    const struct measure measure = measure_of(view, &cases, cases.total);
    const char *total = interval_text(view, &cases, row, cases.total, &measure, false);
    const double years = number_at(basis, 0, "horizon_years");
    const double active = number_at(basis, 0, "active_customers");
    sentence_html(view, &(struct sentence){PHRASE_VALUE_ANSWER,
                                           {{view_count(view, years), NULL},
                                            {view_interval(view, lifetime), lifetime},
                                            {view_interval(view, retention), retention},
                                            {view_interval(view, point), point},
                                            {view_count(view, active), NULL},
                                            {total, NULL}}});
    if (model_stands(recovery))
        sentence_html(view, &(struct sentence){PHRASE_VALUE_ANSWER_RECOVERY,
                                               {{view_interval(view, recovery), recovery}}});
}

static size_t to_come_rows(const struct view *view, const struct model_estimate **out)
{
    size_t count = 0;
    for (size_t i = 0; i < TO_COME_ROWS; i++) {
        const struct model_estimate *row =
            model_estimate(view->model, TO_COME, "stratum", to_come_keys[i], "all");
        if (row) out[count++] = row;
    }
    return count;
}

void value_figure(struct view *view, const struct scope *scope)
{
    (void)scope;
    const struct model_estimate *rows[TO_COME_ROWS];
    const char *names[TO_COME_ROWS];
    const size_t row_count = to_come_rows(view, rows);
    for (size_t i = 0; i < row_count; i++) names[i] = view_key(view, rows[i]);
    const char *words = view_phrase(view, PHRASE_VALUE_FIGURE);
    figure_ladder(view, &(struct ladder_figure){.rows = rows,
                                                .row_count = row_count,
                                                .names = names,
                                                .label = words,
                                                .caption = words,
                                                .from = 0,
                                                .to = NAN,
                                                .reference = NAN});
}

/* "+5 pp (25.5 %)", or "Today (20.5 %)". */
static const char *step_text(struct view *view, double points, double share)
{
    struct text text;
    text_init(&text, 0);
    const struct measure whole = {.factor = 1, .suffix = "", .difference_suffix = ""};
    format_change(&text, &whole, points, NAN, NAN);
    const struct sentence today = {PHRASE_VALUE_CASES_TODAY, {{view_share(view, share), NULL}}};
    const struct sentence moved = {
        PHRASE_VALUE_CASES_POINTS,
        {{view_keep(view, &text), NULL}, {view_share(view, share), NULL}}};
    return sentence_keep(view, points == 0 ? &today : &moved);
}

enum { FAST_STEPS_DRAWN = 8 };

/* Head cells: the retention, then each step of speed. */
static size_t make_columns(struct view *view, const struct cases *cases,
                           struct html_column columns[FAST_STEPS_DRAWN + 1])
{
    size_t count = 0;
    columns[count++] = (struct html_column){.title = view_phrase(view, PHRASE_VALUE_CASES_CORNER)};
    for (size_t fast = 0; fast < cases->fast_steps && fast < FAST_STEPS_DRAWN; fast++) {
        const size_t row = row_of(cases, 0, fast);
        const char *step = step_text(view, number_at(cases->table, row, "fast_points"),
                                     number_at(cases->table, row, "fast_share"));
        const struct sentence title = {PHRASE_VALUE_CASES_FAST, {{step, NULL}}};
        columns[count++] =
            (struct html_column){.title = sentence_keep(view, &title), .kind = TABLE_NUMBER};
    }
    return count;
}

static void write_case(struct view *view, const struct cases *cases, size_t row,
                       const struct measure *value, const struct measure *total)
{
    struct page *page = &view->page;
    table_cell_open(page, model_cell(cases->table, row, cases->value).number);
    html_text(page, interval_text(view, cases, row, cases->value, value, false));
    HTML(page, "<br><small>");
    html_text(page, interval_text(view, cases, row, cases->total, total, true));
    HTML(page, "</small>");
    table_cell_close(page);
}

static void write_row(struct view *view, const struct cases *cases, size_t retention,
                      const struct measure *value, const struct measure *total)
{
    const double points = number_at(cases->table, retention, "retention_points");
    table_row(&view->page, NULL, NULL);
    table_cell_open(&view->page, points);
    html_text(&view->page,
              step_text(view, points, number_at(cases->table, retention, "retention")));
    table_cell_close(&view->page);
    for (size_t fast = 0; fast < cases->fast_steps && fast < FAST_STEPS_DRAWN; fast++)
        write_case(view, cases, row_of(cases, retention, fast), value, total);
    table_row_end(&view->page);
}

/* The units stand once, below the table. */
static void write_table(struct view *view, const struct cases *cases)
{
    struct measure value = measure_of(view, cases, cases->value);
    struct measure total = measure_of(view, cases, cases->total);
    const struct sentence key = {PHRASE_VALUE_CASES_KEY,
                                 {{view_count(view, number_at(cases->table, 0, "n")), NULL},
                                  {value.suffix + strspn(value.suffix, " "), NULL},
                                  {total.suffix + strspn(total.suffix, " "), NULL}}};
    value.suffix = value.difference_suffix = total.suffix = total.difference_suffix = "";
    struct html_column columns[FAST_STEPS_DRAWN + 1];
    const struct html_table table = {.id = CASES,
                                     .caption = view_phrase(view, PHRASE_VALUE_CASES_CAPTION),
                                     .columns = columns,
                                     .column_count = make_columns(view, cases, columns),
                                     .row_count = cases->retention_steps,
                                     .row_total = cases->retention_steps};
    table_open(&view->page, &table);
    for (size_t retention = 0; retention < cases->retention_steps; retention++)
        write_row(view, cases, retention, &value, &total);
    table_rows_end(&view->page);
    HTML(&view->page, "<p class=\"note\">");
    sentence_html(view, &key);
    HTML(&view->page, "</p>\n");
    table_close(&view->page, &table);
}

/* Every case's number and bounds, retention by retention, in the unit shown and finer than shown,
 * for the script. */
static void put_grid(struct view *view, const struct cases *cases, size_t column,
                     const struct measure *measure)
{
    struct text grid;
    text_init(&grid, 0);
    for (size_t row = 0; row < cases->table->row_count; row++)
        for (size_t bound = 0; bound < 3; bound++) {
            const double number = model_cell(cases->table, row, column + bound).number;
            if (row + bound > 0) text_put(&grid, " ");
            text_put(&grid, isnan(number) ? "-" : "");
            number_short(&grid, number * measure->factor, measure->decimals + 3);
        }
    HTML_ATTRIBUTE(&view->page, "data-cases", view_keep(view, &grid));
}

static void put_steps(struct view *view, const struct cases *cases, const char *column,
                      size_t first, size_t step, size_t count)
{
    struct text steps;
    text_init(&steps, 0);
    for (size_t i = 0; i < count; i++) {
        if (i > 0) text_put(&steps, " ");
        number_short(&steps, number_at(cases->table, first + i * step, column), 0);
    }
    HTML_ATTRIBUTE(&view->page, "data-steps", view_keep(view, &steps));
}

/* A slider from the first step to the last, with an output for where it stands. */
static void write_slider(struct view *view, const struct cases *cases, enum phrase label,
                         const char *points, const char *share, size_t step, size_t count)
{
    struct page *page = &view->page;
    const double from = number_at(cases->table, 0, points);
    const double to = number_at(cases->table, (count - 1) * step, points);
    HTML(page, "<p><label");
    HTML_ATTRIBUTE(page, "for", points);
    HTML(page, ">");
    html_text(page, view_phrase(view, label));
    HTML(page, "</label> <input type=\"range\" step=\"0.5\" value=\"0\"");
    HTML_ATTRIBUTE(page, "id", points);
    HTML(page, " min=\"");
    html_fixed(page, from, 0);
    HTML(page, "\" max=\"");
    html_fixed(page, to, 0);
    HTML(page, "\"");
    put_steps(view, cases, points, 0, step, count);
    HTML(page, "> <output");
    HTML_ATTRIBUTE(page, "for", points);
    HTML(page, " data-share=\"");
    html_fixed(page, 100 * number_at(cases->table, row_of_points(cases, 0), share), 4);
    HTML(page, "\"></output></p>\n");
}

static void write_output(struct view *view, const struct cases *cases, enum phrase label,
                         size_t column, bool is_change)
{
    struct page *page = &view->page;
    const struct measure measure = measure_of(view, cases, column);
    HTML(page, "<p>");
    html_text(page, view_phrase(view, label));
    HTML(page, " <output for=\"retention_points fast_points\" data-decimals=\"");
    html_count(page, measure.decimals);
    HTML(page, "\"");
    if (is_change) HTML(page, " data-signed=\"1\"");
    HTML_ATTRIBUTE(page, "data-suffix", is_change ? measure.difference_suffix : measure.suffix);
    put_grid(view, cases, column, &measure);
    HTML(page, "></output></p>\n");
}

/* Shown by the script alone: without it there is nothing to move. */
static void write_sliders(struct view *view, const struct cases *cases)
{
    struct page *page = &view->page;
    if (row_of_points(cases, 0) == cases->table->row_count) return;
    HTML(page, "<form class=\"whatif\" hidden>\n");
    write_slider(view, cases, PHRASE_VALUE_SLIDER_RETENTION, "retention_points", "retention", 1,
                 cases->retention_steps);
    if (cases->fast_steps > 1)
        write_slider(view, cases, PHRASE_VALUE_SLIDER_FAST, "fast_points", "fast_share",
                     cases->retention_steps, cases->fast_steps);
    write_output(view, cases, PHRASE_VALUE_SLIDER_VALUE, cases->value, false);
    write_output(view, cases, PHRASE_VALUE_SLIDER_EFFECT, cases->effect, true);
    write_output(view, cases, PHRASE_VALUE_SLIDER_TOTAL, cases->total, true);
    HTML(page, "<p class=\"note between\" hidden>");
    html_text(page, view_phrase(view, PHRASE_VALUE_SLIDER_BETWEEN));
    HTML(page, "</p></form>\n");
}

static void write_basis(struct view *view)
{
    static const struct {
        const char *from;
        enum phrase words;
    } sources[] = {{"costs", PHRASE_VALUE_MARGIN_COSTS},
                   {"assumed", PHRASE_VALUE_MARGIN_ASSUMED},
                   {"configured", PHRASE_VALUE_MARGIN_CONFIGURED}};
    const struct model_table *basis = model_table(view->model, BASIS);
    if (!basis || basis->row_count == 0) return;
    view->tabled[basis - view->model->tables] = true;
    const char *from = model_cell(basis, 0, model_column(basis, "margin_from")).text;
    const char *words = from ? from : "";
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
        if (strcmp(words, sources[i].from) == 0) words = view_phrase(view, sources[i].words);
    HTML(&view->page, "<p class=\"note\">");
    sentence_html(view, &(struct sentence){
                            PHRASE_VALUE_BASIS,
                            {{view_count(view, number_at(basis, 0, "active_customers")), NULL},
                             {view_count(view, number_at(basis, 0, "complained_customers")), NULL},
                             {view_share(view, number_at(basis, 0, "margin")), NULL},
                             {words, NULL},
                             {view_share(view, number_at(basis, 0, "discount")), NULL},
                             {view_count(view, number_at(basis, 0, "horizon_years")), NULL}}});
    HTML(&view->page, "</p>\n");
}

void value_tables(struct view *view, const struct scope *scope)
{
    struct cases cases;
    section_rows_table(view, scope);
    if (!cases_find(view, &cases)) return;
    view->tabled[cases.table - view->model->tables] = true;
    HTML(&view->page, "<h4>");
    html_text(&view->page, view_phrase(view, PHRASE_VALUE_CASES_TITLE));
    HTML(&view->page, "</h4>\n");
    write_sliders(view, &cases);
    write_table(view, &cases);
    write_basis(view);
}
