/* i18n/format.h: numbers, months and days as a reader of the language expects them. A number gets
 * as many digits as its interval supports and no more. A no-break space stands between number and
 * unit. Nothing is written for NaN but "–". */
#ifndef I18N_FORMAT_H
#define I18N_FORMAT_H
#include "base/text.h"
#include "measure/metric.h"
#include "reports/i18n/language.h"

#include <stdint.h>

/* How values of about one size are written: value × factor with so many decimals and a suffix. */
struct measure {
    double factor;
    unsigned decimals;
    const char *suffix, *difference_suffix;
};

/* half_width: half the interval's width in the value's own unit, NaN when there is none. Minutes
 * become hours from two hours, days from two days; fen become yuan, from a
 * hundred thousand yuan on 万元 or thousand yuan. */
struct measure measure_for(enum language language, enum unit unit, double value, double half_width);

/* 81.2 % */
void format_value(struct text *out, const struct measure *measure, double value);
/* 81.2 % [79.9, 82.4]; without brackets when lower or upper is NaN. */
void format_interval(struct text *out, const struct measure *measure, double value, double lower,
                     double upper);
/* [79.9, 82.4]; nothing when either is NaN. */
void format_bounds(struct text *out, const struct measure *measure, double lower, double upper);
/* −3.1 percentage points [−4.0, −2.2], with a sign always. */
void format_change(struct text *out, const struct measure *measure, double value, double lower,
                   double upper);
/* 0.03, 0.004, < 0.001, with the sign of relation: "= 0.03", "< 0.001". */
void format_probability(struct text *out, double probability);
void format_count(struct text *out, uint64_t count); /* 4,912 */
/* "2025-06" to 2025年6月, June 2025; other text as it stands. Short: 6月, Jun. */
void format_month(struct text *out, enum language language, const char *month);
void format_month_short(struct text *out, enum language language, const char *month);
/* "2025-06-30…" to 2025年6月30日, 30 June 2025; other text as it stands. */
void format_day(struct text *out, enum language language, const char *day);

#endif
