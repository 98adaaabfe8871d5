/* measure/survey/survey.h: the cell of the survey family, shared by its two files. */
#ifndef MEASURE_SURVEY_SURVEY_H
#define MEASURE_SURVEY_SURVEY_H
#include "measure/family.h"

/* Pairs i <= j of a dimension's items: products are kept once. They stand by distance, as a row of
 * items times the same row turned by 0 to 4 places gives them: at 8 d + i the pair of items i and
 * (i + d) mod 8, the last distance with half as many. */
enum {
    PAIR_DISTANCE_COUNT = DIMENSION_ITEM_LIMIT / 2 + 1,
    ITEM_PAIR_COUNT = DIMENSION_ITEM_LIMIT * (DIMENSION_ITEM_LIMIT + 1) / 2
};
static inline int pair_index(int i, int j)
{
    const int distance = j > i ? j - i : i - j, lower = j > i ? i : j, upper = j > i ? j : i;
    if (distance < PAIR_DISTANCE_COUNT) return DIMENSION_ITEM_LIMIT * distance + lower;
    return DIMENSION_ITEM_LIMIT * (DIMENSION_ITEM_LIMIT - distance) + upper;
}

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
    int64_t product_sum[DIMENSION_COUNT][ITEM_PAIR_COUNT]; /* at pair_index() */
};

/* One respondent as `update` wants it: what would add to the sums of a cell, 0 where nothing. */
enum {
    VALUE_INDEX = DIMENSION_COUNT, /* the dimensions come first */
    VALUE_WEIGHTED,
    VALUE_OVERALL,
    VALUE_COUNT
};
struct answers {
    uint64_t items[DIMENSION_COUNT]; /* a byte an item, of a dimension with all present items */
    int32_t values[VALUE_COUNT];     /* × their scales */
    uint16_t flags;                  /* enum answer_flag */
};
enum answer_flag {                  /* bit numbers */
                   FLAG_SCORED = 0, /* a dimension has a score; FLAG_SCORED + its number */
                   FLAG_INDEX = DIMENSION_COUNT,
                   FLAG_OVERALL,
                   FLAG_COMPLETE, /* all present items of a dimension are answered; + its number */
                   FLAG_TOP2 = FLAG_COMPLETE + DIMENSION_COUNT,
                   FLAG_RECOMMEND,
                   FLAG_PROMOTER,
                   FLAG_DETRACTOR,
                   FLAG_COUNT
};

/* `prepare` and `update` of the family; answers are struct answers. */
void survey_prepare(void *answers, const void *const *column, uint32_t row_count,
                    const struct measure_context *context);
void survey_update(void *cell, struct tally *tallies, const struct rows *rows);

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
