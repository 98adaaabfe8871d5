/* What the head office keeps: parts that move, calls that come in, trainings, monthly returns,
 * actions. */
#include "block.h"

#include <math.h>

static void move_part(struct block *block, const struct repair *repair, int32_t day,
                      enum move_kind kind)
{
    if (day > block->world->last_day ||
        block->rows[TABLE_MATERIALS].count >= block->quota[TABLE_MATERIALS])
        return;
    int64_t *row = block_row(block, TABLE_MATERIALS);
    if (row == NULL) return;
    row[MATERIAL_ON] = day;
    row[MATERIAL_DEALER] = repair->dealer + 1;
    row[MATERIAL_PART] = repair->chain;
    row[MATERIAL_KIND] = kind;
    row[MATERIAL_QUANTITY] = repair->quantity;
    row[MATERIAL_PRICE] = (int64_t)chains[repair->chain].part_yuan * 100;
}

/* A part is issued before the repair; afterwards the old one comes back, or the new one is charged,
 * or neither. */
static void move_repair_parts(struct block *block)
{
    struct draw *draw = &block->draw;
    for (int32_t i = 0; i < block->repair_count; i++) {
        const struct repair *repair = &block->repairs[block->by_time[i]];
        if (repair->quantity == 0 || repair->closed == MINUTE_MISSING) continue;
        const int32_t day = day_of_minute(repair->closed);
        const int32_t before = day_of_minute(repair->reported) - draw_below(draw, 3);
        const int32_t after = day + 3 + draw_lognormal(draw, 14, 0.7);
        const bool comes_back = draw_chance(draw, 0.9);
        move_part(block, repair, before < block->world->first_day ? day : before, MOVE_ISSUE);
        if (repair->is_charged)
            move_part(block, repair, day, MOVE_CHARGE);
        else if (comes_back)
            move_part(block, repair, after, MOVE_RETURN);
    }
}

/* What does not count as after-sales material. */
static void move_other_things(struct block *block)
{
    struct draw *draw = &block->draw;
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

static void write_note(struct draw *draw, bool is_hurried, int64_t *row)
{
    const bool is_slip = draw_chance(draw, is_hurried ? 0.12 : 0.015);
    if (!is_slip && !draw_chance(draw, 0.5)) return;
    const struct span span = call_note_span(is_slip ? NOTE_FORBIDDEN : NOTE_POLITE);
    row[CALL_NOTE] = span.first + draw_below(draw, span.count);
}

/* Hurried agents are fast, curt, and given to phrases that nobody should use. */
static void write_call_quality(struct draw *draw, bool is_hurried, int64_t *row)
{
    row[CALL_RINGS] = 1 + draw_lognormal(draw, 1.2, 0.6);
    row[CALL_GREET] = draw_lognormal(draw, is_hurried ? 14 : 9, 0.6);
    row[CALL_HOLD] = draw_chance(draw, 0.35) ? draw_lognormal(draw, 40, 0.8) : 0;
    if (row[CALL_HOLD] > 0) row[CALL_RECONTACT] = draw_lognormal(draw, 26, 0.5);
    row[CALL_DURATION] = draw_lognormal(draw, is_hurried ? 120 : 190, 0.7);
    row[CALL_SPEED] = lround((is_hurried ? 172 : 150) + 12 * draw_normal(draw));
    const double level = (is_hurried ? 4.6 : 5.7) + 0.5 * draw_normal(draw);
    for (int i = 0; i < 6; i++) {
        const int64_t score = lround(level + 0.7 * draw_normal(draw));
        row[CALL_VOICE + i] = score < 1 ? 1 : score > 7 ? 7 : score;
    }
    row[CALL_TRANSFERRED] = draw_chance(draw, 0.12);
    write_note(draw, is_hurried, row);
}

static void write_calls(struct block *block)
{
    static const uint8_t kind_of[16] = {0, 0, 1, 1, 1, 2, 2, 3, 3, 4, 4, 4, 4, 4, 4, 5};
    struct draw *draw = &block->draw;
    const struct world *world = block->world;
    for (int64_t i = 0; i < block->quota[TABLE_CALLS]; i++) {
        const int32_t day = draw_between(draw, world->first_day, world->last_day);
        block->keys[i] = (uint64_t)(uint32_t)(day * MINUTES_A_DAY + block_minute_of_day(block))
                         << 32;
    }
    block_sort_keys(block, block->quota[TABLE_CALLS]);
    for (int64_t i = 0; i < block->quota[TABLE_CALLS]; i++) {
        int64_t *row = block_row(block, TABLE_CALLS);
        if (row == NULL) return;
        const int32_t agent = 1 + draw_below(draw, AGENT_COUNT);
        row[CALL_ID] = block->first_row[TABLE_CALLS] + i + 1;
        row[CALL_AT] = (int64_t)(block->keys[i] >> 32);
        row[CALL_KIND] = kind_of[draw_below(draw, 16)];
        row[CALL_AGENT] = agent;
        write_call_quality(draw, agent_is_hurried(world, agent), row);
    }
}

static void write_trainings(struct block *block)
{
    struct draw *draw = &block->draw;
    const struct world *world = block->world;
    for (int64_t i = 0; i < block->quota[TABLE_TRAININGS]; i++) {
        int64_t *row = block_row(block, TABLE_TRAININGS);
        if (row == NULL) return;
        const int32_t dealer = draw_below(draw, world->options->dealer_count);
        row[TRAINING_ON] = draw_between(draw, world->first_day, world->last_day);
        row[TRAINING_DEALER] = dealer + 1;
        row[TRAINING_TECHNICIAN] =
            (dealer + 1) * 10 + 1 + draw_below(draw, world->dealers[dealer].technicians);
        row[TRAINING_MODE] = draw_below(draw, 3);
        row[TRAINING_TOPIC] = draw_below(draw, world->lists[LIST_TOPIC].count);
    }
}

/* Last month's summaries, due by the 3rd; some dealers are late by habit, some months are never
 * handed in. */
static void write_returns(struct block *block)
{
    struct draw *draw = &block->draw;
    const struct world *world = block->world;
    for (int32_t m = 0; m < world->month_count; m++) {
        const int32_t month = world->first_month + m;
        for (int32_t k = 0; k < 2 * world->options->dealer_count; k++) {
            const int32_t dealer = k / 2;
            const bool is_late_dealer = dealer % 7 == 5;
            const int32_t due = month_last_day(month) + 3;
            const int32_t late = draw_chance(draw, is_late_dealer ? 0.6 : 0.1)
                                     ? draw_lognormal(draw, 4, 0.7)
                                     : -draw_below(draw, 3);
            if (due + late > world->last_day || draw_chance(draw, 0.02)) continue;
            int64_t *row = block_row(block, TABLE_RETURNS);
            if (row == NULL) return;
            row[RETURN_DEALER] = dealer + 1;
            row[RETURN_MONTH] = month;
            row[RETURN_KIND] = k % 2;
            row[RETURN_SUBMITTED] = due + late;
        }
    }
}

static void write_actions(struct block *block)
{
    static const int64_t target_hundredths[] = {80, 6, 560, 580, 2};
    struct draw *draw = &block->draw;
    const struct world *world = block->world;
    for (int i = 0; i < block->rows[TABLE_ACTIONS].capacity; i++) {
        int64_t *row = block_row(block, TABLE_ACTIONS);
        if (row == NULL) return;
        const int32_t metric = i % 5;
        row[ACTION_ID] = i + 1;
        row[ACTION_DEPARTMENT] = draw_below(draw, DEPARTMENT_COUNT);
        row[ACTION_METRIC] = metric;
        row[ACTION_FILTER] = draw_below(draw, world->lists[LIST_FILTER].count);
        row[ACTION_OWNER] = draw_between(draw, 1, 9);
        row[ACTION_OPENED] = draw_between(draw, world->first_day + 60, world->last_day - 90);
        row[ACTION_EFFECTIVE] = row[ACTION_OPENED] + draw_between(draw, 14, 60);
        row[ACTION_DUE] = row[ACTION_EFFECTIVE] + 90;
        row[ACTION_TARGET] = target_hundredths[metric];
        row[ACTION_NOTE] = draw_below(draw, world->lists[LIST_TOPIC].count);
    }
}

void office_make(struct block *block)
{
    move_repair_parts(block);
    move_other_things(block);
    write_calls(block);
    write_trainings(block);
    if (block->number == 0) {
        write_returns(block);
        write_actions(block);
    }
}
