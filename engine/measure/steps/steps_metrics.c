#include "measure/steps/steps.h"

/* Which complaints are settled is told by when they were opened alone. */
#define OPENED_LATE(number)                                                                        \
    &(const struct maturity)                                                                       \
    {                                                                                              \
        .eligible = offsetof(struct steps_cell, answered[number])                                  \
    }

#define DONE(number, name, zh, en, zh_words, en_words)                                                                                \
    {                                                                                                                                 \
        .id = "steps.done." name, .unit = UNIT_SHARE, .better = BETTER_HIGHER,                                                        \
        .kind = STATISTIC_SHARE, .statistic = statistic_share, .needed = 1ULL << number,                                              \
        .offset = offsetof(struct steps_cell, done[number]), .maturity = OPENED_LATE(number),                                         \
        .title = {"做到：" zh, "Done: " en},                                                                                          \
        .definition =                                                                                                                 \
            {"满 30 天的投诉（无论是否已解决）中" zh_words "的比例。",                                                                \
             "Share of complaints at least 30 days old, solved or not, in which " en_words "."},                                      \
        .formula = name " = yes / complaints with an answer to it, opened at least 43,200 min "                                       \
                        "before the horizon; Wilson interval",                                                                        \
        .source = "steps of recovery of the service documents; Wilson 1927",                                                          \
        .caveat = {"由处理人员自己登记；没有登记的投诉不在分母中。数据截止前不满 30 天的投诉还在" \
                   "处理，不计入：截至月末的数据要到下个月才能说这个月。",                                                            \
                   "As noted by the staff who handled it; complaints without a note are not in "                                      \
                   "the denominator. Complaints opened less than 30 days before the data end are "                                    \
                   "still being handled and left out: data that end with a month tell of that "                                       \
                   "month only when the next has come."},                                                                             \
    }

const struct metric steps_metrics[] = {
    DONE(0, "apologised", "道歉", "apologised", "向客户道歉", "somebody apologised"),
    DONE(1, "listened", "倾听", "listened", "倾听并理解客户", "the customer was listened to"),
    DONE(2, "fair_fix", "公平方案", "fair fix", "给出公平方案", "a fair solution was offered"),
    DONE(3, "compensated", "补偿", "compensated", "给予补偿", "something was given in addition"),
    DONE(4, "promise_kept", "守诺", "promise kept", "兑现承诺", "what was promised was done"),
    DONE(5, "followed_up", "跟进", "followed up", "事后跟进", "somebody asked again afterwards"),
    DONE(6, "permanent_fix", "永久解决", "permanent fix", "找到原因并永久解决",
         "the cause was found and removed"),
    {
        .id = "steps.done.all",
        .unit = UNIT_SHARE,
        .better = BETTER_HIGHER,
        .kind = STATISTIC_SHARE,
        .statistic = statistic_share,
        .needed = (1ULL << STEP_COUNT) - 1,
        .offset = offsetof(struct steps_cell, all),
        .maturity = OPENED_LATE(STEP_COUNT),
        .title = {"七步全部做到", "All seven steps done"},
        .definition = {"满 30 天、七个步骤都有登记的投诉中，七步全部做到的比例。",
                       "Share of complaints with all seven steps among those at least 30 days old "
                       "that say of each whether it was taken."},
        .formula = "all seven = yes / complaints with seven answers, opened at least 43,200 min "
                   "before the horizon; Wilson interval",
        .source = "steps of recovery of the service documents; Wilson 1927",
        .caveat = {"不是每件投诉都需要补偿：百分之百不是目标。数据截止前不满 30 天的投诉不计入。",
                   "Not every complaint calls for compensation: a hundred per cent is no target. "
                   "Complaints opened less than 30 days before the data end are left out."},
    },
    {
        .id = "steps.satisfaction.effect",
        .unit = UNIT_SCORE,
        .better = BETTER_HIGHER,
        .kind = STATISTIC_EXTENDED,
        .needed = 1ULL << (STEP_COUNT + 2),
        .title = {"步骤与事后满意度", "Step and satisfaction afterwards"},
        .definition =
            {"至报告月的 12 个月内的投诉：其他六步、是否解决、是否 24 小时内解决都相同时，做到该步"
             "骤的投诉比没有做到的事后满意度高多少分。",
             "Complaints opened in the 12 months up to the report month: by how many points "
             "satisfaction afterwards is higher where the step was taken, with the other six "
             "steps, being solved, and being solved within 24 hours held alike."},
        .formula = "coefficient of the step in least squares of satisfied_after on the seven "
                   "steps, solved, and solved within 24 h; complete cases",
        .source = "Gauss 1809; MacKinnon & White 1985 (HC3); Benjamini & Hochberg 1995; steps of "
                  "the service documents",
        .caveat =
            {"只是关联：由员工决定对谁做哪一步，较重的投诉可能得到更多步骤，差别里有轻重不同；评分"
             "的人不是全部；同一客户的多次投诉按各自独立计。是否解决已被扣除：步骤通过促成解决而起"
             "的作用不在其中。",
             "An association only: the staff chooses what to do for whom, graver complaints may "
             "get more steps, and only some customers give a score. Several complaints of one "
             "customer count as independent. Being solved is held alike, so what a step does by "
             "bringing a solution about is not in it."},
        .interval =
            {"95 % t 区间，n − 系数个数个自由度，稳健标准误 HC3（各组合的离散程度可以不同）。",
             "95 % t interval with n minus the number of coefficients degrees of freedom "
             "and robust errors (HC3): the spread may differ between patterns."},
        .guard =
            {"每个系数少于 10 件投诉则拒绝；做到或没做到的不足 10 "
             "件、从不变化、或总与另一步同时出现"
             "的步骤单独拒绝；缺任一步登记的投诉不用，超过一成时注明；结论按七步做 "
             "Benjamini–Hochberg 校正。",
             "Refused with fewer than 10 complaints a coefficient; a step with fewer than 10 "
             "complaints with or without it, that never varies, or that always comes with "
             "another, is refused alone. Complaints without an answer to every step are left out, "
             "and it is said when they are more than a tenth. Verdicts after Benjamini and "
             "Hochberg over the steps."},
    },
    {0},
};
