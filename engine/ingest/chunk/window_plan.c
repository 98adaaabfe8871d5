#include "ingest/chunk/window_plan.h"

#include <stdlib.h>

void window_plan_release(struct window_plan *window)
{
    free(window->steps);
    free(window->missing);
    free(window->digits);
    free(window->columns);
    *window = (struct window_plan){.plan = NULL};
}

static bool is_checked(const struct schema_table *schema, size_t column)
{
    const int32_t index = (int32_t)column;
    bool is_in_order = false;
    for (size_t i = 0; i < schema->order_count; i++)
        is_in_order |= schema->orders[i].later == index || schema->orders[i].earlier == index;
    return index == schema->key || index == schema->clock || is_in_order;
}

/* Scores whose range the reader of small numbers can hold. */
static bool is_small(const struct plan_column *column)
{
    return column->range.minimum >= 0 && column->range.maximum <= 99;
}

static enum window_kind kind_of(const struct plan_column *column)
{
    static const enum window_kind kinds[COLUMN_TYPE_COUNT] = {
        [COLUMN_ID] = WINDOW_ID,       [COLUMN_CODE] = WINDOW_CODE,   [COLUMN_PATH] = WINDOW_CODE,
        [COLUMN_DATE] = WINDOW_DATE,   [COLUMN_TIME] = WINDOW_TIME,   [COLUMN_INT] = WINDOW_INT,
        [COLUMN_SCORE] = WINDOW_SMALL, [COLUMN_MONEY] = WINDOW_MONEY, [COLUMN_BOOL] = WINDOW_DIGITS,
        [COLUMN_TEXT] = WINDOW_TEXT,
    };
    const enum column_type type = column->schema->type;
    if (column->source != SOURCE_HEADER) return WINDOW_EXACT;
    if (kinds[type] == WINDOW_CODE) return WINDOW_CODE; /* books hold any meaning */
    if (type == COLUMN_ID && column->value_count > 0) return WINDOW_EXACT;
    if (type == COLUMN_ID) return column->is_kept ? WINDOW_ID : WINDOW_TEXT;
    if (type == COLUMN_TEXT && column->value_count > 0) return WINDOW_EXACT;
    if (column->value_count > 0 || column->is_excel_serial) return WINDOW_KNOWN;
    if (type != COLUMN_SCORE) return kinds[type];
    if (!is_small(column)) return WINDOW_KNOWN;
    return column->range.maximum <= 9 ? WINDOW_DIGITS : WINDOW_SMALL;
}

static int compare_columns(const struct file_plan *plan, size_t a, size_t b)
{
    const bool a_checked = is_checked(plan->schema, a), b_checked = is_checked(plan->schema, b);
    if (a_checked != b_checked) return a_checked ? -1 : 1;
    const uint32_t a_field = plan->columns[a].field, b_field = plan->columns[b].field;
    return (a_field > b_field) - (a_field < b_field);
}

/* The present columns: those that are checked first, then by their fields. Few, and mostly in
 * order. */
static size_t list_columns(const struct file_plan *plan, size_t *columns)
{
    size_t count = 0;
    for (size_t c = 0; c < plan->schema->column_count; c++) {
        if (!plan->columns[c].is_present) continue;
        size_t at = count++;
        for (; at > 0 && compare_columns(plan, columns[at - 1], c) > 0; at--)
            columns[at] = columns[at - 1];
        columns[at] = c;
    }
    return count;
}

static bool continues(const struct window_step *step, const struct window_step *next)
{
    return step->kind == WINDOW_DIGITS && next->kind == WINDOW_DIGITS &&
           step->is_checked == next->is_checked && next->field == step->field + step->column_count;
}

static void make_steps(struct window_plan *window, size_t column_count)
{
    const struct file_plan *plan = window->plan;
    for (size_t i = 0; i < column_count; i++) {
        const size_t column = window->columns[i];
        const struct window_step step = {.kind = kind_of(&plan->columns[column]),
                                         .is_checked = is_checked(plan->schema, column),
                                         .field = plan->columns[column].field,
                                         .column_count = 1,
                                         .columns = &window->columns[i]};
        struct window_step *last =
            window->step_count > 0 ? &window->steps[window->step_count - 1] : NULL;
        if (last && continues(last, &step))
            last->column_count++;
        else
            window->steps[window->step_count++] = step;
    }
}

static void init_column(struct window_plan *window, size_t column)
{
    const struct plan_column *plan = &window->plan->columns[column];
    struct field_missing *missing = &window->missing[column];
    const bool is_bool = plan->schema->type == COLUMN_BOOL;
    field_missing_init(missing, plan->missing, window->plan->field_options.encoding);
    if (kind_of(plan) == WINDOW_DIGITS)
        field_digits_init(&window->digits[column],
                          is_bool ? (struct decode_range){0, 1} : plan->range, missing);
}

bool window_plan_make(struct window_plan *window, const struct file_plan *plan)
{
    const size_t count = plan->schema->column_count;
    if (window->plan == plan && window->made_of == plan->columns) return true;
    window_plan_release(window);
    window->steps = calloc(count, sizeof *window->steps);
    window->missing = calloc(count, sizeof *window->missing);
    window->digits = calloc(count, sizeof *window->digits);
    window->columns = calloc(count, sizeof *window->columns);
    if (!window->steps || !window->missing || !window->digits || !window->columns) return false;
    window->plan = plan;
    window->made_of = plan->columns;
    for (size_t c = 0; c < count; c++)
        if (plan->columns[c].is_present) init_column(window, c);
    make_steps(window, list_columns(plan, window->columns));
    return true;
}
