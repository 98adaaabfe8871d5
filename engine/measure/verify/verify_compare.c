/* Groups held against each other: strata, families of tests, chances against given shares. */
#include "measure/stats/mantel_haenszel.h"
#include "measure/stats/multiple.h"
#include "measure/stats/test.h"
#include "measure/verify/verify.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Admitted and rejected by sex and department: Bickel, Hammel and O'Connell 1975. */
static enum rc admissions(double *computed, struct arena *arena, struct err *err)
{
    (void)arena;
    (void)err;
    static const struct stratum strata[] = {{512, 825, 89, 108},  {353, 560, 17, 25},
                                            {120, 325, 202, 593}, {138, 417, 131, 375},
                                            {53, 191, 94, 393},   {22, 373, 24, 341}};
    const struct difference found = stats_mantel_haenszel(strata, COUNT(strata));
    computed[0] = found.statistic * found.statistic;
    computed[1] = found.p;
    return RC_OK;
}

static const struct verify_value admissions_values[] = {
    {"chi-square without correction", 1.5246066604434356, "1.5246"},
    {"p", 0.21692369705551837, "0.2169"},
};

/* Fifteen ordered p values of a trial of two treatments. */
static enum rc discoveries(double *computed, struct arena *arena, struct err *err)
{
    (void)arena;
    static const double p[] = {.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344,
                               .0459, .3240, .4262, .5719, .6528, .7590, 1};
    memcpy(computed, p, sizeof p);
    enum rc rc = stats_benjamini_hochberg(computed, COUNT(p), err);
    computed[COUNT(p)] = 0;
    for (size_t i = 0; i < COUNT(p); i++) computed[COUNT(p)] += computed[i] <= 0.05;
    return rc;
}

static const struct verify_value discoveries_values[] = {
    {"q of .0001", 0.0015, NULL},
    {"q of .0004", 0.003, NULL},
    {"q of .0019", 0.0095, NULL},
    {"q of .0095", 0.035625, NULL},
    {"q of .0201", 0.0603, NULL},
    {"q of .0278", 0.063857142857142857, NULL},
    {"q of .0298", 0.063857142857142857, NULL},
    {"q of .0344", 0.0645, NULL},
    {"q of .0459", 0.0765, NULL},
    {"q of .3240", 0.486, NULL},
    {"q of .4262", 0.58118181818181818, NULL},
    {"q of .5719", 0.714875, NULL},
    {"q of .6528", 0.75323076923076923, NULL},
    {"q of .7590", 0.81321428571428571, NULL},
    {"q of 1", 1, NULL},
    {"rejected at 0.05", 4, NULL},
};

static enum rc four_tests(double *computed, struct arena *arena, struct err *err)
{
    (void)arena;
    static const double p[] = {.01, .04, .03, .005};
    memcpy(computed, p, sizeof p);
    memcpy(computed + COUNT(p), p, sizeof p);
    const enum rc rc = stats_benjamini_hochberg(computed, COUNT(p), err);
    return rc == RC_OK ? stats_holm(computed + COUNT(p), COUNT(p), err) : rc;
}

static const struct verify_value four_tests_values[] = {
    {"q of .01", 0.02, NULL},    {"q of .04", 0.04, NULL},     {"q of .03", 0.04, NULL},
    {"q of .005", 0.02, NULL},   {"Holm of .01", 0.03, NULL},  {"Holm of .04", 0.06, NULL},
    {"Holm of .03", 0.06, NULL}, {"Holm of .005", 0.02, NULL},
};

static const struct verify_case cases[] = {
    {"compare.admissions",
     "Bickel, Hammel, O'Connell 1975, Science 187:398; R 4.2 mantelhaen.test(UCBAdmissions)",
     VERIFY_DIGITS, admissions_values, COUNT(admissions_values), admissions},
    {"compare.discoveries", "Benjamini, Hochberg 1995, JRSS B 57:289, section 3.2: 4 rejected",
     VERIFY_DIGITS_OF_INTEGERS, discoveries_values, COUNT(discoveries_values), discoveries},
    {"compare.four_tests", "by hand from the definitions; R p.adjust", VERIFY_DIGITS_OF_INTEGERS,
     four_tests_values, COUNT(four_tests_values), four_tests},
};

const struct verify_topic verify_compare = {"compare", cases, COUNT(cases)};
