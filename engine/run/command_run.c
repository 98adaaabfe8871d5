/* rater run: the road from bytes to pages, one stage after the other. Each stage turns what the
 * stages before it left in struct run into what the next ones need; the first failure ends the
 * road, and nothing has been written then. */
#include "ingest/ingest.h"
#include "ingest/later.h"
#include "ingest/lexicon/lexicon.h"
#include "measure/kept.h"
#include "measure/measure.h"
#include "measure/verify/certificate.h"
#include "measure/wanted.h"
#include "output/json.h"
#include "output/publish.h"
#include "output/rejects_csv.h"
#include "output/result_json.h"
#include "run/choices.h"
#include "run/chosen.h"
#include "run/command_line.h"
#include "run/extras.h"
#include "run/pages.h"
#include "run/plan.h"
#include "run/profile_report.h"
#include "run/progress.h"
#include "run/revised.h"
#include "run/settings.h"
#include "run/summary.h"
#include "run/version.h"

#include "base/day.h"

#include <stdlib.h>
#include <string.h>

enum { RUN_FINDING_LIMIT = 5 };

struct run {
    const struct command_line *line;
    struct profile *profile; /* NULL: not asked for */
    bool to_stdout;          /* -o -: result.json alone, on standard output */
    struct schema schema;
    struct settings settings;
    struct lexicon lexicon;
    struct ingested ingested;
    struct linked linked;
    struct result result;
    int32_t month;
    bool has_month_row;
    struct text certificate, json, rejects, findings;
    struct model previous, model; /* of an earlier result, and of json's text */
    struct pages pages;
    struct publication publication;
};

/* What the line says of --only and --skip goes before the configuration's. */
static enum rc choose_families(struct run *run, struct err *err)
{
    const struct command_line *line = run->line;
    struct settings *settings = &run->settings;
    enum rc rc = RC_OK;
    if (line->only || line->skip) settings->only = settings->skip = 0;
    if (line->only) rc = chosen_read(&settings->only, line->only, "--only", err);
    if (rc == RC_OK && line->skip) rc = chosen_read(&settings->skip, line->skip, "--skip", err);
    settings->measure.skipped_families = chosen_skipped(settings->only, settings->skip);
    /* A cache is for later runs, too, which may choose others. */
    if (!line->cache && !measure_wants_texts(&run->schema, settings->measure.skipped_families))
        settings->ingest.lexicon = NULL;
    return rc;
}

static enum rc lay_line_over_settings(struct run *run, struct err *err)
{
    const struct command_line *line = run->line;
    struct settings *settings = &run->settings;
    if (line->month && !month_parse(line->month, &settings->month))
        return err_set(err, RC_USAGE, "--month is \"%s\", but must be a month such as 2025-06",
                       line->month);
    if (line->language) settings->pages = pages_parse(line->language);
    if (settings->pages < 0)
        return err_set(err, RC_USAGE, "--lang is \"%s\", but must be zh, en or both",
                       line->language);
    settings->extras.tables |= line->extras.tables;
    settings->extras.xlsx |= line->extras.xlsx;
    settings->extras.sqlite |= line->extras.sqlite;
    settings->extras.dealers |= line->extras.dealers;
    settings->ingest.is_digest_off = line->is_digest_off;
    settings->ingest.profile = run->profile;
    settings->measure.profile = run->profile;
    return choose_families(run, err);
}

static enum rc choose(struct run *run, struct err *err)
{
    const enum rc rc = choices_make(&run->settings, &run->schema, &run->lexicon, run->line, err);
    return rc == RC_OK ? lay_line_over_settings(run, err) : rc;
}

static enum rc check_output(struct run *run, struct err *err)
{
    const struct command_line *line = run->line;
    if (!line->output) {
        (void)err_set(err, RC_USAGE, "rater run needs -o OUT, the folder for the results");
        return err_hint(err, "for example: %s", line->command->example);
    }
    run->to_stdout = strcmp(line->output, "-") == 0;
    if (run->to_stdout && line->is_json)
        return err_set(err, RC_USAGE, "-o - and --json both want standard output");
    if (run->to_stdout) return extras_check_stdout(&run->settings.extras, err);
    if (line->output[0] == '\0') return publication_check(line->output, err);
    const enum rc rc = plan_check_output(line->output, line->arguments, line->argument_count, err);
    return rc == RC_OK ? publication_check(line->output, err) : rc;
}

static enum rc check_cache(struct run *run, struct err *err)
{
    const struct command_line *line = run->line;
    if (!line->cache) return RC_OK;
    return plan_check_cache(line->cache, line->arguments, line->argument_count, err);
}

/* Not a byte of the results depends on it: what goes wrong with the cache is said, no more. */
static void tell_cache(const struct run *run)
{
    const struct ingested *ingested = &run->ingested;
    if (run->line->is_quiet || !run->line->cache) return;
    if (ingested->cache_notes) (void)fputs(ingested->cache_notes, stderr);
    (void)fprintf(stderr, "Cache %s: %llu files taken, %llu added\n", run->line->cache,
                  (unsigned long long)ingested->cache.files_taken,
                  (unsigned long long)ingested->cache.files_added);
}

static enum rc ingest_files(struct run *run, struct err *err)
{
    const struct command_line *line = run->line;
    struct progress progress;
    progress_start(&progress, !line->is_quiet && !line->is_progress_off);
    const struct ingest_progress reporting = {progress_report, &progress};
    enum rc rc = ingest_run(&run->ingested, &run->schema, &run->settings.ingest, line->arguments,
                            line->argument_count, &reporting, err);
    progress_end(&progress);
    if (rc == RC_OK) tell_cache(run);
    return rc == RC_OK ? plan_check_input(&run->schema, &run->ingested, err) : rc;
}

static enum rc link_tables(struct run *run, struct err *err)
{
    const enum rc rc = link_run(&run->linked, &run->ingested, &run->schema,
                                run->settings.ingest.thread_count, run->profile, err);
    if (rc != RC_OK) return rc;
    return plan_month(&run->linked, run->settings.month, &run->month, &run->has_month_row, err);
}

static void tell_kept(const struct run *run, const struct kept_counts *kept)
{
    if (run->line->is_quiet) return;
    (void)fputs(kept->notes.bytes, stderr);
    if (kept->portions_taken + kept->portions_added == 0) return;
    (void)fprintf(stderr, "Cache %s: counts of %llu portions taken, of %llu added\n",
                  run->line->cache, (unsigned long long)kept->portions_taken,
                  (unsigned long long)kept->portions_added);
}

static enum rc measure_tables(struct run *run, struct err *err)
{
    struct kept_counts kept;
    struct measure_options *measure = &run->settings.measure;
    if (!run->line->cache) return measure_run(&run->result, &run->linked, measure, run->month, err);
    kept_counts_init(&kept, &run->ingested);
    measure->kept = &kept;
    const enum rc rc = measure_run(&run->result, &run->linked, measure, run->month, err);
    measure->kept = NULL;
    if (rc == RC_OK) tell_kept(run, &kept);
    kept_counts_release(&kept);
    return rc;
}

/* Before anything that takes time: it may not be there. */
static enum rc read_previous(struct run *run, struct err *err)
{
    return run->line->previous ? revised_read(&run->previous, run->line->previous, err) : RC_OK;
}

static enum rc compare_previous(struct run *run, struct err *err)
{
    if (!run->line->previous) return RC_OK;
    return revised_add(&run->result, &run->previous, run->settings.config_sha256, err);
}

/* That this program, on this machine, works out published numbers. If it does not, the results are
 * written all the same, with the certificate that says so: a script that looks at the exit status
 * asks `rater verify`. Said even when quiet. */
static enum rc certify(struct run *run, struct err *err)
{
    struct certificate certificate;
    const enum rc rc = certificate_make(verify_topics, verify_topic_count, &certificate, err);
    if (rc != RC_OK) return rc;
    text_clear(&run->certificate);
    certificate_write(&certificate, &run->certificate);
    if (run->certificate.failed) return err_memory(err, run->certificate.byte_count);
    if (certificate.unmet_count > 0)
        (void)fprintf(stderr,
                      "warning: this build does not work out published numbers: %s\n"
                      "         do not rely on the results; `rater verify` shows each number\n",
                      run->certificate.bytes);
    return RC_OK;
}

static enum rc write_json(struct run *run, struct err *err)
{
    struct manifest manifest = {.version = version_number(),
                                .build = version_build(),
                                .certificate = run->certificate.bytes,
                                .title = run->settings.title};
    memcpy(manifest.config_sha256, run->settings.config_sha256, sizeof manifest.config_sha256);
    const struct run_facts facts = {&manifest, &run->schema, &run->ingested, &run->result,
                                    &run->settings.measure};
    cJSON *tree = NULL;
    enum rc rc = result_json(&facts, &tree, err);
    if (rc == RC_OK) rc = json_print(tree, &run->json, err);
    cJSON_Delete(tree);
    return rc;
}

static enum rc write_rejects(struct run *run, struct err *err)
{
    const int language = run->settings.pages == PAGES_EN ? 1 : 0;
    return rejects_csv(&run->ingested, &run->schema, language, &run->rejects, err);
}

/* From the text and not from the tree it was printed from: the page must be what `rater report`
 * makes of the file. */
static enum rc draw_pages(struct run *run, struct err *err)
{
    const enum pages_language language = (enum pages_language)run->settings.pages;
    if (run->to_stdout) return RC_OK;
    enum rc rc = pages_read_result(&run->model, "result.json", &run->json,
                                   extras_extent(&run->settings.extras), err);
    if (rc == RC_OK) rc = pages_draw(&run->pages, &run->model, language, err);
    if (rc == RC_OK && !run->line->is_quiet)
        rc = pages_findings(&run->model, language, RUN_FINDING_LIMIT, &run->findings, err);
    return rc;
}

static enum rc write_stdout(const struct run *run, struct err *err)
{
    if (fwrite(run->json.bytes, 1, run->json.byte_count, stdout) == run->json.byte_count)
        return RC_OK;
    return err_set(err, RC_OUTPUT, "standard output cannot be written");
}

static enum rc write_results(struct run *run, struct err *err)
{
    struct publication *publication = &run->publication;
    const struct slice rejects = {run->rejects.bytes, run->rejects.byte_count};
    const struct slice result = {run->json.bytes, run->json.byte_count};
    if (run->to_stdout) return write_stdout(run, err);
    enum rc rc = publication_init(publication, run->line->output, err);
    if (rc == RC_OK) rc = pages_publish(&run->pages, publication, err);
    if (rc == RC_OK)
        rc = extras_publish(&run->settings.extras, &run->model,
                            (enum pages_language)run->settings.pages, publication, err);
    if (rc == RC_OK) rc = publication_add(publication, "rejects.csv", rejects, err);
    if (rc == RC_OK) rc = publication_add(publication, "result.json", result, err);
    const char *outdated[EXTRAS_OUTDATED_LIMIT];
    extras_outdated(&run->settings.extras, false, outdated);
    return rc == RC_OK ? publication_finish(publication, outdated, err) : rc;
}

/* What went through the stages, said once it is known. */
static void count_work(struct run *run)
{
    struct profile *profile = run->profile;
    for (size_t i = 0; i < run->ingested.file_count; i++) {
        const struct input_file *file = &run->ingested.files[i];
        if (file->table < 0) continue;
        /* A rejects file stands there once for each of its tables. */
        if (i == 0 || strcmp(file->path, file[-1].path) != 0)
            profile_add_bytes(profile, PROFILE_INGEST, file->byte_count);
        profile_add_rows(profile, PROFILE_INGEST, file->rows_in);
        profile_add_rows(profile, PROFILE_LINK, file->rows_used + file->rows_superseded);
        profile_add_rows(profile, PROFILE_MEASURE, file->rows_used);
    }
    profile_add_bytes(profile, PROFILE_WHOLE, profile_cost_of(profile, PROFILE_INGEST).byte_count);
    profile_add_rows(profile, PROFILE_WHOLE, profile_cost_of(profile, PROFILE_INGEST).row_count);
    profile_add_bytes(profile, PROFILE_JSON, run->json.byte_count);
    profile_add_bytes(profile, PROFILE_REJECTS, run->rejects.byte_count);
    for (size_t i = 0; i < PAGES_LIMIT; i++)
        profile_add_bytes(profile, PROFILE_PAGES, run->pages.texts[i].byte_count);
    if (run->to_stdout) profile_add_bytes(profile, PROFILE_PUBLISH, run->json.byte_count);
    for (size_t i = 0; i < run->publication.entry_count; i++)
        profile_add_bytes(profile, PROFILE_PUBLISH, run->publication.entries[i].byte_count);
}

static enum rc tell_profile(const struct profile_report *report, struct err *err)
{
    struct text table;
    text_init(&table, 0);
    profile_report_text(report, &table);
    (void)fputs(table.bytes, stderr);
    const enum rc rc = table.failed ? err_memory(err, table.byte_count) : RC_OK;
    text_release(&table);
    return rc;
}

static enum rc tell(struct run *run, struct err *err)
{
    struct profile_report report;
    profile_end(run->profile);
    if (run->profile) {
        count_work(run);
        profile_report_init(&report, run->profile, &run->ingested,
                            run->settings.ingest.thread_count);
    }
    const struct summary summary = {.schema = &run->schema,
                                    .ingested = &run->ingested,
                                    .report_month = run->month,
                                    .horizon_minute = run->linked.horizon_minute,
                                    .has_month_row = run->has_month_row,
                                    .publication = run->to_stdout ? NULL : &run->publication,
                                    .findings = run->findings.bytes,
                                    .profile = run->profile ? &report : NULL};
    if (!run->line->is_quiet) summary_print(&summary);
    enum rc rc = run->profile ? tell_profile(&report, err) : RC_OK;
    if (rc == RC_OK && run->line->is_json) rc = summary_print_json(&summary, err);
    return rc;
}

static enum rc check_limits(struct run *run, struct err *err)
{
    return plan_check_rejects(&run->schema, &run->ingested, run->settings.reject_share_limit, err);
}

/* PROFILE_WHOLE: measured with the rest. */
static const struct stage {
    enum rc (*run)(struct run *run, struct err *err);
    enum profile_stage profile;
} stages[] = {
    {choose, PROFILE_WHOLE},           {check_output, PROFILE_WHOLE},
    {check_cache, PROFILE_WHOLE},      {read_previous, PROFILE_WHOLE},
    {ingest_files, PROFILE_INGEST},    {link_tables, PROFILE_LINK},
    {measure_tables, PROFILE_MEASURE}, {compare_previous, PROFILE_WHOLE},
    {certify, PROFILE_WHOLE},          {write_json, PROFILE_JSON},
    {write_rejects, PROFILE_REJECTS},  {draw_pages, PROFILE_PAGES},
    {write_results, PROFILE_PUBLISH},  {tell, PROFILE_WHOLE},
    {check_limits, PROFILE_WHOLE},
};

static enum rc run_stage(struct run *run, const struct stage *stage, struct err *err)
{
    if (stage->profile == PROFILE_WHOLE) return stage->run(run, err);
    profile_start(run->profile, stage->profile);
    const enum rc rc = stage->run(run, err);
    profile_stop(run->profile, stage->profile);
    return rc;
}

/* What waited in the cache was damaged: all is done again from ingest on, and nothing waits. */
static bool is_to_be_repeated(const struct run *run)
{
    return run->settings.ingest.lets_wait && later_is_broken(run->ingested.later);
}

static void forget_stages(struct run *run)
{
    result_release(&run->result);
    linked_release(&run->linked);
    ingested_release(&run->ingested);
    result_init(&run->result);
    run->settings.ingest.lets_wait = false;
}

static void run_release(struct run *run)
{
    publication_release(&run->publication);
    model_release(&run->model);
    model_release(&run->previous);
    pages_release(&run->pages);
    text_release(&run->findings);
    text_release(&run->rejects);
    text_release(&run->json);
    text_release(&run->certificate);
    result_release(&run->result);
    linked_release(&run->linked);
    ingested_release(&run->ingested);
    lexicon_release(&run->lexicon);
    settings_release(&run->settings);
    schema_release(&run->schema);
}

enum rc command_run(const struct command_line *line, struct err *err)
{
    struct profile profile;
    struct run run = {.line = line, .profile = line->is_profile ? &profile : NULL};
    profile_init(run.profile);
    text_init(&run.certificate, 0);
    text_init(&run.json, 0);
    text_init(&run.rejects, 0);
    text_init(&run.findings, 0);
    result_init(&run.result);
    enum rc rc = RC_OK;
    for (size_t i = 0; i < sizeof stages / sizeof stages[0] && rc == RC_OK; i++) {
        rc = run_stage(&run, &stages[i], err);
        if (rc != RC_INPUT || !is_to_be_repeated(&run)) continue;
        *err = (struct err)ERR_INIT;
        forget_stages(&run);
        for (rc = RC_OK; stages[i].run != ingest_files; i--) continue;
        i--; /* the loop goes on with it */
    }
    run_release(&run);
    return rc;
}
