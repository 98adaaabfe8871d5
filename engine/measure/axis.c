#include "measure/axis.h"

const struct axis_row axis_rows[AXIS_COUNT] = {
#define AXIS(id, name, column, month_count, judged, zh, en)                                        \
    [AXIS_##id] = {name, column, month_count, judged, {zh, en}},
#include "measure/axes.def"
#undef AXIS
};
