/* Logistic regressions of published counts. The expected values are worked out anew with 50 digits
 * (tests/reference/regress.py). */
#include "measure/stats/logistic.h"
#include "measure/verify/verify.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Coefficients, errors, deviance, log likelihood, likelihood ratio. */
static enum rc fit_patterns(const struct logistic_model *model, double *computed,
                            struct arena *arena, struct err *err)
{
    struct logistic fit;
    const enum rc rc = stats_logistic(model, arena, &fit, err);
    if (rc != RC_OK) return rc;
    if (fit.state != LOGISTIC_FITTED)
        return err_set(err, RC_NUMERIC, "refused: %s", stats_logistic_state_text(fit.state));
    for (size_t i = 0; i < fit.term_count; i++) *computed++ = fit.terms[i].value;
    for (size_t i = 0; i < fit.term_count; i++) *computed++ = fit.terms[i].error;
    *computed++ = fit.deviance;
    *computed++ = fit.log_likelihood;
    *computed = fit.likelihood_ratio.statistic;
    return RC_OK;
}

static enum rc beetles(double *computed, struct arena *arena, struct err *err)
{
    static const double dose[] = {1.6907, 1.7242, 1.7552, 1.7842, 1.8113, 1.8369, 1.8610, 1.8839};
    static const uint64_t n[] = {59, 60, 62, 56, 63, 59, 62, 60};
    static const uint64_t killed[] = {6, 13, 18, 28, 52, 53, 61, 60};
    return fit_patterns(&(struct logistic_model){COUNT(n), 1, dose, n, killed, NULL, 0}, computed,
                        arena, err);
}

static enum rc launches(double *computed, struct arena *arena, struct err *err)
{
    static const double degrees[] = {53, 57, 58, 63, 66, 67, 68, 69,
                                     70, 72, 73, 75, 76, 78, 79, 81};
    static const uint64_t n[] = {1, 1, 1, 1, 1, 3, 1, 1, 4, 1, 1, 2, 2, 1, 1, 1};
    static const uint64_t damaged[] = {1, 1, 1, 1, 0, 0, 0, 0, 2, 0, 0, 1, 0, 0, 0, 0};
    return fit_patterns(&(struct logistic_model){COUNT(n), 1, degrees, n, damaged, NULL, 0},
                        computed, arena, err);
}

/* Men and women by department. */
enum { DEPARTMENTS = 6, PATTERNS = 2 * DEPARTMENTS };
static const uint64_t applied[PATTERNS] = {825, 108, 560, 25,  325, 593,
                                           417, 375, 191, 393, 373, 341};
static const uint64_t admitted[PATTERNS] = {512, 89, 353, 17, 120, 202, 138, 131, 53, 94, 22, 24};

static enum rc admissions(double *computed, struct arena *arena, struct err *err)
{
    double columns[PATTERNS][DEPARTMENTS] = {{0}};
    for (size_t i = 0; i < PATTERNS; i++) {
        columns[i][0] = (double)(i % 2);
        if (i >= 2) columns[i][i / 2] = 1.0;
    }
    return fit_patterns(
        &(struct logistic_model){PATTERNS, DEPARTMENTS, columns[0], applied, admitted, NULL, 0},
        computed, arena, err);
}

static enum rc departments(double *computed, struct arena *arena, struct err *err)
{
    static const double is_woman[PATTERNS] = {0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1};
    static const uint32_t department[PATTERNS] = {0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5};
    return fit_patterns(
        &(struct logistic_model){PATTERNS, 1, is_woman, applied, admitted, department, DEPARTMENTS},
        computed, arena, err);
}

static const struct verify_value beetles_values[] = {
    {"b0", -60.7174545616354151, "-60.717"},         {"b1", 34.2703257341469812, "34.270"},
    {"error of b0", 5.18071146334080336, "5.181"},   {"error of b1", 2.91214007063572985, "2.912"},
    {"deviance", 11.2322310974192619, "11.23"},      {"log likelihood", -186.235403271768371, NULL},
    {"likelihood ratio", 272.970218383412136, NULL},
};

static const struct verify_value launches_values[] = {
    {"b0", 15.0429016477024407, "15.0429"},
    {"b1", -0.232162744218596471, "-0.2322"},
    {"error of b0", 7.37863638491656559, "7.3786"},
    {"error of b1", 0.108236521649285431, "0.1082"},
    {"deviance", 11.9974265211474848, NULL},
    {"log likelihood", -10.1575963439334142, NULL},
    {"likelihood ratio", 7.95196004642667141, "7.952"},
};

static const struct verify_value admissions_values[] = {
    {"b0", 0.582051395276029256, NULL},
    {"b1", 0.0998700881593495869, NULL},
    {"b2", -0.0433979312092461884, NULL},
    {"b3", -1.26259802237916989, NULL},
    {"b4", -1.29460646874817359, NULL},
    {"b5", -1.73930573781551613, NULL},
    {"b6", -3.30648005588716163, NULL},
    {"error of b0", 0.0689925968758311506, NULL},
    {"error of b1", 0.0808464665323697735, NULL},
    {"error of b2", 0.109838898322029527, NULL},
    {"error of b3", 0.106632885911473536, NULL},
    {"error of b4", 0.105823423656776214, NULL},
    {"error of b5", 0.126113496005262757, NULL},
    {"error of b6", 0.169981808613577735, NULL},
    {"deviance", 20.2042753272414889, "20.20"},
    {"log likelihood", -2593.74424708568196, NULL},
    {"likelihood ratio", 856.852137892533658, NULL},
};

static const struct verify_value departments_values[] = {
    {"b0", -0.220134018863795727, NULL},
    {"b1", -0.610352376146400364, NULL},
    {"error of b0", 0.391244960664186105, NULL},
    {"error of b1", 0.233253889587234002, NULL},
    {"deviance", 783.607006024044244, "783.61"},
    {"log likelihood", -2975.44561243408334, NULL},
    {"likelihood ratio", 93.4494071957309023, "93.45"},
};

#define CASE(id, from)                                                                             \
    {                                                                                              \
        "logistic." #id, from, VERIFY_DIGITS, id##_values, COUNT(id##_values), id                  \
    }

static const struct verify_case cases[] = {
    CASE(beetles,
         "Bliss 1935; Dobson 2002, An Introduction to Generalized Linear Models, table 7.4"),
    CASE(launches,
         "Dalal, Fowlkes and Hoadley 1989, JASA 84:945: rocket seals by temperature; R 4.2 "
         "glm(family = binomial)"),
    CASE(admissions, "Bickel, Hammel and O'Connell 1975; Agresti 2002: G2 of admission by sex and "
                     "department"),
    CASE(departments,
         "Bickel, Hammel and O'Connell 1975; R 4.2 glm(); errors robust by department, "
         "as sandwich::vcovCL(type = \"HC0\")"),
};

const struct verify_topic verify_logistic = {"logistic", cases, COUNT(cases)};
