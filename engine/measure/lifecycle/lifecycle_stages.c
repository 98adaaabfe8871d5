/* Satisfaction, complaints, departures and repurchase by stage after the purchase. */
#include "measure/lifecycle/lifecycle.h"
#include "measure/stats/rate.h"

#include <math.h>

/* A year's twelfth, leap years counted. */
#define MONTH_DAYS 30.4375
static const char no_median[] = "no_median: how long customers keep a product is not known; "
                                "lifecycle.repurchase_days can be set";

enum life_event { EVENT_COMPLAINT, EVENT_LEFT, EVENT_BOUGHT, EVENT_COUNT };
static const struct rate_row {
    const char *metric, *table, *refusal;
} rate_rows[EVENT_COUNT] = {
    {"lifecycle.complaint_rate", "complaints", "no_table: complaints are needed"},
    {"lifecycle.departure_rate", "departures", "no_table: departures are needed"},
    {"lifecycle.return_rate", "purchases", "no_table: purchases are needed"}};

/* What was seen in one stage. For complaints, customers are followed to the first one. */
struct stage {
    uint64_t customers[EVENT_COUNT]; /* with at least one day */
    uint64_t days[EVENT_COUNT], events[EVENT_COUNT];
    struct sums scores;
};

static enum life_stage stage_of(int32_t age, int32_t reevaluation_from)
{
    if (age < LEARNING_FROM_DAYS) return STAGE_DOUBT;
    if (age < APPRECIATION_FROM_DAYS) return STAGE_LEARNING;
    return age < reevaluation_from ? STAGE_APPRECIATION : STAGE_REEVALUATION;
}

static int32_t least(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

static int32_t most(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

/* Days from one age to another, both with them, stage by stage. */
static void add_days(struct stage stages[STAGE_COUNT], enum life_event event, int32_t first,
                     int32_t last, int32_t reevaluation_from)
{
    const int32_t from[STAGE_COUNT + 1] = {0, LEARNING_FROM_DAYS, APPRECIATION_FROM_DAYS,
                                           reevaluation_from, INT32_MAX};
    for (int stage = 0; stage < STAGE_COUNT; stage++) {
        const int32_t days = least(last, from[stage + 1] - 1) - most(first, from[stage]) + 1;
        if (days <= 0) continue;
        stages[stage].customers[event]++;
        stages[stage].days[event] += (uint64_t)days;
    }
}

static void add_row(struct stage stages[STAGE_COUNT], const struct life_row *row, int32_t from)
{
    const int32_t last = row->age + row->days - 1;
    add_days(stages, EVENT_LEFT, row->age, last, from);
    add_days(stages, EVENT_BOUGHT, row->age, last, from);
    add_days(stages, EVENT_COMPLAINT, row->age, row->complaint >= 0 ? row->complaint : last, from);
    if (row->complaint >= 0) stages[stage_of(row->complaint, from)].events[EVENT_COMPLAINT]++;
    if (row->end == END_LEFT) stages[stage_of(last, from)].events[EVENT_LEFT]++;
    if (row->end == END_BOUGHT) stages[stage_of(last, from)].events[EVENT_BOUGHT]++;
    if (row->asked >= 0) sums_add(&stages[stage_of(row->asked, from)].scores, row->score);
}

static bool has_rows(const struct measured *measured, const char *name)
{
    const struct table *table = linked_table(measured->linked, name);
    return table && table->row_count > 0;
}

static struct extended told_of(const struct measured *measured, const char *metric,
                               enum life_stage stage, const char *method)
{
    return (struct extended){.metric = metric,
                             .axis = AXIS_LIFE_STAGE,
                             .key = life_stage_names[stage],
                             .period = measured->context->report_month,
                             .interval = INTERVAL_UNDEFINED,
                             .method = method};
}

static enum rc judge_rate(const struct stage stages[STAGE_COUNT], enum life_event event,
                          enum life_stage stage, struct judged *row, struct err *err)
{
    const struct stage *own = &stages[stage];
    uint64_t days = 0, events = 0;
    for (int other = 0; other < STAGE_COUNT; other++) {
        if (other == (int)stage) continue;
        days += stages[other].days[event];
        events += stages[other].events[event];
    }
    row->extended.n = own->customers[event];
    enum rc rc = stats_rate(own->events[event], (double)own->days[event] / MONTH_DAYS,
                            &row->extended.interval, err);
    struct rate_ratio ratio = {INTERVAL_UNDEFINED, NAN};
    if (rc == RC_OK && own->days[event] > 0 && days > 0)
        rc = stats_rate_ratio(own->events[event], (double)own->days[event], events, (double)days,
                              &ratio, err);
    row->p = ratio.p;
    row->is_above = ratio.interval.value > 1;
    return rc;
}

static enum rc tell_rates(const struct stage stages[STAGE_COUNT], enum life_event event,
                          bool is_known, const struct measured *measured, struct result *result,
                          struct err *err)
{
    const struct rate_row *told = &rate_rows[event];
    struct judged rows[STAGE_COUNT];
    enum rc rc = RC_OK;
    if (!has_rows(measured, told->table)) {
        const struct extended none = {.metric = told->metric,
                                      .key = "",
                                      .period = measured->context->report_month,
                                      .interval = INTERVAL_UNDEFINED,
                                      .method = "poisson_exact",
                                      .reason = told->refusal};
        return extend_estimate(measured, result, &none, err);
    }
    for (int stage = 0; rc == RC_OK && stage < STAGE_COUNT; stage++) {
        rows[stage] = (struct judged){
            told_of(measured, told->metric, (enum life_stage)stage, "poisson_exact"), NAN, false};
        if (stage == STAGE_REEVALUATION && !is_known)
            rows[stage].extended.reason = no_median;
        else
            rc = judge_rate(stages, event, (enum life_stage)stage, &rows[stage], err);
    }
    return rc == RC_OK ? extend_axis(measured, result, rows, STAGE_COUNT, NULL, err) : rc;
}

static struct moments moments_of(const struct sums *sums)
{
    return (struct moments){sums->n, sums->sum, sums->square_sum, 1};
}

static enum rc judge_score(const struct stage stages[STAGE_COUNT], enum life_stage stage,
                           struct judged *row, struct err *err)
{
    const struct moments own = moments_of(&stages[stage].scores);
    struct moments others = {0, 0, 0, 1};
    for (int other = 0; other < STAGE_COUNT; other++) {
        if (other == (int)stage) continue;
        others.n += stages[other].scores.n;
        others.sum += stages[other].scores.sum;
        others.square_sum += stages[other].scores.square_sum;
    }
    struct difference difference = DIFFERENCE_UNDEFINED;
    row->extended.n = own.n;
    enum rc rc = stats_mean_t(&own, &row->extended.interval, err);
    if (rc == RC_OK && own.n > 1 && others.n > 1)
        rc = stats_welch_difference(&own, &others, &difference, err);
    row->p = isinf(difference.df) ? NAN : difference.p; /* nothing varies: nothing is tested */
    row->is_above = difference.interval.value > 0;
    return rc;
}

/* What fewer customers said than may be told must not follow from the other stages: nothing tells
 * their sum. */
static enum rc tell_scores(const struct stage stages[STAGE_COUNT], bool is_known,
                           const struct measured *measured, struct result *result, struct err *err)
{
    struct judged rows[STAGE_COUNT];
    enum rc rc = RC_OK;
    for (int stage = 0; rc == RC_OK && stage < STAGE_COUNT; stage++) {
        rows[stage] = (struct judged){
            told_of(measured, "lifecycle.satisfaction", (enum life_stage)stage, "student_t"), NAN,
            false};
        if (stage == STAGE_REEVALUATION && !is_known)
            rows[stage].extended.reason = no_median;
        else
            rc = judge_score(stages, (enum life_stage)stage, &rows[stage], err);
        struct interval *interval = &rows[stage].extended.interval;
        if (!interval->defined || interval->lower < interval->upper) continue;
        *interval = (struct interval){interval->value, NAN, NAN, true, false};
        rows[stage].extended.reason = "no_variance: all of them gave the same score";
    }
    return rc == RC_OK ? extend_axis(measured, result, rows, STAGE_COUNT, NULL, err) : rc;
}

enum rc life_stages_tell(const struct product_lives *lives, const struct measured *measured,
                         struct interval *return_rate, struct result *result, struct err *err)
{
    struct stage stages[STAGE_COUNT] = {{{0}, {0}, {0}, {0}}};
    const bool is_known = lives->sources[0] != SOURCE_NONE || lives->row_count > 1;
    struct life_reader reader;
    struct life_row row;
    bool reevaluates = false;
    life_reader_init(&reader, measured);
    while (life_reader_next(&reader, &row)) {
        const int32_t from = lives->from_days[row.product];
        if (row.days > 0) add_row(stages, &row, from);
        reevaluates |= row.days > 0 && from != INT32_MAX;
    }
    enum rc rc = tell_scores(stages, is_known && reevaluates, measured, result, err);
    for (int event = 0; rc == RC_OK && event < EVENT_COUNT; event++)
        rc = tell_rates(stages, (enum life_event)event, is_known && reevaluates, measured, result,
                        err);
    const struct stage *last = &stages[STAGE_REEVALUATION];
    if (rc == RC_OK && last->days[EVENT_BOUGHT] > 0)
        rc = stats_rate(last->events[EVENT_BOUGHT], (double)last->days[EVENT_BOUGHT], return_rate,
                        err);
    return rc;
}
