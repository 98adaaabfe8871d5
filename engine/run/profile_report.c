#include "run/profile_report.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/resource.h>

enum { CELL_BYTES = 32 };

static double seconds(uint64_t wall_ns)
{
    return (double)wall_ns / 1e9;
}

void profile_report_init(struct profile_report *report, const struct profile *profile,
                         const struct ingested *ingested, int thread_count)
{
    struct rusage usage;
    const uint64_t peak_kib = getrusage(RUSAGE_SELF, &usage) == 0 ? (uint64_t)usage.ru_maxrss : 0;
    *report = (struct profile_report){.profile = profile,
                                      .read_speed = read_speed_measure(ingested, thread_count),
                                      .peak_bytes = peak_kib << 10,
                                      .seams = ingested->seams};
}

static bool is_shown(const struct profile_cost *cost)
{
    return cost->wall_ns > 0 || cost->processor_ns > 0;
}

/* a / b with `digits` digits, "-" where either is missing. */
static void ratio_text(char out[CELL_BYTES], double a, double b, int digits)
{
    if (a > 0 && b > 0)
        (void)snprintf(out, CELL_BYTES, "%.*f", digits, a / b);
    else
        (void)snprintf(out, CELL_BYTES, "-");
}

static void count_text(char out[CELL_BYTES], uint64_t count)
{
    if (count > 0)
        (void)snprintf(out, CELL_BYTES, "%" PRIu64, count);
    else
        (void)snprintf(out, CELL_BYTES, "-");
}

static void add_stage(struct text *out, const char *indent, const char *name,
                      const struct profile_cost *cost, uint64_t whole_ns)
{
    char wall[CELL_BYTES], bytes[CELL_BYTES], rows[CELL_BYTES], row_ns[CELL_BYTES];
    char speed[CELL_BYTES], share[CELL_BYTES];
    const double wall_ns = (double)cost->wall_ns;
    ratio_text(wall, wall_ns, 1e9, 3);
    count_text(bytes, cost->byte_count);
    count_text(rows, cost->row_count);
    ratio_text(row_ns, wall_ns, (double)cost->row_count, 1);
    ratio_text(speed, (double)cost->byte_count, wall_ns, 2);
    ratio_text(share, 100 * wall_ns, (double)whole_ns, 1);
    text_format(out, "%s%-*s %9s %9.3f %13s %11s %9s %7s %7s\n", indent, indent[0] ? 13 : 15, name,
                wall, seconds(cost->processor_ns), bytes, rows, row_ns, speed, share);
}

void profile_report_text(const struct profile_report *report, struct text *out)
{
    const struct profile *profile = report->profile;
    const struct profile_cost whole = profile_cost_of(profile, PROFILE_WHOLE);
    struct profile_cost rest = {.wall_ns = whole.wall_ns, .processor_ns = whole.processor_ns};
    text_format(out, "%-15s %9s %9s %13s %11s %9s %7s %7s\n", "stage", "wall s", "CPU s", "bytes",
                "rows", "ns/row", "GB/s", "share %");
    for (int i = PROFILE_WHOLE + 1; i < PROFILE_STAGE_COUNT; i++) {
        const enum profile_stage stage = (enum profile_stage)i;
        const struct profile_cost cost = profile_cost_of(profile, stage);
        const bool is_part = profile_parent(stage) != PROFILE_WHOLE;
        if (!is_shown(&cost)) continue;
        add_stage(out, is_part ? "  " : "", profile_name(stage), &cost, whole.wall_ns);
        if (is_part) continue;
        rest.wall_ns -= cost.wall_ns;
        rest.processor_ns -= cost.processor_ns;
    }
    add_stage(out, "", "the rest", &rest, whole.wall_ns);
    add_stage(out, "", profile_name(PROFILE_WHOLE), &whole, whole.wall_ns);
    const struct read_speed *speed = &report->read_speed;
    char reading[CELL_BYTES];
    ratio_text(reading, (double)speed->byte_count, (double)speed->wall_ns, 2);
    text_format(out, "Only reading the input again: %s GB/s (%d threads, %" PRIu64 " bytes)\n",
                reading, speed->thread_count, speed->byte_count);
    const struct seam_count *seams = &report->seams;
    text_format(out,
                "Chunks: %" PRIu64 " (seams that met: %" PRIu64 ", read again: %" PRIu64
                "); records by the fast scanner: %" PRIu64 ", by libcsv: %" PRIu64 "\n",
                seams->chunks, seams->seams_met, seams->reparsed, seams->records_fast,
                seams->records_libcsv);
    text_format(out, "Peak memory: %.0f MiB\n", (double)report->peak_bytes / 1048576.0);
}

static void stage_json(struct json *json, cJSON *stages, const struct profile *profile,
                       enum profile_stage stage)
{
    const struct profile_cost cost = profile_cost_of(profile, stage);
    if (!is_shown(&cost)) return;
    const bool is_whole = stage == PROFILE_WHOLE;
    cJSON *object = json_object(json, stages, NULL);
    json_text(json, object, "stage", profile_name(stage));
    json_text(json, object, "part_of", is_whole ? NULL : profile_name(profile_parent(stage)));
    json_number(json, object, "wall_seconds", seconds(cost.wall_ns));
    json_number(json, object, "processor_seconds", seconds(cost.processor_ns));
    json_count(json, object, "bytes", cost.byte_count);
    json_count(json, object, "rows", cost.row_count);
}

void profile_report_json(const struct profile_report *report, struct json *json, cJSON *parent)
{
    cJSON *stages = json_array(json, parent, "stages");
    for (int i = PROFILE_WHOLE + 1; i < PROFILE_STAGE_COUNT; i++)
        stage_json(json, stages, report->profile, (enum profile_stage)i);
    stage_json(json, stages, report->profile, PROFILE_WHOLE);
    cJSON *reading = json_object(json, parent, "reading");
    json_count(json, reading, "bytes", report->read_speed.byte_count);
    json_number(json, reading, "wall_seconds", seconds(report->read_speed.wall_ns));
    json_count(json, reading, "threads", (uint64_t)report->read_speed.thread_count);
    json_count(json, parent, "peak_bytes", report->peak_bytes);
    cJSON *chunks = json_object(json, parent, "chunks");
    json_count(json, chunks, "count", report->seams.chunks);
    json_count(json, chunks, "seams_met", report->seams.seams_met);
    json_count(json, chunks, "read_again", report->seams.reparsed);
    cJSON *records = json_object(json, parent, "records");
    json_count(json, records, "fast", report->seams.records_fast);
    json_count(json, records, "libcsv", report->seams.records_libcsv);
}
