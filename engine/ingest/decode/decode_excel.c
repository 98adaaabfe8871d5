/* Excel serial numbers of the 1900 system. */
#include "base/day.h"
#include "ingest/decode/decode_narrow.h"

/* The serial number that Excel gives to 1900-02-29, a day that never was (Lotus 1-2-3 had it so).
 */
enum { PHANTOM_SERIAL = 60 };
/* Serial numbers minus days since 1970-01-01, before the phantom and behind it. */
enum { SERIAL_BEFORE = 25568, SERIAL_BEHIND = 25569 };
/* 86,400 × 10^14 is the largest such product that 64 bits hold. */
enum { FRACTION_DIGITS = 14, SECONDS_A_DAY = 86400 };

/* The digits behind the point as seconds of the day, 0 to 86,400, rounded half up. */
static unsigned read_fraction(struct narrow *run, bool *is_zero)
{
    uint64_t fraction = 0, one = 1;
    *is_zero = true;
    for (int i = 0; i < FRACTION_DIGITS; i++) {
        const bool has_digit = narrow_is_digit(run);
        const unsigned digit = has_digit ? *run->at++ - (unsigned)'0' : 0;
        if (digit != 0) *is_zero = false;
        fraction = fraction * 10 + digit;
        one *= 10;
    }
    for (; narrow_is_digit(run); run->at++)
        if (*run->at != '0') *is_zero = false;
    return (unsigned)((fraction * SECONDS_A_DAY + one / 2) / one);
}

/* Whole serial number and seconds; the seconds may be a full day. */
static enum decode_status read_serial(struct narrow *run, unsigned *serial, unsigned *second,
                                      bool *is_date_alone)
{
    *second = 0;
    *is_date_alone = true;
    unsigned digit_count = narrow_take_digits(run, 9, serial);
    if (digit_count == 0) return DECODE_NOT_A_SERIAL;
    for (; narrow_is_digit(run); run->at++) digit_count++;
    if (narrow_take(run, '.')) {
        if (!narrow_is_digit(run)) return DECODE_NOT_A_SERIAL;
        *second = read_fraction(run, is_date_alone);
    }
    if (!narrow_is_at_end(run)) return DECODE_NOT_A_SERIAL;
    return digit_count > 9 ? DECODE_YEAR_RANGE : DECODE_OK;
}

static enum decode_status serial_day(unsigned serial, int32_t *day)
{
    if (serial < 1 || serial == PHANTOM_SERIAL) return DECODE_NO_SUCH_DAY;
    *day = (int32_t)serial - (serial < PHANTOM_SERIAL ? SERIAL_BEFORE : SERIAL_BEHIND);
    const struct civil last = {YEAR_LAST, 12, 31};
    return *day > day_from_civil(last) ? DECODE_YEAR_RANGE : DECODE_OK;
}

enum decode_status decode_excel_time(const struct decode_options *options, struct slice field,
                                     struct decoded_time *time)
{
    struct narrow_buffer buffer;
    struct narrow run;
    unsigned serial, second;
    bool is_date_alone;
    int32_t day;
    enum decode_status status = narrow_read(options->encoding, field, &buffer, &run);
    if (status == DECODE_OK) status = read_serial(&run, &serial, &second, &is_date_alone);
    if (status == DECODE_OK) status = serial_day(serial + second / SECONDS_A_DAY, &day);
    if (status != DECODE_OK) return status;
    const int32_t minute = (int32_t)(second % SECONDS_A_DAY / 60);
    *time = (struct decoded_time){day * MINUTES_A_DAY + minute, is_date_alone};
    return DECODE_OK;
}

enum decode_status decode_excel_day(const struct decode_options *options, struct slice field,
                                    int32_t *day)
{
    struct decoded_time time;
    const enum decode_status status = decode_excel_time(options, field, &time);
    if (status == DECODE_OK) *day = day_of_minute(time.minute);
    return status;
}
