#include "reports/sections/section.h"

#include "measure/family.h"
#include "reports/view/estimate_table.h"
#include "reports/view/figure.h"

#include <math.h>
#include <string.h>

static bool matches(const char *pattern, const char *id)
{
    const size_t byte_count = strlen(pattern);
    if (byte_count > 0 && pattern[byte_count - 1] == '*')
        return strncmp(pattern, id, byte_count - 1) == 0;
    return strcmp(pattern, id) == 0;
}

static void scope_add(struct view *view, struct scope *scope, const struct model_metric *metric)
{
    bool *claimed = &view->claimed[metric - view->model->metrics];
    if (*claimed) return;
    *claimed = true;
    scope->metrics[scope->metric_count++] = metric;
    const struct model_estimate *row = model_network(view->model, metric->id);
    if (row) scope->rows[scope->row_count++] = row;
}

/* Axes that no rows are counted along: what stands on them is the family's own finding, no part of
 * the network. */
static bool is_finding_axis(size_t axis)
{
    return axis != AXIS_NETWORK && axis_rows[axis].month_count == 0;
}

/* After the network's rows, which are fewer. */
static void add_findings(struct view *view, struct scope *scope)
{
    static const char *const periods[] = {NULL, "all"};
    scope->network_count = scope->row_count;
    for (size_t i = 0; i < scope->metric_count; i++)
        for (size_t axis = 0; axis < AXIS_COUNT; axis++)
            for (size_t p = 0; p < 2 && is_finding_axis(axis); p++) {
                const struct model_group found = model_group(view->model, scope->metrics[i]->id,
                                                             axis_rows[axis].name, periods[p]);
                for (size_t row = 0; row < found.count; row++)
                    scope->rows[scope->row_count++] = found.rows[row];
            }
}

static bool scope_init(struct view *view, struct scope *scope, const struct section *section)
{
    const size_t limit = view->model->metric_count + view->model->estimate_count + 1;
    *scope = (struct scope){.section = section,
                            .id = section->id,
                            .title = view_phrase(view, section->title),
                            .question = view_phrase(view, section->question)};
    scope->metrics = arena_take_array(&view->arena, limit, sizeof *scope->metrics);
    scope->rows = arena_take_array(&view->arena, limit, sizeof *scope->rows);
    if (!scope->metrics || !scope->rows) view->failed = true;
    return !view->failed;
}

static void claim(struct view *view, struct scope *scope)
{
    for (const char *const *pattern = scope->section->metrics; *pattern; pattern++)
        for (size_t i = 0; i < view->model->metric_count; i++)
            if (matches(*pattern, view->model->metrics[i].id))
                scope_add(view, scope, &view->model->metrics[i]);
}

static bool claims(const struct section *section, const struct family *family)
{
    for (const struct metric *metric = family->metrics; metric->id; metric++)
        for (const char *const *pattern = section->metrics; *pattern; pattern++)
            if (matches(*pattern, metric->id)) return true;
    return false;
}

/* Whether the user did not want a family whose metrics the section would show. */
static bool claims_skipped(const struct view *view, const struct section *section)
{
    const cJSON *name;
    cJSON_ArrayForEach(name, view->model->run.skipped)
    {
        const struct family *family = cJSON_IsString(name) ? family_find(name->valuestring) : NULL;
        if (family && claims(section, family)) return true;
    }
    return false;
}

/* Metrics belong together by family, or, unknown to this build, by the id's first part. */
static bool same_family(const struct model_metric *a, const struct model_metric *b)
{
    if (a->words.family[0] || b->words.family[0])
        return strcmp(a->words.family, b->words.family) == 0;
    const size_t prefix = strcspn(a->id, ".");
    return prefix == strcspn(b->id, ".") && strncmp(a->id, b->id, prefix) == 0;
}

static void take_family_words(struct view *view, struct scope *scope,
                              const struct model_metric *first)
{
    const char *family_title = first->words.family_title[view->language];
    scope->title = family_title[0] ? family_title : view_title(view, first);
    if (first->words.question[view->language][0])
        scope->question = first->words.question[view->language];
    add_findings(view, scope);
}

static void claim_family(struct view *view, struct scope *scope, const struct model_metric *first)
{
    const struct model *model = view->model;
    for (size_t i = 0; i < model->metric_count; i++)
        if (same_family(first, &model->metrics[i])) scope_add(view, scope, &model->metrics[i]);
    take_family_words(view, scope, first);
}

/* Sections of the table that are told as their family tells itself. */
static void claim_listed(struct view *view, struct scope *scope)
{
    claim(view, scope);
    if (scope->section->title == PHRASE_UNIT_NONE && scope->metric_count > 0)
        take_family_words(view, scope, scope->metrics[0]);
}

size_t section_rows_in_unit(const struct scope *scope, enum unit unit,
                            const struct model_estimate **out)
{
    size_t count = 0;
    for (size_t i = 0; i < scope->row_count; i++)
        if (scope->rows[i]->metric->unit == unit) out[count++] = scope->rows[i];
    return count;
}

static void default_figure(struct view *view, const struct scope *scope)
{
    const size_t count = scope->network_count > 0 ? scope->network_count : scope->row_count;
    for (size_t i = 1; i < count; i++)
        if (scope->rows[i]->metric->unit != scope->rows[0]->metric->unit) return;
    if (count > 0) figure_intervals(view, scope->rows, count, scope->title);
}

static size_t standing_count(const struct scope *scope)
{
    size_t count = 0;
    for (size_t i = 0; i < scope->row_count; i++) count += model_stands(scope->rows[i]);
    return count;
}

static void write_tables(struct view *view, const struct scope *scope)
{
    if (scope->section->tables) {
        scope->section->tables(view, scope);
        return;
    }
    section_rows_table(view, scope);
    section_segments_table(view, scope);
    section_own_tables(view, scope);
}

/* Tables are drawn first, so that the figures above them can link to their rows. */
static void write_body(struct view *view, const struct scope *scope)
{
    struct text *out = view->page.out, tables;
    text_init(&tables, 0);
    page_init(&view->page, &tables);
    write_tables(view, scope);
    page_init(&view->page, out);
    if (scope->section->figure)
        scope->section->figure(view, scope);
    else
        default_figure(view, scope);
    text_add(out, tables.bytes, tables.byte_count);
    if (tables.failed) view->failed = true;
    text_release(&tables);
}

static void write_methods(struct view *view, const struct scope *scope)
{
    const char *seen[8];
    size_t count = 0;
    for (size_t i = 0; i < scope->row_count && count < 8; i++) {
        size_t k = 0;
        while (k < count && strcmp(seen[k], scope->rows[i]->method) != 0) k++;
        if (k == count && scope->rows[i]->method[0]) seen[count++] = scope->rows[i]->method;
    }
    if (count == 0) return;
    HTML(&view->page, "<p class=\"method\"><b>");
    html_text(&view->page, view_phrase(view, PHRASE_METHOD));
    HTML(&view->page, "</b> ");
    for (size_t k = 0; k < count; k++) {
        if (k > 0) html_text(&view->page, view_phrase(view, PHRASE_CLAUSE_SEPARATOR));
        html_text(&view->page, name_words(view->language, seen[k]));
    }
    HTML(&view->page, "</p>\n");
}

static const char *definition_of(const struct view *view, const struct model_metric *metric)
{
    return metric->words.definition[view->language];
}

/* Metrics that one definition holds for stand together above it, so that it is said once. */
static bool was_defined(const struct view *view, const struct scope *scope, size_t metric)
{
    const char *definition = definition_of(view, scope->metrics[metric]);
    for (size_t i = 0; i < metric; i++)
        if (strcmp(definition_of(view, scope->metrics[i]), definition) == 0) return true;
    return false;
}

static void define_alike(struct view *view, const struct scope *scope, size_t first)
{
    struct page *page = &view->page;
    const char *definition = definition_of(view, scope->metrics[first]);
    for (size_t i = first; i < scope->metric_count; i++) {
        if (strcmp(definition_of(view, scope->metrics[i]), definition) != 0) continue;
        HTML(page, "<dt>");
        html_text(page, view_title(view, scope->metrics[i]));
        HTML(page, "</dt>");
    }
    HTML(page, "<dd>");
    html_text(page, definition);
    HTML(page, "</dd>");
}

enum { DEFINITION_LIMIT = 3 };

/* The first ones, which the section tells most of; how many distinct ones there are. */
static size_t define_first(struct view *view, const struct scope *scope)
{
    size_t count = 0;
    for (size_t i = 0; i < scope->metric_count; i++) {
        if (!definition_of(view, scope->metrics[i])[0] || was_defined(view, scope, i)) continue;
        if (count++ < DEFINITION_LIMIT) define_alike(view, scope, i);
    }
    return count;
}

/* What to beware of with each metric, its sources and further definitions are told by the program:
 * rater explain. */
static void write_definitions(struct view *view, const struct scope *scope)
{
    size_t count = 0;
    for (size_t i = 0; i < scope->metric_count; i++)
        count += definition_of(view, scope->metrics[i])[0] != '\0';
    if (count == 0) return;
    const struct sentence summary = {PHRASE_DEFINITIONS_OF,
                                     {{view_count(view, (double)count), NULL}}};
    HTML(&view->page, "<details><summary>");
    sentence_html(view, &summary);
    HTML(&view->page, "</summary><dl>");
    const size_t told = define_first(view, scope);
    HTML(&view->page, "</dl>");
    if (told > DEFINITION_LIMIT) {
        const char *more = view_count(view, (double)(told - DEFINITION_LIMIT));
        HTML(&view->page, "<p class=\"note\">");
        sentence_html(view,
                      &(struct sentence){PHRASE_DEFINITIONS_MORE,
                                         {{more, NULL}, {scope->metrics[0]->words.family, NULL}}});
        HTML(&view->page, "</p>");
    }
    HTML(&view->page, "</details>\n");
}

static void write_answer(struct view *view, const struct scope *scope)
{
    HTML(&view->page, "<p class=\"answer\">");
    view->is_answering = true;
    if (scope->section->answer)
        scope->section->answer(view, scope);
    else if (standing_count(scope) == 0)
        html_text(&view->page, view_phrase(view, PHRASE_ALL_REFUSED));
    else
        section_answer_values(view, scope, 3);
    HTML(&view->page, "</p>\n");
    view->is_answering = false;
    estimate_notes(view);
}

static bool is_present(const struct view *view, const struct scope *scope)
{
    if (scope->metric_count > 0) return true;
    return scope->section->present && scope->section->present(view);
}

/* A scope and the text of its figure and tables, kept until all bodies exist. */
struct drawing {
    struct scope scope;
    struct text body;
    bool present;
    bool is_skipped; /* the user did not want a family whose metrics it claims */
};

static bool is_left_out(const struct drawing *drawing)
{
    return !drawing->present && (drawing->scope.section->optional || drawing->is_skipped);
}

static void write_section(struct view *view, const struct drawing *drawing)
{
    struct page *page = &view->page;
    const struct scope *scope = &drawing->scope;
    const struct text *body = &drawing->body;
    if (is_left_out(drawing)) return;
    HTML(page, "<section class=\"part\"");
    html_id(page, scope->id);
    HTML(page, "><h3>");
    html_text(page, scope->title);
    HTML(page, "</h3>\n<p class=\"question\">");
    html_text(page, scope->question);
    HTML(page, "</p>\n");
    if (!drawing->present) {
        HTML(page, "<p class=\"note\">");
        html_text(page, view_phrase(view, PHRASE_NO_DATA));
        HTML(page, "</p></section>\n");
        return;
    }
    write_answer(view, scope);
    text_add(page->out, body->bytes, body->byte_count);
    write_methods(view, scope);
    const char *caveat = view_phrase(view, scope->section->caveat);
    if (caveat[0]) {
        HTML(page, "<p class=\"caveat\"><b>");
        html_text(page, view_phrase(view, PHRASE_CAVEAT));
        HTML(page, "</b> ");
        html_text(page, caveat);
        HTML(page, "</p>\n");
    }
    write_definitions(view, scope);
    HTML(page, "</section>\n");
}

static void draw_body(struct view *view, struct drawing *drawing)
{
    struct text *out = view->page.out;
    page_init(&view->page, &drawing->body);
    drawing->present = is_present(view, &drawing->scope);
    drawing->is_skipped = claims_skipped(view, drawing->scope.section);
    if (drawing->present) write_body(view, &drawing->scope);
    if (drawing->body.failed) view->failed = true;
    page_init(&view->page, out);
}

static const char *const no_metrics[] = {NULL};
static const struct section section_generic = {.id = "more",
                                               .chapter = CHAPTER_TRUST,
                                               .title = PHRASE_UNIT_NONE,
                                               .question = PHRASE_GENERIC_QUESTION,
                                               .caveat = PHRASE_GENERIC_CAVEAT,
                                               .metrics = no_metrics};

/* The sections of the table, with one per unclaimed family before the last two: other tables and
 * data quality. */
enum { SECTIONS_AFTER_FAMILIES = 2 };

static size_t make_scopes(struct view *view, struct drawing *drawings)
{
    for (size_t i = 0; i < section_count; i++) {
        if (!scope_init(view, &drawings[i].scope, &sections[i])) return 0;
        claim_listed(view, &drawings[i].scope);
    }
    size_t count = section_count - SECTIONS_AFTER_FAMILIES;
    struct drawing after[SECTIONS_AFTER_FAMILIES];
    memcpy(after, drawings + count, sizeof after);
    for (size_t i = 0; i < view->model->metric_count; i++) {
        const struct model_metric *metric = &view->model->metrics[i];
        if (view->claimed[i]) continue;
        if (!scope_init(view, &drawings[count].scope, &section_generic)) return 0;
        claim_family(view, &drawings[count].scope, metric);
        drawings[count++].scope.id = metric->id;
    }
    memcpy(drawings + count, after, sizeof after);
    return count + SECTIONS_AFTER_FAMILIES;
}

static const struct {
    const char *id; /* anchor */
    enum phrase title;
} chapters[CHAPTER_COUNT] = {[CHAPTER_CUSTOMERS] = {"customers", PHRASE_CHAPTER_CUSTOMERS},
                             [CHAPTER_SERVICE] = {"service-done", PHRASE_CHAPTER_SERVICE},
                             [CHAPTER_PRODUCTS] = {"products", PHRASE_CHAPTER_PRODUCTS},
                             [CHAPTER_LOYALTY] = {"stay-or-leave", PHRASE_CHAPTER_LOYALTY},
                             [CHAPTER_OFFICE] = {"owed-to-office", PHRASE_CHAPTER_OFFICE},
                             [CHAPTER_DEALERS] = {"who-differs", PHRASE_CHAPTER_DEALERS},
                             [CHAPTER_ACTIONS] = {"actions", PHRASE_CHAPTER_ACTIONS},
                             [CHAPTER_TRUST] = {"how-far", PHRASE_CHAPTER_TRUST}};

static bool is_of_chapter(const struct drawing *drawing, size_t chapter)
{
    return !is_left_out(drawing) && drawing->scope.section->chapter == chapter;
}

static void write_contents_of(struct view *view, const struct drawing *drawings, size_t count,
                              size_t chapter)
{
    struct page *page = &view->page;
    size_t first = 0;
    while (first < count && !is_of_chapter(&drawings[first], chapter)) first++;
    if (first == count) return;
    HTML(page, "<li><a class=\"chapter\"");
    html_href(page, chapters[chapter].id);
    HTML(page, ">");
    html_text(page, view_phrase(view, chapters[chapter].title));
    HTML(page, "</a> <ul>");
    for (size_t i = first; i < count; i++) {
        if (!is_of_chapter(&drawings[i], chapter)) continue;
        HTML(page, "<li><a");
        html_href(page, drawings[i].scope.id);
        HTML(page, ">");
        html_text(page, drawings[i].scope.title);
        HTML(page, "</a></li> ");
    }
    HTML(page, "</ul></li>\n");
}

static void write_contents(struct view *view, const struct drawing *drawings, size_t count)
{
    HTML(&view->page, "<nav class=\"contents\"");
    HTML_ATTRIBUTE(&view->page, "aria-label", view_phrase(view, PHRASE_CONTENTS));
    HTML(&view->page, "><ul>");
    for (size_t chapter = 0; chapter < CHAPTER_COUNT; chapter++)
        write_contents_of(view, drawings, count, chapter);
    HTML(&view->page, "</ul></nav>\n");
}

static void write_chapters(struct view *view, const struct drawing *drawings, size_t count)
{
    size_t chapter = CHAPTER_COUNT;
    for (size_t i = 0; i < count; i++) {
        if (is_left_out(&drawings[i])) continue;
        if (drawings[i].scope.section->chapter != chapter) {
            chapter = drawings[i].scope.section->chapter;
            HTML(&view->page, "<h2 class=\"chapter\"");
            html_id(&view->page, chapters[chapter].id);
            HTML(&view->page, ">");
            html_text(&view->page, view_phrase(view, chapters[chapter].title));
            HTML(&view->page, "</h2>\n");
        }
        write_section(view, &drawings[i]);
    }
}

void sections_write(struct view *view)
{
    const size_t limit = section_count + view->model->metric_count;
    struct drawing *drawings = arena_take_array(&view->arena, limit, sizeof *drawings);
    if (!drawings) {
        view->failed = true;
        return;
    }
    const size_t count = make_scopes(view, drawings);
    for (size_t i = 0; i < count; i++) {
        text_init(&drawings[i].body, 0);
        draw_body(view, &drawings[i]);
    }
    write_contents(view, drawings, count);
    write_chapters(view, drawings, count);
    for (size_t i = 0; i < count; i++) text_release(&drawings[i].body);
}
