/* output/number.h: numbers as the texts of JSON numbers. Pure, thread-safe. */
#ifndef OUTPUT_NUMBER_H
#define OUTPUT_NUMBER_H
#include <stddef.h>
#include <stdint.h>

enum { NUMBER_TEXT_BYTES = 32 };

/* All write a terminated text into `out` and return its bytes. */

/* A text that reads back as the same double. Whole numbers below 2^53 without a point; others with
 * the fewest of 15, 16 or 17 significant digits (from 1 digit on for subnormal numbers) whose
 * nearest double is `value`, trailing zeros left out; -0 is "0". From 1e-5 to below 1e17 plain
 * digits ("0.00012"), outside with an exponent ("1.5e-7", "1e+21"). 0, and "" in out, for NaN and
 * infinities: JSON has no text for them. */
size_t number_text(double value, char out[NUMBER_TEXT_BYTES]);
size_t number_count_text(uint64_t count, char out[NUMBER_TEXT_BYTES]);
size_t number_whole_text(int64_t whole, char out[NUMBER_TEXT_BYTES]);

#endif
