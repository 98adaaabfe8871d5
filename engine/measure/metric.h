/* measure/metric.h: a metric is one row: what exact statistic it is of a cell, its unit and good direction, and its
 * definition page in both languages. `rater explain` prints the page; the report takes its words from here. */
#ifndef MEASURE_METRIC_H
#define MEASURE_METRIC_H
#include "base/exact.h"
#include "measure/stats/alpha.h"
#include "measure/tally.h"

#include <stdint.h>

enum unit { UNIT_SHARE, UNIT_SCORE, UNIT_POINTS, UNIT_ALPHA, UNIT_MINUTES, UNIT_DAYS, UNIT_COUNT,
            UNIT_FEN, UNIT_PEOPLE, UNIT_KIND_COUNT };
extern const char *const unit_names[UNIT_KIND_COUNT]; /* "share" … as in result.json */

enum better { BETTER_NONE, BETTER_HIGHER, BETTER_LOWER };

/* The exact statistic of a cell: numerators and denominators only. The engine does the rest. */
enum statistic_kind {
    STATISTIC_SHARE,    /* met of n; Wilson */
    STATISTIC_MEAN,     /* sums of x × scale; Student t */
    STATISTIC_NPS,      /* promoters and detractors of n; multinomial */
    STATISTIC_ALPHA,    /* Cronbach; Feldt */
    STATISTIC_QUANTILE, /* of a tally; type 7, order statistics */
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

struct nps_counts {
    uint64_t promoters, detractors, n;
};

struct statistic {
    enum statistic_kind kind;
    bool available; /* false: the columns it needs are absent, `reason` says which */
    const char *reason;
    struct share share;
    struct sums sums;
    int64_t scale;
    struct nps_counts nps;
    struct alpha_sums alpha;
    const struct tally *tally;
    uint32_t probability_permille;
};

/* A segment's cells: window 0 is the one asked for, window k the k-th month before it; NULL where there is no row. */
struct cell_view {
    const void *const *cells;
    const struct tally *const *tallies;
    uint32_t window_count;
    const struct measure_context *context;
    const void *const *column; /* which needed columns exist: as rows->column */
};

struct metric {
    const char *id;
    enum unit unit;
    enum better better;
    /* One of the statistic_* functions below, or the family's own. */
    void (*statistic)(const struct cell_view *view, const struct metric *metric,
                      struct statistic *out);
    size_t offset;    /* of the struct in the cell, or number of the tally */
    int64_t argument; /* scale of a mean, permille of a quantile, or the family's own */
    const char *title[2];      /* zh, en: a few words, no full stop */
    const char *definition[2]; /* a sentence or two */
    const char *formula;       /* in plain text */
    const char *source;        /* document, standard or paper */
    const char *caveat[2];     /* what it cannot say, what it must not be used for */
};

/* The statistic stands as a struct at metric->offset of the cell. */
void statistic_share(const struct cell_view *, const struct metric *, struct statistic *);
void statistic_sums(const struct cell_view *, const struct metric *, struct statistic *);
void statistic_nps(const struct cell_view *, const struct metric *, struct statistic *);
/* The quantile of tally number metric->offset at metric->argument permille. */
void statistic_quantile(const struct cell_view *, const struct metric *, struct statistic *);

#endif
