/* Whether trainings helped: a row for each outcome, a column for each way of training. */
#include "reports/kit/table.h"
#include "reports/sections/sections.h"

#include <math.h>
#include <string.h>

static const char EFFECTS[] = "training.effects", EVENTS[] = "training.events";
enum { WAY_LIMIT = 5, FOUND_LIMIT = 6 };

static double number_at(const struct model_table *table, size_t row, const char *column)
{
    return model_cell(table, row, model_column(table, column)).number;
}

static const char *text_at(const struct model_table *table, size_t row, const char *column)
{
    const char *text = model_cell(table, row, model_column(table, column)).text;
    return text ? text : "";
}

static bool has_text(const struct model_table *table, size_t row, const char *column,
                     const char *text)
{
    return strcmp(text_at(table, row, column), text) == 0;
}

/* The next row of the axis with that verdict; row_count: none more. */
static size_t next_found(const struct model_table *table, size_t row, const char *axis,
                         const char *verdict)
{
    while (row < table->row_count &&
           !(has_text(table, row, "axis", axis) && has_text(table, row, "verdict", verdict)))
        row++;
    return row;
}

static const char *effect_text(struct view *view, const struct model_table *table, size_t row)
{
    const struct model_metric *metric = model_metric(view->model, text_at(table, row, "metric"));
    const double lower = number_at(table, row, "effect_lower");
    const double upper = number_at(table, row, "effect_upper");
    const double value = number_at(table, row, "effect");
    if (isnan(value)) return "\xE2\x80\x93";
    const struct measure measure = measure_for(view->language, metric ? metric->unit : UNIT_COUNT,
                                               number_at(table, row, "after"), (upper - lower) / 2);
    struct text text;
    text_init(&text, 0);
    format_change(&text, &measure, value, lower, upper);
    return view_keep(view, &text);
}

static const char *outcome_title(const struct view *view, const struct model_table *table,
                                 size_t row)
{
    const struct model_metric *metric = model_metric(view->model, text_at(table, row, "metric"));
    return metric ? view_title(view, metric) : text_at(table, row, "metric");
}

/* "Visit: assurance +0.34 [+0.28, +0.39]" of all ways with that verdict; NULL: none. */
static const char *found_text(struct view *view, const struct model_table *table,
                              const char *verdict)
{
    static const char WAY[] = "training_mode";
    const char *found[FOUND_LIMIT];
    size_t count = 0;
    for (size_t row = next_found(table, 0, WAY, verdict); row < table->row_count;
         row = next_found(table, row + 1, WAY, verdict)) {
        const struct sentence words = {
            PHRASE_TRAINING_ONE,
            {{name_words(view->language, text_at(table, row, "key")), NULL},
             {outcome_title(view, table, row), NULL},
             {effect_text(view, table, row), NULL}}};
        if (count < FOUND_LIMIT) found[count] = sentence_keep(view, &words);
        count++;
    }
    return count > 0 ? view_list(view, found, count, FOUND_LIMIT) : NULL;
}

/* Topics after which something was better, each once. */
static void tell_topics(struct view *view, const struct model_table *table)
{
    static const char TOPIC[] = "training_topic", WORKED[] = "worked";
    const char *topics[FOUND_LIMIT];
    size_t count = 0;
    for (size_t row = next_found(table, 0, TOPIC, WORKED); row < table->row_count;
         row = next_found(table, row + 1, TOPIC, WORKED)) {
        size_t known = 0;
        while (known < count && strcmp(topics[known], text_at(table, row, "key")) != 0) known++;
        if (known == count && count < FOUND_LIMIT) topics[count++] = text_at(table, row, "key");
    }
    if (count == 0) return;
    sentence_html(view, &(struct sentence){PHRASE_TRAINING_TOPICS,
                                           {{view_list(view, topics, count, FOUND_LIMIT), NULL}}});
}

void training_answer(struct view *view, const struct scope *scope)
{
    const struct model_table *table = model_table(view->model, EFFECTS);
    const struct model_table *events = model_table(view->model, EVENTS);
    (void)scope;
    if (!table || !events || events->row_count == 0) {
        html_text(&view->page, view_phrase(view, PHRASE_TRAINING_ABSENT));
        return;
    }
    sentence_html(view,
                  &(struct sentence){PHRASE_TRAINING_ANSWER,
                                     {{view_count(view, number_at(events, 0, "used")), NULL},
                                      {view_count(view, number_at(events, 0, "trainings")), NULL},
                                      {view_count(view, number_at(events, 0, "too_early")), NULL},
                                      {view_count(view, number_at(events, 0, "too_old")), NULL},
                                      {view_count(view, number_at(events, 0, "repeated")), NULL}}});
    const char *worked = found_text(view, table, "worked");
    const char *worse = found_text(view, table, "worse");
    if (worked) sentence_html(view, &(struct sentence){PHRASE_TRAINING_WORKED, {{worked, NULL}}});
    if (worse) sentence_html(view, &(struct sentence){PHRASE_TRAINING_WORSE, {{worse, NULL}}});
    tell_topics(view, table);
    if (!worked && !worse) html_text(&view->page, view_phrase(view, PHRASE_TRAINING_NOTHING));
}

/* The ways of training, as the table's first outcome has them. */
static size_t list_ways(const struct model_table *table, const char *ways[WAY_LIMIT])
{
    size_t count = 0;
    for (size_t row = 0; row < table->row_count && count < WAY_LIMIT; row++)
        if (has_text(table, row, "axis", "training_mode") &&
            has_text(table, row, "metric", text_at(table, 0, "metric")))
            ways[count++] = text_at(table, row, "key");
    return count;
}

static size_t find_row(const struct model_table *table, const char *metric, const char *way)
{
    size_t row = 0;
    while (row < table->row_count &&
           !(has_text(table, row, "metric", metric) && has_text(table, row, "key", way) &&
             (way[0] == '\0' || has_text(table, row, "axis", "training_mode"))))
        row++;
    return row;
}

static void write_cell(struct view *view, const struct model_table *table, size_t row)
{
    const char *mark = "";
    table_cell_open(&view->page, NAN);
    if (row < table->row_count) {
        if (has_text(table, row, "verdict", "worked")) mark = " \xE2\x96\xB2";
        if (has_text(table, row, "verdict", "worse")) mark = " \xE2\x96\xBC";
        html_text(&view->page, effect_text(view, table, row));
        html_text(&view->page, mark);
    }
    table_cell_close(&view->page);
}

static void write_rows(struct view *view, const struct model_table *table, const char *const *ways,
                       size_t way_count)
{
    for (size_t row = 0; row < table->row_count; row++) {
        if (text_at(table, row, "axis")[0] != '\0') continue;
        table_row(&view->page, NULL, NULL);
        table_text(&view->page, outcome_title(view, table, row));
        write_cell(view, table, row);
        for (size_t way = 0; way < way_count; way++)
            write_cell(view, table, find_row(table, text_at(table, row, "metric"), ways[way]));
        table_row_end(&view->page);
    }
}

void training_tables(struct view *view, const struct scope *scope)
{
    const struct model_table *table = model_table(view->model, EFFECTS);
    struct html_column columns[WAY_LIMIT + 2];
    const char *ways[WAY_LIMIT];
    (void)scope;
    section_pass_over(view, EVENTS);
    if (!table || table->row_count == 0) return;
    view->tabled[table - view->model->tables] = true;
    const size_t way_count = list_ways(table, ways);
    size_t outcomes = 0;
    for (size_t row = 0; row < table->row_count; row++)
        outcomes += text_at(table, row, "axis")[0] == '\0';
    columns[0] = (struct html_column){.title = view_phrase(view, PHRASE_TRAINING_OUTCOME)};
    for (size_t i = 0; i <= way_count; i++) {
        const size_t row = find_row(table, text_at(table, 0, "metric"), i > 0 ? ways[i - 1] : "");
        const struct sentence title = {
            PHRASE_TRAINING_WAY,
            {{i > 0 ? name_words(view->language, ways[i - 1])
                    : view_phrase(view, PHRASE_TRAINING_ALL),
              NULL},
             {view_count(view, number_at(table, row, "trained")), NULL}}};
        columns[i + 1] =
            (struct html_column){.title = sentence_keep(view, &title), .kind = TABLE_NUMBER};
    }
    const struct html_table html = {.id = EFFECTS,
                                    .columns = columns,
                                    .column_count = way_count + 2,
                                    .row_count = outcomes,
                                    .row_total = outcomes};
    table_open(&view->page, &html);
    write_rows(view, table, ways, way_count);
    table_rows_end(&view->page);
    table_close(&view->page, &html);
}
