/* measure/stats/beta.h: the incomplete beta function that t, F and binomial tails are made of,
 * private to this folder. Why not GSL's: with GSL 2.7 the tails of F lose up to five digits from
 * 1000 degrees of freedom on and are NaN from 10^5 on, the tails of t keep only seven digits in
 * places, and the quantile of F may never return. Pure, thread-safe. */
#ifndef MEASURE_STATS_BETA_H
#define MEASURE_STATS_BETA_H
#include "base/err.h"

/* A point of the Beta(a, b) distribution. Near the mean the tails depend on the small difference b
 * x - a y, which x alone does not carry to full precision when a or b is large; so it is a part of
 * the point. */
struct beta_point {
    double a, b;   /* > 0 */
    double x, y;   /* y = 1 - x, each to full precision; 0 and 1 are allowed */
    double excess; /* b x - a y: 0 at the mean */
};

struct tails {
    double lower,
        upper;    /* P(X <= x) and P(X >= x); the smaller of the two to a relative error of 1e-13 */
    double slope; /* of `lower`, per unit of log(x / y): x^a y^b / B(a, b) */
};

/* The point at x = a f / (b + a f), where a b-scaled F variable with 2a and 2b degrees of freedom
 * is f >= 0 (may be infinite). */
struct beta_point beta_point_of_ratio(double f, double a, double b);
/* The point at a probability x; y is taken as 1 - x. */
struct beta_point beta_point_of_x(double x, double a, double b);

/* Tails by the continued fraction of DiDonato and Morris 1992 (ACM TOMS 18:360, section 3), taken
 * on the side of the mean where it gives the smaller tail; at most about sqrt(max(a, b)) steps,
 * most of them at the mean. RC_NUMERIC for a parameter that is not positive and finite, and when
 * 10^7 steps do not suffice. */
enum rc beta_tails(const struct beta_point *point, struct tails *tails, struct err *err);

/* a log((a + excess) / a) - excess without cancellation, for a > 0; `moved` is a + excess, known
 * without cancellation. */
double deviance_part(double a, double excess, double moved);
/* The scaled gamma function Gamma(a) / (sqrt(2 pi) a^(a - 1/2) e^-a); NaN when GSL has no value. */
double gamma_scaled(double a);

#endif
