/* measure/work_cards/work_cards.h: shared by the two files of the family. */
#ifndef MEASURE_WORK_CARDS_WORK_CARDS_H
#define MEASURE_WORK_CARDS_WORK_CARDS_H
#include "measure/family.h"

enum {
    NEED_REPORTED,
    NEED_CLOSED,
    NEED_PURCHASED,
    NEED_INSTALLED,
    NEED_WARRANTY,
    NEED_PRODUCT,
    NEED_GAP,
    NEED_UNIT
};

extern const struct metric work_cards_metrics[];

#endif
