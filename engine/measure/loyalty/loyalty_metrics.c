/* The definition pages of the loyalty family. */
#include "measure/loyalty/loyalty.h"

#define ASSOCIATION_ZH                                                                                                                  \
    "差别是关联，不是原因：投诉的客户在投诉之前就可能不同。只看得到登记的流失；登记开始之前" \
    "的问题看不到。"
#define ASSOCIATION_EN                                                                             \
    "An association, not a cause: customers who complain may have differed before they did. Only " \
    "recorded departures are seen, and no problem from before the records begin. "
/* Why old customers may look more loyal than they are. */
#define LEDGER_ZH                                                                                                                                \
    "假定：登记流失之前购买的客户，如果那时已经离开，就不会在数据里。购买记录若保留着这些人，他们" \
    "会被当作"                                                                                                                               \
    "一直没有流失，早年的客户便显得更忠诚。"
#define LEDGER_EN                                                                                  \
    "It is taken that who bought before departures were recorded, and had left before, is not in " \
    "the data. Where a ledger of purchases keeps such customers, they count as never leaving, "    \
    "and customers of early years look more loyal than they are."

const struct metric loyalty_metrics[] = {
    {
        .id = "departure.hazard_ratio",
        .unit = UNIT_RATIO,
        .better = BETTER_LOWER,
        .kind = STATISTIC_EXTENDED,
        .title = {"流失风险比", "Hazard ratio of departure"},
        .definition =
            {"同一时刻仍在的客户中，具有该特征者的流失速度是参照组的几倍，其余特征相同（Cox "
             "模型，时间自首次购买起按天计，全部数据）。经历是随时间变化的：首次报修、首次投诉、"
             "该投诉解决（24 "
             "小时内为快速）各从次日起算，因此解决之前的时间不算作“已解决”。参照组见表 "
             "departure.ratios。",
             "How many times as fast customers with the trait leave as those of the reference "
             "level who have been customers as long, the other traits equal (Cox model, days since "
             "the first purchase, whole data). What happened is time-dependent: first repair, "
             "first complaint and its solution (fast: within 24 hours) each count from the day "
             "after, so that nobody is \"solved\" before the solution. Reference levels stand in "
             "the table departure.ratios."},
        .formula = "exp(b) of the maximum partial likelihood, ties by Efron (Breslow's beside it); "
                   "intervals of time (start, stop] per customer; who bought before departures "
                   "were recorded enters on the first day of the month of the first one",
        .interval =
            {"exp(b ± t·s)：购买记录中有 20 至 126 家经销商时，s 为按首次购买的经销商聚类的三明治"
             "标准误 × √(G/(G−1))，t 的自由度为 G−1；否则为模型标准误和正态分位数（方法 "
             "cox_efron）",
             "exp(b ± t s): with 20 to 126 dealers in the purchases s is the sandwich error with "
             "the dealer of the first purchase as cluster, times √(G/(G−1)), and t has G−1 degrees "
             "of freedom; else the model's error and the normal quantile (method cox_efron)"},
        .guard =
            {"每个系数至少要 10 "
             "次流失，不够时依次少用首购年份、产品、经历；无人流失的水平不给比值；与参照组从未在购"
             "买后的同一天"
             "同被观察且有人流失的水平也不给比值（否则只能靠其他水平一环一环推过去），这样的流失不"
             "足 "
             "5 次时只部分成立；"
             "共线或完全分离的特征退出模型。比例风险检验（Grambsch–Therneau，各特征间 Holm 校正）"
             "p < 0.05 时比值只是随时间的平均，另给前后两半的比值。结论对全部特征水平作 "
             "Benjamini–Hochberg 校正。",
             "10 departures for each coefficient; with fewer the year of the first purchase, the "
             "product, at last what happened is left out. A level that nobody left has no ratio, "
             "nor "
             "has one without a departure, from it or the reference, on a day since the purchase "
             "on which customers of both were watched: it would follow by way of other levels "
             "alone. With fewer than 5 such departures it holds in part. Collinear and separated "
             "traits leave the model. Where hazards are not proportional "
             "(Grambsch–Therneau, Holm over the traits, p < 0.05) the ratio is an average over "
             "time, and those of the first and second half of the departures are told. Verdicts: "
             "Benjamini–Hochberg over all levels of all traits."},
        .source = "Cox 1972; Efron 1977; Andersen & Gill 1982; Lin & Wei 1989; Grambsch & Therneau "
                  "1994; Suissa 2008 (immortal time)",
        .caveat =
            {ASSOCIATION_ZH "没有购买记录的流失不计入，另行列出数目。" LEDGER_ZH, ASSOCIATION_EN
             "Departures of customers without a purchase are left out, and counted. " LEDGER_EN},
    },
    {
        .id = "departure.concordance",
        .unit = UNIT_SHARE,
        .better = BETTER_NONE,
        .kind = STATISTIC_EXTENDED,
        .title = {"流失模型的一致性", "Concordance of the departure model"},
        .definition = {"两位客户中一位先流失时，模型给先流失者较高风险的机会；0.5 等于抛硬币。",
                       "The chance that, of two customers of whom one left first, the model gave "
                       "that one the higher hazard; 0.5 is a coin."},
        .formula = "Harrell's C = (concordant + tied / 2) / comparable pairs, at risk on the day "
                   "of the departure",
        .interval = {"按经销商聚类的无穷小刀切法，t 分位数（自由度 G−1），截于 0 和 1",
                     "Infinitesimal jackknife by dealer, t with G−1 degrees of freedom, cut at 0 "
                     "and 1"},
        .guard = {"没有模型时不给；客户会改变状态，购买记录中没有 20 至 126 家经销商时给不出区间。",
                  "Refused without a model. Customers change their state, so without 20 to 126 "
                  "dealers in the purchases there is no interval."},
        .source = "Harrell, Lee & Mark 1996; Therneau & Watson 2015",
        .caveat = {"用建模的同一批客户计算，偏乐观；不能用来预测单个客户。",
                   "From the same customers as the model, so it flatters a little; not for "
                   "predicting single customers."},
    },
    {
        .id = "departure.incidence_365d",
        .unit = UNIT_SHARE,
        .better = BETTER_LOWER,
        .kind = STATISTIC_EXTENDED,
        .title = {"365 天内流失", "Gone within 365 days"},
        .definition =
            {"首次购买后 365 天内因该类原因流失的概率，其余原因按竞争风险处理。可避免：服务、"
             "产品、竞争对手、朋友；不可避免：去世、搬迁；其余为未知。全部数据。",
             "Probability of having left for such a reason 365 days after the first purchase, "
             "other reasons being competing risks. Preventable: service, product, competitor, "
             "friend; not preventable: death, moved; else unknown. Whole data."},
        .formula = "Aalen–Johansen: sum over days ≤ 365 of S(before the day) × departures of the "
                   "cause / at risk",
        .interval = {"log(−log) 变换，方差为 Greenwood 多项分布式",
                     "By log(−log), with the multinomial (Greenwood) variance"},
        .guard = {"第 365 天已无人在观察中时不给（全部流失除外）；365 天内无人因此流失时没有区间。",
                  "Refused when nobody was watched on day 365, unless all had left; no interval "
                  "when nobody left so."},
        .source = "Aalen & Johansen 1978; Andersen, Borgan, Gill & Keiding 1993; the service "
                  "documents (reasons)",
        .caveat =
            {"登记的原因是客户或经销商说的；1 减去单一原因的 Kaplan-Meier 曲线会偏高。" LEDGER_ZH,
             "The reason is what the customer or the dealer said. One minus a Kaplan–Meier "
             "curve of one reason alone would be too high. " LEDGER_EN},
    },
    {
        .id = "retention.stay_365d",
        .unit = UNIT_SHARE,
        .better = BETTER_HIGHER,
        .kind = STATISTIC_EXTENDED,
        .title = {"365 天后仍在", "Still there after 365 days"},
        .definition = {"首次购买后 365 天尚未登记流失的客户比例，全部数据；也按首次购买的年份。",
                       "Share of customers without a recorded departure 365 days after the first "
                       "purchase, whole data; also by year of the first purchase."},
        .formula = "Kaplan–Meier at day 365; censored at the horizon; who bought before departures "
                   "were recorded enters late",
        .interval = {"log(−log) 变换，Greenwood 方差", "By log(−log), with Greenwood's variance"},
        .guard =
            {"第 365 天已无人在观察中时不给（全部流失除外）；365 天内无人流失时没有区间；头 365 "
             "天中有某天在观察中的客户少于最小基数时只部分成立。",
             "Refused when nobody was watched on day 365, unless all had left; no interval "
             "when nobody left; partial where on some day of the 365 fewer than the minimum "
             "base were watched."},
        .source = "Kaplan & Meier 1958; Greenwood 1926; Kalbfleisch & Prentice 2002, section 1.4",
        .caveat = {"没有登记流失不等于还会再买；多数客户离开时不会说。" LEDGER_ZH,
                   "No recorded departure is not the same as buying again: most customers leave "
                   "without a word. " LEDGER_EN},
    },
    {0},
};
