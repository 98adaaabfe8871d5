/* measure/stats/root.h: where a falling function crosses 0, private to this folder. Pure,
 * thread-safe. */
#ifndef MEASURE_STATS_ROOT_H
#define MEASURE_STATS_ROOT_H

/* The x in low .. high where f falls through 0, to the last digits that f decides: secants of the
 * bracket, the older end's value halved where it stays (Illinois), bisection where they fail.
 * f(low)
 * >= 0 >= f(high). */
double root_of_falling(double (*f)(double x, void *context), void *context, double low,
                       double high);

#endif
