/* kit/label.h: how much room a label takes, judged before a browser has drawn it, so that labels
 * can be broken, cut and kept apart. Widths are in em of the label's own size; they are those of a
 * usual sans-serif face and right to within a tenth or so. Any bytes are taken; what is not UTF-8
 * counts as the sign that stands for it. */
#ifndef KIT_LABEL_H
#define KIT_LABEL_H
#include "base/text.h"

double label_width_em(struct slice utf8);

/* The longest beginning that takes no more than `limit_em`, characters kept whole. */
struct slice label_cut(struct slice utf8, double limit_em);

/* A label in at most LABEL_LINE_LIMIT lines of `limit_em`, broken behind a blank or a sign such as
 * / or - where there is one at hand. What does not fit is left out; is_cut says
 * so, and room for an ellipsis is kept. */
enum { LABEL_LINE_LIMIT = 2 };
struct label_lines {
    struct slice line[LABEL_LINE_LIMIT];
    size_t count;
    bool is_cut;
};
struct label_lines label_break(const char *utf8, double limit_em);

#endif
