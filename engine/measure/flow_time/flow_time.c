/* Where the time of a repair goes (D11): the middle and the slow tenth of each leg, and the same by
 * working hours. Of the network alone: dealers have their quantiles in the family service. */
#include "measure/business.h"
#include "measure/columns.h"

enum { NEED_REPORTED, NEED_REPLIED, NEED_VISITED, NEED_CLOSED };

/* As the legs of measure/service, whose means stand beside. */
enum { LEGS_LIMIT_MINUTES = 14 * MINUTES_A_DAY };

enum { TALLY_REPLY, TALLY_VISIT, TALLY_CLOSE, TALLY_REPLY_WORKED, TALLY_CLOSE_WORKED, TALLY_COUNT };

struct cell {
    uint64_t row_count; /* all repairs */
    struct share whole; /* with all legs in order; met: and followed */
};

/* One row; LEG_OPEN: nothing to count. */
struct spans {
    int32_t minutes[TALLY_COUNT];
    uint32_t flags;
};

static INLINED struct spans spans_of(const struct business_clock *clock, int32_t horizon,
                                     const int32_t times[4])
{
    const int32_t reported = times[NEED_REPORTED], replied = times[NEED_REPLIED];
    const int32_t visited = times[NEED_VISITED], closed = times[NEED_CLOSED];
    const int32_t reply = leg_minutes(reported, replied), visit = leg_minutes(reported, visited);
    const int32_t close = leg_minutes(reported, closed);
    const int32_t is_whole = mask_of(reply >= 0) & mask_of(visit >= reply) &
                             mask_of(close >= visit) & mask_of(close <= LEGS_LIMIT_MINUTES);
    const int32_t is_told =
        is_whole & mask_of(leg_minutes(reported, horizon) >= LEGS_LIMIT_MINUTES);
    struct spans spans = {{LEG_OPEN, LEG_OPEN, LEG_OPEN, LEG_OPEN, LEG_OPEN},
                          share_flags(0, is_whole, is_told)};
    if (is_told) {
        spans.minutes[TALLY_REPLY] = reply;
        spans.minutes[TALLY_VISIT] = visit - reply;
        spans.minutes[TALLY_CLOSE] = close - visit;
    }
    if (clock && reply >= 0)
        spans.minutes[TALLY_REPLY_WORKED] = business_minutes(clock, reported, replied);
    if (clock && close >= 0)
        spans.minutes[TALLY_CLOSE_WORKED] = business_minutes(clock, reported, closed);
    return spans;
}

static void prepare(PREPARE_ARGUMENTS)
{
    struct spans *spans = prepared;
    struct missing_block missing;
    missing_block_init(&missing);
    for (uint32_t first = 0; first < row_count; first += BLOCK_ROWS) {
        const int32_t *times[4];
        for (int need = 0; need < 4; need++)
            times[need] = block_numbers(column[need], first, &missing);
        for (uint32_t row = 0; row < block_row_count(first, row_count); row++)
            spans[first + row] = spans_of(
                context->business, context->horizon_minute,
                (const int32_t[]){times[0][row], times[1][row], times[2][row], times[3][row]});
    }
}

static int64_t horizon_minutes(const struct measure_options *options)
{
    (void)options;
    return LEGS_LIMIT_MINUTES;
}

static void add_spans(struct tally *tally, const struct rows *rows, uint32_t first,
                      uint32_t row_count, int span)
{
    const struct spans *spans = rows->prepared;
    int32_t *minutes = tally_reserve(tally, row_count);
    uint32_t count = 0;
    for (uint32_t i = 0; minutes && i < row_count; i++) {
        minutes[count] = spans[rows->row[first + i]].minutes[span];
        count += minutes[count] != LEG_OPEN;
    }
    tally_took(tally, count);
}

static void update(void *into, struct tally *tallies, const struct rows *rows)
{
    struct cell *cell = into;
    const struct spans *spans = rows->prepared;
    cell->row_count += rows->row_count;
    flags_add((uint64_t *)&cell->whole, 2, rows, &spans->flags, sizeof *spans);
    for (uint32_t first = 0; first < rows->row_count; first += KEY_BATCH) {
        const uint32_t left = rows->row_count - first;
        for (int span = 0; span < TALLY_COUNT; span++)
            add_spans(&tallies[span], rows, first, left < KEY_BATCH ? left : KEY_BATCH, span);
    }
}

static const struct maturity legs_late = {.eligible = offsetof(struct cell, whole.n),
                                          .kind = MATURITY_IN_PART};
static const struct maturity still_open = {.eligible = offsetof(struct cell, row_count),
                                           .kind = MATURITY_OPEN};

#define LEGS 1ULL << NEED_REPLIED | 1ULL << NEED_VISITED | 1ULL << NEED_CLOSED

#define QUANTILE(name, columns, number, level, matures)                                            \
    .id = "flow." name, .unit = UNIT_MINUTES, .better = BETTER_LOWER, .kind = STATISTIC_QUANTILE,  \
    .statistic = statistic_quantile, .needed = columns, .offset = number, .argument = level,       \
    .maturity = &(matures), .source = "Hyndman & Fan 1996; Hahn & Meeker 1991, section 5.2"

#define LEG(name, number, level, zh, en, span)                                                                          \
    {                                                                                                                   \
        QUANTILE("leg." name, LEGS, number, level, legs_late),                                                          \
            .title = {zh, en},                                                                                          \
            .definition =                                                                                               \
                {"这一段用时的分位数；与平均用时（sla.leg）同一批维修：14 天内完成、三个" \
                 "时间齐全且先后有序。",                                                                                \
                 "Quantile of the minutes of this leg, over the repairs whose means "                                   \
                 "are told (sla.leg): done within 14 days, all three times in order."},                                 \
            .formula = span "; R type 7; interval: binomial order statistics, at least 95 %",                           \
            .caveat = {"各段的中位数相加不等于总时长的中位数；平均数才能相加。",                                        \
                       "Medians of legs do not add up to the median of the whole; means do."},                          \
    }

#define WORKED(name, columns, number, level, zh, en, span)                                         \
    {                                                                                              \
        QUANTILE("worked." name, columns, number, level, still_open),                              \
            .title = {zh, en},                                                                     \
            .definition = {"从报修起计的工作时间的分位数：夜间、周末和节假日不计，调休日计。",     \
                           "Quantile of the working minutes since the report: nights, weekends "   \
                           "and holidays do not count, days worked in their place do."},           \
            .formula = span "; working hours, holidays and workdays as in the configuration "      \
                            "(calendar); R type 7; interval: binomial order statistics, at least " \
                            "95 %",                                                                \
            .caveat = {"与日历时间并列，不能替代对客户承诺的时限；未完成的不在其中。",             \
                       "It stands beside the calendar's clock and replaces no limit promised to "  \
                       "customers; repairs still open are not in it."},                            \
    }

static const struct metric metrics[] = {
    LEG("reply.p50", TALLY_REPLY, 500, "报修到答复：中位数", "Report to reply, median",
        "replied_at - reported_at"),
    LEG("reply.p90", TALLY_REPLY, 900, "报修到答复：90 分位", "Report to reply, 90th percentile",
        "replied_at - reported_at"),
    LEG("visit.p50", TALLY_VISIT, 500, "答复到上门：中位数", "Reply to visit, median",
        "visited_at - replied_at"),
    LEG("visit.p90", TALLY_VISIT, 900, "答复到上门：90 分位", "Reply to visit, 90th percentile",
        "visited_at - replied_at"),
    LEG("close.p50", TALLY_CLOSE, 500, "上门到完成：中位数", "Visit to closing, median",
        "closed_at - visited_at"),
    LEG("close.p90", TALLY_CLOSE, 900, "上门到完成：90 分位", "Visit to closing, 90th percentile",
        "closed_at - visited_at"),
    WORKED("reply.p50", 1ULL << NEED_REPLIED, TALLY_REPLY_WORKED, 500, "答复用的工作时间：中位数",
           "Working time to the reply, median", "working minutes from reported_at to replied_at"),
    WORKED("reply.p90", 1ULL << NEED_REPLIED, TALLY_REPLY_WORKED, 900, "答复用的工作时间：90 分位",
           "Working time to the reply, 90th percentile",
           "working minutes from reported_at to replied_at"),
    WORKED("close.p50", 1ULL << NEED_CLOSED, TALLY_CLOSE_WORKED, 500, "解决用的工作时间：中位数",
           "Working time to the closing, median", "working minutes from reported_at to closed_at"),
    WORKED("close.p90", 1ULL << NEED_CLOSED, TALLY_CLOSE_WORKED, 900, "解决用的工作时间：90 分位",
           "Working time to the closing, 90th percentile",
           "working minutes from reported_at to closed_at"),
    {0},
};

const struct family family_flow_time = {
    .name = "flow_time",
    .title = {"时间用在哪里", "Where the time goes"},
    .question = {"一次维修的时间用在哪一段？按工作时间算又如何？",
                 "On which leg does a repair's time go, and what is it by working hours?"},
    .version = 1,
    .table = "repairs",
    .clock = "reported_at",
    .needs = (const struct need[]){{"reported_at", COLUMN_TIME, false},
                                   {"replied_at", COLUMN_TIME, true},
                                   {"visited_at", COLUMN_TIME, true},
                                   {"closed_at", COLUMN_TIME, true},
                                   {0}},
    .axes = (const enum axis[]){AXIS_END},
    .fields = (const struct field[]){FIELD_U64(struct cell, row_count, "count"),
                                     FIELDS_SHARE(struct cell, whole, "count"),
                                     {0}},
    .cell_bytes = sizeof(struct cell),
    .tally_count = TALLY_COUNT,
    .metrics = metrics,
    .prepared_bytes = sizeof(struct spans),
    .prepare = prepare,
    .update = update,
    .horizon_minutes = horizon_minutes,
};
