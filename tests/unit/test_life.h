/* tests/unit/test_life.h: invented units with their repairs, as the tests of measure/life show them
 * to the family: one entity a unit, then rows of its table. */
#ifndef TESTS_UNIT_TEST_LIFE_H
#define TESTS_UNIT_TEST_LIFE_H
#include "base/day.h"
#include "base/hash.h"
#include "measure/life/life_group.h"
#include "measure/state.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { UNIT_LIMIT = 3000, REPAIR_LIMIT = 40, FIRST_DAY = 19000, PRODUCT_COUNT = 4 };

struct appliance {
    int32_t purchased, installed;
    uint32_t product;
    uint32_t repair_count;
    int32_t repairs[REPAIR_LIMIT]; /* days, rising */
};

struct units {
    struct appliance unit[UNIT_LIMIT];
    uint32_t count;
    struct measure_options options;
    struct measure_context context;
    int32_t installed[UNIT_LIMIT], purchased[UNIT_LIMIT];
    int32_t first_age[UNIT_LIMIT], repair_count[UNIT_LIMIT];
    int8_t before[UNIT_LIMIT];
    int64_t periods[2][UNIT_LIMIT];
    struct state state;
    struct arena arena;
};

extern const struct family family_life;

static inline void units_init(struct units *units, int32_t watch_days)
{
    memset(units, 0, sizeof *units);
    measure_options_init(&units->options);
    units->context = (struct measure_context){.options = &units->options,
                                              .watch = {FIRST_DAY, FIRST_DAY + watch_days - 1, 0}};
}

static inline struct appliance *units_add(struct units *units, int32_t installed)
{
    struct appliance *unit = &units->unit[units->count++];
    *unit = (struct appliance){.purchased = installed, .installed = installed, .product = 1};
    return unit;
}

static inline void unit_repair(struct appliance *unit, int32_t day)
{
    unit->repairs[unit->repair_count++] = day;
}

/* What the family derives of each unit. */
static inline void units_derive(struct units *units)
{
    void *const out[] = {units->first_age, units->repair_count, units->before, units->periods[0],
                         units->periods[1]};
    for (uint32_t row = 0; row < units->count; row++) {
        const struct appliance *unit = &units->unit[row];
        int32_t reported[REPAIR_LIMIT];
        uint32_t order[REPAIR_LIMIT];
        for (uint32_t i = 0; i < unit->repair_count; i++) {
            reported[i] = unit->repairs[i] * MINUTES_A_DAY + 600;
            order[i] = i;
        }
        units->installed[row] = unit->installed;
        units->purchased[row] = unit->purchased;
        const void *installs[] = {units->installed, units->purchased}, *repairs[] = {reported};
        const void *const *const columns[] = {installs, repairs};
        const uint32_t *const rows[] = {&row, order};
        const uint32_t counts[] = {1, unit->repair_count};
        const struct entity entity = {
            .rows = rows, .row_counts = counts, .columns = columns, .context = &units->context};
        family_life.derivation->derive(&entity, out);
    }
}

/* Counted into cells of the network and of the products. */
static inline void units_count(struct units *units)
{
    struct err err = ERR_INIT;
    const uint32_t key_counts[] = {PRODUCT_COUNT};
    units_derive(units);
    assert_int_equal(state_init(&units->state, &family_life, key_counts, &err), RC_OK);
    const void *const columns[] = {units->installed,    units->purchased, units->first_age,
                                   units->repair_count, units->before,    units->periods[0],
                                   units->periods[1]};
    for (uint32_t row = 0; row < units->count; row++) {
        const struct rows rows = {&row, 1, columns, NULL, &units->context};
        const enum axis axes[] = {AXIS_NETWORK, AXIS_PRODUCT};
        for (int i = 0; i < 2; i++) {
            struct tally *tallies;
            const uint32_t key = i > 0 ? units->unit[row].product : 0;
            void *cell = state_cell(
                &units->state, state_slot(state_axis_of(&units->state, axes[i]), key, 0), &tallies);
            assert_non_null(cell);
            family_life.update(cell, tallies, &rows);
        }
    }
}

static inline const struct life_cell *units_cell(const struct units *units, uint32_t product,
                                                 const struct tally **tallies)
{
    const enum axis axis = product > 0 ? AXIS_PRODUCT : AXIS_NETWORK;
    return state_find(&units->state, state_slot(state_axis_of(&units->state, axis), product, 0),
                      tallies);
}

/* Sums of a product (0: of all), of those installed since the log began, or of all. */
static inline void units_sum(struct units *units, uint32_t product, bool with_late,
                             struct life_sums *sums)
{
    struct err err = ERR_INIT;
    const struct tally *tallies;
    const int32_t watch_days = life_watch_days(&units->context.watch);
    const struct life_cell *cell = units_cell(units, product, &tallies);
    assert_int_equal(life_sums_init(sums, watch_days, &units->arena, &err), RC_OK);
    if (cell) life_sums_count(sums, LIFE_SINCE, tallies, watch_days);
    if (cell && with_late) life_sums_count(sums, LIFE_LATE, tallies, watch_days);
}

static inline void units_release(struct units *units)
{
    if (units->state.family) state_release(&units->state);
    arena_release(&units->arena);
}

/* Units of all ages with repairs that hang together: some fail early and often, most never. */
static inline void units_draw(struct units *units, uint32_t count, int32_t oldest_days)
{
    const int32_t last = units->context.watch.last_day;
    for (uint32_t i = 0; i < count; i++) {
        const uint64_t random = hash_u64(i + 1);
        struct appliance *unit = units_add(units, last - (int32_t)(random % (uint64_t)oldest_days));
        unit->product = 1 + (uint32_t)(random >> 40) % 3;
        const int32_t gap_days = 20 + (int32_t)(hash_u64(random) % (random >> 50 & 1 ? 90 : 2000));
        for (int32_t day = unit->installed + gap_days / 2; day <= last; day += gap_days)
            if (day >= FIRST_DAY && unit->repair_count < LIFE_REPAIR_LIMIT) unit_repair(unit, day);
    }
}

#endif
