/* measure/verify/verify.h: published numbers that the statistics must reproduce. Each topic has a
 * file verify_TOPIC.c with its cases and one line in topics.def; `rater verify` computes them all
 * with the functions of measure/stats that the families call, and prints the log relative error of
 * each. Nothing here is compared with an earlier output of the engine itself. */
#ifndef MEASURE_VERIFY_H
#define MEASURE_VERIFY_H
#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

struct verify_value {
    const char *name; /* what it is, as in "log-rank chi-square" */
    /* To full double precision, from outside the engine: the source itself where it prints enough
     * digits, else R or arithmetic of 30 digits on the source's figures (tests/reference has the
     * script). */
    double expected;
    const char *printed; /* the digits of the source when it prints fewer than 12: the computed
                            value must round to them; NULL when `expected` is the source's own */
};

/* Least log relative errors, -log10(|computed - expected| / |expected|), of |computed| where 0 is
 * expected; 15.95 at most. */
#define VERIFY_DIGITS             9.0
#define VERIFY_DIGITS_OF_INTEGERS 14.0 /* decided by whole numbers until the last division */

struct verify_case {
    const char *name;   /* TOPIC.DATA, as "survival.gehan" */
    const char *source; /* who published it, where, when */
    double digits;      /* one of the two above */
    const struct verify_value *values;
    size_t value_count;
    /* Fills computed[value_count]. */
    enum rc (*compute)(double *computed, struct arena *arena, struct err *err);
};

struct verify_topic {
    const char *name;
    const struct verify_case *cases;
    size_t case_count;
};

/* The topics in the order of topics.def. */
extern const struct verify_topic *const verify_topics[];
extern const size_t verify_topic_count;

/* One value as computed. */
struct verify_outcome {
    double computed, digits;
    bool is_met; /* digits reach the case's, and the value rounds to what the source prints */
};

/* Computes a case; outcomes[value_count] are filled also where a value fails. RC_NUMERIC when the
 * case could not be computed: then no value is met. RC_MEMORY. */
enum rc verify_case_run(const struct verify_case *checked, struct verify_outcome *outcomes,
                        struct err *err);

/* -log10 of the relative error, cut to 0 .. 15.95; 0 for NaN. */
double verify_digits(double computed, double expected);

#endif
