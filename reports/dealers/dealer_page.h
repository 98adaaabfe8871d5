/* reports/dealers/dealer_page.h: a result to one page per dealer, made to be sent to that dealer:
 * its own figures beside the network's, nobody else's. Self-contained like the month's report, the
 * same bytes for the same result. Drawn from a struct dealer_part and nothing else. */
#ifndef REPORTS_DEALER_PAGE_H
#define REPORTS_DEALER_PAGE_H
#include "reports/dealers/dealers.h"
#include "reports/i18n/language.h"

struct dealer_page_options {
    const char *other_language_file; /* as of struct report_options */
    const char *title;
};

/* The page of a part into *out (cleared first). Thread-safe for different `out`. RC_MEMORY. */
enum rc dealer_page_draw(const struct dealer_part *part, enum language language,
                         const struct dealer_page_options *options, struct text *out,
                         struct err *err);

/* The manufacturer's list of the pages: a link and counts for each dealer, in the order of ids.
 * files[d]: name of dealer d's page beside this one. */
enum rc dealer_index_write(const struct dealers *dealers, enum language language,
                           const char *const *files, const struct dealer_page_options *options,
                           struct text *out, struct err *err);

#endif
