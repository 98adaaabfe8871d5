/* measure/returns/returns.h: dealers' monthly returns (D07), shared by the family's files.
 *
 * The return of a month is due on a day (the 3rd) of the next one. A dealer owes a return of each
 * kind that anybody hands in, for each month from the first one it ever handed in to the month
 * before the report month; those due in the report month are the last ones looked at. Of a return
 * that was sent twice the first counts. */
#ifndef MEASURE_RETURNS_H
#define MEASURE_RETURNS_H
#include "base/arena.h"
#include "measure/extend.h"

enum return_need { NEED_MONTH, NEED_DEALER, NEED_KIND, NEED_SUBMITTED };

struct returns_cell {
    uint64_t rows;
    uint64_t rows_without; /* of them without a dealer or kind, or out of every range */
};

/* Returns by dealer, month, kind and day of submission: returns_key. */
enum { TALLY_RETURNS, RETURN_TALLY_COUNT };
enum { KEY_DEALER_BITS = 20, KEY_MONTH_BITS = 12, KEY_KIND_BITS = 7, KEY_DAY_BITS = 17 };
struct return_key {
    uint32_t dealer, kind;
    int32_t month, day; /* day: DAY_MISSING when nobody wrote it down */
};
int64_t return_key_pack(struct return_key key);
struct return_key return_key_of(int64_t packed);

enum return_kind { RETURN_INSTALL, RETURN_REPAIR, RETURN_KIND_COUNT };
extern const char *const return_kind_names[RETURN_KIND_COUNT];
enum return_status {
    RETURN_NOT_OWED,
    RETURN_ON_TIME,
    RETURN_LATE,
    RETURN_MISSING,
    RETURN_UNDATED, /* handed in, nobody knows when */
    RETURN_STATUS_COUNT
};

struct handed_in {
    uint8_t status; /* enum return_status */
    int32_t day;    /* DAY_MISSING: unknown, or not handed in */
};

struct return_dealer {
    uint32_t dealer;
    int32_t first_month, last_month; /* handed in, of any kind */
};

/* All that was owed: of dealer d, month m and kind k at [(d * month_count + m) * kinds + k]. */
struct calendar {
    struct return_dealer *dealers;
    size_t dealer_count;
    int32_t first_month; /* of all that is looked at */
    size_t month_count;  /* up to the month before the report month */
    bool is_collected[RETURN_KIND_COUNT];
    struct handed_in *returns;
    int32_t end_day; /* later submissions are not known yet */
};
static inline const struct handed_in *calendar_at(const struct calendar *calendar, size_t dealer,
                                                  size_t month, size_t kind)
{
    return &calendar->returns[(dealer * calendar->month_count + month) * RETURN_KIND_COUNT + kind];
}
int32_t return_due_day(const struct measured *measured, int32_t month);

/* RC_MEMORY. */
enum rc calendar_make(struct calendar *calendar, const struct measured *measured,
                      const struct tally *tally, struct arena *arena, struct err *err);

extern const struct metric returns_metrics[];
enum rc returns_extend(const struct measured *measured, struct result *result, struct err *err);
/* Tables (calendar_tables.c). */
enum rc calendar_tables(const struct measured *measured, const struct calendar *calendar,
                        const struct returns_cell *cell, struct result *result, struct err *err);

#endif
