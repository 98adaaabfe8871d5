/* What customers do: come back, leave, and what recovery changes. */
#include "reports/sections/sections.h"
#include "reports/view/estimate_table.h"
#include "reports/view/figure.h"

#include <math.h>
#include <string.h>

static const char REPURCHASE[] = "retention.repurchase_365d";
static const char *const paths[] = {"no_problem", "problem_no_complaint", "complained_solved_fast",
                                    "complained_solved", "complained_unsolved"};
enum { PATHS = sizeof paths / sizeof *paths, YEAR_DAYS = 365 };

/* Refused paths too: a table says why there is no number. */
static size_t path_rows(const struct view *view, const struct model_estimate **out)
{
    size_t count = 0;
    for (size_t i = 0; i < PATHS; i++) {
        const struct model_estimate *row =
            model_estimate(view->model, REPURCHASE, "path", paths[i], "all");
        if (row) out[count++] = row;
    }
    return count;
}

void recovery_answer(struct view *view, const struct scope *scope)
{
    const struct model_estimate *usual =
        model_estimate(view->model, REPURCHASE, "path", "no_problem", "all");
    const struct model_estimate *fast =
        model_estimate(view->model, REPURCHASE, "path", "complained_solved_fast", "all");
    const struct model_estimate *unsolved =
        model_estimate(view->model, REPURCHASE, "path", "complained_unsolved", "all");
    if (!model_stands(usual) || !model_stands(fast) || !model_stands(unsolved)) {
        section_answer_values(view, scope, 2);
        return;
    }
    sentence_html(view, &(struct sentence){PHRASE_RECOVERY_ANSWER,
                                           {{view_interval(view, usual), usual},
                                            {view_interval(view, fast), fast},
                                            {view_interval(view, unsolved), unsolved}}});
}

void recovery_figure(struct view *view, const struct scope *scope)
{
    const struct model_estimate *rows[PATHS];
    figure_ladder(view, &(struct ladder_figure){.rows = rows,
                                                .row_count = path_rows(view, rows),
                                                .label = scope->title,
                                                .caption = view_phrase(view, PHRASE_LADDER_FIGURE),
                                                .from = 0,
                                                .to = 1,
                                                .reference = NAN,
                                                .is_unjudged = true});
}

void recovery_tables(struct view *view, const struct scope *scope)
{
    const struct model_estimate *rows[PATHS];
    estimate_table_draw(view, &(struct estimate_table){.id = "recovery-paths",
                                                       .rows = rows,
                                                       .row_count = path_rows(view, rows)});
    section_rows_table(view, scope);
    section_segments_table(view, scope);
}

/* The curves of repurchase in the order of the paths, as the chart wants them. */
struct curves {
    struct survival_curve rows[SURVIVAL_CURVE_LIMIT];
    size_t count;
};

static struct curves collect_curves(const struct view *view)
{
    const struct model *model = view->model;
    struct curves curves = {.count = 0};
    for (size_t k = 0; k < PATHS; k++)
        for (size_t i = 0; i < model->curve_count; i++) {
            const struct model_curve *curve = &model->curves[i];
            if (strcmp(curve->key, paths[k]) != 0 || curves.count == SURVIVAL_CURVE_LIMIT) continue;
            if (strcmp(curve->metric->id, REPURCHASE) != 0) continue;
            curves.rows[curves.count++] =
                (struct survival_curve){.name = name_words(view->language, curve->key),
                                        .time = curve->time,
                                        .survival = curve->survival,
                                        .lower = curve->lower,
                                        .upper = curve->upper,
                                        .at_risk = curve->at_risk,
                                        .point_count = curve->point_count,
                                        .n = curve->n};
        }
    return curves;
}

bool retention_present(const struct view *view)
{
    return collect_curves(view).count > 0;
}

static const struct model_test *log_rank(const struct model *model)
{
    const struct model_test *test = model_test(model, "retention.log_rank");
    return test && !isnan(test->p) ? test : NULL;
}

void retention_answer(struct view *view, const struct scope *scope)
{
    (void)scope;
    const struct model_test *test = log_rank(view->model);
    if (!test) {
        html_text(&view->page, view_phrase(view, PHRASE_RETENTION_UNTESTED));
        return;
    }
    const enum phrase pattern = test->p < 0.05 ? PHRASE_RETENTION_DIFFER : PHRASE_RETENTION_SAME;
    sentence_html(view, &(struct sentence){pattern, {{view_probability(view, test->p), NULL}}});
}

/* One to three whole years, so that the ticks are round; half a year of thin tail is cut off. */
static unsigned years_of(const struct curves *curves)
{
    double latest = 0;
    for (size_t i = 0; i < curves->count; i++)
        if (curves->rows[i].point_count > 0)
            latest = fmax(latest, curves->rows[i].time[curves->rows[i].point_count - 1]);
    return latest <= 1.5 * YEAR_DAYS ? 1 : latest <= 2.5 * YEAR_DAYS ? 2 : 3;
}

void retention_figure(struct view *view, const struct scope *scope)
{
    const struct curves curves = collect_curves(view);
    if (curves.count == 0) return;
    const unsigned years = years_of(&curves);
    figure_open(view);
    chart_survival(&view->page, &(struct survival_chart){
                                    .label = scope->title,
                                    .at_risk_text = view_phrase(view, PHRASE_RETENTION_AT_RISK),
                                    .time_text = view_phrase(view, PHRASE_RETENTION_TIME),
                                    .curves = curves.rows,
                                    .curve_count = curves.count,
                                    .time_limit = (double)years * YEAR_DAYS,
                                    .tick_count = years == 3 ? 3 : 4,
                                    .falling = false});
    figure_close(view, view_phrase(view, PHRASE_RETENTION_FIGURE));
}

void retention_tables(struct view *view, const struct scope *scope)
{
    section_rows_table(view, scope);
    section_pass_over(view, "tests");
}

static const struct model_estimate *largest(const struct scope *scope)
{
    const struct model_estimate *found = NULL;
    for (size_t i = 0; i < scope->row_count; i++)
        if (model_stands(scope->rows[i]) && (!found || scope->rows[i]->value > found->value))
            found = scope->rows[i];
    return found;
}

void departures_answer(struct view *view, const struct scope *scope)
{
    const struct model_estimate *most = largest(scope);
    if (!most) {
        html_text(&view->page, view_phrase(view, PHRASE_ALL_REFUSED));
        return;
    }
    const bool has_benchmark = !isnan(most->benchmark.value);
    const struct sentence published = {view_standing_pattern(most->benchmark.standing),
                                       {{has_benchmark ? view_published(view, most) : NULL, NULL}}};
    sentence_html(view,
                  &(struct sentence){
                      has_benchmark ? PHRASE_DEPARTURES_ANSWER_BENCHMARK : PHRASE_DEPARTURES_ANSWER,
                      {{view_title(view, most->metric), NULL},
                       {view_interval(view, most), most},
                       {has_benchmark ? sentence_keep(view, &published) : NULL, NULL}}});
}

void departures_figure(struct view *view, const struct scope *scope)
{
    figure_ladder(view,
                  &(struct ladder_figure){.rows = scope->rows,
                                          .row_count = scope->row_count,
                                          .label = scope->title,
                                          .caption = view_phrase(view, PHRASE_DEPARTURES_FIGURE),
                                          .from = 0,
                                          .to = NAN,
                                          .reference = NAN});
}
