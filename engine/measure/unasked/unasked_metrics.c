/* Definition pages of who is asked. */
#include "measure/unasked/unasked.h"

#define WAIT(name, permille, zh, en)                                                               \
    {                                                                                              \
        .id = "asked.wait." name, .unit = UNIT_MINUTES, .better = BETTER_LOWER,                    \
        .kind = STATISTIC_QUANTILE, .statistic = statistic_quantile, .offset = TALLY_WAIT,         \
        .argument = permille, .maturity = &called_early, .title = {zh, en},                        \
        .definition = {"从维修完成到首次回访（30 天内）的时间的分位数。",                          \
                       "Quantile of the time from the closing to the first callback within 30 "    \
                       "days."},                                                                   \
        .formula = "surveyed_at - closed_at of the first callback 0 to 43,200 min after the "      \
                   "closing, of repairs closed at least as long before the horizon; R type 7, "    \
                   "with an interval of binomial order statistics, at least 95 %",                 \
        .source = "Hyndman & Fan 1996; Hahn & Meeker 1991, section 5.2",                           \
        .caveat = {"没有回访的维修不在其中。", "Repairs nobody called about are not in it."},      \
    }

static const struct maturity called_early = {.eligible = offsetof(struct unasked_cell, called),
                                             .kind = MATURITY_BY_OUTCOME};

#define EXTENDED(name)                                                                             \
    .id = "unasked." name, .unit = UNIT_SHARE, .better = BETTER_NONE, .kind = STATISTIC_EXTENDED,  \
    .needed = 1ULL << NEED_INTERVIEW

#define BASE_GUARD                                                                                 \
    {                                                                                              \
        "完成访谈的维修少于最小基数时不给出。",                                                    \
            "Refused with fewer repairs with an interview than the minimum base."                  \
    }

#define WILSON                                                                                     \
    {                                                                                              \
        "Wilson 区间", "Wilson interval"                                                           \
    }

const struct metric unasked_metrics[] = {
    WAIT("p50", 500, "完成到回访：中位数", "Closing to callback, median"),
    WAIT("p90", 900, "完成到回访：90 分位", "Closing to callback, 90th percentile"),
    {
        EXTENDED("interviewed.share"),
        .title = {"完成访谈的比例，按修得快慢与是否修好", "Interviewed, by how the repair went"},
        .definition =
            {"截至报告月的 12 个月，每组已完成的维修中 30 天内完成访谈的比例。",
             "Over the 12 months up to the report month, of the closed repairs of each group the "
             "share with an interview within 30 days."},
        .formula = "with an overall score in an answered callback / closed repairs of the group "
                   "(solved or not, closed within 24 h, 48 h or later); Wilson interval",
        .source =
            "response rates by what is known of all (AAPOR standard definitions); Wilson 1927",
        .caveat = {"只比较登记了的：态度、费用等没有登记的差别看不见。",
                   "Only by what is recorded of all: manners, say, are not."},
        .interval = WILSON,
        .guard = {"少于最小基数的组不给出。",
                  "Groups with fewer than the minimum base are refused."},
    },
    {
        EXTENDED("top2.plain.share"),
        .title = {"前两档满意：问到的", "Top two of satisfaction, as asked"},
        .definition =
            {"截至报告月的 12 个月，完成访谈的维修中，总体满意度在前两档的比例。",
             "Over the 12 months up to the report month, of the repairs with an interview "
             "the share in the top two points of satisfaction."},
        .formula = "overall >= scale.maximum - 1 / repairs with an interview; Wilson interval",
        .source = "top-two share of survey practice; Wilson 1927",
        .caveat = {"只代表问到的客户。", "It stands for those who were asked."},
        .interval = WILSON,
        .guard = BASE_GUARD,
    },
    {
        EXTENDED("top2.weighted.share"),
        .title = {"前两档满意：按全部维修加权", "Top two of satisfaction, weighted"},
        .definition = {"把问到的客户按快慢、是否修好和区域加权到全部已完成的维修后的同一比例。",
                       "The same with those asked weighted to all closed repairs by speed, whether "
                       "it was solved, and region."},
        .formula = "sum over cells of closed x top / interviewed, / closed repairs; cells with "
                   "fewer interviews than the minimum base are put together, first over regions, "
                   "then over speed and result; those still without one are left out",
        .source = "post-stratification: Holt & Smith 1979, J Royal Statistical Society A 142:33; "
                  "Little 1986, International Statistical Review 54:139",
        .caveat = {"假定同一组里没有问到的客户与问到的一样；组外的差别（如态度）修正不了。",
                   "It takes those not asked to be like those asked in the same cell; what is not "
                   "recorded it cannot mend."},
        .interval = {"Wilson 区间，用有效样本数 p(1−p)/方差；方差为各组之和",
                     "Wilson interval with the effective number p(1-p)/variance, the variance "
                     "summed over cells"},
        .guard = BASE_GUARD,
    },
    {
        EXTENDED("top2.least.share"),
        .title = {"前两档满意：至少", "Top two of satisfaction, at least"},
        .definition = {"假定没有问到的客户都不满意时，全部已完成的维修中前两档满意的比例。",
                       "Of all closed repairs, the share in the top two points if nobody who was "
                       "not asked were."},
        .formula = "top / closed repairs; Wilson interval",
        .source = "worst-case bounds: Manski 1989, J Human Resources 24:343",
        .caveat = {"不作任何假定的下界，不是估计。", "A bound without assumptions, no estimate."},
        .interval = WILSON,
        .guard = BASE_GUARD,
    },
    {
        EXTENDED("top2.most.share"),
        .title = {"前两档满意：至多", "Top two of satisfaction, at most"},
        .definition = {"假定没有问到的客户都满意时，全部已完成的维修中前两档满意的比例。",
                       "Of all closed repairs, the share in the top two points if everybody who "
                       "was not asked were."},
        .formula = "(closed repairs - interviewed + top) / closed repairs; Wilson interval",
        .source = "worst-case bounds: Manski 1989, J Human Resources 24:343",
        .caveat = {"不作任何假定的上界，不是估计。", "A bound without assumptions, no estimate."},
        .interval = WILSON,
        .guard = BASE_GUARD,
    },
    {0},
};
