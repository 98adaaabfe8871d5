/* The month's teaching cases (D23). */
#include "measure/cases/cases.h"

#include "measure/stats/share.h"

enum { NEED_OPENED, NEED_RESOLVED, NEED_REPAIR };
static const char COMPLETE[] = "cases.complete_record.share";

/* What is picked is found anew each run: there is nothing to keep of the months. */
struct cell {
    uint64_t complaints;
};

static void update(void *cell, struct tally *tallies, const struct rows *rows)
{
    (void)tallies;
    ((struct cell *)cell)->complaints += rows->row_count;
}

static enum rc tell_complete(const struct cases *cases, struct result *result, struct err *err)
{
    struct share share = {0, 0};
    for (size_t i = 0; i < cases->count; i++) share_add(&share, cases->candidates[i].is_complete);
    const struct extended extended = {.metric = COMPLETE,
                                      .axis = AXIS_NETWORK,
                                      .key = "",
                                      .period = cases->measured->context->report_month,
                                      .n = share.n,
                                      .interval = stats_wilson(share.met, share.n),
                                      .method = "wilson"};
    return extend_estimate(cases->measured, result, &extended, err);
}

static enum rc extend(const struct measured *measured, struct result *result, struct err *err)
{
    struct arena arena = ARENA_INIT;
    struct cases cases = {.count = 0};
    const struct candidate *picked[CASE_LIMIT];
    enum rc rc = cases_find(&cases, measured, &arena, err);
    if (rc == RC_OK) {
        cases_score(&cases);
        rc = tell_complete(&cases, result, err);
    }
    const size_t count = rc == RC_OK ? cases_pick(&cases, picked) : 0;
    if (count > 0) rc = cases_tell(&cases, picked, count, result, err);
    cases_release(&cases);
    arena_release(&arena);
    return rc;
}

static const struct metric metrics[] = {
    {
        .id = "cases.complete_record.share",
        .unit = UNIT_SHARE,
        .better = BETTER_HIGHER,
        .kind = STATISTIC_EXTENDED,
        .needed = 1ULL << NEED_RESOLVED | 1ULL << NEED_REPAIR,
        .title = {"记录完整的投诉", "Complaints with a complete record"},
        .definition =
            {"报告月解决的、找得到维修单的投诉中，故障、原因、措施三环齐全，且七个补救步骤都登记了"
             "做没做的比例：案例只能从完整的记录里学。",
             "Of the complaints solved in the report month whose repair is known, the share with "
             "fault, cause and action recorded, and an answer to each of the seven steps of "
             "recovery: only a whole record can teach."},
        .formula = "complaints with the three links of their repair and seven answers / complaints "
                   "with resolved_at in the month and a repair reported up to 180 days before it; "
                   "Wilson interval",
        .source = "the service documents: a good case is a classic, its value shows in the "
                  "handling; Wilson 1927",
        .caveat = {"完整不等于正确；只看记录，不看处理得好不好。",
                   "Complete is not correct: it is about the record, not the handling."},
        .interval = {"Wilson 区间", "Wilson interval"},
        .guard = {"少于最小基数则拒绝。", "Refused below the minimum base."},
    },
    {0},
};

const struct family family_cases = {
    .name = "cases",
    .title = {"教学案例", "Teaching cases"},
    .question = {"本月哪几个案例最值得大家学习？为什么？",
                 "Which of the month's cases are worth learning from, and why?"},
    .version = 1,
    .table = "complaints",
    .clock = "opened_at",
    .needs = (const struct need[]){{"opened_at", COLUMN_TIME, false},
                                   {"resolved_at", COLUMN_TIME, true},
                                   {"repair_id", COLUMN_ID, true},
                                   {0}},
    .axes = (const enum axis[]){AXIS_END},
    .fields = (const struct field[]){FIELD_U64(struct cell, complaints, "count"), {0}},
    .cell_bytes = sizeof(struct cell),
    .metrics = metrics,
    .update = update,
    .extend = extend,
};
