#include "reports/page/banner.h"

#include "measure/stages.h"
#include "reports/model/tree.h"
#include "reports/page/certificate_words.h"
#include "reports/view/sentence.h"

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

const char *banner_title(struct view *view, const struct report_options *options)
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

/* Metrics that count rows of the month itself; others count those of a year, or of customers. */
static const char *const survey_prefixes[] = {"survey.", "rater.", NULL};
static const char *const repair_prefixes[] = {"sla.", "stage.", "fault.chain_", NULL};

static bool is_of(const char *metric, const char *const *prefixes)
{
    while (*prefixes && strncmp(metric, *prefixes, strlen(*prefixes)) != 0) prefixes++;
    return *prefixes != NULL;
}

static bool counts_rows(const struct model_metric *metric)
{
    return is_of(metric->id, survey_prefixes) || is_of(metric->id, repair_prefixes);
}

/* Dealers with a row in the report month, and in that or one of the twelve months before. */
struct senders {
    struct index seen;
    size_t month, year;
};

static void see(struct senders *senders, const char *key, size_t *count)
{
    if (index_get(&senders->seen, key) != INDEX_NONE) return;
    index_put(&senders->seen, key, 0);
    ++*count;
}

static void see_series(struct senders *senders, const struct model_series *series)
{
    for (size_t key = 0; key < series->key_count; key++)
        for (size_t month = 0; month < series->period_count; month++)
            if (series->n[key][month] > 0) see(senders, series->keys[key], &senders->year);
}

static size_t key_limit(const struct model *model)
{
    size_t limit = model->estimate_count + 1;
    for (size_t i = 0; i < model->series_count; i++) limit += model->series[i].key_count;
    return limit;
}

static struct senders count_senders(struct view *view)
{
    const struct model *model = view->model;
    struct senders senders = {.month = 0};
    if (!index_init(&senders.seen, &view->arena, key_limit(model))) {
        view->failed = true;
        return senders;
    }
    for (size_t i = 0; i < model->metric_count; i++) {
        if (!counts_rows(&model->metrics[i])) continue;
        const struct model_group group = model_group(model, model->metrics[i].id, "dealer", NULL);
        for (size_t row = 0; row < group.count; row++)
            if (group.rows[row]->n > 0) see(&senders, group.rows[row]->key, &senders.month);
    }
    senders.year = senders.month;
    for (size_t i = 0; i < model->series_count; i++)
        if (strcmp(model->series[i].axis_name, "dealer") == 0 &&
            counts_rows(model->series[i].metric))
            see_series(&senders, &model->series[i]);
    return senders;
}

/* Rows of a table in the report month: a run may hold ten years of them. A metric counts those that
 * answer its question or were followed long enough, so the one that counts most comes nearest. */
static uint64_t month_count(const struct model *model, const char *const *prefixes)
{
    uint64_t most = 0;
    for (size_t i = 0; i < model->metric_count; i++) {
        const char *id = model->metrics[i].id;
        const struct model_estimate *row =
            is_of(id, prefixes) ? model_estimate(model, id, "", "", model->run.period) : NULL;
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
static void write_rows(struct view *view, const char *const *prefixes, const char *table,
                       enum phrase of_month, enum phrase of_all)
{
    const uint64_t month = month_count(view->model, prefixes);
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

static void write_usable(struct view *view)
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
}

/* Trust needs more than rows that can be read: how many of the customers served were reached. */
static void write_reached(struct view *view)
{
    const struct model_estimate *reached = model_network(view->model, "callback.coverage_30d");
    if (!model_stands(reached)) return;
    struct text month;
    text_init(&month, 0);
    format_month(&month, view->language, reached->period);
    HTML(&view->page, "<span>");
    sentence_html(view, &(struct sentence){PHRASE_TRUST_REACHED,
                                           {{view_value(view, reached), reached},
                                            {view_keep(view, &month), NULL}}});
    HTML(&view->page, "</span> ");
}

/* Not told of so many dealers that they do not stand in the estimates one by one. */
static void write_senders(struct view *view, const struct senders *senders)
{
    if (senders->month == 0 || senders->year > KEYS_IN_ESTIMATES) return;
    HTML(&view->page, "<span>");
    sentence_html(view, &(struct sentence){PHRASE_TRUST_DEALERS,
                                           {{view_count(view, (double)senders->month), NULL},
                                            {view_count(view, (double)senders->year), NULL}}});
    HTML(&view->page, "</span> ");
}

static void write_certificate(struct view *view)
{
    struct certificate_words words;
    struct page *page = &view->page;
    if (!certificate_words(view, &words) || !words.counts[0]) return;
    HTML(page, "<a href=\"#quality\">");
    sentence_html(view, &(struct sentence){PHRASE_TRUST_CERTIFICATE, {{words.counts, NULL}}});
    HTML(page, "</a> ");
}

/* Above all else when the program computes wrong numbers; else in the foot. */
static void write_failed_certificate(struct view *view)
{
    struct certificate_words words;
    if (!certificate_words(view, &words) || !words.is_unmet) return;
    HTML(&view->page, "<p class=\"facts\"><span class=\"bad\">\xE2\x96\xA0</span> ");
    sentence_html(view, &words.sentence);
    HTML(&view->page, "</p>\n");
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

static void write_heading(struct view *view, const struct report_options *options)
{
    struct page *page = &view->page;
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
}

void banner_write(struct view *view, const struct report_options *options)
{
    struct page *page = &view->page;
    const struct senders senders = count_senders(view);
    HTML(page, "<header>");
    write_language_link(view, options->other_language_file);
    write_heading(view, options);
    write_failed_certificate(view);
    HTML(page, "<p class=\"facts\">");
    write_fact(view, PHRASE_RESTS_ON_DEALERS, (double)senders.year);
    write_rows(view, survey_prefixes, "surveys", PHRASE_RESTS_ON_SURVEYS,
               PHRASE_RESTS_ON_ALL_SURVEYS);
    write_rows(view, repair_prefixes, "repairs", PHRASE_RESTS_ON_REPAIRS,
               PHRASE_RESTS_ON_ALL_REPAIRS);
    HTML(page, "</p>\n<p class=\"facts\">");
    write_usable(view);
    write_reached(view);
    write_senders(view, &senders);
    write_certificate(view);
    HTML(page, "</p></header>\n");
}
