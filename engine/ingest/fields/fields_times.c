/* Dates and times, one field at a time by words of eight bytes. Fields of the usual lengths are
 * checked and turned as a whole; the others by the places of their marks. */
#include "base/day.h"
#include "ingest/fields/fields_kernels.h"

enum { DATE_BYTES = 10, TIME_BYTES = 16, SECOND_BYTES = 19 };

/* Days before each month and its length, in years without and with a leap day; months that are none
 * have no days. */
static const uint16_t days_before[2][16] = {
    {0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334},
    {0, 0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335}};
static const uint8_t month_lengths[2][16] = {{0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31},
                                             {0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}};

_Static_assert(YEAR_FIRST == 1900 && YEAR_LAST == 2199, "all fourth years but 1900, 2100 are leap");

/* The numbers of a date. */
struct written_day {
    int32_t year, month, day_of_month;
};

/* Whether there is such a day, and which. Without is_any_year, of the years 1901 to 2099 only, all
 * fourth of which are leap years. What must not be negative is asked all at once. */
FIELD_INLINE bool day_of(struct written_day written, const bool is_any_year, int32_t *day)
{
    const int32_t year = written.year, month = written.month & 15;
    const bool is_odd_century = is_any_year && ((year == 1900) | (year == 2100));
    const unsigned is_leap = is_odd_century ? 0 : (year & 3) == 0;
    int32_t leap_days = (int32_t)((uint32_t)(year - 1569) >> 2) - 100;
    if (is_any_year) leap_days += (year <= 1900) - (year > 2100);
    *day = 365 * year + leap_days + days_before[is_leap][month] + written.day_of_month -
           (365 * 1970 + 1);
    return ((year - (is_any_year ? YEAR_FIRST : 1901)) | ((is_any_year ? YEAR_LAST : 2099) - year) |
            (12 - written.month) | (written.day_of_month - 1) |
            (month_lengths[is_leap][month] - written.day_of_month)) >= 0;
}

/* A field put into words: `2025-06-`, `01 08:05`, `:09`. */
struct time_words {
    uint64_t date, clock, seconds;
    uint32_t byte_count;
};

/* `zero` moves into a word before its byte `at`, what stands there moves up; the byte that falls
 * out is returned. */
FIELD_INLINE uint64_t insert_zero(uint64_t *word, unsigned at)
{
    const uint64_t staying = (UINT64_C(1) << 8 * at) - 1, fallen = *word >> 56;
    *word = (*word & staying) | (uint64_t)'0' << 8 * at | (*word & ~staying) << 8;
    return fallen;
}

/* Month, day and hour of one digit get the zero that they lack. Each is known by the byte behind
 * its first digit: the date's mark, no digit, a colon. What is no time does not become one, since
 * nothing but zeros before a number is added. */
FIELD_INLINE struct time_words with_zeros(struct time_words words)
{
    if ((words.date >> 48 & 0xFF) == (words.date >> 32 & 0xFF)) {
        words.seconds = words.seconds << 8 | words.clock >> 56;
        words.clock = words.clock << 8 | insert_zero(&words.date, 5);
        words.byte_count++;
    }
    if ((words.clock >> 8 & 0xFF) - '0' > 9) {
        words.seconds = words.seconds << 8 | insert_zero(&words.clock, 0);
        words.byte_count++;
    }
    if (words.byte_count > DATE_BYTES && (words.clock >> 32 & 0xFF) == ':') {
        words.seconds = words.seconds << 8 | insert_zero(&words.clock, 3);
        words.byte_count++;
    }
    return words;
}

/* The number of two neighbouring digits, for each place of the first of them. */
FIELD_INLINE uint64_t pairs_of(uint64_t digits)
{
    return digits * 10 + (digits >> 8);
}

struct read_time {
    int32_t day, minute;
    bool is_date_alone;
};

/* `2025-06-` and `01 08:05`; blank or T between; '-', '/' or '.' twice. A product is 0 when one of
 * the two is. */
FIELD_INLINE bool read_fixed(uint64_t date, uint64_t clock, const bool is_any_year,
                             struct read_time *time)
{
    const uint64_t date_digits =
        (date ^ UINT64_C(0x0030300030303030)) & UINT64_C(0x00FFFF00FFFFFFFF);
    const uint64_t clock_digits =
        (clock ^ UINT64_C(0x30303A3030003030)) & UINT64_C(0xFFFFFFFFFF00FFFF);
    const uint64_t date_pairs = pairs_of(date_digits), clock_pairs = pairs_of(clock_digits);
    const uint32_t mark = date >> 32 & 0xFF, separator = clock >> 16 & 0xFF;
    const uint64_t faults = field_not_digits(date_digits) | field_not_digits(clock_digits) |
                            (clock_digits >> 40 & 0xFF) | (mark ^ date >> 56) |
                            (uint64_t)((separator ^ ' ') * ((separator | 0x20) ^ 't'));
    const struct written_day written = {
        (int32_t)(date_pairs & 0xFF) * 100 + (int32_t)(date_pairs >> 16 & 0xFF),
        (int32_t)(date_pairs >> 40 & 0xFF), (int32_t)(clock_pairs & 0xFF)};
    const int32_t hour = (int32_t)(clock_pairs >> 24 & 0xFF);
    const int32_t minute = (int32_t)(clock_pairs >> 48 & 0xFF);
    time->minute = hour * 60 + minute;
    const int32_t below_0 =
        (23 - hour) | (59 - minute) | ((int32_t)mark - '-') | ('/' - (int32_t)mark);
    const bool is_day = day_of(written, is_any_year, &time->day);
    return is_day && (faults == 0) & (below_0 >= 0);
}

/* `:05` in the three lowest bytes. */
FIELD_INLINE bool are_seconds(uint64_t word)
{
    return (word & 0xFF) == ':' && (word >> 8 & 0xFF) - '0' < 6 && (word >> 16 & 0xFF) - '0' < 10;
}

/* A date or time in words, of one of the three lengths that it can have then. */
FIELD_INLINE bool read_words(struct time_words words, const bool is_date, const bool is_any_year,
                             struct read_time *time)
{
    time->is_date_alone = words.byte_count == DATE_BYTES;
    if (is_date || time->is_date_alone) {
        if (!time->is_date_alone) return false;
        words.clock = (words.clock & 0xFFFF) | UINT64_C(0x30303A3030200000); /* 00:00 */
    } else if (words.byte_count != TIME_BYTES &&
               (words.byte_count != SECOND_BYTES || !are_seconds(words.seconds))) {
        return false;
    }
    return read_fixed(words.date, words.clock, is_any_year, time);
}

FIELD_INLINE struct time_words words_of(struct field_span span)
{
    return (struct time_words){field_word(span.bytes), field_word(span.bytes + 8),
                               field_word(span.bytes + 16), span.byte_count};
}

static enum field_finding find(const struct field_column *column, struct field_span span,
                               const bool is_date, struct read_time *time)
{
    if (span.byte_count == 0 || field_is_digit_marker(column->missing, span)) return FIELD_MISSING;
    return read_words(with_zeros(words_of(span)), is_date, true, time) ? FIELD_FOUND : FIELD_REST;
}

enum field_finding field_time(const struct field_column *column, struct field_span span,
                              int32_t *minute, bool *is_date_alone)
{
    struct read_time time = {0, 0, false};
    const enum field_finding finding = find(column, span, false, &time);
    *minute = finding == FIELD_FOUND ? time.day * MINUTES_A_DAY + time.minute : MINUTE_MISSING;
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

/* A row whose field is of another kind than the usual. */
static __attribute__((noinline)) void read_other(const struct field_column *column, uint32_t row,
                                                 const bool is_date, int32_t *values,
                                                 struct field_outcome *outcome)
{
    bool is_date_alone = false;
    const struct field_span span = field_at(column->window, column->field, row);
    const enum field_finding finding = is_date
                                           ? field_date(column, span, &values[row])
                                           : field_time(column, span, &values[row], &is_date_alone);
    outcome->missing_count += finding == FIELD_MISSING;
    outcome->date_alone_count += finding == FIELD_FOUND && is_date_alone;
    if (finding == FIELD_REST) outcome->rest_rows[outcome->rest_count++] = (uint16_t)row;
}

/* A loop without a call, so that everything stays in registers: from `row` on up to the first field
 * that is none of its kind; returns that row. */
FIELD_INLINE uint32_t read_run(const struct field_column *column, uint32_t row, int32_t *values,
                               uint32_t *date_alone_count, const bool is_date, const bool has_zeros,
                               const bool has_quotes)
{
    struct field_cursor cursor = field_cursor(column->window, column->field, row);
    const uint32_t row_count = column->window->row_count;
    uint32_t count = 0;
    for (; row < row_count; row++) {
        struct read_time time;
        const struct time_words words = words_of(field_next(&cursor, has_quotes));
        if (!read_words(has_zeros ? words : with_zeros(words), is_date, false, &time)) break;
        values[row] = is_date ? time.day : time.day * MINUTES_A_DAY + time.minute;
        count += time.is_date_alone;
    }
    *date_alone_count += is_date ? 0 : count;
    return row;
}

/* The column has its zeros until a field is read that lacks some. */
FIELD_INLINE void read_times(const struct field_column *column, int32_t *values,
                             struct field_outcome *outcome, const bool is_date,
                             const bool has_quotes)
{
    const uint32_t row_count = column->window->row_count;
    const bool has_digit_markers = column->missing->digit_length_bits != 0;
    struct field_outcome counted = {.rest_rows = outcome->rest_rows};
    bool has_zeros = true;
    for (uint32_t row = 0; row < row_count; row++) {
        if (!has_digit_markers && has_zeros)
            row =
                read_run(column, row, values, &counted.date_alone_count, is_date, true, has_quotes);
        else if (!has_digit_markers)
            row = read_run(column, row, values, &counted.date_alone_count, is_date, false,
                           has_quotes);
        if (row == row_count) break;
        read_other(column, row, is_date, values, &counted);
        if (values[row] != MINUTE_MISSING) has_zeros = false;
    }
    *outcome = counted;
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
