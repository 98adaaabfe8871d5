#include "output/number.h"

#include "output/decimal.h"

#include <math.h>
#include <string.h>

enum { DIGIT_LIMIT = 20, PLAIN_EXPONENT_LEAST = -5, PLAIN_EXPONENT_MOST = 16 };

/* The digits of `number` that end before `end`, two at a time; returns where they begin. */
static char *digits_before(char *end, uint64_t number)
{
    static const char pairs[] = "00010203040506070809101112131415161718192021222324"
                                "25262728293031323334353637383940414243444546474849"
                                "50515253545556575859606162636465666768697071727374"
                                "75767778798081828384858687888990919293949596979899";
    for (; number >= 100; number /= 100) {
        end -= 2;
        memcpy(end, pairs + number % 100 * 2, 2);
    }
    if (number < 10) {
        *--end = (char)('0' + number);
        return end;
    }
    return memcpy(end - 2, pairs + number * 2, 2);
}

/* Returns the end. */
static char *write_count(uint64_t count, char *at)
{
    char digits[DIGIT_LIMIT];
    const char *begin = digits_before(digits + DIGIT_LIMIT, count);
    const size_t digit_count = (size_t)(digits + DIGIT_LIMIT - begin);
    memcpy(at, begin, digit_count);
    return at + digit_count;
}

static char *write_whole(int64_t whole, char *at)
{
    if (whole < 0) *at++ = '-';
    return write_count(whole < 0 ? -(uint64_t)whole : (uint64_t)whole, at);
}

static size_t finish(const char *begin, char *end)
{
    *end = '\0';
    return (size_t)(end - begin);
}

size_t number_count_text(uint64_t count, char out[NUMBER_TEXT_BYTES])
{
    return finish(out, write_count(count, out));
}

size_t number_whole_text(int64_t whole, char out[NUMBER_TEXT_BYTES])
{
    return finish(out, write_whole(whole, out));
}

/* d1.d2…dk × 10^exponent, written from the digits d1…dk; returns the end. */
static char *write_plain(const char *digits, int digit_count, int exponent, char *at)
{
    const int whole_count = exponent + 1; /* digits before the point */
    if (whole_count <= 0) {
        static const char zeros[] = {'0', '.', '0', '0', '0', '0', '0'};
        memcpy(at, zeros, sizeof zeros);
        at += 2 - whole_count;
        memcpy(at, digits, (size_t)digit_count);
        return at + digit_count;
    }
    const int written = whole_count < digit_count ? whole_count : digit_count;
    memcpy(at, digits, (size_t)written);
    memset(at + written, '0', (size_t)(whole_count - written));
    at += whole_count;
    if (digit_count <= whole_count) return at;
    *at++ = '.';
    memcpy(at, digits + whole_count, (size_t)(digit_count - whole_count));
    return at + (digit_count - whole_count);
}

static char *write_scientific(const char *digits, int digit_count, int exponent, char *at)
{
    *at++ = digits[0];
    if (digit_count > 1) {
        *at++ = '.';
        memcpy(at, digits + 1, (size_t)digit_count - 1);
        at += digit_count - 1;
    }
    *at++ = 'e';
    if (exponent > 0) *at++ = '+';
    return write_whole(exponent, at);
}

size_t number_text(double value, char out[NUMBER_TEXT_BYTES])
{
    out[0] = '\0';
    if (!isfinite(value)) return 0;
    if (value == floor(value) && fabs(value) < 0x1p53)
        return number_whole_text((int64_t)value, out);
    struct decimal decimal = decimal_shortest(fabs(value));
    for (; decimal.digits % 10 == 0; decimal.digits /= 10) decimal.exponent++;
    char digits[DIGIT_LIMIT];
    const char *begin = digits_before(digits + DIGIT_LIMIT, decimal.digits);
    const int digit_count = (int)(digits + DIGIT_LIMIT - begin);
    const int exponent = decimal.exponent + digit_count - 1;
    char *at = out;
    if (value < 0) *at++ = '-';
    at = exponent >= PLAIN_EXPONENT_LEAST && exponent <= PLAIN_EXPONENT_MOST
             ? write_plain(begin, digit_count, exponent, at)
             : write_scientific(begin, digit_count, exponent, at);
    return finish(out, at);
}
