/* output/csv_field.h: fields of the CSV files that this program writes: RFC 4180, UTF-8. */
#ifndef OUTPUT_CSV_FIELD_H
#define OUTPUT_CSV_FIELD_H
#include "base/text.h"

/* So that Excel takes the file for UTF-8. */
#define CSV_BYTE_ORDER_MARK "\xEF\xBB\xBF"

/* Add the field, in quotes where it holds a comma, a quote, a line's end or a blank at its ends. */
void csv_field_add(struct text *out, struct slice field);
/* The same for a text that no spreadsheet may take for a formula: one that begins with = + - @, one
 * of their full-width twins, a tab or a line's end gets an apostrophe before it, and so does one
 * that begins with an apostrophe, so that taking away one apostrophe gives back every text. */
void csv_field_add_text(struct text *out, struct slice field);

#endif
