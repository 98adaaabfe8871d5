/* Definition pages of the touchpoints. */
#include "measure/touchpoints/touchpoints.h"

#define CAVEAT                                                                                     \
    {                                                                                              \
        "不同接触点的客户本来就不同：上门维修的刚出过问题，到店的还没有。差别不全是接待造成的。",  \
            "Customers differ by touchpoint before anybody meets them: who is called about a "     \
            "repair has just had a failure. Not all of a difference is made by how they were "     \
            "treated."                                                                             \
    }

const struct metric touchpoints_metrics[] = {
    {
        .id = "touchpoints.overall.mean",
        .unit = UNIT_SCORE,
        .better = BETTER_HIGHER,
        .flags = METRIC_SEGMENTS_ONLY,
        .kind = STATISTIC_MEAN,
        .statistic = statistic_sums,
        .needed = 1ULL << NEED_OVERALL,
        .offset = offsetof(struct touchpoints_cell, overall),
        .argument = 1,
        .title = {"接触点满意度", "Overall satisfaction by touchpoint"},
        .definition = {"按接触点、按服务阶段统计的总体满意度平均分。",
                       "Mean overall satisfaction by touchpoint and by phase of care."},
        .formula = "mean of overall over callbacks of the touchpoint (phase); Student t interval",
        .source = "the service documents: moments of truth, care before, during and after the "
                  "purchase; Student 1908",
        .caveat = CAVEAT,
    },
    {
        .id = "touchpoints.overall.top2",
        .unit = UNIT_SHARE,
        .better = BETTER_HIGHER,
        .flags = METRIC_SEGMENTS_ONLY,
        .kind = STATISTIC_SHARE,
        .statistic = statistic_share,
        .needed = 1ULL << NEED_OVERALL,
        .offset = offsetof(struct touchpoints_cell, top2),
        .title = {"接触点满意率", "Satisfied customers by touchpoint"},
        .definition =
            {"按接触点、按服务阶段统计的打最高两分的客户比例。",
             "Share of customers in the two top points, by touchpoint and phase of care."},
        .formula = "callbacks with overall in the two top points / callbacks with a score; Wilson",
        .source = "the service documents: moments of truth; Wilson 1927",
        .caveat = CAVEAT,
    },
    {
        .id = "touchpoints.reach",
        .unit = UNIT_SHARE,
        .better = BETTER_NONE,
        .kind = STATISTIC_EXTENDED,
        .needed = 1ULL << NEED_OVERALL | 1ULL << NEED_TOUCHPOINT,
        .title = {"接触点占比", "Share of a touchpoint"},
        .definition =
            {"最近 12 个月写明接触点并打了分的回访中，该接触点所占比例。",
             "Share of the touchpoint among the callbacks of the last 12 months that name a "
             "touchpoint and have a score."},
        .formula = "callbacks of the touchpoint / callbacks of all touchpoints",
        .interval = {"Wilson 区间", "Wilson interval"},
        .guard = {"少于最低样本数时不给出。", "Refused below the minimum base."},
        .source = "the service documents: moments of truth; Wilson 1927",
        .caveat = {"回访问到的次数，不是接触发生的次数。",
                   "How often callbacks ask about it, not how often it happens."},
    },
    {
        .id = "touchpoints.weight",
        .unit = UNIT_SCORE,
        .better = BETTER_HIGHER,
        .kind = STATISTIC_EXTENDED,
        .needed = 1ULL << NEED_OVERALL | 1ULL << NEED_TOUCHPOINT,
        .title = {"接触点对总分的影响", "What a touchpoint weighs on the overall score"},
        .definition =
            {"占比乘以与其他接触点的平均分之差：该接触点把全网络平均分拉高（正）或拉低（负）了多少"
             "分；假如它的评分与其他接触点一样，平均分就会相应变化。最近 12 个月。",
             "Reach times gap: by how many points the touchpoint moves the network's mean up, or, "
             "below 0, down; the mean would change by as much if it were rated as the others are. "
             "Last 12 months."},
        .formula = "s (m - r) = mean of all - mean of the others; s share of the callbacks, m mean "
                   "of the touchpoint, r mean of all other touchpoints",
        .interval = {"线性化（无穷小刀切法），Student t",
                     "linearised (infinitesimal jackknife), Student t"},
        .guard = {"少于最低样本数，或只有一个接触点时不给出。",
                  "Refused below the minimum base, and where there is only one touchpoint."},
        .source = "the service documents: moments of truth; Efron 1982 (infinitesimal jackknife)",
        .caveat = {"说的是分数的构成，不是原因；改进一个接触点未必能得到全部差额。",
                   "How the score is made up, not why: improving a touchpoint need not bring all "
                   "of it."},
    },
    {0},
};
