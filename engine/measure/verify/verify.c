#include "measure/verify/verify.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TOPIC(name) extern const struct verify_topic verify_##name;
#include "measure/verify/topics.def"
#undef TOPIC

const struct verify_topic *const verify_topics[] = {
#define TOPIC(name) &verify_##name,
#include "measure/verify/topics.def"
#undef TOPIC
};
const size_t verify_topic_count = sizeof verify_topics / sizeof verify_topics[0];

/* Where a double ends: relative errors below its rounding say nothing. */
#define DIGITS_LIMIT 15.95

double verify_digits(double computed, double expected)
{
    if (!isfinite(computed) || !isfinite(expected)) return 0;
    const double error =
        expected == 0 ? fabs(computed) : fabs(computed - expected) / fabs(expected);
    if (error == 0) return DIGITS_LIMIT;
    return fmin(fmax(-log10(error), 0), DIGITS_LIMIT);
}

/* Digits behind the point of a number as the source prints it. */
static int decimals_of(const char *printed)
{
    const char *point = strchr(printed, '.');
    return point ? (int)strspn(point + 1, "0123456789") : 0;
}

/* Does the value round to what the source prints? A half of its last digit, and a rounding error
 * more: some sources cut. */
static bool is_as_printed(double computed, const char *printed)
{
    if (!printed) return true;
    const char *exponent = strpbrk(printed, "eE");
    const int power = (exponent ? (int)strtol(exponent + 1, NULL, 10) : 0) - decimals_of(printed);
    return fabs(computed - strtod(printed, NULL)) <= 0.5000001 * pow(10, power);
}

enum rc verify_case_run(const struct verify_case *checked, struct verify_outcome *outcomes,
                        struct err *err)
{
    double *computed = malloc((checked->value_count + 1) * sizeof *computed);
    if (!computed) return err_memory(err, checked->value_count * sizeof *computed);
    for (size_t i = 0; i < checked->value_count; i++) computed[i] = NAN;
    struct arena arena = ARENA_INIT;
    const enum rc rc = checked->compute(computed, &arena, err);
    arena_release(&arena);
    for (size_t i = 0; i < checked->value_count; i++) {
        const struct verify_value *value = &checked->values[i];
        const double digits = rc == RC_OK ? verify_digits(computed[i], value->expected) : 0;
        const bool is_met = digits >= checked->digits && is_as_printed(computed[i], value->printed);
        outcomes[i] = (struct verify_outcome){computed[i], digits, is_met};
    }
    free(computed);
    return rc;
}
