/* Published control charts. Expected values: R 4.2 from the data of R's package qcc 3
 * (tests/reference/R_chart.R), whose documentation prints the rounded ones; rules: qcc's tests. */
#include "measure/stats/chart_rules.h"
#include "measure/verify/verify.h"

#include <math.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { MONTHS_MOST = 40, JUICES = 30, CIRCUITS = 26, SAMPLES = 25, RINGS = 5 };

static const uint64_t juice[JUICES] = {12, 15, 8, 10, 4,  7,  16, 9,  14, 10, 5,  6, 17, 12, 22,
                                       8,  10, 5, 13, 11, 20, 18, 24, 15, 9,  12, 7, 13, 9,  6};
static const uint64_t boards[CIRCUITS] = {21, 24, 16, 12, 15, 5,  28, 20, 31, 25, 20, 24, 16,
                                          19, 10, 17, 13, 22, 18, 39, 30, 24, 16, 19, 17, 15};

/* Thousandths of a millimetre above 74 mm. */
static const int ring[SAMPLES][RINGS] = {
    {30, 2, 19, -8, 8},    {-5, -8, 1, 11, 4},   {-12, 24, 21, 5, 2},   {2, -4, -7, 15, 9},
    {-8, 7, 15, -11, 14},  {9, -6, -3, -15, -7}, {-5, 6, -6, 0, 5},     {-15, 3, -7, 15, -12},
    {8, -5, 9, 5, 4},      {-2, 0, -10, 7, -5},  {-6, -2, -6, -5, -10}, {4, 0, 7, 0, -4},
    {-17, 2, -2, -3, 12},  {6, -33, -6, 0, -16}, {12, 14, -2, -1, 7},   {0, -16, 5, -2, -4},
    {-6, 12, -14, 5, 7},   {6, 10, 18, 3, 0},    {-16, 2, 3, 5, -3},    {0, 10, 13, 20, 3},
    {-12, 1, 9, 5, -4},    {4, -1, -10, 6, 9},   {10, -11, -10, 9, 14}, {15, 8, -7, 0, 10},
    {-18, -16, -5, 17, 13}};

/* A chart of counts over equal sizes with up to two months left out of its base (0: none). */
struct counted {
    enum chart_kind kind;
    const uint64_t *met;
    size_t count;
    double size;
    size_t without[2]; /* from 1 */
};

static enum rc chart_of(const struct counted *c, struct chart *chart, struct chart_point *points,
                        struct err *err)
{
    struct chart_count months[MONTHS_MOST];
    for (size_t i = 0; i < c->count; i++)
        months[i] = (struct chart_count){c->met[i], c->size,
                                         i + 1 != c->without[0] && i + 1 != c->without[1]};
    return stats_chart_counts(c->kind, months, c->count, chart, points, err);
}

/* Centre, lower, upper of the first point. */
static enum rc put_limits(const struct counted *c, double *computed, struct err *err)
{
    struct chart chart;
    struct chart_point points[MONTHS_MOST];
    const enum rc rc = chart_of(c, &chart, points, err);
    computed[0] = chart.centre;
    computed[1] = points[0].lower;
    computed[2] = points[0].upper;
    return rc;
}

static enum rc orangejuice(double *computed, struct arena *arena, struct err *err)
{
    (void)arena;
    const struct counted all = {CHART_P, juice, JUICES, 50.0, {0, 0}};
    const struct counted without = {CHART_P, juice, JUICES, 50.0, {15, 23}};
    const enum rc rc = put_limits(&all, computed, err);
    return rc == RC_OK ? put_limits(&without, computed + 3, err) : rc;
}

static enum rc circuit(double *computed, struct arena *arena, struct err *err)
{
    (void)arena;
    const struct counted without = {CHART_U, boards, CIRCUITS, 100.0, {6, 20}};
    return put_limits(&without, computed, err);
}

static enum rc pcmanufact(double *computed, struct arena *arena, struct err *err)
{
    (void)arena;
    static const uint64_t computers[20] = {10, 12, 8, 14, 10, 16, 11, 7,  10, 15,
                                           9,  5,  7, 11, 12, 6,  8,  10, 7,  5};
    const struct counted all = {CHART_U, computers, 20, 5.0, {0, 0}};
    return put_limits(&all, computed, err);
}

/* Laney's charts: sigma_z and the upper limit of the first point. */
static enum rc laney(double *computed, struct arena *arena, struct err *err)
{
    (void)arena;
    const struct counted charts[] = {{CHART_P_PRIME, juice, JUICES, 50.0, {0, 0}},
                                     {CHART_U_PRIME, boards, CIRCUITS, 100.0, {0, 0}}};
    enum rc rc = RC_OK;
    for (size_t i = 0; i < COUNT(charts) && rc == RC_OK; i++) {
        struct chart chart;
        struct chart_point points[MONTHS_MOST];
        rc = chart_of(&charts[i], &chart, points, err);
        computed[2 * i] = chart.spread;
        computed[2 * i + 1] = points[0].upper;
    }
    return rc;
}

static enum rc dispersion(double *computed, struct arena *arena, struct err *err)
{
    (void)arena;
    static const uint64_t few[30] = {12, 11, 18, 11, 10, 16, 9,  11, 14, 15, 11, 9,  10, 13, 12,
                                     8,  12, 13, 10, 12, 13, 16, 12, 18, 16, 10, 16, 10, 12, 14};
    static const uint64_t many[30] = {11, 8, 13, 11, 13, 17, 25, 23, 11, 16, 9,  15, 10, 16, 12,
                                      8,  9, 15, 4,  12, 12, 12, 15, 17, 14, 17, 12, 12, 7,  16};
    const struct counted charts[] = {{CHART_P, few, 30, 50.0, {0, 0}},
                                     {CHART_U, many, 30, 1.0, {0, 0}}};
    enum rc rc = RC_OK;
    for (size_t i = 0; i < COUNT(charts) && rc == RC_OK; i++) {
        struct chart chart;
        struct chart_point points[MONTHS_MOST];
        rc = chart_of(&charts[i], &chart, points, err);
        computed[2 * i] = chart.dispersion.statistic;
        computed[2 * i + 1] = chart.dispersion.p;
    }
    return rc;
}

static enum rc pistonrings(double *computed, struct arena *arena, struct err *err)
{
    (void)arena;
    struct chart_group months[SAMPLES];
    struct chart_point means[SAMPLES], deviations[SAMPLES];
    struct chart chart;
    for (size_t i = 0; i < SAMPLES; i++) {
        months[i] = (struct chart_group){{RINGS, 0, 0, 1000}, true};
        for (size_t j = 0; j < RINGS; j++) {
            const int64_t diameter = 74000 + ring[i][j];
            months[i].moments.sum += diameter;
            months[i].moments.square_sum += (i128)diameter * diameter;
        }
    }
    const enum rc rc = stats_chart_groups(months, SAMPLES, &chart, means, deviations, err);
    computed[0] = chart.centre;
    computed[1] = chart.spread;
    computed[2] = means[0].lower;
    computed[3] = means[0].upper;
    computed[4] = stats_chart_c4(RINGS).c4 * chart.spread;
    computed[5] = deviations[0].upper;
    return rc;
}

static enum rc flow(double *computed, struct arena *arena, struct err *err)
{
    (void)arena, (void)err;
    static const double rates[10] = {49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1};
    struct chart_value months[10];
    struct chart_point values[10], ranges[10];
    struct chart chart;
    for (size_t i = 0; i < 10; i++) months[i] = (struct chart_value){rates[i], true};
    stats_chart_individuals(months, 10, &chart, values, ranges);
    computed[0] = chart.centre;
    computed[1] = chart.spread * CHART_D2;
    computed[2] = values[0].lower;
    computed[3] = values[0].upper;
    return RC_OK;
}

/* The first and the last point (from 1) that a rule finds among points with centre 0 and sigma 1.
 */
static double *put_found(double *computed, unsigned rule, const double *values, size_t count)
{
    struct chart_point points[MONTHS_MOST];
    unsigned found[MONTHS_MOST];
    for (size_t i = 0; i < count; i++)
        points[i] = (struct chart_point){values[i], -3.0, 3.0, 1.0, values[i]};
    stats_chart_rules(rule, points, count, found);
    computed[0] = computed[1] = 0.0;
    for (size_t i = 0; i < count; i++) {
        if (found[i] == 0) continue;
        if (computed[0] == 0.0) computed[0] = (double)(i + 1);
        computed[1] = (double)(i + 1);
    }
    return computed + 2;
}

static enum rc rules(double *computed, struct arena *arena, struct err *err)
{
    (void)arena, (void)err;
    static const double beyond[] = {0, 3.2, -3.5, 2.9}, two[] = {0, 2.5, 1.0, 2.6, 0};
    static const double four[] = {0, 1.2, 1.3, 0.2, 1.4, 1.5};
    static const double side[] = {.5, .5, .5, .5, .5, .5, .5, .5, .5, .5};
    static const double trend[] = {1, 2, 3, 4, 5, 6, 7, 7, 6, 5, 4, 3, 2, 1};
    static const double alternating[] = {1, 3, 2, 4, 3, 5, 4, 6, 5, 7, 6, 8, 7, 9, 8};
    static const double near[] = {.3, .3, .3, .3, .3, .3, .3, .3, .3,
                                  .3, .3, .3, .3, .3, .3, .3, 1.2};
    static const double mixed[] = {1.2, -1.3, 1.1, -1.4, 1.5, -1.2, 1.3, -1.1, 0.2};
    computed = put_found(computed, RULE_BEYOND_3, beyond, COUNT(beyond));
    computed = put_found(computed, RULE_2_OF_3_BEYOND_2, two, COUNT(two));
    computed = put_found(computed, RULE_4_OF_5_BEYOND_1, four, COUNT(four));
    computed = put_found(computed, RULE_9_ON_A_SIDE, side, COUNT(side));
    computed = put_found(computed, RULE_6_TRENDING, trend, COUNT(trend));
    computed = put_found(computed, RULE_14_ALTERNATING, alternating, COUNT(alternating));
    computed = put_found(computed, RULE_15_WITHIN_1, near, COUNT(near));
    put_found(computed, RULE_8_BEYOND_1, mixed, COUNT(mixed));
    return RC_OK;
}

/* Limits of the runs of 12, 24 and 40 points: the longest allowed and the least crossings. */
static enum rc runs(double *computed, struct arena *arena, struct err *err)
{
    (void)arena;
    static const size_t counts[] = {12, 24, 40};
    struct chart_point points[MONTHS_MOST];
    enum rc rc = RC_OK;
    for (size_t i = 0; i < MONTHS_MOST; i++) points[i].value = i % 2 == 0 ? 1.0 : -1.0;
    for (size_t i = 0; i < COUNT(counts) && rc == RC_OK; i++) {
        struct chart_runs found;
        rc = stats_chart_runs(points, counts[i], 0.0, &found, err);
        computed[2 * i] = (double)found.longest_allowed;
        computed[2 * i + 1] = (double)found.crossing_least;
    }
    return rc;
}

static const struct verify_value orangejuice_values[] = {
    {"centre", 0.23133333333333333333, "0.2313333"}, {"lower", 0.052427548071928232, "0.05242755"},
    {"upper", 0.41023911859473844, "0.4102391"},     {"centre without 15 and 23", 0.215, "0.215"},
    {"lower", 0.040702839954289555, "0.04070284"},   {"upper", 0.38929716004571047, "0.3892972"},
};

static const struct verify_value circuit_values[] = {
    {"centre without 6 and 20", 0.196666666666666667, "0.1966667"},
    {"lower", 0.06362531971016594, "0.06362532"},
    {"upper", 0.32970801362316737, "0.329708"},
};

static const struct verify_value pcmanufact_values[] = {
    {"centre", 1.93, "1.93"},
    {"lower", 0.066133051958911837, "0.06613305"},
    {"upper", 3.7938669480410878, "3.793867"},
};

static const struct verify_value laney_values[] = {
    {"orange juice sigma_z", 1.6608667197432385, NULL},
    {"upper", 0.52847199804353151, NULL},
    {"circuit sigma_z", 1.4327988357813222, NULL},
    {"upper", 0.38995090016366618, NULL},
};

static const struct verify_value dispersion_values[] = {
    {"binomial D", 22.169242313427873, NULL},
    {"p", 0.81311488107575092, NULL},
    {"Poisson D", 42.693877551020407, NULL},
    {"p", 0.048579061512619474, NULL},
};

static const struct verify_value pistonrings_values[] = {
    {"centre", 74.001176, "74.00118"},
    {"sigma", 0.0098299767282888067, "0.009829977"},
    {"lower of the mean", 73.98798770229098, NULL},
    {"upper of the mean", 74.014364297709022, NULL},
    {"centre of S", 0.0092400366022850483, "0.009240037"},
    {"upper of S", 0.019302416768239274, "0.01930242"},
};

static const struct verify_value flow_values[] = {
    {"centre", 50.81, "50.81"},
    {"mean moving range", 1.87777777777777778, "1.8778"},
    {"lower", 45.815910165484631, "45.8159"},
    {"upper", 55.804089834515374, "55.8041"},
};

static const struct verify_value rules_values[] = {
    {"beyond 3 sigma: first", 2, NULL},
    {"last", 3, NULL},
    {"2 of 3 beyond 2 sigma: first", 4, NULL},
    {"last", 4, NULL},
    {"4 of 5 beyond 1 sigma: first", 6, NULL},
    {"last", 6, NULL},
    {"9 on a side: first", 9, NULL},
    {"last", 10, NULL},
    {"6 trending: first", 6, NULL},
    {"last", 14, NULL},
    {"14 alternating: first", 14, NULL},
    {"last", 15, NULL},
    {"15 within 1 sigma: first", 15, NULL},
    {"last", 16, NULL},
    {"8 beyond 1 sigma: first", 8, NULL},
    {"last", 8, NULL},
};

static const struct verify_value runs_values[] = {
    {"12 points: longest run", 7, NULL}, {"least crossings", 3, NULL},
    {"24 points: longest run", 8, NULL}, {"least crossings", 8, NULL},
    {"40 points: longest run", 8, NULL}, {"least crossings", 14, NULL},
};

#define CASE(id, digits, from)                                                                     \
    {                                                                                              \
        "chart." #id, from, digits, id##_values, COUNT(id##_values), id                            \
    }

static const struct verify_case cases[] = {
    CASE(orangejuice, VERIFY_DIGITS_OF_INTEGERS, "Montgomery 1991, p. 152; R qcc 3 type = \"p\""),
    CASE(circuit, VERIFY_DIGITS_OF_INTEGERS, "Montgomery 1991, p. 173; R qcc 3 type = \"u\""),
    CASE(pcmanufact, VERIFY_DIGITS_OF_INTEGERS, "Montgomery 1991, p. 181; R qcc 3 type = \"u\""),
    CASE(laney, VERIFY_DIGITS, "Laney 2002, Quality Engineering 14:531, by R 4.2 on qcc's data"),
    CASE(dispersion, VERIFY_DIGITS, "Wetherill and Brown 1991, p. 212 to 218, by R 4.2"),
    CASE(pistonrings, VERIFY_DIGITS, "Montgomery 1991, p. 206; R qcc 3 types \"xbar\" and \"S\""),
    CASE(flow, VERIFY_DIGITS, "NIST/SEMATECH e-Handbook, 6.3.2.2"),
    CASE(rules, VERIFY_DIGITS_OF_INTEGERS, "R qcc 3, tests/testthat/test-rules.R"),
    CASE(runs, VERIFY_DIGITS_OF_INTEGERS,
         "Anhoej and Olesen 2014, PLoS ONE 9:e113825; R qicharts2, by R 4.2"),
};

const struct verify_topic verify_chart = {"chart", cases, COUNT(cases)};
