/* layer: base */
/* Texts that are chosen to meet must not meet. */
#include "base/hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { TEXT_BYTES = 32, TEXTS = 1000 };

/* The second step's first half is made the state before it, so that their difference is zero; only
 * the other half tells the texts apart. */
static void test_zero_factor(void **state)
{
    (void)state;
    const uint64_t start = UINT64_C(0x9E3779B97F4A7C15) ^ TEXT_BYTES;
    const uint64_t half[2] = {UINT64_C(0x3030303030303030), UINT64_C(0x3130303030303030)};
    uint64_t text[TEXT_BYTES / 8] = {half[0], half[1]}, hashes[TEXTS];
    text[2] = hash_mix(half[0] ^ start, half[1] ^ UINT64_C(0xD1B54A32D192ED03));
    for (uint64_t i = 0; i < TEXTS; i++) {
        text[3] = i;
        hashes[i] = hash_bytes(text, sizeof text);
        for (uint64_t k = 0; k < i; k++) assert_true(hashes[k] != hashes[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_zero_factor)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
