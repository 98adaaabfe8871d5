/* Repairs as rows, and the count of what the planted truths came to. */
#include "paperwork.h"

static int64_t minute_or_missing(int32_t minute)
{
    return minute == MINUTE_MISSING ? MISSING : minute;
}

static void write_subject(const struct block *block, const struct repair *repair, int64_t *row)
{
    const struct world *world = block->world;
    const struct unit *unit = &block->units[repair->unit];
    row[REPAIR_ID] = repair->number;
    row[REPAIR_UNIT] = block_unit_value(block, repair->unit);
    row[REPAIR_CUSTOMER] = block_person_number(block, repair->person);
    row[REPAIR_DEALER] = repair->dealer + 1;
    row[REPAIR_TECHNICIAN] = repair->technician;
    row[REPAIR_REGION] = world->dealers[repair->dealer].region;
    row[REPAIR_PRODUCT] = unit->product;
    row[REPAIR_PURCHASED] = unit->purchased_day;
    if (unit->installed_day <= world->last_day) row[REPAIR_INSTALLED] = unit->installed_day;
    row[REPAIR_WARRANTY] = categories[world->products[unit->product].category].warranty_months;
}

static void write_service(struct block *block, const struct repair *repair, int64_t *row)
{
    row[REPAIR_REPORTED] = repair->reported;
    row[REPAIR_REPLIED] = minute_or_missing(repair->replied);
    row[REPAIR_PROMISED] = minute_or_missing(repair->promised);
    row[REPAIR_VISITED] = minute_or_missing(repair->visited);
    row[REPAIR_CLOSED] = minute_or_missing(repair->closed);
    row[REPAIR_SPECIAL] = repair->is_special;
    row[REPAIR_MODE] = repair->mode;
    row[REPAIR_FAULT] = repair->chain;
    row[REPAIR_DEPARTMENT] = chains[repair->chain].department;
    row[REPAIR_HAZARD] = chains[repair->chain].is_hazard;
    if (repair->closed == MINUTE_MISSING) return;
    struct draw *draw = &block->draw;
    if (draw_chance(draw, 0.965)) row[REPAIR_CAUSE] = repair->chain;
    if (draw_chance(draw, 0.98)) row[REPAIR_ACTION] = 2 * repair->chain + repair->is_other_action;
    row[REPAIR_QUANTITY] = repair->quantity;
    if (repair->quantity > 0) row[REPAIR_PART] = repair->chain;
    row[REPAIR_MATERIAL_FEE] = repair->material_fen;
    row[REPAIR_LABOUR_FEE] = repair->labour_fen;
    row[REPAIR_CHARGED] = repair->is_charged;
    if (repair->is_charged) row[REPAIR_PAID] = block_is_fair(block, repair->person, repair->number);
    if (repair->is_charged && repair->charge_reason != REASON_NONE)
        row[REPAIR_CHARGE_REASON] = repair->charge_reason;
    row[REPAIR_SOLVED] = repair->is_solved;
    if (draw_chance(draw, 0.97)) row[REPAIR_CONFIRMED] = repair->is_confirmed;
    if (draw_chance(draw, 0.08))
        row[REPAIR_NOTE] = draw_below(draw, block->world->lists[LIST_NOTE].count);
    paperwork_write(block, repair, row);
}

static void count_planted(struct block *block, const struct repair *repair)
{
    const struct world *world = block->world;
    const int32_t month = month_of_minute(repair->reported) - world->first_month;
    const struct dealer *dealer = &world->dealers[repair->dealer];
    if (repair->visited != MINUTE_MISSING) {
        int64_t *region = block->tally.region[dealer->region * world->month_count + month];
        region[COUNT_VISITS]++;
        region[COUNT_VISIT_MINUTES] += repair->visited - repair->reported;
    }
    if (block->units[repair->unit].product != world->rising_product) return;
    int64_t *rising = block->tally.rising[month];
    rising[COUNT_PRODUCT_REPAIRS]++;
    rising[COUNT_PLANTED_FAULT] += repair->chain == CHAIN_PLANTED;
    rising[COUNT_PRODUCT_OUT_OF_BOX] += repair->is_out_of_box;
}

static void count_dealer(struct block *block, const struct repair *repair)
{
    const struct world *world = block->world;
    const int32_t end = world->end_minute;
    int64_t *dealer = block->tally.dealer[repair->dealer];
    const bool is_closed = repair->closed != MINUTE_MISSING;
    dealer[COUNT_REPAIRS]++;
    dealer[COUNT_CLOSED] += is_closed;
    if (repair->reported <= end - MINUTES_A_DAY) {
        const bool is_met = is_closed && repair->closed - repair->reported <= MINUTES_A_DAY;
        const bool is_mixed = world->dealers[repair->dealer].role == ROLE_MIXED;
        const enum category category = world->products[block->units[repair->unit].product].category;
        int64_t *stratum = block->tally.stratum[is_mixed][category];
        stratum[SHARE_BASE]++;
        stratum[SHARE_MET] += is_met;
        dealer[COUNT_CLOSE_MATURED]++;
        dealer[COUNT_CLOSE_MET] += is_met;
    }
    if (is_closed && repair->closed <= end - 30 * MINUTES_A_DAY) {
        dealer[COUNT_REPEAT_MATURED]++;
        dealer[COUNT_REPEATS] += repair->is_followed;
    }
}

void repairs_write(struct block *block)
{
    for (int32_t i = 0; i < block->repair_count; i++) {
        const struct repair *repair = &block->repairs[block->by_time[i]];
        int64_t *row = block_row(block, TABLE_REPAIRS);
        if (row == NULL) return;
        write_subject(block, repair, row);
        write_service(block, repair, row);
        count_dealer(block, repair);
        count_planted(block, repair);
    }
}
