#include "measure/life/life.h"

#define YOUNG_GUARD                                                                                                                        \
    {                                                                                                                                      \
        "观察满 365 天的产品少于最小基数时不给出，并说明约几个月后够数；没有安装表，或维修表没有" \
        "序列号时不给出。对不上安装表的维修超过十分之一时注明“偏低”。",                                                                    \
            "Refused while fewer units than the minimum base have been watched for 365 days, "                                             \
            "with "                                                                                                                        \
            "the months until so many will have been; refused without the table installs, or "                                             \
            "without unit_id in the repairs. Told in part where more than a tenth of the repairs "                                         \
            "is of units that are not among the installations."                                                                            \
    }
#define YEARS_ZH                                                                                            \
    "早装的和晚装的合在一起算，前提是各年的产品一样耐用；检验 life.late_units " \
    "说明记录开始前安装的是否不同。"
#define YEARS_EN                                                                                   \
    "Units of all dates of installation are taken together, as if all years were built and used "  \
    "alike; the test life.late_units says whether those installed before the log began differ. "
#define LOG_CAVEAT_ZH                                                                                                                      \
    "只看得到进了维修记录的故障：过保后找别人修的、没有报修的都不在内。已停用的产品仍算在用。" \
    "最近几周的报修若尚未录入，最后几周的故障会偏少。"
#define LOG_CAVEAT_EN                                                                              \
    "Only failures that reached the repair log are seen, not those mended elsewhere after the "    \
    "warranty or never reported; units out of use still count as in use. Where reports enter the " \
    "log late, its last weeks are too good."

#define WEIBULL_GUARD                                                                                                    \
    {                                                                                                                    \
        "首次故障少于最小基数时不给出；只对故障最多的 50 个产品拟合。拟合检验 p < 0.05 " \
        "时注明“不合威布尔”，寿命超出观察期时注明“外推”。",                                                              \
            "Refused with fewer first failures than the minimum base; fitted for the 50 products "                       \
            "with most failures. Told in part where the test of fit says p < 0.05, and where the "                       \
            "life lies beyond all that was watched."                                                                     \
    }
#define WEIBULL_INTERVAL                                                                           \
    {                                                                                              \
        "似然比：数据不拒绝的值，另一参数随之变动。",                                              \
            "by the likelihood ratio: the values that the data do not refuse, the other "          \
            "parameter "                                                                           \
            "moving along"                                                                         \
    }

const struct metric life_metrics[] = {
    {
        .id = "life.failed_365d",
        .unit = UNIT_SHARE,
        .better = BETTER_LOWER,
        .kind = STATISTIC_EXTENDED,
        .title = {"一年内报修过的产品", "Repaired within the first year"},
        .definition =
            {"安装后 365 天内至少报修一次的产品所占比例；n 为维修记录开始之后安装的产品。",
             "Share of units with at least one repair in the first 365 days after the "
             "installation; n counts the units installed since the repair log began."},
        .formula = "1 - S(365), S by Kaplan and Meier over days of life (the day of the "
                   "installation is day 1; units without a repair are censored at the log's last "
                   "day)",
        .source = "Kaplan & Meier 1958; Kalbfleisch & Prentice 2002 (log-log); Klein et al. 2007 "
                  "(comparison at one time)",
        .caveat =
            {"记录开始之前安装的产品可能早已修过，不计入（见 life.units）。" YEARS_ZH LOG_CAVEAT_ZH,
             "Units installed before the log began may have been repaired before, and are "
             "left out (table life.units). " YEARS_EN LOG_CAVEAT_EN},
        .interval = {"log(−log S) 尺度上的正态区间（Greenwood 方差）；全部或无一故障时用 Wilson。",
                     "normal on the scale log(-log S) with Greenwood's variance; Wilson where all "
                     "or none failed"},
        .guard = YOUNG_GUARD,
    },
    {
        .id = "life.weibull.shape",
        .unit = UNIT_RATIO,
        .better = BETTER_NONE,
        .kind = STATISTIC_EXTENDED,
        .title = {"故障率走势（威布尔形状）", "Failure rate over life (Weibull shape)"},
        .definition = {"首次报修时间的威布尔形状参数：小于 1 为早期故障，等于 1 为随机，大于 1 "
                       "为磨损；n 为首次报修数。",
                       "Shape of the Weibull life until the first repair: below 1 early failures, "
                       "1 at random, above 1 wear; n counts first repairs."},
        .formula = "b of S(t) = exp(-(t / scale)^b) by maximum likelihood with right censoring; t "
                   "= days since the installation + 1, so that a failure on the first day has a "
                   "logarithm",
        .source = "Cohen 1965; Meeker & Escobar 1998, chapter 8",
        .caveat = {"不同产品混在一起时，形状会显得小于 1：先坏的是差的型号。请按产品读。"
                   "安装前的报修不算寿命，另列。",
                   "A mixture of products looks like early failures, because the bad ones fail "
                   "first: read it by product. Reports before the installation are no lives and "
                   "stand apart."},
        .interval = WEIBULL_INTERVAL,
        .guard = WEIBULL_GUARD,
    },
    {
        .id = "life.b10_days",
        .unit = UNIT_DAYS,
        .better = BETTER_NONE,
        .kind = STATISTIC_EXTENDED,
        .title = {"B10 寿命", "B10 life"},
        .definition = {"按威布尔寿命，一成产品报修过的天数；n 为首次报修数。",
                       "Days by which a tenth of the units has been repaired, of the Weibull life; "
                       "n counts first repairs."},
        .formula = "scale (-log 0.9)^(1 / shape)",
        .source = "Meeker & Escobar 1998, chapter 8; ISO/TR 12489 (Bx life)",
        .caveat = {"由威布尔形状推出；逐日统计的同一数字见 life.products 的 tenth_failed_day。不作"
                   "好坏判断，好坏看一年内报修过的比例。",
                   "It follows from the Weibull shape; the same number as counted stands in table "
                   "life.products (tenth_failed_day). Not judged: the share repaired within a year "
                   "is."},
        .interval = WEIBULL_INTERVAL,
        .guard = WEIBULL_GUARD,
    },
    {
        .id = "life.repairs_per_unit_365d",
        .unit = UNIT_PER_UNIT,
        .better = BETTER_LOWER,
        .kind = STATISTIC_EXTENDED,
        .title = {"第一年每台维修次数", "Repairs per unit in the first year"},
        .definition = {"一台产品安装后 365 天内平均报修几次（平均累积函数）；n "
                       "为维修记录开始之后安装的产品。",
                       "Mean number of repairs of a unit in its first 365 days (mean cumulative "
                       "function); n counts the units installed since the repair log began."},
        .formula = "sum over periods of life (7, 14, 30 days, then months) of length times repairs "
                   "/ days watched",
        .source = "Nelson 2003; Lawless & Nadeau 1995; Lawless & Zhan 1998",
        .caveat =
            {"一台反复坏的产品与多台各坏一次在均值里一样，区间按台计算，两者不同。同一序列号维"
             "修超过 24 次视为占位号，不计入。" YEARS_ZH LOG_CAVEAT_ZH,
             "One unit that keeps failing and many that fail once give the same mean; the "
             "interval is by unit and knows the difference. A serial number with more than 24 "
             "repairs is taken for a placeholder and left out. " YEARS_EN LOG_CAVEAT_EN},
        .interval =
            {"对数尺度上的正态区间，方差按台稳健估计（不假设同一台的各次维修独立）；没有维修"
             "时用泊松上限。",
             "normal on the log scale, with the robust variance by unit (no assumption that "
             "a unit's repairs are independent); Poisson's upper bound without a repair"},
        .guard = YOUNG_GUARD,
    },
    {
        .id = "life.repair_trend",
        .unit = UNIT_RATIO,
        .better = BETTER_NONE,
        .kind = STATISTIC_EXTENDED,
        .title = {"后半年与前半年的维修率之比", "Repair rate, second half-year against the first"},
        .definition =
            {"安装后第 181–365 天每台每天的维修次数，与第 1–180 天之比：大于 1 越用越常修，"
             "小于 1 早期问题居多；n 为头一年的维修数。",
             "Repairs per unit and day on the days 181 to 365 of life over those on the "
             "days 1 to 180: above 1 units are repaired ever more often, below 1 early "
             "trouble dominates; n counts repairs of the first year."},
        .formula = "((M(365) - M(180)) / 185) / (M(180) / 180), M the mean number of repairs",
        .source = "Lawless & Nadeau 1995; Cook & Lawless 2007 (robust tests of trend)",
        .caveat = {"只比较两个半年；不用 Laplace 检验，因为它假设同一台的维修互相独立。",
                   "Compares two half-years only. Laplace's test is not used: it supposes that the "
                   "repairs of one unit are independent."},
        .interval = {"对数尺度上的正态区间，方差按台稳健估计。",
                     "normal on the log scale, with the robust variance by unit"},
        .guard = YOUNG_GUARD,
    },
    {
        .id = "life.reported_before_install",
        .unit = UNIT_SHARE,
        .better = BETTER_LOWER,
        .kind = STATISTIC_SHARE,
        .statistic = statistic_share,
        .offset = offsetof(struct life_cell, before_install),
        .title = {"安装前就报修的产品（开箱）", "Reported before the installation (out of box)"},
        .definition = {"维修记录开始之后购买并已安装的产品中，购买与安装之间报修过的比例。",
                       "Of units bought since the repair log began and installed by now, the share "
                       "with a repair reported between purchase and installation."},
        .formula = "units with a report on or after purchased_on and before installed_on / units "
                   "bought since the log's first day and installed by its last; Wilson",
        .source = "service documents (stages of a product); Wilson 1927",
        .caveat = {"未安装就退货的产品不在安装表里，看不到。",
                   "Units sent back without ever being installed are not in the table and not "
                   "seen."},
    },
    {0},
};
