/* Cells of a workbook: texts made safe, numbers by their units, codes in words. */
#include "ingest/encoding/utf8.h"
#include "reports/tables/xlsx_parts.h"

#include <math.h>
#include <string.h>

static const struct {
    const char *unit;
    struct book_number number;
} unit_rows[] = {{"share", {BOOK_SHARE, 1}},          {"score", {BOOK_HUNDREDTHS, 1}},
                 {"points", {BOOK_TENTHS, 1}},        {"alpha", {BOOK_THOUSANDTHS, 1}},
                 {"minutes", {BOOK_WHOLE, 1}},        {"days", {BOOK_TENTHS, 1}},
                 {"count", {BOOK_WHOLE, 1}},          {"bool", {BOOK_WHOLE, 1}},
                 {"fen", {BOOK_HUNDREDTHS, 0.01}},    {"people", {BOOK_TENTHS, 1}},
                 {"ratio", {BOOK_THOUSANDTHS, 1}},    {"coefficient", {BOOK_THOUSANDTHS, 1}},
                 {"per_unit", {BOOK_THOUSANDTHS, 1}}, {"percent_points", {BOOK_TENTHS, 1}},
                 {"z", {BOOK_HUNDREDTHS, 1}},         {"p", {BOOK_PROBABILITY, 1}},
                 {"q", {BOOK_PROBABILITY, 1}}};

struct book_number book_number(const char *unit)
{
    for (size_t i = 0; i < sizeof unit_rows / sizeof *unit_rows; i++)
        if (strcmp(unit_rows[i].unit, unit) == 0) return unit_rows[i].number;
    return (struct book_number){BOOK_TEXT, 1};
}

void book_failed(struct book *book, lxw_error failure)
{
    if (book->failure == LXW_NO_ERROR) book->failure = failure;
}

/* Characters that XML 1.0 has no place for; those below a blank the library escapes itself. */
static bool is_no_character(uint32_t code_point)
{
    return code_point == 0xFFFE || code_point == 0xFFFF;
}

/* "_x0041_" stands for a character in a workbook: as a text of its own it begins with "_x005F". */
static bool is_escape(const char *text)
{
    return text[0] == '_' && text[1] == 'x' && strspn(text + 2, "0123456789ABCDEFabcdef") >= 4 &&
           text[6] == '_';
}

const char *book_text(struct book *book, const char *text)
{
    struct text *out = &book->cell;
    size_t left = strlen(text), unit_count = 0;
    text_clear(out);
    while (left > 0) {
        uint32_t code_point = 0;
        const size_t length = utf8_next(text, left, &code_point);
        unit_count += code_point > 0xFFFF ? 2 : 1;
        if (unit_count > XLSX_TEXT_LIMIT) {
            book->is_cut = true;
            break;
        }
        if (is_escape(text)) text_put(out, "_x005F");
        if (length == 0 || is_no_character(code_point))
            text_put(out, "\xEF\xBF\xBD");
        else
            text_add(out, text, length);
        text += length > 0 ? length : 1;
        left -= length > 0 ? length : 1;
    }
    if (out->failed) book_failed(book, LXW_ERROR_MEMORY_MALLOC_FAILED);
    return out->bytes;
}

void book_string(struct book *book, lxw_worksheet *worksheet, lxw_row_t row, lxw_col_t column,
                 const char *text, lxw_format *format)
{
    if (text[0] == '\0') return;
    const lxw_error failure =
        worksheet_write_string(worksheet, row, column, book_text(book, text), format);
    if (failure != LXW_NO_ERROR) book_failed(book, failure);
}

static const char *words_of(struct book *book, enum sheet_kind kind, const char *text)
{
    if (text[0] == '\0') return text;
    if (kind == SHEET_CODE) return name_words(book->sheets->language, text);
    return kind == SHEET_REASON ? view_reason_words(&book->view, text) : text;
}

void book_cell(struct book *book, lxw_worksheet *worksheet, lxw_row_t row, lxw_col_t column,
               const struct sheet_column *of, const char *row_unit, struct model_cell cell)
{
    if (cell.text) {
        book_string(book, worksheet, row, column, words_of(book, of->kind, cell.text), NULL);
        return;
    }
    if (!isfinite(cell.number)) return;
    const bool is_metric = strcmp(of->unit, "metric") == 0 || strcmp(of->unit, "change") == 0;
    const struct book_number number = book_number(is_metric ? row_unit : of->unit);
    const lxw_error failure = worksheet_write_number(
        worksheet, row, column, cell.number * number.factor, book->formats[number.format]);
    if (failure != LXW_NO_ERROR) book_failed(book, failure);
}
