/* Own values with their intervals, and the network's tick. */
#include "reports/dealers/dealer_draw.h"
#include "reports/view/figure.h"

#include <math.h>
#include <string.h>

enum { STRIP_LIMIT = 8 };

/* Figures of the page: metrics of one unit each, the first found of several that tell the same. */
static const struct strip {
    enum phrase title;
    const char *metrics[STRIP_LIMIT];
} strips[] = {
    {PHRASE_DEALER_RATER,
     {"rater.reliability", "rater.assurance", "rater.tangibles", "rater.empathy",
      "rater.responsiveness", "rater.index", NULL}},
    {PHRASE_DEALER_SATISFACTION,
     {"survey.overall.top2", "recovery.problem.share", "recovery.silent.share",
      "recovery.solved.share", NULL}},
    {PHRASE_DEALER_SERVICE,
     {"sla.reply_24h", "sla.close_24h", "sla.close_48h", "sla.visit_punctual", "repair.repeat_30d",
      "repair.first_time_fix_30d", NULL}},
};

static enum tone tone_of(enum verdict verdict)
{
    if (verdict == VERDICT_BETTER) return TONE_GOOD;
    return verdict == VERDICT_WORSE ? TONE_BAD : TONE_PLAIN;
}

/* "n 94 · better" */
static const char *note_of(struct view *view, const struct model_estimate *row)
{
    struct text note;
    text_init(&note, 0);
    const struct sentence count = {PHRASE_NOTE_N, {{view_count(view, (double)row->n), NULL}}};
    sentence_text(&note, view->language, &count);
    if (row->verdict != VERDICT_NONE) {
        text_put(&note, " \xC2\xB7 ");
        text_put(&note, view_phrase(view, view_verdict_word(row->verdict)));
    }
    return view_keep(view, &note);
}

/* The months before from the dealer's series, then this one. */
static void add_months(struct view *view, const struct model_estimate *row,
                       struct interval_row *drawn)
{
    double months[MONTH_WINDOW_COUNT];
    const size_t count = model_months(view->model, row, months);
    double *kept = count > 1 ? arena_take_array(&view->arena, count, sizeof *kept) : NULL;
    if (!kept) return;
    memcpy(kept, months, count * sizeof *kept);
    drawn->months = kept;
    drawn->month_count = count;
}

static struct interval_row row_of(struct dealer_draw *draw, const struct model_estimate *own)
{
    struct view *view = &draw->view;
    const struct model_estimate *network = dealer_part_network(draw->part, own->metric->id);
    struct interval_row row = {.label = view_title(view, own->metric),
                               .value_text = view_value(view, own),
                               .bounds_text = view_bounds(view, own),
                               .note = note_of(view, own),
                               .value = own->value,
                               .lower = own->lower,
                               .upper = own->upper,
                               .target = network ? network->value : NAN,
                               .benchmark_low = NAN,
                               .benchmark_high = NAN,
                               .tone = tone_of(own->verdict)};
    add_months(view, own, &row);
    return row;
}

static void draw_figure(struct dealer_draw *draw, enum phrase title,
                        const struct interval_row *rows, size_t count,
                        const struct model_estimate *first, enum phrase *legend)
{
    struct view *view = &draw->view;
    size_t months = 0;
    bool has_network = false;
    for (size_t i = 0; i < count; i++) {
        if (rows[i].month_count > months) months = rows[i].month_count;
        has_network = has_network || !isnan(rows[i].target);
    }
    const enum phrase words = has_network ? PHRASE_DEALER_STRIP : PHRASE_DEALER_STRIP_ALONE;
    const struct sentence caption = {words == *legend ? PHRASE_DEALER_STRIP_AGAIN : words,
                                     {{view_count(view, (double)(months > 0 ? months : 1)), NULL}}};
    figure_open(view);
    chart_interval(&view->page, &(struct interval_chart){.label = view_phrase(view, title),
                                                         .rows = rows,
                                                         .row_count = count,
                                                         .from = NAN,
                                                         .to = NAN,
                                                         .style = figure_style(view, first)});
    figure_close(view, sentence_keep(view, &caption));
    *legend = words;
}

/* `legend`: how the figure above is read, which need not be said twice. */
static void draw_strip(struct dealer_draw *draw, const struct strip *strip, enum phrase *legend)
{
    struct interval_row rows[STRIP_LIMIT];
    const struct model_estimate *first = NULL;
    size_t count = 0;
    for (const char *const *id = strip->metrics; *id; id++) {
        const struct model_estimate *own = dealer_part_own(draw->part, *id);
        if (!model_stands(own) || (first && own->metric->unit != first->metric->unit)) continue;
        if (!first) first = own;
        rows[count++] = row_of(draw, own);
    }
    if (!first) return;
    dealer_section_open(draw, strip->title);
    draw_figure(draw, strip->title, rows, count, first, legend);
    dealer_section_close(draw);
}

void dealer_draw_strips(struct dealer_draw *draw)
{
    enum phrase legend = PHRASE_UNIT_NONE;
    for (size_t i = 0; i < sizeof strips / sizeof *strips; i++)
        draw_strip(draw, &strips[i], &legend);
}
