#include "reports/i18n/format.h"

#include "base/day.h"
#include "reports/kit/number.h"

#include <math.h>
#include <string.h>

static const struct unit_row {
    double factor;
    unsigned decimals; /* when no interval says otherwise */
    enum phrase suffix, difference;
} unit_rows[UNIT_KIND_COUNT] = {
    [UNIT_SHARE] = {100, 1, PHRASE_UNIT_PERCENT, PHRASE_UNIT_PERCENT_POINTS},
    [UNIT_SCORE] = {1, 2, PHRASE_UNIT_NONE, PHRASE_UNIT_NONE},
    [UNIT_POINTS] = {1, 1, PHRASE_UNIT_NONE, PHRASE_UNIT_POINTS},
    [UNIT_ALPHA] = {1, 2, PHRASE_UNIT_NONE, PHRASE_UNIT_NONE},
    [UNIT_MINUTES] = {1, 0, PHRASE_UNIT_MINUTES, PHRASE_UNIT_MINUTES},
    [UNIT_DAYS] = {1, 1, PHRASE_UNIT_DAYS, PHRASE_UNIT_DAYS},
    [UNIT_COUNT] = {1, 0, PHRASE_UNIT_NONE, PHRASE_UNIT_NONE},
    [UNIT_FEN] = {0.01, 0, PHRASE_UNIT_YUAN, PHRASE_UNIT_YUAN},
    [UNIT_PEOPLE] = {1, 1, PHRASE_UNIT_PEOPLE, PHRASE_UNIT_PEOPLE},
    [UNIT_RATIO] = {1, 2, PHRASE_UNIT_NONE, PHRASE_UNIT_NONE},
    [UNIT_COEFFICIENT] = {1, 2, PHRASE_UNIT_NONE, PHRASE_UNIT_NONE},
    [UNIT_PER_UNIT] = {1, 2, PHRASE_UNIT_PER_UNIT, PHRASE_UNIT_PER_UNIT},
    [UNIT_PERCENT_POINTS] = {1, 1, PHRASE_UNIT_PERCENT_POINTS, PHRASE_UNIT_PERCENT_POINTS},
};
static const struct unit_row hours_row = {1.0 / 60, 1, PHRASE_UNIT_HOURS, PHRASE_UNIT_HOURS};
static const struct unit_row days_row = {1.0 / 1440, 1, PHRASE_UNIT_DAYS, PHRASE_UNIT_DAYS};

/* From a hundred thousand yuan on, as each language counts. */
static const struct unit_row large_yuan_rows[LANGUAGE_COUNT] = {
    [LANGUAGE_ZH] = {1e-6, 1, PHRASE_UNIT_YUAN_LARGE, PHRASE_UNIT_YUAN_LARGE},
    [LANGUAGE_EN] = {1e-5, 0, PHRASE_UNIT_YUAN_LARGE, PHRASE_UNIT_YUAN_LARGE}};
#define LARGE_FEN 1e7

static const struct unit_row *row_for(enum language language, enum unit unit, double value)
{
    if (unit == UNIT_FEN && fabs(value) >= LARGE_FEN) return &large_yuan_rows[language];
    if (unit == UNIT_MINUTES && fabs(value) >= 2 * 1440) return &days_row;
    if (unit == UNIT_MINUTES && fabs(value) >= 120) return &hours_row;
    return &unit_rows[unit];
}

/* A digit is shown where the interval is not much wider than ten of it. Scores live on a scale of
 * seven points, where hundredths are told, thousandths where the interval is finer; per cent, hours
 * and points are told in tenths unless the interval is finer still. */
static unsigned decimals_for(enum unit unit, double half_width)
{
    const bool is_fine = unit == UNIT_SCORE || unit == UNIT_ALPHA || unit == UNIT_RATIO ||
                         unit == UNIT_COEFFICIENT || unit == UNIT_PER_UNIT;
    if (half_width >= 5) return 0;
    if (is_fine) return half_width >= 0.5 ? 1 : half_width >= 0.01 ? 2 : 3;
    return half_width >= 0.1 || unit == UNIT_MINUTES ? 1 : 2;
}

struct measure measure_for(enum language language, enum unit unit, double value, double half_width)
{
    const struct unit_row *row = row_for(language, unit, value);
    const bool whole = unit == UNIT_COUNT || row == &unit_rows[UNIT_MINUTES];
    return (struct measure){.factor = row->factor,
                            .decimals = isnan(half_width) || whole
                                            ? row->decimals
                                            : decimals_for(unit, half_width * row->factor),
                            .suffix = phrase(language, row->suffix),
                            .difference_suffix = phrase(language, row->difference)};
}

static void put_number(struct text *out, const struct measure *measure, double value)
{
    if (isnan(value))
        text_put(out, "\xE2\x80\x93");
    else
        number_grouped(out, value * measure->factor, measure->decimals);
}

/* The catalogue writes an ordinary space before a unit; the page must not break there. */
static void put_suffix(struct text *out, const char *suffix)
{
    if (suffix[0] == ' ') {
        text_put(out, "\xC2\xA0");
        suffix++;
    }
    text_put(out, suffix);
}

void format_value(struct text *out, const struct measure *measure, double value)
{
    put_number(out, measure, value);
    if (!isnan(value)) put_suffix(out, measure->suffix);
}

static void put_bounds(struct text *out, const struct measure *measure, double lower, double upper,
                       void (*put)(struct text *, const struct measure *, double))
{
    if (isnan(lower) || isnan(upper)) return;
    text_put(out, "[");
    put(out, measure, lower);
    text_put(out, ", ");
    put(out, measure, upper);
    text_put(out, "]");
}

void format_interval(struct text *out, const struct measure *measure, double value, double lower,
                     double upper)
{
    format_value(out, measure, value);
    if (isnan(lower) || isnan(upper)) return;
    text_put(out, " ");
    format_bounds(out, measure, lower, upper);
}

void format_bounds(struct text *out, const struct measure *measure, double lower, double upper)
{
    put_bounds(out, measure, lower, upper, put_number);
}

static void put_signed(struct text *out, const struct measure *measure, double value)
{
    const double least = 0.5 * pow(10, -(double)measure->decimals);
    if (value * measure->factor >= least) text_put(out, "+");
    put_number(out, measure, value);
}

void format_change(struct text *out, const struct measure *measure, double value, double lower,
                   double upper)
{
    put_signed(out, measure, value);
    if (!isnan(value)) put_suffix(out, measure->difference_suffix);
    if (!isnan(lower) && !isnan(upper)) text_put(out, " ");
    put_bounds(out, measure, lower, upper, put_signed);
}

void format_probability(struct text *out, double probability)
{
    if (isnan(probability)) {
        text_put(out, "\xE2\x80\x93");
    } else if (probability < 0.001) {
        text_put(out, "< 0.001");
    } else {
        text_put(out, "= ");
        number_fixed(out, probability, probability < 0.01 ? 3 : 2);
    }
}

void format_count(struct text *out, uint64_t count)
{
    number_grouped(out, (double)count, 0);
}

static const char *const month_names[] = {"January",   "February", "March",    "April",
                                          "May",       "June",     "July",     "August",
                                          "September", "October",  "November", "December"};

void format_month(struct text *out, enum language language, const char *month)
{
    int32_t number = 0;
    if (!month_parse(month, &number)) {
        text_put(out, month);
        return;
    }
    const struct civil civil = day_to_civil(month_first_day(number));
    if (language == LANGUAGE_ZH)
        text_format(out, "%d年%d月", civil.year, civil.month);
    else
        text_format(out, "%s %d", month_names[civil.month - 1], civil.year);
}

void format_month_short(struct text *out, enum language language, const char *month)
{
    int32_t number = 0;
    if (!month_parse(month, &number)) {
        text_put(out, month);
        return;
    }
    const struct civil civil = day_to_civil(month_first_day(number));
    if (language == LANGUAGE_ZH)
        text_format(out, "%d年%d月", civil.year % 100, civil.month);
    else
        text_format(out, "%.3s %02d", month_names[civil.month - 1], civil.year % 100);
}

void format_day(struct text *out, enum language language, const char *day)
{
    char month[MONTH_TEXT_BYTES] = "";
    int32_t number = 0;
    const bool long_enough = strlen(day) >= DAY_TEXT_BYTES - 1 && strspn(day, "0123456789-") >= 10;
    if (long_enough) memcpy(month, day, MONTH_TEXT_BYTES - 1);
    if (!long_enough || !month_parse(month, &number)) {
        text_put(out, day);
        return;
    }
    const struct civil civil = day_to_civil(month_first_day(number));
    const int in_month = (day[8] - '0') * 10 + (day[9] - '0');
    if (language == LANGUAGE_ZH)
        text_format(out, "%d年%d月%d日", civil.year, civil.month, in_month);
    else
        text_format(out, "%d %s %d", in_month, month_names[civil.month - 1], civil.year);
}
