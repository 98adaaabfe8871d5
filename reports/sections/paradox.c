/* The recovery paradox: what customers say, and what they do. */
#include "reports/sections/sections.h"
#include "reports/view/figure.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

static const char SATISFACTION[] = "paradox.satisfaction", INTENTION[] = "paradox.intention",
                  BEHAVIOUR[] = "paradox.behaviour";
/* All that were won back, then parts of them, then those who were not. */
static const char *const strata[] = {"", "solved_fast", "solved_later", "unsolved"};
enum { STRATA = sizeof strata / sizeof *strata };

static const struct model_estimate *estimate_of(const struct view *view, const char *metric,
                                                const char *stratum)
{
    const struct model_estimate *whole = model_network(view->model, metric);
    if (!stratum[0] || !whole) return whole;
    return model_estimate(view->model, metric, "stratum", stratum, whole->period);
}

static size_t row_of(const struct model_table *table, const char *test)
{
    for (size_t row = 0; table && row < table->row_count; row++) {
        const char *own = model_cell(table, row, model_column(table, "test")).text;
        const char *stratum = model_cell(table, row, model_column(table, "stratum")).text;
        if (own && stratum && strcmp(own, test) == 0 && strcmp(stratum, "recovered") == 0)
            return row;
    }
    return SIZE_MAX;
}

/* The least difference that would matter; "–" where the engine names none. */
static const char *margin_of(struct view *view, const struct model_estimate *whole,
                             const char *name, const char *test)
{
    const struct model_table *table = model_table(view->model, name);
    const size_t row = row_of(table, test);
    const double margin =
        row == SIZE_MAX ? NAN : model_cell(table, row, model_column(table, "margin")).number;
    const bool is_share = whole->metric->unit == UNIT_PERCENT_POINTS; /* the table's column is */
    return view_like(view, whole, is_share ? 100 * margin : margin);
}

/* The engine's own word on all who were won back ("paradox", "equivalent" …); "" without one. */
static const char *verdict_of(const struct view *view, const char *name, const char *test)
{
    const struct model_table *table = model_table(view->model, name);
    const size_t row = row_of(table, test);
    if (row == SIZE_MAX) return "";
    const char *verdict = model_cell(table, row, model_column(table, "verdict")).text;
    return verdict ? verdict : "";
}

static enum phrase opening_of(const char *verdict)
{
    if (strcmp(verdict, "paradox") == 0) return PHRASE_PARADOX_YES;
    const bool is_open = verdict[0] == '\0' || strcmp(verdict, "cannot_say") == 0;
    return is_open ? PHRASE_PARADOX_OPEN : PHRASE_PARADOX_NO;
}

static void answer(struct view *view, const char *metric, const char *table, const char *test,
                   enum phrase words)
{
    const struct model_estimate *whole = model_network(view->model, metric);
    if (!model_stands(whole)) return;
    const char *verdict = verdict_of(view, table, test);
    sentence_html(view, &(struct sentence){words,
                                           {{view_phrase(view, opening_of(verdict)), NULL},
                                            {view_interval(view, whole), whole},
                                            {name_words(view->language, verdict), NULL},
                                            {margin_of(view, whole, table, test), NULL}}});
}

void paradox_answer(struct view *view, const struct scope *scope)
{
    if (!model_stands(model_network(view->model, SATISFACTION))) {
        section_answer_values(view, scope, 2);
        return;
    }
    answer(view, SATISFACTION, "paradox.stated", "satisfaction", PHRASE_PARADOX_SATISFACTION);
    answer(view, INTENTION, "paradox.stated", "intention", PHRASE_PARADOX_INTENTION);
}

static const struct model_estimate *repurchase_of(const struct view *view, const char *path)
{
    return model_estimate(view->model, "retention.repurchase_365d", "path", path, "all");
}

/* Where the day from which a year is counted turns the answer round, that is told first. */
static bool answer_clock(struct view *view)
{
    const struct model_estimate *whole = model_network(view->model, BEHAVIOUR);
    const struct model_estimate *usual = repurchase_of(view, "no_problem"),
                                *solved = repurchase_of(view, "complained_solved");
    if (!model_stands(whole) || !model_stands(usual) || !model_stands(solved)) return false;
    static const char REASON[] = "depends_on_clock";
    if (strncmp(whole->reason, REASON, sizeof REASON - 1) != 0) return false;
    if (!(whole->lower > 0) || !(solved->value < usual->value)) return false;
    const char *margin = margin_of(view, whole, "paradox.behaviour", "behaviour");
    sentence_html(view, &(struct sentence){PHRASE_PARADOX_BEHAVIOUR_CLOCK,
                                           {{view_interval(view, whole), whole},
                                            {margin, NULL},
                                            {view_interval(view, solved), solved},
                                            {view_interval(view, usual), usual}}});
    return true;
}

void paradox_behaviour_answer(struct view *view, const struct scope *scope)
{
    if (answer_clock(view)) return;
    if (model_stands(model_network(view->model, BEHAVIOUR)))
        answer(view, BEHAVIOUR, "paradox.behaviour", "behaviour", PHRASE_PARADOX_BEHAVIOUR);
    else
        section_answer_values(view, scope, 2);
}

static void draw(struct view *view, const char *metric)
{
    const struct model_estimate *rows[STRATA];
    const char *names[STRATA];
    size_t count = 0;
    for (size_t i = 0; i < STRATA; i++) {
        const struct model_estimate *row = estimate_of(view, metric, strata[i]);
        if (!model_stands(row)) continue;
        names[count] = name_words(view->language, strata[i][0] ? strata[i] : "recovered");
        rows[count++] = row;
    }
    if (count == 0) return;
    const struct sentence caption = {PHRASE_PARADOX_FIGURE,
                                     {{view_title(view, rows[0]->metric), NULL}}};
    figure_ladder(view, &(struct ladder_figure){.rows = rows,
                                                .row_count = count,
                                                .names = names,
                                                .label = view_title(view, rows[0]->metric),
                                                .caption = sentence_keep(view, &caption),
                                                .from = NAN,
                                                .to = NAN,
                                                .reference = 0});
}

void paradox_figure(struct view *view, const struct scope *scope)
{
    (void)scope;
    draw(view, SATISFACTION);
    draw(view, INTENTION);
}

void paradox_behaviour_figure(struct view *view, const struct scope *scope)
{
    (void)scope;
    draw(view, BEHAVIOUR);
}
