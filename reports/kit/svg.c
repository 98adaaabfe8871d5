#include "reports/kit/svg.h"

#include "reports/kit/label.h"
#include "reports/kit/number.h"

#include <math.h>
#include <string.h>

/* A percentage of a column of 700 pixels, and a thousandth of a path's width, are finer than the
 * pen.
 */
enum { COORDINATE_DECIMALS = 1, PERCENT_DECIMALS = 1 };

const char *tone_class(enum tone tone)
{
    static const char *const classes[TONE_COUNT] = {"plain", "good", "bad", "quiet"};
    return classes[tone];
}

double scale_at(const struct scale *scale, double value)
{
    const double width = scale->to - scale->from;
    if (isnan(value)) return NAN;
    double share = width > 0 ? (value - scale->from) / width : 0.5;
    if (isnan(share)) share = 0.5; /* a width beyond all numbers tells no place */
    if (share < 0) share = 0;
    if (share > 1) share = 1;
    return scale->low + share * (scale->high - scale->low);
}

/* 1, 2 or 5 times a power of ten, the one nearest to `wanted` as a ratio. */
static double round_step(double wanted)
{
    static const struct step {
        double below, step; /* bounds are the geometric means of neighbours */
    } steps[] = {{1.41421356, 1}, {3.16227766, 2}, {7.07106781, 5}};
    const double power = pow(10, floor(log10(wanted)));
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (wanted / power < steps[i].below) return steps[i].step * power;
    return 10 * power;
}

struct ticks ticks_between(double from, double to, unsigned wanted)
{
    struct ticks ticks = {.count = 0};
    if (!(to > from) || !isfinite(to - from) || wanted == 0) return ticks;
    const double step = round_step((to - from) / wanted);
    const double first = ceil(from / step - 1e-9);
    while (ticks.count < TICK_LIMIT) {
        const double value = (first + (double)ticks.count) * step;
        if (value > to + step * 1e-9) break;
        ticks.value[ticks.count++] = value;
    }
    const double log_step = floor(log10(step) + 1e-9);
    ticks.decimals = log_step < 0 ? (unsigned)-log_step : 0;
    return ticks;
}

static void number_attribute(struct page *page, double value)
{
    number_short(page->out, value, COORDINATE_DECIMALS);
}

static void percent_attribute(struct page *page, double value)
{
    number_short(page->out, value, PERCENT_DECIMALS);
    HTML(page, "%");
}

static void open_rest(struct page *page, double height, const char *label)
{
    HTML(page, " width=\"100%\" height=\"");
    number_attribute(page, height);
    HTML(page, "\"");
    HTML_ATTRIBUTE(page, "aria-label", label);
    HTML(page, ">");
}

void svg_open(struct page *page, double height, const char *label)
{
    HTML(page, "<svg role=\"img\"");
    open_rest(page, height, label);
}

void svg_open_group(struct page *page, double height, const char *label)
{
    HTML(page, "<svg role=\"group\"");
    open_rest(page, height, label);
}

void svg_close(struct page *page)
{
    HTML(page, "</svg>\n");
}

/* What is drawn most often has no class: intervals' lines, plain marks. */
static void class_attribute(struct page *page, const char *classes, const char *usual)
{
    if (classes[0] && strcmp(classes, usual) != 0) HTML_ATTRIBUTE(page, "class", classes);
}

/* A place across that is 0 is not written: it is what is meant without one. */
static void place_attribute(struct page *page, const char *opening, double percent)
{
    if (fabs(percent) < 0.05) return;
    text_put(page->out, opening);
    percent_attribute(page, percent);
    HTML(page, "\"");
}

void svg_line(struct page *page, const char *classes, double x1, double y1, double x2, double y2)
{
    HTML(page, "<line");
    class_attribute(page, classes, "span");
    place_attribute(page, " x1=\"", x1);
    HTML(page, " y1=\"");
    number_attribute(page, y1);
    HTML(page, "\"");
    place_attribute(page, " x2=\"", x2);
    HTML(page, " y2=\"");
    number_attribute(page, y2);
    HTML(page, "\"/>");
}

void svg_box(struct page *page, const char *classes, double x, double y, double width,
             double height)
{
    HTML(page, "<rect");
    HTML_ATTRIBUTE(page, "class", classes);
    HTML(page, " x=\"");
    percent_attribute(page, x);
    HTML(page, "\" y=\"");
    number_attribute(page, y);
    HTML(page, "\" width=\"");
    percent_attribute(page, width);
    HTML(page, "\" height=\"");
    number_attribute(page, height);
    HTML(page, "\"/>");
}

static void text_open(struct page *page, const char *classes, double x, double y)
{
    HTML(page, "<text");
    class_attribute(page, classes, "");
    place_attribute(page, " x=\"", x);
    HTML(page, " y=\"");
    number_attribute(page, y);
    HTML(page, "\">");
}

void svg_text(struct page *page, const char *classes, double x, double y, const char *text)
{
    text_open(page, classes, x, y);
    html_text(page, text);
    HTML(page, "</text>");
}

void svg_text_part(struct page *page, const char *classes, double x, double shift, double y,
                   struct slice text, bool is_cut)
{
    HTML(page, "<text");
    if (classes[0]) HTML_ATTRIBUTE(page, "class", classes);
    HTML(page, " x=\"");
    percent_attribute(page, x);
    if (shift != 0) {
        HTML(page, "\" dx=\"");
        number_attribute(page, shift);
    }
    HTML(page, "\" y=\"");
    number_attribute(page, y);
    HTML(page, "\">");
    html_text_slice(page, text);
    if (is_cut) HTML(page, "\xE2\x80\xA6");
    HTML(page, "</text>");
}

const char *svg_tick_classes(double x, size_t index)
{
    const bool is_left_out = index % 2;
    if (x < 6) return is_left_out ? "tick x" : "tick";
    if (x > 92) return is_left_out ? "tick e x" : "tick e";
    return is_left_out ? "tick m x" : "tick m";
}

void svg_number(struct page *page, const char *classes, double x, double y, double value,
                unsigned decimals, struct number_style style)
{
    text_open(page, classes, x, y);
    number_grouped(page->out, value * style.factor, decimals);
    html_text(page, style.suffix);
    HTML(page, "</text>");
}

static void note_span(struct page *page, const char *note)
{
    if (!note) return;
    HTML(page, "<tspan class=\"note\" dx=\"6\">");
    html_text(page, note);
    HTML(page, "</tspan>");
}

/* A label is at most as long as a phone is wide. */
enum { LABEL_EM = 24 };

static void label_text(struct page *page, const char *label, double limit_em)
{
    const struct slice whole = slice_of(label), shown = label_cut(whole, limit_em);
    html_text_slice(page, shown);
    if (shown.byte_count < whole.byte_count) HTML(page, "\xE2\x80\xA6");
}

void svg_label(struct page *page, double x, double y, const char *label, double limit_em)
{
    text_open(page, "label", x, y);
    label_text(page, label, limit_em);
    HTML(page, "</text>");
}

void svg_words(struct page *page, double y, const struct row_words *words)
{
    text_open(page, "label", 0, y);
    label_text(page, words->label, LABEL_EM);
    note_span(page, words->note);
    HTML(page, "</text>");
    text_open(page, "value e", 100, y);
    html_text(page, words->value);
    note_span(page, words->bounds);
    HTML(page, "</text>");
}

/* An inner svg that shows its overflow is the only way to move a shape to a percentage. */
static void shape_open(struct page *page, double x, double y)
{
    HTML(page, "<svg class=\"at\" x=\"");
    percent_attribute(page, x);
    HTML(page, "\" y=\"");
    number_attribute(page, y);
    HTML(page, "\">");
}

static void title_element(struct page *page, const char *title)
{
    if (!title) return;
    HTML(page, "<title>");
    html_text(page, title);
    HTML(page, "</title>");
}

static void circle(struct page *page, enum tone tone, double x, double y, const char *title)
{
    HTML(page, "<circle");
    class_attribute(page, tone_class(tone), tone_class(TONE_PLAIN));
    HTML(page, " cx=\"");
    percent_attribute(page, x);
    HTML(page, "\" cy=\"");
    number_attribute(page, y);
    HTML(page, "\" r=\"4\"");
    if (!title) {
        HTML(page, "/>");
        return;
    }
    HTML(page, ">");
    title_element(page, title);
    HTML(page, "</circle>");
}

void svg_mark(struct page *page, enum tone tone, double x, double y, const char *title)
{
    if (tone == TONE_PLAIN || tone == TONE_QUIET) {
        circle(page, tone, x, y, title);
        return;
    }
    shape_open(page, x, y);
    if (tone == TONE_GOOD)
        HTML(page, "<path class=\"good\" d=\"M0-6L6 5H-6Z\">");
    else
        HTML(page, "<path class=\"bad\" d=\"M0 6L6-5H-6Z\">");
    title_element(page, title);
    HTML(page, "</path></svg>");
}

void svg_diamond(struct page *page, const char *classes, double x, double y)
{
    shape_open(page, x, y);
    HTML(page, "<path");
    HTML_ATTRIBUTE(page, "class", classes);
    HTML(page, " d=\"M0-5L5 0 0 5-5 0Z\"/></svg>");
}

void svg_plot_open(struct page *page, double x, double y, double width, double height)
{
    svg_plot_open_by(page, x, y, width, height, PLOT_WIDTH);
}

void svg_plot_open_by(struct page *page, double x, double y, double width, double height,
                      size_t units_across)
{
    HTML(page, "<svg preserveAspectRatio=\"none\" x=\"");
    percent_attribute(page, x);
    HTML(page, "\" y=\"");
    number_attribute(page, y);
    HTML(page, "\" width=\"");
    percent_attribute(page, width);
    HTML(page, "\" height=\"");
    number_attribute(page, height);
    HTML(page, "\" viewBox=\"0 0 ");
    html_count(page, units_across);
    HTML(page, " ");
    number_attribute(page, height);
    HTML(page, "\">");
}

void svg_plot_close(struct page *page)
{
    HTML(page, "</svg>");
}
