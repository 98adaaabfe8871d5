/* How calls are taken, and how they are spoken. */
#include "reports/sections/sections.h"
#include "reports/view/figure.h"

#include <math.h>
#include <string.h>

static const char TAKEN[] = "calls.rings_3.share", GREETED[] = "calls.greet_30s.share",
                  PACE[] = "calls.pace.share", HOURLY[] = "calls.hour.rings_3.share";
enum { HOUR_COUNT = 24 };

void calls_answer(struct view *view, const struct scope *scope)
{
    const struct model *model = view->model;
    const struct model_estimate *const told[] = {
        model_network(model, TAKEN), model_network(model, GREETED), model_network(model, PACE)};
    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        if (!model_stands(told[i])) {
            section_answer_values(view, scope, 3);
            return;
        }
    sentence_html(view, &(struct sentence){PHRASE_CALLS_ANSWER,
                                           {{view_interval(view, told[0]), told[0]},
                                            {view_interval(view, told[1]), told[1]},
                                            {view_interval(view, told[2]), told[2]}}});
}

/* Hours without a number are gaps of the line. */
struct hours {
    const char *names[HOUR_COUNT];
    double value[HOUR_COUNT], lower[HOUR_COUNT], upper[HOUR_COUNT];
    size_t count;
    const struct model_estimate *lowest;
};

static struct hours read_hours(const struct model *model)
{
    struct hours hours = {.count = 0, .lowest = NULL};
    const struct model_group rows = model_group(model, HOURLY, "hour", NULL);
    for (size_t i = 0; i < rows.count && hours.count < HOUR_COUNT; i++) {
        const struct model_estimate *row = rows.rows[i];
        const size_t at = hours.count++;
        const bool stands = model_stands(row);
        hours.names[at] = row->key;
        hours.value[at] = stands ? row->value : NAN;
        hours.lower[at] = stands ? row->lower : NAN;
        hours.upper[at] = stands ? row->upper : NAN;
        if (stands && (!hours.lowest || row->value < hours.lowest->value)) hours.lowest = row;
    }
    return hours;
}

void calls_figure(struct view *view, const struct scope *scope)
{
    const struct hours hours = read_hours(view->model);
    (void)scope;
    if (hours.count < 2 || !hours.lowest) return;
    const struct sentence last = {
        PHRASE_CALLS_LOWEST,
        {{hours.lowest->key, NULL}, {view_interval(view, hours.lowest), NULL}}};
    figure_open(view);
    chart_trend(&view->page, &(struct trend_chart){.label = view_title(view, hours.lowest->metric),
                                                   .months = hours.names,
                                                   .month_count = hours.count,
                                                   .value = hours.value,
                                                   .lower = hours.lower,
                                                   .upper = hours.upper,
                                                   .target = NAN,
                                                   .last_text = sentence_keep(view, &last),
                                                   .style = figure_style(view, hours.lowest)});
    figure_close(view, view_phrase(view, PHRASE_CALLS_FIGURE));
}

/* The hours are told by the figure; their rows stand in the tables beside the page. */
void calls_tables(struct view *view, const struct scope *scope)
{
    struct scope network = *scope;
    if (network.network_count > 0) network.row_count = network.network_count;
    section_rows_table(view, &network);
    section_segments_table(view, scope);
}
