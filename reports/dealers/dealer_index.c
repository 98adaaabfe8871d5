/* The manufacturer's list of the dealers' pages. */
#include "reports/dealers/dealer_draw.h"
#include "reports/page/frame.h"

#include <string.h>

/* How many measures of a dealer have which verdict. */
static void draw_counts(struct dealer_draw *draw)
{
    static const enum verdict shown[] = {VERDICT_BETTER, VERDICT_WORSE, VERDICT_CONSISTENT,
                                         VERDICT_CANNOT_SAY};
    size_t counts[VERDICT_COUNT] = {0};
    for (size_t i = 0; i < draw->part->own_count; i++)
        counts[draw->part->model.estimates[i].verdict]++;
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
        dealer_number_cell(draw, view_count(&draw->view, (double)counts[shown[i]]));
}

static void draw_row(struct dealer_draw *draw, const char *file)
{
    struct page *page = &draw->view.page;
    HTML(page, "<tr><th scope=\"row\"><a");
    HTML_ATTRIBUTE(page, "href", file);
    HTML(page, ">");
    html_text(page, draw->part->id);
    HTML(page, "</a></th>");
    dealer_number_cell(draw, view_count(&draw->view, dealer_survey_count(draw->part)));
    dealer_number_cell(draw, view_count(&draw->view, dealer_repair_count(draw->part)));
    draw_counts(draw);
    dealer_table_row_end(draw);
}

static enum rc draw_rows(const struct dealers *dealers, enum language language,
                         const char *const *files, struct text *out, struct err *err)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; i < dealers->count && rc == RC_OK; i++) {
        struct dealer_part part;
        struct dealer_draw draw = {.part = &part};
        rc = dealer_part_init(&part, dealers, i, err);
        if (rc == RC_OK) {
            rc = view_init(&draw.view, &part.model, language, out, err);
            if (rc == RC_OK) draw_row(&draw, files[i]);
            if (rc == RC_OK && draw.view.failed) rc = err_memory(err, out->byte_count);
            view_release(&draw.view);
        }
        dealer_part_release(&part);
    }
    return rc;
}

static void open_rows(struct dealer_draw *draw)
{
    const struct view *view = &draw->view;
    const struct dealer_head heads[] = {{axis_rows[AXIS_DEALER].title[view->language], false},
                                        {view_phrase(view, PHRASE_DEALER_COLUMN_SURVEYS), true},
                                        {view_phrase(view, PHRASE_DEALER_COLUMN_REPAIRS), true},
                                        {view_phrase(view, PHRASE_DEALER_COLUMN_BETTER), true},
                                        {view_phrase(view, PHRASE_DEALER_COLUMN_WORSE), true},
                                        {view_phrase(view, PHRASE_DEALER_COLUMN_CONSISTENT), true},
                                        {view_phrase(view, PHRASE_DEALER_COLUMN_OPEN), true}};
    dealer_table_open(draw, PHRASE_DEALER_INDEX_CAPTION, heads, sizeof heads / sizeof *heads);
}

enum rc dealer_index_write(const struct dealers *dealers, enum language language,
                           const char *const *files, const struct dealer_page_options *options,
                           struct text *out, struct err *err)
{
    struct dealer_draw draw = {.part = NULL};
    struct view *view = &draw.view;
    text_clear(out);
    enum rc rc = view_init(view, dealers->model, language, out, err);
    if (rc == RC_OK) {
        dealer_index_head(view, dealers->count, options);
        open_rows(&draw);
        rc = draw_rows(dealers, language, files, out, err);
        dealer_table_close(&draw);
        frame_close(view);
    }
    if (rc == RC_OK && (view->failed || out->failed)) rc = err_memory(err, out->byte_count);
    view_release(view);
    return rc;
}
