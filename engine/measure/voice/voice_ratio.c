#include "measure/extend.h"
#include "measure/stats/dependent_ratio.h"
#include "measure/voice/voice.h"

static struct dependent_counts counts_of(const struct voice_cell *cell)
{
    return (struct dependent_counts){cell->praise.met, cell->complaint.met, cell->both};
}

static const char *reason_of(const struct voice_cell *cell)
{
    if (cell->praise.met == 0 || cell->complaint.met == 0)
        return "no_contrast: comments that praise and comments that complain are needed";
    return NULL;
}

/* A month without a comment has no estimate, but for the report month, which says why. */
static enum rc tell_month(const struct measured *measured, uint32_t window, struct result *result,
                          struct err *err)
{
    const struct voice_cell cell = voice_month(measured, window);
    const struct extended extended = {.metric = "voice.ratio",
                                      .axis = AXIS_NETWORK,
                                      .key = "",
                                      .period = measured->context->report_month - (int32_t)window,
                                      .n = cell.praise.n,
                                      .interval = stats_dependent_ratio(counts_of(&cell)),
                                      .method = "log_multinomial",
                                      .reason = reason_of(&cell)};
    if (window > 0 && cell.praise.n == 0) return RC_OK;
    return extend_estimate(measured, result, &extended, err);
}

/* Months below the minimum base are told by nobody, and do not count for the trend either. */
static enum rc tell_trend(const struct measured *measured, struct result *result, struct err *err)
{
    struct dependent_counts counts[MONTH_WINDOW_COUNT];
    int32_t months[MONTH_WINDOW_COUNT];
    struct extended extended = {.metric = "voice.ratio_trend",
                                .axis = AXIS_NETWORK,
                                .key = "",
                                .period = measured->context->report_month,
                                .method = "weighted_log_linear"};
    size_t count = 0;
    double p;
    for (uint32_t window = MONTH_WINDOW_COUNT - 1; window-- > 0;) {
        const struct voice_cell cell = voice_month(measured, window);
        if (cell.praise.n < measured->context->options->minimum_base) continue;
        counts[count] = counts_of(&cell);
        months[count++] = measured->context->report_month - (int32_t)window;
        extended.n += cell.praise.n;
    }
    const enum rc rc = stats_dependent_trend(counts, months, count, &extended.interval, &p, err);
    if (rc != RC_OK) return rc;
    if (!extended.interval.defined)
        extended.reason = "few_praise_months: six months with praise and complaints are needed";
    return extend_estimate(measured, result, &extended, err);
}

enum rc voice_ratio(const struct measured *measured, struct result *result, struct err *err)
{
    enum rc rc = RC_OK;
    if (!measured->column[NEED_COMMENT]) return RC_OK;
    for (uint32_t window = 0; rc == RC_OK && window < MONTH_WINDOW_COUNT; window++)
        rc = tell_month(measured, window, result, err);
    return rc == RC_OK ? tell_trend(measured, result, err) : rc;
}
