/* measure/value/value.h: what a customer is worth (D20): the cell of the family and the formula
 * over it, shared by the family's files.
 *
 * A purchase day is a day on which the customer bought something; a row with a negative amount is a
 * return: it takes from the value and makes no purchase day. A customer is taken to buy again
 * within 365 days of a purchase day with one probability, the retention, or else to be gone: simple
 * and cautious, for who comes back later counts as lost. So a customer is worth, from one of his
 * purchase days on,
 *     V(r) = g (1 - q^(H/w + 1)) / (1 - q),   q = r / (1 + d)^w
 * with the margin g of a purchase day, the retention r, the years w from a purchase day to the next
 * one, the discount d a year and the horizon of H years. With w = 1 this is the sum over years t =
 * 0 … H of g r^t / (1 + d)^t. */
#ifndef MEASURE_VALUE_VALUE_H
#define MEASURE_VALUE_VALUE_H
#include "measure/extend.h"
#include "measure/stats/sloped.h"

enum { VALUE_YEAR_DAYS = 365, VALUE_LEAST_FOLLOWED = 100, VALUE_LEAST_AGAIN = 30 };

/* What is known of a customer, in whole numbers; the first VALUE_COLUMN_COUNT are columns that
 * `derive` makes, the others `update` knows from the columns of the family retention. */
enum value_number {
    VALUE_FOLLOWED,   /* purchase days at least 365 days before the horizon */
    VALUE_AGAIN,      /* of them: with another purchase day 1 to 365 days later */
    VALUE_GAP_DAYS,   /* of these: days to it */
    VALUE_PAID,       /* purchase days with a known amount */
    VALUE_ACTIVE,     /* 1: a purchase day among the last 365 days */
    VALUE_FEN,        /* amounts, returns taken off */
    VALUE_COSTED_FEN, /* amounts of rows whose cost is known */
    VALUE_COST_FEN,   /* these costs */
    VALUE_RECENT_FEN, /* amounts of the last 365 days, returns taken off */
    VALUE_COMPLAINED, /* 1: the first complaint is among the last 365 days */
    VALUE_FAST,       /* 1: first complaint solved within 24 hours, at least 365 days ago */
    VALUE_FAST_BACK,  /* 1: and bought again 1 to 365 days after it */
    VALUE_SOLVED,     /* the same of those solved later */
    VALUE_SOLVED_BACK,
    VALUE_UNSOLVED, /* the same of those not solved */
    VALUE_UNSOLVED_BACK,
    VALUE_NUMBER_COUNT,
    VALUE_COLUMN_COUNT = VALUE_COMPLAINED
};
enum { VALUE_PRODUCT_COUNT = VALUE_NUMBER_COUNT * (VALUE_NUMBER_COUNT + 1) / 2 };
_Static_assert((int)VALUE_NUMBER_COUNT <= (int)SLOPE_LIMIT, "each number has a slope");

struct value_cell {
    uint64_t buyers;                    /* customers with a purchase */
    uint64_t followed, again, costed;   /* of them: whose number of that name is not 0 */
    i128 totals[VALUE_NUMBER_COUNT];    /* sums over buyers */
    i128 products[VALUE_PRODUCT_COUNT]; /* sloped_product() */
};

/* The parts of the formula, out of a cell. */
struct value_model {
    struct sloped_sums sums;
    struct sloped retention, yearly, purchase, margin_share;
    bool has_margin; /* the share is from the costs, not an assumption */
    struct sloped gain, step_years, step_discount;
    struct sloped fast_back, solved_back, unsolved_back, slow_back; /* slow: solved later or not */
    struct sloped fast_share;     /* of the first complaints that are at least a year old */
    struct sloped complaint_rate; /* customers with a first complaint in the last 365 days, for
                                     each active customer */
    double discount, horizon_years;
};

/* Why there is a number or not: NULL, or a reason. */
struct value_reasons {
    const char *retention, *yearly, *purchase, *margin_share, *lifetime;
    const char *fast, *solved, *unsolved, *recovery;
};

void value_model_init(struct value_model *model, const struct value_cell *cell,
                      const struct measure_options *options);
/* RC_MEMORY: words for the reasons. */
enum rc value_reasons_find(struct value_reasons *reasons, const struct value_cell *cell,
                           const struct value_model *model, struct arena *arena, struct err *err);
/* V at a retention. */
struct sloped value_lifetime(const struct value_model *model, struct sloped retention);
/* What is to come, from a day without a purchase, of a customer who buys again within a year with
 * that probability. */
struct sloped value_to_come(const struct value_model *model, struct sloped back,
                            struct sloped retention);

/* One cell of the what-if: retention and the share of complaints solved within 24 hours so many
 * points (of 100) higher than they are. */
struct value_case {
    int32_t retention_points, fast_points;
    bool exists; /* false: the retention would not be a share below 0.99 */
    struct sloped retention, fast_share;
    struct sloped value;  /* of an active customer */
    struct sloped effect; /* value minus what it is today */
};
enum { VALUE_RETENTION_STEPS = 6, VALUE_FAST_STEPS = 3 };
extern const int32_t value_retention_points[VALUE_RETENTION_STEPS];
extern const int32_t value_fast_points[VALUE_FAST_STEPS];
struct value_case value_case_of(const struct value_model *model, int32_t retention_points,
                                int32_t fast_points);

extern const struct metric value_metrics[];
enum rc value_extend(const struct measured *measured, struct result *result, struct err *err);

#endif
