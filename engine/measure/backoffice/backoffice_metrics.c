/* Definition pages of the departments behind the service. */
#include "measure/backoffice/backoffice.h"

#define SOURCE "the service documents: the trouble often lies behind the front line"

#define ABOUT_REPAIRS                                                                              \
    {                                                                                              \
        "只计写明维修单号、且该维修有责任部门的回访；超出所保留 13 "    \
        "个月的维修不计。部门对故障负责，"                                         \
        "不等于客户的不满就是它造成的。",                                                          \
            "Only answers that name a repair with a department, reported within the 13 months "    \
            "that are kept. Answering for the fault is not the same as having caused the "         \
            "dissatisfaction."                                                                     \
    }

static void overall(const struct cell_view *view, const struct metric *metric,
                    struct statistic *out)
{
    if (!view->dictionary[NEED_DEPARTMENT])
        out->refusal = "no_column: no repair says which department answers for it";
    else
        statistic_sums(view, metric, out);
}

const struct metric backoffice_metrics[] = {
    {
        .id = "backoffice.overall.mean",
        .unit = UNIT_SCORE,
        .better = BETTER_HIGHER,
        .flags = METRIC_AT_OFFSET,
        .kind = STATISTIC_MEAN,
        .statistic = overall,
        .needed = 1ULL << NEED_OVERALL,
        .offset = offsetof(struct backoffice_cell, overall),
        .argument = 1,
        .title = {"总体满意度（按责任部门）", "Overall satisfaction by department"},
        .definition = {"就某次维修回访到的客户，总体满意度的平均分，按该维修的责任部门。",
                       "Mean overall score of the customers who were asked about a repair, by the "
                       "department that answers for the repair."},
        .formula = "sum of overall / answers about repairs with a department; Student t interval",
        .source = SOURCE "; Student 1908",
        .caveat = ABOUT_REPAIRS,
    },
    {
        .id = "backoffice.dissatisfied.share",
        .unit = UNIT_SHARE,
        .better = BETTER_LOWER,
        .kind = STATISTIC_EXTENDED,
        .needed = 1ULL << NEED_OVERALL,
        .title = {"不满的客户（按责任部门）", "Dissatisfied customers by department"},
        .definition =
            {"至报告月 12 "
             "个月内就维修回访到的客户中，总体满意度低于评分中点的比例，按该维修的责任部门，"
             "以及一线（客户直接打交道的部门）与后台。",
             "Of the customers who were asked about a repair in the 12 months up to the "
             "report month, the share whose overall score lies below the middle of the "
             "scale, by the repair's department, and for the front line (departments "
             "whose people customers meet) and the back office."},
        .formula = "answers with 2 overall < scale minimum + maximum / answers about repairs with "
                   "a department; Wilson interval; p of two shares against the other departments",
        .source = SOURCE "; Wilson 1927; Benjamini & Hochberg 1995",
        .caveat = ABOUT_REPAIRS,
        .interval = {"Wilson 区间", "Wilson interval"},
        .guard = {"少于最小基数则拒绝；只剩少数客户时最小的一个部门一并不公布。配置 front_line "
                  "列出一线部门，否则按名称判断（含服务、客服、售后、维修、经销、安装等字样）。",
                  "Refused below the minimum base; where few customers would be left, the "
                  "smallest department goes with them. The configuration's front_line names the "
                  "departments of the front line; else their names tell (service, dealer, repair "
                  "…)."},
    },
    {
        .id = "backoffice.moved",
        .unit = UNIT_SCORE,
        .better = BETTER_HIGHER,
        .kind = STATISTIC_EXTENDED,
        .needed = 1ULL << NEED_OVERALL,
        .title = {"对满意度变化的贡献", "Part in the change of satisfaction"},
        .definition =
            {"总体满意度的平均分比上月变了多少，以及其中每个责任部门的部分：自己的分数变了（within"
             "），和在回访中所占的比例变了（mix）。各部门的部分相加，恰为总变化。",
             "By how much the mean overall score changed from the month before, and each "
             "department's part in it: its own scores changed (within), and its share of the "
             "answers did (mix). The parts add up to the whole change."},
        .formula = "w1 (m1 - R) - w0 (m0 - R) = (w0 + w1)/2 (m1 - m0) + (w1 - w0) ((m0 + m1)/2 - "
                   "R); w share of the answers, m their mean, R the middle of the two means of "
                   "all; p: normal, of the two months' means of (score - R) where it is the "
                   "department's, else 0",
        .source = "Kitagawa 1955, JASA 50:1168; " SOURCE,
        .caveat = ABOUT_REPAIRS,
        .interval = {"各部门：正态区间，两月的方差相加；全部：Welch 区间。",
                     "Departments: normal, the months' variances added; all: Welch's."},
        .guard = {"任一月少于最小基数的部门合成一行（…），使相加仍然成立；按部门数做 "
                  "Benjamini–Hochberg 校正。",
                  "Departments below the minimum base in either month are one row (…), so that the "
                  "sum still holds; verdicts after Benjamini and Hochberg over the departments."},
    },
    {0},
};
