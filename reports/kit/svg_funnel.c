#include "reports/kit/chart.h"
#include "reports/kit/label.h"
#include "reports/kit/range.h"

#include <math.h>

enum {
    TOP = 14,
    PLOT_HEIGHT = 250,
    AXIS_Y = TOP + PLOT_HEIGHT + 4,
    HEIGHT = AXIS_Y + 38,
    LIMIT_POINTS = 40,
    NARROW_WIDTH = 330, /* of the figure on a phone: what is apart there is apart everywhere */
    FONT_PIXELS = 12,
    MARK_RADIUS = 6
};
/* At the right stand the centre's words. */
static const double LEFT = 3, RIGHT = 85;
/* Where the limits' words begin, right of the axis's numbers. */
static const double WORDS_AT = 12;
/* Two-sided 95 % and 99.8 % of a normal distribution. */
static const double INNER_Z = 1.959964, OUTER_Z = 3.090232;
/* Least distance of two numbers of the axis, in per cent of the width. */
static const double TICK_DISTANCE = 11;

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

static double x_of(const struct frame *frame, double size)
{
    return scale_at(&frame->across, sqrt(size));
}

static double y_of(const struct frame *frame, double value)
{
    return TOP + scale_at(&frame->down, value);
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
        const double value = down.value[i] / factor, y = y_of(frame, value);
        svg_line(page, "grid", 0, y, RIGHT, y);
        svg_number(page, "tick", 0, y - 3, value, down.decimals, chart->style);
    }
    const double least = frame->across.from * frame->across.from;
    const struct ticks across = ticks_between(least, frame->across.to * frame->across.to, 6);
    const struct number_style whole = {1, ""};
    double last = -TICK_DISTANCE;
    svg_line(page, "axis", LEFT, AXIS_Y, RIGHT, AXIS_Y);
    for (size_t i = 0; i < across.count; i++) {
        const double x = x_of(frame, across.value[i]);
        if (x - last < TICK_DISTANCE) continue;
        last = x;
        svg_line(page, "axis", x, AXIS_Y, x, AXIS_Y + 4);
        svg_number(page, "tick m", x, AXIS_Y + 17, across.value[i], across.decimals, whole);
    }
    svg_text(page, "tick e", RIGHT, AXIS_Y + 33, chart->size_text);
}

/* A rectangle of the phone's drawing, in pixels. */
struct box {
    double left, top, right, bottom;
};

static double overlap(const struct box *a, const struct box *b)
{
    const double across = fmin(a->right, b->right) - fmax(a->left, b->left);
    const double down = fmin(a->bottom, b->bottom) - fmax(a->top, b->top);
    return across > 0 && down > 0 ? across * down : 0;
}

static struct box mark_box(double x, double y)
{
    const double middle = x / 100 * NARROW_WIDTH;
    return (struct box){middle - MARK_RADIUS, y - MARK_RADIUS, middle + MARK_RADIUS,
                        y + MARK_RADIUS};
}

static bool is_named(const struct funnel_point *point)
{
    return point->tone != TONE_QUIET && point->label[0] != '\0';
}

static bool is_dot(const struct funnel_point *point)
{
    return point->tone == TONE_QUIET && !point->title;
}

/* What a line of text would cover of the points: those with a name weigh most, dots least. */
static double cost_of_points(const struct frame *frame, const struct box *box)
{
    static const double NAMED_WEIGHT = 20, DOT_WEIGHT = 0.1;
    double cost = 0;
    for (size_t i = 0; i < frame->chart->point_count; i++) {
        const struct funnel_point *point = &frame->chart->points[i];
        const struct box mark = mark_box(x_of(frame, point->size), y_of(frame, point->value));
        const double weight = is_named(point) ? NAMED_WEIGHT : is_dot(point) ? DOT_WEIGHT : 1;
        cost += overlap(box, &mark) * weight;
    }
    return cost;
}

enum { TEXT_RISE = 9, TEXT_FALL = 3 }; /* of a line's box above and below its base line */

/* What the curves are, and where that is written. */
struct words {
    double x, y; /* per cent and pixels */
    bool is_right;
    struct box box;
};

static struct words words_at(const struct frame *frame, bool is_right, bool is_above)
{
    enum { RISE = 6, FALL = 14 };
    const struct funnel_chart *chart = frame->chart;
    const double x = is_right ? RIGHT : WORDS_AT;
    const double share = (x - LEFT) / (RIGHT - LEFT);
    const double root = frame->across.from + share * (frame->across.to - frame->across.from);
    const double limit = limit_at(chart, is_above ? OUTER_Z : -OUTER_Z, root * root);
    const double y = y_of(frame, limit) + (is_above ? -RISE : FALL);
    const double width = label_width_em(slice_of(chart->limits_text)) * FONT_PIXELS;
    const double pixel = x / 100 * NARROW_WIDTH, left = is_right ? pixel - width : pixel;
    return (struct words){x, y, is_right, {left, y - TEXT_RISE, left + width, y + TEXT_FALL}};
}

/* At the mouth of the funnel, where the curves are widest apart, or at its end: where fewest points
 * are covered. */
static struct words place_words(const struct frame *frame)
{
    struct words best = words_at(frame, false, true);
    double least = INFINITY;
    for (int place = 0; place < 4; place++) {
        const struct words words = words_at(frame, place & 2, !(place & 1));
        const double cost = cost_of_points(frame, &words.box);
        if (words.box.bottom > TOP + PLOT_HEIGHT || cost >= least) continue;
        least = cost;
        best = words;
    }
    return best;
}

static void draw_lines(struct page *page, const struct frame *frame, const struct words *words)
{
    const struct funnel_chart *chart = frame->chart;
    const double y = y_of(frame, chart->centre);
    svg_plot_open(page, LEFT, TOP, RIGHT - LEFT, PLOT_HEIGHT);
    draw_limit(page, frame, INNER_Z, "limit");
    draw_limit(page, frame, -INNER_Z, "limit");
    draw_limit(page, frame, OUTER_Z, "limit outer");
    draw_limit(page, frame, -OUTER_Z, "limit outer");
    svg_plot_close(page);
    svg_line(page, "centre", LEFT, y, RIGHT, y);
    svg_text_part(page, "tick", RIGHT, 5, y - 2, slice_of(chart->centre_text), false);
    svg_text_part(page, "tick strong", RIGHT, 5, y + 12, slice_of(chart->centre_value), false);
    svg_text(page, words->is_right ? "tick halo e" : "tick halo", words->x, words->y,
             chart->limits_text);
}

struct name {
    const struct funnel_point *point;
    struct slice text;
    double x, y;     /* the point: per cent and pixels */
    double distance; /* from the centre, in standard errors */
    double shift, text_y;
    bool is_left, has_line;
};

struct names {
    struct name items[FUNNEL_NAME_LIMIT];
    struct box boxes[FUNNEL_NAME_LIMIT];
    size_t count;
    struct box limits; /* what stands beside the curves */
};

/* Those furthest out, the furthest first: who comes first finds the better place. */
static void collect_names(const struct frame *frame, struct names *names)
{
    enum { LABEL_EM = 9 };
    for (size_t i = 0; i < frame->chart->point_count; i++) {
        const struct funnel_point *point = &frame->chart->points[i];
        if (!is_named(point)) continue;
        const struct name name = {.point = point,
                                  .text = label_cut(slice_of(point->label), LABEL_EM),
                                  .x = x_of(frame, point->size),
                                  .y = y_of(frame, point->value),
                                  .distance = fabs(point->value - frame->chart->centre) *
                                              sqrt(point->size)};
        size_t at = names->count;
        while (at > 0 && names->items[at - 1].distance < name.distance) at--;
        if (at == FUNNEL_NAME_LIMIT) continue;
        if (names->count < FUNNEL_NAME_LIMIT) names->count++;
        for (size_t k = names->count - 1; k > at; k--) names->items[k] = names->items[k - 1];
        names->items[at] = name;
    }
}

/* What a name would cover: other words weigh most; outside the figure there is no place. */
static double cost_of(const struct frame *frame, const struct names *names, size_t placed,
                      const struct box *box)
{
    enum { WORDS_WEIGHT = 40, OUTSIDE = 100000 };
    double cost = cost_of_points(frame, box);
    if (box->left < 0 || box->right > NARROW_WIDTH || box->top < 0 ||
        box->bottom > TOP + PLOT_HEIGHT)
        cost += OUTSIDE;
    cost += WORDS_WEIGHT * overlap(box, &names->limits);
    for (size_t i = 0; i < placed; i++) cost += WORDS_WEIGHT * overlap(box, &names->boxes[i]);
    return cost;
}

/* Beside the point, a little above or below, then further off with a line: the first place that
 * covers least. */
static void place_name(const struct frame *frame, struct names *names, size_t index)
{
    static const struct place {
        double down;
        bool is_left;
    } places[] = {{0, false},   {0, true},   {-9, false},  {9, false}, {-9, true},   {9, true},
                  {-20, false}, {20, false}, {-20, true},  {20, true}, {-32, false}, {32, false},
                  {-32, true},  {32, true},  {-44, false}, {44, false}};
    enum { BESIDE = 9, BESIDE_LINE = 3, LINE_FROM = 15 };
    struct name *name = &names->items[index];
    const double width = label_width_em(name->text) * FONT_PIXELS;
    const double middle = name->x / 100 * NARROW_WIDTH;
    double least = INFINITY;
    for (size_t i = 0; i < sizeof places / sizeof *places && least > 0; i++) {
        const bool has_line = fabs(places[i].down) > LINE_FROM;
        const double shift = has_line ? BESIDE_LINE : BESIDE;
        const double y = name->y + 4 + places[i].down;
        const double left = places[i].is_left ? middle - shift - width : middle + shift;
        const struct box box = {left, y - TEXT_RISE, left + width, y + TEXT_FALL};
        const double cost = cost_of(frame, names, index, &box);
        if (cost >= least) continue;
        least = cost;
        names->boxes[index] = box;
        name->is_left = places[i].is_left;
        name->shift = places[i].is_left ? -shift : shift;
        name->text_y = y;
        name->has_line = has_line;
    }
}

/* Thousands of points: one path of strokes without a length, which round caps make dots. Of dots
 * that would cover each other one is drawn. */
static void draw_dots(struct page *page, const struct frame *frame)
{
    enum { ACROSS = 3, DOWN = 2 }; /* a dot's room, plot units and pixels */
    enum { PLACES = PLOT_WIDTH / ACROSS };
    bool taken[PLACES + 1][PLOT_HEIGHT / DOWN + 1] = {{false}};
    const struct scale across = {LEFT, RIGHT, 0, PLACES};
    struct path path;
    bool is_open = false;
    for (size_t i = 0; i < frame->chart->point_count; i++) {
        const struct funnel_point *point = &frame->chart->points[i];
        if (!is_dot(point) || !isfinite(point->size) || !isfinite(point->value)) continue;
        const size_t x = (size_t)round(scale_at(&across, x_of(frame, point->size)));
        const size_t y = (size_t)round(scale_at(&frame->down, point->value) / DOWN);
        if (taken[x][y]) continue;
        taken[x][y] = true;
        if (!is_open) path = path_open(page, "dots");
        is_open = true;
        path_dot(&path, (double)(x * ACROSS), (double)(y * DOWN));
    }
    if (is_open) path_close(&path);
}

static void draw_marks(struct page *page, const struct frame *frame, bool quiet)
{
    for (size_t i = 0; i < frame->chart->point_count; i++) {
        const struct funnel_point *point = &frame->chart->points[i];
        if ((point->tone == TONE_QUIET) == quiet && !is_dot(point))
            svg_mark(page, point->tone, x_of(frame, point->size), y_of(frame, point->value),
                     point->title);
    }
}

static void draw_names(struct page *page, const struct frame *frame, const struct words *words)
{
    struct names names = {.limits = words->box};
    collect_names(frame, &names);
    for (size_t i = 0; i < names.count; i++) place_name(frame, &names, i);
    for (size_t i = 0; i < names.count; i++) {
        const struct name *name = &names.items[i];
        if (name->has_line)
            svg_line(page, "leader", name->x, name->y, name->x,
                     name->text_y + (name->text_y < name->y ? -TEXT_RISE : TEXT_FALL));
        svg_text_part(page, name->is_left ? "point e" : "point", name->x, name->shift, name->text_y,
                      name->text, name->text.byte_count < slice_of(name->point->label).byte_count);
    }
}

/* Quiet points first, then those that differ, then the names: none is covered. */
void chart_funnel(struct page *page, const struct funnel_chart *chart)
{
    if (chart->point_count == 0) return;
    const struct frame frame = frame_of(chart);
    const struct words words = place_words(&frame);
    svg_open(page, HEIGHT, chart->label);
    draw_axes(page, &frame);
    draw_lines(page, &frame, &words);
    svg_plot_open(page, LEFT, TOP, RIGHT - LEFT, PLOT_HEIGHT);
    draw_dots(page, &frame);
    svg_plot_close(page);
    draw_marks(page, &frame, true);
    draw_marks(page, &frame, false);
    draw_names(page, &frame, &words);
    svg_close(page);
}
