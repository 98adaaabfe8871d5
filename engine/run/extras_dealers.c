#include "reports/dealers/dealer_pages.h"
#include "reports/kit/lean.h"
#include "run/extras.h"

static enum rc take(void *taker, const char *name, struct slice page, struct err *err)
{
    struct text path, lean;
    text_init(&path, 0);
    text_init(&lean, 0);
    lean_write(&lean, page);
    text_put(&path, "dealers/");
    text_put(&path, name);
    const struct slice written = {lean.bytes, lean.byte_count};
    const enum rc rc = path.failed || lean.failed
                           ? err_memory(err, page.byte_count)
                           : publication_add(taker, path.bytes, written, err);
    text_release(&path);
    text_release(&lean);
    return rc;
}

enum rc extras_publish_dealers(const struct model *model, enum pages_language language,
                               struct publication *publication, struct err *err)
{
    const struct dealer_pages_options options = {
        .languages = {[LANGUAGE_ZH] = language != PAGES_EN, [LANGUAGE_EN] = language != PAGES_ZH},
        .take = take,
        .taker = publication};
    return dealer_pages_write(model, &options, err);
}
