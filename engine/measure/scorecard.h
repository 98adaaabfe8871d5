/* measure/scorecard.h: fair scorecards (D21): each unit of an axis (dealer, technician) against the
 * other units over the 12 months up to the report month, like jobs compared. For the families that
 * keep the tallies: one family per table, any number of indicators in it. */
#ifndef MEASURE_SCORECARD_H
#define MEASURE_SCORECARD_H
#include "measure/extend.h"

enum { SCORECARD_MONTHS = 12 };

/* What is told of each unit. */
struct scorecard_indicator {
    const char *adjusted, *shrunken, *reliability, *overdispersion; /* metric ids */
    const char *tables[2]; /* names, of dealers and of technicians */
    bool is_mean;          /* of scores from scale_minimum; else a share */
    /* What a row with this state counts: met or not, a score above the least one; NOT_COUNTED. */
    int (*level)(uint32_t state, const struct measure_options *options);
};
enum { SCORECARD_NOT_COUNTED = -1 };

/* The first tally of a cell holds keys ((product << stage_bits | stage) << state_bits | state). The
 * rows of a stratum, that is a product, a stage and a month, are like jobs. Where so many strata
 * would leave too few rows with others to compare them to, the month, then the stage, then the
 * product is left out. */
struct scorecard {
    unsigned stage_bits, state_bits;
    bool tells_persons;                           /* as the family (family.h) */
    const struct scorecard_indicator *indicators; /* ends with {0} */
};

/* Axes of the cells; told as dealers and technicians. */
#define SCORECARD_AXES                                                                             \
    (const enum axis[])                                                                            \
    {                                                                                              \
        AXIS_DEALER, AXIS_TECHNICIAN_YEAR, AXIS_END                                                \
    }

/* All estimates, tests and tables of the indicators. The family has reads_segments. */
enum rc scorecard_extend(const struct measured *measured, const struct scorecard *scorecard,
                         struct result *result, struct err *err);

#endif
