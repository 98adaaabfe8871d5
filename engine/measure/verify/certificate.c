#include "measure/verify/certificate.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const double COUNT_LIMIT = 1e9;

void certificate_add(struct certificate *certificate, const struct verify_case *checked,
                     const struct verify_outcome *outcomes)
{
    for (size_t i = 0; i < checked->value_count; i++) {
        certificate->check_count++;
        certificate->least_digits = fmin(certificate->least_digits, outcomes[i].digits);
        if (outcomes[i].is_met) continue;
        certificate->unmet_count++;
        if (!certificate->unmet_case) certificate->unmet_case = checked->name;
    }
}

/* One case, or the sum of several in the order of topics. */
static void certificate_join(struct certificate *into, const struct certificate *part)
{
    into->check_count += part->check_count;
    into->unmet_count += part->unmet_count;
    into->least_digits = fmin(into->least_digits, part->least_digits);
    if (!into->unmet_case) into->unmet_case = part->unmet_case;
}

static enum rc certify_case(const struct verify_case *checked, struct certificate *out)
{
    struct err ignored = ERR_INIT; /* why it cannot be computed: `rater verify` tells */
    struct verify_outcome *outcomes = calloc(checked->value_count + 1, sizeof *outcomes);
    enum rc rc = outcomes ? verify_case_run(checked, outcomes, &ignored) : RC_MEMORY;
    if (rc == RC_NUMERIC) rc = RC_OK;
    if (rc == RC_OK) certificate_add(out, checked, outcomes);
    free(outcomes);
    return rc;
}

enum rc certificate_make(const struct verify_topic *const *topics, size_t topic_count,
                         struct certificate *out, struct err *err)
{
    size_t case_count = 0, place = 0;
    for (size_t i = 0; i < topic_count; i++) case_count += topics[i]->case_count;
    const struct verify_case **cases = calloc(case_count + 1, sizeof *cases);
    struct certificate *parts = calloc(case_count + 1, sizeof *parts);
    bool failed = !cases || !parts;
    *out = CERTIFICATE_INIT;
    for (size_t i = 0; !failed && i < topic_count; i++)
        for (size_t k = 0; k < topics[i]->case_count; k++) cases[place++] = &topics[i]->cases[k];
#pragma omp parallel for schedule(dynamic) reduction(|| : failed)
    for (size_t i = 0; i < place; i++) {
        parts[i] = CERTIFICATE_INIT;
        failed = certify_case(cases[i], &parts[i]) != RC_OK || failed;
    }
    for (size_t i = 0; !failed && i < place; i++) certificate_join(out, &parts[i]);
    free(parts);
    free(cases);
    return failed ? err_memory(err, case_count * sizeof *parts) : RC_OK;
}

void certificate_write(const struct certificate *certificate, struct text *out)
{
    text_format(out, "%zu of %zu checks met, least %.1f digits",
                certificate->check_count - certificate->unmet_count, certificate->check_count,
                floor(certificate->least_digits * 10) / 10);
    if (certificate->unmet_case)
        text_format(out, "; wrong: %s%s", certificate->unmet_case,
                    certificate->unmet_count > 1 ? " and others" : "");
}

/* A number and the words behind it. */
static bool take(const char **at, const char *follows, double *number)
{
    char *end;
    if (!isdigit((unsigned char)**at)) return false;
    *number = strtod(*at, &end);
    const size_t length = strlen(follows);
    if (strncmp(end, follows, length) != 0) return false;
    *at = end + length;
    return true;
}

bool certificate_read(const char *line, struct certificate *out)
{
    double met, all, digits;
    *out = CERTIFICATE_INIT;
    if (!take(&line, " of ", &met) || !take(&line, " checks met, least ", &all) ||
        !take(&line, " digits", &digits) || met > all || !(all < COUNT_LIMIT))
        return false;
    *out = (struct certificate){(size_t)all, (size_t)all - (size_t)met, digits, NULL};
    return true;
}
