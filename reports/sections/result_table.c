/* Tables of the result as the page shows them: the columns a reader can use, bounds beside their
 * value, names in words. All columns and rows stand in the table's own file. */
#include "reports/sections/section.h"
#include "reports/view/estimate_table.h"

#include <math.h>
#include <string.h>

/* What the page does not repeat of a table, by its name: steps on the way to a number that is
 * shown, and what only who checks the engine wants. Folded are those that are looked up. */
static const struct result_view {
    const char *table;
    const char *hidden; /* columns, each between blanks */
    bool is_read;       /* not folded */
} result_views[] = {
    {"backoffice.moved", " n_before p ", true},
    {"cases.picked", " repair_id repairs complaints parties score_after cause_share steps_taken ",
     true},
    {"cases.timeline", " case ", true},
    {"charts.signals", " p ", true},
    {"complaints.departments", " followed ", true},
    {"departure.counts", " left_without_purchase left_before_purchase left_on_day_of_change ",
     false},
    {"faults.new", "", true},
    {"faults.rising", " product_n_before n_before ", true},
    {"forensics.dealers", " coverage_q top_q top2_share repeat_share reason ", false},
    {"guards.regression", " p reliability_of_month reason ", true},
    {"guards.simpson", " p n_before mantel_haenszel in_both_months reason ", true},
    {"life.repairs", " all_at_risk all_repairs all_value all_lower all_upper ", false},
};

static const struct result_view *view_of(const char *table)
{
    static const struct result_view usual = {"", "", false};
    for (size_t i = 0; i < sizeof result_views / sizeof *result_views; i++)
        if (strcmp(result_views[i].table, table) == 0) return &result_views[i];
    return &usual;
}

static bool is_hidden(const struct result_view *shown, const char *column)
{
    const size_t byte_count = strlen(column);
    for (const char *at = strstr(shown->hidden, column); at && byte_count > 0;
         at = strstr(at + 1, column))
        if (at[-1] == ' ' && at[byte_count] == ' ') return true;
    return false;
}

/* Columns whose texts are names of the contract and so have words; all others hold the user's own
 * texts. */
static bool is_contract_column(const char *name)
{
    static const char *const names[] = {"dimension", "name",    "method",     "step",     "test",
                                        "stratum",   "verdict", "literature", "response", "axis",
                                        "rule",      "signal",  "picked",     "chart",    "period",
                                        "line",      "event",   "who"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0) return true;
    return false;
}

/* The metric that the row is of, where the table has such a column; or NULL. */
static const struct model_metric *row_metric(const struct view *view,
                                             const struct model_table *table, size_t row)
{
    const struct model_cell cell = model_cell(table, row, model_column(table, "metric"));
    return cell.text ? model_metric(view->model, cell.text) : NULL;
}

static enum unit unit_of(const char *name)
{
    for (size_t i = 0; i < UNIT_KIND_COUNT; i++)
        if (strcmp(unit_names[i], name) == 0) return (enum unit)i;
    return UNIT_COUNT;
}

static bool ends_in(const char *text, const char *end)
{
    const size_t text_bytes = strlen(text), end_bytes = strlen(end);
    return text_bytes >= end_bytes && strcmp(text + text_bytes - end_bytes, end) == 0;
}

/* Whether the two columns behind this one are its bounds. */
static bool has_bounds(const struct model_table *table, size_t column)
{
    return column + 2 < table->column_count && ends_in(table->column_names[column + 1], "lower") &&
           ends_in(table->column_names[column + 2], "upper");
}

static bool is_probability(const char *name)
{
    return strcmp(name, "q") == 0 || strcmp(name, "p") == 0 || ends_in(name, "_q") ||
           ends_in(name, "_p") || strcmp(name, "p_holm") == 0;
}

/* Differences of two numbers of their column's unit; the table's unit does not say so. */
static bool is_difference(const char *name, const char *unit)
{
    static const char *const names[] = {"difference", "effect", "excess", "adjusted",
                                        "within",     "mix",    "moved"};
    if (strcmp(unit, "share") != 0 && strcmp(unit, "score") != 0)
        return strcmp(unit, "change") == 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0) return true;
    return false;
}

/* A number of a table, with what it takes to write it. */
struct figure {
    double value, lower, upper; /* bounds NaN: none */
    enum unit unit;
    bool is_difference;
    bool is_like_bounds; /* of a metric: written alike in all columns of the row */
};

static struct figure figure_of(const struct view *view, const struct model_table *table, size_t row,
                               size_t column)
{
    const char *unit = table->column_units[column], *name = table->column_names[column];
    const bool is_metric = strcmp(unit, "change") == 0 || strcmp(unit, "metric") == 0;
    const struct model_metric *metric = is_metric ? row_metric(view, table, row) : NULL;
    struct figure figure = {.value = model_cell(table, row, column).number,
                            .lower = NAN,
                            .upper = NAN,
                            .unit = metric ? metric->unit : unit_of(unit),
                            .is_difference = is_difference(name, unit),
                            .is_like_bounds = metric != NULL};
    if (has_bounds(table, column)) {
        figure.lower = model_cell(table, row, column + 1).number;
        figure.upper = model_cell(table, row, column + 2).number;
    }
    return figure;
}

/* Numbers of a metric are compared within their row: all are written as its bounds are, hours with
 * hours, and with a digit more than those support. */
static struct measure measure_of(const struct view *view, const struct model_table *table,
                                 size_t row, const struct figure *figure)
{
    if (!figure->is_like_bounds) {
        struct measure measure = measure_for(view->language, figure->unit, figure->value,
                                             (figure->upper - figure->lower) / 2);
        const double shown = figure->value * measure.factor;
        if (figure->unit == UNIT_MINUTES && isnan(figure->upper) && shown == round(shown))
            measure.decimals = 0; /* an age of 30 days is chosen, not measured */
        return measure;
    }
    const double lower = model_cell(table, row, model_column(table, "lower")).number;
    const double upper = model_cell(table, row, model_column(table, "upper")).number;
    const double size = isnan(upper) ? figure->value : fmax(fabs(lower), fabs(upper));
    return measure_for(view->language, figure->unit, size, (upper - lower) / 20);
}

static void figure_html(struct view *view, const struct model_table *table, size_t row,
                        const struct figure *figure)
{
    const struct measure measure = measure_of(view, table, row, figure);
    struct text value, bounds;
    text_init(&value, 0);
    text_init(&bounds, 0);
    if (figure->is_difference)
        format_change(&value, &measure, figure->value, NAN, NAN);
    else
        format_value(&value, &measure, figure->value);
    format_bounds(&bounds, &measure, figure->lower, figure->upper);
    html_text(&view->page, view_keep(view, &value));
    const char *kept = view_keep(view, &bounds);
    if (!kept[0]) return;
    HTML(&view->page, " <small>");
    html_text(&view->page, kept);
    HTML(&view->page, "</small>");
}

/* Of a unit that is no metric's: counts, probabilities, yes and no. */
static const char *plain_text(struct view *view, const struct model_table *table, size_t column,
                              double value)
{
    if (strcmp(table->column_units[column], "bool") == 0)
        return view_phrase(view, value == 0 ? PHRASE_NO : PHRASE_YES);
    if (is_probability(table->column_names[column])) {
        const char *text = view_probability(view, value);
        return strncmp(text, "= ", 2) == 0 ? text + 2 : text;
    }
    if (fabs(value - round(value)) < 1e-9) return view_count(view, value);
    /* Means of counts, as many a month: a tenth is fine enough for large ones. */
    const double half_width = fabs(value) < 10 ? NAN : 1;
    const struct measure measure = measure_for(view->language, UNIT_SCORE, value, half_width);
    struct text text;
    text_init(&text, 0);
    format_value(&text, &measure, value);
    return view_keep(view, &text);
}

static double sort_key(const struct figure *figure)
{
    if (isnan(figure->value)) return INFINITY;
    return figure->unit == UNIT_MINUTES ? figure->value : NAN;
}

static void number_cell(struct view *view, const struct model_table *table, size_t row,
                        size_t column)
{
    const struct figure figure = figure_of(view, table, row, column);
    table_cell_open(&view->page, sort_key(&figure));
    if (isnan(figure.value))
        HTML(&view->page, "\xE2\x80\x93");
    else if (figure.unit == UNIT_COUNT || is_probability(table->column_names[column]))
        html_text(&view->page, plain_text(view, table, column, figure.value));
    else
        figure_html(view, table, row, &figure);
    table_cell_close(&view->page);
}

/* Keys of these axes are names of the contract, those of all others the user's own texts. */
static bool has_contract_keys(const struct model_table *table, size_t row)
{
    const char *axis = model_cell(table, row, model_column(table, "axis")).text;
    return axis && (strcmp(axis, "path") == 0 || strcmp(axis, "channel") == 0);
}

static const char *month_words(struct view *view, const char *month)
{
    struct text words;
    text_init(&words, 0);
    format_month_short(&words, view->language, month);
    return view_keep(view, &words);
}

/* A text as the reader knows it: a metric by its title, a name of the contract by its words. */
static const char *cell_words(struct view *view, const struct model_table *table, size_t row,
                              size_t column, const char *text)
{
    const char *name = table->column_names[column];
    if (strcmp(name, "metric") == 0 && row_metric(view, table, row))
        return view_title(view, row_metric(view, table, row));
    if (strcmp(name, "axis") == 0 && text[0] == '\0')
        return view_phrase(view, PHRASE_COLUMN_NETWORK);
    if (strcmp(name, "reason") == 0 && strchr(text, ':')) return view_reason_words(view, text);
    if (strcmp(table->column_units[column], "month") == 0) return month_words(view, text);
    const bool is_named =
        is_contract_column(name) || (strcmp(name, "key") == 0 && has_contract_keys(table, row));
    return is_named ? name_words(view->language, text) : text;
}

/* Tables of which each row tells the estimate of a segment; its key is in the first column. */
static const struct {
    const char *table, *metric, *axis, *before_key;
} told_tables[] = {{"departure.ratios", "departure.hazard_ratio", "trait", ""},
                   {"departure.ratios_by_time", "departure.hazard_ratio", "trait", ""},
                   {"retention.cohorts", "retention.stay_365d", "stratum", "cohort="}};

/* What a row's estimate is marked with, its number is. */
static void mark_row(struct view *view, const struct model_table *table, size_t row)
{
    const char *name = model_cell(table, row, 0).text;
    for (size_t i = 0; name && i < sizeof told_tables / sizeof *told_tables; i++) {
        if (strcmp(told_tables[i].table, table->name) != 0) continue;
        struct text key;
        text_init(&key, 0);
        text_put(&key, told_tables[i].before_key);
        text_put(&key, name);
        const struct model_estimate *estimate = model_estimate(
            view->model, told_tables[i].metric, told_tables[i].axis, view_keep(view, &key), "all");
        if (estimate) estimate_mark(view, estimate);
    }
}

static void text_cell(struct view *view, const struct model_table *table, size_t row, size_t column,
                      const char *text)
{
    table_cell_open(&view->page, NAN);
    html_text(&view->page, cell_words(view, table, row, column, text));
    if (column == 0) mark_row(view, table, row);
    table_cell_close(&view->page);
}

static bool is_empty_column(const struct model_table *table, size_t column)
{
    for (size_t row = 0; row < table->row_count; row++) {
        const struct model_cell cell = model_cell(table, row, column);
        if (cell.text ? cell.text[0] != '\0' : !isnan(cell.number)) return false;
    }
    return true;
}

static bool is_text_column(const struct model_table *table, size_t column)
{
    for (size_t row = 0; row < table->row_count; row++)
        if (model_cell(table, row, column).text) return true;
    return false;
}

/* The columns shown, by their numbers in the table, and their heads. */
struct layout {
    size_t columns[TABLE_COLUMN_LIMIT];
    struct html_column heads[TABLE_COLUMN_LIMIT];
    size_t count;
};

static struct layout layout_of(const struct view *view, const struct model_table *table)
{
    const struct result_view *shown = view_of(table->name);
    struct layout layout = {.count = 0};
    for (size_t i = 0; i < table->column_count && layout.count < TABLE_COLUMN_LIMIT; i++) {
        const char *name = table->column_names[i];
        const bool is_bound =
            (i > 0 && has_bounds(table, i - 1)) || (i > 1 && has_bounds(table, i - 2));
        if (is_bound || is_hidden(shown, name) || is_empty_column(table, i)) continue;
        layout.columns[layout.count] = i;
        layout.heads[layout.count++] = (struct html_column){
            .title = name_words(view->language, name),
            .unit = has_bounds(table, i) ? view_phrase(view, PHRASE_COLUMN_INTERVAL) : NULL,
            .kind = is_text_column(table, i) ? TABLE_TEXT : TABLE_NUMBER};
    }
    return layout;
}

static void draw_row(struct view *view, const struct model_table *table, size_t row,
                     const struct layout *layout)
{
    table_row(&view->page, NULL, NULL);
    for (size_t i = 0; i < layout->count; i++) {
        const char *text = model_cell(table, row, layout->columns[i]).text;
        if (text)
            text_cell(view, table, row, layout->columns[i], text);
        else
            number_cell(view, table, row, layout->columns[i]);
    }
    table_row_end(&view->page);
}

static bool is_shown(const struct model_table *table, size_t row, bool differing_only)
{
    if (!differing_only) return true;
    return model_cell(table, row, model_column(table, "q")).number < 0.05;
}

static size_t count_shown(const struct model_table *table, bool differing_only)
{
    size_t count = 0;
    for (size_t row = 0; row < table->row_count; row++)
        count += is_shown(table, row, differing_only);
    return count;
}

const char *section_more_text(struct view *view, size_t shown, size_t total)
{
    return sentence_keep(view, &(struct sentence){PHRASE_SUM_LEFT_OUT,
                                                  {{view_count(view, (double)shown), NULL},
                                                   {view_count(view, (double)total), NULL}}});
}

static void draw_table(struct view *view, const char *name, const char *title, size_t row_limit,
                       bool differing_only)
{
    const struct model_table *table = model_table(view->model, name);
    if (!table) return;
    view->tabled[table - view->model->tables] = true;
    const size_t total = count_shown(table, differing_only);
    const size_t count = total < row_limit ? total : row_limit;
    if (count == 0) return;
    const struct layout layout = layout_of(view, table);
    const struct html_table drawn = {.id = name,
                                     .caption = title,
                                     .columns = layout.heads,
                                     .column_count = layout.count,
                                     .row_count = count,
                                     .row_total = total,
                                     .more_text = section_more_text(view, count, total),
                                     .is_folded = !view_of(name)->is_read,
                                     .fold_text = section_rows_text(view, title, count)};
    table_open(&view->page, &drawn);
    for (size_t row = 0, drawn_count = 0; drawn_count < count; row++) {
        if (!is_shown(table, row, differing_only)) continue;
        draw_row(view, table, row, &layout);
        drawn_count++;
    }
    table_rows_end(&view->page);
    estimate_notes(view);
    table_close(&view->page, &drawn);
}

void section_pass_over(struct view *view, const char *name)
{
    const struct model_table *table = model_table(view->model, name);
    if (table) view->tabled[table - view->model->tables] = true;
}

void section_result_table(struct view *view, const char *name, const char *title, size_t row_limit)
{
    draw_table(view, name, title, row_limit, false);
}

void section_differing_table(struct view *view, const char *name, const char *title,
                             size_t row_limit)
{
    draw_table(view, name, title, row_limit, true);
}

/* Tables whose numbers are estimates that the section shows have no title. */
static const struct own_table {
    const char *section, *table;
    enum phrase title;
} own_tables[] = {
    {"steps", "steps.satisfaction", PHRASE_UNIT_NONE},
    {"steps_repurchase", "steps.repurchase", PHRASE_UNIT_NONE},
    {"paradox", "paradox.stated", PHRASE_UNIT_NONE},
    {"paradox_behaviour", "paradox.behaviour", PHRASE_UNIT_NONE},
    {"loyalty", "departure.ratios_by_time", PHRASE_TABLE_RATIOS_BY_TIME},
    {"loyalty", "departure.ratios", PHRASE_UNIT_NONE},
    {"loyalty", "departure.counts", PHRASE_UNIT_NONE},
    {"loyalty", "retention.cohorts", PHRASE_TABLE_COHORTS},
    {"forensics", "forensics.dealers", PHRASE_TABLE_FORENSICS},
};
enum { OWN_ROWS = 6 };

void section_own_tables(struct view *view, const struct scope *scope)
{
    for (size_t i = 0; i < sizeof own_tables / sizeof *own_tables; i++) {
        const struct own_table *own = &own_tables[i];
        if (strcmp(own->section, scope->id) != 0) continue;
        if (own->title == PHRASE_UNIT_NONE)
            section_pass_over(view, own->table);
        else
            section_result_table(view, own->table, view_phrase(view, own->title), OWN_ROWS);
    }
}
