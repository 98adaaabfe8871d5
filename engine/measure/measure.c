#include "measure/measure.h"

#include "base/day.h"
#include "base/profile.h"
#include "base/store.h"
#include "measure/business.h"
#include "measure/stages.h"
#include "measure/watch.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <omp.h>
#include <stdlib.h>

/* Monday to Friday. */
enum { WEEKDAYS_USUAL = 0x1F };

void measure_init(void)
{
    (void)gsl_set_error_handler_off();
}

/* Where a table has few rows, what a second thread needs to count by itself, and adding up what
 * both have, took longer than it saved: at 100,000 rows a table and two threads on two cores three
 * tables were counted in 50 ms side by side and in 70 one after another by both. Where it turns was
 * not looked for. */
enum { TEAM_ROWS = 1 << 18 };

void measure_options_init(struct measure_options *options)
{
    *options = (struct measure_options){.scale_minimum = 1,
                                        .scale_maximum = 7,
                                        .minimum_base = 10,
                                        .private_below = 5,
                                        .judged_base = 30,
                                        .reply_limit_minutes = MINUTES_A_DAY,
                                        .close_limit_minutes = MINUTES_A_DAY,
                                        .close_special_limit_minutes = 2 * MINUTES_A_DAY,
                                        .margin_share = NAN,
                                        .discount_share = 0.10,
                                        .horizon_years = 10,
                                        .calendar = {.weekdays = WEEKDAYS_USUAL},
                                        .tiers = {.key_share = 0.1,
                                                  .right_share = 0.3,
                                                  .repair_cost_yuan = 100,
                                                  .harmful_unjustified = 2,
                                                  .harmful_unpaid = 2},
                                        .material_days = 30,
                                        .return_day = 3,
                                        .team_rows = TEAM_ROWS,
                                        .isa = isa_best()};
}

int32_t measure_last_complete_month(const struct linked *linked)
{
    const int32_t day = day_of_minute(linked->horizon_minute);
    const int32_t month = month_of_day(day);
    return day == month_last_day(month) ? month : month - 1;
}

enum rc measure_run(struct result *result, struct linked *linked,
                    const struct measure_options *options, int32_t report_month, struct err *err)
{
    struct measure_context context = {.options = options,
                                      .report_month = report_month,
                                      .linked = linked,
                                      .horizon_minute = linked->horizon_minute,
                                      .horizon_day = day_of_minute(linked->horizon_minute)};
    if (options->thread_count > 0) omp_set_num_threads(options->thread_count);
    result->report_month = report_month;
    result->history_from = month_of_minute(linked->first_minute);
    result->horizon_minute = linked->horizon_minute;
    struct arena arena = ARENA_INIT;
    struct business_clock business;
    struct bound_family *bound = calloc(family_count, sizeof *bound);
    if (!bound) return err_memory(err, family_count * sizeof *bound);
    profile_start(options->profile, PROFILE_DERIVE);
    enum rc rc = business_clock_init(&business, &options->calendar, &arena, err);
    context.business = &business;
    if (rc == RC_OK) rc = watch_find(&context.watch, linked, context.horizon_day, err);
    if (rc == RC_OK) rc = measure_derive(linked, &context, err);
    profile_stop(options->profile, PROFILE_DERIVE);
    size_t counted = 0;
    for (size_t i = 0; rc == RC_OK && i < family_count; i++) {
        if (!family_is_counted(options, linked, i)) continue;
        bound[counted].family = families[i];
        bound[counted].is_silent = !family_is_chosen(options, i);
        rc = measure_bind(&bound[counted++], linked, &arena, err);
    }
    profile_start(options->profile, PROFILE_COUNT);
    if (rc == RC_OK) rc = measure_count(bound, counted, &context, err);
    store_trim_heap(); /* what threads counted by themselves */
    profile_stop(options->profile, PROFILE_COUNT);
    profile_start(options->profile, PROFILE_FINISH);
    if (rc == RC_OK) rc = measure_finish(bound, counted, linked, &context, result, err);
    profile_stop(options->profile, PROFILE_FINISH);
    for (size_t i = 0; i < counted; i++) state_release(&bound[i].state);
    free(bound);
    arena_release(&arena);
    return rc;
}
