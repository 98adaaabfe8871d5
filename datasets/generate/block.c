#include "block.h"

enum { STREAM_BLOCK = 2, STREAM_FAIRNESS = 41 };

/* Rows of a table that come before block `number` when `total` are spread over all blocks. */
static int64_t rows_before(const struct world *world, int64_t total, int64_t number)
{
    return (int64_t)((i128)total * number / world->block_count);
}

static int64_t rows_capacity(const struct block *block, int table)
{
    const struct world *world = block->world;
    const int64_t most = world->rows_wanted[table] / world->block_count + 1;
    if (table == TABLE_INSTALLS) return block->stride;
    if (table == TABLE_RETURNS)
        return (int64_t)2 * world->month_count * world->options->dealer_count;
    if (table == TABLE_ACTIONS) return ACTION_ROWS;
    return most;
}

static void *take(size_t count, size_t item_bytes, enum rc *rc, struct err *err)
{
    void *piece = *rc == RC_OK ? calloc(count, item_bytes) : NULL;
    if (*rc == RC_OK && piece == NULL) *rc = err_memory(err, count * item_bytes);
    return piece;
}

enum rc block_init(struct block *block, const struct world *world, struct err *err)
{
    *block = (struct block){.world = world};
    block->stride = world->people_wanted / world->block_count + 16;
    const size_t people = (size_t)block->stride;
    const size_t repairs = (size_t)rows_capacity(block, TABLE_REPAIRS);
    const size_t complaints = (size_t)rows_capacity(block, TABLE_COMPLAINTS);
    size_t keys = people > repairs ? people : repairs;
    enum rc rc = RC_OK;
    for (int t = 0; t < TABLE_COUNT; t++) {
        struct rows *rows = &block->rows[t];
        rows->capacity = rows_capacity(block, t);
        if (keys < (size_t)rows->capacity) keys = (size_t)rows->capacity;
        rows->values = take((size_t)rows->capacity * (size_t)tables[t].column_count,
                            sizeof *rows->values, &rc, err);
    }
    block->persons = take(people, sizeof *block->persons, &rc, err);
    block->units = take(people, sizeof *block->units, &rc, err);
    block->rising_units = take(people, sizeof *block->rising_units, &rc, err);
    block->repairs = take(repairs, sizeof *block->repairs, &rc, err);
    block->by_unit = take(repairs, sizeof *block->by_unit, &rc, err);
    block->by_time = take(repairs, sizeof *block->by_time, &rc, err);
    block->complaints = take(complaints, sizeof *block->complaints, &rc, err);
    block->callbacks =
        take((size_t)block->rows[TABLE_SURVEYS].capacity, sizeof *block->callbacks, &rc, err);
    block->keys = take(keys, sizeof *block->keys, &rc, err);
    block->stock = take((size_t)world->options->dealer_count * (size_t)chain_count,
                        sizeof *block->stock, &rc, err);
    if (rc == RC_OK) rc = tally_init(&block->tally, world, err);
    return rc;
}

void block_release(struct block *block)
{
    for (int t = 0; t < TABLE_COUNT; t++) free(block->rows[t].values);
    free(block->persons);
    free(block->units);
    free(block->rising_units);
    free(block->repairs);
    free(block->by_unit);
    free(block->by_time);
    free(block->complaints);
    free(block->callbacks);
    free(block->keys);
    free(block->stock);
    tally_release(&block->tally);
}

int64_t *block_row(struct block *block, enum table_name table)
{
    struct rows *rows = &block->rows[table];
    if (rows->count == rows->capacity) return NULL;
    const int columns = tables[table].column_count;
    int64_t *row = rows->values + rows->count++ * columns;
    for (int i = 0; i < columns; i++) row[i] = MISSING;
    return row;
}

static int compare_keys(const void *a, const void *b)
{
    const uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return (left > right) - (left < right);
}

void block_sort_keys(struct block *block, int64_t count)
{
    qsort(block->keys, (size_t)count, sizeof *block->keys, compare_keys);
}

bool block_is_fair(const struct block *block, int32_t person, int64_t number)
{
    const struct world *world = block->world;
    const uint64_t who = (uint64_t)block_person_number(block, person);
    struct draw character = draw_start(&world->normal, world->options->seed, STREAM_FAIRNESS, who);
    const double unfair = draw_chance(&character, 0.02) ? 0.7 : 0.02;
    struct draw draw = draw_start(&world->normal, world->options->seed, STREAM_FAIRNESS,
                                  who << 32 ^ (uint64_t)number);
    return !draw_chance(&draw, unfair);
}

int32_t block_minute_of_day(struct block *block)
{
    return wheel_spin(&block->world->hour_wheel, &block->draw) * 60 + draw_below(&block->draw, 60);
}

void block_make(struct block *block, int64_t number)
{
    const struct world *world = block->world;
    block->number = number;
    block->draw = draw_start(&world->normal, world->options->seed, STREAM_BLOCK, (uint64_t)number);
    for (int t = 0; t < TABLE_COUNT; t++) {
        const int64_t total = world->rows_wanted[t];
        block->first_row[t] = rows_before(world, total, number);
        block->quota[t] = rows_before(world, total, number + 1) - block->first_row[t];
        block->rows[t].count = 0;
    }
    block->people_quota = rows_before(world, world->people_wanted, number + 1) -
                          rows_before(world, world->people_wanted, number);
    people_make(block);
    repairs_make(block);
    complaints_make(block);
    repairs_write(block);
    purchases_make(block);
    surveys_make(block);
    materials_make(block);
    if (number == 0) returns_make(block);
    office_make(block);
    for (int t = 0; t < TABLE_COUNT; t++) block->tally.rows[t] += block->rows[t].count;
}
