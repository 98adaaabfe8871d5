/* reports/tables/csv.h: sheets as files of comma-separated values: UTF-8 with byte order mark, RFC
 * 4180, CRLF; the first row holds the columns' names. Numbers stand with the fewest digits that
 * read back as the same double, shares as fractions; a number that does not exist is an empty
 * field. Texts cannot become formulas (output/csv_field.h). FORMATS.md section 9. */
#ifndef TABLES_CSV_H
#define TABLES_CSV_H
#include "output/publish.h"
#include "reports/tables/sheets.h"

/* The sheet into *out. RC_MEMORY. */
enum rc csv_write(const struct sheet *sheet, struct text *out, struct err *err);
/* Each sheet as tables/NAME.csv. RC_MEMORY, RC_OUTPUT. */
enum rc csv_publish(const struct sheets *sheets, struct publication *publication, struct err *err);

#endif
