/* run/profile_report.h: the profile of a run, as a table for a person or a JSON object for a
 * program. Printed beside the results, never part of them: times differ from run to run. */
#ifndef RUN_PROFILE_REPORT_H
#define RUN_PROFILE_REPORT_H
#include "base/profile.h"
#include "output/json.h"
#include "run/read_speed.h"

struct profile_report {
    const struct profile *profile; /* profile_end() has been called */
    struct read_speed read_speed;
    uint64_t peak_bytes;     /* of memory, as the kernel counts it; 0: not known */
    struct seam_count seams; /* how chunks met, and who read the records */
};

/* Measures the reading speed and asks for the peak. */
void profile_report_init(struct profile_report *report, const struct profile *profile,
                         const struct ingested *ingested, int thread_count);
/* A line for each stage that ran, its parts indented below it; "-" stands where there is nothing
 * to say. `failed` of *out tells whether memory was enough. */
void profile_report_text(const struct profile_report *report, struct text *out);
/* {"stages": [{"stage", "part_of", "wall_seconds", "processor_seconds", "bytes", "rows"}],
 * "reading": {"bytes", "wall_seconds", "threads"}, "peak_bytes", "chunks": {"count", "seams_met",
 * "read_again"}, "records": {"fast", "libcsv"}}; a whole's own line is the last.
 */
void profile_report_json(const struct profile_report *report, struct json *json, cJSON *parent);

#endif
