/* Regressions whose answers are certified or published: least squares and key drivers. The
 * expected values are NIST's own, or worked out anew with 50 digits from the published data
 * (tests/reference/regress.py). */
#include "measure/stats/drivers.h"
#include "measure/verify/verify.h"
#include "measure/verify/verify_regress_sets.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
enum { WIDTH_MAX = 7 };

/* Rows of whole numbers, the response first. */
struct rows {
    const int32_t *cells;
    size_t row_count, width;
    const int64_t *scales;
    const uint64_t *weights; /* NULL: all 1 */
};

#define ROWS(name)                                                                                 \
    ((struct rows){name##_rows[0], COUNT(name##_rows), COUNT(name##_rows[0]), name##_scales, NULL})

static const size_t predictors[] = {1, 2, 3, 4, 5, 6};

static enum rc add_up(const struct rows *rows, struct arena *arena, struct cross_product *out,
                      struct err *err)
{
    const size_t width = rows->width;
    i128 *sums = arena_take_array(arena, width + width * width, sizeof *sums);
    if (sums == NULL) return err_memory(err, (width + width * width) * sizeof *sums);
    *out = (struct cross_product){0, width, rows->scales, sums, sums + width};
    for (size_t r = 0; r < rows->row_count; r++) {
        const uint64_t weight = rows->weights == NULL ? 1 : rows->weights[r];
        const int32_t *row = rows->cells + r * width;
        out->n += weight;
        for (size_t i = 0; i < width; i++) {
            sums[i] += (i128)weight * row[i];
            for (size_t j = 0; j < width; j++)
                sums[width + i * width + j] += (i128)weight * row[i] * row[j];
        }
    }
    return RC_OK;
}

static struct ols_model model_of(const struct cross_product *cross, size_t predictor_count,
                                 bool through_origin)
{
    return (struct ols_model){cross, predictors, predictor_count, 0, through_origin};
}

static enum rc refused(const char *why, struct err *err)
{
    return err_set(err, RC_NUMERIC, "refused: %s", why);
}

static enum rc fit_sums(const struct cross_product *cross, size_t predictor_count,
                        bool through_origin, struct arena *arena, struct ols *fit, struct err *err)
{
    const struct ols_model model = model_of(cross, predictor_count, through_origin);
    const enum rc rc = stats_ols(&model, arena, fit, err);
    if (rc == RC_OK && fit->state != OLS_FITTED)
        return refused(stats_ols_state_text(fit->state), err);
    return rc;
}

static enum rc fit_rows(const struct rows *rows, size_t predictor_count, bool through_origin,
                        struct arena *arena, struct ols *fit, struct err *err)
{
    struct cross_product cross;
    const enum rc rc = add_up(rows, arena, &cross, err);
    return rc == RC_OK ? fit_sums(&cross, predictor_count, through_origin, arena, fit, err) : rc;
}

/* Coefficients, errors, residual sum of squares, R squared, F. */
static void list_fit(const struct ols *fit, double *computed)
{
    for (size_t i = 0; i < fit->term_count; i++) *computed++ = fit->terms[i].value;
    for (size_t i = 0; i < fit->term_count; i++) *computed++ = fit->terms[i].error;
    *computed++ = fit->residual_squares;
    *computed++ = fit->r_squared;
    *computed = fit->f.statistic;
}

static enum rc longley(double *computed, struct arena *arena, struct err *err)
{
    struct ols fit;
    const enum rc rc = fit_rows(&ROWS(longley), 6, false, arena, &fit, err);
    if (rc == RC_OK) list_fit(&fit, computed);
    return rc;
}

static enum rc norris(double *computed, struct arena *arena, struct err *err)
{
    struct ols fit;
    const enum rc rc = fit_rows(&ROWS(norris), 1, false, arena, &fit, err);
    if (rc == RC_OK) list_fit(&fit, computed);
    return rc;
}

static enum rc no_intercept(const int32_t *cells, size_t row_count, double *computed,
                            struct arena *arena, struct err *err)
{
    struct ols fit;
    const struct rows rows = {cells, row_count, 2, NULL, NULL};
    const enum rc rc = fit_rows(&rows, 1, true, arena, &fit, err);
    if (rc == RC_OK) list_fit(&fit, computed);
    return rc;
}

static enum rc noint1(double *computed, struct arena *arena, struct err *err)
{
    int32_t rows[11][2];
    for (int i = 0; i < 11; i++) {
        rows[i][0] = 130 + i;
        rows[i][1] = 60 + i;
    }
    return no_intercept(rows[0], COUNT(rows), computed, arena, err);
}

static enum rc noint2(double *computed, struct arena *arena, struct err *err)
{
    static const int32_t rows[][2] = {{3, 4}, {4, 5}, {4, 6}};
    return no_intercept(rows[0], COUNT(rows), computed, arena, err);
}

/* y = 1 + x + ... + x^5 and `times` the noise, which is orthogonal to all powers. */
static enum rc wampler(int64_t times, double *computed, struct arena *arena, struct err *err)
{
    static const int16_t noise[] = {759,  -2048, 2048, -2048, 2523, -2048,
                                    2048, -2048, 1838, -2048, 2048};
    i128 sums[WIDTH_MAX] = {0}, products[(WIDTH_MAX - 1) * (WIDTH_MAX - 1)] = {0};
    const size_t width = 6;
    for (int x = 0; x <= 20; x++) {
        int64_t row[6], power = 1;
        row[0] = 1 + times * noise[x <= 10 ? x : 20 - x];
        for (size_t k = 1; k < width; k++) {
            power *= x;
            row[k] = power;
            row[0] += power;
        }
        for (size_t i = 0; i < width; i++) {
            sums[i] += row[i];
            for (size_t j = 0; j < width; j++) products[i * width + j] += (i128)row[i] * row[j];
        }
    }
    const struct cross_product cross = {21, width, NULL, sums, products};
    struct ols fit;
    const enum rc rc = fit_sums(&cross, 5, false, arena, &fit, err);
    if (rc == RC_OK) list_fit(&fit, computed);
    return rc;
}

static enum rc wampler3(double *computed, struct arena *arena, struct err *err)
{
    return wampler(1, computed, arena, err);
}

static enum rc wampler5(double *computed, struct arena *arena, struct err *err)
{
    return wampler(10000, computed, arena, err);
}

static enum rc swiss4(double *computed, struct arena *arena, struct err *err)
{
    struct ols fit;
    const enum rc rc = fit_rows(&ROWS(swiss), 4, false, arena, &fit, err);
    if (rc != RC_OK) return rc;
    for (size_t i = 0; i < 5; i++) computed[i] = fit.terms[i].value;
    computed[5] = fit.terms[0].error;
    computed[6] = fit.r_squared;
    return RC_OK;
}

static enum rc swiss(double *computed, struct arena *arena, struct err *err)
{
    struct ols fit;
    const enum rc rc = fit_rows(&ROWS(swiss), 5, false, arena, &fit, err);
    if (rc != RC_OK) return rc;
    for (size_t i = 0; i < 5; i++) {
        computed[i] = fit.terms[i + 1].standardised;
        computed[5 + i] = fit.terms[i + 1].inflation;
    }
    computed[10] = fit.r_squared;
    computed[11] = fit.r_squared_adjusted;
    computed[12] = fit.f.statistic;
    return RC_OK;
}

/* LMG, relative weights, R squared. */
static enum rc list_drivers(const struct drivers *found, double *computed, struct err *err)
{
    if (found->state != OLS_FITTED) return refused(stats_ols_state_text(found->state), err);
    for (size_t i = 0; i < found->driver_count; i++) *computed++ = found->drivers[i].lmg;
    for (size_t i = 0; i < found->driver_count; i++) *computed++ = found->drivers[i].johnson;
    *computed = found->r_squared;
    return RC_OK;
}

static enum rc drivers_of_rows(const struct rows *rows, double *computed, struct arena *arena,
                               struct err *err)
{
    struct cross_product cross;
    struct drivers found;
    enum rc rc = add_up(rows, arena, &cross, err);
    if (rc != RC_OK) return rc;
    const struct ols_model model = model_of(&cross, rows->width - 1, false);
    rc = stats_drivers(&model, arena, &found, err);
    return rc == RC_OK ? list_drivers(&found, computed, err) : rc;
}

static enum rc swiss_drivers(double *computed, struct arena *arena, struct err *err)
{
    return drivers_of_rows(&ROWS(swiss), computed, arena, err);
}

static enum rc swiss_weighted_drivers(double *computed, struct arena *arena, struct err *err)
{
    uint64_t weights[COUNT(swiss_rows)];
    for (size_t i = 0; i < COUNT(weights); i++) weights[i] = 1 + (i + 1) % 3;
    struct rows rows = ROWS(swiss);
    rows.weights = weights;
    return drivers_of_rows(&rows, computed, arena, err);
}

static enum rc mtcars_drivers(double *computed, struct arena *arena, struct err *err)
{
    return drivers_of_rows(&ROWS(mtcars), computed, arena, err);
}

static enum rc drivers_of(const double *correlations, size_t driver_count, double *computed,
                          struct arena *arena, struct err *err)
{
    struct drivers found;
    const enum rc rc =
        stats_drivers_of_correlations(correlations, driver_count, arena, &found, err);
    return rc == RC_OK ? list_drivers(&found, computed, err) : rc;
}

static enum rc two_drivers(double *computed, struct arena *arena, struct err *err)
{
    static const double correlations[] = {1, .5, .6, .5, 1, .4, .6, .4, 1};
    return drivers_of(correlations, 2, computed, arena, err);
}

static enum rc iopsych_drivers(double *computed, struct arena *arena, struct err *err)
{
    static const double correlations[] = {1,  .2,  .3, .4, -.4, .2, 1,  .5,  .1, .1,  .3, .5, 1,
                                          .2, -.3, .4, .1, .2,  1,  .4, -.4, .1, -.3, .4, 1};
    return drivers_of(correlations, 4, computed, arena, err);
}

static const struct verify_value longley_values[] = {
    {"b0", -3482258.63459582, NULL},
    {"b1", 15.0618722713733, NULL},
    {"b2", -0.358191792925910E-01, NULL},
    {"b3", -2.02022980381683, NULL},
    {"b4", -1.03322686717359, NULL},
    {"b5", -0.511041056535807E-01, NULL},
    {"b6", 1829.15146461355, NULL},
    {"error of b0", 890420.383607373, NULL},
    {"error of b1", 84.9149257747669, NULL},
    {"error of b2", 0.334910077722432E-01, NULL},
    {"error of b3", 0.488399681651699, NULL},
    {"error of b4", 0.214274163161675, NULL},
    {"error of b5", 0.226073200069370, NULL},
    {"error of b6", 455.478499142212, NULL},
    {"residual sum of squares", 836424.055505915, NULL},
    {"R squared", 0.995479004577296, NULL},
    {"F", 330.285339234588, NULL},
};

static const struct verify_value norris_values[] = {
    {"b0", -0.262323073774029, NULL},
    {"b1", 1.00211681802045, NULL},
    {"error of b0", 0.232818234301152, NULL},
    {"error of b1", 0.429796848199937E-03, NULL},
    {"residual sum of squares", 26.6173985294224, NULL},
    {"R squared", 0.999993745883712, NULL},
    {"F", 5436385.54079785, NULL},
};

static const struct verify_value noint1_values[] = {
    {"b1", 2.07438016528926, NULL},
    {"error of b1", 0.165289256198347E-01, NULL},
    {"residual sum of squares", 127.272727272727, NULL},
    {"R squared", 0.999365492298663, NULL},
    {"F", 15750.25, NULL},
};

static const struct verify_value noint2_values[] = {
    {"b1", 0.727272727272727, NULL},
    {"error of b1", 0.420827318078432E-01, NULL},
    {"residual sum of squares", 0.272727272727273, NULL},
    {"R squared", 0.993348115299335, NULL},
    {"F", 298.666666666667, NULL},
};

static const struct verify_value wampler3_values[] = {
    {"b0", 1, NULL},
    {"b1", 1, NULL},
    {"b2", 1, NULL},
    {"b3", 1, NULL},
    {"b4", 1, NULL},
    {"b5", 1, NULL},
    {"error of b0", 2152.32624678170, NULL},
    {"error of b1", 2363.55173469681, NULL},
    {"error of b2", 779.343524331583, NULL},
    {"error of b3", 101.475507550350, NULL},
    {"error of b4", 5.64566512170752, NULL},
    {"error of b5", 0.112324854679312, NULL},
    {"residual sum of squares", 83554268, NULL},
    {"R squared", 0.999995559025820, NULL},
    {"F", 675524.458240122, NULL},
};

static const struct verify_value wampler5_values[] = {
    {"b0", 1, NULL},
    {"b1", 1, NULL},
    {"b2", 1, NULL},
    {"b3", 1, NULL},
    {"b4", 1, NULL},
    {"b5", 1, NULL},
    {"error of b0", 21523262.4678170, NULL},
    {"error of b1", 23635517.3469681, NULL},
    {"error of b2", 7793435.24331583, NULL},
    {"error of b3", 1014755.07550350, NULL},
    {"error of b4", 56456.6512170752, NULL},
    {"error of b5", 1123.24854679312, NULL},
    {"residual sum of squares", 0.835542680000000E+16, NULL},
    {"R squared", 0.224668921574940E-02, NULL},
    {"F", 6.7552445824012241E-03, NULL},
};

static const struct verify_value swiss4_values[] = {
    {"b0", 91.0554239027139376, NULL},         {"b1", -0.220645510457147468, NULL},
    {"b2", -0.260582398243279154, NULL},       {"b3", -0.961612384560299126, NULL},
    {"b4", 0.12441843147162458, NULL},         {"error of b0", 6.94881329475086614, NULL},
    {"R squared", 0.649789742860228358, NULL},
};

static const struct verify_value swiss_values[] = {
    {"standardised b1", -0.312921282499920308, "-0.312921282500"},
    {"standardised b2", -0.16477822253934759, "-0.164778222539"},
    {"standardised b3", -0.670400780106074433, "-0.670400780106"},
    {"standardised b4", 0.347600028144218821, "0.347600028144"},
    {"standardised b5", 0.251135976298710537, "0.251135976299"},
    {"inflation of b1", 2.28412937759729457, NULL},
    {"inflation of b2", 3.67541957554433693, NULL},
    {"inflation of b3", 2.77494278112695022, NULL},
    {"inflation of b4", 1.93716038026312596, NULL},
    {"inflation of b5", 1.10754222555695377, NULL},
    {"R squared", 0.706735001592725554, "0.706735001593"},
    {"adjusted R squared", 0.670970977396716476, "0.670970977397"},
    {"F", 19.7610592622177676, "19.7610592622"},
};

static const struct verify_value swiss_drivers_values[] = {
    {"LMG of driver 1", 0.057091220768091256, ".0570912207681"},
    {"LMG of driver 2", 0.171173028900234183, ".1711730289002"},
    {"LMG of driver 3", 0.260134678624384615, ".2601346786244"},
    {"LMG of driver 4", 0.105570150373493671, ".1055701503735"},
    {"LMG of driver 5", 0.11276592292652183, ".1127659229265"},
    {"relative weight of driver 1", 0.0484168958119005995, ".048416895812"},
    {"relative weight of driver 2", 0.154708249806160015, ".154708249806"},
    {"relative weight of driver 3", 0.271964104645998982, ".271964104646"},
    {"relative weight of driver 4", 0.114680029947561385, ".114680029948"},
    {"relative weight of driver 5", 0.116965721381104573, ".116965721381"},
    {"R squared", 0.706735001592725554, NULL},
};

static const struct verify_value swiss_weighted_drivers_values[] = {
    {"LMG of driver 1", 0.0518208063016889183, ".0518208063017"},
    {"LMG of driver 2", 0.154945230208627963, ".1549452302086"},
    {"LMG of driver 3", 0.255977083571215686, ".2559770835712"},
    {"LMG of driver 4", 0.101957353096897707, ".1019573530969"},
    {"LMG of driver 5", 0.129632418244931621, ".1296324182449"},
    {"relative weight of driver 1", 0.0413556327238052738, NULL},
    {"relative weight of driver 2", 0.140639823343591288, NULL},
    {"relative weight of driver 3", 0.266747117632868288, NULL},
    {"relative weight of driver 4", 0.110798852634660546, NULL},
    {"relative weight of driver 5", 0.134791465088436498, NULL},
    {"R squared", 0.694332891423361895, NULL},
};

static const struct verify_value mtcars_drivers_values[] = {
    {"LMG of driver 1", 0.247052033235207945, ".2470520332352"},
    {"LMG of driver 2", 0.243499594795640293, ".2434995947956"},
    {"LMG of driver 3", 0.210912899544274211, ".2109128995443"},
    {"LMG of driver 4", 0.077725111407933406, ".0777251114079"},
    {"relative weight of driver 1", 0.228479725928216474, ".228479725928"},
    {"relative weight of driver 2", 0.222146870540000894, ".222146870540"},
    {"relative weight of driver 3", 0.232174439299447372, ".232174439299"},
    {"relative weight of driver 4", 0.0963886032153911141, ".096388603215"},
    {"R squared", 0.779189638983055855, NULL},
};

static const struct verify_value two_drivers_values[] = {
    {"LMG of driver 1", 0.286666666666666667, NULL},
    {"LMG of driver 2", 0.0866666666666666667, NULL},
    {"relative weight of driver 1", 0.286666666666666667, NULL},
    {"relative weight of driver 2", 0.0866666666666666667, NULL},
    {"R squared", 0.373333333333333333, NULL},
};

static const struct verify_value iopsych_drivers_values[] = {
    {"LMG of driver 1", 0.238070388514288934, NULL},
    {"LMG of driver 2", 0.0561032011282361124, NULL},
    {"LMG of driver 3", 0.118003873488096488, NULL},
    {"LMG of driver 4", 0.286427023709159423, NULL},
    {"relative weight of driver 1", 0.240661193555762926, "0.24066119"},
    {"relative weight of driver 2", 0.0549266374065876067, "0.05492664"},
    {"relative weight of driver 3", 0.12143476229483771, "0.12143476"},
    {"relative weight of driver 4", 0.281581893582592714, "0.28158189"},
    {"R squared", 0.698604486839780957, NULL},
};

#define CASE(id, digits, from)                                                                     \
    {                                                                                              \
        "regress." #id, from, digits, id##_values, COUNT(id##_values), id                          \
    }
#define NIST(id, from) CASE(id, VERIFY_DIGITS_OF_INTEGERS, "NIST StRD linear regression: " from)

static const struct verify_case cases[] = {
    NIST(longley, "Longley, certified values"),
    NIST(norris, "Norris, certified values"),
    NIST(noint1, "NoInt1, certified values"),
    NIST(noint2, "NoInt2, certified values"),
    NIST(wampler3, "Wampler3, certified values"),
    NIST(wampler5, "Wampler5, certified values"),
    CASE(
        swiss4, VERIFY_DIGITS_OF_INTEGERS,
        "R 4.2 lm(swiss) of four columns, as in Apache Commons Math's test of multiple regression"),
    CASE(swiss, VERIFY_DIGITS_OF_INTEGERS, "R 4.2 lm(Fertility ~ ., swiss)"),
    CASE(swiss_drivers, VERIFY_DIGITS,
         "R relaimpo 2.2 calc.relimp(type = \"lmg\") and Johnson 2000 on swiss"),
    CASE(swiss_weighted_drivers, VERIFY_DIGITS,
         "R relaimpo 2.2 calc.relimp(type = \"lmg\", weights = 1 + row mod 3) on swiss"),
    CASE(mtcars_drivers, VERIFY_DIGITS,
         "R relaimpo 2.2 calc.relimp(type = \"lmg\") and Johnson 2000 on mtcars"),
    CASE(two_drivers, VERIFY_DIGITS, "two drivers by hand: .43/1.5 and .13/1.5 by both methods"),
    CASE(iopsych_drivers, VERIFY_DIGITS, "R iopsych 0.90.1, example of relWt()"),
};

const struct verify_topic verify_regress = {"regress", cases, COUNT(cases)};
