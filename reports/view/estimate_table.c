#include "reports/view/estimate_table.h"

#include "reports/view/sentence.h"

#include <math.h>
#include <string.h>

/* The id of the estimate's row the first time it is on the page, then NULL. */
static const char *anchor_of(struct view *view, const struct model_estimate *estimate)
{
    bool *anchored = &view->anchored[estimate - view->model->estimates];
    if (*anchored) return NULL;
    *anchored = true;
    return estimate->id;
}

const char *estimate_label(struct view *view, const struct model_estimate *estimate)
{
    static const char separator[] = " \xC2\xB7 ";
    const char *title = view_title(view, estimate->metric);
    const bool earlier = model_is_earlier(view->model, estimate);
    const bool is_subject = view->subject && strcmp(estimate->key, view->subject) == 0;
    const bool is_named = estimate->axis != AXIS_NETWORK && !is_subject;
    if (!is_named && !earlier) return title;
    struct text label;
    text_init(&label, 0);
    text_put(&label, title);
    if (is_named) {
        text_put(&label, separator);
        text_put(&label, view_key(view, estimate));
    }
    if (earlier) {
        text_put(&label, separator);
        format_month(&label, view->language, estimate->period);
    }
    return view_keep(view, &label);
}

/* "◐2": one half of a circle, and the number of the reason. */
static const char *mark_of(struct view *view, size_t number)
{
    struct text mark;
    text_init(&mark, 0);
    text_put(&mark, "\xE2\x97\x90");
    text_put(&mark, view_count(view, (double)number));
    return view_keep(view, &mark);
}

void estimate_mark(struct view *view, const struct model_estimate *estimate)
{
    if (estimate->status != STATUS_PARTIAL) return;
    const char *reason = view_reason(view, estimate);
    size_t at = 0;
    while (at < view->noted_count && strcmp(view->noted[at], reason) != 0) at++;
    if (at == view->noted_count && at < view->model->estimate_count)
        view->noted[view->noted_count++] = reason;
    HTML(&view->page, " <small>");
    html_text(&view->page, mark_of(view, at + 1));
    HTML(&view->page, "</small>");
}

void estimate_notes(struct view *view)
{
    for (size_t i = 0; i < view->noted_count; i++) {
        HTML(&view->page, "<p class=\"note\">");
        sentence_html(view,
                      &(struct sentence){PHRASE_PARTIAL_NOTE,
                                         {{mark_of(view, i + 1), NULL}, {view->noted[i], NULL}}});
        HTML(&view->page, "</p>\n");
    }
    view->noted_count = 0;
}

/* What the rows fill, and what they share. */
struct shape {
    bool change, against, verdict;
    const struct model_metric *metric; /* of all rows, all of them parts of one axis; or NULL */
    bool is_wanted;                    /* a finding shows one of them */
};

static void see_row(struct shape *shape, const struct model_estimate *row)
{
    if (!model_stands(row)) return;
    if (row->change.exists && !isnan(row->change.value)) shape->change = true;
    if (!isnan(row->target) || !isnan(row->benchmark.value)) shape->against = true;
    const bool is_judged = row->axis < AXIS_COUNT && axis_rows[row->axis].judged;
    if (is_judged && row->verdict != VERDICT_NONE) shape->verdict = true;
}

static struct shape shape_of(const struct view *view, const struct estimate_table *table)
{
    const struct model_estimate *first = table->rows[0];
    struct shape shape = {.metric = first->axis == AXIS_NETWORK ? NULL : first->metric};
    for (size_t i = 0; i < table->row_count; i++) {
        const struct model_estimate *row = table->rows[i];
        see_row(&shape, row);
        if (row->metric != first->metric || row->axis != first->axis) shape.metric = NULL;
        shape.is_wanted |= view->wanted[row - view->model->estimates];
    }
    if (table->row_count < 2) shape.metric = NULL;
    /* Parts are told against the others; how each went since last month stands in the files beside
     * the page, unless a finding leads here. */
    if (shape.verdict && !shape.is_wanted) shape.change = false;
    return shape;
}

enum { COLUMN_LIMIT = 7 };

static size_t make_columns(const struct view *view, const struct shape *shape,
                           const struct model_estimate *first, struct html_column *columns)
{
    const struct {
        const char *title;
        enum table_kind kind;
        bool is_shown;
    } all[COLUMN_LIMIT] = {
        {shape->metric ? view_axis(view, first) : view_phrase(view, PHRASE_COLUMN_METRIC),
         TABLE_TEXT, true},
        {view_phrase(view, PHRASE_COLUMN_VALUE), TABLE_NUMBER, true},
        {view_phrase(view, PHRASE_COLUMN_N), TABLE_NUMBER, true},
        {view_phrase(view, PHRASE_COLUMN_CHANGE), TABLE_NUMBER, shape->change},
        {view_phrase(view, PHRASE_COLUMN_AGAINST), TABLE_TEXT, shape->against},
        {view_phrase(view, PHRASE_COLUMN_NETWORK), TABLE_NUMBER, shape->verdict},
        {view_phrase(view, PHRASE_COLUMN_VERDICT), TABLE_TEXT, shape->verdict}};
    size_t count = 0;
    for (size_t i = 0; i < COLUMN_LIMIT; i++)
        if (all[i].is_shown)
            columns[count++] = (struct html_column){.title = all[i].title, .kind = all[i].kind};
    return count;
}

/* Minutes are told in minutes, hours or days, so their text does not sort. */
static double sort_key(const struct model_estimate *estimate, double value)
{
    if (!model_stands(estimate)) return INFINITY;
    return estimate->metric->unit == UNIT_MINUTES ? value : NAN;
}

static void value_cell(struct view *view, const struct model_estimate *estimate)
{
    struct page *page = &view->page;
    table_cell_open(page, sort_key(estimate, estimate->value));
    if (!model_stands(estimate)) {
        HTML(page, "<small class=\"wrap\">");
        sentence_html(
            view, &(struct sentence){PHRASE_CELL_REFUSED, {{view_reason(view, estimate), NULL}}});
    } else {
        const bool is_bare =
            isnan(estimate->lower) && isnan(estimate->upper) && estimate->reason[0];
        html_text(page, view_value(view, estimate));
        HTML(page, " <small>");
        html_text(page, is_bare ? view_reason(view, estimate) : view_bounds(view, estimate));
    }
    HTML(page, "</small>");
    if (model_stands(estimate)) estimate_mark(view, estimate);
    table_cell_close(page);
}

/* The same shapes as in the figures. */
static void verdict_mark(struct view *view, enum verdict verdict)
{
    if (verdict == VERDICT_BETTER) HTML(&view->page, "<b class=\"good\">\xE2\x96\xB2</b> ");
    if (verdict == VERDICT_WORSE) HTML(&view->page, "<b class=\"bad\">\xE2\x96\xBC</b> ");
}

static void change_cell(struct view *view, const struct model_estimate *estimate)
{
    struct page *page = &view->page;
    const bool exists =
        model_stands(estimate) && estimate->change.exists && !isnan(estimate->change.value);
    const bool stands = exists && view_change_stands(estimate);
    table_cell_open(page, exists ? sort_key(estimate, estimate->change.value) : NAN);
    const char *words = exists ? view_change_words(view, estimate) : "";
    if (exists) html_text(page, view_change(view, estimate));
    /* Without a remark it is within chance: said once, in the foot. */
    if (exists && words != view_phrase(view, PHRASE_CHANGE_NONE)) {
        HTML(page, " <br><small>");
        if (stands) HTML(page, "<b>");
        html_text(page, words);
        if (stands) HTML(page, "</b>");
        HTML(page, "</small>");
    }
    table_cell_close(page);
}

static void against_cell(struct view *view, const struct model_estimate *estimate)
{
    table_cell_open(&view->page, NAN);
    if (model_stands(estimate) && !isnan(estimate->target)) {
        const enum phrase word = view_on_target(estimate) ? PHRASE_TARGET_ON : PHRASE_TARGET_OFF;
        sentence_html(view, &(struct sentence){PHRASE_CELL_TARGET,
                                               {{view_like(view, estimate, estimate->target), NULL},
                                                {view_phrase(view, word), NULL}}});
    } else if (model_stands(estimate) && !isnan(estimate->benchmark.value)) {
        HTML(&view->page, "<span");
        HTML_ATTRIBUTE(&view->page, "title", estimate->benchmark.source);
        HTML(&view->page, ">");
        sentence_html(view, &(struct sentence){view_standing_pattern(estimate->benchmark.standing),
                                               {{view_published(view, estimate), NULL}}});
        HTML(&view->page, "</span>");
    }
    table_cell_close(&view->page);
}

static void verdict_cells(struct view *view, const struct model_estimate *estimate)
{
    const struct model_estimate *network = model_network(view->model, estimate->metric->id);
    const enum verdict verdict = model_stands(estimate) ? estimate->verdict : VERDICT_NONE;
    const bool stands = model_stands(network);
    table_cell_open(&view->page, stands ? sort_key(network, network->value) : NAN);
    html_text(&view->page, stands ? view_value(view, network) : "");
    table_cell_close(&view->page);
    table_cell_open(&view->page, NAN);
    verdict_mark(view, verdict);
    html_text(&view->page, view_phrase(view, view_verdict_word(verdict)));
    table_cell_close(&view->page);
}

/* The table says the first row's method, the others only one of their own. */
static void draw_row(struct view *view, const struct model_estimate *estimate,
                     const struct model_estimate *first, const struct shape *shape)
{
    struct page *page = &view->page;
    const bool is_usual = strcmp(estimate->method, first->method) == 0;
    table_row(page, anchor_of(view, estimate),
              is_usual ? NULL : view_method_number(view, estimate->method));
    table_text(page, shape->metric ? view_key(view, estimate) : estimate_label(view, estimate));
    value_cell(view, estimate);
    table_text(page, view_count(view, (double)estimate->n));
    if (shape->change) change_cell(view, estimate);
    if (shape->against) against_cell(view, estimate);
    if (shape->verdict) verdict_cells(view, estimate);
    table_row_end(page);
}

void estimate_table_draw(struct view *view, const struct estimate_table *table)
{
    if (table->row_count == 0) return;
    struct html_column columns[COLUMN_LIMIT];
    const struct shape shape = shape_of(view, table);
    const struct html_table drawn = {
        .id = table->id,
        .caption =
            table->caption || !shape.metric ? table->caption : view_title(view, shape.metric),
        .columns = columns,
        .column_count = make_columns(view, &shape, table->rows[0], columns),
        .row_count = table->row_count,
        .row_total = table->row_total > 0 ? table->row_total : table->row_count,
        .more_text = table->more_text,
        .note = view_method_number(view, table->rows[0]->method),
        .is_folded = table->fold_text != NULL,
        .is_printed = shape.is_wanted,
        .fold_text = table->fold_text,
        .print_text = table->print_text};
    table_open(&view->page, &drawn);
    for (size_t i = 0; i < table->row_count; i++)
        draw_row(view, table->rows[i], table->rows[0], &shape);
    table_rows_end(&view->page);
    estimate_notes(view);
    table_close(&view->page, &drawn);
}

void estimate_table(struct view *view, const struct model_estimate *const *rows, size_t row_count)
{
    estimate_table_draw(view, &(struct estimate_table){.rows = rows, .row_count = row_count});
}

/* A finding or an answer may lead to it; the others of the column are found by its pattern. */
static bool is_linked(const struct view *view, const struct model_estimate *estimate)
{
    return view->wanted[estimate - view->model->estimates] || estimate->verdict == VERDICT_BETTER ||
           estimate->verdict == VERDICT_WORSE;
}

static const char *size_text(struct view *view, const struct model_estimate *estimate)
{
    const struct sentence size = {PHRASE_NOTE_N, {{view_count(view, (double)estimate->n), NULL}}};
    return sentence_keep(view, &size);
}

void estimate_cell(struct view *view, const struct model_estimate *estimate)
{
    struct page *page = &view->page;
    if (!model_stands(estimate)) {
        table_cell_open(page, INFINITY);
        HTML(page, "\xE2\x80\x93 <br><small>");
        html_text(page, size_text(view, estimate));
    } else {
        table_cell_open_id(page, is_linked(view, estimate) ? anchor_of(view, estimate) : NULL,
                           sort_key(estimate, estimate->value));
        verdict_mark(view, estimate->verdict);
        html_text(page, view_value(view, estimate));
        HTML(page, " <br><small>");
        html_text(page, view_bounds(view, estimate));
        HTML(page, " ");
        html_text(page, size_text(view, estimate));
    }
    HTML(page, "</small>");
    if (model_stands(estimate)) estimate_mark(view, estimate);
    table_cell_close(page);
}
