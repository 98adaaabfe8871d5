/* NIST's certified means, deviations, autocorrelations and analyses of variance: data with up to 13
 * constant leading digits, which lose everything once they are doubles. */
#include "measure/stats/anova.h"
#include "measure/stats/serial.h"
#include "measure/verify/verify.h"
#include "measure/verify/verify_moments_sets.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Adds the next value of a series. */
static void add_value(struct serial_sums *sums, int64_t value)
{
    if (sums->moments.n == 0)
        sums->first = value;
    else
        sums->neighbours += (i128)sums->last * value;
    sums->last = value;
    sums->moments.n++;
    sums->moments.sum += value;
    sums->moments.square_sum += (i128)value * value;
}

/* Mean, standard deviation, autocorrelation of lag 1. */
static enum rc describe(const struct serial_sums *sums, double *computed, struct err *err)
{
    enum rc rc = stats_mean(&sums->moments, &computed[0], err);
    if (rc == RC_OK) rc = stats_variance(&sums->moments, &computed[1], err);
    if (rc == RC_OK) rc = stats_serial_correlation(sums, &computed[2], err);
    computed[1] = sqrt(computed[1]);
    return rc;
}

static enum rc describe_values(const int32_t *values, size_t count, int64_t scale, double *computed,
                               struct err *err)
{
    struct serial_sums sums = {.moments = {.scale = scale}};
    for (size_t i = 0; i < count; i++) add_value(&sums, values[i]);
    return describe(&sums, computed, err);
}

#define UNIVARIATE(id, scale)                                                                      \
    static enum rc id(double *computed, struct arena *arena, struct err *err)                      \
    {                                                                                              \
        (void)arena;                                                                               \
        return describe_values(id##_seen, COUNT(id##_seen), scale, computed, err);                 \
    }

UNIVARIATE(lew, 1)
UNIVARIATE(lottery, 1)
UNIVARIATE(mavro, 100000)
UNIVARIATE(michelso, 100)

/* From how often digits follow each other: the sums are all that is needed. */
static enum rc pidigits(double *computed, struct arena *arena, struct err *err)
{
    (void)arena;
    struct serial_sums sums = {
        .moments = {.n = 1, .sum = 3, .square_sum = 9, .scale = 1}, .first = 3, .last = 2};
    for (int a = 0; a < 10; a++)
        for (int b = 0; b < 10; b++) {
            const i128 count = pi_pairs[a][b];
            sums.moments.n += (uint64_t)count;
            sums.moments.sum += count * b;
            sums.moments.square_sum += count * b * b;
            sums.neighbours += count * a * b;
        }
    return describe(&sums, computed, err);
}

static enum rc numacc1(double *computed, struct arena *arena, struct err *err)
{
    (void)arena;
    static const int32_t values[] = {10000001, 10000003, 10000002};
    return describe_values(values, COUNT(values), 1, computed, err);
}

/* origin + 0.2 once, then + 0.1 and + 0.3 in turn, 1001 values in tenths. */
static enum rc numacc(int64_t origin, double *computed, struct err *err)
{
    struct serial_sums sums = {.moments = {.scale = 10}};
    add_value(&sums, 10 * origin + 2);
    for (int i = 0; i < 500; i++) {
        add_value(&sums, 10 * origin + 1);
        add_value(&sums, 10 * origin + 3);
    }
    return describe(&sums, computed, err);
}

static enum rc numacc2(double *computed, struct arena *arena, struct err *err)
{
    (void)arena;
    return numacc(1, computed, err);
}

static enum rc numacc3(double *computed, struct arena *arena, struct err *err)
{
    (void)arena;
    return numacc(1000000, computed, err);
}

static enum rc numacc4(double *computed, struct arena *arena, struct err *err)
{
    (void)arena;
    return numacc(10000000, computed, err);
}

static void add_moment(struct moments *moments, int64_t value)
{
    moments->n++;
    moments->sum += value;
    moments->square_sum += (i128)value * value;
}

/* Between and within squares, F, R squared, residual deviation. */
static enum rc compare(const struct moments *groups, size_t group_count, double *computed,
                       struct err *err)
{
    struct anova found;
    const enum rc rc = stats_anova(groups, group_count, &found, err);
    computed[0] = found.between_squares;
    computed[1] = found.within_squares;
    computed[2] = found.f.statistic;
    computed[3] = found.r_squared;
    computed[4] = found.residual_sd;
    return rc;
}

static enum rc compare_values(const int32_t *values, size_t group_count, size_t group_n,
                              int64_t scale, double *computed, struct arena *arena, struct err *err)
{
    struct moments *groups = arena_take_array(arena, group_count, sizeof *groups);
    if (groups == NULL) return err_memory(err, group_count * sizeof *groups);
    for (size_t g = 0; g < group_count; g++) {
        groups[g].scale = scale;
        for (size_t i = 0; i < group_n; i++) add_moment(&groups[g], values[g * group_n + i]);
    }
    return compare(groups, group_count, computed, err);
}

static enum rc sirstv_anova(double *computed, struct arena *arena, struct err *err)
{
    return compare_values(sirstv[0], 5, 5, 10000, computed, arena, err);
}

static enum rc atmwtag_anova(double *computed, struct arena *arena, struct err *err)
{
    return compare_values(atmwtag[0], 2, 24, 10000000, computed, arena, err);
}

/* Nine groups of an odd number of values: the group's middle, then 0.1 less and 0.1 more in turn;
 * middles origin + 0.4 once, + 0.3 and + 0.5 in turn. */
static enum rc simon_lesage(int64_t origin, int group_n, double *computed, struct arena *arena,
                            struct err *err)
{
    const size_t group_count = 9;
    struct moments *groups = arena_take_array(arena, group_count, sizeof *groups);
    if (groups == NULL) return err_memory(err, group_count * sizeof *groups);
    for (size_t g = 0; g < group_count; g++) {
        const int64_t middle = 10 * origin + (g == 0 ? 4 : g % 2 == 1 ? 3 : 5);
        groups[g].scale = 10;
        for (int i = 0; i < group_n; i++)
            add_moment(&groups[g], middle + (i == 0 ? 0 : i % 2 == 1 ? -1 : 1));
    }
    return compare(groups, group_count, computed, err);
}

#define SIMON_LESAGE(id, origin, group_n)                                                          \
    static enum rc id(double *computed, struct arena *arena, struct err *err)                      \
    {                                                                                              \
        return simon_lesage(origin, group_n, computed, arena, err);                                \
    }

SIMON_LESAGE(smls01, 1, 21)
SIMON_LESAGE(smls02, 1, 201)
SIMON_LESAGE(smls03, 1, 2001)
SIMON_LESAGE(smls04, 1000000, 21)
SIMON_LESAGE(smls05, 1000000, 201)
SIMON_LESAGE(smls06, 1000000, 2001)
SIMON_LESAGE(smls07, 1000000000000, 21)
SIMON_LESAGE(smls08, 1000000000000, 201)
SIMON_LESAGE(smls09, 1000000000000, 2001)

#define DESCRIBED(id, mean, deviation, correlation)                                                \
    static const struct verify_value id##_values[] = {                                             \
        {"mean", mean, NULL},                                                                      \
        {"standard deviation", deviation, NULL},                                                   \
        {"autocorrelation", correlation, NULL},                                                    \
    }

DESCRIBED(lew, -177.435, 277.332168044316, -0.307304800605679);
DESCRIBED(lottery, 518.958715596330, 291.699727470969, -0.120948622967393);
DESCRIBED(mavro, 2.001856, 0.000429123454003053, 0.937989183438248);
DESCRIBED(michelso, 299.8524, 0.0790105478190518, 0.535199668621283);
DESCRIBED(pidigits, 4.5348, 2.86733906028871, -0.00355099287237972);
DESCRIBED(numacc1, 10000002, 1, -0.5);
DESCRIBED(numacc2, 1.2, 0.1, -0.999);
DESCRIBED(numacc3, 1000000.2, 0.1, -0.999);
DESCRIBED(numacc4, 10000000.2, 0.1, -0.999);

#define COMPARED(id, between, within, f, r_squared, deviation)                                     \
    static const struct verify_value id##_values[] =                                               \
        {                                                                                          \
            {"between squares", between, NULL},                                                    \
            {"within squares", within, NULL},                                                      \
            {"F", f, NULL},                                                                        \
            {"R squared", r_squared, NULL},                                                        \
            {"residual deviation", deviation, NULL},                                               \
    }

COMPARED(sirstv_anova, 0.0511462616, 0.21663656, 1.18046237440255, 0.190999039051129,
         0.104076068334656);
COMPARED(atmwtag_anova, 3.638341875e-9, 1.04951729166667e-8, 15.9467335677930, 0.257426544538321,
         1.51048314446410e-5);
COMPARED(simon_lesage_21, 1.68, 1.8, 21, 0.482758620689655, 0.1);
COMPARED(simon_lesage_201, 16.08, 18, 201, 0.471830985915493, 0.1);
COMPARED(simon_lesage_2001, 160.08, 180, 2001, 0.470712773465067, 0.1);

#define CASE(id, values, from)                                                                     \
    {                                                                                              \
        "moments." #id, "NIST StRD " from ", certified values", VERIFY_DIGITS_OF_INTEGERS,         \
            values##_values, COUNT(values##_values), id                                            \
    }

static const struct verify_case cases[] = {
    CASE(lew, lew, "univariate: Lew"),
    CASE(lottery, lottery, "univariate: Lottery"),
    CASE(mavro, mavro, "univariate: Mavro"),
    CASE(michelso, michelso, "univariate: Michelso"),
    CASE(pidigits, pidigits, "univariate: PiDigits"),
    CASE(numacc1, numacc1, "univariate: NumAcc1"),
    CASE(numacc2, numacc2, "univariate: NumAcc2"),
    CASE(numacc3, numacc3, "univariate: NumAcc3"),
    CASE(numacc4, numacc4, "univariate: NumAcc4"),
    CASE(sirstv_anova, sirstv_anova, "analysis of variance: SiRstv"),
    CASE(atmwtag_anova, atmwtag_anova, "analysis of variance: AtmWtAg"),
    CASE(smls01, simon_lesage_21, "analysis of variance: SmLs01"),
    CASE(smls02, simon_lesage_201, "analysis of variance: SmLs02"),
    CASE(smls03, simon_lesage_2001, "analysis of variance: SmLs03"),
    CASE(smls04, simon_lesage_21, "analysis of variance: SmLs04"),
    CASE(smls05, simon_lesage_201, "analysis of variance: SmLs05"),
    CASE(smls06, simon_lesage_2001, "analysis of variance: SmLs06"),
    CASE(smls07, simon_lesage_21, "analysis of variance: SmLs07"),
    CASE(smls08, simon_lesage_201, "analysis of variance: SmLs08"),
    CASE(smls09, simon_lesage_2001, "analysis of variance: SmLs09"),
};

const struct verify_topic verify_moments = {"moments", cases, COUNT(cases)};
