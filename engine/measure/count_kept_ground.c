/* What counting depends on, besides the file. */
#include "base/day.h"
#include "ingest/cache/cache_bytes.h"
#include "ingest/cache/cache_hash.h"
#include "ingest/later.h"
#include "measure/count_kept.h"

#include <stdlib.h>
#include <string.h>

/* Those options that `prepare` and `update` of any family may ask. A test has all others, and fails
 * when there is a new one. */
static void put_options(struct text *text, const struct measure_options *options)
{
    cache_put_number(text, (uint64_t)(int64_t)options->scale_minimum);
    cache_put_number(text, (uint64_t)(int64_t)options->scale_maximum);
    for (int d = 0; d < DIMENSION_COUNT; d++)
        cache_put_number(text, (uint64_t)(int64_t)options->points[d]);
    cache_put_number(text, (uint64_t)(int64_t)options->reply_limit_minutes);
    cache_put_number(text, (uint64_t)(int64_t)options->close_limit_minutes);
    cache_put_number(text, (uint64_t)(int64_t)options->close_special_limit_minutes);
}

static void put_spans(struct text *text, const struct span *spans, size_t span_count)
{
    cache_put_number(text, span_count);
    for (size_t i = 0; i < span_count; i++) {
        cache_put_number(text, (uint64_t)(int64_t)spans[i].first);
        cache_put_number(text, (uint64_t)(int64_t)spans[i].last);
    }
}

static void put_calendar(struct text *text, const struct calendar_options *calendar)
{
    cache_put_number(text, calendar->weekdays);
    put_spans(text, calendar->hours, calendar->hour_count);
    put_spans(text, calendar->holidays, calendar->holiday_count);
    put_spans(text, calendar->workdays, calendar->workday_count);
}

static void put_family(struct text *text, const struct bound_family *bound)
{
    const struct family *family = bound->family;
    cache_put_slice(text, slice_of(family->name));
    cache_put_number(text, family->version);
    cache_put_number(text, family->cell_bytes);
    cache_put_number(text, family->tally_count);
    cache_put_slice(text, slice_of(family->table));
    cache_put_slice(text, slice_of(family->clock));
    cache_put_number(text, bound->need_count);
    for (size_t i = 0; i < bound->need_count; i++) {
        cache_put_slice(text, slice_of(family->needs[i].column));
        cache_put_number(text, family->needs[i].type);
        cache_put_number(text, bound->need_column[i] != NO_COLUMN);
    }
    for (size_t i = 0; i < bound->state.axis_count; i++) {
        const struct state_axis *axis = &bound->state.axes[i];
        cache_put_slice(text, slice_of(axis_rows[axis->axis].name));
        cache_put_slice(text, slice_of(axis_rows[axis->axis].column));
        cache_put_number(text, axis->month_count);
        cache_put_number(text, axis->key_count > 0);
    }
}

/* The greatest of some values, of which the missing one is the least. */
static int32_t greatest(const int32_t *values, uint32_t row_count)
{
    int32_t most = INT32_MIN;
    for (uint32_t row = 0; row < row_count; row++) most = values[row] > most ? values[row] : most;
    return most;
}

/* A segment whose values may wait is a block of the cache, and a slice and of one portion whole. */
_Static_assert((int)CACHE_BLOCK_ROWS <= (int)SLICE_ROWS &&
                   (int)PORTION_ROWS % CACHE_BLOCK_ROWS == 0,
               "not cut");

/* Whether all times of the column in the slice lie so far before the horizon. The segment knows the
 * span of its times; its rows are asked only when that leaves it open, because a portion must be
 * told alike however its rows are cut into segments. */
static bool is_before(const struct row_slice *slice, size_t column, enum column_type type,
                      int64_t latest)
{
    const struct segment_column *held = &slice->segment->columns[column];
    const int64_t unit = type == COLUMN_DATE ? MINUTES_A_DAY : 1;
    if (!column_has_values(held) || held->minimum > held->maximum) return true;
    if (((int64_t)held->maximum + 1) * unit - 1 <= latest) return true;
    if (slice->row_count == slice->segment->row_count) return false;
    const int32_t last = greatest((const int32_t *)held->values + slice->first, slice->row_count);
    return last == INT32_MIN || ((int64_t)last + 1) * unit - 1 <= latest;
}

/* Whether all that the horizon decides about the portion is decided. */
static bool is_settled(const struct kept_plan *plan, const struct portion *portion,
                       const struct bound_family *bound, const struct measure_context *context)
{
    const struct family *family = bound->family;
    if (!family->horizon_minutes) return true;
    const int64_t latest = context->horizon_minute - family->horizon_minutes(context->options);
    for (size_t i = 0; i < bound->need_count; i++) {
        const enum column_type type = family->needs[i].type;
        if (bound->need_column[i] == NO_COLUMN || (type != COLUMN_TIME && type != COLUMN_DATE))
            continue;
        for (size_t s = 0; s < portion->slice_count; s++)
            if (!is_before(&plan->slices[portion->first_slice + s], bound->need_column[i], type,
                           latest))
                return false;
    }
    return true;
}

/* The horizon counts as long as it can still decide something. */
static void put_horizon(struct text *text, const struct kept_plan *plan,
                        const struct portion *portion, const struct bound_family *bound,
                        const struct measure_context *context)
{
    const bool is_decided = is_settled(plan, portion, bound, context);
    cache_put_number(text, is_decided);
    cache_put_number(text, is_decided ? 0 : (uint64_t)(int64_t)context->horizon_minute);
}

/* A hash of the portion's values of a derived column, in one piece: segments may be cut otherwise
 * in the next run. */
static bool put_derived(struct text *text, const struct kept_plan *plan,
                        const struct portion *portion, size_t column, enum column_type type)
{
    const size_t value_bytes = column_type_bytes(type);
    char *values = calloc((size_t)portion->row_count + 1, value_bytes);
    if (!values) return false;
    size_t row_count = 0;
    for (size_t s = 0; s < portion->slice_count; s++) {
        const struct row_slice *slice = &plan->slices[portion->first_slice + s];
        const char *from = slice->segment->columns[column].values;
        if (from)
            memcpy(values + row_count * value_bytes, from + slice->first * value_bytes,
                   slice->row_count * value_bytes);
        row_count += slice->row_count;
    }
    cache_put_number(text, cache_hash(values, row_count * value_bytes));
    free(values);
    return true;
}

bool kept_ground(struct cache_sha *ground, const struct kept_plan *plan, const struct group *group,
                 const struct portion *portion, size_t family,
                 const struct measure_context *context)
{
    const struct bound_family *bound = group->families[family];
    const struct table *table = group->table;
    struct text text;
    text_init(&text, 0);
    cache_put_number(&text, KEPT_MEANING);
    cache_put_number(&text, portion->row_count);
    put_family(&text, bound);
    put_options(&text, context->options);
    put_calendar(&text, &context->options->calendar);
    put_horizon(&text, plan, portion, bound, context);
    bool is_done = table->schema != NULL;
    for (size_t i = 0; is_done && i < bound->need_count; i++)
        if (bound->need_column[i] != NO_COLUMN &&
            bound->need_column[i] >= table->schema->column_count)
            is_done = put_derived(&text, plan, portion, bound->need_column[i],
                                  bound->family->needs[i].type);
    is_done = is_done && !text.failed && cache_sha_of(ground, text.bytes, text.byte_count);
    text_release(&text);
    return is_done;
}
