/* Service levels (D06): how long customers wait for a reply, a visit, the end. */
#include "measure/service/service.h"

#include "base/day.h"

static int32_t minute_at(const void *column, uint32_t row)
{
    return column ? ((const int32_t *)column)[row] : MINUTE_MISSING;
}

/* Counts only when the limit has passed before the horizon; a leg without an end is not met. */
static void count_limit(struct share *share, int32_t start, int32_t end, int32_t limit,
                        int32_t horizon)
{
    if ((int64_t)start + limit > horizon) return;
    share_add(share, end != MINUTE_MISSING && (int64_t)end - start <= limit);
}

static void count_leg(struct tally *tally, int32_t start, int32_t end)
{
    if (end != MINUTE_MISSING) tally_add(tally, (int64_t)end - start, 1);
}

static void count_row(struct service_cell *cell, struct tally *tallies, const struct rows *rows,
                      uint32_t row)
{
    const struct measure_options *options = rows->context->options;
    const int32_t horizon = rows->context->horizon_minute;
    const int32_t reported = ((const int32_t *)rows->column[NEED_REPORTED])[row];
    const int32_t replied = minute_at(rows->column[NEED_REPLIED], row);
    const int32_t promised = minute_at(rows->column[NEED_PROMISED], row);
    const int32_t visited = minute_at(rows->column[NEED_VISITED], row);
    const int32_t closed = minute_at(rows->column[NEED_CLOSED], row);
    const int8_t *special = rows->column[NEED_SPECIAL];
    const int32_t close_limit = special && special[row] == 1 ? options->close_special_limit_minutes
                                                             : options->close_limit_minutes;
    count_limit(&cell->reply_24h, reported, replied, MINUTES_A_DAY, horizon);
    count_limit(&cell->close_24h, reported, closed, MINUTES_A_DAY, horizon);
    count_limit(&cell->close_48h, reported, closed, 2 * MINUTES_A_DAY, horizon);
    count_limit(&cell->reply_in_time, reported, replied, options->reply_limit_minutes, horizon);
    count_limit(&cell->close_in_time, reported, closed, close_limit, horizon);
    if (promised != MINUTE_MISSING && visited != MINUTE_MISSING)
        share_add(&cell->visit_punctual, visited <= promised);
    count_leg(&tallies[TALLY_REPLY], reported, replied);
    count_leg(&tallies[TALLY_VISIT], reported, visited);
    count_leg(&tallies[TALLY_CLOSE], reported, closed);
}

static void update(void *cell, struct tally *tallies, const struct rows *rows)
{
    for (uint32_t i = 0; i < rows->row_count; i++) count_row(cell, tallies, rows, rows->row[i]);
}

const struct family family_service = {
    .name = "service",
    .title = {"服务时限", "Service levels"},
    .question = {"客户要等多久？承诺的时限做到了吗？",
                 "How long do customers wait, and are the promised limits kept?"},
    .version = 1,
    .table = "repairs",
    .clock = "reported_at",
    .needs = (const struct need[]){{"reported_at", COLUMN_TIME, false},
                                   {"replied_at", COLUMN_TIME, true},
                                   {"promised_at", COLUMN_TIME, true},
                                   {"visited_at", COLUMN_TIME, true},
                                   {"closed_at", COLUMN_TIME, true},
                                   {"special_case", COLUMN_BOOL, true},
                                   {0}},
    .axes = (const enum axis[]){AXIS_DEALER, AXIS_REGION, AXIS_PRODUCT, AXIS_TECHNICIAN, AXIS_END},
    .fields = (const struct field[]){FIELDS_SHARE(struct service_cell, reply_24h, "count"),
                                     FIELDS_SHARE(struct service_cell, close_24h, "count"),
                                     FIELDS_SHARE(struct service_cell, close_48h, "count"),
                                     FIELDS_SHARE(struct service_cell, reply_in_time, "count"),
                                     FIELDS_SHARE(struct service_cell, close_in_time, "count"),
                                     FIELDS_SHARE(struct service_cell, visit_punctual, "count"),
                                     {0}},
    .cell_bytes = sizeof(struct service_cell),
    .tally_count = TALLY_COUNT,
    .metrics = service_metrics,
    .update = update,
};
