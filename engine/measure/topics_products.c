/* Pages of the tables of lives of products. */
#include "measure/topics.h"

const struct topic topics_products[] = {
    {
        .id = "life.units",
        .title = {"寿命分析看了哪些产品", "Which units the lives are of"},
        .definition =
            {"一行：维修记录的首日 from 和末日 until；观察的产品数 units，其中记录开始前安装的 "
             "late_units；未安装（或无日期）的 not_installed；记录开始时已满十年的 "
             "old_units；维修超过 24 次、视为占位号的 crowded_units；记录中的维修数 "
             "repairs，其中属于上述产品的 repairs_matched。",
             "One row: the first and the last day of the repair log (from, until); units watched, "
             "of them late_units installed before the log began; not_installed (or without a day); "
             "old_units, beyond ten years when the log began; crowded_units, with more than 24 "
             "repairs, taken for placeholders; repairs of the log, of them repairs_matched to "
             "these units."},
        .formula = "counts; a unit is watched from the later of its installation and the log's "
                   "first day to the log's last day",
        .source = "Lawless 2003, Statistical Models and Methods for Lifetime Data, 2.4 (late "
                  "entry, censoring)",
        .guard = {"没有安装表或维修表没有序列号时为空或全 0。",
                  "Empty or zero without the table installs or without unit_id in the repairs."},
        .misuse =
            {"repairs_matched 明显少于 repairs 时，所有寿命数字都偏好：对不上的维修没有算进去。",
             "Where repairs_matched is well below repairs all lives look too good: repairs that "
             "match no unit are in none of them."},
    },
    {
        .id = "life.products",
        .title = {"各产品的寿命", "Lives by product"},
        .definition =
            {"每个产品：记录开始后安装的 n 台，首次报修数 failures；第 365 天仍无报修且仍在观察的 "
             "left_365d；一年内报修过的比例 "
             "failed_365d（Kaplan–Meier）及上下限；按威布尔的同一比例 weibull_365d；形状 "
             "shape、尺度 scale_days、B10 寿命 b10_days 及上下限；逐日统计的一成故障日 "
             "tenth_failed_day；拟合检验 p。",
             "Of each product: n units installed since the log began, first repairs (failures), "
             "left_365d still watched without a repair on day 365; failed_365d, the share repaired "
             "within a year (Kaplan-Meier), with bounds; weibull_365d, the same by the Weibull "
             "life; shape, scale_days and b10_days with bounds; tenth_failed_day, the day a tenth "
             "had failed as counted; p of the test of fit."},
        .formula = "failed_365d = 1 - S(365); S(t) = exp(-(t / scale)^shape) by maximum likelihood "
                   "with right censoring; b10 = scale (-log 0.9)^(1 / shape); bounds by the "
                   "likelihood ratio, of failed_365d by log(-log)",
        .source = "Kaplan & Meier 1958; Meeker & Escobar 1998, chapter 8",
        .guard = {"威布尔只对首次报修不少于 minimum_base 的、故障最多的 50 个产品拟合；能看满 365 "
                  "天的不足时 failed_365d 为空。",
                  "The Weibull life is fitted for the 50 products with most failures that have "
                  "minimum_base first repairs; failed_365d is empty where too few were watched for "
                  "365 days."},
        .misuse = {"p 小于 0.05 时不要用威布尔的数字；b10 "
                   "落在观察期之外时是外推。产品之间不作检验，判断见按产品的 life.failed_365d。",
                   "With p below 0.05 leave the Weibull's numbers alone; a b10 beyond what was "
                   "watched is extrapolated. Products are not tested against each other here: see "
                   "life.failed_365d by product."},
    },
    {
        .id = "life.repairs",
        .also = {"life.repairs_by_product"},
        .title = {"到某一使用日数为止每台的维修次数", "Repairs per unit by age"},
        .definition =
            {"全网络（life.repairs_by_product：每个产品）到 age_days "
             "天为止平均每台报修几次：at_risk 为那天仍在观察的台数，repairs、value "
             "及上下限只用记录开始后安装的产品；all_ "
             "开头的各列加上记录开始前安装的，从记录首日起观察。",
             "Mean number of repairs of a unit by age_days, of the network "
             "(life.repairs_by_product: of each product): at_risk units still watched on that day; "
             "repairs, value and bounds of units installed since the log began; columns with all_ "
             "add those installed before, watched from the log's first day on."},
        .formula = "mean cumulative function: sum over periods of life of length times repairs / "
                   "days watched; bounds on the log scale with the robust variance by unit",
        .source = "Nelson 2003; Lawless & Nadeau 1995; Lawless & Zhan 1998",
        .guard = {"某一时段观察的产品少于 minimum_base 的年限不列；不足时对应列为空。",
                  "Ages up to which fewer than minimum_base units were watched in some period are "
                  "left out; columns that are too few are empty."},
        .misuse = {"两组列不同说明早装的与晚装的不一样（检验 life.late_units），此时不要把 all_ "
                   "当作新产品的将来。一台坏多次与多台各坏一次均值相同。",
                   "Where both sets of columns differ, units of other years are not alike (test "
                   "life.late_units), and all_ is not the future of new ones. One unit that keeps "
                   "failing and many that fail once have the same mean."},
    },
    {0},
};
