#include "measure/stats/recurrence.h"
#include "measure/stats/weibull.h"
#include "measure/verify/verify.h"

#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

/* Units as a list: end, number of events, their days. */
static size_t read_units(const uint32_t *list, size_t length, struct recurrence_history *units)
{
    size_t count = 0;
    for (size_t i = 0; i < length; i += 2 + list[i + 1])
        units[count++] = (struct recurrence_history){.unit_count = 1,
                                                     .end_day = list[i],
                                                     .event_count = list[i + 1],
                                                     .event_days = list + i + 2};
    return count;
}

static enum rc five_units(double *computed, struct arena *arena, struct err *err)
{
    static const uint32_t list[] = {17, 3,  5,  10, 15, 19, 3,  6,  13, 17, 26, 3,
                                    12, 20, 25, 24, 2,  13, 15, 28, 3,  16, 22, 25};
    struct recurrence_history units[5];
    struct recurrence_curve curve;
    const size_t count = read_units(list, COUNT(list), units);
    const enum rc rc = stats_recurrence(units, count, arena, &curve, err);
    if (rc != RC_OK) return rc;
    for (size_t i = 0; i < 11; i++) {
        computed[i] = curve.rows[i].mean;
        computed[11 + i] = curve.rows[i].standard_error;
    }
    return RC_OK;
}

static enum rc valve_seats(double *computed, struct arena *arena, struct err *err)
{
    enum { ENGINES = 41 };
    // clang-format off
    static const uint32_t list[] = {
        761,0, 759,0, 667,1,98, 667,3,326,653,653, 665,0, 667,1,84, 663,1,87, 653,1,646, 653,1,92,
        651,0, 650,4,258,328,377,621, 648,2,61,539, 644,4,254,276,298,640, 642,2,76,538,
        641,1,635, 649,3,349,404,561, 631,0, 596,0, 614,2,120,479, 582,2,323,449, 589,2,139,139,
        593,0, 589,1,573, 606,3,165,408,604, 594,1,249, 613,2,344,497, 595,2,265,586,
        389,3,166,206,348, 601,0, 601,2,410,581, 611,0, 608,0, 587,0, 603,1,367,
        585,3,202,563,570, 587,0, 578,0, 578,0, 586,0, 585,0, 582,0,
    };
    // clang-format on
    struct recurrence_history units[ENGINES];
    struct recurrence_curve curve;
    const size_t count = read_units(list, COUNT(list), units);
    const enum rc rc = stats_recurrence(units, count, arena, &curve, err);
    static const uint32_t days[] = {61, 139, 348, 404, 581, 621, 646};
    if (rc != RC_OK) return rc;
    for (size_t i = 0, row = 0; i < COUNT(days); i++) {
        while (curve.rows[row].day < days[i]) row++;
        computed[2 * i] = curve.rows[row].mean;
        computed[2 * i + 1] = curve.rows[row].standard_error;
    }
    return RC_OK;
}

static enum rc thirty_gaps(double *computed, struct arena *arena, struct err *err)
{
    (void)arena;
    static const uint32_t gaps[] = {104, 131, 1597, 59,  4,   503, 157, 6,   118, 173,
                                    114, 62,  101,  216, 106, 140, 1,   102, 3,   393,
                                    96,  232, 89,   61,  37,  293, 7,   165, 87,  99};
    uint32_t days[COUNT(gaps)], day = 0;
    for (size_t i = 0; i < COUNT(gaps); i++) days[i] = day += gaps[i];
    const struct recurrence_history unit = {
        .unit_count = 1, .end_day = day, .event_count = COUNT(gaps), .event_days = days};
    struct recurrence_trend trend;
    const enum rc rc = stats_recurrence_trend(&unit, 1, true, &trend, err);
    computed[0] = trend.laplace.statistic;
    computed[1] = trend.growth;
    computed[2] = trend.scale;
    computed[3] = trend.military.p;
    return rc;
}

static enum rc nist(double *computed, struct arena *arena, struct err *err)
{
    (void)arena;
    enum { DAY_COUNT = 501 };
    static const uint64_t censored[DAY_COUNT] = {[500] = 10};
    static const uint64_t events[DAY_COUNT] = {
        [54] = 1,  [187] = 1, [216] = 1, [240] = 1, [244] = 1,
        [335] = 1, [361] = 1, [373] = 1, [375] = 1, [386] = 1};
    struct weibull_fit fit;
    const enum rc rc =
        stats_weibull(&(struct day_counts){events, censored, DAY_COUNT}, 0.1, &fit, err);
    const double values[] = {
        fit.scale.value,
        fit.shape.value,
        fit.log_likelihood,
        4.0 - 2.0 * fit.log_likelihood,
        fit.mean,
        fit.standard_deviation,
        fit.life.value,
        fit.shape.standard_error,
        fit.shape.by_wald.lower,
        fit.shape.by_wald.upper,
        fit.shape.by_ratio.lower,
        fit.shape.by_ratio.upper,
        fit.scale.by_wald.lower,
        fit.scale.by_wald.upper,
        fit.scale.by_ratio.lower,
        fit.scale.by_ratio.upper,
        fit.life.by_wald.lower,
        fit.life.by_wald.upper,
        fit.life.by_ratio.lower,
        fit.life.by_ratio.upper,
    };
    memcpy(computed, values, sizeof values);
    return rc;
}

/* Means as printed; robust errors are the roots of exact fractions. */
static const struct verify_value five_unit_values[] = {
    {"mean on day 5", 1.0 / 5.0, NULL},
    {"mean on day 6", 2.0 / 5.0, NULL},
    {"mean on day 10", 3.0 / 5.0, NULL},
    {"mean on day 12", 4.0 / 5.0, NULL},
    {"mean on day 13", 6.0 / 5.0, NULL},
    {"mean on day 15", 8.0 / 5.0, NULL},
    {"mean on day 16", 9.0 / 5.0, NULL},
    {"mean on day 17", 2.0 / 1.0, NULL},
    {"mean on day 20", 7.0 / 3.0, "2.33333"},
    {"mean on day 22", 8.0 / 3.0, "2.66667"},
    {"mean on day 25", 11.0 / 3.0, "3.66667"},
    {"error on day 5", 0.1788854381999831757, NULL},
    {"error on day 6", 0.2190890230020664454, NULL},
    {"error on day 10", 0.3577708763999663514, NULL},
    {"error on day 12", 0.3346640106136302192, NULL},
    {"error on day 13", 0.3346640106136302192, NULL},
    {"error on day 15", 0.4560701700396551917, NULL},
    {"error on day 16", 0.3346640106136302192, NULL},
    {"error on day 17", 0.4, NULL},
    {"error on day 20", 0.4354648431614538841, NULL},
    {"error on day 22", 0.3810317377662721486, NULL},
    {"error on day 25", 0.3810317377662721486, NULL},
};
static const struct verify_value valve_seat_values[] = {
    {"mean on day 61", 0.024390243902439025, NULL},
    {"error on day 61", 0.024090965771941211, NULL},
    {"mean on day 139, two repairs of one engine", 0.21951219512195119, NULL},
    {"error on day 139", 0.073269811958130523, NULL},
    {"mean on day 348", 0.58536585365853677, NULL},
    {"error on day 348", 0.12424960847640865, NULL},
    {"mean on day 404", 0.68353658536585393, NULL},
    {"error on day 404", 0.1359389572609811, NULL},
    {"mean on day 581", 0.98485237483953836, NULL},
    {"error on day 581", 0.17120359777905841, NULL},
    {"mean on day 621", 1.1185422144117307, NULL},
    {"error on day 621", 0.20750288323872446, NULL},
    {"mean on day 646", 1.3204652913348076, NULL},
    {"error on day 646", 0.22850515495011686, NULL},
};
static const struct verify_value thirty_gap_values[] = {
    {"Laplace", 2.4094382960447108303, "2.4094382960447107"},
    {"growth", 1.5880533880966823904, "1.588053388096682"},
    {"scale", 0.000037027288489845175783, NULL},
    {"p of MIL-HDBK-189", 0.036581380760519558968, NULL},
};
/* The handbook prints a scale of 606.5280: R's survreg as it stops by default. */
static const struct verify_value nist_values[] = {
    {"scale", 606.52755800357209191, NULL},
    {"shape", 1.7207972608013569703, "1.7208"},
    {"log likelihood", -75.134618164474874738, "-75.135"},
    {"AIC", 154.269236328949749476, "154.27"},
    {"mean", 540.73702546951005379, "540.737"},
    {"standard deviation", 323.80582431348813666, "323.806"},
    {"B10 life", 164.02243866001166149, NULL},
    {"error of the shape", 0.5021506034947793862, NULL},
    {"shape, Wald lower", 0.97126610195401562087, NULL},
    {"shape, Wald upper", 3.0487455567780620739, NULL},
    {"shape, ratio lower", 0.90564535875219070343, NULL},
    {"shape, ratio upper", 2.885737865741302761, NULL},
    {"scale, Wald lower", 405.08929353295572838, NULL},
    {"scale, Wald upper", 908.1347853194946636, NULL},
    {"scale, ratio lower", 437.55674539405814179, NULL},
    {"scale, ratio upper", 1118.8776246985793127, NULL},
    {"B10 life, Wald lower", 83.875129525490295657, NULL},
    {"B10 life, Wald upper", 320.75491908243373104, NULL},
    {"B10 life, ratio lower", 59.854554249414910335, NULL},
    {"B10 life, ratio upper", 271.94951755531569558, NULL},
};

static const struct verify_case cases[] = {
    {"life.five_units", "reliability docs, MCF (ReliaWiki's data); R 4.2 survival 3.5 survfit(id)",
     VERIFY_DIGITS, five_unit_values, COUNT(five_unit_values), five_units},
    {"life.valve_seats", "Nelson 1995, valve seats of 41 engines; R 4.2 survival 3.5 survfit(id)",
     VERIFY_DIGITS, valve_seat_values, COUNT(valve_seat_values), valve_seats},
    {"life.thirty_gaps", "reliability tests, ROCOF; MIL-HDBK-189", VERIFY_DIGITS, thirty_gap_values,
     COUNT(thirty_gap_values), thirty_gaps},
    {"life.nist", "NIST e-Handbook 8.4.1.3; bounds with 40 digits from the likelihood",
     VERIFY_DIGITS, nist_values, COUNT(nist_values), nist},
};

const struct verify_topic verify_life = {"life", cases, COUNT(cases)};
