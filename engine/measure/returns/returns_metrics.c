/* Definition pages of the monthly returns. */
#include "measure/returns/returns.h"

#define CLUSTERED                                                                                  \
    {                                                                                              \
        "Wilson 区间，份数除以离散系数（至少为 1）：同一经销商同月的两份常常一起交",               \
            "Wilson with the returns divided by their dispersion (at least 1): the returns of "    \
            "one "                                                                                 \
            "dealer and month mostly go out together"                                              \
    }
#define GUARD_RETURNS                                                                              \
    {                                                                                              \
        "应交份数少于最小基数时不给出；少于 judged_base（默认 30）份的经销商不判好坏。",           \
            "Refused with fewer returns owed than the minimum base; dealers with fewer than "      \
            "judged_base (30) get no verdict."                                                     \
    }
#define OWED                                                                                       \
    "a return owed: each kind (install, repair) that anybody hands in, of each dealer, for each "  \
    "month from the first one that the dealer ever handed in; of a return sent twice the first "   \
    "counts"
#define SOURCE                                                                                     \
    "the service documents: last month's installations and repairs, by the 3rd; Wilson 1927"

const struct metric returns_metrics[] = {
    {
        .id = "returns.on_time.share",
        .unit = UNIT_SHARE,
        .better = BETTER_HIGHER,
        .kind = STATISTIC_EXTENDED,
        .title = {"按时交表", "Returns handed in on time"},
        .definition =
            {"当月应交的（上月的安装、维修汇总，3 "
             "日截止，可配置）报表中，按时交的比例；经销商为截至报告月的 24 个月。n 为份数。",
             "Of the returns due in the month (the month before's installations and repairs, by "
             "the 3rd unless configured), the share handed in on time; of dealers over 24 months. "
             "n counts returns."},
        .formula =
            "returns with submitted_on <= due day / returns owed with a known day or none; " OWED,
        .source = SOURCE,
        .caveat = {"按填写的提交日期算；交得及时不等于内容正确。",
                   "By the day written on it. In time is not yet right."},
        .interval = CLUSTERED,
        .guard = GUARD_RETURNS,
    },
    {
        .id = "returns.missing.share",
        .unit = UNIT_SHARE,
        .better = BETTER_LOWER,
        .kind = STATISTIC_EXTENDED,
        .title = {"未交的报表", "Returns not handed in"},
        .definition =
            {"当月应交的报表中，到报告月末仍未交的比例；经销商为截至报告月的 24 个月。n 为份数。",
             "Of the returns due in the month, the share not handed in by the end of the report "
             "month; of dealers over 24 months. n counts returns."},
        .formula =
            "returns owed of which no row has submitted_on up to the end of the report month "
            "/ returns owed; " OWED,
        .source = SOURCE,
        .caveat = {"从未交过报表的经销商不在其中（见 returns.total 的 dealers_without）；已经停业的"
                   "会一直算作未交。",
                   "Dealers who never handed in one are not in it (dealers_without in "
                   "returns.total); one who has closed counts as missing for ever."},
        .interval = CLUSTERED,
        .guard = GUARD_RETURNS,
    },
    {0},
};
