/* The dealers: what their customers say, against what such times are given elsewhere. */
#include "measure/agreement/agreement.h"

#include "measure/stats/multiple.h"
#include "measure/stats/test.h"

#include <stdlib.h>

#define FALSE_DISCOVERY_RATE 0.05
/* The median of the square of a standard normal. */
#define USUAL_SQUARE 0.454936423119572
enum { DAY_CLASSES = 8 }; /* so many classes of the closing lie within 24 hours */

/* Steps said, by the class of the time. */
struct by_time {
    double n[AGREEMENT_CLOSES], sum[AGREEMENT_CLOSES], squares[AGREEMENT_CLOSES];
};

static struct by_time by_time_of(const struct agreement_sums *sums)
{
    struct by_time by = {{0.0}, {0.0}, {0.0}};
    for (int level = 0; level <= AGREEMENT_LEVELS; level++)
        for (int time = 0; time < AGREEMENT_CLOSES; time++) {
            const double count = (double)sums->close[level][time];
            by.n[time] += count;
            by.sum[time] += count * level;
            by.squares[time] += count * level * level;
        }
    return by;
}

/* What the others say: on the whole, and how much of it is told by the time and how much is not. */
struct usual {
    double mean, of_time, within;     /* mean; variances */
    double by_time[AGREEMENT_CLOSES]; /* means; where they have none, the mean of all */
};

static struct usual usual_of(const struct by_time *all, const struct by_time *own)
{
    struct usual usual = {.mean = 0.0};
    double n = 0.0, sum = 0.0, squares = 0.0;
    for (int t = 0; t < AGREEMENT_CLOSES; t++) {
        n += all->n[t] - own->n[t];
        sum += all->sum[t] - own->sum[t];
        squares += all->squares[t] - own->squares[t];
    }
    usual.mean = sum / n;
    for (int t = 0; t < AGREEMENT_CLOSES; t++) {
        const double others = all->n[t] - own->n[t];
        usual.by_time[t] = others > 0.0 ? (all->sum[t] - own->sum[t]) / others : usual.mean;
        const double apart = usual.by_time[t] - usual.mean;
        usual.of_time += others * apart * apart / n;
    }
    usual.within = squares / n - usual.mean * usual.mean - usual.of_time;
    return usual;
}

/* In steps; all as a mean over the dealer's rows. False: no row, or nobody else. */
static bool fill_dealer(const struct by_time *all, const struct by_time *own,
                        struct agreement_dealer *row)
{
    double n = 0.0, others = 0.0, said = 0.0, expected = 0.0;
    for (int t = 0; t < AGREEMENT_CLOSES; t++) {
        n += own->n[t];
        others += all->n[t] - own->n[t];
        said += own->sum[t];
        if (t < DAY_CLASSES) row->in_day += (uint64_t)own->n[t];
    }
    if (n == 0.0 || others == 0.0) return false;
    const struct usual usual = usual_of(all, own);
    for (int t = 0; t < AGREEMENT_CLOSES; t++) expected += own->n[t] * usual.by_time[t];
    row->n = (uint64_t)n;
    row->said = said / n;
    row->expected = expected / n;
    row->usual = usual.mean;
    row->error = usual.within > 0.0 ? sqrt(usual.within / n) : NAN;
    const double apart = (row->expected - usual.mean) / sqrt(usual.of_time / n);
    row->clock = apart > STATS_Z ? 1 : apart < -STATS_Z ? -1 : 0;
    return true;
}

static int compare_numbers(const void *a, const void *b)
{
    const double one = *(const double *)a, other = *(const double *)b;
    return (one > other) - (one < other);
}

/* How much more than chance dealers usually part from what is expected, told by the middle one, so
 * that a few who part widely do not hide themselves; at least 1. */
static double scatter_of(double *squares, size_t count)
{
    if (count < AGREEMENT_LEAST_DEALERS) return 1.0;
    qsort(squares, count, sizeof *squares, compare_numbers);
    const double middle =
        count % 2 ? squares[count / 2] : (squares[count / 2 - 1] + squares[count / 2]) / 2.0;
    return fmax(1.0, middle / USUAL_SQUARE);
}

static const char *verdict_of(const struct agreement_dealer *row)
{
    if (isnan(row->q)) return "cannot_say";
    if (row->q >= FALSE_DISCOVERY_RATE) return "agree";
    if (row->said > row->expected)
        return row->said > row->usual && row->clock < 1 ? "words_good" : "said_higher";
    return row->said < row->usual && row->clock > -1 ? "facts_good" : "said_lower";
}

/* Pearson's r of said and expected over the dealers with enough rows, with Fisher's z. */
static struct interval correlate(const struct agreement_dealer *rows, size_t count,
                                 size_t *compared)
{
    double n = 0.0, x = 0.0, y = 0.0, xx = 0.0, yy = 0.0, xy = 0.0;
    for (size_t i = 0; i < count; i++) {
        if (isnan(rows[i].p)) continue;
        n += 1.0;
        x += rows[i].expected;
        y += rows[i].said;
    }
    for (size_t i = 0; i < count; i++) {
        if (isnan(rows[i].p)) continue;
        const double a = rows[i].expected - x / n, b = rows[i].said - y / n;
        xx += a * a;
        yy += b * b;
        xy += a * b;
    }
    *compared = (size_t)n;
    struct interval out = INTERVAL_UNDEFINED;
    if (n < AGREEMENT_LEAST_DEALERS || !(xx > 0.0) || !(yy > 0.0)) return out;
    out.value = fmax(-1.0, fmin(1.0, xy / sqrt(xx * yy)));
    out.defined = true;
    if (!(fabs(out.value) < 1.0)) return out;
    const double z = atanh(out.value), reach = STATS_Z / sqrt(n - 3.0);
    out.lower = tanh(z - reach);
    out.upper = tanh(z + reach);
    out.bounded = true;
    return out;
}

static enum rc judge(struct agreement_dealer *rows, size_t count, uint32_t base, struct err *err)
{
    double *numbers = malloc((count + 1) * sizeof *numbers);
    if (!numbers) return err_memory(err, count * sizeof *numbers);
    size_t judged = 0;
    for (size_t i = 0; i < count; i++) {
        const double z = (rows[i].said - rows[i].expected) / rows[i].error;
        if (rows[i].n >= base && !isnan(z)) numbers[judged++] = z * z;
    }
    const double scatter = scatter_of(numbers, judged);
    for (size_t i = 0; i < count; i++) {
        const double z = (rows[i].said - rows[i].expected) / rows[i].error;
        const bool is_enough = rows[i].n >= base && !isnan(z);
        rows[i].error *= sqrt(scatter);
        rows[i].p = is_enough ? stats_normal_two_sided_p(z / sqrt(scatter)) : NAN;
        numbers[i] = rows[i].p;
    }
    const enum rc rc = stats_benjamini_hochberg(numbers, count, err);
    for (size_t i = 0; i < count; i++) {
        rows[i].q = numbers[i];
        rows[i].verdict = verdict_of(&rows[i]);
    }
    free(numbers);
    return rc;
}

static void to_points(struct agreement_dealer *row, const struct measure_options *options)
{
    const double step =
        (double)(options->scale_maximum - options->scale_minimum) / agreement_steps(options);
    row->said = options->scale_minimum + step * row->said;
    row->expected = options->scale_minimum + step * row->expected;
    row->usual = options->scale_minimum + step * row->usual;
    row->error *= step;
}

enum rc agreement_dealers(const struct measured *measured, const struct agreement_sums *all,
                          struct agreement_dealer *rows, size_t *count, struct interval *r,
                          size_t *compared, struct err *err)
{
    const struct measure_options *options = measured->context->options;
    const struct by_time by_all = by_time_of(all);
    const uint32_t keys = measured_key_count(measured, AXIS_DEALER);
    *count = 0;
    for (uint32_t key = 1; key < keys; key++) {
        struct agreement_sums sums;
        if (!agreement_sum(measured, AXIS_DEALER, key, &sums)) continue;
        const struct by_time own = by_time_of(&sums);
        struct agreement_dealer *row = &rows[*count];
        *row = (struct agreement_dealer){.key = measured_key_name(measured, AXIS_DEALER, key)};
        *count += fill_dealer(&by_all, &own, row);
    }
    const enum rc rc = judge(rows, *count, options->judged_base, err);
    *r = correlate(rows, *count, compared);
    for (size_t i = 0; i < *count; i++) to_points(&rows[i], options);
    return rc;
}
