/* reports/model/run_id.h: a short name for a run, the same for everyone who holds its result. */
#ifndef REPORTS_RUN_ID_H
#define REPORTS_RUN_ID_H
#include "reports/model/model.h"

enum { RUN_ID_BYTES = 13 };

/* The first 12 hexadecimal digits of the SHA-256 of these lines, each ended by "\n": the report
 * month, config_sha256, and the inputs' sha256 in ascending order (FORMATS 3). Neither the names of
 * the files nor their order matter. "" where an input has no digest, so that two runs of other data
 * never share one. False when memory is out. */
bool model_run_id(const struct model *model, char out[RUN_ID_BYTES]);

#endif
