/* Loops that the compiler turns into vectors, once for each instruction set. */
#include "ingest/column_copy.h"

#include <string.h>

#define COPY_INLINE static inline __attribute__((always_inline))

COPY_INLINE void copy_codes(const uint32_t *restrict codes, uint32_t row_count, void *restrict into,
                            uint32_t value_bytes)
{
    uint8_t *bytes = into;
    uint16_t *words = into;
    if (value_bytes == 1)
        for (uint32_t row = 0; row < row_count; row++) bytes[row] = (uint8_t)codes[row];
    else if (value_bytes == 2)
        for (uint32_t row = 0; row < row_count; row++) words[row] = (uint16_t)codes[row];
    else
        memcpy(into, codes, row_count * sizeof *codes);
}

COPY_INLINE struct column_range copy_numbers(const int32_t *restrict values, uint32_t row_count,
                                             int32_t *restrict into)
{
    int32_t minimum = INT32_MAX, maximum = INT32_MIN;
    for (uint32_t row = 0; row < row_count; row++) {
        const int32_t value = values[row];
        /* The missing value is the least there is: it can only be in the way of the minimum. */
        const int32_t for_minimum = value == INT32_MIN ? INT32_MAX : value;
        minimum = for_minimum < minimum ? for_minimum : minimum;
        maximum = value > maximum ? value : maximum;
        into[row] = value;
    }
    return (struct column_range){minimum, maximum};
}

#if defined(__x86_64__)
ISA_TARGET_AVX2 static void copy_codes_avx2(const uint32_t *codes, uint32_t row_count, void *into,
                                            uint32_t value_bytes)
{
    copy_codes(codes, row_count, into, value_bytes);
}

ISA_TARGET_AVX512 static void copy_codes_avx512(const uint32_t *codes, uint32_t row_count,
                                                void *into, uint32_t value_bytes)
{
    copy_codes(codes, row_count, into, value_bytes);
}

ISA_TARGET_AVX2 static struct column_range copy_numbers_avx2(const int32_t *values,
                                                             uint32_t row_count, int32_t *into)
{
    return copy_numbers(values, row_count, into);
}
#endif

void column_copy_codes(enum isa isa, const uint32_t *codes, uint32_t row_count, void *into,
                       uint32_t value_bytes)
{
#if defined(__x86_64__)
    if (isa == ISA_AVX512) {
        copy_codes_avx512(codes, row_count, into, value_bytes);
        return;
    }
    if (isa == ISA_AVX2) {
        copy_codes_avx2(codes, row_count, into, value_bytes);
        return;
    }
#endif
    (void)isa;
    copy_codes(codes, row_count, into, value_bytes);
}

struct column_range column_copy_numbers(enum isa isa, const int32_t *values, uint32_t row_count,
                                        int32_t *into)
{
#if defined(__x86_64__)
    if (isa >= ISA_AVX2) return copy_numbers_avx2(values, row_count, into);
#endif
    (void)isa;
    return copy_numbers(values, row_count, into);
}
