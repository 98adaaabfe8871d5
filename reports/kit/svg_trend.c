#include "reports/kit/chart.h"
#include "reports/kit/range.h"

#include <string.h>

enum { TOP = 20, PLOT_HEIGHT = 150, HEIGHT = 200 };
static const double LEFT = 2, RIGHT = 97;

static struct scale down_scale(const struct trend_chart *chart)
{
    struct range range = RANGE_INIT;
    range_see(&range, chart->target);
    for (size_t i = 0; i < chart->month_count; i++) {
        range_see(&range, chart->value[i]);
        range_see(&range, chart->lower[i]);
        range_see(&range, chart->upper[i]);
    }
    if (isnan(range.from)) range = (struct range){0, 1};
    range_pad(&range, 0.08);
    return (struct scale){range.from, range.to, PLOT_HEIGHT, 0};
}

static double across(const struct trend_chart *chart, size_t month)
{
    const struct scale scale = {0, (double)(chart->month_count - 1), LEFT, RIGHT};
    return scale_at(&scale, (double)month);
}

static void draw_grid(struct page *page, const struct trend_chart *chart, const struct scale *down)
{
    const double factor = chart->style.factor;
    const struct ticks ticks = ticks_between(down->from * factor, down->to * factor, 4);
    for (size_t i = 0; i < ticks.count; i++) {
        const double value = ticks.value[i] / factor, y = TOP + scale_at(down, value);
        svg_line(page, "grid", 0, y, 100, y);
        svg_number(page, "tick", 0, y - 3, value, ticks.decimals, chart->style);
    }
    /* Every third month from the last: thirteen names do not fit a phone. */
    for (size_t i = 0; i < chart->month_count; i++) {
        if ((chart->month_count - 1 - i) % 3 != 0) continue;
        const char *anchor = i == 0 ? "tick" : i + 1 == chart->month_count ? "tick e" : "tick m";
        svg_text(page, anchor, i + 1 == chart->month_count ? 100 : across(chart, i), HEIGHT - 8,
                 chart->months[i]);
    }
}

/* One closed area for each unbroken run of months. */
static void draw_band(struct page *page, const struct trend_chart *chart, const struct scale *down)
{
    struct path path = path_open(page, "band c0");
    for (size_t from = 0; from < chart->month_count;) {
        size_t to = from;
        while (to < chart->month_count && !isnan(chart->lower[to]) && !isnan(chart->upper[to]))
            to++;
        path_lift(&path);
        for (size_t i = from; i < to; i++)
            path_to(&path, (double)i, scale_at(down, chart->upper[i]));
        for (size_t i = to; i > from; i--)
            path_to(&path, (double)(i - 1), scale_at(down, chart->lower[i - 1]));
        from = to > from ? to : from + 1;
    }
    path_close(&path);
}

static void draw_line(struct page *page, const struct trend_chart *chart, const struct scale *down)
{
    struct path path = path_open(page, "curve c0");
    for (size_t i = 0; i < chart->month_count; i++) {
        const double value = chart->value[i];
        path_to(&path, (double)i, isnan(value) ? NAN : scale_at(down, value));
    }
    path_close(&path);
}

/* The last has a mark of its own. */
static void draw_dots(struct page *page, const struct trend_chart *chart, const struct scale *down)
{
    struct path path = path_open(page, "dots");
    for (size_t i = 0; i + 1 < chart->month_count; i++)
        if (!isnan(chart->value[i])) path_dot(&path, (double)i, scale_at(down, chart->value[i]));
    path_close(&path);
}

static void draw_last(struct page *page, const struct trend_chart *chart, const struct scale *down)
{
    const size_t last = chart->month_count - 1;
    if (!isnan(chart->value[last]))
        svg_mark(page, TONE_PLAIN, across(chart, last), TOP + scale_at(down, chart->value[last]),
                 NULL);
    svg_text(page, "value e", 100, 12, chart->last_text);
}

void chart_trend(struct page *page, const struct trend_chart *chart)
{
    if (chart->month_count < 2) return;
    const struct scale down = down_scale(chart);
    svg_open(page, HEIGHT, chart->label);
    draw_grid(page, chart, &down);
    svg_plot_open_by(page, LEFT, TOP, RIGHT - LEFT, PLOT_HEIGHT, chart->month_count - 1);
    draw_band(page, chart, &down);
    draw_line(page, chart, &down);
    draw_dots(page, chart, &down);
    svg_plot_close(page);
    if (!isnan(chart->target)) {
        const double y = TOP + scale_at(&down, chart->target);
        svg_line(page, "target", 0, y, 100, y);
        svg_text(page, "tick m halo", 50, y - 4, chart->target_text);
    }
    draw_last(page, chart, &down);
    svg_close(page);
}
