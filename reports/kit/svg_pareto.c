#include "reports/kit/chart.h"
#include "reports/kit/label.h"
#include "reports/kit/range.h"

enum { ROW_HEIGHT = 36, LABEL_Y = 13, BAR_Y = 18, BAR_HEIGHT = 10, FOOT_HEIGHT = 20 };
/* Bars at the left on the scale of the largest; the cumulative share at the right on its own, from
 * 0 to 1. */
static const double BARS_RIGHT = 70, SUM_LEFT = 76, SUM_RIGHT = 97, FOUR_FIFTHS = 0.8;

static double largest_share(const struct pareto_chart *chart)
{
    struct range range = RANGE_INIT;
    range_see(&range, 0.01);
    for (size_t i = 0; i < chart->row_count; i++) {
        range_see(&range, chart->rows[i].share);
        range_see(&range, chart->rows[i].share_before);
    }
    return range.to;
}

static void draw_row(struct page *page, const struct pareto_row *row, double largest, double top)
{
    enum { LABEL_EM = 22 }; /* within a phone's width */
    const struct scale scale = {0, largest, 0, BARS_RIGHT};
    const struct slice label = slice_of(row->label), shown = label_cut(label, LABEL_EM);
    svg_text_part(page, "label", 0, 0, top + LABEL_Y, shown, shown.byte_count < label.byte_count);
    svg_text(page, "value e", BARS_RIGHT, top + LABEL_Y, row->value_text);
    svg_box(page, row->tone == TONE_BAD ? "bar bad" : "bar", 0, top + BAR_Y,
            scale_at(&scale, row->share), BAR_HEIGHT);
    if (!isnan(row->share_before)) {
        const double x = scale_at(&scale, row->share_before);
        svg_line(page, "before", x, top + BAR_Y - 2, x, top + BAR_Y + BAR_HEIGHT + 2);
    }
}

static double row_middle(size_t row)
{
    return (double)row * ROW_HEIGHT + BAR_Y + BAR_HEIGHT / 2.0;
}

static void draw_cumulative_axis(struct page *page, const struct scale *across, double height)
{
    static const double marks[] = {0, FOUR_FIFTHS, 1};
    /* The last two would touch on a phone. */
    static const char *const anchors[] = {"tick", "tick e", "tick m"};
    const struct number_style percent = {100, "%"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        const double x = scale_at(across, marks[i]);
        svg_line(page, i == 1 ? "cut" : "grid", x, 4, x, height - FOOT_HEIGHT);
        svg_number(page, anchors[i], x, height - 5, marks[i], 0, percent);
    }
}

static void draw_cumulative(struct page *page, const struct pareto_chart *chart, double height)
{
    const struct scale across = {0, 1, SUM_LEFT, SUM_RIGHT}, inside = {0, 1, 0, PLOT_WIDTH};
    draw_cumulative_axis(page, &across, height);
    double sum = 0;
    svg_plot_open(page, SUM_LEFT, 0, SUM_RIGHT - SUM_LEFT, height);
    struct path path = path_open(page, "cumulative");
    for (size_t i = 0; i < chart->row_count; i++) {
        sum += chart->rows[i].share;
        path_to(&path, scale_at(&inside, sum), row_middle(i));
    }
    path_close(&path);
    svg_plot_close(page);
    sum = 0;
    for (size_t i = 0; i < chart->row_count; i++) {
        sum += chart->rows[i].share;
        svg_mark(page, TONE_QUIET, scale_at(&across, sum), row_middle(i), NULL);
    }
    svg_text(page, "tick", 0, height - 5, chart->cumulative_text);
}

void chart_pareto(struct page *page, const struct pareto_chart *chart)
{
    if (chart->row_count == 0) return;
    const double height = (double)chart->row_count * ROW_HEIGHT + FOOT_HEIGHT;
    const double largest = largest_share(chart);
    svg_open(page, height, chart->label);
    for (size_t i = 0; i < chart->row_count; i++)
        draw_row(page, &chart->rows[i], largest, (double)i * ROW_HEIGHT);
    draw_cumulative(page, chart, height);
    svg_close(page);
}
