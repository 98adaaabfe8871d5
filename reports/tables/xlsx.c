#include "reports/tables/xlsx.h"

#include "base/day.h"
#include "output/publish.h"
#include "reports/tables/xlsx_parts.h"
#include "reports/view/sentence.h"

#include <errno.h>
#include <string.h>

enum { SECONDS_A_DAY = 86400, TITLE_ROW = 0, FACTS_ROW = 1, CONTENTS_HEAD_ROW = 3 };
enum { CONTENTS_SHEET, CONTENTS_TITLE, CONTENTS_ROWS, CONTENTS_DEFINITION, CONTENTS_COUNT };

static const char *const number_formats[BOOK_FORMAT_COUNT] = {
    [BOOK_TEXT] = "General",      [BOOK_WRAPPED] = "General",   [BOOK_WHOLE] = "#,##0",
    [BOOK_SHARE] = "0.0%",        [BOOK_TENTHS] = "#,##0.0",    [BOOK_HUNDREDTHS] = "#,##0.00",
    [BOOK_THOUSANDTHS] = "0.000", [BOOK_PROBABILITY] = "0.0000"};

static bool make_formats(struct book *book)
{
    lxw_format **all[] = {&book->head, &book->link, &book->title};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (!(*all[i] = workbook_add_format(book->workbook))) return false;
    for (size_t i = 0; i < BOOK_FORMAT_COUNT; i++) {
        book->formats[i] = workbook_add_format(book->workbook);
        if (!book->formats[i]) return false;
        format_set_num_format(book->formats[i], number_formats[i]);
        format_set_align(book->formats[i], LXW_ALIGN_VERTICAL_TOP);
    }
    format_set_text_wrap(book->formats[BOOK_WRAPPED]);
    format_set_bold(book->head);
    format_set_text_wrap(book->head);
    format_set_align(book->head, LXW_ALIGN_VERTICAL_TOP);
    format_set_bg_color(book->head, 0xE8EEF4);
    format_set_bottom(book->head, LXW_BORDER_THIN);
    format_set_font_color(book->link, 0x0B57A4);
    format_set_underline(book->link, LXW_UNDERLINE_SINGLE);
    format_set_align(book->link, LXW_ALIGN_VERTICAL_TOP);
    format_set_bold(book->title);
    format_set_font_size(book->title, 14);
    return true;
}

/* The library would take the clock. */
static void set_properties(struct book *book)
{
    const struct model *model = book->sheets->model;
    struct text title;
    text_init(&title, 0);
    text_format(&title, "%s %s", phrase(book->sheets->language, PHRASE_PAGE_TITLE),
                model->run.period);
    const time_t made = (time_t)month_first_day(model->month + 1) * SECONDS_A_DAY;
    lxw_doc_properties properties = {.title = title.bytes, .created = made ? made : SECONDS_A_DAY};
    if (workbook_set_properties(book->workbook, &properties) != LXW_NO_ERROR || title.failed)
        book_failed(book, LXW_ERROR_MEMORY_MALLOC_FAILED);
    text_release(&title);
}

/* Excel's names of sheets are shorter than ours may be, and one is its own. The number of a sheet
 * tells two apart that begin alike. */
static void sheet_name(const struct sheets *sheets, size_t number, char name[LXW_SHEETNAME_MAX + 1])
{
    const char *own = sheets->items[number].name;
    const bool is_short = strlen(own) <= LXW_SHEETNAME_MAX && strcmp(own, "history") != 0;
    if (is_short)
        (void)snprintf(name, LXW_SHEETNAME_MAX + 1, "%s", own);
    else
        (void)snprintf(name, LXW_SHEETNAME_MAX + 1, "%.24s~%u", own, (unsigned)number % 100000U);
}

static size_t rows_shown(const struct sheet *sheet)
{
    return sheet->row_count < XLSX_ROW_LIMIT ? sheet->row_count : XLSX_ROW_LIMIT;
}

/* Columns that a title takes: a Chinese character is as wide as two others. */
static double width_of(const struct sheet_column *column)
{
    static const double least[SHEET_KIND_COUNT] = {
        [SHEET_TEXT] = 16,  [SHEET_CODE] = 14,  [SHEET_REASON] = 40,
        [SHEET_TITLE] = 30, [SHEET_WHOLE] = 10, [SHEET_NUMBER] = 11};
    double width = 4;
    for (const char *at = column->title; *at; at++)
        width += (unsigned char)*at < 0x80 ? 1 : (unsigned char)*at >= 0xC0 ? 2 : 0;
    if (width > 30) width = 30;
    return width > least[column->kind] ? width : least[column->kind];
}

static void write_head(struct book *book, lxw_worksheet *worksheet, const struct sheet *sheet)
{
    for (size_t i = 0; i < sheet->column_count; i++) {
        const lxw_col_t column = (lxw_col_t)i;
        (void)worksheet_set_column(worksheet, column, column, width_of(&sheet->columns[i]), NULL);
        book_string(book, worksheet, 0, column, sheet->columns[i].title, book->head);
    }
    worksheet_freeze_panes(worksheet, 1, 0);
    worksheet_repeat_rows(worksheet, 0, 0);
    worksheet_set_landscape(worksheet);
    if (sheet->column_count > 0)
        (void)worksheet_autofilter(worksheet, 0, 0, (lxw_row_t)rows_shown(sheet),
                                   (lxw_col_t)(sheet->column_count - 1));
}

static void write_rows(struct book *book, lxw_worksheet *worksheet, const struct sheet *sheet,
                       struct model_cell *cells)
{
    const size_t row_count = rows_shown(sheet);
    for (size_t row = 0; row < row_count && book->failure == LXW_NO_ERROR; row++) {
        const char *unit = sheet_read(sheet, row, cells);
        for (size_t i = 0; i < sheet->column_count; i++)
            book_cell(book, worksheet, (lxw_row_t)row + 1, (lxw_col_t)i, &sheet->columns[i], unit,
                      cells[i]);
    }
}

/* A sentence of the catalogue, behind what stands there. */
static void add_sentence(struct book *book, struct text *out, const struct sentence *sentence)
{
    if (out->byte_count > 0 && book->sheets->language == LANGUAGE_EN) text_put(out, " ");
    sentence_text(out, book->sheets->language, sentence);
}

/* What the sheet is; what of it is not in the workbook, and where it is. */
static void describe(struct book *book, const struct sheet *sheet, bool is_cut, struct text *out)
{
    char shown[32], all[32];
    text_clear(out);
    text_put(out, sheet->definition);
    (void)snprintf(all, sizeof all, "%zu", sheet->row_count);
    (void)snprintf(shown, sizeof shown, "%d", XLSX_ROW_LIMIT);
    if (sheet->row_count > XLSX_ROW_LIMIT)
        add_sentence(book, out,
                     &(struct sentence){PHRASE_SHEET_CUT,
                                        {{shown, NULL}, {all, NULL}, {sheet->name, NULL}}});
    (void)snprintf(shown, sizeof shown, "%d", XLSX_TEXT_LIMIT);
    if (is_cut)
        add_sentence(
            book, out,
            &(struct sentence){PHRASE_SHEET_CELL_CUT, {{shown, NULL}, {sheet->name, NULL}}});
    if (out->failed) book_failed(book, LXW_ERROR_MEMORY_MALLOC_FAILED);
}

static void write_link(struct book *book, lxw_worksheet *worksheet, lxw_row_t row,
                       const struct sheet *sheet, const char *name)
{
    struct text target;
    text_init(&target, 0);
    text_format(&target, "internal:'%s'!A1", name);
    const lxw_error failure =
        target.failed ? LXW_ERROR_MEMORY_MALLOC_FAILED
                      : worksheet_write_url_opt(worksheet, row, CONTENTS_SHEET, target.bytes,
                                                book->link, sheet->name, NULL);
    if (failure != LXW_NO_ERROR) book_failed(book, failure);
    text_release(&target);
}

static void write_contents_head(struct book *book, lxw_worksheet *worksheet)
{
    static const double widths[CONTENTS_COUNT] = {28, 36, 10, 90};
    const struct sheet *contents = &book->sheets->items[0];
    const struct model_run *run = &book->sheets->model->run;
    struct text line;
    text_init(&line, 0);
    text_format(&line, "%s %s %s", run->title, phrase(book->sheets->language, PHRASE_PAGE_TITLE),
                run->period);
    for (int i = 0; i < CONTENTS_COUNT; i++)
        (void)worksheet_set_column(worksheet, (lxw_col_t)i, (lxw_col_t)i, widths[i], NULL);
    book_string(book, worksheet, TITLE_ROW, 0, line.bytes + (run->title[0] == '\0'), book->title);
    book_string(book, worksheet, FACTS_ROW, 0, phrase(book->sheets->language, PHRASE_SHEET_UNITS),
                NULL);
    for (int i = 0; i < CONTENTS_COUNT; i++)
        book_string(book, worksheet, CONTENTS_HEAD_ROW, (lxw_col_t)i, contents->columns[i].title,
                    book->head);
    worksheet_freeze_panes(worksheet, CONTENTS_HEAD_ROW + 1, 0);
    if (line.failed) book_failed(book, LXW_ERROR_MEMORY_MALLOC_FAILED);
    text_release(&line);
}

static void write_contents(struct book *book, lxw_worksheet *worksheet, const bool *are_cut)
{
    struct text words;
    text_init(&words, 0);
    write_contents_head(book, worksheet);
    for (size_t i = 1; i < book->sheets->count && book->failure == LXW_NO_ERROR; i++) {
        char name[LXW_SHEETNAME_MAX + 1];
        const struct sheet *sheet = &book->sheets->items[i];
        const lxw_row_t row = CONTENTS_HEAD_ROW + (lxw_row_t)i;
        sheet_name(book->sheets, i, name);
        describe(book, sheet, are_cut[i], &words);
        write_link(book, worksheet, row, sheet, name);
        book_string(book, worksheet, row, CONTENTS_TITLE, sheet->title,
                    book->formats[BOOK_WRAPPED]);
        (void)worksheet_write_number(worksheet, row, CONTENTS_ROWS, (double)sheet->row_count,
                                     book->formats[BOOK_WHOLE]);
        book_string(book, worksheet, row, CONTENTS_DEFINITION, words.bytes,
                    book->formats[BOOK_WRAPPED]);
    }
    text_release(&words);
}

static void fail_working_file(struct book *book)
{
    if (book->failure == LXW_NO_ERROR) book->reason = errno == ENOMEM ? 0 : errno;
    book_failed(book,
                errno == ENOMEM ? LXW_ERROR_MEMORY_MALLOC_FAILED : LXW_ERROR_CREATING_TMPFILE);
}

/* The sheets in order, the contents last: only then is it known what was cut. */
static void write_sheets(struct book *book, lxw_worksheet **worksheets, bool *are_cut,
                         struct model_cell *cells)
{
    const struct sheets *sheets = book->sheets;
    for (size_t i = 0; i < sheets->count; i++) {
        char name[LXW_SHEETNAME_MAX + 1];
        sheet_name(sheets, i, name);
        errno = 0; /* the library does not say whether memory or a working file is wanting */
        worksheets[i] = workbook_add_worksheet(book->workbook, name);
        if (!worksheets[i]) {
            fail_working_file(book);
            return;
        }
    }
    for (size_t i = 1; i < sheets->count && book->failure == LXW_NO_ERROR; i++) {
        book->is_cut = false;
        write_head(book, worksheets[i], &sheets->items[i]);
        write_rows(book, worksheets[i], &sheets->items[i], cells);
        are_cut[i] = book->is_cut;
    }
    if (book->failure == LXW_NO_ERROR) write_contents(book, worksheets[0], are_cut);
    /* The library does not look whether the rows could be written to its working files. */
    for (size_t i = 0; i < sheets->count; i++) {
        errno = 0;
        if (worksheets[i]->optimize_tmpfile && (fflush(worksheets[i]->optimize_tmpfile) != 0 ||
                                                ferror(worksheets[i]->optimize_tmpfile)))
            fail_working_file(book);
    }
}

static void fill(struct book *book)
{
    const struct sheets *sheets = book->sheets;
    lxw_worksheet **worksheets = calloc(sheets->count, sizeof(lxw_worksheet *));
    bool *are_cut = calloc(sheets->count, sizeof *are_cut);
    struct model_cell *cells = calloc(sheets->column_limit + 1, sizeof *cells);
    if (!worksheets || !are_cut || !cells || !make_formats(book)) {
        book_failed(book, LXW_ERROR_MEMORY_MALLOC_FAILED);
    } else {
        set_properties(book);
        write_sheets(book, worksheets, are_cut, cells);
    }
    free(worksheets);
    free(are_cut);
    free(cells);
}

/* Closing would pack the workbook all the same; and the library forgets its working files when it
 * frees it. */
static void give_up(struct book *book)
{
    lxw_worksheet *worksheet;
    STAILQ_FOREACH(worksheet, book->workbook->worksheets, list_pointers)
    {
        if (worksheet->optimize_tmpfile) (void)fclose(worksheet->optimize_tmpfile);
        worksheet->optimize_tmpfile = NULL;
    }
    lxw_workbook_free(book->workbook);
}

/* Opens, fills and closes; the library frees the workbook when it closes it. */
static lxw_error write_book(struct book *book, const char *path, const char *folder)
{
    struct text working;
    text_init(&working, 0);
    text_put(&working, folder);
    lxw_workbook_options options = {.constant_memory = LXW_TRUE, .tmpdir = working.bytes};
    book->workbook = working.failed ? NULL : workbook_new_opt(path, &options);
    if (!book->workbook) {
        text_release(&working);
        return LXW_ERROR_MEMORY_MALLOC_FAILED;
    }
    fill(book);
    lxw_error failure = book->failure;
    if (failure == LXW_NO_ERROR)
        failure = workbook_close(book->workbook);
    else
        give_up(book);
    text_release(&working);
    return failure;
}

static enum rc tell_failure(const struct book *book, lxw_error failure, const char *path,
                            struct err *err)
{
    if (failure == LXW_NO_ERROR && !book->view.failed) return RC_OK;
    if (failure == LXW_ERROR_MEMORY_MALLOC_FAILED || book->view.failed)
        return err_memory(err, sizeof *book);
    if (book->reason != 0) {
        errno = book->reason;
        return publish_fail(err, "a working file of the workbook cannot be written", path);
    }
    return err_set(err, RC_OUTPUT, "%s: the workbook cannot be written: %s", path,
                   lxw_strerror(failure));
}

enum rc xlsx_write(const struct sheets *sheets, const char *path, struct err *err)
{
    struct book book = {.sheets = sheets};
    struct text unused, folder;
    text_init(&book.cell, 0);
    text_init(&unused, 0);
    text_init(&folder, 0);
    const char *slash = strrchr(path, '/');
    text_add(&folder, slash ? path : ".", slash ? (size_t)(slash - path) : 1);
    enum rc rc = view_init(&book.view, sheets->model, sheets->language, &unused, err);
    if (rc == RC_OK && folder.failed) rc = err_memory(err, strlen(path));
    if (rc == RC_OK) rc = tell_failure(&book, write_book(&book, path, folder.bytes), path, err);
    view_release(&book.view);
    text_release(&book.cell);
    text_release(&unused);
    text_release(&folder);
    return rc;
}
