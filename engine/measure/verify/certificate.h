/* measure/verify/certificate.h: all the published numbers at once, as one line: what every run
 * writes into its result and `rater verify` ends with, and the page reads back. */
#ifndef MEASURE_CERTIFICATE_H
#define MEASURE_CERTIFICATE_H
#include "base/text.h"
#include "measure/verify/verify.h"

#include <math.h>

struct certificate {
    size_t check_count, unmet_count;
    double least_digits;    /* of all checks; INFINITY before the first */
    const char *unmet_case; /* the first one with a number that does not come out; NULL: none */
};
#define CERTIFICATE_INIT ((struct certificate){0, 0, INFINITY, NULL})

/* Count a case's outcomes[value_count]. */
void certificate_add(struct certificate *certificate, const struct verify_case *checked,
                     const struct verify_outcome *outcomes);

/* Compute every case of the topics, by several threads; the certificate does not depend on them. A
 * case that cannot be computed has none of its numbers met. RC_MEMORY. */
enum rc certificate_make(const struct verify_topic *const *topics, size_t topic_count,
                         struct certificate *out, struct err *err);

/* "676 of 676 checks met, least 13.1 digits", and what is wrong: "; wrong: share.wilson and
 * others". Digits are cut, not rounded: none is claimed that is not there. */
void certificate_write(const struct certificate *certificate, struct text *out);
/* The counts and digits of such a line; false when it is none. unmet_case is left NULL. */
bool certificate_read(const char *line, struct certificate *out);

#endif
