/* Paths: whole units across, tenths of a pixel down. Points stand relative to the one before, whose
 * rounded place is kept, so that no error adds up; that takes two thirds of the bytes. */
#include "reports/kit/svg.h"

#include <math.h>

enum { UNIT = 10 };

/* A coordinate in tenths; none beyond what any drawing has. */
static int64_t tenths_of(double value, double unit)
{
    const double bound = 1e9;
    return (int64_t)llround(fmax(-bound, fmin(bound, value)) * unit) * (int64_t)(UNIT / unit);
}

static int64_t across_of(double x)
{
    return tenths_of(x, 1);
}

static int64_t down_of(double y)
{
    return tenths_of(y, UNIT);
}

/* A sign parts it from the number before; else a blank does, where there is one. */
static void put_tenths(struct path *path, int64_t tenths, bool is_first)
{
    struct text *out = path->page->out;
    const uint64_t size = tenths < 0 ? (uint64_t)-tenths : (uint64_t)tenths;
    if (tenths < 0)
        text_add(out, "-", 1);
    else if (!is_first)
        text_add(out, " ", 1);
    if (size >= UNIT || size == 0) html_count(path->page, size / UNIT);
    if (size % UNIT == 0) return;
    text_add(out, ".", 1);
    html_count(path->page, size % UNIT);
}

static void put_command(struct path *path, char command)
{
    text_add(path->page->out, &command, 1);
    path->command = command;
}

static void move_to(struct path *path, int64_t x, int64_t y)
{
    put_command(path, 'M');
    put_tenths(path, x, true);
    put_tenths(path, y, false);
    path->x = x;
    path->y = y;
}

/* Along one axis. */
static void put_step(struct path *path, char command, int64_t by)
{
    put_command(path, command);
    put_tenths(path, by, true);
}

struct path path_open(struct page *page, const char *classes)
{
    HTML(page, "<path");
    HTML_ATTRIBUTE(page, "class", classes);
    HTML(page, " d=\"");
    return (struct path){.page = page, .pen_down = false};
}

void path_to(struct path *path, double x, double y)
{
    if (isnan(x) || isnan(y)) {
        path->pen_down = false;
        return;
    }
    const int64_t to_x = across_of(x), to_y = down_of(y);
    if (!path->pen_down) {
        move_to(path, to_x, to_y);
    } else {
        const bool is_first = path->command != 'l';
        if (is_first) put_command(path, 'l');
        put_tenths(path, to_x - path->x, is_first);
        put_tenths(path, to_y - path->y, false);
        path->x = to_x;
        path->y = to_y;
    }
    path->pen_down = true;
}

void path_step(struct path *path, double x, double y)
{
    if (!path->pen_down || isnan(x) || isnan(y)) {
        path_to(path, x, y);
        return;
    }
    const int64_t to_x = across_of(x), to_y = down_of(y);
    if (to_x != path->x) put_step(path, 'h', to_x - path->x);
    if (to_y != path->y) put_step(path, 'v', to_y - path->y);
    path->x = to_x;
    path->y = to_y;
}

void path_lift(struct path *path)
{
    path->pen_down = false;
}

void path_close(struct path *path)
{
    HTML(path->page, "\"/>");
}

void path_box(struct path *path, double x, double y, double width, double height)
{
    move_to(path, across_of(x), down_of(y));
    put_step(path, 'h', across_of(x + width) - path->x);
    put_step(path, 'v', down_of(y + height) - path->y);
    put_step(path, 'h', path->x - across_of(x + width));
    put_command(path, 'z');
    path->pen_down = false;
}

void path_dot(struct path *path, double x, double y)
{
    move_to(path, across_of(x), down_of(y));
    put_step(path, 'h', 0);
    path->pen_down = false;
}

/* Level at both ends: the curve's handles lie halfway across, at the heights of its ends. */
static void curve_by(struct path *path, int64_t across, int64_t down)
{
    const int64_t half = across / ((int64_t)2 * UNIT) * UNIT;
    const int64_t points[] = {half, 0, half, down, across, down};
    put_command(path, 'c');
    for (size_t i = 0; i < sizeof points / sizeof *points; i++) put_tenths(path, points[i], i == 0);
}

void path_band(struct path *path, double x1, double y1, double x2, double y2, double thickness)
{
    const int64_t across = across_of(x2) - across_of(x1), down = down_of(y2) - down_of(y1);
    move_to(path, across_of(x1), down_of(y1));
    curve_by(path, across, down);
    put_step(path, 'v', down_of(thickness));
    curve_by(path, -across, -down);
    put_command(path, 'z');
    path->pen_down = false;
}
