/* reports/dealers/dealer_pages.h: the pages of all dealers and the manufacturer's list of them, one
 * after the other: drawn by several threads, handed on in the order of ids, so that the same result
 * makes the same files in the same order, and never more than a few pages stand in memory. */
#ifndef REPORTS_DEALER_PAGES_H
#define REPORTS_DEALER_PAGES_H
#include "base/text.h"
#include "reports/dealers/dealer_page.h"

struct dealer_pages_options {
    bool languages[LANGUAGE_COUNT]; /* which to draw; with both, each page links to the other */
    const char *title;              /* as of struct report_options */
    const char *only;               /* this dealer's pages alone, without the list; NULL: all */
    /* Takes a page; `name` is the file's, "D021.zh.html"; neither outlives the call, and no two
     * calls overlap. Another answer than RC_OK ends the work. */
    enum rc (*take)(void *taker, const char *name, struct slice page, struct err *err);
    void *taker;
};

/* What `take` answers; RC_MEMORY; RC_USAGE when there is no dealer `only`. `model` is a
 * MODEL_WHOLE.
 */
enum rc dealer_pages_write(const struct model *model, const struct dealer_pages_options *options,
                           struct err *err);

#endif
