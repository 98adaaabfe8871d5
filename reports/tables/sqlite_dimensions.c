/* Segments and periods: numbered as they are met. */
#include "base/day.h"
#include "reports/tables/sqlite_parts.h"

#include <string.h>

enum { PERIOD_LIMIT = 4096, SECONDS_A_DAY = 86400, SEPARATOR = '\x1F' };

enum rc store_dimensions_init(struct store *store, size_t segment_limit, struct err *err)
{
    if (!index_init(&store->segments, &store->arena, segment_limit) ||
        !index_init(&store->periods, &store->arena, PERIOD_LIMIT))
        return err_memory(err, segment_limit * sizeof(struct index_slot));
    enum rc rc =
        store_prepare(store, "INSERT INTO dim_segment VALUES (?, ?, ?)", &store->add_segment, err);
    if (rc == RC_OK)
        rc = store_prepare(store, "INSERT INTO dim_period VALUES (?, ?, ?, ?, ?)",
                           &store->add_period, err);
    return rc;
}

static enum rc add_segment(struct store *store, const char *axis, const char *key, const char *both,
                           struct err *err)
{
    char *kept = arena_copy_text(&store->arena, both, strlen(both));
    if (!kept) return err_memory(err, strlen(both));
    (void)index_put(&store->segments, kept, ++store->segment_count);
    (void)sqlite3_bind_int64(store->add_segment, 1, store->segment_count);
    (void)sqlite3_bind_text(store->add_segment, 2, axis, -1, SQLITE_STATIC);
    (void)sqlite3_bind_text(store->add_segment, 3, key, -1, SQLITE_STATIC);
    return store_step(store, store->add_segment, err);
}

enum rc store_segment(struct store *store, const char *axis, const char *key, uint32_t *number,
                      struct err *err)
{
    *number = store->last_segment;
    if (axis == store->last_axis && key == store->last_key) return RC_OK;
    struct text both;
    text_init(&both, 0);
    text_put(&both, axis);
    text_add(&both, &(char){SEPARATOR}, 1);
    text_put(&both, key);
    enum rc rc = both.failed ? err_memory(err, both.byte_count) : RC_OK;
    if (rc == RC_OK) *number = index_get(&store->segments, both.bytes);
    if (rc == RC_OK && *number == INDEX_NONE) {
        rc = add_segment(store, axis, key, both.bytes, err);
        *number = store->segment_count;
    }
    text_release(&both);
    store->last_axis = axis;
    store->last_key = key;
    store->last_segment = *number;
    return rc;
}

enum rc store_period(struct store *store, const char *period, uint32_t *number, struct err *err)
{
    *number = index_get(&store->periods, period);
    if (*number != INDEX_NONE) return RC_OK;
    if (store->period_count == PERIOD_LIMIT)
        return err_set(err, RC_OUTPUT, "%s: the result has too many periods", store->path);
    (void)index_put(&store->periods, period, ++store->period_count);
    *number = store->period_count;
    int32_t month;
    char day[DAY_TEXT_BYTES];
    sqlite3_stmt *add = store->add_period;
    (void)sqlite3_bind_int64(add, 1, *number);
    (void)sqlite3_bind_text(add, 2, period, -1, SQLITE_STATIC);
    (void)sqlite3_bind_null(add, 3);
    (void)sqlite3_bind_null(add, 4);
    if (month_parse(period, &month)) {
        day_text(month_first_day(month), day);
        (void)sqlite3_bind_text(add, 3, day, -1, SQLITE_TRANSIENT);
        (void)sqlite3_bind_int64(add, 4, (int64_t)month_first_day(month) * SECONDS_A_DAY);
    }
    (void)sqlite3_bind_int(add, 5, strcmp(period, store->model->run.period) == 0);
    return store_step(store, add, err);
}
