/* Pages of the tables of parts on loan and monthly returns. */
#include "measure/topics.h"

const struct topic topics_office[] = {
    {
        .id = "materials.ledger",
        .also = {"materials.dealers", "materials.total"},
        .title = {"材料台账", "The ledger of parts"},
        .definition =
            {"每家经销商每种配件（materials.dealers：每家；materials.total：全部）从记录开始到报告"
             "月末的账：发出 issued、退回 given_back、收费 charged、准予不退 exempt、未结 "
             "outstanding（负数：结的比发的多）、其中逾期 overdue，均为件数；issued_fen = "
             "settled_fen + outstanding_fen 按发出时的单价，charged_fen "
             "为按收费单价的收入。按未结金额从大到小，至多 500 行。materials.total 另有：given "
             "从未入账的赠品等，盘盈 surplus、盘亏 shortage，没有计入的行。",
             "The account of each dealer and part (materials.dealers: of each dealer; "
             "materials.total: of all) from the beginning of the records to the end of the report "
             "month: issued, given_back, charged, exempt, outstanding (below 0: more was settled "
             "than issued) and of that overdue, all in pieces; issued_fen = settled_fen + "
             "outstanding_fen at the prices of issue; charged_fen, the revenue at the prices "
             "charged. Largest outstanding value first, at most 500 rows. materials.total adds: "
             "given, gifts and the like that were never on loan; surplus and shortage of stock "
             "counts; rows left out."},
        .formula =
            "outstanding = issued - given_back - charged - exempt; a day's rows are added up, "
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
             "revenue_fen，退回（免费）given_back，准予不退 exempt；件数与金额（分）。",
             "Sums of the rows of each of the last 24 months at their own prices: issued, charged "
             "with the after-sales revenue, given_back (free), exempt; pieces and fen."},
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
        .formula =
            "difference = counted - (issued - given_back - charged - exempt up to that day); "
            "value = difference x fen / pieces of the latest lot",
        .source = "the service documents: surplus and shortage of parts",
        .guard = {"没有盘点时没有此表。盘点是全数清点，没有抽样误差。",
                  "Without stock counts there is no such table. A count is of all pieces: no "
                  "sampling error."},
        .misuse = {"盘点不改变账面；差异可能来自漏记、错记配件或记录开始前的库存。",
                   "A count changes no account. Differences may come from rows not written, parts "
                   "mixed up, or stock from before the records."},
    },
    {
        .id = "returns.dealers",
        .also = {"returns.months", "returns.total"},
        .title = {"报表日历", "The calendar of returns"},
        .definition =
            {"至多 24 个月，每家经销商（returns.months：每月）应交 owed、按时 on_time、迟交 "
             "late、未交 missing、已交但没有日期 undated 的份数；streak_months "
             "为最近连续没有全部按时的月数，silent_months 为最近连续一份未交的月数，last_handed_in "
             "为最后交过的月份。久无消息的在前，其次未交、迟交最多的；至多 200 家。returns.total："
             "交过报表的经销商数，其他表里有、却从未交过的 dealers_without。",
             "Over at most 24 months the returns of each dealer (returns.months: of each month): "
             "owed, on_time, late, missing, undated (handed in, nobody knows when); streak_months, "
             "the latest months in a row in which not all was on time; silent_months, those of "
             "which nothing came; last_handed_in, the last month handed in. Who has been silent "
             "longest first, then most missing, then most late; at most 200. returns.total: "
             "dealers who hand in, and dealers_without, those of other tables who never did."},
        .formula = "due = day returns.due_day (3) of the next month; late = after it, up to the "
                   "end of the report month; missing = not by then",
        .source = "the service documents: last month's installations and repairs, by the 3rd",
        .guard = {"应交的是全部，没有抽样误差，因此没有区间；带区间的比例见 returns.on_time.share "
                  "和 returns.missing.share。",
                  "All returns are counted: no sampling error, no interval. Shares with intervals: "
                  "returns.on_time.share and returns.missing.share."},
        .misuse = {"从第一次交表的月份起算；停业的经销商会一直显示没有消息。不是排名。",
                   "Counted from the first month a dealer handed in; one who has closed stays "
                   "silent for ever. Not a ranking."},
    },
    {
        .id = "returns.open",
        .title = {"迟交与未交的报表", "Returns late or missing"},
        .definition =
            {"近 12 个月应交报表中迟交（late）和未交（missing）的，一份一行：月份、经销商、类别"
             "、应交日、提交日；最近的月份在前，至多 500 行。",
             "Returns of the last 12 months that were late or are missing, a row each: month, "
             "dealer, kind, day due, day submitted; the latest month first, at most 500 rows."},
        .formula = "late: submitted_on > due_on; missing: no submitted_on up to the end of the "
                   "report month",
        .source = "the service documents: last month's installations and repairs, by the 3rd",
        .guard = {"没有迟交和未交时为空表。", "Empty when none is late or missing."},
        .misuse = {"提交日是填写的日期；报表寄出与收到的日子可能不同。",
                   "The day is the one written down; posted and received may differ."},
    },
    {
        .id = "returns.revised",
        .also = {"returns.revision"},
        .title = {"迟来的数据改了什么", "What late data changed"},
        .definition =
            {"rater run --previous 给出上次的 "
             "result.json：报告月之前各月、全网络、两次都给出数值的指标中，n "
             "或数值与上次不同的，一行一个：上次的 n_before、value_before，现在的 "
             "n、value、lower、upper；outside "
             "表示现在的数值已在上次的区间之外。离上次最远（以上次区间的半宽计）的在前，至多 200 "
             "行。returns.revision：上次的报告月、比较了几个、几个不同、几个在区间之外；same_"
             "config "
             "为两次的配置是否相同。",
             "rater run --previous names an earlier result.json. Of the figures of the network, of "
             "months before the report month, that both results tell, those whose n or value "
             "differs: n_before and value_before then, n, value, lower and upper now; outside: the "
             "value now lies outside the interval then. Furthest first, in half widths of the "
             "interval then; at most 200. returns.revision: the earlier report month, how many "
             "were compared, differ, and lie outside; same_config: whether both runs had the same "
             "configuration."},
        .formula = "differs: n or value is not the same number; outside: value < lower or value > "
                   "upper of the earlier result",
        .source = "the service documents: how the figures change when late data comes in; revision "
                  "analysis of official statistics (OECD/Eurostat 2007)",
        .guard = {"没有 --previous 时没有此表；两次中有一次不予给出的数字不比较。",
                  "Without --previous there is no such table; figures that either result refuses "
                  "are not compared."},
        .misuse = {"不同也可能来自改过的数据、另一套配置或另一版程序，不一定是迟来的数据。",
                   "A figure may differ because rows were mended, or the configuration or the "
                   "program is another one, not only because data came late."},
    },
    {0},
};
