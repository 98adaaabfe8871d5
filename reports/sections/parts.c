/* Pieces that sections share: tables of their estimates and the sentences that only read values
 * out. */
#include "reports/findings/finding_list.h"
#include "reports/sections/section.h"
#include "reports/view/estimate_table.h"

#include <math.h>
#include <string.h>

enum {
    NETWORK_ROW_LIMIT = 8,
    SEGMENT_ROW_LIMIT = 4,
    SEGMENT_METRIC_LIMIT = 3,
    UNFOLDED_ROW_LIMIT = 5
};

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

/* The first NETWORK_ROW_LIMIT rows and those that a finding shows, into `out`; how many. */
static size_t choose_rows(const struct view *view, const struct scope *scope,
                          const struct model_estimate **out)
{
    size_t count = 0;
    for (size_t i = 0; i < scope->row_count; i++)
        if (count < NETWORK_ROW_LIMIT || view->wanted[scope->rows[i] - view->model->estimates])
            out[count++] = scope->rows[i];
    return count;
}

/* A long one is looked up, not read: the figure and the answer have told what is in it. Of a very
 * long one the rest stands in the files beside the page. */
void section_rows_table(struct view *view, const struct scope *scope)
{
    const char *caption = view_phrase(view, PHRASE_TABLE_NETWORK);
    const bool is_long = scope->row_count > UNFOLDED_ROW_LIMIT;
    const struct model_estimate **rows =
        arena_take_array(&view->arena, scope->row_count + 1, sizeof *rows);
    if (!rows) {
        view->failed = true;
        return;
    }
    const size_t row_count = choose_rows(view, scope, rows);
    estimate_table_draw(
        view,
        &(struct estimate_table){
            .id = table_id(view, scope, "network"),
            .caption = caption,
            .rows = rows,
            .row_count = row_count,
            .row_total = scope->row_count,
            .more_text = section_more_text(view, row_count, scope->row_count),
            .fold_text = is_long ? section_rows_text(view, caption, scope->row_count) : NULL});
}

/* Parts that differ, and those a finding shows: as many rows as fit are chosen, the worse before
 * the better and the weightiest first, then told in the sections' order. */
struct ranked {
    const struct model_estimate *row;
    double weight;
    bool is_worse;
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

static bool is_worse(const struct model_estimate *row)
{
    return model_stands(row) && row->verdict == VERDICT_WORSE;
}

/* What a finding shows comes first of all, so that its link leads somewhere. */
static bool comes_before(const struct ranked *a, const struct ranked *b)
{
    if (isinf(a->weight) || isinf(b->weight)) return a->weight > b->weight;
    if (a->is_worse != b->is_worse) return a->is_worse;
    return a->weight > b->weight;
}

/* At most SEGMENT_METRIC_LIMIT rows of one metric that are not worse: the lightest makes way. */
static void thin_metric(struct ranked *kept, size_t *count, const struct model_metric *metric)
{
    size_t seen = 0;
    for (size_t i = 0; i < *count; i++) {
        if (kept[i].row->metric != metric || kept[i].is_worse) continue;
        if (++seen <= SEGMENT_METRIC_LIMIT) continue;
        --*count;
        memmove(&kept[i], &kept[i + 1], (*count - i) * sizeof *kept);
        return;
    }
}

static void rank(struct ranked *kept, size_t *count, struct ranked one)
{
    size_t at = *count;
    while (at > 0 && comes_before(&one, &kept[at - 1])) at--;
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

static double distance_of(const struct view *view, const struct model_estimate *row)
{
    const struct model_estimate *whole = model_network(view->model, row->metric->id);
    return model_stands(row) && model_stands(whole) ? fabs(row->value - whole->value) : 0;
}

/* The worse first, by metric, and of one metric the farthest from the network's value. */
static bool is_told_before(const struct view *view, const struct model_estimate *a,
                           const struct model_estimate *b)
{
    if (is_worse(a) != is_worse(b)) return is_worse(a);
    if (a->metric != b->metric) return a < b;
    const double far_a = distance_of(view, a), far_b = distance_of(view, b);
    return far_a != far_b ? far_a > far_b : a < b;
}

static void order_parts(const struct view *view, const struct model_estimate **rows, size_t count)
{
    for (size_t i = 1; i < count; i++)
        for (size_t at = i; at > 0 && is_told_before(view, rows[at], rows[at - 1]); at--) {
            const struct model_estimate *moved = rows[at];
            rows[at] = rows[at - 1];
            rows[at - 1] = moved;
        }
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
        ranks[i] = (struct ranked){rows[i], section_weight(view, rows[i]), is_worse(rows[i])};
    qsort(ranks, count, sizeof *ranks, compare_ranks);
    for (size_t i = 0; i < limit; i++) rows[i] = ranks[i].row;
    qsort(rows, limit, sizeof *rows, compare_places);
    return limit;
}

/* Rows that are kept, and how many there are besides. */
struct parts {
    const struct model_estimate *rows[SEGMENT_ROW_LIMIT];
    size_t count, left_out, left_out_worse;
};

static void collect_group(struct view *view, struct model_group parts, struct ranked *kept,
                          struct parts *out)
{
    const bool fair = !finding_most_are_worse(parts);
    for (size_t i = 0; i < parts.count; i++) {
        const struct model_estimate *row = parts.rows[i];
        if (!(fair && differs(row)) && !is_wanted(view, row)) continue;
        out->left_out++;
        out->left_out_worse += is_worse(row);
        rank(kept, &out->count, (struct ranked){row, section_weight(view, row), is_worse(row)});
    }
}

static struct parts collect_segments(struct view *view, const struct scope *scope)
{
    static const char *const axes[] = {"region",     "product", "channel",
                                       "technician", "agent",   "call_kind"};
    struct ranked kept[SEGMENT_ROW_LIMIT + 1];
    struct parts parts = {.count = 0};
    for (size_t i = 0; i < scope->metric_count; i++)
        for (size_t k = 0; k < sizeof axes / sizeof *axes; k++)
            collect_group(view, model_group(view->model, scope->metrics[i]->id, axes[k], NULL),
                          kept, &parts);
    for (size_t i = 0; i < parts.count; i++) {
        parts.rows[i] = kept[i].row;
        parts.left_out--;
        parts.left_out_worse -= kept[i].is_worse;
    }
    order_parts(view, parts.rows, parts.count);
    return parts;
}

/* Rows named by their keys alone leave it to the caption what is measured. */
static const struct model_metric *only_metric(const struct parts *parts)
{
    const struct model_estimate *first = parts->rows[0];
    for (size_t i = 1; i < parts->count; i++)
        if (parts->rows[i]->metric != first->metric || parts->rows[i]->axis != first->axis)
            return NULL;
    return parts->count > 1 ? first->metric : NULL;
}

void section_segments_table(struct view *view, const struct scope *scope)
{
    const struct parts parts = collect_segments(view, scope);
    if (parts.count == 0) return;
    const size_t total = parts.count + parts.left_out;
    const struct model_metric *metric = only_metric(&parts);
    const struct sentence caption = {
        metric ? PHRASE_SEGMENTS_DIFFER_IN : PHRASE_SEGMENTS_DIFFER,
        {{view_count(view, (double)total), NULL}, {metric ? view_title(view, metric) : "", NULL}}};
    const struct sentence more = {PHRASE_SEGMENTS_MORE,
                                  {{view_count(view, (double)parts.left_out), NULL},
                                   {view_count(view, (double)parts.left_out_worse), NULL}}};
    estimate_table_draw(view, &(struct estimate_table){.id = table_id(view, scope, "parts"),
                                                       .caption = sentence_keep(view, &caption),
                                                       .rows = parts.rows,
                                                       .row_count = parts.count,
                                                       .row_total = total,
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
