/* The records a dealer sent: files by table, and why rows and cells were not used. */
#include "reports/dealers/dealer_draw.h"
#include "reports/kit/table.h"
#include "reports/model/reject_sum.h"
#include "reports/model/tree.h"

#include <stdlib.h>
#include <string.h>

/* Files of one table, put together. */
struct file_sum {
    const char *table;
    uint64_t files, rows_in, rows_used, rows_rejected, rows_superseded;
};
static const struct tree_field file_fields[] = {
    {"table", TREE_TEXT, offsetof(struct file_sum, table)},
    {"rows_in", TREE_COUNT, offsetof(struct file_sum, rows_in)},
    {"rows_used", TREE_COUNT, offsetof(struct file_sum, rows_used)},
    {"rows_rejected", TREE_COUNT, offsetof(struct file_sum, rows_rejected)},
    {"rows_superseded", TREE_COUNT, offsetof(struct file_sum, rows_superseded)}};

enum { REJECT_ROWS = 12 };

static size_t sum_files(const struct dealer_part *part, struct file_sum *sums)
{
    size_t count = 0;
    for (size_t i = 0; i < part->file_count; i++) {
        struct file_sum one = {.table = ""};
        tree_read(part->files[i], file_fields, sizeof file_fields / sizeof *file_fields, &one);
        size_t at = 0;
        while (at < count && strcmp(sums[at].table, one.table) != 0) at++;
        if (at == count) sums[count++] = (struct file_sum){.table = one.table};
        sums[at].files++;
        sums[at].rows_in += one.rows_in;
        sums[at].rows_used += one.rows_used;
        sums[at].rows_rejected += one.rows_rejected;
        sums[at].rows_superseded += one.rows_superseded;
    }
    return count;
}

static size_t sum_rejects(const struct dealer_part *part, struct reject_sum *sums)
{
    size_t count = 0;
    for (size_t i = 0; i < part->reject_count; i++)
        count = reject_sums_add(sums, count, part->rejects[i]);
    reject_sums_sort(sums, count);
    return count;
}

/* Text in both languages stands as an object {"zh": …, "en": …}. */
static const char *words_of(const struct view *view, const cJSON *object)
{
    const char *words[LANGUAGE_COUNT] = {"", ""};
    static const struct tree_field fields[] = {{"zh", TREE_TEXT, LANGUAGE_ZH * sizeof(char *)},
                                               {"en", TREE_TEXT, LANGUAGE_EN * sizeof(char *)}};
    tree_read(object, fields, sizeof fields / sizeof *fields, words);
    return words[view->language];
}

static void draw_rejects(struct dealer_draw *draw)
{
    struct view *view = &draw->view;
    struct reject_sum *sums =
        arena_take_array(&view->arena, draw->part->reject_count + 1, sizeof *sums);
    const enum language language = view->language;
    const struct html_column columns[] = {
        {name_words(language, "table"), NULL, TABLE_TEXT, NULL, NULL},
        {name_words(language, "column"), NULL, TABLE_TEXT, NULL, NULL},
        {name_words(language, "explanation"), NULL, TABLE_TEXT, NULL, NULL},
        {name_words(language, "count"), NULL, TABLE_NUMBER, NULL, NULL}};
    const size_t count = sums ? sum_rejects(draw->part, sums) : 0;
    view->failed |= !sums;
    if (count == 0) return;
    const struct html_table table = {.caption = view_phrase(view, PHRASE_DEALER_REJECTS_CAPTION),
                                     .columns = columns,
                                     .column_count = sizeof columns / sizeof *columns};
    table_open(&view->page, &table);
    for (size_t i = 0; i < count && i < REJECT_ROWS; i++) {
        const char *words = words_of(view, sums[i].explanation);
        table_row(&view->page, NULL, NULL);
        table_text(&view->page, name_words(view->language, sums[i].table));
        table_text(&view->page, sums[i].column);
        table_text(&view->page, words[0] ? words : sums[i].rule);
        table_text(&view->page, view_count(view, (double)sums[i].count));
        table_row_end(&view->page);
    }
    table_close(&view->page, &table);
    if (count <= REJECT_ROWS) return;
    HTML(&view->page, "<p class=\"note\">");
    sentence_html(view, &(struct sentence){PHRASE_SUM_LEFT_OUT,
                                           {{view_count(view, REJECT_ROWS), NULL},
                                            {view_count(view, (double)count), NULL}}});
    HTML(&view->page, "</p>\n");
}

static void draw_sums(struct dealer_draw *draw, const struct file_sum *sums, size_t count)
{
    struct view *view = &draw->view;
    const enum language language = view->language;
    const struct html_column columns[] = {
        {name_words(language, "table"), NULL, TABLE_TEXT, NULL, NULL},
        {view_phrase(view, PHRASE_DEALER_COLUMN_FILES), NULL, TABLE_NUMBER, NULL, NULL},
        {name_words(language, "rows_in"), NULL, TABLE_NUMBER, NULL, NULL},
        {name_words(language, "rows_used"), NULL, TABLE_NUMBER, NULL, NULL},
        {name_words(language, "rows_rejected"), NULL, TABLE_NUMBER, NULL, NULL},
        {name_words(language, "rows_superseded"), NULL, TABLE_NUMBER, NULL, NULL}};
    const struct html_table table = {.caption = view_phrase(view, PHRASE_DEALER_FILES_CAPTION),
                                     .columns = columns,
                                     .column_count = sizeof columns / sizeof *columns};
    table_open(&view->page, &table);
    for (size_t i = 0; i < count; i++) {
        table_row(&view->page, NULL, NULL);
        table_text(&view->page, name_words(language, sums[i].table));
        table_text(&view->page, view_count(view, (double)sums[i].files));
        table_text(&view->page, view_count(view, (double)sums[i].rows_in));
        table_text(&view->page, view_count(view, (double)sums[i].rows_used));
        table_text(&view->page, view_count(view, (double)sums[i].rows_rejected));
        table_text(&view->page, view_count(view, (double)sums[i].rows_superseded));
        table_row_end(&view->page);
    }
    table_close(&view->page, &table);
}

void dealer_draw_files(struct dealer_draw *draw)
{
    struct view *view = &draw->view;
    struct file_sum *sums =
        arena_take_array(&view->arena, draw->part->file_count + 1, sizeof *sums);
    const size_t count = sums ? sum_files(draw->part, sums) : 0;
    view->failed |= !sums;
    if (count == 0) return;
    dealer_section_open(draw, PHRASE_DEALER_FILES);
    HTML(&view->page, "<p class=\"note\">");
    html_text(&view->page, view_phrase(view, PHRASE_DEALER_FILES_NOTE));
    HTML(&view->page, "</p>\n");
    draw_sums(draw, sums, count);
    draw_rejects(draw);
    dealer_section_close(draw);
}
