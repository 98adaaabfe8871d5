#include "reports/page/refusals.h"

#include "reports/view/sentence.h"

#include <string.h>

enum { LINE_LIMIT = 12, NAME_LIMIT = 6, METRIC_LIMIT = 2 };

/* One line: an axis and a reason, with the parts it holds for. For the network the parts are
 * metrics. */
struct line {
    const char *axis, *axis_title, *reason;
    const char *names[NAME_LIMIT];     /* the first ones */
    const char *metrics[METRIC_LIMIT]; /* titles of the first refused ones; of parts only */
    size_t name_count, metric_count;
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

bool refusals_exist(const struct model *model)
{
    for (size_t i = 0; i < model->estimate_count; i++)
        if (is_refused_now(model, &model->estimates[i])) return true;
    return false;
}

static struct line *line_for(struct line *lines, size_t *count, const char *axis,
                             const char *reason)
{
    for (size_t i = 0; i < *count; i++)
        if (strcmp(lines[i].axis, axis) == 0 && strcmp(lines[i].reason, reason) == 0)
            return &lines[i];
    if (*count == LINE_LIMIT) return NULL;
    lines[*count] = (struct line){.axis = axis, .reason = reason};
    return &lines[(*count)++];
}

/* A name counts once a line; the seen key is "axis reason name". */
static bool is_first(struct view *view, struct index *seen, const struct line *line,
                     const char *name)
{
    struct text key;
    text_init(&key, 0);
    text_put(&key, line->axis);
    text_put(&key, "\n");
    text_put(&key, line->reason);
    text_put(&key, "\n");
    text_put(&key, name);
    const char *kept = view_keep(view, &key);
    if (index_get(seen, kept) != INDEX_NONE) return false;
    index_put(seen, kept, 0);
    return true;
}

static void note_metric(struct view *view, struct index *seen, struct line *line, const char *title)
{
    if (!is_first(view, seen, line, title)) return;
    if (line->metric_count < METRIC_LIMIT) line->metrics[line->metric_count] = title;
    line->metric_count++;
}

static size_t collect(struct view *view, struct line *lines)
{
    const struct model *model = view->model;
    struct index seen;
    size_t count = 0;
    if (!index_init(&seen, &view->arena, 2 * model->estimate_count)) {
        view->failed = true;
        return 0;
    }
    for (size_t i = 0; i < model->estimate_count; i++) {
        const struct model_estimate *estimate = &model->estimates[i];
        if (!is_refused_now(model, estimate)) continue;
        struct line *line =
            line_for(lines, &count, estimate->axis_name, view_reason(view, estimate));
        const bool network = estimate->axis == AXIS_NETWORK;
        const char *name = network ? view_title(view, estimate->metric) : view_key(view, estimate);
        if (!line) continue;
        line->axis_title = network ? "" : view_axis(view, estimate);
        if (!network) note_metric(view, &seen, line, view_title(view, estimate->metric));
        if (!is_first(view, &seen, line, name)) continue;
        if (line->name_count < NAME_LIMIT) line->names[line->name_count] = name;
        line->name_count++;
    }
    return count;
}

static void write_line(struct view *view, const struct line *line)
{
    const char *names = view_list(view, line->names, line->name_count, NAME_LIMIT);
    const char *metrics = view_list(view, line->metrics, line->metric_count, METRIC_LIMIT);
    HTML(&view->page, "<li>");
    if (line->axis[0])
        sentence_html(
            view,
            &(struct sentence){
                PHRASE_REFUSAL_AXIS,
                {{line->axis_title, NULL}, {names, NULL}, {metrics, NULL}, {line->reason, NULL}}});
    else
        sentence_html(view, &(struct sentence){PHRASE_REFUSAL_NETWORK,
                                               {{names, NULL}, {line->reason, NULL}}});
    HTML(&view->page, "</li>\n");
}

void refusals_write(struct view *view)
{
    struct line lines[LINE_LIMIT];
    const size_t count = collect(view, lines);
    if (count == 0) return;
    HTML(&view->page, "<ul>");
    for (size_t i = 0; i < count; i++) write_line(view, &lines[i]);
    HTML(&view->page, "</ul>\n");
}
