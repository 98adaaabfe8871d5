/* Warranty charging (D10): what should have been charged, what was, and what it came to. */
#include "measure/charging/charging.h"

#include "measure/product_stage.h"

/* A thousand million yuan. */
#define FEN_LIMIT INT64_C(100000000000)

/* Meanings of codes in this run. */
struct charging_codes {
    uint32_t phone, out_of_warranty;
    uint32_t exceptions[5]; /* in warranty these are charged */
};

static struct charging_codes codes_of(const struct measure_context *context)
{
    static const char reason[] = "charge_reason";
    return (struct charging_codes){
        context_code(context, "mode", "phone"),
        context_code(context, reason, "out_of_warranty"),
        {context_code(context, reason, "misuse"), context_code(context, reason, "self_installed"),
         context_code(context, reason, "unauthorised_repair"),
         context_code(context, reason, "power"), context_code(context, reason, "force_majeure")}};
}

/* The columns of a block of rows. */
struct charging_block {
    struct stage_dates dates;
    const int32_t *closed, *quantity;
    const uint32_t *mode, *part, *reason;
    const int8_t *charged, *visit;
    int32_t is_all_closed; /* mask: there is no column that says so */
};

static INLINED int32_t is_exception(const struct charging_codes *codes, uint32_t reason)
{
    int32_t is_one = 0;
    for (int i = 0; i < 5; i++) is_one |= mask_of(reason == codes->exceptions[i]);
    return is_one;
}

/* The rules, of one row; all values are masks. An out-of-box product is not in use yet, so that no
 * reason for a charge can be right, and with one recorded either that or its dates are wrong. By
 * phone nothing is charged that could leak, and on a callback visit only parts are. */
static INLINED uint32_t row_flags(const struct charging_block *block,
                                  const struct charging_codes *codes, uint32_t stage, uint32_t row)
{
    const uint32_t reason = block->reason[row];
    const int32_t is_out_of_box = -(int32_t)(stage >> STAGE_OUT_OF_BOX & 1);
    const int32_t is_in = -(int32_t)(stage >> STAGE_IN_WARRANTY & 1);
    const int32_t is_out = -(int32_t)(stage >> STAGE_OUT_OF_WARRANTY & 1);
    const int32_t has_reason = mask_of(reason != 0), has_exception = is_exception(codes, reason);
    const int32_t has_part =
        mask_of(block->quantity[row] > 0) |
        (mask_of(block->quantity[row] == INT_MISSING) & mask_of(block->part[row] != 0));
    const int32_t is_closed = mask_of(block->closed[row] != MINUTE_MISSING) | block->is_all_closed;
    const int32_t is_told = is_closed & mask_of(block->charged[row] != BOOL_MISSING);
    const int32_t is_charged = is_told & mask_of(block->charged[row] == 1);
    const int32_t is_due = is_out | (has_exception & ~is_out_of_box);
    const int32_t is_free = (is_in & ~has_exception) | (is_out_of_box & ~has_reason);
    const int32_t can_leak = is_told & is_due & ~mask_of(block->mode[row] == codes->phone) &
                             ~(mask_of(block->visit[row] == 1) & ~has_part);
    const int32_t is_leaked = can_leak & ~is_charged, is_over = is_told & is_free & is_charged;
    const int32_t is_claimed =
        is_charged & mask_of(reason == codes->out_of_warranty) & (is_in | is_out);
    return share_flags(CHARGING_LEAK, can_leak, is_leaked) |
           share_flags(CHARGING_OVERCHARGE, is_told & is_free, is_over) |
           share_flags(CHARGING_UNREASONED, is_over, ~has_reason) |
           share_flags(CHARGING_CLAIMED, is_claimed, is_in) |
           share_flags(CHARGING_UNKNOWN, is_closed, ~(is_told & (is_due | is_free))) |
           (uint32_t)(is_over & CHARGING_IS_OVERCHARGED) |
           (uint32_t)(is_leaked & CHARGING_IS_LEAKED) |
           (uint32_t)(can_leak & is_charged & CHARGING_IS_RIGHT) |
           (uint32_t)(has_part & CHARGING_HAS_PART);
}

static int64_t money_at(const void *column, uint32_t row)
{
    const int64_t fen = column ? ((const int64_t *)column)[row] : MONEY_MISSING;
    return fen == MONEY_MISSING || fen < 0 ? 0 : fen > FEN_LIMIT ? FEN_LIMIT : fen;
}

int64_t charging_fee_fen(const void *const *column, uint32_t row, uint32_t flags)
{
    const int64_t labour = money_at(column[NEED_LABOUR_FEE], row);
    if (flags & CHARGING_IS_LABOUR) return labour;
    return labour + money_at(column[NEED_MATERIAL_FEE], row);
}

/* A callback visit charged for its parts, and it may be for labour, which is free: counted among
 * what was to be free, and no fee to compare others with. */
static uint16_t visit_flags(const void *const *column, uint32_t row, uint32_t flags)
{
    if (!(flags & CHARGING_IS_RIGHT)) return (uint16_t)flags;
    const bool is_over = money_at(column[NEED_LABOUR_FEE], row) > 0;
    flags &= ~(uint32_t)CHARGING_IS_RIGHT;
    flags |= share_flags(CHARGING_OVERCHARGE, mask_of(true), mask_of(is_over));
    if (is_over) flags |= CHARGING_IS_OVERCHARGED | CHARGING_IS_LABOUR;
    return (uint16_t)flags;
}

static INLINED void prepare_block(uint16_t *restrict flags, const struct charging_block *block,
                                  const struct charging_codes *codes, uint32_t row_count)
{
    uint16_t stages[BLOCK_ROWS];
    for (uint32_t row = 0; row < row_count; row++)
        stages[row] = (uint16_t)stage_flags(&block->dates, row);
    for (uint32_t row = 0; row < row_count; row++)
        if (stages[row] & STAGE_NEAR_END)
            stages[row] = (uint16_t)(1U << stage_by_calendar(&block->dates, row));
    for (uint32_t row = 0; row < row_count; row++)
        flags[row] = (uint16_t)row_flags(block, codes, stages[row], row);
}

static INLINED void prepare_rows(PREPARE_ARGUMENTS)
{
    struct missing_block missing;
    missing_block_init(&missing);
    const struct charging_codes codes = codes_of(context);
    uint16_t *all = prepared;
    for (uint32_t first = 0; first < row_count; first += BLOCK_ROWS) {
        const struct charging_block block = {
            .dates = {block_numbers(column[NEED_REPORTED], first, &missing),
                      block_numbers(column[NEED_PURCHASED], first, &missing),
                      block_numbers(column[NEED_INSTALLED], first, &missing),
                      block_numbers(column[NEED_WARRANTY], first, &missing)},
            .closed = block_numbers(column[NEED_CLOSED], first, &missing),
            .quantity = block_numbers(column[NEED_QUANTITY], first, &missing),
            .mode = block_codes(column[NEED_MODE], first, &missing),
            .part = block_codes(column[NEED_PART], first, &missing),
            .reason = block_codes(column[NEED_REASON], first, &missing),
            .charged = block_answers(column[NEED_CHARGED], first, &missing),
            .visit = block_answers(column[NEED_VISIT], first, &missing),
            .is_all_closed = mask_of(!column[NEED_CLOSED]),
        };
        const uint32_t block_rows = block_row_count(first, row_count);
        prepare_block(all + first, &block, &codes, block_rows);
        for (uint32_t row = 0; row < block_rows; row++)
            if (block.visit[row] == 1)
                all[first + row] = visit_flags(column, first + row, all[first + row]);
    }
}

PREPARE_BY(prepare_rows)

void charging_prepare(PREPARE_ARGUMENTS)
{
    prepare(prepared, column, row_count, context);
}

static void add_money(struct charging_cell *cell, int64_t fen, uint32_t flags)
{
    const size_t kind = (flags & CHARGING_HAS_PART) != 0;
    if (fen == 0) {
        cell->unpriced[kind] += (flags & CHARGING_IS_LEAKED) != 0;
        return;
    }
    if (flags & CHARGING_IS_OVERCHARGED) sums_add(&cell->overcharged_fen, fen);
    if (flags & CHARGING_IS_LEAKED) sums_add(&cell->leaked_fen, fen);
    if (flags & CHARGING_IS_RIGHT) sums_add(&cell->fee_fen[kind], fen);
}

static void update(void *cell, struct tally *tallies, const struct rows *rows)
{
    (void)tallies;
    const uint16_t *flags = rows->prepared;
    flags_add(cell, 2 * CHARGING_SHARE_COUNT, rows, flags, sizeof *flags);
    for (uint32_t i = 0; i < rows->row_count; i++) {
        const uint32_t row = rows->row[i], own = flags[row];
        if (own & CHARGING_HAS_MONEY)
            add_money(cell, charging_fee_fen(rows->column, row, own), own);
    }
}

_Static_assert(offsetof(struct charging_cell, share) == 0,
               "a cell begins with its shares, in the order of the flags");

const struct family family_charging = {
    .name = "charging",
    .title = {"保修与收费", "Warranty and charges"},
    .question = {"该收的收了吗？有没有多收客户的？",
                 "Was charged what had to be, and was anybody charged who should not have been?"},
    .version = 1,
    .table = "repairs",
    .clock = "reported_at",
    .needs = (const struct need[]){[NEED_REPORTED] = {"reported_at", COLUMN_TIME, false},
                                   [NEED_PURCHASED] = {"purchased_on", COLUMN_DATE, true},
                                   [NEED_INSTALLED] = {"installed_on", COLUMN_DATE, true},
                                   [NEED_WARRANTY] = {"warranty_months", COLUMN_INT, true},
                                   [NEED_CLOSED] = {"closed_at", COLUMN_TIME, true},
                                   [NEED_MODE] = {"mode", COLUMN_CODE, true},
                                   [NEED_PART] = {"part", COLUMN_CODE, true},
                                   [NEED_QUANTITY] = {"quantity", COLUMN_INT, true},
                                   [NEED_MATERIAL_FEE] = {"material_fee", COLUMN_MONEY, true},
                                   [NEED_LABOUR_FEE] = {"labour_fee", COLUMN_MONEY, true},
                                   [NEED_CHARGED] = {"charged", COLUMN_BOOL, true},
                                   [NEED_REASON] = {"charge_reason", COLUMN_CODE, true},
                                   [NEED_VISIT] = {"callback_visit", COLUMN_BOOL, true},
                                   [CHARGING_NEED_COUNT] = {0}},
    .axes = (const enum axis[]){AXIS_DEALER, AXIS_END},
    .fields = (const struct field[]){FIELD_U64(struct charging_cell, share, "count"),
                                     FIELDS_SUMS(struct charging_cell, overcharged_fen, "fen"),
                                     FIELDS_SUMS(struct charging_cell, leaked_fen, "fen"),
                                     FIELDS_SUMS(struct charging_cell, fee_fen[0], "fen"),
                                     FIELDS_SUMS(struct charging_cell, fee_fen[1], "fen"),
                                     FIELD_U64(struct charging_cell, unpriced, "count"),
                                     {0}},
    .cell_bytes = sizeof(struct charging_cell),
    .metrics = charging_metrics,
    .prepared_bytes = sizeof(uint16_t),
    .prepare = prepare,
    .update = update,
    .extend = charging_extend,
    .reads_segments = true,
};
