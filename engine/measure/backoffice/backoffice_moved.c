/* What each department did to the mean score of all, from one month to the next. With w the
 * department's share of the answers and m their mean, and R the middle of the two months' means of
 * all,
 *     w1 (m1 - R) - w0 (m0 - R) = (w0 + w1)/2 (m1 - m0) + (w1 - w0) ((m0 + m1)/2 - R),
 * its own change and its share's. The left sides add up to the difference of the two means, because
 * the shares add up to 1: so does what is told. */
#include "measure/backoffice/backoffice.h"
#include "measure/stats/mean.h"

/* Of one month: the mean over all answers of (score - R) where it is the department's, else 0, and
 * the variance of that mean. */
struct part {
    double share, mean, value, variance;
};

static struct part part_of(const struct sums *own, const struct sums *all, double middle)
{
    const double n = (double)own->n, total = (double)all->n;
    if (own->n == 0) return (struct part){.share = 0, .mean = middle};
    const double sum = (double)own->sum, square_sum = (double)own->square_sum;
    const double value = (sum - n * middle) / total;
    const double square = (square_sum - 2 * middle * sum + n * middle * middle) / total;
    return (struct part){.share = n / total,
                         .mean = sum / n,
                         .value = value,
                         .variance = (square - value * value) / (total - 1)};
}

struct moved backoffice_moved(const struct sums *now, const struct sums *before,
                              const struct sums *all_now, const struct sums *all_before)
{
    struct moved moved = {NAN, NAN, INTERVAL_UNDEFINED, NAN};
    if (all_now->n < 2 || all_before->n < 2) return moved;
    const double middle = ((double)all_now->sum / (double)all_now->n +
                           (double)all_before->sum / (double)all_before->n) /
                          2;
    const struct part late = part_of(now, all_now, middle),
                      early = part_of(before, all_before, middle);
    moved.within = (early.share + late.share) / 2 * (late.mean - early.mean);
    moved.mix = (late.share - early.share) * ((early.mean + late.mean) / 2 - middle);
    const double value = moved.within + moved.mix;
    const double error = sqrt(fmax(0, late.variance) + fmax(0, early.variance));
    moved.interval =
        (struct interval){value, value - STATS_Z * error, value + STATS_Z * error, true, true};
    if (error > 0) moved.p = erfc(fabs(value) / error / sqrt(2));
    return moved;
}

static struct moments moments_of(const struct sums *sums)
{
    return (struct moments){
        .n = sums->n, .sum = sums->sum, .square_sum = sums->square_sum, .scale = 1};
}

enum rc backoffice_change(const struct sums *now, const struct sums *before,
                          struct difference *change, struct err *err)
{
    const struct moments late = moments_of(now), early = moments_of(before);
    return stats_welch_difference(&late, &early, change, err);
}
