/* ingest/fields/fields_kernels.h: the variants of the readers in fields.h, for the tables in
 * fields.c and for each other: those for vectors hand on to the portable ones what they were not
 * made for. */
#ifndef INGEST_FIELDS_KERNELS_H
#define INGEST_FIELDS_KERNELS_H
#include "ingest/fields/field_access.h"
#include "ingest/fields/fields.h"
#include "ingest/schema.h"

void fields_read_times_portable(const struct field_column *column, int32_t *minutes,
                                struct field_outcome *outcome);
void fields_read_dates_portable(const struct field_column *column, int32_t *days,
                                struct field_outcome *outcome);
void fields_read_ints_portable(const struct field_column *column, struct decode_range range,
                               int32_t *values, struct field_outcome *outcome);
void fields_read_small_portable(const struct field_column *column, struct decode_range range,
                                int8_t *values, struct field_outcome *outcome);
void fields_read_money_portable(const struct field_column *column, int64_t *fen,
                                struct field_outcome *outcome);
void fields_read_codes_portable(const struct field_window *window, uint32_t field,
                                const struct field_book *book, uint32_t *codes,
                                struct field_outcome *outcome);
void fields_read_digits_portable(const struct field_window *window, uint32_t field,
                                 struct field_digits *digits, uint32_t count);
uint32_t fields_read_ids_portable(const struct field_column *column, char *slots,
                                  uint32_t width_bytes, struct field_outcome *outcome);
void fields_count_texts_portable(const struct field_column *column, struct field_outcome *outcome);

/* A field that has a value, is missing, or is left to the rest. */
enum field_finding { FIELD_FOUND, FIELD_MISSING, FIELD_REST };

/* One field by the portable reader's rules. */
enum field_finding field_time(const struct field_column *column, struct field_span span,
                              int32_t *minute, bool *is_date_alone);
enum field_finding field_date(const struct field_column *column, struct field_span span,
                              int32_t *day);
enum field_finding field_int(const struct field_column *column, struct field_span span,
                             struct decode_range range, int32_t *value);
enum field_finding field_money(const struct field_column *column, struct field_span span,
                               int64_t *fen);
/* Fills the slot, with NUL if nothing was found. */
enum field_finding field_id(const struct field_column *column, struct field_span span, char *slot,
                            uint32_t width_bytes);
/* Whether a text that is not empty is surely a text, and not for the rest. */
bool field_is_text(const struct field_column *column, struct field_span span);

/* Whether a field is a missing marker that could be a value. */
static inline bool field_is_digit_marker(const struct field_missing *missing,
                                         struct field_span span)
{
    return span.byte_count < 64 && (missing->digit_length_bits >> span.byte_count & 1) &&
           missing_set_has(missing->set, missing->encoding,
                           (struct slice){span.bytes, span.byte_count});
}

/* Whether a field that nothing is to be trimmed from is a missing marker. */
static inline bool field_is_marker(const struct field_missing *missing, struct field_span span)
{
    if (span.byte_count >= 64 || !(missing->length_bits >> span.byte_count & 1)) return false;
    const unsigned char first = (unsigned char)span.bytes[0];
    return (missing->first_bits[first >> 6] >> (first & 63) & 1) &&
           missing_set_has(missing->set, missing->encoding,
                           (struct slice){span.bytes, span.byte_count});
}

/* Bytes of the longest marker. */
static inline uint32_t field_longest_marker(const struct field_missing *missing)
{
    return 63 - (uint32_t)__builtin_clzll(missing->length_bits | 1);
}

#if defined(__x86_64__)
#define FIELD_AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt")))
#define FIELD_AVX512                                                                               \
    __attribute__((target("avx2,bmi,bmi2,popcnt,avx512f,avx512bw,avx512vl,avx512vbmi,"             \
                          "avx512vbmi2")))
void fields_read_times_avx512(const struct field_column *column, int32_t *minutes,
                              struct field_outcome *outcome);
void fields_read_dates_avx512(const struct field_column *column, int32_t *days,
                              struct field_outcome *outcome);
void fields_read_ints_avx512(const struct field_column *column, struct decode_range range,
                             int32_t *values, struct field_outcome *outcome);
void fields_read_small_avx512(const struct field_column *column, struct decode_range range,
                              int8_t *values, struct field_outcome *outcome);
void fields_read_money_avx512(const struct field_column *column, int64_t *fen,
                              struct field_outcome *outcome);
void fields_read_codes_avx2(const struct field_window *window, uint32_t field,
                            const struct field_book *book, uint32_t *codes,
                            struct field_outcome *outcome);
void fields_read_codes_avx512(const struct field_window *window, uint32_t field,
                              const struct field_book *book, uint32_t *codes,
                              struct field_outcome *outcome);
void fields_read_digits_avx2(const struct field_window *window, uint32_t field,
                             struct field_digits *digits, uint32_t count);
void fields_read_digits_avx512(const struct field_window *window, uint32_t field,
                               struct field_digits *digits, uint32_t count);
uint32_t fields_read_ids_avx512(const struct field_column *column, char *slots,
                                uint32_t width_bytes, struct field_outcome *outcome);
void fields_count_texts_avx512(const struct field_column *column, struct field_outcome *outcome);
#endif

#endif
