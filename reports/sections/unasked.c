/* How those who were not asked differ, what that would make of the scores, and when calls are made.
 */
#include "reports/kit/table.h"
#include "reports/sections/apart.h"
#include "reports/sections/sections.h"
#include "reports/view/estimate_table.h"

static const char GROUPS[] = "unasked.interviewed.share";

static void answer_satisfied(struct view *view, const struct scope *scope)
{
    const char *const metrics[] = {"unasked.top2.plain.share", "unasked.top2.weighted.share",
                                   "unasked.top2.least.share", "unasked.top2.most.share"};
    const struct model_estimate *rows[4];
    for (size_t i = 0; i < 4; i++) {
        rows[i] = model_network(view->model, metrics[i]);
        if (model_stands(rows[i])) continue;
        section_answer_values(view, scope, 3);
        return;
    }
    sentence_html(view, &(struct sentence){PHRASE_UNASKED_ANSWER,
                                           {{view_interval(view, rows[0]), rows[0]},
                                            {view_interval(view, rows[1]), rows[1]},
                                            {view_value(view, rows[2]), rows[2]},
                                            {view_value(view, rows[3]), rows[3]}}});
}

/* Which groups are asked most and least, if the test says that they differ. */
static void answer_groups(struct view *view)
{
    const struct model_group groups = model_group(view->model, GROUPS, "trait", NULL);
    const struct model_test *test = model_test(view->model, "unasked.alike");
    const struct model_estimate *most = NULL, *least = NULL;
    for (size_t i = 0; i < groups.count; i++) {
        const struct model_estimate *row = groups.rows[i];
        if (!model_stands(row)) continue;
        if (!most || row->value > most->value) most = row;
        if (!least || row->value < least->value) least = row;
    }
    if (!most || !test || !(test->p >= 0)) return;
    const char *p = view_probability(view, test->p);
    if (test->p < 0.05)
        sentence_html(view, &(struct sentence){PHRASE_UNASKED_SELECTIVE,
                                               {{view_key(view, most), NULL},
                                                {view_interval(view, most), most},
                                                {view_key(view, least), NULL},
                                                {view_interval(view, least), least},
                                                {p, NULL}}});
    else
        sentence_html(view, &(struct sentence){PHRASE_UNASKED_ALIKE, {{p, NULL}}});
}

static void answer_times(struct view *view)
{
    const struct model_estimate *half = model_network(view->model, "asked.wait.p50");
    const struct model_estimate *slow = model_network(view->model, "asked.wait.p90");
    const char *const metrics[] = {"asked.phone_weekend.share", "asked.answered_weekend.share",
                                   "asked.answered_week.share", "asked.onsite_day.share"};
    struct sentence times = {.pattern = PHRASE_UNASKED_TIMES};
    if (model_stands(half) && model_stands(slow))
        sentence_html(view, &(struct sentence){PHRASE_UNASKED_WAIT,
                                               {{view_interval(view, half), half},
                                                {view_interval(view, slow), slow}}});
    for (size_t i = 0; i < 4; i++) {
        const struct model_estimate *row = model_network(view->model, metrics[i]);
        if (!model_stands(row)) return;
        times.parts[i] = (struct part){view_interval(view, row), row};
    }
    sentence_html(view, &times);
}

void unasked_answer(struct view *view, const struct scope *scope)
{
    answer_satisfied(view, scope);
    answer_groups(view);
    answer_times(view);
}

static void write_groups(struct view *view, const struct model_group *groups)
{
    const struct html_column columns[] = {
        {.title = name_words(view->language, "group")},
        {.title = view_phrase(view, PHRASE_COLUMN_INTERVAL), .kind = TABLE_NUMBER},
        {.title = "n", .kind = TABLE_NUMBER}};
    const struct html_table table = {.id = GROUPS,
                                     .caption = view_phrase(view, PHRASE_UNASKED_TABLE),
                                     .columns = columns,
                                     .column_count = sizeof columns / sizeof *columns,
                                     .row_count = groups->count,
                                     .row_total = groups->count};
    table_open(&view->page, &table);
    for (size_t i = 0; i < groups->count; i++) {
        const struct model_estimate *row = groups->rows[i];
        table_row(&view->page, NULL, NULL);
        table_text(&view->page, view_key(view, row));
        table_text(&view->page,
                   model_stands(row) ? view_interval(view, row) : view_reason(view, row));
        table_text(&view->page, view_count(view, (double)row->n));
        table_row_end(&view->page);
    }
    table_rows_end(&view->page);
    estimate_notes(view);
    table_close(&view->page, &table);
}

void unasked_tables(struct view *view, const struct scope *scope)
{
    static const char *const judged[] = {"asked.phone_weekend.share", "asked.onsite_day.share",
                                         NULL};
    (void)scope;
    const struct model_group groups = model_group(view->model, GROUPS, "trait", NULL);
    if (groups.count > 0) write_groups(view, &groups);
    apart_write(view, judged);
}
