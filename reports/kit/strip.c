#include "reports/kit/strip.h"

#include "reports/kit/range.h"

enum { STRIP_HEIGHT = 20, MIDDLE = 10, TICK = 8, CAP = 3, MARGIN = 3 };

void strip_interval(struct page *page, const struct strip_interval *interval, const char *label)
{
    const struct scale scale = {interval->from, interval->to, 2, 98};
    svg_open(page, STRIP_HEIGHT, label);
    svg_line(page, "grid", 0, MIDDLE, 100, MIDDLE);
    if (!isnan(interval->target)) {
        const double x = scale_at(&scale, interval->target);
        svg_line(page, "target", x, MIDDLE - TICK, x, MIDDLE + TICK);
    }
    if (!isnan(interval->lower) && !isnan(interval->upper)) {
        const double low = scale_at(&scale, interval->lower);
        const double high = scale_at(&scale, interval->upper);
        svg_line(page, "span", low, MIDDLE, high, MIDDLE);
        svg_line(page, "span", low, MIDDLE - CAP, low, MIDDLE + CAP);
        svg_line(page, "span", high, MIDDLE - CAP, high, MIDDLE + CAP);
    }
    if (!isnan(interval->value))
        svg_mark(page, interval->tone, scale_at(&scale, interval->value), MIDDLE, NULL);
    svg_close(page);
}

void strip_months(struct page *page, const double *value, size_t count, const char *label)
{
    struct range range = RANGE_INIT;
    for (size_t i = 0; i < count; i++) range_see(&range, value[i]);
    if (count < 2 || !(range.to > range.from)) return;
    const struct scale down = {range.from, range.to, STRIP_HEIGHT - MARGIN, MARGIN};
    svg_open(page, STRIP_HEIGHT, label);
    svg_plot_open_by(page, 2, 0, 93, STRIP_HEIGHT, count - 1);
    struct path path = path_open(page, "months");
    for (size_t i = 0; i < count; i++)
        path_to(&path, (double)i, isnan(value[i]) ? NAN : scale_at(&down, value[i]));
    path_close(&path);
    svg_plot_close(page);
    if (!isnan(value[count - 1])) {
        HTML(page, "<circle class=\"last\" cx=\"95%\" cy=\"");
        html_fixed(page, scale_at(&down, value[count - 1]), 1);
        HTML(page, "\" r=\"2.5\"/>");
    }
    svg_close(page);
}
