/* Monthly returns (D07): who hands them in on time, late, or not at all. */
#include "measure/returns/returns.h"

#include "base/day.h"

/* Months and days count from 1900 here; day 0 stands for a day that nobody wrote down. */
enum { FIRST_MONTH = (YEAR_FIRST - 1970) * 12 };

static int32_t day_before_all(void)
{
    return day_from_civil((struct civil){YEAR_FIRST, 1, 1}) - 1;
}

int64_t return_key_pack(struct return_key key)
{
    const uint32_t day = key.day == DAY_MISSING ? 0 : (uint32_t)(key.day - day_before_all());
    uint64_t packed = key.dealer;
    packed = packed << KEY_MONTH_BITS | (uint32_t)(key.month - FIRST_MONTH);
    packed = packed << KEY_KIND_BITS | key.kind;
    return (int64_t)(packed << KEY_DAY_BITS | day);
}

static uint32_t take_bits(uint64_t *packed, unsigned bits)
{
    const uint32_t value = (uint32_t)(*packed & ((1ULL << bits) - 1));
    *packed >>= bits;
    return value;
}

struct return_key return_key_of(int64_t packed)
{
    uint64_t left = (uint64_t)packed;
    struct return_key key;
    const int32_t day = (int32_t)take_bits(&left, KEY_DAY_BITS);
    key.day = day == 0 ? DAY_MISSING : day + day_before_all();
    key.kind = take_bits(&left, KEY_KIND_BITS);
    key.month = (int32_t)take_bits(&left, KEY_MONTH_BITS) + FIRST_MONTH;
    key.dealer = take_bits(&left, KEY_DEALER_BITS);
    return key;
}

static bool key_fits(struct return_key key)
{
    return key.dealer < 1U << KEY_DEALER_BITS && key.kind < 1U << KEY_KIND_BITS &&
           key.month >= FIRST_MONTH && key.month - FIRST_MONTH < 1 << KEY_MONTH_BITS &&
           (key.day == DAY_MISSING || key.day - day_before_all() < 1 << KEY_DAY_BITS);
}

static void update(void *into, struct tally *tallies, const struct rows *rows)
{
    struct returns_cell *cell = into;
    const int32_t *months = rows->column[NEED_MONTH], *days = rows->column[NEED_SUBMITTED];
    const uint32_t *dealers = rows->column[NEED_DEALER], *kinds = rows->column[NEED_KIND];
    for (uint32_t i = 0; i < rows->row_count; i++) {
        const uint32_t row = rows->row[i];
        const struct return_key key = {.dealer = dealers[row],
                                       .kind = kinds[row],
                                       .month = month_of_day(months[row]),
                                       .day = days[row]};
        cell->rows++;
        if (key.dealer == 0 || key.kind == 0 || !key_fits(key))
            cell->rows_without++;
        else
            tally_add(&tallies[TALLY_RETURNS], return_key_pack(key), 1);
    }
}

static bool recode(int64_t *packed, size_t tally, const struct code_map *maps)
{
    (void)tally;
    struct return_key key = return_key_of(*packed);
    if (!code_of(&maps[NEED_DEALER], key.dealer, &key.dealer) ||
        !code_of(&maps[NEED_KIND], key.kind, &key.kind) || !key_fits(key))
        return false;
    *packed = return_key_pack(key);
    return true;
}

const struct family family_returns = {
    .name = "returns",
    .title = {"月度报表", "Monthly returns"},
    .question =
        {"各经销商的安装、维修月报按时交了吗？谁迟交，谁没有消息？",
         "Do dealers hand in their monthly returns on time, who is late, and who has fallen "
         "silent?"},
    .version = 1,
    .table = "returns",
    .clock = NULL,
    .needs = (const struct need[]){{"month", COLUMN_DATE, false},
                                   {"dealer_id", COLUMN_CODE, false},
                                   {"kind", COLUMN_CODE, false},
                                   {"submitted_on", COLUMN_DATE, false},
                                   {0}},
    .axes = (const enum axis[]){AXIS_END},
    .fields = (const struct field[]){FIELD_U64(struct returns_cell, rows, "rows"),
                                     FIELD_U64(struct returns_cell, rows_without, "rows"),
                                     {0}},
    .cell_bytes = sizeof(struct returns_cell),
    .tally_count = RETURN_TALLY_COUNT,
    .metrics = returns_metrics,
    .update = update,
    .recode = recode,
    .extend = returns_extend,
};
