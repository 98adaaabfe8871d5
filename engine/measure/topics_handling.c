/* Pages of the tables of complaints, of who answers for them, and of what can be learned from. */
#include "measure/topics.h"

const struct topic topics_handling[] = {
    {
        .id = "complaints.departments",
        .title = {"投诉：各责任部门", "Complaints by department"},
        .definition =
            {"至报告月 12 个月内立案的投诉，每个责任部门一行：n 为件数，open "
             "为到数据截止未解决的；answer、solution "
             "为到首次答复、到解决的中位数（分钟），solution_q "
             "为与其余部门比较；followed 为解决已满 90 天且知道客户的，again 为其中 90 "
             "天内同一客户再投诉的比例，again_q 为与其余部门比较。",
             "Complaints opened in the 12 months up to the report month, a row for each "
             "department: "
             "n of them, open not solved when the data end; answer and solution, the median "
             "minutes to the first answer and to the solution, solution_q against the other "
             "departments; followed, those solved at least 90 days ago of known customers, again, "
             "the share of them whose customer complained again within 90 days, again_q against "
             "the others."},
        .formula = "medians of Kaplan and Meier's curves, censored at the horizon, with Brookmeyer "
                   "and Crowley's bounds; Wilson; q after Benjamini and Hochberg over the "
                   "departments: log-rank test with Peto's weights, test of two shares",
        .source = "Kaplan & Meier 1958; Brookmeyer & Crowley 1982; Peto & Peto 1972; Wilson 1927",
        .guard = {"件数低于 minimum_base、或中位数的区间有一边不存在时为空；低于 judged_base "
                  "的没有 q。同名估计说明原因。",
                  "Empty below minimum_base and where a median has not both bounds; no q below "
                  "judged_base. The estimates of the same names say why."},
        .misuse = {"部门按投诉记录里的责任部门；难办的投诉可能集中在某个部门，慢或再来不等于做错。",
                   "The department is the one that the complaint names. Hard complaints may gather "
                   "in one; slow, or back again, is not the same as wrong."},
    },
    {
        .id = "backoffice.moved",
        .title = {"满意度的变化由哪些部门组成", "What the change of satisfaction is made of"},
        .definition =
            {"就维修回访到的客户，每个责任部门一行：line 为一线或后台，n_before、n "
             "为上月与报告月的答卷，mean_before、mean "
             "为总体满意度的平均分；within 为自身分数变化的部分，mix 为所占比例变化的部分，moved "
             "为两者之和。各行 moved 相加，恰为全部答卷平均分的变化。任一月低于 minimum_base "
             "的部门合成一行（…）。",
             "Of the customers asked about a repair, a row for each department: line, front line "
             "or back office; n_before and n, answers of the month before and of the report month, "
             "mean_before and mean, their mean overall scores; within, the part of the "
             "department's "
             "own change, mix, that of its share of the answers, moved, both together. The moved "
             "of "
             "all rows add up to the change of the mean of all answers. Departments below "
             "minimum_base in either month are one row (…)."},
        .formula =
            "within = (w0 + w1)/2 (m1 - m0), mix = (w1 - w0) ((m0 + m1)/2 - R), R the middle of "
            "the two months' means of all; bounds: normal, of w1 (m1 - R) - w0 (m0 - R) as the "
            "difference of two means of all answers; q after Benjamini and Hochberg over the "
            "departments",
        .source = "Kitagawa 1955, JASA 50:1168; Benjamini & Hochberg 1995",
        .guard = {"任一月的答卷低于 minimum_base 时没有此表。",
                  "No table where a month has fewer answers than minimum_base."},
        .misuse =
            {"只有两个月：一次起落可能是偶然，看 q。部门对故障负责，不等于分数的变化是它造成的"
             "；换一个分解的基准（R、哪个月的权数）within 与 mix 会有小的出入，合计的排序不变。",
             "Two months only: ups and downs may be chance, see q. To answer for a fault is "
             "not to have caused the change. Another reference (R, the weights of one month) "
             "would divide within and mix a little otherwise."},
    },
    {0},
};
