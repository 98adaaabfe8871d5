/* Parts on loan (D09): what dealers were issued, gave back, were charged for, and still have. */
#include "measure/materials/materials.h"

#include "base/day.h"

/* A hundred million yuan a row: what one row can count for, so that no sum leaves its 63 bits
 * before there are nearly a billion such rows. */
#define ROW_FEN_LIMIT INT64_C(10000000000)

static int32_t first_day(void)
{
    return day_from_civil((struct civil){YEAR_FIRST, 1, 1});
}

int64_t material_key_pack(struct material_key key)
{
    uint64_t packed = key.dealer;
    packed = packed << KEY_PART_BITS | key.part;
    packed = packed << KEY_DAY_BITS | (uint32_t)(key.day - first_day());
    return (int64_t)(packed << KEY_KIND_BITS | key.kind);
}

static uint32_t take_bits(uint64_t *packed, unsigned bits)
{
    const uint32_t value = (uint32_t)(*packed & ((1ULL << bits) - 1));
    *packed >>= bits;
    return value;
}

struct material_key material_key_of(int64_t packed)
{
    uint64_t left = (uint64_t)packed;
    struct material_key key;
    key.kind = take_bits(&left, KEY_KIND_BITS);
    key.day = (int32_t)take_bits(&left, KEY_DAY_BITS) + first_day();
    key.part = take_bits(&left, KEY_PART_BITS);
    key.dealer = take_bits(&left, KEY_DEALER_BITS);
    return key;
}

static bool key_fits(struct material_key key)
{
    return key.dealer < 1U << KEY_DEALER_BITS && key.part < 1U << KEY_PART_BITS &&
           key.kind < 1U << KEY_KIND_BITS && key.day >= first_day() &&
           key.day - first_day() < 1 << KEY_DAY_BITS;
}

static uint32_t code_in(const struct rows *rows, enum material_need need, uint32_t row)
{
    const uint32_t *codes = rows->column[need];
    return codes ? codes[row] : 0;
}

static void add_signed(struct tally *tallies, enum material_tally plus, int64_t key, int64_t value)
{
    if (value == 0 && plus == TALLY_PIECES) tally_add(&tallies[TALLY_NOTHING], key, 1);
    if (value > 0) tally_add(&tallies[plus], key, (uint64_t)value);
    if (value < 0) tally_add(&tallies[plus + 1], key, (uint64_t)-value);
}

/* False: no price, or one that is beyond all measure. */
static bool row_fen(const struct rows *rows, uint32_t row, int32_t quantity, int64_t *fen)
{
    const int64_t *prices = rows->column[NEED_PRICE];
    if (!prices || prices[row] == MONEY_MISSING) return false;
    return !__builtin_mul_overflow(prices[row], (int64_t)quantity, fen) && *fen <= ROW_FEN_LIMIT &&
           *fen >= -ROW_FEN_LIMIT;
}

static void update(void *into, struct tally *tallies, const struct rows *rows)
{
    struct materials_cell *cell = into;
    const int32_t *days = rows->column[NEED_MOVED_ON], *quantities = rows->column[NEED_QUANTITY];
    for (uint32_t i = 0; i < rows->row_count; i++) {
        const uint32_t row = rows->row[i];
        const struct material_key key = {.dealer = code_in(rows, NEED_DEALER, row),
                                         .part = code_in(rows, NEED_PART, row),
                                         .kind = code_in(rows, NEED_KIND, row),
                                         .day = days[row]};
        cell->rows++;
        if (quantities[row] == INT_MISSING || key.kind == 0 || !key_fits(key)) {
            cell->rows_without++;
            continue;
        }
        const int64_t packed = material_key_pack(key);
        int64_t fen;
        add_signed(tallies, TALLY_PIECES, packed, quantities[row]);
        if (row_fen(rows, row, quantities[row], &fen))
            add_signed(tallies, TALLY_FEN, packed, fen);
        else
            cell->rows_unpriced++;
    }
}

static bool recode(int64_t *packed, size_t tally, const struct code_map *maps)
{
    (void)tally;
    struct material_key key = material_key_of(*packed);
    if (!code_of(&maps[NEED_DEALER], key.dealer, &key.dealer) ||
        !code_of(&maps[NEED_KIND], key.kind, &key.kind))
        return false;
    if (key.part != 0 && !code_of(&maps[NEED_PART], key.part, &key.part)) return false;
    if (!key_fits(key)) return false;
    *packed = material_key_pack(key);
    return true;
}

const struct family family_materials = {
    .name = "materials",
    .title = {"材料往来", "Parts on loan"},
    .question = {"发出的配件退回了吗？没退的在谁手里，值多少钱？",
                 "Did the parts that were issued come back, and who still has which, worth what?"},
    .version = 1,
    .table = "materials",
    .clock = NULL,
    .needs = (const struct need[]){{"moved_on", COLUMN_DATE, false},
                                   {"kind", COLUMN_CODE, false},
                                   {"quantity", COLUMN_INT, false},
                                   {"dealer_id", COLUMN_CODE, true},
                                   {"part", COLUMN_CODE, true},
                                   {"unit_price", COLUMN_MONEY, true},
                                   {0}},
    .axes = (const enum axis[]){AXIS_END},
    .fields = (const struct field[]){FIELD_U64(struct materials_cell, rows, "rows"),
                                     FIELD_U64(struct materials_cell, rows_without, "rows"),
                                     FIELD_U64(struct materials_cell, rows_unpriced, "rows"),
                                     {0}},
    .cell_bytes = sizeof(struct materials_cell),
    .tally_count = MATERIAL_TALLY_COUNT,
    .metrics = materials_metrics,
    .update = update,
    .recode = recode,
    .extend = materials_extend,
};
