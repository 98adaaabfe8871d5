#include "reports/page/refusals.h"

#include "measure/family.h"
#include "reports/view/sentence.h"

#include <string.h>

enum { NAME_LIMIT = 3, OPEN_LINES = 5 };

/* Parts of one axis that a reason holds for; of the network, metrics. */
struct kind {
    enum axis axis;
    const char *axis_name, *axis_title;
    const char *names[NAME_LIMIT]; /* the first ones */
    const char *metric;            /* title of the first one */
    size_t name_count, metric_count;
};

/* One reason. */
struct line {
    const char *reason;
    struct kind *kinds;
    size_t kind_count, kind_room;
    double weight;
};

struct lines {
    struct line *rows;
    size_t count, room;
    struct index seen; /* "reason, axis, metric" and "reason, axis' title, part" */
};

/* Refused in the report month (or over the whole time). When the whole network has no number for
 * the month, its parts need no line of their own; and when the page tells an earlier month instead,
 * nothing is missing. */
static bool is_refused_now(const struct model *model, const struct model_estimate *estimate)
{
    if (estimate->status != STATUS_REFUSED || model_is_earlier(model, estimate)) return false;
    const char *metric = estimate->metric->id;
    if (estimate->axis == AXIS_NETWORK) return !model_stands(model_network(model, metric));
    const struct model_estimate *whole = model_estimate(model, metric, "", "", estimate->period);
    return !whole || model_stands(whole);
}

/* The items with room for one more; NULL when memory is out. */
static void *with_room(struct view *view, void *items, size_t count, size_t *room,
                       size_t item_bytes)
{
    enum { FIRST_ROOM = 8 };
    if (count < *room) return items;
    const size_t wider = *room ? 2 * *room : FIRST_ROOM;
    void *moved = arena_take_array(&view->arena, wider, item_bytes);
    if (!moved) {
        view->failed = true;
        return NULL;
    }
    if (count > 0) memcpy(moved, items, count * item_bytes);
    *room = wider;
    return moved;
}

static struct line *line_for(struct view *view, struct lines *lines, const char *reason)
{
    for (size_t i = 0; i < lines->count; i++)
        if (strcmp(lines->rows[i].reason, reason) == 0) return &lines->rows[i];
    struct line *rows =
        with_room(view, lines->rows, lines->count, &lines->room, sizeof *lines->rows);
    if (!rows) return NULL;
    lines->rows = rows;
    struct line *line = &lines->rows[lines->count++];
    line->reason = reason;
    return line;
}

static struct kind *kind_for(struct view *view, struct line *line,
                             const struct model_estimate *estimate)
{
    for (size_t i = 0; i < line->kind_count; i++)
        if (strcmp(line->kinds[i].axis_name, estimate->axis_name) == 0) return &line->kinds[i];
    struct kind *kinds =
        with_room(view, line->kinds, line->kind_count, &line->kind_room, sizeof *line->kinds);
    if (!kinds) return NULL;
    line->kinds = kinds;
    struct kind *kind = &line->kinds[line->kind_count++];
    *kind = (struct kind){.axis = estimate->axis,
                          .axis_name = estimate->axis_name,
                          .axis_title = view_axis(view, estimate)};
    return kind;
}

/* A metric or part counts once a reason and axis, whatever the number of its refused estimates. */
static bool is_first(struct view *view, struct index *seen, const char *reason, const char *of,
                     const char *name)
{
    struct text key;
    text_init(&key, 0);
    text_format(&key, "%s\n%s\n%s", reason, of, name);
    const char *kept = view_keep(view, &key);
    if (index_get(seen, kept) != INDEX_NONE) return false;
    index_put(seen, kept, 0);
    return true;
}

/* What the whole network lacks weighs most; what stands on axes of the engine's own (traits,
 * strata) is for the specialist and weighs least. */
static double weight_of(const struct model_estimate *estimate)
{
    if (estimate->axis == AXIS_NETWORK) return 1000;
    return estimate->axis < AXIS_COUNT && axis_rows[estimate->axis].month_count > 0 ? 1 : 0.001;
}

static void note(struct view *view, struct lines *lines, const struct model_estimate *estimate)
{
    struct line *line = line_for(view, lines, view_reason(view, estimate));
    struct kind *kind = line ? kind_for(view, line, estimate) : NULL;
    if (!kind) return;
    const bool network = estimate->axis == AXIS_NETWORK;
    const char *title = view_title(view, estimate->metric);
    const char *name = network ? title : view_key(view, estimate);
    line->weight += weight_of(estimate);
    if (!network && is_first(view, &lines->seen, line->reason, kind->axis_name, title))
        kind->metric_count++;
    if (!kind->metric) kind->metric = title;
    if (!is_first(view, &lines->seen, line->reason, kind->axis_title, name)) return;
    if (kind->name_count < NAME_LIMIT) kind->names[kind->name_count] = name;
    kind->name_count++;
}

static bool collect(struct view *view, struct lines *lines)
{
    const struct model *model = view->model;
    lines->count = 0;
    if (!index_init(&lines->seen, &view->arena, 2 * model->estimate_count + 1)) return false;
    for (size_t i = 0; i < model->estimate_count; i++)
        if (is_refused_now(model, &model->estimates[i])) note(view, lines, &model->estimates[i]);
    return true;
}

/* Lines that a manager reads: the network, dealers, products … */
static size_t open_count(const struct lines *lines)
{
    size_t count = 0;
    while (count < lines->count && lines->rows[count].weight >= 1) count++;
    return count <= OPEN_LINES ? count : OPEN_LINES;
}

/* Stable: lines of one weight keep the order of the result. */
static void sort_by_weight(struct lines *lines)
{
    for (size_t i = 1; i < lines->count; i++) {
        const struct line moved = lines->rows[i];
        size_t at = i;
        for (; at > 0 && lines->rows[at - 1].weight < moved.weight; at--)
            lines->rows[at] = lines->rows[at - 1];
        lines->rows[at] = moved;
    }
}

/* "31 products", or "Product C104, C101" of a few. */
static const char *parts_words(struct view *view, const struct kind *kind)
{
    static const enum phrase numbers[AXIS_COUNT] = {[AXIS_DEALER] = PHRASE_NUMBER_DEALERS,
                                                    [AXIS_REGION] = PHRASE_NUMBER_REGIONS,
                                                    [AXIS_PRODUCT] = PHRASE_NUMBER_PRODUCTS,
                                                    [AXIS_TECHNICIAN] = PHRASE_NUMBER_TECHNICIANS,
                                                    [AXIS_TECHNICIAN_YEAR] =
                                                        PHRASE_NUMBER_TECHNICIANS,
                                                    [AXIS_CHANNEL] = PHRASE_NUMBER_CHANNELS};
    const char *count = view_count(view, (double)kind->name_count);
    const enum phrase number = kind->axis < AXIS_COUNT ? numbers[kind->axis] : 0;
    struct sentence words = {PHRASE_REFUSAL_NUMBER, {{kind->axis_title, NULL}, {count, NULL}}};
    if (kind->name_count <= NAME_LIMIT)
        words =
            (struct sentence){PHRASE_REFUSAL_NAMES,
                              {{kind->axis_title, NULL},
                               {view_list(view, kind->names, kind->name_count, NAME_LIMIT), NULL}}};
    else if (number)
        words = (struct sentence){number, {{count, NULL}}};
    return sentence_keep(view, &words);
}

static const char *kind_words(struct view *view, const struct kind *kind)
{
    if (kind->axis == AXIS_NETWORK)
        return view_list(view, kind->names, kind->name_count, NAME_LIMIT);
    const char *parts = parts_words(view, kind);
    struct sentence words = {PHRASE_REFUSAL_OF_ONE, {{parts, NULL}, {kind->metric, NULL}}};
    if (kind->metric_count > 1)
        words = (struct sentence){
            PHRASE_REFUSAL_OF_MANY,
            {{parts, NULL}, {view_count(view, (double)kind->metric_count), NULL}}};
    return sentence_keep(view, &words);
}

static void write_line(struct view *view, const struct line *line)
{
    const char **kinds = arena_take_array(&view->arena, line->kind_count, sizeof *kinds);
    if (!kinds) {
        view->failed = true;
        return;
    }
    for (size_t i = 0; i < line->kind_count; i++) kinds[i] = kind_words(view, &line->kinds[i]);
    const char *list = view_list(view, kinds, line->kind_count, line->kind_count);
    HTML(&view->page, "<li>");
    sentence_html(view,
                  &(struct sentence){PHRASE_REFUSAL_LINE, {{list, NULL}, {line->reason, NULL}}});
    HTML(&view->page, "</li>\n");
}

static void write_list(struct view *view, const struct line *lines, size_t count)
{
    HTML(&view->page, "<ul>");
    for (size_t i = 0; i < count; i++) write_line(view, &lines[i]);
    HTML(&view->page, "</ul>\n");
}

static void write_section(struct view *view, const struct lines *lines)
{
    struct page *page = &view->page;
    const size_t open = open_count(lines);
    HTML(page, "<section class=\"refusals\" id=\"refusals\"><h2>");
    html_text(page, view_phrase(view, PHRASE_REFUSALS));
    HTML(page, "</h2>\n");
    if (open > 0) write_list(view, lines->rows, open);
    if (open < lines->count) {
        const char *more = view_count(view, (double)(lines->count - open));
        HTML(page, "<details><summary>");
        sentence_html(view, &(struct sentence){PHRASE_REFUSAL_MORE, {{more, NULL}}});
        HTML(page, "</summary>");
        write_list(view, lines->rows + open, lines->count - open);
        HTML(page, "</details>\n");
    }
    HTML(page, "</section>\n");
}

/* The families that the user did not want, by their titles. */
static const char *skipped_words(struct view *view)
{
    const size_t count = (size_t)cJSON_GetArraySize(view->model->run.skipped);
    const char **titles = arena_take_array(&view->arena, count + 1, sizeof *titles);
    const cJSON *name;
    size_t title_count = 0;
    if (!titles) {
        view->failed = true;
        return "";
    }
    cJSON_ArrayForEach(name, view->model->run.skipped)
    {
        const struct family *family = cJSON_IsString(name) ? family_find(name->valuestring) : NULL;
        if (family) titles[title_count++] = family->title[view->language];
    }
    return title_count > 0 ? view_list(view, titles, title_count, title_count) : "";
}

static void write_skipped(struct view *view)
{
    const char *titles = skipped_words(view);
    if (!titles[0]) return;
    HTML(&view->page, "<p class=\"note\">");
    sentence_html(view, &(struct sentence){PHRASE_REFUSAL_SKIPPED, {{titles, NULL}}});
    HTML(&view->page, "</p>\n");
}

void refusals_write(struct view *view)
{
    struct lines *lines = arena_take_array(&view->arena, 1, sizeof *lines);
    if (!lines || !collect(view, lines)) {
        view->failed = true;
        return;
    }
    sort_by_weight(lines);
    if (lines->count > 0) write_section(view, lines);
    write_skipped(view);
}
