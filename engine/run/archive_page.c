/* The archive as a page that stands by itself. */
#include "base/day.h"
#include "reports/kit/table.h"
#include "reports/page/frame.h"
#include "reports/view/sentence.h"
#include "run/archive.h"
#include "run/version.h"

#include <math.h>

enum { MONTHS_SHOWN = 12, EVENTS_SHOWN = 500 };

static const struct schema_table *schema_of(const struct archive *archive, size_t table)
{
    return &archive->schema->tables[table];
}

static const char *column_title(const struct archive *archive, const char *column,
                                enum language language)
{
    for (size_t t = 0; t < archive->schema->table_count; t++) {
        const int32_t c = schema_column_index(&archive->schema->tables[t], column);
        if (c >= 0) return archive->schema->tables[t].columns[c].title[language];
    }
    return column;
}

static void write_facts(struct view *view, const struct archive *archive)
{
    struct page *page = &view->page;
    if (archive->fact_count == 0) return;
    HTML(page, "<ul>");
    for (size_t i = 0; i < archive->fact_count; i++) {
        HTML(page, "<li>");
        html_text(page, column_title(archive, archive->facts[i].column, view->language));
        HTML(page, ": <b>");
        html_text(page, archive->facts[i].value);
        HTML(page, "</b> <small>");
        html_text(page, view_count(view, (double)archive->facts[i].row_count));
        HTML(page, "</small></li>\n");
    }
    HTML(page, "</ul>\n");
}

/* Rows of each table, in all and in each of the latest months. */
static void write_counts(struct view *view, const struct archive *archive)
{
    struct html_column columns[MONTHS_SHOWN + 2] = {
        {.title = view_phrase(view, PHRASE_ARCHIVE_TABLE)},
        {.title = view_phrase(view, PHRASE_ARCHIVE_ROWS), .kind = TABLE_NUMBER}};
    char names[MONTHS_SHOWN][MONTH_TEXT_BYTES];
    int32_t last = INT32_MIN;
    for (size_t i = 0; i < archive->table_count; i++)
        if (archive->tables[i].months && archive->tables[i].last_month > last)
            last = archive->tables[i].last_month;
    const size_t month_count = last == INT32_MIN ? 0 : MONTHS_SHOWN;
    for (size_t m = 0; m < month_count; m++) {
        month_text(last - MONTHS_SHOWN + 1 + (int32_t)m, names[m]);
        columns[2 + m] = (struct html_column){.title = names[m], .kind = TABLE_NUMBER};
    }
    const struct html_table table = {.id = "counts",
                                     .caption = view_phrase(view, PHRASE_ARCHIVE_COUNTS),
                                     .columns = columns,
                                     .column_count = 2 + month_count,
                                     .row_count = archive->table_count,
                                     .row_total = archive->table_count};
    table_open(&view->page, &table);
    for (size_t i = 0; i < archive->table_count; i++) {
        const struct archive_table *own = &archive->tables[i];
        table_row(&view->page, NULL, NULL);
        table_text(&view->page, schema_of(archive, own->table)->title[view->language]);
        table_text(&view->page, view_count(view, (double)own->row_count));
        for (size_t m = 0; m < month_count; m++) {
            const int32_t month = last - MONTHS_SHOWN + 1 + (int32_t)m;
            const bool is_there =
                own->months && month >= own->first_month && month <= own->last_month;
            const uint64_t rows = is_there ? own->months[month - own->first_month] : 0;
            table_text(&view->page, view_count(view, (double)rows));
        }
        table_row_end(&view->page);
    }
    table_rows_end(&view->page);
    table_close(&view->page, &table);
}

/* As people write it: times without the T, answers and names of the contract in words. */
static const char *value_words(struct view *view, const struct schema_column *column,
                               const char *value)
{
    struct text text;
    if (column->type == COLUMN_BOOL)
        return view_phrase(view, strcmp(value, "true") == 0 ? PHRASE_YES : PHRASE_NO);
    if (column->value_count > 0) return name_words(view->language, value);
    if (column->type != COLUMN_TIME) return value;
    text_init(&text, 0);
    for (const char *at = value; *at; at++) text_add(&text, *at == 'T' ? " " : at, 1);
    return view_keep(view, &text);
}

/* "title value · title value", the clock and the subject's own id left out. */
static void write_values(struct view *view, const struct archive *archive,
                         const struct archive_event *event)
{
    struct page *page = &view->page;
    const struct schema_table *schema = schema_of(archive, event->table);
    bool is_first = true;
    for (size_t c = 0; c < schema->column_count; c++) {
        const char *value = event->texts[c];
        if (!value || (int32_t)c == schema->clock || strcmp(value, archive->id) == 0) continue;
        if (!is_first) HTML(page, " \xC2\xB7 ");
        is_first = false;
        HTML(page, "<small>");
        html_text(page, schema->columns[c].title[view->language]);
        HTML(page, "</small> ");
        html_text(page, value_words(view, &schema->columns[c], value));
    }
}

static void write_event(struct view *view, const struct archive *archive,
                        const struct archive_event *event)
{
    struct page *page = &view->page;
    char time[MINUTE_TEXT_BYTES] = "\xE2\x80\x93";
    if (event->minute != MINUTE_MISSING) {
        minute_text(event->minute, time);
        time[DAY_TEXT_BYTES - 1] = ' ';
    }
    table_row(page, NULL, NULL);
    table_text(page, time);
    table_text(page, schema_of(archive, event->table)->title[view->language]);
    table_cell_open(page, NAN);
    write_values(view, archive, event);
    table_cell_close(page);
    table_cell_open(page, NAN);
    html_text(page, event->file);
    HTML(page, ":");
    html_count(page, event->row);
    table_cell_close(page);
    table_row_end(page);
}

static void write_events(struct view *view, const struct archive *archive)
{
    const struct html_column columns[] = {{.title = view_phrase(view, PHRASE_ARCHIVE_TIME)},
                                          {.title = view_phrase(view, PHRASE_ARCHIVE_TABLE)},
                                          {.title = view_phrase(view, PHRASE_ARCHIVE_CONTENT)},
                                          {.title = view_phrase(view, PHRASE_ARCHIVE_PLACE)}};
    const enum phrase caption =
        archive->kind == ARCHIVE_UNIT ? PHRASE_ARCHIVE_EVENTS : PHRASE_ARCHIVE_LATEST;
    /* A serial number that many units share would make a page that no browser opens. */
    const size_t first =
        archive->event_count > EVENTS_SHOWN ? archive->event_count - EVENTS_SHOWN : 0;
    const struct html_table table = {.id = "events",
                                     .caption = view_phrase(view, caption),
                                     .columns = columns,
                                     .column_count = sizeof columns / sizeof *columns,
                                     .row_count = archive->event_count - first,
                                     .row_total = archive->event_count,
                                     .more_text = view_phrase(view, PHRASE_ARCHIVE_MORE)};
    table_open(&view->page, &table);
    for (size_t e = first; e < archive->event_count; e++)
        write_event(view, archive, &archive->events[e]);
    table_rows_end(&view->page);
    table_close(&view->page, &table);
}

/* A part of no result: the frame needs to know no more. */
static struct model model_of_nothing(void)
{
    return (struct model){.run = {.title = "",
                                  .period = "",
                                  .horizon = "",
                                  .history_from = "",
                                  .config_sha256 = "",
                                  .engine_version = version_number(),
                                  .engine_build = version_build(),
                                  .certificate = "",
                                  .id = ""}};
}

enum rc archive_page(const struct archive *archive, int language, struct text *out, struct err *err)
{
    const struct model model = model_of_nothing();
    struct view view;
    enum rc rc = view_init(&view, &model, (enum language)language, out, err);
    if (rc == RC_OK) {
        const enum phrase kind =
            archive->kind == ARCHIVE_UNIT ? PHRASE_ARCHIVE_UNIT : PHRASE_ARCHIVE_DEALER;
        view.subject = archive->id;
        const char *title = sentence_keep(&view, &(struct sentence){kind, {{archive->id, NULL}}});
        frame_open(&view, title);
        HTML(&view.page, "<h1>");
        html_text(&view.page, title);
        HTML(&view.page, "</h1>\n");
        write_facts(&view, archive);
        write_counts(&view, archive);
        write_events(&view, archive);
        HTML(&view.page, "<p class=\"note\">");
        html_text(&view.page, view_phrase(&view, archive->shows_ids ? PHRASE_ARCHIVE_NOTE_IDS
                                                                    : PHRASE_ARCHIVE_NOTE));
        HTML(&view.page, "</p>\n");
        frame_close(&view);
        if (view.failed || out->failed) rc = err_memory(err, out->byte_count);
    }
    view_release(&view);
    return rc;
}
