/* rater report and rater findings: what can be made of a result.json alone. */
#include "run/command_line.h"
#include "run/console.h"
#include "run/extras.h"
#include "run/pages.h"
#include "run/read_file.h"
#include "run/summary.h"

#include <string.h>

/* The model of the file that is the command's only argument. */
static enum rc read_result(const struct command_line *line, struct model *model,
                           enum model_extent extent, struct err *err)
{
    struct text text;
    text_init(&text, 0);
    enum rc rc = read_file(line->arguments[0], &text, err);
    if (rc == RC_OK) rc = pages_read_result(model, line->arguments[0], &text, extent, err);
    text_release(&text);
    return rc;
}

static enum rc read_language(const struct command_line *line, int last,
                             enum pages_language *language, struct err *err)
{
    const int asked = line->language ? pages_parse(line->language) : PAGES_ZH;
    if (asked < 0 || asked > last)
        return err_set(err, RC_USAGE, "--lang is \"%s\", but must be zh%s en%s", line->language,
                       last == PAGES_BOTH ? "," : " or", last == PAGES_BOTH ? " or both" : "");
    *language = (enum pages_language)asked;
    return RC_OK;
}

/* Without -o the pages go beside the result. */
static enum rc choose_folder(const struct command_line *line, struct text *folder, struct err *err)
{
    const char *path = line->output ? line->output : line->arguments[0];
    const char *slash = line->output ? NULL : strrchr(path, '/');
    if (line->output)
        text_put(folder, path);
    else if (!slash)
        text_put(folder, ".");
    else
        text_add(folder, path, slash == path ? 1 : (size_t)(slash - path));
    return folder->failed ? err_memory(err, strlen(path)) : RC_OK;
}

static enum rc write_stdout(const struct pages *pages, struct err *err)
{
    const struct text *page = pages->names[0] ? &pages->texts[0] : &pages->texts[1];
    if (pages->names[0] && pages->names[1])
        return err_set(err, RC_USAGE, "-o - takes one language: --lang zh or --lang en");
    if (fwrite(page->bytes, 1, page->byte_count, stdout) == page->byte_count) return RC_OK;
    return err_set(err, RC_OUTPUT, "standard output cannot be written");
}

static enum rc write_pages(const struct command_line *line, const struct model *model,
                           enum pages_language language, const struct pages *pages, struct err *err)
{
    const char *outdated[EXTRAS_OUTDATED_LIMIT];
    if (line->output && strcmp(line->output, "-") == 0) return write_stdout(pages, err);
    struct publication publication = {.entry_count = 0};
    struct text folder;
    text_init(&folder, 0);
    enum rc rc = choose_folder(line, &folder, err);
    if (rc == RC_OK) rc = publication_init(&publication, folder.bytes, err);
    if (rc == RC_OK) rc = pages_publish(pages, &publication, err);
    if (rc == RC_OK) rc = extras_publish(&line->extras, model, language, &publication, err);
    extras_outdated(&line->extras, true, outdated);
    if (line->dealer) outdated[0] = NULL; /* the report may stand beside */
    if (rc == RC_OK) rc = publication_finish(&publication, outdated, err);
    if (rc == RC_OK && !line->is_quiet) summary_print_files(&publication);
    publication_release(&publication);
    text_release(&folder);
    return rc;
}

/* The month's report, or a dealer's page in its place. */
static enum rc draw_pages(const struct command_line *line, const struct model *model,
                          enum pages_language language, struct pages *pages, struct err *err)
{
    if (line->dealer) return pages_draw_dealer(pages, model, line->dealer, language, err);
    return pages_draw(pages, model, language, err);
}

enum rc command_report(const struct command_line *line, struct err *err)
{
    struct model model = {.month = 0};
    struct pages pages = {.names = {NULL, NULL}};
    enum pages_language language = PAGES_ZH;
    enum rc rc = read_language(line, PAGES_BOTH, &language, err);
    if (rc == RC_OK && line->dealer && extras_any(&line->extras))
        rc = err_set(err, RC_USAGE, "--dealer makes one dealer's page and nothing beside it");
    if (rc == RC_OK && line->output && strcmp(line->output, "-") == 0)
        rc = extras_check_stdout(&line->extras, err);
    else if (rc == RC_OK && line->output)
        rc = publication_check(line->output, err);
    const enum model_extent extent = line->dealer ? MODEL_WHOLE : extras_extent(&line->extras);
    if (rc == RC_OK) rc = read_result(line, &model, extent, err);
    if (rc == RC_OK) rc = draw_pages(line, &model, language, &pages, err);
    if (rc == RC_OK) rc = write_pages(line, &model, language, &pages, err);
    pages_release(&pages);
    model_release(&model);
    return rc;
}

enum { FINDING_LIMIT = 7 };

enum rc command_findings(const struct command_line *line, struct err *err)
{
    struct model model = {.month = 0};
    struct text findings;
    enum pages_language language = PAGES_ZH;
    text_init(&findings, 0);
    enum rc rc = read_language(line, PAGES_EN, &language, err);
    if (rc == RC_OK) rc = read_result(line, &model, MODEL_PAGE, err);
    if (rc == RC_OK) rc = pages_findings(&model, language, FINDING_LIMIT, &findings, err);
    if (rc == RC_OK) (void)fputs(findings.bytes, stdout);
    text_release(&findings);
    model_release(&model);
    return rc;
}
