#include "reports/kit/chart.h"

#include <math.h>

enum { TOP = 10, PLOT_HEIGHT = 200, AXIS_Y = TOP + PLOT_HEIGHT + 16, RISK_TOP = AXIS_Y + 22 };
/* A row of the table: the key, and below it the numbers. */
enum { RISK_ROW = 34, NAME_GAP = 28, NAME_RISE = 6 };
static const double LEFT = 3, RIGHT = 94;

const char *chart_curve_class(size_t curve)
{
    static const char *const classes[SURVIVAL_CURVE_LIMIT] = {"curve c0", "curve c1", "curve c2",
                                                              "curve c3", "curve c4", "curve c5"};
    return classes[curve % SURVIVAL_CURVE_LIMIT];
}

const char *chart_curve_letter(size_t curve)
{
    static const char *const letters[SURVIVAL_CURVE_LIMIT] = {"A", "B", "C", "D", "E", "F"};
    return letters[curve % SURVIVAL_CURVE_LIMIT];
}

static const char *band_class(size_t curve)
{
    static const char *const classes[SURVIVAL_CURVE_LIMIT] = {"band c0", "band c1", "band c2",
                                                              "band c3", "band c4", "band c5"};
    return classes[curve % SURVIVAL_CURVE_LIMIT];
}

static size_t shown_count(const struct survival_chart *chart)
{
    return chart->curve_count < SURVIVAL_CURVE_LIMIT ? chart->curve_count : SURVIVAL_CURVE_LIMIT;
}

static double shown(const struct survival_chart *chart, double survival)
{
    return chart->falling ? survival : 1 - survival;
}

/* The axis ends at the next tenth above the highest curve, so that low shares do not cling to the
 * floor. */
static struct scale down_scale(const struct survival_chart *chart)
{
    double top = 0.1;
    for (size_t k = 0; k < shown_count(chart); k++) {
        const struct survival_curve *curve = &chart->curves[k];
        for (size_t i = 0; i < curve->point_count && curve->time[i] <= chart->time_limit; i++) {
            const double bound = chart->falling ? curve->upper[i] : 1 - curve->lower[i];
            const double value = isnan(bound) ? shown(chart, curve->survival[i]) : bound;
            if (value > top) top = value;
        }
    }
    top = chart->falling ? 1 : ceil(top * 10) / 10;
    return (struct scale){0, top < 1 ? top : 1, PLOT_HEIGHT, 0};
}

/* Survival at `time`: the last event's at or before it, 1 before the first. */
static double survival_at(const struct survival_curve *curve, double time)
{
    double survival = 1;
    for (size_t i = 0; i < curve->point_count && curve->time[i] <= time; i++)
        survival = curve->survival[i];
    return survival;
}

/* At risk at `time`: what the first event at or after it saw; at time 0 everybody. */
static double at_risk_at(const struct survival_curve *curve, double time)
{
    if (time <= 0) return curve->n;
    for (size_t i = 0; i < curve->point_count; i++)
        if (curve->time[i] >= time) return curve->at_risk[i];
    return NAN;
}

struct frame {
    const struct survival_chart *chart;
    struct scale down, inside; /* inside: time to plot units */
};

/* A curve of a hundred thousand customers has an event every day; what is finer than the pen is
 * left out. */
static const double LINE_STEP = 12, BAND_STEP = 60;

/* The first event at least `step` units right of event `i`; the last event of the curve is never
 * passed over. */
static size_t next_point(const struct frame *frame, const struct survival_curve *curve, size_t i,
                         size_t count, double step)
{
    const double from = scale_at(&frame->inside, curve->time[i]);
    const size_t last = count - 1;
    size_t next = i + 1;
    while (next < last && scale_at(&frame->inside, curve->time[next]) < from + step) next++;
    return next;
}

static size_t shown_points(const struct frame *frame, const struct survival_curve *curve)
{
    size_t count = 0;
    while (count < curve->point_count && curve->time[count] <= frame->chart->time_limit) count++;
    return count;
}

/* Of the shown events, 0 when there is none. */
static double last_time(const struct survival_curve *curve, size_t count)
{
    return count > 0 ? curve->time[count - 1] : 0;
}

/* Where a curve ends: at its last event. What comes after nobody was seen to live through. */
static double end_time(const struct frame *frame, const struct survival_curve *curve)
{
    const size_t count = shown_points(frame, curve);
    return count == curve->point_count ? last_time(curve, count) : frame->chart->time_limit;
}

static void draw_curve(struct page *page, const struct frame *frame, size_t k)
{
    const struct survival_curve *curve = &frame->chart->curves[k];
    const size_t count = shown_points(frame, curve);
    struct path path = path_open(page, chart_curve_class(k));
    path_to(&path, 0, scale_at(&frame->down, shown(frame->chart, 1)));
    for (size_t i = 0; i < count; i = next_point(frame, curve, i, count, LINE_STEP))
        path_step(&path, scale_at(&frame->inside, curve->time[i]),
                  scale_at(&frame->down, shown(frame->chart, curve->survival[i])));
    if (end_time(frame, curve) > last_time(curve, count))
        path_step(&path, PLOT_WIDTH,
                  scale_at(&frame->down,
                           shown(frame->chart, survival_at(curve, frame->chart->time_limit))));
    path_close(&path);
}

static void draw_bound(struct path *path, const struct frame *frame, double time, double bound)
{
    if (isnan(bound)) return;
    path_to(path, scale_at(&frame->inside, time),
            scale_at(&frame->down, shown(frame->chart, bound)));
}

/* Bounds as straight lines between events: as narrow steps they would hide the curves. */
static void draw_band(struct page *page, const struct frame *frame, size_t k)
{
    const struct survival_curve *curve = &frame->chart->curves[k];
    const size_t count = shown_points(frame, curve);
    size_t kept[PLOT_WIDTH], kept_count = 0;
    for (size_t i = 0; i < count && kept_count < PLOT_WIDTH;
         i = next_point(frame, curve, i, count, BAND_STEP))
        kept[kept_count++] = i;
    struct path path = path_open(page, band_class(k));
    for (size_t i = 0; i < kept_count; i++)
        draw_bound(&path, frame, curve->time[kept[i]], curve->upper[kept[i]]);
    for (size_t i = kept_count; i > 0; i--)
        draw_bound(&path, frame, curve->time[kept[i - 1]], curve->lower[kept[i - 1]]);
    path_close(&path);
}

static void draw_axes(struct page *page, const struct frame *frame)
{
    const struct number_style percent = {100, "%"};
    const struct ticks ticks = ticks_between(0, frame->down.to * 100, 5);
    for (size_t i = 0; i < ticks.count; i++) {
        const double y = TOP + scale_at(&frame->down, ticks.value[i] / 100);
        svg_line(page, "grid", 0, y, RIGHT, y);
        svg_number(page, "tick", 0, y - 3, ticks.value[i] / 100, ticks.decimals, percent);
    }
    const struct number_style whole = {1, ""};
    for (unsigned i = 0; i <= frame->chart->tick_count; i++) {
        const double share = (double)i / frame->chart->tick_count;
        svg_number(page, "tick m", LEFT + share * (RIGHT - LEFT), AXIS_Y,
                   share * frame->chart->time_limit, 0, whole);
    }
    svg_text(page, "tick", 0, RISK_TOP - 4, frame->chart->at_risk_text);
    svg_text(page, "tick e", 100, RISK_TOP - 4, frame->chart->time_text);
}

/* The curve's stroke, letter and name, at the left above its numbers at risk. */
static void draw_key(struct page *page, const struct survival_curve *curve, size_t k, double y)
{
    enum { STROKE_END = 26 };
    struct path path = path_open(page, chart_curve_class(k));
    path_to(&path, 0, y - 4);
    path_to(&path, STROKE_END, y - 4);
    path_close(&path);
    HTML(page, "<text x=\"33\" y=\"");
    html_fixed(page, y, 0);
    HTML(page, "\"><tspan class=\"letter\">");
    html_text(page, chart_curve_letter(k));
    HTML(page, "</tspan> ");
    html_text(page, curve->name ? curve->name : "");
    HTML(page, "</text>");
}

static void draw_at_risk(struct page *page, const struct frame *frame, size_t k)
{
    const struct number_style whole = {1, ""};
    const double y = RISK_TOP + 14 + (double)k * RISK_ROW;
    draw_key(page, &frame->chart->curves[k], k, y);
    for (unsigned i = 0; i <= frame->chart->tick_count; i++) {
        const double share = (double)i / frame->chart->tick_count;
        const double count = at_risk_at(&frame->chart->curves[k], share * frame->chart->time_limit);
        if (!isnan(count))
            svg_number(page, i == 0 ? "tick" : "tick m", i == 0 ? 0 : LEFT + share * (RIGHT - LEFT),
                       y + 14, count, 0, whole);
    }
}

static double end_y(const struct frame *frame, const struct survival_curve *curve)
{
    const double end = survival_at(curve, end_time(frame, curve));
    return TOP + scale_at(&frame->down, shown(frame->chart, end));
}

/* Whether names at the ends keep clear of each other. */
static bool names_fit(const struct frame *frame)
{
    const size_t count = shown_count(frame->chart);
    for (size_t i = 0; i < count; i++)
        for (size_t k = i + 1; k < count; k++)
            if (fabs(end_y(frame, &frame->chart->curves[i]) -
                     end_y(frame, &frame->chart->curves[k])) < NAME_GAP)
                return false;
    return true;
}

/* The letter right of the curve's end; the name, where all fit, above it. */
static void draw_ends(struct page *page, const struct frame *frame)
{
    const bool is_named = names_fit(frame);
    for (size_t k = 0; k < shown_count(frame->chart); k++) {
        const struct survival_curve *curve = &frame->chart->curves[k];
        const double share = scale_at(&frame->inside, end_time(frame, curve)) / PLOT_WIDTH;
        const double x = LEFT + share * (RIGHT - LEFT), y = end_y(frame, curve);
        svg_text(page, "point letter", x + 0.8, y + 4, chart_curve_letter(k));
        if (is_named && curve->name) svg_text(page, "point e", x, y - NAME_RISE, curve->name);
    }
}

void chart_survival(struct page *page, const struct survival_chart *chart)
{
    const size_t count = shown_count(chart);
    if (count == 0 || !(chart->time_limit > 0) || chart->tick_count == 0) return;
    const struct frame frame = {chart, down_scale(chart), {0, chart->time_limit, 0, PLOT_WIDTH}};
    svg_open(page, RISK_TOP + 10 + (double)count * RISK_ROW, chart->label);
    draw_axes(page, &frame);
    svg_plot_open(page, LEFT, TOP, RIGHT - LEFT, PLOT_HEIGHT);
    for (size_t k = 0; k < count; k++) draw_band(page, &frame, k);
    for (size_t k = 0; k < count; k++) draw_curve(page, &frame, k);
    svg_plot_close(page);
    draw_ends(page, &frame);
    for (size_t k = 0; k < count; k++) draw_at_risk(page, &frame, k);
    svg_close(page);
}
