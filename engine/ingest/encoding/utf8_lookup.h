/* ingest/encoding/utf8_lookup.h: the tables by which vectors validate UTF-8, after Keiser and
 * Lemire (Validating UTF-8 in less than one instruction per byte, 2021). Every fault but a missing
 * third or fourth byte shows in two neighbouring bytes: in the halves of the first and the high
 * half of the second. Each table says which faults a half allows; a fault that all three allow is
 * there.
 *
 * UTF8_SECOND_TRAIL is no fault where a byte two or three places before asks for it. */
#ifndef INGEST_UTF8_LOOKUP_H
#define INGEST_UTF8_LOOKUP_H

enum {
    UTF8_NO_TRAIL = 0x01,     /* a lead, then no trail byte */
    UTF8_NO_LEAD = 0x02,      /* ASCII, then a trail byte */
    UTF8_LONG_TWO = 0x04,     /* overlong: C0 or C1 and a trail byte */
    UTF8_LONG_THREE = 0x08,   /* overlong: E0, then 80 to 9F */
    UTF8_LONG_FOUR = 0x10,    /* overlong: F0, then 80 to 8F; also F5 to FF, then 80 to 8F */
    UTF8_SURROGATE = 0x20,    /* ED, then A0 to BF */
    UTF8_TOO_LARGE = 0x40,    /* F4 to FF, then 90 to BF */
    UTF8_SECOND_TRAIL = 0x80, /* two trail bytes */
    UTF8_ANY_LOW = UTF8_NO_TRAIL | UTF8_NO_LEAD | UTF8_SECOND_TRAIL /* the low half says nothing */
};

/* By the high half of the first byte. */
static const unsigned char utf8_first_high[16] = {
    UTF8_NO_LEAD,
    UTF8_NO_LEAD,
    UTF8_NO_LEAD,
    UTF8_NO_LEAD,
    UTF8_NO_LEAD,
    UTF8_NO_LEAD,
    UTF8_NO_LEAD,
    UTF8_NO_LEAD,
    UTF8_SECOND_TRAIL,
    UTF8_SECOND_TRAIL,
    UTF8_SECOND_TRAIL,
    UTF8_SECOND_TRAIL,
    UTF8_NO_TRAIL | UTF8_LONG_TWO,
    UTF8_NO_TRAIL,
    UTF8_NO_TRAIL | UTF8_LONG_THREE | UTF8_SURROGATE,
    UTF8_NO_TRAIL | UTF8_LONG_FOUR | UTF8_TOO_LARGE,
};

/* By the low half of the first byte. */
static const unsigned char utf8_first_low[16] = {
    UTF8_ANY_LOW | UTF8_LONG_TWO | UTF8_LONG_THREE | UTF8_LONG_FOUR,
    UTF8_ANY_LOW | UTF8_LONG_TWO,
    UTF8_ANY_LOW,
    UTF8_ANY_LOW,
    UTF8_ANY_LOW | UTF8_TOO_LARGE,
    UTF8_ANY_LOW | UTF8_TOO_LARGE | UTF8_LONG_FOUR,
    UTF8_ANY_LOW | UTF8_TOO_LARGE | UTF8_LONG_FOUR,
    UTF8_ANY_LOW | UTF8_TOO_LARGE | UTF8_LONG_FOUR,
    UTF8_ANY_LOW | UTF8_TOO_LARGE | UTF8_LONG_FOUR,
    UTF8_ANY_LOW | UTF8_TOO_LARGE | UTF8_LONG_FOUR,
    UTF8_ANY_LOW | UTF8_TOO_LARGE | UTF8_LONG_FOUR,
    UTF8_ANY_LOW | UTF8_TOO_LARGE | UTF8_LONG_FOUR,
    UTF8_ANY_LOW | UTF8_TOO_LARGE | UTF8_LONG_FOUR,
    UTF8_ANY_LOW | UTF8_TOO_LARGE | UTF8_LONG_FOUR | UTF8_SURROGATE,
    UTF8_ANY_LOW | UTF8_TOO_LARGE | UTF8_LONG_FOUR,
    UTF8_ANY_LOW | UTF8_TOO_LARGE | UTF8_LONG_FOUR,
};

/* By the high half of the second byte. */
static const unsigned char utf8_second_high[16] = {
    UTF8_NO_TRAIL,
    UTF8_NO_TRAIL,
    UTF8_NO_TRAIL,
    UTF8_NO_TRAIL,
    UTF8_NO_TRAIL,
    UTF8_NO_TRAIL,
    UTF8_NO_TRAIL,
    UTF8_NO_TRAIL,
    UTF8_NO_LEAD | UTF8_LONG_TWO | UTF8_SECOND_TRAIL | UTF8_LONG_THREE | UTF8_LONG_FOUR,
    UTF8_NO_LEAD | UTF8_LONG_TWO | UTF8_SECOND_TRAIL | UTF8_LONG_THREE | UTF8_TOO_LARGE,
    UTF8_NO_LEAD | UTF8_LONG_TWO | UTF8_SECOND_TRAIL | UTF8_SURROGATE | UTF8_TOO_LARGE,
    UTF8_NO_LEAD | UTF8_LONG_TWO | UTF8_SECOND_TRAIL | UTF8_SURROGATE | UTF8_TOO_LARGE,
    UTF8_NO_TRAIL,
    UTF8_NO_TRAIL,
    UTF8_NO_TRAIL,
    UTF8_NO_TRAIL,
};

/* The variants of utf8_is_valid_fast(), in files of their own. */
#if defined(__x86_64__)
#include <stdbool.h>
#include <stddef.h>
bool utf8_is_valid_avx2(const void *bytes, size_t byte_count);
bool utf8_is_valid_avx512(const void *bytes, size_t byte_count);
#endif

#endif
