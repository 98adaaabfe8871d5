/* tally.h: what really came out of the planted truths, counted while rows are made. Whole numbers
 * that are only added, so the sums do not depend on which thread made which block. A tally belongs
 * to one thread until it is added to another. */
#ifndef GENERATE_TALLY_H
#define GENERATE_TALLY_H
#include "world.h"

/* Per dealer. Matured: as in the definitions of sla.close_24h and repair.repeat_30d, the period's
 * end as horizon. */
enum dealer_count {
    COUNT_REPAIRS,
    COUNT_CLOSE_MATURED,
    COUNT_CLOSE_MET,
    COUNT_CLOSED,
    COUNT_REPEAT_MATURED,
    COUNT_REPEATS,
    COUNT_CALLED_BACK,
    COUNT_ANSWERED,
    COUNT_OVERALL_SUM,
    COUNT_OVERALL,
    COUNT_ITEMS,
    COUNT_SEVENS,
    DEALER_COUNT_COUNT
};
/* Per region and month. */
enum region_count {
    COUNT_VISITS,
    COUNT_VISIT_MINUTES,
    COUNT_RESPONSIVENESS_ITEMS,
    COUNT_RESPONSIVENESS_SUM,
    REGION_COUNT_COUNT
};
/* Of the product with the rising fault, per month. */
enum rising_count {
    COUNT_PRODUCT_REPAIRS,
    COUNT_PLANTED_FAULT,
    COUNT_PRODUCT_OUT_OF_BOX,
    RISING_COUNT
};
enum { CASE_BLOCKS = 32 }; /* cases are planted in the first blocks */
enum share { SHARE_BASE, SHARE_MET, SHARE_PARTS };

struct tally {
    int64_t *cells; /* all of the following, one after the other */
    size_t cell_count;
    int64_t *rows;                                   /* [TABLE_COUNT] */
    int64_t (*dealer)[DEALER_COUNT_COUNT];           /* [dealers] */
    int64_t (*stratum)[CATEGORY_COUNT][SHARE_PARTS]; /* [0 all others, 1 mixed dealer] close_24h */
    int64_t (*rising)[RISING_COUNT];                 /* [months] */
    int64_t (*region)[REGION_COUNT_COUNT];           /* [region * months + month] */
    int64_t (*path)[SHARE_PARTS];                    /* [PATH_COUNT] matured, bought */
    int64_t *departure;                              /* [reason] */
    int64_t *department;                             /* [DEPARTMENT_COUNT] complaints */
    int64_t (*falling)[SHARE_PARTS]; /* [0 the month before, 1 since] overall of its repairs */
    int64_t *cases;                  /* [CASE_BLOCKS * months] repair of a planted case; 0 none */
    int64_t (*asked)[SHARE_PARTS];   /* [months] answered about a repair of it, in the top two */
};

enum rc tally_init(struct tally *tally, const struct world *world, struct err *err);
void tally_release(struct tally *tally);
void tally_add(struct tally *sum, const struct tally *part);

#endif
