/* ingest/decode/decode.h: the bytes of one field become one typed value, or the name of the rule
 * that it breaks. Every function is pure, thread-safe, allocates nothing, knows no locale, reads
 * only field.bytes[0..byte_count), and writes its result only with DECODE_OK. Blanks at both ends
 * do not count (those of encoding_trim); a field of nothing else is DECODE_MISSING. Other missing
 * markers are the caller's to ask for first (decode_missing.h), and so are the sentinels that stand
 * for missing in a column. Digits, letters and signs may be full width (２０２５－０６－０１); the
 * same text means the same in UTF-8 and GB18030. More than DECODE_FIELD_CHARACTERS characters are
 * no value of any type. */
#ifndef INGEST_DECODE_H
#define INGEST_DECODE_H
#include "base/text.h"
#include "ingest/encoding/encoding.h"
#include "ingest/reject.h"

enum { DECODE_FIELD_CHARACTERS = 64 };

/*          status                  name */
#define DECODE_MAP(RULE)                                                                           \
    RULE(DECODE_OK, "ok")                                                                          \
    RULE(DECODE_MISSING, "missing")                                                                \
    RULE(DECODE_NOT_A_DATE, "not_a_date")                                                          \
    RULE(DECODE_NO_SUCH_DAY, "no_such_day")                                                        \
    RULE(DECODE_YEAR_RANGE, "year_range")                                                          \
    RULE(DECODE_NOT_A_TIME, "not_a_time")                                                          \
    RULE(DECODE_NO_SUCH_TIME, "no_such_time")                                                      \
    RULE(DECODE_NOT_A_SERIAL, "not_a_serial")                                                      \
    RULE(DECODE_NOT_A_NUMBER, "not_a_number")                                                      \
    RULE(DECODE_NOT_WHOLE, "not_whole")                                                            \
    RULE(DECODE_TOO_PRECISE, "too_precise")                                                        \
    RULE(DECODE_OUT_OF_RANGE, "out_of_range")                                                      \
    RULE(DECODE_NOT_A_BOOL, "not_a_bool")                                                          \
    RULE(DECODE_TOO_LONG, "too_long")

enum decode_status {
#define DECODE_ENUM(status, name) status,
    DECODE_MAP(DECODE_ENUM)
#undef DECODE_ENUM
        DECODE_STATUS_COUNT
};

/* What each status says to the person who mends the file; sentences without a full stop. */
extern const struct rule_text decode_rules[DECODE_STATUS_COUNT];

struct decode_options {
    enum encoding encoding; /* of the field; a byte order mark makes no difference */
    int zone_minutes;       /* the local zone, minutes east of UTC: +08:00 is 480 */
};

struct decoded_time {
    int32_t minute;     /* local minute (base/day.h); seconds are cut off */
    bool is_date_alone; /* no time was written: minute is that day's midnight */
};

/* A date alone, or a date and a time, in these forms:
 *   date    2025-6-1  2025/6/1  2025.6.1  2025年6月1日 (or 号)  20250601
 *           the year has four digits; month and day one or two, but in the last form
 *   between T or blanks; behind 日 and before 上午 nothing is needed
 *   time    8:05  8:05:09  8:05:09.123  8时  8时5分  8时5分9秒 (or 点)  T0805  T080509
 *           the last two behind 20250601 only; 上午 or 下午 may stand before all others
 *   offset  Z  +08:00  +0800  +08, which turns the time from there to options->zone_minutes
 * 下午 adds 12 hours up to 11:59 and leaves 12:00 to 23:59 as they are; 上午 12:05 is 00:05.
 * 24:00 and a second 60 are no times of day: DECODE_NO_SUCH_TIME. A year (after the offset, too)
 * outside YEAR_FIRST to YEAR_LAST: DECODE_YEAR_RANGE. */
enum decode_status decode_time(const struct decode_options *options, struct slice field,
                               struct decoded_time *time);
/* The day of the same forms; a time behind it is read (and must be one) and left out. */
enum decode_status decode_day(const struct decode_options *options, struct slice field,
                              int32_t *day);

/* The first day of a month written as 2025-6  2025/6  2025.6  2025年6月  202506, or the day of the
 * forms above. */
enum decode_status decode_month(const struct decode_options *options, struct slice field,
                                int32_t *day);

/* Excel serial numbers, 1900 system: 1 is 1900-01-01, 45809 is 2025-06-01. Excel believes in
 * 1900-02-29 (60), so numbers above 60 are one too high; 60 itself and anything below 1 is
 * DECODE_NO_SUCH_DAY. The fraction is the time of day: rounded to the nearest second (half up,
 * digits after the 14th not looked at), because Excel cannot store 08:05 exactly; then the seconds
 * are cut off as everywhere. So 45809.336805556 is 08:05 and 23:59:59 stays on its day.
 * is_date_alone: no fraction, or zeros only. */
enum decode_status decode_excel_time(const struct decode_options *options, struct slice field,
                                     struct decoded_time *time);
enum decode_status decode_excel_day(const struct decode_options *options, struct slice field,
                                    int32_t *day);

/* Both ends belong to it. */
struct decode_range {
    int32_t minimum, maximum;
};

/* number := sign, digits with optional thousands commas (then in threes: 1,234,567), optional point
 * and digits behind it, which must be zeros (5.0) or the value is DECODE_NOT_WHOLE. No exponent. */
enum decode_status decode_int(const struct decode_options *options, struct slice field,
                              struct decode_range range, int32_t *value);
/* As decode_int; `range` must lie within int8. */
enum decode_status decode_score(const struct decode_options *options, struct slice field,
                                struct decode_range range, int8_t *score);

/* Money to fen: ¥ ￥ or $ before the number, 元 behind it, sign before or behind the currency mark,
 * or the whole in round brackets for a negative one. Digits after the second decimal must be zeros:
 * DECODE_TOO_PRECISE. DECODE_OUT_OF_RANGE beyond ±INT64_MAX, so INT64_MIN is free for missing. */
enum decode_status decode_money(const struct decode_options *options, struct slice field,
                                int64_t *fen);

/* 1 0 · yes no · true false · Y N · 是 否; letters in any case. */
enum decode_status decode_bool(const struct decode_options *options, struct slice field,
                               bool *value);

#endif
