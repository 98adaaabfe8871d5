/* measure/backoffice/backoffice.h: what customers say by who answered for the repair (D28). Private
 * to the family, but for backoffice_is_front(). */
#ifndef MEASURE_BACKOFFICE_BACKOFFICE_H
#define MEASURE_BACKOFFICE_BACKOFFICE_H
#include "measure/extend.h"

enum { BACKOFFICE_MONTHS = 12 };

/* Places in rows->column. */
enum backoffice_need { NEED_OVERALL, NEED_DEPARTMENT };

/* Answers about repairs whose department is known. */
struct backoffice_cell {
    struct sums overall;
    struct share dissatisfied; /* below the middle of the scale */
};

/* A department, or several that are too small to be told apart. */
struct office {
    const char *name;
    bool is_front, is_told; /* told: large enough, and nobody small follows from it */
    struct share year;      /* dissatisfied, of twelve months */
    struct sums now, before;
    double q_year, q_moved;
};

/* What a department's answers did to the mean of all from one month to the next. */
struct moved {
    double within, mix;       /* its own change, at the mean of its shares; its share's change */
    struct interval interval; /* of both together */
    double p;                 /* of having done nothing */
};

/* Whether customers meet the people of that department. */
bool backoffice_is_front(const struct measure_options *options, const char *department);

/* Sums of all departments in both months; the parts add up to the difference of the two means. NaN
 * where a month has no answer. */
struct moved backoffice_moved(const struct sums *now, const struct sums *before,
                              const struct sums *all_now, const struct sums *all_before);
/* The difference of the means, with Welch's interval. */
enum rc backoffice_change(const struct sums *now, const struct sums *before,
                          struct difference *change, struct err *err);

extern const struct metric backoffice_metrics[];
enum rc backoffice_extend(const struct measured *measured, struct result *result, struct err *err);

#endif
