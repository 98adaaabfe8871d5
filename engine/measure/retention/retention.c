/* Retention (D16, D18): does a customer buy again, and how far apart are customers by what became
 * of their problem? */
#include "measure/retention/retention.h"

#include "base/day.h"

const char *const retention_paths[PATH_COUNT + 1] = {"",
                                                     "no_problem",
                                                     "problem_no_complaint",
                                                     "complained_unsolved",
                                                     "complained_solved",
                                                     "complained_solved_fast",
                                                     NULL};

enum { SEEN_PURCHASES, SEEN_REPAIRS, SEEN_COMPLAINTS };
enum { COMPLAINT_OPENED, COMPLAINT_RESOLVED };
enum { OUT_PATH, OUT_INDEX_DAY, OUT_GAP_DAYS };

/* The path by the first complaint. */
static enum retention_path path_of_complaint(const struct entity *entity, uint32_t row)
{
    const int32_t *opened = entity->columns[SEEN_COMPLAINTS][COMPLAINT_OPENED];
    const int32_t *resolved = entity->columns[SEEN_COMPLAINTS][COMPLAINT_RESOLVED];
    if (!resolved || resolved[row] == MINUTE_MISSING) return PATH_COMPLAINED_UNSOLVED;
    return resolved[row] - opened[row] <= MINUTES_A_DAY ? PATH_COMPLAINED_SOLVED_FAST
                                                        : PATH_COMPLAINED_SOLVED;
}

static enum retention_path path_of(const struct entity *entity, int32_t *index_day)
{
    if (entity->row_counts[SEEN_COMPLAINTS] > 0) {
        const uint32_t row = entity->rows[SEEN_COMPLAINTS][0];
        const int32_t *opened = entity->columns[SEEN_COMPLAINTS][COMPLAINT_OPENED];
        *index_day = day_of_minute(opened[row]);
        return path_of_complaint(entity, row);
    }
    if (entity->row_counts[SEEN_REPAIRS] > 0) {
        const int32_t *reported = entity->columns[SEEN_REPAIRS][0];
        *index_day = day_of_minute(reported[entity->rows[SEEN_REPAIRS][0]]);
        return PATH_PROBLEM_NO_COMPLAINT;
    }
    const int32_t *purchased = entity->columns[SEEN_PURCHASES][0];
    *index_day = purchased[entity->rows[SEEN_PURCHASES][0]];
    return PATH_NO_PROBLEM;
}

/* Customers without a purchase stay on path 0: they are nobody's buyers. */
static void derive(const struct entity *entity, void *const *out)
{
    if (entity->row_counts[SEEN_PURCHASES] == 0) return;
    int32_t index_day;
    const enum retention_path path = path_of(entity, &index_day);
    ((uint32_t *)out[OUT_PATH])[entity->number] = path;
    ((int32_t *)out[OUT_INDEX_DAY])[entity->number] = index_day;
    const int32_t *purchased = entity->columns[SEEN_PURCHASES][0];
    int32_t gap_days = RETENTION_NO_PURCHASE;
    for (uint32_t i = 0; i < entity->row_counts[SEEN_PURCHASES]; i++) {
        const int32_t day = purchased[entity->rows[SEEN_PURCHASES][i]];
        if (day <= index_day) continue;
        gap_days = day - index_day; /* the rows are in order of their days: this is the next one */
        break;
    }
    ((int32_t *)out[OUT_GAP_DAYS])[entity->number] = gap_days;
}

static void update(void *cell_bytes, struct tally *tallies, const struct rows *rows)
{
    struct retention_cell *cell = cell_bytes;
    const uint32_t *paths = rows->column[0];
    const int32_t *index_days = rows->column[1], *gaps = rows->column[2];
    const int32_t horizon_day = rows->context->horizon_day;
    for (uint32_t i = 0; i < rows->row_count; i++) {
        const uint32_t row = rows->row[i];
        if (paths[row] == PATH_NONE) continue;
        cell->buyer_count++;
        const bool bought = gaps[row] != RETENTION_NO_PURCHASE;
        if (index_days[row] + RETENTION_WINDOW_DAYS <= horizon_day)
            share_add(&cell->repurchase, bought && gaps[row] <= RETENTION_WINDOW_DAYS);
        if (bought)
            tally_add(&tallies[TALLY_BOUGHT], gaps[row], 1);
        else
            tally_add(&tallies[TALLY_CENSORED], horizon_day - index_days[row], 1);
    }
}

/* Followed for a year is who began a year ago, whatever came of it. */
static const struct maturity began_late = {.eligible =
                                               offsetof(struct retention_cell, buyer_count)};

static const struct metric metrics[] = {
    {
        .id = "retention.repurchase_365d",
        .unit = UNIT_SHARE,
        .better = BETTER_HIGHER,
        .flags = METRIC_SEGMENTS_ONLY,
        .kind = STATISTIC_SHARE,
        .statistic = statistic_share,
        .offset = offsetof(struct retention_cell, repurchase),
        .maturity = &began_late,
        .title = {"365 天内再购", "Bought again within 365 days"},
        .definition = {"按客户经历（无问题、有问题未投诉、投诉未解决、已解决、快速解决）统计，从首"
                       "次购买、首次报修或首次投诉起 1–365 天内再次购买的客户比例。",
                       "Share of customers who bought again 1 to 365 days after the first "
                       "purchase, first repair or "
                       "first complaint, by what became of them."},
        .formula = "customers with a purchase 1–365 days after the index date / customers whose "
                   "index date lies at "
                   "least 365 days before the horizon; Wilson; beside it the Kaplan–Meier curve "
                   "and the log-rank test",
        .source = "TARP 1979/1986 (ladder); Wilson 1927; Kaplan & Meier 1958",
        .caveat =
            {"路径按整段数据事后归类，由起点之后发生的事决定；各路径起点不同（首次购买、报修、"
             "投诉），记录开始之前的问题看不到，未结案的投诉算未解决。快速解决的投诉可能本来就"
             "较轻。差别（包括曲线和 log-rank "
             "检验）是关联，不是原因。起点相同（首次购买后同样长的时"
             "间）的比较见 paradox.behaviour，它的数可以与这里方向相反。",
             "Paths are told with hindsight, by what happened after the index date, and start at "
             "different events; problems from before the records begin are not seen, and "
             "complaints still open count as unsolved. Complaints solved fast may have been the "
             "lighter ones. A difference, of the curves and the log-rank test too, is an "
             "association, not a cause. paradox.behaviour compares from the same time since the "
             "first purchase, and may point the other way."},
    },
    {0},
};

#define TARP "TARP, as quoted in the service documents"
static const struct benchmark benchmarks[] = {
    {"retention.repurchase_365d", "path=no_problem", 0.83, TARP, 0},
    {"retention.repurchase_365d", "path=complained_solved", 0.70, TARP, 0.54},
    {"retention.repurchase_365d", "path=complained_solved_fast", 0.95, TARP, 0},
    {0},
};

const struct family family_retention = {
    .name = "retention",
    .title = {"再购", "Repurchase"},
    .question =
        {"客户会回来再买吗？问题处理得好坏，差别有多大？",
         "Do customers buy again, and how far apart are they by how their problem was handled?"},
    .version = 2,
    .table = "customers",
    .clock = NULL,
    .needs = (const struct need[]){{"recovery_path", COLUMN_CODE, false},
                                   {"index_day", COLUMN_DATE, false},
                                   {"repurchase_gap_days", COLUMN_INT, false},
                                   {0}},
    .axes = (const enum axis[]){AXIS_PATH, AXIS_END},
    .fields = (const struct field[]){FIELDS_SHARE(struct retention_cell, repurchase, "count"),
                                     FIELD_U64(struct retention_cell, buyer_count, "people"),
                                     {0}},
    .cell_bytes = sizeof(struct retention_cell),
    .tally_count = TALLY_COUNT,
    .metrics = metrics,
    .benchmarks = benchmarks,
    .derivation =
        &(const struct derivation){
            .history = HISTORY_CUSTOMER,
            .tables =
                (const struct derived_table[]){
                    {"purchases", (const struct need[]){{"purchased_on", COLUMN_DATE, false}, {0}}},
                    {"repairs", (const struct need[]){{"reported_at", COLUMN_TIME, false}, {0}}},
                    {"complaints", (const struct need[]){{"opened_at", COLUMN_TIME, false},
                                                         {"resolved_at", COLUMN_TIME, true},
                                                         {0}}},
                    {0}},
            .columns = (const struct need[]){{"recovery_path", COLUMN_CODE, false},
                                             {"index_day", COLUMN_DATE, false},
                                             {"repurchase_gap_days", COLUMN_INT, false},
                                             {0}},
            .code_names = (const char *const *const[]){retention_paths, NULL, NULL},
            .derive = derive,
        },
    .update = update,
    .extend = retention_extend,
    .reads_segments = true,
};
