/* kit/svg.h: the strokes all charts are drawn with. Across, a place is a percentage of the figure's
 * width; down, it is pixels. So a figure fills any width, a phone's or a sheet's, and its text
 * keeps its size. Lines with many points stand in a *plot*, an inner drawing of 1000 units by
 * pixels that is stretched while its strokes are not. Colours and dashes are classes of the style
 * sheet; a chart names a tone, never a colour. */
#ifndef KIT_SVG_H
#define KIT_SVG_H
#include "reports/kit/html.h"

/* Tone of a mark: each has a colour (Okabe-Ito), a dash and a shape, so that colour alone carries
 * nothing. */
enum tone { TONE_PLAIN, TONE_GOOD, TONE_BAD, TONE_QUIET, TONE_COUNT };

/* Maps [from, to] to [low, high]; values outside go to the nearer end. */
struct scale {
    double from, to, low, high;
};
double scale_at(const struct scale *scale, double value);

/* Round tick values that lie within [from, to]: about `wanted` of them, at most TICK_LIMIT. */
enum { TICK_LIMIT = 12 };
struct ticks {
    double value[TICK_LIMIT];
    size_t count;
    unsigned decimals; /* enough to tell them apart */
};
struct ticks ticks_between(double from, double to, unsigned wanted);

/* How a tick or label number is written: value × factor, with a suffix. */
struct number_style {
    double factor;
    const char *suffix;
};

void svg_open(struct page *page, double height, const char *label);
/* The same for a figure with links in it: a group, whose parts are read one by one. */
void svg_open_group(struct page *page, double height, const char *label);
void svg_close(struct page *page);
void svg_line(struct page *page, const char *classes, double x1, double y1, double x2, double y2);
void svg_box(struct page *page, const char *classes, double x, double y, double width,
             double height);
void svg_text(struct page *page, const char *classes, double x, double y, const char *text);
/* A part of a text, `shift` pixels to the right of x, with an ellipsis when it is cut. */
void svg_text_part(struct page *page, const char *classes, double x, double shift, double y,
                   struct slice text, bool is_cut);
/* Circle, triangle up, triangle down, hollow circle by tone; `title` is shown on hovering, NULL for
 * none. */
void svg_mark(struct page *page, enum tone tone, double x, double y, const char *title);
void svg_diamond(struct page *page, const char *classes, double x, double y);
/* Of tick `index` at `x` of an axis across the whole chart: at the edges its number stands inside;
 * on a narrow screen every second number is left out. */
const char *svg_tick_classes(double x, size_t index);
/* A tick's number at (x, y). */
void svg_number(struct page *page, const char *classes, double x, double y, double value,
                unsigned decimals, struct number_style style);
/* A label at most so wide, in em; an ellipsis says that it was cut. */
void svg_label(struct page *page, double x, double y, const char *label, double limit_em);
/* A row's words on one base line: its label with a note behind it from the left, its value with its
 * bounds to the right end. Note and bounds (NULL: none) are left out where the figure is narrow. */
struct row_words {
    const char *label, *note, *value, *bounds;
};
void svg_words(struct page *page, double y, const struct row_words *words);

/* The inner drawing: PLOT_WIDTH units across, `height` down. */
enum { PLOT_WIDTH = 1000 };
void svg_plot_open(struct page *page, double x, double y, double width, double height);
/* The same with so many units across: months one unit apart need few digits. */
void svg_plot_open_by(struct page *page, double x, double y, double width, double height,
                      size_t units_across);
void svg_plot_close(struct page *page);

/* A path of the plot: path_open, points, path_close. A NaN lifts the pen. */
struct path {
    struct page *page;
    bool pen_down;
    char command; /* the last one written */
    int64_t x, y; /* where the pen stands, in tenths */
};
struct path path_open(struct page *page, const char *classes);
void path_to(struct path *path, double x, double y);
/* Across first, then down: a step of a step function; what does not move is not written. */
void path_step(struct path *path, double x, double y);
void path_lift(struct path *path);
void path_close(struct path *path);
/* An upright box of the plot, closed; the pen is up afterwards. */
void path_box(struct path *path, double x, double y, double width, double height);
/* A stroke without a length, which round caps make a dot; the pen is up afterwards. */
void path_dot(struct path *path, double x, double y);
/* A band from (x1, y1) to (x2, y2), which are its upper corners, that many pixels thick at both
 * ends and level there; closed, the pen is up afterwards. */
void path_band(struct path *path, double x1, double y1, double x2, double y2, double thickness);

const char *tone_class(enum tone tone);

#endif
