/* Dates and times as people and programs write them. The grammar stands in ingest/decode.h. */
#include "base/day.h"
#include "ingest/decode/decode_narrow.h"

struct calendar_time {
    struct civil civil;
    bool is_basic; /* written 20250601 */
    bool is_ended; /* by 日: a time may follow at once */
    bool has_time, has_offset;
    int minute_of_day, offset_minutes;
};

/* Month and day behind `2025-`: the marks that end them, 0 for none. */
static enum decode_status read_month_and_day(struct narrow *run, unsigned behind_month,
                                             unsigned behind_day, struct calendar_time *time)
{
    unsigned month, day;
    if (narrow_take_digits(run, 2, &month) == 0) return DECODE_NOT_A_DATE;
    if (!narrow_take(run, behind_month)) return DECODE_NOT_A_DATE;
    if (narrow_take_digits(run, 2, &day) == 0) return DECODE_NOT_A_DATE;
    if (behind_day != 0 && !narrow_take(run, behind_day)) return DECODE_NOT_A_DATE;
    time->civil.month = (int)month;
    time->civil.day = (int)day;
    time->is_ended = behind_day != 0;
    return DECODE_OK;
}

static enum decode_status read_date(struct narrow *run, struct calendar_time *time)
{
    unsigned number;
    const unsigned digit_count = narrow_take_digits(run, 9, &number);
    if (digit_count == 8) {
        time->civil =
            (struct civil){(int)(number / 10000), (int)(number / 100 % 100), (int)(number % 100)};
        time->is_basic = true;
        return DECODE_OK;
    }
    if (digit_count != 4) return DECODE_NOT_A_DATE;
    time->civil.year = (int)number;
    const unsigned mark = narrow_peek(run);
    if (mark == NARROW_YEAR) {
        run->at++;
        return read_month_and_day(run, NARROW_MONTH, NARROW_DAY, time);
    }
    if (mark != '-' && mark != '/' && mark != '.') return DECODE_NOT_A_DATE;
    run->at++;
    return read_month_and_day(run, mark, 0, time);
}

static enum decode_status check_day(struct civil civil)
{
    if (civil.year < YEAR_FIRST || civil.year > YEAR_LAST) return DECODE_YEAR_RANGE;
    return day_is_valid(civil) ? DECODE_OK : DECODE_NO_SUCH_DAY;
}

struct clock {
    unsigned hour, minute, second;
};

/* `:05`, `:05:09`, `:05:09.123` behind the hour. */
static bool read_colons(struct narrow *run, struct clock *clock)
{
    if (narrow_take_digits(run, 2, &clock->minute) != 2) return false;
    if (!narrow_take(run, ':')) return true;
    if (narrow_take_digits(run, 2, &clock->second) != 2) return false;
    if (!narrow_take(run, '.') && !narrow_take(run, ',')) return true;
    if (!narrow_is_digit(run)) return false;
    while (narrow_is_digit(run)) run->at++;
    return true;
}

/* `5分`, `5分9秒` or nothing behind 时. */
static bool read_marks(struct narrow *run, struct clock *clock)
{
    if (!narrow_is_digit(run)) return true;
    narrow_take_digits(run, 2, &clock->minute);
    if (!narrow_take(run, NARROW_MINUTE)) return false;
    if (!narrow_is_digit(run)) return true;
    narrow_take_digits(run, 2, &clock->second);
    return narrow_take(run, NARROW_SECOND);
}

/* T0805 and T080509: all digits were read as one number. */
static bool split_basic(unsigned number, unsigned digit_count, struct clock *clock)
{
    if (digit_count == 6) {
        clock->second = number % 100;
        number /= 100;
    } else if (digit_count != 4) {
        return false;
    }
    clock->hour = number / 100;
    clock->minute = number % 100;
    return true;
}

static bool read_clock(struct narrow *run, bool may_be_basic, struct clock *clock)
{
    *clock = (struct clock){0, 0, 0};
    const unsigned digit_count = narrow_take_digits(run, 7, &clock->hour);
    if (digit_count > 2) return may_be_basic && split_basic(clock->hour, digit_count, clock);
    if (digit_count == 0) return false;
    if (narrow_take(run, ':')) return read_colons(run, clock);
    if (narrow_take(run, NARROW_HOUR)) return read_marks(run, clock);
    return false;
}

/* Which half of the day was written before the time; false when the mark is cut short. */
enum half { HALF_NONE, HALF_MORNING, HALF_AFTERNOON };

static bool read_half(struct narrow *run, enum half *half)
{
    *half = HALF_NONE;
    if (narrow_take(run, NARROW_UPPER))
        *half = HALF_MORNING;
    else if (narrow_take(run, NARROW_LOWER))
        *half = HALF_AFTERNOON;
    else
        return true;
    if (!narrow_take(run, NARROW_NOON)) return false;
    narrow_take_blanks(run);
    return true;
}

static enum decode_status minute_of_day(struct clock clock, enum half half, int *minute)
{
    if (clock.hour > 23 || clock.minute > 59 || clock.second > 59) return DECODE_NO_SUCH_TIME;
    if (half == HALF_MORNING && clock.hour > 12) return DECODE_NO_SUCH_TIME;
    if (half == HALF_MORNING && clock.hour == 12) clock.hour = 0;
    if (half == HALF_AFTERNOON && clock.hour < 12) clock.hour += 12;
    *minute = (int)(clock.hour * 60 + clock.minute);
    return DECODE_OK;
}

/* Z, +08:00, +0800, +08 or nothing. */
static bool read_offset(struct narrow *run, struct calendar_time *time)
{
    narrow_take_blanks(run);
    if (narrow_is_at_end(run)) return true;
    time->has_offset = true;
    if (narrow_take(run, 'Z') || narrow_take(run, 'z')) return true;
    const bool is_negative = narrow_take(run, '-');
    if (!is_negative && !narrow_take(run, '+')) return false;
    unsigned hour, minute;
    if (narrow_take_digits(run, 2, &hour) != 2) return false;
    const bool has_colon = narrow_take(run, ':');
    const unsigned digit_count = narrow_take_digits(run, 2, &minute);
    if (digit_count != 2 && (digit_count != 0 || has_colon)) return false;
    if (hour > 14 || minute > 59) return false;
    const int offset_minutes = (int)(hour * 60 + minute);
    time->offset_minutes = is_negative ? -offset_minutes : offset_minutes;
    return true;
}

/* What stands behind the date: nothing, or a time. */
static enum decode_status read_time(struct narrow *run, struct calendar_time *time)
{
    if (narrow_is_at_end(run)) return DECODE_OK;
    const bool has_t = narrow_take(run, 'T') || narrow_take(run, 't');
    const bool has_blanks = !has_t && narrow_take_blanks(run);
    const unsigned next = narrow_peek(run);
    if (!has_t && !has_blanks && !time->is_ended && next != NARROW_UPPER && next != NARROW_LOWER)
        return DECODE_NOT_A_DATE;
    enum half half;
    struct clock clock;
    if (!read_half(run, &half)) return DECODE_NOT_A_TIME;
    const bool may_be_basic = time->is_basic && has_t && half == HALF_NONE;
    if (!read_clock(run, may_be_basic, &clock)) return DECODE_NOT_A_TIME;
    if (!read_offset(run, time) || !narrow_is_at_end(run)) return DECODE_NOT_A_TIME;
    time->has_time = true;
    return minute_of_day(clock, half, &time->minute_of_day);
}

enum decode_status decode_time(const struct decode_options *options, struct slice field,
                               struct decoded_time *time)
{
    struct narrow_buffer buffer;
    struct narrow run;
    struct calendar_time read = {.has_time = false};
    enum decode_status status = narrow_read(options->encoding, field, &buffer, &run);
    if (status == DECODE_OK) status = read_date(&run, &read);
    if (status == DECODE_OK) status = read_time(&run, &read);
    /* The form first: a number that is no day is worth saying only of what has the form of a date.
     */
    if (status == DECODE_OK || status == DECODE_NO_SUCH_TIME) {
        const enum decode_status day_status = check_day(read.civil);
        if (day_status != DECODE_OK) status = day_status;
    }
    if (status != DECODE_OK) return status;
    int32_t minute = day_from_civil(read.civil) * MINUTES_A_DAY + read.minute_of_day;
    if (read.has_offset) {
        minute += options->zone_minutes - read.offset_minutes;
        const int year = day_to_civil(day_of_minute(minute)).year;
        if (year < YEAR_FIRST || year > YEAR_LAST) return DECODE_YEAR_RANGE;
    }
    *time = (struct decoded_time){minute, !read.has_time};
    return DECODE_OK;
}

enum decode_status decode_day(const struct decode_options *options, struct slice field,
                              int32_t *day)
{
    struct decoded_time time;
    const enum decode_status status = decode_time(options, field, &time);
    if (status == DECODE_OK) *day = day_of_minute(time.minute);
    return status;
}

/* `2025-06`, `2025年6月` and `202506`; whether that was all. */
static bool read_month(struct narrow *run, struct civil *civil)
{
    unsigned number, month;
    const unsigned digit_count = narrow_take_digits(run, 7, &number);
    civil->day = 1;
    if (digit_count == 6) {
        civil->year = (int)(number / 100);
        civil->month = (int)(number % 100);
        return narrow_is_at_end(run);
    }
    const unsigned mark = narrow_peek(run);
    if (digit_count != 4 || (mark != NARROW_YEAR && mark != '-' && mark != '/' && mark != '.'))
        return false;
    run->at++;
    if (narrow_take_digits(run, 2, &month) == 0) return false;
    if (mark == NARROW_YEAR && !narrow_take(run, NARROW_MONTH)) return false;
    civil->year = (int)number;
    civil->month = (int)month;
    return narrow_is_at_end(run);
}

enum decode_status decode_month(const struct decode_options *options, struct slice field,
                                int32_t *day)
{
    struct narrow_buffer buffer;
    struct narrow run;
    struct civil civil = {.day = 1};
    const enum decode_status status = narrow_read(options->encoding, field, &buffer, &run);
    if (status != DECODE_OK) return status;
    if (!read_month(&run, &civil)) return decode_day(options, field, day);
    const enum decode_status day_status = check_day(civil);
    if (day_status == DECODE_OK) *day = day_from_civil(civil);
    return day_status;
}
