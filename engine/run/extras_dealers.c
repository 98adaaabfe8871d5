#include "reports/dealers/dealer_pages.h"
#include "run/extras.h"

static enum rc take(void *taker, const char *name, struct slice page, struct err *err)
{
    struct text path;
    text_init(&path, 0);
    text_put(&path, "dealers/");
    text_put(&path, name);
    const enum rc rc = path.failed ? err_memory(err, path.byte_count)
                                   : publication_add(taker, path.bytes, page, err);
    text_release(&path);
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
