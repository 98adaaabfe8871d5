#include "paperwork.h"

enum { STREAM_PAPERWORK = 31, WRONG_FEE_YUAN = 60 };

const struct habit_facts habits[HABIT_COUNT] = {
    [HABIT_LEAK] = {"leak", 0.25},
    [HABIT_OVERCHARGE] = {"overcharge", 0.25},
    [HABIT_UNCONFIRMED] = {"unconfirmed", 0.30},
    [HABIT_LATE_REPLY] = {"late_reply", 0.15},
};

static bool is_free_to_take(const struct world *world, int32_t dealer)
{
    for (int habit = 0; habit < HABIT_COUNT; habit++)
        if (world->habit_dealer[habit] == dealer) return false;
    const struct dealer *own = &world->dealers[dealer];
    return own->role == ROLE_USUAL && own->region != world->slow_region;
}

void paperwork_plan(struct world *world)
{
    for (int habit = 0; habit < HABIT_COUNT; habit++) world->habit_dealer[habit] = -1;
    for (int habit = 0; habit < HABIT_COUNT && !world->options->is_plain; habit++) {
        int32_t largest = -1;
        for (int32_t d = 0; d < world->options->dealer_count; d++)
            if (is_free_to_take(world, d) &&
                (largest < 0 || world->dealers[d].volume > world->dealers[largest].volume))
                largest = d;
        world->habit_dealer[habit] = largest;
    }
}

/* The fee is not taken; half of them still stand in the log. */
static void leak(struct draw *draw, const struct repair *repair, int64_t *row)
{
    if (!repair->is_charged || repair->charge_reason == REASON_NONE) return;
    if (!draw_chance(draw, habits[HABIT_LEAK].share)) return;
    row[REPAIR_CHARGED] = 0;
    if (repair->charge_reason == REASON_OUT_OF_WARRANTY) row[REPAIR_CHARGE_REASON] = MISSING;
    if (draw_chance(draw, 0.5)) row[REPAIR_MATERIAL_FEE] = row[REPAIR_LABOUR_FEE] = 0;
}

/* A fee for what is free; half of them as if the warranty were over, the others without a word. */
static void overcharge(struct draw *draw, const struct repair *repair, int64_t *row)
{
    if (repair->is_charged || repair->charge_reason != REASON_NONE || repair->mode == MODE_PHONE ||
        repair->is_out_of_box)
        return;
    if (!draw_chance(draw, habits[HABIT_OVERCHARGE].share)) return;
    row[REPAIR_CHARGED] = 1;
    if (draw_chance(draw, 0.5)) row[REPAIR_CHARGE_REASON] = REASON_OUT_OF_WARRANTY;
    row[REPAIR_LABOUR_FEE] = (int64_t)(WRONG_FEE_YUAN + 10 * draw_below(draw, 6)) * 100;
}

/* The repair is closed without the customer's word. */
static void leave_unconfirmed(struct draw *draw, const struct repair *repair, int64_t *row)
{
    (void)repair;
    if (row[REPAIR_CONFIRMED] == 1 && draw_chance(draw, habits[HABIT_UNCONFIRMED].share))
        row[REPAIR_CONFIRMED] = 0;
}

/* The reply is entered on the spot, after the visit has begun. */
static void enter_late(struct draw *draw, const struct repair *repair, int64_t *row)
{
    if (repair->visited == MINUTE_MISSING || repair->closed <= repair->visited + 1) return;
    if (!draw_chance(draw, habits[HABIT_LATE_REPLY].share)) return;
    row[REPAIR_REPLIED] = draw_between(draw, repair->visited + 1, repair->closed);
}

static void (*const acts[HABIT_COUNT])(struct draw *draw, const struct repair *repair,
                                       int64_t *row) = {
    [HABIT_LEAK] = leak,
    [HABIT_OVERCHARGE] = overcharge,
    [HABIT_UNCONFIRMED] = leave_unconfirmed,
    [HABIT_LATE_REPLY] = enter_late,
};

void paperwork_write(const struct block *block, const struct repair *repair, int64_t *row)
{
    const struct world *world = block->world;
    for (int habit = 0; habit < HABIT_COUNT; habit++) {
        if (world->habit_dealer[habit] != repair->dealer) continue;
        struct draw draw = draw_start(&world->normal, world->options->seed, STREAM_PAPERWORK,
                                      (uint64_t)repair->number);
        acts[habit](&draw, repair, row);
    }
}
