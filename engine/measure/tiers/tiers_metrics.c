/* Definition pages of the tiers. */
#include "measure/tiers/tiers.h"

#define RULES                                                                                                                                \
    {                                                                                                                                        \
        "等级只看两年购买额减服务成本，与客户为人无关；服务取每位客户最近 12 个月内最后一次维修。" \
        "各等级拥有的产品不同，比例不作调整；比较见 tiers.gap.*。规则可在配置的 tiers 一节改。",                                             \
            "Tiers tell of two years of purchases less the cost of service, and of nothing else. "                                           \
            "The service is that of each customer's last repair within 12 months; tiers own "                                                \
            "different products, for which shares are not adjusted: tiers.gap.* compares. The "                                              \
            "rules can be set (tiers in the configuration)."                                                                                 \
    }
#define SOURCE                                                                                     \
    "the service documents: ordinary customers get basic service, right ones complete service, "   \
    "key ones perfect service, harmful ones defensive service"
#define SERVICE(name, zh, en, zh_definition, en_definition, what)                                  \
    {                                                                                              \
        .id = "tiers." name, .unit = UNIT_SHARE, .better = BETTER_HIGHER,                          \
        .kind = STATISTIC_EXTENDED, .title = {zh, en},                                             \
        .definition = {zh_definition, en_definition}, .formula = what,                             \
        .interval = {"Wilson 区间", "Wilson interval"},                                            \
        .guard =                                                                                   \
            {"没有购买或维修的客户编号、缺少所需的时间，或低于最低样本数时不给出。",               \
             "Refused without the customers of purchases and repairs, without the times, and "     \
             "below the minimum base."},                                                           \
        .source = SOURCE "; Wilson 1927", .caveat = RULES,                                         \
    }
#define GAP(name, zh, en)                                                                                                   \
    {                                                                                                                       \
        .id = "tiers.gap." name, .unit = UNIT_PERCENT_POINTS, .better = BETTER_HIGHER,                                      \
        .kind = STATISTIC_EXTENDED, .title = {zh, en},                                                                      \
        .definition =                                                                                                       \
            {"同样产品相比，关键客户得到该服务的比例减普通客户的比例；负数表示关键客户" \
             "更差。各经销商见表 tiers.mismatch。",                                                                         \
             "Share of key customers with the service less that of ordinary ones, like "                                    \
             "products compared; below 0: key customers are served worse. Dealers stand "                                   \
             "in the table tiers.mismatch."},                                                                               \
        .formula = "100 sum w_i (p_key,i - p_ordinary,i) / sum w_i over products i, w_i = "                                 \
                   "n_key,i n_ordinary,i / n_i",                                                                            \
        .interval = {"Mantel–Haenszel 差值的正态区间（Sato 方差）",                                                         \
                     "normal, Mantel and Haenszel's difference with Sato's variance"},                                      \
        .guard = {"没有客户编号、缺少所需的时间，或没有共同的产品时不给出。",                                               \
                  "Refused without the customers, without the times, and where no product is "                              \
                  "common."},                                                                                               \
        .source = SOURCE "; Mantel & Haenszel 1959; Sato, Greenland & Robins 1989",                                         \
        .caveat = RULES,                                                                                                    \
    }

const struct metric tiers_metrics[] = {
    {
        .id = "tiers.share",
        .unit = UNIT_SHARE,
        .better = BETTER_NONE,
        .kind = STATISTIC_EXTENDED,
        .title = {"各等级客户所占比例", "Customers by tier"},
        .definition =
            {"两年内购买过、报修过或投诉过的客户中，各等级所占比例：关键、适当、普通，"
             "以及有害（不属实的投诉或未付的收费达到规定次数）。",
             "Of the customers who bought, had a repair or complained within two years, "
             "the share of each tier: key, right, ordinary, and harmful (complaints found "
             "unjustified, or charges not paid, as often as the rules say)."},
        .formula = "value = purchases of 24 months - repairs not charged x cost of a repair; key: "
                   "at least the value of rank floor(key_share n) from above, right: of rank "
                   "floor((key_share + right_share) n), both above 0, unless set in yuan",
        .interval = {"Wilson 区间", "Wilson interval"},
        .guard = {"没有购买的客户编号时不给出；没有“是否属实”“是否付款”两列时不认有害客户。",
                  "Refused without the customers of purchases; harmful ones need justified of the "
                  "complaints or paid of the repairs."},
        .source = SOURCE "; Wilson 1927",
        .caveat = RULES,
    },
    SERVICE("reply_24h", "24 小时内答复，按客户等级", "Answered within 24 h, by tier",
            "客户最后一次维修在 24 小时内得到答复的比例。",
            "Share of customers whose last repair was answered within 24 hours.",
            "customers whose last repair of 12 months was replied to within 1440 min / customers "
            "with a repair reported at least 1440 min before the horizon"),
    SERVICE(
        "close_24h", "24 小时内解决，按客户等级", "Solved within 24 h, by tier",
        "客户最后一次维修在 24 小时内完成的比例。",
        "Share of customers whose last repair was closed within 24 hours.",
        "customers whose last repair of 12 months was closed within 1440 min / customers with a "
        "repair reported at least 1440 min before the horizon"),
    SERVICE("called_30d", "30 天内回访，按客户等级", "Called back within 30 days, by tier",
            "客户最后一次维修完成后 30 天内有回访的比例。",
            "Share of customers who were called within 30 days after their last repair was closed.",
            "customers called within 43,200 min of the closing / customers whose last repair of 12 "
            "months was closed at least 43,200 min before the horizon"),
    GAP("reply_24h", "24 小时内答复：关键减普通客户", "Answered within 24 h: key less ordinary"),
    GAP("close_24h", "24 小时内解决：关键减普通客户", "Solved within 24 h: key less ordinary"),
    GAP("called_30d", "30 天内回访：关键减普通客户",
        "Called back within 30 days: key less ordinary"),
    {0},
};
