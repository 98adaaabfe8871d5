/* render.h: turns rows of int64 into CSV bytes in a sender's style. All of it is read-only and
 * thread-safe; the sink is the caller's. */
#ifndef GENERATE_RENDER_H
#define GENERATE_RENDER_H
#include "table.h"

#include "base/day.h"

/* No row is longer than this in UTF-8. */
enum { ROW_BYTES_MAX = 16384 };

enum date_form { DATE_ISO, DATE_SLASH, DATE_HAN, DATE_FORM_COUNT };
enum bool_form { BOOL_DIGIT, BOOL_HAN, BOOL_LETTER, BOOL_FORM_COUNT };

struct style {
    enum date_form date_form;
    enum bool_form bool_form;
    bool is_native;      /* Chinese headers and values instead of canonical ones */
    bool is_wide;        /* columns marked wide are written too */
    const char *missing; /* how this sender writes a missing value */
    const char *line_end;
};

/* Every day and minute of the period as text, made once. */
struct calendar {
    int32_t first_day, day_count;
    char (*day)[DAY_TEXT_BYTES];
    char minute[MINUTES_A_DAY][6];
};
enum rc calendar_init(struct calendar *calendar, int32_t first_day, int32_t last_day,
                      struct arena *arena, struct err *err);

struct render {
    const struct word_list *lists;
    const struct calendar *calendar;
    struct style style;
};

/* Each writes at `at` and returns the end; the caller has left room for ROW_BYTES_MAX. */
char *render_header(char *at, const struct render *render, const struct table *table);
char *render_cell(char *at, const struct render *render, const struct column *column,
                  int64_t value);
char *render_row(char *at, const struct render *render, const struct table *table,
                 const int64_t *values);
char *render_text(char *at, const char *text);

#endif
