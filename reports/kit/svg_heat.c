#include "reports/kit/chart.h"
#include "reports/kit/label.h"
#include "reports/kit/number.h"

#include <math.h>

enum { HEAD_HEIGHT = 20, PITCH = 24, TEXT_Y = 16 };
/* The names' part of the width, in per cent. */
static const double CELLS_LEFT = 24;

static const char *const shade_classes[HEAT_SHADE_COUNT] = {
    [HEAT_WORSE] = "h-bad",     [HEAT_WORSE_WITHIN] = "h-bad mild",
    [HEAT_MIDDLE] = "h-middle", [HEAT_BETTER_WITHIN] = "h-good mild",
    [HEAT_BETTER] = "h-good",   [HEAT_NONE] = "h-none"};

static const char *sign_of(enum heat_shade shade)
{
    if (shade == HEAT_BETTER) return "\xE2\x96\xB2";
    return shade == HEAT_WORSE ? "\xE2\x96\xBC" : NULL;
}

/* Whole units, because a cell's bytes count. */
static size_t column_width(const struct heat_chart *chart)
{
    return PLOT_WIDTH / chart->column_count;
}

static double middle_of(const struct heat_chart *chart, size_t column)
{
    const double at = ((double)column + 0.5) * (double)column_width(chart) / PLOT_WIDTH;
    return CELLS_LEFT + (100 - CELLS_LEFT) * at;
}

/* How many cells from `column` on have its shade. */
static size_t run_of(const struct heat_chart *chart, const struct heat_cell *cells, size_t column)
{
    size_t end = column;
    while (end < chart->column_count && cells[end].shade == cells[column].shade) end++;
    return end - column;
}

static void draw_run(struct path *path, const struct heat_chart *chart, size_t row, size_t column,
                     size_t run)
{
    const double left = (double)(column * column_width(chart));
    const double width = (double)(run * column_width(chart)), top = (double)(row * PITCH);
    if (chart->cells[row * chart->column_count + column].shade != HEAT_NONE) {
        path_box(path, left, top, width, PITCH);
        return;
    }
    path_lift(path);
    path_to(path, left, top + PITCH / 2.0);
    path_to(path, left + width, top + PITCH / 2.0);
}

/* All cells of a shade are one path, those side by side one box: what parts them is drawn above.
 * Hatched ones are strokes, which the style sheet breaks. */
static void draw_shade(struct page *page, const struct heat_chart *chart, enum heat_shade shade)
{
    bool is_open = false;
    struct path path;
    for (size_t row = 0; row < chart->row_count; row++) {
        const struct heat_cell *cells = &chart->cells[row * chart->column_count];
        size_t run;
        for (size_t column = 0; column < chart->column_count; column += run) {
            run = run_of(chart, cells, column);
            if (cells[column].shade != shade) continue;
            if (!is_open) path = path_open(page, shade_classes[shade]);
            is_open = true;
            draw_run(&path, chart, row, column, run);
        }
    }
    if (is_open) path_close(&path);
}

/* The ground is of the middle's shade, which most cells have, and a hatched cell's. */
static void draw_ground(struct page *page, const struct heat_chart *chart)
{
    struct path path = path_open(page, shade_classes[HEAT_MIDDLE]);
    path_box(&path, 0, 0, (double)(column_width(chart) * chart->column_count),
             (double)(chart->row_count * PITCH));
    path_close(&path);
}

static void draw_partings(struct page *page, const struct heat_chart *chart)
{
    const double width = (double)(column_width(chart) * chart->column_count);
    struct path path = path_open(page, "parting");
    for (size_t column = 1; column < chart->column_count; column++) {
        const double x = (double)(column * column_width(chart));
        path_lift(&path);
        path_to(&path, x, 0);
        path_to(&path, x, (double)(chart->row_count * PITCH));
    }
    for (size_t row = 1; row < chart->row_count; row++) {
        path_lift(&path);
        path_to(&path, 0, (double)(row * PITCH));
        path_to(&path, width, (double)(row * PITCH));
    }
    path_close(&path);
}

static bool has_titles(const struct heat_chart *chart, const struct heat_cell *cells)
{
    for (size_t column = 0; column < chart->column_count; column++)
        if (sign_of(cells[column].shade) && cells[column].title) return true;
    return false;
}

static void write_place(struct page *page, const struct heat_chart *chart, size_t column)
{
    number_short(page->out, middle_of(chart, column), 1);
    HTML(page, "%");
}

static void draw_titled_sign(struct page *page, const struct heat_chart *chart, size_t column,
                             const struct heat_cell *cell)
{
    HTML(page, "<tspan x=\"");
    write_place(page, chart, column);
    HTML(page, "\">");
    if (cell->title) {
        HTML(page, "<title>");
        html_text(page, cell->title);
        HTML(page, "</title>");
    }
    html_text(page, sign_of(cell->shade));
    HTML(page, "</tspan>");
}

/* A row's signs are one text: with a list of places, or, if any has a title, in parts. */
static void draw_signs(struct page *page, const struct heat_chart *chart, size_t row)
{
    const struct heat_cell *cells = &chart->cells[row * chart->column_count];
    const bool is_titled = has_titles(chart, cells);
    size_t count = 0;
    for (size_t column = 0; column < chart->column_count; column++)
        count += sign_of(cells[column].shade) != NULL;
    if (count == 0) return;
    HTML(page, "<text class=\"sign m\" y=\"");
    html_count(page, HEAD_HEIGHT + row * PITCH + TEXT_Y);
    if (!is_titled) HTML(page, "\" x=\"");
    for (size_t column = 0; column < chart->column_count && !is_titled; column++) {
        if (!sign_of(cells[column].shade)) continue;
        write_place(page, chart, column);
        if (--count > 0) HTML(page, " ");
    }
    HTML(page, "\">");
    for (size_t column = 0; column < chart->column_count; column++) {
        if (!sign_of(cells[column].shade)) continue;
        if (is_titled)
            draw_titled_sign(page, chart, column, &cells[column]);
        else
            html_text(page, sign_of(cells[column].shade));
    }
    HTML(page, "</text>");
}

/* Longer ones end there without a sign: the drawing around them is narrower still. */
enum { NAME_EM = 20 };

static void draw_name(struct page *page, const struct heat_row *row, size_t y)
{
    if (row->row_key) {
        HTML(page, "<a");
        html_href(page, row->row_key);
        HTML(page, ">");
    }
    HTML(page, "<text y=\"");
    html_count(page, y);
    HTML(page, "\">");
    if (row->tone == TONE_GOOD) HTML(page, "<tspan class=\"good\">\xE2\x96\xB2</tspan> ");
    if (row->tone == TONE_BAD) HTML(page, "<tspan class=\"bad\">\xE2\x96\xBC</tspan> ");
    html_text_slice(page, label_cut(slice_of(row->label), NAME_EM));
    HTML(page, "</text>");
    if (row->row_key) HTML(page, "</a>");
}

/* Clipped by a drawing of their own, so that a long name ends where the cells begin. */
static void draw_names(struct page *page, const struct heat_chart *chart)
{
    HTML(page, "<svg width=\"23%\" height=\"");
    html_count(page, HEAD_HEIGHT + chart->row_count * PITCH);
    HTML(page, "\">");
    for (size_t row = 0; row < chart->row_count; row++)
        draw_name(page, &chart->rows[row], HEAD_HEIGHT + row * PITCH + TEXT_Y);
    HTML(page, "</svg>");
}

/* Every sixth month, counted from the last: more of them do not fit a phone. */
static void draw_head(struct page *page, const struct heat_chart *chart)
{
    for (size_t column = 0; column < chart->column_count; column++) {
        const bool is_last = column + 1 == chart->column_count;
        if ((chart->column_count - 1 - column) % 6 == 0)
            svg_text(page, is_last ? "tick e" : "tick m", is_last ? 100 : middle_of(chart, column),
                     13, chart->columns[column]);
    }
}

static void write_key(struct page *page, const struct heat_chart *chart)
{
    HTML(page, "<ul class=\"legend\">");
    for (size_t shade = 0; shade < HEAT_SHADE_COUNT; shade++) {
        const char *sign = sign_of((enum heat_shade)shade);
        HTML(page, "<li><svg class=\"key\" width=\"20\" height=\"16\" aria-hidden=\"true\"><path");
        HTML_ATTRIBUTE(page, "class", shade_classes[shade]);
        if (shade == HEAT_NONE)
            HTML(page, " d=\"M0 8h20\"/>");
        else
            HTML(page, " d=\"M0 0h20v16h-20z\"/>");
        if (sign) svg_text(page, "sign m", 50, 12, sign);
        HTML(page, "</svg> ");
        html_text(page, chart->key_texts[shade]);
        HTML(page, "</li>");
    }
    HTML(page, "</ul>\n");
}

void chart_heat(struct page *page, const struct heat_chart *chart)
{
    if (chart->row_count == 0 || chart->column_count == 0 || chart->column_count > PLOT_WIDTH)
        return;
    const double cells_height = (double)(chart->row_count * PITCH);
    if (chart->key_texts) write_key(page, chart);
    svg_open_group(page, HEAD_HEIGHT + cells_height, chart->label);
    draw_head(page, chart);
    HTML(page, "<g aria-hidden=\"true\">");
    svg_plot_open(page, CELLS_LEFT, HEAD_HEIGHT, 100 - CELLS_LEFT, cells_height);
    draw_ground(page, chart);
    for (size_t shade = 0; shade < HEAT_SHADE_COUNT; shade++)
        if (shade != HEAT_MIDDLE) draw_shade(page, chart, (enum heat_shade)shade);
    draw_partings(page, chart);
    svg_plot_close(page);
    for (size_t row = 0; row < chart->row_count; row++) draw_signs(page, chart, row);
    HTML(page, "</g>");
    draw_names(page, chart);
    svg_close(page);
}
