#include "measure/training/training.h"

const struct training_outcome training_outcomes[] = {
    {"training.assurance", "rater.assurance"},
    {"training.empathy", "rater.empathy"},
    {"training.responsiveness", "rater.responsiveness"},
    {"training.overall", "survey.overall.mean"},
    {"training.reply_24h", "sla.reply_24h"},
    {"training.close_24h", "sla.close_24h"},
    {"training.first_time_fix", "repair.first_time_fix_30d"},
    {0},
};

#define EFFECT(id_, unit_, zh, en, outcome)                                                                                           \
    {                                                                                                                                 \
        .id = id_, .unit = unit_, .better = BETTER_HIGHER, .kind = STATISTIC_EXTENDED,                                                \
        .title = {"培训后的变化：" zh, "After training: " en},                                                                        \
        .definition = {"受训经销商培训后三个月减培训前三个月的变化，与同期未受训、先前水平相同的" \
                       "经销商之变化"                                                                                           \
                       "的差（培训当月不计）。",                                                                                      \
                       "Change of trained dealers from the three months before the month of "                                         \
                       "training to the "                                                                                             \
                       "three after it, less that of dealers of the same earlier level who were "                                     \
                       "not trained "                                                                                                 \
                       "in the six months before or the three after."},                                                               \
        .formula =                                                                                                                    \
            "mean over the trained of y - m - b (x - u): " outcome                                                                    \
            " after (y) and before (x), m and u their means over the clean dealers of the "                                           \
            "same month of training, b the slope of after on before among these; clustered "                                          \
            "by dealer, t with Welch's df",                                                                                           \
        .source =                                                                                                                     \
            "Callaway & Sant'Anna 2021, J Econometrics 225:200; Cengiz et al. 2019, "                                                 \
            "Quarterly J Economics 134:1405; Cameron & Miller 2015, J Human Resources 50:317",                                        \
        .caveat = {"没有随机分派：谁被培训往往有原因，同时发生的其他事也在差别之中。",                                                \
                   "Nobody was drawn by lot to be trained: whatever else went with it is part of "                                    \
                   "the difference."},                                                                                                \
        .interval = {"按经销商聚类的方差，t 分布。",                                                                                  \
                     "By t, from a variance with dealers as clusters."},                                                              \
        .guard = {                                                                                                                    \
            "受训经销商少于 4 家、未受训的少于 8 家（每个培训月份少于 4 家的月份不计）、"            \
            "各三个月的行数少于 judged_base 的不计；先前走势已经不同的，不下结论。",                                                  \
            "Refused with fewer than 4 trained or 8 untrained dealers (months of training "                                           \
            "with fewer than 4 of them, and dealers with fewer than judged_base rows before "                                         \
            "or after, are left out); no verdict where their paths differed before."},                                                \
    }

const struct metric training_metrics[] = {
    EFFECT("training.assurance", UNIT_SCORE, "专业度", "assurance", "rater.assurance"),
    EFFECT("training.empathy", UNIT_SCORE, "同理度", "empathy", "rater.empathy"),
    EFFECT("training.responsiveness", UNIT_SCORE, "反应度", "responsiveness",
           "rater.responsiveness"),
    EFFECT("training.overall", UNIT_SCORE, "总体满意度", "overall satisfaction",
           "survey.overall.mean"),
    EFFECT("training.reply_24h", UNIT_PERCENT_POINTS, "24 小时内回复", "reply within 24 h",
           "sla.reply_24h"),
    EFFECT("training.close_24h", UNIT_PERCENT_POINTS, "24 小时内解决", "solved within 24 h",
           "sla.close_24h"),
    EFFECT("training.first_time_fix", UNIT_PERCENT_POINTS, "一次修好", "first-time fix",
           "repair.first_time_fix_30d"),
    {0},
};
