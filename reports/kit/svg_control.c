#include "reports/kit/chart.h"
#include "reports/kit/range.h"

#include <string.h>

/* A gutter at the left for the ticks' numbers, one at the right for the names of the lines. */
static const double LEFT = 8, RIGHT = 87;
enum { TOP = 24, FOOT = 26, HEIGHT = 160, HEIGHT_SMALL = 84, LINE_GAP = 12 };

struct frame {
    const struct control_chart *chart;
    struct scale down; /* value to pixels below TOP */
    double height;     /* of the plot */
};

static struct frame frame_of(const struct control_chart *chart)
{
    struct range range = RANGE_INIT;
    range_see(&range, chart->target);
    for (size_t i = 0; i < chart->month_count; i++) {
        const struct control_point *point = &chart->points[i];
        const double seen[] = {point->value, point->centre, point->lower, point->upper};
        for (size_t k = 0; k < sizeof seen / sizeof *seen; k++) range_see(&range, seen[k]);
    }
    if (isnan(range.from)) range = (struct range){0, 1};
    range_pad(&range, 0.1);
    const double height = chart->is_small ? HEIGHT_SMALL : HEIGHT;
    return (struct frame){chart, {range.from, range.to, height, 0}, height};
}

/* A month is as wide as its limits hold, and its point stands in the middle: two units a month, so
 * that all are whole. */
enum { HALVES = 2 };
/* Two small ones stand side by side on a phone. */
enum { SMALL_EM = 13, LARGE_EM = 24 };

static double inside(double months)
{
    return months * HALVES;
}

static double across(const struct frame *frame, size_t month)
{
    return LEFT + ((double)month + 0.5) / (double)frame->chart->month_count * (RIGHT - LEFT);
}

static double down(const struct frame *frame, double value)
{
    return TOP + scale_at(&frame->down, value);
}

static void draw_ticks(struct page *page, const struct frame *frame)
{
    const struct control_chart *chart = frame->chart;
    const double factor = chart->style.factor;
    const struct ticks ticks =
        ticks_between(frame->down.from * factor, frame->down.to * factor, chart->is_small ? 2 : 4);
    for (size_t i = 0; i < ticks.count; i++) {
        const double value = ticks.value[i] / factor, y = down(frame, value);
        svg_line(page, "grid", 0, y, RIGHT, y);
        svg_number(page, "tick", 0, y - 3, value, ticks.decimals, chart->style);
    }
    /* Thirteen names do not fit a phone. */
    const size_t last = chart->month_count - 1, step = chart->is_small ? 6 : 3;
    for (size_t i = 0; i <= last; i++)
        if ((last - i) % step == 0)
            svg_text(page, "tick m", across(frame, i), TOP + frame->height + 17, chart->months[i]);
}

/* One of the three lines of a month, chosen by place in struct control_point. */
static double line_at(const struct frame *frame, size_t month, size_t line)
{
    const struct control_point *point = &frame->chart->points[month];
    return *(const double *)((const char *)point + line);
}

static void draw_steps(struct page *page, const struct frame *frame, const char *classes,
                       size_t line)
{
    const size_t count = frame->chart->month_count;
    struct path path = path_open(page, classes);
    for (size_t i = 0; i < count; i++) {
        const double value = line_at(frame, i, line);
        const bool goes_on = i + 1 < count && !isnan(line_at(frame, i + 1, line));
        if (isnan(value)) {
            path_lift(&path);
            continue;
        }
        const bool is_level = i > 0 && goes_on && value == line_at(frame, i - 1, line);
        if (is_level) continue;
        path_step(&path, inside((double)i), scale_at(&frame->down, value));
        if (!goes_on) path_step(&path, inside((double)i + 1), scale_at(&frame->down, value));
    }
    path_close(&path);
}

/* What lies between the limits, one closed area for each month that has both. */
static void draw_between(struct page *page, const struct frame *frame)
{
    struct path path = path_open(page, "within");
    for (size_t i = 0; i < frame->chart->month_count; i++) {
        const struct control_point *point = &frame->chart->points[i];
        if (isnan(point->lower) || isnan(point->upper)) continue;
        const double left = inside((double)i), right = inside((double)i + 1);
        const double top = scale_at(&frame->down, point->upper);
        const double foot = scale_at(&frame->down, point->lower);
        path_box(&path, left, top, right - left, foot - top);
    }
    path_close(&path);
}

static void draw_values(struct page *page, const struct frame *frame)
{
    struct path path = path_open(page, "months");
    for (size_t i = 0; i < frame->chart->month_count; i++) {
        const double value = frame->chart->points[i].value;
        path_to(&path, inside((double)i + 0.5), isnan(value) ? NAN : scale_at(&frame->down, value));
    }
    path_close(&path);
}

static bool is_quiet(const struct frame *frame, size_t month)
{
    return month + 1 < frame->chart->month_count && !frame->chart->points[month].signal &&
           !isnan(frame->chart->points[month].value);
}

static void draw_quiet_points(struct page *page, const struct frame *frame)
{
    struct path path = path_open(page, "dots");
    for (size_t i = 0; i < frame->chart->month_count; i++)
        if (is_quiet(frame, i))
            path_dot(&path, inside((double)i + 0.5),
                     scale_at(&frame->down, frame->chart->points[i].value));
    path_close(&path);
}

static void draw_lines(struct page *page, const struct frame *frame)
{
    svg_plot_open_by(page, LEFT, TOP, RIGHT - LEFT, frame->height,
                     HALVES * frame->chart->month_count);
    draw_between(page, frame);
    draw_steps(page, frame, "limit", offsetof(struct control_point, upper));
    draw_steps(page, frame, "limit", offsetof(struct control_point, lower));
    draw_steps(page, frame, "limit centre", offsetof(struct control_point, centre));
    draw_values(page, frame);
    draw_quiet_points(page, frame);
    svg_plot_close(page);
}

/* The last month with a number there, NaN when there is none. */
static double last_of(const struct frame *frame, size_t line)
{
    for (size_t i = frame->chart->month_count; i > 0; i--)
        if (!isnan(line_at(frame, i - 1, line))) return line_at(frame, i - 1, line);
    return NAN;
}

/* Names stand in the right gutter, the centre's only where it does not touch those of the limits.
 */
static void name_lines(struct page *page, const struct frame *frame)
{
    const struct control_chart *chart = frame->chart;
    const double upper = last_of(frame, offsetof(struct control_point, upper));
    const double lower = last_of(frame, offsetof(struct control_point, lower));
    const double centre = last_of(frame, offsetof(struct control_point, centre));
    double free_from = -INFINITY, free_to = INFINITY;
    if (!isnan(upper)) {
        svg_text(page, "tick", RIGHT + 1, down(frame, upper) + 4, chart->limits_text);
        free_from = down(frame, upper) + LINE_GAP;
    }
    if (!isnan(lower) && !(down(frame, lower) < free_from)) {
        svg_text(page, "tick", RIGHT + 1, down(frame, lower) + 4, chart->limits_text);
        free_to = down(frame, lower) - LINE_GAP;
    }
    if (isnan(centre) || down(frame, centre) < free_from || down(frame, centre) > free_to) return;
    svg_text(page, "tick", RIGHT + 1, down(frame, centre) + 4, chart->centre_text);
}

static bool same_words(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

/* Words of a signal stand on its outer side, and towards the middle of the figure. */
static void name_signal(struct page *page, const struct frame *frame, size_t month)
{
    const struct control_chart *chart = frame->chart;
    const struct control_point *point = &chart->points[month];
    const bool is_again = month + 1 < chart->month_count &&
                          same_words(point->signal, chart->points[month + 1].signal);
    if (chart->is_small || is_again) return;
    const bool is_above = isnan(point->centre) || point->value >= point->centre;
    const double x = across(frame, month);
    const char *classes = x > 70 ? "point e" : x < 30 ? "point" : "point m";
    svg_text(page, classes, x, down(frame, point->value) + (is_above ? -9 : 19), point->signal);
}

static void draw_points(struct page *page, const struct frame *frame)
{
    const struct control_chart *chart = frame->chart;
    for (size_t i = 0; i < chart->month_count; i++) {
        const struct control_point *point = &chart->points[i];
        if (isnan(point->value) || is_quiet(frame, i)) continue;
        svg_mark(page, point->signal ? point->tone : TONE_PLAIN, across(frame, i),
                 down(frame, point->value), point->signal);
        if (point->signal) name_signal(page, frame, i);
    }
}

void chart_control(struct page *page, const struct control_chart *chart)
{
    if (chart->month_count < 2) return;
    const struct frame frame = frame_of(chart);
    svg_open(page, TOP + frame.height + FOOT, chart->label);
    draw_ticks(page, &frame);
    for (size_t i = 1; i < chart->month_count; i++) {
        const double x = (across(&frame, i - 1) + across(&frame, i)) / 2;
        if (chart->points[i].begins_phase) svg_line(page, "cut", x, TOP - 4, x, TOP + frame.height);
    }
    draw_lines(page, &frame);
    if (!isnan(chart->target)) {
        const double y = down(&frame, chart->target);
        svg_line(page, "target", LEFT, y, RIGHT, y);
        svg_text(page, "tick halo", LEFT + 1, y - 4, chart->target_text);
    }
    name_lines(page, &frame);
    draw_points(page, &frame);
    if (chart->title) svg_label(page, 0, 12, chart->title, chart->is_small ? SMALL_EM : LARGE_EM);
    svg_text(page, "value e", 100, 12, chart->last_text);
    svg_close(page);
}
