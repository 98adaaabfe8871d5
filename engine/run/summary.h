/* run/summary.h: what a run did, in a few lines for a person or one JSON object for a program. */
#ifndef RUN_SUMMARY_H
#define RUN_SUMMARY_H
#include "base/text.h"
#include "ingest/ingest.h"
#include "output/publish.h"
#include "run/profile_report.h"

#include <stdbool.h>

struct summary {
    const struct schema *schema;
    const struct ingested *ingested;
    int32_t report_month, horizon_minute;
    bool has_month_row;                    /* the report month has at least one row */
    const struct publication *publication; /* finished; NULL: the result went to standard output */
    const char *findings;                  /* lines, or "" */
    const struct profile_report *profile;  /* NULL: not asked for */
};

/* On standard error. */
void summary_print(const struct summary *summary);
/* On standard error: each file, and each folder of files with their number. */
void summary_print_files(const struct publication *publication);
/* On standard output: {"month", "tables": {...}, "files": [...]}, and "profile" if there is one.
 * RC_MEMORY. */
enum rc summary_print_json(const struct summary *summary, struct err *err);

#endif
