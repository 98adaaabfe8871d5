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
    {0},
};
