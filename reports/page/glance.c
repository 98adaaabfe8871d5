#include "reports/page/glance.h"

#include "reports/view/estimate_table.h"
#include "reports/view/sentence.h"
#include "reports/view/signal.h"

/* What is asked every month: are customers served well and pleased, is it quick, does it last, do
 * products arrive whole? */
static const char *const metrics[] = {"rater.index", "survey.overall.top2", "sla.close_24h",
                                      "repair.first_time_fix_30d", "stage.out_of_box.share"};
enum { METRIC_COUNT = sizeof metrics / sizeof *metrics, LEAST_SHOWN = 2 };

/* How a number stands to the past: to the month before, else to the twelve before. */
struct course {
    const char *sign; /* "" when it has no direction that is good, or has not moved */
    bool is_better;
    enum phrase words;
};

static struct course course_of(const struct view *view, const struct model_estimate *row)
{
    const enum better better = row->metric->words.better;
    const struct view_signal signal = view_signal_of(view->model, row);
    const bool has_changed = view_change_stands(row);
    struct course course = {"", false, PHRASE_CHANGE_NONE};
    if (!has_changed && !signal.stands) {
        if (!view_change_tested(row)) course.words = PHRASE_CHANGE_NOT_TESTED;
        return course;
    }
    const bool has_risen = has_changed ? row->change.value > 0 : signal.above;
    if (better == BETTER_NONE) {
        course.words = has_risen ? PHRASE_GLANCE_ROSE : PHRASE_GLANCE_FELL;
        return course;
    }
    course.is_better = has_risen == (better == BETTER_HIGHER);
    course.sign = course.is_better ? "\xE2\x96\xB2" : "\xE2\x96\xBC";
    if (has_changed)
        course.words = course.is_better ? PHRASE_GLANCE_BETTER_MONTH : PHRASE_GLANCE_WORSE_MONTH;
    else
        course.words = course.is_better ? PHRASE_GLANCE_BETTER_YEAR : PHRASE_GLANCE_WORSE_YEAR;
    return course;
}

static void write_course(struct view *view, const struct model_estimate *row)
{
    struct page *page = &view->page;
    const struct course course = course_of(view, row);
    if (course.sign[0] && course.is_better)
        HTML(page, "<span class=\"good\">");
    else if (course.sign[0])
        HTML(page, "<span class=\"bad\">");
    else
        HTML(page, "<span>");
    html_text(page, course.sign);
    HTML(page, "</span> ");
    html_text(page, view_phrase(view, course.words));
}

static void write_number(struct view *view, const struct model_estimate *row)
{
    struct page *page = &view->page;
    HTML(page, "<li><span>");
    html_text(page, estimate_label(view, row));
    HTML(page, "</span> ");
    sentence_html(view, &(struct sentence){PHRASE_GLANCE_VALUE, {{view_value(view, row), row}}});
    HTML(page, " <span>");
    sentence_html(view, &(struct sentence){PHRASE_GLANCE_BASE,
                                           {{view_bounds(view, row), NULL},
                                            {view_count(view, (double)row->n), NULL}}});
    estimate_mark(view, row);
    HTML(page, "</span> <span>");
    write_course(view, row);
    HTML(page, "</span></li>\n");
}

void glance_write(struct view *view)
{
    const struct model_estimate *shown[METRIC_COUNT];
    size_t count = 0;
    for (size_t i = 0; i < METRIC_COUNT; i++) {
        const struct model_estimate *row = model_network(view->model, metrics[i]);
        if (model_stands(row)) shown[count++] = row;
    }
    if (count < LEAST_SHOWN) return;
    HTML(&view->page, "<section");
    HTML_ATTRIBUTE(&view->page, "aria-label", view_phrase(view, PHRASE_GLANCE));
    HTML(&view->page, "><ul class=\"glance\">\n");
    for (size_t i = 0; i < count; i++) write_number(view, shown[i]);
    HTML(&view->page, "</ul>\n");
    estimate_notes(view);
    HTML(&view->page, "</section>\n");
}
