/* What customers write: praise and complaints by topic with what was said, what rises, what is
 * wished for; and phrases that nobody should use. */
#include "reports/kit/table.h"
#include "reports/sections/sections.h"

#include <math.h>
#include <string.h>

static const char TOPICS[] = "voice.topics", RISING[] = "voice.rising", WISHES[] = "voice.wishes";
static const char CALL_PHRASES[] = "phrases.calls", TOLD_PHRASES[] = "phrases.comments";
enum { TOPIC_ROWS = 5, PHRASE_ROWS = 3, TOLD_ROWS = 2, LIST_NAMES = 3, NAME_LIMIT = 32 };

static const char *text_at(const struct model_table *table, size_t row, const char *column)
{
    const char *text = model_cell(table, row, model_column(table, column)).text;
    return text ? text : "";
}

static double number_at(const struct model_table *table, size_t row, const char *column)
{
    return model_cell(table, row, model_column(table, column)).number;
}

/* A topic in the reader's language. */
static const char *topic_at(const struct view *view, const struct model_table *table, size_t row)
{
    return text_at(table, row, view->language == LANGUAGE_ZH ? "name_zh" : "name_en");
}

/* "share [lower, upper]" of three columns whose names begin alike; "–" where there is none. */
static const char *interval_at(struct view *view, const struct model_table *table, size_t row,
                               size_t column, enum unit unit)
{
    const double value = model_cell(table, row, column).number;
    const double lower = model_cell(table, row, column + 1).number;
    const double upper = model_cell(table, row, column + 2).number;
    const struct measure measure = measure_for(view->language, unit, value, (upper - lower) / 2);
    struct text text;
    text_init(&text, 0);
    format_interval(&text, &measure, value, lower, upper);
    return view_keep(view, &text);
}

static const char *quoted(struct view *view, const char *text)
{
    if (!text[0]) return "\xE2\x80\x93";
    return sentence_keep(view, &(struct sentence){PHRASE_VOICE_QUOTE, {{text, NULL}}});
}

static void tell_rising(struct view *view)
{
    const struct model_table *table = model_table(view->model, RISING);
    const char *names[NAME_LIMIT];
    size_t count = 0;
    if (!table) return;
    for (size_t row = 0; row < table->row_count && count < NAME_LIMIT; row++) {
        const bool is_praise = strcmp(text_at(table, row, "direction"), "praise") == 0;
        const bool is_new = number_at(table, row, "n_before") == 0;
        const enum phrase pattern =
            is_new ? (is_praise ? PHRASE_VOICE_NEW_PRAISED : PHRASE_VOICE_NEW_BLAMED)
                   : (is_praise ? PHRASE_VOICE_PRAISED : PHRASE_VOICE_BLAMED);

        names[count++] = sentence_keep(
            view,
            &(struct sentence){
                pattern,
                {{topic_at(view, table, row), NULL},
                 {interval_at(view, table, row, model_column(table, "ratio"), UNIT_RATIO), NULL}}});
    }
    const char *list = view_list(view, names, count, LIST_NAMES);
    sentence_html(view,
                  &(struct sentence){count > 0 ? PHRASE_VOICE_RISING : PHRASE_VOICE_RISING_NONE,
                                     {{list, NULL}}});
}

static void tell_wishes(struct view *view)
{
    const struct model_table *table = model_table(view->model, WISHES);
    const char *names[LIST_NAMES];
    size_t count = 0;
    for (size_t row = 0; table && row < table->row_count && count < LIST_NAMES; row++)
        names[count++] = sentence_keep(
            view,
            &(struct sentence){
                PHRASE_CHANGE_ITEM,
                {{topic_at(view, table, row), NULL},
                 {interval_at(view, table, row, model_column(table, "share"), UNIT_SHARE), NULL}}});
    const char *list = view_list(view, names, count, LIST_NAMES);
    sentence_html(view,
                  &(struct sentence){count > 0 ? PHRASE_VOICE_WISHES : PHRASE_VOICE_WISHES_NONE,
                                     {{list, NULL}}});
}

void voice_answer(struct view *view, const struct scope *scope)
{
    const struct model *model = view->model;
    const struct model_estimate *praise = model_network(model, "voice.praise.share");
    const struct model_estimate *complaint = model_network(model, "voice.complaint.share");
    const struct model_estimate *ratio = model_network(model, "voice.ratio");
    const struct model_estimate *trend = model_network(model, "voice.ratio_trend");
    const struct model_table *topics = model_table(model, TOPICS);
    if (!model_stands(praise) || !model_stands(complaint) || !model_stands(ratio)) {
        section_answer_values(view, scope, 3);
        return;
    }
    sentence_html(view, &(struct sentence){PHRASE_VOICE_ANSWER,
                                           {{view_interval(view, praise), praise},
                                            {view_interval(view, complaint), complaint},
                                            {view_interval(view, ratio), ratio}}});
    if (topics && topics->row_count > 0 && number_at(topics, 0, "complaint_n") > 0)
        sentence_html(view,
                      &(struct sentence){PHRASE_VOICE_MOST, {{topic_at(view, topics, 0), NULL}}});

    if (model_stands(trend))
        sentence_html(
            view, &(struct sentence){PHRASE_VOICE_TREND, {{view_interval(view, trend), trend}}});
    tell_rising(view);
    tell_wishes(view);
}

static void topic_row(struct view *view, const struct model_table *table, size_t row)
{
    struct page *page = &view->page;
    const bool is_blamed = number_at(table, row, "complaint_n") > 0;
    table_row(page, NULL, NULL);
    table_text(page, topic_at(view, table, row));
    table_text(page, interval_at(view, table, row, model_column(table, "complaint"), UNIT_SHARE));
    table_text(page, interval_at(view, table, row, model_column(table, "praise"), UNIT_SHARE));
    table_text(page, quoted(view, text_at(table, row,
                                          is_blamed ? "complaint_example" : "praise_example")));
    table_row_end(page);
}

/* The topics that are told most, in the order of the result. */
static void topics_table(struct view *view)
{
    const struct model_table *table = model_table(view->model, TOPICS);
    if (!table || table->row_count == 0) return;
    const size_t count = table->row_count < TOPIC_ROWS ? table->row_count : TOPIC_ROWS;
    const struct html_column columns[] = {
        {.title = view_phrase(view, PHRASE_VOICE_TOPIC)},
        {.title = view_phrase(view, PHRASE_VOICE_COMPLAINTS), .kind = TABLE_NUMBER},
        {.title = view_phrase(view, PHRASE_VOICE_PRAISE), .kind = TABLE_NUMBER},
        {.title = view_phrase(view, PHRASE_VOICE_EXAMPLE)}};
    const struct html_table drawn = {.id = TOPICS,
                                     .caption = view_phrase(view, PHRASE_VOICE_TABLE),
                                     .columns = columns,
                                     .column_count = sizeof columns / sizeof *columns,
                                     .row_count = count,
                                     .row_total = table->row_count,
                                     .more_text = section_more_text(view, count, table->row_count)};
    table_open(&view->page, &drawn);
    for (size_t row = 0; row < count; row++) topic_row(view, table, row);
    table_rows_end(&view->page);
    table_close(&view->page, &drawn);
}

void voice_tables(struct view *view, const struct scope *scope)
{
    struct scope network = *scope;
    if (network.network_count > 0) network.row_count = network.network_count;
    topics_table(view);
    section_rows_table(view, &network);
    section_segments_table(view, scope);
    section_pass_over(view, TOPICS);
    section_pass_over(view, RISING);
    section_pass_over(view, WISHES);
}

/* "A03 25 % [17, 37], …": parts of an axis that do worse in the metric; "": none. */
static const char *worse_ones(struct view *view, const char *metric, const char *axis)
{
    const struct model_group rows = model_group(view->model, metric, axis, NULL);
    const char *names[NAME_LIMIT];
    size_t count = 0;
    for (size_t i = 0; i < rows.count && count < NAME_LIMIT; i++)
        if (rows.rows[i]->verdict == VERDICT_WORSE)
            names[count++] = sentence_keep(
                view, &(struct sentence){PHRASE_CHANGE_ITEM,
                                         {{view_key(view, rows.rows[i]), NULL},
                                          {view_interval(view, rows.rows[i]), NULL}}});
    return count > 0 ? view_list(view, names, count, LIST_NAMES) : "";
}

void phrases_answer(struct view *view, const struct scope *scope)
{
    const struct model_estimate *calls = model_network(view->model, "phrases.any.share");
    const struct model_estimate *told = model_network(view->model, "phrases.comments_year.share");
    if (!model_stands(calls) && !model_stands(told)) {
        section_answer_values(view, scope, 2);
        return;
    }
    if (model_stands(calls))
        sentence_html(
            view, &(struct sentence){PHRASE_PHRASES_CALLS, {{view_interval(view, calls), calls}}});
    if (model_stands(told))
        sentence_html(view,
                      &(struct sentence){PHRASE_PHRASES_TOLD, {{view_interval(view, told), told}}});
    const char *agents = worse_ones(view, "phrases.any.share", "agent");
    const char *dealers = worse_ones(view, "phrases.comments_year.share", "dealer");
    if (agents[0]) sentence_html(view, &(struct sentence){PHRASE_PHRASES_AGENTS, {{agents, NULL}}});
    if (dealers[0])
        sentence_html(view, &(struct sentence){PHRASE_PHRASES_DEALERS, {{dealers, NULL}}});
}

static void phrase_row(struct view *view, const struct model_table *table, size_t row)
{
    struct page *page = &view->page;
    table_row(page, NULL, NULL);
    table_text(page, text_at(table, row, "phrase"));
    table_text(page, name_words(view->language, text_at(table, row, "group")));
    table_text(page, interval_at(view, table, row, model_column(table, "per_1000"), UNIT_COUNT));
    table_text(page, quoted(view, text_at(table, row, "example")));
    table_row_end(page);
}

static void phrases_table(struct view *view, const char *name, size_t row_limit,
                          enum phrase caption)
{
    const struct model_table *table = model_table(view->model, name);
    if (!table || table->row_count == 0) return;
    const size_t count = table->row_count < row_limit ? table->row_count : row_limit;
    const struct html_column columns[] = {
        {.title = view_phrase(view, PHRASE_PHRASES_PHRASE)},
        {.title = view_phrase(view, PHRASE_PHRASES_GROUP)},
        {.title = view_phrase(view, PHRASE_PHRASES_PER_1000), .kind = TABLE_NUMBER},
        {.title = view_phrase(view, PHRASE_VOICE_EXAMPLE)}};
    const struct html_table drawn = {.id = name,
                                     .caption = view_phrase(view, caption),
                                     .columns = columns,
                                     .column_count = sizeof columns / sizeof *columns,
                                     .row_count = count,
                                     .row_total = table->row_count,
                                     .more_text = section_more_text(view, count, table->row_count)};
    table_open(&view->page, &drawn);
    for (size_t row = 0; row < count; row++) phrase_row(view, table, row);
    table_rows_end(&view->page);
    table_close(&view->page, &drawn);
}

/* The intervals of all groups are in the result: what was said is what is read. */
void phrases_figure(struct view *view, const struct scope *scope)
{
    (void)view;
    (void)scope;
}

/* Of the metrics only those that the answer tells, which names who differs; the groups' numbers
 * stand in the result. */
void phrases_tables(struct view *view, const struct scope *scope)
{
    struct scope told = *scope;
    told.metric_count = told.metric_count < 2 ? told.metric_count : 2;
    told.row_count = told.row_count < 2 ? told.row_count : 2;
    phrases_table(view, CALL_PHRASES, PHRASE_ROWS, PHRASE_PHRASES_CALLS_TABLE);
    phrases_table(view, TOLD_PHRASES, TOLD_ROWS, PHRASE_PHRASES_TOLD_TABLE);
    section_rows_table(view, &told);
    section_pass_over(view, CALL_PHRASES);
    section_pass_over(view, TOLD_PHRASES);
}
