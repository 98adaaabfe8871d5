/* The definition pages of the value family. */
#include "measure/value/value.h"

#define SCENARIO_ZH                                                                                                                           \
    "情景不是预测：假定其他一切不变，价格、成本和客户构成同过去一样。没有计入留住客户所花的钱、" \
    "推荐带来的新客户，以及一年以后才再买的客户。"
#define SCENARIO_EN                                                                                \
    "A scenario, not a forecast: all else is taken to stay as it was, prices, costs and the mix "  \
    "of customers. What it costs to keep customers, whom they recommend, and who buys again "      \
    "after more than a year is not counted. "
#define PATHS_ZH "各种经历是观察到的，不是随机分派的：差别是关联，不是原因。"
#define PATHS_EN                                                                                   \
    "Paths are observed, nobody was assigned to one: the difference is an association, not a "     \
    "cause. "

#define LINEARISED_ZH "线性化（无穷小刀切法），以客户为单位；自助法在重复次数增加时趋于同一标准误"
#define LINEARISED_EN                                                                              \
    "linearised (infinitesimal jackknife) over customers: the standard error to which the "        \
    "bootstrap of customers converges; "
#define LINEARISED_LOG                                                                             \
    {                                                                                              \
        LINEARISED_ZH "；在对数尺度上取 t 区间",                                                   \
            LINEARISED_EN "t interval on the logarithmic scale"                                    \
    }
#define LINEARISED_LOGIT                                                                           \
    {                                                                                              \
        LINEARISED_ZH "；在 logit 尺度上取 t 区间",                                                \
            LINEARISED_EN "t interval on the scale of log odds"                                    \
    }
#define LINEARISED                                                                                 \
    {                                                                                              \
        LINEARISED_ZH "；t 区间", LINEARISED_EN "t interval"                                       \
    }

#define GUARD_RETENTION                                                                            \
    {                                                                                              \
        "跟踪满 365 天的客户不足 100 位，或其中再购的不足 30 位时不给出。",                        \
            "Refused with fewer than 100 customers followed for 365 days, or fewer than 30 of "    \
            "them who bought again."                                                               \
    }
#define GUARD_LIFETIME                                                                                                             \
    {                                                                                                                              \
        "跟踪满 365 天的客户不足 100 位、其中再购的不足 30 位，或没有金额时不给出；留存率达到 " \
        "99 % 时也不给出。",                                                                                                       \
            "Refused with fewer than 100 customers followed for 365 days, fewer than 30 of them "                                  \
            "who bought again, without amounts, or with a retention of 99 % and more."                                             \
    }
#define GUARD_PATHS                                                                                                                       \
    {                                                                                                                                     \
        "同终身价值；另外，满一年的首次投诉在所说的结局中不足 30 位客户，或他们全部再购、无一再" \
        "购时不给出。",                                                                                                                   \
            "As the lifetime value; and with fewer than 30 customers whose first complaint ended "                                        \
            "so at least a year ago, or when all of them bought again, or none."                                                          \
    }
#define BASE_SOURCE      "Berger & Nasr 1998, J Interactive Marketing 12:17; Gupta & Lehmann 2003"
#define INFLUENCE_SOURCE "; Efron 1982 (infinitesimal jackknife)"

const struct metric value_metrics[] = {
    {
        .id = "value.retention_365d",
        .unit = UNIT_SHARE,
        .better = BETTER_HIGHER,
        .kind = STATISTIC_EXTENDED,
        .title = {"购买后 365 天内再购", "Bought again within 365 days of a purchase"},
        .definition =
            {"每个购买日（同一天的购买算一次）之后 1–365 天内又有购买日的比例，只看满 365 "
             "天的购买日"
             "；n 为客户数。",
             "Share of purchase days (purchases of one day are one) followed by another 1 to 365 "
             "days later, of those at least 365 days before the horizon; n counts customers."},
        .formula = "sum of purchase days with another 1–365 days later / sum of purchase days at "
                   "least 365 days before the horizon; rows with a negative amount are returns and "
                   "make no purchase day",
        .interval = LINEARISED_LOGIT,
        .guard = GUARD_RETENTION,
        .source = BASE_SOURCE INFLUENCE_SOURCE,
        .caveat =
            {"与 retention.repurchase_365d 不同：那里每位客户只从一个起点算一次，这里每次购买都算"
             "。记录开始之前的购买看不到。",
             "Not retention.repurchase_365d: there each customer counts once, from one day; here "
             "every purchase does. Purchases from before the records begin are not seen."},
    },
    {
        .id = "value.yearly_fen",
        .unit = UNIT_FEN,
        .better = BETTER_HIGHER,
        .kind = STATISTIC_EXTENDED,
        .title = {"活跃客户一年的购买额", "Yearly purchases of an active customer"},
        .definition =
            {"数据截止前 365 天内买过的客户（活跃客户），这 365 天内购买金额的平均，退货已扣除。",
             "Mean amount bought in the 365 days up to the horizon by customers who bought in them "
             "(active customers), returns taken off."},
        .formula = "sum of amounts of the last 365 days / customers with a purchase day in them",
        .interval = LINEARISED_LOG,
        .guard = {"活跃客户不足 100 位或没有金额时不给出。",
                  "Refused with fewer than 100 active customers, or without amounts."},
        .source = BASE_SOURCE INFLUENCE_SOURCE,
        .caveat = {"销售额，不是利润。金额缺失的购买不计入。",
                   "Sales, not profit. Purchases without an amount are left out."},
    },
    {
        .id = "value.purchase_fen",
        .unit = UNIT_FEN,
        .better = BETTER_HIGHER,
        .kind = STATISTIC_EXTENDED,
        .title = {"一个购买日的金额", "Amount of a purchase day"},
        .definition = {"全部数据中每个有金额的购买日平均买了多少，退货已扣除；n 为购买日数。",
                       "Mean amount of the purchase days with a known amount, whole data, returns "
                       "taken off; n counts purchase days."},
        .formula = "sum of amounts / purchase days with a known amount",
        .interval = LINEARISED_LOG,
        .guard = {"有金额的购买日不足 100 个时不给出。",
                  "Refused with fewer than 100 purchase days that have an amount."},
        .source = BASE_SOURCE INFLUENCE_SOURCE,
        .caveat = {"各年价格不作折算。", "Prices of different years are taken as they stand."},
    },
    {
        .id = "value.margin_share",
        .unit = UNIT_SHARE,
        .better = BETTER_HIGHER,
        .kind = STATISTIC_EXTENDED,
        .title = {"毛利率", "Margin on sales"},
        .definition = {"成本已知的购买中，金额减成本占金额的比例；n 为有这种购买的客户数。",
                       "Amounts minus costs, as a share of the amounts, of purchases whose cost is "
                       "known; n counts customers with such a purchase."},
        .formula = "(sum of amounts - sum of costs) / sum of amounts, of rows with both",
        .interval = LINEARISED_LOGIT,
        .guard = {"有成本的客户不足 100 位时不给出；那时终身价值按配置的 value.margin_share "
                  "计算，没有配置则假定 30 %。",
                  "Refused with fewer than 100 customers whose costs are known; the lifetime value "
                  "is then made with the configured value.margin_share, or an assumed 30 %."},
        .source = BASE_SOURCE INFLUENCE_SOURCE,
        .caveat = {"只扣购买记录里的成本；保修期内免费维修的花费不在数据里，没有扣除。",
                   "Only the cost in the purchases is taken off; what free repairs under warranty "
                   "cost is not in the data."},
    },
    {
        .id = "value.lifetime_fen",
        .unit = UNIT_FEN,
        .better = BETTER_HIGHER,
        .kind = STATISTIC_EXTENDED,
        .title = {"客户终身价值", "Lifetime value of a customer"},
        .definition =
            {"一位客户从一次购买起（含这次）在今后若干年（默认 10 年）内预期带来的毛利，折现到今天"
             "：每次购买后一年内再买的概率始终等于留存率，否则视为离开。",
             "Margin expected of a customer from one purchase on (with it) within the horizon (10 "
             "years unless configured), in money of today: after every purchase he buys again "
             "within a year with the retention as probability, or is taken to be gone."},
        .formula = "g (1 - q^(H/w + 1)) / (1 - q), q = r / (1 + d)^w: g = purchase_fen x margin, r "
                   "= retention_365d, w = mean years to the next purchase, d = discount a year, H "
                   "= years; with w = 1 the sum over t = 0 … H of g r^t / (1 + d)^t",
        .interval = LINEARISED_LOG,
        .guard = GUARD_LIFETIME,
        .source = BASE_SOURCE INFLUENCE_SOURCE,
        .caveat =
            {SCENARIO_ZH "客户被当作彼此一样：忠诚的与偶然的混在一起时，这个数偏低。折现率、年数和"
                         "假定的毛利率不带误差，写在表 value.basis 里。",
             SCENARIO_EN
             "Customers are taken for alike; where loyal and casual ones are mixed it is too low. "
             "Discount, years and an assumed margin carry no error; they stand in the table "
             "value.basis."},
    },
    {
        .id = "value.point_fen",
        .unit = UNIT_FEN,
        .better = BETTER_HIGHER,
        .kind = STATISTIC_EXTENDED,
        .title = {"留存率提高 1 个百分点的价值", "Worth of one point of retention"},
        .definition = {"留存率高 1 个百分点时，一位客户的终身价值增加多少。",
                       "By how much the lifetime value of a customer is higher with a retention "
                       "that is one point higher."},
        .formula = "V(r + 0.01) - V(r), V as value.lifetime_fen",
        .interval = LINEARISED_LOG,
        .guard = GUARD_LIFETIME,
        .source = "Reichheld & Sasser 1990 (5 % more loyalty, 25–85 % more profit); Gupta & "
                  "Lehmann 2003; the service documents (D20)",
        .caveat = {SCENARIO_ZH "文献的 25–80 % 出自服务业按合同续约的客户，不能直接与耐用品相比。",
                   SCENARIO_EN
                   "The published 25 to 80 % is of services with contracts, and no yardstick for "
                   "durable goods."},
    },
    {
        .id = "value.fast_recovery_fen",
        .unit = UNIT_FEN,
        .better = BETTER_HIGHER,
        .kind = STATISTIC_EXTENDED,
        .title = {"投诉在 24 小时内解决与未解决的客户毛利之差",
                  "Margin of customers with a complaint solved in 24 hours, over those unsolved"},
        .definition =
            {"首次投诉在 24 小时内解决的客户，比未解决的客户预期多带来的毛利：两者一年内再购比例之"
             "差，乘以再来的客户的终身价值（折现）。",
             "Margin expected of a customer whose first complaint was solved within 24 hours, over "
             "one whose was not solved: the difference of the shares that bought again within a "
             "year, times the lifetime value of who comes back (discounted)."},
        .formula = "(p_fast - p_unsolved) V / (1 + d)^w; p as retention.repurchase_365d by path, "
                   "the rest as value.lifetime_fen",
        .interval = LINEARISED,
        .guard = GUARD_PATHS,
        .source = "TARP 1979/1986; Gupta & Lehmann 2003" INFLUENCE_SOURCE,
        .caveat = {PATHS_ZH "未解决的投诉可能本来就更严重。" SCENARIO_ZH,
                   PATHS_EN "Complaints left unsolved may have been the graver ones. " SCENARIO_EN},
    },
    {
        .id = "value.to_come_fen",
        .unit = UNIT_FEN,
        .better = BETTER_HIGHER,
        .kind = STATISTIC_EXTENDED,
        .title = {"今后还会带来的毛利", "Margin still to come"},
        .definition =
            {"从某一天起（购买之后，或首次投诉之后，按投诉的结局）一位客户今后预期带来的毛利，"
             "当天的购买不算。",
             "Margin expected of a customer from a day on, without what was bought on it: after a "
             "purchase, or after a first complaint by how it ended."},
        .formula = "p V / (1 + d)^w; p = share that bought again within 365 days of that day, the "
                   "rest as value.lifetime_fen",
        .interval = LINEARISED_LOG,
        .guard = GUARD_PATHS,
        .source = "TARP 1979/1986; Gupta & Lehmann 2003" INFLUENCE_SOURCE,
        .caveat = {PATHS_ZH SCENARIO_ZH, PATHS_EN SCENARIO_EN},
    },
    {0},
};
