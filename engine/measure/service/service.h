/* measure/service/service.h: the cell of the service-level family, shared by its two files. */
#ifndef MEASURE_SERVICE_SERVICE_H
#define MEASURE_SERVICE_SERVICE_H
#include "measure/family.h"

struct service_cell {
    struct share reply_24h, close_24h, close_48h; /* the fixed limits */
    struct share reply_in_time, close_in_time;    /* the configured ones, special cases apart */
    struct share visit_punctual;
    struct share closed; /* of all, whatever time has passed */
    /* Repairs with reply, visit and end in this order and within LEGS_LIMIT_MINUTES; met: reported
     * at least so long before the horizon, so that slow ones are not missing. */
    struct share legs;
    /* Their minutes (of those that met), leg by leg and from the report to the end. */
    struct sums leg_reply, leg_visit, leg_close, leg_total;
};

enum { LEGS_LIMIT_MINUTES = 14 * 1440 };

enum { NEED_REPORTED, NEED_REPLIED, NEED_PROMISED, NEED_VISITED, NEED_CLOSED, NEED_SPECIAL };

enum { TALLY_REPLY, TALLY_VISIT, TALLY_CLOSE, TALLY_COUNT }; /* minutes since the report */

extern const struct metric service_metrics[];

#endif
