/* Complaints by department for each thousand repairs that it answers for (D28). */
#include "link/look.h"
#include "measure/extend.h"
#include "measure/stats/rate.h"

#include <stdlib.h>

enum { NEED_DEPARTMENT, MONTH_COUNT = 12 };
static const char RATE[] = "backoffice.complaints_per_1000";

struct cell {
    uint64_t repairs;
};

static void update(void *cell, struct tally *tallies, const struct rows *rows)
{
    (void)tallies;
    const uint32_t *departments = rows->column[NEED_DEPARTMENT];
    uint64_t count = 0;
    for (uint32_t i = 0; i < rows->row_count; i++) count += departments[rows->row[i]] != 0;
    ((struct cell *)cell)->repairs += count;
}

/* Complaints of the twelve months by the department they name. */
static enum rc count_complaints(const struct measured *measured, uint64_t *counts,
                                uint32_t code_count, struct err *err)
{
    const struct table *table = linked_table(measured->linked, "complaints");
    const size_t columns[] = {look_column(table, "opened_at"), look_column(table, "department")};
    const int32_t month = measured->context->report_month;
    const int32_t first = month_first_day(month + 1 - MONTH_COUNT) * MINUTES_A_DAY;
    const int32_t past = month_first_day(month + 1) * MINUTES_A_DAY;
    enum rc rc = RC_OK;
    if (!table || columns[0] == LOOK_NONE || columns[1] == LOOK_NONE) return RC_OK;
    for (size_t s = 0; rc == RC_OK && s < table->segment_count; s++) {
        const struct segment *segment = &table->segments[s];
        if (segment->columns[columns[0]].maximum < first) continue;
        rc = look_fetch(segment, columns, 2, err);
        for (uint32_t row = 0; rc == RC_OK && row < segment->row_count; row++) {
            const int32_t opened = look_number(segment, columns[0], row);
            const uint32_t code = look_code(segment, columns[1], row);
            if (opened >= first && opened < past && code < code_count) counts[code]++;
        }
    }
    return rc;
}

static uint64_t count_repairs(const struct measured *measured, enum axis axis, uint32_t code)
{
    uint64_t repairs = 0;
    for (uint32_t window = 0; window < MONTH_COUNT; window++) {
        const struct tally *tallies;
        const struct cell *cell = measured_cell(measured, axis, code, window, &tallies);
        if (cell) repairs += cell->repairs;
    }
    return repairs;
}

/* own: complaints and repairs. */
static enum rc fill(const uint64_t own[2], struct extended *extended, struct err *err)
{
    extended->n = own[1];
    extended->method = "garwood";
    return stats_rate(own[0], (double)own[1] / 1000, &extended->interval, err);
}

static struct extended extended_of(const struct measured *measured, enum axis axis, const char *key)
{
    return (struct extended){
        .metric = RATE, .axis = axis, .key = key, .period = measured->context->report_month};
}

static const char *refusal(const struct measured *measured)
{
    const struct table *table = linked_table(measured->linked, "complaints");
    if (!table || table->row_count == 0) return "no_table: the input has no complaints";
    return look_column(table, "department") == LOOK_NONE
               ? "no_column: the complaints name no department"
               : NULL;
}

static enum rc tell(const struct measured *measured, struct result *result, const uint64_t *counts,
                    uint32_t code_count, struct err *err)
{
    struct extended network = extended_of(measured, AXIS_NETWORK, "");
    uint64_t all[2] = {0, count_repairs(measured, AXIS_NETWORK, 0)};
    for (uint32_t code = 1; code < code_count; code++) all[0] += counts[code];
    enum rc rc = fill(all, &network, err);
    if (rc == RC_OK) rc = extend_estimate(measured, result, &network, err);
    for (uint32_t code = 1; rc == RC_OK && code < code_count; code++) {
        const uint64_t own[2] = {counts[code], count_repairs(measured, AXIS_DEPARTMENT, code)};
        struct extended extended = extended_of(measured, AXIS_DEPARTMENT,
                                               measured_key_name(measured, AXIS_DEPARTMENT, code));
        if (own[1] == 0) continue;
        rc = fill(own, &extended, err);
        if (rc == RC_OK) rc = extend_estimate(measured, result, &extended, err);
    }
    return rc;
}

static enum rc extend(const struct measured *measured, struct result *result, struct err *err)
{
    struct extended refused = extended_of(measured, AXIS_NETWORK, "");
    refused.interval = INTERVAL_UNDEFINED;
    refused.method = "garwood";
    refused.reason = refusal(measured);
    if (refused.reason) return extend_estimate(measured, result, &refused, err);
    const uint32_t code_count = measured_key_count(measured, AXIS_DEPARTMENT);
    uint64_t *counts = calloc(code_count + 1, sizeof *counts);
    if (!counts) return err_memory(err, code_count * sizeof *counts);
    enum rc rc = count_complaints(measured, counts, code_count, err);
    if (rc == RC_OK) rc = tell(measured, result, counts, code_count, err);
    free(counts);
    return rc;
}

static const struct metric metrics[] = {
    {
        .id = "backoffice.complaints_per_1000",
        .unit = UNIT_COUNT,
        .better = BETTER_NONE, /* who takes a complaint decides which department it names */
        .kind = STATISTIC_EXTENDED,
        .needed = 1ULL << NEED_DEPARTMENT,
        .title = {"每千次维修的投诉（按责任部门）", "Complaints per 1,000 repairs, by department"},
        .definition =
            {"至报告月 12 "
             "个月内，责任部门为该部门的投诉件数，除以同期责任部门为该部门的维修次数（千次）。",
             "Complaints of the 12 months up to the report month that name the "
             "department, for each thousand repairs of these months that do."},
        .formula = "1000 complaints with the department / repairs with the department; Garwood's "
                   "interval",
        .source = "Garwood 1936; the service documents: the trouble "
                  "often lies behind the front line",
        .caveat = {"投诉记到哪个部门由受理的人决定：常先记在一线，所以一线偏高不等于一线做得差。"
                   "同一客户的几次投诉按独立计。",
                   "Whoever takes the complaint decides which department it names, often the front "
                   "line first: a higher rate there need not be its doing. Several complaints of "
                   "one customer count as independent."},
        .interval = {"Garwood 的 Poisson 精确区间", "Garwood's exact Poisson interval"},
        .guard = {"维修少于最小基数则拒绝；不判好坏。",
                  "Refused with fewer repairs than the minimum base; no verdict."},
    },
    {0},
};

const struct family family_backoffice_complaints = {
    .name = "backoffice_complaints",
    .title = {"责任部门的投诉", "Complaints by department"},
    .question = {"每千次维修，哪个部门的投诉多？",
                 "Which department has more complaints for each thousand repairs?"},
    .version = 1,
    .table = "repairs",
    .clock = "reported_at",
    .needs = (const struct need[]){{"department", COLUMN_CODE, false}, {0}},
    .axes = (const enum axis[]){AXIS_DEPARTMENT, AXIS_END},
    .fields = (const struct field[]){FIELD_U64(struct cell, repairs, "count"), {0}},
    .cell_bytes = sizeof(struct cell),
    .metrics = metrics,
    .update = update,
    .extend = extend,
    .reads_segments = true,
};
