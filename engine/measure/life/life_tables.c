#include "measure/life/life_tables.h"

#include "base/day.h"
#include "measure/stats/test.h"

#include <string.h>

/* Fills one row, cell by cell. */
struct row {
    struct result_table *table;
    size_t number, column;
};

static void put(struct row *row, struct table_cell cell)
{
    *result_cell(row->table, row->number, row->column++) = cell;
}

static void put_count(struct row *row, uint64_t count)
{
    put(row, cell_whole((int64_t)count));
}

static void put_interval(struct row *row, struct interval interval)
{
    put(row, cell_number(interval.value));
    put(row, cell_number(interval.lower));
    put(row, cell_number(interval.upper));
}

static struct table_cell cell_day(int32_t day, struct arena *arena)
{
    char words[DAY_TEXT_BYTES];
    day_text(day, words);
    const char *kept = arena_copy_text(arena, words, strlen(words));
    return kept ? cell_text(kept) : (struct table_cell){.kind = CELL_EMPTY};
}

enum rc life_add_units(const struct life_cell *cell, const struct measured *measured,
                       struct result *result, struct err *err)
{
    static const struct table_column columns[] = {
        {"from", "text"},           {"until", "text"},          {"units", "count"},
        {"late_units", "count"},    {"not_installed", "count"}, {"old_units", "count"},
        {"crowded_units", "count"}, {"repairs", "count"},       {"repairs_matched", "count"}};
    const struct watch *watch = &measured->context->watch;
    struct row row = {.table = result_add_table(result, "life.units", columns, 9, 1)};
    if (!row.table) return err_memory(err, sizeof columns);
    put(&row, cell_day(watch->first_day, &result->arena));
    put(&row, cell_day(watch->last_day, &result->arena));
    put_count(&row, cell->units);
    put_count(&row, cell->late_units);
    put_count(&row, cell->not_installed);
    put_count(&row, cell->old_units);
    put_count(&row, cell->crowded_units);
    put_count(&row, watch->report_count);
    put_count(&row, cell->repairs);
    return RC_OK;
}

/* Where nothing may be said, an interval of nothing. */
static struct interval shown(struct interval interval, bool is_shown)
{
    return is_shown && interval.bounded ? interval : INTERVAL_UNDEFINED;
}

enum rc life_add_products(const struct life_group *groups, size_t count, struct result *result,
                          struct err *err)
{
    static const struct table_column columns[] = {{"product", "text"},
                                                  {"n", "count"},
                                                  {"failures", "count"},
                                                  {"left_365d", "count"},
                                                  {"failed_365d", "share"},
                                                  {"lower", "share"},
                                                  {"upper", "share"},
                                                  {"weibull_365d", "share"},
                                                  {"shape", "ratio"},
                                                  {"shape_lower", "ratio"},
                                                  {"shape_upper", "ratio"},
                                                  {"scale_days", "days"},
                                                  {"scale_lower", "days"},
                                                  {"scale_upper", "days"},
                                                  {"b10_days", "days"},
                                                  {"b10_lower", "days"},
                                                  {"b10_upper", "days"},
                                                  {"tenth_failed_day", "days"},
                                                  {"p", "p"}};
    const size_t column_count = sizeof columns / sizeof columns[0];
    struct result_table *table =
        result_add_table(result, "life.products", columns, column_count, count);
    if (!table) return err_memory(err, count * sizeof columns);
    for (size_t i = 0; i < count; i++) {
        const struct life_group *group = &groups[i];
        const bool is_fitted = group->is_fitted && group->fit.status == WEIBULL_FITTED;
        struct row row = {.table = table, .number = i};
        put(&row, cell_text(group->name));
        put_count(&row, group->units);
        put_count(&row, group->failures);
        put_count(&row, group->failed.at_risk);
        put_interval(&row, group->failed.interval);
        put(&row, cell_number(is_fitted ? life_weibull_failed(&group->fit, LIFE_YEAR_DAYS) : NAN));
        put_interval(&row, shown(group->fit.shape.by_ratio, is_fitted));
        put_interval(&row, shown(group->fit.scale.by_ratio, is_fitted));
        put_interval(&row, shown(group->fit.life.by_ratio, is_fitted));
        put(&row, cell_number(group->tenth_day));
        put(&row, cell_number(group->fit_test.defined ? group->fit_test.p : NAN));
    }
    return RC_OK;
}

/* Whether the repairs by that age may be told. */
static bool is_told(const struct life_mean *mean, uint64_t watched, uint32_t base)
{
    return watched > 0 && watched >= base && mean->least_watched >= base;
}

static size_t count_told(const struct life_group *group, uint32_t base)
{
    size_t count = 0;
    for (int age = 0; age < LIFE_AGE_COUNT; age++)
        count += is_told(&group->all_means[age], group->all_watched_on[age], base);
    return count;
}

static void put_mean(struct row *row, const struct life_mean *mean, uint64_t watched, uint32_t base)
{
    const bool is_shown = is_told(mean, watched, base);
    put_count(row, watched);
    put(row, cell_whole(mean->repairs));
    put_interval(row, shown(mean->interval, is_shown));
}

static void put_ages(struct row *row, const struct life_group *group, uint32_t base)
{
    for (int age = 0; age < LIFE_AGE_COUNT; age++) {
        if (!is_told(&group->all_means[age], group->all_watched_on[age], base)) continue;
        row->column = 0;
        if (group->key > 0) put(row, cell_text(group->name));
        put(row, cell_whole(life_ages[age].days));
        put_mean(row, &group->means[age], group->watched_on[age], base);
        put_mean(row, &group->all_means[age], group->all_watched_on[age], base);
        row->number++;
    }
}

enum rc life_add_repairs(const struct life_group *network, const struct life_group *groups,
                         size_t count, const struct measured *measured, struct result *result,
                         struct err *err)
{
    static const struct table_column columns[] = {
        {"product", "text"},       {"age_days", "days"},      {"at_risk", "count"},
        {"repairs", "count"},      {"value", "per_unit"},     {"lower", "per_unit"},
        {"upper", "per_unit"},     {"all_at_risk", "count"},  {"all_repairs", "count"},
        {"all_value", "per_unit"}, {"all_lower", "per_unit"}, {"all_upper", "per_unit"}};
    const uint32_t base = measured->context->options->minimum_base;
    size_t row_count = count_told(network, base);
    struct row row = {.table =
                          result_add_table(result, "life.repairs", columns + 1, 11, row_count)};
    if (!row.table) return err_memory(err, row_count * sizeof columns);
    put_ages(&row, network, base);
    row_count = 0;
    for (size_t i = 0; i < count; i++) row_count += count_told(&groups[i], base);
    row = (struct row){
        .table = result_add_table(result, "life.repairs_by_product", columns, 12, row_count)};
    if (!row.table) return err_memory(err, row_count * sizeof columns);
    for (size_t i = 0; i < count; i++) put_ages(&row, &groups[i], base);
    return RC_OK;
}

/* A two-sided test by z; NaN: there is none, and why. */
static enum rc add_z(struct result *result, const char *name, const char *method, double z,
                     uint64_t n, const char *reason, struct err *err)
{
    struct test_row *test = result_add_test(result);
    if (!test) return err_memory(err, sizeof *test);
    *test = (struct test_row){.name = name,
                              .method = method,
                              .statistic = z,
                              .degrees_of_freedom = NAN,
                              .p = stats_normal_two_sided_p(z),
                              .n = n,
                              .reason = isnan(z) ? reason : ""};
    return RC_OK;
}

enum rc life_add_tests(const struct life_group *network, const struct measured *measured,
                       struct result *result, struct err *err)
{
    enum { YEAR_AGE = 3 };
    struct test_row *fit = result_add_test(result);
    if (!fit) return err_memory(err, sizeof *fit);
    *fit = (struct test_row){
        .name = "life.weibull_fit",
        .method = "chi_square_grouped_likelihood",
        .statistic = network->fit_test.statistic,
        .degrees_of_freedom = network->fit_test.df,
        .p = network->fit_test.p,
        .n = network->failures,
        .reason = network->fit_test.defined ? "" : "below_base: at least 15 failures are needed"};
    const struct life_mean *own = &network->means[YEAR_AGE], *late = &network->late;
    enum rc rc =
        add_z(result, "life.repair_trend", "wald_log_ratio_robust", network->trend.z,
              (uint64_t)network->trend.repairs,
              "no_repair: repairs in both halves of the first year of life are needed", err);
    if (rc != RC_OK) return rc;
    const double base = measured->context->options->minimum_base;
    const bool can_tell = own->least_watched >= base && late->least_watched >= base;
    return add_z(result, "life.late_units", "wald_log_ratio_robust",
                 can_tell ? life_means_apart(own, late) : NAN,
                 (uint64_t)(own->repairs + late->repairs),
                 "no_repair: both those installed before the log began and those after must have "
                 "been watched, and repaired, all through their first year of life",
                 err);
}
