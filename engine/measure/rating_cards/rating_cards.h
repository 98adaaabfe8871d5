/* measure/rating_cards/rating_cards.h: shared by the two files of the family. */
#ifndef MEASURE_RATING_CARDS_RATING_CARDS_H
#define MEASURE_RATING_CARDS_RATING_CARDS_H
#include "measure/family.h"

enum { NEED_OVERALL, NEED_PRODUCT };

extern const struct metric rating_cards_metrics[];

#endif
