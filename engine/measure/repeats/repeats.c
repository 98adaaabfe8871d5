/* Repeats and first-time fix (D06): does the unit come back? */
#include "measure/columns.h"

enum { REPEAT_WINDOW_MINUTES = 30 * MINUTES_A_DAY };

/* What derive writes for a repair: minutes from its closing to the unit's next report, if that is
 * within the window; or these. Later reports are none, so that a new month of data changes the
 * column in few rows of old ones (measure/kept.h). */
enum { GAP_UNKNOWN = 0 /* no unit or not closed */, GAP_NONE = -1 };

enum { UNIT_REPORTED, UNIT_CLOSED };

/* How many of the rows, which come in order of their reports, were reported until then. Most units
 * have few, and a guess at the way through a bisection costs more than looking at all of them. */
static uint32_t count_until(const uint32_t *rows, uint32_t row_count, const int32_t *reported,
                            int32_t minute)
{
    enum { FEW = 16 };
    uint32_t low = 0, high = row_count;
    while (high - low > FEW) {
        const uint32_t middle = low + (high - low) / 2;
        if (reported[rows[middle]] > minute)
            high = middle;
        else
            low = middle + 1;
    }
    uint32_t count = low;
    for (uint32_t i = low; i < high; i++) count += reported[rows[i]] <= minute;
    return count;
}

static int32_t gap_after(const uint32_t *rows, uint32_t row_count, const int32_t *reported,
                         uint32_t next, int32_t closed)
{
    const int64_t gap = next < row_count ? (int64_t)reported[rows[next]] - closed : INT64_MAX;
    return gap <= REPEAT_WINDOW_MINUTES ? (int32_t)gap : GAP_NONE;
}

static void derive(const struct entity *entity, void *const *out)
{
    const int32_t *reported = entity->columns[0][UNIT_REPORTED];
    const int32_t *closed = entity->columns[0][UNIT_CLOSED];
    const uint32_t *rows = entity->rows[0], row_count = entity->row_counts[0];
    int32_t *gaps = out[0];
    int8_t *again = out[1];
    for (uint32_t i = 0; closed && i < row_count; i++) {
        const uint32_t row = rows[i];
        if (closed[row] == MINUTE_MISSING) continue;
        const uint32_t next = count_until(rows, row_count, reported, closed[row]);
        gaps[row] = gap_after(rows, row_count, reported, next, closed[row]);
        again[row] = next > i + 1 && reported[rows[next - 1]] > reported[row] ? 1 : 0;
    }
}

struct cell {
    struct share repeat, first_time_fix; /* in the order of the flags */
    struct share followed;               /* of all closed repairs of a known unit */
};

enum { NEED_CLOSED, NEED_SOLVED, NEED_GAP, NEED_UNIT };

static INLINED void prepare_rows(PREPARE_ARGUMENTS)
{
    struct missing_block missing;
    missing_block_init(&missing);
    const int32_t latest = context->horizon_minute - REPEAT_WINDOW_MINUTES;
    for (uint32_t first = 0; first < row_count; first += BLOCK_ROWS) {
        uint16_t *restrict flags = (uint16_t *)prepared + first;
        const int32_t *closed = block_numbers(column[NEED_CLOSED], first, &missing);
        const int32_t *gaps = block_numbers(column[NEED_GAP], first, &missing);
        const int8_t *solved = block_answers(column[NEED_SOLVED], first, &missing);
        for (uint32_t row = 0; row < block_row_count(first, row_count); row++) {
            const int32_t is_known = mask_of(gaps[row] != GAP_UNKNOWN);
            const int32_t is_followed = mask_of(closed[row] <= latest);
            const int32_t is_counted = is_known & is_followed;
            const int32_t is_repeated =
                mask_of(gaps[row] != GAP_NONE) & mask_of(gaps[row] <= REPEAT_WINDOW_MINUTES);
            flags[row] =
                (uint16_t)(share_flags(0, is_counted, is_repeated) |
                           share_flags(1, is_counted, mask_of(solved[row] == 1) & ~is_repeated) |
                           share_flags(2, is_known, is_followed));
        }
    }
}

PREPARE_BY(prepare_rows)

static int64_t horizon_minutes(const struct measure_options *options)
{
    (void)options;
    return REPEAT_WINDOW_MINUTES;
}

static void update(void *cell, struct tally *tallies, const struct rows *rows)
{
    (void)tallies;
    flags_add(cell, 6, rows, rows->prepared, sizeof(uint16_t));
}

#define MATURITY_CAVEAT                                                                                                         \
    {                                                                                                                           \
        "完成不满 30 "                                                                                                      \
        "天的维修不计入：最近一两个月基数较小，且偏向完成得早的维修。换了序列号写法的同" \
        "一台机器认不出来。",                                                                                                   \
            "Repairs closed less than 30 days before the data end are left out, so the last two "                               \
            "months "                                                                                                           \
            "rest on fewer, and on those closed early. A unit written under another serial "                                    \
            "number is "                                                                                                        \
            "not recognised."                                                                                                   \
    }

static const struct maturity closed_early = {.eligible = offsetof(struct cell, followed.n),
                                             .kind = MATURITY_BY_OUTCOME};

static const struct metric metrics[] = {
    {
        .id = "repair.repeat_30d",
        .unit = UNIT_SHARE,
        .better = BETTER_LOWER,
        .kind = STATISTIC_SHARE,
        .statistic = statistic_share,
        .offset = offsetof(struct cell, repeat),
        .maturity = &closed_early,
        .title = {"30 天内重复报修率", "Repeat within 30 days"},
        .definition =
            {"完成后 30 天内同一台产品再次报修的维修所占比例。",
             "Share of closed repairs followed by another report of the same unit within 30 days."},
        .formula =
            "closings followed by a report of the unit 1 to 43,200 min later / closings at least "
            "43,200 min before the horizon; Wilson",
        .source = "field-service practice (30-day window); Wilson 1927",
        .caveat = MATURITY_CAVEAT,
    },
    {
        .id = "repair.first_time_fix_30d",
        .unit = UNIT_SHARE,
        .better = BETTER_HIGHER,
        .kind = STATISTIC_SHARE,
        .statistic = statistic_share,
        .needed = 1ULL << NEED_SOLVED,
        .offset = offsetof(struct cell, first_time_fix),
        .maturity = &closed_early,
        .title = {"一次修好率（30 天）", "First-time fix (30 days)"},
        .definition = {"标记修好且 30 天内没有再报修的维修所占比例。",
                       "Share of closed repairs marked solved and not followed by another report "
                       "within 30 days."},
        .formula = "closings marked solved without a repeat / the same closings as "
                   "repair.repeat_30d; Wilson",
        .source = "field-service practice (30-day window); Wilson 1927",
        .caveat = MATURITY_CAVEAT,
    },
    {0},
};

const struct family family_repeats = {
    .name = "repeats",
    .title = {"返修与一次修好", "Repeats and first-time fix"},
    .question = {"修好的产品会不会很快又坏？", "Does a repaired unit come back soon?"},
    .version = 2,
    .table = "repairs",
    .clock = "reported_at",
    .needs = (const struct need[]){{"closed_at", COLUMN_TIME, false},
                                   {"solved", COLUMN_BOOL, true},
                                   {"repeat_gap_minutes", COLUMN_INT, false},
                                   {"unit_id", COLUMN_ID, false},
                                   {0}},
    .axes = (const enum axis[]){AXIS_DEALER, AXIS_REGION, AXIS_PRODUCT, AXIS_TECHNICIAN, AXIS_END},
    .fields = (const struct field[]){FIELDS_SHARE(struct cell, repeat, "count"),
                                     FIELDS_SHARE(struct cell, first_time_fix, "count"),
                                     FIELDS_SHARE(struct cell, followed, "count"),
                                     {0}},
    .cell_bytes = sizeof(struct cell),
    .metrics = metrics,
    .derivation =
        &(const struct derivation){
            .history = HISTORY_UNIT,
            .tables =
                (const struct derived_table[]){
                    {"repairs", (const struct need[]){{"reported_at", COLUMN_TIME, false},
                                                      {"closed_at", COLUMN_TIME, true},
                                                      {0}}},
                    {0}},
            .columns = (const struct need[]){{"repeat_gap_minutes", COLUMN_INT, false},
                                             {"reported_while_open", COLUMN_BOOL, false},
                                             {0}},
            .code_names = (const char *const *const[]){NULL, NULL},
            .looks_forward = true, /* to the unit's next report */
            .derive = derive,
        },
    .prepared_bytes = sizeof(uint16_t),
    .prepare = prepare,
    .update = update,
    .horizon_minutes = horizon_minutes,
};
