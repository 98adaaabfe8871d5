/* Pieces that sections share: their tables and the sentences that only read values out. */
#include "reports/findings/finding_list.h"
#include "reports/sections/section.h"
#include "reports/view/estimate_table.h"

#include <math.h>
#include <string.h>

void section_rows_table(struct view *view, const struct scope *scope)
{
    estimate_table(view, scope->rows, scope->row_count);
}

enum { SEGMENT_ROW_LIMIT = 12, SEGMENT_METRIC_LIMIT = 5 };

/* Parts that differ, and those a finding shows, the weightiest first: as many rows as fit are
 * chosen by rank, then told in the sections' order. */
struct ranked {
    const struct model_estimate *row;
    double weight;
};

static bool is_wanted(const struct view *view, const struct model_estimate *row)
{
    return view->wanted[row - view->model->estimates];
}

static double weight_of(const struct view *view, const struct model_estimate *row)
{
    if (is_wanted(view, row)) return INFINITY;
    const struct model_estimate *whole = model_network(view->model, row->metric->id);
    if (!model_stands(whole) || whole->n == 0) return 0;
    return finding_effect(row, row->value, whole->value) *
           finding_certainty_by_distance(row, whole->value) *
           sqrt((double)row->n / (double)whole->n);
}

/* At most SEGMENT_METRIC_LIMIT rows of one metric: the lightest of them makes way. */
static void thin_metric(struct ranked *kept, size_t *count, const struct model_metric *metric)
{
    size_t seen = 0;
    for (size_t i = 0; i < *count; i++) {
        if (kept[i].row->metric != metric || ++seen <= SEGMENT_METRIC_LIMIT) continue;
        --*count;
        memmove(&kept[i], &kept[i + 1], (*count - i) * sizeof *kept);
        return;
    }
}

static void rank(struct ranked *kept, size_t *count, struct ranked one)
{
    size_t at = *count;
    while (at > 0 && kept[at - 1].weight < one.weight) at--;
    if (at == SEGMENT_ROW_LIMIT) return;
    if (*count == SEGMENT_ROW_LIMIT) --*count;
    memmove(&kept[at + 1], &kept[at], (*count - at) * sizeof *kept);
    kept[at] = one;
    ++*count;
    thin_metric(kept, count, one.row->metric);
}

static bool differs(const struct model_estimate *row)
{
    return model_stands(row) && (row->verdict == VERDICT_BETTER || row->verdict == VERDICT_WORSE);
}

static int compare_places(const void *left, const void *right)
{
    const struct model_estimate *a = *(const struct model_estimate *const *)left;
    const struct model_estimate *b = *(const struct model_estimate *const *)right;
    return (a > b) - (a < b);
}

static size_t collect_segments(struct view *view, const struct scope *scope,
                               const struct model_estimate **rows, size_t *left_out)
{
    static const char *const axes[] = {"region", "product", "channel", "technician"};
    struct ranked kept[SEGMENT_ROW_LIMIT + 1];
    size_t count = 0, total = 0;
    for (size_t i = 0; i < scope->metric_count; i++)
        for (size_t k = 0; k < sizeof axes / sizeof *axes; k++) {
            const struct model_group parts =
                model_group(view->model, scope->metrics[i]->id, axes[k], NULL);
            const bool fair = !finding_most_are_worse(parts);
            for (size_t row = 0; row < parts.count; row++) {
                const bool counts = fair && differs(parts.rows[row]);
                if (!counts && !is_wanted(view, parts.rows[row])) continue;
                total++;
                rank(kept, &count,
                     (struct ranked){parts.rows[row], weight_of(view, parts.rows[row])});
            }
        }
    for (size_t i = 0; i < count; i++) rows[i] = kept[i].row;
    qsort(rows, count, sizeof *rows, compare_places);
    *left_out = total - count;
    return count;
}

void section_segments_table(struct view *view, const struct scope *scope)
{
    const struct model_estimate *rows[SEGMENT_ROW_LIMIT];
    size_t left_out = 0;
    const size_t count = collect_segments(view, scope, rows, &left_out);
    if (count == 0) return;
    struct page *page = &view->page;
    const double total = (double)(count + left_out);
    HTML(page, "<h4>");
    sentence_html(view,
                  &(struct sentence){PHRASE_SEGMENTS_DIFFER, {{view_count(view, total), NULL}}});
    HTML(page, "</h4>\n");
    estimate_table(view, rows, count);
    if (left_out == 0) return;
    HTML(page, "<p class=\"note\">");
    sentence_html(view, &(struct sentence){PHRASE_SEGMENTS_MORE,
                                           {{view_count(view, (double)left_out), NULL}}});
    HTML(page, "</p>\n");
}

void section_answer_values(struct view *view, const struct scope *scope, size_t limit)
{
    size_t count = 0;
    for (size_t i = 0; i < scope->row_count && count < limit; i++) {
        const struct model_estimate *row = scope->rows[i];
        if (!model_stands(row)) continue;
        sentence_html(view, &(struct sentence){PHRASE_ANSWER_ITEM,
                                               {{estimate_label(view, row), NULL},
                                                {view_interval(view, row), row}}});
        count++;
    }
    if (count == 0) html_text(&view->page, view_phrase(view, PHRASE_ALL_REFUSED));
}

void section_answer_changes(struct view *view, const struct scope *scope)
{
    struct text list;
    size_t count = 0, comparable = 0;
    text_init(&list, 0);
    for (size_t i = 0; i < scope->row_count; i++) {
        const struct model_estimate *row = scope->rows[i];
        if (!model_stands(row) || !view_change_tested(row)) continue;
        comparable++;
        if (!view_change_stands(row)) continue;
        if (count++ > 0) text_put(&list, view_phrase(view, PHRASE_LIST_SEPARATOR));
        const struct sentence item = {
            PHRASE_CHANGE_ITEM,
            {{view_title(view, row->metric), NULL}, {view_change(view, row), NULL}}};
        sentence_text(&list, view->language, &item);
    }
    const char *kept = view_keep(view, &list);
    if (comparable == 0) return;
    HTML(&view->page, " ");
    const enum phrase pattern = count > 0 ? PHRASE_CHANGES : PHRASE_CHANGES_NONE;
    sentence_html(view, &(struct sentence){pattern, {{kept, NULL}}});
}

static bool is_probability(const char *name)
{
    static const char *const names[] = {"p", "q", "p_holm", "dispersion_p"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0) return true;
    return false;
}

static const char *plain_number(struct view *view, double value)
{
    if (fabs(value - round(value)) < 1e-9) return view_count(view, value);
    const struct measure measure = measure_for(view->language, UNIT_SCORE, value, NAN);
    struct text text;
    text_init(&text, 0);
    format_value(&text, &measure, value);
    return view_keep(view, &text);
}

/* Columns whose texts are names of the contract and so have words; all others hold the user's own
 * texts. */
static bool is_contract_column(const char *name)
{
    static const char *const names[] = {"dimension", "name",    "method",     "step",     "test",
                                        "stratum",   "verdict", "literature", "response", "axis",
                                        "rule",      "signal",  "picked",     "chart",    "period"};
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

/* A value in the unit of the row's metric, or a difference of two. All numbers of a row are written
 * alike, hours with hours, and with a digit more than its bounds support, because values and bounds
 * are compared. */
static const char *metric_number(struct view *view, const struct model_table *table, size_t row,
                                 enum unit unit, bool is_change, double value)
{
    const double lower = model_cell(table, row, model_column(table, "lower")).number;
    const double upper = model_cell(table, row, model_column(table, "upper")).number;
    const double size = isnan(upper) ? value : fmax(fabs(lower), fabs(upper));
    struct measure measure = measure_for(view->language, unit, size, (upper - lower) / 20);
    if (is_change) measure.suffix = measure.difference_suffix;
    struct text text;
    text_init(&text, 0);
    format_value(&text, &measure, value);
    return view_keep(view, &text);
}

static const char *number_text(struct view *view, const struct model_table *table, size_t row,
                               size_t column, double value)
{
    if (isnan(value)) return "\xE2\x80\x93";
    const char *unit = table->column_units[column];
    const bool is_change = strcmp(unit, "change") == 0;
    const bool is_metric = is_change || strcmp(unit, "metric") == 0;
    const struct model_metric *metric = is_metric ? row_metric(view, table, row) : NULL;
    if (metric) return metric_number(view, table, row, metric->unit, is_change, value);
    if (strcmp(unit, "bool") == 0) return view_phrase(view, value == 0 ? PHRASE_NO : PHRASE_YES);
    if (!is_probability(table->column_names[column])) {
        const bool is_share = strcmp(unit, "share") == 0;
        return is_share ? view_share(view, value) : plain_number(view, value);
    }
    const char *text = view_probability(view, value);
    return strncmp(text, "= ", 2) == 0 ? text + 2 : text;
}

/* Keys of these axes are names of the contract, those of all others the user's own texts. */
static bool has_contract_keys(const struct model_table *table, size_t row)
{
    const char *axis = model_cell(table, row, model_column(table, "axis")).text;
    return axis && (strcmp(axis, "path") == 0 || strcmp(axis, "channel") == 0);
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

static void table_cell_html(struct view *view, const struct model_table *table, size_t row,
                            size_t column)
{
    struct page *page = &view->page;
    const struct model_cell cell = model_cell(table, row, column);
    if (cell.text) {
        HTML(page, "<td>");
        html_text(page, cell_words(view, table, row, column, cell.text));
        if (column == 0) mark_row(view, table, row);
    } else {
        HTML(page, "<td class=\"e\">");
        html_text(page, number_text(view, table, row, column, cell.number));
    }
    HTML(page, "</td>");
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

static void table_head_html(struct view *view, const struct model_table *table)
{
    HTML(&view->page, "<thead><tr>");
    for (size_t column = 0; column < table->column_count; column++) {
        if (is_empty_column(table, column)) continue;
        if (is_text_column(table, column))
            HTML(&view->page, "<th scope=\"col\">");
        else
            HTML(&view->page, "<th scope=\"col\" class=\"e\">");
        html_text(&view->page, name_words(view->language, table->column_names[column]));
        HTML(&view->page, "</th>");
    }
    HTML(&view->page, "</tr></thead>\n<tbody>");
}

static void rows_left_out(struct view *view, size_t shown, size_t total)
{
    if (shown == total) return;
    HTML(&view->page, "<p class=\"note\">");
    sentence_html(view, &(struct sentence){PHRASE_SUM_LEFT_OUT,
                                           {{view_count(view, (double)shown), NULL},
                                            {view_count(view, (double)total), NULL}}});
    HTML(&view->page, "</p>\n");
}

static bool is_shown(const struct model_table *table, size_t row, bool differing_only)
{
    if (!differing_only) return true;
    return model_cell(table, row, model_column(table, "q")).number < 0.05;
}

static void table_row_html(struct view *view, const struct model_table *table, size_t row)
{
    HTML(&view->page, "<tr>");
    for (size_t column = 0; column < table->column_count; column++)
        if (!is_empty_column(table, column)) table_cell_html(view, table, row, column);
    HTML(&view->page, "</tr>\n");
}

static void draw_table(struct view *view, const char *name, const char *title, size_t row_limit,
                       bool differing_only)
{
    const struct model_table *table = model_table(view->model, name);
    struct page *page = &view->page;
    size_t kept = 0, shown = 0;
    if (!table) return;
    view->tabled[table - view->model->tables] = true;
    for (size_t row = 0; row < table->row_count; row++)
        kept += is_shown(table, row, differing_only);
    if (kept == 0) return;
    HTML(page, "<h4");
    html_id(page, name);
    HTML(page, ">");
    html_text(page, title);
    HTML(page, "</h4>\n<div class=\"table\"><table>");
    table_head_html(view, table);
    for (size_t row = 0; row < table->row_count && shown < row_limit; row++) {
        if (!is_shown(table, row, differing_only)) continue;
        table_row_html(view, table, row);
        shown++;
    }
    HTML(page, "</tbody></table></div>\n");
    estimate_notes(view);
    rows_left_out(view, shown, kept);
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
