/* Parts on loan: issued before a repair; afterwards the old one comes back, or the new one is
 * charged; what does not come back is charged later, or kept. Some dealers' stock is counted. */
#include "block.h"

#include <string.h>

enum { STREAM_MATERIALS = 902, COUNTED_DEALERS = 4 };

static struct stock *stock_of(const struct block *block, int32_t dealer, int32_t chain)
{
    return &block->stock[dealer * chain_count + chain];
}

static int64_t *move(struct block *block, int32_t dealer, int32_t chain, int32_t day,
                     enum move_kind kind, int32_t quantity)
{
    if (day > block->world->last_day ||
        block->rows[TABLE_MATERIALS].count >= block->quota[TABLE_MATERIALS])
        return NULL;
    int64_t *row = block_row(block, TABLE_MATERIALS);
    if (row == NULL) return NULL;
    row[MATERIAL_ON] = day;
    row[MATERIAL_DEALER] = dealer + 1;
    row[MATERIAL_PART] = chain;
    row[MATERIAL_KIND] = kind;
    row[MATERIAL_QUANTITY] = quantity;
    row[MATERIAL_PRICE] = (int64_t)chains[chain].part_yuan * 100;
    return row;
}

static void move_part(struct block *block, const struct repair *repair, int32_t day,
                      enum move_kind kind)
{
    const int32_t sign = kind == MOVE_ISSUE ? 1 : -1;
    if (move(block, repair->dealer, repair->chain, day, kind, repair->quantity) &&
        day <= block->world->count_day)
        stock_of(block, repair->dealer, repair->chain)->book += sign * repair->quantity;
}

static void move_parts(struct block *block, struct draw *draw, const struct repair *repair)
{
    const struct world *world = block->world;
    const int32_t closed = day_of_minute(repair->closed);
    const int32_t before = day_of_minute(repair->reported) - draw_below(draw, 3);
    const int32_t issued = before < world->first_day ? closed : before;
    const int32_t back = closed + 2 + draw_lognormal(draw, 9, 0.5);
    const int32_t charged_later = closed + draw_between(draw, 35, 60);
    const bool is_kept = draw_chance(draw, world->dealers[repair->dealer].kept_share);
    const bool is_forgotten = draw_chance(draw, 0.06);
    move_part(block, repair, issued, MOVE_ISSUE);
    if (repair->is_charged)
        move_part(block, repair, closed, MOVE_CHARGE);
    else if (is_kept && issued <= world->count_day)
        stock_of(block, repair->dealer, repair->chain)->gone += repair->quantity;
    else if (!is_kept)
        move_part(block, repair, is_forgotten ? charged_later : back,
                  is_forgotten ? MOVE_CHARGE : MOVE_RETURN);
}

static bool takes_part(const struct repair *repair)
{
    return repair->quantity != 0 && repair->closed != MINUTE_MISSING;
}

/* Of so many repairs, evenly over the whole period, that there is room for the rest. */
static void move_repair_parts(struct block *block, struct draw *draw)
{
    int64_t count = 0;
    for (int32_t i = 0; i < block->repair_count; i++) count += takes_part(&block->repairs[i]);
    const double share = 0.8 * (double)block->quota[TABLE_MATERIALS] / (double)(2 * count + 1);
    for (int32_t i = 0; i < block->repair_count; i++) {
        const struct repair *repair = &block->repairs[block->by_time[i]];
        if (takes_part(repair) && draw_chance(draw, share)) move_parts(block, draw, repair);
    }
}

static bool is_counted(const struct world *world, int32_t dealer)
{
    return dealer % COUNTED_DEALERS == 0 || world->dealers[dealer].kept_share > 0.1;
}

/* Each block counts its own part of a dealer's stock: rows of one day add up. */
static void count_stock(struct block *block)
{
    const struct world *world = block->world;
    for (int32_t dealer = 0; dealer < world->options->dealer_count; dealer++)
        for (int32_t chain = 0; is_counted(world, dealer) && chain < chain_count; chain++) {
            const struct stock *stock = stock_of(block, dealer, chain);
            if (stock->book == 0) continue;
            int64_t *row =
                move(block, dealer, chain, world->count_day, MOVE_COUNT, stock->book - stock->gone);
            if (row) row[MATERIAL_PRICE] = MISSING;
        }
}

/* What does not count as after-sales material. */
static void move_other_things(struct block *block, struct draw *draw)
{
    const struct world *world = block->world;
    while (block->rows[TABLE_MATERIALS].count < block->quota[TABLE_MATERIALS]) {
        int64_t *row = block_row(block, TABLE_MATERIALS);
        if (row == NULL) return;
        row[MATERIAL_ON] = draw_between(draw, world->first_day, world->last_day);
        row[MATERIAL_DEALER] = wheel_spin(&world->dealer_wheel, draw) + 1;
        row[MATERIAL_KIND] = draw_between(draw, MOVE_GIFT, MOVE_APPROVED);
        row[MATERIAL_QUANTITY] = draw_between(draw, 1, 20);
        row[MATERIAL_PRICE] = (int64_t)draw_between(draw, 2, 60) * 50;
    }
}

void materials_make(struct block *block)
{
    const struct world *world = block->world;
    struct draw draw =
        draw_start(&world->normal, world->options->seed, STREAM_MATERIALS, (uint64_t)block->number);
    memset(block->stock, 0,
           (size_t)world->options->dealer_count * (size_t)chain_count * sizeof *block->stock);
    move_repair_parts(block, &draw);
    count_stock(block);
    move_other_things(block, &draw);
}
