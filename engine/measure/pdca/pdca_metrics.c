#include "measure/pdca/pdca.h"

#define GUARD                                                                                      \
    {                                                                                              \
        "不足最小基数时拒绝；单项结论见表 pdca.actions。",                                         \
            "Refused below the minimum base; single actions stand in the table pdca.actions."      \
    }

const struct metric pdca_metrics[] = {
    {
        .id = "pdca.in_time",
        .unit = UNIT_SHARE,
        .better = BETTER_HIGHER,
        .kind = STATISTIC_SHARE,
        .statistic = statistic_share,
        .offset = 0,
        .needed = 1 << 4 | 1 << 5,
        .title = {"按期落实的改进", "Actions put into effect in time"},
        .definition = {"已到期的改进项目中，在到期日及以前生效的比例。",
                       "Of the actions whose due day has passed, the share that was in effect by "
                       "that day."},
        .formula = "actions with effective_on <= due_on / actions with due_on not after the "
                   "horizon; Wilson",
        .source = "the service documents: follow every item and its target; Wilson 1927",
        .caveat = {"只说明按期落实，不说明有效。",
                   "Tells that something was done in time, not that it helped."},
    },
    {
        .id = "pdca.worked",
        .unit = UNIT_SHARE,
        .better = BETTER_HIGHER,
        .kind = STATISTIC_EXTENDED,
        .title = {"有效的改进", "Actions that worked"},
        .definition =
            {"能作判断的改进项目中（生效后至少两个完整的月），指标的变化好于同期其他部分、且超出偶"
             "然"
             "的比例。",
             "Of the actions that can be judged (two whole months after they took effect), the "
             "share whose metric changed for the better against the others in the same months, by "
             "more than chance."},
        .formula = "actions with verdict worked / actions with verdict worked, not_distinguishable "
                   "or worse; Wilson",
        .source = "the service documents: analyse again whether it worked; Deming 1986, Out of the "
                  "Crisis (plan, do, study, act); Wilson 1927",
        .caveat = {"看不出效果不等于没有效果：先看该项目本来能看出多大的效果（smallest）。",
                   "Not distinguishable is not the same as without effect: see how large an effect "
                   "could have been seen (smallest)."},
        .interval = {"Wilson 区间。", "Wilson's interval."},
        .guard = GUARD,
    },
    {
        .id = "pdca.reached",
        .unit = UNIT_SHARE,
        .better = BETTER_HIGHER,
        .kind = STATISTIC_EXTENDED,
        .title = {"达到目标的改进", "Actions that reached their target"},
        .definition =
            {"有目标、且生效后有数据的改进项目中，生效后水平的整个 95 % 区间都达到目标的比例。",
             "Of the actions with a target and data since they took effect, the share whose level "
             "since then has its whole 95 % interval at the target or beyond."},
        .formula =
            "actions with target reached / actions with target reached, undecided or missed; "
            "Wilson",
        .source = "the service documents: follow item and target; Wilson 1927",
        .caveat = {"达到目标不等于改进有效：别处可能同样变好。",
                   "A target that is reached is no proof that the action did it: others may have "
                   "got better as well."},
        .interval = {"Wilson 区间。", "Wilson's interval."},
        .guard = GUARD,
    },
    {0},
};
