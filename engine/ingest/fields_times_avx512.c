/* Dates and times of sixteen rows at a time. What has not the usual form is left to the portable
 * reader, field by field. */
#include "base/day.h"
#include "ingest/fields_avx512.h"

#if defined(__x86_64__)

enum { DATE_BYTES = 10, TIME_BYTES = 16, SECOND_BYTES = 19 };

/* Of sixteen fields: numbers, and which lanes have the form that they were read by. */
struct date_lanes {
    __m512i year, month;
    uint32_t is_form;
};
struct clock_lanes {
    __m512i day_of_month, minute; /* of the day */
    uint32_t is_form;
};
struct day_lanes {
    __m512i days;
    uint32_t is_day;
};

/* `2025-06-`: a saturating subtraction leaves 0 of a byte that is not too great. The two marks,
 * '-',
 * '.' or '/', have to be the same. */
FIELD_AVX512 FIELD_INLINE struct date_lanes read_dates_of(const char *text, __m512i starts)
{
    const __m512i lowest = _mm512_set1_epi64(0x2D30302D30303030);
    const __m512i spans = _mm512_set1_epi64(0x0209090209090909);
    const __m512i tens = _mm512_set1_epi64(0x00010A00010A010A);
    __m512i values[2], faults[2];
    for (unsigned half = 0; half < 2; half++) {
        const __m512i value = _mm512_sub_epi8(field_lanes_words(text, starts, half), lowest);
        const __m512i marks =
            _mm512_and_si512(_mm512_xor_si512(_mm512_srli_epi64(value, 24), value),
                             _mm512_set1_epi64(0x000000FF00000000));
        faults[half] = _mm512_or_si512(_mm512_subs_epu8(value, spans), marks);
        values[half] = _mm512_maddubs_epi16(value, tens);
    }
    const uint32_t is_form0 = _mm512_testn_epi64_mask(faults[0], faults[0]);
    const uint32_t is_form1 = _mm512_testn_epi64_mask(faults[1], faults[1]);
    return (struct date_lanes){
        _mm512_madd_epi16(field_lanes_lower(values[0], values[1]), _mm512_set1_epi32(0x00010064)),
        _mm512_madd_epi16(field_lanes_higher(values[0], values[1]), _mm512_set1_epi32(0x00010001)),
        is_form0 | is_form1 << 8};
}

/* `01 08:05`; a date alone counts as if 00:00 stood behind it. */
FIELD_AVX512 FIELD_INLINE struct clock_lanes read_clocks(const char *text, __m512i starts,
                                                         uint32_t is_date_alone)
{
    const __m512i lowest = _mm512_set1_epi64(0x30303A3030203030);
    const __m512i spans = _mm512_set1_epi64(0x0909000909000909);
    const __m512i tens = _mm512_set1_epi64(0x010A00010A00010A);
    const __m512i midnight = _mm512_set1_epi64(0x30303A3030200000);
    const __mmask64 separators = 0x0404040404040404;
    __m512i values[2], faults[2];
    for (unsigned half = 0; half < 2; half++) {
        __m512i word = field_lanes_words(text + 8, starts, half);
        const __m512i date_alone =
            _mm512_ternarylogic_epi64(_mm512_set1_epi64(0xFFFF), word, midnight, 0xCA);
        word = _mm512_mask_mov_epi64(word, (__mmask8)(is_date_alone >> 8 * half), date_alone);
        const __m512i small_letters = _mm512_or_si512(word, _mm512_set1_epi8(0x20));
        const __mmask64 is_t =
            _mm512_mask_cmpeq_epi8_mask(separators, small_letters, _mm512_set1_epi8('t'));
        word = _mm512_mask_mov_epi8(word, is_t, _mm512_set1_epi8(' '));
        const __m512i value = _mm512_sub_epi8(word, lowest);
        faults[half] = _mm512_subs_epu8(value, spans);
        values[half] = _mm512_maddubs_epi16(value, tens);
    }
    const uint32_t is_form0 = _mm512_testn_epi64_mask(faults[0], faults[0]);
    const uint32_t is_form1 = _mm512_testn_epi64_mask(faults[1], faults[1]);
    /* Words of 16 bits: day, tens of hours; hours, minutes. */
    const __m512i day_and_hour = field_lanes_lower(values[0], values[1]);
    const __m512i hour_and_minute = field_lanes_higher(values[0], values[1]);
    const __m512i low_word = _mm512_set1_epi32(0xFFFF);
    const __m512i hour = _mm512_add_epi32(_mm512_srli_epi32(day_and_hour, 16),
                                          _mm512_and_si512(hour_and_minute, low_word));
    const __m512i minute = _mm512_srli_epi32(hour_and_minute, 16);
    const __mmask16 is_hour = _mm512_cmplt_epu32_mask(hour, _mm512_set1_epi32(24));
    const __mmask16 is_minute =
        _mm512_mask_cmplt_epu32_mask(is_hour, minute, _mm512_set1_epi32(60));
    return (struct clock_lanes){
        _mm512_and_si512(day_and_hour, low_word),
        _mm512_add_epi32(_mm512_madd_epi16(hour, _mm512_set1_epi32(60)), minute),
        (is_form0 | is_form1 << 8) & is_minute};
}

/* `01` behind a date of which nothing else is asked. */
FIELD_AVX512 FIELD_INLINE struct clock_lanes read_days_of_month(const char *text, __m512i starts)
{
    const __m512i bytes = _mm512_i32gather_epi32(starts, text + 8, 1);
    const __m512i value =
        _mm512_and_si512(_mm512_sub_epi8(bytes, _mm512_set1_epi8('0')), _mm512_set1_epi32(0xFFFF));
    const __m512i faults = _mm512_subs_epu8(value, _mm512_set1_epi8(9));
    return (struct clock_lanes){_mm512_maddubs_epi16(value, _mm512_set1_epi32(0x0000010A)),
                                _mm512_setzero_si512(), _mm512_testn_epi32_mask(faults, faults)};
}

_Static_assert(YEAR_FIRST == 1900 && YEAR_LAST == 2199, "all fourth years but 1900, 2100 are leap");

FIELD_AVX512 FIELD_INLINE struct day_lanes day_of_lanes(__m512i year, __m512i month,
                                                        __m512i day_of_month)
{
    const __m512i days_before =
        _mm512_set_epi32(0, 0, 0, 334, 304, 273, 243, 212, 181, 151, 120, 90, 59, 31, 0, 0);
    const __m512i month_lengths =
        _mm512_set_epi32(0, 0, 0, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 28, 31, 0);
    const __m512i one = _mm512_set1_epi32(1), february = _mm512_set1_epi32(2);
    const __m512i first = _mm512_set1_epi32(YEAR_FIRST);
    __mmask16 is_leap = _mm512_testn_epi32_mask(year, _mm512_set1_epi32(3));
    is_leap = _mm512_mask_cmpneq_epi32_mask(is_leap, year, first);
    is_leap = _mm512_mask_cmpneq_epi32_mask(is_leap, year, _mm512_set1_epi32(2100));
    __m512i length = _mm512_permutexvar_epi32(month, month_lengths);
    length = _mm512_mask_add_epi32(length, _mm512_mask_cmpeq_epi32_mask(is_leap, month, february),
                                   length, one);
    __m512i days = _mm512_permutexvar_epi32(month, days_before);
    days = _mm512_mask_add_epi32(days, _mm512_mask_cmpgt_epi32_mask(is_leap, month, february), days,
                                 one);
    /* Years by 365, and a day for each fourth year but 1900 and 2100. */
    days = _mm512_add_epi32(days, _mm512_madd_epi16(year, _mm512_set1_epi32(365)));
    days = _mm512_add_epi32(days,
                            _mm512_srai_epi32(_mm512_sub_epi32(year, _mm512_set1_epi32(1969)), 2));
    days = _mm512_mask_sub_epi32(days, _mm512_cmpgt_epi32_mask(year, _mm512_set1_epi32(2100)), days,
                                 one);
    days = _mm512_mask_add_epi32(days, _mm512_cmple_epi32_mask(year, first), days, one);
    days =
        _mm512_add_epi32(days, _mm512_sub_epi32(day_of_month, _mm512_set1_epi32(365 * 1970 + 1)));
    __mmask16 is_day = _mm512_cmplt_epu32_mask(_mm512_sub_epi32(year, first),
                                               _mm512_set1_epi32(YEAR_LAST - YEAR_FIRST + 1));
    is_day = _mm512_mask_cmple_epu32_mask(is_day, month, _mm512_set1_epi32(12));
    is_day = _mm512_mask_cmplt_epu32_mask(is_day, _mm512_sub_epi32(day_of_month, one), length);
    return (struct day_lanes){days, is_day};
}

/* Of those that have seconds, the lanes where they are well-formed: `:09`. */
FIELD_AVX512 FIELD_INLINE uint32_t have_seconds(const char *text, __m512i starts)
{
    const __m512i bytes = _mm512_i32gather_epi32(starts, text + TIME_BYTES, 1);
    const __m512i value = _mm512_sub_epi8(bytes, _mm512_set1_epi32(0x0030303A));
    const __m512i faults = _mm512_subs_epu8(value, _mm512_set1_epi32((int)0xFF090500));
    return _mm512_testn_epi32_mask(faults, faults);
}

/* The fields of the lanes in `others`, one by one. */
static __attribute__((noinline)) void read_others(const struct field_column *column, uint32_t row,
                                                  uint32_t others, const bool is_date,
                                                  int32_t *values, struct field_outcome *outcome)
{
    const struct field_cursor cursor = field_cursor(column->window, column->field);
    for (; others != 0; others &= others - 1) {
        const uint32_t at = row + (uint32_t)__builtin_ctz(others);
        const struct field_span span = field_take(&cursor, at, column->window->has_quotes);
        bool is_date_alone = false;
        const enum field_finding finding =
            is_date ? field_date(column, span, &values[at])
                    : field_time(column, span, &values[at], &is_date_alone);
        outcome->date_alone_count += finding == FIELD_FOUND && is_date_alone;
        if (finding == FIELD_REST) outcome->rest_rows[outcome->rest_count++] = (uint16_t)at;
    }
}

FIELD_AVX512 FIELD_INLINE void read_lanes(const struct field_column *column, uint32_t row,
                                          int32_t *values, struct field_outcome *outcome,
                                          const bool is_date, const bool has_quotes)
{
    const char *text = column->window->text;
    const struct field_lanes lanes = field_lanes_take(column, row, has_quotes);
    const uint32_t date_alone = field_lanes_of_length(lanes, DATE_BYTES);
    const uint32_t seconds = is_date ? 0 : field_lanes_of_length(lanes, SECOND_BYTES);
    const uint32_t missing = field_lanes_of_length(lanes, 0);
    uint32_t found =
        date_alone | (is_date ? 0 : field_lanes_of_length(lanes, TIME_BYTES)) | seconds;
    if (seconds) found &= ~seconds | have_seconds(text, lanes.starts);
    const struct date_lanes dates = read_dates_of(text, lanes.starts);
    const struct clock_lanes clocks = is_date ? read_days_of_month(text, lanes.starts)
                                              : read_clocks(text, lanes.starts, date_alone);
    const struct day_lanes days = day_of_lanes(dates.year, dates.month, clocks.day_of_month);
    found &= dates.is_form & clocks.is_form & days.is_day;
    const __m512i found_values =
        is_date ? days.days
                : _mm512_add_epi32(_mm512_mullo_epi32(days.days, _mm512_set1_epi32(MINUTES_A_DAY)),
                                   clocks.minute);
    _mm512_mask_storeu_epi32(
        values + row, (__mmask16)lanes.live,
        _mm512_mask_mov_epi32(_mm512_set1_epi32(MINUTE_MISSING), (__mmask16)found, found_values));
    outcome->missing_count += (uint32_t)__builtin_popcount(missing);
    if (!is_date) outcome->date_alone_count += (uint32_t)__builtin_popcount(found & date_alone);
    const uint32_t others = lanes.live & ~found & ~missing;
    if (others) read_others(column, row, others, is_date, values, outcome);
}

FIELD_AVX512 FIELD_INLINE void read_times(const struct field_column *column, int32_t *values,
                                          struct field_outcome *outcome, const bool is_date,
                                          const bool has_quotes)
{
    struct field_outcome counted = {.rest_rows = outcome->rest_rows};
    for (uint32_t row = 0; row < column->window->row_count; row += FIELD_LANES)
        read_lanes(column, row, values, &counted, is_date, has_quotes);
    *outcome = counted;
}

FIELD_AVX512 void fields_read_times_avx512(const struct field_column *column, int32_t *minutes,
                                           struct field_outcome *outcome)
{
    if (column->missing->digit_length_bits != 0)
        fields_read_times_portable(column, minutes, outcome);
    else if (column->window->has_quotes)
        read_times(column, minutes, outcome, false, true);
    else
        read_times(column, minutes, outcome, false, false);
}

FIELD_AVX512 void fields_read_dates_avx512(const struct field_column *column, int32_t *days,
                                           struct field_outcome *outcome)
{
    if (column->missing->digit_length_bits != 0)
        fields_read_dates_portable(column, days, outcome);
    else if (column->window->has_quotes)
        read_times(column, days, outcome, true, true);
    else
        read_times(column, days, outcome, true, false);
}

#endif
