/* Tables of the result that no section asked for, so that a new family's table is never lost. Drawn
 * after every section that asks for tables, when it is known which are left. */
#include "reports/sections/sections.h"

#include <string.h>

enum { TABLE_ROWS = 6 };

/* Targets are told in the rows of their metrics. */
static bool is_left_over(const struct view *view, size_t table)
{
    if (strcmp(view->model->tables[table].name, "targets") == 0) return false;
    return !view->tabled[table] && view->model->tables[table].row_count > 0;
}

bool tables_present(const struct view *view)
{
    for (size_t i = 0; i < view->model->table_count; i++)
        if (is_left_over(view, i)) return true;
    return false;
}

void tables_answer(struct view *view, const struct scope *scope)
{
    (void)scope;
    const double count = (double)view->model->table_count;
    sentence_html(view,
                  &(struct sentence){PHRASE_TABLES_ANSWER, {{view_count(view, count), NULL}}});
}

void tables_figure(struct view *view, const struct scope *scope)
{
    (void)view;
    (void)scope;
}

void tables_tables(struct view *view, const struct scope *scope)
{
    (void)scope;
    for (size_t i = 0; i < view->model->table_count; i++) {
        const char *name = view->model->tables[i].name;
        if (is_left_over(view, i))
            section_result_table(view, name, name_words(view->language, name), TABLE_ROWS);
    }
}
