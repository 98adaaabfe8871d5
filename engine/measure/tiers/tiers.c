/* Customers' tiers (D03): what each is worth, and the service that he was given. */
#include "measure/tiers/tiers.h"

#include "measure/month_days.h"

const char *const tier_names[TIER_COUNT] = {"ordinary", "right_tier", "key_tier", "harmful"};

enum { SEEN_PURCHASES, SEEN_REPAIRS, SEEN_COMPLAINTS };
enum { PURCHASE_DAY, PURCHASE_AMOUNT };
enum {
    REPAIR_REPORTED,
    REPAIR_REPLIED,
    REPAIR_CLOSED,
    REPAIR_DEALER,
    REPAIR_PRODUCT,
    REPAIR_CHARGED,
    REPAIR_PAID,
    REPAIR_CALL_GAP
};
enum { COMPLAINT_OPENED, COMPLAINT_JUSTIFIED };
enum { FEN_A_YUAN = 100, PRODUCT_LIMIT = 1 << (31 - FACT_PRODUCT_SHIFT) };
/* A thousand billion yuan: what one customer can count for. */
#define FEN_LIMIT INT64_C(100000000000000)

static enum rc begin(const struct linked *linked, struct arena *arena, const void **begun,
                     struct err *err)
{
    (void)linked;
    *begun = month_days_make(arena);
    return *begun ? RC_OK : err_memory(err, sizeof(struct month_days));
}

/* Days that are looked at, both with them. */
struct days {
    int32_t first, last;
};

static struct days last_months(const struct entity *entity, int32_t months)
{
    const struct month_days *days = entity->begun;
    const int32_t month = entity->context->report_month;
    const int32_t last = month_days_first(days, month + 1) - 1;
    const int32_t horizon = entity->context->horizon_day;
    return (struct days){month_days_first(days, month + 1 - months),
                         last < horizon ? last : horizon};
}

static bool is_within(struct days days, int32_t day)
{
    return day >= days.first && day <= days.last;
}

/* What is known of a customer. */
struct account {
    int64_t fen;
    bool is_active;
    int32_t unjustified, unpaid;
    uint32_t last_repair; /* row of the last repair that can be judged */
    bool has_repair;
};

static void add_purchases(const struct entity *entity, struct days days, struct account *account)
{
    const int32_t *bought = entity->columns[SEEN_PURCHASES][PURCHASE_DAY];
    const int64_t *amounts = entity->columns[SEEN_PURCHASES][PURCHASE_AMOUNT];
    for (uint32_t i = 0; i < entity->row_counts[SEEN_PURCHASES]; i++) {
        const uint32_t row = entity->rows[SEEN_PURCHASES][i];
        if (!is_within(days, bought[row])) continue;
        account->is_active = true;
        if (!amounts || amounts[row] == MONEY_MISSING) continue;
        if (amounts[row] > FEN_LIMIT || amounts[row] < -FEN_LIMIT) continue;
        account->fen += amounts[row];
    }
}

static bool is_answer(const void *answers, uint32_t row, int8_t answer)
{
    return answers && ((const int8_t *)answers)[row] == answer;
}

static void add_repairs(const struct entity *entity, struct days days, struct account *account)
{
    const void *const *columns = entity->columns[SEEN_REPAIRS];
    const int32_t *reported = columns[REPAIR_REPORTED];
    static const struct tier_rules no_rules;
    const struct measure_options *options = entity->context->options;
    const struct tier_rules *rules = options ? &options->tiers : &no_rules;
    const struct days served = last_months(entity, TIER_SERVICE_MONTHS);
    const int32_t judged_to = entity->context->horizon_minute - MINUTES_A_DAY;
    for (uint32_t i = 0; i < entity->row_counts[SEEN_REPAIRS]; i++) {
        const uint32_t row = entity->rows[SEEN_REPAIRS][i];
        const int32_t day = day_of_minute(reported[row]);
        if (!is_within(days, day)) continue;
        account->is_active = true;
        if (is_answer(columns[REPAIR_CHARGED], row, 1))
            account->unpaid += is_answer(columns[REPAIR_PAID], row, 0);
        else
            account->fen -= (int64_t)rules->repair_cost_yuan * FEN_A_YUAN;
        if (!is_within(served, day) || reported[row] > judged_to) continue;
        account->last_repair = row;
        account->has_repair = true;
    }
}

static void add_complaints(const struct entity *entity, struct days days, struct account *account)
{
    const int32_t *opened = entity->columns[SEEN_COMPLAINTS][COMPLAINT_OPENED];
    const void *justified = entity->columns[SEEN_COMPLAINTS][COMPLAINT_JUSTIFIED];
    for (uint32_t i = 0; i < entity->row_counts[SEEN_COMPLAINTS]; i++) {
        const uint32_t row = entity->rows[SEEN_COMPLAINTS][i];
        if (!is_within(days, day_of_minute(opened[row]))) continue;
        account->is_active = true;
        account->unjustified += is_answer(justified, row, 0);
    }
}

static int32_t fact(enum tier_service service, bool is_known, bool is_given)
{
    const int known = is_known ? FACT_KNOWN << 2 * (int)service : 0;
    return known | (is_known && is_given ? FACT_KNOWN << (2 * (int)service + 1) : 0);
}

static bool took_a_day(const int32_t *ends, uint32_t row, int32_t begin)
{
    return ends && ends[row] != MINUTE_MISSING && (int64_t)ends[row] - begin <= MINUTES_A_DAY;
}

/* What the last repair says of the service. A callback is asked for when it could have been made:
 * 30 days after the closing. */
static int32_t service_facts(const struct entity *entity, uint32_t row)
{
    const void *const *columns = entity->columns[SEEN_REPAIRS];
    const int32_t reported = ((const int32_t *)columns[REPAIR_REPORTED])[row];
    const int32_t *replied = columns[REPAIR_REPLIED], *closed = columns[REPAIR_CLOSED];
    const int32_t *gaps = columns[REPAIR_CALL_GAP];
    const uint32_t *products = columns[REPAIR_PRODUCT];
    const uint32_t product = products && products[row] < PRODUCT_LIMIT ? products[row] : 0;
    const int32_t callable_to = entity->context->horizon_minute - TIER_CALL_DAYS * MINUTES_A_DAY;
    const bool is_callable = closed && gaps && gaps[row] != 0 && closed[row] != MINUTE_MISSING &&
                             closed[row] <= callable_to;
    return fact(SERVED_REPLY, replied != NULL, took_a_day(replied, row, reported)) |
           fact(SERVED_CLOSE, closed != NULL, took_a_day(closed, row, reported)) |
           fact(SERVED_CALL, is_callable, is_callable && gaps[row] > 0) |
           (int32_t)(product << FACT_PRODUCT_SHIFT);
}

static bool is_harmful(const struct account *account, const struct tier_rules *rules)
{
    const int32_t unjustified = rules->harmful_unjustified, unpaid = rules->harmful_unpaid;
    return (unjustified > 0 && account->unjustified >= unjustified) ||
           (unpaid > 0 && account->unpaid >= unpaid);
}

/* Whole yuan, rounded down. */
static int32_t yuan_of(int64_t fen)
{
    const int64_t yuan = fen / FEN_A_YUAN - (fen % FEN_A_YUAN < 0);
    return yuan > INT32_MAX ? INT32_MAX : yuan < INT32_MIN + 1 ? INT32_MIN + 1 : (int32_t)yuan;
}

static void derive(const struct entity *entity, void *const *out)
{
    struct account account = {.fen = 0};
    const struct days days = last_months(entity, TIER_VALUE_MONTHS);
    add_purchases(entity, days, &account);
    add_repairs(entity, days, &account);
    add_complaints(entity, days, &account);
    if (!account.is_active) return;
    const bool harms = is_harmful(&account, &entity->context->options->tiers);
    ((int32_t *)out[TIER_YUAN])[entity->number] = yuan_of(account.fen);
    ((int32_t *)out[TIER_FACTS])[entity->number] =
        FACT_ACTIVE | (harms ? FACT_HARMFUL : 0) |
        (account.has_repair ? service_facts(entity, account.last_repair) : 0);
    const uint32_t *dealers = entity->columns[SEEN_REPAIRS][REPAIR_DEALER];
    if (account.has_repair && dealers)
        ((int32_t *)out[TIER_DEALER])[entity->number] = (int32_t)dealers[account.last_repair];
}

static void update(void *into, struct tally *tallies, const struct rows *rows)
{
    struct tiers_cell *cell = into;
    const int32_t *facts = rows->column[TIER_FACTS];
    (void)tallies;
    for (uint32_t i = 0; i < rows->row_count; i++)
        cell->active += facts[rows->row[i]] & FACT_ACTIVE;
}

static enum rc extend(const struct measured *measured, struct result *result, struct err *err)
{
    const struct table *purchases = linked_table(measured->linked, "purchases");
    if (!purchases || purchases->row_count == 0)
        return extend_refuse_all(measured, result, "wilson",
                                 "no_table: purchases with their customers are needed", err);
    struct tier_limits limits;
    struct arena scratch;
    arena_init(&scratch);
    enum rc rc = tier_limits_make(&limits, measured, &scratch, err);
    arena_release(&scratch);
    if (rc == RC_OK) rc = tiers_tell(&limits, measured, result, err);
    return rc == RC_OK ? tiers_compare(&limits, measured, result, err) : rc;
}

static const struct need columns[] = {[TIER_YUAN] = {"tier_yuan", COLUMN_INT, false},
                                      [TIER_FACTS] = {"tier_facts", COLUMN_INT, false},
                                      [TIER_DEALER] = {"tier_dealer", COLUMN_INT, false},
                                      [TIER_COLUMN_COUNT] = {0}};

const struct family family_tiers = {
    .name = "tiers",
    .title = {"客户等级与服务", "Customer tiers and service"},
    .question = {"关键客户得到了应有的服务吗？",
                 "Do key customers get the service that they should?"},
    .version = 1,
    .table = "customers",
    .clock = NULL,
    .needs = columns,
    .axes = (const enum axis[]){AXIS_END},
    .fields = (const struct field[]){FIELD_U64(struct tiers_cell, active, "people"), {0}},
    .cell_bytes = sizeof(struct tiers_cell),
    .metrics = tiers_metrics,
    .derivation =
        &(const struct derivation){
            .history = HISTORY_CUSTOMER,
            .is_read_by_extend = true,
            .tables =
                (const struct derived_table[]){
                    {"purchases", (const struct need[]){{"purchased_on", COLUMN_DATE, false},
                                                        {"amount", COLUMN_MONEY, true},
                                                        {0}}},
                    {"repairs",
                     (const struct need[]){
                         [REPAIR_REPORTED] = {"reported_at", COLUMN_TIME, false},
                         [REPAIR_REPLIED] = {"replied_at", COLUMN_TIME, true},
                         [REPAIR_CLOSED] = {"closed_at", COLUMN_TIME, true},
                         [REPAIR_DEALER] = {"dealer_id", COLUMN_CODE, true},
                         [REPAIR_PRODUCT] = {"product", COLUMN_CODE, true},
                         [REPAIR_CHARGED] = {"charged", COLUMN_BOOL, true},
                         [REPAIR_PAID] = {"paid", COLUMN_BOOL, true},
                         [REPAIR_CALL_GAP] = {"callback_gap_minutes", COLUMN_INT, true},
                         {0}}},
                    {"complaints", (const struct need[]){{"opened_at", COLUMN_TIME, false},
                                                         {"justified", COLUMN_BOOL, true},
                                                         {0}}},
                    {0}},
            .columns = columns,
            .code_names = (const char *const *const[TIER_COLUMN_COUNT]){NULL},
            .begin = begin,
            .derive = derive,
        },
    .update = update,
    .extend = extend,
};
