/* Pages of the tables of parts on loan and monthly returns. */
#include "measure/topics.h"

const struct topic topics_office[] = {
    {
        .id = "materials.ledger",
        .also = {"materials.dealers", "materials.total"},
        .title = {"材料台账", "The ledger of parts"},
        .definition =
            {"每家经销商每种配件（materials.dealers：每家；materials.total：全部）从记录开始到报告"
             "月末的账：发出 issued、退回 returned、收费 charged、准予不退 exempt、未结 "
             "outstanding（负数：结的比发的多）、其中逾期 overdue，均为件数；issued_fen = "
             "settled_fen + outstanding_fen 按发出时的单价，charged_fen "
             "为按收费单价的收入。按未结金额从大到小，至多 500 行。materials.total 另有：given "
             "从未入账的赠品等，盘盈 surplus、盘亏 shortage，没有计入的行。",
             "The account of each dealer and part (materials.dealers: of each dealer; "
             "materials.total: of all) from the beginning of the records to the end of the report "
             "month: issued, returned, charged, exempt, outstanding (below 0: more was settled "
             "than issued) and of that overdue, all in pieces; issued_fen = settled_fen + "
             "outstanding_fen at the prices of issue; charged_fen, the revenue at the prices "
             "charged. Largest outstanding value first, at most 500 rows. materials.total adds: "
             "given, gifts and the like that were never on loan; surplus and shortage of stock "
             "counts; rows left out."},
        .formula = "outstanding = issued - returned - charged - exempt; a day's rows are added up, "
                   "then settle the oldest open pieces (FIFO); exempt (gift, office, brochure, "
                   "approved) settles at most what is open; corrections are rows with negative "
                   "quantity",
        .source = "the service documents: parts are issued, returned or charged; gifts, office "
                  "supplies, brochures and what is specially approved do not count",
        .guard = {"总数不是样本，没有抽样误差，因此没有区间。缺类别或数量的行不计入"
                  "（rows_left_out），没有单价的行只计件数（rows_unpriced）。",
                  "Sums of all rows, not of a sample: there is no sampling error and no interval. "
                  "Rows without kind or quantity are left out (rows_left_out); rows without a "
                  "price count in pieces only (rows_unpriced)."},
        .misuse = {"记录开始之前发出的件不在账上。未结不等于占用：可能是漏记退回。差异要凭盘点核实"
                   "，不能直接当作处罚依据。",
                   "What was issued before the records begin is not in it. Outstanding is not yet "
                   "embezzled: a return may not have been written down. Count the stock before "
                   "anybody is charged."},
    },
    {
        .id = "materials.months",
        .title = {"材料月报", "Parts by month"},
        .definition =
            {"近 24 个月每月按各行单价的合计：发出 issued，收费 charged 与售后收入 "
             "revenue_fen，退回（免费）returned，准予不退 exempt；件数与金额（分）。",
             "Sums of the rows of each of the last 24 months at their own prices: issued, charged "
             "with the after-sales revenue, returned (free), exempt; pieces and fen."},
        .formula = "sum of quantity and of quantity x unit_price by calendar month of moved_on",
        .source = "the service documents: monthly, all issued, charged (after-sales revenue), "
                  "returned (free)",
        .guard = {"总数没有抽样误差，因此没有区间；没有单价的行不计金额。",
                  "Plain sums have no sampling error and no interval; rows without a price have no "
                  "value."},
        .misuse = {"收入是收费配件的金额，不含服务费，也不是利润。",
                   "Revenue is what parts were charged at: without labour, and no profit."},
    },
    {
        .id = "materials.ageing",
        .title = {"逾期账龄", "Ages of what is overdue"},
        .definition =
            {"报告月末未结的件按逾期天数分档：第一行为未到期，其余为到期后 overdue_from 至 "
             "overdue_to 天；账户数、件数、金额（分，发出单价）。",
             "What is open at the end of the report month by the days since it was due: the first "
             "row is not due yet, the others overdue_from to overdue_to days; accounts, pieces and "
             "fen at the prices of issue."},
        .formula = "days overdue = last day of the report month - moved_on of the lot - limit "
                   "(materials.return_days, 30)",
        .source = "the service documents: what is not returned in time is kept and charged; "
                  "ageing of receivables in steps of 30 days",
        .guard = {"总数没有抽样误差，因此没有区间。各档之和等于未结（不含结多了的账户）。",
                  "Plain sums have no sampling error. The steps add up to what is outstanding "
                  "(accounts with a credit aside)."},
        .misuse = {"先发先结是约定：同一配件有旧欠时，新退回先抵旧欠。",
                   "Oldest first is a convention: with old debts a new return settles those."},
    },
    {
        .id = "materials.counts",
        .title = {"盘盈盘亏", "Surplus and shortage"},
        .definition =
            {"每家经销商每种配件最近一次盘点（类别 count）：盘点日、实盘 counted、账面 book"
             "（当日全部收发之后）、差异 difference（正为盘盈，负为盘亏）与金额 "
             "value_fen（最近一批的发出单价）。只列有差异的，按金额从大到小，至多 200 行。",
             "The latest stock count (kind count) of each dealer and part: its day, pieces "
             "counted, pieces in the book after all movements of that day, difference (above 0 "
             "surplus, below 0 shortage) and its value at the price of the latest lot. Only where "
             "they differ, largest value first, at most 200 rows."},
        .formula = "difference = counted - (issued - returned - charged - exempt up to that day); "
                   "value = difference x fen / pieces of the latest lot",
        .source = "the service documents: surplus and shortage of parts",
        .guard = {"没有盘点时没有此表。盘点是全数清点，没有抽样误差。",
                  "Without stock counts there is no such table. A count is of all pieces: no "
                  "sampling error."},
        .misuse = {"盘点不改变账面；差异可能来自漏记、错记配件或记录开始前的库存。",
                   "A count changes no account. Differences may come from rows not written, parts "
                   "mixed up, or stock from before the records."},
    },
    {0},
};
