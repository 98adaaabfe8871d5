#include "reports/kit/chart.h"
#include "reports/kit/range.h"

#include <math.h>

enum { TOP = 14, PLOT_HEIGHT = 240, HEIGHT = 290, LIMIT_POINTS = 40 };
static const double LEFT = 3, RIGHT = 97;
/* Two-sided 95 % and 99.8 % of a normal distribution. */
static const double INNER_Z = 1.959964, OUTER_Z = 3.090232;

struct frame {
    const struct funnel_chart *chart;
    struct scale across, down; /* across: square root of the size to per cent */
};

static double limit_at(const struct funnel_chart *chart, double z, double size)
{
    double value = chart->centre + z * hypot(chart->spread / sqrt(size), chart->usual);
    if (!isnan(chart->floor) && value < chart->floor) value = chart->floor;
    if (!isnan(chart->ceiling) && value > chart->ceiling) value = chart->ceiling;
    return value;
}

static struct frame frame_of(const struct funnel_chart *chart)
{
    struct range size = RANGE_INIT, value = RANGE_INIT;
    range_see(&value, chart->centre);
    for (size_t i = 0; i < chart->point_count; i++) {
        range_see(&size, sqrt(chart->points[i].size));
        range_see(&value, chart->points[i].value);
    }
    range_pad(&size, 0.08);
    if (size.from < 1) size.from = 1;
    range_see(&value, limit_at(chart, OUTER_Z, size.to * size.to));
    range_see(&value, limit_at(chart, -OUTER_Z, size.to * size.to));
    range_pad(&value, 0.1);
    return (struct frame){
        chart, {size.from, size.to, LEFT, RIGHT}, {value.from, value.to, PLOT_HEIGHT, 0}};
}

static void draw_limit(struct page *page, const struct frame *frame, double z, const char *classes)
{
    struct path path = path_open(page, classes);
    for (int i = 0; i <= LIMIT_POINTS; i++) {
        const double share = (double)i / LIMIT_POINTS;
        const double root = frame->across.from + share * (frame->across.to - frame->across.from);
        const double value = limit_at(frame->chart, z, root * root);
        const bool outside = value < frame->down.from || value > frame->down.to;
        path_to(&path, share * PLOT_WIDTH, outside ? NAN : scale_at(&frame->down, value));
    }
    path_close(&path);
}

static void draw_axes(struct page *page, const struct frame *frame)
{
    const struct funnel_chart *chart = frame->chart;
    const double factor = chart->style.factor;
    const struct ticks down = ticks_between(frame->down.from * factor, frame->down.to * factor, 5);
    for (size_t i = 0; i < down.count; i++) {
        const double value = down.value[i] / factor, y = TOP + scale_at(&frame->down, value);
        svg_line(page, "grid", 0, y, 100, y);
        svg_number(page, "tick", 0, y - 3, value, down.decimals, chart->style);
    }
    const double least = frame->across.from * frame->across.from;
    const struct ticks across = ticks_between(least, frame->across.to * frame->across.to, 5);
    const struct number_style whole = {1, ""};
    for (size_t i = 0; i < across.count; i++)
        svg_number(page, "tick m", scale_at(&frame->across, sqrt(across.value[i])),
                   TOP + PLOT_HEIGHT + 16, across.value[i], 0, whole);
    svg_text(page, "tick e", 100, HEIGHT - 4, chart->size_text);
}

/* Quiet points first, so that a point with a name is never covered. */
static void draw_points(struct page *page, const struct frame *frame, bool quiet)
{
    for (size_t i = 0; i < frame->chart->point_count; i++) {
        const struct funnel_point *point = &frame->chart->points[i];
        if ((point->tone == TONE_QUIET) != quiet) continue;
        const double x = scale_at(&frame->across, sqrt(point->size));
        const double y = TOP + scale_at(&frame->down, point->value);
        svg_mark(page, point->tone, x, y, point->title);
        if (quiet) continue;
        const bool at_right = x > 85;
        svg_text(page, at_right ? "point e" : "point", at_right ? x - 1.2 : x + 1.2, y - 6,
                 point->label);
    }
}

void chart_funnel(struct page *page, const struct funnel_chart *chart)
{
    if (chart->point_count == 0) return;
    const struct frame frame = frame_of(chart);
    const double centre_y = TOP + scale_at(&frame.down, chart->centre);
    svg_open(page, HEIGHT, chart->label);
    draw_axes(page, &frame);
    svg_plot_open(page, LEFT, TOP, RIGHT - LEFT, PLOT_HEIGHT);
    draw_limit(page, &frame, INNER_Z, "limit");
    draw_limit(page, &frame, -INNER_Z, "limit");
    draw_limit(page, &frame, OUTER_Z, "limit outer");
    draw_limit(page, &frame, -OUTER_Z, "limit outer");
    svg_plot_close(page);
    svg_line(page, "centre", LEFT, centre_y, RIGHT, centre_y);
    draw_points(page, &frame, true);
    draw_points(page, &frame, false);
    svg_text(page, "tick e halo", 100, centre_y - 4, chart->centre_text);
    svg_close(page);
}
