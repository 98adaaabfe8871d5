#include "reports/dealers/dealer_page.h"

#include "reports/dealers/dealer_draw.h"
#include "reports/page/foot.h"
#include "reports/page/frame.h"

#include <string.h>

void dealer_section_open(struct dealer_draw *draw, enum phrase title)
{
    struct page *page = &draw->view.page;
    HTML(page, "<section class=\"part\"><h2>");
    html_text(page, view_phrase(&draw->view, title));
    HTML(page, "</h2>\n");
}

void dealer_section_close(struct dealer_draw *draw)
{
    HTML(&draw->view.page, "</section>\n");
}

static const char *owner_name(const struct view *view, const struct dealer_page_options *options)
{
    if (view->model->run.title[0]) return view->model->run.title;
    return options->title ? options->title : "";
}

static const char *month_of(struct view *view)
{
    struct text month;
    text_init(&month, 0);
    format_month(&month, view->language, view->model->run.period);
    return view_keep(view, &month);
}

static const char *name_of(struct dealer_draw *draw)
{
    const struct sentence name = {PHRASE_DEALER_NAME, {{draw->part->id, NULL}}};
    return sentence_keep(&draw->view, &name);
}

/* "After-sales report of a dealer · Dealer D021 · June 2025 · Acme" */
static const char *title_of(struct view *view, enum phrase words, const char *name,
                            const struct dealer_page_options *options)
{
    const char *const parts[] = {name, month_of(view), owner_name(view, options)};
    struct text title;
    text_init(&title, 0);
    text_put(&title, view_phrase(view, words));
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!parts[i][0]) continue;
        text_put(&title, " \xC2\xB7 ");
        text_put(&title, parts[i]);
    }
    return view_keep(view, &title);
}

/* The most records that any measure of the families rests on; as page/banner.c counts them. */
static double month_count(const struct dealer_part *part, const char *const *families)
{
    uint64_t most = 0;
    for (size_t i = 0; i < part->own_count; i++) {
        const struct model_estimate *row = &part->model.estimates[i];
        const char *const *family = families;
        while (*family && strncmp(row->metric->id, *family, strlen(*family)) != 0) family++;
        if (*family && row->n > most) most = row->n;
    }
    return (double)most;
}

static const char *const survey_families[] = {"survey.", "rater.", NULL};
static const char *const repair_families[] = {"sla.", "stage.", NULL};

double dealer_survey_count(const struct dealer_part *part)
{
    return month_count(part, survey_families);
}

double dealer_repair_count(const struct dealer_part *part)
{
    return month_count(part, repair_families);
}

static void write_fact(struct view *view, enum phrase pattern, double count)
{
    HTML(&view->page, "<span>");
    sentence_html(view, &(struct sentence){pattern, {{view_count(view, count), NULL}}});
    HTML(&view->page, "</span> ");
}

/* A name of a file beside the page: no scheme, no folder. */
static void write_language_link(struct view *view, const char *file)
{
    struct page *page = &view->page;
    if (!file || !file[0] || strpbrk(file, ":/\\?#")) return;
    const enum language other = view->language == LANGUAGE_ZH ? LANGUAGE_EN : LANGUAGE_ZH;
    HTML(page, "<a class=\"language\"");
    HTML_ATTRIBUTE(page, "href", file);
    HTML_ATTRIBUTE(page, "hreflang", language_tag(other));
    HTML_ATTRIBUTE(page, "lang", language_tag(other));
    HTML(page, ">");
    html_text(page, view_phrase(view, PHRASE_OTHER_LANGUAGE));
    HTML(page, "</a>");
}

static void write_banner(struct view *view, const char *heading,
                         const struct dealer_page_options *options)
{
    struct page *page = &view->page;
    HTML(page, "<header>");
    if (owner_name(view, options)[0]) {
        HTML(page, "<p class=\"owner\">");
        html_text(page, owner_name(view, options));
        HTML(page, "</p>");
    }
    HTML(page, "<h1>");
    html_text(page, heading);
    HTML(page, " <span class=\"month\">");
    html_text(page, month_of(view));
    HTML(page, "</span></h1>\n");
}

static void write_head(struct dealer_draw *draw, const struct dealer_page_options *options)
{
    struct view *view = &draw->view;
    const struct dealer_part *part = draw->part;
    write_banner(view, name_of(draw), options);
    HTML(&view->page, "<p class=\"facts\"><span>");
    html_text(&view->page, view_phrase(view, PHRASE_DEALER_PAGE_TITLE));
    HTML(&view->page, "</span> ");
    write_fact(view, PHRASE_RESTS_ON_SURVEYS, dealer_survey_count(part));
    write_fact(view, PHRASE_RESTS_ON_REPAIRS, dealer_repair_count(part));
    write_language_link(view, options->other_language_file);
    HTML(&view->page, "</p></header>\n");
}

static void write_method(struct view *view)
{
    struct page *page = &view->page;
    HTML(page, "<p class=\"method\"><b>");
    html_text(page, view_phrase(view, PHRASE_METHOD));
    HTML(page, "</b>");
    html_text(page, view_phrase(view, PHRASE_DEALER_METHOD));
    HTML(page, "</p>\n<p class=\"caveat\"><b>");
    html_text(page, view_phrase(view, PHRASE_CAVEAT));
    HTML(page, "</b>");
    html_text(page, view_phrase(view, PHRASE_DEALER_CAVEAT));
    HTML(page, "</p>\n");
}

/* What the dealer looks up is drawn first, into text of its own: numbers of the brief link to the
 * rows that it has. */
static void write_body(struct dealer_draw *draw, struct text *body)
{
    page_init(&draw->view.page, body);
    dealer_draw_strips(draw);
    dealer_draw_cards(draw);
    dealer_draw_signals(draw);
    dealer_draw_files(draw);
    dealer_draw_estimates(draw);
    write_method(&draw->view);
    if (body->failed) draw->view.failed = true;
}

static void write_page(struct dealer_draw *draw, const struct dealer_page_options *options)
{
    struct view *view = &draw->view;
    struct text *out = view->page.out;
    struct text body;
    view->subject = draw->part->id;
    text_init(&body, 0);
    write_body(draw, &body);
    page_init(&view->page, out);
    frame_head(view, title_of(view, PHRASE_DEALER_PAGE_TITLE, name_of(draw), options));
    write_head(draw, options);
    frame_main(view);
    dealer_draw_brief(draw);
    text_add(out, body.bytes, body.byte_count);
    text_release(&body);
    frame_end_main(view);
    foot_write(view);
    frame_end(view);
}

static const struct dealer_page_options no_options = {"", ""};

void dealer_index_head(struct view *view, size_t dealer_count,
                       const struct dealer_page_options *options)
{
    const struct dealer_page_options *given = options ? options : &no_options;
    frame_head(view, title_of(view, PHRASE_DEALER_INDEX_TITLE, "", given));
    write_banner(view, view_phrase(view, PHRASE_DEALER_INDEX_TITLE), given);
    HTML(&view->page, "<p class=\"facts\">");
    write_fact(view, PHRASE_RESTS_ON_DEALERS, (double)dealer_count);
    write_language_link(view, given->other_language_file);
    HTML(&view->page, "</p></header>\n");
    frame_main(view);
    HTML(&view->page, "<p>");
    html_text(&view->page, view_phrase(view, PHRASE_DEALER_INDEX_NOTE));
    HTML(&view->page, "</p>\n");
}

enum rc dealer_page_draw(const struct dealer_part *part, enum language language,
                         const struct dealer_page_options *options, struct text *out,
                         struct err *err)
{
    struct dealer_draw draw = {.part = part};
    text_clear(out);
    enum rc rc = view_init(&draw.view, &part->model, language, out, err);
    if (rc == RC_OK) write_page(&draw, options ? options : &no_options);
    if (rc == RC_OK && (draw.view.failed || out->failed)) rc = err_memory(err, out->byte_count);
    view_release(&draw.view);
    return rc;
}
