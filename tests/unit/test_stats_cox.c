/* layer: measure */
#include "measure/stats/cox.h"

#include "measure/verify/verify_rows.h"
#include "test_stats_close.h"

#include <gsl/gsl_errno.h>

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

/* Prentice 1973, R's veteran: stratum, start, days, death; trt, smallcell, adeno, large, karno,
 * diagtime, age, prior. */
enum { VETERANS = 137, VETERAN_TRAITS = 8, VETERAN_WIDTH = ROW_COVARIATES + VETERAN_TRAITS };
// clang-format off
static const int32_t veterans[VETERANS * VETERAN_WIDTH] = {
    0,-1,72,1,1,0,0,0,60,7,69,0, 0,-1,411,1,1,0,0,0,70,5,64,10, 0,-1,228,1,1,0,0,0,60,3,38,0,
    0,-1,126,1,1,0,0,0,60,9,63,10, 0,-1,118,1,1,0,0,0,70,11,65,10, 0,-1,10,1,1,0,0,0,20,5,49,0,
    0,-1,82,1,1,0,0,0,40,10,69,10, 0,-1,110,1,1,0,0,0,80,29,68,0, 0,-1,314,1,1,0,0,0,50,18,43,0,
    0,-1,100,0,1,0,0,0,70,6,70,0, 0,-1,42,1,1,0,0,0,60,4,81,0, 0,-1,8,1,1,0,0,0,40,58,63,10,
    0,-1,144,1,1,0,0,0,30,4,63,0, 0,-1,25,0,1,0,0,0,80,9,52,10, 0,-1,11,1,1,0,0,0,70,11,48,10,
    0,-1,30,1,1,1,0,0,60,3,61,0, 0,-1,384,1,1,1,0,0,60,9,42,0, 0,-1,4,1,1,1,0,0,40,2,35,0,
    0,-1,54,1,1,1,0,0,80,4,63,10, 0,-1,13,1,1,1,0,0,60,4,56,0, 0,-1,123,0,1,1,0,0,40,3,55,0,
    0,-1,97,0,1,1,0,0,60,5,67,0, 0,-1,153,1,1,1,0,0,60,14,63,10, 0,-1,59,1,1,1,0,0,30,2,65,0,
    0,-1,117,1,1,1,0,0,80,3,46,0, 0,-1,16,1,1,1,0,0,30,4,53,10, 0,-1,151,1,1,1,0,0,50,12,69,0,
    0,-1,22,1,1,1,0,0,60,4,68,0, 0,-1,56,1,1,1,0,0,80,12,43,10, 0,-1,21,1,1,1,0,0,40,2,55,10,
    0,-1,18,1,1,1,0,0,20,15,42,0, 0,-1,139,1,1,1,0,0,80,2,64,0, 0,-1,20,1,1,1,0,0,30,5,65,0,
    0,-1,31,1,1,1,0,0,75,3,65,0, 0,-1,52,1,1,1,0,0,70,2,55,0, 0,-1,287,1,1,1,0,0,60,25,66,10,
    0,-1,18,1,1,1,0,0,30,4,60,0, 0,-1,51,1,1,1,0,0,60,1,67,0, 0,-1,122,1,1,1,0,0,80,28,53,0,
    0,-1,27,1,1,1,0,0,60,8,62,0, 0,-1,54,1,1,1,0,0,70,1,67,0, 0,-1,7,1,1,1,0,0,50,7,72,0,
    0,-1,63,1,1,1,0,0,50,11,48,0, 0,-1,392,1,1,1,0,0,40,4,68,0, 0,-1,10,1,1,1,0,0,40,23,67,10,
    0,-1,8,1,1,0,1,0,20,19,61,10, 0,-1,92,1,1,0,1,0,70,10,60,0, 0,-1,35,1,1,0,1,0,40,6,62,0,
    0,-1,117,1,1,0,1,0,80,2,38,0, 0,-1,132,1,1,0,1,0,80,5,50,0, 0,-1,12,1,1,0,1,0,50,4,63,10,
    0,-1,162,1,1,0,1,0,80,5,64,0, 0,-1,3,1,1,0,1,0,30,3,43,0, 0,-1,95,1,1,0,1,0,80,4,34,0,
    0,-1,177,1,1,0,0,1,50,16,66,10, 0,-1,162,1,1,0,0,1,80,5,62,0, 0,-1,216,1,1,0,0,1,50,15,52,0,
    0,-1,553,1,1,0,0,1,70,2,47,0, 0,-1,278,1,1,0,0,1,60,12,63,0, 0,-1,12,1,1,0,0,1,40,12,68,10,
    0,-1,260,1,1,0,0,1,80,5,45,0, 0,-1,200,1,1,0,0,1,80,12,41,10, 0,-1,156,1,1,0,0,1,70,2,66,0,
    0,-1,182,0,1,0,0,1,90,2,62,0, 0,-1,143,1,1,0,0,1,90,8,60,0, 0,-1,105,1,1,0,0,1,80,11,66,0,
    0,-1,103,1,1,0,0,1,80,5,38,0, 0,-1,250,1,1,0,0,1,70,8,53,10, 0,-1,100,1,1,0,0,1,60,13,37,10,
    0,-1,999,1,2,0,0,0,90,12,54,10, 0,-1,112,1,2,0,0,0,80,6,60,0, 0,-1,87,0,2,0,0,0,80,3,48,0,
    0,-1,231,0,2,0,0,0,50,8,52,10, 0,-1,242,1,2,0,0,0,50,1,70,0, 0,-1,991,1,2,0,0,0,70,7,50,10,
    0,-1,111,1,2,0,0,0,70,3,62,0, 0,-1,1,1,2,0,0,0,20,21,65,10, 0,-1,587,1,2,0,0,0,60,3,58,0,
    0,-1,389,1,2,0,0,0,90,2,62,0, 0,-1,33,1,2,0,0,0,30,6,64,0, 0,-1,25,1,2,0,0,0,20,36,63,0,
    0,-1,357,1,2,0,0,0,70,13,58,0, 0,-1,467,1,2,0,0,0,90,2,64,0, 0,-1,201,1,2,0,0,0,80,28,52,10,
    0,-1,1,1,2,0,0,0,50,7,35,0, 0,-1,30,1,2,0,0,0,70,11,63,0, 0,-1,44,1,2,0,0,0,60,13,70,10,
    0,-1,283,1,2,0,0,0,90,2,51,0, 0,-1,15,1,2,0,0,0,50,13,40,10, 0,-1,25,1,2,1,0,0,30,2,69,0,
    0,-1,103,0,2,1,0,0,70,22,36,10, 0,-1,21,1,2,1,0,0,20,4,71,0, 0,-1,13,1,2,1,0,0,30,2,62,0,
    0,-1,87,1,2,1,0,0,60,2,60,0, 0,-1,2,1,2,1,0,0,40,36,44,10, 0,-1,20,1,2,1,0,0,30,9,54,10,
    0,-1,7,1,2,1,0,0,20,11,66,0, 0,-1,24,1,2,1,0,0,60,8,49,0, 0,-1,99,1,2,1,0,0,70,3,72,0,
    0,-1,8,1,2,1,0,0,80,2,68,0, 0,-1,99,1,2,1,0,0,85,4,62,0, 0,-1,61,1,2,1,0,0,70,2,71,0,
    0,-1,25,1,2,1,0,0,70,2,70,0, 0,-1,95,1,2,1,0,0,70,1,61,0, 0,-1,80,1,2,1,0,0,50,17,71,0,
    0,-1,51,1,2,1,0,0,30,87,59,10, 0,-1,29,1,2,1,0,0,40,8,67,0, 0,-1,24,1,2,0,1,0,40,2,60,0,
    0,-1,18,1,2,0,1,0,40,5,69,10, 0,-1,83,0,2,0,1,0,99,3,57,0, 0,-1,31,1,2,0,1,0,80,3,39,0,
    0,-1,51,1,2,0,1,0,60,5,62,0, 0,-1,90,1,2,0,1,0,60,22,50,10, 0,-1,52,1,2,0,1,0,60,3,43,0,
    0,-1,73,1,2,0,1,0,60,3,70,0, 0,-1,8,1,2,0,1,0,50,5,66,0, 0,-1,36,1,2,0,1,0,70,8,61,0,
    0,-1,48,1,2,0,1,0,10,4,81,0, 0,-1,7,1,2,0,1,0,40,4,58,0, 0,-1,140,1,2,0,1,0,70,3,63,0,
    0,-1,186,1,2,0,1,0,90,3,60,0, 0,-1,84,1,2,0,1,0,80,4,62,10, 0,-1,19,1,2,0,1,0,50,10,42,0,
    0,-1,45,1,2,0,1,0,40,3,69,0, 0,-1,80,1,2,0,1,0,40,4,63,0, 0,-1,52,1,2,0,0,1,60,4,45,0,
    0,-1,164,1,2,0,0,1,70,15,68,10, 0,-1,19,1,2,0,0,1,30,4,39,10, 0,-1,53,1,2,0,0,1,60,12,66,0,
    0,-1,15,1,2,0,0,1,30,5,63,0, 0,-1,43,1,2,0,0,1,60,11,49,10, 0,-1,340,1,2,0,0,1,80,10,64,10,
    0,-1,133,1,2,0,0,1,75,1,65,0, 0,-1,111,1,2,0,0,1,60,5,64,0, 0,-1,231,1,2,0,0,1,70,18,67,10,
    0,-1,378,1,2,0,0,1,80,4,65,0, 0,-1,49,1,2,0,0,1,30,3,37,0,
};
// clang-format on

static struct arena arena;

static int make_arena(void **state)
{
    (void)state;
    arena_init(&arena);
    return 0;
}

static int release_arena(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static void count_rows(const int32_t *rows, size_t row_count, size_t covariate_count,
                       struct cox_counts *counts)
{
    assert_int_equal(verify_cox_counts(rows, row_count, covariate_count, &arena, counts, NULL),
                     RC_OK);
}

/* Counts must outlive the fit. */
#define FIT(rows, covariate_count, ties, fit)                                                      \
    struct cox_counts counts_of_##fit;                                                             \
    struct cox_fit fit;                                                                            \
    count_rows(rows, COUNT(rows) / (ROW_COVARIATES + (covariate_count)), covariate_count,          \
               &counts_of_##fit);                                                                  \
    assert_int_equal(stats_cox(&counts_of_##fit, ties, &arena, &fit, NULL), RC_OK)

/* R coxph(Surv(time, status) ~ trt + celltype + karno + diagtime + age + prior, veteran) and
 * cox.zph of it: tests/reference/survival_cox.R. */
static void test_veterans(void **state)
{
    (void)state;
    static const double values[] = {0.29460282149804146,    0.86156046275339071,
                                    1.1960663741793209,     0.40129165432742042,
                                    -0.032815326194166182,  8.1320508707486563e-05,
                                    -0.0087064749454988412, 0.0071593601917938482};
    static const double errors[] = {
        0.2075496036031818925, 0.2752844740230049325, 0.3009169944921449846, 0.2826886382805501863,
        0.0055077568864362499, 0.0091360622486635727, 0.0093002991203124871, 0.0232305384068399942};
    static const size_t starts[] = {0, 1, 4, 5, 6, 7, 8};
    static const double by_survival[] = {0.264388835683890322,  15.227363924352658842,
                                         12.935197829135782754, 0.012889370820836127,
                                         1.828826609445162843,  2.165566330595591893};
    static const double by_day[] = {7.6264817767785062e-04, 1.8907614569660460e+01,
                                    6.1409200320621968e+00, 5.7450488465474889e-02,
                                    7.7260595631658968e-01, 1.5389860291274033e+00};
    FIT(veterans, VETERAN_TRAITS, COX_EFRON, fit);
    assert_int_equal(fit.status, COX_FITTED);
    assert_true(fit.n == VETERANS && fit.events == 128);
    for (size_t j = 0; j < VETERAN_TRAITS; j++) {
        /* The smallest is 1/100 of its error: its digits are those of the error. */
        assert_close(fit.coefficients[j].value, values[j], 2e-11);
        assert_close(fit.coefficients[j].standard_error, errors[j], 1e-12);
    }
    assert_close(fit.log_likelihood_null, -505.44905491805798, 1e-13);
    assert_close(fit.log_likelihood, -474.39711171472283, 1e-13);
    assert_close(fit.likelihood_ratio.statistic, 62.103886406670313, 1e-12);
    assert_close(fit.score.statistic, 66.737471142115893, 1e-12);
    assert_close(fit.wald.statistic, 62.367268580678513, 1e-12);
    struct test terms[6], all;
    assert_int_equal(
        stats_cox_proportionality(&fit, COX_CLOCK_SURVIVAL, starts, 6, &arena, terms, &all, NULL),
        RC_OK);
    for (size_t i = 0; i < 6; i++) assert_close(terms[i].statistic, by_survival[i], 1e-11);
    assert_close(all.statistic, 34.552491105245643155, 1e-11);
    assert_close(all.p, 3.2251934887655849e-05, 1e-10);
    assert_close(terms[1].df, 3.0, 0.0);
    assert_int_equal(
        stats_cox_proportionality(&fit, COX_CLOCK_DAYS, starts, 6, &arena, terms, &all, NULL),
        RC_OK);
    for (size_t i = 0; i < 6; i++) assert_close(terms[i].statistic, by_day[i], 1e-11);
    assert_close(all.statistic, 28.77768706066416, 1e-11);
}

/* celltype as strata, trt and karno. */
static void veterans_by_cell(struct cox_counts *counts)
{
    static int32_t rows[VETERANS * (ROW_COVARIATES + 2)];
    for (size_t i = 0; i < VETERANS; i++) {
        const int32_t *from = veterans + i * VETERAN_WIDTH, *x = from + ROW_COVARIATES;
        int32_t *to = rows + i * (ROW_COVARIATES + 2);
        for (size_t j = 0; j < ROW_COVARIATES; j++) to[j] = from[j];
        to[ROW_STRATUM] = x[1] + 2 * x[2] + 3 * x[3];
        to[ROW_COVARIATES] = x[0];
        to[ROW_COVARIATES + 1] = x[4];
    }
    count_rows(rows, VETERANS, 2, counts);
}

/* R coxph(Surv(time, status) ~ trt + karno + strata(celltype), veteran), plain, robust = TRUE,
 * cluster = (1:137) %% 20. */
static void test_strata_and_clusters(void **state)
{
    (void)state;
    static const size_t starts[] = {0, 1, 2};
    struct cox_counts counts;
    struct cox_fit fit;
    struct cox_concordance c;
    struct test terms[2], all, wald;
    veterans_by_cell(&counts);
    assert_int_equal(stats_cox(&counts, COX_EFRON, &arena, &fit, NULL), RC_OK);
    assert_close(fit.coefficients[0].value, 0.232834676889495940, 1e-12);
    assert_close(fit.coefficients[1].value, -0.035801123000163082, 1e-12);
    assert_close(fit.log_likelihood, -317.58055489004283, 1e-13);
    assert_true(isnan(fit.coefficients[0].robust_standard_error));
    assert_int_equal(stats_cox_concordance(&fit, NULL, 0, &arena, &c, NULL), RC_OK);
    assert_true(c.concordant == 1522 && c.discordant == 607 && c.tied == 164);
    assert_close(c.share.value, 0.69952027911033576, 1e-14);
    assert_close(c.standard_error, 0.025070027765991595, 1e-12);
    assert_int_equal(
        stats_cox_proportionality(&fit, COX_CLOCK_SURVIVAL, starts, 2, &arena, terms, &all, NULL),
        RC_OK);
    assert_close(terms[0].statistic, 0.050769519075458416, 1e-11);
    assert_close(terms[1].statistic, 6.706788489547091281, 1e-11);
    assert_close(all.statistic, 7.095052212424534765, 1e-11);

    assert_int_equal(stats_cox_robust(&fit, NULL, 0, &arena, NULL), RC_OK);
    assert_close(fit.coefficients[0].standard_error, 0.2010987448954865697, 1e-12);
    assert_close(fit.coefficients[0].robust_standard_error, 0.1771379966698037600, 1e-12);
    assert_close(fit.coefficients[1].robust_standard_error, 0.0050337712585392146, 1e-12);
    assert_close(fit.robust_wald.statistic, 55.269243887625883, 1e-12);
    uint32_t clusters[VETERANS];
    for (uint32_t i = 0; i < VETERANS; i++) clusters[i] = (i + 1) % 20;
    assert_int_equal(stats_cox_robust(&fit, clusters, 20, &arena, NULL), RC_OK);
    assert_close(fit.coefficients[0].robust_standard_error, 0.1515104289512803348, 1e-12);
    assert_close(fit.coefficients[1].robust_standard_error, 0.0053406854156529612, 1e-12);
    assert_close(fit.robust_wald.statistic, 45.893027730328662, 1e-12);
    assert_close(fit.coefficients[1].z, -0.035801123000163082 / 0.0053406854156529612, 1e-12);
    assert_int_equal(stats_cox_concordance(&fit, clusters, 20, &arena, &c, NULL), RC_OK);
    assert_close(c.standard_error, 0.02714811136635752, 1e-12);
    /* All terms at once are the robust Wald test; one alone is its z squared. */
    assert_int_equal(stats_cox_wald(&fit, 0, 2, &arena, &wald, NULL), RC_OK);
    assert_close(wald.statistic, fit.robust_wald.statistic, 1e-14);
    assert_int_equal(stats_cox_wald(&fit, 1, 1, &arena, &wald, NULL), RC_OK);
    assert_close(wald.statistic, fit.coefficients[1].z * fit.coefficients[1].z, 1e-13);
    assert_close(wald.p, fit.coefficients[1].p, 1e-12);
}

/* Therneau's test data 2, (start, stop]: R's proportionality with late entry, robust by cluster. */
static void test_late_entry(void **state)
{
    (void)state;
    static const int32_t rows[] = {
        0, 1, 2, 1, 1, 0, 2, 3, 1, 0, 0, 5, 6, 1, 0, 0, 2, 7,  1, 1, 0, 1, 8,  1, 0,
        0, 7, 9, 1, 1, 0, 3, 9, 1, 1, 0, 4, 9, 0, 1, 0, 8, 14, 0, 0, 0, 8, 17, 0, 0,
    };
    static const size_t starts[] = {0, 1};
    uint32_t clusters[] = {0, 1, 2, 3, 4, 0, 1, 2, 3, 4};
    struct test term, all;
    struct cox_concordance c;
    struct err err = ERR_INIT;
    FIT(rows, 1, COX_EFRON, fit);
    assert_int_equal(fit.status, COX_FITTED);
    assert_int_equal(
        stats_cox_proportionality(&fit, COX_CLOCK_SURVIVAL, starts, 1, &arena, &term, &all, NULL),
        RC_OK);
    assert_close(term.statistic, 0.29099716404261539, 1e-12);
    assert_int_equal(
        stats_cox_proportionality(&fit, COX_CLOCK_DAYS, starts, 1, &arena, &term, &all, NULL),
        RC_OK);
    assert_close(term.statistic, 0.018617665016442898, 1e-12);
    assert_int_equal(stats_cox_concordance(&fit, NULL, 0, &arena, &c, NULL), RC_OK);
    assert_true(c.concordant == 7 && c.discordant == 6 && c.tied == 6 && isnan(c.standard_error));
    assert_int_equal(stats_cox_robust(&fit, NULL, 0, &arena, &err), RC_NUMERIC);
    assert_int_equal(stats_cox_robust(&fit, clusters, 5, &arena, NULL), RC_OK);
    assert_close(fit.coefficients[0].robust_standard_error, 0.69272244614844369, 1e-12);
    assert_int_equal(stats_cox_concordance(&fit, clusters, 5, &arena, &c, NULL), RC_OK);
    assert_close(c.standard_error, 0.14411089448165720, 1e-12);
}

/* Two cohorts; the second comes on day `comes` and has hazards e^36 times as large. */
static void fit_cohorts(bool as_strata, int32_t comes, struct cox_counts *counts,
                        struct cox_fit *fit)
{
    enum { COHORT = 10, WIDTH = ROW_COVARIATES + 1 };
    static const int32_t stops[COHORT] = {2, 3, 3, 4, 5, 6, 6, 7, 8, 9};
    static const int32_t traits[COHORT] = {3, 2, 3, 1, 3, 0, 2, 1, 0, 0};
    int32_t rows[2 * COHORT * WIDTH];
    uint32_t clusters[2 * COHORT];
    for (uint32_t i = 0; i < 2 * COHORT; i++) {
        const bool is_late = i >= COHORT;
        int32_t *row = rows + i * (size_t)WIDTH;
        row[ROW_STRATUM] = as_strata && is_late;
        row[ROW_START] = is_late ? comes : ROW_FROM_START;
        row[ROW_STOP] = stops[i % COHORT] + (is_late ? 20 : 0);
        row[ROW_EVENT] = i % COHORT % 4 != 3;
        row[ROW_COVARIATES] = traits[i % COHORT] + (is_late ? 60 : 0);
        clusters[i] = i;
    }
    count_rows(rows, 2 * (size_t)COHORT, 1, counts);
    assert_int_equal(stats_cox(counts, COX_EFRON, &arena, fit, NULL), RC_OK);
    assert_int_equal(fit->status, COX_FITTED);
    assert_true(fit->coefficients[0].value * 60.0 > 36.0);
    assert_int_equal(stats_cox_robust(fit, clusters, 2 * (size_t)COHORT, &arena, NULL), RC_OK);
}

/* The first have left when the others come, on the last one's day or later: then one stratum is as
 * good as two, and nothing of the others is left when the first are looked at. */
static void test_cohorts_apart(void **state)
{
    (void)state;
    for (int32_t comes = 9; comes < 20; comes += 10) {
        struct cox_counts counts[2];
        struct cox_fit one, two;
        fit_cohorts(false, comes, &counts[0], &one);
        fit_cohorts(true, comes, &counts[1], &two);
        assert_close(one.coefficients[0].value, two.coefficients[0].value, 1e-11);
        assert_close(one.coefficients[0].standard_error, two.coefficients[0].standard_error, 1e-11);
        assert_close(one.coefficients[0].robust_standard_error,
                     two.coefficients[0].robust_standard_error, 1e-11);
        assert_close(one.log_likelihood, two.log_likelihood, 1e-12);
    }
}

#define ASSERT_REFUSED(rows, covariate_count, expected, fault)                                     \
    do {                                                                                           \
        FIT(rows, covariate_count, COX_EFRON, refused);                                            \
        assert_int_equal(refused.status, expected);                                                \
        assert_int_equal(refused.at_fault, fault);                                                 \
        assert_true(cox_refusal(refused.status)[0] != '\0');                                       \
    } while (0)

static void test_refusals(void **state)
{
    (void)state;
    static const int32_t quiet[] = {0, -1, 3, 0, 1, 0, -1, 5, 0, 0};
    ASSERT_REFUSED(quiet, 1, COX_NO_EVENTS, 0);
    static const int32_t constant[] = {0, -1, 3, 1, 1, 7, 0, -1, 5, 1, 0, 7,
                                       0, -1, 6, 1, 1, 7, 0, -1, 8, 1, 0, 7};
    ASSERT_REFUSED(constant, 2, COX_COLLINEAR, 1);
    static const int32_t twice[] = {0, -1, 3, 1, 1, 3, 0, -1, 5, 1, 0, 1,
                                    0, -1, 6, 1, 1, 3, 0, -1, 8, 1, 2, 5};
    ASSERT_REFUSED(twice, 2, COX_COLLINEAR, 1);
    /* Nobody with the second trait has the event. */
    static const int32_t spared[] = {0, -1, 3, 1, 1, 0, 0, -1, 5, 1, 0, 0, 0, -1, 6, 1, 1, 0,
                                     0, -1, 8, 1, 0, 0, 0, -1, 9, 0, 1, 1, 0, -1, 9, 0, 0, 1};
    ASSERT_REFUSED(spared, 2, COX_SEPARATED, 1);
    /* Whoever has it always goes first, by a combination of both traits only. */
    static const int32_t ordered[] = {0, -1, 1, 1, 3, 1, 0, -1, 2, 1, 1, 0, 0, -1, 3, 1, 4, 3,
                                      0, -1, 4, 1, 0, 0, 0, -1, 5, 1, 4, 5, 0, -1, 6, 1, 1, 3};
    struct cox_counts counts;
    struct cox_fit fit;
    count_rows(ordered, 6, 2, &counts);
    assert_int_equal(stats_cox(&counts, COX_BRESLOW, &arena, &fit, NULL), RC_OK);
    assert_int_equal(fit.status, COX_SEPARATED);
    /* The same with late entry. */
    static const int32_t late[] = {0, 0, 3, 1, 0, 0, 1, 5, 1, 0, 0, -1, 6, 1, 0,
                                   0, 2, 8, 1, 0, 0, 4, 9, 0, 1, 0, 2,  9, 0, 1};
    ASSERT_REFUSED(late, 1, COX_SEPARATED, 0);
    assert_string_equal(cox_refusal(COX_FITTED), "");
}

/* One event of 1000 in a category, where 300 were to be expected: far from 0, but finite. And
 * counts a million times as large: with Breslow's ties the estimates stay, errors shrink 1000-fold.
 */
static void test_large_counts(void **state)
{
    (void)state;
    enum { DAYS = 40 };
    struct cox_entry entries[2 * DAYS + 1];
    static const int32_t covariates[] = {0, 1};
    for (uint32_t day = 0; day < DAYS; day++) {
        struct cox_entry *of_day = entries + (size_t)2 * day;
        of_day[0] = (struct cox_entry){day + 1, 0, 30000 + day, 60000 - 7 * day, 0};
        of_day[1] = (struct cox_entry){day + 1, 1, day == 17, 25, 0};
    }
    entries[COUNT(entries) - 1] = (struct cox_entry){DAYS + 1, 0, 0, 2000000, 0};
    const struct cox_counts counts = {.covariate_count = 1,
                                      .pattern_count = 2,
                                      .entry_count = COUNT(entries),
                                      .covariates = covariates,
                                      .entries = entries};
    struct cox_fit efron, breslow, large;
    assert_int_equal(stats_cox(&counts, COX_EFRON, &arena, &efron, NULL), RC_OK);
    assert_int_equal(efron.status, COX_FITTED);
    assert_true(efron.coefficients[0].value < -4 && efron.coefficients[0].value > -6);
    assert_close(efron.coefficients[0].standard_error, 1.0, 1e-3); /* one event: 1 / sqrt(1) */
    assert_int_equal(stats_cox(&counts, COX_BRESLOW, &arena, &breslow, NULL), RC_OK);
    for (size_t i = 0; i < COUNT(entries); i++) {
        entries[i].events *= 1000000;
        entries[i].censored *= 1000000;
    }
    assert_int_equal(stats_cox(&counts, COX_BRESLOW, &arena, &large, NULL), RC_OK);
    assert_close(large.coefficients[0].value, breslow.coefficients[0].value, 1e-12);
    assert_close(large.coefficients[0].standard_error * 1000.0,
                 breslow.coefficients[0].standard_error, 1e-12);
}

static void assert_wrong(const struct cox_counts *counts)
{
    struct cox_fit fit;
    struct err err = ERR_INIT;
    assert_int_equal(stats_cox(counts, COX_EFRON, &arena, &fit, &err), RC_NUMERIC);
    assert_true(err.message[0] != '\0');
}

static void test_wrong_counts(void **state)
{
    (void)state;
    static const int32_t covariates[] = {0, 1};
    static const uint32_t strata[] = {1, 0};
    struct cox_entry entries[] = {{3, 0, 1, 0, 0}, {2, 1, 1, 0, 0}};
    struct cox_counts counts = {.covariate_count = 1,
                                .pattern_count = 2,
                                .entry_count = 2,
                                .covariates = covariates,
                                .entries = entries};
    assert_wrong(&counts); /* days fall */
    entries[1].day = 4;
    counts.strata = strata;
    assert_wrong(&counts); /* strata fall */
    counts.strata = NULL;
    entries[1].pattern = 2;
    assert_wrong(&counts); /* no such pattern */
    entries[1] = (struct cox_entry){4, 1, 0, 0, 1};
    assert_wrong(&counts); /* enters and never leaves */
    entries[1] = (struct cox_entry){4, 1, 1, 0, 0};
    counts.covariate_count = 0;
    assert_wrong(&counts);
    counts.covariate_count = 1;
    static const int32_t rows[] = {0, -1, 3, 1, 1, 0, -1, 5, 1, 0, 0, -1, 6, 1, 1, 0, -1, 8, 1, 0};
    uint32_t clusters[] = {0, 1, 2, 3};
    const size_t starts[] = {0, 2};
    struct test term, all;
    FIT(rows, 1, COX_EFRON, fit);
    assert_int_equal(stats_cox_robust(&fit, clusters, 3, &arena, NULL), RC_NUMERIC);
    assert_int_equal(stats_cox_wald(&fit, 1, 1, &arena, &term, NULL), RC_NUMERIC);
    assert_int_equal(
        stats_cox_proportionality(&fit, COX_CLOCK_DAYS, starts, 1, &arena, &term, &all, NULL),
        RC_NUMERIC);
}

/* All events on one day: nothing can drift. */
static void test_nothing_to_drift(void **state)
{
    (void)state;
    static const int32_t rows[] = {0, -1, 3, 1,  1, 0, -1, 3, 1,  0, 0, -1, 6,
                                   0, 1,  0, -1, 8, 0, 0,  0, -1, 8, 0, 1};
    static const size_t starts[] = {0, 1};
    struct test term, all;
    FIT(rows, 1, COX_EFRON, fit);
    assert_int_equal(fit.status, COX_FITTED);
    assert_int_equal(
        stats_cox_proportionality(&fit, COX_CLOCK_DAYS, starts, 1, &arena, &term, &all, NULL),
        RC_OK);
    assert_false(term.defined || all.defined);
}

int main(void)
{
    gsl_set_error_handler_off();
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_arena, release_arena)
    const struct CMUnitTest tests[] = {
        TEST(test_veterans),         TEST(test_strata_and_clusters), TEST(test_late_entry),
        TEST(test_refusals),         TEST(test_large_counts),        TEST(test_wrong_counts),
        TEST(test_nothing_to_drift), TEST(test_cohorts_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
