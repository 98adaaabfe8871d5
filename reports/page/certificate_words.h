/* reports/page/certificate_words.h: what the program's self-check says, in words. */
#ifndef REPORTS_CERTIFICATE_WORDS_H
#define REPORTS_CERTIFICATE_WORDS_H
#include "reports/view/sentence.h"

struct certificate_words {
    struct sentence sentence;
    const char *counts;    /* "725/725"; "" when the line is of a shape this build does not know */
    const char *met, *all; /* the same two numbers; "" as above */
    bool is_unmet;
};

/* False: the result holds none. */
bool certificate_words(struct view *view, struct certificate_words *out);

#endif
