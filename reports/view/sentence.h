/* reports/view/sentence.h: a pattern of the catalogue with its parts filled in, as HTML or as plain
 * text. A part that has an estimate behind it becomes a link to that estimate's row, if the row is
 * on the page; in a section's answer one that holds in part carries its mark. */
#ifndef REPORTS_SENTENCE_H
#define REPORTS_SENTENCE_H
#include "reports/view/view.h"

enum { SENTENCE_PART_LIMIT = 9 };

struct part {
    const char *text;                      /* NULL: the pattern does not use it */
    const struct model_estimate *evidence; /* or NULL */
};

struct sentence {
    enum phrase pattern;
    struct part parts[SENTENCE_PART_LIMIT]; /* {1} is parts[0] */
};

void sentence_html(struct view *view, const struct sentence *sentence);
void sentence_text(struct text *out, enum language language, const struct sentence *sentence);
/* The plain text, living as long as the view. */
const char *sentence_keep(struct view *view, const struct sentence *sentence);

#endif
