#include "reports/tables/sqlite.h"

#include "base/embedded.h"
#include "output/publish.h"
#include "reports/tables/sqlite_parts.h"

#include <string.h>

extern const struct embedded sql_files[];

/* Everything is written once, into a file that nobody else knows yet: no journal, no waiting.
 * Whoever publishes the file synchronises it. */
static const char settings[] = "PRAGMA page_size = 4096; PRAGMA journal_mode = OFF;"
                               "PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;"
                               "PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = OFF; BEGIN;";
static const char after_loading[] = "\n-- After loading:\n";

enum rc store_fail(struct store *store, struct err *err)
{
    if (sqlite3_errcode(store->database) == SQLITE_NOMEM) return err_memory(err, sizeof *store);
    (void)err_set(err, RC_OUTPUT, "%s: the database cannot be written: %s", store->path,
                  sqlite3_errmsg(store->database));
    if (sqlite3_errcode(store->database) == SQLITE_FULL) (void)err_hint(err, PUBLISH_FULL_HINT);
    return RC_OUTPUT;
}

enum rc store_execute(struct store *store, const char *statements, struct err *err)
{
    const int code = sqlite3_exec(store->database, statements, NULL, NULL, NULL);
    return code == SQLITE_OK ? RC_OK : store_fail(store, err);
}

enum rc store_prepare(struct store *store, const char *text, sqlite3_stmt **statement,
                      struct err *err)
{
    const int code = sqlite3_prepare_v2(store->database, text, -1, statement, NULL);
    return code == SQLITE_OK ? RC_OK : store_fail(store, err);
}

enum rc store_step(struct store *store, sqlite3_stmt *statement, struct err *err)
{
    const bool is_done = sqlite3_step(statement) == SQLITE_DONE;
    const enum rc rc = is_done ? RC_OK : store_fail(store, err);
    (void)sqlite3_reset(statement);
    return rc;
}

static enum rc open_store(struct store *store, struct err *err)
{
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(store->path, &store->database, flags, NULL) != SQLITE_OK)
        return store->database ? store_fail(store, err) : err_memory(err, sizeof *store);
    return store_execute(store, settings, err);
}

/* Tables and views first, indices when the rows are there. */
static enum rc run_schema(struct store *store, bool is_after, struct err *err)
{
    const char *schema = (const char *)sql_files[0].bytes;
    const char *after = strstr(schema, after_loading);
    if (!after) return err_set(err, RC_BUG, "result.sql has no place for the rows");
    if (is_after) return store_execute(store, after, err);
    struct text before;
    text_init(&before, 0);
    text_add(&before, schema, (size_t)(after - schema));
    const enum rc rc = before.failed ? err_memory(err, before.byte_count)
                                     : store_execute(store, before.bytes, err);
    text_release(&before);
    return rc;
}

/* Metrics first: the facts' numbers of metrics are those of the rows. */
static enum rc load(struct store *store, struct err *err)
{
    const struct sheets *sheets = &store->sheets[LANGUAGE_ZH];
    size_t segment_limit = 1;
    for (size_t i = 0; i < store->model->series_count; i++)
        segment_limit += store->model->series[i].key_count;
    for (size_t i = 0; i < store->model->columns_count; i++)
        segment_limit += store->model->columns[i].key_count;
    enum rc rc = store_dimensions_init(store, segment_limit + store->model->estimate_count, err);
    if (rc == RC_OK) rc = store_sheet(store, sheets_find(sheets, "metrics"), err);
    for (size_t i = 1; i < sheets->count && rc == RC_OK; i++)
        if (strcmp(sheets->items[i].name, "metrics") != 0)
            rc = store_sheet(store, &sheets->items[i], err);
    return rc;
}

static enum rc write_store(struct store *store, struct err *err)
{
    enum rc rc = open_store(store, err);
    if (rc == RC_OK) rc = run_schema(store, false, err);
    if (rc == RC_OK) rc = load(store, err);
    if (rc == RC_OK) rc = run_schema(store, true, err);
    if (rc == RC_OK) rc = store_execute(store, "COMMIT", err);
    (void)sqlite3_finalize(store->add_segment);
    (void)sqlite3_finalize(store->add_period);
    if (sqlite3_close(store->database) != SQLITE_OK && rc == RC_OK)
        rc = err_set(err, RC_OUTPUT, "%s: the database cannot be closed", store->path);
    return rc;
}

enum rc sqlite_write(const struct model *model, const char *path, struct err *err)
{
    struct store store = {.path = path, .model = model};
    arena_init(&store.arena);
    enum rc rc = sheets_init(&store.sheets[LANGUAGE_ZH], model, LANGUAGE_ZH, err);
    if (rc == RC_OK) rc = sheets_init(&store.sheets[LANGUAGE_EN], model, LANGUAGE_EN, err);
    if (rc == RC_OK) rc = write_store(&store, err);
    sheets_release(&store.sheets[LANGUAGE_ZH]);
    sheets_release(&store.sheets[LANGUAGE_EN]);
    arena_release(&store.arena);
    return rc;
}
