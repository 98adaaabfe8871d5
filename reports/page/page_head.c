#include "reports/page/page_head.h"

#include "measure/verify/certificate.h"
#include "reports/model/tree.h"
#include "reports/page/refusals.h"

#include <string.h>

static const char *owner_name(const struct view *view, const struct report_options *options)
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

const char *page_title(struct view *view, const struct report_options *options)
{
    struct text title;
    text_init(&title, 0);
    text_put(&title, view_phrase(view, PHRASE_PAGE_TITLE));
    text_put(&title, " \xC2\xB7 ");
    text_put(&title, month_of(view));
    if (owner_name(view, options)[0]) {
        text_put(&title, " \xC2\xB7 ");
        text_put(&title, owner_name(view, options));
    }
    return view_keep(view, &title);
}

struct input {
    const char *table;
    uint64_t used;
};
static const struct tree_field input_fields[] = {
    {"table", TREE_TEXT, offsetof(struct input, table)},
    {"used", TREE_COUNT, offsetof(struct input, used)}};

static uint64_t rows_used(const struct model *model, const char *table)
{
    uint64_t sum = 0;
    const cJSON *item = cJSON_IsArray(model->run.inputs) ? model->run.inputs->child : NULL;
    for (; item; item = item->next) {
        struct input input = {"", 0};
        tree_read(item, input_fields, sizeof input_fields / sizeof *input_fields, &input);
        if (strcmp(input.table, table) == 0) sum += input.used;
    }
    return sum;
}

/* Dealers with a row in the report month, by the metric that has most of them. */
static size_t dealer_count(const struct model *model)
{
    size_t most = 0;
    for (size_t i = 0; i < model->metric_count; i++) {
        const size_t count = model_group(model, model->metrics[i].id, "dealer", NULL).count;
        if (count > most) most = count;
    }
    return most;
}

/* Rows of a table in the report month: a run may hold ten years of them. A metric counts those that
 * answer its question or were followed long enough, so the one that counts most comes nearest. */
static uint64_t month_count(const struct model *model, const char *const *families)
{
    uint64_t most = 0;
    for (size_t i = 0; i < model->metric_count; i++) {
        const char *id = model->metrics[i].id;
        const char *const *family = families;
        while (*family && strncmp(id, *family, strlen(*family)) != 0) family++;
        const struct model_estimate *row =
            *family ? model_estimate(model, id, "", "", model->run.period) : NULL;
        if (row && row->n > most) most = row->n;
    }
    return most;
}

static void write_fact(struct view *view, enum phrase pattern, double count)
{
    if (count < 1) return;
    HTML(&view->page, "<span>");
    sentence_html(view, &(struct sentence){pattern, {{view_count(view, count), NULL}}});
    HTML(&view->page, "</span> ");
}

/* Of the report month; where no metric counts its rows, of all months, and it says so. */
static void write_rows(struct view *view, const char *const *families, const char *table,
                       enum phrase of_month, enum phrase of_all)
{
    const uint64_t month = month_count(view->model, families);
    if (month > 0)
        write_fact(view, of_month, (double)month);
    else
        write_fact(view, of_all, (double)rows_used(view->model, table));
}

/* Five levels by the share of rows that could be used, so that 99.7 % and 92 % do not look alike.
 */
static unsigned trust_level(double share)
{
    static const double limits[] = {0.8, 0.9, 0.97, 0.99};
    unsigned level = 1;
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) level += share >= limits[i];
    return level;
}

static void write_trust(struct view *view)
{
    struct page *page = &view->page;
    const struct model_quality *quality = &view->model->quality;
    const double read = (double)(quality->rows_used + quality->rows_rejected);
    if (read < 1) return;
    const double share = (double)quality->rows_used / read;
    const unsigned level = trust_level(share);
    const struct sentence words = {PHRASE_TRUST_LEVEL, {{view_count(view, level), NULL}}};
    HTML(page, "<a class=\"trust\" href=\"#quality\">");
    html_text(page, view_phrase(view, PHRASE_TRUST));
    HTML(page, " <span role=\"img\"");
    HTML_ATTRIBUTE(page, "aria-label", sentence_keep(view, &words));
    HTML(page, ">");
    for (unsigned i = 1; i <= 5; i++) html_text(page, i <= level ? "\xE2\x97\x8F" : "\xE2\x97\x8B");
    HTML(page, "</span></a> <span>");
    sentence_html(view, &(struct sentence){PHRASE_TRUST_USED, {{view_share(view, share), NULL}}});
    HTML(page, "</span> ");
    write_fact(view, PHRASE_TRUST_REJECTED, (double)quality->rows_rejected);
}

/* Of a certificate that this build does not know: as it stands. False: there is none. */
static bool certificate_sentence(struct view *view, struct sentence *out, bool *is_unmet)
{
    const char *line = view->model->run.certificate;
    struct certificate found;
    struct text digits;
    *is_unmet = false;
    *out = (struct sentence){PHRASE_CERTIFICATE_OTHER, {{line, NULL}}};
    if (!line[0] || !certificate_read(line, &found)) return line[0] != '\0';
    *is_unmet = found.unmet_count > 0;
    text_init(&digits, 0);
    text_format(&digits, "%.1f", found.least_digits);
    const char *least = view_keep(view, &digits);
    const char *checks = view_count(view, (double)found.check_count);
    *out = (struct sentence){PHRASE_CERTIFICATE_MET, {{checks, NULL}, {least, NULL}}};
    if (*is_unmet)
        *out = (struct sentence){
            PHRASE_CERTIFICATE_UNMET,
            {{view_count(view, (double)found.unmet_count), NULL}, {checks, NULL}}};
    return true;
}

/* Above all else when the program computes wrong numbers; else in the foot. */
static void write_failed_certificate(struct view *view)
{
    struct sentence words;
    bool is_unmet;
    if (!certificate_sentence(view, &words, &is_unmet) || !is_unmet) return;
    HTML(&view->page, "<p class=\"facts\"><span class=\"bad\">\xE2\x96\xA0</span> ");
    sentence_html(view, &words);
    HTML(&view->page, "</p>\n");
}

static void write_certificate(struct view *view)
{
    struct sentence words;
    bool is_unmet;
    if (!certificate_sentence(view, &words, &is_unmet)) return;
    HTML(&view->page, "<li>");
    sentence_html(view, &words);
    HTML(&view->page, "</li>");
}

/* A name of a file beside the page: no scheme, no folder. */
static bool is_file_name(const char *name)
{
    return name && name[0] && !strpbrk(name, ":/\\?#");
}

static void write_language_link(struct view *view, const char *file)
{
    struct page *page = &view->page;
    if (!is_file_name(file)) return;
    const enum language other = view->language == LANGUAGE_ZH ? LANGUAGE_EN : LANGUAGE_ZH;
    HTML(page, "<a class=\"language\"");
    HTML_ATTRIBUTE(page, "href", file);
    HTML_ATTRIBUTE(page, "hreflang", language_tag(other));
    HTML_ATTRIBUTE(page, "lang", language_tag(other));
    HTML(page, ">");
    html_text(page, view_phrase(view, PHRASE_OTHER_LANGUAGE));
    HTML(page, "</a>");
}

void page_write_banner(struct view *view, const struct report_options *options)
{
    static const char *const survey_families[] = {"survey.", "rater.", NULL};
    static const char *const repair_families[] = {"sla.", "stage.", "fault.chain_", NULL};
    struct page *page = &view->page;
    const struct model *model = view->model;
    HTML(page, "<header>");
    if (owner_name(view, options)[0]) {
        HTML(page, "<p class=\"owner\">");
        html_text(page, owner_name(view, options));
        HTML(page, "</p>");
    }
    HTML(page, "<h1>");
    html_text(page, view_phrase(view, PHRASE_PAGE_TITLE));
    HTML(page, " <span class=\"month\">");
    html_text(page, month_of(view));
    HTML(page, "</span></h1>\n");
    write_failed_certificate(view);
    HTML(page, "<p class=\"facts\">");
    write_fact(view, PHRASE_RESTS_ON_DEALERS, (double)dealer_count(model));
    write_rows(view, survey_families, "surveys", PHRASE_RESTS_ON_SURVEYS,
               PHRASE_RESTS_ON_ALL_SURVEYS);
    write_rows(view, repair_families, "repairs", PHRASE_RESTS_ON_REPAIRS,
               PHRASE_RESTS_ON_ALL_REPAIRS);
    HTML(page, "</p>\n<p class=\"facts\">");
    write_trust(view);
    write_language_link(view, options->other_language_file);
    HTML(page, "</p></header>\n");
}

static void write_evidence(struct view *view, const struct finding *finding)
{
    struct page *page = &view->page;
    const struct model_estimate *row = finding->evidence;
    const char *anchor = finding->table;
    if (!anchor && row && view->anchored[row - view->model->estimates]) anchor = row->id;
    HTML(page, "<span class=\"act\">");
    if (anchor) {
        HTML(page, "<a");
        html_href(page, anchor);
        HTML(page, ">");
        html_text(page, view_phrase(view, PHRASE_EVIDENCE));
        HTML(page, "</a> ");
    }
    HTML(page, "\xE2\x86\x92 ");
    html_text(page, view_phrase(view, finding->owner));
    HTML(page, "</span>");
}

static void write_alerts(struct view *view, const struct finding *findings, size_t count)
{
    struct page *page = &view->page;
    if (count == 0) return;
    HTML(page, "<section class=\"alerts\"><h2>");
    html_text(page, view_phrase(view, PHRASE_ALERTS));
    HTML(page, "</h2>\n");
    for (size_t i = 0; i < count; i++) {
        HTML(page, "<p><span class=\"bad\">\xE2\x96\xA0</span> ");
        sentence_html(view, &findings[i].sentence);
        HTML(page, " ");
        write_evidence(view, &findings[i]);
        HTML(page, "</p>\n");
    }
    HTML(page, "</section>\n");
}

static void write_list(struct view *view, const struct finding *findings, size_t count)
{
    struct page *page = &view->page;
    HTML(page, "<section class=\"findings\" id=\"findings\"><h2>");
    html_text(page, view_phrase(view, PHRASE_FINDINGS));
    HTML(page, "</h2>\n<ol>");
    for (size_t i = 0; i < count; i++) {
        HTML(page, "<li>");
        sentence_html(view, &findings[i].sentence);
        HTML(page, " ");
        write_evidence(view, &findings[i]);
        HTML(page, "</li>\n");
    }
    HTML(page, "</ol>\n");
    if (count == 0) {
        HTML(page, "<p>");
        html_text(page, view_phrase(view, PHRASE_FINDINGS_NONE));
        HTML(page, "</p>\n");
    }
    HTML(page, "</section>\n");
}

void page_choose_findings(struct view *view, struct page_findings *findings)
{
    const size_t limit = sizeof findings->rows / sizeof *findings->rows;
    findings->count = findings_choose(view, findings->rows, limit);
    for (size_t i = 0; i < findings->count; i++)
        for (size_t k = 0; k < SENTENCE_PART_LIMIT; k++) {
            const struct model_estimate *shown = findings->rows[i].sentence.parts[k].evidence;
            if (shown) view->wanted[shown - view->model->estimates] = true;
        }
}

void page_write_findings(struct view *view, const struct page_findings *findings)
{
    const struct finding *rows = findings->rows;
    size_t alerts = 0;
    while (alerts < findings->count && rows[alerts].alert) alerts++;
    write_alerts(view, rows, alerts);
    const size_t others = findings->count - alerts;
    write_list(view, rows + alerts, others < FINDING_LIMIT ? others : FINDING_LIMIT);
    if (!refusals_exist(view->model)) return;
    HTML(&view->page, "<section class=\"refusals\"><h2>");
    html_text(&view->page, view_phrase(view, PHRASE_REFUSALS));
    HTML(&view->page, "</h2>\n");
    refusals_write(view);
    HTML(&view->page, "</section>\n");
}

static void write_foot_part(struct view *view, enum phrase pattern, const char *words)
{
    if (!words[0]) return;
    HTML(&view->page, "<span>");
    sentence_html(view, &(struct sentence){pattern, {{words, NULL}}});
    HTML(&view->page, "</span> ");
}

void page_write_foot(struct view *view)
{
    static const enum phrase reading[] = {PHRASE_READING_INTERVAL, PHRASE_READING_Q,
                                          PHRASE_READING_MARKS};
    const struct model_run *run = &view->model->run;
    struct page *page = &view->page;
    struct text horizon, history, digest;
    text_init(&horizon, 0);
    text_init(&history, 0);
    text_init(&digest, 0);
    format_day(&horizon, view->language, run->horizon);
    format_month(&history, view->language, run->history_from);
    text_format(&digest, "%.12s", run->config_sha256);
    HTML(page, "<footer><h2>");
    html_text(page, view_phrase(view, PHRASE_READING));
    HTML(page, "</h2>\n<ul>");
    for (size_t i = 0; i < sizeof reading / sizeof *reading; i++) {
        HTML(page, "<li>");
        html_text(page, view_phrase(view, reading[i]));
        HTML(page, "</li>");
    }
    write_certificate(view);
    HTML(page, "</ul>\n<p class=\"facts\">");
    write_foot_part(view, PHRASE_FOOT_ENGINE, run->engine_version);
    write_foot_part(view, PHRASE_FOOT_HORIZON, view_keep(view, &horizon));
    write_foot_part(view, PHRASE_FOOT_HISTORY, view_keep(view, &history));
    write_foot_part(view, PHRASE_FOOT_RUN, view_keep(view, &digest));
    HTML(page, "</p><p class=\"note\">");
    html_text(page, view_phrase(view, PHRASE_FOOT_ONLY_RESULT));
    HTML(page, "</p></footer>\n");
}
