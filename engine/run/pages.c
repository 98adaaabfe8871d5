#include "run/pages.h"

#include <string.h>

#include "reports/findings.h"
#include "reports/report.h"

static const struct {
    enum language language;
    const char *alone, *together; /* the file's name */
} page_rows[PAGES_LIMIT] = {{LANGUAGE_ZH, "report.html", "report.zh.html"},
                            {LANGUAGE_EN, "report.html", "report.en.html"}};

const char *const pages_file_names[] = {"report.html", "report.zh.html", "report.en.html", NULL};

enum rc pages_parse_result(const char *path, const struct text *text, cJSON **tree, struct err *err)
{
    *tree = cJSON_ParseWithLength(text->bytes, text->byte_count);
    const char *schema = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(*tree, "schema"));
    if (schema && strcmp(schema, "rater.result/1") == 0) return RC_OK;
    cJSON_Delete(*tree);
    *tree = NULL;
    (void)err_set(err, RC_INPUT, "%s: this is no rater.result/1", path);
    return err_hint(err, "rater run DATA... -o OUT makes OUT/result.json");
}

enum rc pages_draw(struct pages *pages, const cJSON *result, enum pages_language language,
                   struct err *err)
{
    const bool is_pair = language == PAGES_BOTH;
    *pages = (struct pages){.file_count = 0};
    for (size_t i = 0; i < PAGES_LIMIT; i++) text_init(&pages->texts[i], 0);
    enum rc rc = RC_OK;
    for (size_t i = 0; i < PAGES_LIMIT && rc == RC_OK; i++) {
        if (!is_pair && (size_t)language != i) continue;
        struct text *text = &pages->texts[i];
        const struct report_options options = {.other_language_file =
                                                   is_pair ? page_rows[1 - i].together : ""};
        rc = report_write(result, page_rows[i].language, &options, text, err);
        pages->files[pages->file_count++] = (struct output_file){
            is_pair ? page_rows[i].together : page_rows[i].alone, text->bytes, text->byte_count};
    }
    return rc;
}

void pages_release(struct pages *pages)
{
    for (size_t i = 0; i < PAGES_LIMIT; i++) text_release(&pages->texts[i]);
    pages->file_count = 0;
}

enum rc pages_findings(const cJSON *result, enum pages_language language, size_t limit,
                       struct text *out, struct err *err)
{
    struct model model;
    const enum rc rc = model_init(&model, result, err);
    const size_t row = language == PAGES_ZH ? 0 : 1;
    if (rc == RC_OK) findings_write_text(&model, page_rows[row].language, limit, out);
    model_release(&model);
    return rc == RC_OK && out->failed ? err_memory(err, out->byte_count) : rc;
}
