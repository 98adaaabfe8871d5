#include "measure/topics.h"

#include <stdbool.h>
#include <string.h>

const struct topic topics[] = {
    {
        .id = "charts",
        .title = {"月度控制图", "Control charts of the months"},
        .definition =
            {"把指标的各月当作控制图。第一阶段为报告月之前的（至多 12 个）月，只有它们决定中心线"
             "和控制限；报告月是第二阶段，对自己的控制限没有影响。比率用 Laney p′ 图，均值和 NPS "
             "用同样思路的 X̄′ 图，分位数和信度用单值图。判异准则：超出 3σ，以及 Anhøj "
             "的链检验（全部月份，围绕第一阶段的中位数）。",
             "A metric's months as a control chart. Phase I is the (at most 12) months before the "
             "report month; they alone make centre and limits. The report month is phase II and "
             "has no part in the limits it is held against. Shares have Laney's p′ chart, means "
             "and the NPS X̄′ by the same idea, quantiles and alphas individuals. Rules: beyond 3 "
             "sigma, and Anhøj's runs analysis of all months around the median of phase I."},
        .formula =
            "p′: p̄ ± 3 σz √(p̄(1−p̄)/n); X̄′: x̄ ± 3 σz s/√n, s the rows' own standard deviation; σz "
            "= mean |z(i) − z(i−1)| / 1.128 over phase I, at least 1; individuals: x̄ ± 3 mean "
            "|x(i) − x(i−1)| / 1.128. p of the report month: z/√(1+w) by Student's t with "
            "(k−1)²/(2(0.8264 k − 1.082)) degrees of freedom (6.9 for 12 months), w its n over "
            "that "
            "of phase I; q after Benjamini and Hochberg over a family's metrics (network) or a "
            "metric's dealers",
        .source = "Laney 2002, Quality Engineering 14:531; Shewhart 1931; Montgomery, Statistical "
                  "Quality Control, 6-7; Anhøj & "
                  "Olesen 2014, PLoS ONE 9:e113825; Cryer & Ryan 1990, J Quality Technology 22:187",
        .guard =
            {"第一阶段少于 8 个月（分位数的一个月须有 5 "
             "个值在其外）、各月没有差异、或平常月份一类情"
             "况不足 5 例时不画图。12 个月的控制限本身不确定：过程稳定时报告月仍有 1.6 % "
             "的机会超出 3σ（8 个月时 2.8 "
             "%；控制限完全已知时为 0.27 %），链检验误报 1.4 %，第一阶段 12 个月中有超限的为 2.6 "
             "%（模拟）。所以同时给出把这一不确定性计算在内的 p 和 q：指标很多时应看 q。",
             "No chart with fewer than 8 months in phase I (a month of a quantile needs 5 values "
             "beyond it), with months that do not differ, or with fewer than 5 cases of one kind "
             "in a usual month. Limits of 12 months are uncertain themselves: a stable process "
             "still lies beyond 3 sigma in the report month "
             "in 1.6 % of charts (2.8 % with 8 months; 0.27 % if the limits were known), the runs "
             "analysis speaks in 1.4 %, and in 2.6 % one of the 12 base months lies outside "
             "(simulated). So p and q, which count that uncertainty, stand beside: with many "
             "charts, read q."},
        .misuse =
            {"控制限不是目标，也不是规格；在限内只表示看不出特殊原因，不表示够好。第一阶段自己有"
             "信号（漂移）时，控制限描述的是不稳定的过程，报告月不作检验也不报信号（unstable_"
             "base）。12 个月看不出季节；每次报告的第一阶段随报告月前"
             "移，缓慢的漂移会被控制限跟上，应看链检验。",
             "Limits are neither targets nor specifications: within them means that no special "
             "cause can be seen, not that it is good enough. Where phase I itself signals, the "
             "limits describe a process that drifts, and the report month is neither tested nor "
             "signalled (unstable_base). Twelve months show no season; phase I "
             "moves on with the report month, so limits follow a slow drift: see the runs."},
    },
    {
        .id = "charts.baseline",
        .title = {"控制限的依据", "What made the limits"},
        .definition =
            {"每张控制图的第一阶段：月数、中心线、σz（比率和均值）或 σ（单值），以及各月差异是否"
             "大于行数本身造成的偶然（离散检验）；不能画图的说明原因。经销商一行给出画了几张、拒绝"
             "几张。",
             "Phase I of every chart: number of months, centre, σz (shares, means) or σ "
             "(individuals), and whether months differ by more than the chance of their rows "
             "(dispersion); or why there is no chart. Of dealers one row says how many have a "
             "chart and how many are refused."},
        .formula = "dispersion: Σ z² over phase I, without σz, against χ² with k − 1 degrees of "
                   "freedom",
        .source = "Wetherill & Brown 1991, p. 216; Laney 2002",
        .guard = {"同月度控制图。", "As for the charts."},
        .misuse = {"σz 明显大于 1 表示月与月之间有行数解释不了的差别（季节、政策、构成）；此时普通 "
                   "p 图会月月报警。",
                   "σz well above 1 says that months differ by more than their rows can explain "
                   "(season, policy, mix); a plain p chart would then signal every month."},
    },
    {
        .id = "charts.signals",
        .title = {"控制图的信号", "Signals of the charts"},
        .definition =
            {"违反判异准则的点。全网络列出全部月份；经销商只列出到报告月为止的信号；经销商超过 200 "
             "家时只列 q < 0.05 的。",
             "Points that a rule speaks of. Of the network all months; of dealers the signals that "
             "reach the report month; of more than 200 dealers those with q < 0.05."},
        .formula = "beyond_3: |z| > 3; runs: a run longer than round(log₂ m) + 3 of the m months "
                   "off the median, or fewer crossings than the 5 % quantile of Binomial(m − 1, ½)",
        .source = "Western Electric 1956; Anhøj & Olesen 2014, PLoS ONE 9:e113825",
        .guard = {"误报率见月度控制图；q 已按同族检验的个数校正。",
                  "False alarms: see the charts; q counts how many were looked at."},
        .misuse = {"信号是追查原因的起点，不是原因，更不是处罚的依据。",
                   "A signal is where to start looking for a cause; it is not the cause, and no "
                   "ground for a penalty."},
    },
    {
        .id = "guards.simpson",
        .title = {"构成不变时的变化", "The change with the mix held fast"},
        .definition =
            {"全网络比上月的变化，与按上月各部分（经销商、区域、产品、人员、方式）的构成计算的变化"
             "对照。两者之差只是构成的变化。方向相反且超出偶然的标为“方向相反”（Simpson 悖论）。",
             "The network's change from the month before, beside the change with that month's mix "
             "of segments (dealers, regions, products, technicians, channels). What lies between "
             "is the mix alone. Where the two point in opposite directions by more than chance, "
             "the row is marked reversed (Simpson's paradox)."},
        .formula = "same mix = Σ wᵢ (nowᵢ − beforeᵢ) / Σ wᵢ, wᵢ the older month's n; mix = crude − "
                   "same mix; shares: Wilson's intervals joined after Newcombe, means and NPS: t "
                   "with Satterthwaite's df; Mantel–Haenszel's difference of shares beside; q "
                   "after Benjamini and Hochberg over the whole table; reversed: opposite sign, "
                   "interval without 0 and q < 0.05",
        .source = "Simpson 1951; Kitagawa 1955, JASA 50:1168; Mantel & Haenszel 1959; Zou & Donner "
                  "2008, Statistics in Medicine 27:1693",
        .guard = {"两月共有的部分不足任一月行数的 90 %，或某月行数低于 minimum_base "
                  "时不予给出。客户回答的指标不计不予公布的部分，以免反推。",
                  "Refused when the segments of both months hold less than 90 % of a month's rows, "
                  "or a month has fewer than minimum_base. Of what customers answered, segments "
                  "that are "
                  "refused are left out, so that they cannot be worked out."},
        .misuse = {"只看得见数据中有的分类；没有记录的构成（故障轻重、客户类型）仍可能颠倒结论。不"
                   "说明构成为什么变。",
                   "It sees the classifications in the data alone: a mix that nobody recorded "
                   "(severity, kind of customer) can still turn the conclusion. It does not say "
                   "why the mix changed."},
    },
    {
        .id = "guards.regression",
        .title = {"向均值回归", "Regression to the mean"},
        .definition =
            {"上月最差的 10 家经销商，以及变化显著（q < 0.05）的经销商：本月的变化，与“什么也没"
             "发生”时这样挑出来的经销商预期的变化对照。",
             "The ten worst dealers of the month before, and those with a significant change (q < "
             "0.05): their change, beside the change to expect of dealers picked like this if "
             "nothing had happened to them."},
        .formula =
            "expected = (mean now − mean before) + (r − 1)(before − mean before); r = τ² / (τ² + "
            "ω² "
            "+ s²/n): τ² lasting and ω² passing variance between dealers and months (one-way "
            "random model of the 11 earlier months, each less its month's mean), s² a single "
            "row's; "
            "bounds: 95 % of single dealers, variance τ²(1−r) + ω² + s²/n; q after Benjamini and "
            "Hochberg over all dealers of all metrics, shown or not",
        .source = "Galton 1886; Linden 2013, BMC Medical Research Methodology 13:119; Searle, "
                  "Casella & McCulloch 1992",
        .guard = {"两月都有足够行数（judged_base，默认 30；比率的少数一类预期不少于 5 "
                  "例）的经销商少于 5 "
                  "家，或此前月份留下的自由度不足 20 "
                  "时不予给出。",
                  "Refused with fewer than 5 dealers with judged_base rows (30; of a share 5 "
                  "expected cases of the rarer kind) in both months, or "
                  "fewer than 20 degrees of "
                  "freedom in the months before."},
        .misuse = {"“与偶然无法区分”不等于没有改善，只是单月数据看不出来；“超出偶然”也不说明是谁"
                   "的功劳。假定月与月之间的起伏相互独立、近似正态。",
                   "Not distinguishable from chance does not mean that nothing improved, only that "
                   "a month cannot show it; beyond chance does not say whose merit it is. It "
                   "assumes that a dealer's months vary independently and nearly normally."},
    },
    {
        .id = "quality.maturity",
        .title = {"观察期未满的月份", "Months not followed long enough"},
        .definition =
            {"有观察期的指标（30 天返修、一次修好、时限、365 天再购）和各步用时的分位数，其应计的"
             "行里观察期已满（步骤已完成）的比例；已满的月份不列。",
             "Of metrics with a time of observation (30-day repeats, first-time fix, limits, "
             "365-day repurchase) and of quantiles of steps, the part of the rows that has been "
             "followed long enough, or whose step is done; months that are whole are left out."},
        .formula = "n of the metric / rows that it would count if the data went on; quantiles: a "
                   "month is listed when its part is lower than that of the six oldest months by 1 "
                   "percentage point or more and by more than chance (two shares, p < 0.01)",
        .source = "Wu 2012, Quality and Reliability Engineering International 28:795 (warranty "
                  "data: reporting delay, truncation)",
        .guard =
            {"观察期是否已满取决于结果本身（完成得早的返修和回访；尚未完成的步骤），或一个月只满"
             "了一部分（14 天的各段用时）时，该月不与控制限、"
             "上月或其他经销商的预期相比；返修、回访和各段用时的估计另标为 "
             "partial。其余只取决于起始时间（报修、首次购"
             "买）时，已满的行没有偏向，只是较少。",
             "Where being followed hangs on what happened (repeats and callbacks of repairs closed "
             "early; steps still open), or a month is half a month (legs, followed for 14 days), "
             "it is held against no limits, no other month and no expectation; estimates of "
             "repeats, callbacks and legs are marked partial besides. Where else it hangs on the "
             "start alone (report, first purchase), the followed rows are fewer but not of another "
             "kind."},
        .misuse = {"不要把未满月份的数字与已满的月份相比：早完成的维修占比过高。",
                   "Do not compare a month in part with whole ones: repairs that were closed early "
                   "have too much weight in it."},
    },
    {
        .id = "faults.rising",
        .also = {"faults.new"},
        .title = {"上升的故障", "Rising faults"},
        .definition =
            {"近三个月里，在该产品的维修中所占比例和每月次数都比之前（至多 10 "
             "个月）上升的产品与故障。"
             "没有在用台数，所以用同期该产品有故障记录的维修总数作为基数：整个记录翻倍、产品卖得更"
             "多都不算上升。"
             "ratio 是近三个月的占比与此前占比之比。此前一次维修也没有的产品或故障不是上升，另列于 "
             "faults.new；产品早有维修而故障是新的，须超出偶然才列出。",
             "Pairs of product and fault whose share of the product's repairs and whose number per "
             "month are both higher in the last three months than in those before (at most ten). "
             "How many units are in use is not known; the product's repairs with a fault in the "
             "same months stand for them, so a log that doubled, or a product that sells better, "
             "is no rise. ratio is the share in the recent months over the share before. What had "
             "no repair before is new, not rising, and stands in faults.new: any fault of a new "
             "product, and a new fault of an older product where that is more than chance."},
        .formula =
            "a recent and b earlier repairs of the pair, A and B of the product, m and k months: "
            "p = max(P(X ≥ a | a + b, A/(A+B)), P(X ≥ a | a + b, m/(m+k))), X binomial; ratio = "
            "(a/A) / (b/B), bounds from Clopper and Pearson's of a/(a+b); q after Benjamini and "
            "Hochberg over all pairs with minimum_base repairs of products with a past; told: q < "
            "0.05, a ≥ minimum_base, b > 0 (faults.new: b = 0)",
        .source = "Przyborowski & Wilenski 1940, Biometrika 31:313; Berger 1982, Technometrics "
                  "24:295; Benjamini & Hochberg 1995",
        .guard = {"近三个月少于 minimum_base 次（默认 "
                  "10）不列。故障占该产品维修的大部分时，检验偏保守。",
                  "Nothing with fewer than minimum_base (10) repairs in the three months. Cautious "
                  "where the fault is most of the product's repairs."},
        .misuse =
            {"按维修次数而不是按台数计：一台反复维修会计多次，报警后先看涉及几台。产品所有故障一起"
             "上升时占比不变，这里看不出来。不分季节：每年同期都多的故障也会列出；要与上年同期对照"
             "。说明在上升，不说明原因。",
             "Repairs are counted, not units: one unit that comes back counts each time, so look "
             "first at how many units there are. When all faults of a product rise together no "
             "share changes, and nothing is seen here. It knows no season: what is frequent at "
             "this time of every year is told as well; compare with the year before. It says that "
             "a fault rises, not why."},
    },
};
const size_t topic_count = sizeof topics / sizeof *topics;

static const struct topic *const lists[] = {topics_dealers,  topics_products, topics_customers,
                                            topics_repairs,  topics_office,   topics_words,
                                            topics_handling, topics_result};

const struct topic *topic_at(size_t index)
{
    if (index < topic_count) return &topics[index];
    index -= topic_count;
    for (size_t list = 0; list < sizeof lists / sizeof *lists; list++)
        for (const struct topic *topic = lists[list]; topic->id; topic++)
            if (index-- == 0) return topic;
    return NULL;
}

static bool is_of(const struct topic *topic, const char *table)
{
    if (strcmp(topic->id, table) == 0) return true;
    for (size_t i = 0; i < TOPIC_ALSO_LIMIT && topic->also[i]; i++)
        if (strcmp(topic->also[i], table) == 0) return true;
    return false;
}

const struct topic *topic_find(const char *table)
{
    const struct topic *topic;
    for (size_t i = 0; (topic = topic_at(i)) != NULL; i++)
        if (is_of(topic, table)) return topic;
    return NULL;
}
