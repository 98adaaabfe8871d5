#include "run/pages.h"

#include <string.h>

#include "reports/dealers/dealer_pages.h"
#include "reports/findings/findings.h"
#include "reports/kit/lean.h"
#include "reports/page/report.h"

static const struct {
    enum language language;
    const char *alone, *together; /* the file's name */
} page_rows[PAGES_LIMIT] = {{LANGUAGE_ZH, "report.html", "report.zh.html"},
                            {LANGUAGE_EN, "report.html", "report.en.html"}};

const char *const pages_file_names[] = {"report.html", "report.zh.html", "report.en.html", NULL};

enum rc pages_read_result(struct model *model, const char *path, const struct text *text,
                          enum model_extent extent, struct err *err)
{
    const enum rc rc = model_init(model, path, text, extent, err);
    return rc == RC_INPUT ? err_hint(err, "rater run DATA... -o OUT makes OUT/result.json") : rc;
}

static void pages_init(struct pages *pages)
{
    *pages = (struct pages){.names = {NULL, NULL}};
    for (size_t i = 0; i < PAGES_LIMIT; i++) {
        text_init(&pages->texts[i], 0);
        text_init(&pages->dealer_names[i], 0);
    }
}

static void draw(const struct model *model, enum language language,
                 const struct report_options *options, struct text *out, struct err *err)
{
    struct text drawn;
    text_init(&drawn, 0);
    if (report_write(model, language, options, &drawn, err) == RC_OK)
        lean_write(out, (struct slice){drawn.bytes, drawn.byte_count});
    if (out->failed) (void)err_memory(err, drawn.byte_count);
    text_release(&drawn);
}

enum rc pages_draw(struct pages *pages, const struct model *model, enum pages_language language,
                   struct err *err)
{
    const bool is_pair = language == PAGES_BOTH;
    struct err errs[PAGES_LIMIT] = {ERR_INIT, ERR_INIT};
    pages_init(pages);
#pragma omp parallel for schedule(static, 1) if (is_pair)
    for (size_t i = 0; i < PAGES_LIMIT; i++) {
        if (!is_pair && (size_t)language != i) continue;
        const struct report_options options = {.other_language_file =
                                                   is_pair ? page_rows[1 - i].together : ""};
        draw(model, page_rows[i].language, &options, &pages->texts[i], &errs[i]);
    }
    for (size_t i = 0; i < PAGES_LIMIT; i++) {
        if (!is_pair && (size_t)language != i) continue;
        if (errs[i].rc != RC_OK) {
            if (err) *err = errs[i];
            return errs[i].rc;
        }
        pages->names[i] = is_pair ? page_rows[i].together : page_rows[i].alone;
    }
    return RC_OK;
}

/* Pages come in the order of languages. */
static enum rc keep_page(void *taker, const char *name, struct slice page, struct err *err)
{
    struct pages *pages = taker;
    size_t at = 0;
    while (at < PAGES_LIMIT && pages->names[at]) at++;
    if (at == PAGES_LIMIT) return err_set(err, RC_BUG, "a dealer has too many pages");
    text_put(&pages->dealer_names[at], name);
    lean_write(&pages->texts[at], page);
    pages->names[at] = pages->dealer_names[at].bytes;
    const bool failed = pages->dealer_names[at].failed || pages->texts[at].failed;
    return failed ? err_memory(err, page.byte_count) : RC_OK;
}

enum rc pages_draw_dealer(struct pages *pages, const struct model *model, const char *dealer,
                          enum pages_language language, struct err *err)
{
    const struct dealer_pages_options options = {
        .languages = {[LANGUAGE_ZH] = language != PAGES_EN, [LANGUAGE_EN] = language != PAGES_ZH},
        .only = dealer,
        .take = keep_page,
        .taker = pages};
    pages_init(pages);
    return dealer_pages_write(model, &options, err);
}

void pages_release(struct pages *pages)
{
    for (size_t i = 0; i < PAGES_LIMIT; i++) {
        text_release(&pages->texts[i]);
        text_release(&pages->dealer_names[i]);
    }
    *pages = (struct pages){.names = {NULL, NULL}};
}

enum rc pages_publish(const struct pages *pages, struct publication *publication, struct err *err)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; i < PAGES_LIMIT && rc == RC_OK; i++) {
        const struct slice page = {pages->texts[i].bytes, pages->texts[i].byte_count};
        if (pages->names[i]) rc = publication_add(publication, pages->names[i], page, err);
    }
    return rc;
}

enum rc pages_findings(const struct model *model, enum pages_language language, size_t limit,
                       struct text *out, struct err *err)
{
    const size_t row = language == PAGES_ZH ? 0 : 1;
    findings_write_text(model, page_rows[row].language, limit, out);
    return out->failed ? err_memory(err, out->byte_count) : RC_OK;
}
