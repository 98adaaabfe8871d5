/* Definition pages of the complaints. */
#include "measure/complaints/complaints.h"

#define DOCUMENTS "the service documents: answered within a day, solved within 24 h, at most 48 h"

static const struct maturity opened_late = {.eligible = offsetof(struct complaints_cell, opened)};
static const struct maturity answers_late = {.eligible =
                                                 offsetof(struct complaints_cell, known_answers)};
#define OPEN_CAVEAT                                                                                \
    {                                                                                              \
        "没有登记时间的一律算未办结：漏登记会使比例偏低。",                                        \
            "What has no time recorded counts as not done: times that nobody wrote down make the " \
            "share too low."                                                                       \
    }

#define RESOLVED_WITHIN(hours, flag)                                                               \
    {                                                                                              \
        .id = "complaints.resolved_" hours "h.share", .unit = UNIT_SHARE, .better = BETTER_HIGHER, \
        .kind = STATISTIC_SHARE, .statistic = statistic_share, .needed = 1ULL << NEED_RESOLVED,    \
        .offset = offsetof(struct complaints_cell, share[flag]), .maturity = &opened_late,         \
        .title = {hours " 小时内解决的投诉", "Complaints solved within " hours " h"},              \
        .definition = {"立案已满 " hours " 小时的投诉中，" hours                                   \
                       " 小时之内解决的比例；未解决的算没有做到。",                                \
                       "Of complaints opened at least " hours                                      \
                       " hours before the data end, the share solved within " hours                \
                       " hours; one still open is not."},                                          \
        .formula = "resolved_at - opened_at <= " hours " h / complaints opened at least " hours    \
                   " h before the horizon; Wilson interval",                                       \
        .source = DOCUMENTS "; Wilson 1927", .caveat = OPEN_CAVEAT,                                \
    }

#define WAIT_INTERVAL                                                                              \
    {                                                                                              \
        "Brookmeyer–Crowley 区间：Kaplan–Meier 曲线的双对数区间何时降到一半。",                    \
            "Brookmeyer and Crowley's: when the log-log band of the Kaplan–Meier curve comes "   \
            "down to one half."                                                                    \
    }
#define WAIT_GUARD                                                                                                                       \
    {                                                                                                                                    \
        "少于最小基数则拒绝；到数据截止还没有一半办到的没有中位数。部门与其余部门的比较用 Peto " \
        "加权的对数秩检验（看重中位数所在的前期），按部门数做 Benjamini–Hochberg 校正。",                                                \
            "Refused below the minimum base; there is no median where fewer than half have come "                                        \
            "so far before the data end. Departments are held against the others by the log-rank "                                       \
            "test with Peto's weights, which look at the early time where the median lies, after "                                       \
            "Benjamini and Hochberg over the departments."                                                                               \
    }

#define SHARE_INTERVAL                                                                             \
    {                                                                                              \
        "Wilson 区间", "Wilson interval"                                                           \
    }
#define SHARE_GUARD                                                                                \
    {                                                                                              \
        "少于最小基数则拒绝；部门与其余部门作两比例检验，按部门数做 Benjamini–Hochberg 校正。",    \
            "Refused below the minimum base. Departments are held against the others by the test " \
            "of two shares, after Benjamini and Hochberg over the departments."                    \
    }
#define AGAIN(name, needs, zh, en, zh_words, en_words, zh_caveat, en_caveat)                       \
    {                                                                                              \
        .id = "complaints.again_90d." name, .unit = UNIT_SHARE, .better = BETTER_LOWER,            \
        .kind = STATISTIC_EXTENDED, .needed = 1ULL << NEED_RESOLVED | (needs), .title = {zh, en},  \
        .definition = {"至报告月 12 个月内立案、解决已满 90 天的投诉中，解决后 90 天内" zh_words   \
                       "的比例。",                                                                 \
                       "Of the complaints opened in the 12 months up to the report month and "     \
                       "solved at least 90 days before the data end, the share in which, within "  \
                       "90 days of the solution, " en_words "."},                                  \
        .formula = "met: " name " again in (resolved_at, resolved_at + 129,600 min] / complaints " \
                   "solved at least 129,600 min before the horizon; Wilson interval",              \
        .source = "the service documents: find the cause and give a permanent solution; Wilson "   \
                  "1927",                                                                          \
        .caveat = {zh_caveat, en_caveat}, .interval = SHARE_INTERVAL, .guard = SHARE_GUARD,        \
    }

#define UNIT_CAVEAT_ZH                                                                                                                      \
    "只计写明维修单号、且能找到该机器的投诉（维修在所计月份之前 90 天以内）。再报修未必是同一个" \
    "问题，也未必是处理投诉的部门造成的。"
#define UNIT_CAVEAT_EN                                                                             \
    "Only complaints that name a repair whose unit is known (reported no earlier than 90 days "    \
    "before the months counted). Another repair need not be the same trouble, nor of the "         \
    "department's making."

const struct metric complaints_metrics[] = {
    {
        .id = "complaints.answered_24h.share",
        .unit = UNIT_SHARE,
        .better = BETTER_HIGHER,
        .kind = STATISTIC_SHARE,
        .statistic = statistic_share,
        .needed = 1ULL << NEED_ANSWERED,
        .offset = offsetof(struct complaints_cell, share[COMPLAINT_ANSWERED_24H]),
        .maturity = &answers_late,
        .title = {"24 小时内答复的投诉", "Complaints answered within 24 h"},
        .definition = {"立案已满 24 小时的投诉中，24 "
                       "小时之内首次答复的比例；没有登记答复而已解决的，以解决为答复。",
                       "Of complaints opened at least 24 hours before the data end, the share "
                       "first answered within 24 hours; a solution without an answer is one."},
        .formula = "answered_at (else resolved_at) - opened_at <= 24 h / complaints opened at "
                   "least 24 h before the horizon; Wilson interval",
        .source = DOCUMENTS "; Wilson 1927",
        .caveat = OPEN_CAVEAT,
    },
    RESOLVED_WITHIN("24", COMPLAINT_RESOLVED_24H),
    RESOLVED_WITHIN("48", COMPLAINT_RESOLVED_48H),
    {
        .id = "complaints.answer.median",
        .unit = UNIT_MINUTES,
        .better = BETTER_LOWER,
        .kind = STATISTIC_EXTENDED,
        .needed = 1ULL << NEED_ANSWERED,
        .title = {"投诉到首次答复（中位数）", "Complaint to first answer (median)"},
        .definition = {"至报告月 12 "
                       "个月内立案的投诉：多久之内有一半得到首次答复。到数据截止还没有答复的按等到"
                       "截止计（删失），不剔除。",
                       "Of the complaints opened in the 12 months up to the report month: the time "
                       "within which half are first answered. Those without an answer when the "
                       "data end have waited until then (censored); they are not left out."},
        .formula = "first t with S(t) <= 1/2, S the Kaplan–Meier curve of answered_at (else "
                   "resolved_at) - opened_at in minutes, censored at the horizon",
        .source = "Kaplan & Meier 1958; Brookmeyer & Crowley 1982; " DOCUMENTS,
        .caveat = {"按钟点计，含夜间和休息日。首次答复不等于解决。",
                   "By the clock, nights and days off included. An answer is no solution."},
        .interval = WAIT_INTERVAL,
        .guard = WAIT_GUARD,
    },
    {
        .id = "complaints.resolve.median",
        .unit = UNIT_MINUTES,
        .better = BETTER_LOWER,
        .kind = STATISTIC_EXTENDED,
        .needed = 1ULL << NEED_RESOLVED,
        .title = {"投诉到解决（中位数）", "Complaint to solution (median)"},
        .definition = {"至报告月 12 "
                       "个月内立案的投诉：多久之内有一半得到解决。到数据截止仍未解决的按等到截止计"
                       "（删失），不剔除。",
                       "Of the complaints opened in the 12 months up to the report month: the time "
                       "within which half are solved. Those still open when the data end have "
                       "waited until then (censored); they are not left out."},
        .formula = "first t with S(t) <= 1/2, S the Kaplan–Meier curve of resolved_at - opened_at "
                   "in minutes, censored at the horizon",
        .source = "Kaplan & Meier 1958; Brookmeyer & Crowley 1982; " DOCUMENTS,
        .caveat = {"假定未解决的与已解决的处理前景相同：永远不会解决的投诉使曲线停在零以上，中位"
                   "数仍成立。按钟点计，含夜间和休息日。",
                   "What is open is taken to have the prospects of what was open as long and then "
                   "solved. Complaints that nobody will solve keep the curve above 0; the median "
                   "holds. By the clock, nights and days off included."},
        .interval = WAIT_INTERVAL,
        .guard = WAIT_GUARD,
    },
    AGAIN("customer", 1ULL << NEED_CUSTOMER, "90 天内同一客户再投诉",
          "Same customer complains again within 90 days", "同一客户又来投诉",
          "the same customer complained again",
          "按客户编号认人；换了编号写法的认不出来。再投诉可能是另一件事。",
          "By the customer's id: one written in another way is not recognised. The new complaint "
          "may be about something else."),
    AGAIN("unit", 1ULL << NEED_REPAIR, "90 天内同一台机器再报修",
          "Same unit reported again within 90 days", "所涉及的那台机器又报修",
          "the unit that it was about was reported for repair again", UNIT_CAVEAT_ZH,
          UNIT_CAVEAT_EN),
    AGAIN("fault", 1ULL << NEED_REPAIR, "90 天内同一台机器同一故障再报修",
          "Same fault on the unit again within 90 days", "所涉及的那台机器因同一故障又报修",
          "the unit that it was about was reported again with the same fault", UNIT_CAVEAT_ZH,
          UNIT_CAVEAT_EN),
    {
        .id = "complaints.six_steps.share",
        .unit = UNIT_SHARE,
        .better = BETTER_HIGHER,
        .kind = STATISTIC_EXTENDED,
        .needed = (1ULL << COMPLAINT_STEPS) - 1,
        .title = {"六步齐全的投诉", "Complaints with all six steps"},
        .definition = {"至报告月 12 个月内立案、满 30 "
                       "天的投诉中，道歉、倾听、公平方案、补偿、守诺、跟进六步全部做到的比例（永久"
                       "解决另计，见“补救步骤”）。",
                       "Of the complaints opened in the 12 months up to the report month and at "
                       "least 30 days old, the share in which somebody apologised, listened, "
                       "offered a fair fix, gave something in addition, kept the promise and "
                       "followed up (a permanent fix is counted apart, with the recovery steps)."},
        .formula = "complaints with six times yes / complaints with an answer to all six, opened "
                   "at least 43,200 min before the horizon; Wilson interval",
        .source = "the six steps of recovery of the service documents; Wilson 1927",
        .caveat = {"由处理人员自己登记；并非每件投诉都需要补偿，所以不会是 100 %。",
                   "As noted by the staff who handled it. Not every complaint calls for something "
                   "in addition, so it will not be 100 %."},
        .interval = SHARE_INTERVAL,
        .guard = SHARE_GUARD,
    },
    {
        .id = "complaints.promise_kept.share",
        .unit = UNIT_SHARE,
        .better = BETTER_HIGHER,
        .kind = STATISTIC_EXTENDED,
        .needed = 1ULL << NEED_PROMISE,
        .title = {"守诺的投诉（12 个月）", "Complaints with the promise kept (12 months)"},
        .definition = {"至报告月 12 个月内立案、满 30 天、登记了是否守诺的投诉中，守诺的比例。",
                       "Of the complaints opened in the 12 months up to the report month, at least "
                       "30 days old, that say whether the promise was kept: the share in which it "
                       "was."},
        .formula = "promise_kept = yes / complaints with an answer to it, opened at least 43,200 "
                   "min before the horizon; Wilson interval",
        .source = "the six steps of recovery of the service documents; Wilson 1927",
        .caveat = {"由处理人员自己登记。各月的数见“做到：守诺”。",
                   "As noted by the staff who handled it. For single months see Done: promise "
                   "kept."},
        .interval = SHARE_INTERVAL,
        .guard = SHARE_GUARD,
    },
    {0},
};
