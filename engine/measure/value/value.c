/* What a customer is worth, and what keeping more of them would bring (D20). */
#include "measure/value/value.h"

#include "base/day.h"
#include "measure/retention/retention.h"

enum { PURCHASE_DAY, PURCHASE_AMOUNT, PURCHASE_COST };
enum { NEED_PATH = VALUE_COLUMN_COUNT, NEED_INDEX_DAY, NEED_REPURCHASE_GAP };
/* A thousand billion yuan: what one customer can count for, so that no sum overflows. */
#define FEN_LIMIT INT64_C(100000000000000)

static int64_t limit_fen(int64_t fen)
{
    return fen > FEN_LIMIT ? FEN_LIMIT : fen < -FEN_LIMIT ? -FEN_LIMIT : fen;
}

static void add_fen(int64_t *sum, int64_t fen)
{
    *sum = limit_fen(*sum + limit_fen(fen));
}

/* A customer's purchases, row by row in order of their days. */
struct purchase_walk {
    int32_t horizon_day;
    int32_t day;               /* of the rows being seen; DAY_MISSING before the first */
    bool is_purchase, is_paid; /* what they are so far */
    int32_t last_day;          /* purchase day before it; DAY_MISSING: none */
    int64_t numbers[VALUE_NUMBER_COUNT];
};

/* All rows of the day were seen. */
static void end_day(struct purchase_walk *walk)
{
    const int32_t last_followed = walk->horizon_day - VALUE_YEAR_DAYS;
    if (!walk->is_purchase) return;
    if (walk->last_day != DAY_MISSING && walk->last_day <= last_followed &&
        walk->day - walk->last_day <= VALUE_YEAR_DAYS) {
        walk->numbers[VALUE_AGAIN]++;
        walk->numbers[VALUE_GAP_DAYS] += walk->day - walk->last_day;
    }
    walk->numbers[VALUE_FOLLOWED] += walk->day <= last_followed;
    walk->numbers[VALUE_PAID] += walk->is_paid;
    if (walk->day > last_followed) walk->numbers[VALUE_ACTIVE] = 1;
    walk->last_day = walk->day;
}

static void see_purchase(struct purchase_walk *walk, int32_t day, int64_t amount, int64_t cost)
{
    if (day != walk->day) {
        end_day(walk);
        walk->day = day;
        walk->is_purchase = walk->is_paid = false;
    }
    const bool is_return = amount != MONEY_MISSING && amount < 0;
    walk->is_purchase |= !is_return;
    if (amount == MONEY_MISSING) return;
    walk->is_paid |= !is_return;
    add_fen(&walk->numbers[VALUE_FEN], amount);
    if (day > walk->horizon_day - VALUE_YEAR_DAYS)
        add_fen(&walk->numbers[VALUE_RECENT_FEN], amount);
    if (cost == MONEY_MISSING) return;
    add_fen(&walk->numbers[VALUE_COSTED_FEN], amount);
    add_fen(&walk->numbers[VALUE_COST_FEN], cost);
}

static void derive(const struct entity *entity, void *const *out)
{
    const int32_t *days = entity->columns[0][PURCHASE_DAY];
    const int64_t *amounts = entity->columns[0][PURCHASE_AMOUNT];
    const int64_t *costs = entity->columns[0][PURCHASE_COST];
    struct purchase_walk walk = {
        .horizon_day = entity->context->horizon_day, .day = DAY_MISSING, .last_day = DAY_MISSING};
    for (uint32_t i = 0; i < entity->row_counts[0]; i++) {
        const uint32_t row = entity->rows[0][i];
        see_purchase(&walk, days[row], amounts ? amounts[row] : MONEY_MISSING,
                     costs ? costs[row] : MONEY_MISSING);
    }
    end_day(&walk);
    for (size_t c = 0; c < VALUE_FEN; c++)
        ((int32_t *)out[c])[entity->number] = (int32_t)walk.numbers[c];
    for (size_t c = VALUE_FEN; c < VALUE_COLUMN_COUNT; c++)
        ((int64_t *)out[c])[entity->number] = walk.numbers[c];
}

/* Of the first complaint, as the family retention has it. */
static void see_complaint(int64_t *numbers, const struct rows *rows, uint32_t row)
{
    static const enum value_number of_path[PATH_COUNT] = {
        [PATH_COMPLAINED_UNSOLVED] = VALUE_UNSOLVED,
        [PATH_COMPLAINED_SOLVED] = VALUE_SOLVED,
        [PATH_COMPLAINED_SOLVED_FAST] = VALUE_FAST};
    const uint32_t path = ((const uint32_t *)rows->column[NEED_PATH])[row];
    const int32_t day = ((const int32_t *)rows->column[NEED_INDEX_DAY])[row];
    const int32_t gap = ((const int32_t *)rows->column[NEED_REPURCHASE_GAP])[row];
    if (path < PATH_COMPLAINED_UNSOLVED || path >= PATH_COUNT) return;
    if (day > rows->context->horizon_day - VALUE_YEAR_DAYS) {
        numbers[VALUE_COMPLAINED] = 1;
        return;
    }
    numbers[of_path[path]] = 1;
    numbers[of_path[path] + 1] = gap != RETENTION_NO_PURCHASE && gap <= RETENTION_WINDOW_DAYS;
}

static void count(struct value_cell *cell, const int64_t *numbers)
{
    cell->buyers++;
    cell->followed += numbers[VALUE_FOLLOWED] != 0;
    cell->again += numbers[VALUE_AGAIN] != 0;
    cell->costed += numbers[VALUE_COSTED_FEN] != 0;
    for (size_t a = 0; a < VALUE_NUMBER_COUNT; a++) {
        if (numbers[a] == 0) continue;
        cell->totals[a] += numbers[a];
        i128 *products = &cell->products[sloped_product(a, 0)];
        for (size_t b = 0; b <= a; b++) products[b] += (i128)numbers[a] * numbers[b];
    }
}

static void update(void *cell, struct tally *tallies, const struct rows *rows)
{
    (void)tallies;
    const uint32_t *paths = rows->column[NEED_PATH];
    for (uint32_t i = 0; i < rows->row_count; i++) {
        const uint32_t row = rows->row[i];
        int64_t numbers[VALUE_NUMBER_COUNT] = {0};
        if (paths[row] == PATH_NONE) continue;
        for (size_t c = 0; c < VALUE_FEN; c++) numbers[c] = ((const int32_t *)rows->column[c])[row];
        for (size_t c = VALUE_FEN; c < VALUE_COLUMN_COUNT; c++)
            numbers[c] = limit_fen(((const int64_t *)rows->column[c])[row]);
        see_complaint(numbers, rows, row);
        count(cell, numbers);
    }
}

static const struct need columns[] = {
    [VALUE_FOLLOWED] = {"purchases_followed", COLUMN_INT, false},
    [VALUE_AGAIN] = {"purchases_again", COLUMN_INT, false},
    [VALUE_GAP_DAYS] = {"purchase_gap_days", COLUMN_INT, false},
    [VALUE_PAID] = {"purchases_paid", COLUMN_INT, false},
    [VALUE_ACTIVE] = {"bought_lately", COLUMN_INT, false},
    [VALUE_FEN] = {"value_fen", COLUMN_MONEY, false},
    [VALUE_COSTED_FEN] = {"costed_fen", COLUMN_MONEY, false},
    [VALUE_COST_FEN] = {"cost_fen", COLUMN_MONEY, false},
    [VALUE_RECENT_FEN] = {"value_lately_fen", COLUMN_MONEY, false},
    [VALUE_COLUMN_COUNT] = {0}};

const struct family family_value = {
    .name = "value",
    .title = {"客户价值", "What customers are worth"},
    .question = {"一位客户值多少？多留住一些客户、更快解决投诉，能带来多少？",
                 "What is a customer worth, and what would keeping more of them, or solving "
                 "complaints faster, bring?"},
    .version = 1,
    .table = "customers",
    .clock = NULL,
    .needs = (const struct need[]){{"purchases_followed", COLUMN_INT, false},
                                   {"purchases_again", COLUMN_INT, false},
                                   {"purchase_gap_days", COLUMN_INT, false},
                                   {"purchases_paid", COLUMN_INT, false},
                                   {"bought_lately", COLUMN_INT, false},
                                   {"value_fen", COLUMN_MONEY, false},
                                   {"costed_fen", COLUMN_MONEY, false},
                                   {"cost_fen", COLUMN_MONEY, false},
                                   {"value_lately_fen", COLUMN_MONEY, false},
                                   {"recovery_path", COLUMN_CODE, false},
                                   {"index_day", COLUMN_DATE, false},
                                   {"repurchase_gap_days", COLUMN_INT, false},
                                   {0}},
    .axes = (const enum axis[]){AXIS_END},
    .fields = (const struct field[]){FIELD_U64(struct value_cell, buyers, "people"),
                                     FIELD_U64(struct value_cell, followed, "people"),
                                     FIELD_U64(struct value_cell, again, "people"),
                                     FIELD_U64(struct value_cell, costed, "people"),
                                     FIELD_I128(struct value_cell, totals, "count_or_fen"),
                                     FIELD_I128(struct value_cell, products, "count_or_fen2"),
                                     {0}},
    .cell_bytes = sizeof(struct value_cell),
    .metrics = value_metrics,
    .derivation =
        &(const struct derivation){
            .history = HISTORY_CUSTOMER,
            .tables =
                (const struct derived_table[]){
                    {"purchases", (const struct need[]){{"purchased_on", COLUMN_DATE, false},
                                                        {"amount", COLUMN_MONEY, true},
                                                        {"cost", COLUMN_MONEY, true},
                                                        {0}}},
                    {0}},
            .columns = columns,
            .code_names = (const char *const *const[VALUE_COLUMN_COUNT]){NULL},
            .derive = derive,
        },
    .update = update,
    .extend = value_extend,
};
