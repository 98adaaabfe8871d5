/* measure/drivers/drivers.h: what goes with overall satisfaction and with the intention to buy
 * again. The cell is sums of products of respondents' answers; everything else follows from them
 * (drivers_fit.c) and is told by drivers.c. */
#ifndef MEASURE_DRIVERS_DRIVERS_H
#define MEASURE_DRIVERS_DRIVERS_H
#include "measure/family.h"
#include "measure/stats/drivers.h"

/* Needs: the items of the dimensions, then: */
enum {
    ITEM_COUNT = DIMENSION_COUNT * DIMENSION_ITEM_LIMIT,
    NEED_OVERALL = ITEM_COUNT,
    NEED_REPURCHASE,
    NEED_SURVEYED,
    NEED_COUNT
};

enum response { RESPONSE_OVERALL, RESPONSE_REPURCHASE, RESPONSE_COUNT };

/* Respondents by what they can be used for: their cases are complete for both responses or for one
 * of them. A model of a response takes those of both and its own, so that nobody is left out for a
 * question that he was not asked. */
enum cases { CASES_BOTH, CASES_OVERALL, CASES_REPURCHASE, CASES_COUNT, CASES_NONE = CASES_COUNT };

/* A dimension score is a mean of 1 to 8 whole numbers: a multiple of 1/840. */
enum { SCORE_SCALE = 840 };

/* Groups of the jackknife: respondents of one minute stay together. */
enum { GROUP_COUNT = 32 };

/* What is multiplied with each other of a respondent, for the model of the dimensions: 1, so that
 * sums and numbers are products too; five scores; both responses, 0 where missing. */
enum {
    VALUE_ONE,
    VALUE_SCORE,
    VALUE_RESPONSE = VALUE_SCORE + DIMENSION_COUNT,
    VALUE_COUNT = VALUE_RESPONSE + RESPONSE_COUNT
};

/* Products of pairs i <= j, row by row. */
enum { PRODUCT_COUNT = VALUE_COUNT * (VALUE_COUNT + 1) / 2 };
static inline int pair_index(int i, int j, int count)
{
    const int lower = j > i ? i : j, upper = j > i ? j : i;
    return lower * count - lower * (lower + 1) / 2 + upper;
}
static inline int product_index(int i, int j)
{
    return pair_index(i, j, VALUE_COUNT);
}

/* The same for the model of the items: 40 items, both responses, 1. */
enum {
    ANSWER_RESPONSE = ITEM_COUNT,
    ANSWER_ONE = ANSWER_RESPONSE + RESPONSE_COUNT,
    ANSWER_COUNT,
    ANSWER_PRODUCT_COUNT = ANSWER_COUNT * (ANSWER_COUNT + 1) / 2
};
static inline int answer_product_index(int i, int j)
{
    return pair_index(i, j, ANSWER_COUNT);
}

/* 64 bits are enough for any table: a product is below 2^34, rows are below 2^29 for each group and
 * below 2^32 of items, whose products are below 2^14. */
struct drivers_cell {
    int64_t products[GROUP_COUNT][CASES_COUNT][PRODUCT_COUNT];
    int64_t answer_products[CASES_COUNT][ANSWER_PRODUCT_COUNT];
};

/* A row as `update` wants it. */
struct drivers_row {
    int32_t values[VALUE_COUNT]; /* values[VALUE_ONE]: enum cases of its answers to all items << 8 |
                                    its group * CASES_COUNT + its cases; or no bucket */
};
enum { BUCKET_COUNT = GROUP_COUNT * CASES_COUNT, BUCKET_NONE = BUCKET_COUNT, BUCKET_BITS = 8 };

/* Vectors as wide as AVX2 has them; for other processors the compiler cuts or pairs them. */
enum { LANE_ROWS = 16 };
typedef int8_t score_lanes __attribute__((vector_size(LANE_ROWS)));
typedef int16_t short_lanes __attribute__((vector_size(LANE_ROWS * sizeof(int16_t))));

void drivers_prepare(void *prepared, const void *const *column, uint32_t row_count,
                     const struct measure_context *context);
void drivers_update(void *cell, struct tally *tallies, const struct rows *rows);

/* The twelve months up to the report month, as one cell. */
void drivers_cell_sum(const struct measured *measured, struct drivers_cell *total);

/* A driver's estimates, as value, and how much they change from one part of the rows to another. */
struct driver_estimate {
    int dimension;
    struct driver driver;
    struct interval share; /* of R^2 */
    struct interval coefficient;
};

/* The model of the dimensions for one response. */
struct drivers_fit {
    uint64_t n;
    uint32_t driver_count; /* dimensions with a column */
    uint32_t group_count;  /* groups with rows */
    const char *refusal;   /* NULL, or "code: words": then there are no numbers */
    double p;              /* that the dimensions explain nothing; F test */
    struct interval r_squared;
    struct driver_estimate drivers[DIMENSION_COUNT]; /* the first driver_count */
};

/* Texts go into the arena. RC_NUMERIC for impossible sums, RC_MEMORY. */
enum rc drivers_fit(const struct drivers_cell *total, const void *const *column,
                    enum response response, struct arena *arena, struct drivers_fit *fit,
                    struct err *err);

/* The model of the items for one response. */
struct items_fit {
    uint64_t n;
    uint32_t item_count;    /* items with a column */
    int items[ITEM_COUNT];  /* their needs */
    double *correlations;   /* with the response, per item; NaN where an item does not vary */
    struct drivers drivers; /* drivers.drivers NULL: not fitted */
};
enum rc items_fit(const struct drivers_cell *total, const void *const *column,
                  enum response response, struct arena *arena, struct items_fit *fit,
                  struct err *err);

extern const struct metric drivers_metrics[];
enum { METRIC_SHARE, METRIC_COEFFICIENT, METRIC_R_SQUARED, METRICS_A_RESPONSE };

#endif
