#include "measure/life/life_group.h"

#include <stdarg.h>
#include <stdio.h>

enum { YEAR_AGE = 3 }; /* of life_ages */

/* Days until the group has `base` units that were watched for a year; 0: it has, or never will. */
static int32_t missing_days(const struct life_sums *sums, uint32_t base)
{
    uint64_t count = 0;
    size_t age = sums->day_count;
    while (age > 0 && count < base) count += sums->ended[--age];
    return count < base || age >= LIFE_YEAR_DAYS ? 0 : LIFE_YEAR_DAYS - (int32_t)age;
}

/* Units that were watched for a year, or would have been if they had not failed before. */
static uint64_t followed_units(const struct life_sums *sums)
{
    uint64_t count = 0;
    for (size_t age = LIFE_YEAR_DAYS; age < sums->day_count; age++) count += sums->ended[age];
    return count;
}

enum rc life_group_fill(struct life_group *group, const struct life_sums *sums,
                        const struct measured *measured, struct arena *arena,
                        struct survival_curve *curve, struct err *err)
{
    const struct day_counts counts = {sums->failed, sums->survived, sums->day_count};
    enum rc rc = life_kaplan_meier(sums, arena, curve, err);
    if (rc != RC_OK) return rc;
    group->units = curve->n;
    group->failures = curve->events;
    group->failed = life_failed_by(sums, curve, LIFE_YEAR_DAYS);
    group->followed = followed_units(sums);
    group->tenth_day = life_tenth_day(curve);
    group->watch_days = life_watch_days(&measured->context->watch);
    group->missing_days = missing_days(sums, measured->context->options->minimum_base);
    for (int i = 0; i < LIFE_AGE_COUNT; i++) {
        group->watched_on[i] = sums->watched_on[i];
        group->means[i] = life_mean_repairs(sums, life_ages[i].period);
    }
    group->trend = life_trend_of(sums);
    group->fit_test = TEST_UNDEFINED;
    if (!group->is_fitted) return RC_OK;
    rc = stats_weibull(&counts, 0.1, &group->fit, err);
    return rc == RC_OK ? life_weibull_test(sums, &group->fit, &group->fit_test, err) : rc;
}

void life_group_fill_all(struct life_group *group, const struct life_sums *sums,
                         struct life_sums *late)
{
    group->late = life_mean_repairs(late, life_ages[YEAR_AGE].period);
    life_sums_add(late, sums, 1);
    for (int i = 0; i < LIFE_AGE_COUNT; i++) {
        group->all_watched_on[i] = late->watched_on[i];
        group->all_means[i] = life_mean_repairs(late, life_ages[i].period);
    }
}

__attribute__((format(printf, 2, 3))) static const char *words(struct arena *arena,
                                                               const char *format, ...)
{
    char text[200];
    va_list arguments;
    va_start(arguments, format);
    const int count = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    const char *kept = arena ? arena_copy_text(arena, text, (size_t)count) : NULL;
    return kept ? kept : "no_words: memory was short";
}

static const char *too_young(const struct life_group *group, struct arena *arena, uint32_t base)
{
    return words(arena,
                 "too_young: %llu units have been watched for 365 days, at least %u are needed; "
                 "so many will have been in about %d months",
                 (unsigned long long)group->followed, base, (group->missing_days + 29) / 30);
}

static void tell_failed(const struct life_group *group, uint32_t base, struct arena *arena,
                        struct extended *told)
{
    told->n = group->units;
    told->method = group->failed.interval.defined && isnan(group->failed.log_hazard)
                       ? "wilson"
                       : "kaplan_meier_log_log";
    if (group->units < base) return;
    if (group->followed < base)
        told->reason = too_young(group, arena, base);
    else
        told->interval = group->failed.interval;
    if (!told->interval.defined && !told->reason)
        told->reason = "too_few_left: on day 365 no unit was left that had not failed, and others "
                       "were watched for less";
}

static void tell_repairs(const struct life_group *group, uint32_t base, struct arena *arena,
                         struct extended *told)
{
    const struct life_mean *mean = &group->means[YEAR_AGE];
    told->n = group->units;
    told->method = mean->repairs > 0 ? "rates_by_period_robust" : "poisson_no_event";
    if (group->units < base) return;
    if (group->followed < base || !mean->interval.defined)
        told->reason = too_young(group, arena, base);
    else
        told->interval = mean->interval;
}

static void tell_trend(const struct life_group *group, uint32_t base, struct arena *arena,
                       struct extended *told)
{
    tell_repairs(group, base, arena, told);
    told->method = "rates_by_period_robust";
    if (told->n < base || !told->interval.defined) return;
    told->n = (uint64_t)group->trend.repairs;
    told->interval = group->trend.ratio;
    if (!told->interval.defined)
        told->reason = "no_repair: no repair in one of the two halves of the first year of life";
}

static const char *fit_doubt(const struct life_group *group)
{
    const struct test *test = &group->fit_test;
    return test->defined && test->p < 0.05
               ? "poor_fit: the lives are not Weibull; read the share failed in 365 days, which "
                 "supposes no shape"
               : NULL;
}

static void tell_weibull(const struct life_group *group, const struct weibull_value *value,
                         uint32_t base, struct arena *arena, struct extended *told)
{
    told->n = group->failures;
    told->method = "weibull_likelihood_ratio";
    if (group->failures < base) return;
    if (!group->is_fitted) {
        told->reason = "not_fitted: lives are fitted for the products with most failures";
    } else if (group->fit.status != WEIBULL_FITTED) {
        told->reason = words(arena, "no_fit: %s", weibull_refusal(group->fit.status));
    } else if (!value->by_ratio.bounded) {
        told->reason =
            "no_interval: the data leave one of the bounds open; more failures are needed";
    } else {
        told->interval = value->by_ratio;
        told->reason = fit_doubt(group);
    }
}

static void tell_tenth(const struct life_group *group, uint32_t base, struct arena *arena,
                       struct extended *told)
{
    tell_weibull(group, &group->fit.life, base, arena, told);
    if (told->interval.defined && told->interval.value > group->watch_days)
        told->reason = "extrapolated: no unit has been watched for so long; more months are needed";
}

struct extended life_group_told(const struct life_group *group, enum life_metric metric,
                                const struct measured *measured, struct arena *arena)
{
    static const char *const ids[LIFE_METRIC_COUNT] = {
        "life.failed_365d", "life.weibull.shape", "life.b10_days", "life.repairs_per_unit_365d",
        "life.repair_trend"};
    const uint32_t base = measured->context->options->minimum_base;
    struct extended told = {.metric = ids[metric],
                            .axis = group->key > 0 ? AXIS_PRODUCT : AXIS_NETWORK,
                            .key = group->name,
                            .period = PERIOD_ALL,
                            .interval = INTERVAL_UNDEFINED};
    switch (metric) {
    case LIFE_FAILED_SHARE: tell_failed(group, base, arena, &told); break;
    case LIFE_SHAPE: tell_weibull(group, &group->fit.shape, base, arena, &told); break;
    case LIFE_TENTH: tell_tenth(group, base, arena, &told); break;
    case LIFE_REPAIRS: tell_repairs(group, base, arena, &told); break;
    case LIFE_TREND: tell_trend(group, base, arena, &told); break;
    case LIFE_METRIC_COUNT: break;
    }
    if (!told.reason && told.interval.defined) told.reason = group->doubt;
    return told;
}
