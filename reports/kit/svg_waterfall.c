#include "reports/kit/chart.h"
#include "reports/kit/range.h"

/* Base line of a row's words, and its bar, in pixels from the row's top. */
enum { ROW_HEIGHT = 46, LABEL_Y = 14, BAR_Y = 21, BAR_HEIGHT = 13, AXIS_HEIGHT = 24, CAP = 3 };
static const double LEFT = 0, RIGHT = 99;

static double length_of(const struct waterfall_part *part)
{
    return part->value > 0 ? part->value : 0;
}

static size_t row_count(const struct waterfall_chart *chart)
{
    return chart->part_count + (chart->total ? 1 : 0);
}

static double next_start(const struct waterfall_chart *chart, size_t part, double start)
{
    return chart->is_nested ? 0 : start + length_of(&chart->parts[part]);
}

static void see_part(struct range *range, const struct waterfall_part *part, double start)
{
    range_see(range, start + length_of(part));
    range_see(range, start + part->upper);
    range_see(range, start + part->slow);
}

static struct scale across_scale(const struct waterfall_chart *chart)
{
    struct range range = {0, 0};
    double start = 0;
    for (size_t i = 0; i < chart->part_count; i++) {
        see_part(&range, &chart->parts[i], start);
        start = next_start(chart, i, start);
    }
    if (chart->total) see_part(&range, chart->total, 0);
    range_see(&range, chart->target);
    return (struct scale){0, range.to > 0 ? range.to * 1.02 : 1, LEFT, RIGHT};
}

static void draw_axis(struct page *page, const struct waterfall_chart *chart,
                      const struct scale *scale)
{
    const double foot = (double)row_count(chart) * ROW_HEIGHT;
    const double factor = chart->style.factor;
    const struct ticks ticks = ticks_between(0, scale->to * factor, 5);
    for (size_t i = 0; i < ticks.count; i++) {
        const double value = ticks.value[i] / factor, x = scale_at(scale, value);
        const char *classes = svg_tick_classes(x, i);
        svg_line(page, "grid", x, LABEL_Y + 4, x, foot);
        svg_number(page, classes, x, foot + 16, value, ticks.decimals, chart->style);
    }
}

static size_t longest_of(const struct waterfall_chart *chart)
{
    size_t longest = 0;
    for (size_t i = 1; i < chart->part_count; i++)
        if (length_of(&chart->parts[i]) > length_of(&chart->parts[longest])) longest = i;
    return longest;
}

/* A thin line with caps; nothing without both ends. */
static void draw_span(struct page *page, const char *classes, double from, double to, double y)
{
    if (isnan(from) || isnan(to)) return;
    svg_line(page, classes, from, y, to, y);
    svg_line(page, classes, from, y - CAP, from, y + CAP);
    svg_line(page, classes, to, y - CAP, to, y + CAP);
}

static void draw_row(struct page *page, const struct waterfall_part *part,
                     const struct scale *scale, const char *classes, double start, double top)
{
    const double low = scale_at(scale, start), high = scale_at(scale, start + length_of(part));
    const double middle = top + BAR_Y + BAR_HEIGHT / 2.0;
    svg_words(page, top + LABEL_Y,
              &(struct row_words){part->label, part->note, part->value_text, part->bounds_text});
    svg_box(page, classes, low, top + BAR_Y, high - low, BAR_HEIGHT);
    if (!isnan(part->slow)) {
        const double slow = scale_at(scale, start + part->slow);
        svg_line(page, "cut", high, middle, slow, middle);
        svg_line(page, "before", slow, middle - CAP, slow, middle + CAP);
        svg_text(page, slow > 70 ? "tick e halo" : "tick halo", slow > 70 ? slow - 1 : slow + 1,
                 middle + 4, part->slow_text);
    }
    if (!isnan(part->lower) && !isnan(part->upper))
        draw_span(page, "before", scale_at(scale, start + part->lower),
                  scale_at(scale, start + part->upper), middle);
}

void chart_waterfall(struct page *page, const struct waterfall_chart *chart)
{
    if (chart->part_count == 0) return;
    const struct scale scale = across_scale(chart);
    const size_t longest = chart->is_nested ? chart->part_count : longest_of(chart);
    const double foot = (double)row_count(chart) * ROW_HEIGHT;
    double start = 0;
    svg_open(page, foot + AXIS_HEIGHT, chart->label);
    draw_axis(page, chart, &scale);
    for (size_t i = 0; i < chart->part_count; i++) {
        const double top = (double)i * ROW_HEIGHT;
        draw_row(page, &chart->parts[i], &scale, i == longest ? "bar" : "bar pale", start, top);
        const double end = scale_at(&scale, start + length_of(&chart->parts[i]));
        start = next_start(chart, i, start);
        if (i + 1 < row_count(chart))
            svg_line(page, "cut", end, top + BAR_Y + BAR_HEIGHT, end, top + ROW_HEIGHT + BAR_Y);
    }
    if (chart->total)
        draw_row(page, chart->total, &scale, "bar whole", 0,
                 (double)chart->part_count * ROW_HEIGHT);
    if (!isnan(chart->target)) {
        const double x = scale_at(&scale, chart->target);
        svg_line(page, "target", x, foot - ROW_HEIGHT + BAR_Y - 4, x, foot);
        svg_text(page, x > 50 ? "tick e halo" : "tick halo", x > 50 ? x - 1 : x + 1, foot - 2,
                 chart->target_text);
    }
    svg_close(page);
}
