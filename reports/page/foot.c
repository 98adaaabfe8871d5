#include "reports/page/foot.h"

#include "reports/page/certificate_words.h"
#include "reports/page/frame.h"

static void write_reading(struct view *view)
{
    const enum phrase reading[] = {PHRASE_READING_INTERVAL, PHRASE_READING_Q,
                                   view->subject ? PHRASE_DEALER_READING_MARKS
                                                 : PHRASE_READING_MARKS};
    struct page *page = &view->page;
    struct certificate_words words;
    HTML(page, "<h2>");
    html_text(page, view_phrase(view, PHRASE_READING));
    HTML(page, "</h2>\n<ul>");
    for (size_t i = 0; i < sizeof reading / sizeof *reading; i++) {
        HTML(page, "<li>");
        html_text(page, view_phrase(view, reading[i]));
        HTML(page, "</li>");
    }
    if (certificate_words(view, &words)) {
        HTML(page, "<li>");
        sentence_html(view, &words.sentence);
        HTML(page, "</li>");
    }
    HTML(page, "</ul>\n");
}

static void write_fact(struct view *view, enum phrase pattern, const char *words)
{
    if (!words[0]) return;
    HTML(&view->page, "<span>");
    sentence_html(view, &(struct sentence){pattern, {{words, NULL}}});
    HTML(&view->page, "</span> ");
}

static void write_note(struct view *view, enum phrase words)
{
    HTML(&view->page, "<p class=\"note\">");
    html_text(&view->page, view_phrase(view, words));
    HTML(&view->page, "</p>\n");
}

static void write_run(struct view *view)
{
    const struct model_run *run = &view->model->run;
    struct page *page = &view->page;
    struct text horizon, history;
    text_init(&horizon, 0);
    text_init(&history, 0);
    format_day(&horizon, view->language, run->horizon);
    format_month(&history, view->language, run->history_from);
    HTML(page, "<h2>");
    html_text(page, view_phrase(view, PHRASE_FOOT_IDENTITY));
    HTML(page, "</h2>\n<p class=\"facts\">");
    write_fact(view, PHRASE_FOOT_RUN, frame_run_id(view));
    write_fact(view, PHRASE_FOOT_HORIZON, view_keep(view, &horizon));
    write_fact(view, PHRASE_FOOT_HISTORY, view_keep(view, &history));
    write_fact(view, PHRASE_FOOT_ENGINE, run->engine_version);
    HTML(page, "</p>\n");
    write_note(view, PHRASE_FOOT_RUN_NOTE);
    write_note(view, PHRASE_FOOT_ONLY_RESULT);
}

/* The style sheet of the tables shows the ids while it is checked. */
static void write_switch(struct view *view)
{
    struct page *page = &view->page;
    HTML(page, "<p class=\"switch\"><label><input type=\"checkbox\" id=\"ids\"> ");
    html_text(page, view_phrase(view, PHRASE_SHOW_IDS));
    HTML(page, "</label></p>\n");
}

void foot_write(struct view *view)
{
    HTML(&view->page, "<footer>");
    write_reading(view);
    write_run(view);
    write_switch(view);
    HTML(&view->page, "</footer>\n");
}
