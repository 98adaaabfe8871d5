/* Published comparisons of units: funnels, shrinkage, ranks. Expected values: arithmetic of 40
 * digits on the published figures (tests/reference/shrinkage.py). */
#include "measure/stats/funnel.h"
#include "measure/stats/ranks.h"
#include "measure/stats/rate.h"
#include "measure/stats/shrinkage.h"
#include "measure/verify/verify.h"

#include <math.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* The interval of an observation equal to the expected count, over it, as FunnelPlotR draws it. */
static enum rc funnelplotr(double *computed, struct arena *arena, struct err *err)
{
    (void)arena;
    static const double sizes[] = {15, 20, 30}, tails[] = FUNNEL_TAILS;
    enum rc rc = RC_OK;
    for (size_t i = 0; i < COUNT(sizes); i++)
        for (size_t t = 0; t < COUNT(tails) && rc == RC_OK; t++) {
            double lower, upper;
            rc = stats_poisson_limits(sizes[i], tails[t], &lower, &upper, err);
            *computed++ = lower / sizes[i];
            *computed++ = upper / sizes[i];
        }
    return rc;
}

/* Limits that part the counts by their tails. */
static enum rc exact_limits(double *computed, struct arena *arena, struct err *err)
{
    (void)arena;
    static const struct {
        enum funnel_kind kind;
        double target, size;
    } units[] = {{FUNNEL_SHARE, 0.2, 50}, {FUNNEL_SHARE, 0.9, 1000}, {FUNNEL_RATIO, 1.0, 15}};
    static const double tails[] = FUNNEL_TAILS;
    enum rc rc = RC_OK;
    for (size_t i = 0; i < COUNT(units); i++)
        for (size_t t = 0; t < COUNT(tails) && rc == RC_OK; t++) {
            struct funnel_limits limits;
            rc = stats_funnel_limits(units[i].kind, units[i].target, units[i].size, tails[t],
                                     &limits, err);
            *computed++ = limits.lower;
            *computed++ = limits.upper;
        }
    return rc;
}

static enum rc put_funnel(enum funnel_kind kind, const struct funnel_unit *units, size_t count,
                          double target, size_t at, double *computed, struct arena *arena,
                          struct err *err)
{
    struct funnel funnel;
    struct funnel_place place;
    enum rc rc = stats_funnel(kind, units, count, target, arena, &funnel, err);
    if (rc == RC_OK) rc = stats_funnel_place(&funnel, &units[at], &place, err);
    if (rc != RC_OK) return rc;
    computed[0] = funnel.phi;
    computed[1] = funnel.tau_square;
    computed[2] = funnel.dispersion.statistic;
    computed[3] = place.z;
    computed[4] = place.z_adjusted;
    computed[5] = place.adjusted[FUNNEL_INNER].lower;
    computed[6] = place.adjusted[FUNNEL_INNER].upper;
    return RC_OK;
}

static enum rc ratios(double *computed, struct arena *arena, struct err *err)
{
    static const struct funnel_unit units[] = {{100, 108}, {150, 112}, {180, 165},
                                               {80, 95},   {120, 100}, {225, 220}};
    return put_funnel(FUNNEL_RATIO, units, COUNT(units), 1.0, 1, computed, arena, err);
}

static enum rc shares(double *computed, struct arena *arena, struct err *err)
{
    static const struct funnel_unit units[] = {{40, 50},   {160, 200}, {95, 100}, {30, 60},
                                               {270, 300}, {500, 800}, {9, 10},   {66, 75}};
    return put_funnel(FUNNEL_SHARE, units, COUNT(units), NAN, 3, computed, arena, err);
}

/* Living of 16 litters of treated rats. */
static enum rc litters(double *computed, struct arena *arena, struct err *err)
{
    static const struct shrink_share units[16] = {
        {12, 12}, {11, 11}, {10, 10}, {9, 9}, {10, 11}, {9, 10}, {9, 10}, {8, 9},
        {8, 9},   {4, 5},   {7, 9},   {4, 7}, {5, 10},  {3, 6},  {3, 10}, {0, 7}};
    struct shrinkage network;
    struct shrunk shrunk[16];
    const enum rc rc = stats_shrink_shares(units, 16, arena, &network, shrunk, err);
    computed[0] = network.mean;
    computed[1] = network.spread;
    computed[2] = network.median_reliability;
    for (size_t i = 0; i < 2; i++) { /* nobody lived, and half */
        const struct interval *litter = &shrunk[i == 0 ? 15 : 12].interval;
        computed[3 + 3 * i] = litter->value;
        computed[4 + 3 * i] = litter->lower;
        computed[5 + 3 * i] = litter->upper;
    }
    return rc;
}

/* Failures of ten pumps in thousands of hours. */
static enum rc pumps(double *computed, struct arena *arena, struct err *err)
{
    static const struct shrink_rate units[10] = {
        {5, 94.320},  {1, 15.720}, {5, 62.880}, {14, 125.760}, {3, 5.240},
        {19, 31.440}, {1, 1.048},  {1, 1.048},  {4, 2.096},    {22, 10.480}};
    struct shrinkage network;
    struct shrunk shrunk[10];
    const enum rc rc = stats_shrink_rates(units, 10, arena, &network, shrunk, err);
    computed[0] = network.mean;
    computed[1] = network.spread;
    computed[2] = shrunk[0].interval.value;
    computed[3] = shrunk[0].interval.lower;
    computed[4] = shrunk[0].interval.upper;
    computed[5] = shrunk[0].reliability;
    return rc;
}

/* Thirteen trials of the BCG vaccine: ill and all of the vaccinated, ill and all of the others; log
 * risk ratios. */
static enum rc bcg(double *computed, struct arena *arena, struct err *err)
{
    static const double trials[13][4] = {
        {4, 123, 11, 139},       {6, 306, 29, 303},        {3, 231, 11, 220},
        {62, 13598, 248, 12867}, {33, 5069, 47, 5808},     {180, 1541, 372, 1451},
        {8, 2545, 10, 629},      {505, 88391, 499, 88391}, {29, 7499, 45, 7277},
        {17, 1716, 65, 1665},    {186, 50634, 141, 27338}, {5, 2498, 3, 2341},
        {27, 16913, 29, 17854}};
    static const enum shrink_method methods[] = {SHRINK_DERSIMONIAN_LAIRD, SHRINK_REML};
    struct shrink_mean units[13];
    for (size_t i = 0; i < 13; i++) {
        const double *t = trials[i];
        units[i] = (struct shrink_mean){log(t[0] / t[1]) - log(t[2] / t[3]),
                                        sqrt(1 / t[0] - 1 / t[1] + 1 / t[2] - 1 / t[3])};
    }
    enum rc rc = RC_OK;
    for (size_t m = 0; m < COUNT(methods) && rc == RC_OK; m++) {
        struct shrinkage network;
        struct shrunk shrunk[13];
        rc = stats_shrink_means(methods[m], units, 13, arena, &network, shrunk, err);
        *computed++ = network.spread;
        *computed++ = network.mean;
        *computed++ = network.mean_error;
        *computed++ = shrunk[0].interval.value;
        *computed++ = shrunk[0].interval.lower;
        *computed++ = network.median_reliability;
    }
    return rc;
}

/* Batting averages of 18 players after 45 times at bat. */
static enum rc baseball(double *computed, struct arena *arena, struct err *err)
{
    (void)arena, (void)err;
    static const double averages[18] = {.400, .378, .356, .333, .311, .311, .289, .267, .244,
                                        .244, .222, .222, .222, .222, .222, .200, .178, .156};
    double sum = 0.0;
    for (size_t i = 0; i < 18; i++) sum += averages[i];
    const double mean = sum / 18.0;
    computed[0] = mean;
    computed[1] = stats_efron_morris_factor(averages, 18, sqrt(mean * (1.0 - mean) / 45.0));
    return RC_OK;
}

/* P(among the two lowest) of four units. */
static enum rc lowest(double *computed, struct arena *arena, struct err *err)
{
    static const struct rank_unit units[4] = {{1.0, 0.5}, {1.5, 0.25}, {2.0, 1.0}, {1.25, 0.125}};
    return stats_rank_chances(units, 4, 2, arena, computed, err);
}

static const struct verify_value funnelplotr_values[] = {
    {"15 lower 95 %", 0.55969240885222083133, "0.5596924"},
    {"15 upper 95 %", 1.649347924765722913, "1.649348"},
    {"15 lower 99.8 %", 0.38626503485483520004, "0.3862650"},
    {"15 upper 99.8 %", 2.082907301902949871, "2.082907"},
    {"20 lower 95 %", 0.61082597927019720515, "0.6108260"},
    {"20 upper 95 %", 1.5444188951337299428, "1.544419"},
    {"20 lower 99.8 %", 0.44791066338130064883, "0.4479107"},
    {"20 upper 99.8 %", 1.9020940676925010744, "1.902094"},
    {"30 lower 95 %", 0.67469580071403049558, "0.6746958"},
    {"30 upper 95 %", 1.4275621798269222471, "1.427562"},
    {"30 lower 99.8 %", 0.52897235990467856569, "0.5289724"},
    {"30 upper 99.8 %", 1.7027708055308126655, "1.702771"},
};

static const struct verify_value exact_limits_values[] = {
    {"20 % of 50: lower 95 %", 0.084404822012269118265, NULL},
    {"upper 95 %", 0.32709388335205804574, NULL},
    {"lower 99.8 %", 0.034776143207507814804, NULL},
    {"upper 99.8 %", 0.39914409767503758103, NULL},
    {"90 % of 1000: lower 95 %", 0.88051707346949012998, NULL},
    {"upper 95 %", 0.91872134325533970466, NULL},
    {"lower 99.8 %", 0.86908215605313678955, NULL},
    {"upper 99.8 %", 0.92865915368736398284, NULL},
    {"15 expected: lower 95 %", 0.49065932512438990055, NULL},
    {"upper 95 %", 1.5722110293692802007, NULL},
    {"lower 99.8 %", 0.27160380441781318204, NULL},
    {"upper 99.8 %", 1.922474282658527047, NULL},
};

static const struct verify_value ratios_values[] = {
    {"phi", 2.3271782575941194469, NULL},
    {"tau^2", 0.0034397801541862742521, NULL},
    {"sum of squared z", 19.334505574821726208, NULL},
    {"z of the second", 3.328886939315056258, NULL},
    {"z with tau^2", 2.0883095503277918424, NULL},
    {"lower 95 %", 0.72657017549382453605, NULL},
    {"upper 95 %", 1.3170067418705120254, NULL},
};

static const struct verify_value shares_values[] = {
    {"phi", 17.46873765633551542, NULL},
    {"tau^2", 0.030210034883980307151, NULL},
    {"sum of squared z", 175.13847760904688534, NULL},
    {"z of the fourth", -3.7644683138661233525, NULL},
    {"z with tau^2", -1.310587203588685138, NULL},
    {"lower 95 %", 0.38075955133903825655, NULL},
    {"upper 95 %", 0.96829738940408231134, NULL},
};

static const struct verify_value litters_values[] = {
    {"mu", 0.74000675493360531489, NULL},
    {"rho", 0.31743576403250743985, NULL},
    {"median reliability", 0.81509300636462581788, NULL},
    {"last litter", 0.173896443280449441, NULL},
    {"lower", 0.016299118859721709619, NULL},
    {"upper", 0.46119839826452410796, NULL},
    {"litter of 5 in 10", 0.54247429234054492495, NULL},
    {"lower", 0.27210570041438384638, NULL},
    {"upper", 0.79961871979244284973, NULL},
};

static const struct verify_value pumps_values[] = {
    {"mu", 0.65313614326433276793, NULL},          {"gamma", 1.2161475454264879405, NULL},
    {"first pump", 0.060915801847762045228, NULL}, {"lower", 0.021933243209303834975, NULL},
    {"upper", 0.11945755486799198855, NULL},       {"reliability", 0.98682812078555815029, NULL},
};

static const struct verify_value bcg_values[] = {
    {"DerSimonian-Laird tau^2", 0.30876026286237646955, "0.3088"},
    {"mean", -0.71411722207322706438, "-0.7141"},
    {"error", 0.17874208953540318475, "0.1787"},
    {"first trial", -0.79939097318586536021, NULL},
    {"lower", -1.6000816817722450259, NULL},
    {"median reliability", 0.81217451834926147513, NULL},
    {"REML tau^2", 0.31324325813648094522, "0.3132"},
    {"mean", -0.71453234215813923207, "-0.7145"},
    {"error", 0.17978151610520575641, "0.1798"},
    {"first trial", -0.80023356197034959179, NULL},
    {"lower", -1.6036824752880230707, NULL},
    {"median reliability", 0.81436358712511188097, NULL},
};

static const struct verify_value baseball_values[] = {
    {"mean", 0.26538888888888888889, "0.265"},
    {"factor", 0.21239053770455582351, "0.212"},
};

static const struct verify_value lowest_values[] = {
    {"first", 0.78983701340005550501, NULL},
    {"second", 0.24289700664417502619, NULL},
    {"third", 0.2410110353806616058, NULL},
    {"fourth", 0.72625494457510786299, NULL},
};

#define CASE(id, digits, from)                                                                     \
    {                                                                                              \
        "unit." #id, from, digits, id##_values, COUNT(id##_values), id                             \
    }

static const struct verify_case cases[] = {
    CASE(funnelplotr, VERIFY_DIGITS, "FunnelPlotR, tests/testthat/test-poisson_limits.R"),
    CASE(exact_limits, VERIFY_DIGITS, "Spiegelhalter 2005, Statistics in Medicine 24:1185, A.1.1"),
    CASE(ratios, VERIFY_DIGITS,
         "Spiegelhalter 2005, Quality and Safety in Health Care 14:347; data of FunnelPlotR's "
         "tests"),
    CASE(shares, VERIFY_DIGITS, "Spiegelhalter 2005, Quality and Safety in Health Care 14:347"),
    CASE(litters, VERIFY_DIGITS, "Williams 1975, Biometrics 31:949, treated group"),
    CASE(pumps, VERIFY_DIGITS, "Gaver and O'Muircheartaigh 1987, Technometrics 29:1"),
    CASE(bcg, VERIFY_DIGITS, "Colditz et al. 1994, JAMA 271:698; R metafor rma(), dat.bcg"),
    CASE(baseball, VERIFY_DIGITS, "Efron and Morris 1975, JASA 70:311"),
    CASE(lowest, VERIFY_DIGITS, "integral of the definition with 25 digits"),
};

const struct verify_topic verify_unit = {"unit", cases, COUNT(cases)};
