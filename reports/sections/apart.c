#include "reports/sections/apart.h"

enum { APART_NAMES = 3 };

static void write_metric(struct view *view, const struct model_group *rows)
{
    const char **names = arena_take_array(&view->arena, rows->count + 1, sizeof *names);
    size_t count = 0;
    for (size_t i = 0; names && i < rows->count; i++) {
        const struct model_estimate *row = rows->rows[i];
        if (!model_stands(row) || row->verdict != VERDICT_WORSE) continue;
        const struct sentence named = {
            PHRASE_CHANGE_ITEM, {{view_key(view, row), NULL}, {view_interval(view, row), NULL}}};
        names[count++] = sentence_keep(view, &named);
    }
    if (!names) view->failed = true;
    if (count == 0) return;
    HTML(&view->page, "<p>");
    sentence_html(view, &(struct sentence){PHRASE_DEALERS_APART,
                                           {{view_title(view, rows->rows[0]->metric), NULL},
                                            {view_list(view, names, count, APART_NAMES), NULL}}});
    HTML(&view->page, "</p>\n");
}

void apart_write(struct view *view, const char *const *metrics)
{
    for (; *metrics; metrics++) {
        const struct model_group rows = model_group(view->model, *metrics, "dealer", NULL);
        if (rows.count > 0) write_metric(view, &rows);
    }
}
