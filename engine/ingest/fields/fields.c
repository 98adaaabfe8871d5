#include "ingest/fields/fields_kernels.h"

static void set_first(struct field_missing *missing, unsigned char byte)
{
    missing->first_bits[byte >> 6] |= UINT64_C(1) << (byte & 63);
}

void field_missing_init(struct field_missing *missing, const struct missing_set *set,
                        enum encoding encoding)
{
    const struct missing_list *list = encoding == ENCODING_GB18030 ? &set->gb18030 : &set->utf8;
    *missing =
        (struct field_missing){.set = set, .encoding = encoding, .length_bits = list->length_bits};
    for (unsigned i = 0; i < list->marker_count; i++) {
        const struct missing_marker *marker = &list->markers[i];
        const unsigned char first = (unsigned char)marker->bytes[0];
        set_first(missing, first);
        if ((first | 0x20) >= 'a' && (first | 0x20) <= 'z') set_first(missing, first ^ 0x20);
        for (unsigned at = 0; at < marker->byte_count; at++)
            if (marker->bytes[at] >= '0' && marker->bytes[at] <= '9')
                missing->digit_length_bits |= UINT64_C(1) << marker->byte_count;
    }
}

static const struct field_kernels portable_kernels = {
    fields_read_times_portable, fields_read_dates_portable, fields_read_ints_portable,
    fields_read_small_portable, fields_read_money_portable, fields_read_digits_portable,
    fields_read_codes_portable, fields_read_ids_portable,   fields_count_texts_portable,
};

#if defined(__x86_64__)
static const struct field_kernels avx2_kernels = {
    fields_read_times_portable, fields_read_dates_portable, fields_read_ints_portable,
    fields_read_small_portable, fields_read_money_portable, fields_read_digits_avx2,
    fields_read_codes_avx2,     fields_read_ids_portable,   fields_count_texts_portable,
};

static const struct field_kernels avx512_kernels = {
    fields_read_times_avx512, fields_read_dates_avx512, fields_read_ints_avx512,
    fields_read_small_avx512, fields_read_money_avx512, fields_read_digits_avx512,
    fields_read_codes_avx512, fields_read_ids_avx512,   fields_count_texts_avx512,
};
#endif

const struct field_kernels *field_kernels(enum isa isa)
{
#if defined(__x86_64__)
    if (isa == ISA_AVX512) return &avx512_kernels;
    if (isa == ISA_AVX2) return &avx2_kernels;
#endif
    (void)isa;
    return &portable_kernels;
}
