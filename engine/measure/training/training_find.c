/* One outcome: the dealers' months around each month of training, and what each group of trained
 * dealers shows against the clean ones. */
#include "measure/training/training.h"

#include <stdlib.h>

enum { SPAN = TRAINING_BEFORE + TRAINING_AFTER };

/* A dealer around a month of training. */
struct beside {
    bool stands; /* enough rows before and after, no month that cannot be told */
    bool is_clean;
    uint64_t n;
    double before, after;
    double older, newer; /* halves of the months before; NaN: too few rows */
};

struct look {
    const struct training_events *events;
    struct elsewhere of;
    struct statistic *months; /* [dealer * MONTH_WINDOW_COUNT + window] */
    struct beside *besides;   /* [cohort * key_count + dealer] */
    struct adoption *rows;    /* room for all of them */
    double *room;
    double rarer; /* of a share, what part of the rows is the rarer kind */
    uint32_t beside_counts[TRAINING_COHORTS]; /* clean dealers that stand */
};

static uint32_t window_of(uint32_t cohort)
{
    return cohort + TRAINING_AFTER;
}

static int32_t month_of(const struct look *look, uint32_t cohort)
{
    return look->of.context->report_month - (int32_t)window_of(cohort);
}

/* Rows and value of the windows first to last. */
static enum rc read_span(const struct look *look, uint32_t dealer, uint32_t first, uint32_t last,
                         uint64_t *n, double *value, struct err *err)
{
    struct statistic sum = {.kind = look->of.metric->kind, .scale = 1};
    for (uint32_t window = first; window <= last; window++) {
        const struct statistic *month = &look->months[(size_t)dealer * MONTH_WINDOW_COUNT + window];
        if (!month->refusal) statistic_add(&sum, month);
    }
    return elsewhere_value(&sum, n, value, err);
}

/* The months before, as far as they are kept, in two halves. */
static enum rc read_halves(const struct look *look, uint32_t dealer, uint32_t window,
                           struct beside *beside, struct err *err)
{
    const uint32_t kept = MONTH_WINDOW_COUNT - 1 - window;
    const uint32_t months = kept < 2 * TRAINING_BEFORE ? kept : 2 * TRAINING_BEFORE;
    const uint32_t half = months / 2, base = look->of.context->options->minimum_base;
    uint64_t n_newer = 0, n_older = 0;
    enum rc rc = read_span(look, dealer, window + 1, window + half, &n_newer, &beside->newer, err);
    if (rc == RC_OK)
        rc = read_span(look, dealer, window + months + 1 - half, window + months, &n_older,
                       &beside->older, err);
    if (n_newer < base || n_older < base) beside->newer = beside->older = NAN;
    return rc;
}

static enum rc read_beside(struct look *look, uint32_t cohort, uint32_t dealer, struct err *err)
{
    const uint32_t window = window_of(cohort), base = look->of.context->options->judged_base;
    const uint32_t span = ((1U << SPAN) - 1) << (window - TRAINING_AFTER);
    struct beside *beside = &look->besides[(size_t)cohort * look->of.key_count + dealer];
    uint64_t before, after;
    /* The month of training lies between: its bit stands for the oldest month before. */
    const uint32_t used = (span & ((1U << window) - 1)) | (span >> window << (window + 1));
    if (used & look->of.immature) return RC_OK;
    enum rc rc = read_span(look, dealer, window + 1, window + TRAINING_BEFORE, &before,
                           &beside->before, err);
    if (rc == RC_OK)
        rc = read_span(look, dealer, window - TRAINING_AFTER, window - 1, &after, &beside->after,
                       err);
    if (rc == RC_OK) rc = read_halves(look, dealer, window, beside, err);
    if (rc != RC_OK) return rc;
    beside->n = before + after;
    beside->stands = before > 0 && after > 0 && before >= base && after >= base;
    beside->is_clean = training_is_clean(look->events, dealer, month_of(look, cohort));
    return RC_OK;
}

static const struct training_event *event_of(const struct look *look, uint32_t dealer,
                                             int32_t month)
{
    const struct training_events *events = look->events;
    for (size_t i = events->first[dealer]; i < events->first[dealer + 1]; i++)
        if (events->rows[i].month == month) return &events->rows[i];
    return NULL;
}

static enum rc read_all(struct look *look, struct err *err)
{
    enum rc rc = RC_OK;
    for (uint32_t dealer = 1; dealer < look->of.key_count; dealer++)
        for (uint32_t window = 0; window < MONTH_WINDOW_COUNT; window++)
            look->months[(size_t)dealer * MONTH_WINDOW_COUNT + window] =
                elsewhere_dealer(&look->of, dealer, window);
    for (uint32_t cohort = 0; cohort < TRAINING_COHORTS; cohort++)
        for (uint32_t dealer = 1; rc == RC_OK && dealer < look->of.key_count; dealer++) {
            rc = read_beside(look, cohort, dealer, err);
            const struct beside *beside =
                &look->besides[(size_t)cohort * look->of.key_count + dealer];
            look->beside_counts[cohort] += beside->stands && beside->is_clean &&
                                           !event_of(look, dealer, month_of(look, cohort));
        }
    return rc;
}

static bool is_of(const struct training_event *event, const struct training_group *group)
{
    if (group->axis == AXIS_TRAINING_MODE) return event->mode == group->code;
    if (group->axis == AXIS_TRAINING_TOPIC) return event->topic == group->code;
    return true;
}

/* Whether somebody of the group was trained in that month and can be looked at. */
static bool has_trained(const struct look *look, const struct training_group *group,
                        uint32_t cohort)
{
    for (uint32_t dealer = 1; dealer < look->of.key_count; dealer++) {
        const struct beside *beside = &look->besides[(size_t)cohort * look->of.key_count + dealer];
        const struct training_event *event = event_of(look, dealer, month_of(look, cohort));
        if (event && is_of(event, group) && beside->stands && beside->is_clean) return true;
    }
    return false;
}

/* Trained dealers of the group, and the clean ones beside them; of the trend those with halves. */
static size_t gather(const struct look *look, const struct training_group *group, bool of_trend,
                     struct training_finding *finding)
{
    size_t count = 0, trained = 0;
    for (uint32_t cohort = 0; cohort < TRAINING_COHORTS; cohort++) {
        if (look->beside_counts[cohort] < TRAINING_LEAST_BESIDE ||
            !has_trained(look, group, cohort))
            continue;
        for (uint32_t dealer = 1; dealer < look->of.key_count; dealer++) {
            const struct beside *b = &look->besides[(size_t)cohort * look->of.key_count + dealer];
            const struct training_event *event = event_of(look, dealer, month_of(look, cohort));
            const double before = of_trend ? b->older : b->before;
            if (!b->stands || !b->is_clean || isnan(before) || (event && !is_of(event, group)))
                continue;
            look->rows[count++] = (struct adoption){.unit = dealer,
                                                    .cohort = cohort,
                                                    .before = before,
                                                    .after = of_trend ? b->newer : b->after,
                                                    .is_treated = event != NULL};
            if (!event || of_trend) continue;
            finding->n += b->n;
            finding->before += b->before;
            finding->after += b->after;
            trained++;
        }
    }
    if (of_trend) return count;
    finding->before = trained > 0 ? finding->before / (double)trained : NAN;
    finding->after = trained > 0 ? finding->after / (double)trained : NAN;
    return count;
}

/* The clean of a cohort may all lack halves: then its trained have nobody beside them. */
static size_t drop_lonely(struct adoption *rows, size_t count)
{
    size_t clean[TRAINING_COHORTS] = {0}, kept = 0;
    for (size_t i = 0; i < count; i++) clean[rows[i].cohort] += !rows[i].is_treated;
    for (size_t i = 0; i < count; i++)
        if (clean[rows[i].cohort] > 0) rows[kept++] = rows[i];
    return kept;
}

static enum rc find_group(struct look *look, struct training_finding *finding, struct err *err)
{
    const size_t units = look->of.key_count;
    finding->before = finding->after = 0.0;
    size_t count = gather(look, &finding->group, false, finding);
    enum rc rc = stats_staggered(look->rows, count, units, TRAINING_COHORTS, true, look->room,
                                 &finding->effect, err);
    if (rc != RC_OK) return rc;
    if (finding->effect.treated_count < TRAINING_LEAST_TRAINED)
        finding->reason = "few_trained: fewer than 4 trained dealers with three whole months "
                          "before and after and no other training around";
    else if (finding->effect.clean_count < TRAINING_LEAST_UNTRAINED)
        finding->reason = "few_untrained: fewer than 8 dealers without a training around the "
                          "same months";
    else if (!finding->effect.effect.defined)
        finding->reason = "no_variation: no dealer's months differ from another's";
    const double trained = (double)finding->effect.treated_count;
    if (!finding->reason &&
        (double)finding->n / 2.0 * look->rarer < fmax(TRAINING_LEAST_CASES, trained))
        finding->reason = "few_cases: too few cases of the rarer kind are to be expected";
    if (finding->reason) return RC_OK;
    count = drop_lonely(look->rows, gather(look, &finding->group, true, finding));
    return stats_staggered(look->rows, count, units, TRAINING_COHORTS, false, look->room,
                           &finding->trend, err);
}

static enum rc find_rarer(struct look *look, struct err *err)
{
    struct statistic all = {.kind = look->of.metric->kind, .scale = 1};
    double variance;
    for (uint32_t window = 0; window < MONTH_WINDOW_COUNT; window++) {
        const struct statistic month = elsewhere_network(&look->of, window);
        if (!month.refusal) statistic_add(&all, &month);
    }
    return elsewhere_spread(&all, &variance, &look->rarer, err);
}

static enum rc take_room(struct look *look, struct err *err)
{
    const size_t dealers = look->of.key_count, all = dealers * TRAINING_COHORTS;
    look->months = calloc(dealers * MONTH_WINDOW_COUNT, sizeof *look->months);
    look->besides = calloc(all, sizeof *look->besides);
    look->rows = calloc(all, sizeof *look->rows);
    look->room = calloc(3 * dealers + (size_t)4 * TRAINING_COHORTS, sizeof *look->room);
    if (!look->months || !look->besides || !look->rows || !look->room)
        return err_memory(err, dealers * MONTH_WINDOW_COUNT * sizeof *look->months);
    return RC_OK;
}

static void refuse(struct training_finding *findings, size_t count, const char *reason)
{
    for (size_t i = 0; i < count; i++) findings[i].reason = reason;
}

enum rc training_find(const struct measured *measured, const struct training_events *events,
                      struct training_finding *findings, size_t count, struct err *err)
{
    struct look look = {.events = events};
    const struct metric *metric = metric_find(findings[0].outcome->outcome, NULL);
    const char *reason = elsewhere_open(&look.of, measured, metric);
    if (!reason && look.of.key_count < 2)
        reason = "no_months: this metric is not counted by dealer";
    for (size_t i = 0; i < count; i++) findings[i].metric = metric;
    if (reason) {
        refuse(findings, count, reason);
        return RC_OK;
    }
    enum rc rc = find_rarer(&look, err);
    if (rc == RC_OK) rc = take_room(&look, err);
    if (rc == RC_OK) rc = read_all(&look, err);
    for (size_t i = 0; rc == RC_OK && i < count; i++) rc = find_group(&look, &findings[i], err);
    free(look.months);
    free(look.besides);
    free(look.rows);
    free(look.room);
    return rc;
}
