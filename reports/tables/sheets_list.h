/* reports/tables/sheets_list.h: what the files of sheets.h share. */
#ifndef TABLES_SHEETS_LIST_H
#define TABLES_SHEETS_LIST_H
#include "reports/tables/sheets.h"

#include <math.h>

/* A column as it is written down; its title is the name's words. */
struct column_plan {
    const char *name, *unit;
    enum sheet_kind kind;
};

/* Readers return the number of the row's metric in the model, or NO_METRIC. */
#define NO_METRIC SIZE_MAX

struct sheet_plan {
    const char *name;
    enum phrase title, definition;
    const struct column_plan *columns;
    size_t column_count;
    size_t (*read)(const struct sheet *sheet, size_t row, struct model_cell *cells);
    /* Set row_count and, where the reader needs them, source and ends. False when memory is out. */
    bool (*count)(struct sheet *sheet, struct sheets *sheets);
};

extern const struct sheet_plan sheets_numbers[], sheets_lists[];
extern const size_t sheets_number_count, sheets_list_count;

static inline struct model_cell text_cell(const char *text)
{
    return (struct model_cell){.text = text, .number = (double)NAN};
}
static inline struct model_cell number_cell(double number)
{
    return (struct model_cell){.text = NULL, .number = number};
}
/* The part that holds the row, and the row's number within it. */
size_t sheet_part(const struct sheet *sheet, size_t *row);

#endif
