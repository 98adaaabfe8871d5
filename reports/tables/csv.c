#include "reports/tables/csv.h"

#include "output/csv_field.h"
#include "output/number.h"

#include <stdlib.h>

static void add_cell(struct text *out, struct model_cell cell)
{
    char number[NUMBER_TEXT_BYTES];
    if (cell.text)
        csv_field_add_text(out, slice_of(cell.text));
    else
        text_add(out, number, number_text(cell.number, number));
}

static void add_head(struct text *out, const struct sheet *sheet)
{
    text_put(out, CSV_BYTE_ORDER_MARK);
    for (size_t i = 0; i < sheet->column_count; i++) {
        if (i > 0) text_put(out, ",");
        csv_field_add_text(out, slice_of(sheet->columns[i].name));
    }
    text_put(out, "\r\n");
}

enum rc csv_write(const struct sheet *sheet, struct text *out, struct err *err)
{
    struct model_cell *cells = calloc(sheet->column_count + 1, sizeof *cells);
    if (!cells) return err_memory(err, sheet->column_count * sizeof *cells);
    add_head(out, sheet);
    for (size_t row = 0; row < sheet->row_count && !out->failed; row++) {
        const size_t before = out->byte_count;
        (void)sheet_read(sheet, row, cells);
        for (size_t i = 0; i < sheet->column_count; i++) {
            if (i > 0) text_add(out, ",", 1);
            add_cell(out, cells[i]);
        }
        /* An empty line is no row to most readers. */
        if (out->byte_count == before) text_put(out, "\"\"");
        text_add(out, "\r\n", 2);
    }
    free(cells);
    return out->failed ? err_memory(err, out->byte_count) : RC_OK;
}

enum rc csv_publish(const struct sheets *sheets, struct publication *publication, struct err *err)
{
    struct text name, text;
    text_init(&name, 0);
    text_init(&text, 0);
    enum rc rc = RC_OK;
    for (size_t i = 0; i < sheets->count && rc == RC_OK; i++) {
        text_clear(&name);
        text_clear(&text);
        text_format(&name, "tables/%s.csv", sheets->items[i].name);
        if (name.failed) rc = err_memory(err, name.byte_count);
        if (rc == RC_OK) rc = csv_write(&sheets->items[i], &text, err);
        if (rc == RC_OK)
            rc = publication_add(publication, name.bytes,
                                 (struct slice){text.bytes, text.byte_count}, err);
    }
    text_release(&text);
    text_release(&name);
    return rc;
}
