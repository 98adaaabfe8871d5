/* run/pages.h: the pages of a result in the languages asked for, and the findings as text. Both are
 * made from the text of result.json alone, so that `rater report` draws what `rater run` drew. */
#ifndef RUN_PAGES_H
#define RUN_PAGES_H
#include "base/text.h"
#include "output/publish.h"
#include "reports/model/model.h"
#include "run/settings.h"

enum { PAGES_LIMIT = 2 };

struct pages {
    struct text texts[PAGES_LIMIT];
    const char *names[PAGES_LIMIT];        /* of files; NULL: that language is not drawn */
    struct text dealer_names[PAGES_LIMIT]; /* where names of dealers' pages are kept */
};

/* Names of pages that an earlier run in another language may have left; ends with NULL. */
extern const char *const pages_file_names[];

/* The model of `text` (result.json, read from `path`), to be released whatever the outcome.
 * RC_INPUT naming `path` when it is no result. */
enum rc pages_read_result(struct model *model, const char *path, const struct text *text,
                          enum model_extent extent, struct err *err);
/* Draw the pages, those of two languages at the same time. *pages is to be released whatever the
 * outcome. */
enum rc pages_draw(struct pages *pages, const struct model *model, enum pages_language language,
                   struct err *err);
/* The same of one dealer's page instead; `model` is a MODEL_WHOLE. RC_USAGE when it names no such
 * dealer. */
enum rc pages_draw_dealer(struct pages *pages, const struct model *model, const char *dealer,
                          enum pages_language language, struct err *err);
void pages_release(struct pages *pages);
enum rc pages_publish(const struct pages *pages, struct publication *publication, struct err *err);
/* The first `limit` findings as lines of text; where both languages are drawn, in English as all
 * talk. */
enum rc pages_findings(const struct model *model, enum pages_language language, size_t limit,
                       struct text *out, struct err *err);

#endif
