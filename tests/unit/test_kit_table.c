/* layer: kit */
#include "reports/kit/table.h"
#include "tests/unit/fixtures/html_check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>

static const struct html_column columns[] = {{.title = "Metric"},
                                             {.title = "Value", .kind = TABLE_NUMBER},
                                             {.title = "Word"},
                                             {.title = "n", .unit = "rows", .kind = TABLE_NUMBER}};
enum { COLUMN_COUNT = sizeof columns / sizeof *columns };

struct drawing {
    struct text text;
    struct page page;
};

static void drawing_init(struct drawing *drawing)
{
    text_init(&drawing->text, 0);
    page_init(&drawing->page, &drawing->text);
}

static void assert_holds(const struct drawing *drawing, const char *part)
{
    if (!strstr(drawing->text.bytes, part)) fail_msg("no %s in %s", part, drawing->text.bytes);
}

static void assert_lacks(const struct drawing *drawing, const char *part)
{
    if (strstr(drawing->text.bytes, part)) fail_msg("%s in %s", part, drawing->text.bytes);
}

static void drawing_end(struct drawing *drawing)
{
    struct html_check check;
    const char *reason = html_check(&check, drawing->text.bytes);
    if (reason) fail_msg("%s", reason);
    text_release(&drawing->text);
}

static struct html_table plain(void)
{
    return (struct html_table){
        .columns = columns, .column_count = COLUMN_COUNT, .row_count = 1, .row_total = 1};
}

static void draw_row(struct drawing *drawing, const char *id, const char *note)
{
    table_row(&drawing->page, id, note);
    for (size_t i = 0; i < COLUMN_COUNT; i++) table_text(&drawing->page, i == 0 ? "a" : "1");
    table_row_end(&drawing->page);
}

static void cells_are_headed_and_columns_aligned_once(void **state)
{
    (void)state;
    struct drawing drawing;
    struct html_table table = plain();
    table.id = "t<1";
    table.caption = "All & more";
    table.note = "usual \"way\"";
    drawing_init(&drawing);
    table_open(&drawing.page, &table);
    draw_row(&drawing, NULL, NULL);
    table_close(&drawing.page, &table);
    assert_holds(&drawing,
                 "<table id=\"t&lt;1\" class=\"r2 r4\" data-note=\"usual &quot;way&quot;\">"
                 "<caption>All &amp; more</caption><thead><tr><th scope=\"col\">Metric"
                 "</th><th scope=\"col\">Value</th>");
    assert_holds(&drawing, "<th scope=\"col\">n <small>rows</small></th></tr></thead>");
    assert_holds(&drawing, "<tr><th>a</th><td>1</td><td>1</td><td>1</td></tr>");
    assert_lacks(&drawing, "<details");
    assert_lacks(&drawing, "class=\"note\"");
    drawing_end(&drawing);
}

static void table_without_numbers_has_no_class(void **state)
{
    (void)state;
    struct drawing drawing;
    struct html_table table = plain();
    table.column_count = 1;
    drawing_init(&drawing);
    table_open(&drawing.page, &table);
    table_close(&drawing.page, &table);
    assert_holds(&drawing, "<table><thead>");
    assert_lacks(&drawing, "caption");
    drawing_end(&drawing);
}

static void ids_and_notes_stand_on_the_row_s_heading(void **state)
{
    (void)state;
    struct drawing drawing;
    const struct html_table table = plain();
    drawing_init(&drawing);
    table_open(&drawing.page, &table);
    draw_row(&drawing, "sla.a|dealer=A \"B\"|2025-06", "t<interval>");
    draw_row(&drawing, "sla.a||2025-06", NULL);
    table_close(&drawing.page, &table);
    assert_holds(&drawing, "<th id=\"sla.a|dealer=A%20&quot;B&quot;|2025-06\" "
                           "data-note=\"t&lt;interval&gt;\">a</th>");
    assert_holds(&drawing, "<th id=\"sla.a||2025-06\">a</th>");
    drawing_end(&drawing);
}

static void sort_keys_stand_where_the_text_does_not_sort(void **state)
{
    (void)state;
    static const struct {
        double key;
        const char *cell;
    } rows[] = {{NAN, "<td>x</td>"},
                {1440, "<td data-sort=\"1440\">x</td>"},
                {-0.0000014, "<td data-sort=\"-0.000001\">x</td>"},
                {INFINITY, "<td data-sort=\"\">x</td>"},
                {-INFINITY, "<td data-sort=\"\">x</td>"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct drawing drawing;
        const struct html_table table = plain();
        drawing_init(&drawing);
        table_open(&drawing.page, &table);
        table_row(&drawing.page, NULL, NULL);
        table_cell_open(&drawing.page, 7);
        table_cell_close(&drawing.page);
        table_cell_open(&drawing.page, rows[i].key);
        html_text(&drawing.page, "x");
        table_cell_close(&drawing.page);
        table_row_end(&drawing.page);
        table_close(&drawing.page, &table);
        assert_holds(&drawing, "<th data-sort=\"7\"></th>");
        assert_holds(&drawing, rows[i].cell);
        drawing_end(&drawing);
    }
}

static void cells_of_their_own_are_anchors_by_a_column_s_pattern(void **state)
{
    (void)state;
    struct drawing drawing;
    const struct html_column own[] = {
        {.title = "Dealer"},
        {.title = "Share", .kind = TABLE_NUMBER, .note = "Wilson", .id_pattern = "a|dealer={}|b"}};
    struct html_table table = plain();
    table.columns = own;
    table.column_count = 2;
    drawing_init(&drawing);
    table_open(&drawing.page, &table);
    for (int i = 0; i < 2; i++) {
        table_row(&drawing.page, NULL, NULL);
        table_text(&drawing.page, "D1");
        table_cell_open_id(&drawing.page, i == 0 ? "a|dealer=D1|b" : NULL, NAN);
        table_cell_close(&drawing.page);
        table_row_end(&drawing.page);
    }
    table_close(&drawing.page, &table);
    assert_holds(&drawing,
                 "<th scope=\"col\" data-note=\"Wilson\" data-id=\"a|dealer={}|b\">Share</th>");
    assert_holds(&drawing, "<td id=\"a|dealer=D1|b\"></td></tr>");
    assert_holds(&drawing, "<td></td></tr>");
    drawing_end(&drawing);
}

static void rows_left_out_are_told(void **state)
{
    (void)state;
    struct drawing drawing;
    struct html_table table = plain();
    table.row_total = 785;
    table.more_text = "1 of 785; all in <file>";
    drawing_init(&drawing);
    table_open(&drawing.page, &table);
    draw_row(&drawing, NULL, NULL);
    table_close(&drawing.page, &table);
    assert_holds(&drawing, "</table></div>\n<p class=\"note\">1 of 785; all in &lt;file&gt;</p>\n");
    drawing_end(&drawing);
}

static void fold_holds_the_table_and_its_footnotes(void **state)
{
    (void)state;
    for (int is_printed = 0; is_printed < 2; is_printed++) {
        struct drawing drawing;
        struct html_table table = plain();
        table.is_folded = true;
        table.is_printed = is_printed != 0;
        table.fold_text = "60 <dealers>";
        table.print_text = "in tables/x.csv";
        drawing_init(&drawing);
        table_open(&drawing.page, &table);
        draw_row(&drawing, NULL, NULL);
        table_rows_end(&drawing.page);
        html_text(&drawing.page, "footnote");
        table_close(&drawing.page, &table);
        assert_holds(&drawing, is_printed ? "<details class=\"rows print\"><summary>60 "
                                            "&lt;dealers&gt;</summary>"
                                          : "<details class=\"rows\"><summary>60 &lt;dealers&gt; "
                                            "<small>in tables/x.csv</small></summary>");
        assert_holds(&drawing, "</table></div>\nfootnote</details>\n");
        drawing_end(&drawing);
    }
}

static void columns_behind_the_limit_are_not_aligned(void **state)
{
    (void)state;
    struct html_column many[TABLE_COLUMN_LIMIT + 2];
    struct drawing drawing;
    struct html_table table = plain();
    for (size_t i = 0; i < TABLE_COLUMN_LIMIT + 2; i++)
        many[i] = (struct html_column){.title = "x", .kind = TABLE_NUMBER};
    table.columns = many;
    table.column_count = TABLE_COLUMN_LIMIT + 2;
    drawing_init(&drawing);
    table_open(&drawing.page, &table);
    table_close(&drawing.page, &table);
    assert_holds(&drawing, " r24\">");
    drawing_end(&drawing);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_are_headed_and_columns_aligned_once),
        cmocka_unit_test(table_without_numbers_has_no_class),
        cmocka_unit_test(ids_and_notes_stand_on_the_row_s_heading),
        cmocka_unit_test(sort_keys_stand_where_the_text_does_not_sort),
        cmocka_unit_test(cells_of_their_own_are_anchors_by_a_column_s_pattern),
        cmocka_unit_test(rows_left_out_are_told),
        cmocka_unit_test(fold_holds_the_table_and_its_footnotes),
        cmocka_unit_test(columns_behind_the_limit_are_not_aligned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
