/* Pages of the tables that every result has. */
#include "measure/topics.h"

const struct topic topics_result[] = {
    {
        .id = "tests",
        .title = {"全部检验", "All tests"},
        .definition =
            {"各部分作的检验，一行一个：name 为检验的对象，method 为方法，statistic、df、p "
             "为统计量、自由度和 p 值，n 为所用的行数或单位数，reason 说明为何没有做。",
             "The tests of the families, a row for each: name, what is tested; method; statistic, "
             "df and p; n rows or units it rests on; reason why there is none."},
        .formula = "p = P(a statistic as far out as this one, if nothing were the matter); by the "
                   "method named in the row, p not adjusted unless name or method says so",
        .source = "the methods are in DESIGN and rater verify; Wasserstein & Lazar 2016, The "
                  "American Statistician 70:129 (p values)",
        .guard = {"数据不足以检验时 statistic、df、p 为空，reason 为“代码: 说明”并说明多少才够。",
                  "Where there is too little to test, statistic, df and p are empty, and reason is "
                  "\"code: words\" with what would be enough."},
        .misuse = {"p 不是假设为真的概率，也不说差别有多大：大样本下很小的差别 p "
                   "也很小。各行之间没有合并校正；挑最小的 p 必然“显著”。",
                   "p is not the chance that nothing is the matter, and does not say how large a "
                   "difference is: of many rows any difference has a small p. Rows are not "
                   "adjusted for each other: the smallest of many is always small."},
    },
    {
        .id = "targets",
        .title = {"目标与实际", "Targets and where they stand"},
        .definition =
            {"配置了 targets 的指标，全网络报告月（或全部数据）：目标 target，数值 value "
             "及上下限，standing "
             "为区间整个高于目标（above）、包含目标（consistent）或整个低于目标（below）。",
             "Metrics that have a target in the configuration, of the network in the report month "
             "(or the whole data): target, value with bounds, and standing: the whole interval "
             "above the target, holding it (consistent), or below it."},
        .formula = "above: lower > target; below: upper < target; else consistent; units are those "
                   "of the metric",
        .source =
            "targets of the configuration; intervals as of each metric (rater explain METRIC)",
        .guard = {"没有配置目标时为空表；指标不予给出时 value 与上下限为空。",
                  "Empty without configured targets; value and bounds are empty where the metric "
                  "is refused."},
        .misuse =
            {"consistent 不是“达标”：只说数据分不出高低。above "
             "好还是坏要看指标越高越好还是越低越好。达标与否的约定见页面：按数值，不按区间。",
             "Consistent is not on target: the data cannot tell. Whether above is good depends on "
             "the metric. The page calls on target by the value, not by the interval."},
    },
    {0},
};
