/* The definition pages of the drivers family. */
#include "measure/drivers/drivers.h"

#define CAVEAT                                                                                                                                 \
    {                                                                                                                                          \
        "说的是同高同低，不是因果：改进占比大的维度，不保证满意度随之上升。顾客若凭总体印象给各题" \
        "打相同的分（光环效应），各维度彼此相近，占比就趋于相等，差别只反映其余的部分。区间把各份" \
        "回访"                                                                                                                               \
        "当作彼此独立：同一经销商的答卷彼此相像，这部分不确定性没有计入。在检验用数据上改为逐家去" \
        "掉经销商，R² 的区间由 [61.6 %, 63.0 %] 变为 [59.3 %, 65.3 %]，份额的区间几乎不变。",                                                  \
            "It says what goes together, never what causes: improving the dimension with the "                                                 \
            "largest share need not raise the response. Customers who rate all items alike from "                                              \
            "one impression (halo, straight-lining) make the dimensions alike and so the shares "                                              \
            "alike; what differs is only what is left beside that common impression. Intervals "                                               \
            "take answers for independent: that those of one dealer are alike is not in them. "                                                \
            "Leaving out dealers instead, on the data this was tried with, made [61.6 %, 63.0 %] "                                             \
            "of R² into [59.3 %, 65.3 %] and hardly changed the shares."                                                                      \
    }

#define INTERVAL_ZH                                                                                                                            \
    "整组剔除的刀切法：回访按所在分钟的散列值分成 32 组，即随机分组（不是按时间先后，也不按经销商" \
    "，所以不含经销商内部的相关），每次去掉一组重算；G 个有数据的组，"                                          \
    "方差 (G−1)/G × Σ(去掉后 − 全部)²，t 分布、自由度 G−1，"
#define INTERVAL_EN                                                                                         \
    "Delete-a-group jackknife: answers fall into 32 groups by a hash of the minute, that is at "            \
    "random (not by date and not by dealer, so what answers of one dealer share is not in it); "            \
    "each is left "                                                                                         \
    "out once; variance (G−1)/G × Σ(without − whole)² over the G groups with answers; t with G−1 " \
    "degrees of freedom, "

#define GUARD_ZH                                                                                            \
    "少于两个维度有题目、完整答卷不足每个系数 10 份、有数据的组不足 20 个、" \
    "某维度不变化或可由其余推出时，不给出。"
#define GUARD_EN                                                                                   \
    "Refused with items of fewer than two dimensions, fewer than 10 complete answers for each "    \
    "coefficient, fewer than 20 groups with answers, or a dimension that does not vary or "        \
    "follows from the others. "
#define PART_ZH                                                                                                                   \
    "方差膨胀因子大于 10（与其余维度难以区分）、系数与单独相关的符号相反（方向说不清）、" \
    "或有维度缺题目时，标为部分。"
#define PART_EN                                                                                    \
    "Partial where its variance inflation is above 10 (it cannot be told from the others), where " \
    "coefficient and correlation have different signs (no direction can be told), or where a "     \
    "dimension is not in the input."

#define PERIOD_ZH "截至报告月的 12 个月内，各维度得分与该问题都有的答卷。"
#define PERIOD_EN                                                                                  \
    "Over the answers of the 12 months up to the report month that have a score in every "         \
    "dimension and the response. "

#define RESPONSE(name, response, zh, en)                                                                                         \
    {                                                                                                                            \
        .id = "drivers." name ".share",                                                                                          \
        .unit = UNIT_SHARE,                                                                                                      \
        .better = BETTER_NONE,                                                                                                   \
        .kind = STATISTIC_EXTENDED,                                                                                              \
        .flags = METRIC_REPORT_MONTH_ONLY,                                                                                       \
        .needed = 1ULL << (response),                                                                                            \
        .title = {zh "：解释份额", en ": share of what is explained"},                                                           \
        .definition = {PERIOD_ZH zh "的差异中，由五个维度共同解释的部分（R²）里归于该维度的份额：" \
                                    "取所有进入顺序的平均（LMG），各维度相加为 1。",                                             \
                       PERIOD_EN                                                                                                 \
                       "The dimension's part of what all dimensions together explain (R²) of the "                              \
                       "differences in the response, averaged over all orders in which they can "                                \
                       "be taken (LMG); the parts add up to 1."},                                                                \
        .formula = "mean over all orders of (R² with the dimension − R² of those before it) / R² "                          \
                   "of all",                                                                                                     \
        .source = "Lindeman, Merenda & Gold 1980; Grömping 2006, J. Statistical Software 17:1; "                                \
                  "Kott 2001, J. Official Statistics 17:521",                                                                    \
        .caveat = CAVEAT,                                                                                                        \
        .interval = {INTERVAL_ZH "在份额的 logit 上计算再换回。",                                                                \
                     INTERVAL_EN "on the logit of the share."},                                                                  \
        .guard = {GUARD_ZH "五个维度合起来与偶然无异（F 检验 p ≥ 0.05）时也不给出。" PART_ZH,                                    \
                  GUARD_EN "Also where all dimensions explain no more than chance (F test, p ≥ "                               \
                           "0.05). " PART_EN},                                                                                   \
    },                                                                                                                           \
        {                                                                                                                        \
            .id = "drivers." name ".coefficient",                                                                                \
            .unit = UNIT_COEFFICIENT,                                                                                            \
            .better = BETTER_NONE,                                                                                               \
            .kind = STATISTIC_EXTENDED,                                                                                          \
            .flags = METRIC_REPORT_MONTH_ONLY,                                                                                   \
            .needed = 1ULL << (response),                                                                                        \
            .title = {zh "：标准化系数", en ": standardised coefficient"},                                                       \
            .definition =                                                                                                        \
                {PERIOD_ZH "其余维度得分相同时，该维度高一个标准差，" zh "相应高几个标准差。",                                   \
                 PERIOD_EN                                                                                                       \
                 "By how many standard deviations the response is higher where the "                                             \
                 "dimension is one standard deviation higher and the others are equal."},                                        \
            .formula = "least squares of the response on all dimensions: b × s(x) / s(y)",                                       \
            .source = "Gauss 1809; Kott 2001, J. Official Statistics 17:521; Wolter 2007, "                                      \
                      "Introduction to Variance Estimation, ch. 4",                                                              \
            .caveat = CAVEAT,                                                                                                    \
            .interval = {INTERVAL_ZH "不变换。", INTERVAL_EN "on the coefficient itself."},                                      \
            .guard = {GUARD_ZH PART_ZH, GUARD_EN PART_EN},                                                                       \
        },                                                                                                                       \
    {                                                                                                                            \
        .id = "drivers." name ".r_squared", .unit = UNIT_SHARE, .better = BETTER_NONE,                                           \
        .kind = STATISTIC_EXTENDED, .flags = METRIC_REPORT_MONTH_ONLY,                                                           \
        .needed = 1ULL << (response),                                                                                            \
        .title = {zh "：五维度解释的部分 R²", en ": explained by the dimensions (R²)"},                                          \
        .definition = {PERIOD_ZH "各维度得分合起来能解释的" zh "差异所占的部分。", PERIOD_EN                                     \
                       "The part of the differences in the response that goes with the scores of "                               \
                       "the dimensions together."},                                                                              \
        .formula = "1 − residual sum of squares / total sum of squares",                                                         \
        .source = "Gauss 1809; Kott 2001, J. Official Statistics 17:521", .caveat = CAVEAT,                                      \
        .interval = {INTERVAL_ZH "在 R² 的 logit 上计算再换回。",                                                                \
                     INTERVAL_EN "on the logit of R²."},                                                                         \
        .guard = {GUARD_ZH, GUARD_EN},                                                                                           \
    }

const struct metric drivers_metrics[] = {
    RESPONSE("overall", NEED_OVERALL, "总体满意", "Overall satisfaction"),
    RESPONSE("repurchase", NEED_REPURCHASE, "再购意愿", "Intention to buy again"),
    {0}};
