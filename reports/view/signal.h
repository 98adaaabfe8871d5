/* reports/view/signal.h: what the network's control chart says of the report month: the row of
 * charts.signals, which stands by its q like a change does. One rule for marks, texts and tables.
 */
#ifndef REPORTS_SIGNAL_H
#define REPORTS_SIGNAL_H
#include "reports/model/model.h"

struct view_signal {
    bool stands,
        above; /* the month is unlike those before by more than chance; above their centre */
    double centre, q;
};

/* Of a network's estimate of the report month; none stands for other estimates. */
struct view_signal view_signal_of(const struct model *model, const struct model_estimate *now);

#endif
