/* Columns of codes, sixteen rows at a time: one line of the book for each, and as few of its words
 * as the longest of the sixteen fields has. */
#include "ingest/fields/field_book_slots.h"
#include "ingest/fields/fields_avx512.h"

#include <stddef.h>

#if defined(__x86_64__)

/* A book in registers. */
struct book_lanes {
    const uint64_t *slots;
    const unsigned char *shifts;
    __m512i first_shifts; /* of FIELD_BOOK_LINE_BYTES groups: mostly all */
    __m512i group_mask, word_mask;
    __m512i unknown;
};

/* Of eight fields: the codes of their slots, and whether the slots have their words. */
struct found_lanes {
    __m512i codes;
    uint32_t is_found;
};

FIELD_AVX512 FIELD_INLINE struct book_lanes book_lanes(const struct field_book *book)
{
    return (struct book_lanes){
        .slots = book->slots->key,
        .shifts = book->shifts,
        .first_shifts = _mm512_loadu_si512(book->shifts),
        .group_mask = _mm512_set1_epi64((long long)book->group_mask),
        .word_mask = _mm512_set1_epi64((long long)book->word_mask),
        .unknown = _mm512_set1_epi32((int)field_book_unknown(book)->code),
    };
}

FIELD_AVX512 FIELD_INLINE __m512i sums_of(__m512i words, const unsigned at)
{
    const __m512i low = _mm512_set1_epi64(field_book_factors[at][0]);
    const __m512i high = _mm512_set1_epi64(field_book_factors[at][1]);
    return _mm512_add_epi64(_mm512_mul_epu32(words, low),
                            _mm512_mul_epu32(_mm512_srli_epi64(words, 32), high));
}

/* Where the slots of eight keys stand, in words. */
FIELD_AVX512 FIELD_INLINE __m512i places_of(const struct book_lanes *book, __m512i sums,
                                            const bool has_few_groups)
{
    const __m512i hashes = _mm512_xor_si512(sums, _mm512_srli_epi64(sums, 32));
    __m512i shifts;
    if (has_few_groups) {
        shifts = _mm512_maskz_permutexvar_epi8(0x0101010101010101, hashes, book->first_shifts);
    } else {
        const __m512i groups = _mm512_and_si512(hashes, book->group_mask);
        shifts =
            _mm512_and_si512(field_gather_bytes(groups, book->shifts), _mm512_set1_epi64(0xFF));
    }
    return _mm512_and_si512(_mm512_srlv_epi64(hashes, shifts), book->word_mask);
}

/* `unused`: the bits of word_count words that lie behind the field. */
FIELD_AVX512 FIELD_INLINE struct found_lanes find_eight(const struct book_lanes *book,
                                                        const char *text, __m256i starts,
                                                        __m256i unused, const unsigned word_count,
                                                        const bool has_few_groups)
{
    const __m512i behind = _mm512_cvtepu32_epi64(unused), all = _mm512_set1_epi64(-1);
    __m512i words[FIELD_BOOK_WORDS], sums = _mm512_setzero_si512();
#pragma GCC unroll 4
    for (unsigned i = 0; i < word_count; i++) {
        const __m512i later_words = _mm512_set1_epi64(64 * ((long long)word_count - 1 - i));
        const __m512i cut = _mm512_subs_epu16(behind, later_words);
        words[i] = _mm512_and_si512(field_gather_texts(starts, text + (size_t)8 * i),
                                    _mm512_srlv_epi64(all, cut));
        sums = _mm512_add_epi64(sums, sums_of(words[i], i));
    }
    const __m512i places = places_of(book, sums, has_few_groups);
    __mmask8 is_found = 0xFF;
#pragma GCC unroll 4
    for (unsigned i = 0; i < word_count; i++)
        is_found = _mm512_mask_cmpeq_epi64_mask(
            is_found, field_gather_words(places, book->slots + i), words[i]);
    const size_t code_word = offsetof(struct field_slot, code) / sizeof(uint64_t);
    return (struct found_lanes){field_gather_words(places, book->slots + code_word), is_found};
}

/* Lanes without a value, and those too long for their words. */
static __attribute__((noinline)) void read_others(const struct field_column *column,
                                                  const struct field_book *book, uint32_t row,
                                                  uint32_t others, uint32_t *codes,
                                                  struct field_outcome *outcome)
{
    for (; others != 0; others &= others - 1) {
        const uint32_t at = row + (uint32_t)__builtin_ctz(others);
        const struct field_span span = field_at(column->window, column->field, at);
        const struct field_slot *slot = field_book_unknown(book);
        if (span.byte_count > FIELD_BOOK_KEY_BYTES)
            slot = field_book_find_long(book, (struct slice){span.bytes, span.byte_count});
        codes[at] = (uint32_t)slot->code;
        outcome->missing_count += (slot->code & FIELD_MARK_MISSING) != 0;
        outcome->unlisted_count += (slot->code & FIELD_MARK_UNLISTED) != 0;
        if (slot->code & FIELD_MARK_REST) outcome->rest_rows[outcome->rest_count++] = (uint16_t)at;
    }
}

/* A column while it is read. */
struct code_column {
    struct book_lanes book;
    const char *text;
    uint32_t *codes;
    __m512i counts; /* FIELD_MARK_COUNTED, of each lane, in its upper half */
};

/* Which of the lanes that have a row have no value. */
FIELD_AVX512 FIELD_INLINE uint32_t read_sixteen(struct code_column *column, uint32_t row,
                                                const struct field_lanes *lanes,
                                                const unsigned word_count,
                                                const bool has_few_groups)
{
    const int longer = (int)(FIELD_MARK_LONGER(word_count) >> 32);
    const __m512i unused = _mm512_sub_epi32(_mm512_set1_epi32(64 * (int)word_count),
                                            _mm512_slli_epi32(lanes->byte_counts, 3));
    const struct found_lanes low =
        find_eight(&column->book, column->text, _mm512_castsi512_si256(lanes->starts),
                   _mm512_castsi512_si256(unused), word_count, has_few_groups);
    const struct found_lanes high =
        find_eight(&column->book, column->text, _mm512_extracti64x4_epi64(lanes->starts, 1),
                   _mm512_extracti64x4_epi64(unused, 1), word_count, has_few_groups);
    const __m512i codes = field_lanes_lower(low.codes, high.codes);
    const __m512i marks = field_lanes_higher(low.codes, high.codes);
    __mmask16 is_read = (__mmask16)((low.is_found | high.is_found << 8) & lanes->live);
    is_read = _mm512_mask_testn_epi32_mask(is_read, marks, _mm512_set1_epi32(longer));
    is_read = _mm512_mask_cmpge_epi32_mask(is_read, marks, _mm512_setzero_si512());
    const __m512i counted =
        _mm512_and_si512(marks, _mm512_set1_epi32((int)(FIELD_MARK_COUNTED >> 32)));
    column->counts = _mm512_mask_add_epi32(column->counts, is_read, column->counts, counted);
    _mm512_mask_storeu_epi32(column->codes + row, (__mmask16)lanes->live,
                             _mm512_mask_mov_epi32(column->book.unknown, is_read, codes));
    return lanes->live & ~(uint32_t)is_read;
}

FIELD_AVX512 FIELD_INLINE uint32_t longer_than(const struct field_lanes *lanes, int byte_count)
{
    return _mm512_cmpgt_epu32_mask(lanes->byte_counts, _mm512_set1_epi32(byte_count));
}

FIELD_AVX512 FIELD_INLINE uint32_t read_lanes(struct code_column *column, uint32_t row,
                                              struct field_lanes lanes, const bool has_few_groups)
{
    if (!longer_than(&lanes, 8)) return read_sixteen(column, row, &lanes, 1, has_few_groups);
    if (!longer_than(&lanes, 16)) return read_sixteen(column, row, &lanes, 2, has_few_groups);
    if (!longer_than(&lanes, 24)) return read_sixteen(column, row, &lanes, 3, has_few_groups);
    const uint32_t too_long = longer_than(&lanes, FIELD_BOOK_KEY_BYTES);
    lanes.live &= ~too_long;
    return too_long | read_sixteen(column, row, &lanes, FIELD_BOOK_WORDS, has_few_groups);
}

FIELD_AVX512 FIELD_INLINE void read_codes(const struct field_column *of,
                                          const struct field_book *book, uint32_t *codes,
                                          struct field_outcome *outcome, const bool has_few_groups,
                                          const bool has_quotes)
{
    struct field_outcome counted = {.rest_rows = outcome->rest_rows};
    /* Copies, which no store can be taken to change. */
    const struct field_window window = *of->window;
    const struct field_column own = {.window = &window, .field = of->field};
    struct code_column column = {book_lanes(book), window.text, codes, _mm512_setzero_si512()};
    for (uint32_t row = 0; row < window.row_count; row += FIELD_LANES) {
        const struct field_lanes lanes = field_lanes_take(&own, row, has_quotes);
        const uint32_t others = read_lanes(&column, row, lanes, has_few_groups);
        if (others) read_others(of, book, row, others, codes, &counted);
    }
    const uint32_t counts = (uint32_t)_mm512_reduce_add_epi32(column.counts);
    counted.missing_count += counts & 0xFFFF;
    counted.unlisted_count += counts >> 16;
    *outcome = counted;
}

FIELD_AVX512 void fields_read_codes_avx512(const struct field_window *window, uint32_t field,
                                           const struct field_book *book, uint32_t *codes,
                                           struct field_outcome *outcome)
{
    const struct field_column column = {.window = window, .field = field};
    const bool has_few_groups = book->group_mask < FIELD_BOOK_LINE_BYTES;
    if (window->has_quotes && has_few_groups)
        read_codes(&column, book, codes, outcome, true, true);
    else if (window->has_quotes)
        read_codes(&column, book, codes, outcome, false, true);
    else if (has_few_groups)
        read_codes(&column, book, codes, outcome, true, false);
    else
        read_codes(&column, book, codes, outcome, false, false);
}

#endif
