/* Service levels (D06): how long customers wait for a reply, a visit, the end. */
#include "measure/service/service.h"

#include "measure/columns.h"

/* Flags in the order of the cell's shares. */
enum {
    REPLY_24H,
    CLOSE_24H,
    CLOSE_48H,
    REPLY_IN_TIME,
    CLOSE_IN_TIME,
    VISIT_PUNCTUAL,
    CLOSED,
    LEGS,
    LIMIT_COUNT
};

_Static_assert(offsetof(struct service_cell, leg_reply) == LIMIT_COUNT * sizeof(struct share),
               "a cell begins with its shares, in the order of the flags");

/* Of a row's flags: it counts in the means of its legs. */
enum { FLAG_LEGS = 2 * LEGS };

/* One row as `update` wants it; all members are 32 bits wide, so that they are written together. */
struct legs {
    int32_t minutes[TALLY_COUNT]; /* LEG_OPEN: the step is not done */
    uint32_t flags;
};

/* Counts only when the limit has passed before the horizon; a leg without an end is not met. */
static inline uint32_t limit_flags(unsigned share, int32_t elapsed, int32_t leg, int32_t limit)
{
    return share_flags(share, mask_of(elapsed >= limit),
                       mask_of(leg != LEG_OPEN) & mask_of(leg <= limit));
}

/* Reply, visit and end are all there, in this order after the report and soon enough. A step that
 * is not done is LEG_OPEN, which is below 0. */
static inline uint32_t legs_flags(int32_t elapsed, int32_t reply, int32_t visit, int32_t close)
{
    const int32_t is_whole = mask_of(reply >= 0) & mask_of(visit >= reply) &
                             mask_of(close >= visit) & mask_of(close <= LEGS_LIMIT_MINUTES);
    return share_flags(LEGS, is_whole, mask_of(elapsed >= LEGS_LIMIT_MINUTES));
}

/* The times of a block of rows. */
struct times {
    const int32_t *reported, *replied, *promised, *visited, *closed;
    const int8_t *special;
};

static INLINED void prepare_block(struct legs *restrict legs, const struct times *times,
                                  uint32_t row_count, const struct measure_context *context)
{
    const struct measure_options *options = context->options;
    const int32_t reply_limit = options->reply_limit_minutes;
    const int32_t close_limit = options->close_limit_minutes;
    const int32_t special_limit = options->close_special_limit_minutes;
    const int32_t horizon = context->horizon_minute;
    for (uint32_t row = 0; row < row_count; row++) {
        const int32_t reported = times->reported[row], visited = times->visited[row];
        const int32_t reply = leg_minutes(reported, times->replied[row]);
        const int32_t visit = leg_minutes(reported, visited);
        const int32_t close = leg_minutes(reported, times->closed[row]);
        const int32_t elapsed = leg_minutes(reported, horizon);
        const int32_t limit = times->special[row] == 1 ? special_limit : close_limit;
        const int32_t promised = times->promised[row];
        const int32_t has_both =
            mask_of(promised != MINUTE_MISSING) & mask_of(visited != MINUTE_MISSING);
        legs[row].minutes[TALLY_REPLY] = reply;
        legs[row].minutes[TALLY_VISIT] = visit;
        legs[row].minutes[TALLY_CLOSE] = close;
        legs[row].flags = limit_flags(REPLY_24H, elapsed, reply, MINUTES_A_DAY) |
                          limit_flags(CLOSE_24H, elapsed, close, MINUTES_A_DAY) |
                          limit_flags(CLOSE_48H, elapsed, close, 2 * MINUTES_A_DAY) |
                          limit_flags(REPLY_IN_TIME, elapsed, reply, reply_limit) |
                          limit_flags(CLOSE_IN_TIME, elapsed, close, limit) |
                          share_flags(VISIT_PUNCTUAL, has_both, mask_of(visited <= promised)) |
                          share_flags(CLOSED, mask_of(true), mask_of(close != LEG_OPEN)) |
                          legs_flags(elapsed, reply, visit, close);
    }
}

static INLINED void prepare_rows(PREPARE_ARGUMENTS)
{
    struct legs *legs = prepared;
    struct missing_block missing;
    missing_block_init(&missing);
    for (uint32_t first = 0; first < row_count; first += BLOCK_ROWS) {
        const struct times times = {block_numbers(column[NEED_REPORTED], first, &missing),
                                    block_numbers(column[NEED_REPLIED], first, &missing),
                                    block_numbers(column[NEED_PROMISED], first, &missing),
                                    block_numbers(column[NEED_VISITED], first, &missing),
                                    block_numbers(column[NEED_CLOSED], first, &missing),
                                    block_answers(column[NEED_SPECIAL], first, &missing)};
        prepare_block(legs + first, &times, block_row_count(first, row_count), context);
    }
}

PREPARE_BY(prepare_rows)

static int64_t horizon_minutes(const struct measure_options *options)
{
    const int64_t limits[] = {LEGS_LIMIT_MINUTES, options->reply_limit_minutes,
                              options->close_limit_minutes, options->close_special_limit_minutes};
    int64_t longest = 0;
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++)
        longest = limits[i] > longest ? limits[i] : longest;
    return longest;
}

/* The minutes of one leg, of the rows in which it has an end; KEY_BATCH rows at most. */
static void add_leg(struct tally *tally, const struct legs *legs, int leg, const uint32_t *row,
                    uint32_t row_count)
{
    int32_t *minutes = tally_reserve(tally, row_count);
    uint32_t count = 0;
    for (uint32_t i = 0; minutes && i < row_count; i++) {
        const int32_t passed = legs[row[i]].minutes[leg];
        minutes[count] = passed;
        count += passed != LEG_OPEN;
    }
    tally_took(tally, count);
}

static inline void add_minutes(struct sums *sums, int32_t minutes)
{
    sums->sum += minutes;
    sums->square_sum += (uint64_t)((int64_t)minutes * minutes);
}

/* Without a branch: which repairs count is as good as random. */
static void add_means(struct service_cell *cell, const struct legs *legs, const struct rows *rows)
{
    struct sums reply = cell->leg_reply, visit = cell->leg_visit, close = cell->leg_close,
                total = cell->leg_total;
    uint64_t n = 0;
    for (uint32_t i = 0; i < rows->row_count; i++) {
        const struct legs *own = &legs[rows->row[i]];
        const uint32_t counts = own->flags >> FLAG_LEGS & 1;
        const int32_t kept = -(int32_t)counts;
        const int32_t replied = own->minutes[TALLY_REPLY] & kept;
        const int32_t visited = own->minutes[TALLY_VISIT] & kept;
        const int32_t closed = own->minutes[TALLY_CLOSE] & kept;
        add_minutes(&reply, replied);
        add_minutes(&visit, visited - replied);
        add_minutes(&close, closed - visited);
        add_minutes(&total, closed);
        n += counts;
    }
    struct sums *const into[] = {&cell->leg_reply, &cell->leg_visit, &cell->leg_close,
                                 &cell->leg_total};
    const struct sums *const from[] = {&reply, &visit, &close, &total};
    for (size_t i = 0; i < sizeof into / sizeof into[0]; i++) {
        *into[i] = *from[i];
        into[i]->n += n;
    }
}

static void update(void *cell, struct tally *tallies, const struct rows *rows)
{
    const struct legs *legs = rows->prepared;
    flags_add(cell, 2 * LIMIT_COUNT, rows, &legs->flags, sizeof *legs);
    add_means(cell, legs, rows);
    for (uint32_t first = 0; first < rows->row_count; first += KEY_BATCH) {
        const uint32_t left = rows->row_count - first;
        const uint32_t row_count = left < KEY_BATCH ? left : KEY_BATCH;
        for (int leg = 0; leg < TALLY_COUNT; leg++)
            add_leg(&tallies[leg], legs, leg, rows->row + first, row_count);
    }
}

const struct family family_service = {
    .name = "service",
    .title = {"服务时限", "Service levels"},
    .question = {"客户要等多久？承诺的时限做到了吗？",
                 "How long do customers wait, and are the promised limits kept?"},
    .version = 3,
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
                                     FIELDS_SHARE(struct service_cell, closed, "count"),
                                     FIELDS_SHARE(struct service_cell, legs, "count"),
                                     FIELDS_SUMS(struct service_cell, leg_reply, "minutes"),
                                     FIELDS_SUMS(struct service_cell, leg_visit, "minutes"),
                                     FIELDS_SUMS(struct service_cell, leg_close, "minutes"),
                                     FIELDS_SUMS(struct service_cell, leg_total, "minutes"),
                                     {0}},
    .cell_bytes = sizeof(struct service_cell),
    .tally_count = TALLY_COUNT,
    .metrics = service_metrics,
    .prepared_bytes = sizeof(struct legs),
    .prepare = prepare,
    .update = update,
    .horizon_minutes = horizon_minutes,
};
