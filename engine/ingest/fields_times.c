/* Dates and times, one field at a time by words of eight bytes. Fields of the usual lengths are
 * checked and turned as a whole; the others by the places of their marks. */
#include "base/day.h"
#include "ingest/fields_kernels.h"

enum { DATE_BYTES = 10, TIME_BYTES = 16, SECOND_BYTES = 19 };

/* Days before each month and its length, in years without and with a leap day; months that are none
 * have no days. */
static const uint16_t days_before[2][16] = {
    {0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334},
    {0, 0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335}};
static const uint8_t month_lengths[2][16] = {{0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31},
                                             {0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}};

_Static_assert(YEAR_FIRST == 1900 && YEAR_LAST == 2199, "all fourth years but 1900, 2100 are leap");

/* Whether there is such a day, and which. */
FIELD_INLINE bool day_of(uint32_t year, uint32_t month, uint32_t day_of_month, int32_t *day)
{
    const unsigned is_leap = year % 4 == 0 && year != 1900 && year != 2100;
    /* 1569 is 1969 less a hundred leap days, so that nothing is below 0. */
    const uint32_t leap_days = (year - 1569) / 4 - (year > 2100) + (year <= 1900);
    *day = 365 * ((int32_t)year - 1970) + (int32_t)leap_days - 100 +
           days_before[is_leap][month & 15] + (int32_t)day_of_month - 1;
    return (year - YEAR_FIRST <= YEAR_LAST - YEAR_FIRST) & (month <= 12) &
           (day_of_month - 1 < month_lengths[is_leap][month & 15]);
}

/* The four lowest bytes, digit values. */
FIELD_INLINE uint32_t year_of(uint64_t digits)
{
    const uint32_t pairs = (uint32_t)((digits & 0xFFFFFFFF) * 2561 >> 8);
    return (pairs & 0xFF) * 100 + (pairs >> 16 & 0xFF);
}

/* The digit values at two places of a word, as a number; what is no digit gives any number. */
FIELD_INLINE uint32_t two_digits(uint64_t values, unsigned tens, unsigned ones)
{
    return (uint32_t)(values >> 8 * tens & 0xFF) * 10 + (uint32_t)(values >> 8 * ones & 0xFF);
}

/* `2025-06-` and `01 08:05` as they stand; blank or T between; '-', '/' or '.' twice. */
FIELD_INLINE bool minute_of_words(uint64_t date, uint64_t time, int32_t *day, uint32_t *minute)
{
    const uint64_t date_digits =
        (date ^ UINT64_C(0x0030300030303030)) & UINT64_C(0x00FFFF00FFFFFFFF);
    const uint64_t time_digits =
        (time ^ UINT64_C(0x30303A3030003030)) & UINT64_C(0xFFFFFFFFFF00FFFF);
    const uint32_t mark = date >> 32 & 0xFF, separator = time >> 16 & 0xFF;
    const uint32_t month = two_digits(date_digits, 5, 6);
    const uint32_t day_of_month = two_digits(time_digits, 0, 1);
    const uint32_t hour = two_digits(time_digits, 3, 4);
    const uint32_t minute_of_hour = two_digits(time_digits, 6, 7);
    const bool is_form = ((field_not_digits(date_digits) | field_not_digits(time_digits) |
                           (time_digits >> 40 & 0xFF)) == 0) &
                         (mark == date >> 56) & (mark - '-' <= '/' - '-') &
                         ((separator == ' ') | ((separator | 0x20) == 't'));
    *minute = hour * 60 + minute_of_hour;
    return is_form & day_of(year_of(date_digits), month, day_of_month, day) & (hour < 24) &
           (minute_of_hour < 60);
}

/* `:05` behind the minutes. */
FIELD_INLINE bool are_seconds(const char *at)
{
    return at[0] == ':' && (unsigned)(at[1] - '0') < 6 && (unsigned)(at[2] - '0') < 10;
}

struct read_time {
    int32_t day;
    uint32_t minute;
    bool is_date_alone;
};

/* A field of one of the three usual lengths. */
FIELD_INLINE bool read_usual(struct field_span span, const bool is_date, struct read_time *time)
{
    time->is_date_alone = span.byte_count == DATE_BYTES;
    if (is_date ? !time->is_date_alone
                : span.byte_count != TIME_BYTES && !time->is_date_alone &&
                      span.byte_count != SECOND_BYTES)
        return false;
    uint64_t time_word = field_word(span.bytes + 8);
    if (is_date || time->is_date_alone)
        time_word = (time_word & 0xFFFF) | UINT64_C(0x30303A3030200000); /* 00:00 */
    if (!is_date && span.byte_count == SECOND_BYTES && !are_seconds(span.bytes + TIME_BYTES))
        return false;
    return minute_of_words(field_word(span.bytes), time_word, &time->day, &time->minute);
}

/* A bit for each of eight bytes that is no digit, the first the lowest. */
static uint32_t marks_of(uint64_t word)
{
    const uint64_t values = word ^ FIELD_EVERY_BYTE('0');
    const uint64_t marks =
        (((values & FIELD_EVERY_BYTE(0x7F)) + FIELD_EVERY_BYTE(0x76)) | values) >> 7;
    return (uint32_t)((marks & FIELD_EVERY_BYTE(1)) * UINT64_C(0x0102040810204080) >> 56);
}

/* The places of the bytes that are no digits, and then of the field's end. */
struct marks {
    const char *bytes;
    uint32_t bits, at; /* behind the mark before the next number */
};

/* One or two digits up to the next mark, which is stepped over: how many, and their number. */
static uint32_t take_number(struct marks *marks, uint32_t *number)
{
    if (marks->bits == 0) return 0;
    const uint32_t end = (uint32_t)__builtin_ctz(marks->bits);
    const uint32_t digit_count = end - marks->at;
    const char *last = marks->bytes + end - 1;
    *number = (uint32_t)(digit_count == 2 ? last[-1] - '0' : 0) * 10 + (uint32_t)(last[0] - '0');
    marks->bits &= marks->bits - 1;
    marks->at = end + 1;
    return digit_count == 1 || digit_count == 2 ? digit_count : 0;
}

/* `8:05` or `8:05:09` behind the date. */
static bool read_clock(struct marks *marks, const char *end, struct read_time *time)
{
    uint32_t hour, minute;
    const char separator = marks->bytes[marks->at - 1];
    if (separator != ' ' && (separator | 0x20) != 't') return false;
    if (take_number(marks, &hour) == 0 || marks->bytes[marks->at - 1] != ':') return false;
    if (take_number(marks, &minute) != 2) return false;
    const char *at = marks->bytes + marks->at - 1;
    time->minute = hour * 60 + minute;
    return hour < 24 && minute < 60 && (at == end || (end - at == 3 && are_seconds(at)));
}

/* Month, day and hour of one digit or two. */
static bool read_by_marks(struct field_span span, const bool is_date, struct read_time *time)
{
    if (span.byte_count < 8 || span.byte_count > SECOND_BYTES) return false;
    const uint64_t year_word = field_word(span.bytes);
    struct marks marks = {span.bytes, 0, 5};
    marks.bits = (marks_of(year_word) | marks_of(field_word(span.bytes + 8)) << 8 |
                  marks_of(field_word(span.bytes + 16)) << 16) &
                 ((UINT32_C(1) << span.byte_count) - 1);
    marks.bits |= UINT32_C(1) << span.byte_count;
    const char mark = span.bytes[4];
    if ((marks.bits & 31) != 16 || (unsigned)(mark - '-') > '/' - '-') return false;
    marks.bits &= marks.bits - 1;
    uint32_t month, day_of_month;
    if (take_number(&marks, &month) == 0 || span.bytes[marks.at - 1] != mark) return false;
    if (take_number(&marks, &day_of_month) == 0) return false;
    const uint32_t year = year_of(year_word ^ FIELD_EVERY_BYTE('0'));
    if (!day_of(year, month, day_of_month, &time->day)) return false;
    time->is_date_alone = marks.bits == 0;
    time->minute = 0;
    if (time->is_date_alone) return true;
    return !is_date && read_clock(&marks, span.bytes + span.byte_count, time);
}

static enum field_finding find(const struct field_column *column, struct field_span span,
                               const bool is_date, struct read_time *time)
{
    if (span.byte_count == 0 || field_is_digit_marker(column->missing, span)) return FIELD_MISSING;
    return read_usual(span, is_date, time) || read_by_marks(span, is_date, time) ? FIELD_FOUND
                                                                                 : FIELD_REST;
}

enum field_finding field_time(const struct field_column *column, struct field_span span,
                              int32_t *minute, bool *is_date_alone)
{
    struct read_time time = {0, 0, false};
    const enum field_finding finding = find(column, span, false, &time);
    *minute =
        finding == FIELD_FOUND ? time.day * MINUTES_A_DAY + (int32_t)time.minute : MINUTE_MISSING;
    *is_date_alone = time.is_date_alone;
    return finding;
}

enum field_finding field_date(const struct field_column *column, struct field_span span,
                              int32_t *day)
{
    struct read_time time;
    const enum field_finding finding = find(column, span, true, &time);
    *day = finding == FIELD_FOUND ? time.day : DAY_MISSING;
    return finding;
}

/* One field of another kind than the usual, put into its place and counted. */
static __attribute__((noinline)) void read_other(const struct field_column *column,
                                                 struct field_span span, const bool is_date,
                                                 int32_t *value, uint32_t row,
                                                 struct field_outcome *outcome)
{
    bool is_date_alone = false;
    const enum field_finding finding =
        is_date ? field_date(column, span, value) : field_time(column, span, value, &is_date_alone);
    outcome->missing_count += finding == FIELD_MISSING;
    outcome->date_alone_count += finding == FIELD_FOUND && is_date_alone;
    if (finding == FIELD_REST) outcome->rest_rows[outcome->rest_count++] = (uint16_t)row;
}

FIELD_INLINE void read_times(const struct field_column *column, int32_t *values,
                             struct field_outcome *outcome, const bool is_date,
                             const bool has_quotes)
{
    const struct field_cursor cursor = field_cursor(column->window, column->field);
    const bool has_digit_markers = column->missing->digit_length_bits != 0;
    *outcome = (struct field_outcome){.rest_rows = outcome->rest_rows};
    uint32_t date_alone_count = 0;
    for (uint32_t row = 0; row < column->window->row_count; row++) {
        const struct field_span span = field_take(&cursor, row, has_quotes);
        struct read_time time;
        if (!has_digit_markers && read_usual(span, is_date, &time)) {
            values[row] = is_date ? time.day : time.day * MINUTES_A_DAY + (int32_t)time.minute;
            if (!is_date) date_alone_count += time.is_date_alone;
        } else {
            read_other(column, span, is_date, &values[row], row, outcome);
        }
    }
    outcome->date_alone_count += date_alone_count;
}

void fields_read_times_portable(const struct field_column *column, int32_t *minutes,
                                struct field_outcome *outcome)
{
    if (column->window->has_quotes)
        read_times(column, minutes, outcome, false, true);
    else
        read_times(column, minutes, outcome, false, false);
}

void fields_read_dates_portable(const struct field_column *column, int32_t *days,
                                struct field_outcome *outcome)
{
    if (column->window->has_quotes)
        read_times(column, days, outcome, true, true);
    else
        read_times(column, days, outcome, true, false);
}
