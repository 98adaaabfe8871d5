/* Definition pages of the flow of repairs. */
#include "measure/flow/flow.h"

#define MODE 1ULL << NEED_MODE

#define SHARE(name, number, columns, direction)                                                    \
    .id = "flow." name ".share", .unit = UNIT_SHARE, .better = direction, .kind = STATISTIC_SHARE, \
    .statistic = statistic_share, .needed = columns,                                               \
    .offset = offsetof(struct flow_cell, share[number])

#define SOURCE "service manual, flow of a repair call; Wilson 1927"

#define RECORD_CAVEAT                                                                              \
    {                                                                                              \
        "说的是记录：没有登记的步骤可能做过，登记了的也可能没有做。",                              \
            "It tells of the log: a step that is not in it may have been taken, and one that is "  \
            "may not."                                                                             \
    }

/* Told by when a repair was reported, whatever became of it. */
static const struct maturity reported_late = {.eligible =
                                                  offsetof(struct flow_cell, share[FLOW_CLOSED].n)};

const struct metric flow_metrics[] = {
    {
        SHARE("conforming", FLOW_CONFORMING, MODE, BETTER_HIGHER),
        .title = {"步骤齐全、顺序正确", "All steps, in order"},
        .definition = {"已完成、方式有登记的维修中，下列各项偏差都没有的比例。",
                       "Of the closed repairs whose mode is recorded, the share without any of the "
                       "deviations below."},
        .formula = "repairs without any of flow.no_reply, no_visit, unconfirmed, reversed, "
                   "phone_visit, repeated / closed repairs with a mode; columns that are absent "
                   "are not asked; Wilson interval",
        .source = SOURCE,
        .caveat = RECORD_CAVEAT,
    },
    {
        SHARE("unconfirmed", FLOW_UNCONFIRMED, 1ULL << NEED_CONFIRMED, BETTER_LOWER),
        .title = {"未经客户确认就完成", "Closed without confirmation"},
        .definition = {"已完成、登记了是否确认的维修中，客户没有确认的比例。",
                       "Of the closed repairs with it recorded, the share that the customer did "
                       "not confirm."},
        .formula = "confirmed = 0 / closed repairs with confirmed recorded; Wilson interval",
        .source = SOURCE,
        .caveat = RECORD_CAVEAT,
    },
    {
        SHARE("no_reply", FLOW_NO_REPLY, 1ULL << NEED_REPLIED, BETTER_LOWER),
        .title = {"没有答复时间", "No reply recorded"},
        .definition = {"已完成的维修中，没有登记答复时间的比例。",
                       "Of the closed repairs, the share without a time of the reply."},
        .formula = "replied_at missing / closed repairs; Wilson interval",
        .source = SOURCE,
        .caveat = RECORD_CAVEAT,
    },
    {
        SHARE("no_visit", FLOW_NO_VISIT, MODE | 1ULL << NEED_VISITED, BETTER_LOWER),
        .title = {"上门却没有到达时间", "On site, no visit recorded"},
        .definition =
            {"已完成的上门维修中，没有登记到达时间的比例。",
             "Of the closed repairs done on site, the share without a time of the visit."},
        .formula = "visited_at missing / closed repairs with mode onsite; Wilson interval",
        .source = SOURCE,
        .caveat = RECORD_CAVEAT,
    },
    {
        SHARE("reversed", FLOW_REVERSED, 1ULL << NEED_REPLIED | 1ULL << NEED_VISITED, BETTER_LOWER),
        .title = {"时间颠倒", "Times in the wrong order"},
        .definition =
            {"已完成、有答复或到达时间的维修中，到达早于答复、或完成早于到达或答复的比例；只有日期"
             "的"
             "按日比较。",
             "Of the closed repairs with a reply or a visit, the share visited before the reply, "
             "or "
             "closed before the visit or the reply; a date alone is compared by its day."},
        .formula = "visited_at < replied_at, closed_at < visited_at or closed_at < replied_at / "
                   "closed repairs with either; a time of 0:00 counts as the end of its day; "
                   "Wilson interval",
        .source = SOURCE,
        .caveat = {"多为事后补登：时限指标以这些时间为准，先核对再比较。",
                   "Mostly written down afterwards: service levels rest on these times, so check "
                   "before comparing."},
    },
    {
        SHARE("phone_visit", FLOW_NOT_BY_PHONE, MODE, BETTER_LOWER),
        .title = {"电话解决却有上门或配件", "By phone, with a visit or a part"},
        .definition = {"已完成、登记为电话解决的维修中，有到达时间或用了配件的比例。",
                       "Of the closed repairs recorded as done by phone, the share with a visit or "
                       "a part."},
        .formula = "visited_at present, or quantity > 0 (without quantity: part present) / closed "
                   "repairs with mode phone; Wilson interval",
        .source = SOURCE,
        .caveat = RECORD_CAVEAT,
    },
    {
        SHARE("repeated", FLOW_REPEATED, 1ULL << NEED_GAP, BETTER_LOWER),
        .title = {"完成前再次报修", "Called again before it was closed"},
        .definition = {"已完成、序列号可认的维修中，完成之前同一台产品又来报修的比例。",
                       "Of the closed repairs of a known unit, the share whose unit was reported "
                       "again before the closing."},
        .formula = "another report of the unit after the repair's own and not after its closing / "
                   "closed repairs with unit_id; Wilson interval",
        .source = SOURCE,
        .caveat = {"也可能是同一次报修登记了两遍。", "It may be one call that was entered twice."},
    },
    {
        SHARE("phone_solved", FLOW_BY_PHONE, MODE | 1ULL << NEED_SOLVED, BETTER_NONE),
        .title = {"电话指导解决", "Solved by phone"},
        .definition = {"已完成、方式有登记的维修中，电话指导即修好的比例。",
                       "Of the closed repairs whose mode is recorded, the share solved by guidance "
                       "on the phone."},
        .formula = "mode phone and solved = 1 / closed repairs with a mode; Wilson interval",
        .source = SOURCE,
        .caveat = {"取决于故障的种类；比例高不一定好，看 30 天内是否再报修。",
                   "It depends on the kinds of faults; more is not better by itself: see whether "
                   "the unit comes back within 30 days."},
    },
    {
        SHARE("closed_in_day", FLOW_CLOSED_IN_DAY, 0, BETTER_HIGHER),
        .maturity = &reported_late,
        .title = {"一个工作日内解决", "Solved within one working day"},
        .definition =
            {"报修后用的工作时间不超过一天的维修所占比例；未完成的算未做到。工作时间见配置 "
             "calendar。",
             "Share of repairs closed after at most one day's working hours since the report; open "
             "ones count as not. Working hours: calendar in the configuration."},
        .formula = "working minutes from reported_at to closed_at <= those of one day / repairs "
                   "reported as many working minutes before the horizon; Wilson interval",
        .source = "service manual: solved within a day; Wilson 1927",
        .caveat = {"与 24 小时内解决不同：夜间、周末和节假日不计。",
                   "Not the same as within 24 hours: nights, weekends and holidays do not count."},
    },
    {
        SHARE("replied_in_day", FLOW_REPLIED_IN_DAY, 1ULL << NEED_REPLIED, BETTER_HIGHER),
        .maturity = &reported_late,
        .title = {"一个工作日内答复", "Reply within one working day"},
        .definition = {"报修后用的工作时间不超过一天即答复的维修所占比例。",
                       "Share of repairs answered after at most one day's working hours since the "
                       "report."},
        .formula = "working minutes from reported_at to replied_at <= those of one day / repairs "
                   "reported as many working minutes before the horizon; Wilson interval",
        .source = "service manual: reply within a day of the call; Wilson 1927",
        .caveat = {"与 24 小时内答复不同：夜间、周末和节假日不计。",
                   "Not the same as within 24 hours: nights, weekends and holidays do not count."},
    },
    {0},
};
