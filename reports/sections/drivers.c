/* What satisfaction and the intention to buy again go with. */
#include "reports/sections/sections.h"
#include "reports/view/estimate_table.h"
#include "reports/view/figure.h"

static const struct response {
    const char *name, *r_squared, *share, *coefficient;
} responses[] = {
    {"overall", "drivers.overall.r_squared", "drivers.overall.share",
     "drivers.overall.coefficient"},
    {"repurchase_intent", "drivers.repurchase.r_squared", "drivers.repurchase.share",
     "drivers.repurchase.coefficient"},
};
enum { RESPONSE_COUNT = sizeof responses / sizeof *responses, ROW_LIMIT = 32 };

static struct model_group parts_of(const struct view *view, const char *metric)
{
    return model_group(view->model, metric, axis_rows[AXIS_DRIVER].name, NULL);
}

/* The part with the largest value but for `other`; NULL when none stands. */
static const struct model_estimate *largest(struct model_group parts,
                                            const struct model_estimate *other)
{
    const struct model_estimate *found = NULL;
    for (size_t i = 0; i < parts.count; i++) {
        const struct model_estimate *row = parts.rows[i];
        if (row == other || !model_stands(row)) continue;
        if (!found || row->value > found->value) found = row;
    }
    return found;
}

/* One stands out when its interval lies above that of the next. */
static bool stands_out(const struct model_estimate *first, const struct model_estimate *next)
{
    return first && next && first->lower > next->upper;
}

static void answer_response(struct view *view, const struct response *response)
{
    const struct model_estimate *r_squared = model_network(view->model, response->r_squared);
    const struct model_group shares = parts_of(view, response->share);
    const struct model_estimate *first = largest(shares, NULL), *next = largest(shares, first);
    if (!model_stands(r_squared) || !first || !next) return;
    const enum phrase pattern =
        stands_out(first, next) ? PHRASE_DRIVERS_ANSWER : PHRASE_DRIVERS_ANSWER_EVEN;
    sentence_html(view, &(struct sentence){pattern,
                                           {{name_words(view->language, response->name), NULL},
                                            {view_interval(view, r_squared), r_squared},
                                            {view_key(view, first), NULL},
                                            {view_interval(view, first), first},
                                            {view_key(view, next), NULL},
                                            {view_interval(view, next), next}}});
}

void drivers_answer(struct view *view, const struct scope *scope)
{
    bool has_answer = false;
    for (size_t r = 0; r < RESPONSE_COUNT; r++) {
        const bool stands = largest(parts_of(view, responses[r].share), NULL) != NULL;
        if (stands) answer_response(view, &responses[r]);
        has_answer |= stands;
    }
    if (!has_answer) section_answer_values(view, scope, 2);
}

void drivers_figure(struct view *view, const struct scope *scope)
{
    (void)scope;
    for (size_t r = 0; r < RESPONSE_COUNT; r++) {
        const struct model_group shares = parts_of(view, responses[r].share);
        const struct model_estimate *first = largest(shares, NULL);
        if (!stands_out(first, largest(shares, first))) continue; /* the table is enough */
        const char *title = view_title(view, shares.rows[0]->metric);
        HTML(&view->page, "<h4>");
        html_text(&view->page, title);
        HTML(&view->page, "</h4>\n");
        figure_intervals(view, shares.rows, shares.count, title);
    }
}

static void response_table(struct view *view, const struct response *response)
{
    const char *const metrics[] = {response->r_squared, response->share, response->coefficient};
    const struct model_estimate *rows[ROW_LIMIT];
    size_t count = 0;
    for (size_t m = 0; m < sizeof metrics / sizeof *metrics; m++) {
        const struct model_estimate *whole = model_network(view->model, metrics[m]);
        const struct model_group parts = parts_of(view, metrics[m]);
        if (whole && count < ROW_LIMIT) rows[count++] = whole;
        for (size_t i = 0; i < parts.count && count < ROW_LIMIT; i++) rows[count++] = parts.rows[i];
    }
    struct text id;
    text_init(&id, 0);
    text_put(&id, "drivers-");
    text_put(&id, response->name);
    const char *title = name_words(view->language, response->name);
    estimate_table_draw(
        view, &(struct estimate_table){.id = view_keep(view, &id),
                                       .caption = title,
                                       .rows = rows,
                                       .row_count = count,
                                       .fold_text = section_rows_text(view, title, count)});
}

void drivers_tables(struct view *view, const struct scope *scope)
{
    (void)scope;
    for (size_t r = 0; r < RESPONSE_COUNT; r++) response_table(view, &responses[r]);
    section_pass_over(view, "drivers.items");
}
