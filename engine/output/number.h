/* output/number.h: a double as the text of a JSON number that reads back as the same double. Pure,
 * thread-safe. */
#ifndef OUTPUT_NUMBER_H
#define OUTPUT_NUMBER_H
#include <stdbool.h>

enum { NUMBER_TEXT_BYTES = 32 };

/* Whole numbers below 2^53 without a point; others with the fewest of 15, 16 or 17 significant
 * digits (from 1 digit on for subnormal numbers) whose nearest double is `value`, trailing zeros
 * left out; -0 is "0". From 1e-5 to below 1e17 plain digits ("0.00012"), outside with an exponent
 * ("1.5e-7", "1e+21"). False, and "" in out, for NaN and infinities: JSON has no text for them.
 * Assumes the C locale: the program never sets another. */
bool number_text(double value, char out[NUMBER_TEXT_BYTES]);

#endif
