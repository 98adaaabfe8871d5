/* Dates and times of sixteen rows at a time. What has not the usual form is left to the portable
 * reader, field by field. */
#include "base/day.h"
#include "ingest/fields/fields_avx512.h"

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

/* The bytes of eight fields: `2025-06-`, `01 08:05`, `:09`. */
struct time_words {
    __m512i date, clock, seconds;
};

/* A '0' moves in before byte `at` of a word where `lacking` says so; the byte that falls out has
 * been taken before. */
FIELD_AVX512 FIELD_INLINE __m512i insert_zero(__m512i word, __mmask8 lacking, const unsigned at)
{
    const __m512i staying = _mm512_set1_epi64((1LL << 8 * at) - 1);
    const __m512i zero = _mm512_set1_epi64(0x30LL << 8 * at);
    const __m512i moved = _mm512_slli_epi64(_mm512_andnot_si512(staying, word), 8);
    const __m512i kept = _mm512_and_si512(staying, word);
    return _mm512_mask_mov_epi64(word, lacking,
                                 _mm512_or_si512(moved, _mm512_or_si512(kept, zero)));
}

/* Month, day and hour of one digit get the zero that they lack, as in the portable reader;
 * *byte_counts (of eight fields) grow with them. */
FIELD_AVX512 FIELD_INLINE struct time_words with_zeros(struct time_words words,
                                                       __m512i *byte_counts)
{
    const __m512i one = _mm512_set1_epi64(1);
    const __m512i behind_month = _mm512_xor_si512(_mm512_srli_epi64(words.date, 16), words.date);
    __mmask8 lacking = _mm512_testn_epi64_mask(behind_month, _mm512_set1_epi64(0xFFLL << 32));
    words.seconds = _mm512_mask_shldi_epi64(words.seconds, lacking, words.seconds, words.clock, 8);
    words.clock = _mm512_mask_shldi_epi64(words.clock, lacking, words.clock, words.date, 8);
    words.date = insert_zero(words.date, lacking, 5);
    *byte_counts = _mm512_mask_add_epi64(*byte_counts, lacking, *byte_counts, one);
    const __m512i second_digit = _mm512_and_si512(
        _mm512_sub_epi8(words.clock, _mm512_set1_epi64(0x3000)), _mm512_set1_epi64(0xFF00));
    lacking = _mm512_cmpgt_epu64_mask(second_digit, _mm512_set1_epi64(0x0900));
    words.seconds = _mm512_mask_shldi_epi64(words.seconds, lacking, words.seconds, words.clock, 8);
    words.clock = insert_zero(words.clock, lacking, 0);
    *byte_counts = _mm512_mask_add_epi64(*byte_counts, lacking, *byte_counts, one);
    const __m512i behind_hour = _mm512_and_si512(words.clock, _mm512_set1_epi64(0xFFLL << 32));
    lacking = _mm512_cmpgt_epi64_mask(*byte_counts, _mm512_set1_epi64(DATE_BYTES));
    lacking = _mm512_mask_cmpeq_epi64_mask(lacking, behind_hour, _mm512_set1_epi64(0x3ALL << 32));
    words.seconds = _mm512_mask_shldi_epi64(words.seconds, lacking, words.seconds, words.clock, 8);
    words.clock = insert_zero(words.clock, lacking, 3);
    *byte_counts = _mm512_mask_add_epi64(*byte_counts, lacking, *byte_counts, one);
    return words;
}

/* `2025-06-`: a saturating subtraction leaves 0 of a byte that is not too great. The two marks,
 * '-',
 * '.' or '/', have to be the same. */
FIELD_AVX512 FIELD_INLINE struct date_lanes read_dates_of(__m512i words0, __m512i words1)
{
    const __m512i lowest = _mm512_set1_epi64(0x2D30302D30303030);
    const __m512i spans = _mm512_set1_epi64(0x0209090209090909);
    const __m512i tens = _mm512_set1_epi64(0x00010A00010A010A);
    const __m512i behind_year = _mm512_set1_epi64(0x000000FF00000000);
    const __m512i value0 = _mm512_sub_epi8(words0, lowest);
    const __m512i value1 = _mm512_sub_epi8(words1, lowest);
    const __m512i marks0 =
        _mm512_and_si512(_mm512_xor_si512(_mm512_srli_epi64(value0, 24), value0), behind_year);
    const __m512i marks1 =
        _mm512_and_si512(_mm512_xor_si512(_mm512_srli_epi64(value1, 24), value1), behind_year);
    const __m512i faults0 = _mm512_or_si512(_mm512_subs_epu8(value0, spans), marks0);
    const __m512i faults1 = _mm512_or_si512(_mm512_subs_epu8(value1, spans), marks1);
    const __m512i pairs0 = _mm512_maddubs_epi16(value0, tens);
    const __m512i pairs1 = _mm512_maddubs_epi16(value1, tens);
    const uint32_t is_form0 = _mm512_testn_epi64_mask(faults0, faults0);
    const uint32_t is_form1 = _mm512_testn_epi64_mask(faults1, faults1);
    return (struct date_lanes){
        _mm512_madd_epi16(field_lanes_lower(pairs0, pairs1), _mm512_set1_epi32(0x00010064)),
        _mm512_madd_epi16(field_lanes_higher(pairs0, pairs1), _mm512_set1_epi32(0x00010001)),
        is_form0 | is_form1 << 8};
}

/* `01 08:05` less the lowest byte of each place; a date alone counts as if 00:00 stood behind it.
 */
FIELD_AVX512 FIELD_INLINE __m512i clock_values(__m512i words, uint32_t is_date_alone)
{
    const __m512i lowest = _mm512_set1_epi64(0x30303A3030203030);
    const __m512i midnight = _mm512_set1_epi64(0x30303A3030200000);
    const __m512i date_alone =
        _mm512_ternarylogic_epi64(_mm512_set1_epi64(0xFFFF), words, midnight, 0xCA);
    words = _mm512_mask_mov_epi64(words, (__mmask8)is_date_alone, date_alone);
    const __m512i small_letters = _mm512_or_si512(words, _mm512_set1_epi8(0x20));
    const __mmask64 is_t =
        _mm512_mask_cmpeq_epi8_mask(0x0404040404040404, small_letters, _mm512_set1_epi8('t'));
    return _mm512_sub_epi8(_mm512_mask_mov_epi8(words, is_t, _mm512_set1_epi8(' ')), lowest);
}

FIELD_AVX512 FIELD_INLINE struct clock_lanes read_clocks(__m512i words0, __m512i words1,
                                                         uint32_t is_date_alone)
{
    const __m512i spans = _mm512_set1_epi64(0x0909000909000909);
    const __m512i tens = _mm512_set1_epi64(0x010A00010A00010A);
    const __m512i value0 = clock_values(words0, is_date_alone);
    const __m512i value1 = clock_values(words1, is_date_alone >> 8);
    const __m512i faults0 = _mm512_subs_epu8(value0, spans);
    const __m512i faults1 = _mm512_subs_epu8(value1, spans);
    const __m512i pairs0 = _mm512_maddubs_epi16(value0, tens);
    const __m512i pairs1 = _mm512_maddubs_epi16(value1, tens);
    const uint32_t is_form0 = _mm512_testn_epi64_mask(faults0, faults0);
    const uint32_t is_form1 = _mm512_testn_epi64_mask(faults1, faults1);
    /* Words of 16 bits: day, tens of hours; hours, minutes. */
    const __m512i day_and_hour = field_lanes_lower(pairs0, pairs1);
    const __m512i hour_and_minute = field_lanes_higher(pairs0, pairs1);
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

/* Whether the seconds of eight fields are well-formed: `:09`. */
FIELD_AVX512 FIELD_INLINE uint32_t are_seconds(__m512i words)
{
    const __m512i value = _mm512_sub_epi8(words, _mm512_set1_epi64(0x0030303A));
    const __m512i faults =
        _mm512_subs_epu8(value, _mm512_set1_epi64((int64_t)UINT64_C(0xFFFFFFFFFF090500)));
    return _mm512_testn_epi64_mask(faults, faults);
}

/* The fields of the lanes in `others`, one by one. */
static __attribute__((noinline)) void read_others(const struct field_column *column, uint32_t row,
                                                  uint32_t others, const bool is_date,
                                                  int32_t *values, struct field_outcome *outcome)
{
    for (; others != 0; others &= others - 1) {
        const uint32_t at = row + (uint32_t)__builtin_ctz(others);
        const struct field_span span = field_at(column->window, column->field, at);
        bool is_date_alone = false;
        const enum field_finding finding =
            is_date ? field_date(column, span, &values[at])
                    : field_time(column, span, &values[at], &is_date_alone);
        outcome->date_alone_count += finding == FIELD_FOUND && is_date_alone;
        if (finding == FIELD_REST) outcome->rest_rows[outcome->rest_count++] = (uint16_t)at;
    }
}

/* The words of sixteen fields, and how many bytes they have; zeros are put in if they may lack. */
struct word_lanes {
    struct time_words halves[2];
    struct field_lanes lanes;
};

FIELD_AVX512 FIELD_INLINE __m512i half_of(__m512i dwords, const unsigned half)
{
    return _mm512_cvtepu32_epi64(half == 0 ? _mm512_castsi512_si256(dwords)
                                           : _mm512_extracti64x4_epi64(dwords, 1));
}

FIELD_AVX512 FIELD_INLINE struct word_lanes words_of(const char *text, struct field_lanes lanes,
                                                     uint32_t has_seconds, const bool is_date,
                                                     const bool may_lack_zeros)
{
    struct word_lanes words = {.lanes = lanes};
    __m512i days = _mm512_setzero_si512(), counts[2];
    if (is_date && !may_lack_zeros) days = field_gather_dwords(lanes.starts, text + 8);
#pragma GCC unroll 2
    for (unsigned half = 0; half < 2; half++) {
        struct time_words *own = &words.halves[half];
        own->date = field_lanes_words(text, lanes.starts, half);
        own->clock = is_date && !may_lack_zeros ? half_of(days, half)
                                                : field_lanes_words(text + 8, lanes.starts, half);
        own->seconds = has_seconds || may_lack_zeros
                           ? field_lanes_words(text + TIME_BYTES, lanes.starts, half)
                           : _mm512_setzero_si512();
        counts[half] = half_of(lanes.byte_counts, half);
        if (may_lack_zeros) *own = with_zeros(*own, &counts[half]);
    }
    if (may_lack_zeros) words.lanes.byte_counts = field_lanes_lower(counts[0], counts[1]);
    return words;
}

FIELD_AVX512 FIELD_INLINE void read_words(const struct field_column *column, uint32_t row,
                                          const struct word_lanes *words, uint32_t missing,
                                          int32_t *values, struct field_outcome *outcome,
                                          const bool is_date)
{
    const struct time_words *low = &words->halves[0], *high = &words->halves[1];
    const uint32_t date_alone = field_lanes_of_length(words->lanes, DATE_BYTES);
    uint32_t found = date_alone;
    if (!is_date) {
        const uint32_t seconds = field_lanes_of_length(words->lanes, SECOND_BYTES);
        found |= field_lanes_of_length(words->lanes, TIME_BYTES);
        if (seconds)
            found |= seconds & (are_seconds(low->seconds) | are_seconds(high->seconds) << 8);
    }
    const struct date_lanes dates = read_dates_of(low->date, high->date);
    const struct clock_lanes clocks = read_clocks(low->clock, high->clock, date_alone);
    const struct day_lanes days = day_of_lanes(dates.year, dates.month, clocks.day_of_month);
    found &= dates.is_form & clocks.is_form & days.is_day;
    const __m512i minutes = _mm512_add_epi32(
        _mm512_mullo_epi32(days.days, _mm512_set1_epi32(MINUTES_A_DAY)), clocks.minute);
    _mm512_mask_storeu_epi32(values + row, (__mmask16)words->lanes.live,
                             _mm512_mask_mov_epi32(_mm512_set1_epi32(MINUTE_MISSING),
                                                   (__mmask16)found,
                                                   is_date ? days.days : minutes));
    if (!is_date) outcome->date_alone_count += (uint32_t)__builtin_popcount(found & date_alone);
    const uint32_t others = words->lanes.live & ~found & ~missing;
    if (others) read_others(column, row, others, is_date, values, outcome);
}

FIELD_AVX512 FIELD_INLINE void read_lanes(const struct field_column *column, uint32_t row,
                                          int32_t *values, struct field_outcome *outcome,
                                          const bool is_date, const bool has_quotes)
{
    const char *text = column->window->text;
    const struct field_lanes lanes = field_lanes_take(column, row, has_quotes);
    const uint32_t missing = field_lanes_of_length(lanes, 0);
    const uint32_t seconds = is_date ? 0 : field_lanes_of_length(lanes, SECOND_BYTES);
    const uint32_t time = is_date ? 0 : field_lanes_of_length(lanes, TIME_BYTES);
    const uint32_t date_alone = field_lanes_of_length(lanes, DATE_BYTES);
    outcome->missing_count += (uint32_t)__builtin_popcount(missing);
    if (lanes.live & ~(missing | seconds | time | date_alone)) {
        const struct word_lanes words = words_of(text, lanes, seconds, is_date, true);
        read_words(column, row, &words, missing, values, outcome, is_date);
    } else {
        const struct word_lanes words = words_of(text, lanes, seconds, is_date, false);
        read_words(column, row, &words, missing, values, outcome, is_date);
    }
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
