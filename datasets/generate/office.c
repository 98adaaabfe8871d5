/* What the head office keeps besides parts and returns: calls that come in, trainings, actions. */
#include "block.h"

#include <math.h>

enum { AGENT_COUNT = 12, NOTE_POLITE = 4, NOTE_FORBIDDEN = 5 };

static void write_call_quality(struct draw *draw, int32_t agent, int64_t *row)
{
    /* Every fourth agent is hurried: fast, curt, and given to phrases that nobody should use. */
    const bool is_hurried = agent % 4 == 3;
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
    const double slip = is_hurried ? 0.12 : 0.015;
    if (draw_chance(draw, slip))
        row[CALL_NOTE] = NOTE_POLITE + draw_below(draw, NOTE_FORBIDDEN);
    else if (draw_chance(draw, 0.5))
        row[CALL_NOTE] = draw_below(draw, NOTE_POLITE);
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
        write_call_quality(draw, agent, row);
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
    write_calls(block);
    write_trainings(block);
    if (block->number == 0) write_actions(block);
}
