#include "measure/paradox/paradox.h"

#define MATOS "de Matos, Henrique & Rossi 2007, Journal of Service Research 10:60"
#define INTERVAL_ZH                                                                                                               \
    "95 % t 区间：两组按同一产品构成的均值之差，各产品各用自己的方差（Satterthwaite 自由度）；" \
    "构成视为给定。"
#define INTERVAL_EN                                                                                \
    "95 % t interval of the difference of two means with the same mix of products, each product "  \
    "with its own variance (Satterthwaite's degrees of freedom); the mix is taken as given."
#define GUARD_ZH                                                                                                                       \
    "任一组少于最小基数，或一半以上的客户找不到同产品而无问题的人，则拒绝；找不到的超过 5 % " \
    "时注明并不计入。结论用语：下限大于 0 为“悖论”，上限小于 0 为“更差”，区间在 ±0.25 "       \
    "分之内为“等同”，下限高于 −0.25 "                                                                                 \
    "为“不劣于”，其余（及任一组少于 judged_base 人）为“不能说”。可由相减推出少于 private_below "  \
    "人的回答时也拒绝。解决快慢、未解决另行列出。"
#define GUARD_EN                                                                                   \
    "Refused with fewer than the minimum base in either group, or when more than half have "       \
    "nobody "                                                                                      \
    "with the same product and no problem; those who have nobody are left out, and it is said "    \
    "when they are more than 5 %; and where subtraction would give away fewer than "               \
    "private_below. "                                                                              \
    "Words: paradox (lower bound above 0), worse (upper bound below 0), equivalent (interval "     \
    "within 0.25 points), not inferior (lower bound above -0.25), else, and with fewer than "      \
    "judged_base in either group, cannot say. How the problem ended (fast, later, unsolved) is "   \
    "told apart."

#define STATED(id_end, need, zh, en, zh_what, en_what, found_zh, found_en)                                                                 \
    {                                                                                                                                      \
        .id = "paradox." id_end, .unit = UNIT_SCORE, .better = BETTER_HIGHER,                                                              \
        .kind = STATISTIC_EXTENDED, .needed = 1ULL << 1 | 1ULL << need,                                                                    \
        .title = {"补救后与无问题之差：" zh, "Recovered against never failed: " en},                                                       \
        .definition = {"至报告月的 12 个月回访：问题已解决（含快速解决）的客户的平均" zh_what                                              \
                       "减去没有遇到问题的客户的，后者按前者的产品构成标准化。",                                                           \
                       "Surveys of the 12 months up to the report month: mean " en_what                                                    \
                       " of customers whose problem was solved (fast or not), minus that of "                                              \
                       "customers without a problem, given the same mix of products."},                                                    \
        .formula = "sum over products of n_solved (mean_solved - mean_never) / sum of n_solved; "                                          \
                   "beside it van Elteren's P(solved > never) + P(=)/2",                                                                   \
        .source = MATOS "; van Elteren 1960; Cochran 1977, 5.4",                                                                           \
        .caveat =                                                                                                                          \
            {"接听回访的客户自己的说法；遇到问题的客户可能本来就不同，只按产品作了匹配；同一客户" \
             "的多次回访按各自独立计。" found_zh                                                                                           \
             "平均分把等级当作数字，表中另有不作此假设的优势概率。",                                                                       \
             "By the account of customers who took the call; those with a problem may "                                                    \
             "differ in other ways than the product; several surveys of one customer count as "                                            \
             "independent. " found_en " The mean takes grades for "                                                                        \
             "numbers; the table has the probability of superiority, which does not."},                                                    \
        .interval = {INTERVAL_ZH, INTERVAL_EN}, .guard = {GUARD_ZH, GUARD_EN},                                                             \
    }

const struct metric paradox_metrics[] = {
    STATED("satisfaction", 3, "满意度", "satisfaction", "总体满意度", "overall satisfaction",
           "文献（de Matos 等 2007）：满意度上有悖论。",
           "Published (de Matos et al. 2007): there is a paradox in satisfaction."),
    STATED("intention", 4, "再购意愿", "intention", "再购意愿（1–5）",
           "intention to buy again (1 to 5)", "文献（de Matos 等 2007）：再购意愿上没有悖论。",
           "Published (de Matos et al. 2007): there is none in the intention to buy again."),
    {0},
};
