/* layer: measure */
#include "measure/stats/competing.h"

#include "measure/stats/survival.h"
#include "test_stats_close.h"

#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

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

/* Therneau's tests/testci: 8 persons, by hand; errors and bounds as R survfit(conf.type =
 * "log-log"), tests/reference/survival_curves.R. */
static void test_by_hand(void **state)
{
    (void)state;
    enum { DAYS = 7 };
    static const uint64_t events[2 * DAYS] = {[2] = 1, [DAYS + 3] = 2, [DAYS + 6] = 1};
    static const uint64_t censored[DAYS] = {[1] = 1, [2] = 1, [3] = 1, [5] = 1};
    const struct competing_counts counts = {
        .events = events, .censored = censored, .cause_count = 2, .day_count = DAYS};
    struct competing_curve curve;
    assert_int_equal(stats_competing(&counts, &arena, &curve, NULL), RC_OK);
    assert_true(curve.n == 8 && curve.events == 4 && curve.row_count == 3 && curve.last_day == 6);
    assert_close(curve.rows[1].survival, 18.0 / 35.0, 1e-15);
    assert_close(curve.rows[1].causes[0].value, 1.0 / 7.0, 1e-15);
    assert_close(curve.rows[1].causes[1].value, 12.0 / 35.0, 1e-15);
    assert_close(curve.rows[2].causes[1].value, 6.0 / 7.0, 1e-15);
    assert_close(curve.rows[1].causes[0].standard_error, 0.13226001425322165, 1e-14);
    assert_close(curve.rows[1].causes[1].standard_error, 0.19510033301276283, 1e-14);
    assert_close(curve.rows[2].causes[1].standard_error, 0.13226001425322159, 1e-13);
    assert_close(curve.rows[2].causes[0].lower, 0.0071238640762384597, 1e-13);
    assert_close(curve.rows[2].causes[0].upper, 0.46494135531550684, 1e-13);
    assert_close(curve.rows[2].causes[1].lower, 0.33405387929222208, 1e-13);
    assert_close(curve.rows[2].causes[1].upper, 0.97856105852617548, 1e-13);
    assert_false(curve.rows[0].causes[1].bounded);
    const struct interval at = stats_incidence_at(&curve, 1, 4);
    assert_true(at.defined && at.bounded && at.value == curve.rows[1].causes[1].value);
    assert_true(stats_incidence_at(&curve, 0, 1).value == 0.0);
    assert_true(stats_incidence_at(&curve, 1, 99).defined); /* nobody is left */
}

/* The first 60 of R's mgus2: months to progression (1) or death (2). */
static void test_gammopathy(void **state)
{
    (void)state;
    enum { DAYS = 322 };
    static const int dead[] = {30,  25, 46,  92,  8,  4,   151, 2,  136, 2,   108, 10, 14, 18,
                               43,  34, 67,  16,  62, 129, 25,  88, 115, 75,  55,  25, 7,  118,
                               2,   26, 164, 27,  60, 2,   125, 18, 98,  98,  77,  37, 85, 136,
                               196, 3,  90,  139, 4,  5,   94,  84, 321, 147, 13};
    static const int alive[] = {57, 116, 206, 101, 159, 158};
    static uint64_t events[2 * DAYS], censored[DAYS];
    for (size_t i = 0; i < COUNT(dead); i++) events[DAYS + dead[i]]++;
    for (size_t i = 0; i < COUNT(alive); i++) censored[alive[i]]++;
    events[29] = 1;
    const struct competing_counts counts = {
        .events = events, .censored = censored, .cause_count = 2, .day_count = DAYS};
    struct competing_curve curve;
    assert_int_equal(stats_competing(&counts, &arena, &curve, NULL), RC_OK);
    assert_int_equal(curve.n, 60);
    static const uint32_t days[] = {30, 120, 240};
    static const double deaths[][4] = {
        {0.36666666666666659, 0.062212300796308531, 0.24719205964049307, 0.48663017984555734},
        {0.72960603596277207, 0.0585619972993228, 0.5949652793707958, 0.82580531273662572},
        {0.92478088009397275, 0.03976165650122996, 0.79475002615358181, 0.97373267869242441}};
    for (size_t i = 0; i < COUNT(days); i++) {
        size_t row = curve.row_count;
        while (curve.rows[row - 1].day > days[i]) row--;
        const struct incidence *death = &curve.rows[row - 1].causes[1];
        assert_close(death->value, deaths[i][0], 1e-14);
        assert_close(death->standard_error, deaths[i][1], 1e-12);
        assert_close(death->lower, deaths[i][2], 1e-12);
        assert_close(death->upper, deaths[i][3], 1e-12);
    }
    assert_close(curve.rows[curve.row_count - 1].causes[0].standard_error, 0.016527194200715016,
                 1e-12);
}

/* Counts of one trial, small and with everything that can happen. */
enum { CAUSES = 3, DAYS = 12 };
struct trial {
    uint64_t events[CAUSES * DAYS], censored[DAYS], entered[DAYS];
    struct competing_counts counts;
};

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525U + 1013904223U;
    return *state >> 8;
}

/* Persons one by one, so that nobody leaves before he came. */
static void make_trial(struct trial *t, uint32_t seed)
{
    memset(t, 0, sizeof *t);
    uint32_t state = seed;
    for (uint32_t i = 0; i < 30; i++) {
        const uint32_t day = 1 + next_random(&state) % (DAYS - 1), what = next_random(&state) % 5;
        if (what < CAUSES)
            t->events[what * DAYS + day]++;
        else
            t->censored[day]++;
        if (seed % 3 == 0 && i % 2 == 0) t->entered[next_random(&state) % day]++;
    }
    t->counts = (struct competing_counts){t->events, t->censored, t->entered, CAUSES, DAYS};
}

static double events_on(const struct trial *t, size_t day)
{
    double all = 0.0;
    for (size_t cause = 0; cause < CAUSES; cause++) all += (double)t->events[cause * DAYS + day];
    return all;
}

/* At risk, and survival before each day. */
static void walk(const struct trial *t, double at_risk[DAYS], double before[DAYS])
{
    double n = 0.0, survival = 1.0;
    for (size_t day = 0; day < DAYS; day++)
        n += events_on(t, day) + (double)t->censored[day] - (double)t->entered[day];
    for (size_t day = 0; day < DAYS; day++) {
        at_risk[day] = n;
        before[day] = survival;
        if (events_on(t, day) > 0) survival *= 1.0 - events_on(t, day) / n;
        n += (double)t->entered[day] - events_on(t, day) - (double)t->censored[day];
    }
}

/* The header's formula, day by day for each t. */
static double variance_of(const struct trial *t, size_t cause, size_t until)
{
    double at_risk[DAYS], before[DAYS], incidence[DAYS], sum = 0.0, variance = 0.0;
    walk(t, at_risk, before);
    for (size_t day = 0; day <= until; day++) {
        if (events_on(t, day) > 0)
            sum += before[day] * (double)t->events[cause * DAYS + day] / at_risk[day];
        incidence[day] = sum;
    }
    for (size_t day = 0; day <= until; day++) {
        const double n = at_risk[day], d = events_on(t, day);
        const double own = (double)t->events[cause * DAYS + day];
        if (d == 0.0) continue;
        const double after = before[day] * (1.0 - d / n);
        const double g = after > 1e-12 ? (sum - incidence[day]) / after : 0.0;
        variance +=
            before[day] / n * (before[day] / n) *
            (own * (1.0 - own / n) - 2.0 * g * own * (1.0 - d / n) + g * g * d * (1.0 - d / n));
    }
    return variance;
}

static void test_random_counts(void **state)
{
    (void)state;
    for (uint32_t seed = 0; seed < 600; seed++) {
        struct trial t;
        struct competing_curve curve;
        make_trial(&t, seed);
        assert_int_equal(stats_competing(&t.counts, &arena, &curve, NULL), RC_OK);
        for (size_t row = 0; row < curve.row_count; row++) {
            double all = curve.rows[row].survival;
            for (size_t cause = 0; cause < CAUSES; cause++) {
                const struct incidence *i = &curve.rows[row].causes[cause];
                const double expected = variance_of(&t, cause, curve.rows[row].day);
                assert_true(fabs(i->standard_error * i->standard_error - expected) < 1e-14);
                all += i->value;
            }
            assert_close(all, 1.0, 1e-14);
        }
    }
}

/* One cause is the complement of Kaplan-Meier, with the same error: late entries too. */
static void test_one_cause(void **state)
{
    (void)state;
    for (uint32_t seed = 0; seed < 200; seed++) {
        struct trial t;
        struct competing_curve curve;
        struct survival_curve survival;
        make_trial(&t, seed);
        for (size_t day = 0; day < DAYS; day++) t.events[day] = (uint64_t)events_on(&t, day);
        t.counts.cause_count = 1;
        assert_int_equal(stats_competing(&t.counts, &arena, &curve, NULL), RC_OK);
        const struct day_counts counts = {t.events, t.censored, DAYS};
        assert_int_equal(stats_kaplan_meier_entering(&counts, t.entered, &arena, &survival, NULL),
                         RC_OK);
        assert_int_equal(curve.row_count, survival.row_count);
        for (size_t row = 0; row < curve.row_count; row++) {
            const struct incidence *i = &curve.rows[row].causes[0];
            const struct survival_row *s = &survival.rows[row];
            assert_int_equal(curve.rows[row].at_risk, s->at_risk);
            assert_true(fabs(i->value - (1.0 - s->survival)) < 1e-15);
            assert_close(i->standard_error, s->standard_error, 1e-12);
        }
    }
}

/* R survfit(Surv(start, stop, event) ~ 1, conf.type = "log-log") of Therneau's test data 2. */
static void test_late_survival(void **state)
{
    (void)state;
    enum { LAST = 18 };
    static const uint64_t events[LAST] = {[2] = 1, [3] = 1, [6] = 1, [7] = 1, [8] = 1, [9] = 2};
    static const uint64_t censored[LAST] = {[9] = 1, [14] = 1, [17] = 1};
    static const uint64_t entered[LAST] = {
        [1] = 2, [2] = 2, [3] = 1, [4] = 1, [5] = 1, [7] = 1, [8] = 2};
    static const double expected[][5] = {
        {2, 0.5, 0.35355339059327379, 0.0059830876391457587, 0.91041008483673735},
        {3, 1.0 / 3.0, 0.27216552697590868, 0.0089616283309790837, 0.77414865036083258},
        {5, 4.0 / 15.0, 0.22574977954133857, 0.0096770005788813576, 0.68613627915701192},
        {4, 0.2, 0.17888543819998318, 0.0083690399066531224, 0.58185302604836686},
        {4, 0.15, 0.14097872179871687, 0.0066744831065728896, 0.48750583020562521},
        {5, 0.09, 0.090746900773525055, 0.0042064617639507454, 0.34653176805985847},
    };
    struct survival_curve curve;
    const struct day_counts counts = {events, censored, LAST};
    assert_int_equal(stats_kaplan_meier_entering(&counts, entered, &arena, &curve, NULL), RC_OK);
    assert_int_equal(curve.row_count, COUNT(expected));
    for (size_t i = 0; i < curve.row_count; i++) {
        assert_true((double)curve.rows[i].at_risk == expected[i][0]);
        assert_close(curve.rows[i].survival, expected[i][1], 1e-15);
        assert_close(curve.rows[i].standard_error, expected[i][2], 1e-14);
        assert_close(curve.rows[i].lower, expected[i][3], 1e-12);
        assert_close(curve.rows[i].upper, expected[i][4], 1e-13);
    }
    /* A curve that has come to 0 stays there, whoever comes later. */
    static const uint64_t all_fail[LAST] = {[2] = 1, [5] = 1}, later[LAST] = {[3] = 2};
    static const uint64_t one_leaves[LAST] = {[6] = 1};
    assert_int_equal(stats_kaplan_meier_entering(&(struct day_counts){all_fail, one_leaves, LAST},
                                                 later, &arena, &curve, NULL),
                     RC_OK);
    assert_true(curve.row_count == 2 && curve.rows[1].at_risk == 2);
    assert_true(curve.rows[1].survival == 0.0 && curve.rows[1].standard_error == 0.0);
    assert_false(curve.rows[1].bounded);
}

static void test_edges(void **state)
{
    (void)state;
    static const uint64_t nothing[4], two[4] = {[1] = 2}, late[4] = {[2] = 3}, some[4] = {[3] = 1};
    struct competing_curve curve;
    struct survival_curve survival;
    struct competing_counts counts = {nothing, nothing, NULL, 1, 4};
    assert_int_equal(stats_competing(&counts, &arena, &curve, NULL), RC_OK);
    assert_true(curve.n == 0 && curve.row_count == 0);
    assert_false(stats_incidence_at(&curve, 0, 0).defined);
    counts = (struct competing_counts){NULL, two, NULL, 0, 4};
    assert_int_equal(stats_competing(&counts, &arena, &curve, NULL), RC_OK);
    assert_true(curve.n == 2 && curve.row_count == 0);
    counts = (struct competing_counts){two, nothing, NULL, 1, 4}; /* all on one day */
    assert_int_equal(stats_competing(&counts, &arena, &curve, NULL), RC_OK);
    assert_true(curve.rows[0].causes[0].value == 1.0 && !curve.rows[0].causes[0].bounded);
    assert_true(curve.rows[0].causes[0].standard_error == 0.0);
    counts = (struct competing_counts){two, nothing, late, 1, 4}; /* more come than go */
    assert_int_equal(stats_competing(&counts, &arena, &curve, NULL), RC_NUMERIC);
    counts = (struct competing_counts){two, some, (const uint64_t[4]){[2] = 2}, 1, 4};
    assert_int_equal(stats_competing(&counts, &arena, &curve, NULL), RC_NUMERIC);
    assert_int_equal(stats_kaplan_meier_entering(&(struct day_counts){two, nothing, 4}, late,
                                                 &arena, &survival, NULL),
                     RC_NUMERIC);
    assert_int_equal(stats_kaplan_meier_entering(&(struct day_counts){two, some, 4},
                                                 (const uint64_t[4]){[2] = 2}, &arena, &survival,
                                                 NULL),
                     RC_NUMERIC);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_arena, release_arena)
    const struct CMUnitTest tests[] = {
        TEST(test_by_hand),   TEST(test_gammopathy),    TEST(test_random_counts),
        TEST(test_one_cause), TEST(test_late_survival), TEST(test_edges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
