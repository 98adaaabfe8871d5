/* Pieces that sections share: tables of their estimates and the sentences that only read values
 * out. */
#include "reports/findings/finding_list.h"
#include "reports/sections/section.h"
#include "reports/view/estimate_table.h"

#include <math.h>
#include <string.h>

enum { SEGMENT_ROW_LIMIT = 6, SEGMENT_METRIC_LIMIT = 3, UNFOLDED_ROW_LIMIT = 5 };

/* "rater-parts": of the section and what the table holds. */
static const char *table_id(struct view *view, const struct scope *scope, const char *part)
{
    struct text id;
    text_init(&id, 0);
    text_put(&id, scope->id);
    text_put(&id, "-");
    text_put(&id, part);
    return view_keep(view, &id);
}

const char *section_rows_text(struct view *view, const char *title, size_t row_count)
{
    const struct sentence folded = {PHRASE_TABLE_FOLD,
                                    {{title, NULL}, {view_count(view, (double)row_count), NULL}}};
    return sentence_keep(view, &folded);
}

/* A long one is looked up, not read: the figure and the answer have told what is in it. */
void section_rows_table(struct view *view, const struct scope *scope)
{
    const char *caption = view_phrase(view, PHRASE_TABLE_NETWORK);
    const bool is_long = scope->row_count > UNFOLDED_ROW_LIMIT;
    estimate_table_draw(
        view,
        &(struct estimate_table){
            .id = table_id(view, scope, "network"),
            .caption = caption,
            .rows = scope->rows,
            .row_count = scope->row_count,
            .fold_text = is_long ? section_rows_text(view, caption, scope->row_count) : NULL});
}

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

double section_weight(const struct view *view, const struct model_estimate *row)
{
    if (is_wanted(view, row)) return INFINITY;
    const struct model_estimate *whole = model_network(view->model, row->metric->id);
    if (!model_stands(whole) || whole->n == 0) return 0;
    return finding_effect(row, row->value, whole->value) *
           finding_certainty_by_distance(row, whole->value) *
           sqrt((double)row->n / (double)whole->n);
}

static int compare_ranks(const void *left, const void *right)
{
    const struct ranked *a = left, *b = right;
    if (a->weight != b->weight) return a->weight < b->weight ? 1 : -1;
    return (a->row > b->row) - (a->row < b->row);
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

size_t section_heaviest(struct view *view, const struct model_estimate **rows, size_t count,
                        size_t limit)
{
    if (count <= limit) return count;
    struct ranked *ranks = arena_take_array(&view->arena, count, sizeof *ranks);
    if (!ranks) {
        view->failed = true;
        return 0;
    }
    for (size_t i = 0; i < count; i++)
        ranks[i] = (struct ranked){rows[i], section_weight(view, rows[i])};
    qsort(ranks, count, sizeof *ranks, compare_ranks);
    for (size_t i = 0; i < limit; i++) rows[i] = ranks[i].row;
    qsort(rows, limit, sizeof *rows, compare_places);
    return limit;
}

static size_t collect_segments(struct view *view, const struct scope *scope,
                               const struct model_estimate **rows, size_t *left_out)
{
    static const char *const axes[] = {"region",     "product", "channel",
                                       "technician", "agent",   "call_kind"};
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
                     (struct ranked){parts.rows[row], section_weight(view, parts.rows[row])});
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
    const double total = (double)(count + left_out);
    const struct sentence caption = {PHRASE_SEGMENTS_DIFFER, {{view_count(view, total), NULL}}};
    const struct sentence more = {PHRASE_SEGMENTS_MORE,
                                  {{view_count(view, (double)left_out), NULL}}};
    estimate_table_draw(view, &(struct estimate_table){.id = table_id(view, scope, "parts"),
                                                       .caption = sentence_keep(view, &caption),
                                                       .rows = rows,
                                                       .row_count = count,
                                                       .row_total = count + left_out,
                                                       .more_text = sentence_keep(view, &more)});
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
