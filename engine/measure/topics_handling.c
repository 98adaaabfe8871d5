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
    {
        .id = "cases.picked",
        .title = {"教学案例：为什么挑中", "Teaching cases: why they were picked"},
        .definition =
            {"报告月解决、找得到维修单的投诉按得分挑出五件，同一台机器、同一位客户只挑一件。repair_"
             "id "
             "为维修单号；points_all 为总分，五项各至多 20 分：points_again 返修与再投诉，"
             "points_parties 牵涉各方，points_swing 由怨转满意，points_rare "
             "少见的原因，points_record "
             "记录与步骤。其后为所依据的数：repairs、complaints 为前后的报修和投诉次数，parties "
             "为不同经销商、服务人员、部门之数，score_after 为事后评分，cause_share "
             "为该原因占本月维修的比例，steps_taken 为七步中做到的。",
             "Of the complaints solved in the report month whose repair is known the five with "
             "most points, no unit or customer twice. repair_id, the repair's number; points_all, "
             "the sum of five parts of at most 20 points: points_again, back again; "
             "points_parties, "
             "how many had a part; points_swing, from complaint to satisfaction; points_rare, a "
             "rare cause; points_record, record and steps. Behind these the numbers they rest on: "
             "repairs and complaints around it, parties (different dealers, technicians and "
             "departments), score_after, cause_share (of the month's repairs), steps_taken of "
             "seven."},
        .formula =
            "again = 5 (repairs of the unit + complaints of the customer - 2), parties = 4 "
            "(parties "
            "- 2), each from 90 days before the complaint on; swing = 20 (score afterwards - "
            "lowest) / (highest - lowest), whole; rare = 20, 15, 10, 5 below 0.5, 1, 2, 5 % of the "
            "month's repairs with a cause; record = 3 for each of fault, cause, action + 1 for "
            "each "
            "step taken (11 for all seven); each 0 to 20. Ties: solved earlier, then the lower "
            "repair number",
        .source =
            "the service documents: a good case is a classic, its value shows in the handling",
        .guard = {"没有投诉在报告月解决，或投诉不写维修单号时没有此表。",
                  "No table where no complaint was solved in the report month, or none names its "
                  "repair."},
        .misuse = {"是挑选，不是统计：不代表一般，不能用来比较经销商或人员。分数只用来排先后。",
                   "Picked, not typical: it stands for nothing but itself and is no ground to "
                   "compare dealers or people. Points serve to put them in order alone."},
    },
    {
        .id = "cases.timeline",
        .title = {"教学案例：经过", "Teaching cases: what happened"},
        .definition = {"每个案例按时间的经过：case 为 cases.picked 中的序号，at 为时间，event "
                       "为经过，who 为谁（客户甲，服务人员甲、乙……，责任部门），detail "
                       "为故障、原因、措施、部门、做到的步骤或评分。",
                       "What happened in each case, by time: case, its number in cases.picked; at, "
                       "when; event, what; who (customer A, technicians A, B … or the department); "
                       "detail, the fault, cause, action, department, steps taken, or score."},
        .formula =
            "repairs of the unit, complaints and answered callbacks of the customer, from 90 "
            "days before the complaint on; at most 64 events",
        .source =
            "the service documents: a good case is a classic, its value shows in the handling",
        .guard = {"同 cases.picked。", "As cases.picked."},
        .misuse = {"姓名和编号已隐去，但熟悉的人仍可能认得出来：用于内部学习。",
                   "Names and ids are masked, but who was there may recognise it: for learning "
                   "within the house."},
    },
    {0},
};
