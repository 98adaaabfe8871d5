#include "run/extras.h"

#include "reports/tables/csv.h"
#include "reports/tables/sqlite.h"
#include "reports/tables/xlsx.h"
#include "run/pages.h"

#include <string.h>

enum { OWN_NAMES = 4, JOB_LIMIT = 4 };

static const struct extra {
    const char *name;
    size_t offset;                /* of its bool in struct extras */
    const char *files[OWN_NAMES]; /* all names it may have, those of both languages last */
} extra_rows[] = {
    {"tables", offsetof(struct extras, tables), {"tables/"}},
    {"xlsx", offsetof(struct extras, xlsx), {"report.xlsx", "report.zh.xlsx", "report.en.xlsx"}},
    {"sqlite", offsetof(struct extras, sqlite), {"result.sqlite"}},
    {"dealers", offsetof(struct extras, dealers), {"dealers/"}},
};
enum { EXTRA_COUNT = sizeof extra_rows / sizeof *extra_rows };

static bool is_wanted(const struct extras *extras, const struct extra *extra)
{
    bool wanted;
    memcpy(&wanted, (const char *)extras + extra->offset, sizeof wanted);
    return wanted;
}

bool extras_any(const struct extras *extras)
{
    for (size_t i = 0; i < EXTRA_COUNT; i++)
        if (is_wanted(extras, &extra_rows[i])) return true;
    return false;
}

enum model_extent extras_extent(const struct extras *extras)
{
    return extras_any(extras) ? MODEL_WHOLE : MODEL_PAGE;
}

bool extras_add(struct extras *extras, const char *name)
{
    for (size_t i = 0; i < EXTRA_COUNT; i++) {
        if (strcmp(extra_rows[i].name, name) != 0) continue;
        memcpy((char *)extras + extra_rows[i].offset, &(bool){true}, sizeof(bool));
        return true;
    }
    return false;
}

enum rc extras_check_stdout(const struct extras *extras, struct err *err)
{
    if (!extras_any(extras)) return RC_OK;
    (void)err_set(err, RC_USAGE,
                  "-o - writes one file to standard output, and --tables, --xlsx, "
                  "--sqlite and --dealers (files in a configuration) write files beside it");
    return err_hint(err, "choose a folder with -o");
}

/* One file, or the folder of tables, made by one thread. */
struct job {
    const struct sheets *sheets;
    struct text path; /* where a library writes; "" of the tables */
    enum rc (*write)(const struct job *job, struct publication *publication, struct err *err);
    struct err err;
};

static enum rc write_tables(const struct job *job, struct publication *publication, struct err *err)
{
    return csv_publish(job->sheets, publication, err);
}

static enum rc write_xlsx(const struct job *job, struct publication *publication, struct err *err)
{
    (void)publication;
    return xlsx_write(job->sheets, job->path.bytes, err);
}

static enum rc write_sqlite(const struct job *job, struct publication *publication, struct err *err)
{
    (void)publication;
    return sqlite_write(job->sheets->model, job->path.bytes, err);
}

struct work {
    struct job jobs[JOB_LIMIT];
    size_t count;
};

/* `name` "": the job adds its files itself. */
static enum rc add_job(struct work *work, const struct sheets *sheets,
                       enum rc (*write)(const struct job *, struct publication *, struct err *),
                       const char *name, struct publication *publication, struct err *err)
{
    struct job *job = &work->jobs[work->count++];
    *job = (struct job){.sheets = sheets, .write = write, .err = ERR_INIT};
    text_init(&job->path, 0);
    return name[0] ? publication_path(publication, name, &job->path, err) : RC_OK;
}

static enum rc plan_work(struct work *work, const struct extras *extras,
                         const struct sheets sheets[LANGUAGE_COUNT], enum pages_language language,
                         struct publication *publication, struct err *err)
{
    const struct sheets *zh = &sheets[LANGUAGE_ZH], *en = &sheets[LANGUAGE_EN];
    const struct sheets *first = language == PAGES_EN ? en : zh;
    const bool is_pair = language == PAGES_BOTH;
    enum rc rc = RC_OK;
    if (rc == RC_OK && extras->xlsx)
        rc = add_job(work, first, write_xlsx, is_pair ? "report.zh.xlsx" : "report.xlsx",
                     publication, err);
    if (rc == RC_OK && extras->xlsx && is_pair)
        rc = add_job(work, en, write_xlsx, "report.en.xlsx", publication, err);
    if (rc == RC_OK && extras->sqlite)
        rc = add_job(work, first, write_sqlite, "result.sqlite", publication, err);
    if (rc == RC_OK && extras->tables)
        rc = add_job(work, first, write_tables, "", publication, err);
    return rc;
}

/* Only the job of the tables touches the publication. The first failure in the jobs' order is told,
 * whatever thread met one first. */
static enum rc do_work(struct work *work, struct publication *publication, struct err *err)
{
#pragma omp parallel for schedule(dynamic, 1)
    for (size_t i = 0; i < work->count; i++)
        (void)work->jobs[i].write(&work->jobs[i], publication, &work->jobs[i].err);
    for (size_t i = 0; i < work->count; i++)
        if (work->jobs[i].err.rc != RC_OK) {
            if (err) *err = work->jobs[i].err;
            return work->jobs[i].err.rc;
        }
    return RC_OK;
}

static enum rc publish_sheets(const struct extras *extras, const struct model *model,
                              enum pages_language language, struct publication *publication,
                              struct err *err)
{
    struct sheets sheets[LANGUAGE_COUNT];
    struct work work = {.count = 0};
    enum rc rc = RC_OK;
    if (!extras->tables && !extras->xlsx && !extras->sqlite) return RC_OK;
    for (int i = 0; i < LANGUAGE_COUNT; i++) sheets[i] = (struct sheets){.count = 0};
    for (int i = 0; i < LANGUAGE_COUNT && rc == RC_OK; i++)
        rc = sheets_init(&sheets[i], model, (enum language)i, err);
    if (rc == RC_OK) rc = plan_work(&work, extras, sheets, language, publication, err);
    if (rc == RC_OK) rc = do_work(&work, publication, err);
    for (size_t i = 0; i < work.count; i++) text_release(&work.jobs[i].path);
    for (int i = 0; i < LANGUAGE_COUNT; i++) sheets_release(&sheets[i]);
    return rc;
}

enum rc extras_publish(const struct extras *extras, const struct model *model,
                       enum pages_language language, struct publication *publication,
                       struct err *err)
{
    enum rc rc = publish_sheets(extras, model, language, publication, err);
    if (rc == RC_OK && extras->dealers)
        rc = extras_publish_dealers(model, language, publication, err);
    return rc;
}

void extras_outdated(const struct extras *extras, bool is_same_result,
                     const char *names[EXTRAS_OUTDATED_LIMIT])
{
    size_t count = 0;
    for (size_t i = 0; pages_file_names[i]; i++) names[count++] = pages_file_names[i];
    for (size_t i = 0; i < EXTRA_COUNT; i++) {
        if (is_same_result && !is_wanted(extras, &extra_rows[i])) continue;
        for (size_t k = 0; k < OWN_NAMES && extra_rows[i].files[k]; k++)
            names[count++] = extra_rows[i].files[k];
    }
    names[count] = NULL;
}
