/* The stages after a purchase, and who is due to buy again. */
#include "reports/sections/sections.h"
#include "reports/view/estimate_table.h"
#include "reports/view/figure.h"

#include <math.h>

static const char SATISFACTION[] = "lifecycle.satisfaction",
                  COMPLAINTS[] = "lifecycle.complaint_rate",
                  DEPARTURES[] = "lifecycle.departure_rate", DUE[] = "lifecycle.due",
                  LIVES[] = "lifecycle.lives";
enum { ROW_LIMIT = 8 };

static struct model_group stages_of(const struct view *view, const char *metric)
{
    return model_group(view->model, metric, axis_rows[AXIS_LIFE_STAGE].name, NULL);
}

/* Of the stages that are worse than the others, the one furthest out; NULL: none. */
static const struct model_estimate *worst(const struct view *view, const char *metric)
{
    const struct model_group rows = stages_of(view, metric);
    const struct model_estimate *found = NULL;
    for (size_t i = 0; i < rows.count; i++) {
        const struct model_estimate *row = rows.rows[i];
        if (!model_stands(row) || row->verdict != VERDICT_WORSE) continue;
        const bool is_low = row->metric->words.better == BETTER_HIGHER;
        if (!found || (is_low ? row->value < found->value : row->value > found->value)) found = row;
    }
    return found;
}

static size_t standing_count(const struct view *view, const char *metric)
{
    const struct model_group rows = stages_of(view, metric);
    size_t count = 0;
    for (size_t i = 0; i < rows.count; i++) count += model_stands(rows.rows[i]);
    return count;
}

/* "1,240 customers are due; 160 [150, 171] are expected to buy within 90 days." */
static void answer_due(struct view *view)
{
    const struct model_table *due = model_table(view->model, DUE);
    if (!due || due->row_count == 0) return;
    struct text expected;
    text_init(&expected, 0);
    const struct measure whole = {.factor = 1, .suffix = "", .difference_suffix = ""};
    const size_t column = model_column(due, "expected_90d");
    format_interval(&expected, &whole, model_cell(due, 0, column).number,
                    model_cell(due, 0, column + 1).number, model_cell(due, 0, column + 2).number);
    const double count = model_cell(due, 0, model_column(due, "due_customers")).number;
    sentence_html(view, &(struct sentence){
                            PHRASE_LIFECYCLE_DUE,
                            {{view_count(view, count), NULL}, {view_keep(view, &expected), NULL}}});
}

void lifecycle_answer(struct view *view, const struct scope *scope)
{
    static const struct {
        const char *metric;
        enum phrase words;
    } told[] = {{SATISFACTION, PHRASE_LIFECYCLE_SATISFACTION},
                {COMPLAINTS, PHRASE_LIFECYCLE_COMPLAINTS},
                {DEPARTURES, PHRASE_LIFECYCLE_DEPARTURES}};
    size_t standing = 0, count = 0;
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        const struct model_estimate *row = worst(view, told[i].metric);
        standing += standing_count(view, told[i].metric);
        if (!row) continue;
        count++;
        sentence_html(view, &(struct sentence){
                                told[i].words,
                                {{view_key(view, row), NULL}, {view_interval(view, row), row}}});
    }
    if (standing == 0)
        section_answer_values(view, scope, 2);
    else if (count == 0)
        html_text(&view->page, view_phrase(view, PHRASE_LIFECYCLE_ALIKE));
    answer_due(view);
}

void lifecycle_figure(struct view *view, const struct scope *scope)
{
    const struct model_group rows = stages_of(view, SATISFACTION);
    (void)scope;
    if (standing_count(view, SATISFACTION) < 2) return;
    figure_ladder(view,
                  &(struct ladder_figure){.rows = rows.rows,
                                          .row_count = rows.count,
                                          .label = view_phrase(view, PHRASE_LIFECYCLE_FIGURE),
                                          .caption = view_phrase(view, PHRASE_LIFECYCLE_FIGURE),
                                          .from = NAN,
                                          .to = NAN,
                                          .reference = NAN});
}

/* Complaints and departures of the stages; who is due stands in the files beside the page. */
void lifecycle_tables(struct view *view, const struct scope *scope)
{
    static const char *const metrics[] = {COMPLAINTS, DEPARTURES};
    const struct model_estimate *rows[ROW_LIMIT];
    size_t count = 0;
    for (size_t m = 0; m < sizeof metrics / sizeof *metrics; m++) {
        const struct model_group stages = stages_of(view, metrics[m]);
        for (size_t i = 0; i < stages.count && count < ROW_LIMIT; i++)
            rows[count++] = stages.rows[i];
    }
    section_pass_over(view, DUE);
    section_pass_over(view, LIVES);
    if (count == 0) {
        section_rows_table(view, scope);
        return;
    }
    estimate_table_draw(
        view, &(struct estimate_table){.id = "lifecycle-rates",
                                       .caption = view_phrase(view, PHRASE_LIFECYCLE_TABLE),
                                       .rows = rows,
                                       .row_count = count});
}
