/* Definition pages of the audit of charges. */
#include "measure/charging/charging.h"

#define DATES   (1ULL << NEED_PURCHASED | 1ULL << NEED_WARRANTY)
#define CHARGED (1ULL << NEED_CHARGED)
#define REASON  (1ULL << NEED_REASON)
#define FEES    (1ULL << NEED_MATERIAL_FEE)

#define SHARE(name, number, columns, direction)                                                    \
    .id = "charging." name ".share", .unit = UNIT_SHARE, .better = direction,                      \
    .kind = STATISTIC_SHARE, .statistic = statistic_share, .needed = columns,                      \
    .offset = offsetof(struct charging_cell, share[number])

#define MONEY(name, member, columns)                                                               \
    .id = "charging." name ".fen", .unit = UNIT_FEN, .better = BETTER_NONE,                        \
    .kind = STATISTIC_MEAN, .statistic = statistic_sums, .needed = columns,                        \
    .offset = offsetof(struct charging_cell, member), .argument = 1

#define RULES_SOURCE                                                                               \
    "service manual, charging for material: in warranty free but for misuse, self-installation, "  \
    "unauthorised repair, power and force majeure; out of warranty charged; "

const struct metric charging_metrics[] = {
    {
        SHARE("leak", CHARGING_LEAK, CHARGED | DATES, BETTER_LOWER),
        .title = {"应收未收", "Should have been charged, was not"},
        .definition =
            {"按保修日期和记录的原因应当收费的已完成维修中，没有收费的比例。电话指导不计；回访上门"
             "只看有没有用配件。",
             "Of the closed repairs that by warranty dates and recorded reason were to be charged, "
             "the share that was not. Guidance by phone is left out, and so are callback visits "
             "without a part."},
        .formula = "charged = 0 / closed repairs out of warranty, or with one of the five reasons, "
                   "not out of box, mode not phone, with charged recorded; Wilson interval",
        .source = RULES_SOURCE "Wilson 1927",
        .caveat = {"好意减免、延保合同不在数据里，也会算作应收未收：逐单核实再下结论。",
                   "Goodwill and extended warranties are not in the data and count as leaks: look "
                   "at the cases before concluding."},
    },
    {
        SHARE("overcharge", CHARGING_OVERCHARGE, CHARGED | DATES | REASON, BETTER_LOWER),
        .title = {"不应收而收", "Charged, should have been free"},
        .definition =
            {"按保修日期和记录的原因应当免费的已完成维修中，收了费的比例；回访上门收了服务费的也"
             "计入。",
             "Of the closed repairs that by warranty dates and recorded reason were to be free, "
             "the "
             "share that was charged; a callback visit charged for labour counts, too."},
        .formula =
            "charged = 1 / closed repairs in warranty without one of the five reasons, or "
            "out of box without any reason, with charged recorded; callback visits that were "
            "charged: labour_fee > 0; Wilson interval",
        .source = RULES_SOURCE "on callback visits no service fee; Wilson 1927",
        .caveat = {"收了费却没有登记原因的在内：也可能只是漏登原因，另见“其中没有登记原因的”。",
                   "Charges without a recorded reason are in it; the reason may only have been "
                   "forgotten: see the share without one."},
    },
    {
        SHARE("unreasoned", CHARGING_UNREASONED, CHARGED | DATES | REASON, BETTER_NONE),
        .title = {"其中没有登记原因的", "Of these, without a recorded reason"},
        .definition = {"不应收而收的维修中，没有登记收费原因的比例。",
                       "Of the repairs charged that should have been free, the share with no "
                       "reason recorded."},
        .formula = "charge_reason missing / charged though in warranty or out of box; Wilson "
                   "interval",
        .source = RULES_SOURCE "Wilson 1927",
        .caveat = {"其余的登记了原因，但与日期矛盾。",
                   "The others have a reason that the dates contradict."},
    },
    {
        SHARE("claimed", CHARGING_CLAIMED, CHARGED | DATES | REASON, BETTER_LOWER),
        .title = {"以过保收费而仍在保", "Charged as out of warranty, was in it"},
        .definition = {"以“过保”为由收费、日期可考的维修中，按日期仍在保修期内的比例。",
                       "Of the repairs charged as out of warranty whose dates are known, the share "
                       "that was in warranty by these dates."},
        .formula = "reported_at <= purchased_on + warranty_months / charged with charge_reason "
                   "out_of_warranty, product in use; Wilson interval",
        .source = "service manual: warranty runs from the purchase date; Wilson 1927",
        .caveat = {"原因与日期矛盾，至少一处记错：先查购买凭证。",
                   "Reason and dates contradict each other, and one of them is wrong: ask for the "
                   "proof of purchase first."},
    },
    {
        SHARE("unknown", CHARGING_UNKNOWN, CHARGED | DATES, BETTER_NONE),
        .title = {"无从判断", "Cannot be said"},
        .definition = {"已完成的维修中，缺日期或缺是否收费、或记录自相矛盾，无从判断的比例。",
                       "Of the closed repairs, the share that cannot be judged: no dates, no word "
                       "whether it was charged, or a record that contradicts itself."},
        .formula = "closed repairs with charged missing, or without a stage and one of the five "
                   "reasons, or out of box with a reason / closed repairs; Wilson interval",
        .source = "audit practice: what cannot be judged is counted and told; Wilson 1927",
        .caveat = {"比例越高，前两项越不能代表全部。",
                   "The higher it is, the less the other shares stand for all."},
    },
    {
        MONEY("overcharged", overcharged_fen, CHARGED | DATES | REASON | FEES),
        .title = {"每笔多收的金额", "Amount of an overcharge"},
        .definition =
            {"不应收而收、记有金额的维修，每笔平均金额；回访上门只计服务费。",
             "Mean amount of the repairs charged that should have been free, where one is "
             "recorded; of callback visits labour alone."},
        .formula = "sum of material_fee + labour_fee / such repairs with an amount above 0; "
                   "Student t interval",
        .source = "sums are exact, in fen; Student 1908",
        .caveat = {"总额见表 charging.money。", "Totals stand in the table charging.money."},
    },
    {
        MONEY("leaked", leaked_fen, CHARGED | DATES | FEES),
        .title = {"每笔漏收的金额（有记录）", "Amount of a leak, where recorded"},
        .definition = {"应收未收而记有材料费或服务费的维修，每笔平均金额。",
                       "Mean amount of the repairs that should have been charged and were not, "
                       "where fees are recorded all the same."},
        .formula = "sum of material_fee + labour_fee / leaks with an amount above 0; Student t "
                   "interval",
        .source = "sums are exact, in fen; Student 1908",
        .caveat = {"没有金额的漏收不在其中，另见估计。",
                   "Leaks without an amount are not in it: see the estimate."},
    },
    {
        MONEY("fee_with_part", fee_fen[1], CHARGED | DATES | FEES),
        .title = {"正常收费：用了配件", "Usual charge, with a part"},
        .definition = {"应收且已收、用了配件的维修，每笔平均收费。",
                       "Mean charge of the repairs that were to be charged and were, with a part."},
        .formula = "sum of material_fee + labour_fee / such repairs with an amount above 0; "
                   "Student t interval",
        .source = "Student 1908",
        .caveat = {"只作估计漏收的依据，不是价目。",
                   "What the estimate of leaks rests on, not a price list."},
    },
    {
        MONEY("fee_without_part", fee_fen[0], CHARGED | DATES | FEES),
        .title = {"正常收费：没有用配件", "Usual charge, without a part"},
        .definition =
            {"应收且已收、没有用配件的维修，每笔平均收费。",
             "Mean charge of the repairs that were to be charged and were, without a part."},
        .formula = "sum of material_fee + labour_fee / such repairs with an amount above 0; "
                   "Student t interval",
        .source = "Student 1908",
        .caveat = {"只作估计漏收的依据，不是价目。",
                   "What the estimate of leaks rests on, not a price list."},
    },
    {
        .id = "charging.unpriced.fen",
        .unit = UNIT_FEN,
        .better = BETTER_NONE,
        .kind = STATISTIC_EXTENDED,
        .needed = CHARGED | DATES | FEES,
        .title = {"没有金额的漏收约值（12 个月）", "Leaks without an amount, 12 months"},
        .definition =
            {"截至报告月的 12 个月里，应收未收而没有记录金额的维修，按同期全网络正常收费（分有无"
             "配件）的均值估计的总额。",
             "Of the leaks of the 12 months up to the report month that have no amount recorded: "
             "what they would have come to at the mean charge of the network's rightly charged "
             "repairs of the same months, with and without a part apart."},
        .formula = "sum over the two kinds of leaks without an amount x mean charge",
        .source = "prediction of a total from the mean of like ones (Cochran 1977, section 6)",
        .caveat = {"是估计，不是账目：这些维修并没有记录应收多少。",
                   "An estimate, no entry of the books: nobody recorded what they came to."},
        .interval = {"正态预测区间：均值的误差和每笔的差异都计入",
                     "Normal prediction interval, with the error of the means and the scatter of "
                     "single charges"},
        .guard = {"这样的漏收或可比的收费少于最小基数时不给出。",
                  "Refused with fewer such leaks, or fewer comparable charges, than the minimum "
                  "base."},
    },
    {0},
};
