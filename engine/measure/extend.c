#include "measure/extend.h"

#include <stdlib.h>
#include <string.h>

#include "measure/estimate.h"
#include "measure/stats/multiple.h"

#define FALSE_DISCOVERY_RATE 0.05

static const struct metric *find_metric(const struct family *family, const char *id)
{
    for (const struct metric *metric = family->metrics; metric->id; metric++)
        if (strcmp(metric->id, id) == 0) return metric->kind == STATISTIC_EXTENDED ? metric : NULL;
    return NULL;
}

static bool has_columns(const struct measured *measured, const struct metric *metric)
{
    for (uint64_t left = metric->needed; left != 0; left &= left - 1)
        if (!measured->column[__builtin_ctzll(left)]) return false;
    return true;
}

bool extend_can(const struct measured *measured, const char *metric)
{
    const struct metric *found = find_metric(measured->family, metric);
    return found && has_columns(measured, found);
}

static const char *refusal_of(const struct measured *measured, const struct metric *metric,
                              const struct extended *extended, struct arena *arena)
{
    const struct measure_options *options = measured->context->options;
    if (!has_columns(measured, metric)) return "no_column: a needed column is not in the input";
    if (!extended->interval.defined && extended->reason) return extended->reason;
    if (extended->n == 0 || extended->n < options->minimum_base)
        return estimate_below_base(extended->n, options, arena);
    return NULL;
}

/* What a family forgot to say of a value without bounds must not come out naked. */
static const char *reason_of(const struct extended *extended)
{
    if (extended->reason || (extended->interval.defined && extended->interval.bounded))
        return extended->reason;
    return extended->interval.defined ? "no_interval: too few observations for both bounds"
                                      : "no_rows: nothing to tell";
}

static enum rc fill(const struct measured *measured, const struct extended *extended,
                    struct arena *arena, struct estimate *estimate, struct err *err)
{
    const struct metric *metric = find_metric(measured->family, extended->metric);
    if (!metric) {
        (void)err_set(err, RC_BUG, "%s: no metric that %s extends", extended->metric,
                      measured->family->name);
        return RC_BUG;
    }
    const char *refusal = refusal_of(measured, metric, extended, arena);
    const struct interval interval = refusal ? INTERVAL_UNDEFINED : extended->interval;
    const char *reason = refusal ? refusal : reason_of(extended);
    *estimate = (struct estimate){.metric = metric,
                                  .axis = extended->axis,
                                  .key = extended->key,
                                  .period = extended->period,
                                  .n = extended->n,
                                  .value = interval.value,
                                  .lower = interval.lower,
                                  .upper = interval.upper,
                                  .method = extended->method,
                                  .rest_p = NAN,
                                  .rest_q = NAN,
                                  .status = refusal || !interval.defined ? STATUS_REFUSED
                                            : reason                     ? STATUS_PARTIAL
                                                                         : STATUS_PASS,
                                  .reason = reason ? reason : ""};
    estimate->change.p = estimate->change.q = NAN;
    estimate_benchmark(estimate, measured->family, measured->context->options);
    return RC_OK;
}

static enum rc add(struct result *result, const struct estimate *estimate, struct err *err)
{
    struct estimate *added = result_add_estimate(result);
    if (!added) return err_memory(err, sizeof *added);
    *added = *estimate;
    return RC_OK;
}

enum rc extend_estimate(const struct measured *measured, struct result *result,
                        const struct extended *extended, struct err *err)
{
    struct estimate estimate;
    const enum rc rc = fill(measured, extended, &result->arena, &estimate, err);
    return rc == RC_OK ? add(result, &estimate, err) : rc;
}

static enum verdict verdict_of(const struct estimate *estimate, bool is_above)
{
    if (isnan(estimate->rest_q)) return VERDICT_CANNOT_SAY;
    if (estimate->rest_q >= FALSE_DISCOVERY_RATE) return VERDICT_CONSISTENT;
    return is_above == (estimate->metric->better == BETTER_HIGHER) ? VERDICT_BETTER : VERDICT_WORSE;
}

/* The estimates of all rows, with q values and verdicts. */
static enum rc judge(const struct measured *measured, const struct judged *rows, size_t count,
                     bool is_crowded, struct result *result, struct estimate *estimates,
                     double *q_values, struct err *err)
{
    struct arena *words = is_crowded ? NULL : &result->arena;
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < count; i++) {
        rc = fill(measured, &rows[i].extended, words, &estimates[i], err);
        if (rc != RC_OK) break;
        const bool can_be_judged = estimates[i].status != STATUS_REFUSED &&
                                   estimates[i].n >= measured->context->options->judged_base;
        estimates[i].rest_p = can_be_judged ? rows[i].p : NAN;
        q_values[i] = estimates[i].rest_p;
    }
    if (rc == RC_OK) rc = stats_benjamini_hochberg(q_values, count, err);
    for (size_t i = 0; rc == RC_OK && i < count; i++) {
        estimates[i].rest_q = q_values[i];
        if (estimates[i].metric->better != BETTER_NONE)
            estimates[i].verdict = verdict_of(&estimates[i], rows[i].is_above);
    }
    return rc;
}

static enum rc add_columns(struct result *result, const struct estimate *estimates, size_t count,
                           struct err *err)
{
    struct arena *arena = &result->arena;
    const char **keys = arena_take_array(arena, count, sizeof *keys);
    uint64_t *n = arena_take_array(arena, count, sizeof *n);
    uint8_t *verdicts = arena_take_array(arena, count, sizeof *verdicts);
    struct column_numbers *numbers = arena_take_array(arena, count, sizeof *numbers);
    struct column_set *set = result_add_column_set(result);
    if (!keys || !n || !verdicts || !numbers || !set)
        return err_memory(err, count * sizeof *numbers);
    uint32_t number_count = 0;
    for (size_t i = 0; i < count; i++) {
        const struct estimate *row = &estimates[i];
        keys[i] = row->key;
        n[i] = row->n;
        verdicts[i] = (uint8_t)row->verdict;
        if (!isnan(row->value))
            numbers[number_count++] =
                (struct column_numbers){(uint32_t)i, row->value, row->lower, row->upper};
    }
    *set = (struct column_set){.metric = estimates[0].metric,
                               .axis = estimates[0].axis,
                               .period = estimates[0].period,
                               .key_count = (uint32_t)count,
                               .keys = keys,
                               .n = n,
                               .verdicts = verdicts,
                               .numbers = numbers,
                               .number_count = number_count};
    return RC_OK;
}

static bool stands_out(const struct estimate *estimate)
{
    return estimate->verdict == VERDICT_BETTER || estimate->verdict == VERDICT_WORSE;
}

enum rc extend_axis(const struct measured *measured, struct result *result,
                    const struct judged *rows, size_t count, double *q_values, struct err *err)
{
    if (count == 0) return RC_OK;
    const bool is_crowded = count > KEYS_IN_ESTIMATES;
    struct estimate *estimates = calloc(count, sizeof *estimates);
    double *q = q_values ? q_values : malloc(count * sizeof *q);
    enum rc rc = RC_OK;
    if (!estimates || !q) {
        rc = err_memory(err, count * sizeof *estimates);
        goto out;
    }
    rc = judge(measured, rows, count, is_crowded, result, estimates, q, err);
    for (size_t i = 0; rc == RC_OK && i < count; i++)
        if (!is_crowded || stands_out(&estimates[i])) rc = add(result, &estimates[i], err);
    if (rc == RC_OK && is_crowded) rc = add_columns(result, estimates, count, err);
out:
    free(estimates);
    if (q != q_values) free(q);
    return rc;
}

enum rc extend_refuse_all(const struct measured *measured, struct result *result,
                          const char *method, const char *reason, struct err *err)
{
    enum rc rc = RC_OK;
    for (const struct metric *metric = measured->family->metrics; rc == RC_OK && metric->id;
         metric++)
        rc = extend_estimate(measured, result,
                             &(struct extended){.metric = metric->id,
                                                .key = "",
                                                .period = measured->context->report_month,
                                                .interval = INTERVAL_UNDEFINED,
                                                .method = method,
                                                .reason = reason},
                             err);
    return rc;
}
