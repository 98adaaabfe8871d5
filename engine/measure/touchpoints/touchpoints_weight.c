/* How much a touchpoint moves the network's score: reach times gap, over the last 12 months. With
 * the share s of the callbacks and the means m here and r elsewhere, the network's mean is s m +
 * (1 - s) r, so that s (m - r) is what it would lose, or gain, if this moment were rated as the
 * others are. */
#include "measure/stats/share.h"
#include "measure/stats/sloped.h"
#include "measure/stats/test.h"
#include "measure/touchpoints/touchpoints.h"

enum { WINDOW_MONTHS = 12 };
/* Of a callback: 1, its score, and both again if it is of the touchpoint. */
enum { ALL, ALL_SCORE, OWN, OWN_SCORE, NUMBER_COUNT };
static const char complementary[] =
    "complementary: with it, what fewer customers than are told of answered could be worked out";

static struct sums add(struct sums a, const struct sums *b)
{
    return (struct sums){a.n + b->n, a.sum + b->sum, a.square_sum + b->square_sum};
}

static struct sums months_of(const struct measured *measured, uint32_t key)
{
    struct sums sums = {0};
    for (uint32_t window = 0; window < WINDOW_MONTHS; window++) {
        const struct tally *tallies;
        const struct touchpoints_cell *cell =
            measured_cell(measured, AXIS_TOUCHPOINT, key, window, &tallies);
        if (cell) sums = add(sums, &cell->overall);
    }
    return sums;
}

/* Sums over callbacks of the products of any two numbers: those of the touchpoint where one of the
 * two is its own. */
struct products {
    i128 totals[NUMBER_COUNT], products[NUMBER_COUNT * (NUMBER_COUNT + 1) / 2];
};

static void multiply(struct products *products, const struct sums *all, const struct sums *own)
{
    static const int power[NUMBER_COUNT] = {[ALL] = 0, [ALL_SCORE] = 1, [OWN] = 0, [OWN_SCORE] = 1};
    for (size_t a = 0; a < NUMBER_COUNT; a++) {
        const struct sums *of_a = a >= OWN ? own : all;
        products->totals[a] = power[a] ? of_a->sum : (i128)of_a->n;
        for (size_t b = 0; b <= a; b++) {
            const int degree = power[a] + power[b];
            products->products[sloped_product(a, b)] = degree == 0   ? (i128)of_a->n
                                                       : degree == 1 ? of_a->sum
                                                                     : of_a->square_sum;
        }
    }
}

/* The network's mean less that of the others. */
static enum rc weigh(const struct sums *all, const struct sums *own, struct judged *row,
                     struct err *err)
{
    struct products products;
    multiply(&products, all, own);
    const struct sloped_sums sums = {NUMBER_COUNT, all->n, products.totals, products.products};
    const struct sloped n = sloped_total(&sums, ALL), score = sloped_total(&sums, ALL_SCORE);
    const struct sloped others_n = sloped_subtract(n, sloped_total(&sums, OWN));
    const struct sloped others = sloped_subtract(score, sloped_total(&sums, OWN_SCORE));
    const struct sloped weight =
        sloped_subtract(sloped_divide(score, n), sloped_divide(others, others_n));
    const double error = sloped_error(&weight, &sums);
    row->p = stats_normal_two_sided_p(weight.value / error);
    row->is_above = weight.value > 0;
    return sloped_interval(&weight, &sums, SLOPED_PLAIN, &row->extended.interval, err);
}

/* The touchpoints that are told, and all their callbacks. */
struct moments_of_truth {
    struct sums *sums; /* by key */
    struct sums all;
    uint32_t key_count;
    uint32_t held_back; /* 0: none */
};

/* When what is too small to be told is too small to be worked out, the smallest that is told is
 * held back, too. */
static void hold_back(struct moments_of_truth *all, const struct measure_options *options)
{
    uint64_t untold = 0;
    uint32_t smallest = 0;
    for (uint32_t key = 1; key < all->key_count; key++) {
        if (all->sums[key].n < options->minimum_base)
            untold += all->sums[key].n;
        else if (smallest == 0 || all->sums[key].n < all->sums[smallest].n)
            smallest = key;
    }
    if (untold > 0 && untold < options->private_below) all->held_back = smallest;
}

static enum rc collect(const struct measured *measured, struct moments_of_truth *all,
                       struct arena *arena, struct err *err)
{
    *all = (struct moments_of_truth){.key_count = measured_key_count(measured, AXIS_TOUCHPOINT)};
    all->sums = arena_take_array(arena, all->key_count + 1, sizeof *all->sums);
    if (!all->sums) return err_memory(err, all->key_count * sizeof *all->sums);
    for (uint32_t key = 1; key < all->key_count; key++) {
        all->sums[key] = months_of(measured, key);
        all->all = add(all->all, &all->sums[key]);
    }
    hold_back(all, measured->context->options);
    return RC_OK;
}

static enum rc fill(const struct measured *measured, const struct moments_of_truth *all,
                    uint32_t key, struct judged *reach, struct judged *weight, struct err *err)
{
    const struct sums *own = &all->sums[key];
    const struct extended common = {.axis = AXIS_TOUCHPOINT,
                                    .key = measured_key_name(measured, AXIS_TOUCHPOINT, key),
                                    .period = measured->context->report_month,
                                    .n = own->n};
    *reach = *weight = (struct judged){.extended = common, .p = NAN};
    reach->extended.metric = "touchpoints.reach";
    reach->extended.method = "wilson";
    reach->extended.interval = stats_wilson(own->n, all->all.n);
    weight->extended.metric = "touchpoints.weight";
    weight->extended.method = "linearised_rows";
    weight->extended.interval = INTERVAL_UNDEFINED;
    if (key == all->held_back) {
        weight->extended.reason = complementary;
        return RC_OK;
    }
    if (own->n == all->all.n)
        weight->extended.reason =
            "nothing_to_compare: there is no other touchpoint to hold it against";
    else if ((i128)all->all.n * all->all.square_sum == (i128)all->all.sum * all->all.sum)
        weight->extended.reason = "no_variance: all callbacks have the same score";
    else
        return weigh(&all->all, own, weight, err);
    return RC_OK;
}

static enum rc refuse(const struct measured *measured, struct result *result, struct err *err)
{
    static const char *const metrics[] = {"touchpoints.reach", "touchpoints.weight"},
                             *const methods[] = {"wilson", "linearised_rows"};
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < sizeof metrics / sizeof *metrics; i++)
        rc = extend_estimate(measured, result,
                             &(struct extended){.metric = metrics[i],
                                                .key = "",
                                                .period = measured->context->report_month,
                                                .interval = INTERVAL_UNDEFINED,
                                                .method = methods[i],
                                                .reason = "no_rows: no callback of these twelve "
                                                          "months names a touchpoint"},
                             err);
    return rc;
}

enum rc touchpoints_extend(const struct measured *measured, struct result *result, struct err *err)
{
    struct moments_of_truth all;
    struct arena *arena = &result->arena;
    enum rc rc = collect(measured, &all, arena, err);
    if (rc != RC_OK) return rc;
    if (all.all.n == 0) return refuse(measured, result, err);
    struct judged *reaches = arena_take_array(arena, all.key_count, sizeof *reaches);
    struct judged *weights = arena_take_array(arena, all.key_count, sizeof *weights);
    size_t count = 0;
    if (!reaches || !weights) return err_memory(err, all.key_count * sizeof *reaches);
    for (uint32_t key = 1; rc == RC_OK && key < all.key_count; key++) {
        if (all.sums[key].n == 0) continue;
        rc = fill(measured, &all, key, &reaches[count], &weights[count], err);
        count++;
    }
    if (rc == RC_OK) rc = extend_axis(measured, result, reaches, count, NULL, err);
    return rc == RC_OK ? extend_axis(measured, result, weights, count, NULL, err) : rc;
}
