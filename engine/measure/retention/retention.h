/* measure/retention/retention.h: the cell of the retention family, shared by its two files. */
#ifndef MEASURE_RETENTION_RETENTION_H
#define MEASURE_RETENTION_RETENTION_H
#include "measure/family.h"

enum { RETENTION_WINDOW_DAYS = 365, RETENTION_NO_PURCHASE = -1 };

enum retention_path {
    PATH_NONE, /* no purchase: not a buyer */
    PATH_NO_PROBLEM,
    PATH_PROBLEM_NO_COMPLAINT,
    PATH_COMPLAINED_UNSOLVED,
    PATH_COMPLAINED_SOLVED,
    PATH_COMPLAINED_SOLVED_FAST,
    PATH_COUNT
};

extern const char *const retention_paths[PATH_COUNT + 1]; /* by number; NULL at the end */

struct retention_cell {
    struct share repurchase; /* of the matured */
    uint64_t buyer_count;
};

/* Days from the index day: to the next purchase, or to the horizon without one. */
enum { TALLY_BOUGHT, TALLY_CENSORED, TALLY_COUNT };

/* The Kaplan–Meier curve of each path and the log-rank test over them. */
enum rc retention_extend(const struct measured *measured, struct result *result, struct err *err);

#endif
