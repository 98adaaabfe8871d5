/* Data quality: what was read, used and refused, drawn from lists of plain objects whatever their
 * members are, so that the engine may say more without a change here. */
#include "reports/kit/table.h"
#include "reports/model/reject_sum.h"
#include "reports/model/tree.h"
#include "reports/sections/sections.h"

#include <math.h>
#include <string.h>

enum { MEMBER_LIMIT = 9, ROW_LIMIT = 6 };

bool quality_present(const struct view *view)
{
    const struct model *model = view->model;
    return model->quality.rows_in > 0 || cJSON_IsArray(model->run.inputs);
}

void quality_answer(struct view *view, const struct scope *scope)
{
    (void)scope;
    const struct model_quality *quality = &view->model->quality;
    sentence_html(view,
                  &(struct sentence){PHRASE_QUALITY_ANSWER,
                                     {{view_count(view, (double)quality->rows_in), NULL},
                                      {view_count(view, (double)quality->rows_used), NULL},
                                      {view_count(view, (double)quality->rows_rejected), NULL},
                                      {view_count(view, (double)quality->rows_superseded), NULL}}});
}

void quality_figure(struct view *view, const struct scope *scope)
{
    (void)view;
    (void)scope;
}

/* Members that a reader can use: texts and numbers; digests are for programs. */
struct members {
    const char *names[MEMBER_LIMIT];
    struct html_column columns[MEMBER_LIMIT];
    size_t count;
};

static bool is_for_programs(const char *name)
{
    static const char *const names[] = {"sha256", "bytes", "code", "why"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0) return true;
    return false;
}

/* Text in both languages stands as an object {"zh": …, "en": …}. */
static const char *text_of(const struct view *view, const cJSON *value)
{
    if (cJSON_IsString(value)) return value->valuestring;
    if (!cJSON_IsObject(value)) return NULL;
    const cJSON *own =
        cJSON_GetObjectItemCaseSensitive(value, view->language == LANGUAGE_ZH ? "zh" : "en");
    return cJSON_IsString(own) ? own->valuestring : NULL;
}

static struct members members_of(const struct view *view, const cJSON *list)
{
    struct members members = {.count = 0};
    const cJSON *first = cJSON_IsArray(list) ? list->child : NULL;
    if (!first || !cJSON_IsObject(first)) return members;
    for (const cJSON *member = first->child; member; member = member->next) {
        const bool is_number = cJSON_IsNumber(member);
        if (!is_number && !text_of(view, member)) continue;
        if (is_for_programs(member->string) || members.count == MEMBER_LIMIT) continue;
        members.columns[members.count] =
            (struct html_column){.title = name_words(view->language, member->string),
                                 .kind = is_number ? TABLE_NUMBER : TABLE_TEXT};
        members.names[members.count++] = member->string;
    }
    return members;
}

/* The file and the two folders around it, which tell the sender and the month: where the tree of
 * files lay when it was read is of no use to the reader. */
static const char *near_path(const char *path)
{
    enum { FOLDER_LIMIT = 2 };
    size_t folder_count = 0;
    const char *at = path + strlen(path);
    for (; at > path; at--)
        if (at[-1] == '/' && folder_count++ == FOLDER_LIMIT) break;
    return at;
}

static void draw_cell(struct view *view, const cJSON *value, const char *name)
{
    if (cJSON_IsNumber(value)) {
        const double number = value->valuedouble;
        const bool is_whole = fabs(number - round(number)) < 1e-9;
        table_text(&view->page, is_whole ? view_count(view, number) : view_share(view, number));
        return;
    }
    const char *text = text_of(view, value);
    const bool is_named = strcmp(name, "table") == 0 || strcmp(name, "column") == 0;
    if (text && strcmp(name, "file") == 0) text = near_path(text);
    table_text(&view->page, !text ? "" : is_named ? name_words(view->language, text) : text);
}

static double sum_of(const cJSON *row, const char *const *names, size_t name_count)
{
    double sum = 0;
    for (size_t i = 0; i < name_count; i++) {
        const cJSON *count = cJSON_GetObjectItemCaseSensitive(row, names[i]);
        if (cJSON_IsNumber(count)) sum += count->valuedouble;
    }
    return sum;
}

static double rejects_of(const cJSON *row)
{
    static const char *const names[] = {"rows_rejected", "rejected"};
    return sum_of(row, names, sizeof names / sizeof *names);
}

/* Columns with a value in every row need no line. */
static bool has_trouble(const cJSON *row)
{
    static const char *const troubles[] = {"missing", "bad", "unlisted", "date_alone"};
    return sum_of(row, troubles, sizeof troubles / sizeof *troubles) > 0;
}

/* Tables that were not handed in need none either. */
static bool has_rows(const cJSON *row)
{
    const cJSON *count = cJSON_GetObjectItemCaseSensitive(row, "rows_in");
    return !cJSON_IsNumber(count) || count->valuedouble > 0;
}

/* Of more than a thousand files, those that somebody has to look at. */
static bool has_rejects(const cJSON *row)
{
    return rejects_of(row) > 0;
}

/* A list of the result's quality, folded; the rows with most trouble are what is looked for. */
struct list {
    const char *id; /* anchor, and the list's name in the result */
    const cJSON *rows;
    enum phrase title;
    bool (*is_kept)(const cJSON *row);
};

static size_t count_kept(const struct list *list)
{
    size_t count = 0;
    for (const cJSON *row = list->rows->child; row; row = row->next) count += list->is_kept(row);
    return count;
}

/* The row that follows `last` (NULL: the first) when those with most rejects stand first and even
 * ones in the list's order. */
static const cJSON *next_row(const struct list *list, const cJSON *last)
{
    const cJSON *found = NULL;
    bool is_behind = last == NULL;
    for (const cJSON *row = list->rows->child; row; row = row->next) {
        const double rejects = rejects_of(row), limit = last ? rejects_of(last) : INFINITY;
        const bool is_left = rejects < limit || (is_behind && rejects <= limit);
        if (row == last) is_behind = true;
        if (row == last || !is_left || !list->is_kept(row)) continue;
        if (!found || rejects > rejects_of(found)) found = row;
    }
    return found;
}

static const char *left_out_text(struct view *view, size_t shown, size_t total)
{
    return sentence_keep(view, &(struct sentence){PHRASE_SUM_LEFT_OUT,
                                                  {{view_count(view, (double)shown), NULL},
                                                   {view_count(view, (double)total), NULL}}});
}

static void draw_list(struct view *view, const struct list *list)
{
    const struct members members = members_of(view, list->rows);
    const size_t total = members.count > 0 ? count_kept(list) : 0;
    const size_t count = total < ROW_LIMIT ? total : ROW_LIMIT;
    const char *title = view_phrase(view, list->title);
    if (count == 0) return;
    const struct html_table table = {.id = list->id,
                                     .caption = title,
                                     .columns = members.columns,
                                     .column_count = members.count,
                                     .row_count = count,
                                     .row_total = total,
                                     .more_text = left_out_text(view, count, total),
                                     .is_folded = true,
                                     .fold_text = section_rows_text(view, title, count)};
    table_open(&view->page, &table);
    const cJSON *row = next_row(list, NULL);
    for (size_t drawn = 0; row && drawn < count; drawn++, row = next_row(list, row)) {
        table_row(&view->page, NULL, NULL);
        for (size_t i = 0; i < members.count; i++)
            draw_cell(view, cJSON_GetObjectItemCaseSensitive(row, members.names[i]),
                      members.names[i]);
        table_row_end(&view->page);
    }
    table_close(&view->page, &table);
}

static void draw_notes(struct view *view, const cJSON *notes)
{
    struct page *page = &view->page;
    if (!cJSON_IsArray(notes) || !notes->child) return;
    HTML(page, "<h4>");
    html_text(page, view_phrase(view, PHRASE_QUALITY_NOTES));
    HTML(page, "</h4>\n<ul>");
    for (const cJSON *note = notes->child; note; note = note->next) {
        const char *text = text_of(view, note);
        if (!text) continue;
        HTML(page, "<li>");
        html_text(page, text);
        HTML(page, "</li>");
    }
    HTML(page, "</ul>\n");
}

enum { REJECT_ROW_LIMIT = 6 };

/* Rejects stand per file in the result; a reader wants to know what is wrong, whoever sent it. */
static size_t sum_rejects(const cJSON *list, struct reject_sum *sums)
{
    size_t count = 0;
    for (const cJSON *item = cJSON_IsArray(list) ? list->child : NULL; item; item = item->next)
        count = reject_sums_add(sums, count, item);
    reject_sums_sort(sums, count);
    return count;
}

static void draw_reject(struct view *view, const struct reject_sum *sum)
{
    struct page *page = &view->page;
    const char *explanation = text_of(view, sum->explanation);
    table_row(page, NULL, NULL);
    table_text(page, name_words(view->language, sum->kind));
    table_text(page, name_words(view->language, sum->table));
    table_text(page, name_words(view->language, sum->column));
    table_text(page, explanation ? explanation : name_words(view->language, sum->rule));
    table_text(page, view_count(view, (double)sum->count));
    table_row_end(page);
}

static void draw_rejects(struct view *view)
{
    static const char *const names[] = {"kind", "table", "column", "explanation", "count"};
    enum { COLUMN_COUNT = sizeof names / sizeof *names };
    struct html_column columns[COLUMN_COUNT];
    const cJSON *rejects = view->model->quality.rejects;
    const size_t room = (size_t)cJSON_GetArraySize(rejects);
    struct reject_sum *sums = arena_take_array(&view->arena, room + 1, sizeof *sums);
    const size_t total = sums ? sum_rejects(rejects, sums) : 0;
    const size_t count = total < REJECT_ROW_LIMIT ? total : REJECT_ROW_LIMIT;
    const char *title = view_phrase(view, PHRASE_QUALITY_REJECTS);
    view->failed |= !sums;
    if (count == 0) return;
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        columns[i] =
            (struct html_column){.title = name_words(view->language, names[i]),
                                 .kind = i + 1 == COLUMN_COUNT ? TABLE_NUMBER : TABLE_TEXT};
    const struct html_table table = {.id = "quality.rejects",
                                     .caption = title,
                                     .columns = columns,
                                     .column_count = COLUMN_COUNT,
                                     .row_count = count,
                                     .row_total = total,
                                     .more_text = left_out_text(view, count, total),
                                     .is_folded = true,
                                     .fold_text = section_rows_text(view, title, count)};
    table_open(&view->page, &table);
    for (size_t i = 0; i < count; i++) draw_reject(view, &sums[i]);
    table_close(&view->page, &table);
}

void quality_tables(struct view *view, const struct scope *scope)
{
    (void)scope;
    const struct model *model = view->model;
    const cJSON *files = model->quality.files;
    const bool has_files = cJSON_IsArray(files) && files->child;
    const struct list lists[] = {
        {"quality.tables", model->quality.tables, PHRASE_QUALITY_TABLES, has_rows},
        {"quality.columns", model->quality.columns, PHRASE_QUALITY_COLUMNS, has_trouble},
        {"quality.files", has_files ? files : model->run.inputs, PHRASE_QUALITY_FILES,
         has_rejects}};
    draw_rejects(view);
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) draw_list(view, &lists[i]);
    draw_notes(view, model->quality.notes);
}
