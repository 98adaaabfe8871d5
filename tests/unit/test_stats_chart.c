/* layer: measure */
#include "measure/stats/chart.h"

#include "test_stats_close.h"

enum { JUICES = 30, CIRCUITS = 26, SAMPLES = 25, RINGS = 5 };

/* Montgomery's orange juice cans (nonconforming of 50), circuit boards (nonconformities of 100), as
 * in R qcc. */
static const uint64_t JUICE[JUICES] = {12, 15, 8, 10, 4,  7,  16, 9,  14, 10, 5,  6, 17, 12, 22,
                                       8,  10, 5, 13, 11, 20, 18, 24, 15, 9,  12, 7, 13, 9,  6};
static const uint64_t CIRCUIT[CIRCUITS] = {21, 24, 16, 12, 15, 5,  28, 20, 31, 25, 20, 24, 16,
                                           19, 10, 17, 13, 22, 18, 39, 30, 24, 16, 19, 17, 15};

/* Piston rings: thousandths of a millimetre above 74 mm. */
static const int RING[SAMPLES][RINGS] = {
    {30, 2, 19, -8, 8},    {-5, -8, 1, 11, 4},   {-12, 24, 21, 5, 2},   {2, -4, -7, 15, 9},
    {-8, 7, 15, -11, 14},  {9, -6, -3, -15, -7}, {-5, 6, -6, 0, 5},     {-15, 3, -7, 15, -12},
    {8, -5, 9, 5, 4},      {-2, 0, -10, 7, -5},  {-6, -2, -6, -5, -10}, {4, 0, 7, 0, -4},
    {-17, 2, -2, -3, 12},  {6, -33, -6, 0, -16}, {12, 14, -2, -1, 7},   {0, -16, 5, -2, -4},
    {-6, 12, -14, 5, 7},   {6, 10, 18, 3, 0},    {-16, 2, 3, 5, -3},    {0, 10, 13, 20, 3},
    {-12, 1, 9, 5, -4},    {4, -1, -10, 6, 9},   {10, -11, -10, 9, 14}, {15, 8, -7, 0, 10},
    {-18, -16, -5, 17, 13}};

static void fill(struct chart_count *months, const uint64_t *met, size_t count, double n)
{
    for (size_t i = 0; i < count; i++) months[i] = (struct chart_count){met[i], n, true};
}

/* qcc: centre .2313333, limits .05242755, .4102391; without 15 and 23: .215, .04070284, .3892972.
 * Digits from tests/reference/R_chart.R. */
static void test_p(void **state)
{
    (void)state;
    struct chart_count months[JUICES];
    struct chart_point points[JUICES];
    struct chart chart;
    fill(months, JUICE, JUICES, 50.0);
    assert_int_equal(stats_chart_counts(CHART_P, months, JUICES, &chart, points, NULL), RC_OK);
    assert_close(chart.centre, 0.23133333333333334, 1e-15);
    assert_close(points[0].lower, 0.052427548071928232, 1e-13);
    assert_close(points[29].upper, 0.41023911859473844, 1e-14);
    assert_close(chart.spread, 1.0, 0.0);
    assert_close(chart.dispersion.statistic, 85.409319379841094, 1e-13);
    assert_close(chart.dispersion.p, 1.8210951359819308e-07, 1e-12);
    months[14].is_base = months[22].is_base = false;
    assert_int_equal(stats_chart_counts(CHART_P, months, JUICES, &chart, points, NULL), RC_OK);
    assert_int_equal(chart.base_count, 28);
    assert_close(chart.centre, 0.215, 1e-15);
    assert_close(points[22].lower, 0.040702839954289555, 1e-13);
    assert_close(points[22].upper, 0.38929716004571047, 1e-14);
    assert_true(points[22].z > 3.0 && points[22].value > points[22].upper);
    assert_int_equal(stats_chart_counts(CHART_P_PRIME, months, JUICES, &chart, points, NULL),
                     RC_OK);
    assert_close(chart.spread, 1.4693708774923382, 1e-13);
    assert_close(points[22].upper, 0.47110717100078803, 1e-13);
    assert_close(points[22].lower, 0.0, 0.0); /* cut: -0.041 */
    assert_close(chart.dispersion.statistic, 56.554584505999109, 1e-13);
}

/* qcc: circuit, size 100, without 6 and 20: .1966667, .06362532, .329708; pcmanufact 1.93,
 * .06613305, 3.793867. */
static void test_u(void **state)
{
    (void)state;
    static const uint64_t pcs[20] = {10, 12, 8, 14, 10, 16, 11, 7,  10, 15,
                                     9,  5,  7, 11, 12, 6,  8,  10, 7,  5};
    static const uint64_t cloth[10] = {14, 12, 20, 11, 7, 10, 21, 16, 19, 23};
    static const double square_metres[10] = {10, 8, 13, 10, 9.5, 10, 12, 10.5, 12, 12.5};
    struct chart_count months[CIRCUITS];
    struct chart_point points[CIRCUITS];
    struct chart chart;
    fill(months, CIRCUIT, CIRCUITS, 100.0);
    months[5].is_base = months[19].is_base = false;
    assert_int_equal(stats_chart_counts(CHART_U, months, CIRCUITS, &chart, points, NULL), RC_OK);
    assert_close(chart.centre, 0.19666666666666666, 1e-15);
    assert_close(points[7].lower, 0.06362531971016594, 1e-13);
    assert_close(points[7].upper, 0.32970801362316737, 1e-14);
    months[5].is_base = months[19].is_base = true;
    assert_int_equal(stats_chart_counts(CHART_U_PRIME, months, CIRCUITS, &chart, points, NULL),
                     RC_OK);
    assert_close(chart.spread, 1.4327988357813222, 1e-13);
    assert_close(points[3].lower, 0.0069721767594107809, 1e-11);
    assert_close(points[3].upper, 0.38995090016366618, 1e-13);
    assert_close(chart.dispersion.p, 2.3090763737228354e-05, 1e-12);
    fill(months, pcs, 20, 5.0);
    assert_int_equal(stats_chart_counts(CHART_U, months, 20, &chart, points, NULL), RC_OK);
    assert_close(points[0].lower, 0.066133051958911837, 1e-12);
    assert_close(points[0].upper, 3.7938669480410878, 1e-14);
    for (size_t i = 0; i < 10; i++)
        months[i] = (struct chart_count){cloth[i], square_metres[i], true};
    assert_int_equal(stats_chart_counts(CHART_U, months, 10, &chart, points, NULL), RC_OK);
    assert_close(points[2].upper, 2.4158941912700445, 1e-14);
    assert_int_equal(stats_chart_counts(CHART_U_PRIME, months, 10, &chart, points, NULL), RC_OK);
    assert_close(chart.spread, 0.67879555468119135, 1e-13);
    assert_close(points[0].upper, 2.1915043255637046, 1e-13);
    assert_close(chart.dispersion.p, 0.5329270206594694, 1e-12);
}

/* The limits of the base stand whatever comes later; a month without cases has nothing. */
static void test_frozen(void **state)
{
    (void)state;
    struct chart_count months[8] = {{3, 40, true}, {5, 50, true},   {9, 45, true},  {2, 60, true},
                                    {0, 0, true},  {60, 60, false}, {1, 80, false}, {0, 0, false}};
    struct chart_point points[8], alone[4];
    struct chart chart, base;
    assert_int_equal(stats_chart_counts(CHART_P_PRIME, months, 8, &chart, points, NULL), RC_OK);
    assert_int_equal(stats_chart_counts(CHART_P_PRIME, months, 4, &base, alone, NULL), RC_OK);
    assert_close(chart.centre, base.centre, 0.0);
    assert_close(chart.spread, base.spread, 0.0);
    assert_int_equal(chart.base_count, 4);
    for (size_t i = 0; i < 4; i++) assert_close(points[i].upper, alone[i].upper, 0.0);
    assert_true(points[5].z > 3.0);
    assert_true(isnan(points[4].value) && isnan(points[7].upper));
    /* 3 sigma of the point itself. */
    assert_close(points[6].sigma, chart.spread * sqrt(chart.centre * (1.0 - chart.centre) / 80.0),
                 1e-15);
}

static void test_no_limits(void **state)
{
    (void)state;
    struct chart_count months[3] = {{0, 10, true}, {0, 12, true}, {4, 9, false}};
    struct chart_point points[3];
    struct chart chart;
    for (int kind = CHART_P; kind <= CHART_U_PRIME; kind++) {
        assert_int_equal(stats_chart_counts((enum chart_kind)kind, months, 3, &chart, points, NULL),
                         RC_OK);
        assert_true(isnan(points[2].upper) && isnan(points[2].z));
        assert_close(points[2].value, 4.0 / 9.0, 1e-15);
        assert_false(chart.dispersion.defined);
    }
    months[0].is_base = months[1].is_base = false;
    assert_int_equal(stats_chart_counts(CHART_P, months, 3, &chart, points, NULL), RC_OK);
    assert_true(isnan(chart.centre) && isnan(points[0].lower));
    months[2].met = 10;
    assert_int_equal(stats_chart_counts(CHART_P, months, 3, &chart, points, NULL), RC_NUMERIC);
    assert_int_equal(stats_chart_counts(CHART_U, months, 3, &chart, points, NULL), RC_OK);
    months[2].n = NAN;
    assert_int_equal(stats_chart_counts(CHART_U, months, 3, &chart, points, NULL), RC_NUMERIC);
    assert_int_equal(stats_chart_counts(CHART_U, months, 0, &chart, points, NULL), RC_OK);
}

/* R qcc.overdispersion.test on the data of Wetherill and Brown 1991. */
static void test_dispersion(void **state)
{
    (void)state;
    static const uint64_t few[30] = {12, 11, 18, 11, 10, 16, 9,  11, 14, 15, 11, 9,  10, 13, 12,
                                     8,  12, 13, 10, 12, 13, 16, 12, 18, 16, 10, 16, 10, 12, 14};
    static const uint64_t many[30] = {11, 8, 13, 11, 13, 17, 25, 23, 11, 16, 9,  15, 10, 16, 12,
                                      8,  9, 15, 4,  12, 12, 12, 15, 17, 14, 17, 12, 12, 7,  16};
    struct chart_count months[30];
    struct chart_point points[30];
    struct chart chart;
    fill(months, few, 30, 50.0);
    assert_int_equal(stats_chart_counts(CHART_P, months, 30, &chart, points, NULL), RC_OK);
    assert_close(chart.dispersion.statistic, 22.169242313427873, 1e-13);
    assert_close(chart.dispersion.p, 0.81311488107575092, 1e-12);
    fill(months, many, 30, 1.0);
    assert_int_equal(stats_chart_counts(CHART_U, months, 30, &chart, points, NULL), RC_OK);
    assert_close(chart.dispersion.statistic, 42.693877551020407, 1e-13);
    assert_close(chart.dispersion.p, 0.048579061512619474, 1e-12);
}

static struct chart_group ring_group(size_t sample, size_t size)
{
    struct chart_group group = {{size, 0, 0, 1000}, true};
    for (size_t i = 0; i < size; i++) {
        const int64_t thousandths = 74000 + RING[sample][i];
        group.moments.sum += thousandths;
        group.moments.square_sum += (i128)thousandths * thousandths;
    }
    return group;
}

/* qcc: S centre .009240037, sigma .009829977, UCL .01930242. */
static void test_groups(void **state)
{
    (void)state;
    struct chart_group months[SAMPLES + 1];
    struct chart_point means[SAMPLES + 1], deviations[SAMPLES + 1];
    struct chart chart;
    for (size_t i = 0; i < SAMPLES; i++) months[i] = ring_group(i, RINGS);
    assert_int_equal(stats_chart_groups(months, SAMPLES, &chart, means, deviations, NULL), RC_OK);
    assert_close(chart.centre, 74.001176000000001, 1e-15);
    assert_close(chart.spread, 0.0098299767282888067, 1e-12);
    assert_close(means[3].lower, 73.98798770229098, 1e-15);
    assert_close(means[3].upper, 74.014364297709022, 1e-15);
    assert_close(deviations[3].upper, 0.019302416768239274, 1e-12);
    assert_close(deviations[3].lower, 0.0, 0.0); /* cut: -0.0008 */
    for (size_t i = 0; i < SAMPLES; i++) months[i] = ring_group(i, 5 - i % 3);
    months[SAMPLES] = (struct chart_group){{1, 75000, INT64_C(75000) * 75000, 1000}, false};
    assert_int_equal(stats_chart_groups(months, SAMPLES + 1, &chart, means, deviations, NULL),
                     RC_OK);
    assert_close(chart.centre, 74.00131683168317, 1e-15);
    assert_close(chart.spread, 0.010672037078267919, 1e-12);
    assert_close(deviations[1].upper, 0.02228053852795386, 1e-12);
    assert_close(deviations[1].z,
                 (deviations[1].value - 0.0098323369959539483) / deviations[1].sigma, 1e-10);
    assert_true(means[SAMPLES].z > 3.0 && isnan(deviations[SAMPLES].value));
    assert_int_equal(stats_chart_groups(months, SAMPLES + 1, &chart, means, NULL, NULL), RC_OK);
    months[3].moments.square_sum = 0;
    assert_int_equal(stats_chart_groups(months, SAMPLES, &chart, means, NULL, NULL), RC_NUMERIC);
}

static void test_c4(void **state)
{
    (void)state;
    assert_close(stats_chart_c4(2).c4, 0.79788456080286536, 1e-15); /* sqrt(2 / pi) */
    assert_close(stats_chart_c4(3).c4, 0.88622692545275801, 1e-15); /* sqrt(pi) / 2 */
    assert_close(stats_chart_c4(10).c4, 0.97265927412158826, 1e-14);
    assert_close(stats_chart_c4(25).c4, 0.9896403755857015, 1e-14);
    /* Where the two ways meet: c4(n) c4(n+1) = sqrt(1 - 1/n) exactly. */
    for (uint64_t n = 2; n < 1000; n++)
        assert_close(stats_chart_c4(n).c4 * stats_chart_c4(n + 1).c4, sqrt(1.0 - 1.0 / (double)n),
                     1e-15 * 4);
    for (uint64_t n = 2; n < 1000; n++) {
        const struct chart_c4 c = stats_chart_c4(n);
        assert_true(fabs(c.lack + c.c4 * c.c4 - 1.0) < 4e-16);
    }
    assert_close(stats_chart_c4(201).lack, 0.0024968672121939929466, 1e-14); /* 40 digits */
    assert_close(stats_chart_c4(100000000).lack, 5e-9, 1e-7);
}

/* NIST e-Handbook 6.3.2.2: centre 50.81, mean range 1.8778, limits 45.8159 and 55.8041. */
static void test_individuals(void **state)
{
    (void)state;
    static const double flow[10] = {49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1};
    struct chart_value months[12];
    struct chart_point values[12], ranges[12];
    struct chart chart;
    for (size_t i = 0; i < 10; i++) months[i] = (struct chart_value){flow[i], true};
    months[10] = (struct chart_value){NAN, true};
    months[11] = (struct chart_value){60.0, false};
    stats_chart_individuals(months, 12, &chart, values, ranges);
    assert_close(chart.centre, 50.810000000000002, 1e-15);
    assert_close(values[0].lower, 45.815910165484631, 1e-14);
    assert_close(values[0].upper, 55.804089834515374, 1e-14);
    assert_close(ranges[1].upper, 6.1347000000000023, 1e-14);
    assert_close(ranges[1].value, 2.0, 1e-14);
    assert_true(isnan(ranges[0].value) && isnan(values[10].value) && isnan(ranges[10].value));
    assert_close(ranges[11].value, 7.9, 1e-14); /* the missing month is skipped */
    assert_true(values[11].z > 3.0);
    const struct chart_value equal[2] = {{5.0, true}, {5.0, true}};
    stats_chart_individuals(equal, 2, &chart, values, NULL);
    assert_close(values[1].value, 5.0, 0.0);
    assert_true(isnan(values[1].upper));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_p),          cmocka_unit_test(test_u),
        cmocka_unit_test(test_frozen),     cmocka_unit_test(test_no_limits),
        cmocka_unit_test(test_dispersion), cmocka_unit_test(test_groups),
        cmocka_unit_test(test_c4),         cmocka_unit_test(test_individuals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
