/* measure/flow/flow.h: what one cell of the flow of repairs counts (D11). Private to the family. */
#ifndef MEASURE_FLOW_H
#define MEASURE_FLOW_H
#include "measure/family.h"

enum flow_need {
    NEED_REPORTED,
    NEED_REPLIED,
    NEED_VISITED,
    NEED_CLOSED,
    NEED_MODE,
    NEED_PART,
    NEED_QUANTITY,
    NEED_SOLVED,
    NEED_CONFIRMED,
    NEED_GAP,
    NEED_AGAIN,
    FLOW_NEED_COUNT
};

/* In the order of the flags of a prepared row: so many in its first 16 bits, the others behind. */
enum flow_share {
    FLOW_CONFORMING,
    FLOW_NO_REPLY,
    FLOW_NO_VISIT,
    FLOW_UNCONFIRMED,
    FLOW_REVERSED,
    FLOW_NOT_BY_PHONE,
    FLOW_REPEATED,
    FLOW_BY_PHONE,
    FLOW_FIRST_SHARES,
    FLOW_REPLIED_IN_DAY = FLOW_FIRST_SHARES,
    FLOW_CLOSED_IN_DAY,
    FLOW_CLOSED, /* of all repairs */
    FLOW_SHARE_COUNT
};

struct flow_cell {
    struct share share[FLOW_SHARE_COUNT];
};

extern const struct metric flow_metrics[];

#endif
