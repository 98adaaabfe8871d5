/* reports/tables/xlsx_parts.h: what the files of xlsx.h share. */
#ifndef TABLES_XLSX_PARTS_H
#define TABLES_XLSX_PARTS_H
#include "reports/tables/xlsx.h"
#include "reports/view/view.h"

#include <xlsxwriter.h>

enum book_format {
    BOOK_TEXT,
    BOOK_WRAPPED,
    BOOK_WHOLE,
    BOOK_SHARE,
    BOOK_TENTHS,
    BOOK_HUNDREDTHS,
    BOOK_THOUSANDTHS,
    BOOK_PROBABILITY,
    BOOK_FORMAT_COUNT
};

/* A workbook being written. */
struct book {
    const struct sheets *sheets;
    lxw_workbook *workbook;
    lxw_format *formats[BOOK_FORMAT_COUNT], *head, *link, *title;
    struct view view; /* for words */
    struct text cell; /* what is made of one text */
    bool is_cut;      /* some text since it was unset */
    lxw_error failure;
    int reason; /* of LXW_ERROR_CREATING_TMPFILE, as errno says it */
};

/* How numbers of the unit stand: format, and what they are multiplied by. */
struct book_number {
    enum book_format format;
    double factor;
};
struct book_number book_number(const char *unit);
/* The text as Excel can hold it: valid, without what XML has no place for, not too long. It stands
 * in book->cell. */
const char *book_text(struct book *book, const char *text);
/* Write one cell; remembers the first failure. */
void book_cell(struct book *book, lxw_worksheet *worksheet, lxw_row_t row, lxw_col_t column,
               const struct sheet_column *of, const char *row_unit, struct model_cell cell);
void book_string(struct book *book, lxw_worksheet *worksheet, lxw_row_t row, lxw_col_t column,
                 const char *text, lxw_format *format);
void book_failed(struct book *book, lxw_error failure);

#endif
