/* kit/number.h: numbers as text, the same bytes on every machine and in every locale. */
#ifndef KIT_NUMBER_H
#define KIT_NUMBER_H
#include "base/text.h"

enum { NUMBER_DECIMALS_MAX = 6 };

/* Value rounded half away from zero to so many decimals (at most 6), ASCII minus, never "-0".
 * Nothing for NaN and for values beyond 1e12. */
void number_fixed(struct text *out, double value, unsigned decimals);
/* As number_fixed, without trailing zeros: for coordinates, where bytes count. */
void number_short(struct text *out, double value, unsigned decimals);
/* Whole part in groups of three by commas, typographic minus (U+2212) for people. */
void number_grouped(struct text *out, double value, unsigned decimals);

#endif
