/* Pages of the tables of what was charged. */
#include "measure/topics.h"

const struct topic topics_repairs[] = {
    {
        .id = "charging.money",
        .title = {"应收未收与多收：各经销商", "Leaks and overcharges by dealer"},
        .definition =
            {"截至报告月的 12 个月，第一行为全网络，其后每家经销商一行（按名称排列，不是排名）："
             "due_repairs 为应收费的已完成维修，leaks 为其中没有收的，leaked_fen "
             "为它们记录在案的金额之和，leaks_unpriced 为没有金额的，unpriced_fen "
             "及上下限为按全网络可比收费的估计；free_repairs 为应免费的，overcharges "
             "为其中收了费的，unreasoned 为其中没有登记原因的，overcharged_fen "
             "为所收金额之和；closed_repairs 为已完成的，unjudged 为无从判断的。",
             "The 12 months up to the report month, the network first, then a row for each dealer "
             "in order of their names, which is no ranking: due_repairs, closed repairs that were "
             "to be charged; leaks, those that were not; leaked_fen, their recorded amounts; "
             "leaks_unpriced, those without one, and unpriced_fen with bounds, what these come to "
             "at comparable charges of the network; free_repairs, those that were to be free; "
             "overcharges, those charged all the same; unreasoned, those of them without a reason; "
             "overcharged_fen, what was taken; closed_repairs, and unjudged, of which it cannot be "
             "said."},
        .formula = "sums in whole fen; unpriced_fen = sum over repairs with and without a part of "
                   "leaks x mean charge, -+ 1.96 sqrt(sum of variance of a charge x (leaks + "
                   "leaks^2 / charges))",
        .source = "service manual, charging for material; Cochran 1977, section 6",
        .guard = {"完成的维修少于最小基数的经销商只计入全网络；可比的收费少于最小基数时没有约值。",
                  "Dealers with fewer closed repairs than the minimum base stand in the network "
                  "alone; without as many comparable charges there is no estimate."},
        .misuse = {"金额是账面的审计线索，不是欠款：好意减免、延保和漏登的原因不在数据里。",
                   "What is to be looked into, no debt: goodwill, extended warranties and reasons "
                   "that were not written down are not in the data."},
    },
    {
        .id = "charging.cases",
        .title = {"应收未收与多收的维修", "The cases of leaks and overcharges"},
        .definition =
            {"报告月应收未收（leak）与不应收而收（overcharge）的维修，金额大的在前，至多 "
             "100 笔：repair_id、dealer、reported_on、warranty_stage（开箱、保修期内、过保）、"
             "charge_reason；fen 为记录的金额，没有时 estimated_fen "
             "为全网络可比收费的均值。repair_id 过长的为空。",
             "The report month's repairs that leaked or were overcharged, the largest "
             "first, a hundred at most: repair_id, dealer, reported_on, warranty_stage "
             "(out of box, in warranty, out of warranty), charge_reason; fen, the "
             "recorded amount, or estimated_fen, the network's mean of comparable "
             "charges. A repair_id that is too long to be kept is empty."},
        .formula = "amount = material_fee + labour_fee; of callback visits labour_fee alone; equal "
                   "amounts in the order of the report, then of the repair_id",
        .source = "service manual, charging for material",
        .guard = {"没有是否收费、购买日期或保修月数时没有此表。",
                  "There is no such table without charged, purchased_on and warranty_months."},
        .misuse = {"按金额排列，不代表后面的不重要；逐单核实再下结论。",
                   "Ordered by amount, which says nothing of those further down; look at a case "
                   "before concluding."},
    },
    {0},
};
