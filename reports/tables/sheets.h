/* reports/tables/sheets.h: everything that a result holds as a list of sheets: rows of cells under
 * named columns, for the writers beside this file (CSV, XLSX, SQLite). The first sheet is the
 * contents: what each of the others is. Names of sheets and columns are those of result.json and
 * the same in all languages; titles and definitions are in the language asked for. Cells are read
 * row by row out of the model; nothing is copied. Read-only once made: several writers may read at
 * the same time. */
#ifndef TABLES_SHEETS_H
#define TABLES_SHEETS_H
#include "reports/i18n/language.h"
#include "reports/model/model.h"

enum sheet_kind {
    SHEET_TEXT,
    SHEET_CODE,   /* a text out of a few that the data contract fixes, so it has words */
    SHEET_REASON, /* "code: words" */
    SHEET_TITLE,  /* the metric's title: in the sheets' language, and known from its id */
    SHEET_WHOLE,  /* a whole number */
    SHEET_NUMBER,
    SHEET_KIND_COUNT
};

struct sheet_column {
    const char *name;  /* "change_lower" */
    const char *unit;  /* as in result.json; "metric": that of the row's metric; "" of texts */
    const char *title; /* in the language */
    enum sheet_kind kind;
};

struct sheet {
    const char *name; /* [a-z0-9_.]+, no other sheet's: "card.close_48h.dealer" */
    const char *title, *definition;
    const struct sheet_column *columns;
    size_t column_count, row_count;
    const struct sheets *sheets; /* the list it is in */
    /* Where the rows come from: private. */
    size_t (*read)(const struct sheet *sheet, size_t row, struct model_cell *cells);
    const void *source;
    const size_t *ends; /* of the parts that the rows are made of, one behind the other */
    size_t part_count;
};

struct sheets {
    struct arena arena;
    const struct model *model;
    enum language language;
    struct sheet *items;
    size_t count;
    size_t column_limit; /* of the widest sheet */
};

/* `model` is to be MODEL_WHOLE, or the sheet of columns is empty; it must outlive the sheets.
 * RC_MEMORY. Released whatever the outcome. */
enum rc sheets_init(struct sheets *sheets, const struct model *model, enum language language,
                    struct err *err);
void sheets_release(struct sheets *sheets);
const struct sheet *sheets_find(const struct sheets *sheets, const char *name); /* or NULL */

/* The row's cells, as many as the sheet has columns; returns the unit of the row's metric, "" when
 * it has none. A cell that does not exist has neither text nor number. Texts are the model's. */
const char *sheet_read(const struct sheet *sheet, size_t row, struct model_cell *cells);

#endif
