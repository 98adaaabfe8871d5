#include "render.h"

static char *put_bytes(char *at, const char *bytes, size_t byte_count)
{
    memcpy(at, bytes, byte_count);
    return at + byte_count;
}

char *render_text(char *at, const char *text)
{
    return put_bytes(at, text, strlen(text));
}

/* At least `digits` digits, zeros before. */
static char *put_number(char *at, int64_t value, int digits)
{
    char reversed[24];
    int count = 0;
    if (value < 0) {
        *at++ = '-';
        value = -value;
    }
    uint64_t rest = (uint64_t)value;
    do {
        reversed[count++] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest != 0);
    while (count < digits) reversed[count++] = '0';
    while (count > 0) *at++ = reversed[--count];
    return at;
}

static char *put_day(char *at, const struct render *render, int32_t day)
{
    const struct calendar *calendar = render->calendar;
    if (render->style.date_form == DATE_ISO && day >= calendar->first_day &&
        day < calendar->first_day + calendar->day_count)
        return put_bytes(at, calendar->day[day - calendar->first_day], DAY_TEXT_BYTES - 1);
    if (render->style.date_form == DATE_ISO) {
        char text[DAY_TEXT_BYTES];
        day_text(day, text);
        return put_bytes(at, text, DAY_TEXT_BYTES - 1);
    }
    static const char *const after[DATE_FORM_COUNT][3] = {
        {"-", "-", ""}, {"/", "/", ""}, {"年", "月", "日"}};
    const char *const *mark = after[render->style.date_form];
    const struct civil civil = day_to_civil(day);
    at = render_text(put_number(at, civil.year, 1), mark[0]);
    at = render_text(put_number(at, civil.month, 1), mark[1]);
    return render_text(put_number(at, civil.day, 1), mark[2]);
}

static char *put_id(char *at, const struct render *render, const struct column *column,
                    int64_t value)
{
    (void)render;
    *at++ = column->letter;
    return put_number(at, value, column->digits);
}

static char *put_unit(char *at, const struct render *render, const struct column *column,
                      int64_t value)
{
    (void)column;
    const struct slice product = render->lists[LIST_PRODUCT].code[unit_product(value)];
    const int32_t month = unit_made_month(value);
    at = put_bytes(at, product.bytes, product.byte_count);
    *at++ = '-';
    at = put_number(at, month / 12 - 30, 2);
    at = put_number(at, month % 12 + 1, 2);
    *at++ = '-';
    return put_number(at, unit_number(value), 7);
}

static char *put_word(char *at, const struct render *render, const struct column *column,
                      int64_t value)
{
    const struct word_list *list = &render->lists[column->list];
    const struct slice word = render->style.is_native ? list->native[value] : list->code[value];
    return put_bytes(at, word.bytes, word.byte_count);
}

static char *put_date(char *at, const struct render *render, const struct column *column,
                      int64_t value)
{
    (void)column;
    return put_day(at, render, (int32_t)value);
}

static char *put_time(char *at, const struct render *render, const struct column *column,
                      int64_t value)
{
    (void)column;
    const int32_t day = day_of_minute((int32_t)value);
    const int32_t minute = (int32_t)value - day * MINUTES_A_DAY;
    at = put_day(at, render, day);
    *at++ = ' ';
    const char *clock = render->calendar->minute[minute];
    const bool drops_zero = render->style.date_form != DATE_ISO && clock[0] == '0';
    return put_bytes(at, clock + drops_zero, (size_t)(5 - drops_zero));
}

static char *put_int(char *at, const struct render *render, const struct column *column,
                     int64_t value)
{
    (void)render, (void)column;
    return put_number(at, value, 1);
}

static char *put_money(char *at, const struct render *render, const struct column *column,
                       int64_t value)
{
    (void)render, (void)column;
    if (value < 0) *at++ = '-';
    const int64_t fen = value < 0 ? -value : value;
    at = put_number(at, fen / 100, 1);
    if (fen % 100 == 0) return at;
    *at++ = '.';
    return put_number(at, fen % 100, 2);
}

static char *put_bool(char *at, const struct render *render, const struct column *column,
                      int64_t value)
{
    (void)column;
    static const char *const words[BOOL_FORM_COUNT][2] = {{"0", "1"}, {"否", "是"}, {"N", "Y"}};
    return render_text(at, words[render->style.bool_form][value]);
}

static char *put_month(char *at, const struct render *render, const struct column *column,
                       int64_t value)
{
    (void)column;
    return put_day(at, render, month_first_day((int32_t)value));
}

static char *(*const put_kind[KIND_COUNT])(char *, const struct render *, const struct column *,
                                           int64_t) = {
    [KIND_ID] = put_id,       [KIND_UNIT] = put_unit, [KIND_WORD] = put_word,
    [KIND_DATE] = put_date,   [KIND_TIME] = put_time, [KIND_INT] = put_int,
    [KIND_MONEY] = put_money, [KIND_BOOL] = put_bool, [KIND_MONTH] = put_month,
};

char *render_cell(char *at, const struct render *render, const struct column *column, int64_t value)
{
    if (value == MISSING) return render_text(at, render->style.missing);
    return put_kind[column->kind](at, render, column, value);
}

char *render_row(char *at, const struct render *render, const struct table *table,
                 const int64_t *values)
{
    for (int i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];
        if (column->is_wide && !render->style.is_wide) continue;
        if (i > 0) *at++ = ',';
        at = render_cell(at, render, column, values[i]);
    }
    return render_text(at, render->style.line_end);
}

char *render_header(char *at, const struct render *render, const struct table *table)
{
    for (int i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];
        if (column->is_wide && !render->style.is_wide) continue;
        if (i > 0) *at++ = ',';
        at = render_text(at, render->style.is_native ? column->title : column->name);
    }
    return render_text(at, render->style.line_end);
}

enum rc calendar_init(struct calendar *calendar, int32_t first_day, int32_t last_day,
                      struct arena *arena, struct err *err)
{
    calendar->first_day = first_day;
    calendar->day_count = last_day - first_day + 1;
    const size_t count = (size_t)calendar->day_count;
    calendar->day = arena_take_array(arena, count, sizeof *calendar->day);
    if (calendar->day == NULL) return err_memory(err, count * sizeof *calendar->day);
    for (size_t i = 0; i < count; i++) day_text(first_day + (int32_t)i, calendar->day[i]);
    for (unsigned i = 0; i < MINUTES_A_DAY; i++)
        snprintf(calendar->minute[i], sizeof calendar->minute[i], "%02u:%02u", i / 60 % 24, i % 60);
    return RC_OK;
}
