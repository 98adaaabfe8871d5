/* measure/steps/steps.h: the seven steps of a complaint's recovery, and the two regressions of what
 * each goes with: satisfaction afterwards (family steps), buying again (family steps_repurchase).
 * Both count complaints by pattern: which steps were taken and how the complaint ended. */
#ifndef MEASURE_STEPS_STEPS_H
#define MEASURE_STEPS_STEPS_H
#include "measure/extend.h"

enum { STEP_COUNT = 7 };
/* The columns of complaints, and the keys of axis step. */
extern const char *const step_names[STEP_COUNT];

/* How the complaint ended: covariates of both regressions, for they are no steps. */
enum handling { HANDLED_UNSOLVED, HANDLED_SOLVED, HANDLED_FAST, HANDLING_COUNT };
enum { FAST_MINUTES = 1440 };

/* A pattern: bit k says that step k was taken; the handling stands above. */
enum { HANDLING_SHIFT = STEP_COUNT, PATTERN_LIMIT = 1 << (STEP_COUNT + 2) };
static inline bool pattern_has(size_t pattern, size_t step)
{
    return pattern >> step & 1;
}
static inline enum handling pattern_handling(size_t pattern)
{
    return (enum handling)(pattern >> HANDLING_SHIFT);
}

/* Complaints that a step needs on either side, with it and without. */
enum { STEP_SIDE_MINIMUM = 10 };

/* Key of a complaint that has an answer to the question but not to every step. */
enum { KEY_INCOMPLETE = 1 << 20 };

/* Complaints of all patterns, as both regressions want them. */
struct step_counts {
    uint64_t n[PATTERN_LIMIT];   /* complete cases */
    uint64_t incomplete;         /* left out */
    bool is_present[STEP_COUNT]; /* the input has the step's column */
};

/* A column of the model: a step, or one of the covariates. */
enum { COLUMN_SOLVED = STEP_COUNT, COLUMN_FAST, MODEL_COLUMN_COUNT };
/* 1 where the pattern has it: step taken, solved (fast or not), solved fast. */
static inline bool model_value(size_t pattern, size_t column)
{
    if (column < STEP_COUNT) return pattern_has(pattern, column);
    return pattern_handling(pattern) >= (column == COLUMN_FAST ? HANDLED_FAST : HANDLED_SOLVED);
}

/* The model that the counts can carry. */
struct step_model {
    const struct step_counts *counts;
    uint64_t n;                         /* complete cases */
    uint64_t with[MODEL_COLUMN_COUNT];  /* of those: how many have it */
    const char *reasons[STEP_COUNT];    /* why a step is refused; NULL: not. In the arena. */
    const char *partial;                /* why all others hold in part only; NULL: they hold */
    size_t columns[MODEL_COLUMN_COUNT]; /* those in the model */
    size_t column_count;
    size_t pattern_count;
    size_t *patterns; /* those with rows; in the arena */
    double *values;   /* pattern_count x column_count; in the arena */
};

/* What is asked before anything is fitted: absent columns, steps that never vary or always come
 * with another, too few rows with or without one. Only the steps concerned are refused. */
enum rc step_model_init(struct step_model *model, const struct step_counts *counts,
                        struct arena *arena, struct err *err);
/* Every step that is not yet refused is, for this reason: what only the fit can tell. */
void step_model_refuse(struct step_model *model, const char *reason);
/* Refuses all steps and returns true when there are fewer rows than ten a coefficient. `rows` is
 * the number that counts, `words` says of what. */
bool step_model_is_small(struct step_model *model, uint64_t rows, const char *words,
                         struct arena *arena);

/* What the fit says of a column, in its own unit; undefined where it says nothing. */
struct step_effect {
    struct interval interval;
    double p;
    double mean_with, mean_without; /* of the outcome, crude */
};

/* The words in which one regression is told. */
enum { STEP_TABLE_COLUMNS = 12 };
extern const struct table_column step_score_columns[STEP_TABLE_COLUMNS]; /* differences of means */
extern const struct table_column step_share_columns[STEP_TABLE_COLUMNS]; /* ratios of odds */
struct step_report {
    const char *metric, *method, *table;
    const struct table_column *columns;
    int32_t period;
    double no_effect; /* 0 of differences, 1 of ratios */
};

/* Estimates of all steps with verdicts, and the table of all columns. */
enum rc step_report_add(const struct step_report *report, const struct step_model *model,
                        const struct step_effect *effects, const struct measured *measured,
                        struct result *result, struct err *err);

/* In steps_metrics.c and steps_satisfaction.c. */
extern const struct metric steps_metrics[];
enum rc steps_extend(const struct measured *measured, struct result *result, struct err *err);
enum { STEPS_MONTHS = 12, SCORE_SHIFT = STEP_COUNT + 2 };

/* Steps are taken in the weeks after a complaint: it is counted as it stands when it is this old,
 * and not before, or the last weeks would look like neglect. */
enum { SETTLED_DAYS = 30 };

struct steps_cell {
    struct share done[STEP_COUNT], all; /* settled complaints; in the order of the flags */
    uint64_t answered[STEP_COUNT + 1];  /* what n is when all of them are settled */
};

#endif
