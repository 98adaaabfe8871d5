/* Published reliabilities of scales. Expected values: R psych 2.2.9 (tests/reference/R_alpha.R), or
 * arithmetic on the published figures. */
#include "measure/stats/alpha.h"
#include "measure/verify/verify.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Seven ratings of 30 departments: sums of products. */
static const struct alpha_cross departments = {
    .n = 30,
    .item_count = 7,
    .item_sum = {1939, 1998, 1594, 1691, 1939, 2243, 1288},
    .cross = {{129621, 133017, 104866, 111879, 127490, 145519, 83811},
              {133017, 138208, 108798, 115325, 131824, 150101, 86673},
              {104866, 108798, 89036, 91903, 104669, 119695, 69689},
              {111879, 115325, 91903, 99311, 111561, 126821, 74462},
              {127490, 131824, 104669, 111561, 128459, 146097, 85029},
              {145519, 150101, 119695, 126821, 146097, 170541, 97136},
              {83811, 86673, 69689, 74462, 85029, 97136, 58368}}};

static enum rc attitude(double *computed, struct arena *arena, struct err *err)
{
    (void)arena;
    struct alpha_sums sums;
    struct interval alpha;
    struct alpha_scale scale;
    enum rc rc = stats_alpha_sums(&departments, &sums, err);
    if (rc == RC_OK) rc = stats_alpha(&sums, &alpha, err);
    if (rc == RC_OK) rc = stats_alpha_scale(&departments, &scale, err);
    if (rc != RC_OK) return rc;
    computed[0] = alpha.lower;
    computed[1] = alpha.upper;
    computed[2] = scale.standardised;
    computed[3] = scale.lambda6;
    computed[4] = scale.mean_correlation;
    computed[5] = scale.median_correlation;
    computed[6] = scale.signal_to_noise;
    return RC_OK;
}

/* One fraction of whole numbers each. */
static enum rc items(double *computed, struct arena *arena, struct err *err)
{
    (void)arena;
    struct alpha_item found[STATS_ITEM_MAX];
    struct alpha_sums sums;
    enum rc rc = stats_alpha_sums(&departments, &sums, err);
    if (rc == RC_OK) rc = stats_alpha_value(&sums, computed++, err);
    if (rc == RC_OK) rc = stats_alpha_items(&departments, found, err);
    for (size_t i = 0; i < 7 && rc == RC_OK; i++) {
        *computed++ = found[i].alpha_without;
        *computed++ = found[i].rest_correlation;
        *computed++ = found[i].total_correlation;
    }
    return rc;
}

/* alpha 0.74 of 4 items and 100 respondents: 44 + 44 + 45 + 45 = 178 of 400 is 1 - 0.74 * 3/4. */
static enum rc feldt(double *computed, struct arena *arena, struct err *err)
{
    (void)arena;
    const struct alpha_sums sums = {
        .n = 100, .item_count = 4, .item_square_sum = {44, 44, 45, 45}, .total_square_sum = 400};
    struct interval alpha;
    const enum rc rc = stats_alpha(&sums, &alpha, err);
    computed[0] = alpha.value;
    computed[1] = alpha.lower;
    computed[2] = alpha.upper;
    return rc;
}

static const struct verify_value attitude_values[] = {
    {"Feldt lower", 0.73937568564310729, "0.74"},
    {"Feldt upper", 0.9157730721599816, "0.92"},
    {"standardised alpha", 0.83908380302951058, "0.84"},
    {"lambda 6", 0.87521513736034862, "0.88"},
    {"mean correlation", 0.42690664264971706, "0.43"},
    {"median correlation", 0.44547793807224512, "0.45"},
    {"signal to noise", 5.2144148247760942, "5.2"},
};

static const struct verify_value items_values[] = {
    {"raw alpha", 0.84314276956475986, "0.84"},
    {"rating: alpha if dropped", 0.80976020630892143, "0.81"},
    {"r with the rest", 0.6712620572236645, "0.67"},
    {"r with the total", 0.77882570186016975, "0.78"},
    {"complaints: alpha if dropped", 0.79691745727413965, "0.80"},
    {"r with the rest", 0.74210971022223848, "0.74"},
    {"r with the total", 0.83678055056456846, "0.84"},
    {"privileges: alpha if dropped", 0.82784776593865905, "0.83"},
    {"r with the rest", 0.56071111148025554, "0.56"},
    {"r with the total", 0.69727680337062503, "0.70"},
    {"learning: alpha if dropped", 0.80303097502257437, "0.80"},
    {"r with the rest", 0.7144454981336763, "0.71"},
    {"r with the total", 0.80668592255172622, "0.81"},
    {"raises: alpha if dropped", 0.79538657419820524, "0.80"},
    {"r with the rest", 0.78627559383440004, "0.79"},
    {"r with the total", 0.85013044385954117, "0.85"},
    {"critical: alpha if dropped", 0.86387231144643684, "0.86"},
    {"r with the rest", 0.26503433919667607, "0.27"},
    {"r with the total", 0.42070098853400534, "0.42"},
    {"advance: alpha if dropped", 0.8404648682654573, "0.84"},
    {"r with the rest", 0.46081054946849642, "0.46"},
    {"r with the total", 0.59534498570599781, "0.60"},
};

static const struct verify_value feldt_values[] = {
    {"alpha", 0.74, NULL},
    {"lower", 0.64553132987514661, "0.645531"},
    {"upper", 0.81426013466128144, "0.814260"},
};

#define CASE(id, digits, from)                                                                     \
    {                                                                                              \
        "alpha." #id, from, digits, id##_values, COUNT(id##_values), id                            \
    }

static const struct verify_case cases[] = {
    CASE(attitude, VERIFY_DIGITS, "Chatterjee and Price 1977; R psych alpha(attitude)"),
    CASE(items, VERIFY_DIGITS_OF_INTEGERS, "Chatterjee and Price 1977; R psych alpha(attitude)"),
    CASE(feldt, VERIFY_DIGITS, "Feldt 1965, Psychometrika 30:357; R psych example of alpha.ci()"),
};

const struct verify_topic verify_alpha = {"alpha", cases, COUNT(cases)};
