/* measure/stats/interval.h: an estimate with the bounds of its 95 % interval, as every estimator
 * here returns it. Nothing in the statistics layer has state; every function may be called from any
 * thread. GSL is called from this folder alone, after main() has switched its error handler off
 * (gsl_set_error_handler_off). */
#ifndef MEASURE_STATS_INTERVAL_H
#define MEASURE_STATS_INTERVAL_H
#include <math.h>
#include <stdbool.h>

#define STATS_LEVEL 0.95
/* What a two-sided interval of that level leaves out on each side. */
#define STATS_TAIL 0.025
/* The 0.975 quantile of the standard normal distribution, rounded to the nearest double. */
#define STATS_Z 1.959963984540054

struct interval {
    double value, lower, upper; /* NaN where they do not exist */
    bool defined;               /* value exists */
    bool bounded;               /* lower and upper both exist */
};

/* What an estimator returns when the observations do not carry a value. */
#define INTERVAL_UNDEFINED ((struct interval){NAN, NAN, NAN, false, false})

/* A difference "first minus second" of two independent groups, with its two-sided test of no
 * difference. */
struct difference {
    struct interval interval;
    double statistic; /* t or z; NaN when not tested, infinite when both variances are 0 and the
                         values differ */
    double df;        /* degrees of freedom; infinite for a normal test, NaN when not tested */
    double p;         /* NaN when not tested */
};

#define DIFFERENCE_UNDEFINED ((struct difference){INTERVAL_UNDEFINED, NAN, NAN, NAN})

#endif
