/* The definition pages of the survey family. */
#include "measure/survey/survey.h"

#define SERVQUAL_SOURCE                                                                            \
    "Parasuraman, Zeithaml & Berry 1988 (SERVQUAL); perceptions only: Cronin & Taylor 1992 "       \
    "(SERVPERF)"

#define DIMENSION_CAVEAT                                                                                                                       \
    {                                                                                                                                          \
        "题目分数是等级，不是尺寸：平均数便于比较，但同一平均数可以来自不同的分布。只有接听并作答" \
        "的客户被计入。",                                                                                                                      \
            "Scores are grades, not lengths: a mean compares, but different distributions can "                                                \
            "share one. "                                                                                                                      \
            "Only customers who answered are counted."                                                                                         \
    }

#define DIMENSION(number, name, zh, en, zh_meaning, en_meaning)                                    \
    {                                                                                              \
        .id = "rater." name, .unit = UNIT_SCORE, .better = BETTER_HIGHER, .kind = STATISTIC_MEAN,  \
        .flags = METRIC_AT_OFFSET, .statistic = survey_dimension, .argument = number,              \
        .offset = offsetof(struct survey_cell, dimension[number]), .title = {zh, en},              \
        .definition = {zh_meaning                                                                  \
                       "每位客户取该维度已答题目的平均分（至少答一半），再对客户平均。",           \
                       en_meaning " Each customer's mean of the answered items (at least half of " \
                                  "them), averaged over customers."},                              \
        .formula =                                                                                 \
            "mean over respondents of (sum of answered items / number answered); interval: "       \
            "mean ± t(0.975, n−1) s/√n",                                                           \
        .source = SERVQUAL_SOURCE, .caveat = DIMENSION_CAVEAT,                                     \
    }

#define ALPHA(number, name, zh, en)                                                                \
    {                                                                                              \
        .id = "rater.alpha." name, .unit = UNIT_ALPHA, .better = BETTER_HIGHER,                    \
        .flags = METRIC_AT_OFFSET, .kind = STATISTIC_ALPHA, .statistic = survey_alpha,             \
        .argument = number, .offset = offsetof(struct survey_cell, complete_n[number]),            \
        .title = {zh "量表信度 α", "Scale reliability α: " en},                                    \
        .definition = {"该维度各题目是否一致：Cronbach 原始 α，只计全部题目都答的客户。",          \
                       "Whether the items of the dimension agree: Cronbach's raw alpha over "      \
                       "respondents who answered all of them."},                                   \
        .formula =                                                                                 \
            "k/(k−1) × (1 − sum of item variances / variance of the total); Feldt interval",       \
        .source = "Cronbach 1951; Feldt 1965, Psychometrika 30:357",                               \
        .caveat = {"α 高不表示只测了一个维度，也不表示测得对。",                                   \
                   "A high alpha is no proof of one dimension, nor of validity."},                 \
    }

const struct metric survey_metrics[] = {
    DIMENSION(0, "reliability", "信赖度", "Reliability", "说到做到，一次做对。",
              "Does what it promised, right the first time."),
    DIMENSION(1, "assurance", "专业度", "Assurance", "懂技术、有礼貌、让人放心。",
              "Knowledge, skill and courtesy that inspire confidence."),
    DIMENSION(2, "tangibles", "有形度", "Tangibles", "人员仪表、工具、资料、设施。",
              "Appearance of people, tools, documents and premises."),
    DIMENSION(3, "empathy", "同理度", "Empathy", "站在客户的角度，照顾到个人。",
              "Sees the matter through the customer's eyes."),
    DIMENSION(4, "responsiveness", "反应度", "Responsiveness", "及时答复，及时到达，及时解决。",
              "Answers, comes and solves in time."),
    {
        .id = "rater.index",
        .unit = UNIT_SCORE,
        .better = BETTER_HIGHER,
        .flags = METRIC_AT_OFFSET,
        .kind = STATISTIC_MEAN,
        .statistic = survey_index,
        .offset = offsetof(struct survey_cell, index),
        .title = {"RATER 指数", "RATER index"},
        .definition = {"五个维度得分的平均，只计五个维度都有得分的客户。",
                       "The mean of the five dimension scores over respondents who have all five."},
        .formula = "mean over respondents of (sum of the five dimension scores / 5); Student t",
        .source = SERVQUAL_SOURCE,
        .caveat = {"一个数掩盖五个方面：先看各维度，再看指数。",
                   "One number hides five sides: look at the dimensions first."},
    },
    {
        .id = "rater.index_weighted",
        .unit = UNIT_SCORE,
        .better = BETTER_HIGHER,
        .flags = METRIC_AT_OFFSET,
        .kind = STATISTIC_MEAN,
        .statistic = survey_weighted,
        .offset = offsetof(struct survey_cell, index_weighted),
        .title = {"加权 RATER 指数", "Weighted RATER index"},
        .definition = {"按配置中的权重（合计 100 分）加权的五个维度得分。",
                       "The five dimension scores weighted by the configured points (sum 100)."},
        .formula = "mean over respondents of (sum of points × dimension score / 100); Student t",
        .source = "Parasuraman, Zeithaml & Berry 1991, Journal of Retailing 67:420",
        .caveat =
            {"权重是使用者的判断，不是测出来的；换了权重，前后不可比。",
             "The weights are the user's judgement; figures under other weights do not compare."},
    },
    ALPHA(0, "reliability", "信赖度", "reliability"),
    ALPHA(1, "assurance", "专业度", "assurance"),
    ALPHA(2, "tangibles", "有形度", "tangibles"),
    ALPHA(3, "empathy", "同理度", "empathy"),
    ALPHA(4, "responsiveness", "反应度", "responsiveness"),
    {
        .id = "survey.overall.mean",
        .unit = UNIT_SCORE,
        .better = BETTER_HIGHER,
        .kind = STATISTIC_MEAN,
        .statistic = statistic_sums,
        .needed = 1ULL << NEED_OVERALL,
        .offset = offsetof(struct survey_cell, overall),
        .argument = 1,
        .title = {"总体满意度", "Overall satisfaction"},
        .definition = {"“总体满意度”一题的平均分。", "Mean of the overall question."},
        .formula = "sum / n; interval: mean ± t(0.975, n−1) s/√n",
        .source = "ISO 10004:2018, annex D",
        .caveat = DIMENSION_CAVEAT,
    },
    {
        .id = "survey.overall.top2",
        .unit = UNIT_SHARE,
        .better = BETTER_HIGHER,
        .kind = STATISTIC_SHARE,
        .statistic = statistic_share,
        .needed = 1ULL << NEED_OVERALL,
        .offset = offsetof(struct survey_cell, top2),
        .title = {"满意率（最高两分）", "Satisfied (top two points)"},
        .definition = {"总体满意度为最高两分的客户所占比例。",
                       "Share of customers who gave one of the two highest overall scores."},
        .formula = "respondents with score ≥ maximum − 1 / respondents; Wilson interval",
        .source = "Wilson 1927; Newcombe 1998, Statistics in Medicine 17:857",
        .caveat = {"满意不等于信任：满意的客户也会离开。",
                   "Satisfied is not loyal: satisfied customers leave too."},
    },
    {
        .id = "survey.nps",
        .unit = UNIT_POINTS,
        .better = BETTER_HIGHER,
        .kind = STATISTIC_NPS,
        .statistic = statistic_nps,
        .needed = 1ULL << NEED_RECOMMEND,
        .offset = offsetof(struct survey_cell, nps),
        .title = {"净推荐值", "Net promoter score"},
        .definition = {"推荐意愿 9–10 分的比例减去 0–6 分的比例，乘以 100。",
                       "Share of answers 9–10 minus share of answers 0–6, times 100."},
        .formula = "100 (p − d); interval: ± z × 100 √((p + d − (p − d)²)/n)",
        .source = "Reichheld 2003, Harvard Business Review 81:46; multinomial variance",
        .caveat =
            {"两个比例之差的波动大：小样本下几十分的变化也可能是偶然。",
             "A difference of two shares is noisy: in small samples tens of points can be chance."},
    },
    {0},
};
