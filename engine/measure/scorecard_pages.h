/* measure/scorecard_pages.h: the four metrics of an indicator of a scorecard with their definition
 * pages, which are the same but for what is counted. For the tables of the families that keep them.
 */
#ifndef MEASURE_SCORECARD_PAGES_H
#define MEASURE_SCORECARD_PAGES_H
#include "measure/metric.h"

#define CARD_PERIOD_ZH "统计截至报告月的 12 个月。"
#define CARD_PERIOD_EN "Over the 12 months up to the report month."

#define CARD_CAVEAT                                                                                                                            \
    {                                                                                                                                          \
        "只对经销商无法选择的因素作调整（见公式）。故障代码、服务方式由经销商自己填写或决定，区域" \
        "往往"                                                                                                                               \
        "只有几家经销商，所以都"                                                                                                    \
        "不作调整：偏远地区、记录口径仍可能造成差别。是关联，不是原因；不得单独作为奖惩依据。",                                                \
            "Adjusted only for what a dealer cannot choose (see the formula). Fault codes and "                                                \
            "the mode of service are "                                                                                                         \
            "his own words and choices, and a region is often a few dealers, so none of them is "                                              \
            "adjusted for: "                                                                                                                   \
            "distance and habits of recording may still differ. An association, not a cause; no "                                              \
            "sole ground for "                                                                                                                 \
            "reward or penalty."                                                                                                               \
    }

#define CARD_ADJUSTED(name, unit_of, direction, columns, zh, en, interval_zh, interval_en,                  \
                      formula_text, strata)                                                                 \
    {                                                                                                       \
        .id = "card." name ".adjusted", .unit = unit_of, .better = direction,                               \
        .kind = STATISTIC_EXTENDED, .needed = columns,                                                      \
        .title = {zh "（同类调整）", en ", like with like"},                                                \
        .definition =                                                                                       \
            {"假如全网络都像这家一样工作，" zh "会是多少：只与同类工作比较。" CARD_PERIOD_ZH,               \
             "What the network's figure (" en                                                               \
             ") would be, did all work as this unit does: like jobs compared. " CARD_PERIOD_EN},            \
        .formula =                                                                                          \
            formula_text " Strata: " strata                                                                 \
                         " (left out from the end where they would cost over a fifth of the "               \
                         "rows that the comparisons are worth). Verdict: exact-like tail of the "           \
                         "own sum at the network's "                                                        \
                         "rates (saddlepoint), as z; z / sqrt(1 + tau^2 / s^2) with tau the "               \
                         "usual spread of the units "                                                       \
                         "(Huber's proposal 2; from 10 units on), Student's t; "                            \
                         "Benjamini-Hochberg within metric and axis, q "                                    \
                         "< 0.05",                                                                          \
        .source = "Mantel & Haenszel 1959; Gart 1970, Biometrika 57:471; Spiegelhalter 2005, "              \
                  "Quality and Safety in "                                                                  \
                  "Health Care 14:347; Huber 1964; Daniels 1987; Benjamini & Hochberg 1995",                \
        .caveat = CARD_CAVEAT, .interval = {interval_zh, interval_en},                                      \
        .guard = {"n 低于最小基数时拒绝；期望达成或未达成不足 5 "                       \
                  "例时给出数值但不下结论；没有其他单位的同类工作可比时拒绝。" \
                  "不足 10 家时按偶然误差判断，因为无法估计常见差异。",                                     \
                  "Refused below the minimum base and without like jobs of others; a value "                \
                  "without verdict where fewer "                                                            \
                  "than 5 are expected to be met or missed. With fewer than 10 units judged "               \
                  "against chance alone, as "                                                               \
                  "their usual spread cannot be known."},                                                   \
    }

#define CARD_SHRUNKEN(name, unit_of, columns, zh, en)                                                                             \
    {                                                                                                                             \
        .id = "card." name ".shrunken", .unit = unit_of, .better = BETTER_NONE,                                                   \
        .kind = STATISTIC_EXTENDED, .needed = columns,                                                                            \
        .title = {zh "（收缩估计）", en ", shrunken"},                                                                            \
        .definition =                                                                                                             \
            {"同类调整值按信度向全网络靠拢：数据越少越靠近。预测下一年时，比原始值误差更小" \
             "。" CARD_PERIOD_ZH,                                                                                                 \
             "The adjusted value drawn to the network's as far as it is chance: the fewer rows, "                                 \
             "the closer. "                                                                                                       \
             "A better forecast of the next year than the value itself. " CARD_PERIOD_EN},                                        \
        .formula = "B y + (1 - B) mu with B = tau^2 / (tau^2 + s^2), y the adjusted value, tau^2 "                                \
                   "by restricted maximum likelihood over the units; s^2 the variance by chance "                                 \
                   "of such a unit at the network's rates, never the unit's own: of shares (P (1 "                                \
                   "- P))^2 / variance of the own sum",                                                                           \
        .source = "Morris 1983, JASA 78:47; shares: Buehlmann & Straub 1970, Kleinman 1973, JASA "                                \
                  "68:46; "                                                                                                       \
                  "Viechtbauer 2005; as metafor's rma() and blup()",                                                              \
        .caveat = {"收缩值不是考核值：它借用了别家的数据，真正突出的单位会被低估。",                                              \
                   "Not a value to hold anybody to: it borrows from the others, and plays down "                                  \
                   "who really stands out."},                                                                                     \
        .interval =                                                                                                               \
            {"比率：与后验均值、方差相同的 Beta 分布的 2.5% 与 97.5% "                                          \
             "分位数；平均分：后验正态区间 "                                                                        \
             "±1.96 倍标准误，超出量表的部分截去。τ² 视为已知，因此略窄。",                                                       \
             "Shares: 2.5 and 97.5 % points of the Beta distribution with the mean and variance "                                 \
             "of the "                                                                                                            \
             "prediction. Means: normal, 1.96 standard errors, cut to the scale. Takes tau^2 for "                                \
             "known, so a little narrow."},                                                                                       \
        .guard = {"可比单位少于 3 个、n 低于最小基数或期望不足 5 例时拒绝。",                                                     \
                  "Refused with fewer than 3 units to compare, below the minimum base, and where "                                \
                  "fewer than 5 are "                                                                                             \
                  "expected."},                                                                                                   \
    }

#define CARD_RELIABILITY(name, columns, zh, en)                                                                 \
    {                                                                                                           \
        .id = "card." name ".reliability", .unit = UNIT_SHARE, .better = BETTER_NONE,                           \
        .kind = STATISTIC_EXTENDED, .needed = columns,                                                          \
        .title = {zh "：指标信度", en ": reliability"},                                                         \
        .definition = {"各单位之间的差别中不是偶然的部分所占比例的中位数；低于 0.7 " \
                       "不应排名次。" CARD_PERIOD_ZH,                                                           \
                       "Share of the differences between units that is not chance, for the "                    \
                       "median unit; below 0.7 the "                                                            \
                       "units should not be ranked. " CARD_PERIOD_EN},                                          \
        .formula = "median of tau^2 / (tau^2 + s^2); n: units",                                                 \
        .source = "Adams 2009, RAND TR-653; Viechtbauer 2007, Statistics in Medicine 26:37",                    \
        .caveat = {"信度高说明测得准，不说明测的是该测的东西。",                                                \
                   "A reliable indicator tells units apart; whether by what matters is another "                \
                   "question."},                                                                                \
        .interval = {"τ² 的 Q-profile 95% 区间代入公式。",                                                      \
                     "The Q-profile 95 % bounds of tau^2, put into the formula."},                              \
        .guard = {"单位数低于最小基数时拒绝。",                                                                 \
                  "Refused with fewer units than the minimum base."},                                           \
    }

#define CARD_OVERDISPERSION(name, columns, zh, en)                                                 \
    {                                                                                              \
        .id = "card." name ".overdispersion", .unit = UNIT_RATIO, .better = BETTER_NONE,           \
        .kind = STATISTIC_EXTENDED, .needed = columns,                                             \
        .title = {zh "：超离散", en ": overdispersion"},                                           \
        .definition = {"调整后各单位之间的方差是纯偶然时的几倍；1 表示只有偶然。" CARD_PERIOD_ZH,  \
                       "Variance between the adjusted units as a multiple of what chance alone "   \
                       "would give; 1 is chance."                                                  \
                       " " CARD_PERIOD_EN},                                                        \
        .formula = "sum of z^2 / (units - 1), z by chance alone; n: units",                        \
        .source = "Spiegelhalter 2005, Statistics in Medicine 24:1185",                            \
        .caveat = {"少数真正突出的单位也会抬高它；判断时用的常见差异不受它们影响。",               \
                   "A few units that really differ raise it too; the usual spread that verdicts "  \
                   "grant is not moved by "                                                        \
                   "them."},                                                                       \
        .interval = {"方差的卡方区间（单位服从正态时精确）。",                                     \
                     "The chi-square interval of a variance, exact for normal units."},            \
        .guard = {"单位数低于最小基数时拒绝。",                                                    \
                  "Refused with fewer units than the minimum base."},                              \
    }

#define CARD_SHARE_INTERVAL_ZH                                                                     \
    "比值比的 Cornfield 得分区间；只有一个层、其他单位很多时就是 Wilson 区间。"
#define CARD_SHARE_INTERVAL_EN                                                                     \
    "Cornfield's score interval of the odds ratio; with one stratum and many others it is "        \
    "Wilson's."
#define CARD_SHARE_FORMULA                                                                         \
    "Share with odds psi times those of the others at the network's mix, psi the common odds "     \
    "ratio of own to others "                                                                      \
    "in the strata: sum of the counts expected at psi = observed."

#endif
