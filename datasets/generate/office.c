/* What the head office keeps besides parts and returns: calls that come in, trainings, actions. */
#include "block.h"

#include <math.h>

/* Trainings that nobody looks at any more lie before these. */
enum { OLD_MONTHS = 16 };
enum { STREAM_TRAININGS = 21, STREAM_ACTIONS = 22 };

static struct draw own_draw(const struct block *block, uint64_t stream)
{
    const struct world *world = block->world;
    return draw_start(&world->normal, world->options->seed, stream, (uint64_t)block->number);
}

static void write_note(struct draw *draw, bool is_hurried, int64_t *row)
{
    const bool is_slip = draw_chance(draw, is_hurried ? 0.16 : 0.015);
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

/* Each training of the plan is a row for each technician; what is left over lies before the last
 * year, or, of a short period, anywhere. */
static void write_trainings(struct block *block)
{
    struct draw own = own_draw(block, STREAM_TRAININGS), *draw = &own;
    const struct world *world = block->world;
    const int32_t old_end = month_first_day(world->first_month + world->month_count - OLD_MONTHS);
    for (int64_t i = 0; i < block->quota[TABLE_TRAININGS]; i++) {
        int64_t *row = block_row(block, TABLE_TRAININGS);
        if (row == NULL) return;
        const int64_t number = block->first_row[TABLE_TRAININGS] + i;
        const int64_t round = world->training_count > 0 ? number / world->training_count : 0;
        struct planned_training training = {
            .dealer = draw_below(draw, world->options->dealer_count),
            .day = draw_between(draw, world->first_day,
                                old_end > world->first_day ? old_end - 1 : world->last_day),
            .mode = draw_below(draw, 3),
            .topic = draw_below(draw, world->lists[LIST_TOPIC].count)};
        int32_t technician = draw_below(draw, world->dealers[training.dealer].technicians);
        if (world->training_count > 0) {
            const struct planned_training *planned =
                &world->trainings[number % world->training_count];
            const bool is_planned = round < world->dealers[planned->dealer].technicians;
            if (is_planned) training = *planned;
            if (is_planned) technician = (int32_t)round;
        }
        row[TRAINING_ON] = training.day;
        row[TRAINING_DEALER] = training.dealer + 1;
        row[TRAINING_TECHNICIAN] = (training.dealer + 1) * 10 + 1 + technician;
        row[TRAINING_MODE] = training.mode;
        row[TRAINING_TOPIC] = training.topic;
    }
}

/* First those of the plan, about dealers; the others are about regions or everything, and do
 * nothing.
 */
static void write_actions(struct block *block)
{
    static const int64_t target_hundredths[] = {80, 6, 560, 580, 2};
    struct draw own = own_draw(block, STREAM_ACTIONS), *draw = &own;
    const struct world *world = block->world;
    for (int i = 0; i < block->rows[TABLE_ACTIONS].capacity; i++) {
        int64_t *row = block_row(block, TABLE_ACTIONS);
        if (row == NULL) return;
        const struct planned_action *planned = i < PLANNED_ACTIONS ? &world->actions[i] : NULL;
        const int32_t metric = planned ? planned->metric : i % 5;
        row[ACTION_ID] = i + 1;
        row[ACTION_DEPARTMENT] = draw_below(draw, DEPARTMENT_COUNT);
        row[ACTION_METRIC] = metric;
        row[ACTION_FILTER] =
            planned ? FILTER_DEALERS + planned->dealer : draw_below(draw, FILTER_DEALERS);
        row[ACTION_OWNER] = draw_between(draw, 1, 9);
        row[ACTION_OPENED] = draw_between(draw, world->first_day + 60, world->last_day - 90);
        row[ACTION_EFFECTIVE] = row[ACTION_OPENED] + draw_between(draw, 14, 60);
        if (planned) {
            row[ACTION_EFFECTIVE] = planned->effective;
            row[ACTION_OPENED] = planned->effective - draw_between(draw, 14, 40);
        }
        if (i == ACTION_ROWS - 2) { /* just begun */
            row[ACTION_EFFECTIVE] = world->last_day - 25;
            row[ACTION_OPENED] = row[ACTION_EFFECTIVE] - 25;
        }
        row[ACTION_DUE] = row[ACTION_EFFECTIVE] + 90;
        if (i == ACTION_ROWS - 1) { /* overdue */
            row[ACTION_EFFECTIVE] = MISSING;
            row[ACTION_OPENED] = world->last_day - 70;
            row[ACTION_DUE] = world->last_day - 10;
        }
        row[ACTION_TARGET] = target_hundredths[metric];
        row[ACTION_NOTE] = draw_below(draw, world->lists[LIST_TOPIC].count);
    }
}

void office_make(struct block *block)
{
    write_calls(block);
    write_trainings(block);
    if (block->number == 0) write_actions(block);
}
