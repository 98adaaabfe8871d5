/* measure/product_stage.h: the stage of a product at a repair, column by column: out of box, in
 * warranty, out of warranty (DESIGN 10). For the `prepare` of families. Pure, thread-safe. */
#ifndef MEASURE_PRODUCT_STAGE_H
#define MEASURE_PRODUCT_STAGE_H
#include "measure/columns.h"

enum product_stage {
    STAGE_OUT_OF_BOX,
    STAGE_IN_WARRANTY,
    STAGE_OUT_OF_WARRANTY,
    STAGE_COUNT, /* also: cannot be told */
};

/* Of a row whose report lies so near the end of its warranty that the calendar has to say on which
 * side: the stage is not set yet. */
enum { STAGE_NEAR_END = 1 << 15 };

/* The columns of a block of rows. */
struct stage_dates {
    const int32_t *reported, *purchased, *installed, *warranty;
};

/* A day about `month_count` months later, within NEAR_DAYS of day_add_months() for up to
 * MONTH_LIMIT months: a month has 30 7/16 days, less 1/1600, and its length and clamping move the
 * day by at most four. */
enum { STAGE_MONTH_LIMIT = 1200, STAGE_NEAR_DAYS = 6 };
static inline int32_t stage_day_about(int32_t day, int32_t month_count)
{
    return (int32_t)((uint32_t)day + 30 * (uint32_t)month_count + (7 * (uint32_t)month_count >> 4));
}

/* A bit per stage, or STAGE_NEAR_END; no bit when the stage cannot be told. */
static INLINED uint32_t stage_flags(const struct stage_dates *dates, uint32_t row)
{
    const int32_t reported = day_of_minute(dates->reported[row]);
    const int32_t installed = dates->installed[row], purchased = dates->purchased[row];
    const int32_t warranty = dates->warranty[row];
    const int32_t past =
        (int32_t)((uint32_t)reported - (uint32_t)stage_day_about(purchased, warranty));
    const int32_t is_out_of_box = mask_of(installed != DAY_MISSING) & mask_of(reported < installed);
    const int32_t has_warranty =
        ~is_out_of_box & mask_of(purchased != DAY_MISSING) & mask_of(warranty != INT_MISSING);
    const int32_t is_near = (mask_of(past <= STAGE_NEAR_DAYS) & mask_of(past >= -STAGE_NEAR_DAYS)) |
                            mask_of(warranty < 0) | mask_of(warranty > STAGE_MONTH_LIMIT);
    const int32_t is_clear = has_warranty & ~is_near;
    return (uint32_t)(is_out_of_box & 1 << STAGE_OUT_OF_BOX) |
           (uint32_t)(is_clear & mask_of(past < 0) & 1 << STAGE_IN_WARRANTY) |
           (uint32_t)(is_clear & mask_of(past > 0) & 1 << STAGE_OUT_OF_WARRANTY) |
           (uint32_t)(has_warranty & is_near & STAGE_NEAR_END);
}

/* The stage of a row near the end of its warranty, by the calendar. */
static inline enum product_stage stage_by_calendar(const struct stage_dates *dates, uint32_t row)
{
    const int32_t last = day_add_months(dates->purchased[row], dates->warranty[row]);
    return day_of_minute(dates->reported[row]) <= last ? STAGE_IN_WARRANTY : STAGE_OUT_OF_WARRANTY;
}

#endif
