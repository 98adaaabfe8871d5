/* measure/metric.h: a metric is one row: what exact statistic it is of a cell, its unit and good
 * direction, and its definition page in both languages. `rater explain` prints the page; the report
 * takes its words from here. */
#ifndef MEASURE_METRIC_H
#define MEASURE_METRIC_H
#include "base/exact.h"
#include "measure/stats/alpha.h"
#include "measure/stats/mean.h"
#include "measure/stats/nps.h"
#include "measure/tally.h"

#include <stdint.h>

enum unit {
    UNIT_SHARE,
    UNIT_SCORE,
    UNIT_POINTS,
    UNIT_ALPHA,
    UNIT_MINUTES,
    UNIT_DAYS,
    UNIT_COUNT,
    UNIT_FEN,
    UNIT_PEOPLE,
    UNIT_RATIO,          /* of hazards, odds or rates: 1 is no difference */
    UNIT_COEFFICIENT,    /* in standard deviations: 0 is none */
    UNIT_PER_UNIT,       /* events of one appliance */
    UNIT_PERCENT_POINTS, /* difference of two shares */
    UNIT_KIND_COUNT
};
extern const char *const unit_names[UNIT_KIND_COUNT]; /* "share" … as in result.json */

enum better { BETTER_NONE, BETTER_HIGHER, BETTER_LOWER };

/* The exact statistic of a cell: numerators and denominators only. The engine does the rest. */
enum statistic_kind {
    STATISTIC_SHARE,    /* met of n; Wilson */
    STATISTIC_MEAN,     /* sums of x × scale; Student t */
    STATISTIC_NPS,      /* promoters and detractors of n; multinomial */
    STATISTIC_ALPHA,    /* Cronbach; Feldt */
    STATISTIC_QUANTILE, /* of a tally; type 7, order statistics */
    STATISTIC_EXTENDED, /* of no cell alone: the family's `extend` makes the estimates (extend.h) */
    STATISTIC_KIND_COUNT
};

struct share {
    uint64_t met, n;
};

/* Sums of whole numbers x that stand for x / scale. */
struct sums {
    uint64_t n;
    int64_t sum;
    i128 square_sum;
};

struct statistic {
    enum statistic_kind kind;
    uint32_t permille;   /* of a quantile */
    const char *refusal; /* NULL, or "code: words" why the metric cannot be had from this input */
    struct share share;
    struct sums sums;
    int64_t scale;
    struct nps_counts nps;
    struct alpha_sums alpha;
    const struct tally *tally;
};

struct measure_context;
struct dictionary;

/* A segment's cells: number 0 is of the month asked for; of a metric that looks back, number k is
 * of the k-th month before it. NULL where there is no row. cell_count is at least 1. */
struct cell_view {
    const void *const *cells;
    const struct tally *const *tallies;
    uint32_t cell_count;
    const void *const *column;                  /* which needed columns exist, as rows->column */
    const struct dictionary *const *dictionary; /* per need: names of its codes; NULL where none */
    const struct measure_context *context;
};

enum metric_flag {
    METRIC_SEGMENTS_ONLY = 1,     /* the network as a whole has no such figure */
    METRIC_REPORT_MONTH_ONLY = 2, /* looks back over several months itself */
    /* `statistic` is the family's own because the metric may be refused; where it is not, it stands
     * at metric->offset of the cell, as statistic_* have it; of an alpha, its n. */
    METRIC_AT_OFFSET = 4,
};

/* Who is left out of a metric that counts a row only when the data go on long enough after it. */
enum maturity_kind {
    MATURITY_BY_START,   /* told by when a row began: the others are fewer, not of another kind */
    MATURITY_IN_PART,    /* likewise, but so late that a month may be half a month: told in part */
    MATURITY_BY_OUTCOME, /* rows that ended late: a value of part of the rows leans to those that
                            ended early, and the estimate is told in part */
    MATURITY_OPEN        /* rows without an end, of which some never get one: leans likewise, when
                            more of them are open than in months long past */
};

struct maturity {
    size_t eligible; /* offset in the cell of the number (uint64_t) of all such rows, followed long
                        enough or not; the metric's n is that of the followed ones */
    enum maturity_kind kind;
};

struct metric {
    const char *id;
    enum unit unit;
    enum better better;
    unsigned flags; /* enum metric_flag */
    enum statistic_kind kind;
    /* Fill *out (zeroed, kind set) from the view. One of statistic_*, or the family's own; NULL of
     * STATISTIC_EXTENDED. */
    void (*statistic)(const struct cell_view *view, const struct metric *metric,
                      struct statistic *out);
    uint64_t needed;  /* bit i: column needs[i] of the family must be in the input */
    size_t offset;    /* of the struct in the cell, or number of the tally */
    int64_t argument; /* scale of a mean, permille of a quantile, or the family's own */
    const struct maturity *maturity; /* NULL: no row waits for what comes after it */
    const char *title[2];            /* zh, en: a few words, no full stop */
    const char *definition[2];       /* a sentence or two */
    const char *formula;             /* in plain text */
    const char *source;              /* document, standard or paper */
    const char *caveat[2];           /* what it cannot say, what it must not be used for */
    /* Of STATISTIC_EXTENDED; the other kinds have one text each (run/command_explain.c). */
    const char *interval[2]; /* how the bounds are made, with the convention they follow */
    const char *guard[2];    /* when it is refused, or told in part, and what would be enough */
};

/* The statistic stands as a struct share, sums or nps_counts at metric->offset of the cell. */
void statistic_share(const struct cell_view *view, const struct metric *metric,
                     struct statistic *out);
void statistic_sums(const struct cell_view *view, const struct metric *metric,
                    struct statistic *out);
void statistic_nps(const struct cell_view *view, const struct metric *metric,
                   struct statistic *out);
/* The quantile of tally number metric->offset at metric->argument permille. */
void statistic_quantile(const struct cell_view *view, const struct metric *metric,
                        struct statistic *out);

/* The metric of a segment: refused when a needed column is absent, else what metric->statistic
 * says. */
struct statistic metric_statistic(const struct metric *metric, const struct cell_view *view);

/* The n of that statistic, without the rest of it; 0 where it is refused. Of a metric that does not
 * look back. */
uint64_t metric_n(const struct metric *metric, const struct cell_view *view);
/* How many rows the cell has that the metric counts once they are followed long enough, and could
 * count now; 0 without maturity or a needed column. */
uint64_t metric_eligible(const struct metric *metric, const struct cell_view *view);
/* statistic_add() of that statistic; *total is of the same metric, which is not refused. */
void metric_add(const struct metric *metric, const struct cell_view *view, struct statistic *total);

/* n as it decides refusal: denominator, respondents, or values of the tally. */
uint64_t statistic_n(const struct statistic *statistic);
/* Shares, sums and NPS of two disjoint sets of rows as one; other kinds do not add. */
void statistic_add(struct statistic *into, const struct statistic *part);
/* whole minus part, for the same kinds (the part lies within the whole); n 0 for others. */
struct statistic statistic_rest(const struct statistic *whole, const struct statistic *part);
/* Shares, means and NPS as a mean of single rows: of 0 and 1, of x / scale, of -100, 0 and 100. */
struct moments statistic_moments(const struct statistic *statistic);

#endif
