#include "reports/kit/chart.h"
#include "reports/kit/range.h"

/* The label's base line, the interval's axis and the row's foot, in pixels from the row's top. */
enum { ROW_HEIGHT = 46, LABEL_Y = 14, STRIP_Y = 28, AXIS_HEIGHT = 22 };
static const double STRIP_RIGHT = 100, STRIP_RIGHT_WITH_MONTHS = 68, MONTHS_LEFT = 73;

static bool has_months(const struct interval_chart *chart)
{
    for (size_t i = 0; i < chart->row_count; i++)
        if (chart->rows[i].months) return true;
    return false;
}

static struct scale strip_scale(const struct interval_chart *chart)
{
    struct range range = RANGE_INIT;
    for (size_t i = 0; i < chart->row_count; i++) {
        const struct interval_row *row = &chart->rows[i];
        const double seen[] = {row->value,  row->lower,         row->upper,
                               row->target, row->benchmark_low, row->benchmark_high};
        for (size_t k = 0; k < sizeof seen / sizeof *seen; k++) range_see(&range, seen[k]);
    }
    if (isnan(range.from)) range = (struct range){0, 1};
    range_pad(&range, 0.06);
    if (!isnan(chart->from)) range.from = chart->from;
    if (!isnan(chart->to)) range.to = chart->to;
    return (struct scale){range.from, range.to, 1,
                          has_months(chart) ? STRIP_RIGHT_WITH_MONTHS : STRIP_RIGHT - 1};
}

static void draw_axis(struct page *page, const struct interval_chart *chart,
                      const struct scale *scale, double height)
{
    const struct ticks ticks =
        ticks_between(scale->from * chart->style.factor, scale->to * chart->style.factor, 5);
    for (size_t i = 0; i < ticks.count; i++) {
        const double value = ticks.value[i] / chart->style.factor;
        const double x = scale_at(scale, value);
        const char *classes = svg_tick_classes(x, i);
        svg_line(page, "grid", x, LABEL_Y + 4, x, height - AXIS_HEIGHT);
        svg_number(page, classes, x, height - 7, value, ticks.decimals, chart->style);
    }
}

static void draw_benchmark(struct page *page, const struct interval_row *row,
                           const struct scale *scale, double y)
{
    if (isnan(row->benchmark_low)) return;
    const double low = scale_at(scale, row->benchmark_low);
    const double high = scale_at(scale, row->benchmark_high);
    if (high > low) svg_line(page, "benchmark", low, y, high, y);
    svg_diamond(page, "benchmark", low, y);
    if (high > low) svg_diamond(page, "benchmark", high, y);
}

static void draw_interval(struct page *page, const struct interval_row *row,
                          const struct scale *scale, double y)
{
    if (!isnan(row->lower) && !isnan(row->upper)) {
        const double low = scale_at(scale, row->lower), high = scale_at(scale, row->upper);
        svg_line(page, "span", low, y, high, y);
    }
    if (!isnan(row->value)) svg_mark(page, row->tone, scale_at(scale, row->value), y, NULL);
}

/* The small line keeps its own scale: it shows the way, the interval shows the size. The last month
 * stands at the right. */
static void draw_months(struct path *path, const struct interval_row *row, double top,
                        size_t month_count)
{
    struct range range = RANGE_INIT;
    for (size_t i = 0; i < row->month_count; i++) range_see(&range, row->months[i]);
    if (!(range.to > range.from) || row->month_count < 2) return;
    const double height = ROW_HEIGHT - LABEL_Y - 10;
    const struct scale down = {range.from, range.to, height - 3, 3};
    path_lift(path);
    for (size_t i = 0; i < row->month_count; i++) {
        const double value = row->months[i];
        path_to(path, (double)(i + month_count - row->month_count),
                isnan(value) ? NAN : top + LABEL_Y + 4 + scale_at(&down, value));
    }
}

/* All rows' lines in one plot. */
static void draw_all_months(struct page *page, const struct interval_chart *chart, double height)
{
    size_t month_count = 0;
    for (size_t i = 0; i < chart->row_count; i++)
        if (chart->rows[i].months && chart->rows[i].month_count > month_count)
            month_count = chart->rows[i].month_count;
    if (month_count < 2) return;
    svg_plot_open_by(page, MONTHS_LEFT, 0, 99.0 - MONTHS_LEFT, height, month_count - 1);
    struct path path = path_open(page, "months");
    for (size_t i = 0; i < chart->row_count; i++)
        if (chart->rows[i].months)
            draw_months(&path, &chart->rows[i], (double)i * ROW_HEIGHT, month_count);
    path_close(&path);
    svg_plot_close(page);
}

static void draw_row(struct page *page, const struct interval_row *row, const struct scale *scale,
                     double top)
{
    const double y = top + STRIP_Y;
    svg_words(page, top + LABEL_Y,
              &(struct row_words){row->label, row->note, row->value_text, row->bounds_text});
    draw_benchmark(page, row, scale, y);
    if (!isnan(row->target)) {
        const double x = scale_at(scale, row->target);
        svg_line(page, "target", x, y - 8, x, y + 8);
    }
    draw_interval(page, row, scale, y);
}

void chart_interval(struct page *page, const struct interval_chart *chart)
{
    if (chart->row_count == 0) return;
    const struct scale scale = strip_scale(chart);
    const double height = (double)chart->row_count * ROW_HEIGHT + AXIS_HEIGHT - 4;
    svg_open(page, height, chart->label);
    draw_axis(page, chart, &scale, height);
    for (size_t i = 0; i < chart->row_count; i++)
        draw_row(page, &chart->rows[i], &scale, (double)i * ROW_HEIGHT);
    draw_all_months(page, chart, height);
    svg_close(page);
}
