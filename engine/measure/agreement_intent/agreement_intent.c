/* Words and facts about buying again: what customers said they would do, and what they did within a
 * year. Who had bought something by then counts once, with the last callback that said it and that
 * can be followed for a year. */
#include "base/day.h"
#include "measure/extend.h"
#include "measure/stats/rank_correlation.h"

enum { FOLLOWED_DAYS = 365, INTENT_COUNT = 16, INTENT_SURE = 4 /* 4 and 5 of 5 */ };
enum { SEEN_SURVEYS, SEEN_PURCHASES };
enum { SURVEY_AT, SURVEY_INTENT };

/* The last callback with an intention on or before the last day that can be followed; false: none.
 */
static bool last_said(const struct entity *entity, int32_t *day, int32_t *intent)
{
    const int32_t *at = entity->columns[SEEN_SURVEYS][SURVEY_AT];
    const int8_t *intents = entity->columns[SEEN_SURVEYS][SURVEY_INTENT];
    const int32_t last = entity->context->horizon_day - FOLLOWED_DAYS;
    for (uint32_t i = at && intents ? entity->row_counts[SEEN_SURVEYS] : 0; i > 0; i--) {
        const uint32_t row = entity->rows[SEEN_SURVEYS][i - 1];
        *day = day_of_minute(at[row]);
        *intent = intents[row];
        if (*day <= last && intents[row] > 0 && intents[row] < INTENT_COUNT) return true;
    }
    return false;
}

/* What the customer did about it; NOT_SEEN: he had bought nothing by then, so that nobody knows
 * whether he would be seen to buy again. */
enum { NOT_SEEN = -1 };
static int32_t bought_again(const struct entity *entity, int32_t day)
{
    const int32_t *bought = entity->columns[SEEN_PURCHASES][0];
    int32_t again = NOT_SEEN;
    for (uint32_t i = 0; bought && i < entity->row_counts[SEEN_PURCHASES]; i++) {
        const int32_t later = bought[entity->rows[SEEN_PURCHASES][i]];
        if (later <= day)
            again = 0;
        else
            return again == NOT_SEEN ? NOT_SEEN : later - day <= FOLLOWED_DAYS;
    }
    return again;
}

/* 0: nothing is known; else twice the intention, and 1 more when it was done. */
static void derive(const struct entity *entity, void *const *out)
{
    int32_t day, intent;
    if (!last_said(entity, &day, &intent)) return;
    const int32_t again = bought_again(entity, day);
    if (again != NOT_SEEN) ((int32_t *)out[0])[entity->number] = 2 * intent + again;
}

struct cell {
    struct share kept;
    uint64_t counts[INTENT_COUNT][2]; /* by what was said: did not, did */
};

static void update(void *cell_bytes, struct tally *tallies, const struct rows *rows)
{
    struct cell *cell = cell_bytes;
    const int32_t *said = rows->column[0];
    (void)tallies;
    for (uint32_t i = 0; i < rows->row_count; i++) {
        const uint32_t both = (uint32_t)said[rows->row[i]];
        if (both == 0 || both >= 2 * INTENT_COUNT) continue;
        cell->counts[both / 2][both % 2]++;
        if (both / 2 >= INTENT_SURE) share_add(&cell->kept, both % 2);
    }
}

static enum rc extend(const struct measured *measured, struct result *result, struct err *err)
{
    const struct cell *cell = measured_cell(measured, AXIS_NETWORK, 0, 0, NULL);
    uint64_t n = 0;
    for (int i = 0; cell && i < INTENT_COUNT; i++) n += cell->counts[i][0] + cell->counts[i][1];
    const struct interval rho =
        cell ? stats_rank_correlation(cell->counts[0], INTENT_COUNT, 2) : INTERVAL_UNDEFINED;
    const struct extended extended = {
        .metric = "agreement.intent",
        .axis = AXIS_NETWORK,
        .key = "",
        .period = PERIOD_ALL,
        .n = n,
        .interval = rho,
        .method = "spearman_jackknife",
        .reason = n == 0         ? "no_callbacks: nobody who said it can be followed for a year"
                  : !rho.defined ? "no_variation: all said, or all did, the same"
                                 : NULL};
    return extend_estimate(measured, result, &extended, err);
}

static const struct metric metrics[] = {
    {
        .id = "agreement.intent",
        .unit = UNIT_COEFFICIENT,
        .better = BETTER_NONE,
        .kind = STATISTIC_EXTENDED,
        .title = {"再购意愿与实际再购", "Intention to buy again and doing so"},
        .definition =
            {"客户在回访中说的再购意愿与此后一年内是否再次购买的等级相关；每位客户取满一年的最后一"
             "次回"
             "答（此前已购买过的客户）。",
             "Rank correlation of the intention to buy again and a purchase within the year after; "
             "of "
             "each customer who had bought by then the last answer that is a year old."},
        .formula = "Spearman's rho of repurchase_intent and a purchase dated 1 to 365 days after "
                   "the callback (0, 1)",
        .source = "Spearman 1904; Efron & Stein 1981, Annals of Statistics 9:586; Morwitz, Steckel "
                  "& Gupta 2007, Int J Forecasting 23:347 (stated intentions and purchases)",
        .caveat = {"再购的人少时相关不可能接近 1；买了别的品牌看不见。",
                   "Where few buy again it cannot come near 1; what is bought elsewhere is not "
                   "seen."},
        .interval = {"Fisher z 变换，标准误用刀切法。",
                     "By Fisher's z, with the error of the jackknife."},
        .guard = {"没有满一年的回答、或一侧没有差别时拒绝。",
                  "Refused without answers that are a year old, or where one side does not vary."},
    },
    {
        .id = "agreement.intent_kept",
        .unit = UNIT_SHARE,
        .better = BETTER_NONE,
        .kind = STATISTIC_SHARE,
        .statistic = statistic_share,
        .offset = offsetof(struct cell, kept),
        .title = {"说会再买的，真的买了", "Said so, and bought again"},
        .definition =
            {"此前已购买过、再购意愿为 4 或 5 的客户，此后一年内再次购买的比例。",
             "Of customers who had bought before and whose stated intention was 4 or 5 of "
             "5, the share that bought again within a year."},
        .formula = "customers with a purchase dated 1 to 365 days after their last callback that "
                   "is a year old and has repurchase_intent >= 4 / all such customers; Wilson",
        .source = "the service documents: 30–40 % of satisfied customers buy again; Wilson 1927",
        .caveat = {"耐用品一年内不买不等于不会再买。",
                   "Of durable goods, not to buy within a year is not never to buy again."},
    },
    {0},
};

const struct family family_agreement_intent = {
    .name = "agreement_intent",
    .title = {"说会再买与真的再买", "Intention and purchase"},
    .question = {"说会再买的客户，真的再买了吗？",
                 "Did those who said they would buy again do so?"},
    .version = 1,
    .table = "customers",
    .clock = NULL,
    .needs = (const struct need[]){{"intent_and_purchase", COLUMN_INT, false}, {0}},
    .axes = (const enum axis[]){AXIS_END},
    .fields = (const struct field[]){FIELDS_SHARE(struct cell, kept, "people"),
                                     {"counts", "people", NUMBER_U64, offsetof(struct cell, counts),
                                      2 * INTENT_COUNT, MERGE_SUM},
                                     {0}},
    .cell_bytes = sizeof(struct cell),
    .metrics = metrics,
    .derivation =
        &(const struct derivation){
            .history = HISTORY_CUSTOMER,
            .tables =
                (const struct derived_table[]){
                    {"surveys", (const struct need[]){{"surveyed_at", COLUMN_TIME, false},
                                                      {"repurchase_intent", COLUMN_SCORE, true},
                                                      {0}}},
                    {"purchases", (const struct need[]){{"purchased_on", COLUMN_DATE, false}, {0}}},
                    {0}},
            .columns = (const struct need[]){{"intent_and_purchase", COLUMN_INT, false}, {0}},
            .code_names = (const char *const *const[]){NULL},
            .derive = derive,
        },
    .update = update,
    .extend = extend,
};
