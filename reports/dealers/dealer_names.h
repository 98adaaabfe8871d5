/* reports/dealers/dealer_names.h: names of files for dealers' pages that are safe on every system
 * whatever the ids are. An id of ASCII letters, digits, - and _ and of Chinese characters is its
 * own name. Any other is written with _ for what is not safe and the first hex digits of its
 * SHA-256 behind, and so are ids that Windows or the page's index want for themselves (CON, index),
 * that are long, and those that differ in case alone. So a name depends on the id, and only for the
 * last on what other ids there are; never on their order. */
#ifndef REPORTS_DEALER_NAMES_H
#define REPORTS_DEALER_NAMES_H
#include "base/arena.h"
#include "base/err.h"

#include <stddef.h>

enum { DEALER_NAME_BYTES = 48, DEALER_DIGEST_DIGITS = 12 };

struct dealer_names {
    struct arena arena;
    const char **names; /* as many as ids; no two are equal, whatever the case */
};

/* `ids` are all different. RC_MEMORY, RC_BUG when no digest can be made. */
enum rc dealer_names_init(struct dealer_names *names, const char *const *ids, size_t count,
                          struct err *err);
void dealer_names_release(struct dealer_names *names);

#endif
