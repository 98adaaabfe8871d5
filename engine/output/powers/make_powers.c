/* A program of the build: writes the table of output/powers.h as a C file to standard output. Every
 * power is worked out exactly, in whole numbers of a thousand bits, and rounded once. */
#include "output/powers.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>

/* 10^325 has 1080 bits; 2^ONE_BITS over 10^293 still has 227. */
enum { LIMB_COUNT = 40, LIMB_BITS = 32, ONE_BITS = 1200, TEN = 10 };

/* A whole number, its lowest bits first. */
struct whole {
    uint32_t limbs[LIMB_COUNT];
};

static void multiply(struct whole *number)
{
    uint64_t carry = 0;
    for (size_t i = 0; i < LIMB_COUNT; i++) {
        carry += (uint64_t)number->limbs[i] * TEN;
        number->limbs[i] = (uint32_t)carry;
        carry >>= LIMB_BITS;
    }
}

/* Rounded down: n divisions one after the other round to the same as one by 10^n. */
static void divide(struct whole *number)
{
    uint64_t rest = 0;
    for (size_t i = LIMB_COUNT; i-- > 0;) {
        rest = rest << LIMB_BITS | number->limbs[i];
        number->limbs[i] = (uint32_t)(rest / TEN);
        rest %= TEN;
    }
}

static unsigned bit_at(const struct whole *number, size_t bit)
{
    return number->limbs[bit / LIMB_BITS] >> bit % LIMB_BITS & 1U;
}

static size_t bit_length(const struct whole *number)
{
    size_t length = (size_t)LIMB_COUNT * LIMB_BITS;
    while (length > 0 && !bit_at(number, length - 1)) length--;
    return length;
}

/* The number's 128 highest bits, rounded up if any bit below them, or of what was cut off before,
 * is set. */
static struct power highest_bits(const struct whole *number, bool is_cut)
{
    struct power power = {0, 0};
    const size_t length = bit_length(number);
    for (size_t i = 1; i <= 128; i++) {
        const unsigned bit = i <= length ? bit_at(number, length - i) : 0;
        power.high = power.high << 1 | power.low >> 63;
        power.low = power.low << 1 | bit;
    }
    for (size_t i = 129; i <= length && !is_cut; i++) is_cut = bit_at(number, length - i);
    power.low += is_cut;
    power.high += is_cut && power.low == 0;
    return power;
}

int main(void)
{
    static struct power powers[POWER_COUNT];
    struct whole number = {.limbs = {1}};
    for (int exponent = 0; exponent <= POWER_MOST; exponent++, multiply(&number))
        powers[exponent - POWER_LEAST] = highest_bits(&number, false);
    number = (struct whole){.limbs = {[ONE_BITS / LIMB_BITS] = 1U << ONE_BITS % LIMB_BITS}};
    for (int exponent = -1; exponent >= POWER_LEAST; exponent--) {
        divide(&number);
        powers[exponent - POWER_LEAST] = highest_bits(&number, true);
    }
    (void)puts("#include \"output/powers.h\"\n\nconst struct power powers_of_ten[POWER_COUNT] = {");
    for (size_t i = 0; i < POWER_COUNT; i++)
        (void)printf("    {UINT64_C(0x%016" PRIx64 "), UINT64_C(0x%016" PRIx64 ")},\n",
                     powers[i].high, powers[i].low);
    (void)puts("};");
    return ferror(stdout) || fclose(stdout) != 0;
}
