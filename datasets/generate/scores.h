/* scores.h: how a customer who was treated so answers a questionnaire. */
#ifndef GENERATE_SCORES_H
#define GENERATE_SCORES_H
#include "block.h"

/* Latent points on each dimension, as effects of what happened; 0 is the usual service. */
struct experience {
    double effect[DIMENSION_COUNT];
};

/* Latent satisfaction on the scale 1 to 7, before rounding: the general level that overall,
 * recommendation and intentions follow; and whether the customer is going to buy again within a
 * year. */
struct answer {
    double level;
    bool returns;
};

/* Fill the 22 items of `row`. A latent score is level + general factor + dimension factor +
 * experience + noise; an item is its nearest whole number within 1 to 7. With these variances
 * Cronbach's alpha comes to 0.8 to 0.9. Some items stay missing. */
struct answer scores_items(struct draw *draw, const struct dealer *dealer,
                           const struct experience *experience, int64_t *row);
/* Overall satisfaction, recommendation, repurchase intent. */
void scores_follow(struct draw *draw, struct answer answer, int64_t *row);
/* Expectations, importance weights, seven rights, trust, wish. Give it a draw of its own: the
 * narrow columns are to be the same whether the wide ones are made or not. */
void scores_wide(struct draw *draw, struct answer answer, const struct world *world, int64_t *row);

#endif
