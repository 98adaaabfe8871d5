#include "reports/kit/chart.h"
#include "reports/kit/label.h"
#include "reports/kit/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    SIZE_LIMIT = FLOW_NODE_LIMIT + 2, /* one left over or the gathered one; the missing one */
    BANDS_HEIGHT = 300,               /* of all rows, before room is made for names */
    HEAD_HEIGHT = 24,
    LINE_HEIGHT = 14,
    BLOCK_PAD = 6,      /* between one name and the next */
    NODE_SHIFT = 8,     /* of names, from the node's middle */
    NARROW_WIDTH = 330, /* of the figure on a phone; names are broken for it */
    FONT_PIXELS = 12
};

enum node_kind { NODE_NAMED, NODE_OTHER, NODE_MISSING };

struct node {
    enum node_kind kind;
    const char *name;
    double count, bad; /* of its rows, and of those of tone bad */
    size_t gathered;
    double origin;      /* where it comes from: mean place of its rows in the column before */
    double top, height; /* of the node itself, pixels */
    double filled[2];   /* what bands have taken of its left and right side */
    struct label_lines lines;
    char number[32];
    bool is_number_below; /* in a line of its own */
};

struct column {
    struct node nodes[SIZE_LIMIT];
    size_t count;
};

struct band {
    double count, bad;
};

struct flow {
    const struct flow_chart *chart;
    struct column columns[FLOW_COLUMN_LIMIT];
    struct band bands[FLOW_COLUMN_LIMIT - 1][SIZE_LIMIT][SIZE_LIMIT]; /* by nodes as collected */
    size_t order[FLOW_COLUMN_LIMIT][SIZE_LIMIT];                      /* nodes from the top */
    double lane, scale, height; /* lane: per cent; scale: pixels of a count */
};

struct entry {
    const char *name;
    double count, bad;
};

static double count_of(const struct flow_row *row)
{
    return isfinite(row->count) && row->count > 0 ? row->count : 0;
}

static int compare_names(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    return strcmp(x->name, y->name);
}

static int compare_counts(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->count != y->count) return x->count > y->count ? -1 : 1;
    return strcmp(x->name, y->name);
}

/* The column's names with their sums, by falling count; returns how many. */
static size_t sum_names(const struct flow_chart *chart, size_t column, struct entry *entries)
{
    size_t count = 0, kept = 0;
    for (size_t i = 0; i < chart->row_count; i++) {
        const struct flow_row *row = &chart->rows[i];
        const double n = count_of(row);
        if (n > 0) entries[count++] = (struct entry){row->node[column], n, 0};
    }
    if (count == 0) return 0;
    qsort(entries, count, sizeof *entries, compare_names);
    for (size_t i = 1; i < count; i++) {
        if (strcmp(entries[i].name, entries[kept].name) == 0)
            entries[kept].count += entries[i].count;
        else
            entries[++kept] = entries[i];
    }
    qsort(entries, ++kept, sizeof *entries, compare_counts);
    return kept;
}

static struct node *node_of_kind(struct column *column, enum node_kind kind)
{
    for (size_t i = 0; i < column->count; i++)
        if (column->nodes[i].kind == kind) return &column->nodes[i];
    return NULL;
}

/* How many names stand for themselves: one left over does, too. */
static size_t named_limit(const struct flow_chart *chart, const struct entry *entries, size_t count)
{
    const size_t wanted = chart->node_limit;
    const size_t limit = wanted < FLOW_NODE_LIMIT ? wanted : FLOW_NODE_LIMIT;
    size_t named = 0;
    for (size_t i = 0; i < count; i++) named += entries[i].name[0] != '\0';
    return named == limit + 1 ? named : limit;
}

/* The largest ones, then all others in one, then what is missing. */
static void fill_column(struct flow *flow, size_t index, const struct entry *entries, size_t count)
{
    struct column *column = &flow->columns[index];
    const size_t limit = named_limit(flow->chart, entries, count);
    double missing = 0, other = 0;
    size_t gathered = 0;
    for (size_t i = 0; i < count; i++) {
        if (entries[i].name[0] == '\0') {
            missing = entries[i].count;
        } else if (column->count < limit) {
            column->nodes[column->count++] = (struct node){
                .kind = NODE_NAMED, .name = entries[i].name, .count = entries[i].count};
        } else {
            other += entries[i].count;
            gathered++;
        }
    }
    if (gathered > 0)
        column->nodes[column->count++] =
            (struct node){.kind = NODE_OTHER, .name = "", .count = other, .gathered = gathered};
    if (missing > 0)
        column->nodes[column->count++] = (struct node){
            .kind = NODE_MISSING, .name = flow->chart->missing_label, .count = missing};
}

static size_t find_node(struct column *column, const char *name)
{
    for (size_t i = 0; i < column->count; i++)
        if (column->nodes[i].kind == NODE_NAMED && strcmp(column->nodes[i].name, name) == 0)
            return i;
    const struct node *rest = node_of_kind(column, name[0] ? NODE_OTHER : NODE_MISSING);
    return (size_t)(rest - column->nodes);
}

static void fill_bands(struct flow *flow)
{
    const struct flow_chart *chart = flow->chart;
    for (size_t i = 0; i < chart->row_count; i++) {
        const double count = count_of(&chart->rows[i]);
        const double bad = chart->rows[i].tone == TONE_BAD ? count : 0;
        if (count == 0) continue;
        size_t from = find_node(&flow->columns[0], chart->rows[i].node[0]);
        flow->columns[0].nodes[from].bad += bad;
        for (size_t c = 1; c < chart->column_count; c++) {
            const size_t to = find_node(&flow->columns[c], chart->rows[i].node[c]);
            flow->bands[c - 1][from][to].count += count;
            flow->bands[c - 1][from][to].bad += bad;
            from = to;
        }
    }
}

/* False when memory is out. */
static bool collect(struct flow *flow)
{
    const struct flow_chart *chart = flow->chart;
    struct entry *entries = malloc((chart->row_count + 1) * sizeof *entries);
    if (!entries) return false;
    for (size_t c = 0; c < chart->column_count; c++)
        fill_column(flow, c, entries, sum_names(chart, c, entries));
    free(entries);
    fill_bands(flow);
    return true;
}

/* Names of their own before the gathered one, that before the missing one; among them by origin,
 * then as collected. */
static bool stands_after(const struct node *a, const struct node *b)
{
    if (a->kind != b->kind) return a->kind > b->kind;
    return a->kind == NODE_NAMED && a->origin > b->origin;
}

static void order_column(struct flow *flow, size_t c)
{
    size_t *order = flow->order[c];
    struct column *column = &flow->columns[c];
    for (size_t i = 0; i < column->count; i++) {
        size_t at = i;
        for (; at > 0 && stands_after(&column->nodes[order[at - 1]], &column->nodes[i]); at--)
            order[at] = order[at - 1];
        order[at] = i;
    }
}

/* The mean place of a node's rows in the column before, places being sums of counts. */
static void set_origins(struct flow *flow, size_t c)
{
    double weighted[SIZE_LIMIT] = {0}, place = 0;
    struct column *before = &flow->columns[c - 1], *column = &flow->columns[c];
    for (size_t i = 0; i < before->count; i++) {
        const size_t from = flow->order[c - 1][i];
        const double middle = place + before->nodes[from].count / 2;
        place += before->nodes[from].count;
        for (size_t to = 0; to < column->count; to++)
            weighted[to] += middle * flow->bands[c - 1][from][to].count;
    }
    for (size_t to = 0; to < column->count; to++)
        column->nodes[to].origin = weighted[to] / column->nodes[to].count;
}

static void write_number(struct node *node)
{
    struct text text;
    text_init(&text, sizeof node->number - 1);
    number_grouped(&text, node->count, 0);
    memcpy(node->number, text.bytes, text.byte_count);
    node->number[text.byte_count] = '\0';
    text_release(&text);
}

static double line_em(const struct flow *flow)
{
    return ((double)NARROW_WIDTH / (double)flow->chart->column_count - NODE_SHIFT - 6) /
           FONT_PIXELS;
}

/* The number goes behind the last line where both fit on a phone. */
static void set_label(const struct flow *flow, struct node *node)
{
    write_number(node);
    node->lines = label_break(node->name, line_em(flow));
    if (node->kind == NODE_OTHER || node->lines.count == 0) return;
    const struct slice last = node->lines.line[node->lines.count - 1];
    const double width = label_width_em(last) + 0.7 + label_width_em(slice_of(node->number));
    node->is_number_below = width > line_em(flow) || node->lines.is_cut;
}

static double block_height(const struct node *node)
{
    const size_t lines = node->lines.count + node->is_number_below;
    return (double)(lines > 0 ? lines : 1) * LINE_HEIGHT + BLOCK_PAD;
}

static double slot_height(const struct node *node)
{
    return fmax(node->height, block_height(node));
}

static void place(struct flow *flow)
{
    double total = 0;
    for (size_t i = 0; i < flow->columns[0].count; i++) total += flow->columns[0].nodes[i].count;
    flow->scale = BANDS_HEIGHT / total;
    double needed[FLOW_COLUMN_LIMIT] = {0};
    for (size_t c = 0; c < flow->chart->column_count; c++) {
        for (size_t i = 0; i < flow->columns[c].count; i++) {
            struct node *node = &flow->columns[c].nodes[i];
            node->height = node->count * flow->scale;
            set_label(flow, node);
            needed[c] += slot_height(node) + BLOCK_PAD;
        }
        if (c > 0) set_origins(flow, c);
        order_column(flow, c);
        flow->height = fmax(flow->height, needed[c]);
    }
    for (size_t c = 0; c < flow->chart->column_count; c++) {
        const double gap = (flow->height - needed[c]) / (double)flow->columns[c].count;
        double top = HEAD_HEIGHT;
        for (size_t i = 0; i < flow->columns[c].count; i++) {
            struct node *node = &flow->columns[c].nodes[flow->order[c][i]];
            const double slot = slot_height(node);
            node->top = top + (slot - node->height) / 2;
            top += slot + BLOCK_PAD + gap;
        }
    }
}

/* Which bands a path holds: those of one look are one path. */
enum look { LOOK_PLAIN, LOOK_BAD, LOOK_MISSING, LOOK_COUNT };

static enum look look_of(const struct band *band, const struct node *from, const struct node *to)
{
    if (from->kind == NODE_MISSING || to->kind == NODE_MISSING) return LOOK_MISSING;
    return band->bad * 2 > band->count ? LOOK_BAD : LOOK_PLAIN;
}

static void draw_band(const struct flow *flow, struct path *path, size_t c, struct node *from,
                      struct node *to, double thickness)
{
    const double unit = PLOT_WIDTH / 100.0;
    path_band(path, (double)c * flow->lane * unit, from->top + from->filled[1],
              (double)(c + 1) * flow->lane * unit, to->top + to->filled[0], thickness);
}

/* Bands leave and arrive in the order of the nodes at their other ends. */
static void draw_bands(struct page *page, struct flow *flow, size_t c, enum look look)
{
    static const char *const classes[LOOK_COUNT] = {"flow", "flow bad", "flow missing"};
    struct column *left = &flow->columns[c], *right = &flow->columns[c + 1];
    bool is_open = false;
    struct path path;
    for (size_t i = 0; i < left->count; i++) left->nodes[i].filled[1] = 0;
    for (size_t i = 0; i < right->count; i++) right->nodes[i].filled[0] = 0;
    for (size_t i = 0; i < left->count; i++)
        for (size_t k = 0; k < right->count; k++) {
            const size_t a = flow->order[c][i], b = flow->order[c + 1][k];
            struct node *from = &left->nodes[a], *to = &right->nodes[b];
            const struct band *band = &flow->bands[c][a][b];
            const double thickness = band->count * flow->scale;
            if (band->count > 0 && look_of(band, from, to) == look) {
                if (!is_open) path = path_open(page, classes[look]);
                is_open = true;
                draw_band(flow, &path, c, from, to, thickness);
            }
            from->filled[1] += thickness;
            to->filled[0] += thickness;
        }
    if (is_open) path_close(&path);
}

static void draw_number(struct page *page, const struct node *node)
{
    HTML(page, "<tspan class=\"note\" dx=\"5\">");
    html_text(page, node->number);
    HTML(page, "</tspan>");
}

static void text_open(struct page *page, double x, double y)
{
    HTML(page, "<text class=\"node\" dx=\"8\" x=\"");
    html_fixed(page, x, 1);
    HTML(page, "%\" y=\"");
    html_fixed(page, y, 1);
    HTML(page, "\">");
}

static void draw_other(struct page *page, const struct flow_chart *chart, const struct node *node)
{
    html_text(page, chart->other_label);
    HTML(page, " ");
    number_grouped(page->out, (double)node->gathered, 0);
    draw_number(page, node);
}

static void draw_name(struct page *page, const struct flow *flow, size_t c, const struct node *node)
{
    const double x = (double)c * flow->lane;
    const bool is_rising = c == 0 && node->kind == NODE_NAMED && node->bad * 2 > node->count;
    double y = node->top + node->height / 2 - (block_height(node) - BLOCK_PAD) / 2 + 10;
    if (node->kind == NODE_OTHER) {
        text_open(page, x, y);
        draw_other(page, flow->chart, node);
        HTML(page, "</text>");
        return;
    }
    for (size_t i = 0; i < node->lines.count; i++) {
        const bool is_last = i + 1 == node->lines.count;
        text_open(page, x, y);
        if (node->lines.is_cut) {
            HTML(page, "<title>");
            html_text(page, node->name);
            HTML(page, "</title>");
        }
        if (i == 0 && is_rising) HTML(page, "<tspan class=\"bad\">\xE2\x86\x91</tspan>");
        html_text_slice(page, node->lines.line[i]);
        if (is_last && node->lines.is_cut) HTML(page, "\xE2\x80\xA6");
        if (is_last && !node->is_number_below) draw_number(page, node);
        HTML(page, "</text>");
        y += LINE_HEIGHT;
    }
    if (!node->is_number_below && node->lines.count > 0) return;
    svg_text_part(page, "node note", x, NODE_SHIFT, y, slice_of(node->number), false);
}

static void draw_nodes(struct page *page, const struct flow *flow, size_t c)
{
    static const char *const classes[] = {[NODE_NAMED] = "nodebar",
                                          [NODE_OTHER] = "nodebar other",
                                          [NODE_MISSING] = "nodebar missing"};
    const struct column *column = &flow->columns[c];
    const double x = (double)c * flow->lane;
    svg_text(page, "head", x, 12, flow->chart->column_titles[c]);
    for (size_t i = 0; i < column->count; i++) {
        const struct node *node = &column->nodes[flow->order[c][i]];
        const bool is_bad = c == 0 && node->kind == NODE_NAMED && node->bad * 2 > node->count;
        svg_line(page, is_bad ? "nodebar bad" : classes[node->kind], x, node->top, x,
                 node->top + node->height);
        draw_name(page, flow, c, node);
    }
}

static bool has_counts(const struct flow_chart *chart)
{
    for (size_t i = 0; i < chart->row_count; i++)
        if (count_of(&chart->rows[i]) > 0) return true;
    return false;
}

void chart_flow(struct page *page, const struct flow_chart *chart)
{
    if (chart->column_count < 2 || chart->column_count > FLOW_COLUMN_LIMIT || !has_counts(chart))
        return;
    struct flow flow = {.chart = chart, .lane = 100.0 / (double)chart->column_count};
    if (!collect(&flow)) {
        page->out->failed = true;
        return;
    }
    place(&flow);
    const double height = flow.height + HEAD_HEIGHT;
    svg_open(page, height, chart->label);
    svg_plot_open(page, 0, 0, 100, height);
    for (size_t c = 0; c + 1 < chart->column_count; c++)
        for (int look = 0; look < LOOK_COUNT; look++) draw_bands(page, &flow, c, (enum look)look);
    svg_plot_close(page);
    for (size_t c = 0; c < chart->column_count; c++) draw_nodes(page, &flow, c);
    svg_close(page);
}
