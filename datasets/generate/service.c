#include "service.h"

#include <math.h>

enum { DAY_OPENS = 8 * 60, DAY_ENDS = 19 * 60, DAY_CLOSES = 22 * 60, VISIT_YUAN = 50 };

/* Nobody visits at night: a time after `latest` moves to the next working hours. */
static int32_t working_minute(struct draw *draw, int32_t minute, int32_t latest)
{
    const int32_t day = day_of_minute(minute);
    const int32_t of_day = minute - day * MINUTES_A_DAY;
    if (of_day < DAY_OPENS) return day * MINUTES_A_DAY + DAY_OPENS + draw_below(draw, 90);
    if (of_day > latest) return (day + 1) * MINUTES_A_DAY + DAY_OPENS + draw_below(draw, 90);
    return minute;
}

static enum mode choose_mode(struct draw *draw, const struct repair *repair)
{
    const struct chain *chain = &chains[repair->chain];
    const int32_t percent = draw_below(draw, 100);
    if (percent < chain->phone_percent && !repair->is_repeat) return MODE_PHONE;
    return percent >= 100 - chain->return_percent ? MODE_RETURN : MODE_ONSITE;
}

static bool is_slow_time(const struct world *world, const struct repair *repair)
{
    return world->dealers[repair->dealer].region == world->slow_region &&
           month_of_minute(repair->reported) >= world->slow_month;
}

/* Log minutes on top of what is usual everywhere. */
static double leg_effect(const struct block *block, const struct repair *repair)
{
    const struct world *world = block->world;
    const struct dealer *dealer = &world->dealers[repair->dealer];
    const struct customer_truth *truth = &world->customers;
    const struct effort *action = &dealer->action;
    const bool is_neglected = repair->dealer == truth->neglecting_dealer &&
                              block->persons[repair->person].lately_fen >= truth->neglected_fen;
    const double acted =
        day_of_minute(repair->reported) >= action->from_day ? action->leg_effect : 0;
    return dealer->leg_effect + world->region_leg_effect[dealer->region] + acted +
           (is_neglected ? truth->neglect_effect : 0);
}

static void make_visit(struct block *block, struct repair *repair, double effect)
{
    struct draw *draw = &block->draw;
    const double slow = is_slow_time(block->world, repair) ? block->world->slow_visit_effect : 0;
    const int32_t way = draw_lognormal(draw, 300 * exp(effect + slow), 0.75);
    repair->visited = working_minute(draw, repair->replied + way, DAY_ENDS);
    /* Most arrive a few minutes early; one in eight is far off. */
    const double spread = draw_chance(draw, 0.12) ? 70 : 6;
    const int32_t late = (int32_t)lround(draw_normal(draw) * spread) - 2;
    if (draw_chance(draw, 0.93)) repair->promised = repair->visited - late;
}

static void make_legs(struct block *block, struct repair *repair)
{
    struct draw *draw = &block->draw;
    const struct world *world = block->world;
    const enum category category = world->products[block->units[repair->unit].product].category;
    const double effect = leg_effect(block, repair);
    const double hard = categories[category].hard_effect;
    repair->visited = repair->promised = MINUTE_MISSING;
    repair->replied = repair->reported + draw_lognormal(draw, 70 * exp(effect), 0.9);
    if (repair->mode == MODE_PHONE) {
        repair->closed = repair->replied + draw_lognormal(draw, 22, 0.6);
        return;
    }
    make_visit(block, repair, effect);
    int32_t work = draw_lognormal(draw, 70 * exp(hard), 0.5);
    const double part_delay = repair->mode == MODE_RETURN ? 1
                              : chains[repair->chain].part != NULL
                                  ? 0.12 * exp(1.5 * hard + 0.7 * effect)
                                  : 0.03;
    if (draw_chance(draw, part_delay))
        work +=
            draw_lognormal(draw, (repair->mode == MODE_RETURN ? 6000 : 2900) * exp(effect), 0.55);
    repair->closed = working_minute(draw, repair->visited + work, DAY_CLOSES);
}

/* Steps after the end of the period have not happened yet. */
static void cut_at_end(const struct world *world, struct repair *repair)
{
    const int32_t end = world->end_minute;
    if (repair->is_abandoned || repair->closed > end) repair->closed = MINUTE_MISSING;
    if (repair->visited > end) repair->visited = MINUTE_MISSING;
    if (repair->replied > end) {
        repair->replied = MINUTE_MISSING;
        repair->promised = MINUTE_MISSING;
    }
}

static void make_parts(struct block *block, struct repair *repair)
{
    const struct chain *chain = &chains[repair->chain];
    struct draw *draw = &block->draw;
    const bool uses_part = chain->part != NULL && repair->mode != MODE_PHONE &&
                           draw_chance(draw, repair->is_other_action ? 0.3 : 0.95);
    repair->quantity = uses_part ? 1 + draw_chance(draw, 0.08) : 0;
}

static void make_fees(struct block *block, struct repair *repair)
{
    struct draw *draw = &block->draw;
    const struct chain *chain = &chains[repair->chain];
    enum charge_reason reason = REASON_NONE;
    if (!repair->is_in_warranty)
        reason = REASON_OUT_OF_WARRANTY;
    else if (chain->charge_reason != REASON_NONE && !repair->is_out_of_box &&
             draw_chance(draw, 0.35))
        reason = (enum charge_reason)chain->charge_reason;
    repair->charge_reason = reason;
    /* Leaks and overcharges: what an audit of the fees is to find. */
    const bool is_wrong = draw_chance(draw, reason == REASON_NONE ? 0.008 : 0.03);
    repair->is_charged = (reason != REASON_NONE) != is_wrong && repair->mode != MODE_PHONE;
    repair->material_fen = repair->labour_fen = 0;
    if (!repair->is_charged) return;
    repair->material_fen = repair->quantity * chain->part_yuan * 100;
    repair->labour_fen = (VISIT_YUAN + 10 * draw_below(draw, 8)) * 100;
}

static void make_result(struct block *block, struct repair *repair)
{
    struct draw *draw = &block->draw;
    const struct dealer *dealer = &block->world->dealers[repair->dealer];
    repair->is_solved = draw_chance(draw, 1 - 0.06 * dealer->repeat_factor);
    repair->is_confirmed = draw_chance(draw, repair->is_solved ? 0.95 : 0.3);
}

void service_make(struct block *block, struct repair *repair)
{
    const struct unit *unit = &block->units[repair->unit];
    const struct world *world = block->world;
    struct draw *draw = &block->draw;
    const int32_t day = day_of_minute(repair->reported);
    const int32_t months = categories[world->products[unit->product].category].warranty_months;
    repair->is_in_warranty = day <= day_add_months(unit->purchased_day, months);
    repair->is_out_of_box = day < unit->installed_day && unit->installed_day <= world->last_day;
    repair->technician = (repair->dealer + 1) * 10 + 1 +
                         draw_below(draw, world->dealers[repair->dealer].technicians);
    repair->is_other_action = draw_chance(draw, repair->is_repeat ? 0.4 : 0.14);
    repair->is_special = draw_chance(draw, 0.04);
    repair->is_abandoned = draw_chance(draw, 0.012);
    repair->mode = choose_mode(draw, repair);
    make_legs(block, repair);
    make_parts(block, repair);
    make_fees(block, repair);
    make_result(block, repair);
    cut_at_end(world, repair);
}
