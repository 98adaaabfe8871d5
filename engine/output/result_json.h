/* output/result_json.h: a finished run as the tree of result.json (RESULT.md; FORMATS.md section
 * 3). */
#ifndef OUTPUT_RESULT_JSON_H
#define OUTPUT_RESULT_JSON_H
#include "base/text.h"
#include "ingest/ingest.h"
#include "measure/result.h"
#include "output/manifest.h"

#include <cjson/cJSON.h>

/* What the tree is made of; all are only read and must outlive it. */
struct run_facts {
    const struct manifest *manifest;
    const struct schema *schema;
    const struct ingested *ingested; /* after link: its files have their rows_superseded */
    const struct result *result;
    const struct measure_options *options;
};

/* *tree is the caller's (cJSON_Delete), NULL after a failure: RC_MEMORY, or RC_BUG when the rows of
 * a file do not add up (in = used + rejected + superseded). */
enum rc result_json(const struct run_facts *facts, cJSON **tree, struct err *err);

#endif
