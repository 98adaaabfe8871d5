#include "reports/kit/chart.h"
#include "reports/kit/range.h"

/* A rung: words, strip, and where it stands in words; in pixels from its top. */
enum { LABEL_Y = 14, STRIP_Y = 28, STANDING_Y = 47, AXIS_HEIGHT = 24, CAP = 4 };
enum { RUNG_HEIGHT = 46, RUNG_HEIGHT_WITH_STANDING = 64 };

static bool has_standing(const struct ladder_chart *chart)
{
    for (size_t i = 0; i < chart->rung_count; i++)
        if (chart->rungs[i].standing_text) return true;
    return false;
}

static double rung_height(const struct ladder_chart *chart)
{
    return has_standing(chart) ? RUNG_HEIGHT_WITH_STANDING : RUNG_HEIGHT;
}

/* On a ratio's axis equal factors are equal lengths; NaN for what has no place. */
static double place(const struct ladder_chart *chart, double value)
{
    if (!chart->is_ratio) return value;
    return value > 0 ? log(value) : NAN;
}

static struct scale across_scale(const struct ladder_chart *chart)
{
    struct range range = RANGE_INIT;
    range_see(&range, place(chart, chart->reference));
    for (size_t i = 0; i < chart->rung_count; i++) {
        const struct ladder_rung *rung = &chart->rungs[i];
        const double seen[] = {rung->value, rung->lower, rung->upper, rung->benchmark_low,
                               rung->benchmark_high};
        for (size_t k = 0; k < sizeof seen / sizeof *seen; k++)
            range_see(&range, place(chart, seen[k]));
    }
    if (isnan(range.from)) range = (struct range){0, 1};
    range_pad(&range, 0.06);
    if (!isnan(place(chart, chart->from))) range.from = place(chart, chart->from);
    if (!isnan(place(chart, chart->to))) range.to = place(chart, chart->to);
    return (struct scale){range.from, range.to, 1, 99};
}

/* Of ratios the round ones: 1, 2, 5 and their tenfolds or tenths, or, where less than a decade is
 * seen, ticks of the plain axis. */
static struct ticks ratio_ticks(double from, double to)
{
    static const double rounds[] = {0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1,   2,
                                    5,    10,   20,   50,  100, 200, 500, 1000};
    struct ticks ticks = {.count = 0};
    if (!(to / from > 8)) return ticks_between(from, to, 5);
    const size_t step = to / from > 2000 ? 3 : 1;
    for (size_t i = 0; i < sizeof rounds / sizeof *rounds && ticks.count < TICK_LIMIT; i += step)
        if (rounds[i] >= from && rounds[i] <= to) ticks.value[ticks.count++] = rounds[i];
    return ticks;
}

static struct ticks ticks_of(const struct ladder_chart *chart, const struct scale *scale)
{
    const double factor = chart->style.factor;
    if (chart->is_ratio) return ratio_ticks(exp(scale->from), exp(scale->to));
    return ticks_between(scale->from * factor, scale->to * factor, 4);
}

/* Ticks of a wide ratio axis differ in size, so each has digits of its own. */
static unsigned tick_decimals(const struct ladder_chart *chart, const struct ticks *ticks,
                              double value)
{
    if (!chart->is_ratio || ticks->decimals > 0 || value >= 1) return ticks->decimals;
    return value >= 0.1 ? 1 : 2;
}

static void draw_axis(struct page *page, const struct ladder_chart *chart,
                      const struct scale *scale)
{
    const double foot = (double)chart->rung_count * rung_height(chart);
    const double factor = chart->is_ratio ? 1 : chart->style.factor;
    const struct ticks ticks = ticks_of(chart, scale);
    for (size_t i = 0; i < ticks.count; i++) {
        const double value = ticks.value[i] / factor;
        const double x = scale_at(scale, place(chart, value));
        const char *classes = svg_tick_classes(x, i);
        svg_line(page, "grid", x, LABEL_Y + 4, x, foot);
        svg_number(page, classes, x, foot + 16, value, tick_decimals(chart, &ticks, value),
                   chart->style);
    }
    const double reference = place(chart, chart->reference);
    if (isnan(reference)) return;
    svg_line(page, "centre", scale_at(scale, reference), LABEL_Y + 4, scale_at(scale, reference),
             foot);
}

static void draw_published(struct page *page, double low, double high, double y)
{
    if (isnan(low) || isnan(high)) return;
    if (high > low) svg_box(page, "benchmark", low, y - CAP, high - low, 2 * CAP);
    svg_diamond(page, "benchmark", low, y);
    if (high > low) svg_diamond(page, "benchmark", high, y);
}

static double at(const struct ladder_chart *chart, const struct scale *scale, double value)
{
    const double where = place(chart, value);
    return isnan(where) ? NAN : scale_at(scale, where);
}

static void draw_rung(struct page *page, const struct ladder_chart *chart,
                      const struct ladder_rung *rung, const struct scale *scale, double top)
{
    const double y = top + STRIP_Y;
    const double low = at(chart, scale, rung->lower), high = at(chart, scale, rung->upper);
    const double value = at(chart, scale, rung->value);
    svg_words(page, top + LABEL_Y,
              &(struct row_words){rung->label, rung->note, rung->value_text, rung->bounds_text});
    draw_published(page, at(chart, scale, rung->benchmark_low),
                   at(chart, scale, rung->benchmark_high), y);
    if (!isnan(low) && !isnan(high)) svg_line(page, "span", low, y, high, y);
    if (!isnan(value)) svg_mark(page, rung->tone, value, y, NULL);
    if (rung->standing_text) svg_text(page, "tick", 0, top + STANDING_Y, rung->standing_text);
}

void chart_ladder(struct page *page, const struct ladder_chart *chart)
{
    if (chart->rung_count == 0) return;
    const struct scale scale = across_scale(chart);
    svg_open(page, (double)chart->rung_count * rung_height(chart) + AXIS_HEIGHT, chart->label);
    draw_axis(page, chart, &scale);
    for (size_t i = 0; i < chart->rung_count; i++)
        draw_rung(page, chart, &chart->rungs[i], &scale, (double)i * rung_height(chart));
    svg_close(page);
}
