/* The flow of a repair call (D11): which steps were skipped, reversed or repeated, and what was
 * done within a working day. */
#include "measure/flow/flow.h"

#include "measure/business.h"
#include "measure/columns.h"

struct flow_codes {
    uint32_t phone, onsite;
};

/* The columns of a block of rows; masks say which of them the table has. */
struct flow_block {
    const int32_t *reported, *replied, *visited, *closed, *quantity, *gap;
    const uint32_t *mode, *part;
    const int8_t *solved, *confirmed, *again;
    int32_t has_replies, has_visits;
};

/* Whether `later` lies before `earlier`, both there. A time at 0:00 is mostly a date alone, and
 * then known by its day only. */
static INLINED int32_t is_reversed(int32_t earlier, int32_t later)
{
    const int32_t is_date = mask_of(later % MINUTES_A_DAY == 0);
    const int32_t latest = later + (is_date & (MINUTES_A_DAY - 1));
    return mask_of(earlier != MINUTE_MISSING) & mask_of(later != MINUTE_MISSING) &
           mask_of(latest < earlier);
}

static INLINED uint32_t step_flags(const struct flow_block *block, const struct flow_codes *codes,
                                   uint32_t row)
{
    const int32_t replied = block->replied[row], visited = block->visited[row];
    const int32_t closed = block->closed[row], quantity = block->quantity[row];
    const int32_t is_closed = mask_of(closed != MINUTE_MISSING);
    const int32_t has_reply = mask_of(replied != MINUTE_MISSING);
    const int32_t has_visit = mask_of(visited != MINUTE_MISSING);
    const int32_t has_part =
        mask_of(quantity > 0) | (mask_of(quantity == INT_MISSING) & mask_of(block->part[row] != 0));
    const int32_t has_mode = mask_of(block->mode[row] != 0);
    const int32_t is_phone = mask_of(block->mode[row] == codes->phone);
    const int32_t is_onsite = mask_of(block->mode[row] == codes->onsite);
    const int32_t is_known_unit = mask_of(block->gap[row] != 0);
    const int32_t no_reply = block->has_replies & ~has_reply;
    const int32_t no_visit = block->has_visits & is_onsite & ~has_visit;
    const int32_t is_unconfirmed = mask_of(block->confirmed[row] == 0);
    const int32_t reversed =
        is_reversed(replied, visited) | is_reversed(visited, closed) | is_reversed(replied, closed);
    const int32_t not_by_phone = is_phone & (has_visit | has_part);
    const int32_t is_repeated = is_known_unit & mask_of(block->again[row] == 1);
    const int32_t is_off =
        no_reply | no_visit | is_unconfirmed | reversed | not_by_phone | is_repeated;
    return share_flags(FLOW_CONFORMING, is_closed & has_mode, ~is_off) |
           share_flags(FLOW_NO_REPLY, is_closed, no_reply) |
           share_flags(FLOW_NO_VISIT, is_closed & is_onsite, no_visit) |
           share_flags(FLOW_UNCONFIRMED, is_closed & mask_of(block->confirmed[row] != BOOL_MISSING),
                       is_unconfirmed) |
           share_flags(FLOW_REVERSED, is_closed & (has_reply | has_visit), reversed) |
           share_flags(FLOW_NOT_BY_PHONE, is_closed & is_phone, not_by_phone) |
           share_flags(FLOW_REPEATED, is_closed & is_known_unit, is_repeated) |
           share_flags(FLOW_BY_PHONE, is_closed & has_mode,
                       is_phone & mask_of(block->solved[row] == 1));
}

/* By working hours: a day's worth of them has passed since the report before the data end. */
static INLINED uint32_t day_flags(const struct flow_block *block,
                                  const struct business_clock *clock, int32_t horizon, uint32_t row)
{
    const int32_t replied = block->replied[row], closed = block->closed[row];
    const int32_t is_closed = mask_of(closed != MINUTE_MISSING);
    uint32_t flags = share_flags(FLOW_CLOSED - FLOW_FIRST_SHARES, mask_of(true), is_closed)
                     << FLAG_LIMIT;
    if (!clock) return flags;
    const int32_t reported = business_minute(clock, block->reported[row]);
    const int32_t is_over = mask_of(horizon - reported >= clock->day_minutes);
    const int32_t reply = business_minute(clock, replied) - reported;
    const int32_t close = business_minute(clock, closed) - reported;
    flags |= share_flags(FLOW_REPLIED_IN_DAY - FLOW_FIRST_SHARES, is_over,
                         mask_of(replied != MINUTE_MISSING) & mask_of(reply <= clock->day_minutes))
             << FLAG_LIMIT;
    flags |= share_flags(FLOW_CLOSED_IN_DAY - FLOW_FIRST_SHARES, is_over,
                         is_closed & mask_of(close <= clock->day_minutes))
             << FLAG_LIMIT;
    return flags;
}

static INLINED void prepare_rows(PREPARE_ARGUMENTS)
{
    struct missing_block missing;
    missing_block_init(&missing);
    const struct flow_codes codes = {context_code(context, "mode", "phone"),
                                     context_code(context, "mode", "onsite")};
    const struct business_clock *clock = context->business;
    const int32_t horizon = clock ? business_minute(clock, context->horizon_minute) : 0;
    for (uint32_t first = 0; first < row_count; first += BLOCK_ROWS) {
        uint32_t *restrict flags = (uint32_t *)prepared + first;
        const struct flow_block block = {
            .reported = block_numbers(column[NEED_REPORTED], first, &missing),
            .replied = block_numbers(column[NEED_REPLIED], first, &missing),
            .visited = block_numbers(column[NEED_VISITED], first, &missing),
            .closed = block_numbers(column[NEED_CLOSED], first, &missing),
            .quantity = block_numbers(column[NEED_QUANTITY], first, &missing),
            .gap = block_numbers(column[NEED_GAP], first, &missing),
            .mode = block_codes(column[NEED_MODE], first, &missing),
            .part = block_codes(column[NEED_PART], first, &missing),
            .solved = block_answers(column[NEED_SOLVED], first, &missing),
            .confirmed = block_answers(column[NEED_CONFIRMED], first, &missing),
            .again = block_answers(column[NEED_AGAIN], first, &missing),
            .has_replies = mask_of(column[NEED_REPLIED] != NULL),
            .has_visits = mask_of(column[NEED_VISITED] != NULL),
        };
        const uint32_t block_rows = block_row_count(first, row_count);
        for (uint32_t row = 0; row < block_rows; row++)
            flags[row] = step_flags(&block, &codes, row);
        for (uint32_t row = 0; row < block_rows; row++)
            flags[row] |= day_flags(&block, clock, horizon, row);
    }
}

PREPARE_BY(prepare_rows)

static int64_t horizon_minutes(const struct measure_options *options)
{
    return business_day_takes_at_most(&options->calendar);
}

static void update(void *into, struct tally *tallies, const struct rows *rows)
{
    (void)tallies;
    struct flow_cell *cell = into;
    const uint16_t *flags = rows->prepared;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    const uint16_t *first = flags, *behind = flags + 1;
#else
    const uint16_t *first = flags + 1, *behind = flags;
#endif
    flags_add((uint64_t *)cell, 2 * FLOW_FIRST_SHARES, rows, first, sizeof(uint32_t));
    flags_add((uint64_t *)&cell->share[FLOW_FIRST_SHARES],
              2 * (FLOW_SHARE_COUNT - FLOW_FIRST_SHARES), rows, behind, sizeof(uint32_t));
}

const struct family family_flow = {
    .name = "flow",
    .title = {"维修流程", "The flow of a repair"},
    .question = {"每次维修都走完了该走的步骤吗？", "Did each repair go through its steps?"},
    .version = 1,
    .table = "repairs",
    .clock = "reported_at",
    .needs = (const struct need[]){[NEED_REPORTED] = {"reported_at", COLUMN_TIME, false},
                                   [NEED_REPLIED] = {"replied_at", COLUMN_TIME, true},
                                   [NEED_VISITED] = {"visited_at", COLUMN_TIME, true},
                                   [NEED_CLOSED] = {"closed_at", COLUMN_TIME, false},
                                   [NEED_MODE] = {"mode", COLUMN_CODE, true},
                                   [NEED_PART] = {"part", COLUMN_CODE, true},
                                   [NEED_QUANTITY] = {"quantity", COLUMN_INT, true},
                                   [NEED_SOLVED] = {"solved", COLUMN_BOOL, true},
                                   [NEED_CONFIRMED] = {"confirmed", COLUMN_BOOL, true},
                                   [NEED_GAP] = {"repeat_gap_minutes", COLUMN_INT, true},
                                   [NEED_AGAIN] = {"reported_while_open", COLUMN_BOOL, true},
                                   [FLOW_NEED_COUNT] = {0}},
    .axes = (const enum axis[]){AXIS_DEALER, AXIS_END},
    .fields = (const struct field[]){FIELD_U64(struct flow_cell, share, "count"), {0}},
    .cell_bytes = sizeof(struct flow_cell),
    .metrics = flow_metrics,
    .prepared_bytes = sizeof(uint32_t),
    .prepare = prepare,
    .update = update,
    .horizon_minutes = horizon_minutes,
};
