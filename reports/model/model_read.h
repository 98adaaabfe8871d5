/* reports/model/model_read.h: the parts of a result tree, read one by one for model_init. Private
 * to the model. */
#ifndef REPORTS_MODEL_READ_H
#define REPORTS_MODEL_READ_H
#include "reports/model/cursor.h"
#include "reports/model/model.h"

/* The result's members that are read from text; absent ones are empty. */
struct model_parts {
    struct slice schema, engine, run, columns, tables, curves, quality;
    struct slices estimates, series; /* their items */
    bool has_estimates;
};

/* All: RC_OK, RC_INPUT, RC_MEMORY. A part of the wrong type is left out. */
enum rc model_read_estimates(struct model *model, const struct slices *items, struct err *err);
enum rc model_read_tables(struct model *model, struct slice part, struct err *err);
enum rc model_read_curves(struct model *model, struct slice part, struct err *err);
enum rc model_read_series(struct model *model, const struct slices *items, struct err *err);
enum rc model_read_columns(struct model *model, struct slice part, enum model_extent extent,
                           struct err *err);

#endif
