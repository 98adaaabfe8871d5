#include "ingest/utf8_fast.h"

#include "ingest/utf8_lookup.h"

#include <assert.h>

bool utf8_is_valid_fast(enum isa isa, const void *bytes, size_t byte_count)
{
    assert(isa_is_here(isa));
#if defined(__x86_64__)
    if (isa == ISA_AVX512) return utf8_is_valid_avx512(bytes, byte_count);
    if (isa == ISA_AVX2) return utf8_is_valid_avx2(bytes, byte_count);
#endif
    (void)isa;
    return utf8_is_valid(bytes, byte_count);
}
