#include "measure/columns.h"

_Static_assert(DAY_MISSING == INT_MISSING && MINUTE_MISSING == INT_MISSING &&
                   BOOL_MISSING == SCORE_MISSING,
               "one block of missing values serves types of one width");

void missing_block_init(struct missing_block *missing)
{
    for (uint32_t i = 0; i < BLOCK_ROWS; i++) {
        missing->numbers[i] = INT_MISSING;
        missing->answers[i] = SCORE_MISSING;
        missing->codes[i] = 0;
    }
}
