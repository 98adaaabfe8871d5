/* The definition pages of the service-level family. */
#include "measure/service/service.h"

#define IN_TIME_CAVEAT                                                                             \
    {                                                                                              \
        "未结束的维修算未做到；数据截止前时限未满的维修不计入。时钟为日历时间，含夜间和节假日。",  \
            "An open repair counts as not met; one whose limit has not passed before the data "    \
            "end is left "                                                                         \
            "out. Calendar clock: nights and holidays count."                                      \
    }

/* Which repairs are followed is told by the time of the report alone. */
static const struct maturity reported_late = {.eligible = offsetof(struct service_cell, closed.n)};

/* Quantiles are of the steps that are done. */
static const struct maturity still_open = {.eligible = offsetof(struct service_cell, closed.n),
                                           .kind = MATURITY_OPEN};

#define IN_TIME(name, member, end, zh, en, zh_definition, en_definition, formula_text)             \
    {                                                                                              \
        .id = "sla." name, .unit = UNIT_SHARE, .better = BETTER_HIGHER, .kind = STATISTIC_SHARE,   \
        .statistic = statistic_share, .needed = 1ULL << (end),                                     \
        .offset = offsetof(struct service_cell, member), .maturity = &reported_late,               \
        .title = {zh, en}, .definition = {zh_definition, en_definition}, .formula = formula_text,  \
        .source =                                                                                  \
            "service manual: reply within a day, solved within 24 h, at most 48 h in special "     \
            "cases; Wilson 1927",                                                                  \
        .caveat = IN_TIME_CAVEAT,                                                                  \
    }

#define LEG(name, tally, end, permille, zh, en)                                                    \
    {                                                                                              \
        .id = "sla." name, .unit = UNIT_MINUTES, .better = BETTER_LOWER,                           \
        .kind = STATISTIC_QUANTILE, .statistic = statistic_quantile, .needed = 1ULL << (end),      \
        .offset = tally, .argument = permille, .maturity = &still_open, .title = {zh, en},         \
        .definition =                                                                              \
            {"从报修起计的分钟数的分位数，只计该步骤已完成的维修。",                               \
             "Quantile of the minutes since the report, over repairs in which this step "          \
             "is done."},                                                                          \
        .formula = "R type 7; interval: binomial order statistics, at least 95 %",                 \
        .source = "Hyndman & Fan 1996; Hahn & Meeker 1991, section 5.2",                           \
        .caveat = {                                                                                \
            "未完成的维修不在其中：月末的数字偏乐观。",                                            \
            "Repairs still open are not in it: figures near the end of the data look better."},    \
    }

/* Whether a repair with all its steps is told of is settled by the time of its report; of the last
 * month only the first half is. */
static const struct maturity legs_late = {.eligible = offsetof(struct service_cell, legs.n),
                                          .kind = MATURITY_IN_PART};

/* A leg's mean is over the repairs that have all three, so that the legs add to the whole. No
 * verdict: minutes are so skewed that a low mean comes with a low deviation, and a test of few rows
 * leans to "better". */
#define LEG_MEAN(name, member, zh, en, zh_span, en_span, formula_text)                                                                \
    {                                                                                                                                 \
        .id = "sla.leg." name ".mean", .unit = UNIT_MINUTES, .better = BETTER_NONE,                                                   \
        .kind = STATISTIC_MEAN, .statistic = statistic_sums,                                                                          \
        .needed = 1ULL << NEED_REPLIED | 1ULL << NEED_VISITED | 1ULL << NEED_CLOSED,                                                  \
        .offset = offsetof(struct service_cell, member), .argument = 1, .maturity = &legs_late,                                       \
        .title = {zh, en},                                                                                                            \
        .definition = {zh_span                                                                                                        \
                       "的平均分钟数：14 天内完成、答复、到达、完成三个时间齐全且先后有序的维修。" \
                       "各段出自同一批维修，平均数相加等于总时长。",                                                                  \
                       "Mean minutes " en_span ", over repairs done within 14 days that have all "                                    \
                       "of reply, visit and closing, in this order; the same repairs in every "                                       \
                       "leg, so that the means add up to the whole."},                                                                \
        .formula = formula_text "; sum / n over repairs with closed_at − reported_at ≤ 20,160 "                                   \
                                "min, reported at least as long before the horizon; Student t "                                       \
                                "interval",                                                                                           \
        .source = "legs of one repair are disjoint and exhaustive, so their means add; medians "                                      \
                  "do not; Student 1908",                                                                                             \
        .caveat = {                                                                                                                   \
            "没有上门记录的维修（如电话解决）和超过 14 天的维修不在其中；数据截止前 14 "             \
            "天内的报修还看不出结果，不计入，最后一个月只是半个月，标为 partial。用时偏得厉害，" \
            "不作好坏判断。请与分位数同读。",                                                                                         \
            "Repairs without a recorded visit (solved by phone) and those that took more "                                            \
            "than 14 days are not in it; of the last 14 days of the data nothing is told "                                            \
            "yet, so the last month is told in part. Too skewed for verdicts. Read it "                                               \
            "beside the quantiles."},                                                                                                 \
    }

const struct metric service_metrics[] = {
    IN_TIME("reply_24h", reply_24h, NEED_REPLIED, "24 小时内答复", "Reply within 24 h",
            "报修后 24 小时内答复的维修所占比例。",
            "Share of repairs answered within 24 hours of the report.",
            "replied_at − reported_at ≤ 1440 min / repairs reported 1440 min before the horizon; "
            "Wilson"),
    IN_TIME("close_24h", close_24h, NEED_CLOSED, "24 小时内解决", "Solved within 24 h",
            "报修后 24 小时内完成的维修所占比例。",
            "Share of repairs closed within 24 hours of the report.",
            "closed_at − reported_at ≤ 1440 min / repairs reported 1440 min before the horizon; "
            "Wilson"),
    IN_TIME("close_48h", close_48h, NEED_CLOSED, "48 小时内解决", "Solved within 48 h",
            "报修后 48 小时内完成的维修所占比例。",
            "Share of repairs closed within 48 hours of the report.",
            "closed_at − reported_at ≤ 2880 min / repairs reported 2880 min before the horizon; "
            "Wilson"),
    IN_TIME("reply_in_time", reply_in_time, NEED_REPLIED, "按时答复（配置时限）",
            "Reply in time (configured)", "在配置的答复时限内答复的维修所占比例。",
            "Share of repairs answered within the configured limit.",
            "replied_at − reported_at ≤ service_levels.reply_minutes / matured repairs; Wilson"),
    IN_TIME("close_in_time", close_in_time, NEED_CLOSED, "按时解决（特殊情况另计）",
            "Solved in time (special cases apart)",
            "在配置的完成时限内完成的维修所占比例；特殊情况用特殊时限。",
            "Share of repairs closed within the configured limit, special cases within theirs.",
            "closed_at − reported_at ≤ close_minutes, or close_special_minutes when special_case / "
            "matured "
            "repairs; Wilson"),
    {
        .id = "sla.visit_punctual",
        .unit = UNIT_SHARE,
        .better = BETTER_HIGHER,
        .kind = STATISTIC_SHARE,
        .statistic = statistic_share,
        .needed = 1ULL << NEED_PROMISED | 1ULL << NEED_VISITED,
        .offset = offsetof(struct service_cell, visit_punctual),
        .title = {"准时上门", "Visit on time"},
        .definition =
            {"到达时间不晚于预约时间的维修所占比例，只计两者都有记录的维修。",
             "Share of repairs with the technician there not later than promised, where both "
             "times are recorded."},
        .formula = "visited_at ≤ promised_at / repairs with both; Wilson interval",
        .source = "service manual: arrive 2–5 minutes early",
        .caveat =
            {"没有记录预约时间的维修看不出是否准时；至今没有上门的不计入，逾期再久也不算。",
             "Nothing is known of repairs without a recorded appointment; a visit that has not "
             "come, however late, is not counted."},
    },
    LEG("reply.p50", TALLY_REPLY, NEED_REPLIED, 500, "答复时间中位数", "Median time to reply"),
    LEG("reply.p90", TALLY_REPLY, NEED_REPLIED, 900, "答复时间 90 分位",
        "Time to reply, 90th percentile"),
    LEG("reply.p95", TALLY_REPLY, NEED_REPLIED, 950, "答复时间 95 分位",
        "Time to reply, 95th percentile"),
    LEG("visit.p50", TALLY_VISIT, NEED_VISITED, 500, "到达时间中位数", "Median time to visit"),
    LEG("visit.p90", TALLY_VISIT, NEED_VISITED, 900, "到达时间 90 分位",
        "Time to visit, 90th percentile"),
    LEG("visit.p95", TALLY_VISIT, NEED_VISITED, 950, "到达时间 95 分位",
        "Time to visit, 95th percentile"),
    LEG("close.p50", TALLY_CLOSE, NEED_CLOSED, 500, "解决时间中位数", "Median time to close"),
    LEG("close.p90", TALLY_CLOSE, NEED_CLOSED, 900, "解决时间 90 分位",
        "Time to close, 90th percentile"),
    LEG("close.p95", TALLY_CLOSE, NEED_CLOSED, 950, "解决时间 95 分位",
        "Time to close, 95th percentile"),
    LEG_MEAN("reply", leg_reply, "从报修到答复的平均时间", "Mean time from report to reply",
             "从报修到答复", "from the report to the reply", "replied_at − reported_at"),
    LEG_MEAN("visit", leg_visit, "从答复到上门的平均时间", "Mean time from reply to visit",
             "从答复到上门", "from the reply to the visit", "visited_at − replied_at"),
    LEG_MEAN("close", leg_close, "从上门到完成的平均时间", "Mean time from visit to closing",
             "从上门到完成", "from the visit to the closing", "closed_at − visited_at"),
    LEG_MEAN("total", leg_total, "从报修到完成的平均时间", "Mean time from report to closing",
             "从报修到完成", "from the report to the closing", "closed_at − reported_at"),
    {0},
};
