/* Working hours: `calendar` in the configuration, and the holidays that the program brings along.
 */
#include "base/day.h"
#include "base/embedded.h"
#include "run/config.h"

#include <stdio.h>
#include <string.h>

/* datasets/calendar */
extern const struct embedded calendar_files[];

/* A list of texts, each turned into a span. */
static enum rc read_spans(const struct reading *reading, const cJSON *value, const char *path,
                          bool (*parse)(const char *text, struct span *span), const char *rule,
                          const struct span **spans, size_t *span_count)
{
    const char *const *texts;
    size_t text_count;
    const enum rc rc = config_texts(reading, value, path, &texts, &text_count);
    if (rc != RC_OK) return rc;
    struct span *list = arena_take_array(&reading->settings->arena, text_count + 1, sizeof *list);
    if (!list) return err_memory(reading->err, text_count * sizeof *list);
    for (size_t i = 0; i < text_count; i++)
        if (!parse(texts[i], &list[i])) return config_wrong(reading, path, value, "%s", rule);
    *spans = list;
    *span_count = text_count;
    return RC_OK;
}

static bool has_form(const char *text, const char *form)
{
    const size_t length = strlen(form);
    for (size_t i = 0; i < length; i++)
        if (form[i] == '0' ? text[i] < '0' || text[i] > '9' : text[i] != form[i]) return false;
    return true;
}

static int32_t digits_at(const char *text, size_t digit_count)
{
    int32_t number = 0;
    for (size_t i = 0; i < digit_count; i++) number = number * 10 + text[i] - '0';
    return number;
}

/* "09:00-18:00" */
static bool parse_hours(const char *text, struct span *span)
{
    if (!has_form(text, "00:00-00:00") || text[11] != '\0') return false;
    const int32_t from = digits_at(text, 2) * 60 + digits_at(text + 3, 2);
    const int32_t to = digits_at(text + 6, 2) * 60 + digits_at(text + 9, 2);
    *span = (struct span){from, to - 1};
    return digits_at(text + 3, 2) < 60 && digits_at(text + 9, 2) < 60 && from < to &&
           to <= MINUTES_A_DAY;
}

static bool parse_day(const char *text, int32_t *day)
{
    if (!has_form(text, "0000-00-00")) return false;
    const struct civil civil = {digits_at(text, 4), digits_at(text + 5, 2), digits_at(text + 8, 2)};
    if (!day_is_valid(civil)) return false;
    *day = day_from_civil(civil);
    return true;
}

/* "2025-10-01" or "2025-10-01/2025-10-08" */
static bool parse_days(const char *text, struct span *span)
{
    if (!parse_day(text, &span->first)) return false;
    span->last = span->first;
    if (text[10] == '\0') return true;
    return text[10] == '/' && parse_day(text + 11, &span->last) && text[21] == '\0' &&
           span->first <= span->last;
}

enum rc config_read_hours(const struct reading *reading, const struct config_key *key,
                          const cJSON *value, const char *path)
{
    (void)key;
    struct calendar_options *calendar = &reading->settings->measure.calendar;
    return read_spans(reading, value, path, parse_hours, "a list of hours such as \"09:00-18:00\"",
                      &calendar->hours, &calendar->hour_count);
}

enum rc config_read_weekdays(const struct reading *reading, const struct config_key *key,
                             const cJSON *value, const char *path)
{
    (void)key;
    uint32_t weekdays = 0;
    const bool is_list = cJSON_IsArray(value);
    for (const cJSON *item = is_list ? value->child : NULL; item; item = item->next) {
        const double day = cJSON_IsNumber(item) ? item->valuedouble : 0;
        if (day != 1 && day != 2 && day != 3 && day != 4 && day != 5 && day != 6 && day != 7)
            return config_wrong(reading, path, value, "a list of 1 (Monday) to 7 (Sunday)");
        weekdays |= 1U << ((unsigned)day - 1);
    }
    if (!is_list) return config_wrong(reading, path, value, "a list of 1 (Monday) to 7 (Sunday)");
    reading->settings->measure.calendar.weekdays = weekdays;
    return RC_OK;
}

static const char days_rule[] =
    "a list of days such as \"2025-10-11\" or \"2025-10-01/2025-10-08\"";

enum rc config_read_holidays(const struct reading *reading, const struct config_key *key,
                             const cJSON *value, const char *path)
{
    (void)key;
    struct calendar_options *calendar = &reading->settings->measure.calendar;
    return read_spans(reading, value, path, parse_days, days_rule, &calendar->holidays,
                      &calendar->holiday_count);
}

enum rc config_read_workdays(const struct reading *reading, const struct config_key *key,
                             const cJSON *value, const char *path)
{
    (void)key;
    struct calendar_options *calendar = &reading->settings->measure.calendar;
    return read_spans(reading, value, path, parse_days, days_rule, &calendar->workdays,
                      &calendar->workday_count);
}

enum rc config_calendar_defaults(const struct reading *reading)
{
    const struct embedded *file = &calendar_files[0];
    cJSON *tree = cJSON_Parse((const char *)file->bytes);
    if (!tree) return err_set(reading->err, RC_BUG, "%s is no JSON", file->name);
    struct reading own = *reading;
    own.file = file->name;
    enum rc rc =
        config_read_holidays(&own, NULL, cJSON_GetObjectItem(tree, "holidays"), "holidays");
    if (rc == RC_OK)
        rc = config_read_workdays(&own, NULL, cJSON_GetObjectItem(tree, "workdays"), "workdays");
    cJSON_Delete(tree);
    return rc;
}
