/* Definition pages of the months after a purchase. */
#include "measure/lifecycle/lifecycle.h"

#define STAGES_ZH                                                                                  \
    "怀疑期为购买后 0–30 天，学习期到 180 "                                         \
    "天，此后为认可期；从产品使用周期（两次购买之间中位天数）"         \
    "的 80 % 起为再评估期。"
#define STAGES_EN                                                                                  \
    "Doubt: days 0 to 30 after the purchase; learning: to day 180; appreciation after it; "        \
    "re-evaluation: from 80 % of the product's median time between purchases on."
#define FOLLOWED                                                                                                                             \
    {                                                                                                                                        \
        "每位客户在截至报告月的 12 个月里只跟踪一段：从开头（或其间首次购买）到下一次购买、流失或" \
        "期末；之后的另一段不计。各阶段的客户不同，差别是关联，不是原因。" STAGES_ZH,                                                        \
            "Each customer is followed once within the twelve months up to the report month: "                                               \
            "from "                                                                                                                          \
            "their beginning, or a first purchase in them, to the next purchase, the departure "                                             \
            "or "                                                                                                                            \
            "the end; what comes after is left out. Stages hold different customers: a "                                                     \
            "difference "                                                                                                                    \
            "goes together, it is not a cause. " STAGES_EN                                                                                   \
    }
#define SOURCE "the service documents: doubt, learning, appreciation, re-evaluation"
#define RATE(name, zh, en, zh_definition, en_definition, what, direction)                          \
    {                                                                                              \
        .id = "lifecycle." name, .unit = UNIT_SHARE, .better = direction,                          \
        .kind = STATISTIC_EXTENDED, .title = {zh, en},                                             \
        .definition = {zh_definition, en_definition},                                              \
        .formula = what " / (customer-days / 30.4375)",                                            \
        .interval =                                                                                \
            {"Garwood 泊松精确区间；与其余阶段比较用条件精确检验",                                 \
             "Garwood's exact Poisson interval; the other stages by the exact conditional "        \
             "test"},                                                                              \
        .guard = {"客户少于最低样本数、没有该表，或不知道使用周期（再评估期）时不给出。",          \
                  "Refused below the minimum base, without the table, and, of re-evaluation, "     \
                  "where the time between purchases is not known."},                               \
        .source = SOURCE "; Garwood 1936; Przyborowski & Wilenski 1940", .caveat = FOLLOWED,       \
    }

const struct metric lifecycle_metrics[] = {
    {
        .id = "lifecycle.satisfaction",
        .unit = UNIT_SCORE,
        .better = BETTER_HIGHER,
        .kind = STATISTIC_EXTENDED,
        .title = {"各阶段的满意度", "Satisfaction by stage"},
        .definition = {"购后各阶段的总体满意度平均分；每位客户只取最后一次有评分的回访。",
                       "Mean overall satisfaction by stage after the purchase, of the last scored "
                       "callback of each customer."},
        .formula = "mean of overall over customers whose last scored callback fell into the stage",
        .interval = {"Student t 区间；与其余阶段比较用 Welch 检验",
                     "Student t interval; the other stages by Welch's test"},
        .guard = {"客户少于最低样本数，或不知道使用周期（再评估期）时不给出。",
                  "Refused below the minimum base and, of re-evaluation, where the time between "
                  "purchases is not known."},
        .source = SOURCE "; Welch 1947",
        .caveat = FOLLOWED,
    },
    RATE("complaint_rate", "各阶段的投诉率（每客户月）", "Complaints per customer-month, by stage",
         "购后各阶段每位客户每月首次投诉的次数；首次投诉之后的天数不再计入。",
         "First complaints per customer and month of the stage; days after the first complaint do "
         "not count.",
         "first complaints", BETTER_LOWER),
    RATE("departure_rate", "各阶段的流失率（每客户月）", "Departures per customer-month, by stage",
         "购后各阶段每位客户每月流失的次数。", "Departures per customer and month of the stage.",
         "departures", BETTER_LOWER),
    RATE("return_rate", "各阶段的再购率（每客户月）", "Purchases per customer-month, by stage",
         "购后各阶段每位客户每月再次购买的次数。",
         "Further purchases per customer and month of the stage.", "next purchases", BETTER_HIGHER),
    {
        .id = "lifecycle.repurchase_median",
        .unit = UNIT_DAYS,
        .better = BETTER_NONE,
        .kind = STATISTIC_EXTENDED,
        .title = {"两次购买之间的中位天数", "Median days between purchases"},
        .definition =
            {"按最近 12 个月的再购快慢，一半客户再次购买所需的天数。",
             "Days until half of the customers have bought again, at the pace of the last "
             "12 months."},
        .formula =
            "first day with Kaplan-Meier survival <= 1/2, customers entering at the age that "
            "they had when the twelve months began",
        .interval = {"Brookmeyer 与 Crowley 法，log-log 区间带",
                     "Brookmeyer and Crowley, on the log-log band"},
        .guard = {"客户不足 100 位、再购不足 30 次，或曲线没有降到一半时不给出。",
                  "Refused with fewer than 100 customers or 30 purchases, and where the curve does "
                  "not come down to one half."},
        .source = "Kaplan & Meier 1958; Brookmeyer & Crowley 1982; Kalbfleisch & Prentice 2002, "
                  "section 1.5.2 (late entry)",
        .caveat = {"按时期计算：各年龄的再购速度都取自最近 12 个月，不是同一批客户走完的时间。",
                   "A period figure: the pace at every age is that of the last 12 months, not what "
                   "one cohort lived through."},
    },
    {
        .id = "lifecycle.due.share",
        .unit = UNIT_SHARE,
        .better = BETTER_NONE,
        .kind = STATISTIC_EXTENDED,
        .title = {"到期可再购的客户", "Customers due to buy again"},
        .definition =
            {"报告月末尚未流失的客户中，已进入再评估期的比例。",
             "Of the customers who have not left by the end of the report month, the share "
             "that is in re-evaluation."},
        .formula = "customers whose last purchase is at least 80 % of the median time between "
                   "purchases ago / customers with a purchase who have not left",
        .interval = {"Wilson 区间", "Wilson interval"},
        .guard = {"不知道使用周期，或客户少于最低样本数时不给出。",
                  "Refused where the time between purchases is not known and below the minimum "
                  "base."},
        .source = SOURCE "; Wilson 1927",
        .caveat = {"没有登记流失的客户都算还在。",
                   "Whoever is not recorded as gone counts as there."},
    },
    {0},
};
