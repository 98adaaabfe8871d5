/* reports/page/report.h: result.json to a page: one self-contained HTML file, drawn from that file
 * alone. The same result, the same bytes. Everything in the page that is not a literal of this
 * program is escaped. */
#ifndef REPORTS_REPORT_H
#define REPORTS_REPORT_H
#include "base/err.h"
#include "base/text.h"
#include "reports/i18n/language.h"
#include "reports/model/model.h"

struct report_options {
    const char *
        other_language_file; /* relative name of the page in the other language; "" or NULL: none */
    const char *title;       /* manufacturer's name where the result has none; "" or NULL: none */
};

/* The page as text into *out (cleared first). RC_MEMORY. Thread-safe for different `out`; the model
 * is only read. */
enum rc report_write(const struct model *model, enum language language,
                     const struct report_options *options, struct text *out, struct err *err);

#endif
