/* measure/loyalty/loyalty.h: how long customers stay, and what goes with leaving: what the files of
 * the family share.
 *
 * A customer's time runs in whole days from the first purchase. It ends with the first recorded
 * departure on or after it, or is cut off at the horizon. What happened to the customer is told by
 * states that he enters one after another; a state holds from the day after the one on which it was
 * entered, so that a departure belongs to what was known before its day, and nobody counts as
 * "solved" in the time before the solution. Who bought before departures were recorded is watched
 * from then on alone: that he had not left before is why he is seen at all. */
#ifndef MEASURE_LOYALTY_LOYALTY_H
#define MEASURE_LOYALTY_LOYALTY_H
#include "base/arena.h"
#include "measure/family.h"
#include "measure/stats/cox.h"

enum loyalty_state {
    STATE_NONE,
    STATE_PROBLEM,        /* since the first repair */
    STATE_COMPLAINT_OPEN, /* since the first complaint */
    STATE_SOLVED_FAST,    /* that complaint was solved within 1440 minutes */
    STATE_SOLVED_LATER,
    STATE_COUNT,
    STATE_UNWATCHED = 7 /* before departures were recorded */
};
/* States that are entered at some time. */
enum { SINCE_PROBLEM, SINCE_COMPLAINT, SINCE_SOLVED, SINCE_COUNT };

enum { YEAR_BEFORE = 1899, PRODUCTS_APART = 5 };

/* Bits of keys. Of those who stayed, from above: dealer, day, product, state. Of the others: day,
 * product, year, dealer, state, parting. */
enum {
    KEY_PARTING_BITS = 8,
    KEY_STATE_BITS = 3,
    KEY_DEALER_BITS = 7,
    KEY_YEAR_BITS = 9,
    KEY_PRODUCT_BITS = 3,
    KEY_DAY_BITS = 17
};

/* Dealers are told apart, so that errors can be had from them, where they are enough for it, and
 * where it is cheap: each one multiplies what must be kept apart. */
enum { DEALERS_LEAST = 20, DEALERS_MOST = 126, DEALERS_PURCHASES_MOST = 300000 };

/* What is known of whole tables before any customer is looked at. */
struct loyalty_overview {
    /* first day of the month of the earliest departure: who left before was not recorded.
     * DAY_MISSING: no departure at all */
    int32_t recorded_from_day;
    bool has_dealers; /* they are told apart */
    /* the most frequent products among all purchases; of equal ones the first by name */
    uint32_t products[PRODUCTS_APART], product_count;
    uint32_t code_count;       /* of products, with code 0 */
    const uint8_t *product_of; /* by code: place in `products`, or product_count: another one */
    int32_t years[1 << KEY_YEAR_BITS]; /* first days, from 1899 on */
};
enum rc loyalty_overview_make(const struct linked *linked, struct arena *arena,
                              const struct loyalty_overview **out, struct err *err);

struct loyalty_cell {
    uint64_t customers;             /* with a purchase */
    uint64_t left_without_purchase; /* recorded as gone, never as buyers: in nothing else */
    uint64_t left_before_purchase;  /* only before the first purchase: watched from that on */
    uint64_t left_on_day_of_change; /* the departure belongs to the state before */
};

/* Columns of the table "customers", and needs of the family; zeros: no customer. */
enum loyalty_column {
    LOYALTY_TRAITS,    /* packed: product, year, dealer */
    LOYALTY_DAYS,      /* until the departure or the horizon */
    LOYALTY_UNWATCHED, /* watched only after so many days less one; 0: from the start */
    LOYALTY_PARTING,   /* enum loyalty_parting, or PARTING_REASON + code of the reason */
    LOYALTY_SINCE,     /* SINCE_COUNT columns, see loyalty_since() */
    LOYALTY_COLUMN_COUNT = LOYALTY_SINCE + SINCE_COUNT
};
enum loyalty_parting {
    PARTING_BEFORE_PURCHASE = -1,
    PARTING_NONE,
    PARTING_REASON, /* + 0: no reason given */
    PARTING_REASON_LIMIT = 254
};

/* TALLY_STAYED: customers cut off at the horizon, in their last state; the year of the first
 * purchase follows from the day. Few keys, and small ones where dealers are not told apart.
 * TALLY_LEFT: those who left, with what parted them. TALLY_MOVES: from one state to the next, which
 * stands in the place of the parting. */
enum { TALLY_STAYED, TALLY_LEFT, TALLY_MOVES, TALLY_COUNT };

/* A key taken apart. */
struct loyalty_key {
    uint32_t day, product, year, dealer, state, parting;
};
struct loyalty_key loyalty_key_open(int64_t key);
/* Of one who stayed, but for the year. */
struct loyalty_key loyalty_key_open_stayed(int64_t key);

/* Since when, as the derived columns have it: 0 never, else the day (-1: before the first purchase)
 * + 2; of a solution twice that, + 1 if it was fast. */
enum { NEVER = INT32_MAX };

/* Pieces of customers on one day: who left, who was cut off or moved on, and who came. */
struct loyalty_piece {
    uint32_t day;
    uint16_t year;
    uint8_t product; /* as loyalty_overview has it */
    uint8_t dealer, state;
    uint8_t parting; /* of those who left; else PARTING_NONE */
    bool is_end;     /* of the customer, not of a state */
    uint64_t left, cut, came;
};

/* All pieces, in rising days. */
struct loyalty_pieces {
    struct loyalty_piece *pieces;
    size_t count;
    uint32_t day_limit; /* above all days */
    struct loyalty_cell cell;
};
enum rc loyalty_pieces_read(struct loyalty_pieces *pieces, const struct measured *measured,
                            struct arena *arena, struct err *err);

/* NULL, or why nothing at all can be told: "code: words". */
const char *loyalty_refusal(const struct measured *measured, const struct loyalty_pieces *pieces);

/* What may go with leaving: terms of the model with their levels. */
enum loyalty_term_number { TERM_STATE, TERM_PRODUCT, TERM_YEAR, TERM_COUNT };
enum { LEVEL_LIMIT = 6, COVARIATE_LIMIT = (LEVEL_LIMIT - 1) * TERM_COUNT, NO_COVARIATE = 255 };
enum { EVENTS_PER_COEFFICIENT = 10, EVENTS_OF_LEVEL = 5 };

struct loyalty_level {
    const char *key; /* "product=H02" */
    uint64_t customers, events, days;
    uint8_t covariate;   /* NO_COVARIATE: reference, or not in the model */
    bool is_left_out;    /* nobody left: its pieces are not in the model */
    const char *refusal; /* NULL, or why it has no ratio */
};
struct loyalty_term {
    const char *name;
    struct loyalty_level levels[LEVEL_LIMIT];
    uint32_t level_count, reference; /* LEVEL_LIMIT: none */
    size_t first, covariate_count;   /* its covariates, if it is in the model */
    bool is_in_model;
    const char *refusal;
};
struct loyalty_design {
    struct loyalty_term terms[TERM_COUNT];
    uint8_t level_of_year[1 << KEY_YEAR_BITS];
    uint64_t events;
    uint32_t dealer_count;  /* places of clusters in a pattern; 1: no clusters */
    uint32_t cluster_count; /* clusters with a customer; 0: errors are the model's */
};
/* Levels of all terms, counted, and which terms the departures can bear. */
enum rc loyalty_design_make(struct loyalty_design *design, const struct measured *measured,
                            const struct loyalty_pieces *pieces, struct arena *arena,
                            struct err *err);
/* Level of a piece in a term. */
uint32_t loyalty_level_of(const struct loyalty_design *design, enum loyalty_term_number term,
                          const struct loyalty_piece *piece);

/* The fitted model. fit.status tells whether there is one. */
struct loyalty_fit {
    struct cox_counts counts;
    uint32_t *clusters; /* of each pattern; NULL: none */
    struct cox_fit fit;
    double error_factor;       /* of robust errors, for few clusters; 1 without */
    double quantile;           /* t or normal, of the interval */
    struct interval *ratios;   /* of each covariate */
    double *p;                 /* likewise */
    struct test *proportional; /* of each term, by number, then of all; not defined where none */
    double *proportional_holm; /* of each term */
    uint64_t common[COVARIATE_LIMIT]; /* loyalty_common_departures() */
    const char *refusal;              /* NULL, or why there is none */
};
/* Fits; terms that cannot be in it (collinear, separated) are taken out of the design and refused.
 */
enum rc loyalty_fit_make(struct loyalty_fit *fit, struct loyalty_design *design,
                         const struct loyalty_pieces *pieces, struct arena *arena, struct err *err);
/* The same model of the days up to `day` (is_late: after it), without what follows from the fit. */
enum rc loyalty_fit_part(const struct loyalty_fit *whole, const struct loyalty_design *design,
                         uint32_t day, bool is_late, struct loyalty_fit *part, struct arena *arena,
                         struct err *err);
/* Departures from each covariate's level or its reference on days on which customers of both were
 * watched; 0: what would be told of the two comes from other levels alone, each held against the
 * next. `part`: entries of the whole, or of a part of its days; patterns are those of the whole. */
void loyalty_common_departures(const struct cox_counts *whole, const struct cox_counts *part,
                               const struct loyalty_design *design,
                               uint64_t common[COVARIATE_LIMIT]);
/* First day by which half of the departures of the fit had happened. */
uint32_t loyalty_middle_day(const struct loyalty_fit *fit);

/* Hazard ratios, concordance, their tables and tests. */
enum rc loyalty_ratios(const struct measured *measured, const struct loyalty_pieces *pieces,
                       struct result *result, struct err *err);
/* Incidences by cause, those who stay, cohorts. */
enum rc loyalty_curves(const struct measured *measured, const struct loyalty_pieces *pieces,
                       struct result *result, struct err *err);

extern const struct metric loyalty_metrics[];

#endif
