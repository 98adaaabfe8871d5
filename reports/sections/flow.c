/* Whether repairs went through their steps, and where their time went, by both clocks. */
#include "reports/kit/table.h"
#include "reports/sections/apart.h"
#include "reports/sections/sections.h"
#include "reports/view/estimate_table.h"

#include <math.h>

static const char *const deviations[] = {"flow.unconfirmed.share",
                                         "flow.reversed.share",
                                         "flow.no_reply.share",
                                         "flow.no_visit.share",
                                         "flow.phone_visit.share",
                                         "flow.repeated.share",
                                         NULL};

/* The deviation that is most often met. */
static const struct model_estimate *commonest(const struct view *view)
{
    const struct model_estimate *most = NULL;
    for (size_t i = 0; deviations[i]; i++) {
        const struct model_estimate *row = model_network(view->model, deviations[i]);
        if (model_stands(row) && (!most || row->value > most->value)) most = row;
    }
    return most;
}

void flow_answer(struct view *view, const struct scope *scope)
{
    const struct model_estimate *whole = model_network(view->model, "flow.conforming.share");
    const struct model_estimate *phone = model_network(view->model, "flow.phone_solved.share");
    const struct model_estimate *worked = model_network(view->model, "flow.closed_in_day.share");
    const struct model_estimate *calendar = model_network(view->model, "sla.close_24h");
    const struct model_estimate *most = commonest(view);
    if (!model_stands(whole) || !model_stands(phone) || !most)
        section_answer_values(view, scope, 3);
    else
        sentence_html(view, &(struct sentence){PHRASE_FLOW_ANSWER,
                                               {{view_interval(view, whole), whole},
                                                {view_title(view, most->metric), NULL},
                                                {view_interval(view, most), most},
                                                {view_interval(view, phone), phone}}});
    if (model_stands(worked) && model_stands(calendar))
        sentence_html(view, &(struct sentence){PHRASE_FLOW_WORKED,
                                               {{view_interval(view, worked), worked},
                                                {view_interval(view, calendar), calendar}}});
}

/* A leg by its middle repair and the slow tenth; means stand with the service levels. */
static const struct leg {
    enum phrase name;
    const char *metrics[2];
} legs[] = {
    {PHRASE_LEG_REPLY, {"flow.leg.reply.p50", "flow.leg.reply.p90"}},
    {PHRASE_LEG_VISIT, {"flow.leg.visit.p50", "flow.leg.visit.p90"}},
    {PHRASE_LEG_CLOSE, {"flow.leg.close.p50", "flow.leg.close.p90"}},
    {PHRASE_LEG_TOTAL, {"sla.close.p50", "sla.close.p90"}},
    {PHRASE_FLOW_REPLY_WORKED, {"flow.worked.reply.p50", "flow.worked.reply.p90"}},
    {PHRASE_FLOW_CLOSE_WORKED, {"flow.worked.close.p50", "flow.worked.close.p90"}},
};
enum { LEGS = sizeof legs / sizeof *legs, CELLS = 2 };

static bool leg_stands(const struct view *view, const struct leg *leg)
{
    return model_stands(model_network(view->model, leg->metrics[0]));
}

static void write_leg(struct view *view, const struct leg *leg)
{
    table_row(&view->page, NULL, NULL);
    table_text(&view->page, view_phrase(view, leg->name));
    for (size_t i = 0; i < CELLS; i++) {
        const struct model_estimate *row = model_network(view->model, leg->metrics[i]);
        table_cell_open(&view->page, model_stands(row) ? row->value : INFINITY);
        html_text(&view->page, model_stands(row) ? view_value(view, row) : "\xE2\x80\x93");
        if (model_stands(row)) {
            HTML(&view->page, " <small>");
            html_text(&view->page, view_bounds(view, row));
            HTML(&view->page, "</small>");
            estimate_mark(view, row);
        }
        table_cell_close(&view->page);
    }
    table_row_end(&view->page);
}

static void write_legs(struct view *view)
{
    const struct html_column columns[] = {
        {.title = view_phrase(view, PHRASE_FLOW_LEG)},
        {.title = view_phrase(view, PHRASE_FLOW_MEDIAN), .kind = TABLE_NUMBER},
        {.title = view_phrase(view, PHRASE_FLOW_SLOW), .kind = TABLE_NUMBER}};
    size_t row_count = 0;
    for (size_t i = 0; i < LEGS; i++) row_count += leg_stands(view, &legs[i]);
    if (row_count == 0) return;
    struct text month;
    text_init(&month, 0);
    format_month(&month, view->language, view->model->run.period);
    const struct sentence caption = {PHRASE_FLOW_TABLE, {{view_keep(view, &month), NULL}}};
    const struct html_table table = {.id = "flow.legs",
                                     .caption = sentence_keep(view, &caption),
                                     .columns = columns,
                                     .column_count = sizeof columns / sizeof *columns,
                                     .row_count = row_count,
                                     .row_total = row_count};
    table_open(&view->page, &table);
    for (size_t i = 0; i < LEGS; i++)
        if (leg_stands(view, &legs[i])) write_leg(view, &legs[i]);
    table_rows_end(&view->page);
    estimate_notes(view);
    table_close(&view->page, &table);
}

void flow_tables(struct view *view, const struct scope *scope)
{
    (void)scope;
    write_legs(view);
    apart_write(view, deviations);
}
