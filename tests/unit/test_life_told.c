/* layer: measure */
/* Life of products: what is told of groups of units, and what is refused; and from when until when
 * the repair log is taken to be complete. */
#include "measure/watch.h"
#include "test_life.h"
#include "test_stats_close.h"

static struct units units; /* large */
static struct result result;

static int set_up(void **state)
{
    (void)state;
    result_init(&result);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    result_release(&result);
    units_release(&units);
    return 0;
}

/* The family's tables and estimates of the units that were counted. */
static void extend(void)
{
    static const char *const names[PRODUCT_COUNT] = {"", "bad", "good", "same"};
    static struct dictionary dictionary = {"product", names, PRODUCT_COUNT};
    static struct column columns[] = {{"product", COLUMN_CODE, "product", true}};
    static struct table table = {.name = "installs", .columns = columns, .column_count = 1};
    const struct linked linked = {
        .tables = &table, .table_count = 1, .dictionaries = &dictionary, .dictionary_count = 1};
    const void *const present[7] = {&units, &units, &units, &units, &units, &units, &units};
    const struct measured measured = {.family = &family_life,
                                      .state = &units.state,
                                      .linked = &linked,
                                      .context = &units.context,
                                      .column = present};
    struct err err = ERR_INIT;
    const enum rc rc = family_life.extend(&measured, &result, &err);
    if (rc != RC_OK) fail_msg("%s", err.message);
}

static const struct estimate *told(const char *metric, const char *product)
{
    const struct estimate *estimate =
        result_find(&result, metric, *product ? AXIS_PRODUCT : AXIS_NETWORK, product, PERIOD_ALL);
    assert_non_null(estimate);
    return estimate;
}

static const struct result_table *table_named(const char *name)
{
    for (size_t i = 0; i < result.table_count; i++)
        if (strcmp(result.tables[i].name, name) == 0) return &result.tables[i];
    fail_msg("no table %s", name);
    return NULL;
}

/* Units of one product installed on one day, some of which fail at an age. */
static void add_units(uint32_t product, int count, int32_t installed, int failing, int32_t age)
{
    for (int i = 0; i < count; i++) {
        struct appliance *unit = units_add(&units, installed);
        unit->product = product;
        if (i < failing) unit_repair(unit, installed + age - 1);
    }
}

static void with_all_watched_it_is_the_share(void **state)
{
    (void)state;
    units_init(&units, 500);
    add_units(1, 40, FIRST_DAY, 10, 365);
    add_units(1, 10, FIRST_DAY, 10, 366);
    units_count(&units);
    extend();
    const struct estimate *failed = told("life.failed_365d", "");
    assert_close(failed->value, 0.2, 1e-15);
    assert_int_equal(failed->n, 50);
    /* One step: log-log with Greenwood's 10 / (50 * 40), worked out by hand. */
    const double error = sqrt(10.0 / (50 * 40)) / -log(0.8);
    assert_close(failed->lower, 1 - pow(0.8, exp(-STATS_Z * error)), 1e-12);
    assert_close(failed->upper, 1 - pow(0.8, exp(STATS_Z * error)), 1e-12);
    assert_string_equal(failed->method, "kaplan_meier_log_log");
    assert_int_equal(failed->status, STATUS_PASS);
    assert_int_equal(result.curve_count, 2); /* network and product */
    assert_int_equal(result.curves[0].point_count, 2);
    assert_true(result.curves[0].time[0] == 365 && result.curves[0].at_risk[1] == 40);
}

static void all_and_none_have_bounds(void **state)
{
    (void)state;
    units_init(&units, 500);
    add_units(1, 20, FIRST_DAY, 20, 100);
    add_units(2, 20, FIRST_DAY, 0, 0);
    units_count(&units);
    extend();
    const struct estimate *all = told("life.failed_365d", "bad");
    const struct estimate *none = told("life.failed_365d", "good");
    assert_true(all->value == 1 && all->upper == 1 && all->lower > 0.8 && all->lower < 0.9);
    assert_true(none->value == 0 && none->lower == 0 && none->upper > 0.1 && none->upper < 0.2);
    assert_string_equal(none->method, "wilson");
    assert_string_equal(told("life.repairs_per_unit_365d", "good")->method, "poisson_no_event");
    assert_string_equal(told("life.repair_trend", "good")->reason,
                        "no_repair: no repair in one of the two halves of the first year of life");
    assert_string_equal(told("life.weibull.shape", "good")->reason,
                        "below_base: n = 0, at least 10 are needed");
    assert_int_equal(told("life.failed_365d", "bad")->verdict, VERDICT_CANNOT_SAY);
}

static void the_young_are_told_when(void **state)
{
    (void)state;
    units_init(&units, 500);
    add_units(1, 9, FIRST_DAY, 4, 30);
    add_units(1, 1, FIRST_DAY + 500 - 275, 1, 30); /* the tenth lacks 90 days */
    add_units(1, 30, FIRST_DAY + 400, 20, 50);
    units_count(&units);
    extend();
    static const char words[] =
        "too_young: 9 units have been watched for 365 days, at least 10 are needed; so many will "
        "have been in about 3 months";
    assert_string_equal(told("life.failed_365d", "")->reason, words);
    assert_string_equal(told("life.repairs_per_unit_365d", "bad")->reason, words);
    assert_int_equal(told("life.failed_365d", "")->status, STATUS_REFUSED);
    const struct result_table *repairs = table_named("life.repairs");
    assert_int_equal(repairs->row_count, 3); /* 30, 90 and 180 days */
}

static void one_that_failed_is_followed_all_the_same(void **state)
{
    (void)state;
    units_init(&units, 500);
    add_units(1, 12, FIRST_DAY, 6, 30);
    units_count(&units);
    extend();
    assert_close(told("life.failed_365d", "")->value, 0.5, 1e-15);
}

static void where_nobody_is_left_the_curve_ends(void **state)
{
    (void)state;
    units_init(&units, 500);
    add_units(1, 12, FIRST_DAY, 12, 30);
    add_units(1, 12, FIRST_DAY + 300, 0, 0);
    units_count(&units);
    extend();
    assert_int_equal(told("life.failed_365d", "")->status, STATUS_REFUSED);
    assert_string_equal(told("life.failed_365d", "")->reason,
                        "too_few_left: on day 365 no unit was left that had not failed, and others "
                        "were watched for less");
}

/* Failures on one day and the day after: a shape of hundreds, and a last one on the last day. */
static void steep_and_open_lives_are_told_or_refused(void **state)
{
    (void)state;
    units_init(&units, 400);
    add_units(1, 20, FIRST_DAY, 20, 400);
    add_units(2, 20, FIRST_DAY, 12, 200);
    units_count(&units);
    extend();
    assert_string_equal(told("life.weibull.shape", "bad")->reason,
                        "no_fit: all failures are on the last day that was watched: no shape is "
                        "steep enough");
    const struct estimate *tenth = told("life.b10_days", "good");
    assert_true(isfinite(tenth->value) && tenth->lower < tenth->value);
}

static void a_life_beyond_the_log_is_extrapolated(void **state)
{
    (void)state;
    units_init(&units, 400);
    for (int age = 20; age <= 380; age += 20) add_units(1, 40, FIRST_DAY, 1, age);
    units_count(&units);
    extend();
    const struct estimate *tenth = told("life.b10_days", "");
    assert_true(tenth->value > 400);
    assert_int_equal(tenth->status, STATUS_PARTIAL);
    assert_string_equal(
        tenth->reason,
        "extrapolated: no unit has been watched for so long; more months are needed");
}

static void late_ones_do_not_count_for_the_first_repair(void **state)
{
    (void)state;
    units_init(&units, 500);
    add_units(1, 20, FIRST_DAY, 5, 100);
    add_units(1, 30, FIRST_DAY - 10, 30, 100); /* day 11 is the log's first */
    units_count(&units);
    extend();
    assert_int_equal(told("life.failed_365d", "")->n, 20);
    assert_close(told("life.failed_365d", "")->value, 0.25, 1e-15);
    assert_int_equal(told("life.repairs_per_unit_365d", "")->n, 20);
    assert_close(told("life.repairs_per_unit_365d", "")->value, 0.25, 1e-14);
    /* Of all, 50 were watched in the period with day 100: 35 repairs of 50. */
    const struct result_table *repairs = table_named("life.repairs");
    const struct table_cell *year = &repairs->cells[3 * repairs->column_count];
    assert_true(year[0].whole == 365 && year[1].whole == 20 && year[6].whole == 50);
    assert_close(year[3].number, 0.25, 1e-14);
    assert_close(year[8].number, 0.7, 1e-14);
}

static void unlike_products_are_judged(void **state)
{
    (void)state;
    units_init(&units, 500);
    add_units(1, 200, FIRST_DAY, 120, 100);
    add_units(2, 200, FIRST_DAY, 20, 100);
    add_units(3, 200, FIRST_DAY, 70, 100);
    units_count(&units);
    extend();
    const char *const metrics[] = {"life.failed_365d", "life.repairs_per_unit_365d"};
    for (int i = 0; i < 2; i++) {
        assert_int_equal(told(metrics[i], "bad")->verdict, VERDICT_WORSE);
        assert_int_equal(told(metrics[i], "good")->verdict, VERDICT_BETTER);
        assert_int_equal(told(metrics[i], "same")->verdict, VERDICT_CONSISTENT);
    }
    /* 70 of 200 against 140 of 400, and 120 of 200 against 90 of 400, by hand. */
    assert_close(told(metrics[0], "same")->rest_p, 1, 1e-12);
    const double bad = log(-log(0.4)), others = log(-log(310.0 / 400));
    const double bad_error = sqrt(120.0 / (200 * 80)) / -log(0.4);
    const double others_error = sqrt(90.0 / (400 * 310)) / -log(310.0 / 400);
    const double z = (bad - others) / hypot(bad_error, others_error);
    assert_close(told(metrics[0], "bad")->rest_p, erfc(z / sqrt(2)), 1e-9);
    const double means_error = hypot(sqrt(0.4 / 0.6 / 200), sqrt(310.0 / 90 / 400));
    const double means_z = (log(0.6) - log(90.0 / 400)) / means_error;
    assert_close(told(metrics[1], "bad")->rest_p, erfc(means_z / sqrt(2)), 1e-9);
}

static void repairs_of_strangers_cast_doubt(void **state)
{
    (void)state;
    units_init(&units, 500);
    add_units(1, 60, FIRST_DAY, 30, 100);
    units.context.watch.report_count = 40;
    units_count(&units);
    extend();
    const struct estimate *failed = told("life.failed_365d", "");
    assert_int_equal(failed->status, STATUS_PARTIAL);
    assert_string_equal(failed->reason,
                        "unmatched: 25 % of the repairs are of units that are not among the "
                        "installations; what is told is too low");
    assert_close(failed->value, 0.5, 1e-15);
}

static void without_a_log_all_is_refused(void **state)
{
    (void)state;
    units_init(&units, 0);
    add_units(1, 60, FIRST_DAY, 0, 0);
    units_count(&units);
    extend();
    for (const struct metric *metric = family_life.metrics; metric->id; metric++)
        if (metric->kind == STATISTIC_EXTENDED)
            assert_string_equal(told(metric->id, "")->reason,
                                "no_log: repairs with unit_id and reported_at would be enough");
}

/* Lives of 400 units, of which the later 300 days are not seen. */
static double fit_p(double (*life)(double share))
{
    struct life_sums sums;
    struct weibull_fit fit;
    struct test test;
    struct err err = ERR_INIT;
    struct arena arena = ARENA_INIT;
    assert_int_equal(life_sums_init(&sums, 700, &arena, &err), RC_OK);
    for (int i = 0; i < 400; i++) {
        const double days = ceil(life((i + 0.5) / 400));
        if (days <= 700)
            sums.failed[(size_t)days]++;
        else
            sums.survived[700]++;
    }
    const struct day_counts counts = {sums.failed, sums.survived, sums.day_count};
    assert_int_equal(stats_weibull(&counts, 0.1, &fit, &err), RC_OK);
    assert_int_equal(life_weibull_test(&sums, &fit, &test, &err), RC_OK);
    assert_true(test.defined);
    assert_true(test.df == 9);
    arena_release(&arena);
    return test.p;
}

static double weibull_life(double share)
{
    return 500 * pow(-log1p(-share), 1 / 1.5);
}

/* A tenth fails in the first weeks, the others late. */
static double bathtub_life(double share)
{
    return share < 0.1 ? 200 * share : 400 + 500 * share;
}

static void lives_that_are_not_weibull_are_noticed(void **state)
{
    (void)state;
    assert_true(fit_p(weibull_life) > 0.9); /* quantiles, not a sample: no scatter at all */
    assert_true(fit_p(bathtub_life) < 1e-6);
}

/* Repairs reported on `days`, with a table of installations beside. */
static struct watch watch_of(const int32_t *days, uint32_t count, int32_t horizon_day)
{
    static int32_t minutes[UNIT_LIMIT];
    struct column columns[] = {{"unit_id", COLUMN_ID, "unit", true},
                               {"reported_at", COLUMN_TIME, "", true}};
    struct segment_column values[] = {
        {.values = minutes}, {.values = minutes, .minimum = INT32_MAX, .maximum = INT32_MIN}};
    for (uint32_t i = 0; i < count; i++) {
        minutes[i] = days[i] * MINUTES_A_DAY + 5;
        if (minutes[i] < values[1].minimum) values[1].minimum = minutes[i];
        if (minutes[i] > values[1].maximum) values[1].maximum = minutes[i];
    }
    struct segment segment = {.row_count = count, .columns = values};
    struct table tables[] = {{.name = "installs",
                              .row_count = 1,
                              .columns = columns,
                              .column_count = 1,
                              .segments = &segment},
                             {.name = "repairs",
                              .row_count = count,
                              .columns = columns,
                              .column_count = 2,
                              .segments = &segment,
                              .segment_count = 1}};
    const struct linked linked = {.tables = tables, .table_count = 2};
    struct watch watch;
    struct err err = ERR_INIT;
    assert_int_equal(watch_find(&watch, &linked, horizon_day, &err), RC_OK);
    return watch;
}

static void mistyped_years_do_not_stretch_the_log(void **state)
{
    (void)state;
    static int32_t days[UNIT_LIMIT];
    uint32_t count = 0;
    const int32_t first = month_first_day(month_of_day(FIRST_DAY));
    for (int32_t day = first + 3; day < first + 200; day++)
        for (int i = 0; i < 10; i++) days[count++] = day;
    days[count++] = first - 7000;
    days[count++] = first - 5;
    days[count++] = first + 4000;
    const struct watch watch = watch_of(days, count, first + 4000);
    assert_int_equal(watch.first_day, first);
    assert_int_equal(watch.last_day, month_last_day(month_of_day(first + 199)));
    assert_int_equal(watch.report_count, count - 3);
    assert_int_equal(watch_of(days, count, first + 205).last_day, first + 205);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(with_all_watched_it_is_the_share, set_up, tear_down),
        cmocka_unit_test_setup_teardown(all_and_none_have_bounds, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_young_are_told_when, set_up, tear_down),
        cmocka_unit_test_setup_teardown(one_that_failed_is_followed_all_the_same, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(where_nobody_is_left_the_curve_ends, set_up, tear_down),
        cmocka_unit_test_setup_teardown(steep_and_open_lives_are_told_or_refused, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_life_beyond_the_log_is_extrapolated, set_up, tear_down),
        cmocka_unit_test_setup_teardown(late_ones_do_not_count_for_the_first_repair, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(unlike_products_are_judged, set_up, tear_down),
        cmocka_unit_test_setup_teardown(repairs_of_strangers_cast_doubt, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_a_log_all_is_refused, set_up, tear_down),
        cmocka_unit_test(lives_that_are_not_weibull_are_noticed),
        cmocka_unit_test(mistyped_years_do_not_stretch_the_log),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
