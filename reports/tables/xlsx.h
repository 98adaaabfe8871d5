/* reports/tables/xlsx.h: the sheets as a workbook for Excel, LibreOffice and WPS: a first sheet of
 * contents with links, then a sheet each with frozen and filtered heads, numbers formatted by their
 * units (shares as per cent, money in yuan), codes and reasons in words. Texts are texts: nothing
 * in them becomes a formula or a link. The same sheets make the same bytes. What Excel has no room
 * for is left out, and the contents say so. FORMATS.md section 9. */
#ifndef TABLES_XLSX_H
#define TABLES_XLSX_H
#include "reports/tables/sheets.h"

enum {
    /* Of a sheet, below its head. Excel has room for twenty times as many, but nobody has use for
     * them there, and they would take most of the time. */
    XLSX_ROW_LIMIT = 50000,
    XLSX_TEXT_LIMIT = 32767 /* Excel's own: UTF-16 units of a cell */
};

/* Write the workbook to `path`, with its working files in the folder of it. RC_MEMORY, RC_OUTPUT.
 * Belongs to one thread; others may write other workbooks. */
enum rc xlsx_write(const struct sheets *sheets, const char *path, struct err *err);

#endif
