/* Who bought again, who left, and the rows of purchases, installations and departures. */
#include "block.h"

enum { RETURN_DAYS = 365, LATE_DAYS = 500 };

static void buy_again(struct block *block, int32_t person_index)
{
    struct person *person = &block->persons[person_index];
    struct draw *draw = &block->draw;
    if (person->is_recent) return;
    int32_t day = DAY_MISSING;
    if (draw_chance(draw, paths[person->path].repurchase))
        day = person->index_day + 1 + draw_below(draw, RETURN_DAYS);
    else if (draw_chance(draw, 0.2))
        day = person->index_day + RETURN_DAYS + 1 + draw_below(draw, LATE_DAYS);
    if (day == DAY_MISSING || day > block->world->last_day) return;
    if (block->unit_count >= block->people_quota) return;
    if (people_add_unit(block, person_index, day) != NULL) person->bought_day = day;
}

static void count_path(struct block *block, const struct person *person)
{
    if (person->index_day + RETURN_DAYS > block->world->last_day) return;
    int64_t *path = block->tally.path[person->path];
    path[SHARE_BASE]++;
    path[SHARE_MET] +=
        person->bought_day != DAY_MISSING && person->bought_day - person->index_day <= RETURN_DAYS;
}

static void write_purchase(struct block *block, const struct unit *unit)
{
    const struct product *product = &block->world->products[unit->product];
    int64_t *row = block_row(block, TABLE_PURCHASES);
    if (row == NULL) return;
    /* Dealers give discounts in whole hundredths. */
    const int32_t percent = 100 - draw_below(&block->draw, 16);
    row[PURCHASE_CUSTOMER] = block_person_number(block, unit->person);
    row[PURCHASE_ON] = unit->purchased_day;
    row[PURCHASE_PRODUCT] = unit->product;
    row[PURCHASE_DEALER] = block->persons[unit->person].dealer + 1;
    row[PURCHASE_AMOUNT] = (int64_t)product->price_fen / 100 * percent;
    row[PURCHASE_COST] = product->cost_fen;
}

static void write_install(struct block *block, int32_t index)
{
    const struct unit *unit = &block->units[index];
    int64_t *row = block_row(block, TABLE_INSTALLS);
    if (row == NULL) return;
    row[INSTALL_UNIT] = block_unit_value(block, index);
    row[INSTALL_CUSTOMER] = block_person_number(block, unit->person);
    row[INSTALL_DEALER] = block->persons[unit->person].dealer + 1;
    row[INSTALL_PRODUCT] = unit->product;
    row[INSTALL_PURCHASED] = unit->purchased_day;
    if (unit->installed_day > block->world->last_day) return;
    row[INSTALL_ON] = unit->installed_day;
    row[INSTALL_ACCEPTED] = draw_chance(&block->draw, 0.975);
}

static void write_units(struct block *block)
{
    const int32_t archive_day = block->world->archive_day;
    for (int32_t i = 0; i < block->unit_count; i++) {
        const uint32_t day = (uint32_t)(block->units[i].purchased_day - archive_day);
        block->keys[i] = (uint64_t)day << 32 | (uint32_t)i;
    }
    block_sort_keys(block, block->unit_count);
    for (int32_t i = 0; i < block->unit_count; i++) {
        const int32_t unit = (int32_t)(block->keys[i] & UINT32_MAX);
        if (block->rows[TABLE_PURCHASES].count < block->quota[TABLE_PURCHASES])
            write_purchase(block, &block->units[unit]);
        write_install(block, unit);
    }
}

static enum leave_reason leave_reason(struct draw *draw, const struct person *person)
{
    static const double calm[] = {0.03, 0.10, 0.15, 0.40, 0.62};
    static const double angry[] = {0.004, 0.012, 0.045, 0.11, 0.24};
    const double *limits = person->path == PATH_NO_PROBLEM ? calm : angry;
    const double luck = draw_unit(draw);
    int reason = LEFT_DEATH;
    while (reason < LEFT_SERVICE && luck >= limits[reason]) reason++;
    return (enum leave_reason)reason;
}

static void write_departure(struct block *block, int32_t person_index)
{
    const struct world *world = block->world;
    struct draw *draw = &block->draw;
    const struct person *person = &block->persons[person_index];
    const int32_t from =
        person->index_day > world->first_day ? person->index_day : world->first_day;
    int32_t day = from + draw_lognormal(draw, 120, 0.8);
    if (day > world->last_day) day = draw_between(draw, from, world->last_day);
    int64_t *row = block_row(block, TABLE_DEPARTURES);
    if (row == NULL) return;
    const enum leave_reason reason = leave_reason(draw, person);
    row[DEPARTURE_CUSTOMER] = block_person_number(block, person_index);
    row[DEPARTURE_ON] = day;
    row[DEPARTURE_REASON] = reason;
    block->tally.departure[reason]++;
}

/* Among those who did not buy again, the ones whose path drives people away go first. */
static void write_departures(struct block *block, int32_t person_count)
{
    int64_t count = 0;
    for (int32_t i = 0; i < person_count; i++) {
        const struct person *person = &block->persons[i];
        if (person->bought_day != DAY_MISSING) continue;
        const double stay = draw_unit(&block->draw) / paths[person->path].departure;
        block->keys[count++] = (uint64_t)(uint32_t)(stay * 1e8) << 32 | (uint32_t)i;
    }
    block_sort_keys(block, count);
    for (int64_t i = 0; i < count && i < block->quota[TABLE_DEPARTURES]; i++)
        write_departure(block, (int32_t)(block->keys[i] & UINT32_MAX));
}

void purchases_make(struct block *block)
{
    const int32_t person_count = block->person_count;
    for (int32_t i = 0; i < person_count; i++) {
        buy_again(block, i);
        count_path(block, &block->persons[i]);
    }
    write_departures(block, person_count);
    while (block->unit_count < block->people_quota)
        if (people_add_recent(block) == NULL) break;
    write_units(block);
}
