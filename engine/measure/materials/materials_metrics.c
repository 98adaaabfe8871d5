/* Definition pages of the parts on loan. */
#include "measure/materials/materials.h"

#define CLUSTERED                                                                                                               \
    {                                                                                                                           \
        "Wilson 区间，件数除以同一经销商各配件之间的离散系数（至少为 1）：同一账户的件不是" \
        "各自独立的",                                                                                                           \
            "Wilson with the pieces divided by the dispersion of the accounts of a dealer (at "                                 \
            "least 1): pieces of one account do not come back one by one"                                                       \
    }
#define GUARD_PIECES                                                                               \
    {                                                                                              \
        "到期件数少于最小基数时不给出；少于 judged_base（默认 30）件的经销商不判好坏。",           \
            "Refused with fewer pieces due than the minimum base; dealers with fewer than "        \
            "judged_base (30) get no verdict."                                                     \
    }
#define SOURCE                                                                                     \
    "the service documents: parts are issued, returned or charged, and what is not returned in "   \
    "time is kept and charged; Wilson 1927; McCullagh & Nelder 1989, 4.5"

const struct metric materials_metrics[] = {
    {
        .id = "materials.in_time.share",
        .unit = UNIT_SHARE,
        .better = BETTER_HIGHER,
        .kind = STATISTIC_EXTENDED,
        .title = {"按期结清的配件", "Parts settled in time"},
        .definition =
            {"截至报告月的 12 个月内到期的件（发出后满期限，默认 30 天）中，到期日前已退回、已收费"
             "或获准不退的比例。同一经销商同一配件按先发先结（FIFO）配对；n 为件数。",
             "Of the pieces that fell due in the twelve months up to the report month (issued so "
             "many days before, 30 unless configured), the share that was returned, charged or "
             "exempt by the due day. Within a dealer's part the oldest piece is settled first "
             "(FIFO); n counts pieces."},
        .formula = "pieces due in 12 months and settled by moved_on + limit / pieces due in 12 "
                   "months; by dealer and part, day by day, oldest first",
        .source = SOURCE,
        .caveat =
            {"配件没有编号，配对是约定：欠得越久的先抵。账上有旧欠的经销商，新的退回先抵旧欠，"
             "因此一直显示逾期。",
             "Parts bear no number, and matching is a convention: the oldest debt is settled "
             "first. A dealer who carries old debts stays late until they are settled."},
        .interval = CLUSTERED,
        .guard = GUARD_PIECES,
    },
    {
        .id = "materials.kept.share",
        .unit = UNIT_SHARE,
        .better = BETTER_LOWER,
        .kind = STATISTIC_EXTENDED,
        .title = {"到期未退的配件", "Parts kept beyond their time"},
        .definition =
            {"记录开始以来到期的件中，到报告月末既没有退回也没有收费的比例；n 为件数。按制度，"
             "逾期未退即视为留用，应当收费。",
             "Of all pieces that fell due since the records begin, the share neither returned nor "
             "charged by the end of the report month; n counts pieces. By the rule, what is not "
             "returned in time is kept, and to be charged."},
        .formula = "pieces due and still open / pieces due, by dealer and part, oldest first",
        .source = SOURCE,
        .caveat =
            {"记录开始之前发出的件不在账上，它们的退回会抵掉后来发出的。欠账也可能是漏记退回。",
             "Pieces issued before the records begin are not in it, and their returns settle later "
             "ones. A debt may also be a return that nobody wrote down."},
        .interval = CLUSTERED,
        .guard = GUARD_PIECES,
    },
    {0},
};
