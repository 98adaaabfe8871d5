/* layer: measure */
/* What is usual among units, and which lie outside. Reference values from R 4.2, by uniroot() on
 * the definitions; and networks in which no unit differs, where hardly ever one may be called. */
#include "measure/stats/outlying.h"

#include "measure/measure.h"
#include "measure/stats/dealt.h"
#include "measure/stats/matched.h"
#include "measure/stats/multiple.h"
#include "measure/stats/spread.h"
#include "test_stats_close.h"

enum { UNITS = 12 };

static void fill(struct outlying_unit *units)
{
    static const double scores[UNITS] = {-2.1, 0.4, 1.7,  -0.9, 3.2,  0.1,
                                         -1.4, 2.5, -0.3, 0.8,  -2.6, 1.1};
    static const double errors[UNITS] = {0.1, 0.2, 0.15, 0.3,  0.1,  0.25,
                                         0.2, 0.1, 0.12, 0.22, 0.18, 0.3};
    for (int i = 0; i < UNITS; i++)
        units[i] = (struct outlying_unit){0.97 * scores[i], scores[i], 1.05 * scores[i] * errors[i],
                                          errors[i]};
}

static void reference_values(void **state)
{
    (void)state;
    struct arena arena;
    struct outlying_unit units[UNITS];
    struct outlying outlying;
    struct outlying_place place;
    arena_init(&arena);
    fill(units);
    assert_int_equal(stats_outlying(units, UNITS, &arena, &outlying, NULL), RC_OK);
    assert_int_equal(outlying.unit_count, UNITS);
    assert_int_equal(outlying.usual_count, UNITS);
    assert_close(outlying.tau_square, 0.063519035005196151, 1e-9);
    assert_close(outlying.overdispersion.value, 3.2209090909090907, 1e-14);
    assert_close(outlying.overdispersion.lower, 1.6163284843981869, 1e-12);
    assert_close(outlying.overdispersion.upper, 9.2852037550531197, 1e-12);
    assert_close(outlying.dispersion.p, 0.00021040463542781079, 1e-11);
    assert_int_equal(stats_outlying_place(&outlying, &units[4], &place, NULL), RC_OK);
    assert_close(place.z, 1.22496835994753228, 1e-9);
    assert_close(place.df, 5.0964988878122837, 1e-9);
    assert_close(place.p, 0.27416859275150596, 1e-9);
    assert_int_equal(stats_outlying_place(&outlying, &units[1], &place, NULL), RC_OK);
    assert_close(place.z, 0.24118573281066483, 1e-9);
    assert_close(place.df, 10.1044520572617818, 1e-9);
    arena_release(&arena);
}

/* Twenty units alike and three far off: those do not become usual, and once they are known they are
 * out of it altogether. */
static void units_that_differ_are_not_usual(void **state)
{
    (void)state;
    struct arena arena;
    struct outlying_unit units[23];
    struct outlying outlying;
    arena_init(&arena);
    for (int i = 0; i < 23; i++) {
        const double score = i < 20 ? (i - 9.5) / 8.0 : 14.0;
        units[i] = (struct outlying_unit){score, score, score * 0.1, 0.1};
    }
    assert_int_equal(stats_outlying(units, 23, &arena, &outlying, NULL), RC_OK);
    assert_int_equal(outlying.usual_count, 20);
    assert_true(outlying.tau_square == 0.0);
    assert_int_equal(outlying.unit_count, 23);
    arena_release(&arena);
}

static void few_units_are_judged_by_chance_alone(void **state)
{
    (void)state;
    struct arena arena;
    struct outlying_unit units[UNITS];
    struct outlying outlying;
    struct outlying_place place;
    arena_init(&arena);
    fill(units);
    for (int i = 9; i < UNITS; i++) units[i].z = NAN;
    assert_int_equal(stats_outlying(units, UNITS, &arena, &outlying, NULL), RC_OK);
    assert_int_equal(outlying.unit_count, 9);
    assert_int_equal(stats_outlying_place(&outlying, &units[4], &place, NULL), RC_OK);
    assert_close(place.z, 0.97 * 3.2, 1e-15);
    assert_close(place.p, stats_normal_two_sided_p(0.97 * 3.2), 1e-15);
    assert_true(isinf(place.df));
    assert_int_equal(stats_outlying_place(&outlying, &units[10], &place, NULL), RC_OK);
    assert_true(isnan(place.p));
    units[3].error = 0;
    assert_int_equal(stats_outlying(units, UNITS, &arena, &outlying, NULL), RC_NUMERIC);
    arena_release(&arena);
}

/* Networks without a unit that differs: `units` of about `rows` each in `strata` strata, the log
 * odds of a unit drawn around the network's with the usual deviation. */
struct network {
    const char *name;
    int unit_count, strata;
    double rows, share, usual;
    int level_count, rounds;
};
enum { UNIT_LIMIT = 128, STRATUM_LIMIT = 3, LEVEL_LIMIT = 7 };

struct counts {
    uint64_t own[UNIT_LIMIT][STRATUM_LIMIT][LEVEL_LIMIT], all[STRATUM_LIMIT][LEVEL_LIMIT];
};

static uint64_t seed;

static double uniform(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return ((double)(seed >> 11) + 0.5) * 0x1p-53;
}

static double normal(void)
{
    return sqrt(-2 * log(uniform())) * cos(2 * M_PI * uniform());
}

/* Yes or no; or a score, mostly the highest, the rest falling off. */
static int draw(double share, int level_count)
{
    if (level_count == 2) return uniform() < share;
    int level = level_count - 1;
    if (uniform() < share) return level;
    for (level--; level > 0 && uniform() > 0.5; level--) continue;
    return level;
}

static void fill_network(const struct network *network, struct counts *counts)
{
    *counts = (struct counts){.all = {{0}}};
    for (int unit = 0; unit < network->unit_count; unit++) {
        const double size = exp(0.7 * normal()), own = network->usual * normal();
        for (int s = 0; s < network->strata; s++) {
            const int n = (int)(network->rows / network->strata * size * (0.3 + 1.4 * uniform()));
            const double hard = 0.6 * (s - (network->strata - 1) / 2.0);
            const double odds = network->share / (1 - network->share) * exp(own + hard);
            for (int i = 0; i < n; i++) {
                const int level = draw(odds / (1 + odds), network->level_count);
                counts->own[unit][s][level]++;
                counts->all[s][level]++;
            }
        }
    }
}

static struct matched_mean sums_of(const uint64_t *own, const uint64_t *all, int level_count)
{
    struct matched_mean sums = {0, 0, 0, 0, 0, 0};
    for (int v = 0; v < level_count; v++) {
        sums.own_n += own[v];
        sums.all_n += all[v];
        sums.own_sum += (int64_t)own[v] * v;
        sums.all_sum += (int64_t)all[v] * v;
        sums.own_square_sum += (int64_t)own[v] * v * v;
        sums.all_square_sum += (int64_t)all[v] * v * v;
    }
    return sums;
}

/* As the scorecards do it (measure/scorecard_cards.c): 30 rows, 5 expected of each. */
static struct outlying_unit unit_of(const struct network *network, const struct counts *counts,
                                    int unit, const struct matched_mean *whole)
{
    const struct outlying_unit none = {NAN, NAN, NAN, NAN};
    struct matched_mean means[STRATUM_LIMIT];
    struct matched_share shares[STRATUM_LIMIT];
    struct dealt_stratum dealt[STRATUM_LIMIT];
    size_t count = 0;
    uint64_t n = 0, sum = 0;
    for (int s = 0; s < network->strata; s++) {
        const struct matched_mean sums =
            sums_of(counts->own[unit][s], counts->all[s], network->level_count);
        if (sums.own_n == 0) continue;
        means[count] = sums;
        shares[count] = (struct matched_share){(uint64_t)sums.own_sum, sums.own_n,
                                               (uint64_t)sums.all_sum, sums.all_n};
        dealt[count++] = (struct dealt_stratum){sums.own_n, counts->all[s]};
        n += sums.own_n;
        sum += (uint64_t)sums.own_sum;
    }
    if (n < 30) return none;
    struct matched m;
    const double centre = (double)whole->all_sum / (double)whole->all_n;
    double variance;
    if (network->level_count > 2) {
        assert_int_equal(stats_matched_mean(means, count, whole->all_sum, whole->all_n, &m, NULL),
                         RC_OK);
        const struct dealt scores = {dealt, count, (size_t)network->level_count};
        const double z = stats_dealt_score(&scores, sum, &variance);
        return (struct outlying_unit){z * sqrt(variance / m.variance), m.apart / sqrt(m.variance),
                                      m.interval.value - centre, sqrt(m.variance) / m.weight};
    }
    m = stats_matched_share(shares, count, (uint64_t)whole->all_sum, whole->all_n);
    if (m.expected < 5 || (double)n - m.expected < 5) return none;
    const struct dealt yes_no = {dealt, count, 2};
    const double z = stats_dealt_score(&yes_no, sum, &variance);
    const double rows = m.variance / (centre * (1 - centre));
    const double met = m.interval.value * rows + 0.5;
    const double log_odds = log(met / ((1 - m.interval.value) * rows + 0.5));
    return (struct outlying_unit){z * sqrt(variance / m.variance), m.apart / sqrt(m.variance),
                                  log_odds - log(centre / (1 - centre)), 1 / sqrt(m.variance)};
}

static bool calls_somebody(const struct network *network, const struct counts *counts)
{
    struct matched_mean whole = {0, 0, 0, 0, 0, 0};
    for (int s = 0; s < network->strata; s++) {
        const struct matched_mean sums =
            sums_of(counts->all[s], counts->all[s], network->level_count);
        whole.all_n += sums.all_n;
        whole.all_sum += sums.all_sum;
    }
    struct outlying_unit units[UNIT_LIMIT];
    double q[UNIT_LIMIT];
    struct outlying outlying;
    struct arena arena;
    const size_t count = (size_t)network->unit_count;
    arena_init(&arena);
    for (int unit = 0; unit < network->unit_count; unit++)
        units[unit] = unit_of(network, counts, unit, &whole);
    assert_int_equal(stats_outlying(units, count, &arena, &outlying, NULL), RC_OK);
    for (size_t i = 0; i < count; i++) {
        struct outlying_place place;
        assert_int_equal(stats_outlying_place(&outlying, &units[i], &place, NULL), RC_OK);
        q[i] = place.p;
    }
    arena_release(&arena);
    assert_int_equal(stats_benjamini_hochberg(q, count, NULL), RC_OK);
    bool calls = false;
    for (size_t i = 0; i < count; i++) calls |= q[i] < 0.05;
    return calls;
}

/* Declared: at most one network in twenty has a verdict. 2.6 standard errors are allowed for. */
static void hardly_ever_somebody_is_called(void **state)
{
    (void)state;
    static const struct network networks[] = {
        {"alike, many rows", 60, 3, 400, 0.12, 0, 2, 60},
        {"alike, few rows", 60, 1, 45, 0.3, 0, 2, 150},
        {"alike, rarely met", 60, 2, 300, 0.02, 0, 2, 80},
        {"alike, nearly always met", 60, 2, 300, 0.98, 0, 2, 80},
        {"usual spread", 60, 2, 300, 0.12, 0.4, 2, 80},
        {"usual spread, few rows", 120, 2, 60, 0.12, 0.3, 2, 150},
        {"two units", 2, 2, 200, 0.12, 0, 2, 400},
        {"five units", 5, 2, 100, 0.3, 0, 2, 400},
        {"alike, skewed scores", 60, 2, 60, 0.7, 0, 7, 100},
        {"usual spread, scores", 60, 2, 150, 0.6, 0.3, 7, 60},
    };
    static struct counts counts;
    seed = 88172645463325252ULL;
    for (size_t i = 0; i < sizeof networks / sizeof *networks; i++) {
        const struct network *network = &networks[i];
        int called = 0;
        for (int round = 0; round < network->rounds; round++) {
            fill_network(network, &counts);
            called += calls_somebody(network, &counts);
        }
        const double allowed = 0.05 + 2.6 * sqrt(0.05 * 0.95 / network->rounds);
        if ((double)called > allowed * network->rounds)
            fail_msg("%s: in %d of %d networks somebody is called different", network->name, called,
                     network->rounds);
    }
}

static void spread_has_bounds(void **state)
{
    (void)state;
    static const struct shrink_mean units[] = {{0.3, 0.1}, {-0.1, 0.2}, {0.8, 0.15},
                                               {0.2, 0.3}, {-0.5, 0.1}, {0.4, 0.25}};
    struct arena arena;
    struct interval reliability;
    double lower, upper;
    arena_init(&arena);
    assert_int_equal(stats_spread_bounds(units, 6, &lower, &upper, NULL), RC_OK);
    assert_close(lower, 0.058750637995142366, 1e-11);
    assert_close(upper, 1.1693859543977136, 1e-11);
    assert_int_equal(
        stats_median_reliability(units, 6, 0.1, lower, upper, &arena, &reliability, NULL), RC_OK);
    assert_close(reliability.value, 0.76530612244897966, 1e-14);
    assert_true(reliability.lower < 0.68 && reliability.upper > 0.96);
    static const struct shrink_mean alike[] = {{1, 0.5}, {1, 0.5}, {1, 0.4}};
    assert_int_equal(stats_spread_bounds(alike, 3, &lower, &upper, NULL), RC_OK);
    assert_true(lower == 0 && upper == 0);
    assert_int_equal(stats_spread_bounds(alike, 1, &lower, &upper, NULL), RC_OK);
    assert_true(isnan(lower) && isnan(upper));
    arena_release(&arena);
}

int main(void)
{
    measure_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reference_values),
        cmocka_unit_test(units_that_differ_are_not_usual),
        cmocka_unit_test(few_units_are_judged_by_chance_alone),
        cmocka_unit_test(hardly_ever_somebody_is_called),
        cmocka_unit_test(spread_has_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
