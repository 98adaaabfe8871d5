/* Which unit fails when, and whether it comes back. A repair that did not solve the fault mostly
 * returns within thirty days, one that did seldom, and more often at a dealer whose repairs are
 * bad. */
#include "service.h"

enum { REPEAT_DAYS = 30, FOLLOW_UPS_MOST = 4, TRIES = 24 };

static struct repair *add_repair(struct block *block, int32_t unit, int32_t reported, int32_t chain)
{
    if (block->repair_count >= block->quota[TABLE_REPAIRS]) return NULL;
    struct repair *repair = &block->repairs[block->repair_count++];
    const int32_t person = block->units[unit].person;
    *repair = (struct repair){.unit = unit,
                              .person = person,
                              .dealer = block->persons[person].dealer,
                              .reported = reported,
                              .chain = chain};
    return repair;
}

static int32_t usual_chain(struct block *block, int32_t unit)
{
    const struct world *world = block->world;
    const enum category category = world->products[block->units[unit].product].category;
    return wheel_spin(&world->chain_wheel[category], &block->draw);
}

/* A day of the period by season and weekday. */
static int32_t repair_day(struct block *block)
{
    static const double weekday[7] = {1.0, 0.92, 0.88, 0.88, 0.9, 0.75, 0.62};
    struct draw *draw = &block->draw;
    const int32_t month = block->world->first_month + wheel_spin(&block->world->month_wheel, draw);
    const int32_t first = month_first_day(month), last = month_last_day(month);
    int32_t day = draw_between(draw, first, last);
    while (!draw_chance(draw, weekday[day_weekday(day)])) day = draw_between(draw, first, last);
    return day;
}

/* A day on which the unit stands unpacked but not installed; false when none lies in the period. */
static bool out_of_box_day(struct block *block, const struct unit *unit, int32_t *day)
{
    const struct world *world = block->world;
    const int32_t last = unit->installed_day - 1;
    if (unit->purchased_day < world->first_day || last <= unit->purchased_day ||
        unit->installed_day > world->last_day)
        return false;
    *day = draw_between(&block->draw, unit->purchased_day + 1, last);
    return *day <= world->last_day;
}

static bool accepts(struct block *block, const struct unit *unit, int32_t day)
{
    const enum category category = block->world->products[unit->product].category;
    return !block->persons[unit->person].is_faultless && unit->installed_day <= day &&
           draw_chance(&block->draw, categories[category].hazard);
}

/* A call out of the blue: a unit and a day that go together. */
static void usual_head(struct block *block, int32_t *unit, int32_t *day)
{
    struct draw *draw = &block->draw;
    const bool wants_out_of_box = draw_chance(draw, 0.03);
    *day = repair_day(block);
    for (int i = 0; i < TRIES; i++) {
        *unit = draw_below(draw, block->unit_count);
        const struct unit *candidate = &block->units[*unit];
        if (wants_out_of_box && out_of_box_day(block, candidate, day)) return;
        if (!wants_out_of_box && accepts(block, candidate, *day)) return;
    }
    /* No unit took the day: the last one fails on any day that it can. */
    const int32_t installed = block->units[*unit].installed_day;
    const struct world *world = block->world;
    const int32_t from = installed > world->first_day ? installed : world->first_day;
    *day = from >= world->last_day ? world->last_day : draw_between(draw, from, world->last_day);
}

/* The planted rise: the same fault on units of one batch, half of them before they are installed.
 */
static bool rising_head(struct block *block, int32_t *unit, int32_t *day)
{
    struct draw *draw = &block->draw;
    const struct world *world = block->world;
    if (block->rising_unit_count == 0) return false;
    *unit = block->rising_units[draw_below(draw, block->rising_unit_count)];
    const struct unit *chosen = &block->units[*unit];
    const int32_t first = month_first_day(world->rising_month);
    if (draw_chance(draw, 0.5) && out_of_box_day(block, chosen, day)) return *day >= first;
    const int32_t from = chosen->installed_day > first ? chosen->installed_day : first;
    if (from > world->last_day) return false;
    *day = draw_between(draw, from, world->last_day);
    return true;
}

/* How the repair ended decides whether the unit comes back, and then when. */
static bool comes_back(struct block *block, const struct repair *repair, int32_t *reported)
{
    struct draw *draw = &block->draw;
    if (repair->closed == MINUTE_MISSING) return false;
    const double factor = block->world->dealers[repair->dealer].repeat_factor;
    const double probability = repair->is_solved ? 0.035 * factor : 0.25 + 0.2 * factor;
    if (!draw_chance(draw, probability > 0.9 ? 0.9 : probability)) return false;
    const double early = draw_unit(draw);
    const int32_t days = 1 + (int32_t)(early * early * (REPEAT_DAYS - 2));
    const int32_t day = day_of_minute(repair->closed) + days;
    *reported = day * MINUTES_A_DAY + block_minute_of_day(block);
    return *reported <= block->world->end_minute;
}

static void make_history(struct block *block, int32_t unit, int32_t day, int32_t chain)
{
    int32_t reported = day * MINUTES_A_DAY + block_minute_of_day(block);
    for (int visit = 0; visit < FOLLOW_UPS_MOST; visit++) {
        struct repair *repair = add_repair(block, unit, reported, chain);
        if (repair == NULL) return;
        repair->is_repeat = visit > 0;
        service_make(block, repair);
        if (!comes_back(block, repair, &reported)) return;
        if (!draw_chance(&block->draw, 0.75)) chain = usual_chain(block, unit);
    }
}

static void order_repairs(struct block *block)
{
    const int32_t count = block->repair_count;
    for (int32_t i = 0; i < count; i++)
        block->keys[i] = (uint64_t)(uint32_t)block->repairs[i].reported << 32 | (uint32_t)i;
    block_sort_keys(block, count);
    for (int32_t i = 0; i < count; i++) {
        block->by_time[i] = (int32_t)(block->keys[i] & UINT32_MAX);
        block->repairs[block->by_time[i]].number = block->first_row[TABLE_REPAIRS] + i + 1;
    }
    for (int32_t i = 0; i < count; i++)
        block->keys[i] =
            (uint64_t)(uint32_t)block->repairs[block->by_time[i]].unit << 32 | (uint32_t)i;
    block_sort_keys(block, count);
    for (int32_t i = 0; i < count; i++)
        block->by_unit[i] = block->by_time[block->keys[i] & UINT32_MAX];
}

/* A unit's later call within thirty days of a closing, whether it was made so or came by chance. */
static void find_repeats(struct block *block)
{
    for (int32_t i = 0; i < block->repair_count; i++) {
        struct repair *repair = &block->repairs[block->by_unit[i]];
        if (repair->closed == MINUTE_MISSING) continue;
        for (int32_t k = i + 1; k < block->repair_count; k++) {
            struct repair *later = &block->repairs[block->by_unit[k]];
            if (later->unit != repair->unit) break;
            if (later->reported <= repair->closed) continue;
            if (later->reported > repair->closed + REPEAT_DAYS * MINUTES_A_DAY) break;
            repair->is_followed = true;
            later->is_repeat = true;
        }
    }
}

void repairs_make(struct block *block)
{
    const struct world *world = block->world;
    block->repair_count = 0;
    const double share_of_rising_months = 3.0 / world->month_count;
    while (block->repair_count < block->quota[TABLE_REPAIRS]) {
        int32_t unit = 0, day = 0;
        if (draw_chance(&block->draw, world->rising_share * share_of_rising_months) &&
            rising_head(block, &unit, &day)) {
            make_history(block, unit, day, CHAIN_PLANTED);
            continue;
        }
        usual_head(block, &unit, &day);
        make_history(block, unit, day, usual_chain(block, unit));
    }
    order_repairs(block);
    find_repeats(block);
}
