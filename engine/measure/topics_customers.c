/* Pages of the tables of what customers say and do. */
#include "measure/topics.h"

const struct topic topics_customers[] = {
    {
        .id = "survey.items",
        .title = {"各题：均值与信度", "Items of the survey"},
        .definition =
            {"全网络报告月，每个维度的每道题：mean 为均值，alpha_without 为去掉该题后维度的 "
             "alpha，rest_correlation 为该题与同维度其余各题之和的相关；n 为该维度各题都答的答卷。",
             "Of the network in the report month, each item of each dimension: its mean; "
             "alpha_without, the dimension's alpha without it; rest_correlation, its correlation "
             "with the sum of the dimension's other items; n answers that have every item of the "
             "dimension."},
        .formula = "alpha = k/(k-1) (1 - sum of item variances / variance of the sum) of the other "
                   "items; Pearson's correlation with the sum of the others",
        .source = "Cronbach 1951; Nunnally & Bernstein 1994, chapter 8; as R psych::alpha "
                  "(alpha.drop, r.drop)",
        .guard = {"其余不足两题或没有差异时为空。没有区间：维度 alpha 的区间见指标 rater.*.alpha "
                  "一类的估计。",
                  "Empty where fewer than two other items are left or nothing varies. Without "
                  "intervals: that of the whole dimension stands with rater.alpha.*."},
        .misuse = {"去掉一题 alpha "
                   "略升不是删题的理由：样本小时多是偶然，删题还会改变所量的内容。各题均值相差不说"
                   "明哪题更重要。",
                   "An alpha that rises a little without an item is no reason to drop it: of few "
                   "answers it is mostly chance, and what is measured would change. A low mean "
                   "does not say that an item matters more."},
    },
    {
        .id = "drivers.items",
        .title = {"各题与结果的关系", "Items and what goes with the response"},
        .definition =
            {"至报告月 12 个月内各题与结果都答的答卷（n）：correlation "
             "为该题与结果（总体满意、再购意愿）单独的相关；johnson_share "
             "为各题共同解释的部分中归于该题的份额；standardised "
             "为其余各题相同时的标准化系数；inflation 为方差膨胀因子；turned "
             "表示系数与单独相关的符号相反。",
             "Over the n answers of the 12 months up to the report month with every item and the "
             "response (overall satisfaction, intention to buy again): correlation of the item "
             "alone; johnson_share, the item's part of what all items explain; standardised, its "
             "coefficient with the other items equal; inflation, its variance inflation factor; "
             "turned, whether coefficient and correlation have different signs."},
        .formula = "johnson_share = relative weight / R^2, relative weights from the orthogonal "
                   "variables nearest to the items; least squares of standardised variables; "
                   "inflation = 1 / (1 - R^2 of the item on the others)",
        .source = "Johnson 2000, Multivariate Behavioral Research 35:1; Tonidandel & LeBreton "
                  "2011, J Business and Psychology 26:1",
        .guard = {"完整答卷不足每个系数 10 份、某题不变化或可由其余推出时只给相关。没有区间。",
                  "With fewer than 10 complete answers a coefficient, or an item that does not "
                  "vary or follows from the others, the correlation alone. Without intervals."},
        .misuse = {"题与题很像，单题的份额不稳，没有区间不可引用；要引用用维度的份额（drivers.*."
                   "share）。是关联，不是因果。",
                   "Items are much alike, so a single item's share is not steady and is not for "
                   "quoting: the shares of dimensions (drivers.*.share) have intervals. An "
                   "association, not a cause."},
    },
    {
        .id = "steps.satisfaction",
        .also = {"steps.repurchase"},
        .title = {"补救步骤与其后的满意、再购", "Steps of recovery and what followed"},
        .definition = {"至报告月 12 个月的投诉（steps.repurchase：客户的首次投诉，观察已满 365 "
                       "天），每步一行，另有是否解决、是否 24 小时内解决：n "
                       "为各步都有登记的件数，left_out 为缺登记而不用的；taken、not_taken "
                       "为做到与没做到的件数及各自的事后满意度均值（再购比例）；effect "
                       "为其余都相同时的差（再购：优势之比）及上下限、p、q。",
                       "Complaints of the 12 months up to the report month (steps.repurchase: "
                       "first complaints of customers followed for 365 days), a row for each step, "
                       "and for being solved and solved within 24 hours: n with an answer to every "
                       "step, left_out without; taken and not_taken with the mean satisfaction "
                       "afterwards (share who bought again) of each; effect, the difference with "
                       "all else alike (buying again: the ratio of odds), with bounds, p and q."},
        .formula = "satisfaction: coefficient of least squares on the seven steps, solved, solved "
                   "within 24 h, errors HC3; repurchase: exp(coefficient) of the logistic "
                   "regression on the same; q after Benjamini and Hochberg over the seven steps",
        .source =
            "MacKinnon & White 1985 (HC3); McCullagh & Nelder 1989; Benjamini & Hochberg 1995",
        .guard =
            {"做到或没做到的不足 10 件时均值和效果为空；每个系数不足 10 "
             "件（再购：较少的一类）时没有效果；总与另一步同时出现的步骤没有效果；原因见同名估计。",
             "Means and effect are empty with fewer than 10 with or without the step; no effect "
             "with fewer than 10 rows (of the rarer outcome) a coefficient, or for a step that "
             "always comes with another; the reason stands with the estimate."},
        .misuse = {"只是关联：较重的投诉可能得到更多步骤。mean_taken 与 mean_not_taken "
                   "是未校正的，不要相减当作效果。优势之比不是比例之比。",
                   "An association only: graver complaints may get more steps. mean_taken and "
                   "mean_not_taken are crude; their difference is not the effect. A ratio of odds "
                   "is no ratio of shares."},
    },
    {
        .id = "paradox.stated",
        .also = {"paradox.behaviour"},
        .title = {"补救悖论的各项比较", "The comparisons of the recovery paradox"},
        .definition =
            {"每个检验（满意、再购意愿；paradox."
             "behaviour：实际再购）和每种结果（全部已解决、快速、较晚、未解决）一行：有问题的 n "
             "人与无问题的 n_without 人；covered "
             "为找得到可比者的比例；mean_with_problem、mean_without 为构成相同后的均值；difference "
             "为未校正的差；effect 为校正后的差及上下限；margin 为等同的界限；superiority "
             "为任取一对时前者更高的概率；verdict 为结论用语；literature 为文献的说法。",
             "A row for each test (satisfaction, intention; paradox.behaviour: buying again) and "
             "ending (all solved, fast, later, unsolved): n with a problem and n_without; covered, "
             "the share who have anybody like them; mean_with_problem and mean_without with the "
             "same mix; difference as it is; effect, the difference with the same mix, with "
             "bounds; margin of equivalence; superiority, how often of a pair the former is "
             "higher; verdict; literature, what was published."},
        .formula = "effect = sum over strata of n_problem (mean_problem - mean_without) / sum of "
                   "n_problem; superiority = P(higher) + P(equal) / 2 (van Elteren), scores only; "
                   "paradox: lower bound above 0, worse: upper bound below 0, ..._small: and "
                   "within the margin; equivalent: within the margin; not_inferior: lower bound "
                   "above - margin; else cannot_say",
        .source = "de Matos, Henrique & Rossi 2007, Journal of Service Research 10:60; van Elteren "
                  "1960; Cochran 1977, 5.4; Schuirmann 1987 (equivalence)",
        .guard = {"任一组少于 "
                  "minimum_"
                  "base、一半以上找不到可比者、或可由相减推出少数人的回答时没有均值和效果；任一组少"
                  "于 judged_base 时不下结论；再购还要各有 5 人再购与未再购。",
                  "No means and effect with fewer than minimum_base in either group, where more "
                  "than half have nobody like them, or where the answers of a few could be worked "
                  "out by subtraction; no verdict below judged_base; buying again also needs 5 who "
                  "did and 5 who did not in either group."},
        .misuse =
            {"“等同”要区间在界限之内，不是“不显著”。只按产品（再购另按时间）匹配，不是因果；表中再"
             "购的差是比例，估计以百分点表示。",
             "Equivalent needs an interval within the margin; it is not the same as not "
             "significant. Matched by product (buying again: and time) alone: no cause. In the "
             "table the difference of buying again is a share, in the estimate percentage points."},
    },
    {
        .id = "departure.ratios",
        .title = {"流失风险比：全部水平", "Hazard ratios of departure, all levels"},
        .definition =
            {"Cox 模型的每个特征水平（经历、产品、首购年份）一行：reference 为参照组；customers "
             "为人数，departures 为流失数，customer_days 为观察的人日；hazard_ratio "
             "及上下限、p、q；breslow 为用 Breslow 方法处理同日流失时的比值。",
             "A row for each level of each trait of the Cox model (what happened, product, year of "
             "the first purchase): reference, whether it is the level others are held against; "
             "customers, departures and customer_days watched; hazard_ratio with bounds, p and q; "
             "breslow, the ratio with ties handled by Breslow."},
        .formula = "exp(b) of the maximum partial likelihood, ties by Efron; q after Benjamini and "
                   "Hochberg over all levels of all traits",
        .source = "Cox 1972; Efron 1977; Breslow 1974; Lin & Wei 1989",
        .guard = {"参照组、人数少于 "
                  "minimum_"
                  "base、无人流失、与参照组从未同日被观察而有人流失、因流失太少而不进模型的水平没有"
                  "比值；原因见 departure.hazard_ratio。",
                  "No ratio for reference levels, below minimum_base customers, where nobody left, "
                  "where customers of the level and of the reference were never watched on a day "
                  "with a departure, and for traits left out because departures are too few; the "
                  "reason stands with departure.hazard_ratio."},
        .misuse =
            {"customers 不能相加：一位客户先后属于几种经历。departures / customer_days "
             "是未校正的率，与比值不同。是关联，不是原因。",
             "Customers do not add up: one customer is in several states one after another. "
             "departures / customer_days is crude and not the ratio. An association, not a cause."},
    },
    {
        .id = "departure.ratios_by_time",
        .title = {"前后两半的流失风险比", "Hazard ratios in both halves of the departures"},
        .definition = {"每个特征水平的风险比分两段：流失数过半的那天 until_day "
                       "之前（early）和之后（late），各有上下限；p_holm "
                       "为“比值不随时间变化”的检验，各特征间 Holm 校正。",
                       "The hazard ratio of each level in two spans: up to the day by which half "
                       "of the departures had come (until_day; early) and after it (late), with "
                       "bounds; p_holm, the test that the ratios of the trait do not change with "
                       "time, after Holm over the traits."},
        .formula = "the same Cox model fitted to the time up to until_day and after it; "
                   "Grambsch-Therneau's test of all levels of a trait together",
        .source = "Grambsch & Therneau 1994, Biometrika 81:515; Holm 1979",
        .guard = {"模型不能拟合时没有此表；人数少于 minimum_base "
                  "的水平为空；某一段内与参照组没有同日观察的，那一段为空。",
                  "No table where the model cannot be fitted; empty for levels with fewer than "
                  "minimum_base customers, and in a span in which a level and its reference were "
                  "never watched together."},
        .misuse =
            {"p_holm 很小时，单一风险比只是两段的平均，应引用两段。p_holm "
             "很大不证明比值恒定，流失少时看不出。",
             "With a small p_holm the single ratio is but an average of both: quote both. A large "
             "p_holm does not prove that the ratio is constant: few departures show nothing."},
    },
    {
        .id = "departure.counts",
        .title = {"流失模型用了哪些客户", "Which customers the departure model is of"},
        .definition =
            {"一行：customers 为有购买记录的客户，departures 为其流失数；left_without_purchase "
             "为没有购买记录的流失（不计入），left_before_purchase "
             "为早于首次购买的流失，left_on_day_of_change "
             "为与报修、投诉或解决同一天的流失（属于之前的经历）；dealers 为首次购买的经销商数。",
             "One row: customers with a purchase and their departures; left_without_purchase, "
             "departures of customers without one (left out); left_before_purchase, departures "
             "dated before the first purchase; left_on_day_of_change, departures on the very day "
             "of a repair, a complaint or its solution, which belong to the state before; dealers "
             "of the first purchases."},
        .formula = "counts of the whole data",
        .source = "Andersen & Gill 1982 (time-dependent states); Suissa 2008 (immortal time)",
        .guard = {"输入没有购买或流失表时全为 0。",
                  "Zero without the tables of purchases and departures."},
        .misuse = {"left_without_purchase 占多数时模型只说一小部分客户。dealers 少于 20 或多于 126 "
                   "时误差不按经销商聚类。",
                   "Where left_without_purchase is large the model speaks of few customers. With "
                   "fewer than 20 or more than 126 dealers errors are not clustered by dealer."},
    },
    {
        .id = "retention.cohorts",
        .title = {"按首购年份的留存", "Who stays, by year of the first purchase"},
        .definition = {"每个首次购买年份一行：客户数 customers、登记流失数 departures、第 365 "
                       "天仍在观察的 at_risk_365d、365 天后仍在的比例 value 及上下限。",
                       "A row for each year of the first purchase: customers, recorded departures, "
                       "at_risk_365d still watched and there on day 365, and the share still there "
                       "after 365 days (value) with bounds."},
        .formula = "Kaplan-Meier at day 365, who bought before departures were recorded entering "
                   "late; bounds by log(-log) with Greenwood's variance",
        .source = "Kaplan & Meier 1958; Greenwood 1926; Kalbfleisch & Prentice 2002, section 1.4",
        .guard =
            {"少于 minimum_base、没有看满头 365 天、或 365 天内无人流失的年份没有数值；原因见 "
             "retention.stay_365d。",
             "No value below minimum_base customers, where the first 365 days were not all "
             "watched, or where nobody left in them; the reason stands with retention.stay_365d."},
        .misuse = {"departures 是全部时间的，不是 365 天内的：departures / customers 不是 1 − "
                   "value。没有登记流失不等于还会再买；各年份之间不作检验。",
                   "departures are of all time, not of 365 days: departures / customers is not 1 - "
                   "value. No recorded departure does not mean that a customer will buy again. "
                   "Years are not tested against each other."},
    },
    {
        .id = "value.cases",
        .also = {"value.basis"},
        .title = {"留存与补救的各种情形", "Cases of retention and recovery"},
        .definition =
            {"每行一种情形：留存率（value.retention_365d）比现在高 retention_points "
             "个百分点，首次投诉在 24 小时内解决的占比比现在高 fast_points "
             "个百分点（不超过全部；增加的按比例取自晚解决的和未解决的）。“现在”的两个比例都取自满 "
             "365 天的购买和首次投诉（全部历史），投诉的多少取自最近 365 天。"
             "value 为一位客户的终身价值，effect 为比现在多多少，total 为假定 n "
             "位活跃客户都在数据最后一天买过、合计多多少（上次购买已有一段时间的，实际更少）"
             "，单位为分，各有上下限，只含抽样误差。value.basis：公式所依据的活跃客户、"
             "期间首次投诉的客户、毛利率及其来源（成本、配置或假定）、年折现率、年数。",
             "A case in each row: retention (value.retention_365d) retention_points higher than "
             "today, and the share of first complaints solved within 24 hours fast_points higher "
             "(not above all of them; taken from those solved later and those unsolved in "
             "proportion). Both shares of today are of purchases and first complaints at least 365 "
             "days old, over all history; how many complain is of the last 365 days. value is the "
             "lifetime value of a customer, effect how much more than today, total the same if "
             "each of the n active customers had bought on the last day of the data (of those who "
             "bought some time ago less is ahead), in fen, each with bounds, which hold sampling "
             "error alone. value.basis: what the formula was given: active customers, customers "
             "with a "
             "first complaint in their year, margin and where it is from (costs, configured or "
             "assumed), discount a year, years."},
        .formula = "V(r + k/100) + j/100 c (p_fast - p_other) V(r + k/100) / (1 + d)^w; V, d, w as "
                   "value.lifetime_fen; c = customers with a first complaint in the last 365 days "
                   "/ active customers; p = share that bought again within 365 days of a first "
                   "complaint; total = n times effect",
        .source = "Berger & Nasr 1998; Gupta & Lehmann 2003; Reichheld & Sasser 1990; Efron 1982 "
                  "(infinitesimal jackknife)",
        .guard =
            {"没有终身价值或活跃客户不足 100 位时没有此表；24 小时内解决的或其余的首次投诉不足 "
             "30 位客户时只有留存率的情形；留存率会低于 0 或达到 99 % 的情形为空。",
             "Not there without a lifetime value or with fewer than 100 active customers; "
             "retention alone with fewer than 30 customers whose complaint was solved within "
             "24 hours, or was not; empty where retention would be below 0, or 99 % or more."},
        .misuse =
            {"情景不是预测：其他一切假定不变，做到这些要花的钱没有计入。解决得快的投诉可能本来就较"
             "轻，差别是关联，不是原因。",
             "A scenario, no forecast: all else is taken to stay as it is, and what it would cost "
             "to get there is not counted. Complaints solved fast may have been the lighter ones: "
             "an association, not a cause."},
    },
    {
        .id = "tiers.mismatch",
        .also = {"tiers.overview"},
        .title = {"关键客户与普通客户的服务", "Service of key and ordinary customers"},
        .definition =
            {"tiers.mismatch：每家经销商（客户最后一次维修所在）、每项服务 "
             "metric：有该服务记录的关键"
             "客户数和普通客户数、各自得到服务的比例，以及同样产品相比关键减普通之差 difference "
             "及上下限；q 为对所有经销商、所有服务合并校正后的值；mismatch 为 1 表示关键客户更差且 "
             "q "
             "低于 0.05。tiers.overview：各等级从多少价值起、客户数、两年净值合计（分）。",
             "tiers.mismatch: of each dealer (of the customer's last repair) and service (metric): "
             "key and ordinary customers of whom it is known, the share of each that had it, and "
             "difference, key less ordinary with like products compared, with bounds; q after all "
             "dealers and services; mismatch is 1 where key customers are worse off with q below "
             "0.05. tiers.overview: the value from which each tier begins, its customers, and what "
             "they brought in two years, in fen."},
        .formula = "Mantel and Haenszel's difference over products; Sato's variance; p the larger "
                   "of that interval and of Mantel "
                   "and Haenszel's chi-square without correction; Benjamini and Hochberg",
        .source =
            "Mantel & Haenszel 1959; Sato, Greenland & Robins 1989; Benjamini & Hochberg 1995",
        .guard =
            {"一家经销商的关键或普通客户少于 minimum_base 时没有该行，少于 judged_base 时 q 为空。",
             "A dealer with fewer key or ordinary customers than minimum_base has no row, with "
             "fewer than judged_base no q."},
        .misuse =
            {"客户按价值而不是随机分等级：关键客户可能住得更远、故障更难；差别是查看的理由，不是"
             "过错的证据。",
             "Tiers are not assigned at random: key customers may live further away or have "
             "harder faults. A difference is a reason to look, no proof of a fault."},
    },
    {
        .id = "lifecycle.due",
        .also = {"lifecycle.lives"},
        .title = {"到期可再购的客户", "Customers due to buy again"},
        .definition =
            {"lifecycle.due：全网络（axis "
             "为空）、各产品和各经销商（按最后一次购买）报告月末尚未流失"
             "的客户数、其中已进入再评估期的客户数 due_customers，以及今后 90 "
             "天内预计再次购买的人数 "
             "expected_90d"
             "（各有上下限）。lifecycle.lives：全网络（product 为空）和客户最多的至多 64 "
             "个产品：跟踪"
             "的客户 n、其间再购 bought_again、两次购买之间的中位天数及上下限、再评估期从第几天起 "
             "reevaluation，以及依据 source（product 本产品、network 全网络、configured "
             "配置、none 不知道）。",
             "lifecycle.due: of the network (axis empty), each product and each dealer, by the "
             "last "
             "purchase: customers who have not left by the end of the report month, those of them "
             "in re-evaluation (due_customers), and how many are expected to buy within the next "
             "90 days "
             "(expected_90d), "
             "with bounds. lifecycle.lives: of the network (product empty) and of the up to 64 "
             "products with most customers: customers followed (n), how many bought again "
             "(bought_again), the "
             "median days between purchases with bounds, the day from which re-evaluation counts, "
             "and the source of it (product, network, configured, none)."},
        .formula =
            "expected = due (1 - exp(-90 h)), h = purchases per customer-day in re-evaluation "
            "of the whole network; reevaluation = ceil(0.8 median), at least 182",
        .source = "the service documents: re-evaluation; Kaplan & Meier 1958; Garwood 1936",
        .guard =
            {"没有到期的客户，或再评估期里没有观察天数时没有 lifecycle.due；没有跟踪到的客户时没有 "
             "lifecycle.lives。",
             "lifecycle.due is not there without a customer who is due, or without days seen in "
             "re-evaluation; lifecycle.lives is not there when nobody was followed."},
        .misuse =
            {"上下限只含再购率的抽样误差；实际人数还会在预计数上下波动。人数不含客户编号，名单请在"
             "本企业的客户系统里查。",
             "Bounds hold the sampling error of the rate alone; the number that comes varies "
             "around what is expected. Customers are counted, never listed."},
    },
    {0},
};
