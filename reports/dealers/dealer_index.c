/* The manufacturer's list of the dealers' pages. */
#include "reports/dealers/dealer_draw.h"
#include "reports/kit/table.h"
#include "reports/page/frame.h"

#include <math.h>

/* How many measures of a dealer have which verdict. */
static void draw_counts(struct dealer_draw *draw)
{
    static const enum verdict shown[] = {VERDICT_BETTER, VERDICT_WORSE, VERDICT_CONSISTENT,
                                         VERDICT_CANNOT_SAY};
    size_t counts[VERDICT_COUNT] = {0};
    for (size_t i = 0; i < draw->part->own_count; i++)
        counts[draw->part->model.estimates[i].verdict]++;
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
        table_text(&draw->view.page, view_count(&draw->view, (double)counts[shown[i]]));
}

static void draw_row(struct dealer_draw *draw, const char *file)
{
    struct view *view = &draw->view;
    struct page *page = &view->page;
    table_row(page, NULL, NULL);
    table_cell_open(page, NAN);
    HTML(page, "<a");
    HTML_ATTRIBUTE(page, "href", file);
    HTML(page, ">");
    html_text(page, draw->part->id);
    HTML(page, "</a>");
    table_cell_close(page);
    table_text(page, view_count(view, dealer_survey_count(draw->part)));
    table_text(page, view_count(view, dealer_repair_count(draw->part)));
    draw_counts(draw);
    table_row_end(page);
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

enum { INDEX_COLUMNS = 7 };

static void draw_columns(const struct view *view, struct html_column columns[INDEX_COLUMNS])
{
    static const enum phrase titles[INDEX_COLUMNS] = {PHRASE_UNIT_NONE,
                                                      PHRASE_DEALER_COLUMN_SURVEYS,
                                                      PHRASE_DEALER_COLUMN_REPAIRS,
                                                      PHRASE_DEALER_COLUMN_BETTER,
                                                      PHRASE_DEALER_COLUMN_WORSE,
                                                      PHRASE_DEALER_COLUMN_CONSISTENT,
                                                      PHRASE_DEALER_COLUMN_OPEN};
    for (size_t i = 0; i < INDEX_COLUMNS; i++)
        columns[i] =
            (struct html_column){.title = view_phrase(view, titles[i]), .kind = TABLE_NUMBER};
    columns[0] = (struct html_column){.title = axis_rows[AXIS_DEALER].title[view->language],
                                      .kind = TABLE_TEXT};
}

enum rc dealer_index_write(const struct dealers *dealers, enum language language,
                           const char *const *files, const struct dealer_page_options *options,
                           struct text *out, struct err *err)
{
    struct view view;
    struct html_column columns[INDEX_COLUMNS];
    text_clear(out);
    enum rc rc = view_init(&view, dealers->model, language, out, err);
    if (rc == RC_OK) {
        draw_columns(&view, columns);
        const struct html_table table = {.id = "dealers",
                                         .caption = view_phrase(&view, PHRASE_DEALER_INDEX_CAPTION),
                                         .columns = columns,
                                         .column_count = INDEX_COLUMNS};
        dealer_index_head(&view, dealers->count, options);
        table_open(&view.page, &table);
        rc = draw_rows(dealers, language, files, out, err);
        table_close(&view.page, &table);
        frame_close(&view);
    }
    if (rc == RC_OK && (view.failed || out->failed)) rc = err_memory(err, out->byte_count);
    view_release(&view);
    return rc;
}
