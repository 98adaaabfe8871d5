/* The ledger as tables: plain sums of all rows, without sampling error. */
#include "base/day.h"
#include "measure/materials/materials.h"

#include <stdlib.h>
#include <string.h>

enum { LEDGER_ROWS = 500, COUNT_ROWS = 200, DEALER_ROWS = 200, MONTH_ROWS = 24 };

struct maker {
    const struct measured *measured;
    const struct ledger *ledger;
    struct result *result;
};

static struct table_cell name_of(const struct maker *maker, enum material_need need, uint32_t code)
{
    const struct dictionary *names = maker->measured->dictionary[need];
    if (code == 0 || !names) return (struct table_cell){.kind = CELL_EMPTY};
    return cell_text(names->names[code]);
}

static struct table_cell day_cell(struct arena *arena, int32_t day)
{
    char text[DAY_TEXT_BYTES];
    if (day == DAY_MISSING) return (struct table_cell){.kind = CELL_EMPTY};
    day_text(day, text);
    return cell_text(arena_copy_text(arena, text, strlen(text)));
}

static const char *month_name(struct arena *arena, int32_t month)
{
    char text[MONTH_TEXT_BYTES];
    month_text(month, text);
    return arena_copy_text(arena, text, strlen(text));
}

/* Largest first by `fen`, then by `pieces`, then in the order of accounts. */
struct ranked {
    int64_t fen, pieces;
    size_t at;
};

static int compare_ranked(const void *a, const void *b)
{
    const struct ranked *one = a, *other = b;
    if (one->fen != other->fen) return one->fen < other->fen ? 1 : -1;
    if (one->pieces != other->pieces) return one->pieces < other->pieces ? 1 : -1;
    return (one->at > other->at) - (one->at < other->at);
}

static void put_whole(struct table_cell *cells, const int64_t *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++) cells[i] = cell_whole(numbers[i]);
}

static enum rc no_table(struct err *err, size_t rows)
{
    return err_memory(err, rows * sizeof(struct table_cell));
}

#define AMOUNT_COLUMNS                                                                             \
    {"issued", "count"}, {"given_back", "count"}, {"charged", "count"}, {"exempt", "count"},       \
        {"outstanding", "count"}, {"overdue", "count"}, {"issued_fen", "fen"},                     \
        {"settled_fen", "fen"}, {"outstanding_fen", "fen"}, {"overdue_fen", "fen"},                \
    {                                                                                              \
        "charged_fen", "fen"                                                                       \
    }
enum { AMOUNTS = 11 };

/* The columns of an account, or of several together. */
struct balance {
    int64_t of[AMOUNTS];
    int32_t oldest_day;
};

static void balance_add(struct balance *balance, const struct account *account)
{
    const int64_t numbers[AMOUNTS] = {
        account->of[CLASS_ISSUE].pieces,  account->of[CLASS_RETURN].pieces,
        account->of[CLASS_CHARGE].pieces, account->of[CLASS_EXEMPT].pieces,
        account->outstanding.pieces,      account->overdue.pieces,
        account->of[CLASS_ISSUE].fen,     account->settled_fen,
        account->outstanding.fen,         account->overdue.fen,
        account->of[CLASS_CHARGE].fen};
    for (size_t i = 0; i < AMOUNTS; i++) balance->of[i] += numbers[i];
    const int32_t day = account->oldest_day;
    if (day != DAY_MISSING && (balance->oldest_day == DAY_MISSING || day < balance->oldest_day))
        balance->oldest_day = day;
}

/* Which accounts are told: those with a value, the largest first. */
static size_t rank_accounts(struct ranked *ranked, const struct ledger *ledger, size_t limit)
{
    size_t count = 0;
    for (size_t i = 0; i < ledger->account_count; i++) {
        const struct account *account = &ledger->accounts[i];
        if (account->outstanding.pieces == 0 && account->outstanding.fen == 0) continue;
        ranked[count++] = (struct ranked){account->outstanding.fen, account->outstanding.pieces, i};
    }
    qsort(ranked, count, sizeof *ranked, compare_ranked);
    return count < limit ? count : limit;
}

static enum rc add_ledger(const struct maker *maker, struct ranked *ranked, struct err *err)
{
    static const struct table_column columns[] = {
        {"dealer", "text"}, {"part", "text"}, AMOUNT_COLUMNS, {"oldest_issue", "text"}};
    const struct ledger *ledger = maker->ledger;
    const size_t count = rank_accounts(ranked, ledger, LEDGER_ROWS);
    struct result_table *table = result_add_table(maker->result, "materials.ledger", columns,
                                                  sizeof columns / sizeof *columns, count);
    if (!table) return no_table(err, count);
    for (size_t row = 0; row < count; row++) {
        const struct account *account = &ledger->accounts[ranked[row].at];
        struct table_cell *cells = result_cell(table, row, 0);
        struct balance balance = {.oldest_day = DAY_MISSING};
        balance_add(&balance, account);
        cells[0] = name_of(maker, NEED_DEALER, account->dealer);
        cells[1] = name_of(maker, NEED_PART, account->part);
        put_whole(cells + 2, balance.of, AMOUNTS);
        cells[2 + AMOUNTS] = day_cell(&maker->result->arena, balance.oldest_day);
    }
    return RC_OK;
}

/* Accounts of one dealer stand together. */
static size_t sum_dealers(const struct ledger *ledger, struct balance *balances,
                          struct ranked *ranked, uint32_t *dealers)
{
    size_t count = 0;
    for (size_t i = 0; i < ledger->account_count; i++) {
        const struct account *account = &ledger->accounts[i];
        if (count == 0 || dealers[count - 1] != account->dealer) {
            dealers[count] = account->dealer;
            balances[count++] = (struct balance){.oldest_day = DAY_MISSING};
        }
        balance_add(&balances[count - 1], account);
    }
    for (size_t i = 0; i < count; i++)
        ranked[i] = (struct ranked){balances[i].of[8], balances[i].of[4], i};
    qsort(ranked, count, sizeof *ranked, compare_ranked);
    return count;
}

static enum rc add_dealers(const struct maker *maker, struct ranked *ranked, struct err *err)
{
    static const struct table_column columns[] = {
        {"dealer", "text"}, AMOUNT_COLUMNS, {"oldest_issue", "text"}};
    const size_t limit = maker->ledger->account_count;
    struct balance *balances = calloc(limit + 1, sizeof *balances);
    uint32_t *dealers = calloc(limit + 1, sizeof *dealers);
    enum rc rc = RC_OK;
    if (!balances || !dealers) {
        rc = err_memory(err, limit * sizeof *balances);
        goto out;
    }
    size_t count = sum_dealers(maker->ledger, balances, ranked, dealers);
    if (count > DEALER_ROWS) count = DEALER_ROWS;
    struct result_table *table = result_add_table(maker->result, "materials.dealers", columns,
                                                  sizeof columns / sizeof *columns, count);
    if (!table) {
        rc = no_table(err, count);
        goto out;
    }
    for (size_t row = 0; row < count; row++) {
        const struct balance *balance = &balances[ranked[row].at];
        struct table_cell *cells = result_cell(table, row, 0);
        cells[0] = name_of(maker, NEED_DEALER, dealers[ranked[row].at]);
        put_whole(cells + 1, balance->of, AMOUNTS);
        cells[1 + AMOUNTS] = day_cell(&maker->result->arena, balance->oldest_day);
    }
out:
    free(balances);
    free(dealers);
    return rc;
}

static enum rc add_counts(const struct maker *maker, struct ranked *ranked, struct err *err)
{
    static const struct table_column columns[] = {
        {"dealer", "text"}, {"part", "text"},        {"counted_on", "text"}, {"counted", "count"},
        {"book", "count"},  {"difference", "count"}, {"value_fen", "fen"}};
    const struct ledger *ledger = maker->ledger;
    size_t count = 0;
    for (size_t i = 0; i < ledger->account_count; i++) {
        const struct account *account = &ledger->accounts[i];
        if (account->counted_day == DAY_MISSING || account->counted == account->book) continue;
        ranked[count++] = (struct ranked){llabs(account->difference_fen),
                                          llabs(account->counted - account->book), i};
    }
    if (count == 0) return RC_OK;
    qsort(ranked, count, sizeof *ranked, compare_ranked);
    if (count > COUNT_ROWS) count = COUNT_ROWS;
    struct result_table *table = result_add_table(maker->result, "materials.counts", columns,
                                                  sizeof columns / sizeof *columns, count);
    if (!table) return no_table(err, count);
    for (size_t row = 0; row < count; row++) {
        const struct account *account = &ledger->accounts[ranked[row].at];
        const int64_t numbers[] = {account->counted, account->book,
                                   account->counted - account->book, account->difference_fen};
        struct table_cell *cells = result_cell(table, row, 0);
        cells[0] = name_of(maker, NEED_DEALER, account->dealer);
        cells[1] = name_of(maker, NEED_PART, account->part);
        cells[2] = day_cell(&maker->result->arena, account->counted_day);
        put_whole(cells + 3, numbers, 4);
    }
    return RC_OK;
}

static enum rc add_ageing(const struct maker *maker, struct err *err)
{
    static const struct table_column columns[] = {{"overdue_from", "days"},
                                                  {"overdue_to", "days"},
                                                  {"accounts", "count"},
                                                  {"pieces", "count"},
                                                  {"value_fen", "fen"}};
    struct result_table *table = result_add_table(maker->result, "materials.ageing", columns,
                                                  sizeof columns / sizeof *columns, AGE_COUNT);
    if (!table) return no_table(err, AGE_COUNT);
    for (size_t i = 0; i < AGE_COUNT; i++) {
        const struct age *age = &maker->ledger->ages[i];
        struct table_cell *cells = result_cell(table, i, 0);
        if (i > 0) cells[0] = cell_whole(age->from_days);
        if (i + 1 < AGE_COUNT) cells[1] = cell_whole(age->to_days);
        cells[2] = cell_whole((int64_t)age->accounts);
        cells[3] = cell_whole(age->amount.pieces);
        cells[4] = cell_whole(age->amount.fen);
    }
    return RC_OK;
}

/* Sums of the rows of each of the last months, at the prices of the rows. */
static enum rc add_months(const struct maker *maker, struct err *err)
{
    static const struct table_column columns[] = {
        {"month", "month"},        {"issued", "count"},    {"issued_fen", "fen"},
        {"charged", "count"},      {"revenue_fen", "fen"}, {"given_back", "count"},
        {"given_back_fen", "fen"}, {"exempt", "count"},    {"exempt_fen", "fen"}};
    static const enum material_class classes[] = {CLASS_ISSUE, CLASS_CHARGE, CLASS_RETURN,
                                                  CLASS_EXEMPT};
    const struct ledger *ledger = maker->ledger;
    struct amount sums[MONTH_ROWS][MATERIAL_CLASS_COUNT] = {{{0, 0}}};
    const int32_t last_month = month_of_day(ledger->end_day);
    int32_t first_month = last_month;
    for (size_t i = 0; i < ledger->movement_count; i++) {
        const struct material_key key = material_key_of(ledger->movements[i].key);
        const int32_t month = month_of_day(key.day);
        const int32_t ago = last_month - month;
        if (ago < 0 || ago >= MONTH_ROWS) continue;
        if (month < first_month) first_month = month;
        sums[ago][key.kind].pieces += ledger->movements[i].amount.pieces;
        sums[ago][key.kind].fen += ledger->movements[i].amount.fen;
    }
    const size_t count = (size_t)(last_month - first_month) + 1;
    struct result_table *table = result_add_table(maker->result, "materials.months", columns,
                                                  sizeof columns / sizeof *columns, count);
    if (!table) return no_table(err, count);
    for (size_t row = 0; row < count; row++) {
        const int32_t month = first_month + (int32_t)row;
        struct table_cell *cells = result_cell(table, row, 0);
        cells[0] = cell_text(month_name(&maker->result->arena, month));
        for (size_t c = 0; c < 4; c++) {
            const struct amount *sum = &sums[last_month - month][classes[c]];
            cells[1 + 2 * c] = cell_whole(sum->pieces);
            cells[2 + 2 * c] = cell_whole(sum->fen);
        }
    }
    return RC_OK;
}

/* The whole ledger in one row, and what is not in it. */
static enum rc add_total(const struct maker *maker, const struct materials_cell *cell,
                         struct err *err)
{
    static const struct table_column columns[] = {AMOUNT_COLUMNS,
                                                  {"given", "count"},
                                                  {"surplus", "count"},
                                                  {"surplus_fen", "fen"},
                                                  {"shortage", "count"},
                                                  {"shortage_fen", "fen"},
                                                  {"accounts", "count"},
                                                  {"accounts_counted", "count"},
                                                  {"limit_days", "days"},
                                                  {"rows", "count"},
                                                  {"rows_left_out", "count"},
                                                  {"rows_unpriced", "count"}};
    const struct ledger *ledger = maker->ledger;
    struct balance total = {.oldest_day = DAY_MISSING};
    int64_t beyond[] = {0, 0, 0, 0, 0, 0, 0};
    for (size_t i = 0; i < ledger->account_count; i++) {
        const struct account *account = &ledger->accounts[i];
        balance_add(&total, account);
        beyond[0] += account->given_pieces;
        beyond[5]++;
        if (account->counted_day == DAY_MISSING) continue;
        const bool is_surplus = account->counted > account->book;
        beyond[is_surplus ? 1 : 3] += llabs(account->counted - account->book);
        beyond[is_surplus ? 2 : 4] += llabs(account->difference_fen);
        beyond[6]++;
    }
    const int64_t rows[] = {ledger->limit_days, (int64_t)cell->rows, (int64_t)cell->rows_without,
                            (int64_t)cell->rows_unpriced};
    struct result_table *table = result_add_table(maker->result, "materials.total", columns,
                                                  sizeof columns / sizeof *columns, 1);
    if (!table) return no_table(err, 1);
    put_whole(result_cell(table, 0, 0), total.of, AMOUNTS);
    put_whole(result_cell(table, 0, AMOUNTS), beyond, 7);
    put_whole(result_cell(table, 0, AMOUNTS + 7), rows, 4);
    return RC_OK;
}

enum rc ledger_tables(const struct measured *measured, const struct ledger *ledger,
                      const struct materials_cell *cell, struct result *result, struct err *err)
{
    const struct maker maker = {.measured = measured, .ledger = ledger, .result = result};
    struct ranked *ranked = calloc(ledger->account_count + 1, sizeof *ranked);
    if (!ranked) return err_memory(err, ledger->account_count * sizeof *ranked);
    enum rc rc = add_total(&maker, cell, err);
    if (rc == RC_OK) rc = add_months(&maker, err);
    if (rc == RC_OK) rc = add_ageing(&maker, err);
    if (rc == RC_OK) rc = add_dealers(&maker, ranked, err);
    if (rc == RC_OK) rc = add_ledger(&maker, ranked, err);
    if (rc == RC_OK) rc = add_counts(&maker, ranked, err);
    free(ranked);
    return rc;
}
