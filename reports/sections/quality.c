/* Data quality: what was read, used and refused, drawn from lists of plain objects whatever their
 * members are, so that the engine may say more without a change here. */
#include "reports/model/tree.h"
#include "reports/sections/sections.h"

#include <math.h>
#include <string.h>

enum { MEMBER_LIMIT = 9, ROW_LIMIT = 30, LONG_TEXT_BYTES = 40 };

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
    bool is_number[MEMBER_LIMIT];
    size_t count;
};

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
        if (strcmp(member->string, "sha256") == 0 || members.count == MEMBER_LIMIT) continue;
        members.is_number[members.count] = is_number;
        members.names[members.count++] = member->string;
    }
    return members;
}

static void draw_cell(struct view *view, const cJSON *value, const char *name)
{
    struct page *page = &view->page;
    if (cJSON_IsNumber(value)) {
        HTML(page, "<td class=\"e\">");
        if (fabs(value->valuedouble - round(value->valuedouble)) < 1e-9)
            html_text(page, view_count(view, value->valuedouble));
        else
            html_text(page, view_share(view, value->valuedouble));
        HTML(page, "</td>");
        return;
    }
    const char *text = text_of(view, value);
    const bool is_named = strcmp(name, "table") == 0;
    const char *words = !text ? "" : is_named ? name_words(view->language, text) : text;
    if (strlen(words) > LONG_TEXT_BYTES)
        HTML(page, "<td class=\"long\">");
    else
        HTML(page, "<td>");
    html_text(page, words);
    HTML(page, "</td>");
}

static void draw_head(struct view *view, const struct members *members)
{
    HTML(&view->page, "<thead><tr>");
    for (size_t i = 0; i < members->count; i++) {
        if (members->is_number[i])
            HTML(&view->page, "<th scope=\"col\" class=\"e\">");
        else
            HTML(&view->page, "<th scope=\"col\">");
        html_text(&view->page, name_words(view->language, members->names[i]));
        HTML(&view->page, "</th>");
    }
    HTML(&view->page, "</tr></thead>\n<tbody>");
}

static void note_left_out(struct view *view, size_t total)
{
    if (total <= ROW_LIMIT) return;
    HTML(&view->page, "<p class=\"note\">");
    sentence_html(view, &(struct sentence){PHRASE_SUM_LEFT_OUT,
                                           {{view_count(view, ROW_LIMIT), NULL},
                                            {view_count(view, (double)total), NULL}}});
    HTML(&view->page, "</p>\n");
}

/* Columns with a value in every row need no line. */
static bool has_trouble(const cJSON *row)
{
    static const char *const troubles[] = {"missing", "bad", "unlisted", "date_alone"};
    for (size_t i = 0; i < sizeof troubles / sizeof *troubles; i++) {
        const cJSON *count = cJSON_GetObjectItemCaseSensitive(row, troubles[i]);
        if (cJSON_IsNumber(count) && count->valuedouble > 0) return true;
    }
    return false;
}

/* Tables that were not handed in, and files that hold none, need none either. */
static bool has_rows(const cJSON *row)
{
    const cJSON *count = cJSON_GetObjectItemCaseSensitive(row, "rows_in");
    return !cJSON_IsNumber(count) || count->valuedouble > 0;
}

static void draw_list(struct view *view, const cJSON *list, enum phrase title,
                      bool (*is_kept)(const cJSON *row))
{
    struct page *page = &view->page;
    const struct members members = members_of(view, list);
    size_t row_count = 0;
    if (members.count == 0) return;
    HTML(page, "<h4>");
    html_text(page, view_phrase(view, title));
    HTML(page, "</h4>\n<div class=\"table\"><table>");
    draw_head(view, &members);
    for (const cJSON *row = list->child; row; row = row->next) {
        if (!is_kept(row) || row_count++ >= ROW_LIMIT) continue;
        HTML(page, "<tr>");
        for (size_t i = 0; i < members.count; i++)
            draw_cell(view, cJSON_GetObjectItemCaseSensitive(row, members.names[i]),
                      members.names[i]);
        HTML(page, "</tr>\n");
    }
    HTML(page, "</tbody></table></div>\n");
    note_left_out(view, row_count);
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

/* Rejects stand per file in the result; a reader wants to know what is wrong, whoever sent it. */
struct reject_sum {
    const char *kind, *rule, *table, *column;
    const cJSON *explanation;
    uint64_t count;
};
static const struct tree_field reject_fields[] = {
    {"kind", TREE_TEXT, offsetof(struct reject_sum, kind)},
    {"rule", TREE_TEXT, offsetof(struct reject_sum, rule)},
    {"table", TREE_TEXT, offsetof(struct reject_sum, table)},
    {"column", TREE_TEXT, offsetof(struct reject_sum, column)},
    {"explanation", TREE_CHILD, offsetof(struct reject_sum, explanation)},
    {"count", TREE_COUNT, offsetof(struct reject_sum, count)}};

enum { REJECT_SUM_LIMIT = 64 };

static bool same_reject(const struct reject_sum *a, const struct reject_sum *b)
{
    return strcmp(a->kind, b->kind) == 0 && strcmp(a->rule, b->rule) == 0 &&
           strcmp(a->table, b->table) == 0 && strcmp(a->column, b->column) == 0;
}

/* Kinds of rejects beyond the limit are left to rejects.csv; returns how many kinds there are. */
static size_t sum_rejects(const cJSON *list, struct reject_sum *sums)
{
    size_t count = 0;
    for (const cJSON *item = cJSON_IsArray(list) ? list->child : NULL; item; item = item->next) {
        struct reject_sum one = {"", "", "", "", NULL, 0};
        tree_read(item, reject_fields, sizeof reject_fields / sizeof *reject_fields, &one);
        size_t at = 0;
        while (at < count && !same_reject(&sums[at], &one)) at++;
        if (at < count)
            sums[at].count += one.count;
        else if (count < REJECT_SUM_LIMIT)
            sums[count++] = one;
    }
    return count;
}

static int compare_sums(const void *left, const void *right)
{
    const struct reject_sum *a = left, *b = right;
    const int kind = -strcmp(a->kind, b->kind); /* records before fields */
    if (kind != 0) return kind;
    if (a->count != b->count) return a->count < b->count ? 1 : -1;
    const int table = strcmp(a->table, b->table), rule = strcmp(a->rule, b->rule);
    return table != 0 ? table : rule != 0 ? rule : strcmp(a->column, b->column);
}

static void text_cell(struct view *view, const char *text)
{
    HTML(&view->page, "<td>");
    html_text(&view->page, text);
    HTML(&view->page, "</td>");
}

static void draw_rejects(struct view *view)
{
    static const char *const heads[] = {"kind", "table", "column", "rule", "explanation"};
    struct reject_sum sums[REJECT_SUM_LIMIT];
    struct page *page = &view->page;
    const size_t count = sum_rejects(view->model->quality.rejects, sums);
    if (count == 0) return;
    qsort(sums, count, sizeof *sums, compare_sums);
    HTML(page, "<h4>");
    html_text(page, view_phrase(view, PHRASE_QUALITY_REJECTS));
    HTML(page, "</h4>\n<div class=\"table\"><table><thead><tr>");
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        HTML(page, "<th scope=\"col\">");
        html_text(page, name_words(view->language, heads[i]));
        HTML(page, "</th>");
    }
    HTML(page, "<th scope=\"col\" class=\"e\">");
    html_text(page, name_words(view->language, "count"));
    HTML(page, "</th></tr></thead>\n<tbody>");
    for (size_t i = 0; i < count; i++) {
        const char *explanation = text_of(view, sums[i].explanation);
        HTML(page, "<tr>");
        text_cell(view, name_words(view->language, sums[i].kind));
        text_cell(view, name_words(view->language, sums[i].table));
        text_cell(view, sums[i].column);
        text_cell(view, sums[i].rule);
        text_cell(view, explanation ? explanation : "");
        HTML(page, "<td class=\"e\">");
        html_text(page, view_count(view, (double)sums[i].count));
        HTML(page, "</td></tr>\n");
    }
    HTML(page, "</tbody></table></div>\n");
}

void quality_tables(struct view *view, const struct scope *scope)
{
    (void)scope;
    const struct model *model = view->model;
    draw_rejects(view);
    draw_list(view, model->quality.tables, PHRASE_QUALITY_TABLES, has_rows);
    draw_list(view, model->quality.columns, PHRASE_QUALITY_COLUMNS, has_trouble);
    const cJSON *files = model->quality.files;
    const bool has_files = cJSON_IsArray(files) && files->child;
    draw_list(view, has_files ? files : model->run.inputs, PHRASE_QUALITY_FILES, has_rows);
    draw_notes(view, model->quality.notes);
}
