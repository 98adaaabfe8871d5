/* measure/survey/survey.h: the cell of the survey family, shared by its two files. */
#ifndef MEASURE_SURVEY_SURVEY_H
#define MEASURE_SURVEY_SURVEY_H
#include "measure/family.h"

/* Pairs i <= j of a dimension's items: products are kept once. */
enum { ITEM_PAIR_COUNT = DIMENSION_ITEM_LIMIT * (DIMENSION_ITEM_LIMIT + 1) / 2 };

/* A dimension score is a mean of 1 to 8 whole numbers: a multiple of 1/840. */
enum {
    SCORE_SCALE = 840,
    INDEX_SCALE = SCORE_SCALE * DIMENSION_COUNT,
    WEIGHTED_SCALE = SCORE_SCALE * 100
};

struct survey_cell {
    struct sums dimension[DIMENSION_COUNT]; /* × SCORE_SCALE */
    struct sums index;                      /* × INDEX_SCALE */
    struct sums index_weighted;             /* × WEIGHTED_SCALE */
    struct sums overall;
    struct share top2;
    struct nps_counts nps;
    uint64_t complete_n[DIMENSION_COUNT]; /* respondents who answered all present items */
    int64_t item_sum[DIMENSION_COUNT][DIMENSION_ITEM_LIMIT];
    int64_t product_sum[DIMENSION_COUNT][ITEM_PAIR_COUNT]; /* of pairs i <= j, row by row */
};

enum {
    NEED_ITEMS, /* DIMENSION_ITEM_LIMIT columns for each dimension */
    NEED_OVERALL = DIMENSION_COUNT * DIMENSION_ITEM_LIMIT,
    NEED_RECOMMEND,
    NEED_COUNT
};

extern const char *const dimension_names[DIMENSION_COUNT]; /* "reliability" … */
extern const struct metric survey_metrics[];

/* Statistics of survey metrics; metric->argument is the dimension. */
void survey_dimension(const struct cell_view *view, const struct metric *metric,
                      struct statistic *out);
void survey_index(const struct cell_view *view, const struct metric *metric, struct statistic *out);
void survey_weighted(const struct cell_view *view, const struct metric *metric,
                     struct statistic *out);
void survey_alpha(const struct cell_view *view, const struct metric *metric, struct statistic *out);

/* Cross products of a dimension's present items, in the order of the items. */
struct alpha_cross survey_cross(const struct survey_cell *cell, const void *const *column,
                                int dimension);

#endif
