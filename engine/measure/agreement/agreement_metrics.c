#include "measure/agreement/agreement.h"

#define RANK_INTERVAL                                                                              \
    {                                                                                              \
        "Fisher z 变换，标准误用刀切法。", "By Fisher's z, with the error of the jackknife."       \
    }
#define RANK_GUARD                                                                                 \
    {                                                                                              \
        "没有写明维修单号的回访、行数不足 minimum_base、或一侧没有差别时拒绝。",                   \
            "Refused without callbacks that name their repair, with fewer rows than "              \
            "minimum_base, "                                                                       \
            "or where one side does not vary."                                                     \
    }
#define RANK_SOURCE                                                                                \
    "Spearman 1904, American J Psychology 15:72; Kendall 1948, Rank Correlation Methods (ties); "  \
    "Efron & Stein 1981, Annals of Statistics 9:586"

const struct metric agreement_metrics[] = {
    {
        .id = "agreement.reply",
        .unit = UNIT_COEFFICIENT,
        .better = BETTER_NONE,
        .kind = STATISTIC_EXTENDED,
        .needed = 1 << 1,
        .title = {"反应度评分与回复快慢", "Responsiveness and time to reply"},
        .definition =
            {"近 12 个月每件有回访的维修：客户给的反应度与工单记录的回复快慢的等级相关；1 "
             "为完全一致，0 为无关，负数为说的与做的相反。",
             "Rank correlation of the responsiveness given and the speed of the reply in the log, "
             "over "
             "the last 12 months' repairs with a callback: 1 agreement, 0 none, below 0 "
             "contradiction."},
        .formula = "minus Spearman's rho of the responsiveness score (steps of half a point) and "
                   "the class of reply minutes (limits 15, 30, 60, 120, 240, 720)",
        .source = RANK_SOURCE,
        .caveat = {"只有被回访并回答的客户；一件维修取报修后的第一次回答。",
                   "Only customers who were called and answered; of a repair the first answer "
                   "after its report."},
        .interval = RANK_INTERVAL,
        .guard = RANK_GUARD,
    },
    {
        .id = "agreement.close",
        .unit = UNIT_COEFFICIENT,
        .better = BETTER_NONE,
        .kind = STATISTIC_EXTENDED,
        .needed = 1 << 2,
        .title = {"反应度评分与解决快慢", "Responsiveness and repair time"},
        .definition =
            {"同上，与从报修到完成的快慢的等级相关。",
             "The same of the responsiveness given and the speed from report to closing."},
        .formula = "minus Spearman's rho of the responsiveness score (steps of half a point) and "
                   "the class of minutes from report to closing (limits 1, 2, 4, 8, 12, 16, 20, "
                   "24, 30, 36, 48, 72, 120, 240 h)",
        .source = RANK_SOURCE,
        .caveat = {"客户不只看快慢：相关不高不等于评分没有用。",
                   "Customers go by more than speed: a low correlation does not make scores "
                   "worthless."},
        .interval = RANK_INTERVAL,
        .guard = RANK_GUARD,
    },
    {
        .id = "agreement.repeat",
        .unit = UNIT_COEFFICIENT,
        .better = BETTER_NONE,
        .kind = STATISTIC_EXTENDED,
        .needed = 1 << 2 | 1 << 3,
        .title = {"回访评分与是否返修", "Callback score and no repeat"},
        .definition =
            {"近 12 个月每件有回访、观察满 30 天的维修：总体满意度与 30 天内没有再报修的等级相关。",
             "Over those followed for 30 days, of overall satisfaction and the unit not coming "
             "back in "
             "them."},
        .formula = "Spearman's rho of the overall score and no repeat within 30 days (0, 1)",
        .source = RANK_SOURCE,
        .caveat = {"返修少见，相关不可能接近 1；回访有时在返修之后。",
                   "Repeats are rare, so it cannot come near 1; some callbacks are made after the "
                   "unit has come back."},
        .interval = RANK_INTERVAL,
        .guard = RANK_GUARD,
    },
    {
        .id = "agreement.dealers",
        .unit = UNIT_COEFFICIENT,
        .better = BETTER_NONE,
        .kind = STATISTIC_EXTENDED,
        .needed = 1 << 2,
        .title = {"经销商之间：说的与做的", "Over dealers: words and facts"},
        .definition = {"经销商之间的相关：客户给的平均反应度，与同样快慢的维修在别处得到的平均分。",
                       "Correlation of the dealers' mean responsiveness with what repairs of the "
                       "same speed are "
                       "given elsewhere."},
        .formula = "Pearson's r over dealers with judged_base rows of the mean score and the mean "
                   "of the other dealers' mean scores in the classes of its repairs' times; not "
                   "disattenuated",
        .source = "Pearson 1896; Fisher 1921, Metron 1:3",
        .caveat = {"经销商少或彼此差别小时，偶然就足以把它拉向 0。",
                   "With few dealers, or dealers that differ little, chance alone draws it to 0."},
        .interval = {"Fisher z，每家经销商算一个。", "By Fisher's z, each dealer counting once."},
        .guard = {"行数足够的经销商不足 10 家时拒绝。",
                  "Refused with fewer than 10 dealers with enough rows."},
    },
    {0},
};
