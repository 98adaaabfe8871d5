/* reports/model_read.h: the parts of a result tree, read one by one for model_init. Private to the
 * model. */
#ifndef REPORTS_MODEL_READ_H
#define REPORTS_MODEL_READ_H
#include "reports/model.h"

/* All: RC_OK, RC_INPUT, RC_MEMORY. `part` may be of the wrong type: then nothing is read. */
enum rc model_read_estimates(struct model *model, const cJSON *part, struct err *err);
enum rc model_read_tables(struct model *model, const cJSON *part, struct err *err);
enum rc model_read_curves(struct model *model, const cJSON *part, struct err *err);
enum rc model_read_series(struct model *model, const cJSON *part, struct err *err);

#endif
