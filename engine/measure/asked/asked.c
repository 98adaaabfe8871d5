/* When customers are called back (D13): by phone best at weekends, at their home by day; and when
 * they answer. Row by row of the callbacks, whatever they are about. */
#include "measure/columns.h"

enum { NEED_AT, NEED_CHANNEL, NEED_ANSWERED };
enum { DAY_BEGINS = 9 * 60, DAY_ENDS = 18 * 60, SATURDAY = 5, WEEK = 7, THURSDAY = 3 };

enum { PHONE_AT_WEEKEND, ONSITE_BY_DAY, ANSWERED_AT_WEEKEND, ANSWERED_IN_WEEK, SHARE_COUNT };

struct cell {
    struct share share[SHARE_COUNT]; /* in the order of the flags */
};

/* Day 0 was a Thursday. */
static INLINED int32_t is_weekend_day(int32_t day)
{
    const int32_t weekday = ((day + THURSDAY) % WEEK + WEEK) % WEEK;
    return mask_of(weekday >= SATURDAY);
}

static INLINED uint16_t row_flags(int32_t at, uint32_t channel, int8_t answered, uint32_t phone,
                                  uint32_t onsite)
{
    const int32_t day = day_of_minute(at), minute = at - day * MINUTES_A_DAY;
    const int32_t is_phone = mask_of(channel == phone), is_weekend = is_weekend_day(day);
    const int32_t is_told = is_phone & mask_of(answered != BOOL_MISSING);
    return (
        uint16_t)(share_flags(PHONE_AT_WEEKEND, is_phone, is_weekend) |
                  share_flags(ONSITE_BY_DAY, mask_of(channel == onsite) & mask_of(minute != 0),
                              mask_of(minute >= DAY_BEGINS) & mask_of(minute <= DAY_ENDS)) |
                  share_flags(ANSWERED_AT_WEEKEND, is_told & is_weekend, mask_of(answered == 1)) |
                  share_flags(ANSWERED_IN_WEEK, is_told & ~is_weekend, mask_of(answered == 1)));
}

static INLINED void prepare_rows(PREPARE_ARGUMENTS)
{
    struct missing_block missing;
    missing_block_init(&missing);
    const uint32_t phone = context_code(context, "channel", "phone");
    const uint32_t onsite = context_code(context, "channel", "onsite");
    for (uint32_t first = 0; first < row_count; first += BLOCK_ROWS) {
        uint16_t *restrict flags = (uint16_t *)prepared + first;
        const int32_t *at = block_numbers(column[NEED_AT], first, &missing);
        const uint32_t *channel = block_codes(column[NEED_CHANNEL], first, &missing);
        const int8_t *answered = block_answers(column[NEED_ANSWERED], first, &missing);
        for (uint32_t row = 0; row < block_row_count(first, row_count); row++)
            flags[row] = row_flags(at[row], channel[row], answered[row], phone, onsite);
    }
}

PREPARE_BY(prepare_rows)

static void update(void *cell, struct tally *tallies, const struct rows *rows)
{
    (void)tallies;
    flags_add(cell, 2 * SHARE_COUNT, rows, rows->prepared, sizeof(uint16_t));
}

#define SHARE(name, number, columns, direction)                                                    \
    .id = "asked." name ".share", .unit = UNIT_SHARE, .better = direction,                         \
    .kind = STATISTIC_SHARE, .statistic = statistic_share, .needed = columns,                      \
    .offset = offsetof(struct cell, share[number])

#define CHANNEL  1ULL << NEED_CHANNEL
#define ANSWERED 1ULL << NEED_ANSWERED

static const struct metric metrics[] = {
    {
        SHARE("phone_weekend", PHONE_AT_WEEKEND, CHANNEL, BETTER_HIGHER),
        .title = {"电话回访在周末", "By phone, at a weekend"},
        .definition = {"电话回访中，在周六或周日拨打的比例。",
                       "Share of callbacks by phone made on a Saturday or Sunday."},
        .formula = "surveyed_at on Saturday or Sunday / callbacks with channel phone; Wilson "
                   "interval",
        .source =
            "the service documents: call back at weekends, never at the workplace; Wilson 1927",
        .caveat = {"调休的周末也算周末；在单位还是在家接听，数据里没有。",
                   "Weekends that are worked count as weekends; where the call was taken is not in "
                   "the data."},
    },
    {
        SHARE("onsite_day", ONSITE_BY_DAY, CHANNEL, BETTER_HIGHER),
        .title = {"上门回访在白天", "On site, by day"},
        .definition = {"有钟点的上门回访中，在 9 时至 18 时之间的比例。",
                       "Of the callbacks on site whose hour is recorded, the share between 9 and "
                       "18 h."},
        .formula = "9:00 <= surveyed_at <= 18:00 / callbacks with channel onsite and a time other "
                   "than 0:00; Wilson interval",
        .source = "the service documents: visit by day, when the customer chooses; Wilson 1927",
        .caveat = {"0:00 多半只有日期，不计入；是否由客户选定，数据里没有。",
                   "0:00 is mostly a date alone and left out; whether the customer chose the time "
                   "is not in the data."},
    },
    {
        SHARE("answered_weekend", ANSWERED_AT_WEEKEND, CHANNEL | ANSWERED, BETTER_NONE),
        .title = {"周末拨打的接通率", "Answered, at weekends"},
        .definition = {"周六、周日的电话回访中接通的比例。",
                       "Of the callbacks by phone on Saturdays and Sundays, the share answered."},
        .formula = "answered / callbacks by phone at weekends with it recorded; Wilson interval",
        .source = "the service documents: call back at weekends; Wilson 1927",
        .caveat = {"与平日比较看是否值得改到周末；拨打的对象可能不同。",
                   "Held against weekdays it tells whether weekends pay; those called may differ."},
    },
    {
        SHARE("answered_week", ANSWERED_IN_WEEK, CHANNEL | ANSWERED, BETTER_NONE),
        .title = {"平日拨打的接通率", "Answered, on weekdays"},
        .definition = {"周一至周五的电话回访中接通的比例。",
                       "Of the callbacks by phone from Monday to Friday, the share answered."},
        .formula = "answered / callbacks by phone on weekdays with it recorded; Wilson interval",
        .source = "the service documents: call back at weekends; Wilson 1927",
        .caveat = {"与周末比较；拨打的对象可能不同。",
                   "To be held against weekends; those called may differ."},
    },
    {0},
};

const struct family family_asked = {
    .name = "asked",
    .title = {"回访的时间", "When customers are called back"},
    .question = {"是在客户方便的时候回访的吗？", "Are they called when it suits them?"},
    .version = 1,
    .table = "surveys",
    .clock = "surveyed_at",
    .needs = (const struct need[]){{"surveyed_at", COLUMN_TIME, false},
                                   {"channel", COLUMN_CODE, true},
                                   {"answered", COLUMN_BOOL, true},
                                   {0}},
    .axes = (const enum axis[]){AXIS_DEALER, AXIS_END},
    .fields = (const struct field[]){FIELD_U64(struct cell, share, "count"), {0}},
    .cell_bytes = sizeof(struct cell),
    .metrics = metrics,
    .prepared_bytes = sizeof(uint16_t),
    .prepare = prepare,
    .update = update,
};
