/* layer: measure */
#include "measure/stats/cox.h"
#include "measure/verify/verify_rows.h"
#include "test_stats_close.h"

#include <gsl/gsl_errno.h>

#include <stdlib.h>
#include <string.h>

/* Cox models of random persons, with many ties, strata and late entries, against sums over persons
 * written down from the definitions in long double. */
enum { PERSONS = 60, TRAITS = 3, WIDTH = ROW_COVARIATES + TRAITS, TRIALS = 300, CLUSTERS = 7 };

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525U + 1013904223U;
    return *state >> 8;
}

struct study {
    int32_t rows[PERSONS * WIDTH];
    bool is_efron;
    const double *at; /* coefficients */
};

static const int32_t *person(const struct study *s, size_t i)
{
    return s->rows + i * WIDTH;
}

static bool is_at_risk(const int32_t *row, int32_t stratum, int32_t day)
{
    return row[ROW_STRATUM] == stratum && row[ROW_START] < day && day <= row[ROW_STOP];
}

static bool dies(const int32_t *row, int32_t stratum, int32_t day)
{
    return row[ROW_STRATUM] == stratum && row[ROW_STOP] == day && row[ROW_EVENT] == 1;
}

static long double hazard_of(const struct study *s, const int32_t *row)
{
    long double eta = 0.0L;
    for (size_t j = 0; j < TRAITS; j++) eta += (long double)s->at[j] * row[ROW_COVARIATES + j];
    return expl(eta);
}

/* The risk set that the event in order `order` of `deaths` meets: sum of hazards and means. */
static long double risk_set(const struct study *s, int32_t stratum, int32_t day, int order,
                            int deaths, long double mean[TRAITS],
                            long double second[TRAITS][TRAITS])
{
    long double whole = 0.0L;
    memset(mean, 0, TRAITS * sizeof *mean);
    memset(second, 0, TRAITS * sizeof *second);
    for (size_t i = 0; i < PERSONS; i++) {
        const int32_t *row = person(s, i), *x = row + ROW_COVARIATES;
        if (!is_at_risk(row, stratum, day)) continue;
        long double hazard = hazard_of(s, row);
        if (s->is_efron && dies(row, stratum, day)) hazard *= 1.0L - (long double)order / deaths;
        whole += hazard;
        for (size_t j = 0; j < TRAITS; j++) {
            mean[j] += hazard * x[j];
            for (size_t k = 0; k < TRAITS; k++) second[j][k] += hazard * x[j] * x[k];
        }
    }
    for (size_t j = 0; j < TRAITS; j++) {
        mean[j] /= whole;
        for (size_t k = 0; k < TRAITS; k++) second[j][k] /= whole;
    }
    return whole;
}

struct sums {
    long double log_likelihood, score[TRAITS], information[TRAITS][TRAITS];
    long double residuals[PERSONS][TRAITS]; /* score residuals */
};

static int count_deaths(const struct study *s, int32_t stratum, int32_t day)
{
    int deaths = 0;
    for (size_t i = 0; i < PERSONS; i++) deaths += dies(person(s, i), stratum, day);
    return deaths;
}

static void add_death(const struct study *s, int32_t stratum, int32_t day, int order, int deaths,
                      struct sums *out)
{
    long double mean[TRAITS], second[TRAITS][TRAITS];
    const long double whole = risk_set(s, stratum, day, order, deaths, mean, second);
    out->log_likelihood -= logl(whole);
    for (size_t j = 0; j < TRAITS; j++)
        for (size_t k = 0; k < TRAITS; k++)
            out->information[j][k] += second[j][k] - mean[j] * mean[k];
    for (size_t i = 0; i < PERSONS; i++) {
        const int32_t *row = person(s, i), *x = row + ROW_COVARIATES;
        if (!is_at_risk(row, stratum, day)) continue;
        const bool is_dying = dies(row, stratum, day);
        long double hazard = hazard_of(s, row) / whole;
        if (s->is_efron && is_dying) hazard *= 1.0L - (long double)order / deaths;
        for (size_t j = 0; j < TRAITS; j++) {
            out->residuals[i][j] += (x[j] - mean[j]) * ((is_dying ? 1.0L / deaths : 0.0L) - hazard);
            if (is_dying) out->score[j] += (x[j] - mean[j]) / deaths;
        }
    }
}

static void add_up(const struct study *s, struct sums *out)
{
    memset(out, 0, sizeof *out);
    for (int32_t stratum = 0; stratum < 3; stratum++)
        for (int32_t day = 0; day < 40; day++) {
            const int deaths = count_deaths(s, stratum, day);
            for (int order = 0; order < deaths; order++)
                add_death(s, stratum, day, order, deaths, out);
        }
    for (size_t i = 0; i < PERSONS; i++)
        if (person(s, i)[ROW_EVENT] == 1) out->log_likelihood += logl(hazard_of(s, person(s, i)));
}

static void make_study(struct study *s, uint32_t seed, bool is_late)
{
    uint32_t state = seed * 977U + 5U;
    const uint32_t strata = 1 + next_random(&state) % 3, days = 4 + next_random(&state) % 30;
    for (size_t i = 0; i < PERSONS; i++) {
        int32_t *row = s->rows + i * WIDTH;
        row[ROW_STRATUM] = (int32_t)(next_random(&state) % strata);
        row[ROW_STOP] = (int32_t)(1 + next_random(&state) % days);
        row[ROW_START] = ROW_FROM_START;
        if (is_late && next_random(&state) % 2 == 0)
            row[ROW_START] = (int32_t)(next_random(&state) % (uint32_t)row[ROW_STOP]);
        row[ROW_EVENT] = next_random(&state) % 3 != 0;
        row[ROW_COVARIATES] = (int32_t)(next_random(&state) % 2);
        row[ROW_COVARIATES + 1] = (int32_t)(next_random(&state) % 4) + 1000;
        row[ROW_COVARIATES + 2] = (int32_t)(next_random(&state) % 2) * 5 - 2;
    }
    s->is_efron = seed % 2 == 0;
}

/* Pairs and the spread of the share: a person's weight changes it by what he adds to both sums. */
static void assert_concordance(const struct study *s, const struct cox_concordance *c, bool is_late)
{
    long double agreeing[PERSONS] = {0}, all[PERSONS] = {0};
    long double concordant = 0, tied = 0, pairs = 0;
    for (size_t i = 0; i < PERSONS; i++)
        for (size_t j = 0; j < PERSONS; j++) {
            const int32_t *first = person(s, i), *other = person(s, j);
            const bool is_outlived = other[ROW_STOP] > first[ROW_STOP] || other[ROW_EVENT] == 0;
            if (first[ROW_EVENT] == 0 || i == j || !is_outlived ||
                !is_at_risk(other, first[ROW_STRATUM], first[ROW_STOP]))
                continue;
            double apart = 0.0;
            for (size_t k = 0; k < TRAITS; k++)
                apart += s->at[k] * (first[ROW_COVARIATES + k] - other[ROW_COVARIATES + k]);
            const long double agrees = fabs(apart) < 1e-11 ? 0.5L : apart > 0.0;
            concordant += agrees == 1.0L;
            tied += agrees == 0.5L;
            pairs += 1.0L;
            agreeing[i] += agrees;
            agreeing[j] += agrees;
            all[i] += 1.0L;
            all[j] += 1.0L;
        }
    assert_true(c->concordant == (double)concordant && c->tied == (double)tied);
    assert_true(c->discordant == (double)(pairs - concordant - tied));
    const long double share = (concordant + tied / 2.0L) / pairs;
    assert_close(c->share.value, (double)share, 1e-14);
    long double variance = 0.0L;
    for (size_t i = 0; i < PERSONS; i++) {
        const long double moved = (agreeing[i] - share * all[i]) / pairs;
        variance += moved * moved;
    }
    assert_close(c->standard_error, is_late ? (double)NAN : (double)sqrtl(variance), 1e-11);
}

/* covariance * (information * covariance) = covariance, without inverting anything here. */
static void assert_inverse(const double *covariance, const long double information[TRAITS][TRAITS])
{
    for (size_t i = 0; i < TRAITS; i++)
        for (size_t j = 0; j < TRAITS; j++) {
            long double sum = 0.0L;
            for (size_t k = 0; k < TRAITS; k++)
                sum += (long double)covariance[i * TRAITS + k] * information[k][j];
            assert_true(fabsl(sum - (i == j)) < 1e-9L);
        }
}

static void assert_sandwich(const struct cox_fit *fit, const struct sums *sums,
                            const uint32_t *clusters)
{
    long double parts[PERSONS][TRAITS] = {{0}};
    for (size_t i = 0; i < PERSONS; i++)
        for (size_t j = 0; j < TRAITS; j++)
            for (size_t k = 0; k < TRAITS; k++)
                parts[clusters == NULL ? i : clusters[i]][j] +=
                    sums->residuals[i][k] * (long double)fit->covariance[k * TRAITS + j];
    for (size_t j = 0; j < TRAITS; j++) {
        long double variance = 0.0L;
        for (size_t i = 0; i < PERSONS; i++) variance += parts[i][j] * parts[i][j];
        assert_close(fit->coefficients[j].robust_standard_error, (double)sqrtl(variance), 1e-8);
    }
}

static bool check_study(struct study *s, bool is_late, struct arena *arena)
{
    struct cox_counts counts;
    struct cox_fit fit;
    struct cox_concordance concordance;
    struct sums sums;
    uint32_t clusters[PERSONS];
    assert_int_equal(verify_cox_counts(s->rows, PERSONS, TRAITS, arena, &counts, NULL), RC_OK);
    assert_int_equal(stats_cox(&counts, s->is_efron ? COX_EFRON : COX_BRESLOW, arena, &fit, NULL),
                     RC_OK);
    if (fit.status != COX_FITTED) return false;
    double at[TRAITS];
    for (size_t j = 0; j < TRAITS; j++) at[j] = fit.coefficients[j].value;
    s->at = at;
    add_up(s, &sums);
    assert_close(fit.log_likelihood, (double)sums.log_likelihood, 1e-12);
    for (size_t j = 0; j < TRAITS; j++) /* at the maximum, in standard errors */
        assert_true(fabsl(sums.score[j]) * (long double)fit.coefficients[j].standard_error < 1e-9L);
    assert_inverse(fit.covariance, (const long double(*)[TRAITS])sums.information);
    assert_int_equal(stats_cox_concordance(&fit, NULL, 0, arena, &concordance, NULL), RC_OK);
    assert_concordance(s, &concordance, is_late);
    for (uint32_t i = 0; i < PERSONS; i++) clusters[i] = i * 3 % CLUSTERS;
    assert_int_equal(stats_cox_robust(&fit, clusters, CLUSTERS, arena, NULL), RC_OK);
    assert_sandwich(&fit, &sums, clusters);
    if (is_late) return true;
    assert_int_equal(stats_cox_robust(&fit, NULL, 0, arena, NULL), RC_OK);
    assert_sandwich(&fit, &sums, NULL);
    return true;
}

static void check_many(bool is_late)
{
    static struct study study;
    int fitted = 0;
    for (uint32_t seed = 0; seed < TRIALS; seed++) {
        struct arena arena;
        arena_init(&arena);
        make_study(&study, seed, is_late);
        for (size_t i = 0; !is_late && i < PERSONS; i++)
            study.rows[i * WIDTH + ROW_START] = ROW_FROM_START;
        fitted += check_study(&study, is_late, &arena);
        arena_release(&arena);
    }
    assert_true(fitted > TRIALS * 9 / 10);
}

static void test_random_persons(void **state)
{
    (void)state;
    check_many(false);
}

static void test_random_late_persons(void **state)
{
    (void)state;
    check_many(true);
}

static int by_place(const void *left, const void *right)
{
    return memcmp(left, right, WIDTH * sizeof(int32_t));
}

/* Persons alike counted as one pattern are the same study as persons one by one. */
static void test_patterns(void **state)
{
    (void)state;
    enum { PATTERNS = 2 * 4 * 2, DAYS = 40 };
    struct arena arena;
    struct study study;
    struct cox_counts alone;
    struct cox_fit fit, fit_alone;
    int32_t covariates[PATTERNS + 1][TRAITS] = {{0}}; /* the last: nobody's, and far away */
    uint64_t cells[DAYS][PATTERNS][2] = {{{0}}};
    struct cox_entry entries[DAYS * PATTERNS];
    size_t count = 0;
    arena_init(&arena);
    make_study(&study, 4, false);
    for (size_t i = 0; i < PERSONS; i++) {
        int32_t *row = study.rows + i * WIDTH, *x = row + ROW_COVARIATES;
        row[ROW_STRATUM] = 0;
        const size_t pattern =
            (size_t)x[0] + 2 * ((size_t)x[1] - 1000) + 8 * ((size_t)(x[2] + 2) / 5);
        memcpy(covariates[pattern], x, sizeof covariates[pattern]);
        cells[row[ROW_STOP]][pattern][row[ROW_EVENT]]++;
    }
    qsort(study.rows, PERSONS, WIDTH * sizeof(int32_t), by_place);
    for (uint32_t day = 0; day < DAYS; day++)
        for (uint32_t pattern = 0; pattern < PATTERNS; pattern++)
            if (cells[day][pattern][0] + cells[day][pattern][1] > 0)
                entries[count++] = (struct cox_entry){day, pattern, cells[day][pattern][1],
                                                      cells[day][pattern][0], 0};
    assert_true(count < PERSONS);
    covariates[PATTERNS][1] = INT32_MAX;
    const struct cox_counts together = {.covariate_count = TRAITS,
                                        .pattern_count = PATTERNS + 1,
                                        .entry_count = count,
                                        .covariates = covariates[0],
                                        .entries = entries};
    assert_int_equal(verify_cox_counts(study.rows, PERSONS, TRAITS, &arena, &alone, NULL), RC_OK);
    assert_int_equal(stats_cox(&alone, COX_EFRON, &arena, &fit_alone, NULL), RC_OK);
    assert_int_equal(stats_cox(&together, COX_EFRON, &arena, &fit, NULL), RC_OK);
    assert_int_equal(fit.status, COX_FITTED);
    assert_int_equal(stats_cox_robust(&fit, NULL, 0, &arena, NULL), RC_OK);
    assert_int_equal(stats_cox_robust(&fit_alone, NULL, 0, &arena, NULL), RC_OK);
    for (size_t j = 0; j < TRAITS; j++) {
        assert_close(fit.coefficients[j].value, fit_alone.coefficients[j].value, 1e-11);
        assert_close(fit.coefficients[j].robust_standard_error,
                     fit_alone.coefficients[j].robust_standard_error, 1e-11);
    }
    arena_release(&arena);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_persons),
        cmocka_unit_test(test_random_late_persons),
        cmocka_unit_test(test_patterns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
