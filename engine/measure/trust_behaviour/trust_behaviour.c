/* What satisfied and trusting customers then do (D19): everybody counts once, with the last
 * callback that he scored and that can be followed for a year, provided that he had bought
 * something by then: who is not known to buy cannot be seen to buy again. */
#include "base/day.h"
#include "measure/extend.h"
#include "measure/stats/share.h"

enum { FOLLOWED_DAYS = 365 };
enum { SEEN_SURVEYS, SEEN_PURCHASES, SEEN_DEPARTURES };
enum { SURVEY_AT, SURVEY_OVERALL, SURVEY_TRUST };

/* What is known of a customer; 0: nothing. */
enum look_bit {
    LOOK_PRESENT = 1,
    LOOK_SATISFIED = 2, /* in the two top points */
    LOOK_BACK = 4,      /* bought again 1 to 365 days later */
    LOOK_LEFT = 8,      /* is recorded as gone within 365 days */
    LOOK_ASKED = 16,    /* has a score of behavioural trust */
    LOOK_TRUSTS = 32    /* it is in the two top points */
};

/* The last scored callback on or before the last day that can be followed; false: none. */
static bool last_callback(const struct entity *entity, uint32_t *row, int32_t *day)
{
    const int32_t *at = entity->columns[SEEN_SURVEYS][SURVEY_AT];
    const int8_t *overall = entity->columns[SEEN_SURVEYS][SURVEY_OVERALL];
    const int32_t last = entity->context->horizon_day - FOLLOWED_DAYS;
    for (uint32_t i = overall && at ? entity->row_counts[SEEN_SURVEYS] : 0; i > 0; i--) {
        *row = entity->rows[SEEN_SURVEYS][i - 1];
        *day = day_of_minute(at[*row]);
        if (*day <= last && overall[*row] != SCORE_MISSING) return true;
    }
    return false;
}

static bool bought_after(const struct entity *entity, int32_t day)
{
    const int32_t *bought = entity->columns[SEEN_PURCHASES][0];
    for (uint32_t i = 0; i < entity->row_counts[SEEN_PURCHASES]; i++) {
        const int32_t later = bought[entity->rows[SEEN_PURCHASES][i]];
        if (later > day) return later - day <= FOLLOWED_DAYS;
    }
    return false;
}

static bool left_after(const struct entity *entity, int32_t day)
{
    const int32_t *left = entity->columns[SEEN_DEPARTURES][0];
    for (uint32_t i = 0; i < entity->row_counts[SEEN_DEPARTURES]; i++) {
        const int32_t gone = left[entity->rows[SEEN_DEPARTURES][i]];
        if (gone >= day) return gone - day <= FOLLOWED_DAYS;
    }
    return false;
}

static void derive(const struct entity *entity, void *const *out)
{
    uint32_t row;
    int32_t day;
    if (entity->row_counts[SEEN_PURCHASES] == 0 || !last_callback(entity, &row, &day)) return;
    const int32_t *bought = entity->columns[SEEN_PURCHASES][0];
    if (bought[entity->rows[SEEN_PURCHASES][0]] > day) return;
    const int32_t top2 = entity->context->options->scale_maximum - 1;
    const int8_t *overall = entity->columns[SEEN_SURVEYS][SURVEY_OVERALL];
    const int8_t *trust = entity->columns[SEEN_SURVEYS][SURVEY_TRUST];
    const bool is_asked = trust && trust[row] != SCORE_MISSING;
    ((int32_t *)out[0])[entity->number] =
        LOOK_PRESENT | (overall[row] >= top2 ? LOOK_SATISFIED : 0) |
        (bought_after(entity, day) ? LOOK_BACK : 0) | (left_after(entity, day) ? LOOK_LEFT : 0) |
        (is_asked ? LOOK_ASKED : 0) | (is_asked && trust[row] >= top2 ? LOOK_TRUSTS : 0);
}

struct cell {
    struct share satisfied_back, satisfied_away, satisfied_left, other_back;
    struct share truster_back, doubter_back; /* by behavioural trust, satisfied or not */
};

static void update(void *into, struct tally *tallies, const struct rows *rows)
{
    struct cell *cell = into;
    const int32_t *looks = rows->column[0];
    (void)tallies;
    for (uint32_t i = 0; i < rows->row_count; i++) {
        const int32_t look = looks[rows->row[i]];
        const bool is_back = look & LOOK_BACK, has_left = look & LOOK_LEFT;
        if (!(look & LOOK_PRESENT)) continue;
        if (look & LOOK_SATISFIED) {
            share_add(&cell->satisfied_back, is_back);
            share_add(&cell->satisfied_away, has_left || !is_back);
            share_add(&cell->satisfied_left, has_left);
        } else {
            share_add(&cell->other_back, is_back);
        }
        if (look & LOOK_ASKED)
            share_add(look & LOOK_TRUSTS ? &cell->truster_back : &cell->doubter_back, is_back);
    }
}

static bool has_rows(const struct measured *measured, const char *name)
{
    const struct table *table = linked_table(measured->linked, name);
    return table && table->row_count > 0;
}

static struct interval in_points(struct interval interval)
{
    interval.value *= 100;
    interval.lower *= 100;
    interval.upper *= 100;
    return interval;
}

static enum rc extend(const struct measured *measured, struct result *result, struct err *err)
{
    static const struct cell nobody;
    const struct tally *tallies;
    const struct cell *found = measured_cell(measured, AXIS_NETWORK, 0, 0, &tallies);
    const struct cell *cell = found ? found : &nobody;
    const struct share *left = &cell->satisfied_left;
    const struct share *yes = &cell->truster_back, *no = &cell->doubter_back;
    const bool can_compare = yes->n > 0 && no->n > 0;
    struct extended told = {.metric = "trust.satisfied_left_365d",
                            .key = "",
                            .period = PERIOD_ALL,
                            .n = left->n,
                            .interval = stats_wilson(left->met, left->n),
                            .method = "wilson"};
    if (!has_rows(measured, "departures")) {
        told.interval = INTERVAL_UNDEFINED;
        told.reason = "no_table: departures are needed to know who left";
    }
    const enum rc rc = extend_estimate(measured, result, &told, err);
    if (rc != RC_OK) return rc;
    told = (struct extended){.metric = "trust.behaviour_gap",
                             .key = "",
                             .period = PERIOD_ALL,
                             .n = can_compare ? yes->n + no->n : 0,
                             .interval = INTERVAL_UNDEFINED,
                             .method = "newcombe"};
    if (can_compare)
        told.interval = in_points(stats_newcombe_difference(yes->met, yes->n, no->met, no->n));
    return extend_estimate(measured, result, &told, err);
}

#define SOURCE "the service documents: satisfied customers still leave"
#define CAVEAT                                                                                                                                 \
    {                                                                                                                                          \
        "每位客户只计一次：取可以跟踪满一年的最后一次有总体评分的回访，且此前已有购买。再购看购买" \
        "表，离开看流失登记：没有登记的离开看不见。耐用品一年内不买不等于离开。",                                                              \
            "Each customer counts once, with the last scored callback that can be followed for a "                                             \
            "year and has a purchase on or before it. Buying again is seen in the purchases, "                                                 \
            "leaving in the departures: who leaves without a word is not seen. Not buying a "                                                  \
            "durable good within a year is not leaving."                                                                                       \
    }
#define BACK(name, member, zh, en, what)                                                                                              \
    {                                                                                                                                 \
        .id = "trust." name, .unit = UNIT_SHARE, .better = BETTER_HIGHER, .kind = STATISTIC_SHARE,                                    \
        .statistic = statistic_share, .offset = offsetof(struct cell, member), .title = {zh, en},                                     \
        .definition = {"此后 1–365 天内再次购买的客户比例，按总体满意度、按行为信任是否打最高两分" \
                       "分别统计。",                                                                                                  \
                       "Share of customers who bought again 1 to 365 days later, by whether they "                                    \
                       "are in the two top points of satisfaction, or of behavioural trust."},                                        \
        .formula = what " with a purchase 1 to 365 days later / " what "; Wilson interval",                                           \
        .source = SOURCE "; Wilson 1927", .caveat = CAVEAT,                                                                           \
    }

static const struct metric metrics[] = {
    {
        .id = "trust.satisfied_away_365d",
        .unit = UNIT_SHARE,
        .better = BETTER_LOWER,
        .kind = STATISTIC_SHARE,
        .statistic = statistic_share,
        .offset = offsetof(struct cell, satisfied_away),
        .title = {"满意却离开或一年内没有再买", "Satisfied, yet left or not back within a year"},
        .definition = {"总体满意度打最高两分的客户中，此后 365 "
                       "天内登记为流失、或没有再购买的比例。",
                       "Of customers in the two top points, the share recorded as gone within 365 "
                       "days or without a purchase 1 to 365 days later."},
        .formula = "satisfied customers who left or did not buy / satisfied customers; Wilson",
        .source = SOURCE "; Wilson 1927",
        .caveat = CAVEAT,
    },
    BACK("satisfied_back_365d", satisfied_back, "满意且一年内再购",
         "Satisfied: bought again within a year", "satisfied customers"),
    BACK("other_back_365d", other_back, "不够满意而一年内再购",
         "Less satisfied: bought again within a year", "customers below the two top points"),
    {
        .id = "trust.satisfied_left_365d",
        .unit = UNIT_SHARE,
        .better = BETTER_LOWER,
        .kind = STATISTIC_EXTENDED,
        .title = {"满意却在一年内流失", "Satisfied, yet recorded as gone within a year"},
        .definition = {"总体满意度打最高两分的客户中，此后 365 天内登记为流失的比例。",
                       "Of customers in the two top points, the share recorded as gone within 365 "
                       "days."},
        .formula = "satisfied customers with a departure 0 to 365 days later / satisfied customers",
        .interval = {"Wilson 区间", "Wilson interval"},
        .guard = {"没有流失表，或满意的客户少于最低样本数时不给出。",
                  "Refused without departures and below the minimum base."},
        .source = SOURCE "; Wilson 1927",
        .caveat = CAVEAT,
    },
    BACK("truster_back_365d", truster_back, "行为上信任的客户一年内再购",
         "Trust: bought again within a year", "customers who trust in behaviour"),
    BACK("doubter_back_365d", doubter_back, "行为信任较低的客户一年内再购",
         "Less trust: bought again within a year",
         "customers below the two top points of behavioural trust"),
    {
        .id = "trust.behaviour_gap",
        .unit = UNIT_PERCENT_POINTS,
        .better = BETTER_HIGHER,
        .kind = STATISTIC_EXTENDED,
        .title = {"说的与做的：行为信任高低的再购之差",
                  "Words and deeds: repurchase by behavioural trust"},
        .definition =
            {"行为信任打最高两分的客户与其余客户一年内再购比例之差；为 0 "
             "说明口头的信任没有变成行为。",
             "Share that bought again within a year among customers in the two top points "
             "of behavioural trust, less that of the others; 0 says that trust in words "
             "is not followed by deeds."},
        .formula = "100 (p_trusters - p_others)",
        .interval = {"Newcombe 区间（方法 10）", "Newcombe's interval (method 10)"},
        .guard = {"没有行为信任评分或样本数不足时不给出。",
                  "Refused without scores of behavioural trust and below the minimum base."},
        .source = SOURCE "; Newcombe 1998",
        .caveat = {"相关不是因果：常买的客户也更说信任。",
                   "It goes together: who buys often also says that he trusts."},
    },
    {0},
};

static const struct benchmark benchmarks[] = {
    {"trust.satisfied_away_365d", "", 0.85, "the service documents", 0.65},
    {"trust.satisfied_back_365d", "", 0.40, "the service documents", 0.30},
    {0},
};

const struct family family_trust_behaviour = {
    .name = "trust_behaviour",
    .title = {"满意的客户后来怎样", "What satisfied customers do"},
    .question = {"满意的客户、说信任的客户，一年内真的回来了吗？",
                 "Do customers who are satisfied, and who say that they trust, come back?"},
    .version = 1,
    .table = "customers",
    .tells_persons = true,
    .clock = NULL,
    .needs = (const struct need[]){{"trust_look", COLUMN_INT, false}, {0}},
    .axes = (const enum axis[]){AXIS_END},
    .fields = (const struct field[]){FIELDS_SHARE(struct cell, satisfied_back, "people"),
                                     FIELDS_SHARE(struct cell, satisfied_away, "people"),
                                     FIELDS_SHARE(struct cell, satisfied_left, "people"),
                                     FIELDS_SHARE(struct cell, other_back, "people"),
                                     FIELDS_SHARE(struct cell, truster_back, "people"),
                                     FIELDS_SHARE(struct cell, doubter_back, "people"),
                                     {0}},
    .cell_bytes = sizeof(struct cell),
    .metrics = metrics,
    .benchmarks = benchmarks,
    .derivation =
        &(const struct derivation){
            .history = HISTORY_CUSTOMER,
            .tables =
                (const struct derived_table[]){
                    {"surveys", (const struct need[]){{"surveyed_at", COLUMN_TIME, false},
                                                      {"overall", COLUMN_SCORE, true},
                                                      {"trust_behavioural", COLUMN_SCORE, true},
                                                      {0}}},
                    {"purchases", (const struct need[]){{"purchased_on", COLUMN_DATE, false}, {0}}},
                    {"departures", (const struct need[]){{"left_on", COLUMN_DATE, false}, {0}}},
                    {0}},
            .columns = (const struct need[]){{"trust_look", COLUMN_INT, false}, {0}},
            .code_names = (const char *const *const[]){NULL},
            .derive = derive,
        },
    .update = update,
    .extend = extend,
};
